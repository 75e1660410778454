#include "store/people.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness.h"
#include "people_scene.h"
#include "scratch.h"

static const struct folder_file people_file = {"people", {'P', 'E', 'O', 'P'}, 2};

/* A person whose every field differs from those of another number. */
static struct person made_up(const char *name, uint8_t number)
{
    struct person person = {
        .verified = number % 2 == 1,
        .endpoint_count = number % 5,
        .added_at_s = UINT64_C(1800000000) + number,
        .psk = {.index = number + 1u, .present = true, .kem = true},
        .psk_older = {.index = number, .present = number % 3 == 0, .kem = number % 3 == 0}};
    (void)snprintf(person.name, sizeof person.name, "%s", name);
    memset(person.remote_static, number + 1, 32);
    memset(person.envelope_root, number + 2, 32);
    memset(person.psk.key, number + 3, 32);
    memset(person.psk_older.key, number + 4, 32);
    for (size_t i = 0; i < person.endpoint_count; i++) {
        memset(person.endpoints[i].ip, (int)(number + i), 16);
        person.endpoints[i].port = (uint16_t)(1000 + number + i);
    }
    return person;
}

static void assert_same_person(const struct person *a, const struct person *b)
{
    assert_non_null(a);
    assert_string_equal(a->name, b->name);
    assert_memory_equal(a->remote_static, b->remote_static, 32);
    assert_memory_equal(a->envelope_root, b->envelope_root, 32);
    assert_memory_equal(a->psk.key, b->psk.key, 32);
    assert_memory_equal(a->psk_older.key, b->psk_older.key, 32);
    assert_true(a->psk.index == b->psk.index && a->psk_older.index == b->psk_older.index);
    assert_int_equal(a->psk.present, b->psk.present);
    assert_int_equal(a->psk_older.present, b->psk_older.present);
    assert_int_equal(a->verified, b->verified);
    assert_int_equal(a->endpoint_count, b->endpoint_count);
    for (size_t i = 0; i < a->endpoint_count; i++)
        assert_true(alcove_address_equal(&a->endpoints[i], &b->endpoints[i]));
    assert_true(a->added_at_s == b->added_at_s);
}

static uint32_t add(struct people_scene *scene, const char *name, uint8_t number)
{
    struct person person = made_up(name, number);
    struct store_error error;
    uint32_t id = 0;
    assert_true(people_add(&scene->people, &person, &id, &error));
    assert_true(id > 0);
    return id;
}

static void a_new_profile_knows_nobody(void **state)
{
    struct people_scene *scene = *state;
    size_t matches;
    assert_int_equal(scene->people.count, 0);
    assert_null(people_find(&scene->people, 1));
    assert_null(people_find_text(&scene->people, "Ben", &matches));
    assert_int_equal(matches, 0);
    assert_int_equal(entries_count(scene->path), 0);
}

static void people_come_back_as_they_were_added(void **state)
{
    struct people_scene *scene = *state;
    uint32_t ids[7];
    for (uint8_t i = 0; i < 7; i++) {
        char name[] = {'A', (char)('a' + i), '\0'};
        ids[i] = add(scene, name, i);
    }
    people_reopen(scene);
    assert_int_equal(scene->people.count, 7);
    for (uint8_t i = 0; i < 7; i++) {
        char name[] = {'A', (char)('a' + i), '\0'};
        struct person expected = made_up(name, i);
        assert_same_person(people_find(&scene->people, ids[i]), &expected);
        assert_ptr_equal(people_find_key(&scene->people, expected.remote_static),
                         people_find(&scene->people, ids[i]));
    }
}

static void an_id_is_never_used_twice(void **state)
{
    struct people_scene *scene = *state;
    struct store_error error;
    uint32_t first = add(scene, "Ben", 1);
    assert_true(people_remove(&scene->people, first, &error));
    people_reopen(scene);
    assert_true(add(scene, "Ben", 1) > first);
}

static void the_same_key_again_replaces_keys_and_keeps_id_name_and_trust(void **state)
{
    struct people_scene *scene = *state;
    uint32_t id = add(scene, "Ben", 1);
    struct person again = made_up("Someone", 4);
    memset(again.remote_static, 2, 32);
    uint32_t id_again;
    struct store_error error;
    assert_true(people_add(&scene->people, &again, &id_again, &error));
    assert_int_equal(id_again, id);
    people_reopen(scene);
    assert_int_equal(scene->people.count, 1);
    struct person expected = made_up("Ben", 1);
    memcpy(again.name, expected.name, sizeof again.name);
    again.added_at_s = expected.added_at_s;
    again.verified = expected.verified;
    assert_same_person(people_find(&scene->people, id), &again);
}

