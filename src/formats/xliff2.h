/* The reader of XLIFF 2, in two parts: segments with their codes, and what they
 * stand in. */
#ifndef MM_FORMATS_XLIFF2_H
#define MM_FORMATS_XLIFF2_H

#include "formats/codes.h"
#include "formats/xliff.h"

#include "malmoi/concept.h"

typedef struct mm_xliff2_datum {
    mm_str id, text;
} mm_xliff2_datum;

/* A proposal of the matches module. */
typedef struct mm_xliff2_match {
    mm_str         ref;
    const mm_prop *props;
    size_t         n_props;
    mm_variant     sides[2];
    bool           used;
} mm_xliff2_match;

typedef struct mm_xliff2 {
    mm_xml_reader in;
    mm_arena      of_file; /* in.kept is of the root */
    mm_str        langs[2], document;

    bool             in_unit;
    unsigned         depth; /* of the unit */
    size_t           n_segments;
    mm_str           unit_id;
    const mm_prop   *props; /* of the unit */
    size_t           n_props;
    const mm_note   *notes;
    size_t           n_notes;
    mm_xliff2_datum *data;
    size_t           n_data;
    mm_xliff2_match *matches;
    size_t           n_matches;
    mm_concept      *concepts;
    size_t           n_concepts, next_concept;
    mm_unit          unit;
} mm_xliff2;

/** Puts the text of `open`, characters of cp too, into r->text. */
int mm_xliff2_text(mm_xliff2 *r, const mm_xml_event *open, mm_error *err);
/** The same into `*out`, in the unit's memory. */
int mm_xliff2_keep(mm_xliff2 *r, const mm_xml_event *open, mm_str *out,
                   mm_error *err);
/** Reads originalData into r->data. */
int mm_xliff2_data(mm_xliff2 *r, const mm_xml_event *open, mm_error *err);
/** Reads a source (`side` 0) or target into `v`. */
int mm_xliff2_side(mm_xliff2 *r, mm_variant *v, const mm_xml_event *e, int side,
                   mm_error *err);

#endif
