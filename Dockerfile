# Build: everything, then the tarball that `npm pack` makes of it.
FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build:page && npm run build && npm pack --ignore-scripts

# Run: the tarball with the dependencies that were locked, as nobody in particular.
FROM node:24-bookworm-slim
ENV NODE_ENV=production MUSTER_DATABASE_URL=sqlite:/data/muster.db MUSTER_HTTP_HOST=0.0.0.0
WORKDIR /app/node_modules/muster
COPY --from=build /build/muster-*.tgz /tmp/muster.tgz
# A lock file is in no tarball of npm's.
COPY package-lock.json .npmrc ./
# npm keeps what it fetches: 230 MB that nobody would need again.
RUN tar --extract --file /tmp/muster.tgz --strip-components=1 \
  && npm ci --omit=dev --ignore-scripts --cache /tmp/npm && rm -rf /tmp/npm /tmp/muster.tgz \
  && mkdir /data && chown node:node /data
USER node
# muster.yaml is looked for here; without one the built-in defaults hold.
WORKDIR /config
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s CMD ["node", "/app/node_modules/muster/bin/health.js"]
ENTRYPOINT ["node", "--max-semi-space-size=16", "/app/node_modules/muster/bin/muster.js"]
CMD ["start"]
