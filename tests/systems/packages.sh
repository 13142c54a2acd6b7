#!/bin/bash
# SPDX-License-Identifier: MIT
#
# packages.sh [-t] [-1] [FOLDER]
#
# Builds the Debian packages of the last commit twice, in two folders, time zones, languages, umasks, days and
# numbers of processes, and compares all .deb files byte by byte; lintian looks at them. Prints a line for each part, and ends with 1 when one of them failed. The
# packages of the first build stay in FOLDER (/var/tmp/rasif-packages).
#
#   -t   installs them and runs their own tests (debian/tests) one by one; needs root
#   -1   builds once: no comparison
#
# By hand, with the build dependencies (apt-get build-dep ./) and git; lintian and faketime where they are
# there; diffoscope shows what differs. DEB_BUILD_OPTIONS reaches both builds; COMMIT names another commit.
set -uo pipefail
project=$(cd "$(dirname "$0")/../.." && pwd)
try=false twice=true
while getopts t1 option; do
    case $option in
    t) try=true ;;
    1) twice=false ;;
    *) sed -n 's/^# \{0,1\}//p' "$0" | sed -n '3,14p' >&2; exit 2 ;;
    esac
done
shift $((OPTIND - 1))
folder=${1:-/var/tmp/rasif-packages}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
commit=$(git -C "$project" rev-parse "${COMMIT:-HEAD}") || exit 2
failed=0

# verdict NAME CODE [WORDS]
verdict() {
    if [ "$2" -eq 0 ]; then
        echo "$1: ok${3:+; $3}"
    else
        echo "$1: FAILED${3:+; $3}"
        failed=1
    fi
}

# build NAME PLACE: the committed sources, in PLACE; packages and the log in $folder/NAME. The environment
# is what the caller has set.
build() {
    local name=$1 place=$2
    rm -rf "${place:?}" "${folder:?}/$name"
    mkdir -p "$place" "$folder/$name"
    git -C "$project" archive --prefix=rasif/ "$commit" | tar -x -C "$place" || return 1
    (cd "$place/rasif" && ${FAKETIME_PREFIX-} dpkg-buildpackage -us -uc -b) >"$folder/$name.log" 2>&1 || return 1
    cp "$place"/*.deb "$folder/$name/"
    rm -rf "${place:?}"
}

begin=$SECONDS
(umask 022 && TZ=UTC LC_ALL=C.UTF-8 build first "$folder/build")
verdict "first build" $? "$(find "$folder/first" -name '*.deb' | wc -l) packages, $((SECONDS - begin)) s"
[ $failed -eq 0 ] || { tail -n 20 "$folder/first.log"; exit 1; }

# faketime only where nothing but the clock changes: dates of files are then in the future of the build.
if $twice; then
    begin=$SECONDS
    hour=
    ! command -v faketime >/dev/null || hour="faketime -f +30d"
    (umask 002 && FAKETIME_PREFIX=$hour TZ=Asia/Amman LC_ALL=ar_JO.UTF-8 LANGUAGE=ar HOME=/nonexistent \
        DEB_BUILD_OPTIONS="${DEB_BUILD_OPTIONS-} parallel=4" build second "$folder/another/place")
    verdict "second build" $? "${hour:-the same day}, $((SECONDS - begin)) s"
    differ=0
    for deb in "$folder"/first/*.deb; do
        cmp -s "$deb" "$folder/second/${deb##*/}" && continue
        differ=$((differ + 1))
        echo "  ${deb##*/} differs"
        ! command -v diffoscope >/dev/null || diffoscope --max-report-size 20000 "$deb" "$folder/second/${deb##*/}"
    done
    verdict "reproducible" $differ "$differ of $(find "$folder/first" -name '*.deb' | wc -l) packages differ"
fi

if command -v lintian >/dev/null; then
    words=$(lintian --fail-on error,warning --allow-root "$folder"/first/*.deb 2>&1)
    verdict lintian $? "$(echo "$words" | grep -c .) lines"
    [ -z "$words" ] || echo "$words"
fi

if $try; then
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends --allow-downgrades \
        "$folder"/first/*[!m]_*.deb >"$folder/install.log" 2>&1
    verdict "installed" $?
    while read -r field names; do
        case $field in
        Tests:) tests=$names ;;
        Depends:)
            # shellcheck disable=SC2086
            DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends ${names//,/} >>"$folder/install.log" 2>&1
            for test in $tests; do
                AUTOPKGTEST_TMP=$(mktemp -d)
                export AUTOPKGTEST_TMP
                (cd "$project" && sh "debian/tests/$test") >"$folder/test-$test.log" 2>&1
                verdict "debian/tests/$test" $?
                rm -rf "$AUTOPKGTEST_TMP"
            done
            ;;
        esac
    done <"$project/debian/tests/control"
fi
exit $failed
