#include "app/ledger.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "harness.h"
#include "session/heap.h"

/* Two people, each with a vault in memory. */
struct side {
    uint8_t key[32];
    struct vault *vault;
    struct person other;
    struct ledger_book book;
};
static struct side anna, ben;

static void open_side(struct side *side, uint8_t own, uint8_t other)
{
    static const uint8_t vault_key[VAULT_KEY_BYTES] = {1};
    const struct vault_place place = {.key = vault_key};
    struct store_error error;
    memset(side, 0, sizeof *side);
    memset(side->key, own, sizeof side->key);
    memset(side->other.remote_static, other, sizeof side->other.remote_static);
    side->other.id = 1;
    assert_true(vault_open(&side->vault, &place, &error));
    assert_true(ledger_open(&side->book, side->vault, side->key, &side->other, &error));
}

static void close_side(struct side *side)
{
    ledger_close(&side->book);
    vault_close(side->vault);
}

static int set_up(void **state)
{
    (void)state;
    if (sodium_init() < 0)
        return -1;
    open_side(&anna, 1, 2);
    open_side(&ben, 2, 1);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    close_side(&anna);
    close_side(&ben);
    return 0;
}

static void reopen(struct side *side)
{
    struct store_error error;
    ledger_close(&side->book);
    assert_true(ledger_open(&side->book, side->vault, side->key, &side->other, &error));
}

static struct object_id add_goal(struct side *side, const char *title)
{
    struct object_id goal;
    const struct value value = value_text(title);
    assert_int_equal(space_make(side->book.space, KIND_GOAL, &goal), SPACE_WRITTEN);
    assert_int_equal(space_set(side->book.space, goal, GOAL_TITLE, &value), SPACE_WRITTEN);
    assert_int_equal(ledger_publish(&side->book), SPACE_WRITTEN);
    return goal;
}

static void assert_title(const struct side *side, struct object_id goal, const char *title)
{
    const struct value wanted = value_text(title);
    struct value value = space_value(side->book.space, goal, GOAL_TITLE);
    assert_true(value_is_equal(&value, &wanted));
}

static void keep(struct side *side)
{
    struct store_error error;
    assert_true(ledger_keep(&side->book, side->vault, &error));
}

static void fold(struct side *side)
{
    struct store_error error;
    assert_true(ledger_fold(&side->book, side->vault, &error));
}

/* All that `from` holds of its own, to `to`, which keeps it; then each hears what the other has. */
static void carry(struct side *from, struct side *to)
{
    uint32_t vector[SPACE_DEVICES_MAX];
    uint8_t device = space_config(from->book.space)->own_device;
    size_t size;
    space_vector(to->book.space, vector);
    for (uint32_t next = vector[device] + 1;; next++) {
        const uint8_t *bytes = space_batch(from->book.space, device, next, &size);
        if (bytes == NULL)
            break;
        assert_int_equal(space_apply(to->book.space, device, bytes, size), SPACE_APPLIED);
    }
    keep(to);
    space_vector(to->book.space, vector);
    space_hear(from->book.space, space_config(to->book.space)->own_device, vector);
    space_vector(from->book.space, vector);
    space_hear(to->book.space, device, vector);
    from->book.wants_folding = to->book.wants_folding = true;
}

static void both_have_the_same_space_and_each_is_one_device_of_it(void **state)
{
    (void)state;
    const struct space_config *ours = space_config(anna.book.space);
    const struct space_config *theirs = space_config(ben.book.space);
    struct space_config third;
    assert_memory_equal(ours->id, theirs->id, SPACE_ID_BYTES);
    assert_int_equal(ours->own_device, 0);
    assert_int_equal(theirs->own_device, 1);
    assert_int_equal(ours->member_count, 2);
    assert_int_equal(ours->member_of[1], 1);
    ledger_configure(anna.key, (uint8_t[32]){3}, &third);
    assert_memory_not_equal(ours->id, third.id, SPACE_ID_BYTES);
}

static void what_is_kept_is_there_after_a_crash_and_what_is_not_is_not(void **state)
{
    (void)state;
    struct object_id goal = add_goal(&anna, "Sleep");
    keep(&anna);
    struct object_id lost = add_goal(&anna, "Never kept");
    reopen(&anna);
    assert_title(&anna, goal, "Sleep");
    assert_false(space_find(anna.book.space, lost, NULL));
    assert_int_equal(anna.book.tail_count, 1);
}

