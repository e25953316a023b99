/* The messages of a PO file with the places of their parts, untranslated ones
 * too. */
#ifndef MM_JOB_RAW_PO_H
#define MM_JOB_RAW_PO_H

#include "malmoi/base.h"

enum { MM_PO_FORMS = 8 };

typedef struct mm_po_message {
    size_t start;            /* of its first line, remarks too */
    size_t flags, flags_end; /* the line "#, ..." without its end; 0: none */
    size_t keyword;          /* of the first line that is no remark */
    size_t strings[MM_PO_FORMS], ends[MM_PO_FORMS]; /* each msgstr, lines */
    size_t n_forms;
    mm_str context, id, plural; /* texts; `.ptr` NULL: not there */
    bool   plural_forms;
    bool   translated; /* some msgstr says something */
    bool   obsolete, header;
} mm_po_message;

/** The message at `*at` of the sound PO file `file`, moving `*at` behind it;
 * texts in `mem`. MM_ROW, MM_OK at the end, MM_ENOMEM. */
int mm_po_next(mm_po_message *out, mm_str file, size_t *at, mm_arena *mem);
/** `text` as strings of PO behind a keyword, a line each: "..." \n "..." */
int mm_po_quote(mm_buf *out, mm_str text, const char *lead);

#endif
