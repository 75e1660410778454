
#include "desktop/mock_desktop.h"
#include "harness.h"

#define NOTICES_NAME "org.freedesktop.Notifications"
#define NOTICES_PATH "/org/freedesktop/Notifications"
#define TEXT_BYTES   64

struct shown {
    struct mock *mock;
    int notified, closed;
    uint32_t replaces, next_id, closed_id;
    char summary[TEXT_BYTES], body[TEXT_BYTES], action[TEXT_BYTES];
};

static int notify(sd_bus_message *call, void *context, sd_bus_error *error)
{
    struct shown *shown = context;
    const char *app, *icon, *summary, *body, *action, *label;
    (void)error;
    assert_true(sd_bus_message_read(call, "susss", &app, &shown->replaces, &icon, &summary, &body) >
                0);
    assert_true(sd_bus_message_read(call, "as", 2, &action, &label) > 0);
    (void)snprintf(shown->summary, TEXT_BYTES, "%s", summary);
    (void)snprintf(shown->body, TEXT_BYTES, "%s", body);
    (void)snprintf(shown->action, TEXT_BYTES, "%s %s", action, label);
    shown->notified++;
    return sd_bus_reply_method_return(call, "u", ++shown->next_id);
}

static int close_notice(sd_bus_message *call, void *context, sd_bus_error *error)
{
    struct shown *shown = context;
    (void)error;
    assert_true(sd_bus_message_read(call, "u", &shown->closed_id) > 0);
    shown->closed++;
    return sd_bus_reply_method_return(call, "");
}

static const sd_bus_vtable service[] = {
    SD_BUS_VTABLE_START(0),
    SD_BUS_METHOD("Notify", "susssasa{sv}i", "u", notify, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD("CloseNotification", "u", "", close_notice, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_VTABLE_END,
};

static void begin(struct mock *mock, struct shown *shown)
{
    *shown = (struct shown){.mock = mock, .next_id = 40};
    mock_serve(mock, NOTICES_PATH, service, NOTICES_NAME, shown);
    mock_own(mock, NOTICES_NAME);
    mock_open(mock);
}

static void wait_for(struct shown *shown, int notified, int closed)
{
    while (shown->notified < notified || shown->closed < closed)
        mock_turn(shown->mock);
    assert_int_equal(shown->notified, notified);
    assert_int_equal(shown->closed, closed);
    /* Its answer comes before what is said next. */
    mock_settle(shown->mock);
}

static void say_invoked(struct mock *mock, uint32_t id, const char *action)
{
    assert_true(sd_bus_emit_signal(mock->bus, NOTICES_PATH, NOTICES_NAME, "ActionInvoked", "us", id,
                                   action) >= 0);
}

static void one_notice_replaces_the_other_and_goes_when_it_is_looked_at(void **state)
{
    struct shown shown;
    begin(*state, &shown);
    desktop_notify(shown.mock->desktop, DESKTOP_NOTICE_SOON);
    wait_for(&shown, 1, 0);
    assert_string_equal(shown.summary, "You meet soon");
    assert_string_equal(shown.body, "");
    assert_string_equal(shown.action, "default Open");
    assert_int_equal(shown.replaces, 0);
    desktop_notify(shown.mock->desktop, DESKTOP_NOTICE_DOOR);
    wait_for(&shown, 2, 0);
    assert_string_equal(shown.summary, "Someone is at the door");
    assert_int_equal(shown.replaces, 41);
    desktop_notify(shown.mock->desktop, DESKTOP_NOTICE_NONE);
    wait_for(&shown, 2, 1);
    assert_int_equal(shown.closed_id, 42);
}

static void while_two_are_together_there_is_none(void **state)
{
    struct shown shown;
    begin(*state, &shown);
    desktop_notify(shown.mock->desktop, DESKTOP_NOTICE_SOON);
    wait_for(&shown, 1, 0);
    desktop_set_together(shown.mock->desktop, true);
    wait_for(&shown, 1, 1);
    desktop_notify(shown.mock->desktop, DESKTOP_NOTICE_WORDS);
    desktop_set_together(shown.mock->desktop, false);
    desktop_notify(shown.mock->desktop, DESKTOP_NOTICE_DOOR);
    wait_for(&shown, 2, 1);
    assert_string_equal(shown.summary, "Someone is at the door");
}

static void who_opens_one_is_brought_to_the_window(void **state)
{
    struct shown shown;
    begin(*state, &shown);
    desktop_notify(shown.mock->desktop, DESKTOP_NOTICE_DOOR);
    wait_for(&shown, 1, 0);
    /* Of another app, of no meaning, and of none. */
    say_invoked(shown.mock, 7, "default");
    say_invoked(shown.mock, 41, "snooze");
    say_invoked(shown.mock, 0, "default");
    mock_settle(shown.mock);
    say_invoked(shown.mock, 41, "default");
    assert_int_equal(mock_event(shown.mock).kind, DESKTOP_RAISE);
    assert_true(sd_bus_emit_signal(shown.mock->bus, NOTICES_PATH, NOTICES_NAME,
                                   "NotificationClosed", "uu", 41U, 2U) >= 0);
    mock_settle(shown.mock);
    say_invoked(shown.mock, 41, "default");
    mock_settle(shown.mock);
}

static void a_service_that_comes_back_shows_a_new_one(void **state)
{
    struct shown shown;
    begin(*state, &shown);
    desktop_notify(shown.mock->desktop, DESKTOP_NOTICE_DOOR);
    wait_for(&shown, 1, 0);
    mock_release(shown.mock, NOTICES_NAME);
    desktop_notify(shown.mock->desktop, DESKTOP_NOTICE_WORDS); /* nobody is there */
    mock_settle(shown.mock);
    mock_own(shown.mock, NOTICES_NAME);
    mock_settle(shown.mock);
    desktop_notify(shown.mock->desktop, DESKTOP_NOTICE_DOOR);
    wait_for(&shown, 2, 0);
    assert_int_equal(shown.replaces, 0);
}

static void the_last_one_goes_with_the_app(void **state)
{
    struct shown shown;
    begin(*state, &shown);
    desktop_notify(shown.mock->desktop, DESKTOP_NOTICE_DOOR);
    wait_for(&shown, 1, 0);
    desktop_close(shown.mock->desktop);
    shown.mock->desktop = NULL;
    while (shown.closed < 1)
        mock_turn(shown.mock);
    assert_int_equal(shown.closed_id, 41);
}

#define NOTICE_TEST(name) cmocka_unit_test_setup_teardown(name, mock_begin, mock_end)

static const struct CMUnitTest tests[] = {
    NOTICE_TEST(one_notice_replaces_the_other_and_goes_when_it_is_looked_at),
    NOTICE_TEST(while_two_are_together_there_is_none),
    NOTICE_TEST(who_opens_one_is_brought_to_the_window),
    NOTICE_TEST(a_service_that_comes_back_shows_a_new_one),
    NOTICE_TEST(the_last_one_goes_with_the_app),
};
TEST_GROUP(notice, tests)
