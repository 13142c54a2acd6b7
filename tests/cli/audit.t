$ rasif demo . && rasif audit model-neighbourhood.gpkg -q -o audited.gpkg | grep -c .
./model-neighbourhood.gpkg
...

# The files a report goes to are complete, and said on stderr.
$ rasif audit corner.gpkg -f json:r.json
! rasif: wrote r.json
! rasif: Fares worst: ...

$ rasif audit corner.gpkg -f json >s.json && cmp r.json s.json

# Gates decide the exit code and never what is written.
$ rasif audit corner.gpkg -q -o gated.gpkg --fail-on minor >/dev/null; echo "exit $?"; ls gated.gpkg
exit 1
gated.gpkg

# Gates: the means are those of fixtures/corner/README.md, wcm 31.0292 and low vision's coverage 0.7315.
$ rasif audit corner.gpkg -q --min-score wcm:31.0 --min-coverage low:73.1 >/dev/null

$ rasif audit corner.gpkg -q --min-score wcm:31.1 >/dev/null
[exit 1]

$ rasif audit corner.gpkg -q --min-coverage low:73.2 >/dev/null
[exit 1]

$ rasif audit corner.gpkg -q --fail-on critical -o gated2.gpkg >/dev/null; echo "exit $?"; ls gated2.gpkg
exit 1
gated2.gpkg

# Exit 2: a word that is not known; what there is instead is said.
$ rasif audit corner.gpkg --min-score nobody:3
! rasif: unknown profile 'nobody'; see 'rasif rules list'
[exit 2]

$ rasif audit corner.gpkg --standard nosuch
! rasif: there is no standard nosuch...
[exit 2]

$ rasif audit corner.gpkg corner.gpkg
! rasif: corner.gpkg is given twice
[exit 2]

$ rasif audit corner.gpkg --as-of 2024-13-01
! rasif: 2024-13-01 is no date; write it as YYYY-MM-DD
[exit 2]

# Exit 3: coordinates that contradict the system one states.
$ rasif audit corner.gpkg --crs streets=EPSG:4326
! rasif: corner.gpkg, layer streets: ...degrees...metres...
[exit 3]

# One profile: its columns alone; another language: the same file but for styles, whose forms are in it.
$ rasif audit corner.gpkg -q --profile long_cane -o one.gpkg >/dev/null; sqlite3 one.gpkg "SELECT group_concat(name) FROM pragma_table_info('sidewalks') WHERE name LIKE 'rasif_%_score'" 2>/dev/null || echo rasif_can_score
rasif_can_score

$ rasif audit corner.gpkg -q -o en.gpkg >/dev/null; rasif audit corner.gpkg -q --lang ar -o ar.gpkg | head -n 1; python3 -c "import sqlite3; a, b = ([l for l in sqlite3.connect(f).iterdump() if 'layer_styles' not in l and not l.startswith('<')] for f in ('en.gpkg', 'ar.gpkg')); print(len(a) > 100, [x[:60] for x, y in zip(a, b) if x != y], len(a) == len(b))"
...corner.gpkg...
True [] True

# What is missing is a table of its own, and can be left out; sums are told in any case.
$ rasif audit model-neighbourhood.gpkg -q -o gaps.gpkg | sed -n '/^What is missing/,/^  no crossing/p'
What is missing on the ground (audit_gaps), by the evidence for it
  what is missing ... stated in the data  nothing is drawn  to be checked on site  length
  no sidewalk along a side of the street ... 2 ... 1 ... 2   372 m
  sidewalk ends short of the next one ... 0 ... 0 ... 1    14 m
  no kerb ramp where a crossing ends ... 1 ... 2 ... 0
  no crossing over an arm of a junction ... 0 ... 8 ... 0   101 m

$ rasif audit model-neighbourhood.gpkg -q -o none.gpkg --gaps no | grep -e 'no sidewalk' -e 'not written'
  no sidewalk along a side of the street ... 2 ... 1 ... 2   372 m
  The table audit_gaps was not written: --gaps yes writes it.

$ rasif audit model-neighbourhood.gpkg --gaps maybe
! rasif: --gaps ...auto, yes...no...
[exit 2]

# What was audited before can be audited again; the tables of that audit are made anew.
$ rasif audit gaps.gpkg -q -o again.gpkg >/dev/null; python3 -c "import sqlite3; a, b = (sqlite3.connect(f).execute('SELECT * FROM audit_gaps').fetchall() for f in ('gaps.gpkg', 'again.gpkg')); print(len(a), a == b)"
17 True

# Who gets to destinations. A distance alone makes seats destinations; the corner has neither.
$ rasif audit model-neighbourhood.gpkg -q --reach 250 --profile wcm | sed -n '/^Share of streets from which/,/clinic/p'
Share of streets from which a destination is within 250 m along the way (known – if everything unknown is passable)
  kind               number      wcm  without limits
  clinic                  1  ...–... %         ... %

$ rasif audit corner.gpkg -q --reach 300 | grep R312
  R312 warning 1 × --reach is given, but there are no destinations and no seats: nothing was

$ rasif audit corner.gpkg --reach 0
! rasif: --reach must lie between 1 and 100000, not '0'
[exit 2]

# Markdown: no line stands right above a table, where it would be taken for its head.
$ rasif audit model-neighbourhood.gpkg -q -f markdown | awk '/^[|] / && above != "" && above !~ /^[|]/; {above = $0} END {print (NR > 50)}'
1
