#include "app/control.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "app/wake.h"
#include "harness.h"

static struct wake bell;

static void ring(void *context)
{
    (void)context;
    wake_ring(&bell);
}

static int begin(void **state)
{
    *state = fresh_folder();
    return wake_open(&bell) ? 0 : -1;
}

static int end(void **state)
{
    wake_close(&bell);
    remove_folder(*state);
    return 0;
}

static struct folder open_folder(const char *path)
{
    struct folder folder;
    struct store_error error;
    assert_true(folder_open(&folder, path, &error));
    return folder;
}

static void *ask(void *folder)
{
    return control_ask_to_lock(folder) == CONTROL_LOCKED ? folder : NULL;
}

static void who_asks_is_answered_when_it_is_locked(void **state)
{
    struct folder folder = open_folder(*state);
    const struct control_options options = {.can_lock = true, .ring = ring};
    struct control *control = control_open(&folder, &options);
    struct stat status;
    pthread_t asker;
    void *locked;
    assert_non_null(control);
    assert_int_equal(fstatat(folder.fd, "control", &status, 0), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
    assert_false(control_asks(control));
    assert_int_equal(pthread_create(&asker, NULL, ask, *state), 0);
    wake_wait(&bell, UINT64_MAX);
    assert_true(control_asks(control));
    control_stop(control);
    control_close(control);
    assert_int_equal(pthread_join(asker, &locked), 0);
    assert_non_null(locked);
    /* Nothing is left of it. */
    assert_int_not_equal(fstatat(folder.fd, "control", &status, 0), 0);
    assert_int_equal(control_ask_to_lock(*state), CONTROL_NOBODY);
    folder_close(&folder);
}

static void without_a_passphrase_nothing_is_locked(void **state)
{
    struct folder folder = open_folder(*state);
    const struct control_options options = {.can_lock = false, .ring = ring};
    struct control *control = control_open(&folder, &options);
    assert_int_equal(control_ask_to_lock(*state), CONTROL_NOT_LOCKED);
    assert_false(control_asks(control));
    control_stop(control);
    control_close(control);
    folder_close(&folder);
}

/* Somebody says something else, and goes; an app that crashed has left its socket. */
static void other_words_and_a_dead_socket_do_no_harm(void **state)
{
    struct folder folder = open_folder(*state);
    const struct control_options options = {.can_lock = true, .ring = ring};
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    (void)snprintf(address.sun_path, sizeof address.sun_path, "%.90s/control",
                   (const char *)*state);
    int dead = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(dead, (const struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(close(dead), 0);
    assert_int_equal(control_ask_to_lock(*state), CONTROL_NOBODY);
    struct control *control = control_open(&folder, &options);
    assert_non_null(control);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(send(fd, "lack\n", 5, 0), 5);
    char byte;
    assert_true(read(fd, &byte, 1) <= 0);
    assert_int_equal(close(fd), 0);
    assert_false(control_asks(control));
    control_stop(control);
    control_close(control);
    folder_close(&folder);
}

#define LINK "alcove:ABCDEFGH234567"

static struct control *open_control(const struct folder *folder, struct control_options options)
{
    options.ring = ring;
    struct control *control = control_open(folder, &options);
    assert_non_null(control);
    return control;
}

static void close_control(struct control *control)
{
    control_stop(control);
    control_close(control);
}

static void a_link_is_handed_to_the_window_that_runs(void **state)
{
    struct folder folder = open_folder(*state);
    char link[CONTROL_LINK_BYTES_MAX];
    assert_false(control_hand_over(*state, LINK)); /* nobody */
    struct control *control = open_control(&folder, (struct control_options){.has_window = true});
    assert_false(control_take(control, link));
    assert_true(control_hand_over(*state, NULL));
    wake_wait(&bell, UINT64_MAX);
    assert_true(control_raises(control));
    assert_false(control_raises(control));
    assert_false(control_take(control, link));
    assert_string_equal(link, "");
    /* The link is not lost behind the wish to be seen; the newer of two is. */
    assert_true(control_hand_over(*state, "alcove:OLD"));
    assert_true(control_hand_over(*state, LINK));
    assert_true(control_hand_over(*state, NULL));
    assert_true(control_take(control, link));
    assert_string_equal(link, LINK);
    assert_false(control_take(control, link));
    assert_string_equal(link, "");
    assert_false(control_take(NULL, link));
    close_control(control);
    folder_close(&folder);
}

static void without_a_window_nothing_is_handed_over(void **state)
{
    struct folder folder = open_folder(*state);
    char link[CONTROL_LINK_BYTES_MAX];
    struct control *control = open_control(&folder, (struct control_options){.can_lock = true});
    assert_false(control_hand_over(*state, LINK));
    assert_false(control_hand_over(*state, NULL));
    assert_false(control_take(control, link));
    close_control(control);
    folder_close(&folder);
}

static void a_locked_one_keeps_the_link_until_it_is_unlocked(void **state)
{
    struct folder folder = open_folder(*state);
    char link[CONTROL_LINK_BYTES_MAX];
    struct control *control = open_control(
        &folder,
        (struct control_options){
            .can_lock = true, .is_locked = true, .has_window = true, .link = "alcove:BEFORE"});
    assert_int_equal(control_ask_to_lock(*state), CONTROL_LOCKED);
    assert_false(control_asks(control));
    assert_true(control_take(control, link));
    assert_string_equal(link, "alcove:BEFORE");
    assert_true(control_hand_over(*state, LINK));
    control_unlock(control);
    assert_true(control_take(control, link));
    assert_string_equal(link, LINK);
    close_control(control);
    folder_close(&folder);
}

static void say(const char *folder, const char *words)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char answer[16];
    (void)snprintf(address.sun_path, sizeof address.sun_path, "%.90s/control", folder);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(send(fd, words, strlen(words), MSG_NOSIGNAL), strlen(words));
    assert_int_equal(shutdown(fd, SHUT_WR), 0);
    assert_true(read(fd, answer, sizeof answer) <= 0);
    assert_int_equal(close(fd), 0);
}

static void what_is_no_link_is_not_taken(void **state)
{
    struct folder folder = open_folder(*state);
    char link[CONTROL_LINK_BYTES_MAX], longest[CONTROL_LINK_BYTES_MAX + 32];
    struct control *control = open_control(&folder, (struct control_options){.has_window = true});
    memset(longest, 'A', sizeof longest);
    memcpy(longest, LINK, strlen(LINK));
    longest[sizeof longest - 1] = '\0';
    assert_false(control_hand_over(*state, longest));
    assert_false(control_hand_over(*state, "alcove:two\nlines"));
    assert_false(control_hand_over(*state, "https://alcove:1"));
    assert_false(control_hand_over(*state, ""));
    longest[CONTROL_LINK_BYTES_MAX - 1] = '\0';
    assert_true(control_hand_over(*state, longest));
    assert_true(control_take(control, link));
    assert_string_equal(link, longest);
    memset(longest, 'A', sizeof longest - 1);
    static const char *const words[] = {
        "link alcove:AB",     "link \n", "link https://x\n", "link alcove:\x01\n",
        "link alcove:\xff\n", "raise",   "raise\nraise\n",   "link alcove:A\nlock\n",
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        say(*state, words[i]);
    say(*state, longest);
    assert_false(control_take(control, link));
    close_control(control);
    folder_close(&folder);
}

#define CONTROL_TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

static const struct CMUnitTest tests[] = {
    CONTROL_TEST(who_asks_is_answered_when_it_is_locked),
    CONTROL_TEST(without_a_passphrase_nothing_is_locked),
    CONTROL_TEST(other_words_and_a_dead_socket_do_no_harm),
    CONTROL_TEST(a_link_is_handed_to_the_window_that_runs),
    CONTROL_TEST(without_a_window_nothing_is_handed_over),
    CONTROL_TEST(a_locked_one_keeps_the_link_until_it_is_unlocked),
    CONTROL_TEST(what_is_no_link_is_not_taken),
};
TEST_GROUP(control, tests)
