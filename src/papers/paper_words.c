#include "papers/paper_words.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "records/utf8.h"

void words_clear(struct paper_words *words)
{
    words->size = 0;
    words->bytes[0] = '\0';
}

static void add(struct paper_words *words, const char *bytes, size_t size)
{
    ALCOVE_ASSERT(words->size < PAPER_WORDS_BYTES);
    size_t fits = utf8_prefix(bytes, size, PAPER_WORDS_BYTES - 1 - words->size);
    memcpy(words->bytes + words->size, bytes, fits);
    words->size += fits;
    words->bytes[words->size] = '\0';
}

void words_add(struct paper_words *words, const char *text)
{
    add(words, text, strlen(text));
}

void words_print(struct paper_words *words, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    ALCOVE_ASSERT(size >= 0 && (size_t)size < sizeof text);
    add(words, text, (size_t)size);
}

/* U+202A … U+202E and U+2066 … U+2069: three bytes each. */
static bool turns_direction(const unsigned char *at, size_t left)
{
    if (left < 3 || at[0] != 0xe2)
        return false;
    return (at[1] == 0x80 && at[2] >= 0xaa && at[2] <= 0xae) ||
           (at[1] == 0x81 && at[2] >= 0xa6 && at[2] <= 0xa9);
}

void words_add_text(struct paper_words *words, const void *bytes, size_t size)
{
    const unsigned char *text = bytes;
    size_t from = 0;
    for (size_t i = 0; i < size; i++) {
        if (!turns_direction(text + i, size - i))
            continue;
        add(words, (const char *)text + from, i - from);
        from = i + 3;
        i += 2;
    }
    if (size > from)
        add(words, (const char *)text + from, size - from);
}

void words_add_quoted(struct paper_words *words, const void *bytes, size_t size)
{
    size_t shown = size == 0 ? 0 : utf8_prefix(bytes, size, PAPER_QUOTED_BYTES);
    words_add(words, "\"");
    size_t from = words->size;
    words_add_text(words, bytes, shown);
    for (size_t i = from; i < words->size; i++) {
        if (words->bytes[i] == '\n' || words->bytes[i] == '\t')
            words->bytes[i] = ' ';
    }
    words_add(words, shown < size ? "…\"" : "\"");
}
