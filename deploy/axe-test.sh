#!/bin/sh
# axe-core, the accessibility checker that the browser tests run over the desk: fetched once, checked by its hash, its path printed.
# It is under the MPL 2.0: used for tests, never shipped. Needs npm; kept under ${XDG_CACHE_HOME:-~/.cache}/netpatrol.
set -eu
version=4.14.1
hash=FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==
cache="${XDG_CACHE_HOME:-$HOME/.cache}/netpatrol"
script="$cache/axe-core-$version/axe.min.js"
if [ ! -s "$script" ]; then
    command -v npm >/dev/null || { echo "axe-test: npm is missing; apt-get install npm" >&2; exit 1; }
    mkdir -p "$cache"
    work="$(mktemp -d "$cache/fetch.XXXXXX")"
    trap 'rm -rf "$work"' EXIT
    (cd "$work" && npm pack --silent "axe-core@$version" >&2)
    got="$(openssl dgst -sha512 -binary "$work/axe-core-$version.tgz" | base64 -w0)"
    [ "$got" = "$hash" ] || { echo "axe-test: axe-core $version has hash $got; $hash was expected" >&2; exit 1; }
    tar -xzf "$work/axe-core-$version.tgz" -C "$work"
    mkdir -p "$(dirname "$script")"
    mv "$work/package/axe.min.js" "$script"
fi
echo "$script"
