/* What others changed since one looked: as one would tell it, and not more. */
#include "records/changes.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "memory.h"
#include "space_circle.h"

static struct circle circle;
static struct changes *changes; /* of device 0 */
static struct object_id goal;

static void begin(void)
{
    struct value title = value_text("Be outside more");
    circle_begin(&circle, 2, 1);
    changes = changes_create(&circle.memory[0].memory);
    assert_non_null(changes);
    space_listen(circle.spaces[0], changes_listener(changes));
    assert_int_equal(space_make(circle.spaces[1], KIND_GOAL, &goal), SPACE_WRITTEN);
    assert_int_equal(space_set(circle.spaces[1], goal, GOAL_TITLE, &title), SPACE_WRITTEN);
    circle_publish_all(&circle, 1);
    circle_meet(&circle);
}

static void end(void)
{
    space_listen(circle.spaces[0], NULL);
    changes_free(changes);
    circle_end(&circle);
}

static void set_text(uint8_t device, struct object_id object, uint8_t field, const char *text)
{
    struct value value = value_text(text);
    assert_int_equal(space_set(circle.spaces[device], object, field, &value), SPACE_WRITTEN);
}

static void set_number(uint8_t device, struct object_id object, uint8_t field, uint64_t number)
{
    struct value value = value_number(number);
    assert_int_equal(space_set(circle.spaces[device], object, field, &value), SPACE_WRITTEN);
}

static void share(uint8_t device)
{
    circle_publish_all(&circle, device);
    circle_meet(&circle);
}

static void look(void)
{
    changes_look(changes, NULL, circle.minute);
}

/* The n-th, newest first. */
static struct changes_item item(size_t n)
{
    struct changes_item out;
    size_t cursor = 0;
    for (size_t i = 0; i <= n; i++)
        assert_true(changes_next(changes, NULL, &cursor, &out));
    return out;
}

static size_t count(const struct object_id *object)
{
    struct changes_item out;
    size_t cursor = 0;
    size_t n = 0;
    while (changes_next(changes, object, &cursor, &out))
        n++;
    return n;
}

static size_t count_unseen(const struct object_id *object)
{
    struct changes_item out;
    size_t cursor = 0;
    size_t n = 0;
    while (changes_next(changes, object, &cursor, &out))
        n += !out.is_seen;
    return n;
}

static void assert_text(const struct value *value, const char *text)
{
    assert_int_equal(value->type, VALUE_STRING);
    assert_int_equal(value->size, strlen(text));
    if (value->size > 0)
        assert_memory_equal(value->bytes, text, value->size);
}

static void test_what_is_new_is_one_change(void **state)
{
    (void)state;
    begin();
    assert_int_equal(count(NULL), 1);
    assert_int_equal(item(0).what, CHANGE_MADE);
    assert_int_equal(item(0).kind, KIND_GOAL);
    assert_true(object_id_is_equal(item(0).object, goal));
    assert_int_equal(item(0).device, 1);
    set_text(1, goal, GOAL_TITLE, "Be outside");
    share(1);
    assert_int_equal(count(NULL), 1);
    end();
}

static void test_from_what_was_seen_to_what_is_there_now(void **state)
{
    (void)state;
    begin();
    look();
    assert_int_equal(count_unseen(NULL), 0);
    set_number(1, goal, GOAL_TARGET_DAY, 20574);
    share(1);
    set_number(1, goal, GOAL_TARGET_DAY, 20605);
    set_text(1, goal, GOAL_TITLE, "Be outside");
    share(1);
    assert_int_equal(count_unseen(NULL), 2);
    assert_int_equal(item(0).field, GOAL_TARGET_DAY);
    assert_int_equal(item(0).before.type, VALUE_NONE);
    assert_int_equal(item(0).after.number, 20605);
    assert_int_equal(item(1).field, GOAL_TITLE);
    struct changes_item title = item(1);
    assert_text(&title.before, "Be outside more");
    assert_text(&title.after, "Be outside");
    assert_int_equal(title.minute, circle.minute - 1);
    look();
    /* The next begins at what was seen, and the seen one stays for a while. */
    set_text(1, goal, GOAL_TITLE, "Walk");
    share(1);
    title = item(0);
    assert_text(&title.before, "Be outside");
    assert_text(&title.after, "Walk");
    assert_false(title.is_seen);
    assert_int_equal(count(&goal), 4);
    assert_int_equal(count_unseen(&goal), 1);
    end();
}

