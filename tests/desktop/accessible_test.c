#include "desktop_world.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "desktop/accessible_copy.h"
#include "harness.h"

#define ROOT   "/org/a11y/atspi/accessible/root"
#define AT(id) "/org/a11y/atspi/accessible/" #id

enum { FRAME, BUTTON, ENTRY, SLIDER, COUNT };

/* A window with a button, a field and a slider. */
static void tell_tree(struct access_tree *tree)
{
    *tree = (struct access_tree){.count = COUNT};
    for (int i = 0; i < COUNT; i++) {
        tree->nodes[i] = (struct access_node){
            .id = 100 + (unsigned)i,
            .parent = FRAME,
            .description = "",
            .shortcut = "",
            .text = "",
            .at = {10, 50 * i, 200, 40},
            .states = ACCESS_FOCUSABLE,
        };
    }
    tree->nodes[FRAME].parent = ACCESS_NO_PARENT;
    tree->nodes[FRAME].role = ACCESS_FRAME;
    tree->nodes[FRAME].name = "Alcove";
    tree->nodes[FRAME].at = (struct rectangle){0, 0, 400, 300};
    tree->nodes[FRAME].states = ACCESS_FOCUSED;
    tree->nodes[BUTTON].role = ACCESS_BUTTON;
    tree->nodes[BUTTON].name = "Open the door";
    tree->nodes[BUTTON].shortcut = "Ctrl+O";
    tree->nodes[BUTTON].acts = true;
    tree->nodes[BUTTON].states |= ACCESS_FOCUSED;
    tree->nodes[ENTRY].role = ACCESS_ENTRY;
    tree->nodes[ENTRY].name = "Words";
    tree->nodes[ENTRY].text = "gr\xc3\xbc\xc3\x9f dich. Bald!";
    tree->nodes[ENTRY].states |= ACCESS_EDITABLE;
    tree->nodes[ENTRY].caret = 4;
    tree->nodes[SLIDER].role = ACCESS_SLIDER;
    tree->nodes[SLIDER].name = "How it was";
    tree->nodes[SLIDER].has_value = true;
    tree->nodes[SLIDER].value_max = 10;
    tree->nodes[SLIDER].value_step = 1;
    tree->nodes[SLIDER].value = 3;
}

static int begin(void **state)
{
    static struct desktop_world world;
    desktop_begin(&world);
    tell_tree(&world.tree);
    *state = &world;
    return 0;
}

static int end(void **state)
{
    desktop_end(*state);
    return 0;
}

/* With the window on the bus. */
static int begin_heard(void **state)
{
    begin(state);
    struct desktop_world *world = *state;
    desktop_enable(world, true);
    desktop_listen(world);
    desktop_open_bridge(world);
    desktop_until_embedded(world);
    desktop_until_heard(world, "ChildrenChanged:add 0 0 " AT(100));
    return 0;
}

/* Calls "Interface.Method" and returns the reply; NULL when it is an error. */
static sd_bus_message *call(struct desktop_world *world, const char *path, const char *member,
                            const char *types, ...)
{
    char interface[64];
    const char *method = strchr(member, '.') + 1;
    sd_bus_message *message = NULL, *reply = NULL;
    va_list arguments;
    snprintf(interface, sizeof interface, "org.a11y.atspi.%.*s", (int)(method - member - 1),
             member);
    assert_true(sd_bus_message_new_method_call(world->bus, &message, world->application, path,
                                               interface, method) >= 0);
    va_start(arguments, types);
    assert_true(sd_bus_message_appendv(message, types, arguments) >= 0);
    va_end(arguments);
    sd_bus_call(world->bus, message, 5000000, NULL, &reply);
    sd_bus_message_unref(message);
    return reply;
}

static const char *call_string(struct desktop_world *world, const char *path, const char *member)
{
    static char out[256];
    const char *text = "";
    sd_bus_message *reply = call(world, path, member, "");
    assert_non_null(reply);
    assert_true(sd_bus_message_read(reply, "s", &text) > 0);
    snprintf(out, sizeof out, "%s", text);
    sd_bus_message_unref(reply);
    return out;
}

