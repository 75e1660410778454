#include "app/passphrase.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "harness.h"

/* A descriptor with these bytes in it, and its end behind them. */
static int descriptor_of(const char *bytes, size_t size)
{
    int ends[2];
    assert_true(sodium_init() >= 0);
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], bytes, size), size);
    assert_int_equal(close(ends[1]), 0);
    return ends[0];
}

static void assert_reads(int fd, const char *expected)
{
    struct passphrase passphrase;
    assert_int_equal(passphrase_read(&passphrase, fd), PASSPHRASE_READ);
    assert_int_equal(passphrase.size, strlen(expected));
    assert_memory_equal(passphrase.bytes, expected, passphrase.size);
    passphrase_free(&passphrase);
    assert_null(passphrase.bytes);
}

static void it_is_the_first_line_and_the_next_is_left(void **state)
{
    (void)state;
    static const char lines[] = "one two \xc3\xbc\nthe next\nno end";
    int fd = descriptor_of(lines, sizeof lines - 1);
    assert_reads(fd, "one two \xc3\xbc");
    assert_reads(fd, "the next");
    assert_reads(fd, "no end");
    struct passphrase passphrase;
    assert_int_equal(passphrase_read(&passphrase, fd), PASSPHRASE_NONE);
    assert_null(passphrase.bytes);
    assert_int_equal(close(fd), 0);
}

static void nothing_too_much_or_a_broken_descriptor_is_told(void **state)
{
    (void)state;
    struct passphrase passphrase;
    char most[KEYRING_PASSPHRASE_BYTES_MAX + 2];
    memset(most, 'x', sizeof most);
    most[KEYRING_PASSPHRASE_BYTES_MAX] = '\n';
    int fd = descriptor_of(most, sizeof most - 1);
    assert_int_equal(passphrase_read(&passphrase, fd), PASSPHRASE_READ);
    assert_int_equal(passphrase.size, KEYRING_PASSPHRASE_BYTES_MAX);
    passphrase_free(&passphrase);
    assert_int_equal(close(fd), 0);
    fd = descriptor_of(most + 1, 3);
    assert_reads(fd, "xxx");
    assert_int_equal(close(fd), 0);
    memset(most, 'x', sizeof most);
    fd = descriptor_of(most, sizeof most);
    assert_int_equal(passphrase_read(&passphrase, fd), PASSPHRASE_TOO_LONG);
    assert_int_equal(close(fd), 0);
    assert_int_equal(passphrase_read(&passphrase, fd), PASSPHRASE_BROKEN);
    fd = descriptor_of("\n", 1);
    assert_int_equal(passphrase_read(&passphrase, fd), PASSPHRASE_NONE);
    assert_int_equal(close(fd), 0);
}

static void two_are_compared_whole(void **state)
{
    (void)state;
    static const char lines[] = "same\nsame\nsamE\nsame \n";
    struct passphrase list[4];
    int fd = descriptor_of(lines, sizeof lines - 1);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(passphrase_read(&list[i], fd), PASSPHRASE_READ);
    assert_true(passphrase_equal(&list[0], &list[1]));
    assert_false(passphrase_equal(&list[0], &list[2]));
    assert_false(passphrase_equal(&list[0], &list[3]));
    for (size_t i = 0; i < 4; i++)
        passphrase_free(&list[i]);
    assert_int_equal(close(fd), 0);
}

struct typist {
    int far;
    const char *typed;
};

/* Once the prompt is there the terminal shows nothing of what is typed. */
static void *type_after_prompt(void *argument)
{
    const struct typist *typist = argument;
    char prompt[12];
    size_t size = 0;
    while (size < sizeof prompt) {
        ssize_t got = read(typist->far, prompt + size, sizeof prompt - size);
        if (got <= 0)
            return NULL;
        size += (size_t)got;
    }
    ssize_t sent = write(typist->far, typist->typed, strlen(typist->typed));
    (void)sent;
    return NULL;
}

/* On a terminal of our own: the far end types and sees what is shown. */
static enum passphrase_outcome ask_with(const char *typed, struct passphrase *out, char *shown)
{
    int far = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(far >= 0 && grantpt(far) == 0 && unlockpt(far) == 0);
    int near = open(ptsname(far), O_RDWR | O_NOCTTY);
    int kept_in = dup(STDIN_FILENO);
    int kept_error = dup(STDERR_FILENO);
    assert_true(near >= 0 && kept_in >= 0 && kept_error >= 0);
    assert_true(dup2(near, STDIN_FILENO) >= 0 && dup2(near, STDERR_FILENO) >= 0);
    assert_true(passphrase_can_ask());
    pthread_t hand;
    struct typist typist = {far, typed};
    assert_int_equal(pthread_create(&hand, NULL, type_after_prompt, &typist), 0);
    enum passphrase_outcome outcome = passphrase_ask(out, "Passphrase: ");
    assert_int_equal(pthread_join(hand, NULL), 0);
    (void)dup2(kept_in, STDIN_FILENO);
    (void)dup2(kept_error, STDERR_FILENO);
    ssize_t size = read(far, shown, 99);
    shown[size > 0 ? size : 0] = '\0';
    (void)close(near);
    (void)close(far);
    (void)close(kept_in);
    (void)close(kept_error);
    return outcome;
}

static void on_a_terminal_it_is_edited_and_never_shown(void **state)
{
    (void)state;
    char shown[100];
    struct passphrase passphrase;
    assert_true(sodium_init() >= 0);
    assert_int_equal(ask_with("wrong\x15opeX\x7fn \xc3\xbc\x7f!\n", &passphrase, shown),
                     PASSPHRASE_READ);
    assert_int_equal(passphrase.size, 6);
    assert_memory_equal(passphrase.bytes, "open !", 6);
    passphrase_free(&passphrase);
    assert_string_equal(shown, "\r\n");
    assert_int_equal(ask_with("half\x03", &passphrase, shown), PASSPHRASE_NONE);
    assert_null(passphrase.bytes);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(it_is_the_first_line_and_the_next_is_left),
    cmocka_unit_test(nothing_too_much_or_a_broken_descriptor_is_told),
    cmocka_unit_test(two_are_compared_whole),
    cmocka_unit_test(on_a_terminal_it_is_edited_and_never_shown),
};
TEST_GROUP(passphrase, tests)
