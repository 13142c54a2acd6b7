# Without a project file a command line is complete or wrong.
$ rasif audit
! rasif: no input file given; see 'rasif help'
[exit 2]

# init writes one, and never replaces it unasked.
$ rasif init corner.gpkg
! rasif: wrote rasif.yaml; next: rasif audit

$ sed -n '/Recognised/,/^preset/p' rasif.yaml | sed 's/^#//' | grep -v '^$'
 Recognised when 'rasif init' wrote this:
 corner.gpkg, read as native:
   streets: streets (2 rows), EPSG:32636
   sidewalks: sidewalks (3 rows), EPSG:32636
   crossings: crossings (2 rows), EPSG:32636
   ramps: ramps (4 rows), EPSG:32636
inputs:
  - corner.gpkg
...
preset: native

$ rasif init corner.gpkg
! rasif: rasif.yaml exists; add --force to replace it
[exit 2]

$ rasif init corner.gpkg --force --lang fr,en --streets streets -q; grep -E '^ |^streets|^lang' rasif.yaml
  - corner.gpkg
streets:
  - streets
lang: fr,en

# An input is never its own project file; what is not recognised is no project.
$ cp corner.gpkg rasif.yaml; rasif init rasif.yaml --force
! rasif: rasif.yaml is an input; inputs are never written
[exit 2]

$ rm rasif.yaml; rasif init nothing.gpkg; ls rasif.yaml
! rasif: nothing.gpkg: can't be opened: No such file or directory
! ls: cannot access 'rasif.yaml': No such file or directory
[exit 2]

# `rasif audit` alone runs it, and says where its options come from.
$ printf 'inputs: corner.gpkg\noutput: audited.gpkg\nformat: [text, json:report.json]\nprofile: scooter\nlang: fr\nfail-on: critical\n' >rasif.yaml
$ rasif audit | grep -E 'rasif.yaml'
! rasif: options de rasif.yaml... --no-project s’en passe
! rasif: écrit...audited.gpkg
! rasif: écrit...report.json
! rasif: 4 constats de gravité critical
Fichier de projet rasif.yaml

$ grep '"project"' report.json
  "project": "rasif.yaml",

$ sed -i /^lang/d rasif.yaml
# The command line wins; a list is replaced. -q is quiet.
$ rasif audit --force -q --profile long_cane --profile low_vision --lang en -f csv | head -n 1 | cut -c1-20; grep -c long_cane report.json
finding_id,rule,elem
0
[exit 1]

# Inputs named here are audited with the options of the file, but go into none of its outputs.
$ cp corner.gpkg other.gpkg; rm audited.gpkg; rasif audit other.gpkg --fail-on never >out; ls audited.gpkg
! rasif: options from rasif.yaml, but not its outputs, because inputs are named here; --no-project leaves it out
! ls: cannot access 'audited.gpkg': No such file or directory
[exit 2]

$ rasif audit other.gpkg --no-project | head -n 1
Accessibility audit of other.gpkg  (rasif 0.1.0)

$ rasif audit --project rasif.yaml --no-project
! rasif: --project and --no-project exclude each other
[exit 2]

# --force of the file is about its own output.
$ echo 'force: yes' >>rasif.yaml; echo mine >mine.gpkg; rasif audit -o mine.gpkg
! rasif: options from rasif.yaml; --no-project leaves it out
! rasif: mine.gpkg exists; choose another name or add --force to replace it
[exit 2]

# prune-baseline of the file is about its own baseline.
$ rasif audit corner.gpkg --no-project -q --write-baseline own.txt >out; echo sidewalk-gap:w0123456789abcdef:0 >>own.txt; cp own.txt other.txt
$ printf 'inputs: corner.gpkg\nbaseline: own.txt\nprune-baseline: yes\n' >prune.yaml; rasif audit --project prune.yaml --baseline other.txt -q >out; cmp own.txt other.txt

$ rasif audit --project prune.yaml -q >out; cmp -s own.txt other.txt
[exit 1]

$ cp other.txt own.txt; rasif audit --project prune.yaml --baseline other.txt --prune-baseline -q >out; cmp -s own.txt other.txt
[exit 1]

# Paths begin at the folder of the file, wherever the command runs. A file that is named is no surprise.
$ mkdir sub; cd sub; rasif audit --project ../rasif.yaml --fail-on never >out
! rasif: wrote ../audited.gpkg
! rasif: wrote ../report.json

$ cd sub; rasif audit --project ../rasif.yaml --fail-on never -v 2>&1 >/dev/null | grep options
rasif: options from ../rasif.yaml

# The project file is read, so it is never written.
$ rasif audit --force -f text -f csv:rasif.yaml
! rasif: options from rasif.yaml; --no-project leaves it out
! rasif: rasif.yaml is read by this run and can't be written as well; name another file
[exit 2]

