/*
 * From a score to a probability.
 *
 * A score compares two accounts of one pair; that many pairs are asked about,
 * and that short names are alike by chance, it does not know. So a logistic
 * curve over the score and the lengths was fitted on pairs held out of training
 * (one tenth) against eighteen random forms each and the best-sounding wrong
 * one of a thousand: of 1,016 pairs at .9 or more 99.1 % were right, of 102 at
 * .8 to .9 93 %.
 *
 * Korean persons have a curve of their own, since their names resemble each
 * other: among members of parliament the best wrong one of a thousand passes a
 * score of 20 in 4 %, while 97 % of the right ones do.
 */
#include "malmoi/sound.h"

#include <math.h>

typedef struct curve {
    double base, score, letters, syllables;
} curve;

static const curve curves[] = {
    [MM_SOUND_ANY] = { -2.494, 0.4289, -0.4254, 0.3908 },
    [MM_SOUND_PERSON] = { -11.3, 0.55, 0.0, 0.0 },
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
