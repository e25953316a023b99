/* Short forms of names that are paired: 한은 where 한국은행 stood before. */
#ifndef MM_TERMS_SHORTEN_H
#define MM_TERMS_SHORTEN_H

#include "terms/bead.h"
#include "terms/gather.h"
#include "terms/select.h"

/* A pair of full names, and what its later mentions are known by. */
typedef struct mm_full_name {
    mm_str   a, b, key_a, key_b; /* not owned */
    mm_kind  kind;
    double   confidence;
    uint32_t since; /* number of the bead where it stands first */
    mm_str   words[RUN_WORDS];
    size_t   n;
    mm_str   head; /* key of the word that may stand for it: bank */
} mm_full_name;

typedef struct mm_shortening {
    mm_str      a, b, key; /* key: as the gathering's */
    mm_kind     kind;
    uint32_t    beads, last_bead;
    double      doubt; /* of its clearest bead, 0..1 */
    double      most;  /* no surer than its full name */
    mm_evidence evidence[GATHER_EVIDENCE];
    size_t      n;
} mm_shortening;

/* Zero-initialise. */
typedef struct mm_shortenings {
    mm_full_name  *names; /* of the document pair that is read */
    size_t         n_names, cap_names;
    mm_map         map; /* keys of the items */
    mm_shortening *items;
    size_t         n, cap;
    mm_arena       mem;
    mm_buf         room;
} mm_shortenings;

void mm_shortenings_release(mm_shortenings *out);
/** Names `item` as one whose short forms are looked for from bead `since` on;
 * nothing happens when it is no name that is shortened. `out->n_names` 0
 * forgets all. `item` must outlive the reading. MM_OK or MM_ENOMEM. */
int mm_shortenings_name(mm_shortenings *out, const mm_gathered *item,
                        mm_str form, double confidence, uint32_t since,
                        mm_error *err);
/** Looks for them in the bead that `reading` holds, where `choices` were made;
 * `bead` is its number. MM_OK or MM_ENOMEM. */
int    mm_shortenings_read(mm_shortenings *out, const mm_reading *reading,
                           const mm_choices *choices, uint32_t bead,
                           mm_error *err);
double mm_shortening_confidence(const mm_shortening *item);

#endif
