#include "check/hardening.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Whether some line holds both words. */
static bool line_with(const char *text, const char *word, const char *second)
{
    while (*text != '\0') {
        size_t size = strcspn(text, "\n");
        bool both = memmem(text, size, word, strlen(word)) != NULL &&
                    memmem(text, size, second, strlen(second)) != NULL;
        if (both)
            return true;
        text += size + (text[size] == '\n');
    }
    return false;
}

static void require(bool holds, const char *what, struct findings *out)
{
    if (!holds)
        findings_add(out, "the program %s", what);
}

void hardening_check(const char *headers, const char *symbols, struct findings *out)
{
    require(line_with(headers, "Type:", "DYN"), "is not position-independent", out);
    require(line_with(headers, "GNU_RELRO", ""), "has no read-only relocations", out);
    require(line_with(headers, "FLAGS", "NOW") || line_with(headers, "BIND_NOW", ""),
            "binds its symbols late", out);
    require(line_with(headers, "GNU_STACK", "RW ") && !line_with(headers, "GNU_STACK", "RWE"),
            "has an executable stack", out);
    require(!line_with(headers, "(RPATH)", "") && !line_with(headers, "(RUNPATH)", ""),
            "looks for libraries where it was built", out);
    require(strstr(symbols, "__stack_chk_fail") != NULL, "has no stack canaries", out);
}
