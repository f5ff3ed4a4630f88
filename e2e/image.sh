#!/bin/sh
# Runs what `make image` made as a container runs it: as root, in a root file system that holds nothing else, with a
# volume that belongs to root. It needs root, for chroot. It fails with the reason.
set -eu
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
chroot "$root" /roomkey serve --demo --addr 127.0.0.1:0 --data /data --run-as 65532:65532 2>"$root.log" &
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
chroot --userspec=65532:65532 "$root" /roomkey backup --data /data /data/copy 2>>"$root.log" || fail "no backup"
grep -q "BEGIN CERTIFICATE" "$root/etc/ssl/certs/ca-certificates.crt" || fail "no certificates"
kill "$server"
wait "$server" || fail "the server did not end well"
server=
echo "image: served, as 65532, from a file system that holds $(find "$image" -type f | wc -l) files"
