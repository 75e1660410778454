#include "papers/backup.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "harness.h"
#include "page.h"

static const struct backup_cost cheap = {BACKUP_PASSES_MIN, BACKUP_MEMORY_KIB_MIN};
static const struct backup_passphrase right = {"seven quiet rooms", 17};
static const struct backup_passphrase wrong = {"seven quiet roomz", 17};

static struct backup_bytes contents_of(size_t size)
{
    struct backup_bytes contents = {malloc(size + 1), size};
    assert_non_null(contents.bytes);
    for (size_t i = 0; i < size; i++)
        contents.bytes[i] = (uint8_t)(i * 7 + i / 256);
    return contents;
}

static void seal(const struct backup_bytes *contents, struct page *page)
{
    struct paper_sink sink = page_sink(page);
    assert_true(sodium_init() >= 0);
    assert_int_equal(backup_seal(contents, &right, &cheap, &sink), BACKUP_OK);
}

static enum backup_outcome open_it(const struct page *page, size_t size)
{
    struct backup_bytes out;
    enum backup_outcome outcome = backup_open((uint8_t *)page->bytes, size, &right, &out);
    if (outcome != BACKUP_OK)
        assert_true(out.bytes == NULL && out.size == 0);
    backup_free(&out);
    return outcome;
}

static void a_backup_is_known_by_its_beginning(void **state)
{
    (void)state;
    struct backup_bytes contents = contents_of(3);
    struct page page = {0};
    seal(&contents, &page);
    assert_true(backup_is_one((uint8_t *)page.bytes, page.size));
    assert_true(backup_is_one((uint8_t *)page.bytes, 8));
    assert_false(backup_is_one((uint8_t *)page.bytes, 7));
    assert_false(backup_is_one((const uint8_t *)"{\"alcove_space\"", 15));
    page_free(&page);
    backup_free(&contents);
}

static void what_was_sealed_comes_back_whole(void **state)
{
    (void)state;
    static const size_t sizes[] = {0,
                                   1,
                                   BACKUP_PIECE_BYTES - 1,
                                   BACKUP_PIECE_BYTES,
                                   BACKUP_PIECE_BYTES + 1,
                                   3 * BACKUP_PIECE_BYTES};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct backup_bytes contents = contents_of(sizes[i]);
        struct backup_bytes out;
        struct page page = {0};
        seal(&contents, &page);
        assert_int_equal(backup_open((uint8_t *)page.bytes, page.size, &right, &out), BACKUP_OK);
        assert_int_equal(out.size, sizes[i]);
        if (sizes[i] > 0)
            assert_memory_equal(out.bytes, contents.bytes, sizes[i]);
        backup_free(&out);
        backup_free(&contents);
        page_free(&page);
    }
}

static void another_passphrase_is_told_from_damage(void **state)
{
    (void)state;
    struct backup_bytes contents = contents_of(200);
    struct backup_bytes out;
    struct page page = {0};
    seal(&contents, &page);
    assert_int_equal(backup_open((uint8_t *)page.bytes, page.size, &wrong, &out),
                     BACKUP_WRONG_PASSPHRASE);
    assert_null(out.bytes);
    for (size_t i = 0; i < page.size; i += i < 110 ? 1 : 37) {
        page.bytes[i] ^= 0x10;
        enum backup_outcome outcome = open_it(&page, page.size);
        if (i < 8)
            assert_int_equal(outcome, BACKUP_NOT_ONE);
        else if (i == 8)
            assert_int_equal(outcome, BACKUP_NEWER);
        else
            assert_int_equal(outcome, BACKUP_DAMAGED);
        page.bytes[i] ^= 0x10;
    }
    assert_int_equal(open_it(&page, page.size), BACKUP_OK);
    backup_free(&contents);
    page_free(&page);
}

