#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Fetches what other people wrote to check web pages, SARIF and Arrow streams with, into build/tools:
# axe-core, the official schema of SARIF 2.1.0 out of the package of Microsoft's SARIF multitool, and
# DuckDB's library out of its package for Node. Needs npm and the network; for tests, never shipped. What could not be had is said, and its tests are skipped.
set -u
cd "$(dirname "$0")/../.."
tools=$PWD/build/tools
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
mkdir -p "$tools"

# fetch PACKAGE VERSION FILE
fetch() {
    [ ! -f "$tools/$3" ] || return 0
    if (cd "$temporary" && timeout 180 npm pack --silent "$1@$2" >/dev/null 2>&1 &&
        tar -xzf ./*.tgz "package/$3" && mv "package/$3" "$tools/$3"); then
        echo "get_tools: $3 of $1 $2"
    else
        echo "get_tools: $3 of $1 $2 could not be had; its tests will be skipped" >&2
    fi
    rm -rf "${temporary:?}"/*
}

if ! command -v npm >/dev/null; then
    echo "get_tools: no npm; tests with axe-core, the schema of SARIF and DuckDB will be skipped" >&2
    exit 0
fi
fetch axe-core 4.10.3 axe.min.js
fetch @microsoft/sarif-multitool-linux 5.7.0 sarif-2.1.0.json
fetch @duckdb/node-bindings-linux-x64 1.5.6-r.1 libduckdb.so
