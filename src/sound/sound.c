/*
 * Scores of pairs of names: the model of letters, and what is known of names.
 *
 * The model hears one chain of letters. A name in several words can stand in
 * another order (Fumio Kishida, 기시다 후미오), can have initials and numerals
 * that the other side leaves out (Lloyd J. Austin III), can be a Korean's,
 * spelt by a custom that the tables of names know, or a Chinese name read the
 * Korean way. Each is another account of the pair; the best one counts, less a
 * toll for the choice.
 */
#include "malmoi/sound.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "malmoi/names.h"
#include "sound/readings.h"
#include "sound/train.h"

struct mm_sound {
    mm_sound_model model;
    mm_names      *names;    /* NULL: none */
    mm_readings    readings; /* of Chinese syllables, the Korean way */
    mm_readings    pinyin;   /* and as they sound */
};

static const double LEAST = -60;     /* nats; as low as a score gets */
static const double TURN_TOLL = 0.7; /* ln 2: one of two orders */
static const double DROP_TOLL = 0.7;
static const double NAME_TOLL = 0.7;
static const double PINYIN_TOLL = 2; /* most names are not Chinese */
static const double SINO_TOLL = 2.5; /* few Chinese names are read so today */
static const double KOREAN_LEAST = 0.05; /* mm_name_is_korean() */
static const double KOREAN_SCORE = 3;    /* by the tables of names, */
static const double KOREAN_SLACK = 10;   /* and this near to the best account */
/* A Korean surname that agrees, with a given name that cannot be spelt so: two
 * persons of one family name. */
static const double NAMESAKE_TOLL = 3;
static const double RARE = -4; /* ln p of a spelling */

static int open_tables(mm_sound *sound, const mm_tables *tables, mm_error *err)
{
    mm_str text;
    int    rc = mm_names_open(&sound->names, tables, err);

    if (rc == MM_OK &&
        (rc = mm_tables_get(&text, tables, "pinyin-readings.tsv", err)) ==
            MM_OK &&
        (rc = mm_readings_read(&sound->readings, text, err)) == MM_OK &&
        (rc = mm_tables_get(&text, tables, "pinyin-hangul.tsv", err)) == MM_OK)
        rc = mm_readings_read(&sound->pinyin, text, err);
    return rc;
}

int mm_sound_open(mm_sound **out, const mm_tables *tables, mm_error *err)
{
    mm_sound *sound = calloc(1, sizeof *sound);
    mm_str    text;
    int       rc;

    *out = NULL;
    if (!sound)
        return mm_fail_memory(err);
    if ((rc = mm_tables_get(&text, tables, "sound.tsv", err)) == MM_OK &&
        (rc = mm_sound_model_read(&sound->model, text, err)) == MM_OK)
        rc = open_tables(sound, tables, err);
    if (rc == MM_OK)
        *out = sound;
    else
        mm_sound_close(sound);
    return rc;
}

int mm_sound_train(mm_sound **out, mm_str rows, const mm_tables *tables,
                   const mm_sound_options *options, mm_error *err)
{
    mm_sound *sound = calloc(1, sizeof *sound);
    int       rc;

    *out = NULL;
    if (!sound)
        return mm_fail_memory(err);
    rc = mm_sound_model_train(&sound->model, rows, options, err);
    if (rc == MM_OK && tables)
        rc = open_tables(sound, tables, err);
    if (rc == MM_OK)
        *out = sound;
    else
        mm_sound_close(sound);
    return rc;
}

int mm_sound_write(mm_buf *out, const mm_sound *sound)
{
    return mm_sound_model_write(out, &sound->model);
}

void mm_sound_close(mm_sound *sound)
{
    if (!sound)
        return;
    mm_sound_model_release(&sound->model);
    mm_readings_release(&sound->readings);
    mm_readings_release(&sound->pinyin);
    mm_names_close(sound->names);
    free(sound);
}

/* ---- one account ---- */

