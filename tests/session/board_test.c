#include "session/board.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "memory.h"
#include "session/board_scene.h"

static bool set(struct board *board, struct card_edit edit)
{
    return board_set(board, &edit);
}

/* ---- a world of two boards and what is under way between them ---- */

#define EDITS_MAX 2048

struct way {
    struct card_edit edits[EDITS_MAX]; /* with texts that stay */
    size_t count;
};

struct two {
    struct board boards[2];
    struct way ways[2]; /* of what each sent */
    uint64_t seed;
};

static uint32_t draw(struct two *two, uint32_t below)
{
    two->seed = two->seed * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (uint32_t)(two->seed >> 33) % below;
}

static struct two *two_begin(uint64_t seed)
{
    struct two *two = calloc(1, sizeof *two);
    assert_non_null(two);
    scene_begin(&two->boards[0], 0);
    scene_begin(&two->boards[1], 1);
    two->seed = seed;
    return two;
}

static void two_end(struct two *two)
{
    board_clear(&two->boards[0]);
    board_clear(&two->boards[1]);
    free(two);
}

/* One side sets something: a new card, or a field of any card that it sees. */
static void change(struct two *two, unsigned side)
{
    static const char *const texts[] = {"", "sleep", "work", "\xd9\x86\xd9\x88\xd9\x85", "later"};
    struct board *board = &two->boards[side];
    enum card_kind kind = (enum card_kind)(1 + draw(two, CARD_KINDS - 1));
    uint32_t id = 0;
    if (!card_is_single(kind)) {
        const struct board_card *card = board_next(board, kind, NULL);
        for (uint32_t steps = draw(two, 6); card != NULL && steps > 0; steps--)
            card = board_next(board, kind, card);
        id = card != NULL ? card->id : board_new_id(board);
    }
    unsigned field = draw(two, CARD_FIELDS_MAX);
    while (card_field_of(kind, field).type == CARD_ABSENT)
        field = draw(two, CARD_FIELDS_MAX);
    const struct card_field found = card_field_of(kind, field);
    uint64_t values = found.most - found.least < 9 ? found.most - found.least + 1 : 10;
    uint64_t value = found.least + draw(two, (uint32_t)values);
    const char *words = found.type == CARD_NUMBER ? "" : texts[draw(two, 5)];
    struct card_edit edit = found.type == CARD_NUMBER ? scene_number(kind, id, field, value)
                                                      : scene_text(kind, id, field, words);
    struct way *way = &two->ways[side];
    assert_true(way->count < EDITS_MAX);
    if (!board_set(board, &edit))
        return;
    if (edit.text != NULL)
        edit.text = words;
    way->edits[way->count++] = edit;
}

/* Some edit that was ever sent: late, early, or again. */
static void deliver(struct two *two, unsigned from)
{
    struct way *way = &two->ways[from];
    if (way->count == 0)
        return;
    enum board_outcome outcome =
        board_take(&two->boards[1 - from], &way->edits[draw(two, (uint32_t)way->count)]);
    assert_true(outcome == BOARD_TAKEN || outcome == BOARD_OLD);
}

static void live(struct two *two, unsigned steps)
{
    for (unsigned step = 0; step < steps; step++) {
        unsigned side = draw(two, 2);
        if (draw(two, 3) == 0)
            change(two, side);
        else
            deliver(two, side);
    }
}

static void both_end_with_the_same_whatever_order_edits_come_in(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct two *two = two_begin(seed);
        live(two, 900);
        assert_true(two->ways[0].count > 40 && two->ways[1].count > 40);
        for (unsigned from = 0; from < 2; from++) {
            size_t count = two->ways[from].count;
            size_t first = draw(two, (uint32_t)count);
            for (size_t i = 0; i < 2 * count; i++) /* all, from anywhere, twice */
                board_take(&two->boards[1 - from], &two->ways[from].edits[(first + i) % count]);
        }
        scene_assert_same(&two->boards[0], &two->boards[1]);
        two_end(two);
    }
}

static void what_was_lost_is_told_again(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 50; seed++) {
        struct two *two = two_begin(seed);
        live(two, 600);
        for (unsigned side = 0; side < 2; side++) {
            struct card_edit edit;
            size_t told = 0;
            for (size_t cursor = 0; board_retell(&two->boards[side], side, &cursor, &edit); told++)
                assert_true(board_take(&two->boards[1 - side], &edit) <= BOARD_OLD);
            assert_true(told <= two->ways[side].count);
        }
        scene_assert_same(&two->boards[0], &two->boards[1]);
        two_end(two);
    }
}

