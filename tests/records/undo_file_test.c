/* What can be taken back outlives the run that published it, words of notes too. */
#include <string.h>

#include "harness.h"
#include "memory.h"
#include "records/kept_parts.h"
#include "records/undo_parts.h"
#include "space_circle.h"

#define WORDS "softly said"

static struct circle circle;
static struct undo *undo; /* of device 0 */
static struct object_id goal;

static void share(uint8_t device, bool remembers)
{
    if (device == 0 && remembers && space_has_draft(circle.spaces[0]))
        assert_true(undo_remember(undo, circle.spaces[0], circle.minute));
    circle_publish_all(&circle, device);
    circle_meet(&circle);
}

static void set_text(uint8_t field, const char *text)
{
    struct value value = value_text(text);
    assert_int_equal(space_set(circle.spaces[0], goal, field, &value), SPACE_WRITTEN);
}

static void replace(uint8_t device, const char *text)
{
    assert_int_equal(space_note_replace(circle.spaces[device], goal, GOAL_NOTES, value_text(text)),
                     SPACE_WRITTEN);
    share(device, true);
}

static void begin(void)
{
    circle_begin(&circle, 2, 1);
    undo = undo_create(&circle.memory[0].memory);
    assert_non_null(undo);
    assert_int_equal(space_make(circle.spaces[1], KIND_GOAL, &goal), SPACE_WRITTEN);
    share(1, false);
    replace(1, "Walk to the lake.");
}

static void end(void)
{
    circle_meet(&circle);
    circle_assert_same(circle.spaces[0], circle.spaces[1]);
    undo_free(undo);
    circle_end(&circle);
}

static void release(uint8_t *bytes, size_t size)
{
    circle.memory[0].memory.resize(circle.memory[0].memory.context, bytes, size, 0);
}

/* Another run of the program, of which the space is the same. */
static void keep_and_load(void)
{
    size_t size;
    size_t whole_size;
    struct space *space;
    uint8_t *bytes = undo_encode(undo, circle.spaces[0], &size);
    uint8_t *whole = space_encode_whole(circle.spaces[0], &whole_size);
    assert_non_null(bytes);
    assert_non_null(whole);
    undo_free(undo);
    assert_int_equal(space_decode_whole(&circle.memory[0].memory, whole, whole_size, NULL, &space),
                     SPACE_LOADED);
    space_free(circle.spaces[0]);
    circle.spaces[0] = space;
    assert_int_equal(undo_decode(space, bytes, size, &undo), SPACE_LOADED);
    release(bytes, size);
    release(whole, whole_size);
}

static void assert_note(const char *expected)
{
    for (size_t i = 0; i < 2; i++) {
        uint8_t bytes[400] = {0};
        const struct text *note = space_note(circle.spaces[i], goal, GOAL_NOTES);
        assert_in_range(text_size(note, true), 0, sizeof bytes - 1);
        text_read(note, true, bytes);
        assert_string_equal((char *)bytes, expected);
    }
}

static void take_back(const char *expected)
{
    assert_int_equal(undo_last(undo, circle.spaces[0], goal), UNDO_DONE);
    share(0, false);
    assert_note(expected);
}

static void test_another_run_takes_back_what_was_kept(void **state)
{
    (void)state;
    struct object_id newest;
    begin();
    set_text(GOAL_TITLE, "Be outside daily");
    share(0, true);
    set_text(GOAL_WHY, "It helps");
    replace(0, "Walk to the " WORDS " lake.");
    keep_and_load();
    assert_true(undo_newest(undo, &newest));
    assert_true(object_id_is_equal(newest, goal));
    take_back("Walk to the lake.");
    assert_int_equal(space_value(circle.spaces[0], goal, GOAL_WHY).type, VALUE_NONE);
    keep_and_load();
    take_back("Walk to the lake.");
    assert_int_equal(space_value(circle.spaces[0], goal, GOAL_TITLE).type, VALUE_NONE);
    assert_false(undo_newest(undo, &newest));
    end();
}

static void test_words_of_a_note_are_taken_back_step_by_step(void **state)
{
    (void)state;
    begin();
    replace(0, "Run to the lake.");
    keep_and_load();
    replace(0, "Run to the sea.");
    keep_and_load();
    /* What they write in between stays, however often it is kept. */
    replace(1, "Run fast to the sea.");
    replace(1, "Run fast to the sea, now.");
    keep_and_load();
    take_back("Run fast to the lake, now.");
    keep_and_load();
    take_back("Walk fast to the lake, now.");
    assert_int_equal(undo_last(undo, circle.spaces[0], goal), UNDO_NOTHING);
    end();
}

