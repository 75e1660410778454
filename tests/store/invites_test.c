#include "store/invites.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "scratch.h"

#define NOW_S UINT64_C(1800000000)

static const struct folder_file invites_file = {"invites", {'I', 'N', 'V', 'S'}, 2};

struct scene {
    char *path;
    struct folder folder;
    struct invites invites;
};

static int begin(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    struct store_error error;
    assert_non_null(scene);
    scene->path = scratch_open(&scene->folder);
    assert_true(invites_open(&scene->invites, &scene->folder, &error));
    *state = scene;
    return 0;
}

static int end(void **state)
{
    struct scene *scene = *state;
    invites_close(&scene->invites);
    int closed = scratch_close(scene->path, &scene->folder);
    free(scene);
    return closed;
}

static void reopen(struct scene *scene)
{
    struct store_error error;
    invites_close(&scene->invites);
    assert_true(invites_open(&scene->invites, &scene->folder, &error));
}

static struct pending_invite create(struct scene *scene, const char *name, uint64_t now_s)
{
    const struct invite_wish wish = {name, now_s, 3600};
    const struct pending_invite *invite;
    struct store_error error;
    assert_true(invites_create(&scene->invites, &wish, &invite, &error));
    return *invite;
}

static void assert_same(const struct pending_invite *a, const struct pending_invite *b)
{
    assert_non_null(a);
    assert_int_equal(a->id, b->id);
    assert_memory_equal(a->secret, b->secret, sizeof a->secret);
    assert_string_equal(a->for_name, b->for_name);
    assert_true(a->expires_at_s == b->expires_at_s);
}