static void an_update_is_stored(void **state)
{
    struct people_scene *scene = *state;
    struct store_error error;
    uint32_t ids[] = {add(scene, "Ben", 1), add(scene, "Ada", 3)};
    struct person changed = made_up("Benjamin", 9);
    changed.id = ids[0];
    assert_true(people_update(&scene->people, &changed, &error));
    people_reopen(scene);
    struct person ada = made_up("Ada", 3);
    assert_same_person(people_find(&scene->people, ids[0]), &changed);
    assert_same_person(people_find(&scene->people, ids[1]), &ada);
    changed.id = 77;
    assert_false(people_update(&scene->people, &changed, &error));
    assert_int_equal(error.kind, STORE_ERROR_INVALID);
}

static void who_is_removed_leaves_nothing_in_the_file(void **state)
{
    struct people_scene *scene = *state;
    struct store_error error;
    uint32_t ids[] = {add(scene, "Aaaa", 1), add(scene, "Bbbb", 50), add(scene, "Cccc", 100)};
    assert_true(people_remove(&scene->people, ids[1], &error));
    assert_false(people_remove(&scene->people, ids[1], &error));
    assert_int_equal(error.kind, STORE_ERROR_INVALID);
    size_t size;
    uint8_t *bytes = file_read(scene->path, "people", &size);
    uint8_t key[32];
    memset(key, 51, sizeof key);
    assert_null(memmem(bytes, size, "Bbbb", 4));
    assert_null(memmem(bytes, size, key, sizeof key));
    assert_non_null(memmem(bytes, size, "Cccc", 4));
    free(bytes);
    people_reopen(scene);
    assert_int_equal(scene->people.count, 2);
    struct person last = made_up("Cccc", 100);
    assert_same_person(people_find(&scene->people, ids[2]), &last);
}

static void found_by_name_in_either_case_or_by_id(void **state)
{
    struct people_scene *scene = *state;
    size_t matches;
    uint32_t ben = add(scene, "Ben", 1);
    uint32_t number = add(scene, "1", 3);
    add(scene, "Noor", 5);
    add(scene, "noor", 7);
    assert_int_equal(people_find_text(&scene->people, "bEN", &matches)->id, ben);
    assert_int_equal(matches, 1);
    assert_null(people_find_text(&scene->people, "Noor", &matches));
    assert_int_equal(matches, 2);
    /* A name goes before an id. */
    assert_int_equal(people_find_text(&scene->people, "1", &matches)->id, number);
    assert_int_equal(people_find_text(&scene->people, "4", &matches)->id, 4);
    const char *nobody[] = {"Be", "Benn", "", "0", "5", "-1", "1x", "99999999999999999999999"};
    for (size_t i = 0; i < sizeof nobody / sizeof nobody[0]; i++) {
        assert_null(people_find_text(&scene->people, nobody[i], &matches));
        assert_int_equal(matches, 0);
    }
}

static void a_bad_name_is_refused(void **state)
{
    struct people_scene *scene = *state;
    const char *names[] = {"", "two\nlines", "\x1b[2J", "\xc3("};
    struct store_error error;
    uint32_t id = 0;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct person person = made_up(names[i], 1);
        assert_false(people_add(&scene->people, &person, &id, &error));
        assert_int_equal(error.kind, STORE_ERROR_INVALID);
    }
    struct person person = made_up("Ben", 1);
    memset(person.name, 'a', sizeof person.name);
    assert_false(people_add(&scene->people, &person, &id, &error));
    assert_int_equal(scene->people.count, 0);
}

static void the_last_place_is_used_and_one_more_refused(void **state)
{
    struct people_scene *scene = *state;
    struct store_error error;
    uint32_t id;
    struct person person = made_up("Many", 1);
    scene->folder.disk = &failing_disk;
    for (uint32_t i = 0; i < PEOPLE_MAX; i++) {
        memcpy(person.remote_static, &i, sizeof i);
        assert_true(people_add(&scene->people, &person, &id, &error));
    }
    memset(person.remote_static, 0xff, 32);
    assert_false(people_add(&scene->people, &person, &id, &error));
    assert_int_equal(error.kind, STORE_ERROR_FULL);
    people_reopen(scene);
    assert_int_equal(scene->people.count, PEOPLE_MAX);
}

static void a_failing_disk_leaves_memory_and_file_as_they_were(void **state)
{
    struct people_scene *scene = *state;
    struct store_error error;
    uint32_t ids[] = {add(scene, "Ben", 1), add(scene, "Ada", 3)};
    struct person third = made_up("Third", 5);
    struct person changed = made_up("Changed", 7);
    changed.id = ids[0];
    uint32_t id = 99;
    scene->folder.disk = &failing_disk;
    failing_disk_state = (struct failing_disk){.number = ENOSPC, .stays = true};
    assert_false(people_add(&scene->people, &third, &id, &error));
    assert_int_equal(error.kind, STORE_ERROR_FULL);
    assert_int_equal(id, 99);
    assert_false(people_update(&scene->people, &changed, &error));
    assert_false(people_remove(&scene->people, ids[0], &error));
    struct person ben = made_up("Ben", 1);
    struct person ada = made_up("Ada", 3);
    for (size_t round = 0; round < 2; round++) {
        assert_int_equal(scene->people.count, 2);
        assert_int_equal(scene->people.next_id, 3);
        assert_same_person(people_find(&scene->people, ids[0]), &ben);
        assert_same_person(people_find(&scene->people, ids[1]), &ada);
        people_reopen(scene);
    }
}

