#!/bin/sh
# Gets a certificate for NORA_DOMAIN with certbot and renews it when it is due: runs in compose.acme.yml, for ever.
# The authority limits failed attempts to five an hour: after a fault this waits for an hour.
set -eu

tls=${ACME_TLS_DIRECTORY:-/var/lib/nora/tls}
webroot=${ACME_WEBROOT:-/var/lib/nora/acme}
work=${ACME_WORK_DIRECTORY:-/tmp}
due_seconds=${ACME_CHECK_SECONDS:-43200}
fault_seconds=${ACME_RETRY_SECONDS:-3600}

if [ -n "${ACME_EMAIL:-}" ]; then
  set -- --email "$ACME_EMAIL" --no-eff-email
else
  set -- --register-unsafely-without-email
fi

trap 'exit 0' TERM INT
while :; do
  # Does nothing while the certificate has more than a third of its time left.
  if certbot certonly --non-interactive --agree-tos --keep-until-expiring --webroot --webroot-path "$webroot" \
    --config-dir "$tls" --work-dir "$work/certbot" --logs-dir "$work/certbot-log" --max-log-backups 5 \
    --server "$ACME_SERVER" --cert-name nora --domain "${NORA_DOMAIN%:*}" "$@"; then
    echo ok >"$work/acme-result"
    pause=$due_seconds
  else
    echo failed >"$work/acme-result"
    pause=$fault_seconds
    echo "acme: no certificate; the next attempt follows in $pause s" >&2
  fi
  # In the background, so that a stop is heard at once.
  sleep "$pause" &
  wait $! || :
done