static void each_invite_has_its_own_secret_and_is_still_there_later(void **state)
{
    struct scene *scene = *state;
    struct pending_invite made[] = {create(scene, "Noor", NOW_S), create(scene, NULL, NOW_S),
                                    create(scene, "", NOW_S + 1)};
    assert_memory_not_equal(made[0].secret, made[1].secret, INVITE_SECRET_BYTES);
    assert_string_equal(made[0].for_name, "Noor");
    assert_string_equal(made[1].for_name, "");
    assert_true(made[2].expires_at_s == NOW_S + 3601);
    reopen(scene);
    assert_int_equal(scene->invites.count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_same(invites_find(&scene->invites, made[i].id), &made[i]);
}

static void a_used_one_is_gone_from_memory_and_disk_and_cannot_be_used_again(void **state)
{
    struct scene *scene = *state;
    struct store_error error;
    struct pending_invite made[] = {create(scene, "a", NOW_S), create(scene, "b", NOW_S)};
    assert_true(invites_consume(&scene->invites, made[0].id, &error));
    assert_false(invites_consume(&scene->invites, made[0].id, &error));
    assert_int_equal(error.kind, STORE_ERROR_INVALID);
    size_t size;
    uint8_t *bytes = file_read(scene->path, "invites", &size);
    assert_null(memmem(bytes, size, made[0].secret, INVITE_SECRET_BYTES));
    assert_non_null(memmem(bytes, size, made[1].secret, INVITE_SECRET_BYTES));
    free(bytes);
    reopen(scene);
    assert_null(invites_find(&scene->invites, made[0].id));
    assert_same(invites_find(&scene->invites, made[1].id), &made[1]);
    assert_true(create(scene, "c", NOW_S).id > made[1].id);
}

static void one_that_was_taken_back_is_gone(void **state)
{
    struct scene *scene = *state;
    struct store_error error;
    struct pending_invite made = create(scene, "a", NOW_S);
    assert_true(invites_cancel(&scene->invites, made.id, &error));
    assert_false(invites_cancel(&scene->invites, made.id, &error));
    reopen(scene);
    assert_int_equal(scene->invites.count, 0);
}

static void those_whose_time_is_over_go_with_the_next(void **state)
{
    struct scene *scene = *state;
    create(scene, "first", NOW_S);
    struct pending_invite second = create(scene, "second", NOW_S + 100);
    create(scene, "third", NOW_S + 3599);
    assert_int_equal(scene->invites.count, 3);
    create(scene, "fourth", NOW_S + 3600);
    reopen(scene);
    assert_int_equal(scene->invites.count, 3);
    assert_same(invites_find(&scene->invites, second.id), &second);
}

static void a_wish_beyond_48_hours_or_with_a_bad_name_is_refused(void **state)
{
    struct scene *scene = *state;
    char long_name[66];
    memset(long_name, 'a', 65);
    long_name[65] = '\0';
    const struct invite_wish wishes[] = {
        {"a", NOW_S, 0},       {"a", NOW_S, INVITE_LIFETIME_S_MAX + 1},
        {long_name, NOW_S, 1}, {"two\nlines", NOW_S, 1},
        {"\xc3(", NOW_S, 1},
    };
    const struct pending_invite *invite = NULL;
    struct store_error error;
    for (size_t i = 0; i < sizeof wishes / sizeof wishes[0]; i++) {
        assert_false(invites_create(&scene->invites, &wishes[i], &invite, &error));
        assert_int_equal(error.kind, STORE_ERROR_INVALID);
    }
    const struct invite_wish longest = {long_name + 1, NOW_S, INVITE_LIFETIME_S_MAX};
    assert_true(invites_create(&scene->invites, &longest, &invite, &error));
    assert_int_equal(scene->invites.count, 1);
}

static void when_all_places_are_taken_a_new_one_is_refused_until_one_is_over(void **state)
{
    struct scene *scene = *state;
    const struct invite_wish wish = {"x", NOW_S, 3600};
    const struct pending_invite *invite;
    struct store_error error;
    scene->folder.disk = &failing_disk;
    for (size_t i = 0; i < INVITES_MAX; i++)
        create(scene, "x", NOW_S);
    assert_false(invites_create(&scene->invites, &wish, &invite, &error));
    assert_int_equal(error.kind, STORE_ERROR_FULL);
    assert_int_equal(scene->invites.count, INVITES_MAX);
    create(scene, "y", NOW_S + 3600);
    assert_int_equal(scene->invites.count, 1);
}

static void a_failing_disk_leaves_memory_and_file_as_they_were(void **state)
{
    struct scene *scene = *state;
    struct store_error error;
    const struct invite_wish wish = {"x", NOW_S, 3600};
    const struct pending_invite *invite = NULL;
    struct pending_invite made = create(scene, "a", NOW_S);
    scene->folder.disk = &failing_disk;
    failing_disk_state = (struct failing_disk){.number = ENOSPC, .stays = true};
    assert_false(invites_create(&scene->invites, &wish, &invite, &error));
    assert_int_equal(error.kind, STORE_ERROR_FULL);
    assert_null(invite);
    assert_false(invites_consume(&scene->invites, made.id, &error));
    for (size_t round = 0; round < 2; round++) {
        assert_int_equal(scene->invites.count, 1);
        assert_same(invites_find(&scene->invites, made.id), &made);
        reopen(scene);
    }
}

/* The checksum is right each time, so that only the insides can be refused. */
static void insides_cut_or_contradictory_are_damaged_and_kept(void **state)
{
    struct scene *scene = *state;
    struct store_error error;
    uint8_t *bytes;
    size_t size;
    scene->folder.disk = &failing_disk;
    create(scene, "Ben", NOW_S);
    create(scene, "", NOW_S);
    assert_true(folder_read(&scene->folder, &invites_file, &bytes, &size, &error));
    /* Head 6, id 4, secret 32, name 1 + 3. */
    const struct {
        size_t at;
        uint8_t value;
    } rows[] = {{3, 0}, {3, 2}, {5, 1}, {5, 3}, {5, 33}, {9, 2}, {9, 0}, {42, 65}, {43, '\n'}};
    for (size_t cut = 0; cut < size; cut++) {
        assert_true(folder_write(&scene->folder, &invites_file, bytes, cut, &error));
        invites_close(&scene->invites);
        assert_false(invites_open(&scene->invites, &scene->folder, &error));
        assert_int_equal(error.kind, STORE_ERROR_DAMAGED);
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t right = bytes[rows[i].at];
        bytes[rows[i].at] = rows[i].value;
        assert_true(folder_write(&scene->folder, &invites_file, bytes, size, &error));
        assert_false(invites_open(&scene->invites, &scene->folder, &error));
        assert_int_equal(error.kind, STORE_ERROR_DAMAGED);
        assert_int_equal(scene->invites.count, 0);
        bytes[rows[i].at] = right;
    }
    folder_free(bytes, size);
}

static void fill_zero(void *context, uint8_t *out, size_t size)
{
    (void)context;
    memset(out, 0, size);
}

static struct reply_sealed reply_to(const struct pending_invite *invite, uint16_t port)
{
    const struct alcove_random random = {fill_zero, NULL};
    struct reply reply = {.candidates = {{.ip = {0x20, 1}, .port = port}}, .candidate_count = 1};
    struct reply_sealed sealed;
    char text[REPLY_TEXT_BYTES_MAX];
    size_t length = reply_encode(&reply, invite->secret, &random, text);
    assert_int_equal(reply_decode(text, length, &sealed), REPLY_OK);
    return sealed;
}

static void a_reply_is_kept_with_its_invite_the_last_one_counts(void **state)
{
    struct scene *scene = *state;
    struct store_error error;
    uint32_t id = 0;
    create(scene, "Ada", NOW_S);
    const struct pending_invite ben = create(scene, "Ben", NOW_S);
    create(scene, "Clara", NOW_S);
    for (uint16_t port = 80; port < 82; port++) {
        const struct reply_sealed sealed = reply_to(&ben, port);
        assert_true(invites_take_reply(&scene->invites, &sealed, &id, &error));
        assert_int_equal(id, ben.id);
        reopen(scene);
        const struct pending_invite *kept = invites_find(&scene->invites, id);
        assert_int_equal(kept->reply.candidate_count, 1);
        assert_int_equal(kept->reply.candidates[0].port, port);
        assert_int_equal(scene->invites.list[0].reply.candidate_count, 0);
    }
}

static void a_reply_to_an_invite_that_is_gone_is_refused(void **state)
{
    struct scene *scene = *state;
    struct store_error error;
    uint32_t id = 0;
    const struct pending_invite ben = create(scene, "Ben", NOW_S);
    const struct reply_sealed sealed = reply_to(&ben, 80);
    assert_true(invites_cancel(&scene->invites, ben.id, &error));
    assert_false(invites_take_reply(&scene->invites, &sealed, &id, &error));
    assert_int_equal(error.kind, STORE_ERROR_INVALID);
    create(scene, "Ben", NOW_S);
    assert_false(invites_take_reply(&scene->invites, &sealed, &id, &error));
}

static void a_file_of_the_first_version_is_read(void **state)
{
    static const struct folder_file first = {"invites", {'I', 'N', 'V', 'S'}, 1};
    struct scene *scene = *state;
    struct store_error error;
    uint8_t bytes[6 + 4 + 32 + 4 + 8] = {0, 0, 0, 9, 0, 1, 0, 0, 0, 4, [42] = 3, 'B', 'e', 'n'};
    bytes[sizeof bytes - 1] = 99;
    assert_true(folder_write(&scene->folder, &first, bytes, sizeof bytes, &error));
    reopen(scene);
    const struct pending_invite *invite = invites_find(&scene->invites, 4);
    assert_non_null(invite);
    assert_string_equal(invite->for_name, "Ben");
    assert_int_equal(invite->expires_at_s, 99);
    assert_int_equal(invite->reply.candidate_count, 0);
}

#define INVITES_TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

static const struct CMUnitTest tests[] = {
    INVITES_TEST(each_invite_has_its_own_secret_and_is_still_there_later),
    INVITES_TEST(a_used_one_is_gone_from_memory_and_disk_and_cannot_be_used_again),
    INVITES_TEST(one_that_was_taken_back_is_gone),
    INVITES_TEST(those_whose_time_is_over_go_with_the_next),
    INVITES_TEST(a_wish_beyond_48_hours_or_with_a_bad_name_is_refused),
    INVITES_TEST(when_all_places_are_taken_a_new_one_is_refused_until_one_is_over),
    INVITES_TEST(a_failing_disk_leaves_memory_and_file_as_they_were),
    INVITES_TEST(a_reply_is_kept_with_its_invite_the_last_one_counts),
    INVITES_TEST(a_reply_to_an_invite_that_is_gone_is_refused),
    INVITES_TEST(a_file_of_the_first_version_is_read),
    INVITES_TEST(insides_cut_or_contradictory_are_damaged_and_kept),
};
TEST_GROUP(invites, tests)
