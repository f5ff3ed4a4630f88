#!/bin/sh
# Tries what `make release` made: the checksums are right, each archive holds the program and its pages, and the one for
# this machine runs on it, says its version, and holds no symbols.
set -eu
cd "${1:-bin/release}"
sha256sum --check --quiet SHA256SUMS
here=$(go env GOARCH)
for archive in roomkey-*.tar.gz; do
  name=${archive%.tar.gz}
  for file in roomkey README.md CHANGELOG.md docs/operations.md; do
    tar -tzf "$archive" | grep -qx "$name/$file" || { echo "release: $archive lacks $file" >&2; exit 1; }
  done
  node -e 'const b = JSON.parse(require("fs").readFileSync(process.argv[1]));
    if (!b.components.some((c) => c.name === "github.com/tetratelabs/wazero")) process.exit(1)' "$name.cdx.json" ||
    { echo "release: $name.cdx.json lacks wazero" >&2; exit 1; }
  case $name in *-linux-"$here")
    dir=$(mktemp -d)
    tar -xzf "$archive" -C "$dir"
    version=${name#roomkey-}
    said=$("$dir/$name/roomkey" version)
    case $said in "roomkey ${version%-linux-*} ("*) ;; *) echo "release: $archive says that it is $said" >&2; exit 1 ;; esac
    if go tool nm "$dir/$name/roomkey" >/dev/null 2>&1; then echo "release: $archive is not stripped" >&2; exit 1; fi
    rm -rf "$dir"
    ;;
  esac
done
node -e 'const fs = require("fs"); const app = fs.readdirSync(".").find((name) => name.endsWith("-app.cdx.json"));
  const names = JSON.parse(fs.readFileSync(app)).components.map(({ name }) => name);
  const wrong = ["@automerge/automerge", "react"].some((name) => !names.includes(name)) || names.includes("vitest");
  if (wrong) { console.error(`release: ${app} lists ${names}`); process.exit(1); }'
echo "release: $(ls roomkey-*.tar.gz | wc -l) archives are as they should be"