static void folding_changes_nothing_that_is_read(void **state)
{
    (void)state;
    struct object_id first = add_goal(&anna, "Sleep");
    keep(&anna);
    fold(&anna);
    struct object_id second = add_goal(&anna, "Walk");
    keep(&anna);
    reopen(&anna);
    assert_title(&anna, first, "Sleep");
    assert_title(&anna, second, "Walk");
}

/* What the other lacks is offered after any number of closings. */
static void the_tail_stays_until_both_hold_it(void **state)
{
    (void)state;
    struct object_id goal = add_goal(&anna, "Sleep");
    keep(&anna);
    fold(&anna);
    reopen(&anna);
    assert_int_equal(anna.book.tail_count, 1);
    carry(&anna, &ben);
    assert_title(&ben, goal, "Sleep");
    fold(&anna);
    fold(&ben);
    reopen(&anna);
    reopen(&ben);
    assert_int_equal(anna.book.tail_count, 0);
    assert_title(&anna, goal, "Sleep");
    assert_title(&ben, goal, "Sleep");
}

static bool has_news(const struct side *side)
{
    struct changes_item item;
    size_t cursor = 0;
    while (changes_next(side->book.changes, NULL, &cursor, &item)) {
        if (!item.is_seen)
            return true;
    }
    return false;
}

static void what_others_changed_is_new_until_one_looks(void **state)
{
    (void)state;
    add_goal(&anna, "Sleep");
    keep(&anna);
    carry(&anna, &ben);
    reopen(&ben); /* without a fold: as after a crash */
    assert_true(has_news(&ben));
    assert_false(has_news(&anna));
    ledger_look(&ben.book);
    fold(&ben);
    reopen(&ben);
    assert_false(has_news(&ben));
}

static void whoever_is_forgotten_leaves_nothing(void **state)
{
    (void)state;
    struct store_error error;
    struct object_id goal = add_goal(&anna, "Sleep");
    struct vault_name name = {0};
    uint64_t number = 0;
    struct vault_blob blob;
    keep(&anna);
    fold(&anna);
    memcpy(name.space, space_config(anna.book.space)->id, sizeof name.space);
    assert_true(ledger_forget(anna.vault, anna.key, &anna.other, &error));
    assert_false(vault_next(anna.vault, &name, &name));
    assert_false(vault_tail_next(anna.vault, name.space, &number, &blob, &error));
    reopen(&anna);
    assert_false(space_find(anna.book.space, goal, NULL));
}

static void what_one_keeps_for_oneself_is_another_space_of_one(void **state)
{
    (void)state;
    struct store_error error;
    struct ledger_book own;
    struct object_id object;
    assert_true(ledger_open(&own, anna.vault, anna.key, NULL, &error));
    assert_int_equal(space_config(own.space)->member_count, 1);
    assert_memory_not_equal(space_config(own.space)->id, space_config(anna.book.space)->id,
                            SPACE_ID_BYTES);
    assert_int_equal(space_make(own.space, KIND_REFLECTION, &object), SPACE_WRITTEN);
    assert_int_equal(ledger_publish(&own), SPACE_WRITTEN);
    assert_true(ledger_keep(&own, anna.vault, &error));
    assert_true(ledger_fold(&own, anna.vault, &error));
    assert_int_equal(own.tail_count, 0); /* nobody else is to hold it */
    ledger_close(&own);
    assert_true(ledger_open(&own, anna.vault, anna.key, NULL, &error));
    assert_int_equal(space_count(own.space, KIND_REFLECTION), 1);
    assert_int_equal(space_count(anna.book.space, KIND_REFLECTION), 0);
    ledger_close(&own);
}

static void reflect(struct ledger_book *own, uint32_t day)
{
    struct store_error error;
    struct object_id object;
    const struct value when = value_number(day);
    assert_int_equal(space_make(own->space, KIND_REFLECTION, &object), SPACE_WRITTEN);
    assert_int_equal(space_set(own->space, object, REFLECTION_DAY, &when), SPACE_WRITTEN);
    assert_int_equal(ledger_publish(own), SPACE_WRITTEN);
    assert_true(ledger_keep(own, anna.vault, &error));
    assert_true(ledger_fold(own, anna.vault, &error));
}

