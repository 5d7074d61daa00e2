#!/usr/bin/env bash
# Builds the image, runs it against a sandbox that comes out of it, too, and waits until Docker calls it healthy.
set -euo pipefail
cd "$(dirname "$0")/.."
trap 'docker logs muster || true; docker rm --force --volumes muster discord >/dev/null 2>&1 || true' EXIT

docker build --tag muster .
docker run --detach --name discord muster sandbox --json
said=$(timeout 60 bash -c 'until docker logs discord | grep --max-count=1 restBase; do sleep 1; done')
value() { docker exec discord node -p "JSON.parse(process.argv[1]).$1" "$said"; }

docker run --detach --name muster --network container:discord --health-interval=2s \
  --env DISCORD_API_URL="$(value restBase)" --env DISCORD_TOKEN="$(value token)" muster
timeout 60 bash -c 'until [ "$(docker inspect --format "{{.State.Health.Status}}" muster)" = healthy ]; do sleep 1; done'