static void what_a_device_kept_goes_on_as_if_nothing_had_been(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct two *two = two_begin(seed);
        live(two, 500);
        struct board again;
        size_t size = 0;
        uint8_t *bytes = board_encode(&two->boards[1], &size);
        scene_begin(&again, 1);
        assert_true(board_decode(&again, bytes, size));
        scene_free(bytes, size);
        scene_assert_same(&again, &two->boards[1]);
        assert_int_equal(again.stamp, two->boards[1].stamp);
        assert_true(again.made <= two->boards[1].made); /* an id was asked for, not used */
        board_clear(&two->boards[1]);
        two->boards[1] = again;
        live(two, 300);
        two_end(two);
    }
}

/* ---- small stories ---- */

struct pair {
    struct board a, b;
};

static void pair_begin(struct pair *pair)
{
    scene_begin(&pair->a, 0);
    scene_begin(&pair->b, 1);
}

static void pair_end(struct pair *pair)
{
    board_clear(&pair->a);
    board_clear(&pair->b);
}

static void at_the_same_time_side_one_counts_on_both_sides(void **state)
{
    (void)state;
    struct pair pair;
    pair_begin(&pair);
    struct card_edit of_a = scene_text(CARD_RECAP, 0, RECAP_CARD_DID, "talked");
    struct card_edit of_b = scene_text(CARD_RECAP, 0, RECAP_CARD_DID, "listened");
    assert_true(board_set(&pair.a, &of_a));
    assert_true(board_set(&pair.b, &of_b));
    assert_int_equal(of_a.stamp, of_b.stamp);
    assert_int_equal(board_take(&pair.b, &of_a), BOARD_OLD);
    assert_int_equal(board_take(&pair.a, &of_b), BOARD_TAKEN);
    assert_string_equal(board_value(&pair.a, CARD_RECAP, 0, RECAP_CARD_DID, 0)->text, "listened");
    scene_assert_same(&pair.a, &pair.b);
    pair_end(&pair);
}

static void a_reflection_is_answered_and_its_words_stay(void **state)
{
    (void)state;
    struct pair pair;
    pair_begin(&pair);
    uint32_t id = board_new_id(&pair.b);
    assert_null(board_find(&pair.b, CARD_REFLECTION, id));
    scene_tell(&pair.b, &pair.a,
               scene_text(CARD_REFLECTION, id, REFLECTION_CARD_TEXT, "it was too much"));
    scene_tell(&pair.a, &pair.b,
               scene_number(CARD_REFLECTION, id, REFLECTION_CARD_ANSWER, CARD_ANSWER_NOT_QUITE));
    scene_tell(&pair.a, &pair.b,
               scene_text(CARD_REFLECTION, id, REFLECTION_CARD_EDITED, "it was too fast"));
    const struct board_card *card = board_next(&pair.b, CARD_REFLECTION, NULL);
    assert_non_null(card);
    assert_int_equal(card->id, id);
    assert_null(board_next(&pair.b, CARD_REFLECTION, card));
    const struct board_value *value =
        board_value(&pair.b, CARD_REFLECTION, id, REFLECTION_CARD_TEXT, 0);
    assert_string_equal(value->text, "it was too much");
    assert_int_equal(value->side, 1);
    value = board_value(&pair.b, CARD_REFLECTION, id, REFLECTION_CARD_EDITED, 0);
    assert_string_equal(value->text, "it was too fast");
    value = board_value(&pair.b, CARD_REFLECTION, id, REFLECTION_CARD_ANSWER, 0);
    assert_int_equal(value->number, CARD_ANSWER_NOT_QUITE);
    assert_false(board_value(&pair.b, CARD_REFLECTION, id, REFLECTION_CARD_GONE, 0)->is_set);
    scene_assert_same(&pair.a, &pair.b);
    pair_end(&pair);
}

static void each_has_an_answer_of_their_own(void **state)
{
    (void)state;
    struct pair pair;
    pair_begin(&pair);
    scene_tell(&pair.a, &pair.b, scene_number(CARD_HOUR, 0, HOUR_CARD_MORE, 10));
    scene_tell(&pair.b, &pair.a, scene_number(CARD_HOUR, 0, HOUR_CARD_MORE, 5));
    for (unsigned side = 0; side < 2; side++) {
        assert_int_equal(board_value(&pair.a, CARD_HOUR, 0, HOUR_CARD_MORE, side)->number,
                         side == 0 ? 10 : 5);
        assert_int_equal(board_value(&pair.b, CARD_HOUR, 0, HOUR_CARD_MORE, side)->side, side);
    }
    scene_assert_same(&pair.a, &pair.b);
    pair_end(&pair);
}

