#include "desktop/accessible_spans.h"

#include <stdbool.h>
#include <string.h>

#include "widgets/utf8.h"

int accessible_characters(const char *text, size_t bytes)
{
    int count = 0;
    for (size_t at = 0; at < bytes; count++)
        at = utf8_after(text, bytes, at);
    return count;
}

size_t accessible_byte(const char *text, int64_t character)
{
    size_t size = strlen(text), at = 0;
    for (int64_t i = 0; i < character && at < size; i++)
        at = utf8_after(text, size, at);
    return at;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

/* Whether one ends and another begins before `at`, which is within the text. */
static bool begins(const char *text, size_t at, enum accessible_span_kind kind)
{
    char before = text[at - 1];
    switch (kind) {
    case ACCESSIBLE_CHARACTER:
        return true;
    case ACCESSIBLE_WORD:
        return is_blank(before) && !is_blank(text[at]);
    case ACCESSIBLE_SENTENCE: {
        size_t end = at;
        while (end > 0 && is_blank(text[end - 1]))
            end--;
        bool ended = end > 0 && memchr(".!?", text[end - 1], 3) != NULL;
        bool line = memchr(text + end, '\n', at - end) != NULL;
        return end < at && !is_blank(text[at]) && (ended || line);
    }
    case ACCESSIBLE_LINE:
        return before == '\n';
    }
    return true;
}

struct accessible_span accessible_span_at(const char *text, size_t byte,
                                          enum accessible_span_kind kind)
{
    size_t size = strlen(text);
    struct accessible_span span = {byte < size ? byte : size, size};
    bool past_line = kind == ACCESSIBLE_LINE && size > 0 && text[size - 1] == '\n';
    if (span.from == size && (kind == ACCESSIBLE_CHARACTER || past_line))
        return span;
    if (span.from == size)
        span.from = utf8_before(text, size, size);
    span.to = span.from;
    while (span.from > 0 && !begins(text, span.from, kind))
        span.from = utf8_before(text, size, span.from);
    while (span.to < size) {
        span.to = utf8_after(text, size, span.to);
        if (span.to < size && begins(text, span.to, kind))
            break;
    }
    return span;
}
