#!/bin/sh
# script/train on ten small made-up corpora: the same bytes twice, words with
# their translations, nothing of a corpus that is left out.
#   tests/train.sh PROGRAM
set -eu
cd "$(dirname "$0")/.."
build=$(cd "$(dirname "$1")" && pwd)
command -v "${CC:-cc}" >/dev/null || { echo "SKIP: no compiler"; exit 77; }
[ -f "$build/libmm_align.a" ] || { echo "SKIP: no libraries in $build"; exit 77; }
if nm "$build/libmm_base.a" 2>/dev/null | grep -qE '__(asan|tsan|ubsan)'; then
    echo "SKIP: libraries with a sanitizer"
    exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/parallel"
python3 - "$work/parallel" <<'END'
import itertools, sys
en = ["zorbat", "quiven", "plonket", "drimble"]
ko = ["조르바기", "퀴벤도", "플롱켓새", "드림불이"]
names = "park-dev nk-dev jhe-dev ntrex tatoeba bible gnome-docs libreoffice-help react-docs wiseinit"
for k, name in enumerate(names.split()):
    with open(f"{sys.argv[1]}/{name}.en", "w") as e, open(f"{sys.argv[1]}/{name}.ko", "w") as o:
        for a, b in itertools.permutations(range(4), 2):
            e.write(f"The {en[a]} saw a {en[b]} number {k}.\n")
            o.write(f"{ko[a]}가 {ko[b]}를 {k}번 보았다.\n")
        if name == "ntrex":
            e.write("Only here wumpo lives.\n" * 2 + "A wumpo.\n")
            o.write("여기만 웜포리가 산다.\n" * 2 + "웜포리.\n")
END
export BUILD="$build"
script/train -o "$work/one" "$work"
script/train -o "$work/two" "$work"
script/train --without ntrex -o "$work/less" "$work"
cmp "$work/one/words.tsv" "$work/two/words.tsv"
for pair in 'zorbat	조르바기' 'quiven	퀴벤도' 'plonket	플롱켓새'; do
    awk -F'\t' -v want="$pair" '$1 "\t" $2 == want && $3 > 0.6 && $4 > 0.6 { found = 1 }
                                END { exit !found }' "$work/one/words.tsv" ||
        { echo "not found, or not likely: $pair"; cat "$work/one/words.tsv"; exit 1; }
done
grep -q '^wumpo	웜포리' "$work/one/words.tsv" || { echo "wumpo is missing"; exit 1; }
if grep -q wumpo "$work/less/words.tsv"; then echo "ntrex was not left out"; exit 1; fi
if script/train --wrong 2>/dev/null; then echo "a wrong option passed"; exit 1; fi
echo "the word table is made"
