# The edge: nginx, the template of its configuration, and the three built pages.
# The build context is dist/images, as for server.Dockerfile; nginx is Debian's, the one the tests run.
ARG BASE_IMAGE=node:24-bookworm-slim

FROM ${BASE_IMAGE}
RUN apt-get update \
  && apt-get install --yes --no-install-recommends nginx-light \
  && rm -rf /var/lib/apt/lists/* /var/log/nginx /etc/nginx/sites-enabled
# New volumes at these places belong to whom the directories belong to.
RUN install -d -o 1000 -g 1000 -m 0750 /var/lib/nora/tls /var/lib/nora/acme
COPY THIRD-PARTY-NOTICES /opt/nora/
COPY edge /opt/nora/edge
COPY web /usr/share/nora
USER 1000:1000
EXPOSE 8080 8443
STOPSIGNAL SIGQUIT
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s --retries=3 \
  CMD ["node", "/opt/nora/edge/health.mjs"]
CMD ["node", "/opt/nora/edge/start.mjs"]
