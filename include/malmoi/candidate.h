/* malmoi/candidate.h: term pairs that the aligner proposes, with evidence. */
#ifndef MALMOI_CANDIDATE_H
#define MALMOI_CANDIDATE_H

#include "malmoi/base.h"

/* The kind of a term: what it names. */
typedef enum mm_kind {
    MM_KIND_TERM,
    MM_KIND_PERSON,
    MM_KIND_ORGANIZATION,
    MM_KIND_PLACE,
    MM_KIND_EVENT,
    MM_KIND_WORK, /* a law, treaty, report, book, product */
    MM_KIND_TITLE,
    MM_KIND_ACRONYM
} mm_kind;

/** "person"; the name is static. */
MM_API const char *mm_kind_name(mm_kind kind);
/** The kind named `name`; false when there is none. */
MM_API bool mm_kind_parse(mm_kind *out, mm_str name);

/* Why a pair is proposed: one clue at one place. */
typedef struct mm_evidence {
    const char *clue; /* static: "bracket", "sound", "glossary", ...: see
                         malmoi/terms.h */
    uint32_t bead;    /* number of the bead in the alignment */
    uint32_t a_segment, b_segment; /* segment numbers, from 0 */
    uint32_t a_start, a_end;       /* bytes into the segment's text */
    uint32_t b_start, b_end;
    double   weight; /* nats, log likelihood ratio of the clue */
} mm_evidence;

typedef struct mm_candidate {
    mm_str       a, b; /* the forms, source and target language */
    mm_kind      kind;
    double       confidence; /* probability that the pair is right, 0..1 */
    uint32_t     frequency;  /* beads that hold both */
    mm_evidence *evidence;   /* best first, one a clue and place */
    size_t       n;
    uint32_t     group; /* the same of candidates that denote one concept, from
                           1 in the order of the list; 0 not known */
    const char *a_type, *b_type; /* static: what each form is in its group,
                                    "fullForm", "acronym", "shortForm" or
                                    "variant"; NULL: nothing to tell */
    int64_t concept_id; /* of a memory, whose terms these are too; below 0: of
                           none; 0 not looked for */
} mm_candidate;

typedef struct mm_candidates {
    mm_candidate *items; /* by confidence, best first; ties by form */
    size_t        n;
    mm_arena      mem;
} mm_candidates;

/**
 * The places of all candidates, those of one group together, in their order
 * within: `*out`, list->n of them, is yours to free(). MM_ENOMEM.
 */
MM_API int  mm_candidates_by_group(size_t **out, const mm_candidates *list,
                                   mm_error *err);
MM_API void mm_candidates_release(mm_candidates *candidates);

#endif
