/* Boxes, numbers and sorting: what all that is kept is written with. */
#include <string.h>

#include "harness.h"
#include "memory.h"
#include "records/kept_parts.h"

static const char words[] = "Walk to the lake each evening. Walk to the lake each morning. Walk to "
                            "the lake whenever the day was long, and say what you saw there.";

static struct kept_block block_of(struct counted_memory *counted, const void *bytes, size_t size)
{
    struct kept_block block = {.size = size, .room = size};
    block.bytes = counted->memory.resize(counted, NULL, 0, size);
    assert_non_null(block.bytes);
    memcpy(block.bytes, bytes, size);
    return block;
}

static bool write_words(const void *context, struct byte_writer *w)
{
    assert_null(context);
    byte_write_bytes(w, (const uint8_t *)words, sizeof words);
    return true;
}

static void test_what_was_closed_opens_as_it_was(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    for (size_t size = 1; size <= sizeof words; size++) {
        struct kept_block raw = block_of(&counted, words, size);
        struct kept_block box;
        struct kept_block back;
        assert_true(kept_box_close(&counted.memory, &raw, &box));
        assert_in_range(box.size, 3, size + 2);
        assert_int_equal(kept_box_open(&counted.memory, box.bytes, box.size, size, &back),
                         SPACE_LOADED);
        assert_int_equal(back.size, size);
        assert_memory_equal(back.bytes, words, size);
        kept_block_free(&counted.memory, &back);
        kept_block_free(&counted.memory, &box);
        kept_block_free(&counted.memory, &raw);
    }
    counted_memory_end(&counted);
}

static void test_a_long_one_is_deflated_and_a_block_of_its_size(void **state)
{
    (void)state;
    const struct kept_writing writing = {.write = write_words, .estimate = sizeof words};
    struct counted_memory counted;
    size_t size;
    counted_memory_begin(&counted);
    uint8_t *box = kept_box_write(&counted.memory, &writing, &size);
    assert_non_null(box);
    assert_in_range(size, 20, sizeof words - 20);
    assert_int_equal(counted.bytes, size);
    counted.memory.resize(&counted, box, size, 0);
    counted_memory_end(&counted);
}

static void test_what_would_be_taken_for_a_bomb_is_kept_as_it_is(void **state)
{
    (void)state;
    static uint8_t zeros[20000];
    struct counted_memory counted;
    struct kept_block box;
    struct kept_block back;
    counted_memory_begin(&counted);
    struct kept_block raw = block_of(&counted, zeros, sizeof zeros);
    assert_true(kept_box_close(&counted.memory, &raw, &box));
    assert_int_equal(box.size, sizeof zeros + 2);
    assert_int_equal(kept_box_open(&counted.memory, box.bytes, box.size, sizeof zeros, &back),
                     SPACE_LOADED);
    kept_block_free(&counted.memory, &back);
    kept_block_free(&counted.memory, &box);
    kept_block_free(&counted.memory, &raw);
    counted_memory_end(&counted);
}

static void test_what_is_no_box_is_refused_before_there_is_room_asked_for(void **state)
{
    (void)state;
    static const struct {
        const char *hex;
        enum space_load load;
    } cases[] = {
        {"", SPACE_LOAD_DAMAGED},             /* nothing */
        {"01", SPACE_LOAD_DAMAGED},           /* no form */
        {"0100", SPACE_LOAD_DAMAGED},         /* nothing inside */
        {"00000102", SPACE_LOAD_DAMAGED},     /* no such version */
        {"02000102", SPACE_LOAD_NEWER},       /* a newer one */
        {"01020102", SPACE_LOAD_DAMAGED},     /* no such form */
        {"0101", SPACE_LOAD_DAMAGED},         /* deflated from what? */
        {"010140ff0300", SPACE_LOAD_DAMAGED}, /* from more than there can be in two bytes */
        {"0101bfffffff0300", SPACE_LOAD_DAMAGED},
        {"010000000000000000000000000000000000", SPACE_LOAD_DAMAGED}, /* more than is allowed */
    };
    struct counted_memory counted;
    counted_memory_begin(&counted);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t bytes[32];
        struct kept_block out;
        size_t size = from_hex(cases[i].hex, bytes, sizeof bytes);
        assert_int_equal(kept_box_open(&counted.memory, bytes, size, 15, &out), cases[i].load);
        assert_null(out.bytes);
        assert_int_equal(counted.requests, 0);
    }
    counted_memory_end(&counted);
}

