/* Layer lang. */
#include "malmoi/lang.h"

typedef int mm_lang_layer;
