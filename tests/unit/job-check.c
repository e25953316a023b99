/* The rules of check: what each finds, what it leaves alone, what is mended. */
#include "malmoi/check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static mm_tables *tables;
static char       folder[64], source[96], target[96], other[96];

static int open_all(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/check-%ld", (long)getpid());
    snprintf(source, sizeof source, "%s.en.txt", folder);
    snprintf(target, sizeof target, "%s.ko.txt", folder);
    snprintf(other, sizeof other, "%s.other", folder);
    return mm_tables_open(&tables, NULL, NULL);
}

static int close_all(void **state)
{
    (void)state;
    mm_tables_close(tables);
    remove(source);
    remove(target);
    remove(other);
    return 0;
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

/* "rule:span rule:span" of all findings. */
static void findings_of(mm_buf *out, mm_check *check)
{
    mm_remark r;
    mm_error  err = { 0 };
    int       rc;

    mm_buf_clear(out);
    mm_buf_put(out, MM_S(""));
    while ((rc = mm_check_next(check, &r, &err)) == MM_ROW) {
        assert_true(r.start + r.len <= r.text.len);
        assert_int_equal(r.char_start,
                         mm_utf8_count(mm_str_sub(r.text, 0, r.start)));
        mm_buf_printf(out, "%s%s:%.*s", out->len ? " " : "", r.rule->name,
                      (int)r.len, r.text.ptr + r.start);
        if (r.has_fix)
            mm_buf_printf(out, ">%.*s", (int)r.fix.len, r.fix.ptr);
    }
    if (rc < 0)
        fail_msg("%s", err.text);
}

/* A text of many sentences is kept once, not once for each of them. */
static void registers_share_their_text(void **state)
{
    mm_check_options o = { .langs = MM_S("en,ko"), .tables = tables };
    mm_check        *check = NULL;
    mm_error         err = { 0 };
    mm_remark        r;
    const char      *text = NULL;
    size_t           n = 0;
    int              rc;

    (void)state;
    write_file(source, "It works. It runs. It ends. It was. So it is.\n");
    write_file(target, "작동합니다. 돌아갑니다. 끝납니다. 했습니다. 뜁니다. "
                       "앉습니다. 섭니다. 갑니다. 그렇게 한다. 그는 간다.\n");
    assert_int_equal(mm_check_open(&check, source, target, &o, &err), MM_OK);
    while ((rc = mm_check_next(check, &r, &err)) == MM_ROW) {
        if (strcmp(r.rule->name, "register") != 0)
            continue;
        text = text ? text : r.text.ptr;
        assert_ptr_equal(r.text.ptr, text);
        n++;
    }
    assert_int_equal(mm_check_close(check, rc, &err), MM_OK);
    assert_int_equal(n, 2);
}

/* ---- one row, one test ---- */

static const struct row {
    const char *name, *en, *ko, *found;
} rows[] = {
    { "sound", "Open the file.", "파일을 여십시오.", "" },
    { "particle", "Turn the printer on.", "프린터을 켜십시오.",
      "particle:을>를" },
    { "particle after rieul", "He went to Seoul.", "서울으로 갔다.",
      "particle:으로>로" },
    { "nouns that look so", "The village in autumn", "가을 마을과 국가", "" },
    { "verbs that look so", "To build and to heal", "지을 집과 나을 병", "" },
    { "spelled out", "The NLL", "NLL를 넘었다", "particle:를>을" },
    { "said as a word, perhaps", "SET", "SET를 SET을", "" },
    { "alike in both ways", "USB, URL, Linux", "USB을 URL를 Linux을",
      "particle:을>를 particle:를>을 particle:을>를" },
    { "counted", "10 of 2024, 3, 2", "10개을 3번를 2024년를 2층로",
      "particle:을>를 particle:를>을 particle:를>을 particle:로>으로" },
    { "counted well", "10 of 2024, 3, 2, 7", "10개를 3번을 2024년을 2층으로 7일로", "" },
    { "units", "3%, 5 km, 2", "3%을 5km을 5㎞은 수백m이 2t를",
      "particle:을>를 particle:을>를 particle:은>는 particle:이>가 "
      "particle:를>을" },
    { "the copula", "It is a shadow", "그림자이나 100m이나", "" },
    { "units well", "3%, 5 km, 20%", "3%를 5km를 5㎞는 5kg을 5kg를 20%이상", "" },
    { "letters apart", "Turn the printer on.",
      "\u1111\u1173\u1105\u1175\u11AB\u1110\u1165\u110B\u1173\u11AF "
      "\u110F\u1167\u11AF \u1112\u1161\u11AB\u1103\u1161.",
      "particle:\u110B\u1173\u11AF>를" },
    { "quoted", "the 'file'", "‘파일’를 \"서버\"이 「글」와",
      "particle:를>을 particle:이>가 particle:와>과" },
    { "quoted speech", "'yes' he said", "“가자”라고 ‘사랑’이란 “좋다”는", "" },
    { "quoted well", "'file'", "‘파일’을 \"서버\"가 ‘SET’을 ‘SET’를", "" },
    { "behind a tag", "<b>save</b>", "<b>저장</b>를 누른다",
      "particle:를>을" },
    { "same number", "1.8 trillion won", "1조8천억원", "" },
    { "another power", "3.2 billion won", "3.2억 원",
      "number:3.2 billion won" },
    { "another measure", "It weighs 70 kg.", "무게는 70g이다.",
      "number:70 kg" },
    { "another span of time", "within 3 days", "3주 이내", "number:3 days" },
    { "another currency", "It costs €50.", "가격은 50달러이다.",
      "number:€50" },
    { "another half of the day", "at 3:30 p.m.", "오전 3시 30분에",
      "number:3:30 p.m." },
    { "the same half", "at 3:30 p.m.", "오후 3시 30분에", "" },
    { "the same by another measure", "It weighs 2,500 kg, in two weeks.",
      "무게는 2.5톤, 14일 만이다.", "" },
    { "the end of a range", "between 2 and 8 degrees", "2~8도에서", "" },
    { "figures met elsewhere", "5 minutes by bus 5", "5번 버스로 5분", "" },
    { "figures turned round", "Growth was 1.5%.", "성장률은 5.1%였다.",
      "number:1.5% number:5.1%" },
    { "another end of a range", "6 to 8 weeks", "6~9주", "number:6 to 8 weeks" },
    { "another result", "They won 5-3.", "5-2로 이겼다.", "number:5-3" },
    { "another degree", "at 25°C", "25°F에서", "number:25°C" },
    { "the same in degrees", "at 77°F", "25℃에서", "" },
    { "another size", "10 mL and 512 MB", "10L와 512GB",
      "number:10 mL number:512 MB" },
    { "hours and minutes", "90 minutes", "1시간 30분", "" },
    { "basis points", "by 25 basis points", "0.25%포인트", "" },
    { "another telephone", "Call 02-123-4567.", "02-123-4568로 전화하십시오.",
      "number:02-123-4567 number:02-123-4568" },
    { "the same telephone", "Call 02-123-4567.", "02 123 4567로", "" },
    { "another weekday", "on Monday", "화요일에", "number:Monday" },
    { "the same weekday", "Monday or Tuesday", "월요일이나 화요일에", "" },
    { "a weekday left out", "On Friday he said on Monday", "금요일에 말했다", "" },
    { "another version", "Version 2.10.3 of 2024.3.5", "2024년 3월 5일자 2.1.3판",
      "number:2.10.3 number:2.1.3" },
    { "the same version", "from 2.10.3 to 10.0.0.1", "10.0.0.1, 2.10.3에서", "" },
    { "another number", "Chapter 3 of 12", "12장 중 4장",
      "number:3 number:4장" },
    { "spelled in words", "He sold 250 sheep.",
      "그는 양 이백오십 마리를 팔았다.", "" },
    { "small talk", "It made the front page.", "1면에 실렸다.", "" },
    { "a date", "on July 8, 2024", "2024년 7월 9일에",
      "number:July 8, 2024 "
      "number:2024년 7월 9일" },
    { "placeholder", "Copied %s to {name}.", "%s에 복사했다.", "code:{name}" },
    { "placeholder twice", "%d of %d", "%d", "code:%d" },
    { "named, in Python", "Value: %(name)s", "값: %(nam)s",
      "code:%(name)s code:%(nam)s" },
    { "formatted", "Total: {sum:.2f}", "합계: {sum:.3f}",
      "code:{sum:.2f} code:{sum:.3f}" },
    { "branches are text", "{g, select, male {He} other {They}} left.",
      "{g, select, male {그} other {그들}} 떠났다.", "" },
    { "percent is none", "100% of it", "그 중 100%", "" },
    { "a tag", "Press <b>OK</b>.", "<b>확인을 누른다.", "code:<b> code:</b>" },
    { "to fill in", "Save as <file name>.", "<파일 이름>으로 저장한다.", "" },
    { "untranslated", "Open the file.", "Open the file.",
      "untranslated:Open the file." },
    { "an acronym stays", "SCM", "SCM", "" },
    { "an address stays", "https://example.org/a", "https://example.org/a",
      "" },
    { "names of programs stay", "a@b.org, file_name, pH 7.4", "a@b.org, file_name, pH 7.4", "" },
    { "empty", "Open the file.", "", "untranslated:" },
    { "doubled space", "Open the file.", "파일을  여십시오.", "space:  > " },
    { "space before", "Open, please.", "파일을 여십시오 .", "space: >" },
    { "laid out", "a  b", "가  나", "" },
    { "a question", "Is it open?", "열려 있다.", "punctuation:." },
    { "bracket", "The file (new)", "파일(새", "punctuation:(" },
    { "a quote", "He said “no”.", "그는 “아니라고 말했다.", "punctuation:“" },
    { "a closing quote", "He said “no”.", "그는 아니”라고 말했다.", "punctuation:”" },
    { "a straight quote", "He said \"no\".", "그는 \"아니라고 말했다.",
      "punctuation:\"" },
    { "quotes within, and an inch", "A 5\" disk", "5\" “디스크 “새 것””", "" },
    { "doubled mark", "Wait, then go.", "기다려,, 그리고 가라.",
      "punctuation:,,>," },
    { "ellipsis", "Wait...", "기다려...", "" },
    { "full-width", "Wait, then go.", "기다려， 그리고 가라.",
      "punctuation:，>," },
    { "register", "A.\nB.\nC.\nD.\nE.",
      "갔다.\n왔다.\n있다.\n보았다.\n먹습니다.", "register:습니다" },
    { "one register", "A.\nB.", "갔습니다.\n왔습니다.", "" },
    { "quotations", "A.\nB.\nC.",
      "갔습니다.\n“나는 간다.”라고 했습니다.\n왔습니다.", "" },
    { "headings", "A\nB.\nC.", "회담이 열리다\n갔습니다.\n왔습니다.", "" },
    { "not to be", "A.\nB.\nC.", "학교가 아니다.\n갔다.\n왔다.", "" },
    { "two translations", "Open\nOpen", "열기\n엶", "inconsistent:엶" },
    { "a name two ways", "So Donald went.\nBut Donald came.",
      "그래서 도널드가 갔다.\n그러나 도날드가 왔다.", "name:도날드>도널드" },
    { "a name one way", "So Donald went.\nBut Donald came.",
      "그래서 도널드가 갔다.\n그러나 도널드는 왔다.", "" },
};

static void check_row(void **state)
{
    const struct row *row = *state;
    mm_check         *check = NULL;
    mm_buf            found = { 0 };
    mm_error          err = { 0 };

    write_file(source, row->en);
    write_file(target, row->ko[0] ? row->ko : "\n");
    assert_int_equal(mm_check_open(&check, source, target,
                                   &(mm_check_options){ .tables = tables },
                                   &err),
                     MM_OK);
    findings_of(&found, check);
    assert_string_equal(found.ptr, row->found);
    assert_int_equal(mm_check_close(check, MM_OK, &err), MM_OK);
    mm_buf_release(&found);
}

/* ---- terms ---- */

static void put_concept(mm_store *store, const char *en, const char *ko,
                        const char *bad)
{
    mm_term a = { .text = mm_cstr(en), .status = MM_TERM_PREFERRED };
    mm_term b[] = { { .text = mm_cstr(ko), .status = MM_TERM_PREFERRED },
                    { .text = mm_cstr(bad), .status = MM_TERM_FORBIDDEN } };
    mm_lang_section sections[] = {
        { .lang = MM_S("en"), .terms = &a, .n_terms = 1 },
        { .lang = MM_S("ko"), .terms = b, .n_terms = bad ? 2 : 1 }
    };
    mm_concept concept = { .review = MM_APPROVED,
                           .sections = sections,
                           .n_sections = 2 };

    assert_int_equal(
        mm_store_put(NULL, store, &(mm_item){ .concept = &concept }, NULL),
        MM_OK);
}

static void terms_are_asked_for(void **state)
{
    static const struct {
        const char *en, *ko, *found;
    } cases[] = {
        { "Turn the printers on.", "프린터를 켠다.", "" },
        { "Turn the printer on.", "인쇄기를 켠다.",
          "forbidden:인쇄기를>프린터를 term:printer" },
        { "Turn the printer on.", "기계를 켠다.", "term:printer" },
        { "It goes on.", "인쇄기를 켠다.", "" },
        { "The windows are open.", "창들이 열려 있다.", "" },
        { "The window is open.", "창고가 열려 있다.", "" },
        { "Made by Malmoi Inc.", "말모이가 만들었다.",
          "do-not-translate:Malmoi Inc" },
        { "Made by Malmoi Inc.", "Malmoi Inc가 만들었다.", "" },
    };
    mm_store *store = NULL;
    mm_buf    found = { 0 };
    mm_error  err = { 0 };

    (void)state;
    remove(other);
    assert_int_equal(mm_store_open(&store, other, MM_WRITE, &err), MM_OK);
    assert_int_equal(mm_store_begin(store, &(mm_change){ .kind = "add" }, &err),
                     MM_OK);
    put_concept(store, "printer", "프린터", "인쇄기");
    put_concept(store, "window", "창", NULL);
    put_concept(store, "Malmoi Inc", "Malmoi Inc", NULL);
    assert_int_equal(mm_store_end(store, MM_OK, &err), MM_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        mm_check *check = NULL;

        write_file(source, cases[i].en);
        write_file(target, cases[i].ko);
        assert_int_equal(mm_check_open(&check, source, target,
                                       &(mm_check_options){ .tables = tables,
                                                            .stores = &store,
                                                            .n_stores = 1 },
                                       &err),
                         MM_OK);
        findings_of(&found, check);
        assert_string_equal(found.ptr, cases[i].found);
        mm_check_close(check, MM_OK, &err);
    }
    mm_store_close(store);
    mm_buf_release(&found);
}

/* ---- files of units ---- */

static const char tmx[] =
    "<?xml version=\"1.0\"?><tmx version=\"1.4\"><header creationtool=\"t\" "
    "creationtoolversion=\"1\" segtype=\"sentence\" o-tmf=\"t\" "
    "adminlang=\"en\" srclang=\"en\" datatype=\"plaintext\"/><body>"
    "<tu tuid=\"a\"><tuv xml:lang=\"en\"><seg>Turn the <bpt i=\"1\">&lt;b&gt;"
    "</bpt>printer<ept i=\"1\">&lt;/b&gt;</ept> on.</seg></tuv>"
    "<tuv xml:lang=\"ko\"><seg>그  프린터을 <bpt i=\"1\">&lt;b&gt;</bpt>켜라"
    "<ept i=\"1\">&lt;/b&gt;</ept>.</seg></tuv></tu>"
    "<tu tuid=\"b\"><tuv xml:lang=\"en\"><seg>Stop<ph>&lt;br/&gt;</ph></seg>"
    "</tuv><tuv xml:lang=\"ko\"><seg>멈춤</seg></tuv></tu></body></tmx>";

/* The safe fixes are made, and the codes stay at their words. */
static void fixes_move_codes(void **state)
{
    char              fixed[96];
    mm_check_options  o = { .tables = tables, .output = fixed };
    mm_check         *check = NULL;
    mm_buf            found = { 0 };
    const mm_format  *format = mm_format_find(MM_S("tmx"));
    const mm_variant *v;
    mm_reader        *in = NULL;
    mm_item           item;
    mm_error          err = { 0 };
    size_t            units, n;

    (void)state;
    snprintf(fixed, sizeof fixed, "%s.fixed.tmx", folder);
    write_file(other, tmx);
    assert_int_equal(mm_check_open(&check, other, NULL, &o, &err), MM_OK);
    findings_of(&found, check);
    assert_string_equal(found.ptr, "particle:을>를 space:  >  code:");
    mm_check_count(&units, &n, check);
    assert_int_equal(units, 2);
    assert_int_equal(n, 2);
    assert_int_equal(mm_check_close(check, MM_OK, &err), MM_OK);
    assert_int_equal(mm_format_read(&in, format, fixed, NULL, NULL, &err),
                     MM_OK);
    assert_int_equal(mm_reader_next(in, &item, &err), MM_ROW);
    v = mm_unit_variant(item.unit, MM_S("ko"));
    assert_true(mm_str_eq(v->text, MM_S("그 프린터를 켜라.")));
    assert_int_equal(v->n_codes, 2);
    assert_int_equal(v->codes[0].offset, strlen("그 프린터를 "));
    assert_int_equal(v->codes[1].offset, strlen("그 프린터를 켜라"));
    mm_reader_close(in);
    mm_buf_release(&found);
    remove(fixed);
}

static void codes_are_paired(void **state)
{
    static const struct {
        const char *source, *target, *found;
    } cases[] = {
        { "1[a]12(b)2", "2(b)21[a]1", "" },
        { "1[a2(b)2]1", "1[a2(b]1)2", "code:" }, /* crossed */
        { "1[a]1", "]11[a", "code:" },           /* closed before */
        { "1[a]1", "a", "code: code:" },
        { "a", "1[a]1", "code: code:" },
    };
    mm_buf found = { 0 };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        mm_check *check = NULL;
        mm_buf    text = { 0 };
        mm_error  err = { 0 };

        mm_buf_put(&text, MM_S("<tmx version=\"1.4\"><header creationtool="
                               "\"t\" creationtoolversion=\"1\" segtype="
                               "\"sentence\" o-tmf=\"t\" adminlang=\"en\" "
                               "srclang=\"en\" datatype=\"plaintext\"/>"
                               "<body><tu><tuv xml:lang=\"en\"><seg>"));
        for (int side = 0; side < 2; side++) {
            const char *s = side ? cases[i].target : cases[i].source;

            if (side)
                mm_buf_put(&text, MM_S("</seg></tuv><tuv xml:lang=\"ko\">"
                                       "<seg>"));
            for (; *s; s++) {
                const char *open = strchr("[(", *s) ? "bpt" : "ept";
                bool        first = strchr("[]", *s) != NULL;

                if (strchr("[]()", *s))
                    mm_buf_printf(&text, "<%s i=\"%d\">%c</%s>", open,
                                  first ? 1 : 2, *s, open);
                else if (*s != '1' && *s != '2')
                    mm_buf_putc(&text, *s);
            }
        }
        mm_buf_put(&text, MM_S("</seg></tuv></tu></body></tmx>"));
        write_file(other, text.ptr);
        if (mm_check_open(&check, other, NULL,
                          &(mm_check_options){ .tables = tables }, &err) < 0)
            fail_msg("%s", err.text);
        findings_of(&found, check);
        /* "a" for "a" is untranslated: of no interest here */
        assert_non_null(strstr(found.ptr, cases[i].found));
        if (!cases[i].found[0])
            assert_null(strstr(found.ptr, "code"));
        mm_check_close(check, MM_OK, &err);
        mm_buf_release(&text);
    }
    mm_buf_release(&found);
}

