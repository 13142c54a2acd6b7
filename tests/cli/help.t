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
Usage: rasif audit [OPTION...] [INPUT...]
...
 Input:
...
 Judging:
...
 Results:
...
  -o, --output=FILE          write the annotated GeoPackage, or a folder of
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
Usage: rasif inspect [OPTION...] [INPUT...]
...
Usage: rasif explain [OPTION...] [OUT.gpkg] LAYER:FID|RASIF_ID
...
Usage: rasif demo [OPTION...] DIR
...

$ rasif help fly
! rasif: unknown command 'fly'; see 'rasif help'
[exit 2]

# No page has lines too wide for a terminal or spaces at their end.
$ for c in audit init inspect explain diff project rules demo; do rasif help $c; done | grep -E '.{81}| $'
[exit 1]

# The help does not depend on what memory held before (223: blanks).
$ for c in audit init inspect explain diff project rules demo survey draft merge apply plan; do for l in en ar fr; do for p in 1 223; do MALLOC_PERTURB_=$p rasif $c --help --lang $l >$p.txt; done; cmp 1.txt 223.txt; done; done

# Help and messages in the language of --lang, else of the locale; results in that of --lang alone.
$ LC_ALL=fr_FR.UTF-8 rasif help | head -n 2
Utilisation... rasif COMMAND [ARGUMENTS]
Audite le réseau piéton d’un quartier pour les personnes âgées et les personnes

$ LC_ALL=C.UTF-8 LANG=fr_FR.UTF-8 rasif help | head -n 1
Usage: rasif COMMAND [ARGUMENTS]

$ rasif help audit >en; rasif audit --help --lang ar >ar; grep -c 'محاور الشوارع' ar; grep -o -- '--[a-z-]*' en | sort -u >a; grep -o -- '--[a-z-]*' ar | sort -u >b; cmp a b
1

$ LC_ALL=ar_JO rasif audit corner.gpkg --bogus
! rasif: خيار غير معروف '--bogus'؛ انظر 'rasif help audit'
[exit 2]

$ LC_ALL= LC_MESSAGES=ar_JO.ISO-8859-6 LANG=fr_FR rasif fly
! rasif: unknown command 'fly'; see 'rasif help'
[exit 2]

$ rasif audit none.gpkg --lang=fr
! rasif: none.gpkg...: ouverture impossible...: aucun fichier ni dossier de ce nom
[exit 3]

$ LC_ALL=fr_FR.UTF-8 rasif audit corner.gpkg -q -f json:fr.json; rasif audit corner.gpkg -q -f json:en.json; cmp fr.json en.json

# No line of help is left in English.
$ for c in $(rasif help | sed -n 's/^  \([a-z]*\) .*/\1/p' | grep -v rasif); do for l in ar fr; do LC_ALL=$l.UTF-8 rasif help $c | grep -E ' (the|of|to|for|and|with|is|are) '; done; done
[exit 1]

# The language may stand before the command, too.
$ rasif --lang fr help audit >a; rasif audit --lang fr --help >b; cmp a b && head -n 1 a
Utilisation...: rasif audit [OPTION...] [INPUT...]

$ rasif --lang=fr audit no.gpkg
! rasif: no.gpkg...: ouverture impossible...: aucun fichier ni dossier de ce nom
[exit 3]

$ rasif --lang fr --version
rasif 0.1.0

$ rasif --lang
! Usage: rasif COMMAND [ARGUMENTS]
! ...
[exit 2]
