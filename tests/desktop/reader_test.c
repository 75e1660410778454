#include "reader/verbs.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "desktop_world.h"
#include "harness.h"

#define RUN(...) run((const char *[]){"reader", __VA_ARGS__, NULL})

static int run(const char *const *argv)
{
    int argc = 0;
    while (argv[argc] != NULL)
        argc++;
    return reader_run(argc, argv);
}

static void add(struct access_tree *tree, struct access_node node)
{
    node.id = 1 + (unsigned)tree->count;
    node.description = node.shortcut = "";
    if (node.text == NULL)
        node.text = "";
    tree->nodes[tree->count++] = node;
}

/* A window in which all is well. */
static int begin(void **state)
{
    static struct desktop_world world;
    desktop_begin(&world);
    struct access_tree *tree = &world.tree;
    add(tree, (struct access_node){.parent = ACCESS_NO_PARENT,
                                   .role = ACCESS_FRAME,
                                   .name = "Alcove",
                                   .at = {0, 0, 400, 300}});
    add(tree, (struct access_node){.role = ACCESS_BUTTON,
                                   .name = "Call Anna",
                                   .acts = true,
                                   .states = ACCESS_FOCUSABLE | ACCESS_FOCUSED,
                                   .at = {10, 10, 100, 40}});
    add(tree, (struct access_node){.role = ACCESS_PANEL, .name = "Words", .at = {0, 60, 400, 200}});
    add(tree, (struct access_node){.parent = 2,
                                   .role = ACCESS_ENTRY,
                                   .name = "A line",
                                   .text = "Hello",
                                   .states = ACCESS_FOCUSABLE | ACCESS_EDITABLE,
                                   .at = {10, 60, 100, 40}});
    add(tree, (struct access_node){.parent = 2,
                                   .role = ACCESS_SLIDER,
                                   .name = "How it was",
                                   .has_value = true,
                                   .value = 3,
                                   .value_max = 10,
                                   .states = ACCESS_FOCUSABLE,
                                   .at = {10, 110, 100, 40}});
    desktop_listen(&world);
    desktop_enable(&world, true);
    desktop_open_bridge(&world);
    desktop_until_embedded(&world);
    desktop_until_heard(&world, "ChildrenChanged:add 0 0 ");
    *state = &world;
    return 0;
}

static int end(void **state)
{
    desktop_end(*state);
    return 0;
}

static void test_the_window_is_listed(void **state)
{
    struct printed printed;
    char out[1024], app[32];
    (void)state;
    snprintf(app, sizeof app, "pid:%d", (int)getpid());
    printed_begin(&printed);
    int code = RUN("list", app);
    printed_end(&printed, out, sizeof out);
    assert_int_equal(code, 0);
    assert_string_equal(out, "application \"Alcove\"\n"
                             "  frame \"Alcove\"\n"
                             "    push button \"Call Anna\" [focused]\n"
                             "    panel \"Words\"\n"
                             "      entry \"A line\" = Hello\n"
                             "      slider \"How it was\" = 3\n");
}

static void test_what_is_waited_for_is_there_or_not(void **state)
{
    (void)state;
    assert_int_equal(RUN("wait", "Alcove", "push button", "Call Anna"), 0);
    assert_int_equal(RUN("wait", "Alcove", "-", "Call*"), 0);
    assert_int_equal(RUN("wait", "Alcove", "entry", "Call*", "--for", "0"), 1);
    assert_int_equal(RUN("wait", "Nobody", "-", "*", "--for", "0"), 1);
    assert_int_equal(RUN("at", "Alcove", "Call*"), 0);
    assert_int_equal(RUN("at", "Alcove", "A line", "--for", "0"), 1);
    assert_int_equal(RUN("hold", "Alcove", "A line", "Hello"), 0);
    assert_int_equal(RUN("hold", "Alcove", "A line", "Hell", "--for", "0"), 1);
    assert_int_equal(RUN("wave", "Alcove"), 2);
}

static void test_what_is_asked_reaches_the_window(void **state)
{
    struct desktop_world *world = *state;
    assert_int_equal(RUN("press", "Alcove", "Call*"), 0);
    assert_int_equal(desktop_request(world).ask, ACCESS_PRESS);
    assert_int_equal(RUN("focus", "Alcove", "A line"), 0);
    assert_int_equal(desktop_request(world).ask, ACCESS_FOCUS);
    assert_int_equal(RUN("set", "Alcove", "A line", "until Thursday"), 0);
    struct access_request request = desktop_request(world);
    assert_string_equal(request.text, "until Thursday");
    free(request.text);
    assert_int_equal(RUN("value", "Alcove", "How it was", "7"), 0);
    assert_true(desktop_request(world).value > 6.9);
    assert_int_equal(RUN("press", "Alcove", "A line", "--for", "0"), 1);
}

static void test_an_audit_finds_what_cannot_be_used(void **state)
{
    struct desktop_world *world = *state;
    struct printed printed;
    char out[1024];
    assert_int_equal(RUN("audit", "Alcove"), 0);
    world->tree.nodes[1].name = "";
    world->tree.nodes[3].at.height = 20;
    world->tree.nodes[4].at.x = 350;
    desktop_until_heard(world, "PropertyChange:accessible-name 0 0  @");
    printed_begin(&printed);
    int code = RUN("audit", "Alcove");
    printed_end(&printed, out, sizeof out);
    assert_int_equal(code, 1);
    assert_string_equal(out,
                        "push button \"\" at 10,10 100x40 has no name\n"
                        "entry \"A line\" at 10,60 100x20 is smaller than 36 pixels\n"
                        "slider \"How it was\" at 350,110 100x40 lies outside of the window\n");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(test_the_window_is_listed, begin, end),
    cmocka_unit_test_setup_teardown(test_what_is_waited_for_is_there_or_not, begin, end),
    cmocka_unit_test_setup_teardown(test_what_is_asked_reaches_the_window, begin, end),
    cmocka_unit_test_setup_teardown(test_an_audit_finds_what_cannot_be_used, begin, end),
};

TEST_GROUP(reader, tests)