static void test_there_and_back_is_no_change(void **state)
{
    (void)state;
    begin();
    look();
    set_text(1, goal, GOAL_TITLE, "Walk");
    share(1);
    assert_int_equal(count_unseen(NULL), 1);
    set_text(1, goal, GOAL_TITLE, "Be outside more");
    share(1);
    assert_int_equal(count_unseen(NULL), 0);
    end();
}

static void test_what_stands_beside_is_told_as_such(void **state)
{
    (void)state;
    begin();
    look();
    set_text(0, goal, GOAL_TITLE, "Mine");
    set_text(0, goal, GOAL_WHY, "Later, so that it is greater");
    circle_publish_all(&circle, 0);
    set_number(0, goal, GOAL_STATUS, GOAL_PAUSED);
    set_text(0, goal, GOAL_TITLE, "Mine again");
    circle_publish_all(&circle, 0);
    set_text(1, goal, GOAL_TITLE, "Yours");
    share(1);
    assert_int_equal(count_unseen(NULL), 1);
    struct changes_item title = item(0);
    assert_true(title.is_beside);
    assert_text(&title.before, "Mine again");
    assert_text(&title.after, "Yours");
    end();
}

static void test_what_one_does_oneself_is_no_news(void **state)
{
    (void)state;
    struct space_config config;
    begin();
    look();
    set_text(0, goal, GOAL_TITLE, "Mine");
    share(0);
    assert_int_equal(count_unseen(NULL), 0);
    end();
    /* Nor from another device of one's own. */
    circle_begin(&circle, 1, 1);
    config = circle.config;
    config.device_count = 2;
    struct space *phone = space_create(&config, &circle.memory[0].memory);
    config.own_device = 1;
    struct space *desk = space_create(&config, &circle.memory[0].memory);
    changes = changes_create(&circle.memory[0].memory);
    space_listen(desk, changes_listener(changes));
    const uint8_t *bytes;
    size_t size;
    assert_int_equal(space_make(phone, KIND_GOAL, &goal), SPACE_WRITTEN);
    assert_int_equal(space_publish(phone, &(struct space_publication){.minute = 1}, &bytes, &size),
                     SPACE_WRITTEN);
    assert_int_equal(space_apply(desk, 0, bytes, size), SPACE_APPLIED);
    assert_int_equal(count(NULL), 0);
    space_free(phone);
    space_free(desk);
    changes_free(changes);
    circle_end(&circle);
}

static void test_a_note_is_shown_as_it_was_last_seen(void **state)
{
    (void)state;
    begin();
    struct value words = value_text("Walk to the lake.");
    assert_int_equal(space_note_insert(circle.spaces[1], goal, GOAL_NOTES, 0, words),
                     SPACE_WRITTEN);
    share(1);
    look();
    space_note_insert(circle.spaces[1], goal, GOAL_NOTES, 16, value_text(" and back"));
    share(1);
    space_note_insert(circle.spaces[1], goal, GOAL_NOTES, 0, value_text("Daily. "));
    share(1);
    struct changes_item note = item(0);
    assert_int_equal(note.what, CHANGE_NOTE);
    assert_int_equal(note.field, GOAL_NOTES);
    assert_text(&note.before, "Walk to the lake.");
    assert_int_equal(note.after.type, VALUE_NONE);
    look();
    space_note_delete(circle.spaces[1], goal, GOAL_NOTES, 0, 7);
    share(1);
    note = item(0);
    assert_text(&note.before, "Daily. Walk to the lake and back.");
    note = item(1);
    assert_true(note.is_seen);
    assert_text(&note.before, "Walk to the lake.");
    assert_text(&note.after, "Daily. Walk to the lake and back.");
    end();
}

