/* Who somebody is: src/store/people_judge.c, and what of it stays on the disk. */
#include <stdio.h>
#include <string.h>

#include "harness.h"
#include "people_scene.h"

/* Somebody as a pairing leaves them; `key` says which keys, words and times. */
static struct person paired(const char *name, uint8_t key)
{
    struct person person = {.psk = {.index = 1, .present = true, .kem = true},
                            .words_present = true,
                            .endpoint_count = 1,
                            .added_at_s = 1000u + key,
                            .key_since_s = 1000u + key};
    (void)snprintf(person.name, sizeof person.name, "%s", name);
    memset(person.remote_static, key, 32);
    memset(person.envelope_root, key + 1, 32);
    memset(person.psk.key, key + 2, 32);
    memset(person.check_words, key + 3, WORDS_COUNT);
    person.endpoints[0].port = key;
    return person;
}

static uint32_t meet(struct people_scene *scene, const char *name, uint8_t key,
                     bool expect_question)
{
    const struct person person = paired(name, key);
    struct store_error error;
    uint32_t id = 0;
    bool question = !expect_question;
    assert_true(people_meet(&scene->people, &person, &id, &question, &error));
    assert_int_equal(question, expect_question);
    people_reopen(scene);
    return id;
}

static void judge(struct people_scene *scene, uint32_t id, enum people_judgement judgement)
{
    struct store_error error;
    assert_true(people_judge(&scene->people, id, judgement, &error));
    people_reopen(scene);
}

static void judge_in_vain(struct people_scene *scene, uint32_t id, enum people_judgement judgement)
{
    struct store_error error;
    assert_false(people_judge(&scene->people, id, judgement, &error));
    assert_int_equal(error.kind, STORE_ERROR_INVALID);
}

static const struct person *one(const struct people_scene *scene, uint32_t id)
{
    const struct person *person = people_find(&scene->people, id);
    assert_non_null(person);
    return person;
}

static void a_new_person_is_open_and_not_yet_confirmed(void **state)
{
    struct people_scene *scene = *state;
    uint32_t id = meet(scene, "Ben", 1, false);
    assert_true(person_is_open(one(scene, id)));
    assert_false(one(scene, id)->verified);
    assert_int_equal(person_words(one(scene, id))[3], 4);
    judge_in_vain(scene, id, PEOPLE_ACCEPT_KEY);
    judge_in_vain(scene, id, PEOPLE_REFUSE_KEY);
    judge_in_vain(scene, id + 1, PEOPLE_BLOCK);
}

static void words_that_match_confirm(void **state)
{
    struct people_scene *scene = *state;
    uint32_t id = meet(scene, "Ben", 1, false);
    judge(scene, id, PEOPLE_WORDS_MATCH);
    assert_true(one(scene, id)->verified);
    assert_true(person_is_open(one(scene, id)));
    assert_non_null(person_words(one(scene, id)));
}

static void words_that_differ_block_until_paired_anew(void **state)
{
    struct people_scene *scene = *state;
    uint32_t id = meet(scene, "Ben", 1, false);
    judge(scene, id, PEOPLE_WORDS_DIFFER);
    assert_false(person_is_open(one(scene, id)));
    assert_true(one(scene, id)->refuted);
    assert_null(person_words(one(scene, id)));
    judge_in_vain(scene, id, PEOPLE_UNBLOCK);
    judge_in_vain(scene, id, PEOPLE_WORDS_MATCH);
    /* Keys that nobody believes in are replaced without a question. */
    assert_int_equal(meet(scene, "ben", 7, false), id);
    assert_true(person_is_open(one(scene, id)));
    assert_false(one(scene, id)->refuted);
    assert_false(one(scene, id)->verified);
    assert_int_equal(one(scene, id)->remote_static[0], 7);
    assert_int_equal(one(scene, id)->key_since_s, 1007);
    assert_string_equal(one(scene, id)->name, "Ben");
}

