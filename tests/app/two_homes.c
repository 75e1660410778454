#include "two_homes.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "harness.h"
#include "reach/address_text.h"

static struct wake bell;
struct side anna, ben;
struct deck deck;
static struct folder_disk disk;
atomic_bool disk_is_full;

struct switchboard *_Atomic disk_waits_for;

static int sync_disk(int fd)
{
    struct switchboard *board = atomic_load(&disk_waits_for);
    while (board != NULL && !atomic_load(&board->stop))
        sched_yield();
    if (!atomic_load(&disk_is_full))
        return folder_system_disk.sync(fd);
    errno = ENOSPC;
    return -1;
}

static void ring(void *context)
{
    wake_ring(context);
}

void start_board(struct side *side)
{
    static const struct options none = {.command = COMMAND_WINDOW, .helpers = "none"};
    struct household *household = side->household;
    struct switchboard_options options = {
        .task = TASK_WAIT,
        .options = &none,
        .profile = &household->profile,
        .people = &household->people,
        .invites = &household->invites,
        .vault = household->vault,
        .deck = side->has_window ? &deck : NULL,
        .has_window = side->has_window,
        .ring_main = ring,
        .main_context = &bell,
    };
    assert_true(address_text_parse("127.0.0.1:0", &options.listen));
    side->board = switchboard_start(&options, &side->report);
    assert_non_null(side->board);
}

static void open_side(struct side *side)
{
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
    start_board(side);
}

void stop_board(struct side *side)
{
    switchboard_stop(side->board, &side->report);
    assert_int_equal(side->report.exit, EXIT_OK);
    assert_string_equal(side->report.unkept, "");
    face_free(side->face);
    home_face_free(side->home);
    side->face = NULL;
    side->home = NULL;
}

static void close_side(struct side *side)
{
    stop_board(side);
    household_close(side->household);
    remove_folder(side->path);
    memset(side, 0, sizeof *side);
}

int two_homes_begin(void **state)
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

int two_homes_end(void **state)
{
    (void)state;
    close_side(&anna);
    close_side(&ben);
    deck_close(&deck);
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

void await(bool (*is_so)(void))
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

const struct face_note *newest_note(const struct side *side)
{
    assert_true(side->face->notes > 0);
    return &side->face->said[(side->face->notes - 1) % FACE_NOTES];
}

void want(struct side *side, const struct home_wish *wish)
{
    assert_true(switchboard_order(side->board, order_create_home(wish)));
}

void do_in_session(struct side *side, enum order_kind kind, const struct wish *wish)
{
    assert_true(switchboard_order(side->board, order_create(kind, wish)));
}

bool has_link(void)
{
    return anna.home->model.invite_count == 1 && anna.home->model.invites[0].link != NULL;
}

bool has_no_invite(void)
{
    return anna.home->model.invite_count == 0;
}

bool knocks(void)
{
    return anna.face->phase == SESSION_AT_DOOR && ben.face->phase == SESSION_KNOCKING;
}

bool they_know_each_other(void)
{
    return anna.home->model.person_count == 1 && ben.home->model.person_count == 1;
}

bool annas_are_open(void)
{
    return anna.home->model.person_count == 1 && anna.home->model.people[0].is_open;
}

bool anna_is_told(void)
{
    return anna.face->notes > 0;
}

void pair(void)
{
    want(&anna, &(struct home_wish){.kind = HOME_INVITE, .texts = {"Ben"}});
    await(has_link);
    assert_string_equal(anna.home->model.invites[0].for_name, "Ben");
    want(&ben, &(struct home_wish){.kind = HOME_JOIN, .texts = {anna.home->model.invites[0].link}});
    await(knocks); /* who joined knocks at once */
    await(they_know_each_other);
}
