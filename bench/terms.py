#!/usr/bin/env python3
"""Measures the term finder through the command.

usage: terms.py [-v] [--held DIR] MALMOI
                [articles] [fields] [names] [collections] [growth]

MALMOI is the program; the data are in $MALMOI_SHARED, else ../shared. Prints, for document pairs
with known terms, recall, precision and calibration from either side (articles:
those of the data; fields: those of bench/articles); for names
of persons put into plain sentences, recall by origin; for collections of line
pairs, recall of known terms (of all that stand together in a line pair, and of
those that do in three or more), precision from .5 and from .9 on, and speed;
for growth, 20,000 line pairs and one text 1, 4 and 16 times over, with time
and memory. Without the last words all five. The shipped weights were fitted on
the document pairs too: script/train-terms tells how each does by the others.
DIR/NAME holds tables that have not seen collection NAME: words.tsv of
script/train --without NAME, and term-weights.tsv whose rows of collections
bench/fit-collections.c made of the others.
"""
import glob, os, re, resource, subprocess, sys, tempfile, time, unicodedata

ARTICLES = ["articles/aviation", "articles/esports", "articles/food",
            "articles/heritage", "seed/scm54"]
COLLECTIONS = ["park-dev", "ntrex", "gnome-docs", "react-docs",
               "libreoffice-help"]
HERE = os.path.dirname(os.path.abspath(__file__))


def fold(text):
    text = unicodedata.normalize("NFC", text).casefold()
    return re.sub(r"[\s·ㆍ・\-‐‑'‘’“”\"]", "", text)


def rows(path):
    with open(path, encoding="utf-8") as file:
        lines = [l.rstrip("\r\n").split("\t") for l in file
                 if l.strip() and not l.startswith("# ")]
    return [dict(zip(lines[0], row)) for row in lines[1:]]


def pairs(path):
    return {(fold(r["en"]), fold(r["ko"])) for r in rows(path)}


def terms(malmoi, *args):
    done = subprocess.run([malmoi, "align", "--dry-run", "--print", "terms",
                           *args], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"terms.py: {' '.join(args)}: {done.stderr.strip()}")
    lines = [l.split("\t") for l in done.stdout.splitlines()]
    out = {}
    for line in lines[1:]:
        row = dict(zip(lines[0], line))
        key = fold(row["en"]), fold(row["ko"])
        out[key] = max(out.get(key, (0, ""))[0],
                       float(row["confidence"])), row["en"], row["ko"]
    return out


# ---- document pairs ----

def score_articles(malmoi, documents, turned, verbose):
    bands, kinds = {}, {}
    gold_n = found = right = all_n = 0
    for path in documents:
        name = os.path.basename(path)
        texts = [path + ".en.txt", path + ".ko.txt"]
        out = terms(malmoi, *(texts[::-1] if turned else texts))
        gold, also = pairs(path + ".gold.tsv"), pairs(path + ".also.tsv")
        kind = {(fold(r["en"]), fold(r["ko"])): r["kind"]
                for r in rows(path + ".gold.tsv")}
        for pair in gold:
            count = kinds.setdefault(kind[pair], [0, 0])
            count[0] += pair in out
            count[1] += 1
            if verbose and pair not in out:
                print("missed", name, *pair, sep="\t")
        gold_n += len(gold)
        found += len(gold & set(out))
        for pair, (confidence, en, ko) in out.items():
            is_right = pair in gold or pair in also
            band = bands.setdefault(min(9, int(confidence * 10)), [0, 0])
            band[0] += is_right
            band[1] += 1
            right += is_right
            all_n += 1
            if verbose and not is_right:
                print("wrong", name, f"{confidence:.3f}", en, ko, sep="\t")
    print("ko-en" if turned else "en-ko",
          f"recall {found / gold_n:.3f} ({found}/{gold_n})",
          f"precision {right / all_n:.3f} ({right}/{all_n})",
          " ".join(f".{b} {r}/{n}" for b, (r, n) in sorted(bands.items())))
    print("      by kind:", "  ".join(f"{k} {a}/{n}" for k, (a, n)
                                      in sorted(kinds.items())))


# ---- names ----