static void the_same_keys_paired_anew_open_again_too(void **state)
{
    struct people_scene *scene = *state;
    uint32_t id = meet(scene, "Ben", 1, false);
    judge(scene, id, PEOPLE_WORDS_DIFFER);
    assert_int_equal(meet(scene, "Ben", 1, false), id);
    assert_true(person_is_open(one(scene, id)));
    assert_false(one(scene, id)->verified);
    assert_non_null(person_words(one(scene, id)));
}

static void other_keys_in_a_known_name_replace_nothing_and_close_the_door(void **state)
{
    struct people_scene *scene = *state;
    uint32_t id = meet(scene, "Ben", 1, false);
    judge(scene, id, PEOPLE_WORDS_MATCH);
    assert_int_equal(meet(scene, "BEN", 9, true), id);
    const struct person *ben = one(scene, id);
    assert_int_equal(scene->people.count, 1);
    assert_true(ben->key_question);
    assert_false(person_is_open(ben));
    assert_int_equal(ben->remote_static[0], 1);
    assert_int_equal(ben->psk.key[0], 3);
    assert_true(ben->verified);
    assert_int_equal(ben->newcomer.remote_static[0], 9);
    assert_int_equal(ben->newcomer.psk.key[0], 11);
    assert_int_equal(ben->newcomer.endpoint_count, 1);
    assert_int_equal(ben->newcomer.endpoints[0].port, 9);
    assert_int_equal(person_words(ben)[0], 12);
    assert_int_equal(ben->newcomer.paired_at_s, 1009);
    /* The same newcomer again, under any name, and another one after it. */
    assert_int_equal(meet(scene, "Benjamin", 9, true), id);
    assert_int_equal(meet(scene, "Ben", 20, true), id);
    assert_int_equal(one(scene, id)->newcomer.remote_static[0], 20);
}

static void an_accepted_key_takes_the_place_and_is_not_yet_confirmed(void **state)
{
    struct people_scene *scene = *state;
    uint32_t id = meet(scene, "Ben", 1, false);
    judge(scene, id, PEOPLE_WORDS_MATCH);
    meet(scene, "Ben", 9, true);
    judge(scene, id, PEOPLE_ACCEPT_KEY);
    const struct person *ben = one(scene, id);
    assert_true(person_is_open(ben));
    assert_false(ben->verified);
    assert_int_equal(ben->remote_static[0], 9);
    assert_int_equal(ben->envelope_root[0], 10);
    assert_int_equal(ben->psk.key[0], 11);
    assert_false(ben->psk_older.present);
    assert_int_equal(ben->key_since_s, 1009);
    assert_int_equal(ben->added_at_s, 1001);
    assert_int_equal(person_words(ben)[0], 12);
    assert_int_equal(ben->newcomer.remote_static[0], 0);
}

static void a_refused_key_leaves_everything_as_it_was(void **state)
{
    struct people_scene *scene = *state;
    uint32_t id = meet(scene, "Ben", 1, false);
    judge(scene, id, PEOPLE_WORDS_MATCH);
    const struct person before = *one(scene, id);
    for (int round = 0; round < 2; round++) {
        meet(scene, "Ben", 9, true);
        judge(scene, id, round == 0 ? PEOPLE_REFUSE_KEY : PEOPLE_WORDS_DIFFER);
        assert_memory_equal(one(scene, id), &before, sizeof before);
    }
}

static void matching_words_of_a_newcomer_accept_and_confirm_it(void **state)
{
    struct people_scene *scene = *state;
    uint32_t id = meet(scene, "Ben", 1, false);
    meet(scene, "Ben", 9, true);
    judge(scene, id, PEOPLE_WORDS_MATCH);
    assert_true(one(scene, id)->verified);
    assert_int_equal(one(scene, id)->remote_static[0], 9);
    assert_true(person_is_open(one(scene, id)));
}

static void two_who_gave_no_name_are_two_people(void **state)
{
    struct people_scene *scene = *state;
    uint32_t id = meet(scene, PERSON_NAMELESS, 1, false);
    assert_int_not_equal(meet(scene, PERSON_NAMELESS, 2, false), id);
    assert_int_equal(meet(scene, PERSON_NAMELESS, 1, false), id);
}

