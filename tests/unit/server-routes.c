/* docs/openapi.json and the table of routes say the same. */
#include "server/server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ctype.h>
#include <string.h>
#include <strings.h>

static json_t *description;

static int open_description(void **state)
{
    json_error_t fault;

    (void)state;
    description =
        json_load_file("docs/openapi.json", JSON_REJECT_DUPLICATES, &fault);
    if (!description)
        print_error("docs/openapi.json:%d: %s\n", fault.line, fault.text);
    return description ? 0 : -1;
}

static int close_description(void **state)
{
    (void)state;
    json_decref(description);
    return 0;
}

static const char *const rights[] = { "read", "write", "review" };

/* Each route of the API is described, with its right. */
static void test_described(void **state)
{
    const json_t   *paths = json_object_get(description, "paths");
    const mm_route *route;

    (void)state;
    for (size_t i = 0; (route = mm_route_at(i)); i++) {
        char          method[8] = "";
        const json_t *operation, *right;

        if (strncmp(route->path, "/api/v1", 7) != 0)
            continue;
        for (size_t c = 0; route->method[c]; c++)
            method[c] = (char)tolower((unsigned char)route->method[c]);
        operation =
            json_object_get(json_object_get(paths, route->path + 7), method);
        if (!operation)
            fail_msg("%s %s is not described", route->method, route->path);
        right = json_object_get(operation, "x-right");
        for (int bit = 0; bit < 3; bit++)
            if (route->right == 1u << bit &&
                strcmp(json_string_value(right), rights[bit]) != 0)
                fail_msg("%s %s asks for another right", route->method,
                         route->path);
        if (!route->right && json_is_string(right))
            fail_msg("%s %s needs no right", route->method, route->path);
    }
}

/* What is described is there. */
static void test_there(void **state)
{
    json_t     *paths = json_object_get(description, "paths"), *methods, *one;
    const char *path, *method;

    (void)state;
    json_object_foreach(paths, path, methods)
    {
        json_object_foreach(methods, method, one)
        {
            const mm_route *route;
            bool            found = false;

            for (size_t i = 0; (route = mm_route_at(i)); i++)
                found = found || (strncmp(route->path, "/api/v1", 7) == 0 &&
                                  strcmp(route->path + 7, path) == 0 &&
                                  strcasecmp(route->method, method) == 0);
            if (!found)
                fail_msg("%s %s is described, and not there", method, path);
        }
    }
}

/* Each schema that is named exists. */
static void check_references(json_t *value)
{
    json_t     *child;
    const char *key;
    size_t      i;

    if (json_is_object(value)) {
        json_t *to = json_object_get(value, "$ref");
        json_t *parts = json_object_get(description, "components");

        if (to) {
            const char *name = json_string_value(to) + strlen("#/components/");
            char        kind[16] = "";
            size_t      n = strcspn(name, "/");

            memcpy(kind, name, n);
            if (!json_object_get(json_object_get(parts, kind), name + n + 1))
                fail_msg("no %s", name);
        }
        json_object_foreach(value, key, child) check_references(child);
    }
    json_array_foreach(value, i, child) check_references(child);
}

static void test_references(void **state)
{
    (void)state;
    check_references(description);
}

static const struct path_row {
    const char *method, *path, *route; /* NULL: none */
    bool        known;
    const char *captures[3];
} rows[] = {
    { "GET", "/api/v1/concepts/12", "/api/v1/concepts/{id}", true, { "12" } },
    { "GET", "/api/v1/concepts/", NULL, false, { NULL } },
    { "GET", "/api/v1/concepts/1/2", NULL, false, { NULL } },
    { "PUT", "/api/v1/concepts", NULL, true, { NULL } },
    { "GET",
      "/tmserver/en/ko/unit/a/b",
      "/tmserver/{source}/{target}/unit/{*}",
      true,
      { "en", "ko", "a/b" } },
    { "GET",
      "/tmserver/en/ko/unit/",
      "/tmserver/{source}/{target}/unit/{*}",
      true,
      { "en", "ko", "" } },
    { "GET", "/assets/../../etc/passwd", NULL, false, { NULL } },
    { "GET", "/", "/", true, { NULL } },
    { "GET", "//", NULL, false, { NULL } },
};

static void test_paths(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mm_request      r = { .method = rows[i].method,
                              .path = mm_cstr(rows[i].path) };
        bool            known = false;
        const mm_route *route = mm_route_find(&r, &known);

        if (!route != !rows[i].route ||
            (route && strcmp(route->path, rows[i].route) != 0))
            fail_msg("%s %s", rows[i].method, rows[i].path);
        assert_int_equal(known, rows[i].known);
        for (int c = 0; route && c < 3 && rows[i].captures[c]; c++)
            assert_true(mm_str_eq(r.captures[c], mm_cstr(rows[i].captures[c])));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_described),
        cmocka_unit_test(test_there),
        cmocka_unit_test(test_references),
        cmocka_unit_test(test_paths),
    };

    return cmocka_run_group_tests(tests, open_description, close_description);
}
