#!/bin/sh
# xmllint: what the program writes is valid by every schema that the formats
# have (they lie in ../shared/schemas, which is no part of the project).
. "$(dirname "$0")/lib.sh"
needs xmllint
shared=${MALMOI_SHARED:-$OLDPWD/../shared}
schemas=$(cd "$shared/schemas" 2>/dev/null && pwd) ||
    { echo "SKIP: no $shared/schemas"; exit 77; }
XML_CATALOG_FILES=$schemas/catalog.xml
export XML_CATALOG_FILES

valid() { # valid FORMAT FROM OPTION SCHEMA
    "$malmoi" convert -q -t "$1" -l "$5" "$2" "x.$1" || exit 1
    xmllint --nonet --noout "$3" "$schemas/$4" "x.$1" >log 2>&1 && return
    echo "FAIL: $1 is not valid by $4"
    head -n 5 log
    exit 1
}
valid tmx memory.tsv --dtdvalid tmx/tmx14.dtd en-US,ko-KR
valid xliff memory.tsv --schema xliff12/xliff-core-1.2-strict.xsd en-US,ko-KR
valid xliff2 memory.tsv --schema xliff20/xliff_core_2.0.xsd en-US,ko-KR
valid tbx terms.tsv --relaxng tbx3/TBXcoreStructV03.rng en,ko
valid tbx2008 terms.tsv --dtdvalid tbx2008/TBXBasiccoreStructV02.dtd en,ko
valid tbx2008 terms.tsv --relaxng tbx2008/TBXBasicRNGV02.rng en,ko
"$malmoi" segment --write-srx x.srx -l en,ko || exit 1
xmllint --nonet --noout --schema "$schemas/srx/srx20.xsd" x.srx >log 2>&1 ||
    { echo "FAIL: SRX"; head -n 5 log; exit 1; }
"$malmoi" convert -q -t html -l en,ko terms.tsv x.html || exit 1
xmllint --nonet --noout --html x.html >log 2>&1
lacks "HTML has no errors" "error" log
echo "ok: TMX, XLIFF 1.2 and 2.0, TBX 2008 and v3, SRX are valid"
