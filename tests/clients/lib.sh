# What the tests with other programs share: read it with `. "$(dirname "$0")/lib.sh"`.
# Each test is called with the path of malmoi and runs in a fresh folder.
malmoi=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
LC_ALL=C.UTF-8 LANGUAGE=en NO_COLOR=1
export malmoi LC_ALL LANGUAGE NO_COLOR
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 4

# needs PROGRAM...: ends the test, aloud, when one is absent.
needs() {
    for program; do
        command -v "$program" >/dev/null && continue
        echo "SKIP: no $program: script/bootstrap --clients installs it"
        exit 77
    done
}

# same WHAT EXPECTED ACTUAL (files): fails with the difference.
same() {
    diff -u "$2" "$3" >diff.out && return
    echo "FAIL: $1"
    head -n 30 diff.out
    exit 1
}

# holds WHAT PATTERN FILE
holds() {
    grep -qF -- "$2" "$3" && return
    echo "FAIL: $1: no '$2' in $3"
    head -n 20 "$3"
    exit 1
}

lacks() {
    grep -qF -- "$2" "$3" || return 0
    echo "FAIL: $1: '$2' is in $3"
    exit 1
}

# A small memory and a small term base of our own.
cat >memory.tsv <<'END'
unit	en-US	ko-KR	source lang	note
1	Open the file.	파일을 여십시오.	en-US	menu
2	Save & close <all> files.	파일을 모두 저장하고 닫으십시오.	en-US	
3	The paper jam was cleared.	걸린 용지를 제거했습니다.	en-US	
END
cat >terms.tsv <<'END'
concept	en	ko	status	field	note
c1	printer	프린터	preferred	인쇄	
c1		인쇄기	forbidden		쓰지 않음
c2	paper jam	용지 걸림	preferred	인쇄	
c3	=SUM	합계		표	looks like a formula
c4	00123	번호		표	
END
