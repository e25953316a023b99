/* What is refused, and what is cut up how: guards, targets, tokens, JSON. */
#include "server/guard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- hosts and origins ---- */

static const char *const names[] = { "memory.example.org", NULL };

static const struct host_row {
    const char *host;
    bool        passes;
} hosts[] = {
    { "localhost:7737", true },
    { "LOCALHOST", true },
    { "127.0.0.1:7737", true },
    { "[::1]:7737", true },
    { "memory.example.org", true },
    { "evil.example.org", false },
    { "localhost.evil.example.org", false },
    { "127.0.0.1.evil.example.org", false },
    { "127.0.0.2", false },
    { "[::2]", false },
    { "", false },
};

static void test_hosts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
        if (mm_guard_host(mm_cstr(hosts[i].host), names) != hosts[i].passes)
            fail_msg("host '%s'", hosts[i].host);
}

static const struct origin_row {
    const char *origin, *host;
    bool        passes;
} origins[] = {
    { "http://localhost:7737", "localhost:7737", true },
    { "https://memory.example.org", "memory.example.org", true },
    { "http://localhost:7738", "localhost:7737", false },
    { "http://localhost:77370", "localhost:7737", false },
    { "null", "localhost:7737", false },
    { "file://localhost:7737", "localhost:7737", false },
    { "http://evil.example.org", "localhost:7737", false },
};

static void test_origins(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof origins / sizeof *origins; i++)
        if (mm_guard_origin(mm_cstr(origins[i].origin),
                            mm_cstr(origins[i].host)) != origins[i].passes)
            fail_msg("origin '%s'", origins[i].origin);
}

/* ---- headers as a whole ---- */

static const mm_route plain_route = { .method = "POST", .path = "/x" };
static const mm_route foreign_route = { .flags = MM_ROUTE_FOREIGN };
static const mm_route upload_route = { .flags = MM_ROUTE_UPLOAD };

static const struct head_row {
    const char     *name, *method;
    const mm_route *route;
    const char     *host, *origin, *site, *type, *length;
    unsigned        hosts, lengths, codings, status;
} heads[] = {
    { "plain GET", "GET", &plain_route, "localhost", "", "", "", "", 1, 0, 0,
      0 },
    { "no Host", "GET", &plain_route, "", "", "", "", "", 0, 0, 0, 400 },
    { "two Hosts", "GET", &plain_route, "localhost", "", "", "", "", 2, 0, 0,
      400 },
    { "foreign Host", "GET", &plain_route, "evil.example", "", "", "", "", 1, 0,
      0, 403 },
    { "two lengths", "POST", &plain_route, "localhost", "", "",
      "application/json", "3", 1, 2, 0, 400 },
    { "length and chunks", "POST", &plain_route, "localhost", "", "",
      "application/json", "3", 1, 1, 1, 400 },
    { "negative length", "POST", &plain_route, "localhost", "", "",
      "application/json", "-3", 1, 1, 0, 400 },
    { "length over all numbers", "POST", &plain_route, "localhost", "", "",
      "application/json", "99999999999999999999", 1, 1, 0, 400 },
    { "ten gigabytes", "POST", &plain_route, "localhost", "", "",
      "application/json", "10000000000", 1, 1, 0, 413 },
    { "a file that is let in", "POST", &upload_route, "localhost", "", "",
      "application/octet-stream", "5000", 1, 1, 0, 0 },
    { "foreign Origin", "GET", &plain_route, "localhost", "http://evil.example",
      "", "", "", 1, 0, 0, 403 },
    { "null Origin", "POST", &plain_route, "localhost", "null", "",
      "application/json", "2", 1, 1, 0, 403 },
    { "own Origin", "POST", &plain_route, "localhost", "http://localhost",
      "same-origin", "application/json", "2", 1, 1, 0, 0 },
    { "cross-site", "POST", &foreign_route, "localhost", "", "cross-site",
      "application/json", "2", 1, 1, 0, 403 },
    { "a neighbour's subdomain", "POST", &plain_route, "localhost", "",
      "same-site", "application/json", "2", 1, 1, 0, 403 },
    { "text/plain", "POST", &plain_route, "localhost", "", "", "text/plain",
      "2", 1, 1, 0, 403 },
    { "no type", "POST", &plain_route, "localhost", "", "", "", "2", 1, 1, 0,
      403 },
    { "a form", "POST", &plain_route, "localhost", "", "",
      "application/x-www-form-urlencoded; charset=utf-8", "2", 1, 1, 0, 403 },
    { "a form to another's protocol", "POST", &foreign_route, "localhost", "",
      "", "application/x-www-form-urlencoded", "2", 1, 1, 0, 0 },
};

