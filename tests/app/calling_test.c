/* Two windows that wait at home, in one process: an invite is made and used there, they call and
 * part, and are at home again. */
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "app/commands.h"
#include "app/switchboard.h"
#include "app/wake.h"
#include "folder.h"
#include "harness.h"
#include "net/random.h"
#include "reach/address_text.h"
#include "reach/reply.h"

struct side {
    char *path;
    struct household *household;
    struct switchboard *board;
    struct switchboard_report report;
    struct face *face;      /* the newest */
    struct home_face *home; /* likewise */
};
static struct wake bell;
static struct side anna, ben;
static struct folder_disk disk;
static atomic_bool disk_is_full;

static int sync_disk(int fd)
{
    if (!atomic_load(&disk_is_full))
        return folder_system_disk.sync(fd);
    errno = ENOSPC;
    return -1;
}

static void ring(void *context)
{
    wake_ring(context);
}

static void open_side(struct side *side)
{
    static const struct options none = {.command = COMMAND_WINDOW, .helpers = "none"};
    struct store_error error;
    side->path = fresh_folder();
    side->household = calloc(1, sizeof *side->household);
    assert_non_null(side->household);
    struct household *household = side->household;
    assert_true(profile_open(&household->profile, side->path, PROFILE_ON_DISK, &error));
    household->profile.folder.disk = &disk;
    assert_true(people_open(&household->people, &household->profile.folder, &error));
    assert_true(invites_open(&household->invites, &household->profile.folder, &error));
    assert_true(household_open_vault(household, &error));
    struct switchboard_options options = {
        .task = TASK_WAIT,
        .options = &none,
        .profile = &household->profile,
        .people = &household->people,
        .invites = &household->invites,
        .vault = household->vault,
        .ring_main = ring,
        .main_context = &bell,
    };
    assert_true(address_text_parse("127.0.0.1:0", &options.listen));
    side->board = switchboard_start(&options, &side->report);
    assert_non_null(side->board);
}

static void close_side(struct side *side)
{
    switchboard_stop(side->board, &side->report);
    assert_int_equal(side->report.exit, EXIT_OK);
    assert_string_equal(side->report.unkept, "");
    face_free(side->face);
    home_face_free(side->home);
    household_close(side->household);
    remove_folder(side->path);
    memset(side, 0, sizeof *side);
}

static int set_up(void **state)
{
    (void)state;
    if (sodium_init() < 0 || !wake_open(&bell))
        return -1;
    disk = folder_system_disk;
    disk.sync = sync_disk;
    atomic_store(&disk_is_full, false);
    open_side(&anna);
    open_side(&ben);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    close_side(&anna);
    close_side(&ben);
    wake_close(&bell);
    return 0;
}

static void take(struct side *side)
{
    struct face *face = switchboard_take_face(side->board);
    struct home_face *home = switchboard_take_home(side->board);
    if (face != NULL) {
        face_free(side->face);
        side->face = face;
    }
    if (home != NULL) {
        home_face_free(side->home);
        side->home = home;
    }
}

static void await(bool (*is_so)(void))
{
    for (;;) {
        take(&anna);
        take(&ben);
        if (anna.face != NULL && ben.face != NULL && anna.home != NULL && ben.home != NULL &&
            is_so())
            return;
        wake_wait(&bell, UINT64_MAX);
    }
}

static void want(struct side *side, const struct home_wish *wish)
{
    assert_true(switchboard_order(side->board, order_create_home(wish)));
}

static void do_in_session(struct side *side, enum order_kind kind, const struct wish *wish)
{
    assert_true(switchboard_order(side->board, order_create(kind, wish)));
}

/* ---- what is waited for ---- */

static bool has_link(void)
{
    return anna.home->model.invite_count == 1 && anna.home->model.invites[0].link != NULL;
}

static bool has_two_links(void)
{
    const struct home_model *model = &anna.home->model;
    return model->invite_count == 2 && model->invites[0].link != NULL &&
           model->invites[1].link != NULL;
}

static bool has_no_invite(void)
{
    return anna.home->model.invite_count == 0;
}

static bool knocks(void)
{
    return anna.face->phase == SESSION_AT_DOOR && ben.face->phase == SESSION_KNOCKING;
}

static bool are_together(void)
{
    return anna.face->phase == SESSION_TOGETHER && ben.face->phase == SESSION_TOGETHER;
}

