/* What is asked for at home and what the disk makes of it: it is slow, or full, or in time. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/deck_file.h"
#include "harness.h"
#include "session/deck_shipped.h"
#include "session/heap.h"
#include "two_homes.h"

static bool has_two_links(void)
{
    const struct home_model *model = &anna.home->model;
    return model->invite_count == 2 && model->invites[0].link != NULL &&
           model->invites[1].link != NULL;
}

static bool anna_has_a_goal(void)
{
    return anna.home->model.people[0].goal_count == 1;
}

static bool anna_has_two_goals(void)
{
    return anna.home->model.people[0].goal_count == 2;
}

/* A pipe that nobody reads is as slow as a disk can be: what waits for it is the store thread. */
static void a_copy_is_written_while_all_else_goes_on(void **state)
{
    (void)state;
    char path[FOLDER_PATH_BYTES_MAX];
    char part[FOLDER_PATH_BYTES_MAX + sizeof ".part"];
    char bytes[4096];
    (void)snprintf(path, sizeof path, "%s.json", anna.path);
    (void)snprintf(part, sizeof part, "%s.part", path);
    pair();
    await(annas_are_open);
    const uint32_t id = anna.home->model.people[0].id;
    struct home_wish copy = {
        .kind = HOME_EXPORT, .person = id, .number = HOME_FORM_JSON, .texts = {path}};
    want(&anna, &(struct home_wish){.kind = HOME_GOAL_ADD, .person = id, .texts = {"Walk"}});
    await(anna_has_a_goal);
    assert_int_equal(mkfifo(part, 0600), 0);
    want(&anna, &copy);
    want(&anna, &(struct home_wish){.kind = HOME_GOAL_ADD, .person = id, .texts = {"Swim"}});
    await(anna_has_two_goals);
    const unsigned told = anna.face->notes;
    FILE *pipe = fopen(part, "r");
    assert_non_null(pipe);
    while (fread(bytes, 1, sizeof bytes, pipe) > 0)
        continue;
    assert_int_equal(fclose(pipe), 0);
    await(anna_is_told);
    assert_true(anna.face->notes > told);
    assert_non_null(
        strstr(newest_note(&anna)->text, "cannot be written")); /* a pipe cannot be synced */
}

static void a_copy_has_what_was_written_last_and_its_file_is_told(void **state)
{
    (void)state;
    char path[FOLDER_PATH_BYTES_MAX];
    char bytes[65536];
    (void)snprintf(path, sizeof path, "%s.json", anna.path);
    pair();
    await(annas_are_open);
    const uint32_t id = anna.home->model.people[0].id;
    want(&anna, &(struct home_wish){.kind = HOME_GOAL_ADD, .person = id, .texts = {"Walk"}});
    want(&anna, &(struct home_wish){
                    .kind = HOME_EXPORT, .person = id, .number = HOME_FORM_JSON, .texts = {path}});
    await(anna_is_told);
    assert_non_null(strstr(newest_note(&anna)->text, path));
    assert_true(newest_note(&anna)->is_private);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    bytes[fread(bytes, 1, sizeof bytes - 1, file)] = '\0';
    assert_int_equal(fclose(file), 0);
    assert_non_null(strstr(bytes, "Walk"));
    assert_int_equal(unlink(path), 0);
}

static size_t count_in_vault(enum object_kind kind)
{
    const struct household *household = anna.household;
    struct ledger_book book;
    struct store_error error;
    assert_true(ledger_open(&book, household->vault, household->profile.static_public,
                            &household->people.list[0], &error));
    size_t count = space_count(book.space, kind);
    ledger_close(&book);
    return count;
}

