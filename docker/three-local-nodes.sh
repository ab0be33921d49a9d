#!/usr/bin/env bash
# Three nodes on this machine without containers, for development: http://localhost:8081, :8082 and :8083.
# Usage: docker/three-local-nodes.sh postgresql://user:password@host:port/database
# Build first: mvn -DskipTests package. Ctrl-C stops all three.
# Where these ports are taken: HTTP_PORTS, MANAGEMENT_PORTS, CLUSTER_PORTS, three numbers each; DATA is the folder.
set -euo pipefail
cd "$(dirname "$0")/.."
url=${1:?"give the address of a PostgreSQL: postgresql://user:password@host:port/database"}
read -ra http <<< "${HTTP_PORTS:-8081 8082 8083}"
read -ra management <<< "${MANAGEMENT_PORTS:-9091 9092 9093}"
read -ra cluster <<< "${CLUSTER_PORTS:-5701 5702 5703}"
jar=server/target/evenkeel.jar
[ -f "$jar" ] || { echo "$jar is not there. Build it: mvn -DskipTests package" >&2; exit 1; }
nodes=()
trap 'kill "${nodes[@]}" 2>/dev/null || true; wait' EXIT
for i in 0 1 2; do
  EVENKEEL_DATABASE_URL=$url EVENKEEL_DEMO=true EVENKEEL_DATA_DIR="${DATA:-data}/node$((i + 1))" \
    EVENKEEL_HTTP_PORT=${http[i]} EVENKEEL_MANAGEMENT_PORT=${management[i]} EVENKEEL_CLUSTER_PORT=${cluster[i]} \
    EVENKEEL_CLUSTER_MEMBERS=127.0.0.1:${cluster[0]},127.0.0.1:${cluster[1]},127.0.0.1:${cluster[2]} \
    java -XX:TieredStopAtLevel=1 -Dsun.misc.unsafe.memory.access=allow -jar "$jar" \
    > >(sed -u "s/^/node$((i + 1)): /") 2>&1 &
  nodes+=($!)
done
wait
