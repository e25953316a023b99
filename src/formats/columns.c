/* What the header of a table says: the names that glossaries really use, in
 * English and Korean, and those of memoQ, OmegaT and UTX. */
#include "formats/build.h"
#include "formats/table.h"

#include <string.h>

typedef struct named {
    const char *name;
    mm_role     role;
} named;

static const named roles[] = {
    { "source", MM_ROLE_SOURCE },
    { "src", MM_ROLE_SOURCE },
    { "source term", MM_ROLE_SOURCE },
    { "term", MM_ROLE_SOURCE },
    { "원문", MM_ROLE_SOURCE },
    { "원어", MM_ROLE_SOURCE },
    { "target", MM_ROLE_TARGET },
    { "tgt", MM_ROLE_TARGET },
    { "target term", MM_ROLE_TARGET },
    { "translation", MM_ROLE_TARGET },
    { "번역", MM_ROLE_TARGET },
    { "번역문", MM_ROLE_TARGET },
    { "역어", MM_ROLE_TARGET },
    { "concept", MM_ROLE_ID },
    { "id", MM_ROLE_ID },
    { "entry id", MM_ROLE_ID },
    { "concept id", MM_ROLE_ID },
    { "unit", MM_ROLE_UNIT },
    { "kind", MM_ROLE_KIND },
    { "field", MM_ROLE_FIELD },
    { "subject", MM_ROLE_FIELD },
    { "domain", MM_ROLE_FIELD },
    { "entry subject", MM_ROLE_FIELD },
    { "entry domain", MM_ROLE_FIELD },
    { "분야", MM_ROLE_FIELD },
    { "status", MM_ROLE_STATUS },
    { "term status", MM_ROLE_STATUS },
    { "상태", MM_ROLE_STATUS },
    { "review", MM_ROLE_REVIEW },
    { "confidence", MM_ROLE_CONFIDENCE },
    { "score", MM_ROLE_CONFIDENCE },
    { "frequency", MM_ROLE_FREQUENCY },
    { "definition", MM_ROLE_DEFINITION },
    { "정의", MM_ROLE_DEFINITION },
    { "definition source", MM_ROLE_DEFINITION_SOURCE },
    { "project", MM_ROLE_PROJECT },
    { "entry project", MM_ROLE_PROJECT },
    { "entry projectid", MM_ROLE_PROJECT },
    { "client", MM_ROLE_CLIENT },
    { "entry client", MM_ROLE_CLIENT },
    { "entry clientid", MM_ROLE_CLIENT },
    { "customer", MM_ROLE_CLIENT },
    { "document", MM_ROLE_DOCUMENT },
    { "source lang", MM_ROLE_SOURCE_LANG },
    { "note", MM_ROLE_NOTE },
    { "notes", MM_ROLE_NOTE },
    { "comment", MM_ROLE_NOTE },
    { "comments", MM_ROLE_NOTE },
    { "entry note", MM_ROLE_NOTE },
    { "비고", MM_ROLE_NOTE },
    { "설명", MM_ROLE_NOTE },
    { "created", MM_ROLE_CREATED },
    { "created by", MM_ROLE_CREATED_BY },
    { "entry creator", MM_ROLE_CREATED_BY },
    { "entry created", MM_ROLE_CREATED },
    { "changed", MM_ROLE_CHANGED },
    { "changed by", MM_ROLE_CHANGED_BY },
    { "entry modified", MM_ROLE_CHANGED },
    { "entry lastmodified", MM_ROLE_CHANGED },
    { "entry modifier", MM_ROLE_CHANGED_BY },
};

/* Behind a language and a colon. */
static const named term_roles[] = {
    { "type", MM_ROLE_TYPE },
    { "pos", MM_ROLE_POS },
    { "part of speech", MM_ROLE_POS },
    { "hanja", MM_ROLE_HANJA },
    { "context", MM_ROLE_CONTEXT },
    { "context source", MM_ROLE_CONTEXT_SOURCE },
    { "source", MM_ROLE_TERM_SOURCE },
    { "note", MM_ROLE_TERM_NOTE },
    { "status", MM_ROLE_TERM_STATUS },
    { "definition", MM_ROLE_DEFINITION },
    { "def", MM_ROLE_DEFINITION },
    { "definition source", MM_ROLE_DEFINITION_SOURCE },
};

/* Of the language column before it. */
static const named memoq[] = {
    { "term info", MM_ROLE_INFO },     { "term example", MM_ROLE_CONTEXT },
    { "type", MM_ROLE_TYPE },          { "pos", MM_ROLE_POS },
    { "part of speech", MM_ROLE_POS }, { "hanja", MM_ROLE_HANJA },
    { "context", MM_ROLE_CONTEXT },    { "example", MM_ROLE_CONTEXT },
};

