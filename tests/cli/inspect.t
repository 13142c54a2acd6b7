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
