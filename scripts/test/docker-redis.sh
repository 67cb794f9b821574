#!/bin/sh
# Stands in for redis-server where there is none, but a Docker engine: takes its arguments, stays in the foreground and
# ends with it. What it keeps is in the folder given by --dir, as without a container.
#
# A stop and a kill reach the container. A SIGSTOP does not: tests that halt Redis fail with it. Written after Docker's
# documentation; it has not been run against an engine yet.
name="errand-redis-$$"
dir=/tmp
port=6379
previous=
for argument in "$@"; do
  case "$previous" in
    --dir) dir="$argument" ;;
    --port) port="$argument" ;;
  esac
  previous="$argument"
done

# One that was killed may still be on its way out.
while [ -n "$(docker ps --quiet --filter "publish=$port")" ]; do sleep 0.1; done

docker run --rm --name "$name" --user "$(id -u):$(id -g)" --volume "$dir:$dir" --publish "127.0.0.1:$port:$port" \
  "${REDIS_IMAGE:-redis:8}" redis-server "$@" --bind 0.0.0.0 --protected-mode no &
run=$!
trap 'docker stop --time 5 "$name" >/dev/null 2>&1' TERM INT
# Where this script is killed, nothing else would end the container.
(while kill -0 "$$" 2>/dev/null; do sleep 0.1; done; docker kill "$name") >/dev/null 2>&1 &
wait "$run"
wait "$run"
