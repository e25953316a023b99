/* Layer formats. */
#include "malmoi/formats.h"

typedef int mm_formats_layer;
