/* The weights of the logistic models: rows of model, feature, weight. A
 * feature without a row weighs nothing. */
#include "terms/finder.h"

#include <string.h>

const char *mm_candidate_feature_name(mm_candidate_feature feature)
{
    static const char *const names[] = {
        "one",        "logit",    "margin",  "nested",  "in_name", "words",
        "holds",      "count",    "share_a", "share_b", "name",    "cut",
        "alone",      "cover",    "stray",   "link",    "inside",  "sound",
        "part",       "leftover", "defined", "top_a",   "top_b",   "known",
        "dictionary", "table",    "full",    "length",  "verb"
    };

    return names[feature];
}

static double *weight_of(mm_term_weights *weights, mm_str model, mm_str name)
{
    if (mm_str_eq(model, MM_S("pair")))
        for (int i = 0; i < FEATURES; i++)
            if (mm_str_eq(name, mm_cstr(mm_feature_name((mm_feature)i))))
                return &weights->pair[i];
    if (mm_str_eq(model, MM_S("candidate")))
        for (int i = 0; i < CANDIDATE_FEATURES; i++)
            if (mm_str_eq(name, mm_cstr(mm_candidate_feature_name(
                                    (mm_candidate_feature)i))))
                return &weights->candidate[i];
    if (mm_str_eq(model, MM_S("collection")))
        for (int i = 0; i < CANDIDATE_FEATURES; i++)
            if (mm_str_eq(name, mm_cstr(mm_candidate_feature_name(
                                    (mm_candidate_feature)i))))
                return &weights->collection[i];
    return NULL;
}

int mm_term_weights_read(mm_term_weights *out, const mm_tables *tables,
                         mm_error *err)
{
    mm_rows rows = { 0 };
    mm_str  cells[3];
    int     rc;

    memset(out, 0, sizeof *out);
    if ((rc = mm_tables_get(&rows.rest, tables, "term-weights.tsv", err)) < 0)
        return rc;
    while (mm_rows_next(&rows, cells, 3) == 3) {
        double *weight = weight_of(out, cells[0], cells[1]);

        if (!weight || !mm_str_number(cells[2], weight))
            return mm_fail_at(err, MM_EFORMAT, rows.line,
                              "term-weights.tsv: no weight of a feature in row "
                              "%ld",
                              rows.line);
    }
    return MM_OK;
}
