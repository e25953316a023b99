/* What the reader and the writer of XLIFF agree on. */
#ifndef MM_FORMATS_XLIFF_H
#define MM_FORMATS_XLIFF_H

#include "formats/text_out.h"
#include "malmoi/unit.h"

#define XLIFF_PROP "xliff:"    /* leads the type of a prop */
#define XLIFF_ALT "xliff:alt"  /* number of the proposal, from 1 */
#define XLIFF_TYPE "x-malmoi-" /* leads a type of code of our own */
#define XLIFF2_OURS "malmoi:"  /* leads a value of our own in XLIFF 2 */

/** The place of the code that closes codes[i], an OPEN, when it and all that
 * stands between nest; else n_codes. */
size_t mm_xliff_span_end(const mm_variant *v, size_t i);
/** The place of the OPEN whose span codes[i], a CLOSE, ends; else n_codes. */
size_t mm_xliff_span_start(const mm_variant *v, size_t i);
/** Codes of a pair whose other half is missing stand alone from now on; the
 * codes are the reader's own. */
void mm_xliff_settle_pairs(mm_variant *v);

/** Adds the prop "xliff:NAME" in `mem`; MM_OK or MM_ENOMEM. */
int mm_xliff_add_prop(mm_arena *mem, const mm_prop **props, size_t *n,
                      mm_str name, mm_str value);
/** The value of the prop "xliff:NAME"; empty when there is none. */
mm_str mm_xliff_prop(const mm_prop *props, size_t n, const char *name);
/** "NAME" for the type "xliff:NAME"; empty for one of another kind. */
mm_str mm_xliff_name(mm_str type);
/** The number of the proposal that `v` belongs to; empty: to none. */
mm_str mm_xliff_alt(const mm_variant *v);
/** The first variant in language `lang` (`other`: in another one) that is no
 * proposal; NULL when there is none. */
const mm_variant *mm_xliff_find(const mm_unit *u, mm_str lang, bool other);
/** True when variant `i` of `u` is the first of its proposal. */
bool mm_xliff_begins_alt(const mm_unit *u, size_t i);

/** Takes `whole` apart into a unit a segment that `source`, its seg-source,
 * marks; *n is 0 when it marks none. In `mem`; MM_OK or MM_ENOMEM. */
int mm_xliff_split(mm_arena *mem, mm_unit **out, size_t *n,
                   const mm_unit *whole, const mm_variant *source);

/* What neither version has a place for, counted. */
void mm_xliff_unit_losses(mm_text_out *out, const mm_unit *u);
void mm_xliff_variant_losses(mm_text_out *out, const mm_variant *v);
void mm_xliff_code_losses(mm_text_out *out, const mm_code *c);

/* Our word for a type of code, and XLIFF 2's two. */
typedef struct mm_xliff2_type {
    const char *name, *type, *sub;
} mm_xliff2_type;
enum { XLIFF2_TYPES = 5 };
extern const mm_xliff2_type mm_xliff2_types[XLIFF2_TYPES];

#endif
