#!/bin/sh
# Puts Roomkey into one, three or five regions of fly.io. It needs flyctl, signed in.
#
#   deploy/fly.sh [--dry-run] create APP REGION            an app, a volume and a machine
#   deploy/fly.sh [--dry-run] regions [--empty] APP REGION +REGION…  also in those with a +, which are new
#   deploy/fly.sh [--dry-run] deploy APP REGION…           this version, one region after the other
#   deploy/fly.sh config APP REGION…                       prints the fly.toml that the others use
#
# Name the regions in the same order every time: the first three order rows. --dry-run prints what would be run. New
# volumes are empty, which suits an app that has hardly been used; --empty says that you know it.
#
# With LITESTREAM_REPLICA, such as s3://bucket/roomkey, Litestream follows each region's data there. Set it every time,
# and its credentials once, by fly secrets. Without it fly.io's daily snapshots are the only copies.
set -eu
here=$(cd "$(dirname "$0")" && pwd)

fail() { echo "fly.sh: $1" >&2; exit 1; }
usage() { sed -n '4,7s/^# *//p' "$0" >&2; exit 2; }

dry=
[ "${1:-}" != --dry-run ] || { dry=yes; shift; }
[ $# -ge 3 ] || usage
action=$1 empty=
shift
[ "$1" != --empty ] || { empty=yes; shift; }
[ $# -ge 2 ] || usage
app=$1
shift
new=
for region; do
  case $region in +*) new="$new ${region#+}" ;; esac
  set -- "$@" "${region#+}"
  shift
done
primary=$1
case $# in 1 | 3 | 5) ;; *) fail "one, three or five regions go on when one is lost, and not $#" ;; esac

run() {
  echo "$*"
  [ -n "$dry" ] || "$@"
}

# cluster prints the list of regions, each with its name on the app's private network.
cluster() {
  list=
  for region; do list="$list${list:+,}$region=$region.$app.internal:6222"; done
  echo "$list"
}

# config prints fly.toml for these regions. Each machine knows its region by FLY_REGION.
config() {
  awk -v app="$app" -v primary="$1" -v replica="${LITESTREAM_REPLICA:-}" -v list="$([ $# = 1 ] || cluster "$@")" '
    /^app = / { $0 = "app = \"" app "\"" }
    /^primary_region = / { $0 = "primary_region = \"" primary "\"" }
    /^  ROOMKEY_ORIGINS = / { $0 = "  ROOMKEY_ORIGINS = \"https://" app ".fly.dev\"" }
    { print }
    /^\[build\]/ && replica != "" { print "  build-target = \"with-litestream\"" }
    /^\[env\]/ && replica != "" { print "  LITESTREAM_REPLICA = \"" replica "\"" }
    /^\[env\]/ && list != "" {
      print "  ROOMKEY_REGION = \"$FLY_REGION\""
      print "  ROOMKEY_CLUSTER = \"" list "\""
      print "  ROOMKEY_ROUTE_ADDR = \"[::]:6222\""
      print "  # people go to another region meanwhile, one after the other\n  ROOMKEY_DRAIN = \"30s\""
    }' "$here/../fly.toml"
}

if [ "$action" = config ]; then
  config "$@"
  exit
fi
toml=$(mktemp "${TMPDIR:-/tmp}/fly.XXXXXX")
trap 'rm -f "$toml"' EXIT
config "$@" >"$toml"

# has_volume reports whether a region has a volume: of an earlier run that failed, or with data that somebody put there.
has_volume() {
  [ -z "$dry" ] && fly volumes list --app "$app" --json | tr -d ' \n' | grep -q "\"region\":\"$1\""
}

volume() { run fly volumes create roomkey_data --app "$app" --region "$1" --size 3 --snapshot-retention 14 --yes; }

# renew gives the machine of one region this version; fly.io builds the image once. At most one is renewed at a time.
renew() { run fly deploy "$here/.." --app "$app" --config "$toml" --only-regions "$1" --ha=false --yes; }

# well waits until the regions hear each other again: the next one must not be renewed before that.
well() { run fly ssh console --app "$app" --region "$1" -C "/roomkey region status --data /data --wait 5m"; }

case $action in
  create)
    [ $# = 1 ] || fail "create one region first"
    [ -n "${ROOMKEY_SECRET:-}" ] || fail "ROOMKEY_SECRET is not set: 32 bytes or more, which you keep elsewhere too"
    run fly apps create "$app"
    echo "fly secrets import --app $app --stage" # whoever may list processes sees arguments, and no input
    [ -n "$dry" ] || printf 'ROOMKEY_SECRET=%s\n' "$ROOMKEY_SECRET" | fly secrets import --app "$app" --stage
    volume "$primary"
    renew "$primary"
    ;;
  regions)
    [ -n "$new" ] || fail "name all regions, and mark the new ones, as +iad"
    for region in $new; do
      [ -n "$empty" ] || has_volume "$region" || fail "the volume in $region would be empty. Such a region gets what \
there is record by record, a round trip each, and never accounts of before schema 39, or of a brokerage with more than \
10,000 changes of rows. If the app has hardly been used, give --empty"
    done
    renew "$primary" # new machines begin with what the last renewal says
    for region in $new; do
      has_volume "$region" || volume "$region"
      run fly scale count 1 --app "$app" --config "$toml" --region "$region" --yes
    done
    well "$primary"
    shift
    for region; do
      case "$new " in *" $region "*) continue ;; esac
      renew "$region" # not "renew && well": there a failure would not end the script
      well "$region"
    done
    ;;
  deploy)
    for region; do
      renew "$region"
      [ $# = 1 ] || well "$region"
    done
    ;;
  *) usage ;;
esac
