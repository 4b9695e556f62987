#!/usr/bin/env bash
# Build the image and run it as a classroom would, with an engine of its own: no registry, nothing left behind.
# Debian or Ubuntu, as root. WORK= keeps the base image and the layers for the next time.
set -euo pipefail
cd "$(dirname "$0")/.."

base=$(sed -n 's/^ARG BASE=//p' Dockerfile)
work=${WORK:-$(mktemp -d)}
port=${PORT:-8571}
docker=/usr/bin/docker # the client of Debian's package; another on the PATH may lack buildx
export DOCKER_HOST=unix://$work/docker.sock

say() { echo "[$(date +%T)] $*"; }

unavailable() {
    say "THE IMAGE WAS NOT TRIED: $1"
    [ -z "${CI:-}" ]
    exit
}

clean_up() {
    "$docker" rm -f descent-try >/dev/null 2>&1 || true
    [ -z "${engine:-}" ] || { kill "$engine" 2>/dev/null && wait "$engine" 2>/dev/null || true; }
    # dockerd leaves its network namespace and its layers mounted
    { grep -F " $work/" /proc/mounts || true; } | cut -d' ' -f2 | tac | xargs -r umount --lazy
    [ -n "${WORK:-}" ] || rm -rf "$work"
}
trap clean_up EXIT
mkdir -p "$work"

if ! { command -v dockerd && command -v mmdebstrap; } >/dev/null; then
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || unavailable "no Docker engine, and none can be installed here"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        docker.io iptables mmdebstrap ca-certificates curl >/dev/null
fi

say "base image $base, from Debian's packages"
[ -s "$work/base.tar" ] || mmdebstrap --quiet --variant=minbase \
    --include=python3,python3-venv,ca-certificates,tzdata bookworm "$work/base.tar"

say "engine"
dockerd --data-root "$work/data" --exec-root "$work/exec" -H "$DOCKER_HOST" --pidfile "$work/dockerd.pid" \
    --iptables=false --bridge=none --storage-driver=overlay2 >"$work/dockerd.log" 2>&1 &
engine=$!
for _ in $(seq 100); do "$docker" version >/dev/null 2>&1 && break; sleep 0.2; done
"$docker" version >/dev/null 2>&1 || { tail -3 "$work/dockerd.log"; unavailable "the engine did not start"; }
"$docker" image inspect "$base" >/dev/null 2>&1 \
    || "$docker" import -c 'ENV LANG=C.UTF-8' "$work/base.tar" "$base" >/dev/null

say "build"
secret=()
[ -s /etc/ssl/certs/ca-certificates.crt ] && secret=(--secret id=ca,src=/etc/ssl/certs/ca-certificates.crt)
DOCKER_BUILDKIT=1 "$docker" build -q --network host "${secret[@]}" -t descent-lab:try . >/dev/null

limits=(--read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges --user 12345 --memory 1g --pids-limit 256)

say "run, without a network"
"$docker" run -d --name descent-try --network none "${limits[@]}" descent-lab:try >/dev/null
began=$(date +%s%N)
until "$docker" exec descent-try python /app/deploy/healthy.py 2>/dev/null; do
    [ $(( ($(date +%s%N) - began) / 1000000 )) -lt 30000 ] || { "$docker" logs descent-try; exit 1; }
    sleep 0.1
done
echo "  healthy after $(( ($(date +%s%N) - began) / 1000000 )) ms (bar: 5000)"
"$docker" logs descent-try 2>&1 | sed 's/^/  /'
[ "$("$docker" exec descent-try sh -c 'find /tmp/descent-*/kernels -name "*.nb?" -newer /proc/1/cmdline | wc -l')" = 0 ]
echo "  no kernel was compiled; memory $("$docker" stats --no-stream --format '{{.MemUsage}}' descent-try)"
echo "  $("$docker" exec descent-try python -m deploy.pages 2>/dev/null)"
"$docker" exec descent-try sh -c '! command -v pip cc gcc && ! python -m pip --version 2>/dev/null'
echo "  no pip, no compiler; user $("$docker" exec descent-try id -u)"
"$docker" stop -t 10 descent-try >/dev/null
status=$("$docker" inspect -f '{{.State.ExitCode}}' descent-try)
echo "  exit status after SIGTERM: $status"
[ "$status" = 0 ]
"$docker" rm descent-try >/dev/null

say "less of a machine, and no place to write to"
less=$("$docker" run --rm --network none --cpus 1 --memory 256m --entrypoint python descent-lab:try \
    -c 'from deploy.serve import *; print(cores(), processes(2))' 2>&1)
echo "$less" | sed 's/^/  /'
[[ $less = *"limited to 256 MB"* && $less = *"1 1"* ]]
nowhere=$("$docker" run --rm --network none --read-only descent-lab:try 2>&1 || true)
echo "$nowhere" | sed 's/^/  /'
[[ $nowhere = *"No place to write to"* ]]

say "run, with a network"
"$docker" run -d --name descent-try --network host -e PORT="$port" "${limits[@]}" descent-lab:try >/dev/null
for _ in $(seq 100); do curl -fs -m 1 "http://127.0.0.1:$port/_stcore/health" >/dev/null && break; sleep 0.1; done
curl -fs "http://127.0.0.1:$port/api/momentum?format=csv&steps=3&methods=momentum" | head -3 | sed 's/^/  /'
echo "  image: $("$docker" image inspect -f '{{.Size}}' descent-lab:try | numfmt --to=si)B"
say "done"
