#include "app/terminal.h"

#include <poll.h>
#include <pty.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "harness.h"

/* A terminal with somebody at its other end. */
struct desk {
    struct terminal terminal;
    int keys;
    FILE *out;
};

static void sit_down(struct desk *desk)
{
    int screen;
    const struct winsize size = {.ws_row = 24, .ws_col = 20};
    assert_int_equal(openpty(&desk->keys, &screen, NULL, NULL, &size), 0);
    desk->out = fdopen(dup(screen), "w");
    assert_non_null(desk->out);
    terminal_open(&desk->terminal, screen, desk->out, true);
}

static void stand_up(struct desk *desk)
{
    int screen = desk->terminal.fd;
    terminal_close(&desk->terminal);
    assert_int_equal(desk->terminal.fd, -1);
    fclose(desk->out);
    if (screen >= 0)
        close(screen);
    close(desk->keys);
}

/* The kernel hands keys over in its own time, not always all at once. */
static enum terminal_news press(struct desk *desk, const char *keys)
{
    int waiting = 0;
    assert_int_equal(write(desk->keys, keys, strlen(keys)), (ssize_t)strlen(keys));
    while (waiting < (int)strlen(keys)) {
        struct pollfd readable = {.fd = desk->terminal.fd, .events = POLLIN};
        assert_int_equal(poll(&readable, 1, 10000), 1);
        assert_int_equal(ioctl(desk->terminal.fd, FIONREAD, &waiting), 0);
    }
    return terminal_next(&desk->terminal);
}

/* What was drawn since the last time. */
static void is_drawn(struct desk *desk, const char *expected)
{
    char drawn[256] = "";
    size_t size = 0;
    fflush(desk->out);
    assert_true(strlen(expected) < sizeof drawn);
    while (size < strlen(expected)) {
        ssize_t got = read(desk->keys, drawn + size, strlen(expected) - size);
        assert_true(got > 0);
        size += (size_t)got;
    }
    assert_string_equal(drawn, expected);
}

static void test_lines_come_one_by_one_from_a_pipe(void **state)
{
    (void)state;
    struct terminal terminal;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    terminal_open(&terminal, ends[0], stdout, true);
    assert_int_equal(terminal_next(&terminal), TERMINAL_NOTHING);
    assert_int_equal(write(ends[1], "hello\n/nod\nha", 13), 13);
    assert_int_equal(terminal_next(&terminal), TERMINAL_LINE);
    assert_string_equal(terminal.line, "hello");
    assert_int_equal(terminal_next(&terminal), TERMINAL_LINE);
    assert_string_equal(terminal.line, "/nod");
    /* Half a line is nothing: nobody sees it being typed. */
    assert_int_equal(terminal_next(&terminal), TERMINAL_NOTHING);
    assert_int_equal(write(ends[1], "lf\n\n", 4), 4);
    assert_int_equal(terminal_next(&terminal), TERMINAL_LINE);
    assert_string_equal(terminal.line, "half");
    assert_int_equal(terminal_next(&terminal), TERMINAL_LINE);
    assert_string_equal(terminal.line, "");
    close(ends[1]);
    assert_int_equal(terminal_next(&terminal), TERMINAL_NOTHING);
    assert_int_equal(terminal_next(&terminal), TERMINAL_NOTHING);
    terminal_close(&terminal);
    close(ends[0]);
}

static void test_a_line_that_is_too_long_is_cut_and_said_so(void **state)
{
    (void)state;
    static char line[TERMINAL_LINE_BYTES + 2];
    struct terminal terminal;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    terminal_open(&terminal, ends[0], stdout, true);
    memset(line, 'x', sizeof line - 1);
    line[sizeof line - 2] = '\n';
    assert_int_equal(write(ends[1], line, sizeof line - 1), (ssize_t)sizeof line - 1);
    assert_int_equal(write(ends[1], "short\n", 6), 6);
    assert_int_equal(terminal_next(&terminal), TERMINAL_CUT_LINE);
    assert_int_equal(strlen(terminal.line), TERMINAL_LINE_BYTES - 1);
    assert_int_equal(terminal_next(&terminal), TERMINAL_LINE);
    assert_string_equal(terminal.line, "short");
    terminal_close(&terminal);
    close(ends[0]);
    close(ends[1]);
}

