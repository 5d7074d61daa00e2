# Build: everything, then the tarball that `npm pack` makes of it.
FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build:page && npm run build && npm pack --ignore-scripts

# Run: the tarball and its dependencies, as nobody in particular.
FROM node:24-bookworm-slim
ENV NODE_ENV=production MUSTER_DATABASE_URL=sqlite:/data/muster.db MUSTER_HTTP_HOST=0.0.0.0
WORKDIR /app
COPY --from=build /build/muster-*.tgz /tmp/muster.tgz
# npm keeps what it fetches: 230 MB that nobody would need again.
RUN npm install --omit=dev --ignore-scripts --no-audit --no-fund --cache /tmp/npm /tmp/muster.tgz && rm -rf /tmp/npm /tmp/muster.tgz \
  && mkdir /data && chown node:node /data
USER node
# muster.yaml is looked for here; without one the built-in defaults hold.
WORKDIR /config
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.MUSTER_HTTP_PORT || 8080) + '/healthz').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--max-semi-space-size=16", "/app/node_modules/muster/bin/muster.js"]
CMD ["start"]
