/* Notes as files: what comes back, what is not in them, and what is refused. */
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "memory.h"
#include "note.h"
#include "people.h"
#include "text/text.h"

static void require_same(const struct text *a, const struct text *b)
{
    static struct text_span spans[2][20000];
    size_t size = text_size(a, false);
    assert_int_equal(text_size(b, false), size);
    uint8_t *out = malloc(2 * size + 1);
    assert_non_null(out);
    text_read(a, false, out);
    text_read(b, false, out + size);
    assert_memory_equal(out, out + size, size);
    free(out);
    size_t count = text_spans(a, false, spans[0], 20000);
    assert_int_equal(text_spans(b, false, spans[1], 20000), count);
    assert_memory_equal(spans[0], spans[1], count * sizeof spans[0][0]);
    assert_int_equal(text_tail_runs(a), text_tail_runs(b));
}

static void require_same_versions(const struct text *a, const struct text *b, uint32_t agents)
{
    assert_memory_equal(text_version(a), text_version(b), agents * sizeof(uint32_t));
    assert_memory_equal(note_cut(a), note_cut(b), agents * sizeof(uint32_t));
}

static uint8_t *encode(struct counted_memory *counted, const struct text *note, bool squeezed,
                       size_t *size)
{
    uint8_t *file = text_encode(note, squeezed, size);
    assert_non_null(file);
    assert_true(*size > 0);
    (void)counted;
    return file;
}

static void give_back(struct counted_memory *counted, uint8_t *file, size_t size)
{
    counted->memory.resize(counted->memory.context, file, size, 0);
}

static struct text *decode(struct counted_memory *counted, const uint8_t *file, size_t size)
{
    struct text *note = NULL;
    enum text_result result = text_decode(&counted->memory, &note_bounds, file, size, &note);
    assert_int_equal(result, TEXT_APPLIED);
    assert_non_null(note);
    return note;
}

/* A note by three, some of it at the same time, some of it deleted. */
static struct text *note_by_three(struct counted_memory *counted)
{
    struct text *note = note_with(counted, "walk each day, é漢😀");
    uint32_t before[NOTE_AGENTS];
    memcpy(before, text_version(note), sizeof before);
    note_hear_insert(note, 1, before, 4, " slowly");
    note_hear_delete(note, 2, before, 2, 5);
    note_delete(note, 6, 3);
    note_publish(note, 0);
    return note;
}

static void test_a_note_comes_back_from_its_file(void **state)
{
    (void)state;
    for (int squeezed = 0; squeezed < 2; squeezed++) {
        struct counted_memory counted;
        counted_memory_begin(&counted);
        struct text *note = note_by_three(&counted);
        size_t size;
        uint8_t *file = encode(&counted, note, squeezed == 1, &size);
        struct text *back = decode(&counted, file, size);
        require_same(note, back);
        require_same_versions(note, back, NOTE_AGENTS);
        give_back(&counted, file, size);
        text_close(note);
        text_close(back);
        counted_memory_end(&counted);
    }
}

static void test_an_empty_note_has_a_file(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_open(&counted);
    size_t size;
    uint8_t *file = encode(&counted, note, true, &size);
    struct text *back = decode(&counted, file, size);
    note_is(back, "");
    note_type(back, 0, "works");
    note_publish(back, 3);
    note_is(back, "works");
    give_back(&counted, file, size);
    text_close(note);
    text_close(back);
    counted_memory_end(&counted);
}

static void test_merging_goes_on_where_the_file_left_it(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_by_three(&counted);
    size_t size;
    uint8_t *file = encode(&counted, note, true, &size);
    struct text *back = decode(&counted, file, size);
    /* Somebody who knew only the first text. */
    uint32_t before[NOTE_AGENTS] = {18};
    assert_int_equal(text_version(note)[0], 18 + 3);
    struct note_batch batch;
    note_insert_batch(&batch, 3, before, 4, " (up)");
    assert_int_equal(text_merge(note, &batch.batch, 1), TEXT_APPLIED);
    assert_int_equal(text_merge(back, &batch.batch, 1), TEXT_APPLIED);
    require_same(note, back);
    give_back(&counted, file, size);
    text_close(note);
    text_close(back);
    counted_memory_end(&counted);
}

static void test_after_a_cut_the_file_is_text_and_authors(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_by_three(&counted);
    size_t before, size;
    uint8_t *file = encode(&counted, note, false, &before);
    give_back(&counted, file, before);
    text_cut(note, text_version(note));
    file = encode(&counted, note, false, &size);
    assert_true(size < before);
    assert_in_range(size, text_size(note, false), text_size(note, false) + 40);
    struct text *back = decode(&counted, file, size);
    require_same(note, back);
    require_same_versions(note, back, NOTE_AGENTS);
    assert_int_equal(text_tail_runs(back), 0);
    give_back(&counted, file, size);
    text_close(note);
    text_close(back);
    counted_memory_end(&counted);
}

