$ rasif rules list
Profiles
...
  wheelchair_manual...wcm  Manual wheelchair user without a helper
...
Standards
...
  model-neighbourhood...provisional  ...
...
Rules
...
  sidewalk-clear-width...sidewalk...serious...Clear width of the walking surface
...

$ rasif rules list --lang ar | grep -c 'العرض الصافي لسطح المشي'
1

$ rasif rules list --format json | python3 -c "import json, sys; print([i for i in json.load(sys.stdin) if i['id'] in ('wheelchair_manual', 'prowag-2023')][0]['code'])"
wcm

$ rasif rules list -f json | python3 -c "import collections, json, sys; print(sorted(collections.Counter(i['kind'] for i in json.load(sys.stdin))))"
['language', 'preset', 'profile', 'rule', 'standard']

# Languages, for programs that offer them to choose from.
$ rasif rules list -f json | python3 -c "import json, sys; print([(i['id'], i['title']) for i in json.load(sys.stdin) if i['kind'] == 'language'])"
[('en', 'English'), ('ar', 'العربية'), ('fr', 'français')]

$ rasif rules show prowag-2023 --format json
! rasif: --format belongs to rules list; rules show writes text
[exit 2]

$ rasif rules show sidewalk-clear-width | grep -o -m 1 R302.2
R302.2

$ rasif rules show sidewalk-clear-with
! rasif: ...sidewalk-clear-with...
[exit 2]

$ rasif rules check
ok: ... examples

$ mkdir none; rasif rules check none
! rasif: none: ...
[exit 3]

$ mkdir -p own/rules; printf 'id: x\nnonsense: 1\n' >own/rules/x.yaml; rasif rules check own
! rasif: ...x.yaml:...
[exit 3]

# What a folder gave is said; what was meant to be read and is not is an error.
$ rm -r own; mkdir -p own/standards; printf 'id: ours\ntitle: {en: Ours}\nstatus: guidance\nextends: model-neighbourhood\nrequirements:\n  - {rule: sidewalk-clear-width, require: ">= 1.50 m", clause: "1"}\n' >own/standards/ours.yml; rasif rules check own
ok: ... examples
! rasif: loaded 1 standard from own

$ rasif audit corner.gpkg --rules own --standard ours -f csv | head -n 1 | cut -c 1-10
finding_id
! rasif: loaded 1 standard from own
! rasif: Fares worst: ...

$ mkdir own/profile; rasif rules check own
! rasif: own/profile is not read; did you mean the folder 'profiles'?
[exit 3]

$ rmdir own/profile; touch own/standards/ours.yaml.orig; rasif rules check own
! rasif: own/standards/ours.yaml.orig can't be read: files here end in .yaml or .yml; rename it or put it elsewhere
[exit 3]

# A limit in the wrong direction, and one in centimetres; by name too.
$ rm own/standards/ours.yaml.orig; sed -i 's/>= 1.50 m/<= 1.50 m/' own/standards/ours.yml; rasif rules check own
! rasif: own/standards/ours.yml:6:43: the comparison is the wrong way round: in all built-in standards and profiles more of clear_width_m is better; write '>=' with the limit
[exit 3]

$ sed -i 's/<= 1.50 m/>= 150/' own/standards/ours.yml; rasif audit corner.gpkg --standard own/standards/ours.yml
! rasif: own/standards/ours.yml:6:43: a limit of 150 m for clear_width_m is more than ten times off: those of the built-in files lie between ... m; check the number and its unit (did you mean '150 cm'?)
[exit 3]

# A pipe in a folder is never read; beside the folders it is somebody else's.
$ mkfifo own/standards/pipe.yaml; timeout 20 rasif rules check own
! rasif: own/standards/pipe.yaml can't be read: it is a pipe, a socket or a device; put it elsewhere
[exit 3]

$ rm own/standards/pipe.yaml; mkfifo own/pipe.yaml; sed -i 's/>= 150"/>= 1.5 m"/' own/standards/ours.yml; timeout 20 rasif rules check own | tail -n 1
ok: ...

$ rm own/pipe.yaml; ln -s nowhere own/standards/link.yaml; rasif rules check own
! rasif: own/standards/link.yaml: can't be read: No such file or directory
[exit 3]

