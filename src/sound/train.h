/* Training of the sound model. */
#ifndef MM_SOUND_TRAIN_H
#define MM_SOUND_TRAIN_H

#include "malmoi/sound.h"
#include "sound/model.h"

/** Learns units from lines `latin TAB hangul [TAB weight]`. */
int mm_sound_model_train(mm_sound_model *out, mm_str rows,
                         const mm_sound_options *options, mm_error *err);

#endif