static bool holds(const uint8_t *file, size_t size, const char *words)
{
    return memmem(file, size, words, strlen(words)) != NULL;
}

static void test_neither_deleted_text_nor_the_draft_is_in_a_file(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "seen; secret; seen as well");
    note_delete(note, 6, 8);
    note_publish(note, 0);
    note_type(note, 0, "drafted ");
    size_t size;
    uint8_t *file = encode(&counted, note, false, &size);
    assert_true(holds(file, size, "seen; seen as well"));
    assert_false(holds(file, size, "secret"));
    assert_false(holds(file, size, "drafted"));
    struct text *back = decode(&counted, file, size);
    note_shows(back, "seen; seen as well");
    assert_false(text_has_draft(back));
    assert_int_equal(text_undo(back), TEXT_DUPLICATE);
    note_shows(note, "drafted seen; seen as well");
    give_back(&counted, file, size);
    text_close(note);
    text_close(back);
    counted_memory_end(&counted);
}

static void test_a_long_text_is_squeezed(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_open(&counted);
    static const char *const words[] = {"walk ",  "to ",  "the ", "lake, ",
                                        "swim, ", "and ", "back "};
    for (uint32_t i = 1, drawn = 1; i <= 400; i++) {
        drawn = drawn * 1103515245 + 12345;
        note_type(note, text_length(note, true), words[(drawn >> 16) % 7]);
    }
    note_publish(note, 1);
    size_t plain, size;
    uint8_t *file = encode(&counted, note, false, &plain);
    give_back(&counted, file, plain);
    file = encode(&counted, note, true, &size);
    assert_true(plain > text_size(note, false));
    assert_in_range(size, 1, plain / 3);
    struct text *back = decode(&counted, file, size);
    require_same(note, back);
    give_back(&counted, file, size);
    text_close(note);
    text_close(back);
    counted_memory_end(&counted);
}

/* Everybody's note goes through a file now and then, and they agree all the same. */
static void test_people_agree_who_close_and_open_their_notes(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct people *p = malloc(sizeof *p);
        assert_non_null(p);
        people_begin(p, 2 + (uint32_t)seed % 4, 7000 + seed);
        for (uint32_t i = 0; i < 120; i++) {
            uint32_t who = people_draw(p, p->count);
            uint32_t what = people_draw(p, 16);
            if (what < 5)
                people_scribble(p, who);
            else if (what < 8)
                people_publish(p, who);
            else if (what < 13)
                people_deliver_some(p, who);
            else if (what < 14)
                people_cut(p, who);
            else if (!text_has_draft(p->notes[who]))
                people_reopen(p, who);
        }
        people_meet(p);
        people_agree(p);
        people_end(p);
        free(p);
    }
}

/* --- Hostile files. --- */

/* Whatever is accepted is a note within the bounds that can be written, and read again. */
static void open_hostile(const uint8_t *file, size_t size)
{
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = NULL;
    uint8_t *copy = malloc(size + 1);
    assert_non_null(copy);
    memcpy(copy, file, size);
    enum text_result result = text_decode(&counted.memory, &note_bounds, copy, size, &note);
    free(copy);
    if (result == TEXT_APPLIED) {
        size_t again_size;
        uint8_t *again = encode(&counted, note, false, &again_size);
        struct text *back = decode(&counted, again, again_size);
        require_same(note, back);
        give_back(&counted, again, again_size);
        text_close(back);
        text_close(note);
    } else {
        assert_null(note);
        assert_true(result == TEXT_MALFORMED || result == TEXT_TOO_MUCH);
    }
    assert_true(counted.bytes_peak < 4u << 20);
    counted_memory_end(&counted);
}

static void test_a_file_that_was_cut_off_is_refused(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_by_three(&counted);
    for (int squeezed = 0; squeezed < 2; squeezed++) {
        size_t size;
        uint8_t *file = encode(&counted, note, squeezed == 1, &size);
        for (size_t cut = 0; cut < size; cut++) {
            struct text *back;
            enum text_result result = text_decode(&counted.memory, &note_bounds, file, cut, &back);
            assert_int_equal(result, TEXT_MALFORMED);
            assert_null(back);
        }
        give_back(&counted, file, size);
    }
    text_close(note);
    counted_memory_end(&counted);
}