static void test_what_is_settled_is_taken_back_too(void **state)
{
    (void)state;
    begin();
    replace(0, "Run to the lake.");
    circle_hear(&circle);
    space_settle(circle.spaces[0]);
    keep_and_load();
    assert_int_equal(text_tail_runs(space_note(circle.spaces[0], goal, GOAL_NOTES)), 0);
    take_back("Walk to the lake.");
    end();
}

static void test_a_note_that_changed_unseen_is_left_alone(void **state)
{
    (void)state;
    struct undo *older;
    size_t size;
    begin();
    replace(0, "Run to the lake.");
    set_text(GOAL_WHY, "It helps");
    share(0, true);
    uint8_t *bytes = undo_encode(undo, circle.spaces[0], &size);
    replace(1, "Run to the sea.");
    keep_and_load();
    text_forget_undo(undo_note_of(circle.spaces[0], &undo->list[0])->text, UINT32_MAX);
    assert_int_equal(undo_decode(circle.spaces[0], bytes, size, &older), SPACE_LOADED);
    undo_free(undo);
    undo = older;
    release(bytes, size);
    take_back("Run to the sea.");
    assert_int_equal(undo_last(undo, circle.spaces[0], goal), UNDO_NOTHING);
    assert_false(undo_has(undo, goal));
    end();
}

static bool holds(const struct kept_block *raw, const char *words)
{
    for (size_t i = 0; i + strlen(words) <= raw->size; i++) {
        if (memcmp(raw->bytes + i, words, strlen(words)) == 0)
            return true;
    }
    return false;
}

static bool is_kept(const char *words)
{
    struct kept_block raw;
    size_t size;
    uint8_t *bytes = undo_encode(undo, circle.spaces[0], &size);
    assert_non_null(bytes);
    assert_int_equal(kept_box_open(&circle.memory[0].memory, bytes, size, KEPT_RAW_BYTES_MAX, &raw),
                     SPACE_LOADED);
    bool held = holds(&raw, words);
    kept_block_free(&circle.memory[0].memory, &raw);
    release(bytes, size);
    return held;
}

static void test_nothing_of_what_is_erased_is_kept(void **state)
{
    (void)state;
    size_t size;
    struct undo *older;
    begin();
    replace(0, "Walk to the lake. " WORDS);
    assert_false(is_kept(WORDS));
    replace(0, "Walk to the lake.");
    assert_true(is_kept(WORDS));
    uint8_t *bytes = undo_encode(undo, circle.spaces[0], &size);
    assert_int_equal(space_erase(circle.spaces[1], goal), SPACE_WRITTEN);
    share(1, false);
    assert_true(undo_tidy(undo, circle.spaces[0], circle.minute));
    assert_false(is_kept(WORDS));
    /* Nor when what was kept before comes to a space in which it is erased. */
    assert_int_equal(undo_decode(circle.spaces[0], bytes, size, &older), SPACE_LOADED);
    undo_free(undo);
    undo = older;
    release(bytes, size);
    assert_false(is_kept(WORDS));
    assert_true(undo_tidy(undo, circle.spaces[0], circle.minute));
    assert_false(undo_has(undo, goal));
    end();
}

static void test_what_is_too_old_or_too_much_is_not_kept(void **state)
{
    (void)state;
    static char text[SCHEMA_NOTE_BYTES_MAX / 2];
    begin();
    replace(0, WORDS);
    replace(0, "Walk.");
    assert_true(is_kept(WORDS));
    undo_tidy(undo, circle.spaces[0], circle.minute + UNDO_MINUTES);
    assert_false(is_kept(WORDS));
    memset(text, 'x', sizeof text - 1);
    for (char c = 'a'; c < 'a' + 8; c++) {
        text[0] = text[sizeof text - 2] = c;
        replace(0, text);
        undo_tidy(undo, circle.spaces[0], circle.minute);
        size_t size;
        uint8_t *bytes = undo_encode(undo, circle.spaces[0], &size);
        assert_in_range(size, 1, UNDO_BYTES_MAX + 4096);
        release(bytes, size);
    }
    assert_int_equal(undo_last(undo, circle.spaces[0], goal), UNDO_DONE);
    space_discard(circle.spaces[0]);
    end();
}

