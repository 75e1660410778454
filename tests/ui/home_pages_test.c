/* The pages behind home: what is agreed on with a person, their words, and links. */
#include <string.h>

#include "harness.h"
#include "home_scene.h"
#include "records/schema.h"
#include "records/signature.h"
#include "ui/home_screen.h"

static struct home_scene scene;
static struct stand *stand;

static int begin(void **state)
{
    *state = stand = stand_create();
    home_scene_one(&scene);
    stand->in.home = &scene.model;
    stand->desk.home.person = 1;
    return 0;
}

static void show(enum desk_page page)
{
    stand->desk.page = page;
    stand_show(stand, home_screen);
}

static void act(struct act what)
{
    const struct tree_event event = {.kind = TREE_ACT, .act = what};
    struct screen_hand hand = stand_hand(stand);
    assert_true(home_take(&hand, &event));
}

static void it_is_said_who_agreed_and_what_became_of_it(void **state)
{
    (void)state;
    static const struct {
        enum signature_state mine, theirs;
        const char *says;
    } rows[] = {
        {SIGNATURE_HOLDS, SIGNATURE_HOLDS, "You both agreed."},
        {SIGNATURE_NONE, SIGNATURE_HOLDS, "Ben agreed."},
        {SIGNATURE_HOLDS, SIGNATURE_NONE, "Ben has not agreed yet."},
        {SIGNATURE_NONE, SIGNATURE_NONE, "Ben has not agreed yet."},
        {SIGNATURE_HOLDS, SIGNATURE_TAKEN_BACK, "Ben took it back."},
        {SIGNATURE_EARLIER, SIGNATURE_EARLIER, "The text is new."},
        {SIGNATURE_EARLIER, SIGNATURE_HOLDS, "The text is new."},
    };
    struct home_consent consent = scene.people[0].consents[0];
    scene.people[0].consents = &consent;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        consent.signatures.state[HOME_ME] = (uint8_t)rows[i].mine;
        consent.signatures.state[HOME_THEM] = (uint8_t)rows[i].theirs;
        show(PAGE_PERSON);
        if (!stand_says(stand, rows[i].says))
            fail_msg("it does not say: %s", rows[i].says);
    }
}

/* The line dropped before anybody summed it up. */
static void an_hour_can_be_summed_up_afterwards(void **state)
{
    (void)state;
    const struct act field = ACT_FIELD(FIELD_RECAP);
    const struct tree_event edited = {.kind = TREE_EDITED, .act = field};
    const struct tree_event left = {.kind = TREE_LEFT, .act = field};
    struct screen_hand hand = stand_hand(stand);
    show(PAGE_PERSON);
    assert_true(rectangle_is_empty(tree_place_of(stand->tree, field)));
    scene.people[0].recap.line_count = 0;
    show(PAGE_PERSON);
    assert_false(rectangle_is_empty(tree_place_of(stand->tree, field)));
    assert_true(home_take(&hand, &left));
    assert_int_equal(stand->out.kind, WINDOW_NOTHING); /* nothing was written */
    desk_write(&stand->desk, FIELD_RECAP, "We spoke of walks.");
    assert_true(home_take(&hand, &edited));
    act((struct act){HOME_ACT_RECAP, 0});
    assert_int_equal(stand->out.home.kind, HOME_RECAP);
    assert_int_equal(stand->out.home.person, 1);
    assert_true(object_id_is_equal(stand->out.home.object, scene.people[0].recap.session));
    assert_string_equal(stand->out.texts[0], "We spoke of walks.");
    stand->out.kind = WINDOW_NOTHING;
    assert_true(home_take(&hand, &left));
    assert_int_equal(stand->out.kind, WINDOW_NOTHING); /* told already */
    assert_false(home_due(&hand));
    assert_false(desk_is_blank(&stand->desk, FIELD_RECAP)); /* until it is kept */
    scene.people[0].recap.line_count = 1;
    assert_false(home_due(&hand));
    assert_true(desk_is_blank(&stand->desk, FIELD_RECAP));
}

