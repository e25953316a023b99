#!/bin/sh
# What a look-up takes inside the library (bench/lookup.c), by how the query was
# typed. Then speed and memory of one process, start-up included: the bars are
# those that a translator feels. Each figure is the median of 11 runs.
#   bench/speed.sh PROGRAM     TERMS="100000 1000000" by environment
malmoi=${1:-build/release/malmoi}
build=$(dirname "$malmoi")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export MALMOI_DB="$work/bench.db"

if [ -e "$build/libmalmoi.so" ]; then
    ${CC:-cc} -O2 -std=c17 -D_POSIX_C_SOURCE=200809L -Iinclude -o "$work/lookup" bench/lookup.c \
        -L"$build" -Wl,-rpath,"$(cd "$build" && pwd)" -lmalmoi || exit 1
    "$work/lookup" "$work" ${TERMS:-100000 1000000} || exit 1
else
    echo "speed: SKIP the library and large memories, no $build/libmalmoi.so"
fi

python3 - "$malmoi" "$work" <<'END'
import os, re, statistics, subprocess, sys, time
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
    print(f"{title:52} {ms:7.1f} ms {peak:6.0f} MB   bar {bar_ms} ms"
          f"{f', {bar_mb} MB' if bar_mb else ''}{'  MISSED' if missed else ''}")

en, ko = "data/samples/defence.en.txt", "data/samples/defence.ko.txt"
measure("align one article pair, scored and stored", ["align", "-q", en, ko], 500, True, 150)

# No memory; a memory of 5,000 concepts; those that the library was asked of,
# with the index that the first look-up leaves; and the largest with a tail.
nouns = [line.rstrip("\n").split("\t") for line in open("data/dictionary-nouns.tsv")
         if not line.startswith("# ")]

def fill(memory, pairs):
    with open(f"{work}/terms.tsv", "w") as out:
        print("en", "ko", sep="\t", file=out)
        for pair in pairs:
            print(*pair, sep="\t", file=out)
    subprocess.run([malmoi, "import", "-q", "-d", memory, f"{work}/terms.tsv"], check=True)

def look_up(title, memory=None):
    args = ["lookup", "-d", memory] if memory else ["lookup"]
    subprocess.run([malmoi, *args, "NLL"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for what, query in (("English", "Northern Limit Line"), ("under a particle", "북방한계선에서는"),
                        ("Hanja", "北方限界線"), ("initial consonants", "ㅂㅂㅎㄱㅅ"),
                        ("romanized", "bukbang hangyeseon"), ("the other layout", "qnrqkdgksrPtjs"),
                        ("a typo", "Nothern Limit Lne"), ("not there", "xyzzyq")):
        measure(f"lookup, {title}, {what}", [*args, query], 10)

look_up("no memory")
fill(f"{work}/mine.db", ((f"{a[0]} {b[0]}", f"{a[2].split('|')[0]} {b[2].split('|')[0]}")
                         for a, b in zip(nouns[:5000], nouns[3000:8000])))
look_up("10,000 terms", f"{work}/mine.db")
large = sorted((int(name[:-3]) for name in os.listdir(work) if re.fullmatch(r"\d+\.db", name)))
for terms in large:
    look_up(f"{terms:,} terms", f"{work}/{terms}.db")
if large:
    fill(f"{work}/{large[-1]}.db", ((f"part number {i} of the set", f"부품 {i}호") for i in range(1900)))
    look_up(f"{large[-1]:,} and 3,800 new", f"{work}/{large[-1]}.db")
measure("romanize one word", ["romanize", "북방한계선"], 30)
END
