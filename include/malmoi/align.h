/* malmoi/align.h */
#ifndef MALMOI_ALIGN_H
#define MALMOI_ALIGN_H

#include "malmoi/base.h"

#endif
