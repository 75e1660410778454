/* Two windows that wait at home: an invite is made and used there, they call and part, and are at
 * home again. */
#include <stdio.h>
#include <string.h>

#include "harness.h"
#include "net/random.h"
#include "reach/address_text.h"
#include "reach/reply.h"
#include "two_homes.h"

/* ---- what is waited for ---- */

static bool are_together(void)
{
    return anna.face->phase == SESSION_TOGETHER && ben.face->phase == SESSION_TOGETHER;
}

static bool are_confirmed(void)
{
    return anna.home->model.person_count == 1 && anna.home->model.people[0].is_verified &&
           ben.home->model.person_count == 1 && ben.home->model.people[0].is_verified;
}

static bool are_parted(void)
{
    return anna.face->phase == SESSION_CLOSED && ben.face->phase == SESSION_CLOSED;
}

static bool are_at_home(void)
{
    return anna.face->model.phase == CALL_WAITING && ben.face->model.phase == CALL_WAITING &&
           ben.home->model.meeting == HOME_ALONE;
}

static bool bens_are_open(void)
{
    return ben.home->model.person_count == 1 && ben.home->model.people[0].is_open;
}

static bool anna_sees_the_tick(void)
{
    const struct home_person *person = &anna.home->model.people[0];
    return person->practice_count == 1 &&
           person->practices[0].ticks[HOME_THEM][HOME_TICK_DAYS - 1] == HOME_TICK_DONE &&
           person->change_count > 0;
}

static bool ben_has_the_practice(void)
{
    return ben.home->model.people[0].practice_count == 1;
}

static bool ben_has_words(void)
{
    const struct home_person *person = &ben.home->model.people[0];
    return person->word_count == 1 && person->new_words == 1;
}

static bool ben_has_read(void)
{
    return ben.home->model.people[0].word_count == 1 && ben.home->model.people[0].new_words == 0;
}

static bool is_renamed(void)
{
    return strcmp(anna.home->model.people[0].name, "Benjamin") == 0;
}

static bool is_blocked(void)
{
    return anna.home->model.people[0].is_blocked;
}

static bool is_unblocked(void)
{
    return !anna.home->model.people[0].is_blocked;
}

static bool anna_knows_nobody(void)
{
    return anna.home->model.person_count == 0;
}

static bool has_reply(void)
{
    return anna.home->model.invite_count == 1 && anna.home->model.invites[0].has_reply;
}

static bool anna_has_set_all(void)
{
    const struct home_settings *settings = &anna.home->model.settings;
    return strcmp(settings->name, "Anna") == 0 && settings->auto_lock_min == 3 &&
           settings->noise == 2 && settings->headphones == 1 && settings->contacts_only &&
           settings->has_passphrase;
}

static bool anna_has_tried(void)
{
    const struct home_settings *settings = &anna.home->model.settings;
    return settings->noise == 1 && settings->has_passphrase;
}

static bool anna_has_no_passphrase(void)
{
    return !anna.home->model.settings.has_passphrase;
}

static bool ben_is_told(void)
{
    return ben.face->notes > 0;
}

/* ---- what is done ---- */

static void meet_at_the_door(void)
{
    do_in_session(&anna, ORDER_WISH, &(struct wish){.kind = WISH_OPEN_DOOR});
    await(are_together);
}

static void confirm(void)
{
    do_in_session(&anna, ORDER_WORDS, &(struct wish){.on = true});
    do_in_session(&ben, ORDER_WORDS, &(struct wish){.on = true});
    await(are_confirmed);
}

static void part(void)
{
    do_in_session(&ben, ORDER_WISH, &(struct wish){.kind = WISH_LEAVE});
    await(are_parted);
    want(&anna, &(struct home_wish){.kind = HOME_GO_HOME});
    want(&ben, &(struct home_wish){.kind = HOME_GO_HOME});
    await(are_at_home);
}