/* A file that breaks off leaves no output behind. */
static void all_or_nothing(void **state)
{
    char             fixed[96], half[sizeof tmx];
    mm_check_options o = { .tables = tables, .output = fixed };
    mm_check        *check = NULL;
    mm_remark        r;
    mm_error         err = { 0 };
    int              rc;

    (void)state;
    snprintf(fixed, sizeof fixed, "%s.half.tmx", folder);
    memcpy(half, tmx, sizeof tmx);
    half[sizeof tmx - 40] = '\0';
    write_file(other, half);
    assert_int_equal(mm_check_open(&check, other, NULL, &o, &err), MM_OK);
    while ((rc = mm_check_next(check, &r, &err)) == MM_ROW)
        ;
    assert_int_equal(rc, MM_EFORMAT);
    assert_int_equal(mm_check_close(check, rc, &err), MM_EFORMAT);
    assert_int_equal(access(fixed, F_OK), -1);
}

/* Texts whose lines do not match are aligned first: here a sentence of the
 * translation is gone, and a particle wrong. */
static void documents_are_aligned(void **state)
{
    mm_check *check = NULL;
    mm_remark r;
    mm_error  err = { 0 };
    size_t    missing = 0, particles = 0, units, fixed;
    int       rc;

    (void)state;
    write_file(source, "The weather in Seoul was cold on Monday.\n"
                       "The president met the prime minister of Japan.\n"
                       "They talked about trade and security for two hours.\n"
                       "A joint statement will be published on Friday.\n");
    write_file(target, "월요일 서울 날씨는 추웠다.\n"
                       "대통령은 일본 총리을 만났다.\n"
                       "공동 성명은 금요일에 발표된다.\n");
    if (mm_check_open(&check, source, target,
                      &(mm_check_options){ .tables = tables }, &err) < 0)
        fail_msg("%s", err.text);
    while ((rc = mm_check_next(check, &r, &err)) == MM_ROW) {
        if (strcmp(r.rule->name, "untranslated") == 0)
            missing++;
        if (strcmp(r.rule->name, "particle") == 0) {
            particles++;
            assert_int_equal(r.line, 2);
        }
    }
    assert_int_equal(rc, MM_OK);
    assert_int_equal(missing, 1);
    assert_int_equal(particles, 1);
    mm_check_count(&units, &fixed, check);
    assert_int_equal(units, 4);
    assert_int_equal(mm_check_close(check, MM_OK, &err), MM_OK);
}

