/*
 * One word, several spellings. English has a table of American and other ones;
 * the North and the South of Korea differ at the head of Sino-Korean words, by
 * rule, and inside them and in foreign names, by table.
 */
#include "lang/spelling.h"

#include "malmoi/text.h"
#include "malmoi/titles.h"

#include <string.h>

static int read_spellings(mm_table_map *out, const mm_tables *tables,
                          const char *name)
{
    mm_str text;

    return mm_tables_get(&text, tables, name, NULL) < 0
               ? MM_OK
               : mm_table_map_read(out, text);
}

int mm_spelling_open(mm_spelling *out, const mm_tables *tables, mm_error *err)
{
    *out = (mm_spelling){ 0 };
    if (read_spellings(&out->english, tables, "spelling-en.tsv") == MM_OK &&
        read_spellings(&out->northern, tables, "spelling-ko.tsv") == MM_OK)
        return MM_OK;
    mm_spelling_release(out);
    return mm_fail_memory(err);
}

void mm_spelling_release(mm_spelling *spelling)
{
    mm_table_map_release(&spelling->english);
    mm_table_map_release(&spelling->northern);
    mm_buf_release(&spelling->room);
    mm_buf_release(&spelling->more);
    *spelling = (mm_spelling){ 0 };
}

static bool next_word(mm_str *text, mm_str *word)
{
    size_t at = 0, end;

    while (at < text->len && strchr(" -/\t", text->ptr[at]))
        at++;
    for (end = at; end < text->len && !strchr(" -/\t", text->ptr[end]);)
        end++;
    *word = mm_str_sub(*text, at, end - at);
    *text = mm_str_sub(*text, end, SIZE_MAX);
    return word->len > 0;
}

static mm_str usual_of(const mm_table_map *spellings, mm_str word)
{
    const mm_str *usual = mm_table_map_find(spellings, word);

    return usual ? *usual : word;
}

mm_str mm_spelling_usual(const mm_spelling *spelling, mm_str word)
{
    return usual_of(&spelling->english, word);
}

int mm_spelling_latin(mm_buf *out, mm_spelling *spelling,
                      const mm_lang *english, mm_str text)
{
    mm_str rest, word;
    int    rc;

    mm_buf_clear(&spelling->room);
    mm_buf_clear(&spelling->more);
    if ((rc = mm_en_singular(&spelling->room, english, text)) < 0 ||
        (rc = mm_key(&spelling->more, mm_buf_str(&spelling->room))) < 0)
        return rc;
    mm_buf_clear(&spelling->room);
    rest = mm_buf_str(&spelling->more);
    while (rc == MM_OK && next_word(&rest, &word))
        rc = mm_buf_put(&spelling->room, mm_spelling_usual(spelling, word));
    return rc == MM_OK ? mm_key_tight(out, mm_buf_str(&spelling->room)) : rc;
}

/* The North keeps r and n at the head of Sino-Korean words, the South drops
 * or changes them: 로동 노동, 녀성 여성, 리론 이론. */
static int32_t southern_head(int32_t syllable)
{
    int32_t index = syllable - 0xAC00, initial = index / 588;
    int32_t vowel = index % 588 / 28;
    /* ya, yae, yeo, ye, yo, yu, i: before these the sound is dropped */
    bool soft = vowel == 2 || vowel == 3 || vowel == 6 || vowel == 7 ||
                vowel == 12 || vowel == 17 || vowel == 20;

    if (syllable < 0xAC00 || syllable > 0xD7A3)
        return syllable;
    if (soft && (initial == 5 || initial == 2)) /* rieul, nieun */
        return 0xAC00 + 11 * 588 + index % 588;
    if (!soft && initial == 5)
        return 0xAC00 + 2 * 588 + index % 588;
    return syllable;
}

enum { SYLLABLE = 3, NORTHERN = 5 }; /* bytes; syllables of a table's word */

/* The Northern word that begins at `at` in its Southern spelling, the longest
 * first; empty: none does. `*len` is its length. */
static mm_str southern_word(const mm_spelling *spelling, mm_str word, size_t at,
                            size_t *len)
{
    for (*len = NORTHERN * SYLLABLE; *len >= 2 * SYLLABLE; *len -= SYLLABLE) {
        mm_str part = mm_str_sub(word, at, *len), usual;

        if (part.len < *len)
            continue;
        usual = usual_of(&spelling->northern, part);
        if (usual.ptr != part.ptr)
            return usual;
    }
    return (mm_str){ 0 };
}

/* `word` as the South spells it, behind what `out` holds. */
static int put_southern(mm_buf *out, const mm_spelling *spelling, mm_str word)
{
    size_t at = 0, len;
    int    rc = MM_OK;

    while (rc == MM_OK && at < word.len) {
        size_t  pos = at;
        int32_t cp = mm_utf8_next(word, &pos);
        mm_str  usual = southern_word(spelling, word, at, &len);

        if (usual.len) {
            rc = mm_buf_put(out, usual);
            pos = at + len;
        } else {
            rc = mm_buf_put_cp(out, at ? cp : southern_head(cp));
        }
        at = pos;
    }
    return rc;
}

int mm_spelling_hangul(mm_buf *out, mm_spelling *spelling, mm_str text)
{
    mm_str word;
    int    rc = MM_OK;

    mm_buf_clear(&spelling->room);
    while (rc == MM_OK && next_word(&text, &word))
        rc = put_southern(&spelling->room, spelling, word);
    return rc == MM_OK ? mm_key_tight(out, mm_buf_str(&spelling->room)) : rc;
}
