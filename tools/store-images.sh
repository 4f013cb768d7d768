#!/usr/bin/env bash
# Makes the images of PostgreSQL and Redis for docker/compose.yml from Debian packages, on the base image of
# tools/base-image.sh. Only for machines whose Docker engine can reach no registry; everywhere else the engine
# pulls the real images. An image of that name that was not made here is left as it is; one that was is made
# anew when its Dockerfile or the base image has changed.
#
#   tools/store-images.sh [--force]
set -euo pipefail

base="${BASE_IMAGE:-node:24-bookworm-slim}"
context="$(cd "$(dirname "${BASH_SOURCE[0]}")/../docker/stores" && pwd)"
label=org.nora.store-image

case "${1:-}" in
  '' | --force) ;;
  *) echo "usage: tools/store-images.sh [--force]" >&2; exit 2 ;;
esac

base_id="$(docker image inspect --format '{{.Id}}' "$base")" || {
  echo "store-images: there is no $base; run tools/base-image.sh first" >&2
  exit 1
}

# build <tag> <force> <dockerfile> <other file>…
build() {
  local tag=$1 force=$2 dockerfile=$3 content present
  shift 2
  content="$({ echo "$base_id"; cd "$context" && cat -- "$@"; } | sha256sum | cut -c 1-16)"
  if [[ $force != --force ]] && present="$(docker image inspect --format "{{index .Config.Labels \"$label\"}}" "$tag" 2>/dev/null)" &&
    [[ -z $present || $present == "$content" ]]; then
    echo "$tag exists"
    return
  fi
  # The builder that every engine has; buildx may not be installed.
  DOCKER_BUILDKIT=0 docker build --quiet --build-arg "BASE_IMAGE=$base" --label "$label=$content" \
    --file "$context/$dockerfile" --tag "$tag" "$context" >/dev/null
  echo "$tag is made"
}

build "${POSTGRES_IMAGE:-postgres:15-bookworm}" "${1:-}" postgres.Dockerfile postgres-entrypoint.sh
build "${REDIS_IMAGE:-redis:7-bookworm}" "${1:-}" redis.Dockerfile
