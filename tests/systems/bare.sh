#!/bin/bash
# SPDX-License-Identifier: MIT
#
# bare.sh [-k] [-s SHARED] [-d FOLDER] [SUITE...]     (bookworm trixie)
#
# Makes a minimal Debian of every named suite with debootstrap, clones the last commit of this
# repository into it as root, and runs there what a newcomer and a CI run, one after another:
#
#   ./dev audit      ./dev test      .ci/run
#
# Prints a line for each command, and ends with 1 when one of them failed. Run by hand, as root:
# a system takes 3 GB of disk and the commands an hour. The host lends /dev, /proc, the
# network and, with -s, the folder of shared data, which the system sees read-only as ../shared.
#
#   -k          keeps the system, and goes on with one that is there: packages and build folders stay
#   -s SHARED   the folder of real data ($RASIF_SHARED, else ../shared, else none)
#   -d FOLDER   where systems and logs go (/var/tmp/rasif-systems)
#
# STEPS holds other commands instead, one a line; OPTIONS and SOURCE_DATE_EPOCH reach the commands;
# MIRROR names another archive.
set -euo pipefail
project=$(cd "$(dirname "$0")/../.." && pwd)
folder=/var/tmp/rasif-systems
shared=${RASIF_SHARED:-$project/../shared}
mirror=${MIRROR:-http://deb.debian.org/debian}
steps=${STEPS:-$'./dev audit\n./dev test\n.ci/run'}
keep=

usage() {
    sed -n 's/^# \{0,1\}//p' "$0" | sed -n '3,22p' >&2
    exit 2
}

while getopts ks:d: option; do
    case $option in
    k) keep=-k ;;
    s) shared=$OPTARG ;;
    d) folder=$OPTARG ;;
    *) usage ;;
    esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || set -- bookworm trixie

if [ "$(id -u)" -ne 0 ]; then
    echo "bare.sh: debootstrap and chroot need root" >&2
    exit 2
fi
if ! command -v debootstrap >/dev/null; then
    echo "bare.sh: debootstrap is missing: apt-get install debootstrap" >&2
    exit 2
fi
# In a mount namespace of its own, whatever is mounted here goes with the script.
if [ -z "${RASIF_NAMESPACE-}" ]; then
    RASIF_NAMESPACE=1 exec unshare --mount -- bash "$0" $keep -d "$folder" -s "$shared" "$@"
fi
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)

# make_system SUITE: packages that were fetched once are kept beside the systems.
make_system() {
    local suite=$1 root=$folder/$1
    if [ -z "$keep" ] || [ ! -f "$root/etc/debian_version" ]; then
        rm -rf --one-file-system "$root"
        mkdir -p "$folder/packages-$suite"
        debootstrap --variant=minbase --cache-dir="$folder/packages-$suite" \
            "$suite" "$root" "$mirror" >"$folder/$suite.debootstrap.log" 2>&1
    fi
    cp /etc/resolv.conf "$root/etc/resolv.conf"
    mount --bind "$root" "$root"
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    mkdir -p "$folder/packages-$suite/partial"
    mount --bind "$folder/packages-$suite" "$root/var/cache/apt/archives"
    # apt would delete the packages after use in some images; here they serve the next run.
    echo 'APT::Keep-Downloaded-Packages "true";' >"$root/etc/apt/apt.conf.d/99keep"
}

# The clone holds what is committed, nothing else; git on the host makes it, so that the system
# stays as bare as it was.
clone() {
    local root=$folder/$1
    if [ -d "$root/root/rasif" ]; then
        git -C "$root/root/rasif" fetch -q "$project" HEAD
        git -C "$root/root/rasif" reset -q --hard FETCH_HEAD
    else
        git clone -q --no-hardlinks "$project" "$root/root/rasif"
    fi
    if [ -d "$shared" ]; then
        mkdir -p "$root/root/shared"
        mount --bind "$shared" "$root/root/shared"
        mount -o remount,bind,ro "$root/root/shared"
    fi
}

# inside SUITE COMMAND: with the environment of a fresh login, no more.
inside() {
    chroot "$folder/$1" /usr/bin/env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 CI=true \
        ${OPTIONS+"OPTIONS=$OPTIONS"} ${SOURCE_DATE_EPOCH+"SOURCE_DATE_EPOCH=$SOURCE_DATE_EPOCH"} \
        sh -c "cd /root/rasif && $2" </dev/null
}

# The last words of a log: what meson or .ci/run counted.
words() {
    grep -E '^(Ok|Fail|Skipped|Timeout): +[0-9]+|^[0-9]+ passed, [0-9]+ failed' "$1" |
        tail -n 4 | tr -s ' \n' ' ' | sed 's/ $//'
}

failed=0
for suite; do
    make_system "$suite"
    clone "$suite"
    number=0
    while IFS= read -r step; do
        [ -n "$step" ] || continue
        number=$((number + 1))
        log=$folder/$suite.$number.log
        begin=$SECONDS
        code=0
        inside "$suite" "$step" >"$log" 2>&1 || code=$?
        [ "$code" -eq 0 ] && verdict=ok || verdict="FAILED ($code), see $log"
        [ "$code" -eq 0 ] || failed=1
        echo "Debian $(cat "$folder/$suite/etc/debian_version") ($suite): $step: $verdict, $((SECONDS - begin)) s; $(words "$log")"
    done <<<"$steps"
    umount -R "$folder/$suite"
    [ -n "$keep" ] || rm -rf --one-file-system "${folder:?}/$suite"
done
exit $failed
