#!/usr/bin/env bash
# Runs one node on its embedded defaults until it is open, and has Java write down what that took.
# Usage: docker/rehearsal.sh evenkeel.jar NOTES. Not as root: PostgreSQL does not start for root.
set -euo pipefail
jar=${1:?"which jar?"}
notes=${2:?"where to write the notes?"}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
EVENKEEL_DEMO=true EVENKEEL_DATA_DIR=$folder/data \
  java "-XX:AOTCacheOutput=$notes" -Xmx512m -Dsun.misc.unsafe.memory.access=allow -jar "$jar" > "$folder/said" 2>&1 &
node=$!
for _ in $(seq 120); do
  grep -q '^Evenkeel is open at' "$folder/said" && break
  kill -0 "$node" 2>/dev/null || { cat "$folder/said" >&2; exit 1; }
  sleep 1
done
grep -q '^Evenkeel is open at' "$folder/said" || { kill "$node"; cat "$folder/said" >&2; exit 1; }
sleep 3
kill -TERM "$node"
wait "$node" || true
[ -s "$notes" ] || { cat "$folder/said" >&2; exit 1; }
