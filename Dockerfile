# syntax=docker/dockerfile:1
FROM node:22-bookworm-slim AS build
# For better-sqlite3 where no prebuilt driver can be fetched.
RUN apt-get update \
    && apt-get install -y --no-install-recommends g++ make python3 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Of all packages only this one needs its install script; older npm versions do not know "allowScripts".
RUN npm ci --ignore-scripts && npm rebuild better-sqlite3
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:22-bookworm-slim
ENV NODE_ENV=production \
    PORT=3000 \
    SESHAT_HOST=0.0.0.0 \
    SESHAT_DATA_DIR=/data
RUN install --directory --owner=node --group=node --mode=0700 /data /files
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/bin ./bin
COPY --from=build /app/demo ./demo
COPY --from=build /app/dist ./dist
USER node
VOLUME /data
EXPOSE 3000
# A server gets 20 s to finish its runs (SESHAT_DRAIN): stop it with a longer grace than Docker's 10 s.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "bin/seshat.mjs"]
CMD ["serve"]
