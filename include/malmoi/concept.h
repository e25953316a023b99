/* malmoi/concept.h: term base entries: concept, language sections, terms. */
#ifndef MALMOI_CONCEPT_H
#define MALMOI_CONCEPT_H

#include "malmoi/candidate.h"
#include "malmoi/unit.h"

/* Status of one term among its rivals (TBX administrativeStatus). */
typedef enum mm_term_status {
    MM_TERM_UNSAID,
    MM_TERM_PREFERRED,
    MM_TERM_ADMITTED,
    MM_TERM_DEPRECATED,
    MM_TERM_SUPERSEDED,
    MM_TERM_FORBIDDEN,
    MM_TERM_UNTRANSLATED /* "do-not-translate": it stands in every language */
} mm_term_status;

/* Where a concept stands in review. */
typedef enum mm_review { MM_PROPOSED, MM_APPROVED, MM_REJECTED } mm_review;

MM_API const char *mm_term_status_name(mm_term_status status); /* "" unsaid */
MM_API bool        mm_term_status_parse(mm_term_status *out, mm_str name);
MM_API const char *mm_review_name(mm_review review);
MM_API bool        mm_review_parse(mm_review *out, mm_str name);

/* A sentence that shows a term in use, and where it comes from. */
typedef struct mm_context {
    mm_str text, source;
} mm_context;

typedef struct mm_term {
    mm_str            text;
    mm_term_status    status;
    mm_str            type;           /* fullForm, acronym, abbreviation ... */
    mm_str            part_of_speech; /* noun, properNoun, ... */
    mm_str            hanja;          /* Korean: the Hanja spelling if known */
    const mm_note    *notes;
    size_t            n_notes;
    const mm_context *contexts;
    size_t            n_contexts;
    const mm_prop    *props; /* what malmoi has no field for */
    size_t            n_props;
    mm_str            source; /* citation of the term itself */
    mm_stamp          stamp;
} mm_term;

typedef struct mm_lang_section {
    mm_str         lang;
    mm_str         definition, definition_source;
    const mm_term *terms;
    size_t         n_terms;
    const mm_note *notes;
    size_t         n_notes;
    const mm_prop *props;
    size_t         n_props;
} mm_lang_section;

/* Everything points at memory of whoever made it, as with mm_unit. */
typedef struct mm_concept {
    mm_str                 id;
    mm_kind                kind;
    mm_review              review;
    double                 confidence; /* of a proposed one; 0 unknown */
    uint32_t               frequency;  /* beads behind a proposed one */
    mm_str                 definition, definition_source;
    mm_str                 field, project, client;
    const mm_lang_section *sections;
    size_t                 n_sections;
    const mm_note         *notes;
    size_t                 n_notes;
    const mm_prop         *props;
    size_t                 n_props;
    mm_stamp               stamp;
} mm_concept;

#endif
