#!/bin/sh
# Terms in running text: how many are found, how many wrongly, how fast. Bars:
# 99 % found, under 0.5 % false, 20 MB of text a second of processor time in the
# first pass against 100,000 terms.
#   bench/annotate.sh [PROGRAM]
set -eu
program=${1:-build/release/malmoi}
build=$(dirname "$program")
shared=${MALMOI_SHARED:-../shared}/data
[ -d "$shared" ] || { echo "SKIP annotate: no $shared"; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
libs=
for layer in match formats store sound lang model text base; do
    libs="$libs $build/libmm_$layer.a"
done
${CC:-cc} -std=c17 -O2 -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 \
    -Iinclude -Isrc -o "$work/annotate" bench/annotate.c cmake/no-term-index.c \
    -Wl,--start-group $libs -Wl,--end-group \
    $(pkg-config --libs sqlite3 icu-i18n icu-uc zlib libzstd libxxhash \
        libxml-2.0 jansson libzip md4c xlsxwriter) -lm -lpthread

"$work/annotate" gold "$shared/korean/eojeol_gold.tsv" \
    bench/annotate-gold.tsv "$shared/parallel/jhe-dev.ko"
set --
for corpus in ntrex jhe-dev nk-dev park-dev react-docs tatoeba; do
    set -- "$@" "$shared/parallel/$corpus.en" "$shared/parallel/$corpus.ko"
done
"$work/annotate" context "$shared/terms/in-context-dev.tsv" "$@"
cat "$shared"/parallel/*.ko > "$work/text.ko"
"$work/annotate" speed 100000 "$work/text.ko"
