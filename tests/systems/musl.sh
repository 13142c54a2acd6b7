#!/bin/sh
# SPDX-License-Identifier: MIT
#
# musl.sh BUILD-FOLDER
#
# Compiles (-fsyntax-only) every file of the library and of the command with musl's headers in the
# place of glibc's, and the headers of the dependencies as they are installed here. Prints the files
# that do not compile with their first error, and a count; ends with 1 when the list is not the one that
# docs/porting.md names: the command needs argp.h, nothing else fails. By hand; needs musl-tools.
set -eu
build=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.."
command -v musl-gcc >/dev/null || { echo "musl.sh: no musl-gcc: apt-get install musl-tools" >&2; exit 2; }

# The headers of the dependencies alone: /usr/include as a whole is glibc's.
headers=$(mktemp -d)
trap 'rm -rf "$headers"' EXIT
for folder in $(pkg-config --variable=includedir gdal proj sqlite3 yaml-0.1 libxxhash) /usr/include; do
    for name in "$folder"/gdal "$folder"/proj* "$folder"/geodesic.h "$folder"/geos* "$folder"/sqlite3*.h \
        "$folder"/yaml.h "$folder"/xxhash.h "$folder"/xxh3.h; do
        [ ! -e "$name" ] || ln -sfn "$name" "$headers/"
    done
done

good=0 other=0 argp=0
for file in $(find libaudit cli -name '*.c' | sort); do
    if error=$(musl-gcc -std=c17 -D_XOPEN_SOURCE=700 -DGEOS_USE_ONLY_R_API -DRASIF_SQLITE_PAGES=1 \
        -fsyntax-only -Ilibaudit -Icli "-I$build/libaudit" \
        -isystem "$headers" -isystem "$headers/gdal" "$file" 2>&1); then
        good=$((good + 1))
    elif echo "$error" | grep -q 'fatal error: argp.h'; then
        argp=$((argp + 1))
    else
        other=$((other + 1))
        echo "$error" | grep -m1 'error:'
    fi
done
echo "$good files compile with musl's headers, $argp need argp.h, $other fail otherwise"
[ "$other" -eq 0 ]
