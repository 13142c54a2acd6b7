$ rasif demo . && rasif audit model-neighbourhood.gpkg -q -o audited.gpkg | grep -c .
./model-neighbourhood.gpkg
...

# The files a report goes to are complete, and said on stderr.
$ rasif audit corner.gpkg -f json:r.json
! rasif: wrote r.json

$ rasif audit corner.gpkg -f json >s.json && cmp r.json s.json

# Gates decide the exit code and never what is written.
$ rasif audit corner.gpkg -q -o gated.gpkg --fail-on minor >/dev/null; echo "exit $?"; ls gated.gpkg
exit 1
gated.gpkg