static void test_heads(void **state)
{
    mm_settings set = { .hosts = (const char **)(uintptr_t)names,
                        .body_limit = 1000,
                        .upload_limit = 10000 };

    (void)state;
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        const struct head_row *row = &heads[i];
        mm_heads               h = { .host = mm_cstr(row->host),
                                     .origin = mm_cstr(row->origin),
                                     .site = mm_cstr(row->site),
                                     .type = mm_cstr(row->type),
                                     .length = mm_cstr(row->length),
                                     .hosts = row->hosts,
                                     .lengths = row->lengths,
                                     .codings = row->codings };
        const char            *why = "";
        unsigned               status =
            mm_guard_heads(&why, &h, row->route, row->method, &set);

        if (status != row->status)
            fail_msg("%s: %u (%s), not %u", row->name, status, why,
                     row->status);
    }
}

/* ---- buckets ---- */

static void test_buckets(void **state)
{
    mm_buckets *buckets = mm_buckets_open(10);
    int         passed = 0;

    (void)state;
    for (int i = 0; i < 100; i++)
        passed += mm_buckets_take(buckets, "one", 1000);
    assert_int_equal(passed, 20); /* twice the rate at once */
    assert_true(mm_buckets_take(buckets, "another", 1000));
    assert_false(mm_buckets_take(buckets, "one", 1050));
    assert_true(mm_buckets_take(buckets, "one", 1200));
    mm_buckets_close(buckets);
    buckets = mm_buckets_open(0);
    for (int i = 0; i < 1000; i++)
        assert_true(mm_buckets_take(buckets, "one", 1));
    mm_buckets_close(buckets);
}

/* ---- targets ---- */

static const struct uri_row {
    const char *text, *decoded; /* NULL: refused */
} uris[] = {
    { "plain", "plain" },  { "%ED%95%9C", "\xED\x95\x9C" },
    { "a%2Fb", "a/b" },    { "%2525", "%25" }, /* once */
    { "a+b", "a+b" },      { "%00", NULL },
    { "%", NULL },         { "%4", NULL },
    { "%zz", NULL },       { "%C0%AF", NULL }, /* overlong */
    { "%ED%A0%80", NULL },                     /* surrogate */
    { "%FF", NULL },
};

static void test_uris(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof uris / sizeof *uris; i++) {
        mm_arena mem = { 0 };
        mm_str   out;
        bool     good = mm_uri_decode(&out, &mem, mm_cstr(uris[i].text), false);

        if (good != (uris[i].decoded != NULL) ||
            (good && !mm_str_eq(out, mm_cstr(uris[i].decoded))))
            fail_msg("target '%s'", uris[i].text);
        mm_arena_release(&mem);
    }
}

static void test_params(void **state)
{
    mm_arena  mem = { 0 };
    mm_params params = { 0 };
    mm_buf    many = { 0 };

    (void)state;
    assert_true(mm_params_read(&params, &mem, MM_S("q=a+b%26c&empty=&q=2&&x")));
    assert_true(mm_str_eq(mm_params_get(&params, "q"), MM_S("a b&c")));
    assert_true(mm_params_has(&params, "empty"));
    assert_true(mm_params_has(&params, "x"));
    assert_false(mm_params_has(&params, "y"));
    for (int i = 0; i < 65; i++)
        mm_buf_put(&many, MM_S("a=1&"));
    params = (mm_params){ 0 };
    assert_false(mm_params_read(&params, &mem, mm_buf_str(&many)));
    mm_buf_release(&many);
    mm_arena_release(&mem);
}

