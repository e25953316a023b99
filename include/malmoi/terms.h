/* malmoi/terms.h */
#ifndef MALMOI_TERMS_H
#define MALMOI_TERMS_H

#include "malmoi/base.h"

#endif