FRAMES = [ # a name each, with the particle that agrees
    ("{} said on Monday that the talks would continue.",
     "{0}{1} 회담이 계속될 것이라고 월요일 말했다.", ("은", "는")),
    ("Reporters asked {} about the budget.",
     "기자들은 {0}에게 예산에 대해 물었다.", ("", "")),
    ("The book was written by {} in three months.",
     "이 책은 {0}{1} 석 달 만에 썼다.", ("이", "가")),
]


def josa(word, forms):
    last = ord(word[-1]) - 0xAC00
    return forms[1 if last % 28 == 0 else 0]


def name_rows(data):
    names = []
    for row in rows(os.path.join(data, "names/persons_dev.tsv")):
        parts = [p.capitalize() for p in row["roman"].split()]
        names.append(("members", " ".join(parts), row["ko"]))
        if len(parts) == 2:
            names.append(("turned", f"{parts[1]} {parts[0]}", row["ko"]))
            given = row["ko"][1:]
            if len(given) == 2:
                names.append(("members", " ".join(parts), row["ko"]))
    for row in rows(os.path.join(data, "names/foreign_persons_dev.tsv")):
        names.append((row["origin"], row["latin"], row["ko"]))
    return names


def score_names(malmoi, data, verbose):
    names, found = name_rows(data), {}
    with tempfile.TemporaryDirectory() as folder:
        en, ko = os.path.join(folder, "a.en"), os.path.join(folder, "a.ko")
        for frame_en, frame_ko, particle in FRAMES:
            with open(en, "w") as a, open(ko, "w") as b:
                for _, latin, hangul in names:
                    a.write(frame_en.format(latin) + "\n")
                    b.write(frame_ko.format(hangul, josa(hangul, particle))
                            + "\n")
            out = terms(malmoi, "--bitext", "-l", "en,ko", en, ko)
            for origin, latin, hangul in names:
                count = found.setdefault(origin, [0, 0])
                hit = (fold(latin), fold(hangul)) in out
                count[0] += hit
                count[1] += 1
                if verbose and not hit:
                    print("missed", origin, latin, hangul, sep="\t")
    print("names:", "  ".join(f"{o} {a}/{n}" for o, (a, n)
                              in sorted(found.items(), key=lambda x: -x[1][1])))
    print("names, all: recall %.3f (%d/%d)" % (
        sum(a for a, _ in found.values()) / sum(n for _, n in found.values()),
        sum(a for a, _ in found.values()), sum(n for _, n in found.values())))


# ---- collections ----

def together(en_lines, ko_lines, wanted):
    """Of the wanted pairs, how many line pairs hold each."""
    here = {}
    by_word = {}
    for en, ko in wanted:
        by_word.setdefault(en.split()[0].lower(), []).append((en, ko))
    for a, b in zip(en_lines, ko_lines):
        low = a.lower()
        tight = b.replace(" ", "")
        for word in set(re.findall(r"[\w.'-]+", low)):
            for en, ko in by_word.get(word, ()):
                if re.search(r"(?<!\w)" + re.escape(en.lower()) + r"(?!\w)",
                             low) and ko.replace(" ", "") in tight:
                    here[en, ko] = here.get((en, ko), 0) + 1
    return here


def part(some, all_of):
    return f"{len(some) / max(1, len(all_of)):.3f} ({len(some)}/{len(all_of)})"


