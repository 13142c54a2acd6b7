#!/bin/sh
# SPDX-License-Identifier: MIT
#
# use_installed.sh BUILD-FOLDER [SANITIZERS]
#
# Installs into an empty folder, compiles a program against that with pkg-config as any user would,
# and runs it and the installed command. Skipped (77) for sanitizer builds: a library with them
# wants a program with them.
set -eu
build=$1
if [ "${2-none}" != none ] && [ -n "${2-}" ]; then
    echo "skipped: a sanitizer build"
    exit 77
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
DESTDIR=$folder/root meson install -C "$build" --no-rebuild --quiet

pc=$(find "$folder/root" -name rasif.pc)
PKG_CONFIG_LIBDIR=$(dirname "$pc")
PKG_CONFIG_SYSROOT_DIR=$folder/root
export PKG_CONFIG_LIBDIR PKG_CONFIG_SYSROOT_DIR
pkg-config --modversion rasif

cat >"$folder/user.c" <<'END'
#include <rasif.h>
#include <stdio.h>

int main(void)
{
    rasif_context *context = NULL;
    rasif_rules *rules = NULL;
    rasif_error err = {RASIF_OK, ""};
    if (rasif_context_new(&context) != RASIF_OK ||
        rasif_rules_load(context, NULL, &rules, &err) != RASIF_OK) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    printf("rasif %s knows %zu rules, standards and profiles\n", rasif_version(),
           rasif_rules_count(rules));
    size_t n = rasif_rules_count(rules);
    rasif_rules_free(rules);
    rasif_context_free(context);
    return n > 0 ? 0 : 1;
}
END
# shellcheck disable=SC2046
${CC:-cc} -std=c99 -Wall -Werror -o "$folder/user" "$folder/user.c" \
    $(pkg-config --cflags --libs rasif)

LD_LIBRARY_PATH=$(dirname "$(find "$folder/root" -name 'librasif.so.0')")
export LD_LIBRARY_PATH
"$folder/user"
rasif=$(find "$folder/root" -name rasif -type f -perm -u+x)
"$rasif" version

# A manual page for every command with options of its own, and the pages that SARIF points to.
"$rasif" help | sed -n 's/^  \([a-z]*\)  *[a-z].*/\1/p' | grep -vx -e help -e version -e rasif |
    while read -r command; do
        page=$(find "$folder/root" -name "rasif-$command.1")
        [ -s "$page" ] || { echo "no manual page for $command"; exit 1; }
    done
[ -s "$(find "$folder/root" -path '*doc/rasif/rules.md')" ] || { echo "docs/ is not installed"; exit 1; }
