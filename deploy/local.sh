#!/bin/sh
# Runs the regions that fly.sh would deploy as processes of this machine, with the same variables, until it is told to
# end. Only addresses and folders are other ones, and none drains.
#
#   deploy/local.sh FOLDER REGION…
#
# The first region's app has the port ROOMKEY_LOCAL_PORT (18080), its metrics the next one, what the other regions reach
# the one after that, and so on. ROOMKEY_BINARY (bin/roomkey) is the program. Several regions want ROOMKEY_SECRET.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 2 ] || { sed -n '5s/^# *//p' "$0" >&2; exit 2; }
folder=$1
shift
binary=${ROOMKEY_BINARY:-$here/../bin/roomkey} port=${ROOMKEY_LOCAL_PORT:-18080}
unset ROOMKEY_BINARY ROOMKEY_LOCAL_PORT

# variables prints the block [env] of fly.toml as NAME=VALUE, with addresses of this machine for those of region $1.
variables() {
  region=$1
  shift
  "$here/fly.sh" config local "$@" | sed -n '/^\[env\]/,/^\[\[/s/^ *\(ROOMKEY_[A-Z_]*\) = "\(.*\)"$/\1=\2/p' |
    awk -v region="$region" -v folder="$folder" -v base="$port" -v names="$*" '
      BEGIN { n = split(names, order, " "); for (i = 1; i <= n; i++) at[order[i]] = base + 3 * (i - 1) }
      /^ROOMKEY_ADDR=/ { $0 = "ROOMKEY_ADDR=127.0.0.1:" at[region] }
      /^ROOMKEY_METRICS_ADDR=/ { $0 = "ROOMKEY_METRICS_ADDR=127.0.0.1:" at[region] + 1 }
      /^ROOMKEY_ROUTE_ADDR=/ { $0 = "ROOMKEY_ROUTE_ADDR=127.0.0.1:" at[region] + 2 }
      /^ROOMKEY_DATA=/ { $0 = "ROOMKEY_DATA=" folder "/" region }
      /^ROOMKEY_ORIGINS=/ { $0 = "ROOMKEY_ORIGINS=http://127.0.0.1:" at[region] }
      /^ROOMKEY_CLUSTER=/ { for (name in at) sub(name "\\.local\\.internal:6222", "127.0.0.1:" at[name] + 2) }
      /^ROOMKEY_DRAIN=/ { $0 = "ROOMKEY_DRAIN=0s" } # all end together
      { print }'
}

pids=
end() { trap - INT TERM EXIT; kill $pids 2>/dev/null || true; wait; }
trap end EXIT
trap 'exit 0' INT TERM
mkdir -p "$folder"
at=$port
for region; do
  list=$(variables "$region" "$@") || exit 1
  (
    IFS='
'
    set -f
    # shellcheck disable=SC2086 # a variable a line
    exec env FLY_REGION="$region" $list "$binary" serve
  ) 2>"$folder/$region.log" &
  pids="$pids $!"
  echo "$region http://127.0.0.1:$at, data in $folder/$region, log in $folder/$region.log"
  at=$((at + 3))
done
wait
