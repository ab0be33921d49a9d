#!/usr/bin/env bash
# Three nodes on this machine without containers, for development: http://localhost:8081, :8082 and :8083.
# Usage: docker/three-local-nodes.sh postgresql://user:password@host:port/database
# Build first: mvn -DskipTests package. Ctrl-C stops all three.
set -euo pipefail
cd "$(dirname "$0")/.."
url=${1:?"give the address of a PostgreSQL: postgresql://user:password@host:port/database"}
jar=server/target/evenkeel.jar
[ -f "$jar" ] || { echo "$jar is not there. Build it: mvn -DskipTests package" >&2; exit 1; }
nodes=()
trap 'kill "${nodes[@]}" 2>/dev/null || true; wait' EXIT
for i in 1 2 3; do
  EVENKEEL_DATABASE_URL=$url EVENKEEL_DEMO=true EVENKEEL_DATA_DIR="data/node$i" \
    EVENKEEL_HTTP_PORT=808$i EVENKEEL_MANAGEMENT_PORT=909$i EVENKEEL_CLUSTER_PORT=570$i \
    EVENKEEL_CLUSTER_MEMBERS=127.0.0.1:5701,127.0.0.1:5702,127.0.0.1:5703 \
    java -XX:TieredStopAtLevel=1 -Dsun.misc.unsafe.memory.access=allow -jar "$jar" \
    > >(sed -u "s/^/node$i: /") 2>&1 &
  nodes+=($!)
done
wait
