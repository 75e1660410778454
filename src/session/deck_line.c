#include "session/deck_line.h"

#include <string.h>

#include "base/assert.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct deck_span trimmed(const char *bytes, struct deck_span span)
{
    while (span.size > 0 && is_blank(bytes[span.at + span.size - 1]))
        span.size--;
    while (span.size > 0 && is_blank(bytes[span.at])) {
        span.at++;
        span.size--;
    }
    return span;
}

/* What some editors put in front of UTF-8. */
static size_t mark_size(const char *bytes, size_t size)
{
    return size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

static void read_named(const char *bytes, struct deck_span inside, struct deck_line *line)
{
    const char *equals = memchr(bytes + inside.at, '=', inside.size);
    if (equals == NULL)
        return;
    size_t at = (size_t)(equals - bytes);
    line->kind = DECK_LINE_NAMED;
    line->name = trimmed(bytes, (struct deck_span){inside.at, at - inside.at});
    line->text = trimmed(bytes, (struct deck_span){at + 1, inside.at + inside.size - at - 1});
}

static void judge(const char *bytes, struct deck_line *line)
{
    struct deck_span inside = trimmed(bytes, line->whole);
    char first = inside.size == 0 ? '#' : bytes[inside.at];
    line->kind = DECK_LINE_ODD;
    line->name = line->text = (struct deck_span){inside.at, 0};
    if (first == '#') {
        line->kind = DECK_LINE_QUIET;
    } else if (first == '-') {
        line->kind = DECK_LINE_ITEM;
        line->text = trimmed(bytes, (struct deck_span){inside.at + 1, inside.size - 1});
    } else if (first != '[') {
        read_named(bytes, inside, line);
    } else if (inside.size > 1 && bytes[inside.at + inside.size - 1] == ']') {
        line->kind = DECK_LINE_SECTION;
        line->name = trimmed(bytes, (struct deck_span){inside.at + 1, inside.size - 2});
    }
}

bool deck_line_next(const char *bytes, size_t size, struct deck_line *line)
{
    size_t at = line->number == 0 ? mark_size(bytes, size) : line->whole.at + line->whole.size;
    ALCOVE_ASSERT(at <= size);
    if (at == size)
        return false;
    const char *end = memchr(bytes + at, '\n', size - at);
    line->number++;
    line->whole = (struct deck_span){at, end == NULL ? size - at : (size_t)(end - bytes) + 1 - at};
    judge(bytes, line);
    return true;
}
