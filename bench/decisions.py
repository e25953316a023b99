#!/usr/bin/env python3
"""Measures what decisions of a person do for the next alignment.

usage: decisions.py MALMOI

MALMOI is the program; the data are in $MALMOI_SHARED, else ../shared, and in
bench/articles where there is more. For each document pair with known terms: its
first half is aligned into a new memory, and every candidate is decided by the
known terms, as a person would in `malmoi review` (a concept without a right
pair is rejected, a name that is in no right pair struck); then the second half
is aligned with and without that memory. The same with three other document
pairs in place of the first half, which share few terms with it: there
decisions must do no harm. And the same document once more, where they decide
nearly everything. Recall is of the known terms that both sides of the text hold;
right is what the list of any of the documents has, since a pair that a person
accepted in one is no error in another.

Exits with 1 when a decision changed, a rejected pair was printed, an accepted
one doubted, or recall or precision falls by more than luck (.005).
"""
import glob, json, os, re, subprocess, sys, tempfile, unicodedata

LEAST, LUCK = 0.5, 0.005


def fold(text):
    text = unicodedata.normalize("NFC", text).casefold()
    return re.sub(r"[\s·ㆍ・\-‐‑'‘’“”\"]", "", text)


def pairs(path):
    with open(path, encoding="utf-8") as file:
        lines = [l.rstrip("\r\n").split("\t") for l in file
                 if l.strip() and not l.startswith("# ")]
    at = lines[0].index("en"), lines[0].index("ko")
    return {(fold(l[at[0]]), fold(l[at[1]])) for l in lines[1:]}


class Article:
    def __init__(self, path):
        self.path, self.name = path, os.path.basename(path)
        self.gold = pairs(path + ".gold.tsv")
        self.right = self.gold | pairs(path + ".also.tsv")
        self.en = open(path + ".en.txt", encoding="utf-8").read()
        self.ko = open(path + ".ko.txt", encoding="utf-8").read()

    def halves(self):
        """Segments of the first and of the second half of the beads, as two
        texts each; None where no beads are known."""
        if not os.path.exists(self.path + ".beads.tsv"):
            return None
        segments = [open(f"{self.path}.{lang}.seg", encoding="utf-8").read().splitlines()
                    for lang in ("ko", "en")]
        beads = [[[int(n) for n in side.split(",") if n] for side in line.rstrip("\n").split("\t")]
                 for line in open(self.path + ".beads.tsv", encoding="utf-8")
                 if line.strip() and not line.startswith("#")]
        middle = len(beads) // 2
        return [["\n\n".join(segments[side][n] for bead in part for n in bead[side]) + "\n"
                 for side in (1, 0)]
                for part in (beads[:middle], beads[middle:])]


class Memory:
    """A memory, its documents and the program."""
    def __init__(self, malmoi, folder, name):
        self.malmoi, self.folder = malmoi, folder
        self.db = os.path.join(folder, name + ".db")
        self.documents = 0

    def run(self, *args, **more):
        done = subprocess.run([self.malmoi, *args], capture_output=True, text=True, **more)
        if done.returncode:
            sys.exit(f"decisions.py: {' '.join(args)}: {done.stderr.strip()}")
        return done.stdout

    def align(self, en, ko, keep=True):
        """Rows (pair, confidence) of what is printed."""
        self.documents += 1
        files = [os.path.join(self.folder, f"{self.documents}.{lang}.txt") for lang in ("en", "ko")]
        for path, text in zip(files, (en, ko)):
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        out = self.run("align", "--print", "terms", *(["-d", self.db] if keep else ["--dry-run"]), *files)
        lines = [l.split("\t") for l in out.splitlines()]
        return [((fold(r[2]), fold(r[3])), float(r[0])) for r in lines[1:] if float(r[0]) >= LEAST]

    def concepts(self, status):
        out = self.run("export", "-d", self.db, "-f", "jsonl", "--status", status)
        return [c for c in map(json.loads, out.splitlines()) if c["type"] == "concept"]

    def decide(self, right):
        """Decides all that is proposed, with the keys of `review`."""
        waiting = sorted(self.concepts("proposed"), key=lambda c: -c["confidence"])
        keys = "".join(decision(c, right) for c in waiting)
        self.run("review", "-d", self.db, "--evidence", "0", input=keys + "q")
        left = len(self.concepts("proposed"))
        if left:
            sys.exit(f"decisions.py: {left} candidates were left undecided")

    def decided(self):
        return [json.dumps(c, sort_keys=True) for status in ("approved", "rejected")
                for c in self.concepts(status)]


def terms(concept, lang):
    return [fold(t["text"]) for l in concept["languages"] if l["lang"] == lang for t in l["terms"]]