static bool call_bool(sd_bus_message *reply)
{
    int value = 0;
    assert_non_null(reply);
    assert_true(sd_bus_message_read(reply, "b", &value) > 0);
    sd_bus_message_unref(reply);
    return value;
}

static const char *property(struct desktop_world *world, const char *path, const char *name)
{
    static char out[256];
    char *text = NULL;
    assert_true(sd_bus_get_property_string(world->bus, world->application, path,
                                           "org.a11y.atspi.Accessible", name, NULL, &text) >= 0);
    snprintf(out, sizeof out, "%s", text);
    free(text);
    return out;
}

/* Replies "sii". */
static void expect_span(sd_bus_message *reply, const char *text, int from, int to)
{
    const char *is = "";
    int is_from = -1, is_to = -1;
    assert_non_null(reply);
    assert_true(sd_bus_message_read(reply, "sii", &is, &is_from, &is_to) > 0);
    assert_string_equal(is, text);
    assert_int_equal(is_from, from);
    assert_int_equal(is_to, to);
    sd_bus_message_unref(reply);
}

static bool is_silent(struct desktop_world *world)
{
    int there = 0;
    sd_bus_message *reply = NULL;
    assert_true(sd_bus_call_method(world->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                   "org.freedesktop.DBus", "NameHasOwner", NULL, &reply, "s",
                                   world->application) >= 0);
    sd_bus_message_read(reply, "b", &there);
    sd_bus_message_unref(reply);
    return !there;
}

static void test_nobody_listens_until_a_reader_says_that_it_is_there(void **state)
{
    struct desktop_world *world = *state;
    desktop_open_bridge(world);
    accessible_update(world->bridge, &world->tree);
    accessible_say(world->bridge, "nobody hears this", true);
    desktop_listen(world);
    desktop_enable(world, true);
    desktop_until_embedded(world);
    desktop_until_heard(world, "ChildrenChanged:add 0 0 " AT(100));
    desktop_enable(world, false);
    desktop_until(world, is_silent);
    desktop_enable(world, true);
    desktop_until_embedded(world);
}

static void test_the_window_is_told_as_it_is(void **state)
{
    struct desktop_world *world = *state;
    assert_string_equal(property(world, ROOT, "Name"), "Alcove");
    assert_string_equal(call_string(world, ROOT, "Accessible.GetRoleName"), "application");
    assert_string_equal(property(world, AT(101), "Name"), "Open the door");
    assert_string_equal(call_string(world, AT(101), "Accessible.GetRoleName"), "push button");
    assert_string_equal(call_string(world, AT(102), "Accessible.GetRoleName"), "entry");
    sd_bus_message *reply = call(world, AT(101), "Action.GetKeyBinding", "i", 0);
    const char *keys = "";
    assert_true(sd_bus_message_read(reply, "s", &keys) > 0);
    assert_string_equal(keys, "Ctrl+O");
    sd_bus_message_unref(reply);
    reply = call(world, AT(103), "Component.GetExtents", "u", 2);
    int x = 0, y = 0, width = 0, height = 0;
    assert_true(sd_bus_message_read(reply, "(iiii)", &x, &y, &width, &height) > 0);
    assert_int_equal(y, 150);
    assert_int_equal(height, 40);
    sd_bus_message_unref(reply);
    reply = call(world, AT(100), "Component.GetAccessibleAtPoint", "iiu", 20, 60, 1);
    const char *name = "", *path = "";
    assert_true(sd_bus_message_read(reply, "(so)", &name, &path) > 0);
    assert_string_equal(path, AT(101));
    sd_bus_message_unref(reply);
}

static void test_all_of_it_is_told_at_once(void **state)
{
    struct desktop_world *world = *state;
    sd_bus_message *reply = call(world, "/org/a11y/atspi/cache", "Cache.GetItems", "");
    assert_non_null(reply);
    assert_string_equal(sd_bus_message_get_signature(reply, 1), "a((so)(so)(so)iiassusau)");
    assert_true(sd_bus_message_enter_container(reply, 'a', "((so)(so)(so)iiassusau)") > 0);
    int count = 0;
    while (sd_bus_message_skip(reply, "((so)(so)(so)iiassusau)") > 0)
        count++;
    assert_int_equal(count, COUNT + 1);
    sd_bus_message_unref(reply);
}

