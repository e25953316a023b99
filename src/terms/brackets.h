/* What brackets say: Security Consultative Meeting (SCM), 북방한계선(NLL). */
#ifndef MM_TERMS_BRACKETS_H
#define MM_TERMS_BRACKETS_H

#include "terms/pieces.h"
#include "terms/runs.h"

/* A bracket behind what it stands for. */
typedef struct mm_bracket {
    uint32_t first, n;     /* words inside it */
    uint32_t full, full_n; /* words before it that it shortens; n 0 unknown */
    size_t   start, end;   /* bytes of the key inside it */
    size_t   before;       /* byte where what stands before it ends */
    double   sure;         /* 0..1: it shortens those words */
} mm_bracket;

/* Something that binds words of A to a place of B. */
typedef struct mm_bracket_link {
    uint32_t first, n;   /* words of A */
    size_t   start, end; /* bytes of B's key; start SIZE_MAX: any start */
    double   weight;     /* 0..1 */
    bool     is_short;   /* it is the short forms that are bound */
    bool     is_quote;   /* quotation marks stand around both */
} mm_bracket_link;

enum { BRACKETS = 16 };

typedef struct mm_bracket_links {
    mm_bracket_link *items;
    size_t           n, cap;
    mm_bracket       of_a[BRACKETS], of_b[BRACKETS]; /* those of the sides */
    size_t           n_a, n_b;
} mm_bracket_links;

/** Links by the brackets and quotation marks of both sides; replaces what `out`
 * holds. */
int  mm_brackets_link(mm_bracket_links *out, const mm_side *a, const mm_side *b,
                      const mm_pieces *pieces, mm_error *err);
void mm_brackets_release(mm_bracket_links *links);

#endif