static double nats(double odds)
{
    double ln = odds > 0 ? log(odds) : LEAST;

    return ln > LEAST ? ln : LEAST;
}

static double heard(const mm_sound *sound, const mm_latin *latin,
                    const mm_jamo *jamo)
{
    uint8_t end = (uint8_t)jamo->n;
    double  odds = 0;

    mm_sound_model_odds(&odds, &sound->model, latin, jamo, 0, &end, 1);
    return nats(odds);
}

/* A word that the other language leaves out: J., III, Jr. */
static bool is_dropped(const mm_latin_words *words, size_t word)
{
    static const char *const known[] = { "ii", "iii", "iv", "jr", "sr" };
    size_t                   n = words->start[word + 1] - words->start[word];

    if (n == 1)
        return true;
    for (size_t i = 0; word > 0 && i < sizeof known / sizeof *known; i++) {
        const uint8_t *at = words->at + words->start[word];
        size_t         k = 0;

        while (k < n && known[i][k] && at[k] == known[i][k] - 'a' + 1)
            k++;
        if (k == n && !known[i][k])
            return true;
    }
    return false;
}

typedef struct account {
    double         score;
    mm_sound_order order;
    double         korean; /* as a Korean's name by the tables */
} account;

static void offer(account *best, double score, mm_sound_order order)
{
    if (score > best->score) {
        best->score = score;
        best->order = order;
    }
}

/* Words `keep[0..n)` as they stand, and with the last one first. */
static void offer_orders(account *best, const mm_sound *sound,
                         const mm_latin_words *words, const size_t *keep,
                         size_t n, const mm_jamo *jamo, double toll)
{
    mm_latin latin = { .n = 0 };

    for (size_t i = 0; i < n; i++)
        mm_latin_add(&latin, words, keep[i]);
    offer(best, heard(sound, &latin, jamo) - toll, MM_SOUND_AS_IS);
    if (n < 2)
        return;
    latin.n = 0;
    for (size_t i = 0; i < n; i++)
        mm_latin_add(&latin, words, keep[(i + n - 1) % n]);
    offer(best, heard(sound, &latin, jamo) - toll - TURN_TOLL, MM_SOUND_TURNED);
}

static void offer_sound(account *best, const mm_sound *sound,
                        const mm_latin_words *words, const mm_jamo *jamo)
{
    size_t all[LATIN_WORDS_MAX] = { 0 }, kept[LATIN_WORDS_MAX] = { 0 }, n = 0;

    for (size_t i = 0; i < words->n_words; i++) {
        all[i] = i;
        if (!is_dropped(words, i))
            kept[n++] = i;
    }
    offer_orders(best, sound, words, all, words->n_words, jamo, 0);
    if (n >= 2 && n < words->n_words)
        offer_orders(best, sound, words, kept, n, jamo, DROP_TOLL);
}

/* ln p of the Latin letters by chance. */
static double chance(const mm_sound *sound, const mm_latin_words *words)
{
    double sum = 0;

    for (size_t i = 0; i < words->n; i++)
        sum += sound->model.ln_latin[words->at[i]];
    return sum;
}

/* Is one end of the Latin name how the Hangul's surname is spelt? */
static bool same_surname(const mm_sound *sound, mm_str latin, mm_str family,
                         const mm_latin_words *words)
{
    size_t last = words->n_words - 1;
    mm_str front =
        mm_str_sub(latin, words->from[0], words->to[0] - words->from[0]);
    mm_str back = mm_str_sub(latin, words->from[last],
                             words->to[last] - words->from[last]);

    return mm_name_surname_spelling(sound->names, family, front) > RARE ||
           mm_name_surname_spelling(sound->names, family, back) > RARE;
}