static void test_without_memory_there_is_no_box(void **state)
{
    (void)state;
    struct counted_memory counted;
    struct kept_block box;
    struct kept_block back;
    const struct kept_writing writing = {.write = write_words, .estimate = sizeof words};
    size_t size;
    counted_memory_begin(&counted);
    for (size_t n = 1; n <= 2; n++) {
        counted.fail_at = counted.requests + n;
        assert_null(kept_box_write(&counted.memory, &writing, &size));
        assert_int_equal(counted.bytes, 0);
    }
    struct kept_block raw = block_of(&counted, words, sizeof words);
    counted.fail_at = counted.requests + 1;
    assert_false(kept_box_close(&counted.memory, &raw, &box));
    assert_true(kept_box_close(&counted.memory, &raw, &box));
    counted.fail_at = counted.requests + 1;
    assert_int_equal(kept_box_open(&counted.memory, box.bytes, box.size, sizeof words, &back),
                     SPACE_LOAD_NO_MEMORY);
    kept_block_free(&counted.memory, &box);
    kept_block_free(&counted.memory, &raw);
    counted_memory_end(&counted);
}

/* ---- Writing with room that grows ---- */

struct pages {
    size_t count, calls;
    bool fails;
};

static bool write_pages(const void *context, struct byte_writer *w)
{
    struct pages *pages = (struct pages *)(uintptr_t)context;
    pages->calls++;
    for (size_t i = 0; i < pages->count; i++)
        byte_write_u8(w, (uint8_t)i);
    return !pages->fails;
}

static void test_room_grows_until_it_is_enough(void **state)
{
    (void)state;
    struct counted_memory counted;
    struct kept_block out;
    struct pages pages = {.count = 5000};
    struct kept_writing writing = {.write = write_pages, .context = &pages, .estimate = 10};
    counted_memory_begin(&counted);
    assert_true(kept_write(&counted.memory, &writing, &out));
    assert_int_equal(out.size, 5000);
    assert_int_equal(out.bytes[4999], (uint8_t)4999);
    assert_int_equal(pages.calls, 8);
    kept_block_free(&counted.memory, &out);
    /* With a good estimate once is enough. */
    pages.calls = 0;
    writing.estimate = 5000;
    assert_true(kept_write(&counted.memory, &writing, &out));
    assert_int_equal(pages.calls, 1);
    kept_block_free(&counted.memory, &out);
    pages.fails = true;
    assert_false(kept_write(&counted.memory, &writing, &out));
    counted.fail_at = counted.requests + 1;
    assert_false(kept_write(&counted.memory, &writing, &out));
    counted_memory_end(&counted);
}

/* ---- Numbers ---- */

static void test_ways_lead_there_and_are_small_when_near(void **state)
{
    (void)state;
    static const uint64_t numbers[] = {0, 1, 2, 31, 32, 1000, 1u << 20, KEPT_LAMPORT_MAX};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        for (size_t k = 0; k < sizeof numbers / sizeof numbers[0]; k++) {
            uint8_t bytes[8];
            struct byte_writer w = byte_writer_over(bytes, sizeof bytes);
            kept_write_way(&w, numbers[i], numbers[k]);
            assert_false(w.failed);
            struct byte_reader r = byte_reader_over(bytes, w.size);
            assert_true(kept_read_way(&r, numbers[i], KEPT_LAMPORT_MAX) == numbers[k]);
            assert_false(r.failed);
            /* Beyond what may be it is refused. */
            if (numbers[k] > numbers[i] && numbers[k] > 0) {
                r = byte_reader_over(bytes, w.size);
                assert_true(kept_read_way(&r, numbers[i], numbers[k] - 1) == 0);
                assert_true(r.failed);
            }
        }
    }
    uint8_t byte;
    struct byte_writer w = byte_writer_over(&byte, 1);
    kept_write_way(&w, 5000, 4980);
    assert_false(w.failed);
    struct byte_reader r = byte_reader_over(&byte, 1);
    assert_true(kept_read_way(&r, 19, 5000) == 0 && r.failed); /* below nought */
}

