/*
 * Refusing a pair. Of documents that translate each other the beads explain a
 * quarter of the words or more and are far likelier than chance; of two that do
 * not, under a sixth, and they are not. Measured on 42 pairs of documents of
 * four corpora, each with its own and with another's translation, tables not
 * trained on them: explained .36 to .62 against .13 and less, mean log-odds a
 * bead 4 to 20 nats against 0.1 and less; cut to 8 segments, .18 and more
 * against .16 and less, 0.6 and more against 0.2 and less. A pair has to fail
 * both. Fewer words than WORDS_LEAST cannot tell, and are not refused.
 */
#include "align/checks.h"

#include "malmoi/text.h"

#include <string.h>

static const double EXPLAINED_LEAST = 0.22;
static const double EVIDENCE_LEAST = 0.3; /* nats a bead */
/* The same without a word table, of a long text and of a short one: GNOME's
 * help in three languages, 4 and more against 0.3 and less; twelve lines of it
 * 0.0 and more against 1.5 and less. */
static const double BLIND_LEAST = 0.5, BLIND_SHORT_LEAST = 0;
enum { LONG = 600 /* words */ };
enum { WORDS_LEAST = 60, SAMPLE = 4000, SAMPLE_LEAST = 200 /* bytes */ };

/* The language of the document's beginning; "" when that is too short. */
static int guess(const char **out, const mm_document *document, mm_error *err)
{
    mm_buf sample = { 0 };
    int    rc = MM_OK;

    *out = "";
    for (size_t i = 0; rc == MM_OK && i < document->n && sample.len < SAMPLE;
         i++)
        if ((rc = mm_buf_put(&sample, document->segments[i].text)) == MM_OK)
            rc = mm_buf_putc(&sample, '\n');
    if (rc == MM_OK && sample.len >= SAMPLE_LEAST)
        *out = mm_guess_lang(mm_buf_str(&sample));
    mm_buf_release(&sample);
    return rc < 0 ? mm_fail_memory(err) : MM_OK;
}

int mm_check_languages(const mm_document *a, const mm_document *b,
                       mm_error *err)
{
    const char *lang_a, *lang_b;
    int         rc;

    if ((rc = guess(&lang_a, a, err)) < 0 || (rc = guess(&lang_b, b, err)) < 0)
        return rc;
    if (*lang_a == '\0' || strcmp(lang_a, lang_b) != 0)
        return MM_OK;
    return mm_fail(err, MM_EFORMAT, "both documents are in language '%s'",
                   lang_a);
}

int mm_check_pair(const mm_alignment *alignment, size_t words, bool lexicon,
                  mm_error *err)
{
    double least = lexicon         ? EVIDENCE_LEAST
                   : words >= LONG ? BLIND_LEAST
                                   : BLIND_SHORT_LEAST;

    if (words < WORDS_LEAST || alignment->explained >= EXPLAINED_LEAST ||
        alignment->evidence >= least)
        return MM_OK;
    return mm_fail(err, MM_EFORMAT,
                   "not translations of each other: %.0f %% of the words find "
                   "a partner, of translations at least %.0f %%",
                   100 * alignment->explained, 100 * EXPLAINED_LEAST);
}