# Without a folder that of the project file is read, from the project's folder, and it is said so.
$ rm own/standards/link.yaml; printf 'rules: own\ncolumms: full\n' >rasif.yaml; rasif rules list | grep ' ours '
! rasif: rules of own, as in rasif.yaml; --no-project leaves them out
! rasif: loaded 1 standard from own
  ours ...

$ rasif rules check | tail -n 1; rasif rules show ours | head -n 1
! rasif: rules of own, as in rasif.yaml; --no-project leaves them out
! rasif: loaded 1 standard from own
! rasif: rules of own, as in rasif.yaml; --no-project leaves them out
! rasif: loaded 1 standard from own
ok: ...
...ours...

$ rasif rules list --no-project | grep -c ' ours '
0
[exit 1]

$ mkdir empty; rasif rules check empty
! rasif: empty: no such folder, or it holds none of the folders rules, standards, profiles
[exit 3]

$ echo 'rules: [own, empty]' >rasif.yaml; rasif rules list
! rasif: rasif.yaml:1:...
[exit 3]

$ echo 'inputs: corner.gpkg' >rasif.yaml; rasif rules list 2>&1 | head -n 1; rm rasif.yaml
Profiles

# All mistakes of a file and of files of one kind are named at once; what extends a faulty file is not.
$ rm -r own; mkdir -p own/standards own/rules; printf 'id: one\ntitle: {en: One}\nstatus: guidance\nextends: model-neighbourhood\nrequirements:\n  - {rule: sidewalk-clear-width, require: "1.50", clause: "1"}\n  - {rule: sidewalk-running-slope, require: "<= 5 m", clause: "2"}\n' >own/standards/one.yaml; printf 'id: two\ntitle: {en: Two}\nstatus: guidance\nextends: one\n' >own/standards/two.yaml; printf 'id: three\ntilte: {en: Three}\nstatsu: guidance\nextends: model-neighbourhood\n' >own/standards/three.yaml; rasif rules check own
! rasif: own/standards/one.yaml:6:43: ...
! rasif: own/standards/one.yaml:7:45: ...
! rasif: own/standards/three.yaml:2:1: unknown key 'tilte'; did you mean 'title'?
! rasif: own/standards/three.yaml:3:1: unknown key 'statsu'; did you mean 'status'?
[exit 3]

$ printf 'id: x\nnonsense: 1\n' >own/rules/x.yaml; printf 'id: y\nsense: 1\n' >own/rules/y.yaml; rasif rules check own
! rasif: own/rules/x.yaml:2:1: unknown key 'nonsense'; allowed: ...
! rasif: own/rules/y.yaml:2:1: unknown key 'sense'; allowed: ...
[exit 3]

# An unknown rule hides no other mistake.
$ rm -r own; mkdir -p own/standards own/profiles; printf 'id: one\ntitle: {en: One}\nstatus: guidance\nextends: model-neighbourhood\nrequirements:\n  - {rule: sidewalk-clear-widht, require: ">= 1.5 m", clause: "1"}\n  - {rule: nothing-here, drop: true}\n  - {rule: ramp-lip, drop: false}\n  - {rule: sidewalk-running-slope, require: "<= 5 m", clause: "2"}\n  - {rule: no-such-rule, drop: true}\n' >own/standards/one.yaml; rasif rules check own
! rasif: own/standards/one.yaml:7:12: unknown rule 'nothing-here'...
! rasif: own/standards/one.yaml:8:28: write {rule: ramp-lip, drop: true} and nothing else
! rasif: own/standards/one.yaml:10:12: unknown rule 'no-such-rule'...
! rasif: own/standards/one.yaml:6:12: unknown rule 'sidewalk-clear-widht'; did you mean 'sidewalk-clear-width'?
! rasif: own/standards/one.yaml:9:45: ...
[exit 3]

$ rm own/standards/one.yaml; printf 'id: mine\ncode: min\ntitle: {en: Mine}\nextends: long_cane\nneeds:\n  - {rule: nothing-here, comfortable: 1 m, limit: 2 m, weight: 1}\n  - {rule: ramp-lip, comfortable: 1 mm, limit: 1 mm, weight: 1}\n  - {rule: no-such-rule, drop: true}\n' >own/profiles/mine.yaml; rasif rules check own
! rasif: own/profiles/mine.yaml:8:12: unknown rule 'no-such-rule'...
! rasif: own/profiles/mine.yaml:6:12: unknown rule 'nothing-here'...
! rasif: own/profiles/mine.yaml:7:...: comfortable and limit are the same
[exit 3]

