/* A space as its users see it: what is edited, published and merged reads the same everywhere. */
#include "records/space.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "memory.h"
#include "space_circle.h"

static struct circle circle;

static void assert_text(const struct space *space, struct object_id object, uint8_t field,
                        const char *expected)
{
    struct value value = space_value(space, object, field);
    assert_int_equal(value.type, VALUE_STRING);
    assert_int_equal(value.size, strlen(expected));
    assert_memory_equal(value.bytes, expected, value.size);
}

static void test_what_one_publishes_the_other_reads(void **state)
{
    (void)state;
    struct object_id goal, practice;
    struct value title = value_text("Be outside more");
    circle_begin(&circle, 2, 1);
    assert_int_equal(space_make(circle.spaces[0], KIND_GOAL, &goal), SPACE_WRITTEN);
    assert_int_equal(space_set(circle.spaces[0], goal, GOAL_TITLE, &title), SPACE_WRITTEN);
    assert_int_equal(space_make(circle.spaces[0], KIND_PRACTICE, &practice), SPACE_WRITTEN);
    struct value of = value_object(goal);
    assert_int_equal(space_set(circle.spaces[0], practice, PRACTICE_GOAL, &of), SPACE_WRITTEN);
    assert_int_equal(
        space_note_insert(circle.spaces[0], goal, GOAL_NOTES, 0, value_text("Slowly.")),
        SPACE_WRITTEN);
    assert_text(circle.spaces[0], goal, GOAL_TITLE, "Be outside more");
    circle_publish_all(&circle, 0);
    assert_false(space_find(circle.spaces[1], goal, NULL));
    assert_int_equal(circle_offer(&circle, 1, 0, 1), SPACE_APPLIED);
    assert_int_equal(circle_offer(&circle, 1, 0, 1), SPACE_DUPLICATE);
    assert_text(circle.spaces[1], goal, GOAL_TITLE, "Be outside more");
    assert_true(
        object_id_is_equal(space_value(circle.spaces[1], practice, PRACTICE_GOAL).object, goal));
    assert_int_equal(text_size(space_note(circle.spaces[1], goal, GOAL_NOTES), true), 7);
    circle_assert_same(circle.spaces[0], circle.spaces[1]);
    circle_end(&circle);
}

/* ---- What the listener is told ---- */

struct heard {
    struct space_change changes[8];
    char texts[8][2][32];
    size_t count;
    size_t note_size; /* when it was told of the note */
    bool was_there;   /* the object, when it was told that it is erased */
};

static void remember(char out[32], struct value value)
{
    assert_in_range(value.size, 0, 31);
    if (value.size != 0)
        memcpy(out, value.bytes, value.size);
    out[value.size] = '\0';
}

static void hear(void *context, const struct space *space, const struct space_change *change)
{
    struct heard *heard = context;
    assert_in_range(heard->count, 0, 7);
    heard->changes[heard->count] = *change;
    remember(heard->texts[heard->count][0], change->before);
    remember(heard->texts[heard->count][1], change->after);
    heard->count++;
    const struct text *note = space_note(space, change->object, change->field);
    if (change->kind == CHANGE_NOTE)
        heard->note_size = note == NULL ? 0 : text_size(note, false);
    if (change->kind == CHANGE_ERASED)
        heard->was_there = space_find(space, change->object, NULL);
}

static void set_title(uint8_t device, struct object_id goal, const char *text)
{
    struct value title = value_text(text);
    assert_int_equal(space_set(circle.spaces[device], goal, GOAL_TITLE, &title), SPACE_WRITTEN);
    circle_publish_all(&circle, device);
}

static void test_a_listener_hears_what_others_change_and_nothing_of_our_own(void **state)
{
    (void)state;
    struct object_id goal;
    struct heard heard = {0};
    const struct space_listener listener = {hear, &heard};
    circle_begin(&circle, 2, 1);
    space_listen(circle.spaces[1], &listener);
    assert_int_equal(space_make(circle.spaces[0], KIND_GOAL, &goal), SPACE_WRITTEN);
    set_title(0, goal, "Walk");
    circle_meet(&circle);
    assert_int_equal(heard.count, 2);
    assert_int_equal(heard.changes[0].kind, CHANGE_MADE);
    assert_int_equal(heard.changes[1].kind, CHANGE_SET);
    assert_int_equal(heard.changes[1].before.type, VALUE_NONE);
    assert_string_equal(heard.texts[1][1], "Walk");
    assert_true(heard.changes[1].is_shown);
    assert_int_equal(heard.changes[1].device, 0);
    set_title(1, goal, "Run");
    assert_int_equal(heard.count, 2);
    set_title(0, goal, "Walk slowly");
    circle_meet(&circle);
    /* Equal lamports: the greater device is shown. */
    assert_int_equal(heard.count, 3);
    assert_string_equal(heard.texts[2][0], "Run");
    assert_string_equal(heard.texts[2][1], "Walk slowly");
    assert_false(heard.changes[2].is_shown);
    space_listen(circle.spaces[1], NULL);
    set_title(0, goal, "Sit");
    circle_meet(&circle);
    assert_int_equal(heard.count, 3);
    circle_end(&circle);
}

