/* The names of kinds and statuses, as the command line, the store and the
 * formats write them. */
#include "malmoi/concept.h"

static const char *const kinds[] = { "term",  "person", "organization",
                                     "place", "event",  "work",
                                     "title", "acronym" };
static const char *const statuses[] = { "",           "preferred",
                                        "admitted",   "deprecated",
                                        "superseded", "forbidden",
                                        "do-not-translate" };
static const char *const reviews[] = { "proposed", "approved", "rejected" };

/* The place of `name` among the `n` names; -1 when it is none of them. */
static int place(const char *const *names, int n, mm_str name)
{
    for (int i = 0; i < n; i++)
        if (mm_str_eq(mm_cstr(names[i]), name))
            return i;
    return -1;
}

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

const char *mm_kind_name(mm_kind kind)
{
    return kinds[kind];
}

bool mm_kind_parse(mm_kind *out, mm_str name)
{
    int i = place(kinds, COUNT(kinds), name);

    if (i >= 0)
        *out = (mm_kind)i;
    return i >= 0;
}

const char *mm_term_status_name(mm_term_status status)
{
    return statuses[status];
}

bool mm_term_status_parse(mm_term_status *out, mm_str name)
{
    int i = place(statuses, COUNT(statuses), name);

    if (i >= 0)
        *out = (mm_term_status)i;
    return i >= 0;
}

const char *mm_review_name(mm_review review)
{
    return reviews[review];
}

bool mm_review_parse(mm_review *out, mm_str name)
{
    int i = place(reviews, COUNT(reviews), name);

    if (i >= 0)
        *out = (mm_review)i;
    return i >= 0;
}
