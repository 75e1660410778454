/* Assertions that stay on in release builds: a broken promise of our own stops the program.
 * Malformed input from outside is never an assertion; it is an ordinary outcome. */
#ifndef ALCOVE_BASE_ASSERT_H
#define ALCOVE_BASE_ASSERT_H

_Noreturn void alcove_assert_failed(const char *expression, const char *file, int line);

/* Called once before the program aborts, with the broken promise; NULL for none. The app sets it
 * to print the line, since this room knows no stream. */
void alcove_assert_set_hook(void (*hook)(const char *expression, const char *file, int line));

#define ALCOVE_ASSERT(condition)                                                                   \
    ((condition) ? (void)0 : alcove_assert_failed(#condition, __FILE__, __LINE__))

#endif
