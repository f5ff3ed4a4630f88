#!/bin/sh
# Tries the recipes of docs/operations.md as they stand there: nginx and Caddy before the server, the unit of systemd,
# and the commands for backups; and the commands by which README.md starts real work. Each recipe is tried where its
# program is installed, and named as left out elsewhere. Ports and files are this script's own. It fails with the
# reason.
set -eu
cd "$(dirname "$0")/.."
dir=$(mktemp -d)
pids=
cleanup() { for pid in $pids; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done; rm -rf "$dir"; }
trap cleanup EXIT
fail() { echo "recipes: $1" >&2; cat "$dir"/*.log >&2; exit 1; }

# recipe LANGUAGE prints the page's block of that language.
recipe() { awk -v fence="\`\`\`$1" '$0 == fence {on = 1; next} on && /^```$/ {exit} on' docs/operations.md; }

# await COMMAND... runs it until it succeeds, for 30 seconds at most.
await() { for _ in $(seq 300); do "$@" >/dev/null 2>&1 && return 0; sleep 0.1; done; return 1; }

origin=https://crm.example.com:18443
bin/roomkey serve --demo --data "$dir/data" --addr 127.0.0.1:18080 --proxies 127.0.0.1 \
  --origins "$origin" 2>"$dir/server.log" &
pids="$pids $!"
await curl -fsS http://127.0.0.1:18080/readyz || fail "the server is not ready"
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=crm.example.com -addext subjectAltName=DNS:crm.example.com \
  -keyout "$dir/key.pem" -out "$dir/cert.pem" 2>"$dir/openssl.log"

# through asks the server by the proxy.
through() {
  path=$1; shift
  curl -sS --cacert "${certificate:-$dir/cert.pem}" --resolve crm.example.com:18443:127.0.0.1 "$origin$path" "$@"
}

try() {
  await through /readyz -f || fail "$1: nothing answers"
  through / -f | grep -q '<div id="root">' || fail "$1: the app is not served"
  answer=$(through /api/v1/auth/login -H "Origin: $origin" -H 'Content-Type: application/json' -D "$dir/headers" \
    -d '{"email":"agent1@demo.test","password":"demo-password"}')
  token=$(echo "$answer" | sed -n 's/.*"accessToken":"\([^"]*\)".*/\1/p')
  [ -n "$token" ] || fail "$1: nobody can sign in: $answer"
  grep -i '^set-cookie:.*secure' "$dir/headers" >/dev/null || fail "$1: the server does not know that it is https"
  code=$(through /sync --http1.1 -o /dev/null -w '%{http_code}' --max-time 2 -H "Authorization: Bearer $token" \
    -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' \
    -H 'Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==' 2>/dev/null || true)
  [ "$code" = 101 ] || fail "$1: no socket opens: $code"
  code=$(through /metrics -o /dev/null -w '%{http_code}')
  [ "$code" = 403 ] || fail "$1: strangers may read /metrics: $code"
  echo "recipes: $1 passes on all that it should"
}

if command -v nginx >/dev/null; then
  { echo "error_log $dir/nginx.log; pid $dir/nginx.pid; daemon off; worker_processes 1;"
    echo "events {} http { access_log off;"
    for kind in client_body proxy fastcgi uwsgi scgi; do echo "${kind}_temp_path $dir/$kind;"; done
    recipe nginx | sed "s|/etc/ssl/crm.example.com.pem|$dir/cert.pem|; s|/etc/ssl/crm.example.com.key|$dir/key.pem|
      s|listen 443|listen 18443|; s|127.0.0.1:8080|127.0.0.1:18080|"
    echo "}"
  } >"$dir/nginx.conf"
  nginx -c "$dir/nginx.conf" -e "$dir/nginx.log" &
  nginx=$!
  pids="$pids $nginx"
  try nginx
  kill "$nginx" && wait "$nginx" || true
else
  echo "recipes: nginx is not installed and left out"
fi

if command -v caddy >/dev/null; then
  { echo "{
    admin off
    storage file_system $dir/caddy
    auto_https disable_redirects
    skip_install_trust
    local_certs
  }"
    recipe caddy | sed "s|^crm.example.com|crm.example.com:18443|; s|127.0.0.1:8080|127.0.0.1:18080|"
  } >"$dir/Caddyfile"
  caddy run --config "$dir/Caddyfile" --adapter caddyfile 2>"$dir/caddy.log" &
  pids="$pids $!"
  certificate=$dir/caddy/pki/authorities/local/root.crt
  await test -s "$certificate" || fail "caddy makes no certificate"
  try caddy
else
  echo "recipes: caddy is not installed and left out"
fi

if command -v systemd-analyze >/dev/null; then
  recipe systemd | sed "s|/usr/local/bin/roomkey|$PWD/bin/roomkey|; s|^User=.*|User=$(id -un)|" >"$dir/roomkey.service"
  faults=$(systemd-analyze verify "$dir/roomkey.service" 2>&1 | grep roomkey.service || true)
  [ -z "$faults" ] || fail "systemd: $faults"
  echo "recipes: systemd takes the unit"
else
  echo "recipes: systemd is not installed and left out"
fi

# The commands for backups, one after the other, beside the server that runs.
token=$(curl -fsS http://127.0.0.1:18080/api/v1/auth/login -H 'Content-Type: application/json' \
  -d '{"email":"broker@demo.test","password":"demo-password"}' | sed -n 's/.*"accessToken":"\([^"]*\)".*/\1/p')
record=$(curl -fsS "http://127.0.0.1:18080/api/v1/clients?limit=1" -H "Authorization: Bearer $token" |
  grep -o '"id":"[^"]*"' | head -1 | cut -d'"' -f4)
recipe 'sh backups' | sed "s|^roomkey|$PWD/bin/roomkey|; s|\[FILE\]|FILE|; s|FILE |$dir/copy |; s|RECORD |$record |
  s|\./data|$dir/data|; s|\./new|$dir/new|" >"$dir/backups.sh"
[ "$(grep -c . "$dir/backups.sh")" = 6 ] || fail "the page has other commands for backups"
sh -eux "$dir/backups.sh" >"$dir/backups.log" 2>&1 || fail "a command for backups fails"
[ -s "$dir/new/roomkey.db" ] || fail "restore made no data"
code=$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:18080/api/v1/clients/$record" \
  -H "Authorization: Bearer $token")
[ "$code" = 404 ] || fail "what was erased answers $code"
echo "recipes: backups are made, restored, tried and checked, and a record is erased"

# README's commands for real work, in a folder of their own.
mkdir -p "$dir/work" && ln -s "$PWD/bin" "$dir/work/bin"
awk '/^For real work/ {on = 1} on && /^bin\/roomkey / {print} on && /^## / {exit}' README.md >"$dir/readme"
[ "$(grep -c . "$dir/readme")" = 2 ] || fail "README has other commands"
(cd "$dir/work" && ROOMKEY_ADDR=127.0.0.1:18081 && export ROOMKEY_ADDR &&
  eval "exec $(sed -n 1p "$dir/readme")") 2>"$dir/work.log" &
pids="$pids $!"
await curl -fsS http://127.0.0.1:18081/readyz || fail "README's server is not ready"
password=$(cd "$dir/work" && sh -c "$(sed -n 2p "$dir/readme")" 2>>"$dir/work.log") || fail "README adds no account"
await curl -fsS -o "$dir/signed-in" http://127.0.0.1:18081/api/v1/auth/login -H 'Content-Type: application/json' \
  -d "{\"email\":\"ana@example.com\",\"password\":\"$password\"}" || fail "README's account can't sign in"
echo "recipes: README's server has its first account"
