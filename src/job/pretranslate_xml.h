/* What the two XLIFFs share. */
#ifndef MM_JOB_PRETRANSLATE_XML_H
#define MM_JOB_PRETRANSLATE_XML_H

#include "job/pretranslate.h"
#include "job/raw_xml.h"

enum { MM_DEPTH = 256 };

/* translate="no" goes on from an element to what is in it. */
typedef struct mm_locks {
    bool   locked[MM_DEPTH];
    size_t depth;
} mm_locks;

bool mm_locks_now(const mm_locks *locks);
void mm_locks_enter(mm_locks *locks, const mm_raw *open);
void mm_locks_leave(mm_locks *locks);

/** The translation as content, the file's codes in it, behind what `out`
 * holds. */
int mm_put_filled(mm_buf *out, const mm_filled *filled,
                  const mm_content *content);
/** Copies the bytes of tag `raw` without the attributes named (NULL-ended) and
 * without what closes it. */
int mm_put_tag(mm_buf *out, const mm_raw *raw, const char *const *without);
/** The white space that stands before byte `at` of the file. */
mm_str mm_indent_before(mm_str file, size_t at);
/** Finds a translation of `content`; `id`, `before` and `after` as known. */
int mm_fill_content(mm_filled *out, mm_prefill *p, const mm_content *content,
                    mm_str id, mm_str before);

#endif