def decision(concept, right):
    en, ko = terms(concept, "en"), terms(concept, "ko")
    good = [(a, b) for a in en for b in ko if (a, b) in right]
    if not good:
        return "r"
    struck = [n for n, a in enumerate(en) if not any(a == g[0] for g in good)]
    struck += [len(en) + n for n, b in enumerate(ko) if not any(b == g[1] for g in good)]
    return "".join(str(n + 1) for n in struck if n < 9) + "a"


def rejected_pairs(memory):
    return {(a, b) for c in memory.concepts("rejected") for a in terms(c, "en") for b in terms(c, "ko")}


class Score:
    def __init__(self):
        self.found = self.gold = self.right = self.rows = 0

    def add(self, rows, article, en, ko, right):
        got = {pair for pair, _ in rows}
        en, ko = fold(en), fold(ko)
        here = {g for g in article.gold if g[0] in en and g[1] in ko}
        self.found += len(here & got)
        self.gold += len(here)
        self.right += len(got & right)
        self.rows += len(got)

    def recall(self):
        return self.found / max(1, self.gold)

    def precision(self):
        return self.right / max(1, self.rows)

    def __str__(self):
        return (f"recall {self.recall():.3f} ({self.found}/{self.gold})  "
                f"precision {self.precision():.3f} ({self.right}/{self.rows})")


def measure(name, cases, right, malmoi, faults):
    """cases: (article, texts decided on: [(article, en, ko)], en, ko)."""
    without, with_them, decided, reused = Score(), Score(), 0, 0
    for number, (article, before, en, ko) in enumerate(cases):
        with tempfile.TemporaryDirectory() as folder:
            memory = Memory(malmoi, folder, str(number))
            without.add(memory.align(en, ko, keep=False), article, en, ko, right)
            for other, other_en, other_ko in before:
                memory.align(other_en, other_ko)
                memory.decide(right)
            kept, refused = memory.decided(), rejected_pairs(memory)
            accepted = {(a, b) for c in memory.concepts("approved")
                        for a in terms(c, "en") for b in terms(c, "ko")}
            rows = memory.align(en, ko)
            with_them.add(rows, article, en, ko, right)
            now = memory.decided()
            decided += len(kept)
            reused += sum(pair in accepted for pair, _ in rows)
            faults += [f"{name}, {article.name}: changed: {c}" for c in kept if c not in now]
            faults += [f"{name}, {article.name}: decided by itself: {c}" for c in now if c not in kept]
            faults += [f"{name}, {article.name}: rejected, and printed: {' = '.join(p)}"
                       for p, _ in rows if p in refused and p not in accepted]
            faults += [f"{name}, {article.name}: accepted, and only {c}: {' = '.join(p)}"
                       for p, c in rows if p in accepted and c < 0.99]
    print(f"{name}: {decided} concepts decided, {reused} pairs of the next text among the accepted")
    print(f"  without decisions  {without}")
    print(f"  with decisions     {with_them}")
    for word in ("recall", "precision"):
        if getattr(with_them, word)() < getattr(without, word)() - LUCK:
            faults.append(f"{name}: {word} falls")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    here = os.path.dirname(os.path.abspath(__file__))
    data = os.path.join(os.environ.get("MALMOI_SHARED", "../shared"), "data")
    found = sorted(glob.glob(os.path.join(data, "articles/*.gold.tsv"))
                   + glob.glob(os.path.join(data, "seed/*.gold.tsv"))
                   + glob.glob(os.path.join(here, "articles/*.gold.tsv")))
    if not found:
        print(f"SKIP: no document pairs with known terms in {data}")
        return 0
    articles = [Article(path[:-len(".gold.tsv")]) for path in found]
    malmoi, faults = os.path.abspath(sys.argv[1]), []
    right = set().union(*(a.right for a in articles))
    parts = [(a, a.halves()) for a in articles]
    measure("second half of an article", [(a, [(a, *h[0])], *h[1]) for a, h in parts if h],
            right, malmoi, faults)
    measure("first half of an article", [(a, [(a, *h[1])], *h[0]) for a, h in parts if h],
            right, malmoi, faults)
    measure("article on another subject",
            [(a, [(o, o.en, o.ko) for o in (articles[n - 1], articles[n - 2], articles[n - 3])],
              a.en, a.ko) for n, a in enumerate(articles)], right, malmoi, faults)
    measure("the same article", [(a, [(a, a.en, a.ko)], a.en, a.ko) for a in articles],
            right, malmoi, faults)
    print(f"decisions that changed, rejected pairs printed, accepted pairs doubted: {len(faults)}")
    for fault in faults:
        print("  " + fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
