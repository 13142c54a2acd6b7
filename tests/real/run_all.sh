#!/bin/sh
# SPDX-License-Identifier: MIT
#
# run_all.sh RASIF DATA-FOLDER
#
# Audits every real network of a folder and every damaged file beside it. A network must be audited
# (exit 0) or refused with a reason (3), a damaged file likewise; a crash, an internal failure and a
# changed input are failures. Skipped (77) when there is no such folder.
set -u
rasif=$1
data=$2
if [ ! -d "$data/real" ]; then
    echo "skipped: no $data/real"
    exit 77
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failed=0

# audit FILE ALLOWED-EXIT-CODE...
audit() {
    file=$1
    shift
    before=$(cksum <"$file")
    "$rasif" audit "$file" -o "$folder/out.gpkg" --force -q >"$folder/report" 2>"$folder/messages"
    code=$?
    echo "exit $code: ${file#"$data/"}: $(head -n 1 "$folder/messages")"
    [ "$(cksum <"$file")" = "$before" ] || { echo "  the input was changed"; failed=1; }
    case " $* " in
    *" $code "*) ;;
    *) echo "  expected exit $*"; failed=1 ;;
    esac
    if [ "$code" -eq 3 ] && [ ! -s "$folder/messages" ]; then
        echo "  refused without a reason"
        failed=1
    fi
    if [ -e "$folder/out.gpkg-wal" ] || [ -e "$folder/out.gpkg-journal" ]; then
        echo "  a journal was left behind"
        failed=1
    fi
    rm -f "$folder/out.gpkg"*
}

for file in "$data"/real/*.gpkg; do
    [ -f "$file" ] && audit "$file" 0
done
for file in "$data"/damaged/*.gpkg "$data"/damaged/*/*.gpkg; do
    [ -f "$file" ] && audit "$file" 0 3
done
exit $failed
