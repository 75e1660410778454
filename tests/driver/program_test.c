#include "driver/program.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "harness.h"

/* Runs a line of shell to its end as the driver would. The caller frees with program_free. */
static struct program run_shell(const char *line, enum program_kind kind)
{
    static char shell[] = "/bin/sh";
    static char option[] = "-c";
    static char copy[256];
    snprintf(copy, sizeof copy, "%s", line);
    char *argv[] = {shell, option, copy, NULL};
    struct program program = {.name = "fixture", .kind = kind, .limit_s = 60, .argv = argv};
    assert_true(program_start(&program));
    for (bool ended = false; !ended;) {
        struct pollfd fds[] = {{.fd = program.pid_fd, .events = POLLIN},
                               {.fd = program.stream_fd[STREAM_OUT], .events = POLLIN},
                               {.fd = program.stream_fd[STREAM_ERR], .events = POLLIN}};
        assert_true(poll(fds, 3, -1) > 0);
        for (int s = 0; s < STREAM_COUNT; s++) {
            if (fds[1 + s].revents != 0)
                program_read(&program, (enum program_stream)s);
        }
        ended = fds[0].revents != 0;
    }
    program_finish(&program);
    program.argv = NULL;
    return program;
}

static void each_end_is_counted_and_named(void **state)
{
    (void)state;
    const struct {
        const char *line;
        enum program_kind kind;
        int passed;
        int failed;
        const char *complaint;
    } rows[] = {
        {"echo 1..1; echo ok 1", PROGRAM_TAP, 1, 0, NULL},
        {"echo 1..1; echo not ok 1; exit 1", PROGRAM_TAP, 0, 1, "exit code 1"},
        {"echo 1..1; echo ok 1; exit 3", PROGRAM_TAP, 1, 1, "exit code 3"},
        {"echo 1..2; echo ok 1; kill -SEGV $$", PROGRAM_TAP, 1, 1, "died: Segmentation fault"},
        {"echo 1..2; echo ok 1", PROGRAM_TAP, 1, 1, "the plan and the results differ"},
        {"true", PROGRAM_EXIT, 1, 0, NULL},
        {"echo ok 1; false", PROGRAM_EXIT, 0, 1, "exit code 1"},
        {"echo 'ERROR: AddressSanitizer: heap-buffer-overflow' >&2; exit 1", PROGRAM_CANARY, 1, 0,
         NULL},
        {"exit 1", PROGRAM_CANARY, 0, 1, "did not find its planted bug (exit code 1)"},
        {"echo 'ERROR: AddressSanitizer: heap-buffer-overflow' >&2", PROGRAM_CANARY, 0, 1,
         "did not find its planted bug (exit code 0)"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char complaint[128];
        struct program program = run_shell(rows[i].line, rows[i].kind);
        assert_int_equal(program.tap.passed, rows[i].passed);
        assert_int_equal(program.tap.failed, rows[i].failed);
        const char *said = program_complaint(&program, complaint, sizeof complaint);
        if (rows[i].complaint == NULL)
            assert_null(said);
        else
            assert_string_equal(said, rows[i].complaint);
        program_free(&program);
    }
}

static void results_count_only_from_standard_output_and_all_text_is_kept(void **state)
{
    (void)state;
    struct program program = run_shell("echo ok 1 >&2; echo 1..1; echo ok 1", PROGRAM_TAP);
    assert_int_equal(program.tap.passed, 1);
    assert_int_equal(program.tap.failed, 0);
    assert_int_equal(program.text_size, strlen("ok 1\n1..1\nok 1\n"));
    program_free(&program);
}

static void a_flood_of_output_keeps_its_end_and_the_count(void **state)
{
    (void)state;
    struct program program =
        run_shell("echo 1..1; head -c 3000000 /dev/zero; echo; echo ok 1", PROGRAM_TAP);
    assert_int_equal(program.tap.passed, 1);
    assert_int_equal(program.tap.failed, 0);
    assert_true(program.text_was_cut);
    assert_memory_equal(program.text + program.text_size - 5, "ok 1\n", 5);
    program_free(&program);
}

static void what_a_program_leaves_behind_is_ended_with_it(void **state)
{
    (void)state;
    /* The child holds both streams open for ever; finishing must not wait for it. */
    struct program program = run_shell("tail -f /dev/null & echo 1..1; echo ok 1", PROGRAM_TAP);
    assert_int_equal(program.tap.passed, 1);
    assert_int_equal(program.tap.failed, 0);
    assert_int_equal(program.stream_fd[STREAM_OUT], -1);
    program_free(&program);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_end_is_counted_and_named),
    cmocka_unit_test(results_count_only_from_standard_output_and_all_text_is_kept),
    cmocka_unit_test(a_flood_of_output_keeps_its_end_and_the_count),
    cmocka_unit_test(what_a_program_leaves_behind_is_ended_with_it),
};
TEST_GROUP(program, tests)
