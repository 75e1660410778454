#include "papers/paper_sink.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/assert.h"

#define PRINTED_BYTES_MAX 512

void paper_put(struct paper_sink *sink, const void *bytes, size_t size)
{
    ALCOVE_ASSERT(sink->write != NULL);
    if (sink->failed || size == 0)
        return;
    sink->failed = !sink->write(sink->context, bytes, size);
}

void paper_put_text(struct paper_sink *sink, const char *text)
{
    paper_put(sink, text, strlen(text));
}

void paper_print(struct paper_sink *sink, const char *format, ...)
{
    char text[PRINTED_BYTES_MAX];
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    ALCOVE_ASSERT(size >= 0 && (size_t)size < sizeof text);
    paper_put(sink, text, (size_t)size);
}
