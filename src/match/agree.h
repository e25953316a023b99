/* Korean particles that do not agree with the word before them: 프린터을. */
#ifndef MM_MATCH_AGREE_H
#define MM_MATCH_AGREE_H

#include "malmoi/lang.h"
#include "match/recognize_compound.h"

typedef struct mm_agree {
    const mm_lang *ko;
    mm_nouns       nouns;
    mm_buf         fixed; /* of the fault last found */
} mm_agree;

typedef struct mm_agree_fault {
    size_t start, len; /* of the particle, bytes into the text */
    mm_str stem, particle;
    mm_str fixed; /* the form that agrees; valid until the next call */
} mm_agree_fault;

/** The next fault at or after byte `*at` of `text`, which moves on. MM_ROW,
 * MM_OK at the end, MM_ENOMEM. */
int  mm_agree_next(mm_agree *agree, mm_agree_fault *out, mm_str text,
                   size_t *at);
void mm_agree_release(mm_agree *agree);

#endif
