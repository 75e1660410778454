#include "app/store_thread.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness.h"

static struct wake bell;
static char *path;
static struct folder folder;
static struct people *people;
static struct invites *invites;
static struct folder_disk disk;

static void ring(void *context)
{
    wake_ring(context);
}

static int set_up(void **state)
{
    (void)state;
    struct store_error error;
    path = fresh_folder();
    people = calloc(1, sizeof *people);
    invites = calloc(1, sizeof *invites);
    bool opened =
        people != NULL && invites != NULL && wake_open(&bell) && folder_open(&folder, path, &error);
    disk = folder_system_disk;
    folder.disk = &disk;
    return opened && people_open(people, &folder, &error) && invites_open(invites, &folder, &error)
               ? 0
               : -1;
}

static bool start(struct store_thread *store)
{
    const struct store_thread_options options = {
        .people = people, .invites = invites, .ring = ring, .context = &bell};
    return store_thread_start(store, &options);
}

static int tear_down(void **state)
{
    (void)state;
    invites_close(invites);
    people_close(people);
    folder_close(&folder);
    wake_close(&bell);
    free(people);
    free(invites);
    remove_folder(path);
    return 0;
}

static bool submit(struct store_thread *store, enum store_job_kind kind,
                   const struct person *person)
{
    struct store_job *job = store_job_create(kind);
    assert_non_null(job);
    job->person = *person;
    job->tag = 42;
    return store_thread_submit(store, job);
}

static struct person person_named(const char *name, uint8_t key)
{
    struct person person = {.psk = {.index = key, .present = true, .kem = true}};
    snprintf(person.name, sizeof person.name, "%s", name);
    memset(person.remote_static, key, sizeof person.remote_static);
    return person;
}

static void every_job_is_done_before_the_thread_ends(void **state)
{
    (void)state;
    static struct store_thread store;
    const char *const names[] = {"Anna", "Ben", "Clara"};
    struct store_job *job;
    size_t taken = 0;
    assert_true(start(&store));
    for (uint8_t i = 0; i < 3; i++) {
        struct person person = person_named(names[i], (uint8_t)(i + 1));
        assert_true(submit(&store, STORE_ADD_PERSON, &person));
    }
    store_thread_stop(&store);
    while ((job = store_thread_take(&store)) != NULL) {
        assert_true(job->kept);
        assert_int_equal(job->tag, 42);
        assert_int_equal(job->person.id, taken + 1);
        store_job_free(job);
        taken++;
    }
    assert_int_equal(taken, 3);
    assert_int_equal(people->count, 3);
}

/* However late they are taken: what comes back may be all that there is of something. */
static void no_job_is_lost_when_nobody_takes_them(void **state)
{
    (void)state;
    static struct store_thread store;
    const struct person nobody = {.id = 99};
    struct store_job *job;
    size_t taken = 0;
    assert_true(start(&store));
    for (size_t i = 0; i < QUEUE_CAPACITY; i++) {
        assert_true(submit(&store, STORE_NAME_PERSON, &nobody));
        wake_wait(&bell, UINT64_MAX); /* it is done */
    }
    job = store_job_create(STORE_NAME_PERSON);
    assert_non_null(job);
    assert_false(store_thread_submit(&store, job));
    store_job_free(job);
    store_thread_stop(&store);
    while ((job = store_thread_take(&store)) != NULL) {
        store_job_free(job);
        taken++;
    }
    assert_int_equal(taken, QUEUE_CAPACITY);
}

static void what_is_submitted_after_the_end_is_done_at_once(void **state)
{
    (void)state;
    static struct store_thread store;
    struct person person = person_named("Anna", 1);
    assert_true(start(&store));
    store_thread_stop(&store);
    assert_true(submit(&store, STORE_ADD_PERSON, &person));
    assert_int_equal(people->count, 1);
    struct store_job *job = store_thread_take(&store);
    assert_non_null(job);
    assert_true(job->kept);
    store_job_free(job);
}

static int refuse_to_sync(int fd)
{
    (void)fd;
    errno = ENOSPC;
    return -1;
}

