#!/bin/sh
# What a memory takes: import, reading, edits, undo, backup of made-up units with
# stamps, codes and properties; and kills. The bars: import 60,000 units a second,
# an edit on disk 10 ms, an import undone at 60,000 units a second, no kill that
# loses anything.
#   bench/store.sh PROGRAM [UNITS [KILLS]]     1,000,000 units and 200 kills
build=$(dirname "${1:-build/release/malmoi}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
${CC:-cc} -O2 -std=c17 -D_POSIX_C_SOURCE=200809L -Iinclude -o "$work/store" bench/store.c \
    -L"$build" -Wl,-rpath,"$(cd "$build" && pwd)" -lmalmoi || exit 1
"$work/store" "$work/bench.db" "${2:-1000000}" || exit 1
for test in writer safety; do
    [ -x "$build/test-store-$test" ] || { echo "store: SKIP kills, no $build/test-store-$test"; continue; }
    "$build/test-store-$test" "${3:-200}" >"$work/log" 2>&1 &&
        echo "$test: ${3:-200} kills, nothing lost" || { cat "$work/log"; exit 1; }
done
