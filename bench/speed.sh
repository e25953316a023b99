#!/bin/sh
# Speed and memory of one process, start-up included: the bars are those that a
# translator feels. Each figure is the median of 11 runs. Then what a look-up
# takes inside the library (bench/lookup.c), by how the query was typed.
#   bench/speed.sh PROGRAM     TERMS="100000 1000000" by environment
malmoi=${1:-build/release/malmoi}
build=$(dirname "$malmoi")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export MALMOI_DB="$work/bench.db"

python3 - "$malmoi" "$work" <<'END'
import os, resource, statistics, subprocess, sys, time
malmoi, work = sys.argv[1:3]
db = os.environ["MALMOI_DB"]

def measure(title, args, bar_ms, fresh=False, bar_mb=None):
    times, peak = [], 0
    for _ in range(11):
        if fresh:
            for end in ("", "-wal", "-shm", ".terms", ".units"):
                if os.path.exists(db + end):
                    os.remove(db + end)
        begin = time.perf_counter()
        child = subprocess.Popen([malmoi, *args], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        times.append(1000 * (time.perf_counter() - begin))
        peak = max(peak, usage.ru_maxrss / 1024)
        if os.waitstatus_to_exitcode(status) not in (0, 1):
            sys.exit(f"{title}: exit code {os.waitstatus_to_exitcode(status)}")
    ms = statistics.median(times)
    missed = ms > bar_ms or (bar_mb and peak > bar_mb)
    print(f"{title:44} {ms:7.1f} ms {peak:6.0f} MB   bar {bar_ms} ms"
          f"{f', {bar_mb} MB' if bar_mb else ''}{'  MISSED' if missed else ''}")

en, ko = "data/samples/defence.en.txt", "data/samples/defence.ko.txt"
measure("align one article pair, scored and stored", ["align", "-q", en, ko], 500, True, 150)

# A memory of 5,000 concepts, with the index that its first look-up leaves.
nouns = [line.rstrip("\n").split("\t") for line in open("data/dictionary-nouns.tsv")
         if not line.startswith("# ")]
table, mine = f"{work}/terms.tsv", f"{work}/terms.db"
with open(table, "w") as out:
    print("en", "ko", sep="\t", file=out)
    for a, b in zip(nouns[:5000], nouns[3000:8000]):
        print(f"{a[0]} {b[0]}", f"{a[2].split('|')[0]} {b[2].split('|')[0]}", sep="\t", file=out)
subprocess.run([malmoi, "import", "-q", "-d", mine, table], check=True)
subprocess.run([malmoi, "lookup", "-q", "-d", mine, "NLL"], check=True, stdout=subprocess.DEVNULL)
for what, query in (("English", "Northern Limit Line"), ("under a particle", "북방한계선에서는"),
                    ("Hanja", "北方限界線"), ("initial consonants", "ㅂㅂㅎㄱㅅ"),
                    ("romanized", "bukbang hangyeseon"), ("the other layout", "qnrqkdgksrPtjs"),
                    ("a typo", "Nothern Limit Lne"), ("not there", "xyzzyq")):
    measure(f"lookup, {what}", ["lookup", query], 10)
    measure(f"lookup, {what}, 5,000 concepts", ["lookup", "-d", mine, query], 10)
measure("romanize one word", ["romanize", "북방한계선"], 30)
END

[ -e "$build/libmalmoi.so" ] || { echo "speed: SKIP the library, no $build/libmalmoi.so"; exit 0; }
${CC:-cc} -O2 -std=c17 -D_POSIX_C_SOURCE=200809L -Iinclude -o "$work/lookup" bench/lookup.c \
    -L"$build" -Wl,-rpath,"$(cd "$build" && pwd)" -lmalmoi || exit 1
"$work/lookup" "$work" ${TERMS:-100000 1000000}