static void offer_korean(account *best, const mm_sound *sound, mm_str latin,
                         mm_str hangul, const mm_latin_words *words,
                         const mm_jamo *jamo)
{
    size_t surname;
    double ln;

    if (!sound->names || jamo->n_syllables < 2 || jamo->n_syllables > 4 ||
        words->n_words > 4 || hangul.len > 3 * jamo->n_syllables)
        return;
    ln = mm_name_spelling(sound->names, hangul, latin);
    if (ln > LEAST * 2) {
        best->korean = ln - chance(sound, words) - NAME_TOLL;
        offer(best, best->korean, MM_SOUND_AS_IS);
        return;
    }
    surname = mm_names_surname(sound->names, hangul);
    if (surname && words->n_words > 1 &&
        mm_name_is_korean(sound->names, hangul) > KOREAN_LEAST &&
        same_surname(sound, latin, mm_str_sub(hangul, 0, surname), words))
        best->score -= NAMESAKE_TOLL;
}

/* A Korean's surname behind a given name of another language: Sandra Oh, 샌드라
 * 오. */
static void offer_emigrant(account *best, const mm_sound *sound, mm_str latin,
                           mm_str hangul, const mm_latin_words *words)
{
    size_t         space = hangul.len, last = words->n_words - 1;
    mm_latin       given = { .n = 0 };
    mm_latin_words family = { .n = words->n - words->start[last] };
    mm_jamo        jamo;
    double         ln;

    while (space && hangul.ptr[space - 1] != ' ')
        space--;
    if (!sound->names || words->n_words < 2 || space == 0)
        return;
    ln = mm_name_surname_spelling(
        sound->names, mm_str_sub(hangul, space, hangul.len),
        mm_str_sub(latin, words->from[last],
                   words->to[last] - words->from[last]));
    if (ln <= RARE)
        return;
    memcpy(family.at, words->at + words->start[last], family.n);
    for (size_t i = 0; i < last; i++)
        mm_latin_add(&given, words, i);
    mm_jamo_read(&jamo, mm_str_sub(hangul, 0, space - 1));
    if (jamo.n)
        offer(best,
              heard(sound, &given, &jamo) + ln - chance(sound, &family) -
                  NAME_TOLL,
              MM_SOUND_AS_IS);
}

/* The words with the last one first. */
static void turn(mm_latin_words *out, const mm_latin_words *words)
{
    size_t last = words->start[words->n_words - 1], n = words->n - last;

    *out = *words;
    memcpy(out->at, words->at + last, n);
    memcpy(out->at + n, words->at, last);
}

/* A Chinese name, read the Korean way or written as it sounds, in either order.
 */
static void offer_chinese(account *best, const mm_sound *sound,
                          const mm_latin_words *words, const mm_jamo *jamo)
{
    mm_latin_words turned;
    size_t         n;
    double         ln;

    if (words->n_words > 3)
        return;
    ln = mm_readings_score(&n, &sound->readings, words, jamo);
    offer(best, ln + (double)n * log(sound->readings.total) - SINO_TOLL,
          MM_SOUND_SINO_KOREAN);
    ln = mm_readings_score(&n, &sound->pinyin, words, jamo);
    if (n)
        offer(best, ln - chance(sound, words) - PINYIN_TOLL, MM_SOUND_AS_IS);
    if (n || words->n_words < 2)
        return;
    turn(&turned, words);
    ln = mm_readings_score(&n, &sound->pinyin, &turned, jamo);
    if (n)
        offer(best, ln - chance(sound, words) - PINYIN_TOLL - TURN_TOLL,
              MM_SOUND_TURNED);
}

static account best_account(const mm_sound *sound, mm_str latin, mm_str hangul,
                            const mm_latin_words *words, const mm_jamo *jamo)
{
    account best = { .score = LEAST, .korean = LEAST };

    if (words->n == 0 || jamo->n == 0)
        return best;
    offer_sound(&best, sound, words, jamo);
    offer_korean(&best, sound, latin, hangul, words, jamo);
    offer_emigrant(&best, sound, latin, hangul, words);
    if (sound->readings.n)
        offer_chinese(&best, sound, words, jamo);
    return best;
}

