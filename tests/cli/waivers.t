# A waiver names a finding, or a rule and a feature; it has a reason and a last day.
$ printf 'waivers:\n  - rule: ramp-lip\n    feature: ramps:1\n    reason: ground off with the next paving\n    until: 2026-06-30\n  - finding: sidewalk-headroom:w919ee41d70defc2d:0\n    reason: the sign belongs to the ministry\n    until: 2026-12-31\n' >w.yaml

$ rasif audit corner.gpkg --waivers w.yaml --as-of 2026-06-30 | grep Accepted
Accepted      waived 2, expired waivers 0, unused waivers 0

# They stay in the output and say why they are tolerated.
$ rasif audit corner.gpkg --waivers w.yaml --as-of 2026-06-30 -f csv | grep -c 'waived,ground off with the next paving (until 2026-06-30)'
1

$ rasif audit corner.gpkg --waivers w.yaml --as-of 2026-06-30 -q -o out.gpkg >/dev/null; python3 -c "import sqlite3; print(*sqlite3.connect('out.gpkg').execute('SELECT rule, accepted, waiver FROM audit_findings WHERE accepted IS NOT NULL ORDER BY rule'), sep='\n')"
('ramp-lip', 'waived', 'ground off with the next paving (until 2026-06-30)')
('sidewalk-headroom', 'waived', 'the sign belongs to the ministry (until 2026-12-31)')

$ rasif explain out.gpkg ramps:1 | grep waived
    waived: ground off with the next paving (until 2026-06-30)

# No gate counts them.
$ rasif audit corner.gpkg --waivers w.yaml --as-of 2026-06-30 --fail-on minor >/dev/null
! rasif: 11 findings of severity minor or above; 2 more waived
[exit 1]

# One day later the first has run out: what it covered counts again, and the report says so.
$ rasif audit corner.gpkg --waivers w.yaml --as-of 2026-07-01 --fail-on minor | grep -e Accepted -e R601
! rasif: 12 findings of severity minor or above; 1 more waived
Accepted      waived 1, expired waivers 1, unused waivers 0
...R601 warning...

# A baseline written now does not hold what is waived: when the waiver ends, it is news.
$ rasif audit corner.gpkg --waivers w.yaml --as-of 2026-06-30 --write-baseline known.txt -q >/dev/null; grep -vc "^#" known.txt
11

$ rasif audit corner.gpkg --waivers w.yaml --as-of 2026-06-30 --baseline known.txt --fail-on new -q >/dev/null

$ rasif audit corner.gpkg --waivers w.yaml --as-of 2026-07-01 --baseline known.txt --fail-on new >/dev/null
! rasif: 1 new finding not in the baseline; 1 more waived
[exit 1]

# One that covers nothing is reported; as a rasif_id a feature is found as well.
$ printf 'waivers:\n  - {rule: ramp-lip, feature: rbf984134388add1c, reason: a, until: 2030-01-01}\n  - {rule: ramp-lip, feature: ramps:2, reason: b, until: 2030-01-01}\n' >u.yaml; rasif audit corner.gpkg --waivers u.yaml | grep -e Accepted -e R602
Accepted      waived 1, expired waivers 0, unused waivers 1
...R602 warning...

# Mistakes are told before anything is read.
$ printf 'waivers:\n  - {rule: ramp-lipp, feature: ramps:2, reason: b, until: 2030-01-01}\n' >x.yaml; rasif audit corner.gpkg --waivers x.yaml
! rasif: x.yaml:2:12: there is no rule ramp-lipp; did you mean ramp-lip?
[exit 3]

# Of each waiver, so that an unknown rule hides no other mistake.
$ printf 'waivers:\n  - {rule: nothing-here, feature: ramps:2, reason: b, until: 2030-01-01}\n  - {rule: ramp-lip, feature: ramps, reason: b, until: 2030-01-01}\n  - {finding: ramp-lip, reason: b, until: 2030-01-01}\n' >x.yaml; rasif audit corner.gpkg --waivers x.yaml
! rasif: x.yaml:2:12: there is no rule nothing-here...
! rasif: x.yaml:3:31: 'ramps' names no feature; write LAYER:FID or a rasif_id
! rasif: x.yaml:4:15: 'ramp-lip' is no finding_id; copy one...
[exit 3]

$ printf 'waivers:\n  - {rule: ramp-lip, feature: ramps:2, reason: " ", until: 2030-01-01}\n' >x.yaml; rasif audit corner.gpkg --waivers x.yaml
! rasif: x.yaml:2:48: a waiver needs a reason
[exit 3]

$ printf 'waivers:\n  - {rule: ramp-lip, feature: ramps:2, reason: b}\n' >x.yaml; rasif audit corner.gpkg --waivers x.yaml
! rasif: x.yaml:2:5: the key 'until' is missing
[exit 3]

$ printf 'waivers:\n  - {rule: ramp-lip, feature: ramps:2, reason: b, until: 2026-02-30}\n' >x.yaml; rasif audit corner.gpkg --waivers x.yaml
! rasif: x.yaml:2:58: '2026-02-30' is no date; write the last day it holds as YYYY-MM-DD
[exit 3]

$ rasif audit corner.gpkg --waivers w.yaml --baseline known.txt --prune-baseline -f json:w.yaml
! rasif: w.yaml is read by this run and can't be written as well; name another file
[exit 2]
