#include "app/terminal_verbs.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "records/card.h"

static struct wish wish;
static char line[256];
static char error[TERMINAL_VERBS_ERROR_BYTES];

static enum terminal_verb type(const char *text)
{
    snprintf(line, sizeof line, "%s", text);
    memset(error, 0, sizeof error);
    return terminal_verbs_read(line, &wish, error);
}

static void does(const char *text, enum wish_kind kind)
{
    assert_int_equal(type(text), TERMINAL_VERB_WISH);
    assert_int_equal(wish.kind, kind);
}

static void is_refused(const char *text, const char *says)
{
    assert_int_equal(type(text), TERMINAL_VERB_BAD);
    assert_non_null(strstr(error, says));
}

static void test_what_is_no_verb_is_said_as_it_is(void **state)
{
    (void)state;
    does("I slept badly | again", WISH_SAY);
    assert_string_equal(wish.texts[0], "I slept badly | again");
    does("//not a verb", WISH_SAY);
    assert_string_equal(wish.texts[0], "/not a verb");
    does(" ", WISH_SAY);
    assert_int_equal(type(""), TERMINAL_VERB_NONE);
}

static void test_a_verb_alone_takes_nothing_behind_it(void **state)
{
    (void)state;
    does("/nod", WISH_NOD);
    does("/nod  ", WISH_NOD);
    is_refused("/nod twice", "Write /nod");
    does("/say-more", WISH_EXPRESS);
    assert_int_equal(wish.numbers[0], 4);
    does("/someone", WISH_AWAY);
    assert_int_equal(wish.numbers[0], 1);
    does("/here", WISH_AWAY);
    assert_int_equal(wish.numbers[0], 0);
    does("/hide", WISH_HIDDEN);
    assert_true(wish.on);
    assert_int_equal(type("/same"), TERMINAL_VERB_SAME);
    assert_true(wish.on);
    assert_int_equal(type("/differ"), TERMINAL_VERB_SAME);
    assert_false(wish.on);
    is_refused("/", "/help");
    is_refused("/nods", "/help");
}

static void test_a_check_in_has_four_parts_of_which_three_may_be_missing(void **state)
{
    (void)state;
    does("/arrive tired, hopeful | 6 | noise, phone | a letter came", WISH_ARRIVE);
    assert_string_equal(wish.texts[0], "tired, hopeful");
    assert_int_equal(wish.numbers[0], 6);
    assert_string_equal(wish.texts[1], "noise, phone");
    assert_string_equal(wish.texts[2], "a letter came");
    assert_false(wish.on);
    does("/arrive-now calm", WISH_ARRIVE);
    assert_true(wish.on);
    assert_true(wish.numbers[0] == WISH_NOTHING);
    assert_string_equal(wish.texts[1], "");
    does("/arrive |0", WISH_ARRIVE);
    assert_int_equal(wish.numbers[0], 0);
    is_refused("/arrive", "FEELING");
    is_refused("/arrive calm | 11", "FEELING");
    is_refused("/arrive calm | so-so", "FEELING");
}

static void test_cards_are_named_by_their_numbers(void **state)
{
    (void)state;
    does("/hear work felt heavy", WISH_REFLECT);
    assert_string_equal(wish.texts[0], "work felt heavy");
    is_refused("/hear", "TEXT");
    does("/yes 3", WISH_ANSWER);
    assert_int_equal(wish.card, 3);
    assert_int_equal(wish.numbers[0], CARD_ANSWER_YES);
    assert_null(wish.texts[0]);
    does("/not-quite 3 it was the sister", WISH_ANSWER);
    assert_int_equal(wish.numbers[0], CARD_ANSWER_NOT_QUITE);
    assert_string_equal(wish.texts[0], "it was the sister");
    is_refused("/yes", "CARD");
    is_refused("/yes 0", "CARD");
    is_refused("/yes 4294967296", "CARD");
    is_refused("/yes 3x", "CARD");
    is_refused("/done 3 of them", "CARD");
    does("/done 12", WISH_AGENDA_DONE);
    assert_true(wish.on);
    does("/undone 12", WISH_AGENDA_DONE);
    assert_false(wish.on);
}

