#include "check/findings.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void findings_add(struct findings *out, const char *format, ...)
{
    char line[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    char *text = NULL;
    if (asprintf(&text, "%s# %s\n", out->text == NULL ? "" : out->text, line) < 0)
        abort();
    free(out->text);
    out->text = text;
    out->count++;
}

void findings_free(struct findings *out)
{
    free(out->text);
    *out = (struct findings){0};
}
