# PostgreSQL from Debian, in the place of postgres:15-bookworm: only for engines that reach no registry.
# tools/store-images.sh builds it; docker/compose.yml says what is expected of it.
ARG BASE_IMAGE=node:24-bookworm-slim

FROM ${BASE_IMAGE}
# The ids of the image that it stands in for, so that a volume of one serves the other. No cluster of the package's own.
# The socket's directory is open as in that image, because the engine gives its mode to a file system mounted there.
RUN groupadd --system --gid 999 postgres \
  && useradd --system --uid 999 --gid postgres --home-dir /var/lib/postgresql --shell /bin/bash postgres \
  && install -d /etc/postgresql-common \
  && echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf \
  && apt-get update \
  && apt-get install --yes --no-install-recommends --option=Dpkg::Options::=--force-confold postgresql-15 \
  && rm -rf /var/lib/apt/lists/* /usr/share/doc/* /usr/share/man/* \
  && install -d -o postgres -g postgres -m 0700 /var/lib/postgresql/data \
  && install -d -o postgres -g postgres -m 3777 /var/run/postgresql
COPY postgres-entrypoint.sh /usr/local/bin/
ENV PATH=/usr/lib/postgresql/15/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
  PGDATA=/var/lib/postgresql/data LANG=C.UTF-8
USER postgres
VOLUME /var/lib/postgresql/data
EXPOSE 5432
STOPSIGNAL SIGINT
ENTRYPOINT ["bash", "/usr/local/bin/postgres-entrypoint.sh"]
CMD ["postgres"]
