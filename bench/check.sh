#!/bin/sh
# How often `check` speaks of text that translators published: findings in a
# thousand lines, by rule. Not all of them are false: the corpora have faults
# and free renderings, so this is the most that the rate of false alarms can be.
#   bench/check.sh [PROGRAM]
malmoi=${1:-build/release/malmoi}
shared=${MALMOI_SHARED:-../shared}/data
[ -d "$shared" ] || { echo "SKIP check: no $shared"; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

rules="number code untranslated inconsistent particle space punctuation register name"
printf '%-18s %7s' corpus lines
for rule in $rules; do printf ' %12s' "$rule"; done
echo
for corpus in ntrex libreoffice-help gnome-docs react-docs debian-faq wiseinit \
              park-dev jhe-dev tatoeba bible; do
    en=$shared/parallel/$corpus.en ko=$shared/parallel/$corpus.ko
    "$malmoi" check -q -d "$work/none.db" -l en,ko --tsv "$en" "$ko" \
        > "$work/found" 2>/dev/null
    lines=$(wc -l < "$ko")
    printf '%-18s %7d' "$corpus" "$lines"
    for rule in $rules; do
        n=$(cut -f5 "$work/found" | grep -cx "$rule")
        awk -v n="$n" -v lines="$lines" 'BEGIN { printf " %12.2f", 1000 * n / lines }'
    done
    echo
done
