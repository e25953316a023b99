#!/bin/sh
# LibreOffice, headless: our XLSX and CSV open as a table of text, formulas and
# leading zeros as they are; and its own XLSX is read back.
. "$(dirname "$0")/lib.sh"
needs soffice

calc() { # calc FORMAT FILE [FILTER]: converts into out/
    soffice -env:UserInstallation="file://$work/profile" --headless \
        ${3:+--infilter="$3"} --convert-to "$1" --outdir out "$2" >log 2>&1 ||
        { tail -n 5 log; exit 1; }
}
"$malmoi" convert -q -l en,ko terms.tsv ours.xlsx || exit 1
calc 'csv:Text - txt - csv (StarCalc):9,34,76,1' ours.xlsx
holds "Korean" '"paper jam"	"용지 걸림"' out/ours.csv
holds "a formula is text" '"=SUM"	"합계"' out/ours.csv
holds "leading zeros stay" '"00123"	"번호"' out/ours.csv

# CSV: guarded by an apostrophe, so that no cell is computed.
"$malmoi" convert -q -t excel -l en,ko terms.tsv ours.csv || exit 1
mkdir csv && mv ours.csv csv/
calc xlsx:"Calc MS Excel 2007 XML" csv/ours.csv "CSV:44,34,76,1"
"$malmoi" convert -q -l en,ko out/ours.xlsx back.tsv || exit 1
holds "CSV through LibreOffice" "paper jam	용지 걸림" back.tsv
lacks "no error value" "#NAME" back.tsv

# An XLSX that LibreOffice wrote says what we said.
calc ods ours.xlsx
calc xlsx:"Calc MS Excel 2007 XML" out/ours.ods
"$malmoi" diff -q ours.xlsx out/ours.xlsx >difference ||
    { echo "FAIL: LibreOffice's XLSX differs"; cat difference; exit 1; }
echo "ok: XLSX and CSV open, and come back"
