#include "session/hour_words.h"

#include "harness.h"

/* Each text says one thing; covered and "somebody came in" look alike on purpose. */
static void every_stage_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (unsigned one = 0; one <= STAGE_CLOSED; one++) {
        enum deck_key key = hour_words_of_stage((enum session_stage)one);
        assert_string_equal(deck_key_section(key), "stages");
        for (unsigned other = 0; other < one; other++)
            assert_int_not_equal(key, hour_words_of_stage((enum session_stage)other));
    }
}

static void a_cue_is_told_from_ten_minutes_on(void **state)
{
    (void)state;
    assert_int_equal(hour_words_of_cue(CUE_NONE), DECK_KEYS);
    assert_int_equal(hour_words_of_cue(CUE_START), DECK_KEYS);
    assert_string_equal(deck_key_name(hour_words_of_cue(CUE_TEN)), "ten");
    assert_string_equal(deck_key_name(hour_words_of_cue(CUE_END)), "over");
}

static void why_somebody_is_away_is_not_told(void **state)
{
    (void)state;
    assert_int_equal(hour_words_of_presence(PRESENCE_COVERED),
                     hour_words_of_presence(PRESENCE_SOMEONE_CAME_IN));
    for (unsigned presence = 0; presence <= PRESENCE_SILENT; presence++)
        assert_string_equal(deck_key_section(hour_words_of_presence((enum presence)presence)),
                            "presence");
}

static void every_expression_has_a_label(void **state)
{
    (void)state;
    for (unsigned one = SIGNAL_WITH_YOU; one <= SIGNAL_THANK_YOU; one++)
        assert_string_equal(deck_key_section(hour_words_of_expression((enum signal_expression)one)),
                            "expressions");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_stage_has_a_name_of_its_own),
    cmocka_unit_test(a_cue_is_told_from_ten_minutes_on),
    cmocka_unit_test(why_somebody_is_away_is_not_told),
    cmocka_unit_test(every_expression_has_a_label),
};
TEST_GROUP(hour_words, tests)
