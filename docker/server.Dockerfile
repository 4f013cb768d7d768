# Nora's programs, one target each: api, provisioner-worker, backup-worker, engine-gate.
# The build context is dist/images, assembled by tools/assemble-image-context.mjs (docker/prepare.sh calls it):
# packages and programs come from there, so that a build needs no registry but the one of the base image.
ARG BASE_IMAGE=node:24-bookworm-slim

FROM ${BASE_IMAGE} AS program
# Flags and arenas as in apps/cli/src/services/programs.ts.
ENV NODE_ENV=production NODE_OPTIONS=--max-semi-space-size=1 MALLOC_ARENA_MAX=2 HOME=/tmp
WORKDIR /app
# Unpacked by the engine.
ADD packages.tar ./
COPY THIRD-PARTY-NOTICES ./
RUN install -d -o 1000 -g 1000 -m 0750 /var/lib/nora
USER 1000:1000

FROM program AS api
COPY runtime ./
COPY programs/api ./dist/apps/api
# For `docker compose exec api node dist/apps/cli/main.js secrets …`.
COPY programs/cli ./dist/apps/cli
ENV HOST=0.0.0.0 PORT=8080 NORA_DATA_DIR=/var/lib/nora
EXPOSE 8080 8081
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "const { HOST, PORT } = process.env; fetch(`http://${HOST === '0.0.0.0' ? '127.0.0.1' : HOST}:${PORT}/api/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# As `./nora up` starts it (apps/cli/src/services/programs.ts).
CMD ["node", "--heap-growing-percent=100", "dist/apps/api/main.js"]

FROM program AS provisioner-worker
COPY runtime ./
COPY programs/provisioner-worker ./dist/apps/provisioner-worker
# npm keeps what it downloaded beside the installations, which are larger than /tmp.
ENV HEALTH_PORT=8090 NORA_DATA_DIR=/var/lib/nora HOME=/var/lib/nora
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://${process.env.HEALTH_HOST || '127.0.0.1'}:${process.env.HEALTH_PORT}/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/apps/provisioner-worker/main.js"]

FROM program AS backup-worker
COPY programs/backup-worker ./dist/apps/backup-worker
ENV HEALTH_PORT=8090
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://${process.env.HEALTH_HOST || '127.0.0.1'}:${process.env.HEALTH_PORT}/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/apps/backup-worker/main.js"]

# One file without packages. A new volume takes the owner and the mode of the directory.
FROM ${BASE_IMAGE} AS engine-gate
ENV NODE_ENV=production
WORKDIR /app
COPY THIRD-PARTY-NOTICES ./
COPY programs/engine-gate ./
RUN install -d -o 1000 -g 1000 -m 0700 /run/nora-engine
USER 1000:1000
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s --retries=3 CMD ["node", "main.js", "--health"]
CMD ["node", "main.js"]