static void nobody_sets_what_is_not_theirs(void **state)
{
    (void)state;
    struct pair pair;
    pair_begin(&pair);
    struct card_edit edit;
    uint32_t id = board_new_id(&pair.a);
    scene_tell(&pair.a, &pair.b, scene_text(CARD_REFLECTION, id, REFLECTION_CARD_TEXT, "late"));
    /* One's own answer to oneself; the other's words; on either side of the line. */
    assert_false(set(&pair.a, scene_number(CARD_REFLECTION, id, REFLECTION_CARD_ANSWER, 1)));
    assert_false(set(&pair.b, scene_text(CARD_REFLECTION, id, REFLECTION_CARD_TEXT, "no")));
    edit = (struct card_edit){CARD_REFLECTION, REFLECTION_CARD_ANSWER, id, 9, 1, NULL, 0};
    assert_int_equal(board_take(&pair.b, &edit), BOARD_REFUSED);
    assert_int_equal(board_take(&pair.a, &edit), BOARD_TAKEN);
    edit = (struct card_edit){CARD_REFLECTION, REFLECTION_CARD_TEXT, id, 9, 0, "no", 2};
    assert_int_equal(board_take(&pair.a, &edit), BOARD_REFUSED);
    assert_string_equal(board_value(&pair.a, CARD_REFLECTION, id, REFLECTION_CARD_TEXT, 0)->text,
                        "late");
    pair_end(&pair);
}

static void a_card_of_ours_that_we_never_made_is_no_card(void **state)
{
    (void)state;
    struct pair pair;
    pair_begin(&pair);
    struct card_edit edit = {CARD_AGENDA, AGENDA_CARD_DONE, 2, 1, 1, NULL, 0};
    assert_int_equal(board_take(&pair.a, &edit), BOARD_REFUSED);
    assert_false(set(&pair.b, scene_number(CARD_AGENDA, 2, AGENDA_CARD_DONE, 1)));
    assert_int_equal(pair.a.count + pair.b.count, 0);
    assert_int_equal(pair.a.stamp, 0);
    assert_int_equal(board_new_id(&pair.a), 2);
    assert_int_equal(board_new_id(&pair.b), 3);
    pair_end(&pair);
}

static void what_is_out_of_bounds_changes_nothing(void **state)
{
    (void)state;
    struct pair pair;
    pair_begin(&pair);
    char letters[CARD_LINE_BYTES_MAX + 2];
    memset(letters, 'a', sizeof letters);
    letters[sizeof letters - 1] = '\0';
    assert_false(set(&pair.a, scene_text(CARD_AGENDA, 2, AGENDA_CARD_TEXT, letters)));
    assert_false(set(&pair.a, scene_number(CARD_HOUR, 0, HOUR_CARD_MINUTES, 181)));
    assert_false(set(&pair.a, scene_text(CARD_HOUR, 0, HOUR_CARD_MINUTES, "50")));
    assert_false(set(&pair.a, scene_number(CARD_HOUR, 0, CARD_FIELDS_MAX, 0)));
    assert_false(set(&pair.a, scene_number(CARD_HOUR, 2, HOUR_CARD_STAGE, 0)));
    assert_false(set(&pair.a, scene_number(CARD_KINDS, 0, 0, 0)));
    struct card_edit edit = (struct card_edit){CARD_HOUR, HOUR_CARD_MINUTES, 0, 1, 181, NULL, 0};
    assert_int_equal(board_take(&pair.a, &edit), BOARD_REFUSED);
    edit = (struct card_edit){CARD_HOUR, HOUR_CARD_MINUTES, 0, 0, 50, NULL, 0};
    assert_int_equal(board_take(&pair.a, &edit), BOARD_REFUSED);
    assert_int_equal(pair.a.count, 0);
    assert_false(board_value(&pair.a, CARD_HOUR, 0, CARD_FIELDS_MAX, 0)->is_set);
    pair_end(&pair);
}

static void time_and_ids_come_to_an_end_without_turning_over(void **state)
{
    (void)state;
    struct pair pair;
    pair_begin(&pair);
    struct card_edit edit = {CARD_HOUR, HOUR_CARD_STAGE, 0, CARD_STAMP_MAX, 1, NULL, 0};
    pair.a.stamp = CARD_STAMP_MAX - 1;
    assert_int_equal(board_take(&pair.a, &edit), BOARD_TAKEN);
    assert_false(set(&pair.a, scene_number(CARD_HOUR, 0, HOUR_CARD_STAGE, 2)));
    assert_true(set(&pair.b, scene_text(CARD_PHRASE, CARD_ID_MAX, PHRASE_CARD_TEXT, "last")));
    assert_int_equal(board_new_id(&pair.b), 0);
    assert_false(set(&pair.b, scene_text(CARD_PHRASE, 0, PHRASE_CARD_TEXT, "more")));
    pair_end(&pair);
}

