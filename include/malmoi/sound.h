/* malmoi/sound.h */
#ifndef MALMOI_SOUND_H
#define MALMOI_SOUND_H

#include "malmoi/base.h"

#endif
