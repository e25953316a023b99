# Unihan's kHangul to "character<TAB>reading,reading": E (taught at school)
# before the others, the order of the file kept else.
BEGIN {
    for (i = 1; i < 256; i++)
        byte[i] = sprintf("%c", i)
    for (i = 0; i < 10; i++)
        digit[i] = i
    split("A B C D E F", letters, " ")
    for (i = 1; i <= 6; i++)
        digit[letters[i]] = 9 + i
    print "# Readings of Hanja: Unihan_Readings.txt, field kHangul."
    print "# Copyright Unicode, Inc. Licence: https://www.unicode.org/license.txt"
}

function code(hex,    i, n) {
    n = 0
    for (i = 1; i <= length(hex); i++)
        n = n * 16 + digit[substr(hex, i, 1)]
    return n
}

function utf8(cp) {
    if (cp < 65536)
        return byte[224 + int(cp / 4096)] byte[128 + int(cp / 64) % 64] \
            byte[128 + cp % 64]
    return byte[240 + int(cp / 262144)] byte[128 + int(cp / 4096) % 64] \
        byte[128 + int(cp / 64) % 64] byte[128 + cp % 64]
}

$1 ~ /^U\+/ && $2 == "kHangul" {
    school = other = ""
    for (i = 3; i <= NF; i++) {
        n = index($i, ":")
        reading = n ? substr($i, 1, n - 1) : $i
        if (index(substr($i, n), "E"))
            school = school (school == "" ? "" : ",") reading
        else
            other = other (other == "" ? "" : ",") reading
    }
    print utf8(code(substr($1, 3))) "\t" school (school != "" && other != "" ? "," : "") other
}
