# Wrong usage is one line and exit 2, before anything is read.
$ rasif fly
! rasif: unknown command 'fly'; see 'rasif help'
[exit 2]

# What is nearly right is suggested.
$ rasif audti
! rasif: unknown command 'audti'; did you mean 'audit'?
[exit 2]

$ rasif audit corner.gpkg --standart prowag
! rasif: unknown option '--standart'; did you mean '--standard'?
[exit 2]

$ rasif inspect corner.gpkg --suggest-maping --lang fr
! rasif: option inconnue '--suggest-maping'...vouliez-vous dire '--suggest-mapping'...
[exit 2]

$ rasif audit corner.gpkg --profile wheelchair
! rasif: there is no profile wheelchair (did you mean wheelchair_manual?); `rasif rules list` shows all
[exit 2]

# Of letters in one word the wrong one is named.
$ rasif audit corner.gpkg -v -zq
! rasif: unknown option '-z'; see 'rasif help audit'
[exit 2]

$ rasif audit corner.gpkg -z -q
! rasif: unknown option '-z'; see 'rasif help audit'
[exit 2]

$ rasif audit
! rasif: no input file given; see 'rasif help'
[exit 2]

$ rasif audit corner.gpkg --bogus
! rasif: unknown option '--bogus'; see 'rasif help audit'
[exit 2]

# A model of the ground that is not there, and one that is none.
$ rasif audit corner.gpkg --dem=x.tif
! rasif: the elevation model x.tif does not exist
[exit 3]

$ rasif audit corner.gpkg --dem
! rasif: option '--dem' needs a value
[exit 2]

$ rasif audit corner.gpkg --match 3
! rasif: option '--match' can mean several options; see 'rasif help audit'
[exit 2]

$ rasif audit corner.gpkg --output
! rasif: option '--output' needs a value
[exit 2]

$ rasif audit corner.gpkg -qo
! rasif: option '-o' needs a value
[exit 2]

$ rasif audit corner.gpkg -qz
! rasif: unknown option '-z'; see 'rasif help audit'
[exit 2]

$ rasif audit corner.gpkg --core=yes
! rasif: option '--core' takes no value
[exit 2]

$ rasif audit corner.gpkg -f pdf
! rasif: --format can't be 'pdf'; it is one of: text, json, html, sarif, github, gitlab, junit, markdown, csv, csv-excel, csv-segments, csv-repairs, csv-survey, csv-gaps, csv-works, plan
[exit 2]

$ rasif audit corner.gpkg -f text -f json
! rasif: only one report can go to standard output; give --format json:FILE
[exit 2]

$ rasif audit corner.gpkg -f json:
! rasif: --format json: names no file
[exit 2]

$ rasif audit corner.gpkg --fail-on bad
! rasif: --fail-on can't be 'bad'; it is one of: minor, moderate, serious, critical, unknown, new, new:minor, new:moderate, new:serious, new:critical, never
[exit 2]

$ rasif audit corner.gpkg --min-score wheelchair_manual:lots
! rasif: --min-score needs a number, not 'lots'
[exit 2]

$ rasif audit corner.gpkg --min-score nobody:50
! rasif: unknown profile 'nobody'; see 'rasif rules list'
[exit 2]

$ rasif audit corner.gpkg --profile long_cane,
! rasif: --profile has an empty item
[exit 2]

$ rasif audit corner.gpkg --boundary-name name
! rasif: --boundary-name needs --boundary
[exit 2]

$ rasif audit corner.gpkg --lang xx
! rasif: --lang can't be 'xx'; it is one of: en, ar, fr
[exit 2]

$ rasif explain audited.gpkg
! rasif: explain needs an annotated GeoPackage and an element; see 'rasif help explain'
[exit 2]

$ rasif demo
! rasif: demo needs a folder; see 'rasif help demo'
[exit 2]

$ rasif rules
! rasif: rules needs one of: list, show ID, check [DIR]
[exit 2]

$ rasif rules show
! rasif: rules show needs the id of a rule, standard or profile; see 'rasif rules list'
[exit 2]

# Other programs go by the ending of a name.
$ rasif audit corner.gpkg -o audited.shp
! rasif: audited.shp: the output is a GeoPackage, so its name must end in .gpkg; ogr2ogr makes other formats of it
[exit 2]

# A folder of files is asked for by name.
$ rasif audit corner.gpkg -o audited.fgb
! rasif: audited.fgb: such a file holds one layer, and an audit has many; name a folder, as in -o FOLDER --output-format fgb
[exit 2]

$ rasif audit corner.gpkg -o web/
! rasif: web/: a folder gets a file for each layer; add --output-format fgb or --output-format geojson
[exit 2]

$ rasif audit corner.gpkg -o web.gpkg --output-format fgb
! rasif: web.gpkg: --output-format writes a folder with a file for each layer; name a folder
[exit 2]

$ rasif audit corner.gpkg -o corner.gpkg/ --output-format fgb
! rasif: corner.gpkg/ is a file; name a folder
[exit 2]

$ rasif audit corner.gpkg -o web --output-format geojson --qgis-project
! rasif: --qgis-project needs a GeoPackage, which holds the styles; leave out --output-format
[exit 2]

$ rasif audit corner.gpkg -o web --output-format geojson >a.txt && ls web | head -3
! rasif: wrote web
audit_conflicts.geojson
audit_diagnostics.geojson
audit_findings.geojson

$ rasif audit corner.gpkg -o web --output-format geojson --lang fr
! rasif: web contient des fichiers...; choisir un autre nom ou ajouter --force pour le remplacer
[exit 2]

$ rasif audit corner.gpkg -o -
! rasif: -: the output is a GeoPackage, so its name must end in .gpkg; ogr2ogr makes other formats of it
[exit 2]

$ rasif audit corner.gpkg --output=.gpkg --lang fr
! rasif: .gpkg...: la sortie est un GeoPackage, son nom doit donc finir en .gpkg...; ogr2ogr en fait d’autres formats
[exit 2]

$ rasif audit corner.gpkg -q -o AUDITED.GPKG >a.txt && rasif diff AUDITED.GPKG AUDITED.GPKG -o changes.geojson
! rasif: changes.geojson: the output is a GeoPackage, so its name must end in .gpkg; ogr2ogr makes other formats of it
[exit 2]