static void test_what_was_kept_is_judged(void **state)
{
    (void)state;
    struct undo *loaded;
    size_t size;
    begin();
    set_text(GOAL_TITLE, "Be outside daily");
    replace(0, "Run.");
    replace(0, "Run far.");
    uint8_t *bytes = undo_encode(undo, circle.spaces[0], &size);
    for (size_t cut = 0; cut < size; cut++)
        assert_int_equal(undo_decode(circle.spaces[0], bytes, cut, &loaded), SPACE_LOAD_DAMAGED);
    for (size_t i = 0; i < size * 8; i++) {
        text_forget_undo(undo_note_of(circle.spaces[0], &undo->list[1])->text, UINT32_MAX);
        bytes[i / 8] ^= (uint8_t)(1 << i % 8);
        if (undo_decode(circle.spaces[0], bytes, size, &loaded) == SPACE_LOADED) {
            undo_last(loaded, circle.spaces[0], goal);
            undo_last(loaded, circle.spaces[0], goal);
            space_discard(circle.spaces[0]);
            undo_free(loaded);
        }
        bytes[i / 8] ^= (uint8_t)(1 << i % 8);
    }
    release(bytes, size);
    end();
}

static void test_that_the_space_was_made_is_not_taken_back(void **state)
{
    (void)state;
    static const uint8_t bytes[] = {KEPT_VERSION, 0, 1, STEP_MADE, 0, 0, 0, 1, 0};
    begin();
    undo_free(undo);
    assert_int_equal(undo_decode(circle.spaces[0], bytes, sizeof bytes, &undo), SPACE_LOADED);
    assert_int_equal(undo_last(undo, circle.spaces[0], OBJECT_SPACE), UNDO_NOTHING);
    end();
}

static void test_without_memory_nothing_is_loaded(void **state)
{
    (void)state;
    struct undo *loaded;
    size_t size;
    struct counted_memory *memory = &circle.memory[0];
    begin();
    set_text(GOAL_TITLE, "Be outside daily");
    replace(0, "Run.");
    replace(0, "Run far.");
    uint8_t *bytes = undo_encode(undo, circle.spaces[0], &size);
    struct text *text = undo_note_of(circle.spaces[0], &undo->list[1])->text;
    enum space_load load = SPACE_LOAD_NO_MEMORY;
    for (size_t n = 1; load != SPACE_LOADED; n++) {
        uint32_t newest;
        text_forget_undo(text, UINT32_MAX);
        memory->fail_at = memory->requests + n;
        load = undo_decode(circle.spaces[0], bytes, size, &loaded);
        memory->fail_at = 0;
        assert_int_equal(text_undo_newest(text, &newest), load == SPACE_LOADED);
        assert_int_equal(loaded != NULL, load == SPACE_LOADED);
        assert_in_range(n, 1, 30);
    }
    undo_free(undo);
    undo = loaded;
    take_back("Run.");
    release(bytes, size);
    end();
}

static void test_without_memory_nothing_is_written(void **state)
{
    (void)state;
    struct counted_memory *memory = &circle.memory[0];
    size_t size;
    uint8_t *bytes = NULL;
    begin();
    replace(0, "Run.");
    for (size_t n = 1; bytes == NULL; n++) {
        memory->fail_at = memory->requests + n;
        bytes = undo_encode(undo, circle.spaces[0], &size);
        memory->fail_at = 0;
        assert_in_range(n, 1, 10);
    }
    release(bytes, size);
    end();
}

/* However two write, and whenever the program is started anew. */
static void test_both_agree_whatever_is_taken_back(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        circle_begin(&circle, 2, seed);
        undo = undo_create(&circle.memory[0].memory);
        assert_non_null(undo);
        for (size_t i = 0; i < 40; i++) {
            for (size_t n = 0; n < 6; n++)
                circle_edit(&circle, (uint8_t)circle_draw(&circle, 2));
            share(1, true);
            share(0, true);
            keep_and_load();
            for (struct object_id id; undo_newest(undo, &id) && circle_draw(&circle, 3) > 0;) {
                undo_last(undo, circle.spaces[0], id);
                share(0, false);
            }
            circle_hear(&circle);
            undo_tidy(undo, circle.spaces[0], circle.minute);
            space_settle(circle.spaces[0]);
        }
        end();
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_another_run_takes_back_what_was_kept),
    cmocka_unit_test(test_words_of_a_note_are_taken_back_step_by_step),
    cmocka_unit_test(test_what_is_settled_is_taken_back_too),
    cmocka_unit_test(test_a_note_that_changed_unseen_is_left_alone),
    cmocka_unit_test(test_nothing_of_what_is_erased_is_kept),
    cmocka_unit_test(test_what_is_too_old_or_too_much_is_not_kept),
    cmocka_unit_test(test_what_was_kept_is_judged),
    cmocka_unit_test(test_that_the_space_was_made_is_not_taken_back),
    cmocka_unit_test(test_without_memory_nothing_is_loaded),
    cmocka_unit_test(test_without_memory_nothing_is_written),
    cmocka_unit_test(test_both_agree_whatever_is_taken_back),
};

TEST_GROUP(undo_file, tests)
