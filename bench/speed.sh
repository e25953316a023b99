#!/bin/sh
# Speed and memory of one process, start-up included: the bars are those that a
# translator feels. Each figure is the median of 11 runs.
#   bench/speed.sh PROGRAM
malmoi=${1:-build/release/malmoi}
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
measure("lookup, English", ["lookup", "Northern Limit Line"], 30)
measure("lookup, initial consonants", ["lookup", "ㅂㅂㅎㄱㅅ"], 30)
measure("lookup, a typo", ["lookup", "Nothern Limit Lne"], 30)
measure("romanize one word", ["romanize", "북방한계선"], 30)
END
