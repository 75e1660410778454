/* One takes back one's own, and nobody else's. */
#include "records/undo.h"

#include <string.h>

#include "harness.h"
#include "memory.h"
#include "records/space_parts.h"
#include "space_circle.h"

static struct circle circle;
static struct undo *undo; /* of device 0 */
static struct object_id goal;

static void share(uint8_t device)
{
    if (device == 0 && space_has_draft(circle.spaces[0]))
        assert_true(undo_remember(undo, circle.spaces[0], circle.minute));
    circle_publish_all(&circle, device);
    circle_meet(&circle);
}

static void set_text(uint8_t device, struct object_id object, uint8_t field, const char *text)
{
    struct value value = value_text(text);
    assert_int_equal(space_set(circle.spaces[device], object, field, &value), SPACE_WRITTEN);
}

static void insert(uint8_t device, size_t position, const char *text)
{
    assert_int_equal(
        space_note_insert(circle.spaces[device], goal, GOAL_NOTES, position, value_text(text)),
        SPACE_WRITTEN);
}

static void cut(uint8_t device, size_t position, size_t count)
{
    assert_int_equal(space_note_delete(circle.spaces[device], goal, GOAL_NOTES, position, count),
                     SPACE_WRITTEN);
}

static void begin(void)
{
    circle_begin(&circle, 2, 1);
    undo = undo_create(&circle.memory[0].memory);
    assert_non_null(undo);
    assert_int_equal(space_make(circle.spaces[1], KIND_GOAL, &goal), SPACE_WRITTEN);
    set_text(1, goal, GOAL_TITLE, "Be outside more");
    insert(1, 0, "Walk to the lake.");
    share(1);
}

static void end(void)
{
    circle_meet(&circle);
    circle_assert_same(circle.spaces[0], circle.spaces[1]);
    undo_free(undo);
    circle_end(&circle);
}

static void assert_title(const char *expected)
{
    for (size_t i = 0; i < 2; i++) {
        struct value value = space_value(circle.spaces[i], goal, GOAL_TITLE);
        assert_int_equal(value.size, strlen(expected));
        assert_memory_equal(value.bytes, expected, value.size);
    }
}

static void assert_note(const char *expected)
{
    for (size_t i = 0; i < 2; i++) {
        uint8_t bytes[200] = {0};
        const struct text *note = space_note(circle.spaces[i], goal, GOAL_NOTES);
        assert_in_range(text_size(note, true), 0, sizeof bytes - 1);
        text_read(note, true, bytes);
        assert_string_equal((char *)bytes, expected);
    }
}

static void test_a_field_gets_back_what_it_showed(void **state)
{
    (void)state;
    begin();
    set_text(0, goal, GOAL_TITLE, "Walk");
    share(0);
    assert_true(undo_has(undo, goal));
    assert_int_equal(undo_last(undo, circle.spaces[0], goal), UNDO_DONE);
    assert_false(undo_has(undo, goal));
    share(0);
    assert_title("Be outside more");
    /* Which can be undone in turn. */
    assert_int_equal(undo_last(undo, circle.spaces[0], goal), UNDO_DONE);
    share(0);
    assert_title("Walk");
    end();
}

static void test_step_by_step_the_newest_first(void **state)
{
    (void)state;
    begin();
    set_text(0, goal, GOAL_TITLE, "One");
    share(0);
    set_text(0, goal, GOAL_TITLE, "Two");
    set_text(0, goal, GOAL_WHY, "Because");
    share(0);
    assert_int_equal(undo_last(undo, circle.spaces[0], goal), UNDO_DONE);
    circle_publish_all(&circle, 0); /* not remembered */
    circle_meet(&circle);
    assert_title("One");
    assert_int_equal(space_value(circle.spaces[1], goal, GOAL_WHY).type, VALUE_NONE);
    assert_int_equal(undo_last(undo, circle.spaces[0], goal), UNDO_DONE);
    share(0);
    assert_title("Be outside more");
    end();
}

static void test_what_the_other_changed_since_stays(void **state)
{
    (void)state;
    begin();
    set_text(0, goal, GOAL_TITLE, "Mine");
    set_text(0, goal, GOAL_WHY, "Because");
    share(0);
    set_text(1, goal, GOAL_TITLE, "Theirs");
    share(1);
    assert_int_equal(undo_last(undo, circle.spaces[0], goal), UNDO_IN_PART);
    share(0);
    assert_title("Theirs");
    assert_int_equal(space_value(circle.spaces[1], goal, GOAL_WHY).type, VALUE_NONE);
    end();
}

