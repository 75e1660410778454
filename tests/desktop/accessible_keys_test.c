/* A screen reader hears each key before the window acts on it, and has keys of its own. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>

#include "desktop_world.h"
#include "harness.h"

#define LISTENER "/org/a11y/atspi/listeners/0"

enum { ANSWERS, IS_SILENT };

static struct {
    int manner;
    int type, symbol, at;
    unsigned code, modifiers;
    char letter[8];
    int writes, count;
} heard;

static struct {
    struct desktop_world *world;
    struct access_key key;
    atomic_bool done;
    bool taken;
} asked;

/* The reader: the key T is its own, while Ctrl is held. */
static int on_key(sd_bus_message *message, void *context, sd_bus_error *error)
{
    unsigned type;
    const char *letter;
    (void)context;
    (void)error;
    if (sd_bus_message_read(message, "(uiuuisb)", &type, &heard.symbol, &heard.code,
                            &heard.modifiers, &heard.at, &letter, &heard.writes) < 0)
        return -1;
    heard.type = (int)type;
    heard.count++;
    snprintf(heard.letter, sizeof heard.letter, "%s", letter);
    if (heard.manner == IS_SILENT)
        return 1;
    return sd_bus_reply_method_return(message, "b", heard.symbol == 't' && heard.modifiers == 4);
}

static const sd_bus_vtable listener[] = {
    SD_BUS_VTABLE_START(0),
    SD_BUS_METHOD("NotifyEvent", "(uiuuisb)", "b", on_key, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_VTABLE_END,
};

static int begin(void **state)
{
    static struct desktop_world world;
    memset(&heard, 0, sizeof heard);
    desktop_begin(&world);
    world.tree.count = 1;
    world.tree.nodes[0] = (struct access_node){.id = 100,
                                               .parent = ACCESS_NO_PARENT,
                                               .role = ACCESS_FRAME,
                                               .name = "Alcove",
                                               .description = "",
                                               .shortcut = "",
                                               .text = ""};
    desktop_enable(&world, true);
    desktop_listen(&world);
    desktop_open_bridge(&world);
    desktop_until_embedded(&world);
    assert_true(sd_bus_add_object_vtable(world.bus, NULL, LISTENER,
                                         "org.a11y.atspi.DeviceEventListener", listener,
                                         NULL) >= 0);
    for (unsigned type = 0; type < 2; type++)
        assert_true(sd_bus_call_method(world.bus, "org.a11y.atspi.Registry",
                                       "/org/a11y/atspi/registry/deviceeventcontroller",
                                       "org.a11y.atspi.DeviceEventController",
                                       "RegisterKeystrokeListener", NULL, NULL, "oa(iisi)uu(bbb)",
                                       LISTENER, 0, type == 0 ? 0U : 4U, 3U, true, true,
                                       false) >= 0);
    *state = asked.world = &world;
    return 0;
}

static int end(void **state)
{
    desktop_end(*state);
    return 0;
}

static void *ask(void *argument)
{
    (void)argument;
    asked.taken = accessible_hears(asked.world->bridge, &asked.key);
    atomic_store(&asked.done, true);
    eventfd_write(asked.world->bell, 1);
    return NULL;
}

static bool is_answered(struct desktop_world *world)
{
    (void)world;
    return atomic_load(&asked.done);
}

/* As the window would, on the main thread, while the reader reads its bus. */
static bool press(struct access_key key)
{
    pthread_t thread;
    asked.key = key;
    atomic_store(&asked.done, false);
    assert_int_equal(0, pthread_create(&thread, NULL, ask, NULL));
    desktop_until(asked.world, is_answered);
    pthread_join(thread, NULL);
    return asked.taken;
}

static void a_key_is_heard_with_all_that_is_known_of_it(void **state)
{
    (void)state;
    assert_false(press((struct access_key){
        .pressed = true, .writes = true, .at_ms = 7, .code = 38, .symbol = 'a', .letter = "a"}));
    assert_int_equal(heard.type, 0);
    assert_int_equal(heard.symbol, 'a');
    assert_int_equal(heard.code, 38);
    assert_int_equal(heard.at, 7);
    assert_string_equal(heard.letter, "a");
    assert_true(heard.writes);
    assert_false(press((struct access_key){.at_ms = 8, .code = 23, .symbol = 0xff09}));
    assert_int_equal(heard.type, 1);
    assert_string_equal(heard.letter, "");
    assert_false(heard.writes);
}

static void what_the_reader_takes_is_its_own(void **state)
{
    (void)state;
    assert_true(press((struct access_key){
        .pressed = true, .at_ms = 1, .code = 28, .symbol = 't', .modifiers = 4, .letter = "t"}));
    assert_false(press((struct access_key){
        .pressed = true, .at_ms = 2, .code = 28, .symbol = 't', .letter = "t"}));
}

static uint64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* A reader that hangs slows nobody down: it is waited for once, and then left alone. */
static void who_does_not_answer_is_not_asked_again_at_once(void **state)
{
    (void)state;
    const struct access_key key = {.pressed = true, .at_ms = 1, .code = 28, .symbol = 't'};
    heard.manner = IS_SILENT;
    assert_false(press(key));
    int count = heard.count;
    uint64_t from_ms = now_ms();
    for (int i = 0; i < 20; i++)
        assert_false(accessible_hears(asked.world->bridge, &key));
    assert_true(now_ms() - from_ms < 900); /* a second wait would be over the time */
    assert_int_equal(heard.count, count);
}

static void where_nobody_listens_no_key_waits(void **state)
{
    struct desktop_world *world = *state;
    desktop_kill(&world->launcher);
    const struct access_key key = {.pressed = true, .at_ms = 1, .symbol = 'a'};
    assert_false(accessible_hears(world->bridge, &key));
    assert_false(accessible_hears(NULL, &key));
}

#define ON_A_BUS(test) cmocka_unit_test_setup_teardown(test, begin, end)

static const struct CMUnitTest tests[] = {
    ON_A_BUS(a_key_is_heard_with_all_that_is_known_of_it),
    ON_A_BUS(what_the_reader_takes_is_its_own),
    ON_A_BUS(who_does_not_answer_is_not_asked_again_at_once),
    ON_A_BUS(where_nobody_listens_no_key_waits),
};
TEST_GROUP(accessible_keys, tests)
