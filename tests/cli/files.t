# Exit 3: the input can't be used.
$ rasif audit missing.gpkg
! rasif: ...missing.gpkg...
[exit 3]

$ rasif inspect missing.gpkg
! rasif: ...missing.gpkg...
[exit 3]

# Exit 2: an existing output needs --force; an input is never written. Neither is touched.
$ echo mine >out.gpkg; rasif audit missing.gpkg -o out.gpkg
! rasif: out.gpkg exists; choose another name or add --force to replace it
[exit 2]

$ cat out.gpkg
mine

$ cp corner.gpkg before.gpkg; rasif audit corner.gpkg -o corner.gpkg --force
! rasif: corner.gpkg is an input; inputs are never written
[exit 2]

$ ln -s corner.gpkg link.gpkg; rasif audit corner.gpkg -o link.gpkg --force
! rasif: link.gpkg is an input; inputs are never written
[exit 2]

$ rasif audit corner.gpkg -f json:./corner.gpkg
! rasif: ./corner.gpkg is an input; inputs are never written
[exit 2]

$ cmp corner.gpkg before.gpkg

$ rasif audit corner.gpkg -o new.gpkg -f json:new.gpkg
! rasif: new.gpkg is to be written twice; every result needs a file of its own
[exit 2]

# Exit 4: no place for the output; known before anything is read.
$ rasif audit missing.gpkg -o nowhere/out.gpkg
! rasif: can't write nowhere/out.gpkg: folder nowhere: No such file or directory
[exit 4]

$ rasif rules list >/dev/full
! rasif: can't write standard output: No space left on device
[exit 4]

# A reader that has seen enough is no error.
$ { rasif rules list; echo "exit $?" >&2; } | head -n 1
Profiles
! exit 0

# A mapping file names files beside the inputs; others only when that is allowed. Links don't help.
$ mkdir in; mv corner.gpkg in; cp in/corner.gpkg other.gpkg; ln -s ../other.gpkg in/link.gpkg; cp other.gpkg in/near.gpkg
$ printf 'layers: {sidewalks: {layer: "other.gpkg:sidewalks"}}\n' >m.yaml; rasif audit in/corner.gpkg --mapping m.yaml -q
! rasif: m.yaml:1:29: other.gpkg lies outside of the inputs' folders; name it on the command line, or add --allow-outside
[exit 3]

$ sed s,other,in/link, m.yaml >l.yaml; rasif audit in/corner.gpkg --mapping l.yaml -q
! rasif: l.yaml:1:29: in/link.gpkg lies outside of the inputs' folders; ...
[exit 3]

$ sed s,other,in/near, m.yaml >n.yaml; rasif audit in/corner.gpkg --mapping n.yaml -q -f json:near.json
$ rasif audit in/corner.gpkg --mapping m.yaml -q -f json:other.json --allow-outside
$ grep -c '"sidewalks": 3' near.json other.json
near.json:1
other.json:1

# What may never end is no input.
$ rasif audit /dev/zero
! rasif: /dev/zero: is neither a file nor a folder
[exit 3]

# An input is never written, with --force or without.
$ rasif audit model-neighbourhood.gpkg -o ./model-neighbourhood.gpkg
! rasif: ./model-neighbourhood.gpkg is an input; inputs are never written
[exit 2]
