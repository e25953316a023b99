/* What the reader and the writer of PO agree on. */
#ifndef MM_FORMATS_PO_H
#define MM_FORMATS_PO_H

enum { PO_PLURALS = 16 }; /* forms of a message, at the most */

/* The kinds of comments. */
typedef enum mm_po_comment {
    PO_NOTE,
    PO_EXTRACTED,
    PO_REFERENCE,
    PO_FLAGS,
    PO_PREVIOUS,
    PO_COMMENTS
} mm_po_comment;

typedef struct mm_po_kind {
    const char *lead; /* of its lines: "#. " */
    const char *prop; /* that it becomes; NULL for the note */
} mm_po_kind;

extern const mm_po_kind mm_po_kinds[PO_COMMENTS];

#endif
