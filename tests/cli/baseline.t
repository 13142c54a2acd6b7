# A pipeline's first run writes what is known; the corner has thirteen findings.
$ rasif audit corner.gpkg --write-baseline known.txt >/dev/null; grep -vc '^#' known.txt
! rasif: wrote known.txt
13

$ head -n 1 known.txt | cut -c 3-; grep -v '^#' known.txt | LC_ALL=C sort -c
rasif baseline 1

# The second run finds the same and passes, although nothing is repaired.
$ rasif audit corner.gpkg --baseline known.txt --fail-on new | grep -A 1 Accepted
Accepted      baseline: known 13, new 0, fixed 0, value now missing 0, not checked 0
...

# Somebody narrows a pavement: one new finding, exit 1, and it says so.
$ printf 'import sqlite3, sys\ndb = sqlite3.connect("corner.gpkg")\nfor (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = \x27trigger\x27").fetchall():\n    db.execute(f"DROP TRIGGER \\"{name}\\"")\nfor sql in sys.argv[1:]:\n    db.execute(sql)\ndb.commit()\n' >edit.py

$ python3 edit.py 'UPDATE sidewalks SET clear_width_m = 0.95 WHERE fid = 1'

$ rasif audit corner.gpkg --baseline known.txt --fail-on new >/dev/null
! rasif: 1 new finding not in the baseline
[exit 1]

$ rasif audit corner.gpkg --baseline known.txt --fail-on new:critical >/dev/null

$ rasif audit corner.gpkg --baseline known.txt --fail-on new --fail-on critical >/dev/null
! rasif: 1 new finding not in the baseline
! rasif: ... findings of severity critical
[exit 1]

# never takes back what was said before it.
$ rasif audit corner.gpkg --baseline known.txt --fail-on new --fail-on never >/dev/null

# The third run: it is widened again, a lip is ground off, and a headroom is no longer on record.
$ python3 edit.py 'UPDATE sidewalks SET clear_width_m = 1.51 WHERE fid = 1' 'UPDATE ramps SET lip_mm = 0 WHERE fid = 4' 'UPDATE sidewalks SET headroom_m = NULL WHERE fid = 2'

$ rasif audit corner.gpkg --baseline known.txt --fail-on new --prune-baseline | grep Accepted
! rasif: pruned known.txt
Accepted      baseline: known 11, new 0, fixed 1, value now missing 1, not checked 0

# What is not known is not fixed: it stays.
$ grep -vc '^#' known.txt; grep -c headroom known.txt; grep -c ramp-lip known.txt
12
1
1

# Another standard or other profiles ask less: what they do not find is not fixed either.
$ rasif audit corner.gpkg --standard din-18040-3 --baseline known.txt --prune-baseline -q >/dev/null
! rasif: the baseline was written for 'model-neighbourhood, profiles wcm wcp frm old can low'; prune it with the same standard and profiles
[exit 2]

$ rasif audit corner.gpkg --profile long_cane --baseline known.txt --prune-baseline -q >/dev/null
! rasif: the baseline was written for ...; prune it with the same standard and profiles
[exit 2]

$ cp known.txt once.txt; rasif audit corner.gpkg --baseline known.txt --prune-baseline -q >/dev/null; cmp known.txt once.txt

# The same audit writes the same bytes.
$ rasif audit corner.gpkg -q --write-baseline a.txt --threads 1 >/dev/null; rasif audit corner.gpkg -q --write-baseline b.txt --threads 4 >/dev/null; cmp a.txt b.txt

$ rasif audit corner.gpkg --fail-on new
! rasif: --fail-on new needs --baseline
[exit 2]

$ rasif audit corner.gpkg --prune-baseline
! rasif: --prune-baseline needs --baseline
[exit 2]

$ rasif audit corner.gpkg --fail-on new:bad --baseline known.txt
! rasif: --fail-on can't be 'new:bad'; it is one of: ..., new:minor, new:moderate, new:serious, new:critical, never
[exit 2]

$ rasif audit corner.gpkg --baseline none.txt
! rasif: none.txt: can't be read: No such file or directory
[exit 3]

$ printf '# x\nnot an id\n' >bad.txt; rasif audit corner.gpkg --baseline bad.txt
! rasif: bad.txt:2: 'not an id' is no finding_id; write the file with --write-baseline
[exit 3]

$ rasif audit corner.gpkg --write-baseline corner.gpkg
! rasif: corner.gpkg is an input; inputs are never written
[exit 2]

$ rasif audit corner.gpkg -f csv:r.csv --write-baseline r.csv
! rasif: r.csv is to be written twice; every result needs a file of its own
[exit 2]