static bool are_confirmed(void)
{
    return anna.home->model.person_count == 1 && anna.home->model.people[0].is_verified &&
           ben.home->model.person_count == 1 && ben.home->model.people[0].is_verified;
}

static bool they_know_each_other(void)
{
    return anna.home->model.person_count == 1 && ben.home->model.person_count == 1;
}

static bool are_parted(void)
{
    return anna.face->phase == SESSION_CLOSED && ben.face->phase == SESSION_CLOSED;
}

static bool are_at_home(void)
{
    return anna.face->model.phase == CALL_WAITING && ben.face->model.phase == CALL_WAITING &&
           ben.home->model.meeting == HOME_ALONE;
}

static bool bens_are_open(void)
{
    return ben.home->model.person_count == 1 && ben.home->model.people[0].is_open;
}

static bool annas_are_open(void)
{
    return anna.home->model.person_count == 1 && anna.home->model.people[0].is_open;
}

static bool anna_sees_the_tick(void)
{
    const struct home_person *person = &anna.home->model.people[0];
    return person->practice_count == 1 &&
           person->practices[0].ticks[HOME_THEM][HOME_TICK_DAYS - 1] == HOME_TICK_DONE &&
           person->change_count > 0;
}

static bool ben_has_the_practice(void)
{
    return ben.home->model.people[0].practice_count == 1;
}

static bool ben_has_words(void)
{
    const struct home_person *person = &ben.home->model.people[0];
    return person->word_count == 1 && person->new_words == 1;
}

static bool ben_has_read(void)
{
    return ben.home->model.people[0].word_count == 1 && ben.home->model.people[0].new_words == 0;
}

static bool is_renamed(void)
{
    return strcmp(anna.home->model.people[0].name, "Benjamin") == 0;
}

static bool is_blocked(void)
{
    return anna.home->model.people[0].is_blocked;
}

static bool is_unblocked(void)
{
    return !anna.home->model.people[0].is_blocked;
}

static bool anna_knows_nobody(void)
{
    return anna.home->model.person_count == 0;
}

static bool has_reply(void)
{
    return anna.home->model.invite_count == 1 && anna.home->model.invites[0].has_reply;
}

static bool anna_is_told(void)
{
    return anna.face->notes > 0;
}

static bool anna_has_set_all(void)
{
    const struct home_settings *settings = &anna.home->model.settings;
    return strcmp(settings->name, "Anna") == 0 && settings->auto_lock_min == 3 &&
           settings->noise == 2 && settings->headphones == 1 && settings->contacts_only &&
           settings->has_passphrase;
}

static bool anna_has_tried(void)
{
    const struct home_settings *settings = &anna.home->model.settings;
    return settings->noise == 1 && settings->has_passphrase;
}

static bool anna_has_no_passphrase(void)
{
    return !anna.home->model.settings.has_passphrase;
}

static bool ben_is_told(void)
{
    return ben.face->notes > 0;
}

/* ---- what is done ---- */

static void pair(void)
{
    want(&anna, &(struct home_wish){.kind = HOME_INVITE, .texts = {"Ben"}});
    await(has_link);
    assert_string_equal(anna.home->model.invites[0].for_name, "Ben");
    want(&ben, &(struct home_wish){.kind = HOME_JOIN, .texts = {anna.home->model.invites[0].link}});
    await(knocks); /* who joined knocks at once */
    await(they_know_each_other);
}

static void meet_at_the_door(void)
{
    do_in_session(&anna, ORDER_WISH, &(struct wish){.kind = WISH_OPEN_DOOR});
    await(are_together);
}

static void confirm(void)
{
    do_in_session(&anna, ORDER_WORDS, &(struct wish){.on = true});
    do_in_session(&ben, ORDER_WORDS, &(struct wish){.on = true});
    await(are_confirmed);
}

static void part(void)
{
    do_in_session(&ben, ORDER_WISH, &(struct wish){.kind = WISH_LEAVE});
    await(are_parted);
    want(&anna, &(struct home_wish){.kind = HOME_GO_HOME});
    want(&ben, &(struct home_wish){.kind = HOME_GO_HOME});
    await(are_at_home);
}

