/* malmoi/unit.h: translation units (TMX tu) with any number of variants. */
#ifndef MALMOI_UNIT_H
#define MALMOI_UNIT_H

#include "malmoi/base.h"

/* A typed value that malmoi carries along without knowing it (TMX prop). */
typedef struct mm_prop {
    mm_str type, value, lang; /* lang may be empty */
} mm_prop;

/* A note of a person (TMX and TBX note). */
typedef struct mm_note {
    mm_str text, lang; /* lang may be empty */
} mm_note;

/* Who made and last changed something, and when. */
typedef struct mm_stamp {
    mm_str created_by, changed_by; /* empty when unknown */
    mm_str created, changed;       /* ISO 8601 UTC, 2026-11-24T09:30:00Z */
} mm_stamp;

typedef enum mm_code_kind {
    MM_CODE_OPEN,  /* begins a pair: bpt, g, pc, sc */
    MM_CODE_CLOSE, /* ends a pair: ept */
    MM_CODE_ALONE, /* stands alone: ph, x, it without pos */
    MM_CODE_BEGIN_ONLY, /* opens a pair that ends elsewhere: it pos=begin */
    MM_CODE_END_ONLY,   /* it pos=end */
    MM_CODE_MARK_OPEN,  /* annotation on the text: hi, mrk */
    MM_CODE_MARK_CLOSE
} mm_code_kind;

/* An inline code: where it stands in the text, and what it stands for. */
typedef struct mm_code {
    mm_code_kind kind;
    size_t       offset; /* bytes into the variant's text, codes left out */
    mm_str       id;     /* pairs OPEN with CLOSE: TMX i, XLIFF id */
    mm_str       match;  /* pairs source with target: TMX x */
    mm_str       type;   /* bold, link, ... */
    mm_str       data;   /* the native code, never text to translate */
} mm_code;

/* One language's wording (TMX tuv). Text is as it came, codes taken out;
 * `codes` are in text order. */
typedef struct mm_variant {
    mm_str         lang; /* BCP 47 as it came */
    mm_str         text;
    const mm_code *codes;
    size_t         n_codes;
    const mm_prop *props;
    size_t         n_props;
    const mm_note *notes;
    size_t         n_notes;
    mm_stamp       stamp;
} mm_variant;

/* Everything a unit points at belongs to whoever made it (a reader: valid
 * until its next row). Empty strings mean "not said". */
typedef struct mm_unit {
    mm_str            id;          /* as the file or store names it */
    mm_str            source_lang; /* the variant that was translated */
    const mm_variant *variants;
    size_t            n_variants;
    const mm_prop    *props;
    size_t            n_props;
    const mm_note    *notes;
    size_t            n_notes;
    mm_stamp          stamp;
    mm_str            project, client, field, status, document;
    double            score; /* posterior of the bead behind it; 0 unknown */
} mm_unit;

/** The first variant whose language is `lang` or begins with `lang` and a
 * hyphen, case aside; NULL when there is none. */
MM_API const mm_variant *mm_unit_variant(const mm_unit *unit, mm_str lang);

/** True when BCP 47 tag `tag` is `lang` or narrower: ko-KP is ko. */
MM_API bool mm_lang_matches(mm_str tag, mm_str lang);
/** The primary language of a tag: "ko" of ko-KP and ko_KR. A view of it. */
MM_API mm_str mm_lang_primary(mm_str tag);

#endif
