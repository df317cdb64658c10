# Changeover with its embedded PostgreSQL. With DATABASE_URL it keeps only files in the volume.
FROM node:26-bookworm-slim AS build
WORKDIR /app
COPY . .
RUN npx --yes pnpm@12.21.0 install --frozen-lockfile \
 && npx --yes pnpm@12.21.0 run build

FROM node:26-bookworm-slim
RUN groupadd --system changeover \
 && useradd --system --gid changeover --home-dir /data --shell /usr/sbin/nologin changeover \
 && install -d -o changeover -g changeover /data
WORKDIR /app
COPY --from=build --chown=root:root /app /app
USER changeover
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4100 CHANGEOVER_DIR=/data
VOLUME /data
EXPOSE 4100
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:4100/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
CMD ["node", "server/src/main.ts", "--no-demo"]
