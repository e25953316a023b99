#!/usr/bin/env python3
"""Sentence alignment by the command, a row a corpus and kind: strict and lax F1,
merges found, segments rightly called unaligned, and how true the stated
probabilities are. Each corpus is aligned with a word table that has not seen it
(script/train --without), kept in build/bench-tables.

salign: 100 lines of a corpus, std 12 % merged and 6 % dropped, hard 15 % dropped
and a block of 5-10 more; weights and priors were chosen on these documents.
long: ntrex with up to seven lines of either side joined into one.
articles: written apart for this project, no line for line translations.
docs: pages of software manuals whose paragraphs are known to match, cut into
sentences by malmoi, whole and with every fifth paragraph missing from one side;
the table that ships has seen their corpora. html: pages of one of them as they are.
other: languages without a word table: GNOME's help, English with four others, its
paragraphs cut and merged like salign (Debian: gnome-user-docs; the folder is
$MALMOI_HELP, else /usr/share/help).

usage: bench/beads.py PROGRAM [salign|long|articles|docs|html|other...]
(data: $MALMOI_SHARED, else ../shared)"""
import collections, glob, hashlib, os, random, re, subprocess, sys, tempfile
import xml.etree.ElementTree as ElementTree

program = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "build/release/malmoi")
parts = sys.argv[2:] or ["salign", "long", "articles", "docs", "html", "other"]
os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
data = os.path.join(os.environ.get("MALMOI_SHARED", "../shared"), "data")
help_pages = os.environ.get("MALMOI_HELP", "/usr/share/help")
if not os.path.isdir(data):
    print(f"SKIP beads: no {data}")
    parts = [part for part in parts if part == "other"]

WITHOUT = {"ntrex": "ntrex", "park-dev": "park-dev,nk-dev", "nk-dev": "park-dev,nk-dev",
           "jhe-dev": "jhe-dev"}
BARS = {("ntrex", "std"): .95, ("ntrex", "hard"): .92, ("park-dev", "std"): .92,
        ("park-dev", "hard"): .89, ("nk-dev", "std"): .92, ("nk-dev", "hard"): .88,
        ("jhe-dev", "std"): .97, ("jhe-dev", "hard"): .95}
BANDS = [0, .5, .8, .9, .99, .999]


def table_without(names):
    """Folder of a table trained without corpora `names`; trained when what
    makes it has changed."""
    key = hashlib.sha256()
    for path in sorted(["bench/train-words.c", "bench/hmm.c", "script/train", *glob.glob("data/*.tsv"),
                        *glob.glob("glossaries/*.tsv"), *glob.glob("src/lang/**/*.c", recursive=True)]):
        if path != "data/words.tsv":
            key.update(open(path, "rb").read())
    folder = os.path.join("build/bench-tables", names.replace(",", "+"))
    stamp = os.path.join(folder, "key")
    if not os.path.exists(stamp) or open(stamp).read() != key.hexdigest():
        os.makedirs(folder, exist_ok=True)
        subprocess.run(["script/train", "--without", names, "-o", folder, data], check=True,
                       env=dict(os.environ, BUILD=os.path.dirname(program)))
        with open(stamp, "w") as f:
            f.write(key.hexdigest())
    return folder


def parse(lines):
    out = []
    for line in lines:
        cells = line.rstrip("\n").split("\t")
        if len(cells) < 2 or not all(c in "0123456789," for c in cells[0] + cells[1]):
            continue
        a, b = (tuple(int(x) for x in c.split(",") if x) for c in cells[:2])
        out.append((a, b, float(cells[2]) if len(cells) > 2 else 1.0))
    return out


def align(a, b, *options, langs="ko,en"):
    done = subprocess.run([program, "align", "-n", "-q", "-l", langs, "--print", "beads",
                           *options, a, b], capture_output=True, text=True)
    if done.returncode:
        print(f"  {a}: {done.stderr.strip()}")
    return parse(done.stdout.splitlines())


def f1(p, r):
    return 2 * p * r / (p + r) if p + r else 0


