/* malmoi/lang.h: what is known of the words of one language: where a word can
 * be cut into stem and ending, and the form under which a word list knows it.
 * Korean and English have rules of their own; any other language gives plain
 * words folded by mm_key(). A handle never changes once open: any number of
 * threads may read it. */
#ifndef MALMOI_LANG_H
#define MALMOI_LANG_H

#include "malmoi/base.h"
#include "malmoi/titles.h"

typedef struct mm_lang mm_lang;

/**
 * Opens language `tag` (BCP 47: "ko", "en-US", "pt-BR"; only the primary tag
 * counts). `tables` is used while it opens alone. `*out` is yours until
 * mm_lang_close(), NULL on failure. MM_EINVALID: no tag; MM_EFORMAT: a broken
 * table; MM_ENOMEM.
 */
MM_API int  mm_lang_open(mm_lang **out, mm_str tag, const mm_tables *tables,
                         mm_error *err);
MM_API void mm_lang_close(mm_lang *lang); /* NULL is fine */
/** Primary tag in lower case: "ko". Valid until close. */
MM_API mm_str mm_lang_tag(const mm_lang *lang);

typedef enum mm_word_class {
    MM_WORD_NOUN,      /* a bare noun or number, or a word of another language */
    MM_WORD_NOUN_JOSA, /* noun and particles: 북방한계선에서는 */
    MM_WORD_NOUN_VERB, /* noun and a verb made of it: 강화하기, 예상된다 */
    MM_WORD_OTHER      /* verb, adverb, determiner: no noun to be had */
} mm_word_class;

/** "noun", "noun+josa", "noun+verb", "other". Static. */
MM_API const char *mm_word_class_name(mm_word_class word_class);

/* One way to cut a word. A closing quote or bracket may stand between stem and
 * ending (클리퍼”가): then `stem_len` < `ending`. */
typedef struct mm_cut {
    size_t        stem_len; /* bytes from the start of the word */
    size_t        ending;   /* where particles or verb start; the word's length
                               when there are none */
    mm_word_class word_class;
    double        score; /* 0..1, the higher the likelier; not a probability */
} mm_cut;

/* Words of a corpus and how often each stands there, so that the corpus itself
 * can tell 유엔 (also 유엔은, 유엔이) from 유 + 엔. */
typedef struct mm_paradigm mm_paradigm;

MM_API int  mm_paradigm_open(mm_paradigm **out, mm_error *err);
MM_API void mm_paradigm_close(mm_paradigm *paradigm); /* NULL is fine */
/**
 * Counts `word` of language `lang` (with outer punctuation or without). In a
 * language without particles it does nothing. MM_OK or MM_ENOMEM.
 */
MM_API int mm_paradigm_add(mm_paradigm *paradigm, const mm_lang *lang,
                           mm_str word, mm_error *err);
/** How many different chains of particles were seen behind `stem`. */
MM_API unsigned mm_paradigm_count(const mm_paradigm *paradigm, mm_str stem);

/**
 * Every legal cut of `word` (outer punctuation off), best first, at most
 * `room`; returns how many were put into `out`. The uncut word is among them.
 * `paradigm` may be NULL.
 */
MM_API size_t mm_lang_cuts(mm_cut *out, size_t room, const mm_lang *lang,
                           const mm_paradigm *paradigm, mm_str word);

/* What `malmoi analyze` prints of a word. All are views of the word given. */
typedef struct mm_analysis {
    mm_str        word;   /* outer punctuation off */
    mm_str        stem;   /* empty for MM_WORD_OTHER */
    mm_str        ending; /* particles, or the verb behind a noun; or empty */
    mm_word_class word_class;
} mm_analysis;

/** The likeliest analysis of one space-delimited word. `paradigm` may be NULL. */
MM_API void mm_analyze(mm_analysis *out, const mm_lang *lang,
                       const mm_paradigm *paradigm, mm_str word);

/**
 * The form under which a word-translation table knows `word`, behind what `out`
 * holds: folded by mm_key(), English without inflection ("operations" gives
 * "operation"; possessive off), Korean the noun without particles, or the verb
 * without its endings (추진하는 gives 추진, 늘어났다 gives 늘어나). `paradigm`
 * may be NULL. MM_OK or MM_ENOMEM.
 */
MM_API int mm_lang_stem(mm_buf *out, const mm_lang *lang,
                        const mm_paradigm *paradigm, mm_str word);

/**
 * The form of Korean particle `josa` that agrees with the end of `stem`, behind
 * what `out` holds: the particle alone. `josa` is a particle or chain of them
 * in any form (을 after 프린터 gives 를) or a pair (은/는). What is no particle
 * is given back as it stands. MM_OK or MM_ENOMEM.
 */
MM_API int mm_josa_fix(mm_buf *out, const mm_lang *lang, mm_str stem,
                       mm_str josa);

typedef enum mm_agreement {
    MM_JOSA_NONE,     /* the suffix is no chain of particles */
    MM_JOSA_DISAGREE, /* it is, in the form for another final sound */
    MM_JOSA_AGREE     /* it is; also when the end of the stem has no sound that
                         we know */
} mm_agreement;

/** Is `suffix` a legal chain of particles behind `stem`? An empty one agrees.
 * With `copula`, 이다 and its forms count too (미사일이다, 회사인). */
MM_API mm_agreement mm_josa_known(const mm_lang *lang, mm_str stem,
                                  mm_str suffix, bool copula);

/**
 * Final sound of the last letter or digit of `text` as a Korean says it, in the
 * numbering of final consonants: 0 none, 8 rieul, else 1..27; -1 unknown. SCM
 * ends in m (16), "LG" in a vowel, "3" in m, "100" in k (1). Closing quotes and
 * brackets are passed over.
 */
MM_API int mm_ko_final_sound(mm_str text);

#endif
