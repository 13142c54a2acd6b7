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

# Where meson says that things go; below another prefix as below the configured one.
option() {
    meson introspect "$build" --buildoptions |
        python3 -c 'import json, sys; print(*[o["value"] for o in json.load(sys.stdin) if o["name"] == sys.argv[1]])' "$1"
}
prefix=$folder/root$(option prefix)
libraries=$prefix/$(option libdir)

PKG_CONFIG_LIBDIR=$libraries/pkgconfig
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

LD_LIBRARY_PATH=$libraries "$folder/user"

# The command finds its library by itself, here and after the folder was moved.
unset LD_LIBRARY_PATH
rasif=$prefix/bin/rasif
"$rasif" version
mv "$folder/root" "$folder/moved"
"$folder/moved${rasif#"$folder/root"}" version
mv "$folder/moved" "$folder/root"
taken=$(ldd "$rasif" | sed -n 's/.*librasif.so.0 => \(.*\) (.*/\1/p')
[ "$(readlink -f "$taken")" = "$(readlink -f "$libraries/librasif.so.0")" ] ||
    { echo "the installed command takes another library"; exit 1; }

# A manual page for every command with options of its own, and the pages that SARIF points to.
"$rasif" help | sed -n 's/^  \([a-z]*\)  *[a-z].*/\1/p' | grep -vx -e help -e version -e rasif |
    while read -r command; do
        [ -s "$prefix/share/man/man1/rasif-$command.1" ] || { echo "no manual page for $command"; exit 1; }
    done
[ -s "$prefix/share/doc/rasif/rules.md" ] || { echo "docs/ is not installed"; exit 1; }

# Completion is loaded from where bash looks for it, under the name of the command.
completion=$(find "$prefix/share/bash-completion/completions" -name 'rasif*')
bash -c '. "$1"; complete -p rasif' - "$completion" | grep -q rasif || { echo "no completion for rasif"; exit 1; }
case ${completion##*/} in
rasif | rasif.bash) ;;
*) echo "bash does not look for ${completion##*/}"; exit 1 ;;
esac
