#!/bin/bash
# SPDX-License-Identifier: MIT
#
# container.sh PACKAGES-FOLDER [SYSTEM]
#
# Builds debian/Containerfile with buildah and runs an audit in the image, without a registry: its base
# image is made of SYSTEM, a folder with a bare Debian 12 (debootstrap --variant=minbase; made when it is not
# given). PACKAGES-FOLDER holds the .deb files, such as packages.sh leaves. By hand, as root;
# needs buildah, and debootstrap without SYSTEM.
set -euo pipefail
project=$(cd "$(dirname "$0")/../.." && pwd)
packages=$(cd "$1" && pwd)
folder=$(mktemp -d /var/tmp/rasif-container.XXXXXX)
trap 'rm -rf --one-file-system "$folder"' EXIT
system=${2:-$folder/system}
[ -d "$system" ] || debootstrap --variant=minbase bookworm "$system" >"$folder/debootstrap.log" 2>&1

engine() { buildah --root "$folder/root" --runroot "$folder/run" --storage-driver vfs "$@"; }
mkdir -p "$folder/context" "$folder/data"
cp "$packages"/librasif0_*.deb "$packages"/rasif_*.deb "$folder/context/"

container=$(engine from scratch)
tar -C "$system" -cf "$folder/base.tar" --one-file-system .
engine add -q "$container" "$folder/base.tar" / >/dev/null
engine commit -q "$container" docker.io/library/debian:12-slim >/dev/null
engine bud -q --isolation chroot --pull-never -f "$project/debian/Containerfile" -t rasif "$folder/context"

# As `podman run -v "$PWD:/data" rasif demo .` does: the entry point gets the words.
container=$(engine from --pull-never localhost/rasif)
run() { engine run --isolation chroot -v "$folder/data:/data" "$container" rasif "$@"; }
run demo .
run audit model-neighbourhood.gpkg -o audited.gpkg --quiet >"$folder/report.txt"
[ -s "$folder/data/audited.gpkg" ]
engine inspect --type image --format '{{.OCIv1.Config.Entrypoint}} in {{.OCIv1.Config.WorkingDir}}' localhost/rasif |
    grep -qx '\[rasif\] in /data'
echo "container: ok; $(sed -n 1p "$folder/report.txt")"
