#!/usr/bin/env python3
"""Lint of glossaries/*.tsv: seven cells, known kinds and statuses, NFC, no stray space, no row
twice in any file, no term with two preferred renderings in a field, and names of persons that
sound like their Korean (but for those of tests/tables/glossary-names.tsv, with the reason)."""
import glob, subprocess, sys, unicodedata

program = sys.argv[1]
KINDS = {"person", "organization", "place", "event", "work", "title", "term", "acronym"}
STATUSES = {"preferred", "admitted", "deprecated", "superseded", "forbidden", ""}
faults, seen, preferred, persons, n = [], {}, {}, [], 0
with open("tests/tables/glossary-names.tsv", encoding="utf-8") as f:
    excused = {l.split("\t")[0] for l in f if l.strip() and l[0] != "#"}

for path in sorted(glob.glob("glossaries/*.tsv")):
    with open(path, encoding="utf-8") as f:
        text = f.read()
    if not text.startswith("# ") or "CC0" not in text.split("\nen\t")[0]:
        faults.append(f"{path}: its head does not say how it was made and its licence")
    if unicodedata.normalize("NFC", text) != text:
        faults.append(f"{path}: not in Normalization Form C")
    header = False
    for number, line in enumerate(text.splitlines(), 1):
        place = f"{path}:{number}"
        if line.startswith("#") or not line:
            continue
        cells = line.split("\t")
        if not header:
            header = True
            if cells != ["en", "ko", "kind", "field", "abbreviation", "status", "note"]:
                faults.append(f"{place}: header")
            continue
        if len(cells) != 7:
            faults.append(f"{place}: {len(cells)} cells, not 7")
            continue
        n += 1
        en, ko, kind, field, abbreviation, status, _ = cells
        if not en or not ko or any(c != c.strip() or "  " in c for c in cells):
            faults.append(f"{place}: an empty cell or a stray space")
        if kind not in KINDS or status not in STATUSES or not field:
            faults.append(f"{place}: kind '{kind}', status '{status}' or field '{field}'")
        if abbreviation and abbreviation.count("/") != 1:
            faults.append(f"{place}: abbreviation '{abbreviation}' is not English/Korean")
        if (en, ko) in seen:
            faults.append(f"{place}: stands in {seen[en, ko]} already: {en} = {ko}")
        seen[en, ko] = place
        if status == "preferred":
            if (en, field) in preferred:
                faults.append(f"{place}: {en} has two preferred renderings: {preferred[en, field]} too")
            preferred[en, field] = place
        if kind == "person" and en not in excused:
            persons.append((place, en, ko))

scores = subprocess.run([program, "sound"], input="".join(f"{e}\t{k}\n" for _, e, k in persons),
                        capture_output=True, text=True, check=True).stdout.splitlines()
for (place, en, ko), row in zip(persons, scores):
    if float(row.rsplit("\t", 1)[1]) < 2:
        faults.append(f"{place}: {en} does not sound like {ko}")
for fault in faults[:40]:
    print("FAIL", fault)
print(f"glossaries: {n} rows, {len(persons)} names heard, {len(faults)} faults")
sys.exit(bool(faults))