# inspect takes what it knows of it.
$ rasif inspect | head -n 1
! rasif: options from rasif.yaml; --no-project leaves it out
corner.gpkg

# explain and diff read its output where they are told of no other.
$ echo 'lang: fr' >>rasif.yaml; rasif explain sidewalks:1 | head -n 1
! rasif: audited.gpkg est la sortie de rasif.yaml
Trottoir 1, ...

$ sed -i /^lang/d rasif.yaml; rasif explain audited.gpkg sidewalks:1 | head -n 1
Sidewalk 1, Jaffa Street, right side, 88 m

$ cp audited.gpkg before.gpkg; rasif diff before.gpkg --lang en | head -n 1
! rasif: audited.gpkg is the output of rasif.yaml
What changed from before.gpkg to audited.gpkg  (rasif 0.1.0)

$ rasif diff before.gpkg -f json:rasif.yaml
! rasif: audited.gpkg is the output of rasif.yaml
! rasif: rasif.yaml is a project file and can't be written as well; name another file
[exit 2]

$ rasif explain audited.gpkg
! rasif: explain needs an annotated GeoPackage and an element; see 'rasif help explain'
[exit 2]

$ echo 'inputs: corner.gpkg' >rasif.yaml; rasif explain sidewalks:1
! rasif: rasif.yaml has no output; name the annotated GeoPackage here
[exit 2]

# All mistakes at once, with their places; help is there all the same.
$ printf 'columms: full\ncolumns: wide\nsnap: 200\nfail-on: [bad, serious]\nmax-memory: 3\nformat: [text, json]\nseats:\n' >rasif.yaml
$ rasif audit
! rasif: rasif.yaml:1:1: there is no option 'columms'; did you mean 'columns'?
! rasif: rasif.yaml:2:10: columns can't be 'wide'; it is one of: slim, full
! rasif: rasif.yaml:3:7: snap must lie between 0 and 100, not '200'
! rasif: rasif.yaml:4:11: fail-on can't be 'bad'; it is one of: minor, moderate, serious, critical, unknown, new, new:minor, new:moderate, new:serious, new:critical, never
! rasif: rasif.yaml:5:13: max-memory needs a size from 64M to 1000G, not '3'
! rasif: rasif.yaml:6:16: only one report can go to standard output; give --format json:FILE
! rasif: rasif.yaml:7:7: seats has no value; write one, or begin the line with #
[exit 3]

$ rasif explain sidewalks:1
! rasif: rasif.yaml:1:1: there is no option 'columms'; did you mean 'columns'?
! rasif: rasif.yaml:2:10: columns can't be 'wide'; it is one of: slim, full
! rasif: rasif.yaml:3:7: snap must lie between 0 and 100, not '200'
! rasif: rasif.yaml:7:7: seats has no value; write one, or begin the line with #
[exit 3]

$ rasif audit --help | head -n 1
Usage: rasif audit [OPTION...] [INPUT...]

$ rasif audit --project none.yaml
! rasif: none.yaml: can't be read: No such file or directory
[exit 3]

# Names from the data are on one line, also in the file that init writes: none of them is an option.
$ rm -f rasif.yaml; python3 -c "import sqlite3; d = sqlite3.connect('corner.gpkg'); [d.execute('DROP TRIGGER \"%s\"' % t) for (t,) in d.execute('SELECT name FROM sqlite_master WHERE type = \'trigger\'').fetchall()]; d.execute('UPDATE gpkg_spatial_ref_sys SET organization = ? WHERE srs_id = 32636', ('X\nmax-memory: 1\u2028snap: 1\n',)); d.execute('ALTER TABLE ramps ADD COLUMN \"y\u2028match-distance: 1\u2029#\"'); d.commit()"; rasif init corner.gpkg -q; rasif inspect | grep -A2 '^  ramps'; sed -n '/^# corner.gpkg/,/^$/p' rasif.yaml | tail -n 3
! rasif: options from rasif.yaml; --no-project leaves it out
  ramps, POINT, coordinates in X max-memory: 1 snap: 1 :32636
    taken as ramps...
...
#   ramps: ramps (4 rows), X max-memory: 1 snap: 1 :32636
#     not read: y match-distance: 1 #

# A link to nothing is a project file that can't be read.
$ ln -sf nowhere.yaml rasif.yaml; rasif audit corner.gpkg
! rasif: rasif.yaml: can't be read: No such file or directory
[exit 3]

$ rasif diff audited.gpkg
! rasif: rasif.yaml: can't be read: No such file or directory
[exit 3]

$ rasif audit corner.gpkg --no-project -q --fail-on never | head -n 1
Accessibility audit of corner.gpkg  (rasif 0.1.0)