class Figures:
    def __init__(self):
        self.n = collections.Counter()
        self.bands = collections.defaultdict(lambda: [0, 0])

    def add(self, gold, out):
        n, known = self.n, {(a, b) for a, b, _ in gold}
        pairs = lambda beads: [(a, b) for a, b, _ in beads if a and b]
        links = lambda beads: {(i, j) for a, b in beads for i in a for j in b}
        gp, op, found = pairs(gold), pairs(out), {(a, b) for a, b, _ in out}
        gl, ol = links(gp), links(op)
        n["gold"] += len(gp)
        n["out"] += len(op)
        n["strict"] += sum(b in known for b in op)
        n["lax_p"] += sum(bool(links([b]) & gl) for b in op)
        n["lax_r"] += sum(bool(links([b]) & ol) for b in gp)
        n["null_gold"] += len(gold) - len(gp)
        n["null_out"] += len(out) - len(op)
        n["null"] += sum((a, b) in known for a, b, _ in out if not (a and b))
        merges = [b for b in gp if len(b[0]) + len(b[1]) > 2]
        n["merges"] += len(merges)
        n["merged"] += sum(b in found for b in merges)
        for a, b, score in out:
            band = self.bands[max(x for x in BANDS if x <= score)]
            band[0] += (a, b) in known
            band[1] += 1

    def row(self, title, bar=None):
        n = self.n
        share = lambda x, y: n[x] / n[y] if n[y] else 0
        strict = f1(share("strict", "out"), share("strict", "gold"))
        lax = f1(share("lax_p", "out"), share("lax_r", "gold"))
        print(f"{title:16} strict {strict:.3f}  lax {lax:.3f}  merges {n['merged']:4}/{n['merges']:<4} "
              f"unaligned right {n['null']:4}/{n['null_out']:<4} of {n['null_gold']:<4}"
              + (f" bar {bar}{'' if strict >= bar else '  MISSED'}" if bar else ""))


def calibration(figures):
    total = collections.defaultdict(lambda: [0, 0])
    for f in figures:
        for band, (right, n) in f.bands.items():
            total[band][0] += right
            total[band][1] += n
    print("right by stated probability: " + ", ".join(
        f"{band:g}+ {100 * right / n:.1f} % of {n}" for band, (right, n) in sorted(total.items())))
    right, n = total[.9]
    if n < 200:             # too few to tell
        return
    ok = .9 <= right / n <= .995
    print(f"stated .9 to .99: {100 * right / n:.1f} % right, bar 90 to 99.5{'' if ok else '  MISSED'}")


def salign():
    every = []
    for corpus, without in WITHOUT.items():
        tables = table_without(without)
        for kind in ("std", "hard"):
            figures = Figures()
            for gold in sorted(glob.glob(f"{data}/salign/*-{corpus}-??.{kind}.gold")):
                stem = gold[:-len(".gold")]
                figures.add(parse(open(gold)), align(stem + ".ko", stem + ".en", "--segmented",
                                                     "--tables", tables))
            figures.row(f"{corpus} {kind}", BARS[corpus, kind])
            every.append(figures)
    calibration(every)


def long():
    rng, tables = random.Random(2), table_without("ntrex")
    ko, en = (open(f"{data}/parallel/ntrex.{x}", encoding="utf-8").read().splitlines() for x in ("ko", "en"))
    for joined in ("en", "ko"):
        figures = Figures()
        for start in range(0, 1900, 200):
            short, long_, gold, i = [], [], [], start
            one, many = (ko, en) if joined == "en" else (en, ko)
            while i < start + 200:
                n = rng.choice((1, 1, 1, 2, 4, 5, 7))
                beads = tuple(range(len(short), len(short) + n)), (len(long_),)
                short += one[i:i + n]
                long_.append(" ".join(many[i:i + n]))
                gold.append((*(beads if joined == "en" else beads[::-1]), 1))
                i += n
            with tempfile.TemporaryDirectory() as work:
                paths = [f"{work}/doc.ko", f"{work}/doc.en"]
                for path, lines in zip(paths, (short, long_) if joined == "en" else (long_, short)):
                    with open(path, "w", encoding="utf-8") as f:
                        f.write("\n".join(lines) + "\n")
                figures.add(gold, align(*paths, "--segmented", "--tables", tables))
        figures.row(f"ntrex, long {joined}")