static const struct {
    const char *name, *tag;
} languages[] = {
    { "english", "en" }, { "korean", "ko" },  { "japanese", "ja" },
    { "chinese", "zh" }, { "german", "de" },  { "french", "fr" },
    { "spanish", "es" }, { "russian", "ru" }, { "vietnamese", "vi" },
    { "영어", "en" },    { "영문", "en" },    { "한국어", "ko" },
    { "국문", "ko" },    { "한글", "ko" },    { "일본어", "ja" },
    { "중국어", "zh" },
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static mm_role look_up(const named *list, size_t n, mm_str name)
{
    for (size_t i = 0; i < n; i++)
        if (mm_str_eq(name, mm_cstr(list[i].name)))
            return list[i].role;
    return MM_ROLE_NONE;
}

/* `name` in lower case, "_" and "-" as spaces, into `out` (64 bytes). */
static mm_str fold(char *out, mm_str name)
{
    size_t n = 0;

    name = mm_str_trim(name);
    for (; n < name.len && n < 63; n++) {
        char c = name.ptr[n];

        out[n] = c >= 'A' && c <= 'Z'   ? (char)(c + 32)
                 : c == '_' || c == '-' ? ' '
                                        : c;
    }
    return (mm_str){ out, n };
}

/* True for a BCP 47 tag of a language that glossaries are made for: many a
 * short word ("yes", "TV") looks like a tag. */
static bool is_tag(mm_str name)
{
    static const char known[] =
        " ar bg bn cs da de el en es et fa fi fr he hi hr hu id it ja kk km ko "
        "lo lt lv mn ms my nb ne nl no pl pt ro ru sk sl sr sv sw ta th tl tr "
        "uk ur uz vi yue zh eng kor jpn zho ";
    char   code[8] = " ";
    size_t i = 0, run = 0;

    while (i < name.len && i < 4 && (name.ptr[i] | 32) >= 'a' &&
           (name.ptr[i] | 32) <= 'z') {
        code[i + 1] = (char)(name.ptr[i] | 32);
        i++;
    }
    code[i + 1] = ' ';
    if (i < 2 || i > 3 || !strstr(known, code))
        return false;
    if (i < name.len && name.ptr[i] != '-' && name.ptr[i] != '_')
        return false;
    for (; i < name.len; i++) {
        char c = name.ptr[i];
        bool letter = (c | 32) >= 'a' && (c | 32) <= 'z';

        if ((c == '-' || c == '_') && i + 1 < name.len)
            run = 0;
        else if ((!letter && !(c >= '0' && c <= '9')) || ++run > 8)
            return false;
    }
    return true;
}

/* "ko:hanja", "src:pos": a field of the term of a language. */
static bool parse_of_term(mm_column *out, mm_arena *mem, mm_str name)
{
    char   room[64];
    mm_str lang = mm_str_cut(&name, ':'), role = fold(room, name);

    out->role = mm_str_starts(name, MM_S("prop:"))
                    ? MM_ROLE_TERM_PROP
                    : look_up(term_roles, COUNT(term_roles), role);
    if (out->role == MM_ROLE_NONE)
        return false;
    if (mm_str_eq(lang, MM_S("src")) || mm_str_eq(lang, MM_S("tgt")))
        return mm_put_str(mem, &out->lang, lang) == MM_OK;
    return is_tag(lang) && mm_put_lang(mem, &out->lang, lang) == MM_OK;
}

/* "English_Def", "Korean Status": the tag of the language, NULL when the name
 * is no such thing. */
static const char *named_language(mm_str plain, mm_role *role)
{
    mm_str name = mm_str_cut(&plain, ' ');

    *role = look_up(term_roles, COUNT(term_roles), plain);
    for (size_t i = 0; i < COUNT(languages) && *role != MM_ROLE_NONE; i++)
        if (mm_str_eq(name, mm_cstr(languages[i].name)))
            return languages[i].tag;
    return NULL;
}

const char *mm_language_name(mm_str tag)
{
    static const char *const names[][2] = {
        { "en", "English" }, { "ko", "Korean" },  { "ja", "Japanese" },
        { "zh", "Chinese" }, { "de", "German" },  { "fr", "French" },
        { "es", "Spanish" }, { "ru", "Russian" }, { "vi", "Vietnamese" },
    };

    for (size_t i = 0; i < COUNT(names); i++)
        if (mm_str_eq(tag, mm_cstr(names[i][0])))
            return names[i][1];
    return NULL;
}

bool mm_column_parse(mm_column *out, mm_arena *mem, mm_str name)
{
    char        room[64];
    mm_str      plain = fold(room, name);
    const char *tag;

    *out = (mm_column){ .name = name, .lang = { "", 0 } };
    if (mm_str_find(name, MM_S(":"), 0) != SIZE_MAX &&
        parse_of_term(out, mem, mm_str_trim(name)))
        return true;
    out->role = look_up(roles, COUNT(roles), plain);
    if (out->role == MM_ROLE_NONE)
        out->role = look_up(memoq, COUNT(memoq), plain);
    if (out->role != MM_ROLE_NONE)
        return true;
    if ((tag = named_language(plain, &out->role)))
        return mm_put_lang(mem, &out->lang, mm_cstr(tag)) == MM_OK;
    out->role = MM_ROLE_NONE;
    for (size_t i = 0; i < COUNT(languages); i++)
        if (mm_str_eq(plain, mm_cstr(languages[i].name)))
            name = mm_cstr(languages[i].tag);
    if (!is_tag(mm_str_trim(name)) || mm_put_lang(mem, &out->lang, name) < 0)
        return false;
    out->role = MM_ROLE_TEXT;
    return true;
}

bool mm_is_formula(mm_str cell)
{
    size_t at = 0;

    while (at < cell.len && cell.ptr[at] == '\'')
        at++;
    return at < cell.len && strchr("=+-@\t\r", cell.ptr[at]);
}

const char *mm_script_lang(mm_str text)
{
    const char *lang = NULL;
    size_t      at = 0;
    int32_t     cp;

    while ((cp = mm_utf8_next(text, &at)) >= 0) {
        if ((cp >= 0xAC00 && cp <= 0xD7A3) || (cp >= 0x1100 && cp <= 0x11FF) ||
            (cp >= 0x3130 && cp <= 0x318F))
            return "ko";
        if (cp >= 0x3040 && cp <= 0x30FF)
            return "ja";
        if (cp >= 0x4E00 && cp <= 0x9FFF)
            lang = "zh";
        else if (!lang && cp >= 0x0400 && cp <= 0x04FF)
            lang = "ru";
        else if (!lang &&
                 ((cp >= 'A' && cp <= 'Z') || (cp >= 'a' && cp <= 'z')))
            lang = "en";
    }
    return lang;
}
