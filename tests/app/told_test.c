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
        .what = DECK_NOTES_BLOCKED, .to_do = DECK_NOTES_BLOCKED_DO, .name = "Ben"};
    char out[TOLD_BYTES];
    struct deck deck;
    open_language("es", &deck);
    assert_string_equal(
        told_say(&deck, &told, out),
        "Ben tiene un bloqueo, y no recibe aviso. Para quitarlo: alcove people unblock");
    deck_close(&deck);
}

static void a_command_without_a_deck_speaks_english(void **state)
{
    (void)state;
    char out[TOLD_BYTES];
    assert_string_equal(
        told_say(NULL, &(struct told){.what = DECK_NOTES_CONFIRMED, .name = "Ben"}, out),
        "You and Ben are confirmed.");
}

static void a_sentence_of_its_own_is_told_as_it_is(void **state)
{
    (void)state;
    char out[TOLD_BYTES];
    assert_string_equal(told_say(NULL, &(struct told){.words = "The disk is full."}, out),
                        "The disk is full.");
}

static void what_is_too_long_is_cut_at_a_letter(void **state)
{
    (void)state;
    char out[TOLD_BYTES];
    char words[TOLD_BYTES + 9] = "";
    for (size_t i = 0; i + 2 < sizeof words; i += 2)
        memcpy(words + i, "é", 3);
    told_say(NULL, &(struct told){.words = words}, out);
    assert_int_equal(strlen(out), (TOLD_BYTES - 1) / 2 * 2);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_and_what_to_do_are_told_in_the_language_of_the_deck),
    cmocka_unit_test(a_command_without_a_deck_speaks_english),
    cmocka_unit_test(a_sentence_of_its_own_is_told_as_it_is),
    cmocka_unit_test(what_is_too_long_is_cut_at_a_letter),
};
TEST_GROUP(told, tests)