static void from_an_invite_to_an_hour_and_home_and_back(void **state)
{
    (void)state;
    pair();
    await(has_no_invite); /* it was used */
    meet_at_the_door();
    confirm();
    part();
    want(&ben, &(struct home_wish){.kind = HOME_CALL, .person = ben.home->model.people[0].id});
    await(knocks);
    want(&ben, &(struct home_wish){.kind = HOME_GO_HOME}); /* he thinks better of it */
    await(are_at_home);
    want(&ben, &(struct home_wish){.kind = HOME_CALL, .person = ben.home->model.people[0].id});
    await(knocks);
    do_in_session(&anna, ORDER_WISH, &(struct wish){.kind = WISH_DECLINE});
    await(are_at_home);
    assert_non_null(strstr(ben.face->note, "cannot talk right now"));
}

static void who_call_each_other_at_once_are_together(void **state)
{
    (void)state;
    pair();
    meet_at_the_door();
    part();
    want(&ben, &(struct home_wish){.kind = HOME_CALL, .person = ben.home->model.people[0].id});
    want(&anna, &(struct home_wish){.kind = HOME_CALL, .person = anna.home->model.people[0].id});
    await(are_together);
    want(&ben, &(struct home_wish){.kind = HOME_CALL, .person = ben.home->model.people[0].id});
    await(ben_is_told);
    assert_non_null(strstr(ben.face->note, "One at a time"));
}

static void what_one_writes_at_home_the_other_sees_when_they_meet(void **state)
{
    (void)state;
    pair();
    await(annas_are_open); /* one prepares for somebody who is not confirmed yet */
    want(&anna, &(struct home_wish){.kind = HOME_PRACTICE_ADD,
                                    .person = anna.home->model.people[0].id,
                                    .texts = {"Breathe"}});
    meet_at_the_door();
    confirm();
    await(bens_are_open);
    await(ben_has_the_practice);
    const struct home_person *person = &ben.home->model.people[0];
    want(&ben, &(struct home_wish){.kind = HOME_TICK,
                                   .person = person->id,
                                   .object = person->practices[0].thing.id,
                                   .on = true});
    await(anna_sees_the_tick);
    want(&anna, &(struct home_wish){.kind = HOME_WRITE,
                                    .person = anna.home->model.people[0].id,
                                    .texts = {"See you."}});
    await(ben_has_words);
    assert_string_equal(ben.home->model.people[0].words[0].text, "See you.");
    want(&ben, &(struct home_wish){.kind = HOME_READ, .person = ben.home->model.people[0].id});
    await(ben_has_read);
    part();
}

static void people_are_renamed_and_blocked_from_home(void **state)
{
    (void)state;
    pair();
    meet_at_the_door();
    part();
    uint32_t id = anna.home->model.people[0].id;
    want(&anna, &(struct home_wish){.kind = HOME_RENAME, .person = id, .texts = {"Benjamin"}});
    await(is_renamed);
    want(&anna, &(struct home_wish){.kind = HOME_BLOCK, .person = id});
    await(is_blocked);
    want(&anna, &(struct home_wish){.kind = HOME_UNBLOCK, .person = id});
    await(is_unblocked);
    want(&ben, &(struct home_wish){.kind = HOME_CALL, .person = ben.home->model.people[0].id});
    await(knocks);
}

static void who_is_forgotten_is_gone_with_what_was_shared(void **state)
{
    (void)state;
    pair();
    meet_at_the_door();
    confirm();
    uint32_t id = anna.home->model.people[0].id;
    want(&anna, &(struct home_wish){.kind = HOME_FORGET, .person = id}); /* not while he is here */
    part();
    assert_int_equal(anna.home->model.person_count, 1);
    want(&anna, &(struct home_wish){.kind = HOME_GOAL_ADD, .person = id, .texts = {"Walk"}});
    want(&anna, &(struct home_wish){.kind = HOME_WRITE, .person = id, .texts = {"Good-bye."}});
    want(&anna, &(struct home_wish){.kind = HOME_FORGET, .person = id});
    await(anna_knows_nobody);
    assert_int_equal(anna.household->people.count, 0);
}

static void what_is_no_link_is_told_and_one_invite_is_taken_back(void **state)
{
    (void)state;
    want(&ben, &(struct home_wish){.kind = HOME_JOIN, .texts = {"no link"}});
    await(ben_is_told);
    assert_non_null(strstr(ben.face->note, "not an invite"));
    assert_int_equal(ben.home->model.meeting, HOME_ALONE);
    want(&anna, &(struct home_wish){.kind = HOME_INVITE});
    await(has_link);
    want(&anna,
         &(struct home_wish){.kind = HOME_INVITE_CANCEL, .number = anna.home->model.invites[0].id});
    await(has_no_invite);
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
    assert_non_null(strstr(anna.face->note, "invite still stands"));
    atomic_store(&disk_is_full, false);
    want(&anna, &(struct home_wish){.kind = HOME_INVITE_CANCEL, .number = ids[1]});
    await(has_link); /* one of the two */
    assert_int_equal(anna.home->model.invites[0].id, ids[0]);
    want(&ben, &(struct home_wish){.kind = HOME_JOIN, .texts = {link}});
    await(knocks);
}

