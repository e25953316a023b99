/* Spellings that mean the same word: colour and color, 로동 and 노동. */
#ifndef MM_LANG_SPELLING_H
#define MM_LANG_SPELLING_H

#include "base/map.h"
#include "malmoi/lang.h"

/* Zero-initialise. */
typedef struct mm_spelling {
    mm_table_map english;  /* another spelling: the usual one */
    mm_table_map northern; /* the same of Korean: 로동 and 노동, inside words too */
    mm_buf       room, more;
} mm_spelling;

/** Reads spelling-en.tsv and spelling-ko.tsv, both of which may be missing.
 * MM_OK or MM_ENOMEM. */
int  mm_spelling_open(mm_spelling *out, const mm_tables *tables, mm_error *err);
void mm_spelling_release(mm_spelling *spelling);

/** The usual spelling of one folded English word (defence: defense), or the
 * word. Valid until release. */
mm_str mm_spelling_usual(const mm_spelling *spelling, mm_str word);
/** The tight key of Latin `text`, its last word in the singular, all in their
 * usual spelling, behind what `out` holds. `english` is an open "en". */
int mm_spelling_latin(mm_buf *out, mm_spelling *spelling,
                      const mm_lang *english, mm_str text);
/** The tight key of Hangul `text` as the South spells it. */
int mm_spelling_hangul(mm_buf *out, mm_spelling *spelling, mm_str text);

#endif
