/* Layer job. */
#include "malmoi/job.h"

typedef int mm_job_layer;