static void assert_damaged(struct people_scene *scene)
{
    struct store_error error;
    people_close(&scene->people);
    assert_false(people_open(&scene->people, &scene->folder, &error));
    assert_int_equal(error.kind, STORE_ERROR_DAMAGED);
    assert_int_equal(scene->people.count, 0);
}

/* The checksum is right each time, so that only the insides can be refused. */
static void insides_cut_at_every_byte_are_damaged(void **state)
{
    struct people_scene *scene = *state;
    struct store_error error;
    uint8_t *bytes;
    size_t size;
    scene->folder.disk = &failing_disk;
    add(scene, "Ben", 4);
    add(scene, "Ada", 3);
    assert_true(folder_read(&scene->folder, &people_file, &bytes, &size, &error));
    for (size_t cut = 0; cut < size; cut++) {
        assert_true(folder_write(&scene->folder, &people_file, bytes, cut, &error));
        assert_damaged(scene);
    }
    folder_free(bytes, size);
}

static void insides_that_contradict_themselves_are_damaged(void **state)
{
    struct people_scene *scene = *state;
    struct store_error error;
    uint8_t *bytes;
    size_t size;
    scene->folder.disk = &failing_disk;
    add(scene, "Ben", 0);
    add(scene, "Ada", 1);
    assert_true(folder_read(&scene->folder, &people_file, &bytes, &size, &error));
    /* Where the fields of the first person lie: six bytes of head, id 4, name 1 + 3. */
    const struct {
        size_t at;
        uint8_t value;
    } rows[] = {
        {3, 0},              /* the next id is one that is there */
        {5, 1},              /* fewer people than there are */
        {5, 3},              /* more */
        {4, 2},              /* more than there can be */
        {9, 2},              /* an id twice */
        {9, 0},              /* no id */
        {10, 200},           /* a name too long */
        {10, 0},             /* no name */
        {11, '\n'},          /* a name of two lines */
        {12, 0},             /* a NUL within */
        {14 + 64, 2},        /* neither present nor absent */
        {14 + 64, 0},        /* no key to begin a link with */
        {14 + 64 + 82, 7},   /* neither verified nor not */
        {14 + 64 + 83, 5},   /* more endpoints than there can be */
        {14 + 64 + 100, 16}, /* a flag that means nothing */
        {14 + 64 + 100, 8},  /* a newcomer that is not there */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t right = bytes[rows[i].at];
        bytes[rows[i].at] = rows[i].value;
        assert_true(folder_write(&scene->folder, &people_file, bytes, size, &error));
        assert_damaged(scene);
        bytes[rows[i].at] = right;
    }
    assert_true(folder_write(&scene->folder, &people_file, bytes, size, &error));
    people_reopen(scene);
    assert_int_equal(scene->people.count, 2);
    folder_free(bytes, size);
}

static void the_newest_endpoints_are_kept_each_once(void **state)
{
    (void)state;
    struct person person = {0};
    struct alcove_address address = {.ip = {0x20, 1}};
    const struct {
        uint16_t add;
        uint16_t after[PERSON_ENDPOINTS_MAX];
    } rows[] = {
        {1, {1}},          {2, {2, 1}},       {1, {1, 2}},       {3, {3, 1, 2}},
        {4, {4, 3, 1, 2}}, {5, {5, 4, 3, 1}}, {1, {1, 5, 4, 3}}, {1, {1, 5, 4, 3}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        address.port = rows[i].add;
        person_add_endpoint(&person, &address);
        for (size_t k = 0; k < PERSON_ENDPOINTS_MAX; k++)
            assert_int_equal(person.endpoints[k].port, rows[i].after[k]);
    }
    assert_int_equal(person.endpoint_count, 4);
}

#define PEOPLE_TEST(name) cmocka_unit_test_setup_teardown(name, people_begin, people_end)

static const struct CMUnitTest tests[] = {
    PEOPLE_TEST(a_new_profile_knows_nobody),
    PEOPLE_TEST(people_come_back_as_they_were_added),
    PEOPLE_TEST(an_id_is_never_used_twice),
    PEOPLE_TEST(the_same_key_again_replaces_keys_and_keeps_id_name_and_trust),
    PEOPLE_TEST(an_update_is_stored),
    PEOPLE_TEST(who_is_removed_leaves_nothing_in_the_file),
    PEOPLE_TEST(found_by_name_in_either_case_or_by_id),
    PEOPLE_TEST(a_bad_name_is_refused),
    PEOPLE_TEST(the_last_place_is_used_and_one_more_refused),
    PEOPLE_TEST(a_failing_disk_leaves_memory_and_file_as_they_were),
    PEOPLE_TEST(insides_cut_at_every_byte_are_damaged),
    PEOPLE_TEST(insides_that_contradict_themselves_are_damaged),
    cmocka_unit_test(the_newest_endpoints_are_kept_each_once),
};
TEST_GROUP(people, tests)