/* ---- the rule file ---- */

static void rule_files(void **state)
{
    static const struct {
        const char *text;
        int         rc;
        long        line;
    } files[] = {
        { "; nothing\n[rules]\nspace = off\nparticle = note\n", MM_OK, 0 },
        { "[rules]\nspace = of\n", MM_EFORMAT, 2 },
        { "[rules]\n\nspaces = off\n", MM_EFORMAT, 3 },
        { "[others]\na = b\n", MM_EFORMAT, 2 },
        { "[terms]\nignore = set, page\n", MM_OK, 0 },
        { "[terms]\nforget = set\n", MM_EFORMAT, 2 },
        { "[rules\n", MM_EFORMAT, 1 },
    };

    (void)state;
    write_file(source, "Turn the printer on.");
    write_file(target, "프린터을  켠다.");
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        mm_check_options o = { .tables = tables, .rules = other };
        mm_check        *check = NULL;
        mm_remark        r;
        mm_error         err = { 0 };

        write_file(other, files[i].text);
        assert_int_equal(mm_check_open(&check, source, target, &o, &err),
                         files[i].rc);
        assert_int_equal(err.line, files[i].line);
        if (i == 0) {
            assert_int_equal(mm_check_next(check, &r, &err), MM_ROW);
            assert_string_equal(r.rule->name, "particle");
            assert_int_equal(r.severity, MM_SEVERITY_NOTE);
            assert_int_equal(mm_check_next(check, &r, &err), MM_OK);
        }
        mm_check_close(check, MM_OK, &err);
    }
}

int main(void)
{
    enum { ROWS = sizeof rows / sizeof *rows };
    const struct CMUnitTest more[] = {
        cmocka_unit_test(terms_are_asked_for),
        cmocka_unit_test(fixes_move_codes),
        cmocka_unit_test(codes_are_paired),
        cmocka_unit_test(all_or_nothing),
        cmocka_unit_test(documents_are_aligned),
        cmocka_unit_test(rule_files),
        cmocka_unit_test(registers_share_their_text),
    };
    struct CMUnitTest tests[ROWS + sizeof more / sizeof *more];

    for (size_t i = 0; i < ROWS; i++)
        tests[i] = (struct CMUnitTest){ .name = rows[i].name,
                                        .test_func = check_row,
                                        .initial_state = (void *)&rows[i] };
    memcpy(tests + ROWS, more, sizeof more);
    return cmocka_run_group_tests(tests, open_all, close_all);
}