static void test_what_a_reader_asks_the_window_gets(void **state)
{
    struct desktop_world *world = *state;
    assert_true(call_bool(call(world, AT(101), "Action.DoAction", "i", 0)));
    struct access_request request = desktop_request(world);
    assert_int_equal(request.id, 101);
    assert_int_equal(request.ask, ACCESS_PRESS);
    assert_true(call_bool(call(world, AT(102), "Component.GrabFocus", "")));
    assert_int_equal(desktop_request(world).ask, ACCESS_FOCUS);
    assert_true(sd_bus_set_property(world->bus, world->application, AT(103), "org.a11y.atspi.Value",
                                    "CurrentValue", NULL, "d", 99.0) >= 0);
    request = desktop_request(world);
    assert_int_equal(request.ask, ACCESS_SET_VALUE);
    assert_true(request.value >= 10 && request.value <= 10);
    assert_true(call_bool(call(world, AT(102), "EditableText.SetTextContents", "s", "neu")));
    request = desktop_request(world);
    assert_int_equal(request.ask, ACCESS_SET_TEXT);
    assert_string_equal(request.text, "neu");
    free(request.text);
}

static void test_letters_are_counted_not_bytes(void **state)
{
    struct desktop_world *world = *state;
    const char *text = "";
    sd_bus_message *reply = call(world, AT(102), "Text.GetText", "ii", 2, 5);
    assert_true(sd_bus_message_read(reply, "s", &text) > 0);
    assert_string_equal(text, "\xc3\xbc\xc3\x9f ");
    sd_bus_message_unref(reply);
    expect_span(call(world, AT(102), "Text.GetStringAtOffset", "iu", 6, 1), "dich. ", 5, 11);
    expect_span(call(world, AT(102), "Text.GetStringAtOffset", "iu", 12, 2), "Bald!", 11, 16);
    expect_span(call(world, AT(102), "Text.GetStringAtOffset", "iu", 16, 0), "", 16, 16);
    expect_span(call(world, AT(102), "Text.GetTextBeforeOffset", "iu", 6, 1), "gr\xc3\xbc\xc3\x9f ",
                0, 5);
    expect_span(call(world, AT(102), "Text.GetTextAfterOffset", "iu", 6, 1), "Bald!", 11, 16);
    assert_true(call_bool(call(world, AT(102), "EditableText.InsertText", "isi", 3,
                               "\xc3\xa4"
                               "bc",
                               3)));
    struct access_request request = desktop_request(world);
    assert_int_equal(request.ask, ACCESS_INSERT);
    assert_int_equal(request.from, 4);
    assert_string_equal(request.text, "\xc3\xa4"
                                      "b");
    free(request.text);
    assert_true(call_bool(call(world, AT(102), "Text.SetCaretOffset", "i", 4)));
    request = desktop_request(world);
    assert_int_equal(request.ask, ACCESS_SELECT);
    assert_int_equal(request.from, 6);
    assert_int_equal(request.to, 6);
}

static void test_a_change_is_told_once(void **state)
{
    struct desktop_world *world = *state;
    struct access_node *nodes = world->tree.nodes;
    nodes[BUTTON].name = "Close the door";
    nodes[BUTTON].states &= ~(unsigned)ACCESS_FOCUSED;
    nodes[ENTRY].states |= ACCESS_FOCUSED;
    nodes[ENTRY].text = "gr\xc3\xbc\xc3\xa4 dich. Bald!";
    nodes[ENTRY].caret = 6;
    nodes[SLIDER].value = 4;
    desktop_until_heard(world, "StateChanged:focused 1 0  @" AT(102));
    desktop_until_heard(world, "PropertyChange:accessible-value 0 0 4 @" AT(103));
    assert_true(desktop_heard(world, "StateChanged:focused 0 0  @" AT(101)));
    assert_true(desktop_heard(world, "Focus: 0 0  @" AT(102)));
    assert_true(
        desktop_heard(world, "PropertyChange:accessible-name 0 0 Close the door @" AT(101)));
    assert_true(desktop_heard(world, "TextChanged:delete 3 1 \xc3\x9f @" AT(102)));
    assert_true(desktop_heard(world, "TextChanged:insert 3 1 \xc3\xa4 @" AT(102)));
    assert_true(desktop_heard(world, "TextCaretMoved: 4 0  @" AT(102)));
    assert_true(desktop_heard(world, "Activate: 0 0 Alcove @" AT(100)));
    size_t so_far = world->heard_size;
    accessible_update(world->bridge, &world->tree);
    assert_string_equal(property(world, AT(101), "Name"), "Close the door");
    assert_int_equal(world->heard_size, so_far);
}

