#!/usr/bin/env python3
"""Romanization, particles, sound and sentence ends by the commands, a row each:
figure, value, bar. Nothing here was trained or tuned on these lists; gold rows
held to be wrong are listed in tests/tables with the reason.

usage: bench/language.py PROGRAM   (data: $MALMOI_SHARED, else ../shared)"""
import os, subprocess, sys

program = sys.argv[1] if len(sys.argv) > 1 else "build/release/malmoi"
data = os.path.join(os.environ.get("MALMOI_SHARED", "../shared"), "data")
if not os.path.isdir(data):
    print(f"SKIP language: no {data}")
    sys.exit(0)


def run(args, lines):
    done = subprocess.run([program, *args], input="\n".join(lines) + "\n", text=True,
                          capture_output=True, check=True)
    return done.stdout.splitlines()


def rows(name, header=True):
    with open(os.path.join(data, name), encoding="utf-8") as f:
        lines = [l.rstrip("\n").split("\t") for l in f if l.strip()]
    return lines[1:] if header else lines


def table(name):
    with open(name, encoding="utf-8") as f:
        return {l.split("\t")[0] for l in f if l.strip() and l[0] != "#"}


def plain(text):
    return "".join(c for c in text.lower() if c.isalnum() or c in "ŏŭ’'")


def report(figure, right, n, bar):
    value = 100 * right / n
    print(f"{figure:44} {value:6.1f} % of {n:<6} bar {bar:5.1f} %{'' if value >= bar else '  MISSED'}")


def romanization():
    stations = [r for r in rows("korean/stations_seoul.tsv") if r[2] == "0"]
    got = run(["romanize", "--system", "rr-name"], [r[0] for r in stations])
    report("Seoul stations, RR", sum(plain(g) == plain(r[1]) for g, r in zip(got, stations)),
           len(stations), 100)
    doubtful = table("tests/tables/romanize-peers-wrong.tsv")
    examples = rows("korean/romanization.tsv")
    for system, wanted, bar in (("rr", {"RR"}, 96), ("rr-name", {"RR-name"}, 96), ("mr", {"MR"}, 95),
                                ("yale", {"Yale"}, 90), ("dprk", {"DPRK"}, 90)):
        some = [r + [""] * (5 - len(r)) for r in examples if r[2] in wanted]
        some = [r for r in some if not r[4].strip() and r[0] not in doubtful]
        if not some:
            continue
        got = run(["romanize", "--system", system], [r[0] for r in some])
        report(f"romanization.tsv {'/'.join(wanted)}, doubtful rows aside",
               sum(plain(g) == plain(r[1]) for g, r in zip(got, some)), len(some), bar)


def particles():
    wrong_gold = table("tests/tables/eojeol-gold-errors.tsv")
    gold = [r for r in rows("korean/eojeol_gold.tsv") if r[2] in ("noun", "noun+josa")
            and r[0] not in wrong_gold]
    got = {}
    for line in run(["analyze", "-l", "ko"], [r[0] for r in gold])[1:]:
        cells = line.split("\t")
        got[cells[0]] = cells[1]
    report("eojeol_gold, nominal words", sum(got.get(r[0]) == r[1] for r in gold), len(gold), 98.5)


def sound(name, latin, hangul, bar):
    asked = rows(name)
    pool = sorted({r[hangul] for r in asked})
    lines = [f"{r[latin]}\t{h}" for r in asked for h in pool]
    scores = [float(l.rsplit("\t", 1)[1]) for l in run(["sound"], lines)]
    right = 0
    for i, r in enumerate(asked):
        mine = scores[i * len(pool):(i + 1) * len(pool)]
        right += pool[max(range(len(pool)), key=lambda j: mine[j])] == r[hangul]
    report(f"{name}, top-1 of {len(pool)}", right, len(asked), bar)


def sentences(lang, most):
    wrong = 0
    traps = rows(f"korean/sentence_breaks_{lang}.tsv")
    for paragraph, wanted in traps:
        wanted = [s.strip() for s in wanted.split("‖")]
        wrong += run(["segment", "-l", lang], [paragraph]) != wanted
    print(f"{'sentence traps, ' + lang + ', paragraphs wrong':44} {wrong:6} of {len(traps):<8} "
          f"most {most}{'' if wrong <= most else '  MISSED'}")


romanization()
particles()
sound("korean/loanwords_dev.tsv", 0, 1, 99)
sound("names/persons_dev.tsv", 1, 0, 98)
sound("names/foreign_persons_dev.tsv", 0, 1, 92)
sentences("en", 2)
sentences("ko", 4)
