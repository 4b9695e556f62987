#!/usr/bin/env bash
# Build the image and run it as a classroom would, alone and as deploy/compose.yaml says, with an engine of its
# own: no registry, nothing left behind.
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
    { "$docker" ps -aq | xargs -r "$docker" rm -f && "$docker" network prune -f; } >/dev/null 2>&1 || true
    [ -z "${engine:-}" ] || { kill "$engine" 2>/dev/null && wait "$engine" 2>/dev/null || true; }
    # dockerd leaves its network namespace and its layers mounted
    { grep -F " $work/" /proc/mounts || true; } | cut -d' ' -f2 | tac | xargs -r umount --lazy
    [ -n "${WORK:-}" ] || rm -rf "$work"
}
trap clean_up EXIT
mkdir -p "$work"

if ! { command -v dockerd && command -v mmdebstrap && command -v docker-compose && command -v haproxy; } >/dev/null; then
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || unavailable "no Docker engine, and none can be installed here"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        docker.io iptables mmdebstrap docker-compose haproxy ca-certificates curl >/dev/null
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
DOCKER_BUILDKIT=1 "$docker" build -q --network host "${secret[@]}" -t descent-lab . >/dev/null

limits=(--read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges --user 12345 --memory 1g --pids-limit 256)

say "run, without a network"
"$docker" run -d --name descent-try --network none "${limits[@]}" descent-lab >/dev/null
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
less=$("$docker" run --rm --network none --cpus 1 --memory 256m --entrypoint python descent-lab \
    -c 'from deploy.serve import *; print(cores(), processes(2))' 2>&1)
echo "$less" | sed 's/^/  /'
[[ $less = *"limited to 256 MB"* && $less = *"1 1"* ]]
nowhere=$("$docker" run --rm --network none --read-only descent-lab 2>&1 || true)
echo "$nowhere" | sed 's/^/  /'
[[ $nowhere = *"No place to write to"* ]]

say "run, with a network"
"$docker" run -d --name descent-try --network host -e PORT="$port" "${limits[@]}" descent-lab >/dev/null
for _ in $(seq 100); do curl -fs -m 1 "http://127.0.0.1:$port/_stcore/health" >/dev/null && break; sleep 0.1; done
curl -fs "http://127.0.0.1:$port/api/momentum?format=csv&steps=3&methods=momentum" | head -3 | sed 's/^/  /'
"$docker" rm -f descent-try >/dev/null
echo "  image: $("$docker" image inspect -f '{{.Size}}' descent-lab | numfmt --to=si)B"
say "deploy/compose.yaml: three replicas behind HAProxy, one of them killed"
if ! "$docker" network create descent-try >/dev/null; then
    say "deploy/compose.yaml WAS NOT TRIED: this machine has no network for containers"
    exit
fi
# Debian's HAProxy under the name of the image that compose.yaml asks for.
{ echo /usr/sbin/haproxy; ldd /usr/sbin/haproxy | grep -o '/[^ ]*'; } | tar -chPf - -T - \
    | "$docker" import -c 'USER 99' -c 'CMD ["haproxy", "-W", "-db", "-f", "/usr/local/etc/haproxy/haproxy.cfg"]' \
        - "$(sed -n 's/^ *image: \(haproxy.*\)/\1/p' deploy/compose.yaml)" >/dev/null
compose() { PORT=$port REPLICAS=3 COMPOSE_PROJECT_NAME=try docker-compose -f deploy/compose.yaml "$@"; }
compose up -d >/dev/null 2>&1
served() { curl -s -m 5 -o /dev/null -w '%{http_code} ' "http://127.0.0.1:$port/api/momentum?steps=$1" || true; }
for replica in $(compose ps -q app); do
    for _ in $(seq 150); do "$docker" exec "$replica" python /app/deploy/healthy.py 2>/dev/null && break; sleep 0.2; done
done
for _ in $(seq 50); do [ "$(served 99)" = "200 " ] && break; sleep 0.2; done
victim=$(compose ps -q app | head -1)
answers=$(
    for steps in $(seq 100 300); do
        [ "$steps" != 150 ] || kill -9 "$("$docker" inspect -f '{{.State.Pid}}' "$victim")"
        served "$steps"
    done | tr ' ' '\n' | sort | uniq -c
)
echo "  answers while one dies:$answers"
[ "$(echo $answers)" = "201 200" ]
for _ in $(seq 150); do [ "$("$docker" inspect -f '{{.RestartCount}} {{.State.Running}}' "$victim")" = "1 true" ] && break; sleep 0.2; done
[ "$("$docker" inspect -f '{{.RestartCount}} {{.State.Running}}' "$victim")" = "1 true" ]
echo "  it was started again"
say "done"
