/* Layer sound. */
#include "malmoi/sound.h"

typedef int mm_sound_layer;
