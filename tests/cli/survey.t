# What to measure next. What is chosen: tests/survey, tests/unit/test_visit.c and test_postman.c.
$ rasif audit corner.gpkg -q -o city.gpkg >/dev/null; rasif survey city.gpkg -o form.gpkg >report.txt; ls form.gpkg
! rasif: wrote form.gpkg
form.gpkg

$ rasif survey city.gpkg -o form.gpkg
! rasif: form.gpkg exists; choose another name or add --force to replace it
[exit 2]

# A report to a file is the one on standard output.
$ rasif survey city.gpkg -f text:again.txt; cmp again.txt report.txt
! rasif: wrote again.txt

$ rasif survey city.gpkg -f json | grep -c '"walks"'
1

$ rasif survey city.gpkg -f pdf
! rasif: --format can't be 'pdf'; it is one of: text, html, json, csv, quests
[exit 2]

$ rasif survey city.gpkg -f text -f csv:walks.csv
! rasif: a survey has one report; give --format once
[exit 2]

$ rasif survey city.gpkg -f text:city.gpkg
! rasif: city.gpkg is an input; inputs are never written
[exit 2]

$ rasif survey city.gpkg --force -o form.gpkg -f csv:form.gpkg
! rasif: form.gpkg is to be written twice; every result needs a file of its own
[exit 2]

$ rasif survey city.gpkg -o city.gpkg --force
! rasif: city.gpkg is an input; inputs are never written
[exit 2]

$ rasif survey city.gpkg --lang xx
! rasif: --lang can't be 'xx'; it is one of: en, ar, fr
[exit 2]

$ rasif survey city.gpkg --start here
! rasif: start needs two numbers with a comma between, "X,Y", not 'here'
[exit 2]

$ rasif survey city.gpkg --start 1e999,3 --lang fr
! rasif: start demande deux nombres séparés par une virgule, "X,Y", pas '1e999,3'
[exit 2]

$ rasif survey city.gpkg --walk-km 0
! rasif: --walk-km must lie between 0.1 and 100, not '0'
[exit 2]

$ rasif survey corner.gpkg
! rasif: corner.gpkg is not annotated: it has no table audit_rules; make an annotated copy with 'rasif audit...
[exit 3]

# Questions of an app: one JSON; where walks lead from stop to stop.
$ rasif survey city.gpkg -f quests:quests.json; grep -c '"quest_id"' quests.json
! rasif: wrote quests.json
30

$ rasif survey city.gpkg --stops tram
! rasif: city.gpkg has no destination of kind 'tram' for walks to begin at
[exit 2]

$ rasif survey city.gpkg --end 35.9,31.9
! rasif: a survey has a start, and an end with it, or stops in place of both
[exit 2]