/* A letter waits for the one before, and that for the disk: until the window closes. */
static void what_was_written_last_is_kept_though_the_window_closes(void **state)
{
    (void)state;
    pair();
    await(annas_are_open);
    const uint32_t id = anna.home->model.people[0].id;
    atomic_store(&disk_waits_for, anna.board);
    want(&anna, &(struct home_wish){.kind = HOME_WRITE, .person = id, .texts = {"One."}});
    want(&anna, &(struct home_wish){.kind = HOME_WRITE, .person = id, .texts = {"Two."}});
    want(&anna, &(struct home_wish){.kind = HOME_GOAL_ADD, .person = id, .texts = {"Walk"}});
    want(&anna, &(struct home_wish){.kind = HOME_NAME, .texts = {"Anna"}});
    stop_board(&anna);
    atomic_store(&disk_waits_for, NULL);
    assert_int_equal(count_in_vault(KIND_WORDS), 2);
    assert_int_equal(count_in_vault(KIND_GOAL), 1);
    assert_string_equal(anna.household->profile.name, "Anna");
    start_board(&anna);
}

/* The screen took it out of its field. */
static void what_cannot_be_kept_is_told_back(void **state)
{
    (void)state;
    static char title[2000];
    size_t english;
    stop_board(&anna);
    assert_true(deck_file_language("en", &english));
    assert_int_equal(deck_open_shipped(english, &heap_memory, &deck), DECK_OK);
    anna.has_window = true;
    start_board(&anna);
    pair();
    await(annas_are_open);
    memset(title, 'x', sizeof title - 1);
    memcpy(title, "Walk", 4);
    want(&anna, &(struct home_wish){.kind = HOME_GOAL_ADD,
                                    .person = anna.home->model.people[0].id,
                                    .texts = {title}});
    await(anna_is_told);
    assert_non_null(strstr(newest_note(&anna)->text, "not kept: \"Walkxx"));
    assert_true(newest_note(&anna)->is_private);
}

/* Its link still opens, and it can be taken back once there is room. */
static void an_invite_that_the_disk_keeps_still_stands(void **state)
{
    (void)state;
    char link[INVITE_INPUT_BYTES_MAX + 1]; /* the snapshot is replaced meanwhile */
    want(&anna, &(struct home_wish){.kind = HOME_INVITE});
    want(&anna, &(struct home_wish){.kind = HOME_INVITE});
    await(has_two_links);
    const struct home_invite *invites = anna.home->model.invites;
    const uint64_t ids[] = {invites[0].id, invites[1].id};
    snprintf(link, sizeof link, "%s", invites[0].link);
    atomic_store(&disk_is_full, true);
    want(&anna, &(struct home_wish){.kind = HOME_INVITE_CANCEL, .number = ids[0]});
    await(anna_is_told);
    assert_non_null(strstr(newest_note(&anna)->text, "invite still stands"));
    atomic_store(&disk_is_full, false);
    want(&anna, &(struct home_wish){.kind = HOME_INVITE_CANCEL, .number = ids[1]});
    await(has_link); /* one of the two */
    assert_int_equal(anna.home->model.invites[0].id, ids[0]);
    want(&ben, &(struct home_wish){.kind = HOME_JOIN, .texts = {link}});
    await(knocks);
}

static bool anna_is_told_twice(void)
{
    return anna.face->notes > 1;
}

static void all_of_a_profile_is_backed_up_while_it_runs(void **state)
{
    (void)state;
    char path[FOLDER_PATH_BYTES_MAX];
    (void)snprintf(path, sizeof path, "%s.backup", anna.path);
    want(&anna, &(struct home_wish){.kind = HOME_BACKUP, .texts = {path}}); /* no passphrase */
    want(&anna, &(struct home_wish){.kind = HOME_BACKUP, .texts = {path, "open"}});
    await(anna_is_told_twice);
    assert_int_equal(unlink(path), 0);
}

#define AT_HOME(name) cmocka_unit_test_setup_teardown(name, two_homes_begin, two_homes_end)

static const struct CMUnitTest tests[] = {
    AT_HOME(an_invite_that_the_disk_keeps_still_stands),
    AT_HOME(what_was_written_last_is_kept_though_the_window_closes),
    AT_HOME(what_cannot_be_kept_is_told_back),
    AT_HOME(a_copy_is_written_while_all_else_goes_on),
    AT_HOME(a_copy_has_what_was_written_last_and_its_file_is_told),
    AT_HOME(all_of_a_profile_is_backed_up_while_it_runs),
};
TEST_GROUP(keeping_at_home, tests)