static void from_an_invite_to_an_hour_and_home_and_back(void **state)
{
    (void)state;
    pair();
    await(has_no_invite); /* it was used */
    meet_at_the_door();
    confirm();
    part();
    want(&ben, &(struct home_wish){.kind = HOME_CALL, .person = ben.home->model.people[0].id});
    await(knocks);
    want(&ben, &(struct home_wish){.kind = HOME_GO_HOME}); /* he thinks better of it */
    await(are_at_home);
    want(&ben, &(struct home_wish){.kind = HOME_CALL, .person = ben.home->model.people[0].id});
    await(knocks);
    do_in_session(&anna, ORDER_WISH, &(struct wish){.kind = WISH_DECLINE});
    await(are_at_home);
    assert_non_null(strstr(newest_note(&ben)->text, "cannot talk right now"));
}

static void who_call_each_other_at_once_are_together(void **state)
{
    (void)state;
    pair();
    meet_at_the_door();
    part();
    want(&ben, &(struct home_wish){.kind = HOME_CALL, .person = ben.home->model.people[0].id});
    want(&anna, &(struct home_wish){.kind = HOME_CALL, .person = anna.home->model.people[0].id});
    await(are_together);
    want(&ben, &(struct home_wish){.kind = HOME_CALL, .person = ben.home->model.people[0].id});
    await(ben_is_told);
    assert_non_null(strstr(newest_note(&ben)->text, "One at a time"));
}

static void what_one_writes_at_home_the_other_sees_when_they_meet(void **state)
{
    (void)state;
    pair();
    await(annas_are_open); /* one prepares for somebody who is not confirmed yet */
    want(&anna, &(struct home_wish){.kind = HOME_PRACTICE_ADD,
                                    .person = anna.home->model.people[0].id,
                                    .texts = {"Breathe"}});
    meet_at_the_door();
    confirm();
    await(bens_are_open);
    await(ben_has_the_practice);
    const struct home_person *person = &ben.home->model.people[0];
    want(&ben, &(struct home_wish){.kind = HOME_TICK,
                                   .person = person->id,
                                   .object = person->practices[0].thing.id,
                                   .on = true});
    await(anna_sees_the_tick);
    want(&anna, &(struct home_wish){.kind = HOME_WRITE,
                                    .person = anna.home->model.people[0].id,
                                    .texts = {"See you."}});
    await(ben_has_words);
    assert_string_equal(ben.home->model.people[0].words[0].text, "See you.");
    want(&ben, &(struct home_wish){.kind = HOME_READ, .person = ben.home->model.people[0].id});
    await(ben_has_read);
    part();
}

static void people_are_renamed_and_blocked_from_home(void **state)
{
    (void)state;
    pair();
    meet_at_the_door();
    part();
    uint32_t id = anna.home->model.people[0].id;
    want(&anna, &(struct home_wish){.kind = HOME_RENAME, .person = id, .texts = {"Benjamin"}});
    await(is_renamed);
    want(&anna, &(struct home_wish){.kind = HOME_BLOCK, .person = id});
    await(is_blocked);
    want(&anna, &(struct home_wish){.kind = HOME_UNBLOCK, .person = id});
    await(is_unblocked);
    want(&ben, &(struct home_wish){.kind = HOME_CALL, .person = ben.home->model.people[0].id});
    await(knocks);
}

static void who_is_forgotten_is_gone_with_what_was_shared(void **state)
{
    (void)state;
    pair();
    meet_at_the_door();
    confirm();
    uint32_t id = anna.home->model.people[0].id;
    want(&anna, &(struct home_wish){.kind = HOME_FORGET, .person = id}); /* not while he is here */
    part();
    assert_int_equal(anna.home->model.person_count, 1);
    want(&anna, &(struct home_wish){.kind = HOME_GOAL_ADD, .person = id, .texts = {"Walk"}});
    want(&anna, &(struct home_wish){.kind = HOME_WRITE, .person = id, .texts = {"Good-bye."}});
    want(&anna, &(struct home_wish){.kind = HOME_FORGET, .person = id});
    await(anna_knows_nobody);
    assert_int_equal(anna.household->people.count, 0);
}

