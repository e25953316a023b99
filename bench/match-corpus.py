#!/usr/bin/env python3
"""Makes the corpora of bench/match.sh: match-corpus.py LANG COUNT FOLDER [SHARED]

Segments come from what is at hand: the parallel texts of SHARED (default
../shared/data), and for English the manual pages installed here, for Korean the
message catalogues. Distinct ones are real; when there are fewer than COUNT the
rest are recombined: the first half of one and the second half of another. What
is what is said on standard output. Written: FOLDER/LANG.COUNT.txt, and
FOLDER/LANG.queries.txt with 2,000 queries, half of them segments of the first
10,000 with one to five words changed, half real segments held back.
"""
import glob
import gzip
import os
import random
import re
import struct
import sys

HELD_BACK = 1000
PERTURBED_FROM = 10000


def clean(text):
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\ufffd\ufffe\uffff]+", " ", text).strip()


def of_parallel(lang, shared):
    for path in sorted(glob.glob(f"{shared}/parallel/*.{lang}")):
        for line in open(path, encoding="utf-8"):
            yield clean(line)


def of_manual(path):
    """Sentences of one manual page, its markup taken out."""
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8", errors="replace") as page:
        text = []
        for line in page:
            if line.startswith(("'", ".")):
                words = re.match(r"\.(?:B|I|BR|IR|RB|BI|RI|Nm|Fl|Ar|SM)\s+(.*)", line)
                if not words:
                    text.append("\n\n")
                    continue
                line = words.group(1).replace('"', "") + "\n"
            text.append(line)
    plain = re.sub(r"\\f(?:\[\w*\]|\(..|.)", "", "".join(text))
    plain = re.sub(r"\\s[-+]?\d", "", plain)
    plain = plain.replace("\\-", "-").replace("\\&", "").replace("\\(aq", "'")
    plain = plain.replace("\\e", "\\").replace("\\ ", " ")
    for paragraph in re.split(r"\n\s*\n", plain):
        for sentence in re.split(r"(?<=[.!?:])\s+(?=[A-Z])", clean(paragraph)):
            yield sentence


def of_manuals():
    for path in sorted(glob.glob("/usr/share/man/man*/*")):
        if not os.path.islink(path):
            try:
                yield from of_manual(path)
            except OSError:
                pass


def of_catalogue(path):
    """The translations of a compiled message catalogue."""
    data = open(path, "rb").read()
    if len(data) < 20:
        return
    order = "<" if data[:4] == b"\xde\x12\x04\x95" else ">"
    count, _, table = struct.unpack(order + "3I", data[8:20])
    for i in range(count):
        size, at = struct.unpack_from(order + "2I", data, table + 8 * i)
        for text in data[at:at + size].decode("utf-8", "replace").split("\0"):
            for line in text.split("\n"):
                yield clean(line)


def of_catalogues(lang):
    for path in sorted(glob.glob(f"/usr/share/locale/{lang}/**/*.mo", recursive=True)):
        yield from of_catalogue(path)


def real_segments(lang, shared):
    sources = [of_parallel(lang, shared)]
    sources.append(of_manuals() if lang == "en" else of_catalogues(lang))
    seen = set()
    for source in sources:
        for text in source:
            letters = sum(c.isalpha() for c in text)
            if 2 <= letters and len(text) <= 600 and letters * 2 >= len(text):
                seen.add(text)
    out = sorted(seen)
    random.shuffle(out)
    return out


def splice(a, b):
    a, b = a.split(), b.split()
    return " ".join(a[:(len(a) + 1) // 2] + b[len(b) // 2:])


def perturb(text, words):
    out = text.split()
    for _ in range(random.randint(1, 5)):
        at = random.randrange(len(out) + 1)
        what = random.random()
        if what < 0.34 or not out:
            out.insert(at, random.choice(words))
        elif what < 0.67:
            out[min(at, len(out) - 1)] = random.choice(words)
        else:
            del out[min(at, len(out) - 1)]
    return " ".join(out) or text


def main():
    lang, count, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    shared = sys.argv[4] if len(sys.argv) > 4 else "../shared/data"
    random.seed(20261125)
    real = real_segments(lang, shared)
    if len(real) < 2 * PERTURBED_FROM:
        sys.exit(f"only {len(real)} segments of '{lang}' here: no bench")
    held, kept = real[:HELD_BACK], real[HELD_BACK:HELD_BACK + count]
    words = " ".join(kept[:5000]).split()
    made = set(kept)
    out = list(kept)
    while len(out) < count:
        text = splice(random.choice(kept), random.choice(kept))
        if text not in made:
            made.add(text)
            out.append(text)
    with open(f"{folder}/{lang}.{count}.txt", "w", encoding="utf-8") as file:
        file.writelines(text + "\n" for text in out)
    with open(f"{folder}/{lang}.queries.txt", "w", encoding="utf-8") as file:
        for text in random.sample(kept[:PERTURBED_FROM], 1000):
            file.write(perturb(text, words) + "\n")
        file.writelines(text + "\n" for text in held)
    print(f"{lang}: {len(kept)} real segments, {count - len(kept)} recombined")


main()
