#!/bin/sh
# The folders are the architecture: each foreign library is known to one folder
# only, a layer includes its own folder and those it may use, and the program
# sees the public headers alone.
fail=0

# foreign HEADER_PATTERN ALLOWED_PATTERN
foreign() {
    found=$(grep -rlE "#include *[<\"]$1" src include | grep -vE "$2")
    [ -z "$found" ] || { echo "<$1> outside its folder: $found"; fail=1; }
}
foreign 'unicode/' '^src/text/'
foreign 'sqlite3\.h' '^src/(store/|formats/sdltm\.c)'
foreign 'libxml/' '^src/formats/'
foreign '(zlib|zstd|xxhash)\.h' '^src/base/'
foreign '(zip|xlsxwriter)\.h' '^src/formats/(archive|xlsx_out)\.c'
foreign 'dlfcn\.h' '^src/base/late\.c'
foreign 'jansson\.h' '^src/(formats|server)/'
foreign 'ini\.h' '^src/job/'
foreign '(microhttpd|sodium)\.h' '^src/server/'
foreign 'histedit\.h' '^src/cli/'
foreign 'libintl\.h' '^src/(cli/|base/error\.c)'

# layer NAME: the folders that it may include besides its own and include/
layer() {
    name=$1
    shift
    allowed=$(printf '%s|' "$name" "$@")
    found=$(grep -rnoE '#include "[a-z]+/' "src/$name" |
        grep -vE "\"(malmoi|${allowed%|})/")
    [ -z "$found" ] || { echo "src/$name reaches out of its layer:"; echo "$found"; fail=1; }
}
# public NAME ALLOWED...: the public headers it may include
public() {
    name=$1
    shift
    allowed=$(printf '%s|' "$@")
    found=$(grep -rnoE '#include "malmoi/[a-z_]+\.h"' "src/$name" |
        grep -vE "malmoi/(${allowed%|})\.h")
    [ -z "$found" ] || { echo "src/$name includes a header from above:"; echo "$found"; fail=1; }
}
text='base text words decoder rules regex'
lang="$text lang names romanize titles hanja"
model='document unit concept candidate stream priors'
layer base
public base base
layer text base
public text $text
layer lang base text
public lang $lang
layer sound base text lang
public sound $lang sound
layer model base
public model base $model
layer align base text lang sound model
public align $lang sound $model align
layer terms base text lang sound model align
public terms $lang sound $model align terms
layer store base text model
public store $text $model store history
layer formats base text model
public formats $text $model formats lines
layer match base text lang sound model store
public match $lang sound $model store history match lookup fuzzy concord recognize
layer job base text lang sound model align terms store formats match
layer cli
layer server
[ "$fail" = 0 ] && echo "layers hold"
exit "$fail"