static void test_what_comes_and_goes_is_told(void **state)
{
    struct desktop_world *world = *state;
    struct access_node toast = world->tree.nodes[BUTTON];
    toast.id = 200;
    toast.role = ACCESS_ALERT;
    toast.name = "Ben is here.";
    toast.states = 0;
    world->tree.nodes[COUNT] = toast;
    world->tree.count = COUNT + 1;
    desktop_until_heard(world, "StateChanged:showing 1 0  @" AT(200));
    assert_true(desktop_heard(world, "ChildrenChanged:add 3 0 " AT(200) " @" AT(100)));
    world->tree.count = COUNT;
    desktop_until_heard(world, "StateChanged:defunct 1 0  @" AT(200));
    assert_true(desktop_heard(world, "ChildrenChanged:remove 3 0 " AT(200) " @" AT(100)));
    assert_null(call(world, AT(200), "Accessible.GetRole", ""));
}

/* That somebody listens to announcements the bridge learns a moment later. */
static bool says_and_hears(struct desktop_world *world)
{
    accessible_say(world->bridge, "Microphone off.", true);
    return desktop_heard(world, "Announcement: 2 0 Microphone off. @" AT(100));
}

static void test_what_is_said_is_heard_as_the_listener_hears(void **state)
{
    struct desktop_world *world = *state;
    accessible_say(world->bridge, "Ben left.", false);
    desktop_until_heard(world, "StateChanged:showing 1 0  @/org/a11y/atspi/accessible/said1");
    assert_string_equal(property(world, "/org/a11y/atspi/accessible/said1", "Name"), "Ben left.");
    accessible_say(world->bridge, "Now: Warm-up", false); /* both can still be read */
    desktop_until_heard(world, "StateChanged:showing 1 0  @/org/a11y/atspi/accessible/said2");
    assert_string_equal(property(world, "/org/a11y/atspi/accessible/said1", "Name"), "Ben left.");
    assert_string_equal(property(world, "/org/a11y/atspi/accessible/said2", "Name"),
                        "Now: Warm-up");
    sd_bus_message *reply = NULL;
    assert_true(sd_bus_call_method(world->bus, "org.a11y.atspi.Registry",
                                   "/org/a11y/atspi/registry", "org.a11y.atspi.Registry",
                                   "RegisterEvent", NULL, &reply, "sass", "object:announcement", 0,
                                   "") >= 0);
    sd_bus_message_unref(reply);
    desktop_until(world, says_and_hears);
}

#define SAID "/org/a11y/atspi/accessible/said1"

static void say_it(struct desktop_world *world)
{
    accessible_say(world->bridge, "Ben left.", false);
    desktop_until_heard(world, "StateChanged:showing 1 0  @" SAID);
    assert_string_equal(property(world, SAID, "Name"), "Ben left.");
}

static void test_what_was_said_is_gone_once_the_window_hides(void **state)
{
    struct desktop_world *world = *state;
    say_it(world);
    world->tree.nodes[FRAME].name = "Notes";
    desktop_until_heard(world, "PropertyChange:accessible-name 0 0 Notes @" AT(100));
    assert_true(desktop_heard(world, "RemoveAccessible " SAID));
    assert_null(call(world, SAID, "Accessible.GetRole", ""));
}

/* Though the window never saw that nobody was there for a while. */
static void test_who_comes_back_is_told_anew_and_of_now_alone(void **state)
{
    struct desktop_world *world = *state;
    say_it(world);
    world->tree.count = 0; /* it is not told of the tree meanwhile */
    desktop_enable(world, false);
    desktop_until(world, is_silent);
    desktop_until_heard(world, "RemoveAccessible " SAID);
    world->heard_size = 0;
    world->heard[0] = '\0';
    desktop_enable(world, true);
    desktop_until_embedded(world);
    assert_null(call(world, SAID, "Accessible.GetRole", ""));
    world->tree.count = COUNT;
    desktop_until_heard(world, "ChildrenChanged:add 0 0 " AT(100));
}

