# Redis from Debian, in the place of redis:7-bookworm: only for engines that reach no registry.
# tools/store-images.sh builds it; docker/compose.yml says what is expected of it.
ARG BASE_IMAGE=node:24-bookworm-slim

FROM ${BASE_IMAGE}
# The ids of the image that it stands in for, so that a volume of one serves the other.
RUN groupadd --system --gid 999 redis \
  && useradd --system --uid 999 --gid redis --home-dir /data --shell /usr/sbin/nologin redis \
  && apt-get update \
  && apt-get install --yes --no-install-recommends redis-server \
  && rm -rf /var/lib/apt/lists/* /usr/share/doc/* /usr/share/man/* \
  && install -d -o redis -g redis /data
WORKDIR /data
USER redis
VOLUME /data
EXPOSE 6379
CMD ["redis-server", "--protected-mode", "no"]
