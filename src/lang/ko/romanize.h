/* What the systems of romanization share. */
#ifndef MM_LANG_KO_ROMANIZE_H
#define MM_LANG_KO_ROMANIZE_H

#include "lang/ko/pronounce.h"
#include "malmoi/romanize.h"

/* A run of syllables without anything between them. */
typedef struct mm_ko_run {
    mm_ko_phone *phones;
    size_t       n, cap;
    size_t       start, end; /* bytes of the text */
} mm_ko_run;

/** Reads the syllables at byte `*pos` of `text` into `run` and moves behind
 * them; the run is empty when there is none. MM_OK or MM_ENOMEM. */
int  mm_ko_run_read(mm_ko_run *run, mm_str text, size_t *pos);
void mm_ko_run_release(mm_ko_run *run);
/** Puts the marks of compounds on `run`, which stands in `text`. */
void mm_ko_run_mark(mm_ko_run *run, const mm_romanizer *r, mm_str text);

/* Lists of romanize-names.tsv, in the order of its kinds. */
typedef enum mm_ko_name {
    MM_KO_SURNAME,
    MM_KO_GIVEN, /* one syllable of a given name */
    MM_KO_PROVINCE,
    MM_KO_PLACE,     /* last syllable of places */
    MM_KO_GIVEN_NAME /* whole given names that end like places */
} mm_ko_name;

bool mm_ko_is_name(const mm_romanizer *r, mm_ko_name kind, mm_str word);

/** Syllables of the surname when the run looks like a personal name, else 0. */
size_t mm_ko_surname_len(const mm_romanizer *r, const mm_ko_run *run,
                         mm_str text);

/* Each puts one run that has its marks. */
int mm_ko_put_rr(mm_buf *out, mm_ko_run *run);
int mm_ko_put_rr_name(mm_buf *out, const mm_romanizer *r, mm_ko_run *run,
                      mm_str text);
int mm_ko_put_mr(mm_buf *out, mm_ko_run *run);
int mm_ko_put_dprk(mm_buf *out, mm_ko_run *run);
int mm_ko_put_yale(mm_buf *out, const mm_ko_run *run);
int mm_ko_put_letters(mm_buf *out, const mm_ko_run *run);

/** RR of one sounding phone behind final `before` (0 for none). */
int mm_ko_put_rr_phone(mm_buf *out, const mm_ko_phone *p, int before);
/** RR of a lone letter. */
int mm_ko_put_rr_letter(mm_buf *out, int32_t cp);

#endif
