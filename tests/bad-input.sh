#!/bin/sh
# Bad input, case by case: what it gives (exit code, one line that names the
# place and the cure) and that nothing is lost or half-written.
#   tests/bad-input.sh PROGRAM
malmoi=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
root=$PWD
work=$(mktemp -d)
trap 'cd /; umount "$work/small" 2>/dev/null; umount "$work/locked" 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 1
export LC_ALL=C.UTF-8 LANGUAGE=en NO_COLOR=1 MALMOI_DB="$work/m.db"
cp "$root"/data/samples/*.txt .
passed=0 failed=0 skipped=0

# expect NAME RC PATTERN COMMAND...: the pattern must stand in standard error.
expect() {
    name=$1 want=$2 pattern=$3
    shift 3
    timeout 60 "$@" >out 2>err </dev/null
    rc=$?
    if [ "$rc" = "$want" ] && grep -qE "$pattern" err &&
       [ "$(grep -c '^malmoi: ' err)" -le 1 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $name: exit code $rc, not $want, or no /$pattern/ in:"
        head -n 5 err
    fi
}
# check NAME TEST...: a condition that must hold.
check() {
    name=$1
    shift
    if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAIL $name"; fi
}
skip() { skipped=$((skipped + 1)); echo "SKIP $1"; }
align() { expect "$1" "$2" "$3" "$malmoi" align -q "$4" "$5"; }

en=defence.en.txt ko=defence.ko.txt
align "missing file" 4 "no file 'nothing.en.txt'" nothing.en.txt $ko
: >empty.en.txt
align "empty file" 3 "empty.en.txt.*empty" empty.en.txt $ko
head -c 4000 "$malmoi" >binary.en.txt
align "binary file" 3 "binary.en.txt.*(program|text)" binary.en.txt $ko
head -c "$(($(wc -c <$ko) - 3))" $ko >cut.ko.txt # in the middle of a syllable
align "cut inside a character" 3 "cut.ko.txt.*" $en cut.ko.txt
printf '\377\376h\000i\000\000' >utf16.en.txt
align "half a UTF-16 unit" 3 "utf16.en.txt" utf16.en.txt $ko
printf 'PK\003\004 no zip at all, only its first bytes' >broken.en.docx
align "broken DOCX" 3 "broken.en.docx" broken.en.docx $ko
truncate -s 2G huge.en.txt
align "2 GB" 3 "huge.en.txt.*(MB|large)" huge.en.txt $ko
align "another document's translation" 3 "economy.en.txt.*defence.ko.txt.*[0-9]+ %" economy.en.txt $ko
cp $en copy.ko.txt
align "one language twice" 3 "both in language 'en'" $en copy.ko.txt
expect "turned round" 3 "turn the two round" "$malmoi" align -l en,ko $ko $en
expect "a folder for a file" 2 "name two files" "$malmoi" align .. x y
printf 'one\ntwo\n' >two.en.txt
printf '하나\n' >one.ko.txt
expect "bitext of unequal length" 3 "two.en.txt:2:" "$malmoi" align -n --bitext two.en.txt one.ko.txt
check "nothing stored of all that" test ! -s m.db -o "$("$malmoi" stats --tsv | grep -c 'units	0$')" = 1

printf 'this is no database, whatever its name says\n' >no.db
before=$(cksum <no.db)
expect "no database" 4 "no.db.*no memory" "$malmoi" align -d no.db $en $ko
expect "no database, to read" 4 "no.db.*no memory" "$malmoi" lookup -d no.db x
check "no database is untouched" test "$before" = "$(cksum <no.db)"
python3 - <<'END'
import sqlite3
other = sqlite3.connect("other.db"); other.execute("create table t(x)"); other.commit()
END
before=$(cksum <other.db)
expect "another program's database" 4 "another program" "$malmoi" align -d other.db $en $ko
check "another program's database is untouched" test "$before" = "$(cksum <other.db)"
"$malmoi" align -q -d newer.db $en $ko >/dev/null
python3 - <<'END'
import sqlite3
newer = sqlite3.connect("newer.db"); newer.execute("pragma user_version = 9999")
newer.execute("pragma wal_checkpoint(truncate)"); newer.close()
END
before=$(cksum <newer.db)
expect "newer schema" 4 "newer.db.*9999" "$malmoi" lookup -d newer.db x
expect "newer schema, to write" 4 "newer.db.*9999" "$malmoi" align -d newer.db $en $ko
check "newer schema is untouched" test "$before" = "$(cksum <newer.db)"

expect "broken TMX" 3 "bad.tmx:[0-9]+:" sh -c 'printf "<tmx version=\"1.4\"><header/>\n<body><tu>" >bad.tmx; "$0" import bad.tmx' "$malmoi"
check "nothing of it is kept" test "$("$malmoi" stats --tsv | grep -c 'units	0$')" = 1
"$malmoi" align -q -d good.db $en $ko >/dev/null
expect "export to a folder that is not there" 4 "nowhere" "$malmoi" export -d good.db -f tmx -o nowhere/x.tmx
expect "no such format" 2 "help formats" "$malmoi" export -f docx2
expect "no such option" 2 "no option" "$malmoi" align --nonsense
expect "option without value" 2 "needs a value" "$malmoi" lookup --limit
expect "output to a full device" 4 "cannot write" sh -c '"$0" help >/dev/full' "$malmoi"

# A full disk: a small file system of its own.
mkdir small
if mount -t tmpfs -o size=256k tmpfs small 2>/dev/null; then
    "$malmoi" align -q -d small/m.db economy.en.txt economy.ko.txt >/dev/null 2>&1
    kept=$("$malmoi" stats -q --tsv -d small/m.db 2>/dev/null | grep 'units' || echo none)
    dd if=/dev/zero of=small/fill bs=1k count=300 2>/dev/null
    expect "full disk" 4 "(full|write)" "$malmoi" align -q -d small/m.db $en $ko
    rm -f small/fill
    check "the memory is sound after a full disk" test "$kept" = "$("$malmoi" stats -q --tsv -d small/m.db 2>/dev/null | grep 'units' || echo none)"
    umount small
else
    skip "full disk: no file system can be mounted here"
fi

# A folder that cannot be written: a read-only mount, since root may write anywhere.
mkdir locked
"$malmoi" align -q -d locked/m.db $en $ko >/dev/null
if mount --bind locked locked 2>/dev/null && mount -o remount,bind,ro locked 2>/dev/null; then
    expect "read-only folder, to write" 4 "locked/m.db" "$malmoi" align -q -d locked/m.db economy.en.txt economy.ko.txt
    expect "read-only folder, new memory" 4 "locked/n.db" "$malmoi" align -q -d locked/n.db $en $ko
    "$malmoi" lookup -q --no-builtin -d locked/m.db 북방한계선 >out 2>&1
    check "read-only folder, to read" test $? = 0
    umount locked
else
    skip "read-only folder: no file system can be mounted here"
fi

# Ctrl-C in the middle of an import: 130, all of it undone, the memory sound.
python3 - <<'END'
with open("large.tsv", "w", encoding="utf-8") as f:
    f.write("en\tko\n")
    for i in range(400000):
        f.write(f"term {i}\t용어 {i}\n")
END
"$malmoi" import -q -d stop.db large.tsv &
child=$!
sleep 1
kill -INT $child
wait $child
check "Ctrl-C gives 130" test $? = 130
check "nothing of it is kept" test "$("$malmoi" stats -q --tsv -d stop.db | grep -c 'concepts	0$')" = 1

echo "bad-input: $passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
