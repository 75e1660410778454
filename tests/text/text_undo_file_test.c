/* A step of an undo goes through a file, and is of use with just the text that it was for. */
#include <string.h>

#include "base/bytes.h"
#include "harness.h"
#include "memory.h"
#include "note.h"
#include "text/text.h"

#define STEPS 3

/* What was written of the steps of a note, the newest first; and the note. */
struct kept {
    uint8_t *file;
    size_t file_size;
    uint32_t seqs[STEPS];
    uint8_t steps[STEPS][256];
    size_t sizes[STEPS];
};

static struct counted_memory counted;
static struct kept kept;

/* "walk" by 0, "[…]" by 1, and two steps more; each is of another number. */
static struct text *make_note(void)
{
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "walk");
    note_hear_insert(note, 1, text_version(note), 2, "[é漢]");
    note_type(note, 0, "I ");
    note_publish(note, 0);
    note_delete(note, 2, 2);
    note_type(note, 2, "ru");
    note_publish(note, 0);
    note_is(note, "I ru[é漢]lk");
    return note;
}

static void keep(const struct text *note)
{
    static const uint32_t seqs[STEPS] = {6, 4, 0};
    kept.file = text_encode(note, true, &kept.file_size);
    assert_non_null(kept.file);
    for (size_t i = 0; i < STEPS; i++) {
        struct byte_writer out = byte_writer_over(kept.steps[i], sizeof kept.steps[i]);
        kept.seqs[i] = seqs[i];
        kept.sizes[i] = text_undo_size(note, seqs[i]);
        text_undo_write(note, seqs[i], &out);
        assert_false(out.failed);
        assert_int_equal(out.size, kept.sizes[i]);
    }
}

static struct text *load(void)
{
    struct text *note;
    assert_int_equal(text_decode(&counted.memory, &note_bounds, kept.file, kept.file_size, &note),
                     TEXT_APPLIED);
    return note;
}

static enum text_result read_step(struct text *note, size_t i)
{
    return text_undo_read(note, kept.seqs[i], kept.steps[i], kept.sizes[i]);
}

static void end(struct text *note)
{
    text_close(note);
    counted.memory.resize(counted.memory.context, kept.file, kept.file_size, 0);
    counted_memory_end(&counted);
}

static void take_back(struct text *note, const char *expected)
{
    assert_int_equal(text_undo(note), TEXT_APPLIED);
    note_publish(note, 0);
    note_is(note, expected);
}

static void test_what_was_kept_is_taken_back_by_another_copy(void **state)
{
    (void)state;
    struct text *note = make_note();
    text_cut(note, text_version(note));
    keep(note);
    text_close(note);
    note = load();
    assert_int_equal(text_undo(note), TEXT_DUPLICATE);
    for (size_t i = 0; i < STEPS; i++)
        assert_int_equal(read_step(note, i), TEXT_APPLIED);
    note_hear_insert(note, 1, text_version(note), 3, "LATER");
    take_back(note, "I LATERwa[é漢]lk");
    take_back(note, "LATERwa[é漢]lk");
    take_back(note, "LATER[é漢]");
    assert_int_equal(text_undo(note), TEXT_DUPLICATE);
    end(note);
}

static void test_a_step_over_a_text_that_is_empty_now_is_kept(void **state)
{
    (void)state;
    uint8_t bytes[32];
    struct byte_writer out = byte_writer_over(bytes, sizeof bytes);
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "walk");
    note_hear_delete(note, 1, text_version(note), 0, 4);
    text_undo_write(note, 0, &out);
    assert_int_equal(out.size, text_undo_size(note, 0));
    text_forget_undo(note, UINT32_MAX);
    assert_int_equal(text_undo_read(note, 0, bytes, out.size), TEXT_APPLIED);
    assert_int_equal(text_undo(note), TEXT_DUPLICATE);
    text_close(note);
    counted_memory_end(&counted);
}

static void test_steps_that_are_not_kept_have_no_size(void **state)
{
    (void)state;
    struct text *note = make_note();
    keep(note);
    assert_int_equal(text_undo_size(note, 1), 0);
    text_forget_undo(note, 4);
    assert_int_equal(text_undo_size(note, 0), 0);
    assert_int_equal(text_undo_size(note, 4), 0);
    assert_int_equal(text_undo_size(note, 6), kept.sizes[0]);
    end(note);
}

static void test_a_text_that_changed_since_takes_none(void **state)
{
    (void)state;
    struct text *note = make_note();
    keep(note);
    text_close(note);
    note = load();
    note_hear_insert(note, 1, text_version(note), 0, "!");
    for (size_t i = 0; i < STEPS; i++)
        assert_int_equal(read_step(note, i), TEXT_DUPLICATE);
    assert_int_equal(text_undo(note), TEXT_DUPLICATE);
    end(note);
}

