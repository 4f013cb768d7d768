# The edge: nginx with Nora's configuration and the three built pages.
# The build context is dist/images, as for server.Dockerfile; nginx is Debian's, the one the tests run.
ARG BASE_IMAGE=node:24-bookworm-slim

FROM ${BASE_IMAGE}
RUN apt-get update \
  && apt-get install --yes --no-install-recommends nginx-light \
  && rm -rf /var/lib/apt/lists/* /var/log/nginx /etc/nginx/sites-enabled
COPY nginx.conf /etc/nginx/nginx.conf
COPY web /usr/share/nora
USER 1000:1000
EXPOSE 8080
STOPSIGNAL SIGQUIT
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["nginx", "-g", "daemon off;"]
