#include "session/typing.h"

#include <string.h>

#include "harness.h"
#include "records/utf8.h"

/* Hands what changed to the other side, as the session does. */
static void tell(struct typing *mine, struct typing *theirs, uint64_t now_us)
{
    struct typing_change change = typing_change(mine);
    assert_true(typing_take(theirs, now_us, &change));
    typing_told(mine, now_us);
}

static void nothing_is_told_until_it_is_switched_on(void **state)
{
    (void)state;
    struct typing typing = {0};
    assert_true(typing_set(&typing, "a"));
    assert_int_equal(typing_due(&typing), UINT64_MAX);
    typing.on = true;
    assert_int_equal(typing_due(&typing), 0);
}

static void what_changed_is_told_at_most_each_300_ms_and_only_when_the_last_has_left(void **state)
{
    (void)state;
    struct typing mine = {.on = true};
    struct typing theirs = {0};
    assert_true(typing_set(&mine, "I"));
    tell(&mine, &theirs, 1000000);
    assert_string_equal(theirs.theirs.text, "I");
    assert_int_equal(typing_due(&mine), UINT64_MAX); /* nothing new */
    assert_true(typing_set(&mine, "I did"));
    assert_int_equal(typing_due(&mine), UINT64_MAX); /* the line is thin */
    assert_true(typing_set(&mine, "I didn't sleep"));
    typing_left(&mine);
    assert_int_equal(typing_due(&mine), 1000000 + TYPING_EVERY_US);
    tell(&mine, &theirs, 1300000);
    assert_string_equal(theirs.theirs.text, "I didn't sleep");
    assert_int_equal(theirs.theirs_at_us, 1300000);
}

static void an_edit_anywhere_is_so_much_off_the_end_and_what_comes_then(void **state)
{
    (void)state;
    struct typing mine = {.on = true};
    struct typing theirs = {0};
    assert_true(typing_set(&mine, "a long night"));
    tell(&mine, &theirs, 1);
    assert_true(typing_set(&mine, "a short night"));
    struct typing_change change = typing_change(&mine);
    assert_int_equal(change.taken, strlen("long night"));
    assert_int_equal(change.typed.size, strlen("short night"));
    tell(&mine, &theirs, 2);
    assert_string_equal(theirs.theirs.text, "a short night");
    assert_true(typing_set(&mine, ""));
    tell(&mine, &theirs, 3);
    assert_string_equal(theirs.theirs.text, "");
}

static void characters_are_told_whole(void **state)
{
    (void)state;
    struct typing mine = {.on = true};
    struct typing theirs = {0};
    assert_true(typing_set(&mine, "\xc3\xa9")); /* é */
    tell(&mine, &theirs, 1);
    assert_true(typing_set(&mine, "\xc3\xa8")); /* è: the same first byte */
    assert_int_equal(typing_change(&mine).taken, 1);
    assert_int_equal(typing_change(&mine).typed.size, 2);
    tell(&mine, &theirs, 2);
    assert_string_equal(theirs.theirs.text, "\xc3\xa8");
}

static void a_telling_that_does_not_fit_changes_nothing(void **state)
{
    (void)state;
    static char full[BODY_TEXT_BYTES_MAX + 1];
    struct typing typing = {0};
    memset(full, 'x', BODY_TEXT_BYTES_MAX);
    struct typing_change change = {.typed = {"\xc3\xa9", 2}};
    assert_true(typing_take(&typing, 1, &change));
    change = (struct typing_change){.taken = 2};
    assert_false(typing_take(&typing, 2, &change));
    change = (struct typing_change){.typed = {full, BODY_TEXT_BYTES_MAX}};
    assert_false(typing_take(&typing, 2, &change));
    assert_string_equal(typing.theirs.text, "\xc3\xa9");
    assert_int_equal(typing.theirs_at_us, 1);
    change = (struct typing_change){.taken = 1, .typed = {full, BODY_TEXT_BYTES_MAX}};
    assert_true(typing_take(&typing, 3, &change));
    assert_int_equal(typing.theirs.size, BODY_TEXT_BYTES_MAX);
}

