/* What handlers ask of a request, and how a failure becomes an answer. */
#include "server/server.h"

#include <stdlib.h>
#include <string.h>

mm_str mm_json_member(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);

    return json_is_string(value)
               ? (mm_str){ json_string_value(value), json_string_length(value) }
               : mm_cstr(NULL);
}

mm_str mm_arg(const mm_request *request, const char *name)
{
    mm_str value;

    if (mm_params_has(&request->query, name))
        return mm_params_get(&request->query, name);
    if ((value = mm_json_member(request->json, name)).len)
        return value;
    return mm_params_get(&request->form, name);
}

/* Numbers and truths may stand in JSON as such, and as text in a query. */
static bool number_of(double *out, const mm_request *request, const char *name,
                      bool *said)
{
    const json_t *value = json_object_get(request->json, name);
    mm_str        text = mm_arg(request, name);
    char          digits[32] = "";
    char         *end;

    *said = json_is_number(value) || text.len;
    if (json_is_number(value) && !text.len) {
        *out = json_number_value(value);
        return true;
    }
    if (text.len >= sizeof digits)
        return false;
    memcpy(digits, text.ptr ? text.ptr : "", text.len);
    *out = strtod(digits, &end);
    return end != digits && !*end;
}

int mm_arg_number(double *out, const mm_request *request, const char *name,
                  double unset, double least, double most, mm_error *err)
{
    bool said, good = number_of(out, request, name, &said);

    if (!said) {
        *out = unset;
        return MM_OK;
    }
    if (good && *out >= least && *out <= most)
        return MM_OK;
    return mm_fail(err, MM_EINVALID, "'%s' takes a number from %g to %g", name,
                   least, most);
}

bool mm_arg_flag(const mm_request *request, const char *name, bool unset)
{
    const json_t *value = json_object_get(request->json, name);
    mm_str        text = mm_arg(request, name);

    if (json_is_boolean(value))
        return json_is_true(value);
    if (!text.len)
        return unset;
    return !mm_str_eq(text, MM_S("0")) && !mm_str_eq(text, MM_S("false")) &&
           !mm_str_eq(text, MM_S("no"));
}

/* What a term can be; a unit's status is any word that files bring. */
static bool is_term_status(mm_str status)
{
    mm_term_status one;

    return status.len == 0 || mm_term_status_parse(&one, status);
}

int mm_arg_selection(mm_selection *out, const mm_request *request,
                     mm_error *err)
{
    mm_str    status = mm_arg(request, "status");
    mm_review review;

    out->project = mm_arg(request, "project");
    out->client = mm_arg(request, "client");
    out->field = mm_arg(request, "field");
    out->since = mm_arg(request, "since");
    out->author = mm_arg(request, "author");
    out->document = mm_arg(request, "document");
    for (size_t i = 0; i < out->since.len; i++)
        if (!strchr("0123456789-:TZ", out->since.ptr[i]))
            return mm_fail(err, MM_EINVALID,
                           "'since' takes a date as 2026-11-24");
    if (mm_str_eq(status, MM_S("all")))
        out->review = 1u << MM_PROPOSED | 1u << MM_APPROVED | 1u << MM_REJECTED;
    else if (mm_review_parse(&review, status))
        out->review = 1u << review;
    else if (out->what == 1u << MM_ROW_CONCEPT && !is_term_status(status))
        return mm_fail(err, MM_EINVALID,
                       "'status' takes proposed, approved, rejected, all, "
                       "preferred, admitted, deprecated, superseded, "
                       "forbidden or do-not-translate, not '%.*s'",
                       (int)(status.len < 40 ? status.len : 40), status.ptr);
    else
        out->status = status;
    return MM_OK;
}

int mm_arg_id(mm_id *out, const mm_request *request, size_t i, mm_error *err)
{
    mm_str text = request->captures[i];

    *out = 0;
    for (size_t at = 0; at < text.len && at < 18; at++) {
        if (text.ptr[at] < '0' || text.ptr[at] > '9')
            break;
        *out = *out * 10 + (text.ptr[at] - '0');
        if (at + 1 == text.len && *out > 0)
            return MM_OK;
    }
    return mm_fail(err, MM_ENOTFOUND, "no row of that number");
}

unsigned mm_status_of(int rc)
{
    switch (rc) {
    case MM_EINVALID:
        return 400;
    case MM_ENOTFOUND:
        return 404;
    case MM_EFORMAT:
        return 422;
    case MM_EBUSY:
        return 409;
    case MM_ENOMEM:
    case MM_EINTERRUPTED:
        return 503;
    default:
        return rc < 0 ? 500 : 200;
    }
}

static const char *code_name(unsigned status)
{
    static const struct name {
        unsigned    status;
        const char *name;
    } names[] = { { 400, "bad_request" }, { 401, "unauthorized" },
                  { 403, "forbidden" },   { 404, "not_found" },
                  { 405, "bad_method" },  { 408, "too_slow" },
                  { 409, "conflict" },    { 413, "too_large" },
                  { 422, "bad_input" },   { 429, "too_many" },
                  { 503, "busy" },        { 0, "failed" } };
    size_t i = 0;

    while (names[i].status && names[i].status != status)
        i++;
    return names[i].name;
}

void mm_reply_error(mm_reply *reply, unsigned status, mm_str message)
{
    mm_buf_clear(&reply->json.buf);
    reply->json.comma = false;
    reply->status = status;
    reply->type = NULL;
    mm_json_open(&reply->json, '{');
    mm_json_put_object(&reply->json, "error");
    mm_json_put_text(&reply->json, "code", mm_cstr(code_name(status)));
    mm_json_put_text(&reply->json, "message", message);
    mm_json_close(&reply->json, '}');
    mm_json_close(&reply->json, '}');
}