def articles():
    every = []
    for gold in sorted([path for folder in (f"{data}/articles", f"{data}/seed", "bench/articles")
                        for path in glob.glob(f"{folder}/*.beads.tsv")]):
        stem = gold[:-len(".beads.tsv")]
        figures = Figures()
        figures.add(parse(open(gold)), align(stem + ".ko.seg", stem + ".en.seg", "--segmented"))
        figures.row(os.path.basename(stem))
        every.append(figures)
    whole = Figures()
    for figures in every:
        whole.n.update(figures.n)
    whole.row("articles, all")
    calibration(every)


def paragraphs(path):
    """Paragraph of each segment, as `malmoi segment` cuts the file."""
    lang = path.rsplit(".", 2)[1]           # NAME.LANG.txt, NAME.LANG.html
    done = subprocess.run([program, "segment", "-l", lang, path], capture_output=True, text=True,
                          check=True)
    of, at = [], 0
    for line in done.stdout.splitlines():
        if line:
            of.append(at)
        else:
            at += 1
    return of


def docs():
    for folder in sorted(os.listdir(f"{data}/docs")):
        for kind in ("whole", "cut"):
            docs_of(folder, kind)


def kept(lines, lang, kind):
    """Numbers of the paragraphs that stay: a cut document lacks every tenth on
    either side, not the same ones."""
    out = {"ko": 3, "en": 7}[lang]
    return [i for i in range(len(lines)) if kind == "whole" or i % 10 != out]


def docs_of(folder, kind):
    n = collections.Counter()
    with tempfile.TemporaryDirectory() as work:
        for ko in sorted(glob.glob(f"{data}/docs/{folder}/**/*.ko.txt", recursive=True)):
            sides = []
            for lang in ("ko", "en"):
                lines = open(f"{ko[:-len('ko.txt')]}{lang}.txt", encoding="utf-8").read().splitlines()
                stay = kept(lines, lang, kind)
                side = f"{work}/doc.{lang}.txt"
                with open(side, "w", encoding="utf-8") as f:
                    f.write("\n\n".join(lines[i] for i in stay) + "\n")
                sides.append((side, paragraphs(side), stay))
            (a, of_a, stay_a), (b, of_b, stay_b) = sides
            if (of_a or [0])[-1] + 1 != len(stay_a) or (of_b or [0])[-1] + 1 != len(stay_b):
                n["skipped"] += 1       # a paragraph was joined or split: no ground truth
                continue
            beads = align(a, b)
            if not beads:
                n["refused"] += 1
                continue
            n["documents"] += 1
            linked = set()
            for x, y, _ in beads:
                if x and y:
                    pair = {stay_a[of_a[i]] for i in x}, {stay_b[of_b[j]] for j in y}
                    n["beads"] += 1
                    n["right"] += pair[0] == pair[1]
                    linked |= {(i, j) for i in pair[0] for j in pair[1]}
            both = set(stay_a) & set(stay_b)
            n["paragraphs"] += len(both)
            n["found"] += sum((i, i) in linked for i in both)
    print(f"{folder + ' ' + kind:22} {n['documents']} documents ({n['refused']} refused, {n['skipped']} without "
          f"ground truth): beads within their paragraph {100 * n['right'] / max(1, n['beads']):.1f} % "
          f"of {n['beads']}, paragraphs found {100 * n['found'] / max(1, n['paragraphs']):.1f} % of "
          f"{n['paragraphs']}")


