/* malmoi/match.h */
#ifndef MALMOI_MATCH_H
#define MALMOI_MATCH_H

#include "malmoi/base.h"

#endif
