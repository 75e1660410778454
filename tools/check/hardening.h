/* What the program that people run must be: checked on the file itself, not on the flags. */
#ifndef TOOLS_CHECK_HARDENING_H
#define TOOLS_CHECK_HARDENING_H

#include "check/findings.h"

/* `headers` is what `readelf -hldW` prints for the program, `symbols` what `nm -D` does. */
void hardening_check(const char *headers, const char *symbols, struct findings *out);

#endif