double mm_sound_score(const mm_sound *sound, mm_str latin, mm_str hangul)
{
    mm_latin_words words;
    mm_jamo        jamo;

    mm_latin_words_read(&words, latin);
    mm_jamo_read(&jamo, hangul);
    return best_account(sound, latin, mm_str_trim(hangul), &words, &jamo).score;
}

/* ---- persons ---- */

double mm_sound_person(mm_sound_result *out, const mm_sound *sound,
                       mm_str latin, mm_str hangul)
{
    mm_latin_words words;
    mm_jamo        jamo;
    account        best;
    size_t         surname, word = 0;

    mm_latin_words_read(&words, latin);
    mm_jamo_read(&jamo, hangul);
    best = best_account(sound, latin, hangul, &words, &jamo);
    *out = (mm_sound_result){ .score = best.score, .order = best.order };
    surname = sound->names ? mm_names_surname(sound->names, hangul) : 0;
    out->is_korean_name =
        best.korean > KOREAN_SCORE && best.korean > best.score - KOREAN_SLACK &&
        surname && surname < hangul.len &&
        mm_name_is_korean(sound->names, hangul) > KOREAN_LEAST;
    out->probability = mm_sound_probability(
        best.score, words.n, jamo.n_syllables,
        out->is_korean_name ? MM_SOUND_PERSON : MM_SOUND_ANY);
    if (out->is_korean_name && words.n_words > 1) {
        size_t last = words.n_words - 1;
        mm_str front =
            mm_str_sub(latin, words.from[0], words.to[0] - words.from[0]);
        mm_str back = mm_str_sub(latin, words.from[last],
                                 words.to[last] - words.from[last]);
        mm_str family = mm_str_sub(hangul, 0, surname);

        if (mm_name_surname_spelling(sound->names, family, back) >
            mm_name_surname_spelling(sound->names, family, front)) {
            out->order = MM_SOUND_TURNED;
            word = last;
        }
        out->hangul_surname_len = surname;
        out->latin_surname = words.from[word];
        out->latin_surname_len = words.to[word] - words.from[word];
    }
    return out->score;
}

/* ---- parts of a word ---- */

/* Best end of a part that starts at syllable `first`. */
static double best_end(const mm_sound *sound, const mm_latin *latin,
                       const mm_jamo *jamo, size_t first, size_t *last)
{
    double odds[LETTERS_MAX], best = 0;
    size_t start = first ? jamo->end[first - 1] : 0;
    size_t n = jamo->n_syllables - first;

    mm_sound_model_odds(odds, &sound->model, latin, jamo, start,
                        jamo->end + first, n);
    *last = first;
    for (size_t i = 0; i < n; i++)
        if (odds[i] > best) {
            best = odds[i];
            *last = first + i;
        }
    return best;
}

static double best_run(const mm_sound *sound, mm_str latin, mm_str hangul,
                       bool prefix, size_t *from, size_t *len)
{
    mm_latin_words words;
    mm_latin       a;
    mm_jamo        b;
    double         best = 0;

    *from = *len = 0;
    mm_latin_words_read(&words, latin);
    mm_latin_all(&a, &words);
    mm_jamo_read(&b, hangul);
    if (words.n == 0)
        return LEAST;
    for (size_t i = 0; i < b.n_syllables && (i == 0 || !prefix); i++) {
        size_t last;
        double odds = best_end(sound, &a, &b, i, &last);

        if (odds > best) {
            best = odds;
            *from = b.from[i];
            *len = b.to[last] - b.from[i];
        }
    }
    return nats(best);
}

double mm_sound_best_prefix(const mm_sound *sound, mm_str latin, mm_str hangul,
                            size_t *len)
{
    size_t from;
    double score = best_run(sound, latin, hangul, true, &from, len);

    if (*len)
        *len += from;
    if (score < 0)
        *len = 0;
    return score;
}

double mm_sound_best_part(const mm_sound *sound, mm_str latin, mm_str hangul,
                          size_t *from, size_t *len)
{
    double score = best_run(sound, latin, hangul, false, from, len);

    if (score < 0)
        *from = *len = 0;
    return score;
}