/* Keys that could not be kept: the old ones are there, and the job says why. */
static void a_full_disk_keeps_what_was_and_says_so(void **state)
{
    (void)state;
    static struct store_thread store;
    struct store_error error;
    struct person person = person_named("Anna", 1);
    assert_true(people_add(people, &person, &person.id, &error));
    disk.sync = refuse_to_sync;
    assert_true(start(&store));
    person.psk.index = 2;
    assert_true(submit(&store, STORE_UPDATE_PERSON, &person));
    wake_wait(&bell, UINT64_MAX);
    struct store_job *job = store_thread_take(&store);
    assert_non_null(job);
    assert_false(job->kept);
    assert_int_equal(job->error.kind, STORE_ERROR_FULL);
    assert_int_equal(people_find(people, person.id)->psk.index, 1);
    disk.sync = folder_system_disk.sync; /* room was made: the same job is kept now */
    store_job_free(job);
    assert_true(submit(&store, STORE_UPDATE_PERSON, &person));
    store_thread_stop(&store);
    job = store_thread_take(&store);
    assert_non_null(job);
    assert_true(job->kept);
    store_job_free(job);
    assert_int_equal(people_find(people, person.id)->psk.index, 2);
}

/* A person renamed on the disk keeps that name when keys are updated. */
static void an_update_of_keys_leaves_the_name(void **state)
{
    (void)state;
    static struct store_thread store;
    struct store_error error;
    struct person person = person_named("Anna", 1);
    assert_true(people_add(people, &person, &person.id, &error));
    snprintf(person.name, sizeof person.name, "Other");
    assert_true(start(&store));
    assert_true(submit(&store, STORE_UPDATE_PERSON, &person));
    store_thread_stop(&store);
    store_job_free(store_thread_take(&store));
    assert_string_equal(people_find(people, person.id)->name, "Anna");
}

static struct store_job *do_one(struct store_thread *store, struct store_job *job)
{
    assert_true(start(store));
    assert_true(store_thread_submit(store, job));
    store_thread_stop(store);
    job = store_thread_take(store);
    assert_non_null(job);
    return job;
}

/* What was decided while a link was up is not undone by its newest keys. */
static void an_update_of_keys_leaves_what_was_decided(void **state)
{
    (void)state;
    static struct store_thread store;
    struct store_error error;
    struct person person = person_named("Anna", 1);
    person.words_present = true;
    assert_true(people_add(people, &person, &person.id, &error));
    assert_true(people_judge(people, person.id, PEOPLE_WORDS_MATCH, &error));
    assert_true(people_judge(people, person.id, PEOPLE_BLOCK, &error));
    struct store_job *job = store_job_create(STORE_UPDATE_PERSON);
    job->person = person;
    job->person.psk.index = 7;
    job = do_one(&store, job);
    assert_true(job->kept);
    store_job_free(job);
    const struct person *kept = people_find(people, person.id);
    assert_int_equal(kept->psk.index, 7);
    assert_true(kept->verified);
    assert_true(kept->blocked);
}

static void an_update_with_keys_of_before_changes_nothing(void **state)
{
    (void)state;
    static struct store_thread store;
    struct store_error error;
    struct person person = person_named("Anna", 1);
    assert_true(people_add(people, &person, &person.id, &error));
    struct store_job *job = store_job_create(STORE_UPDATE_PERSON);
    job->person = person;
    job->person.remote_static[0] = 99;
    job->person.psk.index = 7;
    job = do_one(&store, job);
    assert_true(job->kept);
    store_job_free(job);
    assert_int_equal(people_find(people, person.id)->psk.index, 1);
}

static void a_pairing_under_a_known_name_comes_back_as_a_question(void **state)
{
    (void)state;
    static struct store_thread store;
    struct store_error error;
    struct person person = person_named("Anna", 1);
    assert_true(people_add(people, &person, &person.id, &error));
    struct store_job *job = store_job_create(STORE_ADD_PERSON);
    job->person = person_named("Anna", 2);
    job = do_one(&store, job);
    assert_true(job->kept && job->question);
    assert_int_equal(job->person.id, person.id);
    assert_int_equal(job->person.remote_static[0], 1);
    store_job_free(job);
    job = store_job_create(STORE_JUDGE_PERSON);
    job->person.id = person.id;
    job->judgement = PEOPLE_ACCEPT_KEY;
    job = do_one(&store, job);
    assert_true(job->kept);
    assert_int_equal(job->person.remote_static[0], 2);
    store_job_free(job);
}