def score_collection(malmoi, data, name, held, verbose):
    tables = os.path.join(held, name) if held else ""
    more = ["--tables", tables] if tables and os.path.isdir(tables) else []
    en, ko = (os.path.join(data, "parallel", f"{name}.{l}") for l in ("en", "ko"))
    table = rows(os.path.join(data, "terms/in-context-dev.tsv"))
    mine = [r for r in table if name in r["corpora"].split(",")]
    with open(en) as a, open(ko) as b:
        en_lines, ko_lines = a.read().splitlines(), b.read().splitlines()
    wanted = together(en_lines, ko_lines, [(r["en"], r["ko"]) for r in mine])
    began = time.time()
    out = terms(malmoi, *more, "--bitext", "-l", "en,ko", en, ko)
    took = time.time() - began
    found = {p for p in wanted if (fold(p[0]), fold(p[1])) in out}
    often = {p for p in wanted if wanted[p] >= 3}
    one = {}
    for r in table:
        one.setdefault(fold(r["en"]), set()).add(fold(r["ko"]))
    sure = {(fold(r["en"]), fold(r["ko"])) for r in mine
            if int(r["both"]) >= 3 and int(r["en_lines"]) >= 3 and
            int(r["both"]) / int(r["en_lines"]) >= .8 and
            len(one[fold(r["en"])]) == 1}
    forms = {e for e, _ in sure}
    judged = [p for p in out if p[0] in forms]
    right = [p for p in judged if p in sure]
    high = [p for p in judged if out[p][0] >= .9]
    if verbose:
        for e, k in sorted(wanted):
            if (fold(e), fold(k)) not in out:
                print("missed", name, e, k, sep="\t")
        for pair in judged:
            if pair not in sure:
                print("wrong", name, *out[pair], sep="\t")
    print(f"{name:16} recall {part(found, wanted)}, in 3 lines and more "
          f"{part(found & often, often)}  precision {part(right, judged)}, "
          f"at .9 {part(sure & set(high), high)} judged, "
          f"{len(out)} in all  {took:.1f} s, {len(en_lines)} lines"
          + (", tables that have not seen it" if more else ""))


# ---- growth ----

def measure(malmoi, en, ko):
    """Seconds, seconds of processor, and MB of one run."""
    began = time.time()
    child = subprocess.Popen([malmoi, "align", "--dry-run", "--quiet",
                              "--print", "terms", "--bitext", "-l", "en,ko",
                              en, ko], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"terms.py: {en}: failed")
    return (time.time() - began, used.ru_utime + used.ru_stime,
            used.ru_maxrss // 1024)


def score_growth(malmoi, data):
    def lines(name, language):
        with open(os.path.join(data, f"parallel/{name}.{language}")) as file:
            return file.read().splitlines()
    texts = {l: lines("libreoffice-help", l) + lines("ntrex", l)
             for l in ("en", "ko")}
    base = 2000
    with tempfile.TemporaryDirectory() as folder:
        for what, times in (("20,000 lines", 0), ("1x", 1), ("4x", 4),
                            ("16x", 16)):
            paths = []
            for l in ("en", "ko"):
                text = texts[l][:20000] if times == 0 else (
                    texts[l][:base] * times)
                paths.append(os.path.join(folder, "a." + l))
                with open(paths[-1], "w") as file:
                    file.write("\n".join(text) + "\n")
            took, processor, memory = measure(malmoi, *paths)
            print(f"growth {what:13} {len(text)} lines  {took:.1f} s, "
                  f"{processor:.1f} s of processor, "
                  f"{len(text) / took:.0f} lines a second, {memory} MB")


def main():
    args = sys.argv[1:]
    verbose = "-v" in args
    args = [a for a in args if a != "-v"]
    held = ""
    if "--held" in args:
        at = args.index("--held")
        held = args[at + 1]
        del args[at:at + 2]
    if not args:
        sys.exit(__doc__)
    malmoi = args[0]
    data = os.path.join(os.environ.get("MALMOI_SHARED", "../shared"), "data")
    if not os.path.isdir(data):
        print(f"SKIP terms: no {data}")
        return
    what = args[1:] or ["articles", "fields", "names", "collections", "growth"]
    sets = {"articles": [os.path.join(data, name) for name in ARTICLES],
            "fields": sorted(p[:-len(".gold.tsv")] for p in
                             glob.glob(os.path.join(HERE, "articles/*.gold.tsv")))}
    for name, documents in sets.items():
        if name in what:
            print(f"{name}: {len(documents)} document pairs")
            score_articles(malmoi, documents, False, verbose)
            score_articles(malmoi, documents, True, False)
    if "names" in what:
        score_names(malmoi, data, verbose)
    if "collections" in what:
        for name in COLLECTIONS:
            score_collection(malmoi, data, name, held, verbose)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        print(f"peak memory {peak // 1024} MB")
    if "growth" in what:
        score_growth(malmoi, data)


main()
