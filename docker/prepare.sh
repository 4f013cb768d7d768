#!/usr/bin/env bash
# Everything `docker compose -f docker/compose.yml up --build` needs: packages, builds, the build context in
# dist/images, and docker/.env. Needs Node 20 or newer and npm.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
cd -- "$root"
export NX_NO_CLOUD=true NX_DAEMON=false

[[ node_modules/.package-lock.json -nt package-lock.json ]] || npm ci --no-audit --no-fund --loglevel=error
for own in "$root"/node_modules/node-linux-*/bin; do
  if "$own/node" --version >/dev/null 2>&1; then PATH=$own:$PATH; fi
done
export PATH="$root/node_modules/.bin:$PATH"
nx run-many -t build --parallel=2 --outputStyle=static \
  --projects=api,provisioner-worker,backup-worker,engine-gate,cli,runtime-sidecar,site,operator,admin
node tools/assemble-image-context.mjs "$@"
docker/init-env.sh
