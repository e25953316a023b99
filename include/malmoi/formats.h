/* malmoi/formats.h */
#ifndef MALMOI_FORMATS_H
#define MALMOI_FORMATS_H

#include "malmoi/base.h"

#endif
