/* What a rule has against the tree: lines of text, for people. A rule without findings holds. */
#ifndef TOOLS_CHECK_FINDINGS_H
#define TOOLS_CHECK_FINDINGS_H

#include <stddef.h>

struct findings {
    char *text; /* owned; NULL while there are none */
    int count;
};

void findings_add(struct findings *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void findings_free(struct findings *out);

#endif