static void test_numbers_are_bounded(void **state)
{
    (void)state;
    uint8_t bytes[] = {0x25};
    struct byte_reader r = byte_reader_over(bytes, sizeof bytes);
    assert_int_equal(kept_read_number(&r, 0x25), 0x25);
    r = byte_reader_over(bytes, sizeof bytes);
    assert_int_equal(kept_read_number(&r, 0x24), 0);
    assert_true(r.failed);
    r = byte_reader_over(bytes, 0);
    assert_int_equal(kept_read_number(&r, 100), 0);
    assert_true(r.failed);
}

/* ---- Sorting ---- */

struct pair {
    uint32_t key, place;
};

static int compare_pairs(const void *a, const void *b)
{
    const struct pair *one = a;
    const struct pair *other = b;
    return one->key == other->key ? 0 : one->key < other->key ? -1 : 1;
}

static void test_sorting_keeps_equal_ones_as_they_were(void **state)
{
    (void)state;
    static struct pair list[1000];
    static struct pair scratch[1000];
    uint64_t draws = 1;
    for (size_t count = 0; count <= 1000; count = count < 20 ? count + 1 : count * 2 - 7) {
        for (uint32_t i = 0; i < count; i++) {
            draws = draws * UINT64_C(6364136223846793005) + 1442695040888963407u;
            list[i] = (struct pair){(uint32_t)(draws >> 33) % 10, i};
        }
        const struct kept_list whole = {(uint8_t *)list, (uint8_t *)scratch, count, sizeof *list};
        kept_sort(&whole, compare_pairs);
        for (size_t i = 1; i < count; i++) {
            assert_true(list[i - 1].key <= list[i].key);
            assert_true(list[i - 1].key < list[i].key || list[i - 1].place < list[i].place);
        }
    }
}

/* ---- What lies on the disk ---- */

static void test_entries_are_found_by_bucket_in_any_order(void **state)
{
    (void)state;
    struct counted_memory counted;
    struct kept_entries entries = {0};
    counted_memory_begin(&counted);
    for (uint64_t i = 0; i < 100; i++) {
        const struct space_bucket bucket = {(uint8_t)(1 + i * 37 % 7), i * 61 % 101};
        const struct kept_entry entry = kept_entry_of(bucket, (const uint8_t *)&i, sizeof i);
        assert_null(kept_entries_find(&entries, bucket));
        assert_true(kept_entries_add(&counted.memory, &entries, &entry));
    }
    for (size_t i = 1; i < entries.count; i++)
        assert_int_equal(kept_bucket_compare(entries.list[i - 1].bucket, entries.list[i].bucket),
                         -1);
    for (uint64_t i = 0; i < 100; i++) {
        const struct space_bucket bucket = {(uint8_t)(1 + i * 37 % 7), i * 61 % 101};
        const struct kept_entry entry = kept_entry_of(bucket, (const uint8_t *)&i, sizeof i);
        const struct kept_entry *found = kept_entries_find(&entries, bucket);
        assert_non_null(found);
        assert_memory_equal(found->digest, entry.digest, sizeof entry.digest);
    }
    counted.fail_at = counted.requests + 1;
    const struct kept_entry more = kept_entry_of(KEPT_HEAD, (const uint8_t *)"x", 1);
    while (entries.count < entries.room)
        entries.list[entries.count++].bucket = KEPT_HEAD;
    assert_false(kept_entries_add(&counted.memory, &entries, &more));
    kept_entries_free(&counted.memory, &entries);
    counted_memory_end(&counted);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_what_was_closed_opens_as_it_was),
    cmocka_unit_test(test_a_long_one_is_deflated_and_a_block_of_its_size),
    cmocka_unit_test(test_what_would_be_taken_for_a_bomb_is_kept_as_it_is),
    cmocka_unit_test(test_what_is_no_box_is_refused_before_there_is_room_asked_for),
    cmocka_unit_test(test_without_memory_there_is_no_box),
    cmocka_unit_test(test_room_grows_until_it_is_enough),
    cmocka_unit_test(test_ways_lead_there_and_are_small_when_near),
    cmocka_unit_test(test_numbers_are_bounded),
    cmocka_unit_test(test_sorting_keeps_equal_ones_as_they_were),
    cmocka_unit_test(test_entries_are_found_by_bucket_in_any_order),
};

TEST_GROUP(kept_box, tests)
