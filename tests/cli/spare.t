# Whatever an audit reads is never written, whatever it is called and however it is given.
$ cp corner.gpkg a.gpkg; cp corner.gpkg second.gpkg; cp second.gpkg kept.gpkg; ln second.gpkg hard.gpkg; ln -s second.gpkg soft.gpkg
$ rasif audit a.gpkg --seats second.gpkg:seats -f html:second.gpkg
! rasif: second.gpkg is an input; inputs are never written
[exit 2]

$ rasif audit a.gpkg second.gpkg -f json:hard.gpkg
! rasif: hard.gpkg is an input; inputs are never written
[exit 2]

$ rasif audit a.gpkg second.gpkg -o soft.gpkg --force
! rasif: soft.gpkg is an input; inputs are never written
[exit 2]

# The journal of a database is part of it, also before it is there.
$ rasif audit a.gpkg -f csv:a.gpkg-wal
! rasif: a.gpkg-wal is an input; inputs are never written
[exit 2]

$ cmp second.gpkg kept.gpkg; ls a.gpkg*
a.gpkg

# A shapefile is several files.
$ ogr2ogr -f "ESRI Shapefile" s a.gpkg streets sidewalks 2>/dev/null; cp s/sidewalks.dbf dbf
$ rasif audit s/streets.shp s/sidewalks.shp -f csv:s/sidewalks.dbf
! rasif: s/sidewalks.dbf is an input; inputs are never written
[exit 2]

$ rasif audit s/streets.shp s/sidewalks.shp -f csv:s/sidewalks.prj --force
! rasif: s/sidewalks.prj is an input; inputs are never written
[exit 2]

$ rasif audit s -f csv:s/sidewalks.shx
! rasif: s/sidewalks.shx is an input; inputs are never written
[exit 2]

$ cmp s/sidewalks.dbf dbf

# So are boundaries and elevation models, which are opened last.
$ ogr2ogr -f "ESRI Shapefile" b a.gpkg -sql "SELECT ST_Buffer(geom, 100) AS geom FROM streets" -dialect sqlite -nln area 2>/dev/null; cp b/area.dbf dbf
$ rasif audit a.gpkg --boundary b/area.shp -f csv:b/area.dbf
! rasif: b/area.dbf is an input; inputs are never written
[exit 2]

$ cmp b/area.dbf dbf

$ gdal_create -of EHdr -outsize 2 2 -a_srs EPSG:32636 -a_ullr 776000 3538000 778000 3536000 -burn 800 dem.bil >/dev/null 2>&1; cp dem.hdr hdr
$ rasif audit a.gpkg --dem dem.bil -f text:dem.hdr
! rasif: dem.hdr is read by this run and can't be written as well; name another file
[exit 2]

$ cmp dem.hdr hdr

# Boundary, elevation model, mapping, standard, rules, waivers, baseline.
$ ogr2ogr -f GeoJSON b.geojson a.gpkg blocks 2>/dev/null || printf '{"type":"FeatureCollection","features":[]}' >b.geojson
$ for f in json:b.geojson; do rasif audit a.gpkg --boundary b.geojson -f $f; done
! rasif: b.geojson is read by this run and can't be written as well; name another file
[exit 2]

$ echo x >dem.gpkg; rasif audit a.gpkg --dem dem.gpkg -o dem.gpkg --force
! rasif: dem.gpkg is read by this run and can't be written as well; name another file
[exit 2]

$ echo 'layers: {}' >m.yaml; rasif audit a.gpkg --mapping m.yaml -f text:m.yaml
! rasif: m.yaml is read by this run and can't be written as well; name another file
[exit 2]

$ mkdir -p r/standards; printf 'id: own\nextends: model-neighbourhood\nstatus: guidance\ntitle: {en: Own, ar: خاص}\nrequirements: []\n' >r/standards/own.yaml
$ rasif audit a.gpkg --standard r/standards/own.yaml -f text:r/standards/own.yaml
! rasif: r/standards/own.yaml is read by this run and can't be written as well; name another file
[exit 2]

$ rasif audit a.gpkg --rules r -f text:./r/standards/../standards/own.yaml
! rasif: loaded 1 standard from r
! rasif: ./r/standards/../standards/own.yaml is read by this run and can't be written as well; name another file
[exit 2]

$ cat r/standards/own.yaml
id: own
extends: model-neighbourhood
status: guidance
title: {en: Own, ar: خاص}
requirements: []

$ rasif audit a.gpkg --write-baseline k.txt -q >/dev/null
$ rasif audit a.gpkg --baseline k.txt -f json:k.txt
! rasif: k.txt is read by this run and can't be written as well; name another file
[exit 2]

$ cp k.txt k.gpkg; rasif audit a.gpkg --baseline k.gpkg -o ./k.gpkg --force
! rasif: ./k.gpkg is read by this run and can't be written as well; name another file
[exit 2]

$ rasif audit a.gpkg --baseline k.txt --prune-baseline --write-baseline ./k.txt -q >/dev/null

# Two results are two files, however they are spelled.
$ rasif audit a.gpkg -o new.gpkg -f json:./new.gpkg
! rasif: ./new.gpkg is to be written twice; every result needs a file of its own
[exit 2]

$ rasif audit a.gpkg -f json:x.json -f html:$PWD/x.json -q 2>&1 | sed 's,[^ ]*/,,'
rasif: x.json is to be written twice; every result needs a file of its own

$ rasif audit a.gpkg -o one.gpkg -q >/dev/null; cp one.gpkg two.gpkg
$ rasif diff one.gpkg two.gpkg -f json:d.json -f html:./d.json
! rasif: ./d.json is to be written twice; every result needs a file of its own
[exit 2]

$ rasif diff one.gpkg two.gpkg -f json:two.gpkg-journal
! rasif: two.gpkg-journal is an input; inputs are never written
[exit 2]

# Also where the shell opened the file, and nothing was written yet.
$ cp a.gpkg c.gpkg; rasif audit c.gpkg >>c.gpkg; cmp a.gpkg c.gpkg
! rasif: /dev/stdout is an input; inputs are never written

# Pipes and devices hold nothing that could be lost.
$ rasif audit a.gpkg -f json:/dev/null -f text:/dev/null
