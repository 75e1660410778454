#include "base/assert.h"

#include <stddef.h>
#include <stdlib.h>

static void (*assert_hook)(const char *expression, const char *file, int line);

void alcove_assert_set_hook(void (*hook)(const char *expression, const char *file, int line))
{
    assert_hook = hook;
}

_Noreturn void alcove_assert_failed(const char *expression, const char *file, int line)
{
    if (assert_hook != NULL)
        assert_hook(expression, file, line);
    abort();
}
