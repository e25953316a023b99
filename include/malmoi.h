/* malmoi.h: all of libmalmoi's public interface. Each header is the manual of
 * its layer. */
#ifndef MALMOI_H
#define MALMOI_H

#include "malmoi/base.h"

#include "malmoi/rules.h"
#include "malmoi/text.h"

#include "malmoi/hanja.h"
#include "malmoi/lang.h"
#include "malmoi/names.h"
#include "malmoi/romanize.h"

#include "malmoi/sound.h"

#include "malmoi/candidate.h"
#include "malmoi/concept.h"
#include "malmoi/document.h"
#include "malmoi/stream.h"
#include "malmoi/unit.h"

#include "malmoi/align.h"
#include "malmoi/terms.h"

#include "malmoi/formats.h"
#include "malmoi/lines.h"
#include "malmoi/history.h"
#include "malmoi/store.h"

#include "malmoi/match.h"

#include "malmoi/job.h"

#endif
