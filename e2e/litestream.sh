#!/bin/sh
# Follows a busy server with Litestream as deploy/litestream.yml says, loses the data folder, and brings the data back
# from the replica. LITESTREAM may name the program; else it is built, which takes some minutes. It fails with the
# reason.
set -eu
cd "$(dirname "$0")/.."
dir=$(mktemp -d)
pids=
cleanup() { for pid in $pids; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done; rm -rf "$dir"; }
trap cleanup EXIT
fail() { echo "litestream: $1" >&2; tail -n 30 "$dir"/*.log >&2; exit 1; }
await() { for _ in $(seq 300); do "$@" >/dev/null 2>&1 && return 0; sleep 0.1; done; return 1; }

roomkey=$PWD/${ROOMKEY:-bin/roomkey}
litestream=${LITESTREAM:-$dir/litestream}
[ -n "${LITESTREAM:-}" ] ||
  CGO_ENABLED=0 go build -C deploy/tools -trimpath -o "$litestream" github.com/benbjohnson/litestream/cmd/litestream

export ROOMKEY_DATA="$dir/data" ROOMKEY_ADDR=127.0.0.1:18090 LITESTREAM_REPLICA="file://$dir/replica" FLY_REGION=fra
ROOMKEY_SECRET=$(head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n')
export ROOMKEY_SECRET
url=http://$ROOMKEY_ADDR/api/v1

serve() {
  "$litestream" replicate -config deploy/litestream.yml -exec "$roomkey serve $*" 2>"$dir/serve.log" >&2 &
  server=$!
  pids="$pids $server"
  await curl -fsS "http://$ROOMKEY_ADDR/readyz" || fail "the server is not ready"
  token=$(curl -fsS "$url/auth/login" -H 'Content-Type: application/json' \
    -d '{"email":"broker@demo.test","password":"demo-password"}' | sed 's/.*"accessToken":"\([^"]*\)".*/\1/')
}

# price prints the price of the listing; edit sets it, and fails unless it is saved.
price() {
  curl -fsS "$url/listings/$listing" -H "Authorization: Bearer $token" |
    sed 's/.*"ListPrice":\([0-9]*\).*/\1/'
}
edit() {
  curl -fsS -o /dev/null -X PATCH "$url/listings/$listing" -H "Authorization: Bearer $token" \
    -H 'Content-Type: application/json' -d "{\"fields\":{\"ListPrice\":$1}}"
}

# first prints the id of the first record of a list.
first() {
  curl -fsS "$url/$1?limit=1" -H "Authorization: Bearer $token" |
    grep -o '"id":"[^"]*"' | head -1 | cut -d'"' -f4
}

serve --demo
listing=$(first listings)
client=$(first clients)
edits=${EDITS:-600}
for n in $(seq "$edits"); do
  edit $((50000000 + n)) || fail "edit $n is refused beside Litestream"
done
before=$(date +%s%N)
"$roomkey" erase "$client" 2>>"$dir/erase.log" || fail "nothing can be erased beside Litestream"
echo "litestream: $edits edits were saved; an erasure took $(( ($(date +%s%N) - before) / 1000000 )) ms"
edit $((50000000 + edits + 1)) || fail "an edit after the erasure is refused"
sleep 3 # the replica is a second behind
restore() { "$litestream" restore -o "$1" "$LITESTREAM_REPLICA/$FLY_REGION" >>"$dir/restore.log" 2>&1; }
restore "$dir/copy.db" || fail "the replica can't be restored"
"$roomkey" drill --name litestream "$dir/copy.db" >"$dir/drill.log" 2>&1 || fail "the drill fails"
! grep "it lacks" "$dir/drill.log" || fail "the replica lacks something after three seconds"
saved=$(price)

# The disk is lost: what was saved in the last second may be.
child=$(pgrep -P "$server")
kill -9 "$server" $child
wait "$server" 2>/dev/null || true
pids=
rm -rf "$ROOMKEY_DATA"
restore "$dir/lost.db" || fail "the replica can't be restored when the data are gone"
"$roomkey" restore "$dir/lost.db" 2>>"$dir/restore.log" || fail "what Litestream brought back is refused"
serve
[ "$(price)" = "$saved" ] || fail "the listing costs $(price) after the restore, and cost $saved"
[ "$(curl -s -o /dev/null -w '%{http_code}' "$url/clients/$client" -H "Authorization: Bearer $token")" = 404 ] ||
  fail "what was erased is back"
edit 60000000 || fail "an edit after the restore is refused"
sleep 3
rm -f "$dir/copy.db"
restore "$dir/copy.db" || fail "the replica of the restored data can't be restored"
"$roomkey" drill --name litestream "$dir/copy.db" >"$dir/drill.log" 2>&1 || fail "the second drill fails"
! grep "it lacks\|other data" "$dir/drill.log" || fail "the replica does not follow the restored data"

# Told to end, Litestream ends the server and then itself.
kill -INT "$server"
for _ in $(seq 150); do kill -0 "$server" 2>/dev/null || break; sleep 0.1; done
! kill -0 "$server" 2>/dev/null || fail "it does not end"
wait "$server" || fail "it ends with an error"
pids=
"$roomkey" check >"$dir/check.log" || fail "the data are not sound"
echo "litestream: followed, lost, restored, and followed again"
