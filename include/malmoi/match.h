/* malmoi/match.h: finding things in memories: terms (lookup.h), and the rest
 * of the layer's headers. */
#ifndef MALMOI_MATCH_H
#define MALMOI_MATCH_H

#include "malmoi/concord.h"
#include "malmoi/fuzzy.h"
#include "malmoi/lookup.h"
#include "malmoi/recognize.h"

#endif
