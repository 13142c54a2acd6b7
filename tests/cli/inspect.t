# What was recognised as what, how full it is; nothing is written.
$ sha256sum corner.gpkg >before; rasif inspect corner.gpkg; ls
corner.gpkg
  read as native ...
  streets, LINESTRING, coordinates in EPSG:32636
    taken as streets ..., 2 rows
...
      street_grade_pct             1  50 %  street_grade_pct [%]
...
...columns without values: sidewalk_left...
...
    taken as sidewalks ..., 3 rows
...
    taken as crossings ..., 2 rows
...
    taken as ramps ..., 4 rows
...
not recognised: footways, steps, obstacles, seats, destinations
...
before
corner.gpkg
model-neighbourhood.gpkg
redesign.gpkg

$ sha256sum -c before
corner.gpkg: OK

# A column in centimetres, said by a mapping file, is shown with its unit.
$ printf 'layers:\n  sidewalks:\n    layer: sidewalks\n    fields:\n      clear_width_m: {field: clear_width_m, unit: cm}\n' >m.yaml; rasif inspect corner.gpkg --mapping m.yaml | grep clear_width_m | head -n 1
      clear_width_m ...3  100 %  clear_width_m ...cm...

$ rasif inspect corner.gpkg --sidewalks nolayer
! rasif: --sidewalks nolayer: no input has a table of this name
[exit 2]

$ rasif inspect corner.gpkg --mapping missing.yaml
! rasif: missing.yaml: can't be read: No such file or directory
[exit 3]

# The same for programs.
$ rasif inspect corner.gpkg -f json | python3 -c "import json, sys; r = json.load(sys.stdin); print(r['usable'], [t['name'] for t in r['files'][0]['tables'] if t['roles']])"
True ['streets', 'sidewalks', 'crossings', 'ramps']

$ rasif inspect corner.gpkg -f json --suggest-mapping
! rasif: --suggest-mapping writes YAML; leave --format out
[exit 2]

# Names that are nearly those of fields are named, others are listed.
$ python3 -c "import sqlite3; d = sqlite3.connect('corner.gpkg'); [d.execute('DROP TRIGGER \"%s\"' % t) for (t,) in d.execute('SELECT name FROM sqlite_master WHERE type = \'trigger\'').fetchall()]; [d.execute('ALTER TABLE sidewalks RENAME COLUMN %s TO %s' % c) for c in (('clear_width_m', 'clear_widht_m'), ('headroom_m', 'headroom'), ('lit', 'sidewalk_type'))]; d.commit()"; rasif inspect corner.gpkg | grep -oE 'R408 [^:]*|columns that are not used.*'
columns that are not used: clear_widht_m, headroom, sidewalk_type
R408 sidewalks.clear_widht_m
R408 sidewalks.headroom

# A table called like a role for which another was named has no role.
$ rasif inspect corner.gpkg --sidewalks ramps -f json | python3 -c "import json, sys; print({t['name']: [r['role'] for r in t['roles']] for t in json.load(sys.stdin)['files'][0]['tables']}['sidewalks'])"
[]

# A system that is not there, one that no option can mean, and a number alone.
$ rasif inspect corner.gpkg --crs EPSG:99999999
! rasif: --crs EPSG:99999999: there is no coordinate system EPSG:99999999
[exit 2]

$ rasif inspect corner.gpkg --crs 32636
! rasif: --crs 32636: must be EPSG:N or LAYER=EPSG:N; did you mean EPSG:32636?
[exit 2]