/* Looks at memory that is not ours any more, as another program might. */
static bool is_left_at(const void *freed, size_t size, const char *words)
{
    char bytes[1024] = "";
    int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
    assert_true(memory >= 0 && size <= sizeof bytes);
    ssize_t count = pread(memory, bytes, size, (off_t)(uintptr_t)freed);
    assert_int_equal(close(memory), 0);
    assert_int_equal(count, size);
    return memmem(bytes, size, words, strlen(words)) != NULL;
}

static void test_what_was_typed_is_wiped_with_its_copy(void **state)
{
    struct access_tree tree;
    (void)state;
    tell_tree(&tree);
    struct accessible_copy *copy = accessible_copy_make(&tree);
    assert_non_null(copy);
    const char *typed = copy->nodes[ENTRY].text;
    size_t size = strlen(typed);
    accessible_copy_release(accessible_copy_hold(copy));
    assert_true(is_left_at(typed, size, "Bald!"));
    accessible_copy_release(copy);
    assert_false(is_left_at(typed, size, "Bald!"));
    /* What frees memory may write over its beginning. */
    char *text = strdup("0123456789012345678901234567890123456789 Bald!");
    assert_non_null(text);
    const char *end = text + 41;
    assert_true(is_left_at(end, 5, "Bald!"));
    accessible_forget(text);
    assert_false(is_left_at(end, 5, "Bald!"));
}

static void test_nonsense_changes_nothing(void **state)
{
    struct desktop_world *world = *state;
    struct access_request request;
    assert_null(call(world, AT(7), "Accessible.GetRole", ""));
    assert_null(call(world, AT(18446744073709551616), "Accessible.GetRole", ""));
    assert_null(call(world, "/org/a11y/atspi/accessible/m1", "Accessible.GetRole", ""));
    assert_null(call(world, AT(100x), "Accessible.GetRole", ""));
    assert_null(call(world, "/org/a11y/atspi/accessible/said", "Accessible.GetRole", ""));
    assert_null(call(world, AT(101), "Text.GetText", "ii", 0, 1));
    assert_null(call(world, AT(101), "Action.DoAction", "s", "press"));
    assert_null(call(world, AT(101), "Accessible.Unheard", ""));
    assert_false(call_bool(call(world, AT(101), "Action.DoAction", "i", 1)));
    assert_true(sd_bus_set_property(world->bus, world->application, AT(103), "org.a11y.atspi.Value",
                                    "CurrentValue", NULL, "s", "much") < 0);
    sd_bus_message *reply = NULL;
    assert_true(sd_bus_call_method(world->bus, world->application, AT(101),
                                   "org.freedesktop.DBus.Properties", "GetAll", NULL, &reply, "s",
                                   "nodots") < 0);
    expect_span(call(world, AT(102), "Text.GetStringAtOffset", "iu", INT32_MAX, 99), "", 0, 0);
    expect_span(call(world, AT(102), "Text.GetTextAtOffset", "iu", INT32_MIN, 0), "g", 0, 1);
    reply = call(world, ROOT, "Accessible.GetChildAtIndex", "i", INT32_MAX);
    assert_non_null(reply);
    sd_bus_message_unref(reply);
    assert_false(accessible_next(world->bridge, &request));
}

static void test_a_text_beyond_measure_is_refused(void **state)
{
    struct desktop_world *world = *state;
    size_t size = 1 << 20;
    char *text = malloc(size + 1);
    struct access_request request;
    assert_non_null(text);
    memset(text, 'a', size);
    text[size] = '\0';
    assert_false(call_bool(call(world, AT(102), "EditableText.SetTextContents", "s", text)));
    assert_false(accessible_next(world->bridge, &request));
    assert_true(call_bool(call(world, AT(102), "EditableText.DeleteText", "ii", -5, INT32_MAX)));
    request = desktop_request(world);
    assert_int_equal(request.from, 0);
    assert_int_equal(request.to, strlen(world->tree.nodes[ENTRY].text));
    free(text);
}

