/* malmoi/store.h */
#ifndef MALMOI_STORE_H
#define MALMOI_STORE_H

#include "malmoi/base.h"

#endif
