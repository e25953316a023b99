#!/bin/sh
# How long 10,000 segments take to be counted against a million English units:
# the bar is ten seconds on two cores. The corpus is that of bench/match.sh, real
# segments as far as they go and recombined beyond; the job is 10,000 of its
# lines with one to five words changed, their Korean a placeholder.
#   bench/leverage.sh [PROGRAM]      COUNT=1000000 by environment
set -eu
malmoi=${1:-build/release/malmoi}
count=${COUNT:-1000000}
shared=${MALMOI_SHARED:-../shared}
[ -d "$shared/data" ] || { echo "SKIP leverage: no $shared/data"; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 bench/match-corpus.py en "$count" "$work" "$shared/data"
python3 - "$work" "$count" <<'END'
import random, sys
work, count = sys.argv[1:3]
rng = random.Random(1)
with open(f"{work}/en.{count}.txt", encoding="utf-8") as f:
    lines = [line.rstrip("\n").replace("\t", " ") for line in f]
with open(f"{work}/memory.tsv", "w", encoding="utf-8") as f:
    f.write("en\tko\n")
    f.writelines(f"{line}\t한국어 {i}\n" for i, line in enumerate(lines))
words = [word for line in lines[:2000] for word in line.split()]
with open(f"{work}/job.en.txt", "w", encoding="utf-8") as f:
    for line in rng.sample(lines, 10000):
        cells = line.split()
        for _ in range(rng.randint(1, 5)):
            if cells:
                cells[rng.randrange(len(cells))] = rng.choice(words)
        f.write(" ".join(cells) + "\n\n")
END
"$malmoi" convert -q --as-units "$work/memory.tsv" "$work/memory.tmx"
"$malmoi" import -q -d "$work/m.db" "$work/memory.tmx"
"$malmoi" match -q -d "$work/m.db" -l en,ko "the index is made here" >/dev/null || true
"$malmoi" leverage -q -d "$work/m.db" -l en,ko "$work/job.en.txt" >/dev/null
begin=$(date +%s.%N)
"$malmoi" leverage -q -d "$work/m.db" -l en,ko "$work/job.en.txt"
awk -v a="$begin" -v b="$(date +%s.%N)" 'BEGIN {
    printf "10,000 segments against a million units: %.1f s, bar 10 s\n", b - a }'
