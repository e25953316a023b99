#!/bin/sh
# The man page's source for scdoc, from what the program says of itself.
#   packaging/man.sh PROGRAM > malmoi.1.scd
malmoi=$1
LC_ALL=C.UTF-8 LANGUAGE=en
export LC_ALL LANGUAGE
literal() { printf '```\n'; cat; printf '```\n\n'; }
cat <<END
malmoi(1)

# NAME

malmoi - translation memories and glossaries from bilingual documents

# SYNOPSIS

*malmoi* _COMMAND_ [_OPTIONS_] ...

*malmoi* _WORD_...

# DESCRIPTION

malmoi aligns documents with their translations, finds the terms in them, keeps
both in a memory, and looks them up however they are typed. Words alone are a
look-up.

# COMMANDS

END
"$malmoi" help | sed -n 's/^  \([a-z]\{3,\}\)  .*/\1/p' | grep -v '^malmoi$' |
while read -r command; do
    printf '## %s\n\n' "$command"
    "$malmoi" help "$command" | literal
done
cat <<END
# EXIT STATUS

0 done; 1 nothing found, or findings; 2 usage; 3 bad input; 4 store or file
error; 130 interrupted.

# ENVIRONMENT

*MALMOI_DB* names the memory when no *--db* does; else malmoi.db here, else the
one in the user's data folder.

*NO_COLOR* turns colours off.

*LC_MESSAGES*, *LANGUAGE*: English or Korean.
END