static void a_long_text_put_in_at_once_is_told_in_parts_of_whole_characters(void **state)
{
    (void)state;
    static char text[BODY_TEXT_BYTES_MAX + 1];
    struct typing mine = {.on = true};
    struct typing theirs = {0};
    for (int i = 0; i < BODY_TEXT_BYTES_MAX - 1; i += 3)
        memcpy(text + i, "\xe2\x82\xac", 3); /* three bytes each: 1000 is no multiple */
    text[BODY_TEXT_BYTES_MAX - 1] = '\0';
    assert_true(typing_set(&mine, text));
    int tellings = 0;
    while (!typing_is_told(&mine)) {
        assert_true(typing_change(&mine).typed.size <= BODY_TYPED_BYTES_MAX);
        tell(&mine, &theirs, 1);
        tellings++;
    }
    assert_int_equal(tellings, 5);
    assert_string_equal(theirs.theirs.text, text);
}

static void without_room_it_is_told_in_a_while(void **state)
{
    (void)state;
    struct typing typing = {.on = true};
    assert_true(typing_set(&typing, "a"));
    typing_later(&typing, 1000);
    assert_int_equal(typing_due(&typing), 1000 + TYPING_EVERY_US);
}

static void a_field_takes_text_up_to_its_bound(void **state)
{
    (void)state;
    static char text[BODY_TEXT_BYTES_MAX + 2];
    struct typing typing = {.on = true};
    memset(text, 'x', BODY_TEXT_BYTES_MAX + 1);
    assert_false(typing_set(&typing, text));
    assert_false(typing_set(&typing, "\xff"));
    assert_int_equal(typing.mine.size, 0);
    text[BODY_TEXT_BYTES_MAX] = '\0';
    assert_true(typing_set(&typing, text));
}

static bool has_byte(const struct typed *typed, char c)
{
    return memchr(typed->text, c, sizeof typed->text) != NULL;
}

static void what_is_done_is_in_no_memory_here(void **state)
{
    (void)state;
    struct typing mine = {.on = true};
    struct typing theirs = {0};
    assert_true(typing_set(&mine, "zzz"));
    tell(&mine, &theirs, 1);
    assert_true(typing_set(&mine, "z"));
    assert_false(memcmp(mine.mine.text, "zz", 2) == 0);
    tell(&mine, &theirs, 2);
    typing_done(&mine);
    typing_forget_theirs(&theirs);
    assert_false(has_byte(&mine.mine, 'z') || has_byte(&mine.told, 'z'));
    assert_false(has_byte(&theirs.theirs, 'z'));
}

/* Whatever is typed and whenever it is told, the other side ends with what stands in the field. */
static void every_way_of_typing_ends_the_same_on_both_sides(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a", "b", "\xc3\xa9", "\xc3\xa8", "\xe2\x82\xac", " "};
    struct typing mine = {.on = true};
    struct typing theirs = {0};
    uint32_t seed = 7;
    char field[256] = "";
    for (int i = 0; i < 3000; i++) {
        seed = seed * 1664525 + 1013904223;
        size_t size = strlen(field);
        size_t cut = utf8_prefix(field, size, size - (seed >> 8) % (size / 2 + 1));
        if (seed >> 28 < 5 || size > 200)
            field[cut] = '\0';
        else
            snprintf(field + size, sizeof field - size, "%s", pieces[(seed >> 20) % 6]);
        assert_true(typing_set(&mine, field));
        if (seed >> 30 == 0)
            tell(&mine, &theirs, (uint64_t)i);
    }
    tell(&mine, &theirs, 3000);
    assert_string_equal(theirs.theirs.text, field);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(nothing_is_told_until_it_is_switched_on),
    cmocka_unit_test(what_changed_is_told_at_most_each_300_ms_and_only_when_the_last_has_left),
    cmocka_unit_test(an_edit_anywhere_is_so_much_off_the_end_and_what_comes_then),
    cmocka_unit_test(characters_are_told_whole),
    cmocka_unit_test(a_telling_that_does_not_fit_changes_nothing),
    cmocka_unit_test(a_long_text_put_in_at_once_is_told_in_parts_of_whole_characters),
    cmocka_unit_test(without_room_it_is_told_in_a_while),
    cmocka_unit_test(a_field_takes_text_up_to_its_bound),
    cmocka_unit_test(what_is_done_is_in_no_memory_here),
    cmocka_unit_test(every_way_of_typing_ends_the_same_on_both_sides),
};
TEST_GROUP(typing, tests)
