#!/bin/sh
# sdcv: our StarDict dictionary is found and looked up from both languages.
. "$(dirname "$0")/lib.sh"
needs sdcv

mkdir -p dic
"$malmoi" convert -q -t stardict terms.tsv dic/ours.ifo || exit 1
HOME=$work sdcv -2 dic -x -l >list 2>&1
holds "the dictionary is listed" "ours    9" list
look() { HOME=$work sdcv -2 dic -x -n "$1" >out 2>&1 </dev/null; }
look printer
holds "English" "ko: 프린터 [preferred]; 인쇄기 [forbidden]" out
look 인쇄기
holds "Korean" "en: printer" out
holds "a note" "쓰지 않음" out
look "paper jam"
holds "two words" "용지 걸림" out
look PRINTER
holds "case aside" "프린터" out
look =SUM
holds "signs" "합계" out
echo "ok: five words found"
