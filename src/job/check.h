/* The rules of `check`, each in a function over a source and its translation,
 * and what they share. */
#ifndef MM_JOB_CHECK_H
#define MM_JOB_CHECK_H

#include "malmoi/align_job.h"
#include "malmoi/check.h"
#include "malmoi/lines.h"
#include "malmoi/recognize.h"
#include "malmoi/sound.h"
#include "malmoi/words.h"

#include "base/map.h"
#include "job/check_splice.h"
#include "match/agree.h"

typedef enum check_rule { /* as in the table of check.c */
                          CHECK_TERM,
                          CHECK_FORBIDDEN,
                          CHECK_KEEP,
                          CHECK_NUMBER,
                          CHECK_CODE,
                          CHECK_UNTRANSLATED,
                          CHECK_INCONSISTENT,
                          CHECK_PARTICLE,
                          CHECK_SPACE,
                          CHECK_PUNCTUATION,
                          CHECK_REGISTER,
                          CHECK_NAME,
                          CHECK_RULES
} check_rule;

/* A source and one of its translations. */
typedef struct check_pair {
    const mm_variant *source, *target;
    mm_str            id;
    long              line;
} check_pair;

/* What is opened for one language when it is first met. */
typedef struct check_lang {
    mm_str     tag;
    mm_valuer *valuer; /* NULL: its numbers are not known */
} check_lang;

/* Terms of one language, to be rendered in another. */
typedef struct check_terms {
    mm_str         lang, target;
    mm_recognizer *recognizer;
} check_terms;

/* A sentence in one register, kept until the document is read. */
typedef struct check_sentence {
    mm_str   id, lang, text;
    long     line;
    size_t   start, len; /* of the ending */
    unsigned polite;
} check_sentence;

/* What is known of the whole document so far. */
typedef struct check_document {
    mm_map          sources; /* language pair and source: number */
    uint64_t       *targets; /* by number: hash of the first translation */
    long           *lines;   /* and where it stands */
    size_t          cap_targets, cap_lines;
    check_sentence *sentences;
    size_t          n_sentences, cap_sentences;
    size_t          polite, plain;
    mm_map          names;     /* Latin name: number */
    mm_map          told;      /* name and spelling */
    mm_str         *spellings; /* by number: the first Hangul spelling */
    long           *name_lines;
    size_t          cap_spellings, cap_name_lines;
    mm_arena        mem;
} check_document;

/* Two texts: lines that belong together, or documents that were aligned. */
typedef struct check_texts {
    mm_line_reader *lines[2]; /* source, target; or ... */
    mm_align_job   *job;
    mm_pair_result  pair;
    size_t          bead;
    size_t          line, line_at; /* lines before byte line_at of the target */
    mm_str          langs[2];
    mm_buf          joined[2]; /* segments of a bead */
    mm_variant      sides[2];
    mm_unit         unit; /* made of them */
} check_texts;

/* How far the characters of a text are counted. */
typedef struct check_counted {
    const char *text; /* NULL: of none */
    size_t      at, chars;
} check_counted;

struct mm_check {
    mm_check_options    o;
    mm_severity         severity[CHECK_RULES];
    mm_map              ignored; /* tight keys of terms that are left alone */
    mm_str              file, target_file;
    mm_reader          *reader;
    mm_writer          *writer;
    const mm_format    *same; /* the writer writes what the reader reads */
    check_splice        splice;
    check_texts         texts;
    check_lang         *langs;
    check_terms        *terms;
    struct check_sides *sides_found; /* terms of both sides */
    size_t              n_langs, cap_langs, n_terms, cap_terms;
    mm_lang            *ko;
    mm_agree            agree;
    mm_sound           *sound;
    mm_values           a, b;
    check_document      doc;
    mm_arena            kept; /* as long as the check */
    mm_arena            mem;  /* of the unit looked at */
    mm_remark          *remarks;
    check_counted       counted; /* of the unit looked at */
    size_t              n, cap, next;
    size_t              units, fixed;
    bool                ended;
};

/** Adds a finding about bytes start..start+len of `v`; `fix` NULL for none.
 * It is left out when the rule is off. MM_OK or MM_ENOMEM. */
int check_say(mm_check *c, check_rule rule, const check_pair *pair,
              const mm_variant *v, size_t start, size_t len, const mm_str *fix,
              const char *why, ...) MM_PRINTF(8, 9);
/** The fix of the last finding is safe. */
void check_safe(mm_check *c);
bool check_wants(const mm_check *c, check_rule rule);

/* Each looks for what its rule says; MM_OK or an error. */
int check_terms_of(mm_check *c, const check_pair *pair, mm_error *err);
int check_values(mm_check *c, const check_pair *pair, mm_error *err);
int check_codes(mm_check *c, const check_pair *pair);
int check_placeholders(mm_check *c, const check_pair *pair);
int check_untranslated(mm_check *c, const check_pair *pair);
int check_spaces(mm_check *c, const check_pair *pair);
int check_marks(mm_check *c, const check_pair *pair);
int check_particles(mm_check *c, const check_pair *pair);

/* Those that need the document: what they keep of a pair, and what they say
 * when it is read. */
int  check_several(mm_check *c, const check_pair *pair);
int  check_sentences(mm_check *c, const check_pair *pair);
int  check_registers(mm_check *c);
int  check_names(mm_check *c, const check_pair *pair);
void check_document_release(check_document *doc);

/** Opens what is checked, and what is written. */
int check_open_units(mm_check *c, const char *path, mm_error *err);
int check_open_texts(mm_check *c, const char *a, const char *b, mm_error *err);
/** The next item: MM_ROW, MM_OK at the end. */
int  check_read(mm_item *out, mm_check *c, mm_error *err);
void check_texts_release(check_texts *texts);

/** Reads the rule file; see docs/check.md. */
int check_read_rules(mm_check *c, const char *path, mm_error *err);

/** `unit` with the safe fixes of the remarks made, in c->mem. */
int check_mend(mm_unit *out, mm_check *c, const mm_unit *unit);

#endif