static void a_reply_link_is_taken_in_with_its_invite(void **state)
{
    (void)state;
    struct invite invite;
    struct reply reply = {.candidate_count = 1};
    char text[REPLY_TEXT_BYTES_MAX];
    want(&anna, &(struct home_wish){.kind = HOME_INVITE});
    await(has_link);
    char link[INVITE_INPUT_BYTES_MAX + 1]; /* the snapshot is replaced meanwhile */
    snprintf(link, sizeof link, "%s", anna.home->model.invites[0].link);
    assert_int_equal(invite_decode(link, strlen(link), 1, &invite), INVITE_OK);
    assert_false(invite.reply_wanted);
    assert_true(address_text_parse("127.0.0.1:9", &reply.candidates[0]));
    reply_encode(&reply, invite.secret, &net_random, text);
    want(&anna, &(struct home_wish){.kind = HOME_REPLY, .texts = {text}});
    await(has_reply);
    want(&anna, &(struct home_wish){.kind = HOME_REPLY, .texts = {link}});
    await(anna_is_told);
    assert_non_null(strstr(anna.face->note, "not a reply"));
}

static void settings_are_kept_in_the_profile(void **state)
{
    (void)state;
    static const struct home_wish wishes[] = {{.kind = HOME_NAME, .texts = {"Anna"}},
                                              {.kind = HOME_AUTO_LOCK, .number = 3},
                                              {.kind = HOME_NOISE, .number = 2},
                                              {.kind = HOME_HEADPHONES, .number = 1},
                                              {.kind = HOME_CONTACTS_ONLY, .on = true},
                                              {.kind = HOME_PASSPHRASE, .texts = {"open"}},
                                              {.kind = HOME_AUTO_LOCK, .number = UINT16_MAX}};
    for (size_t i = 0; i < sizeof wishes / sizeof wishes[0]; i++)
        want(&anna, &wishes[i]);
    await(anna_has_set_all);
    /* Without the one that there is nothing changes; wishes are done one after the other. */
    want(&anna, &(struct home_wish){.kind = HOME_PASSPHRASE, .texts = {NULL, "other"}});
    want(&anna, &(struct home_wish){.kind = HOME_NOISE, .number = 1});
    await(anna_has_tried);
    assert_non_null(strstr(anna.face->note, "All is as it was"));
    want(&anna, &(struct home_wish){.kind = HOME_PASSPHRASE, .texts = {NULL, "open"}});
    await(anna_has_no_passphrase);
    want(&ben, &(struct home_wish){.kind = HOME_NAME});
    await(ben_is_told);
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
    assert_non_null(strstr(anna.face->note, "cannot be written")); /* a pipe cannot be synced */
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
    assert_non_null(strstr(anna.face->note, path));
    assert_true(anna.face->note_private);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    bytes[fread(bytes, 1, sizeof bytes - 1, file)] = '\0';
    assert_int_equal(fclose(file), 0);
    assert_non_null(strstr(bytes, "Walk"));
    assert_int_equal(unlink(path), 0);
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

#define CALLING_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    CALLING_TEST(from_an_invite_to_an_hour_and_home_and_back),
    CALLING_TEST(who_call_each_other_at_once_are_together),
    CALLING_TEST(what_one_writes_at_home_the_other_sees_when_they_meet),
    CALLING_TEST(people_are_renamed_and_blocked_from_home),
    CALLING_TEST(who_is_forgotten_is_gone_with_what_was_shared),
    CALLING_TEST(what_is_no_link_is_told_and_one_invite_is_taken_back),
    CALLING_TEST(an_invite_that_the_disk_keeps_still_stands),
    CALLING_TEST(a_reply_link_is_taken_in_with_its_invite),
    CALLING_TEST(settings_are_kept_in_the_profile),
    CALLING_TEST(a_copy_is_written_while_all_else_goes_on),
    CALLING_TEST(a_copy_has_what_was_written_last_and_its_file_is_told),
    CALLING_TEST(all_of_a_profile_is_backed_up_while_it_runs),
};
TEST_GROUP(calling, tests)