static void what_is_no_link_is_told_and_one_invite_is_taken_back(void **state)
{
    (void)state;
    want(&ben, &(struct home_wish){.kind = HOME_JOIN, .texts = {"no link"}});
    await(ben_is_told);
    assert_non_null(strstr(newest_note(&ben)->text, "not an invite"));
    assert_int_equal(ben.home->model.meeting, HOME_ALONE);
    want(&anna, &(struct home_wish){.kind = HOME_INVITE});
    await(has_link);
    want(&anna,
         &(struct home_wish){.kind = HOME_INVITE_CANCEL, .number = anna.home->model.invites[0].id});
    await(has_no_invite);
}

static void a_reply_link_is_taken_in_with_its_invite(void **state)
{
    (void)state;
    struct invite invite;
    struct reply reply = {.candidate_count = 1};
    char text[REPLY_TEXT_BYTES_MAX];
    want(&anna, &(struct home_wish){.kind = HOME_INVITE});
    await(has_link);
    char link[INVITE_INPUT_BYTES_MAX + 1]; /* the snapshot is replaced meanwhile */
    snprintf(link, sizeof link, "%s", anna.home->model.invites[0].link);
    assert_int_equal(invite_decode(link, strlen(link), 1, &invite), INVITE_OK);
    assert_false(invite.reply_wanted);
    assert_true(address_text_parse("127.0.0.1:9", &reply.candidates[0]));
    reply_encode(&reply, invite.secret, &net_random, text);
    want(&anna, &(struct home_wish){.kind = HOME_REPLY, .texts = {text}});
    await(has_reply);
    want(&anna, &(struct home_wish){.kind = HOME_REPLY, .texts = {link}});
    await(anna_is_told);
    assert_non_null(strstr(newest_note(&anna)->text, "not a reply"));
}

static void settings_are_kept_in_the_profile(void **state)
{
    (void)state;
    static const struct home_wish wishes[] = {{.kind = HOME_NAME, .texts = {"Anna"}},
                                              {.kind = HOME_AUTO_LOCK, .number = 3},
                                              {.kind = HOME_NOISE, .number = 2},
                                              {.kind = HOME_HEADPHONES, .number = 1},
                                              {.kind = HOME_CONTACTS_ONLY, .on = true},
                                              {.kind = HOME_PASSPHRASE, .texts = {"open"}},
                                              {.kind = HOME_AUTO_LOCK, .number = UINT16_MAX}};
    for (size_t i = 0; i < sizeof wishes / sizeof wishes[0]; i++)
        want(&anna, &wishes[i]);
    await(anna_has_set_all);
    /* Without the one that there is nothing changes; wishes are done one after the other. */
    want(&anna, &(struct home_wish){.kind = HOME_PASSPHRASE, .texts = {NULL, "other"}});
    want(&anna, &(struct home_wish){.kind = HOME_NOISE, .number = 1});
    await(anna_has_tried);
    assert_non_null(strstr(newest_note(&anna)->text, "All is as it was"));
    want(&anna, &(struct home_wish){.kind = HOME_PASSPHRASE, .texts = {NULL, "open"}});
    await(anna_has_no_passphrase);
    want(&ben, &(struct home_wish){.kind = HOME_NAME});
    await(ben_is_told);
}

#define CALLING_TEST(name) cmocka_unit_test_setup_teardown(name, two_homes_begin, two_homes_end)

static const struct CMUnitTest tests[] = {
    CALLING_TEST(from_an_invite_to_an_hour_and_home_and_back),
    CALLING_TEST(who_call_each_other_at_once_are_together),
    CALLING_TEST(what_one_writes_at_home_the_other_sees_when_they_meet),
    CALLING_TEST(people_are_renamed_and_blocked_from_home),
    CALLING_TEST(who_is_forgotten_is_gone_with_what_was_shared),
    CALLING_TEST(what_is_no_link_is_told_and_one_invite_is_taken_back),
    CALLING_TEST(a_reply_link_is_taken_in_with_its_invite),
    CALLING_TEST(settings_are_kept_in_the_profile),
};
TEST_GROUP(calling, tests)
