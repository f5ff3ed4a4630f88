#!/bin/sh
# Runs what `make image` made as a container runs it: as root, in a root file system that holds nothing else, with a
# volume that belongs to root. docker is a function here that does this with the commands of docs/operations.md and of
# the Dockerfile. It needs root, for chroot. It fails with the reason.
set -eu
cd "$(dirname "$0")/.."
image=${1:-bin/image}
root=$(mktemp -d)
cleanup() {
  [ -z "${server:-}" ] || { kill "$server" && wait "$server" || true; }
  umount "$root/proc" 2>/dev/null || true
  umount "$root/dev/null" 2>/dev/null || true
  rm -rf "$root"
}
trap cleanup EXIT
fail() { echo "image: $1" >&2; cat "$root.log" >&2; exit 1; }

cp -a "$image/." "$root"
mkdir -p "$root/proc" "$root/dev" && touch "$root/dev/null"
chown root:root "$root/data"
mount --bind /proc "$root/proc"
mount --bind /dev/null "$root/dev/null"

# page NUMBER prints a command of the page's block, on one line.
page() {
  awk '$0 == "```sh container" {on = 1; next} on && /^```$/ {exit} on' docs/operations.md |
    sed -e ':a' -e '/\\$/N; s/\\\n *//; ta' | sed -n "$1p"
}

# docker run: what the image's last CMD says, at a port of this script's own, filled with the demo. docker exec: a command
# as that user, in the same root file system.
docker() {
  case $1 in
  run)
    shift
    while [ $# -gt 1 ]; do
      case $1 in
      -p | -v) shift 2 ;;
      -e) export "${2?}"; shift 2 ;;
      *) fail "docker run has $1" ;;
      esac
    done
    command=$(sed -n 's/^CMD \["serve", \(.*\)\]$/serve \1/p' Dockerfile | tail -1 | tr -d '",')
    exec chroot "$root" /roomkey $(echo "$command" | sed "s/0.0.0.0:8080/127.0.0.1:0/") --demo ;;
  exec)
    [ "$2 $4" = "-u CONTAINER" ] || fail "docker exec has $*"
    who=$3; shift 4
    chroot --userspec="$who" "$root" "$@" ;;
  esac
}

eval "$(page 1)" 2>"$root.log" &
server=$!

address=
for _ in $(seq 300); do
  address=$(sed -n 's/.*"msg":"listening","addr":"\([^"]*\)".*/\1/p' "$root.log")
  [ -z "$address" ] && kill -0 "$server" 2>/dev/null && sleep 0.1 || break
done
[ -n "$address" ] || fail "the server does not listen"
for _ in $(seq 300); do
  curl -fsS "http://$address/readyz" >/dev/null 2>&1 && break || sleep 0.1
done
curl -fsS "http://$address/readyz" >/dev/null || fail "the server is not ready"
curl -fsS "http://$address/" | grep -q '<div id="root">' || fail "the app is not served"

for process in $(pgrep -f '^(/proc/self/exe|/roomkey)' ) $server; do
  who=$(awk '/^Uid:/ {print $2, $3, $4, $5}' "/proc/$process/status" 2>/dev/null || echo gone)
  case $who in gone | "65532 65532 65532 65532") ;; *) fail "process $process runs as $who" ;; esac
done
[ -z "$(find "$root/data" ! -user 65532 | head -1)" ] || fail "some of the data is not the server's"

token=$(curl -fsS "http://$address/api/v1/auth/login" -H 'Content-Type: application/json' \
  -d '{"email":"agent1@demo.test","password":"demo-password"}' | sed 's/.*"accessToken":"\([^"]*\)".*/\1/')
curl -fsS "http://$address/api/v1/listings?limit=1" -H "Authorization: Bearer $token" | grep -q '"total":' ||
  fail "listings are not answered"
password=$(eval "$(page 2)" 2>>"$root.log") || fail "the page's command adds no account"
curl -fsS -o /dev/null "http://$address/api/v1/auth/login" -H 'Content-Type: application/json' \
  -d "{\"email\":\"you@example.com\",\"password\":\"$password\"}" || fail "the new account can't sign in"
docker exec -u 65532:65532 CONTAINER /roomkey backup --data /data /data/copy 2>>"$root.log" || fail "no backup"
grep -q "BEGIN CERTIFICATE" "$root/etc/ssl/certs/ca-certificates.crt" || fail "no certificates"
kill "$server"
wait "$server" || fail "the server did not end well"
server=
echo "image: served, as 65532, from a file system that holds $(find "$image" -type f | wc -l) files"