static void what_is_left_of_ones_own_is_read_where_some_is_lost(void **state)
{
    (void)state;
    struct store_error error;
    struct ledger_book own;
    struct vault_name name = {.kind = KIND_REFLECTION}; /* its buckets are of the kind behind */
    assert_false(ledger_open_harmed(&own, anna.vault, anna.key, &error));
    assert_int_equal(error.kind, STORE_ERROR_MISSING);
    assert_true(ledger_open(&own, anna.vault, anna.key, NULL, &error));
    memcpy(name.space, space_config(own.space)->id, sizeof name.space);
    reflect(&own, 20000);
    reflect(&own, 20100);
    ledger_close(&own);
    assert_true(vault_next(anna.vault, &name, &name));
    assert_int_equal(name.kind, KIND_REFLECTION + 1);
    assert_true(vault_begin(anna.vault, &error));
    assert_true(vault_erase(anna.vault, &name, &error));
    assert_true(vault_commit(anna.vault, &error));
    assert_false(ledger_open(&own, anna.vault, anna.key, NULL, &error));
    assert_int_equal(error.kind, STORE_ERROR_DAMAGED);
    assert_true(ledger_open_harmed(&own, anna.vault, anna.key, &error));
    assert_int_equal(space_count(own.space, KIND_REFLECTION), 1);
    /* And is whole in another vault. */
    assert_true(ledger_replace(&own, ben.vault, &error));
    ledger_close(&own);
    assert_true(ledger_open(&own, ben.vault, anna.key, NULL, &error));
    assert_int_equal(space_count(own.space, KIND_REFLECTION), 1);
    ledger_close(&own);
}

static void what_was_published_is_taken_back_by_a_later_run(void **state)
{
    (void)state;
    struct object_id newest;
    struct object_id goal = add_goal(&anna, "Sleep");
    const struct value title = value_text("Sleep more");
    keep(&anna);
    fold(&anna);
    assert_int_equal(space_set(anna.book.space, goal, GOAL_TITLE, &title), SPACE_WRITTEN);
    assert_int_equal(ledger_publish(&anna.book), SPACE_WRITTEN);
    keep(&anna);
    fold(&anna);
    reopen(&anna);
    assert_true(undo_newest(anna.book.undo, &newest));
    assert_true(object_id_is_equal(newest, goal));
    assert_int_equal(undo_last(anna.book.undo, anna.book.space, goal), UNDO_DONE);
    anna.book.is_undoing = anna.book.undo_is_new = true;
    assert_int_equal(ledger_publish(&anna.book), SPACE_WRITTEN);
    assert_title(&anna, goal, "Sleep");
    keep(&anna);
    fold(&anna);
    reopen(&anna);
    assert_int_equal(undo_last(anna.book.undo, anna.book.space, goal), UNDO_DONE);
    assert_false(space_find(anna.book.space, goal, NULL)); /* the making is what is left */
    assert_false(undo_newest(anna.book.undo, &newest));
}

static void write_note(struct side *side, struct object_id goal, const char *text)
{
    assert_int_equal(space_note_replace(side->book.space, goal, GOAL_NOTES, value_text(text)),
                     SPACE_WRITTEN);
    assert_int_equal(ledger_publish(&side->book), SPACE_WRITTEN);
    keep(side);
}

static void assert_note(const struct side *side, struct object_id goal, const char *expected)
{
    char text[100] = {0};
    const struct text *note = space_note(side->book.space, goal, GOAL_NOTES);
    assert_in_range(text_size(note, false), 0, sizeof text - 1);
    text_read(note, false, (uint8_t *)text);
    assert_string_equal(text, expected);
}

static void words_of_a_note_are_taken_back_by_a_later_run(void **state)
{
    (void)state;
    struct object_id goal = add_goal(&anna, "Sleep");
    write_note(&anna, goal, "No tea.");
    write_note(&anna, goal, "No coffee.");
    fold(&anna);
    reopen(&anna);
    /* A run that only hears of what the other wrote keeps them as they stand then. */
    carry(&anna, &ben);
    write_note(&ben, goal, "No strong coffee.");
    carry(&ben, &anna);
    fold(&anna);
    reopen(&anna);
    assert_int_equal(undo_last(anna.book.undo, anna.book.space, goal), UNDO_DONE);
    anna.book.is_undoing = anna.book.undo_is_new = true;
    assert_int_equal(ledger_publish(&anna.book), SPACE_WRITTEN);
    assert_note(&anna, goal, "No strong tea.");
    keep(&anna);
    /* What a crash leaves in the tail alone is not known to the steps: they are of no use then. */
    reopen(&anna);
    assert_note(&anna, goal, "No strong tea.");
    assert_int_equal(undo_last(anna.book.undo, anna.book.space, goal), UNDO_NOTHING);
    assert_false(space_has_draft(anna.book.space));
}