# The mistakes of a mapping file are named at once, too.
$ printf 'layers:\n  sidewlks: {layer: sidewalks}\n  streets:\n    layer: streets\n    fields: {nmae: a, widht: b}\n  ramps: {wher: x}\n' >m.yaml; rasif audit corner.gpkg --mapping m.yaml
! rasif: m.yaml:2:3: 'sidewlks' is no role; did you mean 'sidewalks'?
! rasif: m.yaml:5:14: ...nmae...
! rasif: m.yaml:5:23: ...widht...
! rasif: m.yaml:6:11: unknown key 'wher'...
[exit 3]

# Both endings name a file, also one that is not there.
$ rasif audit corner.gpkg --standard nothing.yml
! rasif: nothing.yml: can't be read: No such file or directory
[exit 3]

$ rasif audit corner.gpkg --standard nothing.yaml
! rasif: nothing.yaml: can't be read: No such file or directory
[exit 3]

$ rasif audit corner.gpkg --standard .yml
! rasif: there is no standard .yml...
[exit 2]

# Of all its parts.
$ printf 'layers:\n  sidewalks:\n    layer: [sidewalks, [x]]\n    geometry: dots\n    assume: {lit: maybe, name: x}\n    fields:\n      surface: {field: s, values: {a: asfalt, b: concrete, c: dirtt}}\n      clear_width_m: [{feild: w, unit: mn, origin: asumed}, {unit: m}]\n' >m.yaml; rasif inspect corner.gpkg --mapping m.yaml
! rasif: m.yaml:3:24: layer must be a single text, not a list
! rasif: m.yaml:4:15: 'dots' is no geometry; known: lines, areas, rings
! rasif: m.yaml:7:39: 'asfalt' is no surface; did you mean 'asphalt'?
! rasif: m.yaml:7:63: 'dirtt' is no surface; did you mean 'dirt'?
! rasif: m.yaml:8:24: unknown key 'feild'; did you mean 'field'?
! rasif: m.yaml:8:40: 'mn' is no unit; did you mean ...
! rasif: m.yaml:8:52: 'asumed' is no origin; did you mean 'assumed'?
! rasif: m.yaml:8:61: give either field: (a column) or sql: (an expression)
! rasif: m.yaml:5:19: 'maybe' is no lit; known: no, yes
! rasif: m.yaml:5:32: name is a text; only quantities and classes can be assumed
[exit 3]

# A mistake under words: is one, however many fields use the list.
$ printf 'words:\n  w: {a: asfalt}\nlayers: {tramps: {layer: x}}\nfields:\n  sidewalks crossings: {surface: {field: s, values: w}, surfce: x}\n  sidewlks: {lit: x}\nsides: {left: {lti: x}, topp: {}}\nmissing: [a, [b]]\ndefaults: {unmapped-ramp: abcent, unmapped-sidewalk: unknwon}\nextends: ossm\n' >m.yaml; rasif inspect corner.gpkg --mapping m.yaml
! rasif: m.yaml:10:10: 'ossm' is no preset to stand on; did you mean 'osm'?
! rasif: m.yaml:3:10: 'tramps' is no role; did you mean 'ramps'?
! rasif: m.yaml:2:10: 'asfalt' is no surface; did you mean 'asphalt'?
! rasif: m.yaml:5:57: 'surfce' is no field of sidewalks; did you mean 'surface'?
! rasif: m.yaml:5:57: 'surfce' is no field of crossings; did you mean 'surface'?
! rasif: m.yaml:6:3: 'sidewlks' is no role; did you mean 'sidewalks'?
! rasif: m.yaml:7:25: unknown key 'topp'; ...
! rasif: m.yaml:7:16: 'lti' is no field of sidewalks; did you mean 'lit'?
! rasif: m.yaml:8:14: missing must be a single text, not a list
! rasif: m.yaml:9:54: 'unknwon' is no unmapped-sidewalk; did you mean 'unknown'?
! rasif: m.yaml:9:27: 'abcent' is no unmapped-ramp; did you mean 'absent'?
[exit 3]
