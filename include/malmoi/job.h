/* malmoi/job.h: what needs several layers at once, for the command, the page
 * and any user of the library alike. */
#ifndef MALMOI_JOB_H
#define MALMOI_JOB_H

#include "malmoi/align_job.h"
#include "malmoi/check.h"
#include "malmoi/clean.h"
#include "malmoi/convert.h"
#include "malmoi/diff.h"
#include "malmoi/doctor.h"
#include "malmoi/edit.h"
#include "malmoi/leverage.h"
#include "malmoi/merge.h"
#include "malmoi/pretranslate.h"
#include "malmoi/styles.h"
#include "malmoi/transfer.h"

#endif
