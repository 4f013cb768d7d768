#!/usr/bin/env bash
# Writes docker/.env with fresh secrets for docker/compose.yml, readable by its owner only.
# Values that are there already are kept: run it again after an upgrade to add what is new.
#
#   docker/init-env.sh [file]
set -euo pipefail
umask 077

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
file=${1:-$here/.env}
socket=${DOCKER_SOCKET:-/var/run/docker.sock}

random() { head -c "$1" /dev/urandom | base64 | tr -d '\n'; }
random_url() { random "$1" | tr '+/' '-_' | tr -d '='; }
random_hex() { head -c "$1" /dev/urandom | od -An -tx1 | tr -d ' \n'; }

draft=$(mktemp "$(dirname -- "$file")/.env.XXXXXX")
trap 'rm -f "$draft"' EXIT
if [[ -f $file ]]; then cat -- "$file" >"$draft"; fi

# keep <name> <value>: adds a line unless the name has one.
keep() {
  grep -q "^$1=" "$draft" || printf '%s=%s\n' "$1" "$2" >>"$draft"
}

keep COMPOSE_PROJECT_NAME nora
keep PUBLIC_URL http://localhost:8080
keep NORA_BIND 127.0.0.1
keep NORA_PORT 8080
keep NORA_INSTALLATION_ID "nora-$(random_hex 6)"
keep JWT_SECRET "$(random_url 48)"
keep NORA_API_KEY_HASH_SECRET "$(random_url 48)"
keep NORA_WORKSPACE_INVITE_SECRET "$(random_url 48)"
keep ENCRYPTION_KEY "$(random 32)"
keep NORA_CLAIM_TOKEN "$(random_url 24)"
keep POSTGRES_PASSWORD "$(random_url 24)"
keep REDIS_PASSWORD "$(random_url 24)"
keep DOCKER_SOCKET "$socket"
if [[ -S $socket ]]; then
  keep DOCKER_GID "$(stat -c %g -- "$socket" 2>/dev/null || stat -f %g -- "$socket")"
else
  echo "init-env: there is no Docker socket at $socket; set DOCKER_SOCKET and DOCKER_GID in $file" >&2
fi

chmod 600 "$draft"
mv -- "$draft" "$file"
trap - EXIT
value() { sed -n "s/^$1=//p" "$file"; }
echo "Wrote $file."
echo "Claim link of a new server: $(value PUBLIC_URL)/claim?token=$(value NORA_CLAIM_TOKEN)"