def html():
    """The pages of one manual as they are: the same markup on both sides, so
    that the n-th paragraph of the one is that of the other."""
    n = collections.Counter()
    for ko in sorted(glob.glob(f"{data}/docs/debian-faq/orig/*.ko.html")):
        en = ko.replace(".ko.", ".en.")
        of_a, of_b = paragraphs(ko), paragraphs(en)
        if not of_a or not of_b or of_a[-1] != of_b[-1]:
            n["skipped"] += 1
            continue
        beads = align(ko, en)
        n["refused"] += not beads
        n["documents"] += bool(beads)
        pairs = [({of_a[i] for i in x}, {of_b[j] for j in y}) for x, y, _ in beads if x and y]
        n["beads"] += len(pairs)
        n["right"] += sum(x == y for x, y in pairs)
    print(f"debian-faq HTML: {n['documents']} pages ({n['refused']} refused, {n['skipped']} without ground "
          f"truth), beads within their paragraph {100 * n['right'] / max(1, n['beads']):.1f} % of {n['beads']}")


def blocks(path):
    """Kind and text of each block of a Mallard page."""
    space = "{http://projectmallard.org/1.0/}"
    kinds = {space + name for name in ("title", "p", "desc", "cmd")}
    return [(e.tag, re.sub(r"\s+", " ", "".join(e.itertext())).strip())
            for e in ElementTree.parse(path).iter() if e.tag in kinds]


def help_documents(lang):
    """Lists of 100 or more pairs of blocks that are translated."""
    out, current = [], []
    for path in sorted(glob.glob(f"{help_pages}/C/gnome-help/*.page")):
        there = path.replace("/C/", f"/{lang}/")
        if not os.path.exists(there):
            continue
        a, b = blocks(path), blocks(there)
        if [kind for kind, _ in a] != [kind for kind, _ in b]:
            continue
        current += [(x, y) for (_, x), (_, y) in zip(a, b) if x and y and x != y]
        if len(current) >= 100:
            out.append(current)
            current = []
    return out[:12]


def disturb(pairs, dropped, block, rng):
    """Both sides and the gold beads: 12 % merged, `dropped` lost on one side."""
    a, b, gold, i = [], [], [], 0
    start = rng.randrange(10, len(pairs) - 20) if block else len(pairs)
    end = start + rng.randrange(5, 11)
    while i < len(pairs):
        chance = rng.random()
        x, y = pairs[i]
        if start <= i < end:
            a.append(x)
            gold.append(((len(a) - 1,), (), 1))
        elif chance < .12 and i + 1 < len(pairs):
            i += 1
            if rng.random() < .5:
                a.append(x + " " + pairs[i][0])
                b += [y, pairs[i][1]]
                gold.append(((len(a) - 1,), (len(b) - 2, len(b) - 1), 1))
            else:
                a += [x, pairs[i][0]]
                b.append(y + " " + pairs[i][1])
                gold.append(((len(a) - 2, len(a) - 1), (len(b) - 1,), 1))
        elif chance < .12 + dropped:
            side = rng.random() < .5
            (a if side else b).append(x if side else y)
            gold.append(((len(a) - 1,), (), 1) if side else ((), (len(b) - 1,), 1))
        else:
            a.append(x)
            b.append(y)
            gold.append(((len(a) - 1,), (len(b) - 1,), 1))
        i += 1
    return a, b, gold


def other():
    every = []
    for lang in ("fr", "de", "ru", "ja"):
        documents, rng = help_documents(lang), random.Random(7)
        if not documents:
            print(f"SKIP other {lang}: no {help_pages}/{lang}/gnome-help (Debian: gnome-user-docs)")
            continue
        for kind, dropped in (("std", .06), ("hard", .15)):
            figures = Figures()
            with tempfile.TemporaryDirectory() as work:
                for pairs in documents:
                    a, b, gold = disturb(pairs, dropped, kind == "hard", rng)
                    paths = [f"{work}/doc.{x}" for x in ("en", lang)]
                    for path, lines in zip(paths, (a, b)):
                        with open(path, "w", encoding="utf-8") as f:
                            f.write("\n".join(lines) + "\n")
                    figures.add(gold, align(*paths, "--segmented", langs=f"en,{lang}"))
            figures.row(f"en-{lang} {kind}")
            every.append(figures)
    if every:
        calibration(every)


for part in parts:
    print(f"-- {part}")
    {"salign": salign, "long": long, "articles": articles, "docs": docs, "html": html, "other": other}[part]()