static void test_numbers_have_bounds(void **state)
{
    (void)state;
    does("/minutes 50", WISH_MINUTES);
    assert_int_equal(wish.numbers[0], 50);
    is_refused("/minutes 4", "5-180");
    does("/nudge 12", WISH_NUDGE);
    assert_int_equal(wish.numbers[0], 12);
    does("/nudge off", WISH_NUDGE);
    assert_true(wish.numbers[0] == WISH_NOTHING);
    is_refused("/nudge 61", "1-60|off");
    is_refused("/minutes 181", "5-180");
    is_refused("/minutes fifty", "5-180");
    is_refused("/minutes 99999999999999999999999", "5-180");
    does("/feeling off", WISH_FEELING);
    assert_true(wish.numbers[0] == WISH_NOTHING);
    does("/feeling 7", WISH_FEELING);
    assert_int_equal(wish.numbers[0], 7);
    is_refused("/feeling 11", "off");
    does("/live on", WISH_LIVE);
    assert_true(wish.on);
    is_refused("/live", "on|off");
    does("/felt 8 - 7 9 | heard", WISH_FELT);
    assert_int_equal(wish.numbers[0], 8);
    assert_true(wish.numbers[1] == WISH_NOTHING);
    assert_int_equal(wish.numbers[3], 9);
    assert_string_equal(wish.texts[0], "heard");
    is_refused("/felt 8 8 8", "0-10");
    is_refused("/felt 8 8 8 8 8", "0-10");
}

static void test_a_crop_has_two_steps_and_off(void **state)
{
    static const char *const lines[] = {"/crop off", "/crop wide", "/crop close"};
    struct wish read;
    char why[TERMINAL_VERBS_ERROR_BYTES];
    (void)state;
    for (uint64_t i = 0; i < 3; i++) {
        char typed[32];
        snprintf(typed, sizeof typed, "%s", lines[i]);
        assert_int_equal(terminal_verbs_read(typed, &read, why), TERMINAL_VERB_CROP);
        assert_int_equal(read.numbers[0], i);
    }
    is_refused("/crop", "/crop wide|close|off");
    is_refused("/crop tight", "/crop wide|close|off");
}

static void test_a_wish_is_named_and_taken_back(void **state)
{
    struct wish read;
    char why[TERMINAL_VERBS_ERROR_BYTES];
    char on[] = "/wish bigger-text";
    char off[] = "/wish bigger-text off";
    (void)state;
    assert_int_equal(terminal_verbs_read(on, &read, why), TERMINAL_VERB_EASIER);
    assert_string_equal(read.texts[0], "bigger-text");
    assert_true(read.on);
    assert_int_equal(terminal_verbs_read(off, &read, why), TERMINAL_VERB_EASIER);
    assert_string_equal(read.texts[0], "bigger-text");
    assert_false(read.on);
    is_refused("/wish", "/wish NAME [off]");
    is_refused("/wish bigger-text on", "/wish NAME [off]");
}

static void test_the_next_hour_is_a_day_and_a_time(void **state)
{
    (void)state;
    setenv("TZ", "UTC", 1);
    does("/meet 1970-01-02 00:01", WISH_MEET);
    assert_int_equal(wish.numbers[0], 1441);
    does("/meet none", WISH_MEET);
    assert_int_equal(wish.numbers[0], 0);
    is_refused("/meet Thursday", "YYYY-MM-DD");
}

static void test_help_names_every_verb_in_a_line_of_a_terminal(void **state)
{
    (void)state;
    char text[16384];
    FILE *file = fmemopen(text, sizeof text, "w");
    terminal_verbs_help(file);
    fclose(file);
    assert_non_null(strstr(text, "/arrive FEELING | 0-10 | AROUND | ON MY MIND"));
    unsigned lines = 0;
    for (const char *at = text; *at != '\0'; at += strcspn(at, "\n") + 1, lines++)
        assert_true(strcspn(at, "\n") <= 100);
    assert_true(lines > 50);
    assert_non_null(strstr(text, "\nSafety, and what stays\n  /place ")); /* and all parts before */
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_what_is_no_verb_is_said_as_it_is),
    cmocka_unit_test(test_a_verb_alone_takes_nothing_behind_it),
    cmocka_unit_test(test_a_check_in_has_four_parts_of_which_three_may_be_missing),
    cmocka_unit_test(test_cards_are_named_by_their_numbers),
    cmocka_unit_test(test_numbers_have_bounds),
    cmocka_unit_test(test_a_crop_has_two_steps_and_off),
    cmocka_unit_test(test_a_wish_is_named_and_taken_back),
    cmocka_unit_test(test_the_next_hour_is_a_day_and_a_time),
    cmocka_unit_test(test_help_names_every_verb_in_a_line_of_a_terminal),
};
TEST_GROUP(terminal_verbs, tests)
