#include "app/log.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/assert.h"

static const char *const level_names[] = {
    [LOG_ERROR] = "error", [LOG_INFO] = "info", [LOG_DEBUG] = "debug"};
static enum log_level level_wanted = LOG_ERROR; /* set before the first thread starts */

bool log_set_level(const char *name)
{
    if (name == NULL)
        return true;
    for (size_t i = 0; i < sizeof level_names / sizeof level_names[0]; i++) {
        if (strcmp(level_names[i], name) != 0)
            continue;
        level_wanted = (enum log_level)i;
        return true;
    }
    return false;
}

static void tell_broken_promise(const char *expression, const char *file, int line)
{
    fprintf(stderr,
            "alcove: a promise of the program's own was broken (%s, %s:%d); please tell its "
            "makers.\n",
            expression, file, line);
}

void log_broken_promises(void)
{
    alcove_assert_set_hook(tell_broken_promise);
}

void log_event(enum log_level level, const char *sentence, uint64_t number)
{
    if (level <= level_wanted)
        fprintf(stderr, "alcove: %s: %s: %" PRIu64 "\n", level_names[level], sentence, number);
}
