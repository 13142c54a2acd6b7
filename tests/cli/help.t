# Without a command the overview goes to stderr: it is not what was asked for.
$ rasif
! Usage: rasif COMMAND [ARGUMENTS]
! ...
[exit 2]

$ rasif help
Usage: rasif COMMAND [ARGUMENTS]
...
  audit     judge and score a walking network, write it back annotated
...
  version   print the version
...
cancelled or failed inside.

$ rasif --help | head -n 1
Usage: rasif COMMAND [ARGUMENTS]

$ rasif help audit
Usage: rasif audit [OPTION...] INPUT...
...
 Input:
...
 Judging:
...
 Results:
...
  -o, --output=FILE          write the annotated GeoPackage (without it: judge
...
 Gates:
...
  -h, --help                 print this help
...

# The same page, wherever help is asked for.
$ rasif help audit >a; rasif audit --help >b; rasif audit --bogus -h >c; cmp a b && cmp b c

$ rasif help rules
Usage: rasif rules [OPTION...] list
  or:  rasif rules [OPTION...] show ID
  or:  rasif rules [OPTION...] check [DIR]
...

$ rasif help inspect && rasif help explain && rasif help demo
Usage: rasif inspect [OPTION...] INPUT...
...
Usage: rasif explain [OPTION...] OUT.gpkg LAYER:FID|RASIF_ID
...
Usage: rasif demo [OPTION...] DIR
...

$ rasif help fly
! rasif: unknown command 'fly'; see 'rasif help'
[exit 2]

# No page has lines too wide for a terminal or spaces at their end.
$ for c in audit inspect explain diff rules demo; do rasif help $c; done | grep -E '.{81}| $'
[exit 1]