static void test_a_step_is_of_no_use_without_those_after_it(void **state)
{
    (void)state;
    struct text *note = make_note();
    keep(note);
    text_close(note);
    note = load();
    assert_int_equal(read_step(note, 1), TEXT_DUPLICATE);
    assert_int_equal(read_step(note, 0), TEXT_APPLIED);
    assert_int_equal(read_step(note, 0), TEXT_DUPLICATE);
    assert_int_equal(read_step(note, 2), TEXT_DUPLICATE);
    assert_int_equal(read_step(note, 1), TEXT_APPLIED);
    /* Nor with a number that cannot be before. */
    kept.seqs[2] = 4;
    assert_int_equal(read_step(note, 2), TEXT_DUPLICATE);
    take_back(note, "I wa[é漢]lk");
    end(note);
}

static void test_harmed_steps_are_refused_or_harmless(void **state)
{
    (void)state;
    struct text *note = make_note();
    keep(note);
    text_close(note);
    for (size_t i = 0; i < kept.sizes[0] * 8; i++) {
        note = load();
        kept.steps[0][i / 8] ^= (uint8_t)(1 << i % 8);
        if (read_step(note, 0) == TEXT_APPLIED) {
            (void)read_step(note, 1);
            while (text_undo(note) == TEXT_APPLIED)
                note_publish(note, 0);
        }
        kept.steps[0][i / 8] ^= (uint8_t)(1 << i % 8);
        text_close(note);
    }
    note = load();
    for (size_t size = 0; size < kept.sizes[0]; size++)
        assert_int_equal(text_undo_read(note, 6, kept.steps[0], size), TEXT_MALFORMED);
    end(note);
}

static void test_what_no_note_has_is_refused(void **state)
{
    (void)state;
    /* The version of make_note, no newer step; then marks, and text. */
    static const struct {
        const char *bytes;
        size_t size;
    } rows[] = {
        {"\x00", 1},                                     /* no marks */
        {"\x01\x00", 2},                                 /* a mark of nothing */
        {"\x02\x0c\x0c", 3},                             /* 8 kept: two too few */
        {"\x01\x1b", 2},                                 /* 9 kept: one too few */
        {"\x7f\x1e", 2},                                 /* more marks than bytes */
        {"\x02\x1e\x05", 3},                             /* a hole without text */
        {"\x02\x1e\x05\xc3", 4},                         /* a text that is none */
        {"\x02\x1e\x05zz", 5},                           /* a text too long */
        {"\x01\xff\xff\xff\xff\xff\xff\xff\xff\x7f", 10} /* more than there can be */
    };
    struct text *note = make_note();
    keep(note);
    text_forget_undo(note, UINT32_MAX);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t bytes[32];
        struct byte_writer out = byte_writer_over(bytes, sizeof bytes);
        for (uint32_t agent = 0; agent < NOTE_AGENTS; agent++)
            byte_write_varint(&out, text_version(note)[agent]);
        byte_write_varint(&out, 0);
        byte_write_bytes(&out, (const uint8_t *)rows[i].bytes, rows[i].size);
        assert_int_equal(text_undo_read(note, 6, bytes, out.size), TEXT_MALFORMED);
    }
    end(note);
}

static void test_without_memory_no_step_is_added(void **state)
{
    (void)state;
    struct text *note = make_note();
    keep(note);
    text_close(note);
    note = load();
    enum text_result result = TEXT_NO_MEMORY;
    for (size_t n = 1; result != TEXT_APPLIED; n++) {
        size_t bytes = counted.bytes;
        counted.fail_at = counted.requests + n;
        result = read_step(note, 0);
        counted.fail_at = 0;
        if (result != TEXT_APPLIED) {
            assert_int_equal(result, TEXT_NO_MEMORY);
            assert_in_range(counted.bytes, bytes, bytes + 4096);
            assert_int_equal(text_undo(note), TEXT_DUPLICATE);
        }
        assert_in_range(n, 1, 10);
    }
    take_back(note, "I wa[é漢]lk");
    end(note);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_what_was_kept_is_taken_back_by_another_copy),
    cmocka_unit_test(test_a_step_over_a_text_that_is_empty_now_is_kept),
    cmocka_unit_test(test_steps_that_are_not_kept_have_no_size),
    cmocka_unit_test(test_a_text_that_changed_since_takes_none),
    cmocka_unit_test(test_a_step_is_of_no_use_without_those_after_it),
    cmocka_unit_test(test_harmed_steps_are_refused_or_harmless),
    cmocka_unit_test(test_what_no_note_has_is_refused),
    cmocka_unit_test(test_without_memory_no_step_is_added),
};

TEST_GROUP(text_undo_file, tests)