static void test_what_stands_beside_ours_is_not_lost(void **state)
{
    (void)state;
    begin();
    set_text(0, goal, GOAL_TITLE, "Mine");
    assert_true(undo_remember(undo, circle.spaces[0], circle.minute));
    circle_publish_all(&circle, 0);
    set_text(1, goal, GOAL_TITLE, "Theirs");
    share(1);
    assert_int_equal(space_values(circle.spaces[0], goal, GOAL_TITLE, NULL, 0), 2);
    assert_int_equal(undo_last(undo, circle.spaces[0], goal), UNDO_NOTHING);
    assert_false(space_has_draft(circle.spaces[0]));
    end();
}

static void test_what_is_being_edited_is_left_alone(void **state)
{
    (void)state;
    begin();
    set_text(0, goal, GOAL_TITLE, "Mine");
    insert(0, 0, "Daily. ");
    share(0);
    set_text(0, goal, GOAL_TITLE, "Mine again");
    insert(0, 0, "Not ");
    assert_int_equal(undo_last(undo, circle.spaces[0], goal), UNDO_NOTHING);
    share(0);
    assert_title("Mine again");
    assert_note("Not Daily. Walk to the lake.");
    end();
}

static void test_a_note_loses_ours_and_gets_back_what_we_took(void **state)
{
    (void)state;
    begin();
    cut(0, 4, 12);
    insert(0, 0, "Daily: ");
    share(0);
    assert_note("Daily: Walk.");
    insert(1, 11, " far");
    share(1);
    assert_note("Daily: Walk far.");
    assert_int_equal(undo_last(undo, circle.spaces[0], goal), UNDO_DONE);
    share(0);
    uint8_t bytes[200] = {0};
    text_read(space_note(circle.spaces[1], goal, GOAL_NOTES), true, bytes);
    assert_non_null(strstr((char *)bytes, " to the lake"));
    assert_non_null(strstr((char *)bytes, " far"));
    assert_null(strstr((char *)bytes, "Daily"));
    end();
}

static void test_a_note_is_taken_back_step_by_step(void **state)
{
    (void)state;
    begin();
    insert(0, 0, "One. ");
    share(0);
    insert(0, 0, "Two. ");
    share(0);
    insert(1, 3, "!");
    share(1);
    assert_note("Two!. One. Walk to the lake.");
    assert_int_equal(undo_last(undo, circle.spaces[0], goal), UNDO_DONE);
    circle_publish_all(&circle, 0);
    circle_meet(&circle);
    assert_note("!One. Walk to the lake.");
    assert_int_equal(undo_last(undo, circle.spaces[0], goal), UNDO_DONE);
    circle_publish_all(&circle, 0);
    circle_meet(&circle);
    assert_note("!Walk to the lake.");
    assert_int_equal(undo_last(undo, circle.spaces[0], goal), UNDO_NOTHING);
    end();
}

static void test_what_one_made_goes_again(void **state)
{
    (void)state;
    struct object_id practice;
    struct value of = value_object(goal);
    begin();
    assert_int_equal(space_make(circle.spaces[0], KIND_PRACTICE, &practice), SPACE_WRITTEN);
    set_text(0, practice, PRACTICE_TEXT, "Walk");
    assert_int_equal(space_set(circle.spaces[0], practice, PRACTICE_GOAL, &of), SPACE_WRITTEN);
    share(0);
    assert_int_equal(undo_last(undo, circle.spaces[0], practice), UNDO_DONE);
    share(0);
    assert_false(space_find(circle.spaces[1], practice, NULL));
    /* Erased is erased. */
    assert_false(undo_has(undo, practice));
    end();
}

static void test_unless_somebody_had_a_hand_in_it(void **state)
{
    (void)state;
    struct object_id practice;
    struct object_id check_in;
    struct object_id other;
    begin();
    assert_int_equal(space_make(circle.spaces[0], KIND_PRACTICE, &practice), SPACE_WRITTEN);
    share(0);
    set_text(1, practice, PRACTICE_TEXT, "Walk");
    share(1);
    assert_int_equal(undo_last(undo, circle.spaces[0], practice), UNDO_NOTHING);
    assert_int_equal(space_make(circle.spaces[0], KIND_PRACTICE, &other), SPACE_WRITTEN);
    share(0);
    assert_int_equal(space_make(circle.spaces[1], KIND_CHECK_IN, &check_in), SPACE_WRITTEN);
    struct value of = value_object(other);
    assert_int_equal(space_set(circle.spaces[1], check_in, CHECK_IN_PRACTICE, &of), SPACE_WRITTEN);
    share(1);
    assert_int_equal(undo_last(undo, circle.spaces[0], other), UNDO_NOTHING);
    /* Nor if a note of it is somebody else's. */
    assert_int_equal(space_make(circle.spaces[0], KIND_GOAL, &goal), SPACE_WRITTEN);
    share(0);
    insert(1, 0, "Why not.");
    share(1);
    assert_int_equal(undo_last(undo, circle.spaces[0], goal), UNDO_NOTHING);
    end();
}

