/* malmoi/document.h: documents, their segments, and the beads between two. */
#ifndef MALMOI_DOCUMENT_H
#define MALMOI_DOCUMENT_H

#include "malmoi/base.h"

typedef enum mm_segment_kind {
    MM_SENTENCE, /* of running text */
    MM_HEADING,  /* title, headline */
    MM_CAPTION,  /* of a picture, or a credit line */
    MM_ITEM      /* of a list, a table cell */
} mm_segment_kind;

/* One sentence, heading, caption or list item. */
typedef struct mm_segment {
    mm_str          text;      /* as it came, outer white space off */
    size_t          offset;    /* of text.ptr, bytes into the document's text */
    uint32_t        paragraph; /* from 0; headings and items have their own */
    mm_segment_kind kind;
} mm_segment;

/* Zero-initialise; everything the members point at lives in `mem`. */
typedef struct mm_document {
    mm_str      name; /* file name or title */
    mm_str      lang; /* BCP 47 tag, "en", "ko-KP" */
    mm_str      text; /* decoded, UTF-8; segments point into it */
    mm_segment *segments;
    size_t      n;
    bool        structured; /* paragraphs and kinds are known, not guessed */
    mm_arena    mem;
} mm_document;

MM_API void mm_document_release(mm_document *document);
/**
 * One segment a line, as it stands; an empty line is an empty segment, so that
 * numbers stay line numbers. `text` is copied. MM_OK or MM_ENOMEM.
 */
MM_API int mm_document_from_lines(mm_document *out, mm_str lang, mm_str text,
                                  mm_error *err);

typedef struct mm_span {
    size_t first, n; /* segments, from 0 */
} mm_span;

enum { /* flags of a bead */
    MM_BEAD_CROSSED = 1, /* stands out of order: repaired, look at it */
    MM_BEAD_LOOSE = 2,   /* kept though little of it is explained */
    MM_BEAD_JOINED = 4   /* longer than what is weighed as a whole: repaired */
};

/* `src.n` source segments say what `tgt.n` target segments say: 1-1, 2-1, 1-2
 * and so on; n == 0 on one side is an omission. */
typedef struct mm_bead {
    mm_span  src, tgt;
    double   cost;  /* nats, -ln p: Gale and Church (1993) */
    double   score; /* posterior probability, 0..1 */
    unsigned flags;
} mm_bead;

/* The beads of a document pair, in reading order, and what they explain. */
typedef struct mm_alignment {
    mm_bead *beads;
    size_t   n;
    double   explained; /* share of the tokens that some word pair explains */
    double   evidence;  /* mean log-odds a bead against unrelated text, nats */
} mm_alignment;

MM_API void mm_alignment_release(mm_alignment *alignment);

#endif