static void test_what_was_seen_goes_after_its_time(void **state)
{
    (void)state;
    begin();
    changes_look(changes, NULL, 1000);
    changes_tidy(changes, circle.spaces[0], 1000 + CHANGES_RETENTION_DAYS * 1440 - 1);
    assert_int_equal(count(NULL), 1);
    changes_tidy(changes, circle.spaces[0], 1000 + CHANGES_RETENTION_DAYS * 1440);
    assert_int_equal(count(NULL), 0);
    set_number(1, OBJECT_SPACE, SPACE_RETENTION_DAYS, 0);
    share(1);
    changes_look(changes, NULL, 2000);
    changes_tidy(changes, circle.spaces[0], 2000);
    assert_int_equal(count(NULL), 0);
    /* What was not seen waits. */
    set_text(1, goal, GOAL_TITLE, "Walk");
    share(1);
    changes_tidy(changes, circle.spaces[0], UINT32_MAX);
    assert_int_equal(count(NULL), 1);
    end();
}

static void test_what_is_erased_leaves_only_that_it_was(void **state)
{
    (void)state;
    begin();
    look();
    set_text(1, goal, GOAL_TITLE, "Secret");
    share(1);
    assert_int_equal(space_erase(circle.spaces[1], goal), SPACE_WRITTEN);
    share(1);
    assert_int_equal(count(NULL), 1);
    assert_int_equal(item(0).what, CHANGE_ERASED);
    assert_int_equal(item(0).kind, KIND_GOAL);
    assert_int_equal(item(0).before.type, VALUE_NONE);
    /* Made and erased before one looked: nothing was. */
    look();
    struct object_id other;
    assert_int_equal(space_make(circle.spaces[1], KIND_GOAL, &other), SPACE_WRITTEN);
    share(1);
    assert_int_equal(space_erase(circle.spaces[1], other), SPACE_WRITTEN);
    share(1);
    assert_int_equal(count_unseen(NULL), 0);
    end();
}

static void test_what_one_erases_oneself_goes_too(void **state)
{
    (void)state;
    begin();
    look();
    set_text(1, goal, GOAL_TITLE, "Secret");
    share(1);
    assert_int_equal(space_erase(circle.spaces[0], goal), SPACE_WRITTEN);
    share(0);
    changes_tidy(changes, circle.spaces[0], circle.minute);
    assert_int_equal(count(NULL), 0);
    end();
}

static void test_there_are_bounds_and_it_says_so(void **state)
{
    (void)state;
    struct object_id id;
    begin();
    look();
    for (size_t i = 0; i < CHANGES_MAX + 10; i++) {
        assert_int_equal(space_make(circle.spaces[1], KIND_CHECK_IN, &id), SPACE_WRITTEN);
        if (i % 500 == 499)
            share(1);
    }
    share(1);
    /* The seen one went first. */
    assert_int_equal(count(NULL), CHANGES_MAX);
    assert_int_equal(count_unseen(NULL), CHANGES_MAX);
    assert_true(changes_are_lost(changes));
    assert_true(object_id_is_equal(item(0).object, id));
    look();
    assert_false(changes_are_lost(changes));
    end();
}

static void make_some(void)
{
    look();
    set_text(1, goal, GOAL_TITLE, "Walk");
    set_number(1, goal, GOAL_TARGET_DAY, 20605);
    space_note_insert(circle.spaces[1], goal, GOAL_NOTES, 0, value_text("Walk to the lake."));
    share(1);
    changes_look(changes, &goal, circle.minute);
    space_note_insert(circle.spaces[1], goal, GOAL_NOTES, 0, value_text("Daily. "));
    struct object_id practice;
    space_make(circle.spaces[1], KIND_PRACTICE, &practice);
    share(1);
    changes_look(changes, &practice, circle.minute);
    struct value of = value_object(goal);
    space_set(circle.spaces[1], practice, PRACTICE_GOAL, &of);
    share(1);
}

static void assert_same_changes(const struct changes *other)
{
    size_t mine = 0;
    size_t theirs = 0;
    struct changes_item a;
    struct changes_item b;
    while (changes_next(changes, NULL, &mine, &a)) {
        assert_true(changes_next(other, NULL, &theirs, &b));
        assert_int_equal(a.what, b.what);
        assert_int_equal(a.kind, b.kind);
        assert_int_equal(a.field, b.field);
        assert_int_equal(a.minute, b.minute);
        assert_int_equal(a.is_seen, b.is_seen);
        assert_true(object_id_is_equal(a.object, b.object));
        assert_true(value_is_equal(&a.before, &b.before));
        assert_true(value_is_equal(&a.after, &b.after));
    }
    assert_false(changes_next(other, NULL, &theirs, &b));
}

