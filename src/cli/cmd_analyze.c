/* malmoi analyze: words as stem and particles, a row each. */
#include "cli/cli.h"

typedef struct work {
    mm_lang     *lang;
    mm_paradigm *paradigm;
    mm_form      form;
} work;

/* The next word of `text`, between spaces or control characters. */
static bool next_word(mm_str *text, mm_str *word)
{
    while (text->len && (unsigned char)*text->ptr <= ' ')
        *text = mm_str_sub(*text, 1, SIZE_MAX);
    if (text->len == 0)
        return false;
    word->ptr = text->ptr;
    word->len = 0;
    while (word->len < text->len && (unsigned char)text->ptr[word->len] > ' ')
        word->len++;
    *text = mm_str_sub(*text, word->len, SIZE_MAX);
    return true;
}

static void put_row(const work *w, const mm_analysis *a)
{
    if (w->form == FORM_JSON) {
        mm_put_json("s:word", a->word, "s:stem", a->stem, "s:particles",
                    a->ending, "s:class",
                    mm_cstr(mm_word_class_name(a->word_class)), NULL);
        return;
    }
    mm_put_cell(a->word);
    putchar('\t');
    mm_put_cell(a->stem);
    putchar('\t');
    mm_put_cell(a->ending);
    printf("\t%s\n", mm_word_class_name(a->word_class));
}

static int compose(mm_buf *out, mm_str text, mm_error *err)
{
    return mm_hangul_compose(out, text) < 0 ? mm_fail_memory(err) : MM_OK;
}

/* Counts all words first, so that the text itself tells 유엔 from 유 + 엔. */
static int learn(const work *w, mm_str text, mm_error *err)
{
    mm_str word;
    int    rc = MM_OK;

    while (rc == MM_OK && next_word(&text, &word))
        rc = mm_paradigm_add(w->paradigm, w->lang, word, err);
    return rc;
}

static int run_analyze(const mm_args *args, mm_error *err)
{
    const char *lang = mm_opt(args, "lang");
    work        w = { .form = mm_form_of(args) };
    mm_buf      came = { 0 }, text = { 0 };
    mm_str      rest, word;
    int         rc;

    if (args->n > 1)
        return mm_fail(err, MM_EINVALID, _("one file at a time"));
    if ((rc = mm_lang_open(&w.lang, mm_cstr(lang ? lang : "ko"), args->tables,
                           err)) < 0 ||
        (rc = mm_paradigm_open(&w.paradigm, err)) < 0 ||
        (rc = mm_text_read(&came, args->n ? args->words[0] : "-", NULL,
                           (size_t)1 << 30, err)) < 0 ||
        (rc = compose(&text, mm_buf_str(&came), err)) < 0 ||
        (rc = learn(&w, mm_buf_str(&text), err)) < 0)
        goto done;
    if (w.form != FORM_JSON)
        puts("word\tstem\tparticles\tclass");
    rest = mm_buf_str(&text);
    while (!mm_must_stop() && next_word(&rest, &word)) {
        mm_analysis analysis;

        mm_analyze(&analysis, w.lang, w.paradigm, word);
        if (analysis.word.len)
            put_row(&w, &analysis);
    }
done:
    mm_buf_release(&came);
    mm_buf_release(&text);
    mm_paradigm_close(w.paradigm);
    mm_lang_close(w.lang);
    return rc < 0 ? rc : EXIT_DONE;
}

const mm_command mm_cmd_analyze = {
    .name = "analyze",
    .args = "[FILE]",
    .summary = N_("cut Korean words into stem and particles"),
    .detail = N_("A row a word (eojeol), outer punctuation off: word, stem (empty when\n"
                 "it holds no noun), particles, class (noun, noun+josa, noun+verb,\n"
                 "other). To count how much of a file is new, see: malmoi help leverage."),
    .examples = "malmoi analyze -l ko article.ko.txt\n"
                "echo '북방한계선에서는 훈련이' | malmoi analyze",
    .run = run_analyze,
};