static void test_a_listener_hears_of_notes_and_erasing_before_they_happen(void **state)
{
    (void)state;
    struct object_id goal;
    struct heard heard = {0};
    const struct space_listener listener = {hear, &heard};
    circle_begin(&circle, 2, 1);
    assert_int_equal(space_make(circle.spaces[0], KIND_GOAL, &goal), SPACE_WRITTEN);
    space_note_insert(circle.spaces[0], goal, GOAL_NOTES, 0, value_text("Hm."));
    circle_publish_all(&circle, 0);
    circle_meet(&circle);
    space_listen(circle.spaces[1], &listener);
    space_note_insert(circle.spaces[0], goal, GOAL_NOTES, 3, value_text(" Yes."));
    circle_publish_all(&circle, 0);
    circle_meet(&circle);
    assert_int_equal(heard.changes[0].kind, CHANGE_NOTE);
    assert_int_equal(heard.changes[0].field, GOAL_NOTES);
    assert_int_equal(heard.note_size, 3);
    assert_int_equal(space_erase(circle.spaces[0], goal), SPACE_WRITTEN);
    circle_publish_all(&circle, 0);
    circle_meet(&circle);
    assert_int_equal(heard.changes[1].kind, CHANGE_ERASED);
    assert_true(heard.was_there);
    assert_int_equal(heard.count, 2);
    circle_end(&circle);
}

/* ---- Memory ---- */

static void test_without_memory_there_is_no_space(void **state)
{
    (void)state;
    circle_begin(&circle, 2, 1);
    for (size_t n = 1; n <= 3; n++) {
        struct counted_memory memory;
        counted_memory_begin(&memory);
        memory.fail_at = n;
        assert_null(circle_create(&circle, 0, &memory));
        counted_memory_end(&memory);
    }
    space_free(NULL);
    assert_int_equal(space_config(circle.spaces[1])->own_device, 1);
    circle_end(&circle);
}

/* Looks for a word in whatever is given back: it must have been wiped. */
static void *watch(void *context, void *old, size_t old_size, size_t size)
{
    struct counted_memory *counted = context;
    if (old != NULL && size == 0)
        assert_null(memmem(old, old_size, "secret", 6));
    return counted->memory.resize(counted, old, old_size, size);
}

static void test_what_is_given_back_is_wiped(void **state)
{
    (void)state;
    struct counted_memory counted;
    struct object_id goal, words;
    const uint8_t *bytes = NULL;
    size_t size = 0;
    const struct space_publication publication = {.minute = 1};
    counted_memory_begin(&counted);
    circle_begin(&circle, 2, 1);
    const struct alcove_memory watched = {watch, &counted};
    struct space *space = space_create(&circle.config, &watched);
    assert_non_null(space);
    struct value value = value_text("secret");
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(space_make(space, KIND_GOAL, &goal), SPACE_WRITTEN);
        assert_int_equal(space_make(space, KIND_WORDS, &words), SPACE_WRITTEN);
        assert_int_equal(space_set(space, words, WORDS_TEXT, &value), SPACE_WRITTEN);
        assert_int_equal(space_set(space, goal, GOAL_TITLE, &value), SPACE_WRITTEN);
        assert_int_equal(space_note_replace(space, goal, GOAL_NOTES, value), SPACE_WRITTEN);
        assert_int_equal(space_note_replace(space, goal, GOAL_NOTES, value_text("a secret")),
                         SPACE_WRITTEN);
        if (i == 1)
            space_discard(space);
        assert_int_equal(space_publish(space, &publication, &bytes, &size), SPACE_WRITTEN);
    }
    assert_int_equal(space_apply(circle.spaces[1], 0, space_batch(space, 0, 1, &size), size),
                     SPACE_APPLIED);
    space_free(space);
    counted_memory_end(&counted);
    circle_end(&circle);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_a_listener_hears_what_others_change_and_nothing_of_our_own),
    cmocka_unit_test(test_a_listener_hears_of_notes_and_erasing_before_they_happen),
    cmocka_unit_test(test_without_memory_there_is_no_space),
    cmocka_unit_test(test_what_is_given_back_is_wiped),
    cmocka_unit_test(test_what_one_publishes_the_other_reads),
};
TEST_GROUP(space, tests)
