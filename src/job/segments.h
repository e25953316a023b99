/* The segments of a file that is to be translated, all at once. */
#ifndef MM_JOB_SEGMENTS_H
#define MM_JOB_SEGMENTS_H

#include "malmoi/formats.h"

typedef struct mm_source_segment {
    mm_str         text, id;
    const mm_code *codes;
    size_t         n_codes;
    bool           locked; /* not to be translated */
} mm_source_segment;

/* Zero-initialise. */
typedef struct mm_segments {
    mm_source_segment *items;
    size_t             n, cap;
    mm_arena           mem;
} mm_segments;

/** Reads the source side, of language `lang`, of the bilingual file or document
 * `path`. Release even after a failure. */
int  mm_segments_read(mm_segments *out, const char *path, mm_str lang,
                      const mm_format *format, const char *encoding,
                      const mm_tables *tables, mm_report *report, mm_error *err);
void mm_segments_release(mm_segments *segments);

#endif