static void test_a_file_with_something_after_it_is_refused(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_by_three(&counted);
    size_t size;
    uint8_t *file = encode(&counted, note, true, &size);
    uint8_t *longer = calloc(size + 1, 1);
    assert_non_null(longer);
    memcpy(longer, file, size);
    struct text *back;
    assert_int_equal(text_decode(&counted.memory, &note_bounds, longer, size + 1, &back),
                     TEXT_MALFORMED);
    longer[0] ^= 3;
    assert_int_equal(text_decode(&counted.memory, &note_bounds, longer, size, &back),
                     TEXT_MALFORMED);
    free(longer);
    give_back(&counted, file, size);
    text_close(note);
    counted_memory_end(&counted);
}

static void test_no_changed_byte_breaks_anything(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_by_three(&counted);
    for (int squeezed = 0; squeezed < 2; squeezed++) {
        size_t size;
        uint8_t *file = encode(&counted, note, squeezed == 1, &size);
        for (size_t i = 0; i < size; i++) {
            uint8_t was = file[i];
            for (unsigned value = 0; value < 256; value += squeezed == 1 ? 15 : 1) {
                file[i] = (uint8_t)value;
                open_hostile(file, size);
            }
            file[i] = was;
        }
        give_back(&counted, file, size);
    }
    text_close(note);
    counted_memory_end(&counted);
}

static void test_a_file_far_beyond_the_bounds_is_refused(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_by_three(&counted);
    size_t size;
    uint8_t *file = encode(&counted, note, false, &size);
    struct text_bounds small = note_bounds;
    struct text *back;
    small.bytes = (uint32_t)(text_size(note, false) - 1) / TEXT_OTHERS_TIMES;
    assert_int_equal(text_decode(&counted.memory, &small, file, size, &back), TEXT_MALFORMED);
    small = note_bounds;
    small.runs = (text_tail_runs(note) - 1) / TEXT_OTHERS_TIMES;
    assert_int_equal(text_decode(&counted.memory, &small, file, size, &back), TEXT_TOO_MUCH);
    /* Over the bounds, but not far: others may have written that. */
    small = (struct text_bounds){.agents = NOTE_AGENTS, .spans = 1};
    small.bytes = (uint32_t)text_size(note, false) / 4;
    small.runs = text_tail_runs(note) / 2;
    assert_int_equal(text_decode(&counted.memory, &small, file, size, &back), TEXT_APPLIED);
    text_close(back);
    small = note_bounds;
    small.agents = 2;
    assert_int_equal(text_decode(&counted.memory, &small, file, size, &back), TEXT_MALFORMED);
    give_back(&counted, file, size);
    text_close(note);
    counted_memory_end(&counted);
}

static void test_without_memory_no_file_is_written_or_opened(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_by_three(&counted);
    size_t size = 0;
    uint8_t *file = NULL;
    for (size_t n = 1; file == NULL; n++) {
        counted.fail_at = counted.requests + n;
        counted.keep_failing = true;
        file = text_encode(note, false, &size);
        assert_true(file != NULL || size == 0);
        assert_in_range(n, 1, 20);
    }
    struct text *back = NULL;
    for (size_t n = 1; back == NULL; n++) {
        counted.fail_at = counted.requests + n;
        enum text_result result = text_decode(&counted.memory, &note_bounds, file, size, &back);
        assert_int_equal(result, back == NULL ? TEXT_NO_MEMORY : TEXT_APPLIED);
        assert_in_range(n, 1, 40);
    }
    counted.fail_at = 0;
    require_same(note, back);
    give_back(&counted, file, size);
    text_close(back);
    text_close(note);
    counted_memory_end(&counted);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_a_note_comes_back_from_its_file),
    cmocka_unit_test(test_an_empty_note_has_a_file),
    cmocka_unit_test(test_merging_goes_on_where_the_file_left_it),
    cmocka_unit_test(test_after_a_cut_the_file_is_text_and_authors),
    cmocka_unit_test(test_neither_deleted_text_nor_the_draft_is_in_a_file),
    cmocka_unit_test(test_a_long_text_is_squeezed),
    cmocka_unit_test(test_people_agree_who_close_and_open_their_notes),
    cmocka_unit_test(test_a_file_that_was_cut_off_is_refused),
    cmocka_unit_test(test_a_file_with_something_after_it_is_refused),
    cmocka_unit_test(test_no_changed_byte_breaks_anything),
    cmocka_unit_test(test_a_file_far_beyond_the_bounds_is_refused),
    cmocka_unit_test(test_without_memory_no_file_is_written_or_opened),
};

TEST_GROUP(text_file, tests)
