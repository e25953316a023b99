#!/bin/sh
# Speed and memory of the formats: a TMX of MB megabytes (100 unless told; the
# claim is for 1000) read, converted, and imported into a fresh memory, with
# `xmllint --stream --noout` over the same file in the same run beside it.
#   bench/formats.sh PROGRAM [MB]
malmoi=${1:-build/release/malmoi}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_DATA_HOME="$work"

python3 - "$malmoi" "$work" "${2:-100}" <<'END'
import os, shutil, subprocess, sys, time
malmoi, work, megabytes = sys.argv[1], sys.argv[2], int(sys.argv[3])
tmx = f"{work}/big.tmx"

# Units as memories have them: two languages, dates, a prop, codes in one of four.
words = ("the of and to in for is on that by this with you it not or be are from at as "
         "printer file folder settings network memory paper device screen user").split()
korean = "파일 폴더 설정 인쇄기 화면 사용자 저장 여십시오 닫으십시오 확인 용지 장치 연결 암호".split()
def make(path, megabytes):
    state, n, size = 12345, 0, 0
    with open(path, "w", encoding="utf-8") as out:
        size += out.write('<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4"><header creationtool="bench" '
                          'creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="en" srclang="en-US" '
                          'datatype="plaintext"/>\n<body>\n')
        while size < megabytes * 1000000:
            rows = []
            for _ in range(500):
                state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
                k = 6 + (state >> 20) % 14
                en = " ".join(words[(state >> (i % 40)) % len(words)] for i in range(k))
                ko = " ".join(korean[(state >> (i % 40 + 3)) % len(korean)] for i in range(k * 2 // 3))
                if n % 4 == 0:
                    en = f'<bpt i="1" x="1">&lt;b></bpt>{en}<ept i="1">&lt;/b></ept>'
                    ko = f'<bpt i="1" x="1">&lt;b></bpt>{ko}<ept i="1">&lt;/b></ept>'
                rows.append(f'<tu tuid="{n}" creationdate="20240131T235959Z" creationid="KIM"><prop type="x-domain">print'
                            f'</prop>\n<tuv xml:lang="en-US"><seg>{en} {n}</seg></tuv>\n<tuv xml:lang="ko-KR"><seg>{ko} '
                            f'{n}</seg></tuv>\n</tu>\n')
                n += 1
            text = "".join(rows)
            out.write(text)
            size += len(text.encode())
        out.write("</body></tmx>\n")
    return n

def run(title, args, units, expect=(0,)):
    start = time.monotonic()
    process = subprocess.Popen(args, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    took = time.monotonic() - start
    if os.waitstatus_to_exitcode(status) not in expect:
        print(f"{title}: FAILED {errors.decode()[:300]}")
        return None
    cpu = usage.ru_utime + usage.ru_stime
    print(f"{title:44} {took:7.2f} s  {cpu:7.2f} s CPU  {units / took:11,.0f} units/s  "
          f"{os.path.getsize(args_file) / 1e6 / took:6.0f} MB/s  {usage.ru_maxrss / 1024:5.0f} MB")
    return cpu

units = make(tmx, megabytes)
args_file = tmx
print(f"{os.path.getsize(tmx) / 1e6:.0f} MB of TMX, {units:,} units")
peer = run("xmllint --stream --noout", ["xmllint", "--stream", "--noout", tmx], units) if shutil.which("xmllint") else None
own = run("malmoi reads (clean --only empty)", [malmoi, "clean", "-q", "--only", "empty", tmx], units, (0, 1))
if peer and own:
    print(f"    malmoi's speed is {peer / own:.2f} of xmllint's (bar: 0.50)")
run("malmoi convert to JSON Lines", [malmoi, "convert", "-q", tmx, f"{work}/big.jsonl"], units)
run("malmoi convert to TMX", [malmoi, "convert", "-q", tmx, f"{work}/again.tmx"], units)
run("malmoi convert to TSV", [malmoi, "convert", "-q", tmx, f"{work}/big.tsv"], units)
run("malmoi import", [malmoi, "import", "-q", "-d", f"{work}/m.db", tmx], units)
print("    (bars: import 60,000 units/s, memory under 100 MB for reading and import)")
for name in ("big.jsonl", "big.tsv"):
    args_file = f"{work}/{name}"
    run(f"malmoi reads {name}", [malmoi, "clean", "-q", "--only", "empty", args_file], units, (0, 1))
END
