#include "store/keyring.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "harness.h"
#include "scratch.h"

/* As little as Argon2id allows: these tests are about what is wrapped, not how well. */
static const struct keyring_cost cheap = {1, 8};

static struct keyring_passphrase say(const char *text)
{
    return (struct keyring_passphrase){(const uint8_t *)text, strlen(text)};
}

static const struct keyring_passphrase none = {NULL, 0};

struct keyring_scratch {
    char *path;
    struct folder folder;
    struct keyring ring;
    uint8_t key[KEYRING_KEY_BYTES]; /* that of the files, as it was first made */
};

static int begin(void **state)
{
    struct store_error error;
    struct keyring_scratch *s = calloc(1, sizeof *s);
    assert_non_null(s);
    s->path = scratch_open(&s->folder);
    assert_true(keyring_make(&s->ring, &s->folder, &error));
    keyring_derive(&s->ring, KEYRING_FILES, s->key);
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct keyring_scratch *s = *state;
    keyring_close(&s->ring);
    int result = scratch_close(s->path, &s->folder);
    free(s);
    return result;
}

/* At the next start this passphrase opens the same keys. */
static void assert_opens(struct keyring_scratch *s, struct keyring_passphrase passphrase)
{
    struct store_error error;
    uint8_t key[KEYRING_KEY_BYTES];
    keyring_close(&s->ring);
    assert_true(keyring_open(&s->ring, &s->folder, &error));
    assert_int_equal(s->ring.has_passphrase, passphrase.size > 0);
    assert_true(keyring_unlock(&s->ring, passphrase, &error));
    keyring_derive(&s->ring, KEYRING_FILES, key);
    assert_memory_equal(key, s->key, sizeof key);
}

static void assert_stays_locked(struct keyring_scratch *s, struct keyring_passphrase passphrase)
{
    struct store_error error;
    keyring_close(&s->ring);
    assert_true(keyring_open(&s->ring, &s->folder, &error));
    assert_false(keyring_unlock(&s->ring, passphrase, &error));
    assert_int_equal(error.kind, STORE_ERROR_LOCKED);
    assert_null(s->ring.master);
}

static void set(struct keyring_scratch *s, struct keyring_passphrase passphrase)
{
    struct store_error error;
    assert_true(keyring_set_passphrase(&s->ring, &s->folder, passphrase, cheap, &error));
}

static void without_a_passphrase_it_opens_by_itself(void **state)
{
    uint8_t vault[KEYRING_KEY_BYTES];
    struct keyring_scratch *s = *state;
    assert_opens(s, none);
    keyring_derive(&s->ring, KEYRING_VAULT, vault);
    assert_memory_not_equal(vault, s->key, sizeof vault);
}

static void the_master_key_is_in_no_file_as_it_is(void **state)
{
    struct keyring_scratch *s = *state;
    size_t size;
    uint8_t *bytes = file_read(s->path, "keys", &size);
    assert_null(memmem(bytes, size, s->ring.master, KEYRING_KEY_BYTES));
    assert_null(memmem(bytes, size, s->key, KEYRING_KEY_BYTES));
    free(bytes);
}

static void a_passphrase_is_set_changed_and_removed_and_the_keys_stay(void **state)
{
    struct keyring_scratch *s = *state;
    set(s, say("first one"));
    assert_opens(s, say("first one"));
    set(s, say("the second"));
    assert_opens(s, say("the second"));
    assert_stays_locked(s, say("first one"));
    assert_opens(s, say("the second"));
    set(s, none);
    assert_opens(s, none);
}

static void a_wrong_passphrase_can_be_followed_by_the_right_one(void **state)
{
    struct keyring_scratch *s = *state;
    struct store_error error;
    char too_long[KEYRING_PASSPHRASE_BYTES_MAX + 2];
    memset(too_long, 'x', sizeof too_long - 1);
    too_long[sizeof too_long - 1] = '\0';
    set(s, say("right"));
    assert_stays_locked(s, say("wrong"));
    assert_stays_locked(s, say("right "));
    assert_stays_locked(s, say(too_long));
    assert_stays_locked(s, none);
    assert_true(keyring_unlock(&s->ring, say("right"), &error));
    assert_false(keyring_set_passphrase(&s->ring, &s->folder, say(too_long), cheap, &error));
    assert_int_equal(error.kind, STORE_ERROR_INVALID);
}