static void an_edit_far_ahead_in_time_ends_no_setting(void **state)
{
    (void)state;
    struct pair pair;
    pair_begin(&pair);
    struct card_edit edit = {CARD_HOUR, HOUR_CARD_STAGE, 0, CARD_STAMP_MAX, 1, NULL, 0};
    assert_int_equal(board_take(&pair.a, &edit), BOARD_REFUSED);
    edit.stamp = CARD_STAMP_AHEAD_MAX + 1;
    assert_int_equal(board_take(&pair.a, &edit), BOARD_REFUSED);
    assert_int_equal(pair.a.count, 0);
    assert_int_equal(pair.a.stamp, 0);
    edit.stamp = CARD_STAMP_AHEAD_MAX;
    assert_int_equal(board_take(&pair.a, &edit), BOARD_TAKEN);
    edit.stamp = 2 * CARD_STAMP_AHEAD_MAX;
    assert_int_equal(board_take(&pair.a, &edit), BOARD_TAKEN);
    edit.stamp = 1;
    assert_int_equal(board_take(&pair.a, &edit), BOARD_OLD);
    assert_true(set(&pair.a, scene_number(CARD_HOUR, 0, HOUR_CARD_STAGE, 2)));
    pair_end(&pair);
}

static void a_full_table_is_full_for_both_and_the_other_part_stays_free(void **state)
{
    (void)state;
    struct pair pair;
    pair_begin(&pair);
    for (unsigned i = 0; i < CARD_MADE_MAX; i++)
        scene_tell(&pair.a, &pair.b,
                   scene_number(CARD_AGENDA, board_new_id(&pair.a), AGENDA_CARD_DONE, 0));
    struct card_edit edit;
    uint32_t id = board_new_id(&pair.a);
    assert_false(set(&pair.a, scene_text(CARD_PHRASE, id, PHRASE_CARD_TEXT, "one more")));
    edit = (struct card_edit){CARD_PHRASE, PHRASE_CARD_TEXT, id, 999, 0, "one more", 8};
    assert_int_equal(board_take(&pair.b, &edit), BOARD_REFUSED);
    for (unsigned i = 0; i < CARD_MADE_MAX; i++)
        scene_tell(&pair.b, &pair.a,
                   scene_text(CARD_PHRASE, board_new_id(&pair.b), PHRASE_CARD_TEXT, "here"));
    scene_tell(&pair.a, &pair.b, scene_number(CARD_HOUR, 0, HOUR_CARD_STAGE, 1));
    scene_tell(&pair.a, &pair.b, scene_text(CARD_RECAP, 0, RECAP_CARD_DID, ""));
    scene_tell(&pair.a, &pair.b, scene_number(CARD_FEEL, 0, FEEL_CARD_HEARD, 9));
    scene_tell(&pair.a, &pair.b, scene_text(CARD_FORMAT, 0, FORMAT_CARD_FEELS, "well"));
    scene_tell(&pair.a, &pair.b, scene_text(CARD_PLACE, 0, PLACE_CARD_TODAY, "at home"));
    scene_tell(&pair.b, &pair.a, scene_number(CARD_AGENDA, 2, AGENDA_CARD_GONE, 1));
    assert_int_equal(pair.a.count, 2 * CARD_MADE_MAX + 5);
    scene_assert_same(&pair.a, &pair.b);
    pair_end(&pair);
}

static void cards_lie_in_order_of_their_ids(void **state)
{
    (void)state;
    struct pair pair;
    pair_begin(&pair);
    static const uint32_t ids[] = {41, 3, 5, 9, 7};
    for (size_t i = 0; i < 5; i++)
        scene_tell(&pair.b, &pair.a, scene_text(CARD_AGENDA, ids[i], AGENDA_CARD_TEXT, "point"));
    scene_tell(&pair.b, &pair.a, scene_text(CARD_PHRASE, 3, PHRASE_CARD_TEXT, "here"));
    uint32_t last = 0;
    size_t count = 0;
    for (const struct board_card *card = NULL;
         (card = board_next(&pair.a, CARD_AGENDA, card)) != NULL; count++) {
        assert_true(card->id > last && card->kind == CARD_AGENDA);
        last = card->id;
    }
    assert_int_equal(count, 5);
    assert_null(board_next(&pair.a, CARD_REFLECTION, NULL));
    assert_int_equal(board_new_id(&pair.b), 43);
    pair_end(&pair);
}

