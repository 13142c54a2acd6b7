#!/bin/sh
# SPDX-License-Identifier: MIT
#
# embed_data.sh PYTHON OUTPUT.c DEPFILE DATA-FOLDER [DATA_PATH=FILE...]
#
# Embeds all YAML, CSS, JavaScript and XML files of a folder, and the files named besides. The folders themselves go into
# the depfile, so that a rule is added or removed by adding or removing its file and nothing else.
set -eu
python=$1 output=$2 depfile=$3 folder=$4
shift 4

# File names of data hold no blanks; the loop over them may rely on it.
for path in $(cd "$folder" && find . -name '*.yaml' -o -name '*.css' -o -name '*.js' -o -name '*.xml' | cut -c 3-); do
    set -- "$@" "$path=$folder/$path"
done
"$python" "$(dirname "$0")/base/embed.py" "$output" "$@"

{
    echo "$output: \\"
    find "$folder" \( -type d -o -name '*.yaml' -o -name '*.css' -o -name '*.js' -o -name '*.xml' \) | sed 's/ /\\ /g; s/$/ \\/'
    echo "$(dirname "$0")/base/embed.py" | sed 's/ /\\ /g'
} >"$depfile"
