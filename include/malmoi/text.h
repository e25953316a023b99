/* malmoi/text.h */
#ifndef MALMOI_TEXT_H
#define MALMOI_TEXT_H

#include "malmoi/base.h"

#endif