static void a_missing_end_is_told_from_damage(void **state)
{
    (void)state;
    struct backup_bytes contents = contents_of(BACKUP_PIECE_BYTES + 100);
    struct page page = {0};
    seal(&contents, &page);
    assert_int_equal(open_it(&page, 0), BACKUP_NOT_ONE);
    assert_int_equal(open_it(&page, 5), BACKUP_CUT_SHORT);
    assert_int_equal(open_it(&page, 60), BACKUP_CUT_SHORT);
    assert_int_equal(open_it(&page, page.size - 1), BACKUP_CUT_SHORT);
    /* Between two pieces, too. */
    assert_int_equal(open_it(&page, page.size - 117), BACKUP_CUT_SHORT);
    struct paper_sink more = page_sink(&page);
    paper_put(&more, "x", 1);
    assert_int_equal(open_it(&page, page.size), BACKUP_DAMAGED);
    backup_free(&contents);
    page_free(&page);
}

/* The header's sum is no secret: anybody can make a header that asks for everything. */
static void a_file_cannot_ask_for_all_memory(void **state)
{
    (void)state;
    static const struct {
        size_t at;
        uint8_t byte;
        enum backup_outcome outcome;
    } rows[] = {{9, 1, BACKUP_DAMAGED},
                {12, 0, BACKUP_DAMAGED},
                {12, 17, BACKUP_DAMAGED},
                {13, 1, BACKUP_DAMAGED},
                {33, 255, BACKUP_TOO_LARGE}};
    struct backup_bytes contents = contents_of(10);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct page page = {0};
        seal(&contents, &page);
        size_t header_size = page.size - 10 - crypto_secretstream_xchacha20poly1305_ABYTES;
        page.bytes[rows[i].at] = (char)rows[i].byte;
        crypto_generichash((uint8_t *)page.bytes + header_size - 16, 16, (uint8_t *)page.bytes,
                           header_size - 16, NULL, 0);
        assert_int_equal(open_it(&page, page.size), rows[i].outcome);
        page_free(&page);
    }
    backup_free(&contents);
}

static void two_of_the_same_share_nothing(void **state)
{
    (void)state;
    struct backup_bytes contents = contents_of(300);
    struct page one = {0};
    struct page two = {0};
    seal(&contents, &one);
    seal(&contents, &two);
    assert_int_equal(one.size, two.size);
    assert_memory_not_equal(one.bytes + 40, two.bytes + 40, one.size - 40);
    backup_free(&contents);
    page_free(&one);
    page_free(&two);
}

static void a_full_disk_is_said(void **state)
{
    (void)state;
    struct backup_bytes contents = contents_of(3 * BACKUP_PIECE_BYTES);
    static const size_t refusals[] = {10, 1000, 2 * BACKUP_PIECE_BYTES};
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        struct page page = {.refuse_at = refusals[i]};
        struct paper_sink sink = page_sink(&page);
        assert_int_equal(backup_seal(&contents, &right, &cheap, &sink), BACKUP_NOT_WRITTEN);
        page_free(&page);
    }
    contents.size = BACKUP_BYTES_MAX + 1;
    struct page page = {0};
    struct paper_sink sink = page_sink(&page);
    assert_int_equal(backup_seal(&contents, &right, &cheap, &sink), BACKUP_TOO_LARGE);
    assert_int_equal(page.size, 0);
    contents.size = 1;
    backup_free(&contents);
}

static void every_outcome_has_its_sentence(void **state)
{
    (void)state;
    for (int i = BACKUP_OK; i <= BACKUP_NO_MEMORY; i++)
        assert_true(strlen(backup_outcome_text((enum backup_outcome)i)) > 10);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_backup_is_known_by_its_beginning),
    cmocka_unit_test(what_was_sealed_comes_back_whole),
    cmocka_unit_test(another_passphrase_is_told_from_damage),
    cmocka_unit_test(a_missing_end_is_told_from_damage),
    cmocka_unit_test(a_file_cannot_ask_for_all_memory),
    cmocka_unit_test(two_of_the_same_share_nothing),
    cmocka_unit_test(a_full_disk_is_said),
    cmocka_unit_test(every_outcome_has_its_sentence),
};

TEST_GROUP(backup, tests)
