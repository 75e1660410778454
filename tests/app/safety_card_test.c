/* Whose card is whose, and when one is asked where one is. */
#include "app/safety_card.h"

#include "harness.h"
#include "memory.h"

/* Of device 0's, which is the least; then another of it, which does not count. */
static struct space *space_with_cards(struct object_id *card)
{
    const struct space_config config = {
        .id = {4}, .member_count = 2, .device_count = 2, .member_of = {0, 1}};
    struct object_id later;
    struct space *space = space_create(&config, &test_memory.memory);
    assert_non_null(space);
    assert_false(safety_card_find(space, true, card));
    assert_int_equal(space_make(space, KIND_SAFETY, card), SPACE_WRITTEN);
    assert_int_equal(space_make(space, KIND_SAFETY, &later), SPACE_WRITTEN);
    return space;
}

static void each_has_the_card_of_their_own_making(void **state)
{
    (void)state;
    struct object_id card, found;
    struct space *space = space_with_cards(&card);
    assert_true(safety_card_find(space, true, &found));
    assert_true(object_id_is_equal(found, card));
    assert_false(safety_card_find(space, false, &found));
    space_free(space);
}

static void one_is_asked_as_the_card_says(void **state)
{
    (void)state;
    static const struct {
        struct value ask;
        bool at_first, later;
    } rows[] = {
        {{.type = VALUE_NONE}, true, true},
        {{.type = VALUE_NUMBER, .number = SAFETY_EVERY_TIME}, true, true},
        {{.type = VALUE_NUMBER, .number = SAFETY_FIRST_TIME}, true, false},
        {{.type = VALUE_NUMBER, .number = SAFETY_NEVER}, false, false},
    };
    struct object_id card;
    struct space *space = space_with_cards(&card);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(space_set(space, card, SAFETY_ASK, &rows[i].ask), SPACE_WRITTEN);
        assert_int_equal(safety_card_asks(space, true, true), rows[i].at_first);
        assert_int_equal(safety_card_asks(space, true, false), rows[i].later);
        assert_true(safety_card_asks(space, false, false)); /* there is no card */
    }
    space_free(space);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, test_memory_begin, test_memory_end)

static const struct CMUnitTest tests[] = {
    TEST(each_has_the_card_of_their_own_making),
    TEST(one_is_asked_as_the_card_says),
};

TEST_GROUP(safety_card, tests)
