#!/usr/bin/env bash
# Makes the database at the first start, as POSTGRES_USER, POSTGRES_PASSWORD and POSTGRES_DB say, and becomes the server.
set -euo pipefail

# Connections within the container need no password, as in the official image: pg_dump is run there.
# All of it is made aside and moved into place, PG_VERSION last: a start that was cut off begins anew.
initialise() {
  local user=${POSTGRES_USER:-postgres}
  local database=${POSTGRES_DB:-$user}
  local draft=$PGDATA/.draft
  : "${POSTGRES_PASSWORD:?a password is needed to make the database}"
  if [[ -e $draft ]]; then find "$PGDATA" -mindepth 1 -delete; fi
  initdb --pgdata="$draft" --username="$user" --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") \
    --encoding=UTF8 --locale=C.UTF-8 --auth-local=trust --auth-host=scram-sha-256
  echo 'host all all all scram-sha-256' >>"$draft/pg_hba.conf"
  echo "listen_addresses = '*'" >>"$draft/postgresql.conf"
  if [[ $database != postgres ]]; then
    printf 'CREATE DATABASE "%s";\n' "${database//\"/\"\"}" | postgres --single -D "$draft" postgres >/dev/null
  fi
  find "$draft" -mindepth 1 -maxdepth 1 ! -name PG_VERSION -exec mv --target-directory="$PGDATA" {} +
  mv "$draft/PG_VERSION" "$PGDATA/PG_VERSION"
  rmdir "$draft"
}

if [[ $1 == postgres && ! -s $PGDATA/PG_VERSION ]]; then initialise; fi
unset POSTGRES_PASSWORD
exec "$@"
