/* malmoi/lang.h */
#ifndef MALMOI_LANG_H
#define MALMOI_LANG_H

#include "malmoi/base.h"

#endif
