/* Layer text. */
#include "malmoi/text.h"

typedef int mm_text_layer;
