#!/bin/sh
# Follows the procedures of docs/operations.md as they stand there, one after the other, with three machines that are
# folders: systemctl, ssh and scp know them, and fly prints what it is told. It fails with the reason.
set -eu
cd "$(dirname "$0")/.."
repository=$PWD
dir=$(mktemp -d)
machines="fra iad sin" new="ams nrt" port=${PORT:-18200}
cleanup() {
  for machine in fra iad sin $new; do
    [ -f "$dir/$machine/pid" ] && kill "$(cat "$dir/$machine/pid")" 2>/dev/null || true
  done
  sleep 1
  rm -rf "$dir"
}
trap cleanup EXIT
fail() { echo "procedures: $1" >&2; tail -n 15 "$dir"/*/log "$dir"/*.out >&2; exit 1; }
await() { for _ in $(seq 300); do "$@" >/dev/null 2>&1 && return 0; sleep 0.1; done; return 1; }
block() { awk -v fence="\`\`\`sh $1" '$0 == fence {on = 1; next} on && /^```$/ {exit} on' docs/operations.md; }

# What the page's commands are here. A path of a machine is one in its folder.
mkdir -p "$dir/bin"
cat >"$dir/bin/here" <<END
sed "s|/var/lib/roomkey|$dir/\$1/data|g; s|/etc/roomkey.env|$dir/\$1/env|g; s|/var/tmp|$dir/\$1/tmp|g
  s|/usr/local/bin/roomkey|$dir/\$1/program|g"
END
cat >"$dir/bin/ssh" <<END
machine=\$1; shift
cd "$dir/\$machine" && echo "\$*" | MACHINE=\$machine sh "$dir/bin/here" "\$machine" | MACHINE=\$machine sh -eu
END
cat >"$dir/bin/scp" <<END
cp "\$(echo "\${1#*:}" | sh "$dir/bin/here" "\${1%%:*}")" "\$2"
END
cat >"$dir/bin/systemctl" <<END
cd "$dir/\$MACHINE"
stop() { kill "\$(cat pid)"; while kill -0 "\$(cat pid)" 2>/dev/null; do sleep 0.1; done; rm pid; }
start() { ( set -a; . ./unit; . ./env; set +a; exec roomkey serve ) 2>>log >&2 & echo \$! >pid; }
case \$1 in restart) stop; start ;; *) "\$1" ;; esac
END
program=$repository/${ROOMKEY:-bin/roomkey}
echo "exec \"$dir/\${MACHINE:-fra}/program\" \"\$@\"" >"$dir/bin/roomkey"
echo "echo fly \"\$*\"" >"$dir/bin/fly"
for command in "$dir"/bin/*; do sed -i '1i #!/bin/sh' "$command" && chmod +x "$command"; done
export PATH="$dir/bin:$PATH"

# The program of before, by which all machines begin: of one commit ago, or the one that OLDER names.
older=${OLDER:-$program}
if [ -z "${OLDER:-}" ] && commit=$(git rev-parse --verify --quiet "HEAD^1^{commit}"); then
  mkdir "$dir/source" && git archive "$commit" | tar -x -C "$dir/source"
  for built in web/dist plugins/dist plugins/guest/quickjs/dist; do cp -r "$built/." "$dir/source/$built"; done
  go build -C "$dir/source" -trimpath -buildvcs=false -o "$dir/older" ./cmd/roomkey
  older=$dir/older
fi

# on MACHINE NAME follows a procedure on a machine.
on() {
  block "$2" >"$dir/block"
  [ -s "$dir/block" ] || fail "the page has no procedure $2"
  { grep -E '^(ssh|scp) ' "$dir/block" || true; grep -vE '^(ssh|scp) ' "$dir/block" | here "$1"; } >"$dir/block.sh"
  (cd "$dir/$1" && MACHINE=$1 sh -eu "$dir/block.sh") >"$dir/$2.out" 2>&1 || fail "$2 on $1 fails"
  echo "procedures: $2 on $1"
}

# What a machine has before: the unit's environment, and the file of the page for it.
at=$port secret=$(head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n')
for machine in $machines $new; do
  mkdir -p "$dir/$machine/tmp"
  cp "$older" "$dir/$machine/program"
  printf 'ROOMKEY_DATA=%s\nROOMKEY_ADDR=127.0.0.1:%s\nROOMKEY_LOGIN_RATE=0\n' "$dir/$machine/data" \
    "$at" >"$dir/$machine/unit"
  block env | sed "s|=fra\$|=$machine|; s|^ROOMKEY_SECRET=.*|ROOMKEY_SECRET=$secret|
    s|10.0.0.5:6222|127.0.0.1:$((port + 1))|; s|10.0.1.5:6222|127.0.0.1:$((port + 3))|
    s|10.0.2.5:6222|127.0.0.1:$((port + 5))|" >"$dir/$machine/env"
  at=$((at + 2))
done
url() { echo "http://$(sed -n 's/ROOMKEY_ADDR=//p' "$dir/$1/unit")"; }
sign_in() { # MACHINE ACCOUNT: prints a token, or fails
  token=$(curl -fsS "$(url "$1")/api/v1/auth/login" -H 'Content-Type: application/json' \
    -d "{\"email\":\"$2@demo.test\",\"password\":\"demo-password\"}" | sed 's/.*"accessToken":"\([^"]*\)".*/\1/')
  [ -n "$token" ] && echo "$token"
}
edit() { # MACHINE PRICE
  await curl -fsS "$(url "$1")/readyz" || fail "$1 is not ready"
  curl -fsS -o /dev/null -X PATCH "$(url "$1")/api/v1/listings/$listing" -H "Authorization: Bearer $TOKEN" \
    -H 'Content-Type: application/json' -d "{\"fields\":{\"ListPrice\":$2}}" || fail "$1 saves nothing"
}
costs() {
  curl -fsS "$(url "$1")/api/v1/listings/$listing" -H "Authorization: Bearer $TOKEN" |
    grep -q "\"ListPrice\":$2[,}]"
}
everywhere() { for machine in $machines; do await costs "$machine" "$1" || fail "$machine does not show $1"; done; }
well() { for machine in $machines; do on "$machine" well; done; }

