#!/bin/sh
# Starts a part of Jitsi with its secrets: its image knows them as environment variables alone, and ours are files, so that
# no `docker inspect` shows them. Each file is a variable of its name; an empty one is none.
# Usage: with-secrets.sh COMMAND …   SECRETS is the folder, /run/secrets where nothing is said.
set -eu
for file in "${SECRETS:-/run/secrets}"/*; do
  [ -s "$file" ] || continue
  if [ ! -r "$file" ]; then
    echo "$file cannot be read by $(id -un): chmod 644" >&2
    exit 1
  fi
  export "$(basename "$file")=$(cat "$file")"
done
exec "$@"
