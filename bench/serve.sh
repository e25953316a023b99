#!/bin/sh
# Look-ups and matches over HTTP on a million units, at 200 a second and core:
# first alone, then while another process imports.
#   bench/serve.sh [PROGRAM]      COUNT=1000000 RATE=400 by environment
set -eu
program=${1:-build/release/malmoi}
shared=${MALMOI_SHARED:-../shared}/data
[ -d "$shared" ] || { echo "SKIP serve: no $shared"; exit 0; }
[ -x "$(dirname "$program")/malmoi-serve" ] || { echo "SKIP serve: no malmoi-serve"; exit 0; }
count=${COUNT:-1000000} rate=${RATE:-$((200 * $(nproc)))}
work=$(mktemp -d)
trap 'kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
python3 bench/match-corpus.py en "$count" "$work" "$shared"
# rows FIRST LAST: units of these lines, with a made-up Korean side.
rows() {
    printf 'unit\ten\tko\tsource lang\n'
    sed -n "$1,$2p" "$work/en.$count.txt" | tr '\t' ' ' |
        awk -v n="$1" '{ print n + NR "\t" $0 "\t번역 " n + NR "\ten" }'
}
rows 1 "$count" >"$work/all.tsv"
rows 1 $((count / 5)) | sed 's/번역/다른 번역/' >"$work/more.tsv"
"$program" import -q -d "$work/m.db" "$work/all.tsv"
"$program" match -q -d "$work/m.db" -l en,ko warm-up >/dev/null || true
"$program" serve -d "$work/m.db" --port 0 --quiet --rate 0 >"$work/out" &
server=$!
sleep 2
address=$(sed -n 's|^malmoi: http://\(.*\)/$|\1|p' "$work/out")
ask="python3 bench/serve.py $address $work/en.queries.txt"
$ask 2 50 >/dev/null
echo "serve: $count units, alone:          $($ask 8 "$rate")"
"$program" import -q -d "$work/m.db" "$work/more.tsv" &
import=$!
echo "serve: $count units, while importing: $($ask 8 "$rate")"
wait "$import"