# One region, with the demo's data so that there is something to edit.
cp "$dir/fra/env" "$dir/fra/listed" && sed -i '/REGION\|CLUSTER/d' "$dir/fra/env"
echo ROOMKEY_DEMO=true >>"$dir/fra/unit"
MACHINE=fra systemctl start
await curl -fsS "$(url fra)/readyz" || fail "the demo is not there"
MACHINE=fra systemctl stop
sed -i /DEMO/d "$dir/fra/unit"
on fra begin
await curl -fsS "$(url fra)/readyz" || fail "the first region is not ready"
TOKEN=$(curl -fsS "$(url fra)/api/v1/tokens" -H "Authorization: Bearer $(sign_in fra broker)" \
  -H 'Content-Type: application/json' -d '{"name":"procedures","scope":"write"}' |
  sed 's/.*"token":"\([^"]*\)".*/\1/')
export TOKEN
listing=$(curl -fsS "$(url fra)/api/v1/listings?limit=1" -H "Authorization: Bearer $TOKEN" |
  grep -o '"id":"[^"]*"' | head -1 | cut -d'"' -f4)
edit fra 51000000

on iad add
on sin add
cp "$dir/fra/listed" "$dir/fra/env"
on fra restart
well
edit iad 52000000
everywhere 52000000
on fra backup
cp "$dir/fra"/roomkey-*.backup "$dir/all.backup"

for machine in $machines; do
  cp "$program" "$dir/$machine/roomkey.new"
  on "$machine" upgrade
  cmp -s "$program" "/proc/$(cat "$dir/$machine/pid")/exe" || fail "$machine runs the program of before"
  edit "$machine" 52500000
done
everywhere 52500000
for machine in $machines; do on "$machine" restart; done
edit sin 53000000
everywhere 53000000

on sin backup
mv "$dir/sin"/roomkey-*.backup "$dir/sin/roomkey.backup"
edit iad 54000000
everywhere 54000000
on sin restore-one
everywhere 54000000

kill -9 "$(cat "$dir/iad/pid")" && rm -rf "$dir/iad/data"
on iad lost-disk
edit iad 55000000
everywhere 55000000

replacement=$(head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n')
for step in "$secret $replacement" "$replacement $secret" "$replacement "; do
  for machine in $machines; do
    SECRET=${step% *} PREVIOUS=${step#* }
    export SECRET PREVIOUS
    on "$machine" rotate
  done
done
curl -fsS -o /dev/null "$(url iad)/api/v1/me" -H "Authorization: Bearer $(sign_in fra broker)" || fail "nobody can sign in"
cp "$dir/fra/env" "$dir/fra/listed"

user=$(curl -fsS "$(url sin)/api/v1/users?limit=100" -H "Authorization: Bearer $TOKEN" |
  grep -o '{"id":"[^"]*","[^{]*agent2@demo.test' | tail -1 | cut -d'"' -f4)
URL=$(url sin) USER_ID=$user
export URL USER_ID
on sin revoke
refused() { ! sign_in "$1" agent2; }
for machine in $machines; do await refused "$machine" || fail "who was disabled signs in in $machine"; done

for machine in $machines; do
  MACHINE=$machine systemctl stop
  cp "$dir/all.backup" "$dir/$machine/roomkey.backup"
done
for machine in $machines; do on "$machine" restore-all; done
well
everywhere 52000000
await sign_in fra agent2 || fail "what was undone is not"
edit sin 56000000
everywhere 56000000

# Five regions, and three again.
listed=$(sed -n 's/^ROOMKEY_CLUSTER=//p' "$dir/fra/env"),ams=127.0.0.1:$((port + 7)),nrt=127.0.0.1:$((port + 9))
for machine in $machines $new; do
  if [ ! -f "$dir/$machine/pid" ]; then
    cp "$program" "$dir/$machine/program"
    sed "s|=fra\$|=$machine|" "$dir/fra/env" >"$dir/$machine/env"
  fi
  sed -i "s|^ROOMKEY_CLUSTER=.*|ROOMKEY_CLUSTER=$listed|" "$dir/$machine/env"
done
for machine in $new; do on "$machine" add; done
for machine in $machines; do
  MACHINE=$machine systemctl restart
  await curl -fsS "$(url "$machine")/readyz" || fail "$machine is not ready"
done
machines="$machines $new"
well
edit nrt 56500000
everywhere 56500000
for machine in $new; do MACHINE=$machine systemctl stop; done
machines="fra iad sin"
for machine in $machines; do on "$machine" shorter; done
well
edit iad 56600000
everywhere 56600000

for machine in iad sin; do MACHINE=$machine systemctl stop; done
on fra one-left
machines=fra
edit fra 57000000
everywhere 57000000
roomkey check --data "$dir/fra/data" >"$dir/check.out" || fail "the data are not sound"
mkdir -p "$dir/fly" && ln -s "$repository/deploy" "$dir/fly/deploy"
ROOMKEY_SECRET=$secret on fly fly
grep -q "scale count 1 --app acme .* --region sin" "$dir/fly.out" || fail "fly is not told of the third region"
machines="fra iad sin"
echo "procedures: all are as the page says"
