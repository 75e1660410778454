#include "base/assert.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/bytes.h"
#include "harness.h"

static int hook_pipe[2];

static void write_to_pipe(const char *expression, const char *file, int line)
{
    (void)file;
    (void)line;
    ssize_t written = write(hook_pipe[1], expression, strlen(expression) + 1);
    (void)written;
}

/* Runs `breach` in a child; the signal it died of, or 0. */
static int signal_of(void (*breach)(void))
{
    int status = 0;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        signal(SIGABRT, SIG_DFL);
        breach();
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void keep_a_promise(void)
{
    ALCOVE_ASSERT(1 + 1 == 2);
}

static void break_a_promise(void)
{
    alcove_assert_set_hook(write_to_pipe);
    ALCOVE_ASSERT(1 + 1 == 3);
}

static void break_a_promise_without_a_hook(void)
{
    alcove_assert_set_hook(NULL);
    ALCOVE_ASSERT(1 + 1 == 3);
}

static void write_a_varint_too_large(void)
{
    uint8_t bytes[8];
    struct byte_writer w = byte_writer_over(bytes, sizeof bytes);
    byte_write_varint(&w, UINT64_C(1) << 62);
}

static void read_from_nothing(void)
{
    byte_reader_over(NULL, 1);
}

static void a_kept_promise_costs_nothing(void **state)
{
    (void)state;
    assert_int_equal(signal_of(keep_a_promise), 0);
}

static void a_broken_promise_stops_the_program_and_tells_the_hook_first(void **state)
{
    (void)state;
    char expression[32] = {0};
    assert_int_equal(pipe(hook_pipe), 0);
    assert_int_equal(signal_of(break_a_promise), SIGABRT);
    assert_true(read(hook_pipe[0], expression, sizeof expression - 1) > 0);
    assert_string_equal(expression, "1 + 1 == 3");
    close(hook_pipe[0]);
    close(hook_pipe[1]);
    assert_int_equal(signal_of(break_a_promise_without_a_hook), SIGABRT);
}

static void cursors_hold_their_callers_to_their_promises(void **state)
{
    (void)state;
    assert_int_equal(signal_of(write_a_varint_too_large), SIGABRT);
    assert_int_equal(signal_of(read_from_nothing), SIGABRT);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_kept_promise_costs_nothing),
    cmocka_unit_test(a_broken_promise_stops_the_program_and_tells_the_hook_first),
    cmocka_unit_test(cursors_hold_their_callers_to_their_promises),
};
TEST_GROUP(assert, tests)
