#include "app/told.h"

#include <string.h>

#include "harness.h"
#include "session/deck_shipped.h"
#include "session/heap.h"

static void open_language(const char *language, struct deck *deck)
{
    size_t index = 0;
    while (strcmp(deck_shipped_language(index), language) != 0)
        index++;
    assert_int_equal(deck_open_shipped(index, &heap_memory, deck), DECK_OK);
}

static void what_is_and_what_to_do_are_told_in_the_language_of_the_deck(void **state)
{
    (void)state;
    const struct told told = {
        .what = DECK_NOTES_BLOCKED, .by_hand = DECK_NOTES_BLOCKED_DO, .name = "Ben"};
    char out[TOLD_BYTES];
    struct deck deck;
    open_language("es", &deck);
    assert_string_equal(
        told_say((struct told_to){&deck, false}, &told, out),
        "Ben tiene un bloqueo, y no recibe aviso. Para quitarlo: alcove people unblock");
    assert_string_equal(told_say((struct told_to){&deck, true}, &told, out),
                        "Ben tiene un bloqueo, y no recibe aviso.");
    deck_close(&deck);
}

static void a_window_has_each_error_in_its_language(void **state)
{
    (void)state;
    char out[TOLD_BYTES];
    char english[TOLD_BYTES];
    struct deck deck;
    open_language("es", &deck);
    for (int kind = STORE_ERROR_NONE + 1; kind <= STORE_ERROR_DISK; kind++) {
        const struct store_error error = {(enum store_error_kind)kind, "index: it is not there"};
        const struct told told = told_store(DECK_NOTES_NOT_CHANGED, &error);
        told_say((struct told_to){&deck, true}, &told, out);
        told_say((struct told_to){0}, &told, english);
        assert_null(strstr(out, error.text));
        assert_true(strlen(out) > sizeof "No cambió nada. ");
        assert_string_equal(english, "All is as it was. index: it is not there");
    }
    for (int kind = DEVICE_ERROR_NONE + 1; kind <= DEVICE_ERROR_MEMORY; kind++) {
        const struct device_error error = {(enum device_error_kind)kind, "camera 7: no use"};
        const struct told told = told_device(&error);
        assert_null(strstr(told_say((struct told_to){&deck, true}, &told, out), error.text));
        assert_true(out[0] != '\0');
        assert_string_equal(told_say((struct told_to){0}, &told, out), error.text);
    }
    deck_close(&deck);
}

static void a_command_without_a_deck_speaks_english(void **state)
{
    (void)state;
    char out[TOLD_BYTES];
    assert_string_equal(told_say((struct told_to){0},
                                 &(struct told){.what = DECK_NOTES_CONFIRMED, .name = "Ben"}, out),
                        "You and Ben are confirmed.");
}

static void a_sentence_of_its_own_is_told_as_it_is(void **state)
{
    (void)state;
    char out[TOLD_BYTES];
    assert_string_equal(
        told_say((struct told_to){0}, &(struct told){.words = "The disk is full."}, out),
        "The disk is full.");
}

static void what_is_too_long_is_cut_at_a_letter(void **state)
{
    (void)state;
    char out[TOLD_BYTES];
    char words[TOLD_BYTES + 9] = "";
    for (size_t i = 0; i + 2 < sizeof words; i += 2)
        memcpy(words + i, "é", 3);
    told_say((struct told_to){0}, &(struct told){.words = words}, out);
    assert_int_equal(strlen(out), (TOLD_BYTES - 1) / 2 * 2);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_and_what_to_do_are_told_in_the_language_of_the_deck),
    cmocka_unit_test(a_window_has_each_error_in_its_language),
    cmocka_unit_test(a_command_without_a_deck_speaks_english),
    cmocka_unit_test(a_sentence_of_its_own_is_told_as_it_is),
    cmocka_unit_test(what_is_too_long_is_cut_at_a_letter),
};
TEST_GROUP(told, tests)
