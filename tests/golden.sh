#!/bin/sh
# Golden cases of the command line: each folder of tests/cli holds `cmd` (a
# shell script; $malmoi is the program, the working folder is a fresh copy of
# the case), and what it gives: `out`, `err` (absent: not looked at) and `rc`
# (absent: 0). `needs`, if there, names a program that the build may have left
# out and that must stand beside malmoi: without it the case is skipped, aloud.
# A case that is not done in two minutes has failed, where there is `timeout`.
#   tests/golden.sh PROGRAM [--update] [CASE...]
here=$(cd "$(dirname "$0")" && pwd)
malmoi=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
shift
update=""
[ "${1:-}" = --update ] && { update=1; shift; }
export malmoi LC_ALL=C.UTF-8 LANGUAGE=en NO_COLOR=1 TZ=UTC0
export root="${here%/tests}"
unset MALMOI_DB
export XDG_DATA_HOME=/nonexistent

limit=""
command -v timeout >/dev/null && limit="timeout 120"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0 skipped=0
for case in "$here"/cli/${1:-*}/; do
    case=${case%/}
    name=$(basename "$case")
    if [ -f "$case/needs" ] && [ ! -x "$(dirname "$malmoi")/$(cat "$case/needs")" ]; then
        skipped=$((skipped + 1))
        echo "SKIP $name: no $(cat "$case/needs") was built"
        continue
    fi
    cp -r "$case" "$work/$name"
    rm -f "$work/$name/out" "$work/$name/err" "$work/$name/rc"
    (cd "$work/$name" && $limit sh ./cmd) >"$work/out" 2>"$work/err" </dev/null
    rc=$?
    if [ -n "$limit" ] && [ "$rc" = 124 ]; then
        failed=$((failed + 1))
        echo "FAIL $name: not done in two minutes"
        continue
    fi
    sed -i "s|$root/||g; s|$work/$name/||g" "$work/out" "$work/err"
    if [ -n "$update" ]; then
        cp "$work/out" "$case/out"
        [ -s "$work/err" ] && cp "$work/err" "$case/err" || rm -f "$case/err"
        [ "$rc" = 0 ] && rm -f "$case/rc" || echo "$rc" >"$case/rc"
        continue
    fi
    want=0
    [ -f "$case/rc" ] && want=$(cat "$case/rc")
    bad=""
    [ "$rc" = "$want" ] || bad="exit code $rc, not $want"
    diff -u "$case/out" "$work/out" >"$work/diff" || bad="$bad output differs"
    if [ -f "$case/err" ]; then
        diff -u "$case/err" "$work/err" >>"$work/diff" || bad="$bad stderr differs"
    fi
    if [ -z "$bad" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $name: $bad"
        head -n 40 "$work/diff"
        [ "$rc" = "$want" ] || head -n 5 "$work/err"
    fi
done
echo "golden: $passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