static void test_a_window_that_does_not_answer_is_asked_no_more(void **state)
{
    struct desktop_world *world = *state;
    int asked = 0;
    while (asked < 1000 && call_bool(call(world, AT(101), "Action.DoAction", "i", 0)))
        asked++;
    assert_in_range(asked, 1, 100);
    for (int i = 0; i < asked; i++)
        assert_int_equal(desktop_request(world).ask, ACCESS_PRESS);
}

static void test_what_is_not_utf8_does_not_cost_the_connection(void **state)
{
    struct desktop_world *world = *state;
    world->tree.nodes[BUTTON].name = "caf\xe9";
    desktop_until_heard(world, "PropertyChange:accessible-name 0 0 caf? @" AT(101));
}

static bool was_embedded(struct desktop_world *world)
{
    (void)world;
    return desktop_heard(world, "ChildrenChanged:add 0 0 /org/a11y/atspi/accessible/root @" ROOT);
}

static void test_a_new_registry_is_told_again(void **state)
{
    struct desktop_world *world = *state;
    sd_bus_message *reply = NULL;
    unsigned pid = 0;
    assert_true(sd_bus_call_method(world->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                   "org.freedesktop.DBus", "GetConnectionUnixProcessID", NULL,
                                   &reply, "s", "org.a11y.atspi.Registry") >= 0);
    assert_true(sd_bus_message_read(reply, "u", &pid) > 0);
    sd_bus_message_unref(reply);
    desktop_until(world, was_embedded);
    world->heard_size = 0;
    world->heard[0] = '\0';
    assert_int_equal(kill((pid_t)pid, SIGKILL), 0);
    desktop_until_embedded(world);
}

static void test_a_bus_that_vanishes_leaves_silence(void **state)
{
    struct desktop_world *world = *state;
    desktop_kill(&world->launcher);
    desktop_kill(&world->session_daemon);
    world->tree.nodes[BUTTON].name = "To nobody";
    accessible_update(world->bridge, &world->tree);
    accessible_say(world->bridge, "to nobody", true);
}

static void test_without_a_bus_nothing_happens(void **state)
{
    struct access_tree tree;
    struct access_request request;
    (void)state;
    setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", 1);
    struct desktop_world world = {.bell = -1};
    desktop_open_bridge(&world);
    tell_tree(&tree);
    accessible_update(world.bridge, &tree);
    assert_false(accessible_next(world.bridge, &request));
    accessible_close(world.bridge);
    accessible_update(NULL, &tree);
    accessible_say(NULL, "", false);
    assert_false(accessible_next(NULL, &request));
    accessible_close(NULL);
    unsetenv("DBUS_SESSION_BUS_ADDRESS");
}

#define ON_A_BUS(test) cmocka_unit_test_setup_teardown(test, begin_heard, end)

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(test_nobody_listens_until_a_reader_says_that_it_is_there, begin,
                                    end),
    ON_A_BUS(test_the_window_is_told_as_it_is),
    ON_A_BUS(test_all_of_it_is_told_at_once),
    ON_A_BUS(test_what_a_reader_asks_the_window_gets),
    ON_A_BUS(test_letters_are_counted_not_bytes),
    ON_A_BUS(test_a_change_is_told_once),
    ON_A_BUS(test_what_comes_and_goes_is_told),
    ON_A_BUS(test_what_is_said_is_heard_as_the_listener_hears),
    ON_A_BUS(test_what_was_said_is_gone_once_the_window_hides),
    ON_A_BUS(test_who_comes_back_is_told_anew_and_of_now_alone),
    cmocka_unit_test(test_what_was_typed_is_wiped_with_its_copy),
    ON_A_BUS(test_nonsense_changes_nothing),
    ON_A_BUS(test_a_text_beyond_measure_is_refused),
    ON_A_BUS(test_a_window_that_does_not_answer_is_asked_no_more),
    ON_A_BUS(test_what_is_not_utf8_does_not_cost_the_connection),
    ON_A_BUS(test_a_new_registry_is_told_again),
    ON_A_BUS(test_a_bus_that_vanishes_leaves_silence),
    cmocka_unit_test(test_without_a_bus_nothing_happens),
};

TEST_GROUP(accessible, tests)