static void whom_they_may_call_is_mine_to_say_and_theirs_to_be_read(void **state)
{
    (void)state;
    static const char mine[] = "Ben may call them if you are in danger.";
    static const char theirs[] = "You may call them in an emergency.";
    show(PAGE_PERSON);
    const struct access_node *node = stand_find(stand, mine);
    assert_true(node != NULL && (node->states & ACCESS_CHECKED) != 0);
    assert_false(stand_says(stand, theirs));
    act((struct act){HOME_ACT_MAY_CALL, 0});
    assert_int_equal(stand->out.home.kind, HOME_SAFETY);
    assert_int_equal(stand->out.home.field, SAFETY_MAY_CALL);
    assert_string_equal(stand->out.texts[0], "no");
    scene.people[0].safety[HOME_THEM] = scene.people[0].safety[HOME_ME];
    scene.people[0].safety[HOME_ME] = NULL;
    show(PAGE_PERSON);
    assert_true(stand_says(stand, theirs));
    node = stand_find(stand, mine);
    assert_true(node != NULL && (node->states & ACCESS_CHECKED) == 0);
    act((struct act){HOME_ACT_MAY_CALL, 0});
    assert_string_equal(stand->out.texts[0], "yes");
}

static void words_are_not_for_emergencies_and_the_number_of_here_is_told(void **state)
{
    (void)state;
    show(PAGE_LETTERS);
    assert_true(stand_says(stand, "In an emergency, call 112."));
    scene.people[0].safety[HOME_ME] = NULL;
    show(PAGE_LETTERS);
    assert_true(stand_says(stand, "They are not for emergencies."));
}

static void ones_own_link_is_for_the_other(void **state)
{
    (void)state;
    static const char *const own[] = {
        "alcove:ABCDEFGHIJKLMNOPQRSTUVWXYZ234567ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
        " Alcove:abcdefghijklmnop-qrstuvwxyz234567\nABCDEFGHIJKLMNOP QRSTUVWXYZ234567",
    };
    static const char *const others[] = {
        "alcove:ABCDEFGHIJKLMNOPQRSTUVWXYZ234567ABCDEFGHIJKLMNOPQRSTUVWXYZ234562",
        "alcove:ABCDEFGHIJKLMNOPQRSTUVWXYZ234567ABCDEFGHIJKLMNOPQRSTUVWXYZ23456",
        "alcove:ABCDEFGHIJKLMNOPQRSTUVWXYZ234567ABCDEFGHIJKLMNOPQRSTUVWXYZ2345672",
    };
    home_scene_invites(&scene);
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        desk_write(&stand->desk, FIELD_LINK, own[i]);
        show(PAGE_LINK);
        act((struct act){HOME_ACT_JOIN, 0});
        assert_int_equal(stand->out.kind, WINDOW_NOTHING);
        show(PAGE_LINK);
        assert_true(stand_says(stand, "This is your own link."));
        assert_true(stand_says(stand, "Send it to the other person."));
        assert_false(stand_says(stand, "This does not look like an invite."));
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        desk_write(&stand->desk, FIELD_LINK, others[i]);
        act((struct act){HOME_ACT_JOIN, 0});
        assert_int_equal(stand->out.home.kind, HOME_JOIN);
    }
}

static void they_look_as_they_were_drawn(void **state)
{
    (void)state;
    stand->desk.page = PAGE_PERSON;
    stand_golden(stand, home_screen, "person");
    desk_write(&stand->desk, FIELD_LINK, "the link she sent");
    stand->desk.page = PAGE_LINK;
    stand->desk.home.pasted = HOME_PASTED_OTHER;
    stand_golden(stand, home_screen, "link");
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, begin, stand_end)

static const struct CMUnitTest tests[] = {
    ROW(it_is_said_who_agreed_and_what_became_of_it),
    ROW(an_hour_can_be_summed_up_afterwards),
    ROW(whom_they_may_call_is_mine_to_say_and_theirs_to_be_read),
    ROW(words_are_not_for_emergencies_and_the_number_of_here_is_told),
    ROW(ones_own_link_is_for_the_other),
    ROW(they_look_as_they_were_drawn),
};

TEST_GROUP(home_pages, tests)