static void the_cost_is_kept_and_never_lowered(void **state)
{
    struct keyring_scratch *s = *state;
    struct store_error error;
    const struct keyring_cost dear = {2, 64};
    assert_true(keyring_set_passphrase(&s->ring, &s->folder, say("a"), dear, &error));
    assert_true(keyring_set_passphrase(&s->ring, &s->folder, say("b"), cheap, &error));
    assert_opens(s, say("b"));
    assert_int_equal(s->ring.cost.operations, 2);
    assert_int_equal(s->ring.cost.memory_kib, 64);
    const struct keyring_cost usual = keyring_usual_cost();
    assert_int_equal(usual.operations, 3);
    assert_true(usual.memory_kib == 262144 || usual.memory_kib == 65536);
}

/* The file is not sealed, so anybody with the disk can write one. */
static void a_file_that_asks_for_too_much_is_refused_before_it_is_tried(void **state)
{
    static const struct folder_file keys = {"keys", {'K', 'E', 'Y', 'S'}, 1};
    const uint32_t bad[][3] = {
        {1, 0, 8}, {1, 17, 8}, {1, 1, 7}, {1, 1, 1048577}, {1, UINT32_MAX, UINT32_MAX},
        {0, 1, 0}, {0, 0, 8},  {2, 1, 8},
    };
    struct keyring_scratch *s = *state;
    struct store_error error;
    uint8_t *bytes;
    size_t size;
    assert_true(folder_read(&s->folder, &keys, &bytes, &size, &error));
    keyring_close(&s->ring);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        bytes[0] = (uint8_t)bad[i][0];
        for (size_t j = 0; j < 4; j++) {
            bytes[1 + j] = (uint8_t)(bad[i][1] >> (24 - 8 * j));
            bytes[5 + j] = (uint8_t)(bad[i][2] >> (24 - 8 * j));
        }
        assert_true(folder_write(&s->folder, &keys, bytes, size, &error));
        assert_false(keyring_open(&s->ring, &s->folder, &error));
        assert_int_equal(error.kind, STORE_ERROR_DAMAGED);
    }
    assert_true(folder_write(&s->folder, &keys, bytes, size - 1, &error));
    assert_false(keyring_open(&s->ring, &s->folder, &error));
    assert_int_equal(error.kind, STORE_ERROR_DAMAGED);
    folder_free(bytes, size);
}

static void whichever_call_to_the_disk_fails_the_old_or_the_new_passphrase_opens(void **state)
{
    struct keyring_scratch *s = *state;
    struct store_error error;
    bool done = false;
    size_t point = 0;
    set(s, say("old"));
    for (; !done; point++) {
        s->folder.disk = &failing_disk;
        failing_disk_state = (struct failing_disk){.fails_at = point, .number = EIO, .stays = true};
        done = keyring_set_passphrase(&s->ring, &s->folder, say("new"), cheap, &error);
        s->folder.disk = &folder_system_disk;
        struct keyring again;
        assert_true(keyring_open(&again, &s->folder, &error));
        bool is_new = keyring_unlock(&again, say("new"), &error);
        if (!is_new)
            assert_true(keyring_unlock(&again, say("old"), &error));
        assert_true(is_new || !done);
        keyring_close(&again);
    }
    assert_true(point > 4);
}

#define KEYRING_TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

static const struct CMUnitTest tests[] = {
    KEYRING_TEST(without_a_passphrase_it_opens_by_itself),
    KEYRING_TEST(the_master_key_is_in_no_file_as_it_is),
    KEYRING_TEST(a_passphrase_is_set_changed_and_removed_and_the_keys_stay),
    KEYRING_TEST(a_wrong_passphrase_can_be_followed_by_the_right_one),
    KEYRING_TEST(the_cost_is_kept_and_never_lowered),
    KEYRING_TEST(a_file_that_asks_for_too_much_is_refused_before_it_is_tried),
    KEYRING_TEST(whichever_call_to_the_disk_fails_the_old_or_the_new_passphrase_opens),
};
TEST_GROUP(keyring, tests)