/* ---- JSON ---- */

static void test_json(void **state)
{
    mm_json      json = { 0 };
    json_t      *read;
    json_error_t fault;
    mm_str       odd = { "\"\\\n\x01\x7F\xFF<\xED\x95\x9C>", 11 };

    (void)state;
    mm_json_open(&json, '{');
    mm_json_put_text(&json, "odd", odd);
    mm_json_put_list(&json, "list");
    mm_json_int(&json, -5);
    mm_json_real(&json, 0.25);
    mm_json_real(&json, 1.0 / 0.0);
    mm_json_bool(&json, true);
    mm_json_close(&json, ']');
    mm_json_put_said(&json, "left out", mm_cstr(NULL));
    mm_json_close(&json, '}');
    assert_string_equal(json.buf.ptr,
                        "{\"odd\":\"\\\"\\\\\\n\\u0001\\u007f\xEF\xBF\xBD<\xED"
                        "\x95\x9C>\",\"list\":[-5,0.25,null,true]}");
    assert_non_null(read = json_loadb(json.buf.ptr, json.buf.len, 0, &fault));
    json_decref(read);
    mm_buf_release(&json.buf);
}

/* ---- tokens ---- */

static void test_tokens(void **state)
{
    char          folder[] = "/tmp/malmoi-test-XXXXXX";
    mm_buf        path = { 0 }, secret = { 0 };
    mm_error      err = { 0 };
    mm_token_file file;
    struct stat   info;
    unsigned      rights;

    (void)state;
    assert_non_null(mkdtemp(folder));
    mm_buf_printf(&path, "%s/tokens", folder);
    assert_int_equal(mm_rights_parse(&rights, MM_S("review,write"), &err), 0);
    assert_int_equal(rights, MM_MAY_ALL);
    assert_int_equal(mm_rights_parse(&rights, MM_S("root"), &err), MM_EINVALID);
    assert_int_equal(mm_rights_parse(&rights, MM_S(""), &err), MM_EINVALID);
    assert_int_equal(
        mm_token_add(&secret, path.ptr, MM_S("번역가"), MM_MAY_READ, &err), 0);
    assert_int_equal(mm_token_add(&secret, path.ptr, MM_S("번역가"), 1, &err),
                     MM_EINVALID);
    assert_int_equal(mm_token_add(&secret, path.ptr, MM_S("a\tb"), 1, &err),
                     MM_EINVALID);
    assert_int_equal(stat(path.ptr, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(mm_token_file_read(&file, path.ptr, &err), 0);
    assert_int_equal(file.n, 1);
    assert_non_null(mm_token_find(&file, mm_buf_str(&secret)));
    assert_null(mm_token_find(&file, MM_S("mm_")));
    assert_null(mm_token_find(&file, mm_cstr(NULL)));
    /* the file holds the hash alone */
    assert_int_equal(strlen(file.rows[0].hash), 64);
    assert_null(strstr(file.rows[0].hash, secret.ptr + 3));
    mm_token_file_release(&file);
    assert_int_equal(mm_token_remove(path.ptr, MM_S("nobody"), &err),
                     MM_ENOTFOUND);
    assert_int_equal(mm_token_remove(path.ptr, MM_S("번역가"), &err), 0);
    unlink(path.ptr);
    rmdir(folder);
    mm_buf_release(&path);
    mm_buf_release(&secret);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hosts), cmocka_unit_test(test_origins),
        cmocka_unit_test(test_heads), cmocka_unit_test(test_buckets),
        cmocka_unit_test(test_uris),  cmocka_unit_test(test_params),
        cmocka_unit_test(test_json),  cmocka_unit_test(test_tokens),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
