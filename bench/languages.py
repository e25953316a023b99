#!/usr/bin/env python3
"""Beads of other pairs of languages: pages of Debian's gnome-user-docs, whose translations
keep the order of blocks, so that block i translates block i. Documents of 100 blocks with
12 % merges and 6 % (hard: 15 % and a run of 8) deletions, seeded. malmoi knows these
languages by ICU alone: lengths, numbers, identical words, CLDR names.

usage: bench/languages.py PROGRAM    (apt-get install gnome-user-docs)"""
import glob, os, random, re, subprocess, sys, tempfile
import xml.etree.ElementTree as xml

program = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "build/release/malmoi")
pages = "/usr/share/help"
scorer = os.path.join(os.environ.get("MALMOI_SHARED", "../shared"), "tools/score-beads.py")
for needed in (os.path.join(pages, "fr/gnome-help"), scorer):
    if not os.path.exists(needed):
        print(f"SKIP languages: no {needed}")
        sys.exit(0)
BLOCKS = {"title", "p", "td", "desc"}


def blocks(path):
    out = []
    def walk(node):
        tag = node.tag.split("}")[-1]
        if tag in ("info", "comment"):
            return
        if tag in BLOCKS and not any(c.tag.split("}")[-1] in BLOCKS for c in node.iter() if c is not node):
            out.append(re.sub(r"\s+", " ", "".join(node.itertext())).strip())
        else:
            for child in node:
                walk(child)
    walk(xml.parse(path).getroot())
    return out


def pairs(lang):
    for path in sorted(glob.glob(f"{pages}/C/gnome-help/*.page")):
        other = path.replace("/C/", f"/{lang}/")
        if not os.path.exists(other):
            continue
        a, b = blocks(path), blocks(other)
        if len(a) == len(b):
            yield from ((x, y) for x, y in zip(a, b) if x and y and x != y)


def spoil(some, rng, hard):
    a, b, gold, i = [], [], [], 0
    gap = rng.randrange(20, 70) if hard else -1
    side = rng.random() < 0.5
    while i < len(some):
        x, y = some[i]
        drop = rng.random() < (0.15 if hard else 0.06)
        if gap <= i < gap + 8 or drop:
            here = side if gap <= i < gap + 8 else rng.random() < 0.5
            if here:
                gold.append(("", str(len(b)))); b.append(y)
            else:
                gold.append((str(len(a)), "")); a.append(x)
        elif rng.random() < 0.12 and i + 1 < len(some):
            u, v = some[i + 1]
            if rng.random() < 0.5:
                gold.append((str(len(a)), f"{len(b)},{len(b) + 1}")); a.append(x + " " + u); b += [y, v]
            else:
                gold.append((f"{len(a)},{len(a) + 1}", str(len(b)))); a += [x, u]; b.append(y + " " + v)
            i += 1
        else:
            gold.append((str(len(a)), str(len(b)))); a.append(x); b.append(y)
        i += 1
    return a, b, gold


with tempfile.TemporaryDirectory() as work:
    for lang in ("fr", "ja", "de", "ru", "zh_CN"):
        every = list(pairs(lang))
        for kind in ("std", "hard"):
            rng, files = random.Random(20260), []
            for n, start in enumerate(range(0, min(len(every), 2000) - 99, 100)):
                a, b, gold = spoil(every[start:start + 100], rng, kind == "hard")
                base = os.path.join(work, f"{lang}.{kind}.{n}")
                for name, lines in (("a", a), ("b", b), ("gold", ["\t".join(g) for g in gold])):
                    with open(f"{base}.{name}", "w", encoding="utf-8") as f:
                        f.write("\n".join(lines) + "\n")
                with open(f"{base}.out", "w", encoding="utf-8") as f:
                    subprocess.run([program, "align", "--dry-run", "-q", "--segmented", "--print", "beads", "-l",
                                    f"en,{lang.replace('_', '-')}", f"{base}.a", f"{base}.b"], stdout=f)
                files += [f"{base}.gold", f"{base}.out"]
            score = subprocess.run([sys.executable, scorer, *files], capture_output=True, text=True).stdout
            print(f"en-{lang:6} {kind:5} {len(files) // 2:3} documents  {score.splitlines()[0] if score else 'failed'}")
