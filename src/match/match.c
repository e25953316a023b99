/* Layer match. */
#include "malmoi/match.h"

typedef int mm_match_layer;