static void test_after_a_day_it_is_forgotten(void **state)
{
    (void)state;
    begin();
    set_text(0, goal, GOAL_TITLE, "Walk");
    insert(0, 0, "Daily. ");
    uint32_t minute = circle.minute;
    share(0);
    undo_tidy(undo, circle.spaces[0], minute + UNDO_MINUTES - 1);
    assert_true(undo_has(undo, goal));
    undo_tidy(undo, circle.spaces[0], minute + UNDO_MINUTES);
    assert_false(undo_has(undo, goal));
    assert_int_equal(undo_last(undo, circle.spaces[0], goal), UNDO_NOTHING);
    end();
}

static void test_what_is_erased_is_forgotten(void **state)
{
    (void)state;
    begin();
    set_text(0, goal, GOAL_TITLE, "Walk");
    share(0);
    assert_int_equal(space_erase(circle.spaces[1], goal), SPACE_WRITTEN);
    share(1);
    undo_tidy(undo, circle.spaces[0], circle.minute);
    assert_false(undo_has(undo, goal));
    end();
}

static void test_a_publishing_that_came_to_nothing_is_not_counted_twice(void **state)
{
    (void)state;
    begin();
    set_text(0, goal, GOAL_TITLE, "Walk");
    assert_true(undo_remember(undo, circle.spaces[0], circle.minute));
    set_text(0, goal, GOAL_TITLE, "Walk more");
    share(0);
    assert_int_equal(undo_last(undo, circle.spaces[0], goal), UNDO_DONE);
    assert_false(undo_has(undo, goal));
    share(0);
    assert_title("Be outside more");
    end();
}

static void test_there_are_bounds(void **state)
{
    (void)state;
    struct object_id practices[UNDO_STEPS_MAX + 10];
    static char text[SCHEMA_STRING_BYTES_MAX + 1];
    begin();
    for (size_t i = 0; i < UNDO_STEPS_MAX + 10; i++) {
        assert_int_equal(space_make(circle.spaces[0], KIND_PRACTICE, &practices[i]), SPACE_WRITTEN);
        if (i % 10 == 9)
            share(0);
    }
    share(0);
    assert_false(undo_has(undo, practices[0]));
    assert_true(undo_has(undo, practices[UNDO_STEPS_MAX + 9]));
    /* So many at once cannot be undone. */
    for (size_t i = 0; i < UNDO_STEPS_MAX + 1; i++)
        set_text(0, practices[i], PRACTICE_TEXT, "Walk");
    assert_false(undo_remember(undo, circle.spaces[0], circle.minute));
    circle_publish_all(&circle, 0);
    /* Nor are more bytes kept than are allowed. */
    memset(text, 'a', sizeof text - 1);
    for (size_t i = 0; i < 100; i++) {
        struct object_id reflection;
        assert_int_equal(space_make(circle.spaces[0], KIND_REFLECTION, &reflection), SPACE_WRITTEN);
        share(0);
        text[0] = (char)('a' + i % 20);
        set_text(0, reflection, REFLECTION_TEXT, text);
        share(0);
        assert_true(undo_has(undo, reflection));
    }
    end();
}

static void test_without_memory_it_is_as_before(void **state)
{
    (void)state;
    bool done = false;
    for (size_t n = 1; !done; n++) {
        begin();
        set_text(0, goal, GOAL_TITLE, "Walk");
        cut(0, 0, 5);
        circle.memory[0].fail_at = circle.memory[0].requests + n;
        done = undo_remember(undo, circle.spaces[0], circle.minute);
        circle.memory[0].fail_at = 0;
        assert_int_equal(undo_has(undo, goal), done);
        circle_publish_all(&circle, 0);
        end();
    }
    enum undo_outcome outcome = UNDO_NO_MEMORY;
    for (size_t n = 1; outcome == UNDO_NO_MEMORY; n++) {
        begin();
        set_text(0, goal, GOAL_TITLE, "Walk");
        cut(0, 0, 5);
        share(0);
        circle.memory[0].fail_at = circle.memory[0].requests + n;
        outcome = undo_last(undo, circle.spaces[0], goal);
        circle.memory[0].fail_at = 0;
        if (outcome == UNDO_NO_MEMORY)
            undo_last(undo, circle.spaces[0], goal);
        share(0);
        assert_title("Be outside more");
        assert_note("Walk to the lake.");
        end();
    }
}