static void who_is_blocked_stays_so_until_unblocked(void **state)
{
    struct people_scene *scene = *state;
    uint32_t id = meet(scene, "Ben", 1, false);
    judge(scene, id, PEOPLE_BLOCK);
    assert_false(person_is_open(one(scene, id)));
    meet(scene, "Ben", 1, false);
    assert_false(person_is_open(one(scene, id)));
    judge(scene, id, PEOPLE_UNBLOCK);
    assert_true(person_is_open(one(scene, id)));
}

static void without_words_there_is_nothing_to_compare(void **state)
{
    struct people_scene *scene = *state;
    struct person person = paired("Ben", 1);
    struct store_error error;
    uint32_t id;
    bool question;
    person.words_present = false;
    assert_true(people_meet(&scene->people, &person, &id, &question, &error));
    judge_in_vain(scene, id, PEOPLE_WORDS_MATCH);
    judge_in_vain(scene, id, PEOPLE_WORDS_DIFFER);
    assert_true(person_is_open(one(scene, id)));
}

/* Version 1 as it was written before there were words: two people, by hand. */
static void a_file_of_the_first_version_is_read_and_written_anew(void **state)
{
    static const struct folder_file first = {"people", {'P', 'E', 'O', 'P'}, 1};
    struct people_scene *scene = *state;
    struct store_error error;
    uint8_t bytes[6 + 2 * (4 + 4 + 64 + 82 + 1 + 1 + 18 + 8)] = {0, 0, 0, 9, 0, 2};
    size_t at = 6;
    for (uint8_t i = 1; i <= 2; i++) {
        uint8_t *p = bytes + at;
        p[3] = i;
        p[4] = 3;
        memcpy(p + 5, i == 1 ? "Ben" : "Ada", 3);
        memset(p + 8, i, 64);
        p[8 + 64] = 1;      /* a psk, and no older one */
        p[8 + 64 + 82] = 1; /* verified */
        p[8 + 64 + 83] = 1; /* one endpoint */
        p[8 + 64 + 84 + 17] = 80;
        p[8 + 64 + 84 + 18 + 7] = 55;
        at += 4 + 4 + 64 + 82 + 1 + 1 + 18 + 8;
    }
    assert_int_equal(at, sizeof bytes);
    assert_true(folder_write(&scene->folder, &first, bytes, sizeof bytes, &error));
    people_reopen(scene);
    assert_int_equal(scene->people.count, 2);
    assert_string_equal(one(scene, 2)->name, "Ada");
    assert_true(one(scene, 2)->verified);
    assert_true(person_is_open(one(scene, 2)));
    assert_null(person_words(one(scene, 2)));
    assert_int_equal(one(scene, 2)->endpoints[0].port, 80);
    assert_int_equal(one(scene, 2)->key_since_s, 55);
    judge(scene, 1, PEOPLE_BLOCK);
    assert_false(person_is_open(one(scene, 1)));
    assert_true(person_is_open(one(scene, 2)));
}

#define JUDGE_TEST(name) cmocka_unit_test_setup_teardown(name, people_begin, people_end)

static const struct CMUnitTest tests[] = {
    JUDGE_TEST(a_new_person_is_open_and_not_yet_confirmed),
    JUDGE_TEST(words_that_match_confirm),
    JUDGE_TEST(words_that_differ_block_until_paired_anew),
    JUDGE_TEST(the_same_keys_paired_anew_open_again_too),
    JUDGE_TEST(other_keys_in_a_known_name_replace_nothing_and_close_the_door),
    JUDGE_TEST(an_accepted_key_takes_the_place_and_is_not_yet_confirmed),
    JUDGE_TEST(a_refused_key_leaves_everything_as_it_was),
    JUDGE_TEST(matching_words_of_a_newcomer_accept_and_confirm_it),
    JUDGE_TEST(two_who_gave_no_name_are_two_people),
    JUDGE_TEST(who_is_blocked_stays_so_until_unblocked),
    JUDGE_TEST(without_words_there_is_nothing_to_compare),
    JUDGE_TEST(a_file_of_the_first_version_is_read_and_written_anew),
};
TEST_GROUP(people_judge, tests)
