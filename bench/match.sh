#!/bin/sh
# Fuzzy matches in a million English and a million Korean units, beside brute
# force in the same run. The corpora are made here; what of them is real and
# what recombined is said first.
#   bench/match.sh [PROGRAM]      COUNT=1000000 BRUTE=200 by environment
# With GROWTH=10000000 it is only said what the index takes for the same queries
# in COUNT and in so many English segments, the smaller corpus being the
# beginning of the greater, and how many times as much that is.
set -eu
program=${1:-build/release/malmoi}
build=$(dirname "$program")
shared=${MALMOI_SHARED:-../shared}/data
[ -d "$shared" ] || { echo "SKIP match: no $shared"; exit 0; }
count=${COUNT:-1000000} brute=${BRUTE:-200}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
libs=
for layer in match store sound lang text model base; do
    libs="$libs $build/libmm_$layer.a"
done
${CC:-cc} -std=c17 -O2 -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 \
    -Iinclude -Isrc -o "$work/match" bench/match.c cmake/no-term-index.c \
    -Wl,--start-group $libs -Wl,--end-group \
    -lsqlite3 -licui18n -licuuc -lz -lzstd -lxxhash -lm -lpthread
if [ -n "${GROWTH:-}" ]; then
    for n in "$count" "$GROWTH"; do
        python3 bench/match-corpus.py en "$n" "$work" "$shared"
        [ -f "$work/queries" ] || cp "$work/en.queries.txt" "$work/queries"
        "$work/match" en "$work/en.$n.txt" "$work/queries" - "$brute" \
            >"$work/figures.$n" || { cat "$work/figures.$n"; exit 1; }
        cat "$work/figures.$n"
        rm "$work/en.$n.txt"
    done
    awk -F '  +' 'NR == FNR { small[$1] = $2 + 0; next }
        $1 ~ / p[0-9]+$|postings|index$/ && small[$1] {
            printf "%-46s %12.2f times\n", "growth, " $1, $2 / small[$1]
        }' "$work/figures.$count" "$work/figures.$GROWTH"
    exit
fi
for lang in en ko; do
    python3 bench/match-corpus.py "$lang" "$count" "$work" "$shared"
    mkdir "$work/$lang"
    "$work/match" "$lang" "$work/$lang.$count.txt" "$work/$lang.queries.txt" \
        "$work/$lang" "$brute"
    rm -rf "$work/$lang" "$work/$lang.$count.txt"
done