/* ---- memory ---- */

static void fill(struct board *board)
{
    for (unsigned i = 0; i < 18; i++) /* more than fit at first */
        set(board, scene_text(CARD_AGENDA, 2 + 2 * i, AGENDA_CARD_TEXT, "a point"));
    const struct card_edit theirs = {CARD_AGENDA, AGENDA_CARD_TEXT, 4, 99, 0, "another", 7};
    board_take(board, &theirs);
}

static void every_failing_request_leaves_the_board_as_it_was(void **state)
{
    (void)state;
    for (size_t n = 1;; n++) {
        struct board board;
        scene_begin(&board, 0);
        test_memory.requests = 0;
        test_memory.fail_at = n;
        fill(&board);
        bool failed = test_memory.requests >= n;
        test_memory.fail_at = 0;
        for (size_t i = 0; i < board.count; i++) /* no card without a value */
            assert_true(board.cards[i].values[AGENDA_CARD_TEXT][0].is_set);
        fill(&board);
        assert_int_equal(board.count, 18);
        board_clear(&board);
        assert_int_equal(test_memory.bytes, 0);
        if (!failed)
            return;
    }
}

static void what_cannot_be_taken_in_now_can_be_later(void **state)
{
    (void)state;
    for (size_t n = 1; n <= 2; n++) {
        struct board board;
        scene_begin(&board, 0);
        const struct card_edit edit = {CARD_AGENDA, AGENDA_CARD_TEXT, 3, 7, 0, "later", 5};
        test_memory.requests = 0;
        test_memory.fail_at = n;
        assert_int_equal(board_take(&board, &edit), BOARD_NO_MEMORY);
        assert_int_equal(board.count, 0);
        assert_int_equal(board.stamp, 0);
        test_memory.fail_at = 0;
        assert_int_equal(board_take(&board, &edit), BOARD_TAKEN);
        board_clear(&board);
    }
}

static void keeping_needs_memory_and_so_does_reading(void **state)
{
    (void)state;
    struct board board;
    scene_begin(&board, 0);
    fill(&board);
    size_t size = 0;
    test_memory.requests = 0;
    test_memory.fail_at = 1;
    assert_null(board_encode(&board, &size));
    test_memory.fail_at = 0;
    uint8_t *bytes = board_encode(&board, &size);
    assert_non_null(bytes);
    for (size_t n = 1;; n++) {
        struct board again;
        scene_begin(&again, 0);
        test_memory.requests = 0;
        test_memory.fail_at = n;
        bool read = board_decode(&again, bytes, size);
        test_memory.fail_at = 0;
        assert_int_equal(again.count, read ? 18 : 0);
        board_clear(&again);
        if (read)
            break;
    }
    scene_free(bytes, size);
    board_clear(&board);
}

static void a_board_without_memory_of_its_own_takes_it_from_the_library(void **state)
{
    (void)state;
    struct board board;
    board_init(&board, 1);
    fill(&board);
    size_t size = 0;
    uint8_t *bytes = board_encode(&board, &size);
    assert_non_null(bytes);
    free(bytes);
    board_clear(&board);
    assert_int_equal(board.side, 1);
    assert_int_equal(board.count, 0);
}

static const struct CMUnitTest tests[] = {
    BOARD_TEST(both_end_with_the_same_whatever_order_edits_come_in),
    BOARD_TEST(what_was_lost_is_told_again),
    BOARD_TEST(what_a_device_kept_goes_on_as_if_nothing_had_been),
    BOARD_TEST(at_the_same_time_side_one_counts_on_both_sides),
    BOARD_TEST(a_reflection_is_answered_and_its_words_stay),
    BOARD_TEST(each_has_an_answer_of_their_own),
    BOARD_TEST(nobody_sets_what_is_not_theirs),
    BOARD_TEST(a_card_of_ours_that_we_never_made_is_no_card),
    BOARD_TEST(what_is_out_of_bounds_changes_nothing),
    BOARD_TEST(time_and_ids_come_to_an_end_without_turning_over),
    BOARD_TEST(an_edit_far_ahead_in_time_ends_no_setting),
    BOARD_TEST(a_full_table_is_full_for_both_and_the_other_part_stays_free),
    BOARD_TEST(cards_lie_in_order_of_their_ids),
    BOARD_TEST(every_failing_request_leaves_the_board_as_it_was),
    BOARD_TEST(what_cannot_be_taken_in_now_can_be_later),
    BOARD_TEST(keeping_needs_memory_and_so_does_reading),
    cmocka_unit_test(a_board_without_memory_of_its_own_takes_it_from_the_library),
};
TEST_GROUP(board, tests)