static void test_they_are_kept_and_come_back(void **state)
{
    (void)state;
    struct counted_memory counted;
    struct changes *other;
    size_t size;
    begin();
    make_some();
    assert_int_equal(count(NULL), 7);
    uint8_t *bytes = changes_encode(changes, &size);
    assert_non_null(bytes);
    counted_memory_begin(&counted);
    assert_int_equal(changes_decode(&counted.memory, bytes, size, &other), SPACE_LOADED);
    assert_same_changes(other);
    changes_free(other);
    for (size_t cut = 0; cut < size; cut++)
        assert_int_equal(changes_decode(&counted.memory, bytes, cut, &other), SPACE_LOAD_DAMAGED);
    for (size_t at = 0; at < size; at++) {
        bytes[at] ^= 0x55;
        if (changes_decode(&counted.memory, bytes, size, &other) == SPACE_LOADED)
            changes_free(other);
        bytes[at] ^= 0x55;
    }
    counted_memory_end(&counted);
    circle.memory[0].memory.resize(&circle.memory[0], bytes, size, 0);
    end();
}

static void test_without_memory_it_says_that_something_is_missing(void **state)
{
    (void)state;
    size_t lost = 0;
    /* Whichever request fails: of the space's the batch comes again, of ours a change is lost. */
    for (size_t n = 1; n < 60; n++) {
        begin();
        look();
        set_text(1, goal, GOAL_TITLE, "Walk");
        space_note_insert(circle.spaces[1], goal, GOAL_NOTES, 0, value_text("To the lake."));
        circle_publish_all(&circle, 1);
        circle.memory[0].fail_at = circle.memory[0].requests + n;
        circle_offer(&circle, 0, 1, circle.published_count[1]);
        circle.memory[0].fail_at = 0;
        circle_meet(&circle);
        lost += changes_are_lost(changes);
        assert_true(changes_are_lost(changes) || count_unseen(NULL) == 2);
        end();
    }
    assert_true(lost > 0);
}

static void test_without_memory_nothing_is_kept_or_comes_back(void **state)
{
    (void)state;
    struct counted_memory counted;
    struct changes *other = NULL;
    uint8_t *bytes = NULL;
    size_t size;
    begin();
    make_some();
    for (size_t n = 1; bytes == NULL; n++) {
        size_t before = circle.memory[0].bytes;
        circle.memory[0].fail_at = circle.memory[0].requests + n;
        bytes = changes_encode(changes, &size);
        assert_true(bytes != NULL || circle.memory[0].bytes == before);
    }
    circle.memory[0].fail_at = 0;
    counted_memory_begin(&counted);
    for (size_t n = 1; other == NULL; n++) {
        counted.fail_at = counted.requests + n;
        changes_decode(&counted.memory, bytes, size, &other);
        assert_true(other != NULL || counted.bytes == 0);
    }
    assert_same_changes(other);
    changes_free(other);
    counted_memory_end(&counted);
    circle.memory[0].memory.resize(&circle.memory[0], bytes, size, 0);
    end();
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_what_is_new_is_one_change),
    cmocka_unit_test(test_from_what_was_seen_to_what_is_there_now),
    cmocka_unit_test(test_there_and_back_is_no_change),
    cmocka_unit_test(test_what_stands_beside_is_told_as_such),
    cmocka_unit_test(test_what_one_does_oneself_is_no_news),
    cmocka_unit_test(test_a_note_is_shown_as_it_was_last_seen),
    cmocka_unit_test(test_what_was_seen_goes_after_its_time),
    cmocka_unit_test(test_what_is_erased_leaves_only_that_it_was),
    cmocka_unit_test(test_what_one_erases_oneself_goes_too),
    cmocka_unit_test(test_there_are_bounds_and_it_says_so),
    cmocka_unit_test(test_they_are_kept_and_come_back),
    cmocka_unit_test(test_without_memory_it_says_that_something_is_missing),
    cmocka_unit_test(test_without_memory_nothing_is_kept_or_comes_back),
};

TEST_GROUP(changes, tests)
