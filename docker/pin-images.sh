#!/usr/bin/env bash
# Writes the images that this stack takes from a registry into docker/.env with the digests they have now, so that
# every later `up` runs the very same bytes. Run it again to take up newer ones; what .env names stays the tag.
#
#   docker/pin-images.sh [file]
set -euo pipefail
umask 077

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
file=${1:-$here/.env}

fail() {
  printf 'pin-images: %s\n' "$@" >&2
  echo "pin-images: $file is unchanged" >&2
  exit 1
}

command -v docker >/dev/null || fail 'docker is not on PATH'
[[ -f $file ]] || fail "there is no $file: run docker/init-env.sh first"
docker version >/dev/null 2>&1 || fail 'the Docker engine does not answer: is it running, and may you use it?'

draft=$(mktemp "$(dirname -- "$file")/.env.XXXXXX")
trap 'rm -f "$draft"' EXIT
cp -- "$file" "$draft"

# pin <variable> <image where .env names none>
pin() {
  local name=$1 reference digest
  reference=$(sed -n "s/^$name=//p" "$draft" | tail -n 1)
  reference=${reference:-$2}
  reference=${reference%@*}
  echo "$reference …"
  docker pull --quiet "$reference" >/dev/null || fail "$reference cannot be pulled: does this host reach its registry?"
  # Of the names that the image has by digest the one in the repository that was asked for.
  digest=$(docker image inspect --format '{{range .RepoDigests}}{{println .}}{{end}}' "$reference" |
    repository="${reference%:*}" awk -F@ '
      { short = $1; sub(/^docker\.io\//, "", short); sub(/^library\//, "", short) }
      $1 == ENVIRON["repository"] || short == ENVIRON["repository"] { print $2; exit }')
  [[ $digest =~ ^sha256:[0-9a-f]{64}$ ]] || fail "$reference has no digest of a registry"
  grep -v "^$name=" "$draft" >"$draft.next" || true
  printf '%s=%s@%s\n' "$name" "$reference" "$digest" >>"$draft.next"
  mv -- "$draft.next" "$draft"
  echo "  $digest"
}

pin BASE_IMAGE node:24-bookworm-slim
pin POSTGRES_IMAGE postgres:15-bookworm
pin REDIS_IMAGE redis:7-bookworm
# Only compose.acme.yml runs it.
if grep -q '^NORA_DOMAIN=.' "$draft"; then
  pin ACME_IMAGE certbot/certbot:v5.10.0
fi

chmod 600 "$draft"
mv -- "$draft" "$file"
trap - EXIT
echo "Wrote $file. \`docker compose up --detach --build\` takes them up."
