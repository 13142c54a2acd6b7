#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Fetches axe-core, which check_html.py uses when it is there, into build/axe. Needs npm; a
# developer's tool, never shipped.
set -eu
cd "$(dirname "$0")/../.."
version=4.10.3
[ ! -f build/axe/axe.min.js ] || exit 0
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
npm pack --silent --pack-destination "$temporary" "axe-core@$version" >/dev/null
tar -xzf "$temporary/axe-core-$version.tgz" -C "$temporary"
mkdir -p build/axe
cp "$temporary/package/axe.min.js" build/axe/