static void test_what_could_not_be_remembered_is_not_mistaken_for_what_was_before(void **state)
{
    (void)state;
    bool done = false;
    for (size_t n = 1; !done; n++) {
        begin();
        insert(0, 0, "One. ");
        share(0);
        set_text(0, goal, GOAL_TITLE, "Walk");
        insert(0, 0, "Two. ");
        circle.memory[0].fail_at = circle.memory[0].requests + n;
        done = undo_remember(undo, circle.spaces[0], circle.minute);
        circle.memory[0].fail_at = 0;
        circle_publish_all(&circle, 0);
        circle_meet(&circle);
        if (!done)
            assert_int_equal(undo_last(undo, circle.spaces[0], goal), UNDO_NOTHING);
        assert_note("Two. One. Walk to the lake.");
        end();
    }
}

/* ---- Whatever happens ---- */

#define SEEN_MAX 4096

/* A value of the other's that is shown, and where. */
struct seen {
    struct object_id object;
    uint8_t field;
    uint32_t sequence;
};

static struct seen seen[SEEN_MAX];
static size_t seen_count;

static void look_at(enum object_kind kind)
{
    const struct space *space = circle.spaces[0];
    struct object_id id = OBJECT_SPACE;
    while (space_next(space, kind, &id)) {
        for (uint8_t field = 0; field < schema_kind(kind)->field_count; field++) {
            struct space_value value;
            if (schema_field(kind, field)->type == FIELD_NOTE ||
                space_values(space, id, field, &value, 1) == 0 || value.device != 1)
                continue;
            assert_in_range(seen_count, 0, SEEN_MAX - 1);
            seen[seen_count++] = (struct seen){id, field, value.sequence};
        }
    }
}

static void assert_still_there(void)
{
    for (size_t i = 0; i < seen_count; i++) {
        struct space_value value;
        assert_true(space_find(circle.spaces[1], seen[i].object, NULL));
        assert_in_range(space_values(circle.spaces[1], seen[i].object, seen[i].field, &value, 1), 1,
                        2);
        assert_int_equal(value.device, 1);
        assert_int_equal(value.sequence, seen[i].sequence);
    }
}

static void undo_something(void)
{
    struct object_id id = {1 + circle_draw(&circle, 30), (uint8_t)circle_draw(&circle, 2)};
    seen_count = 0;
    for (unsigned kind = KIND_GOAL; kind < KIND_COUNT; kind++)
        look_at(kind);
    undo_last(undo, circle.spaces[0], id);
    share(0);
    assert_still_there();
}

static void test_nothing_of_the_others_is_ever_undone(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 30; seed++) {
        circle_begin(&circle, 2, seed);
        undo = undo_create(&circle.memory[0].memory);
        assert_non_null(undo);
        for (size_t i = 0; i < 60; i++) {
            for (size_t n = 0; n < 6; n++)
                circle_edit(&circle, (uint8_t)circle_draw(&circle, 2));
            share(1);
            share(0);
            undo_something();
            undo_tidy(undo, circle.spaces[0], circle.minute);
        }
        end();
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_a_field_gets_back_what_it_showed),
    cmocka_unit_test(test_step_by_step_the_newest_first),
    cmocka_unit_test(test_what_the_other_changed_since_stays),
    cmocka_unit_test(test_what_stands_beside_ours_is_not_lost),
    cmocka_unit_test(test_what_is_being_edited_is_left_alone),
    cmocka_unit_test(test_a_note_loses_ours_and_gets_back_what_we_took),
    cmocka_unit_test(test_a_note_is_taken_back_step_by_step),
    cmocka_unit_test(test_what_one_made_goes_again),
    cmocka_unit_test(test_unless_somebody_had_a_hand_in_it),
    cmocka_unit_test(test_after_a_day_it_is_forgotten),
    cmocka_unit_test(test_what_is_erased_is_forgotten),
    cmocka_unit_test(test_a_publishing_that_came_to_nothing_is_not_counted_twice),
    cmocka_unit_test(test_there_are_bounds),
    cmocka_unit_test(test_without_memory_it_is_as_before),
    cmocka_unit_test(test_what_could_not_be_remembered_is_not_mistaken_for_what_was_before),
    cmocka_unit_test(test_nothing_of_the_others_is_ever_undone),
};

TEST_GROUP(undo, tests)