static void test_a_line_is_edited_at_its_end(void **state)
{
    (void)state;
    struct desk desk;
    sit_down(&desk);
    assert_int_equal(press(&desk, "I was tir\303\251"), TERMINAL_TYPED);
    assert_string_equal(desk.terminal.line, "I was tir\303\251");
    assert_int_equal(press(&desk, "\177"), TERMINAL_TYPED);
    assert_string_equal(desk.terminal.line, "I was tir");
    assert_int_equal(press(&desk, "\027"), TERMINAL_TYPED);
    assert_string_equal(desk.terminal.line, "I was ");
    assert_int_equal(press(&desk, "\033[D\033[1;5Cw\tell\001\n"), TERMINAL_LINE);
    assert_string_equal(desk.terminal.line, "I was w\tell");
    assert_int_equal(press(&desk, "no\025\177yes"), TERMINAL_TYPED);
    assert_string_equal(desk.terminal.line, "yes");
    stand_up(&desk);
}

static void test_what_is_printed_never_stands_in_what_is_typed(void **state)
{
    (void)state;
    struct desk desk;
    sit_down(&desk);
    is_drawn(&desk, "> ");
    press(&desk, "half");
    is_drawn(&desk, "\r\033[K> half");
    terminal_hide(&desk.terminal);
    terminal_hide(&desk.terminal);
    fputs("Anna nods.\n", desk.out);
    terminal_show(&desk.terminal);
    is_drawn(&desk, "\r\033[KAnna nods.\r\n> half");
    /* More than a row of the screen could not be taken off it again: its end is shown. */
    press(&desk, " of what I have to say");
    is_drawn(&desk, "\r\033[K> hat I have to say");
    stand_up(&desk);
}

static void test_what_was_written_stays_whole_above_what_comes(void **state)
{
    (void)state;
    struct desk desk;
    sit_down(&desk);
    is_drawn(&desk, "> ");
    press(&desk, "more than a row of it");
    is_drawn(&desk, "\r\033[K>  than a row of it");
    press(&desk, "\n");
    is_drawn(&desk, "\r\033[K> more than a row of it\r\n");
    stand_up(&desk);
}

static void test_ctrl_d_on_an_empty_line_is_the_end(void **state)
{
    (void)state;
    struct desk desk;
    sit_down(&desk);
    assert_int_equal(press(&desk, "a\004"), TERMINAL_TYPED);
    assert_string_equal(desk.terminal.line, "a");
    int fd = desk.terminal.fd;
    assert_int_equal(press(&desk, "\177\004"), TERMINAL_END);
    assert_int_equal(terminal_next(&desk.terminal), TERMINAL_NOTHING);
    stand_up(&desk);
    close(fd);
}

static void test_the_terminal_is_given_back_as_it_was(void **state)
{
    (void)state;
    struct desk desk;
    struct termios now;
    const tcflag_t lines = ICANON | ECHO;
    sit_down(&desk);
    int fd = dup(desk.terminal.fd);
    assert_int_equal(tcgetattr(fd, &now), 0);
    assert_int_equal(now.c_lflag & lines, 0);
    terminal_close(&desk.terminal);
    assert_int_equal(tcgetattr(fd, &now), 0);
    assert_int_equal(now.c_lflag & lines, lines);
    stand_up(&desk);
    close(fd);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_lines_come_one_by_one_from_a_pipe),
    cmocka_unit_test(test_a_line_that_is_too_long_is_cut_and_said_so),
    cmocka_unit_test(test_a_line_is_edited_at_its_end),
    cmocka_unit_test(test_what_is_printed_never_stands_in_what_is_typed),
    cmocka_unit_test(test_what_was_written_stays_whole_above_what_comes),
    cmocka_unit_test(test_ctrl_d_on_an_empty_line_is_the_end),
    cmocka_unit_test(test_the_terminal_is_given_back_as_it_was),
};
TEST_GROUP(terminal, tests)
