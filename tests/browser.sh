#!/bin/sh
# The page in a real browser (tests/browser/page.mjs): headless Chromium from
# Debian, playwright-core and axe-core from npm, kept in the user's cache.
#   tests/browser.sh PROGRAM [FOLDER FOR PICTURES]
malmoi=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
here=$(cd "$(dirname "$0")" && pwd)
modules=${MALMOI_NODE:-${XDG_CACHE_HOME:-$HOME/.cache}/malmoi-browser}
skip() { echo "SKIP: $1: script/bootstrap --clients installs it"; exit 77; }
[ -x "$(dirname "$malmoi")/malmoi-serve" ] || {
    echo "SKIP: no malmoi-serve: libmicrohttpd-dev and libsodium-dev are not installed"
    exit 77
}
command -v node >/dev/null || skip "no node"
chromium=$(command -v chromium || command -v chromium-browser) || skip "no chromium"
[ -d "$modules/node_modules/playwright-core" ] || skip "no playwright-core in $modules"
[ -d "$modules/node_modules/axe-core" ] || skip "no axe-core in $modules"

work=$(mktemp -d)
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8 LANGUAGE=en
for pair in defence economy; do
    "$malmoi" align -q -d "$work/w.db" --field "$pair" "data/samples/$pair.en.txt" \
        "data/samples/$pair.ko.txt" >/dev/null || exit 1
done
"$malmoi" serve -d "$work/w.db" --port 0 --quiet >"$work/out" &
server=$!
for _ in 1 2 3 4 5 6 7 8 9 10; do
    address=$(sed -n 's/^malmoi: //p' "$work/out")
    [ -n "$address" ] && break
    sleep 0.5
done
[ -n "$address" ] || { echo "FAIL: the server did not start"; exit 1; }
CHROMIUM=$chromium MODULES=$modules node "$here/browser/page.mjs" "$address" \
    "$malmoi" "$work/w.db" "${2:-}"