static void letters_are_stored_as_they_were_handed_over(void **state)
{
    (void)state;
    static struct store_thread store;
    struct store_error error;
    const struct person person = {.id = 3};
    struct store_job *job = store_job_create(STORE_LETTERS);
    job->letters = malloc(sizeof *job->letters);
    assert_non_null(job->letters);
    assert_true(letters_open(job->letters, &folder, &person, &error));
    assert_true(letters_take(job->letters, 1, 5, (struct letter_text){"one", 3, 0}));
    job->counter = 1;
    job = do_one(&store, job);
    assert_true(job->kept);
    assert_true(job->counter == 1);
    store_job_free(job);
    struct letters *kept = malloc(sizeof *kept);
    assert_non_null(kept);
    assert_true(letters_open(kept, &folder, &person, &error));
    assert_int_equal(kept->received.count, 1);
    assert_false(kept->received.list[0].done);
    assert_true(kept->inbox.words_read == 1);
    free(kept);
}

/* The link thread gets the book; batches come back with the places that the vault gave them. */
static void a_book_is_opened_and_its_batches_are_kept(void **state)
{
    (void)state;
    static const uint8_t key[VAULT_KEY_BYTES] = {1};
    static const uint8_t own[32] = {1};
    static struct store_thread store;
    const struct vault_place place = {.key = key};
    struct store_thread_options options = {
        .people = people, .invites = invites, .own_public = own, .ring = ring, .context = &bell};
    struct store_error error;
    struct object_id goal;
    assert_true(vault_open(&options.vault, &place, &error));
    assert_true(store_thread_start(&store, &options));
    struct person person = person_named("Anna", 2);
    assert_true(submit(&store, STORE_OPEN_BOOK, &person));
    wake_wait(&bell, UINT64_MAX);
    struct store_job *job = store_thread_take(&store);
    assert_non_null(job);
    assert_true(job->kept);
    struct ledger_book book = job->book;
    memset(&job->book, 0, sizeof job->book);
    store_job_free(job);
    assert_int_equal(space_make(book.space, KIND_GOAL, &goal), SPACE_WRITTEN);
    assert_int_equal(ledger_publish(&book), SPACE_WRITTEN);
    job = store_job_create(STORE_BATCHES);
    assert_true(job != NULL && ledger_gather(&book, &job->batches));
    assert_int_equal(job->batches.count, 1);
    assert_true(store_thread_submit(&store, job));
    store_thread_stop(&store);
    job = store_thread_take(&store);
    assert_non_null(job);
    assert_true(job->kept && job->batches.places[0].number > 0);
    store_job_free(job);
    ledger_close(&book);
    assert_true(ledger_open(&book, options.vault, own, &person, &error));
    assert_int_equal(space_count(book.space, KIND_GOAL), 1);
    ledger_close(&book);
    vault_close(options.vault);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(a_book_is_opened_and_its_batches_are_kept, set_up, tear_down),
    cmocka_unit_test_setup_teardown(letters_are_stored_as_they_were_handed_over, set_up, tear_down),
    cmocka_unit_test_setup_teardown(an_update_of_keys_leaves_what_was_decided, set_up, tear_down),
    cmocka_unit_test_setup_teardown(an_update_with_keys_of_before_changes_nothing, set_up,
                                    tear_down),
    cmocka_unit_test_setup_teardown(a_pairing_under_a_known_name_comes_back_as_a_question, set_up,
                                    tear_down),
    cmocka_unit_test_setup_teardown(every_job_is_done_before_the_thread_ends, set_up, tear_down),
    cmocka_unit_test_setup_teardown(no_job_is_lost_when_nobody_takes_them, set_up, tear_down),
    cmocka_unit_test_setup_teardown(what_is_submitted_after_the_end_is_done_at_once, set_up,
                                    tear_down),
    cmocka_unit_test_setup_teardown(a_full_disk_keeps_what_was_and_says_so, set_up, tear_down),
    cmocka_unit_test_setup_teardown(an_update_of_keys_leaves_the_name, set_up, tear_down),
};
TEST_GROUP(store_thread, tests)
