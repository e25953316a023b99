/* Layer align. */
#include "malmoi/align.h"

typedef int mm_align_layer;
