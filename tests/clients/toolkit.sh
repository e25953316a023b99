#!/bin/sh
# translate-toolkit: its readers see in our files what we wrote, its converters
# agree with ours, and pretranslate works with our TMX.
. "$(dirname "$0")/lib.sh"
needs po2tmx tbx2po pretranslate pocount

for target in tmx:ours.tmx xliff:ours.xlf po:ours.po; do
    "$malmoi" convert -q -t "${target%%:*}" memory.tsv "${target#*:}" || exit 1
done
"$malmoi" convert -q -t tbx2008 -l en,ko terms.tsv ours.tbx || exit 1
# the Python that the toolkit is installed for
python=$(sed -n '1s/^#! *//p' "$(command -v po2tmx)")
$python - >seen <<'END' || exit 1
from translate.storage import factory, tbx, tmx
def show(name, store):
    for u in store.units:
        if u.istranslatable() and u.target:
            print(name, str(u.source), str(u.target), sep="|")
show("tmx", tmx.tmxfile.parsefile("ours.tmx"))
show("xlf", factory.getobject("ours.xlf"))
show("po", factory.getobject("ours.po"))
show("tbx", tbx.tbxfile.parsefile("ours.tbx"))
END
for format in tmx xlf po; do
    holds "$format" "$format|Save & close <all> files.|파일을 모두 저장하고 닫으십시오." seen
    holds "$format" "$format|The paper jam was cleared.|걸린 용지를 제거했습니다." seen
done
holds "tbx" "tbx|paper jam|용지 걸림" seen

# PO to TMX by both: the same units.
cat >in.po <<'END'
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\n"

#. for the menu
msgid "Open \"it\""
msgstr "\"그것\" 열기"

msgid "two\n"
"lines\n"
msgstr "두\n"
"줄\n"

#, fuzzy
msgid "uncertain"
msgstr "불확실"

msgid "untranslated"
msgstr ""
END
po2tmx -l ko --source-language=en in.po -o theirs.tmx >log 2>&1 ||
    { cat log; exit 1; }
"$malmoi" convert -q -l en,ko in.po ours-po.tmx || exit 1
"$malmoi" diff -q --text --tsv theirs.tmx ours-po.tmx >diff.tsv
# po2tmx leaves fuzzy ones out; the rest is alike
cut -f1,5 diff.tsv | sort -u >left
printf 'added\tuncertain\nchange\ttext\n' >want
same "PO to TMX as po2tmx does" want left

# A fuzzy match out of our memory; pretranslate ends with 1 when it worked.
printf 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "The paper jam was cleared"\nmsgstr ""\n' >new.po
: >empty.po
pretranslate -t empty.po --tm=ours.tmx -s 60 new.po out.po >log 2>&1
holds "pretranslate" "걸린 용지를 제거했습니다." out.po
holds "pretranslate marks it" "fuzzy" out.po
tbx2po ours.tbx terms.po >log 2>&1
holds "tbx2po" '"paper jam"' terms.po
pocount ours.tmx >count 2>&1
holds "pocount" "3" count
echo "ok: TMX, XLIFF, PO and TBX are read, po2tmx agrees"