static void a_space_of_a_backup_takes_the_place_of_what_is_there(void **state)
{
    (void)state;
    struct store_error error;
    size_t size;
    struct object_id goal = add_goal(&anna, "Sleep");
    keep(&anna);
    uint8_t *whole = space_encode_whole(anna.book.space, &size);
    assert_non_null(whole);
    struct object_id later = add_goal(&anna, "Of a vault that is given up");
    keep(&anna);
    fold(&anna);
    struct ledger_book book = {.changes = changes_create(&heap_memory)};
    assert_int_equal(space_decode_whole(&heap_memory, whole, size, NULL, &book.space),
                     SPACE_LOADED);
    space_restore(book.space);
    assert_true(ledger_has(anna.vault, space_config(book.space)->id));
    assert_false(ledger_has(anna.vault, (uint8_t[SPACE_ID_BYTES]){1}));
    assert_true(ledger_replace(&book, anna.vault, &error));
    ledger_close(&book);
    for (int i = 0; i < 2; i++) {
        reopen(&anna);
        assert_title(&anna, goal, "Sleep");
        assert_false(space_find(anna.book.space, later, NULL));
        assert_true(space_is_restored(anna.book.space));
        assert_int_equal(anna.book.tail_count, 1); /* still to be offered */
        fold(&anna);
    }
    free(whole);
}

static void a_head_that_cannot_be_read_is_told(void **state)
{
    (void)state;
    struct store_error error;
    struct vault_name head = {.kind = SPACE_BUCKET_HEAD};
    memcpy(head.space, space_config(anna.book.space)->id, sizeof head.space);
    ledger_close(&anna.book);
    assert_true(vault_begin(anna.vault, &error));
    const struct vault_span junk = {(const uint8_t *)"\1junk", 5};
    assert_true(vault_put(anna.vault, &head, junk, &error));
    assert_true(vault_commit(anna.vault, &error));
    assert_false(ledger_open(&anna.book, anna.vault, anna.key, &anna.other, &error));
    assert_int_equal(error.kind, STORE_ERROR_DAMAGED);
    assert_null(anna.book.space);
}

static void a_whole_takes_the_place_of_all_that_was_kept(void **state)
{
    (void)state;
    struct store_error error;
    size_t size;
    struct object_id first = add_goal(&anna, "Sleep");
    keep(&anna);
    fold(&anna);
    struct object_id second = add_goal(&anna, "Walk");
    keep(&anna);
    uint8_t *whole = space_encode_whole(anna.book.space, &size);
    assert_non_null(whole);
    space_restore(ben.book.space);
    assert_int_equal(space_adopt(ben.book.space, 0, whole, size), SPACE_ADOPTED);
    assert_true(ledger_replace(&ben.book, ben.vault, &error));
    assert_int_equal(ben.book.tail_count, 2);
    reopen(&ben);
    assert_title(&ben, first, "Sleep");
    assert_title(&ben, second, "Walk");
    assert_true(space_is_restored(ben.book.space));
    space_catch_up(ben.book.space);
    struct object_id third = add_goal(&ben, "Swim");
    keep(&ben);
    reopen(&ben);
    assert_title(&ben, third, "Swim");
    free(whole);
}

#define LEDGER_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    LEDGER_TEST(both_have_the_same_space_and_each_is_one_device_of_it),
    LEDGER_TEST(what_is_kept_is_there_after_a_crash_and_what_is_not_is_not),
    LEDGER_TEST(folding_changes_nothing_that_is_read),
    LEDGER_TEST(the_tail_stays_until_both_hold_it),
    LEDGER_TEST(what_others_changed_is_new_until_one_looks),
    LEDGER_TEST(whoever_is_forgotten_leaves_nothing),
    LEDGER_TEST(what_one_keeps_for_oneself_is_another_space_of_one),
    LEDGER_TEST(what_is_left_of_ones_own_is_read_where_some_is_lost),
    LEDGER_TEST(what_was_published_is_taken_back_by_a_later_run),
    LEDGER_TEST(words_of_a_note_are_taken_back_by_a_later_run),
    LEDGER_TEST(a_space_of_a_backup_takes_the_place_of_what_is_there),
    LEDGER_TEST(a_head_that_cannot_be_read_is_told),
    LEDGER_TEST(a_whole_takes_the_place_of_all_that_was_kept),
};
TEST_GROUP(ledger, tests)
