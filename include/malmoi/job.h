/* malmoi/job.h */
#ifndef MALMOI_JOB_H
#define MALMOI_JOB_H

#include "malmoi/base.h"

#endif
