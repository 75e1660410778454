/* What the screens between sessions show and change: the link thread's part of app/home_face.h and
 * app/home_verbs.h. The books are those of app/sharing.c, which stores and sends what is written
 * here; the letters those of app/correspondence.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "app/calendar.h"
#include "app/home_verbs.h"
#include "app/letter_words.h"
#include "app/space_desk.h"
#include "app/switchboard_room.h"
#include "net/clock.h"

/* While documents come one after the other, so often is enough. */
#define AGAIN_US    100000
#define DAY_MINUTES 1440

/* ---- people ---- */

bool home_open(struct switchboard *board)
{
    const struct people *people = board->options.people;
    struct home *home = &board->home;
    home->held_end = &home->held;
    home->changed = true;
    setting_read(board->options.profile, &board->settings);
    if (board->options.task != TASK_WAIT || people->count == 0)
        return true;
    home->people = calloc(PEOPLE_MAX, sizeof *home->people);
    if (home->people == NULL)
        return false;
    memcpy(home->people, people->list, people->count * sizeof *home->people);
    home->person_count = people->count;
    return true;
}

void home_close(struct switchboard *board)
{
    struct home *home = &board->home;
    while (home->held != NULL) {
        struct order *order = home->held;
        home->held = order->next;
        order_free(order);
    }
    if (home->people != NULL)
        sodium_memzero(home->people, PEOPLE_MAX * sizeof *home->people);
    free(home->people);
    home_face_free(mailbox_take(&home->face));
}

static struct person *find_person(const struct switchboard *board, uint32_t id)
{
    for (size_t i = 0; i < board->home.person_count; i++) {
        if (board->home.people[i].id == id)
            return &board->home.people[i];
    }
    return NULL;
}

size_t home_person_count(const struct switchboard *board)
{
    const struct home *home = &board->home;
    return home->people != NULL ? home->person_count : board->options.people->count;
}

void home_on_person(struct switchboard *board, const struct person *person)
{
    struct home *home = &board->home;
    struct person *known = find_person(board, person->id);
    struct slot *slot = lobby_find(board, person->id);
    if (board->options.task != TASK_WAIT)
        return;
    if (home->people == NULL)
        home->people = calloc(PEOPLE_MAX, sizeof *home->people);
    if (known == NULL && home->people != NULL && home->person_count < PEOPLE_MAX)
        known = &home->people[home->person_count++];
    if (known != NULL)
        *known = *person;
    if (slot != NULL)
        memcpy(slot->person.name, person->name, sizeof slot->person.name);
    home->changed = true;
}

/* ---- orders ---- */

static void submit(struct switchboard *board, struct store_job *job)
{
    if (job != NULL && store_thread_submit(&board->store, job))
        return;
    store_job_free(job);
    board_tell(board, &(struct told){.what = DECK_NOTES_NOT_NOW});
}

static void rename_person(struct switchboard *board, const struct person *person, const char *name)
{
    struct store_job *job = store_job_create(STORE_NAME_PERSON);
    if (job != NULL) {
        job->person.id = person->id;
        snprintf(job->person.name, sizeof job->person.name, "%.*s",
                 (int)sizeof job->person.name - 1, name);
    }
    submit(board, job);
}

static void judge(struct switchboard *board, const struct person *person, bool block)
{
    struct store_job *job = store_job_create(STORE_JUDGE_PERSON);
    if (job != NULL) {
        job->person.id = person->id;
        job->judgement = block ? PEOPLE_BLOCK : PEOPLE_UNBLOCK;
    }
    submit(board, job);
}

/* False: not yet, something of theirs is on its way to the disk. */
static bool forget(struct switchboard *board, const struct person *person)
{
    struct sharing *sharing = sharing_find(board, person->remote_static);
    struct correspondence *letters = correspondence_find(board, person->id);
    struct store_job *job;
    if (board->talking != NULL && board->talking->person.id == person->id) {
        board_tell(board, &(struct told){.what = DECK_NOTES_LEAVE_FIRST});
        return true;
    }
    if ((sharing != NULL && !sharing_is_quiet(sharing)) || (letters != NULL && letters->writing))
        return false;
    job = store_job_create(STORE_FORGET_PERSON);
    if (job != NULL)
        job->person = *person;
    struct person shut = *person;
    shut.blocked = true; /* so it does not open again */
    lobby_shut(board, &shut);
    lobby_sweep(board);
    sodium_memzero(&shut, sizeof shut);
    if (sharing != NULL)
        sharing_drop(board, sharing);
    if (letters != NULL)
        correspondence_drop(board, letters);
    if (board->asking.person_id == person->id)
        acquaintance_ask(board, NULL);
    submit(board, job);
    return true;
}

void home_on_forgotten(struct switchboard *board, const struct store_job *job)
{
    struct home *home = &board->home;
    const struct person *gone = find_person(board, job->person.id);
    if (!job->kept)
        board_tell_store(board, DECK_NOTES_NOT_ALL_GONE, &job->error);
    if (gone != NULL) {
        size_t at = (size_t)(gone - home->people);
        home->person_count--;
        memmove(&home->people[at], &home->people[at + 1], (home->person_count - at) * sizeof *gone);
    }
    home->changed = true;
}

/* A command would complain so; a window has plainer words for it. */
static void tell(struct switchboard *board, enum exit_code exit, const char *complaint,
                 const struct home_wish *wish)
{
    enum deck_key plain = DECK_NOTES_MAYBE_FULL;
    if (exit == EXIT_USAGE)
        plain = DECK_NOTES_NOT_YOURS;
    else if (exit == EXIT_LOCKED)
        plain = DECK_NOTES_STORE_DISK;
    if (board->options.has_window)
        board_tell_unwritten(board, plain, NULL, wish->texts[0]);
    else
        board_tell(board, &(struct told){.words = complaint});
    board_keep_private(board); /* it may say what was written */
}

/* In what is shared first; a copy of what is short goes as a letter, too. */
static void write_words(struct switchboard *board, struct sharing *sharing,
                        const struct home_wish *wish)
{
    char complaint[HOME_COMPLAINT_BYTES];
    struct object_id words;
    const char *text = wish->texts[0] != NULL ? wish->texts[0] : "";
    complain_into(complaint, sizeof complaint);
    enum exit_code exit = space_desk_put_words(&sharing->book, text, &words);
    complain_into(NULL, 0);
    if (exit != EXIT_OK) {
        tell(board, exit, complaint, wish);
        return;
    }
    const struct letter_text copy = {text, strlen(text), letter_words_object(words)};
    if (copy.size <= LETTERS_TEXT_BYTES_MAX)
        correspondence_write(board, sharing->person_id, copy);
}

static void do_verb(struct switchboard *board, struct sharing *sharing, const struct person *person,
                    const struct home_wish *wish)
{
    char complaint[HOME_COMPLAINT_BYTES];
    const struct home_desk desk = {board->settings.name, board->options.profile->static_secret,
                                   person, &sharing->book};
    enum exit_code exit = home_verb_do(&desk, wish, complaint);
    if (exit != EXIT_OK)
        tell(board, exit, complaint, wish);
    sodium_memzero(complaint, sizeof complaint);
}

/* By the store thread, from what is on the disk: a slow one delays nothing. False: not yet, some of
 * it is on its way there. */
static bool save_copy(struct switchboard *board, struct sharing *sharing,
                      const struct person *person, const struct home_wish *wish)
{
    bool kept = sharing_is_kept(board, sharing);
    if (!kept && !sharing_waits_for_disk(sharing))
        return false;
    struct store_job *job = kept ? store_job_create(STORE_COPY) : NULL;
    if (job != NULL) {
        job->person = *person;
        job->order = order_create_home(wish);
    }
    if (job != NULL && job->order == NULL) {
        store_job_free(job);
        job = NULL;
    }
    submit(board, job);
    return true;
}

void home_on_copied(struct switchboard *board, const struct store_job *job)
{
    const char *path = job->order->home.texts[0];
    if (job->kept)
        board_tell(board, &(struct told){.what = DECK_NOTES_COPY_SAVED, .words = path});
    else
        board_tell_store(board, DECK_NOTES_NOT_CHANGED, &job->error);
    board_keep_private(board); /* a file may be named after somebody */
}

/* False: not yet. */
static bool do_shared(struct switchboard *board, const struct person *person,
                      const struct home_wish *wish)
{
    struct sharing *sharing = sharing_find(board, person->remote_static);
    const struct correspondence *letters = correspondence_find(board, person->id);
    /* What is open is written in, though nothing more of it is exchanged. */
    if (sharing == NULL || (sharing->refused && !sharing->open)) {
        board_tell_unwritten(board, DECK_NOTES_CANNOT_READ, person->name, wish->texts[0]);
        return true;
    }
    if (!sharing->open || (wish->kind == HOME_WRITE && letters != NULL && letters->writing))
        return false;
    if (wish->kind == HOME_WRITE)
        write_words(board, sharing, wish);
    else if (wish->kind == HOME_READ)
        correspondence_read(board, person->id, sharing->book.space);
    else if (wish->kind == HOME_EXPORT)
        return save_copy(board, sharing, person, wish);
    else
        do_verb(board, sharing, person, wish);
    sharing->account.even = false;
    board->home.changed = true;
    return true;
}

static void set(struct switchboard *board, const struct home_wish *wish)
{
    struct store_job *job = store_job_create(STORE_SETTING);
    if (job != NULL)
        job->setting = setting_create(wish);
    if (job != NULL && job->setting == NULL) {
        store_job_free(job);
        job = NULL;
    }
    submit(board, job);
}

void home_on_set(struct switchboard *board, const struct store_job *job)
{
    board->settings = job->values;
    board->home.changed = true;
    if (job->kept && job->setting->kind == HOME_BACKUP)
        board_tell(board, &(struct told){.what = DECK_SETTINGS_BACKUP_DONE});
    if (!job->kept)
        board_tell_store(board, DECK_NOTES_NOT_CHANGED, &job->error);
}

static bool obey(struct switchboard *board, const struct home_wish *wish)
{
    const struct person *person = find_person(board, wish->person);
    if (setting_takes(wish->kind))
        set(board, wish);
    else if (person == NULL)
        board_tell(board, &(struct told){.what = DECK_NOTES_NOT_KNOWN});
    else if (wish->kind == HOME_RENAME && wish->texts[0] != NULL)
        rename_person(board, person, wish->texts[0]);
    else if (wish->kind == HOME_FORGET)
        return forget(board, person);
    else if (wish->kind == HOME_BLOCK || wish->kind == HOME_UNBLOCK)
        judge(board, person, wish->kind == HOME_BLOCK);
    else if (home_verb_takes(wish->kind) || wish->kind == HOME_WRITE || wish->kind == HOME_READ)
        return do_shared(board, person, wish);
    return true;
}

void home_take_order(struct switchboard *board, struct order *order)
{
    struct home *home = &board->home;
    bool behind = home->held != NULL;
    if (board->options.task != TASK_WAIT || (!behind && obey(board, &order->home))) {
        order_free(order);
        return;
    }
    order->next = NULL;
    *home->held_end = order;
    home->held_end = &order->next;
}

bool home_do_held(struct switchboard *board)
{
    struct home *home = &board->home;
    bool did = false;
    while (home->held != NULL && obey(board, &home->held->home)) {
        struct order *done = home->held;
        home->held = done->next;
        order_free(done);
        did = true;
    }
    if (home->held == NULL)
        home->held_end = &home->held;
    return did;
}

/* ---- the snapshot ---- */

static void fill_source(struct switchboard *board, struct home_source_person *out,
                        const struct person *person)
{
    const struct sharing *sharing = sharing_find(board, person->remote_static);
    const struct correspondence *correspondence = correspondence_find(board, person->id);
    const struct slot *slot = lobby_find(board, person->id);
    *out = (struct home_source_person){
        .person = person,
        .letters = correspondence != NULL ? &correspondence->letters : NULL,
        .is_online = slot != NULL && slot->stands,
    };
    if (sharing == NULL || !sharing->open)
        return;
    out->space = sharing->book.space;
    out->changes = sharing->book.changes;
}

static size_t fill_invites(struct switchboard *board, struct home_invite *out,
                           char (*links)[INVITE_TEXT_BYTES_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < board->slot_count && count < INVITES_MAX; i++) {
        const struct slot *slot = board->slots[i];
        if (slot->kind != SLOT_INVITE || slot->over)
            continue;
        out[count] = inviting_show(slot, links[count]);
        count++;
    }
    return count;
}

static struct home_face *make_face(struct switchboard *board)
{
    char links[INVITES_MAX][INVITE_TEXT_BYTES_MAX];
    struct home_invite invites[INVITES_MAX];
    struct home *home = &board->home;
    struct home_source source = {
        .own_name = board->settings.name,
        .settings = setting_shown(&board->settings),
        .person_count = home->person_count,
        .invites = invites,
        .calling = board->calling.person_id,
    };
    struct home_source_person *people = calloc(home->person_count + 1, sizeof *people);
    if (people == NULL)
        return NULL;
    if (calling_seeks(board))
        source.meeting = board->calling.person_id != 0 ? HOME_CALLING : HOME_JOINING;
    if (source.meeting == HOME_JOINING && board->calling.reply[0] != '\0')
        source.reply = board->calling.reply;
    for (size_t i = 0; i < home->person_count; i++)
        fill_source(board, &people[i], &home->people[i]);
    source.people = people;
    source.invite_count = fill_invites(board, invites, links);
    struct home_face *face = home_face_create(&source);
    sodium_memzero(links, sizeof links);
    free(people);
    return face;
}

/* When a day begins, or the next hour with somebody is over. */
static uint32_t stale_from(const struct home_model *model)
{
    uint32_t minute = calendar_minute_now();
    uint32_t stale = minute + DAY_MINUTES - calendar_minute_of_day((uint64_t)minute * 60000);
    for (size_t i = 0; i < model->person_count; i++) {
        const struct home_next *next = &model->people[i].next;
        if (next->is_known && next->minute >= minute && next->minute + 1 < stale)
            stale = next->minute + 1;
    }
    return stale;
}

static void publish(struct switchboard *board, uint64_t now_us)
{
    struct home *home = &board->home;
    struct home_face *face = make_face(board);
    home->again_at_us = now_us + AGAIN_US;
    if (face == NULL)
        return;
    home->changed = false;
    home->stale_minute = stale_from(&face->model);
    home_face_free(mailbox_put(&home->face, face));
    board->options.ring_main(board->options.main_context);
}

void home_step(struct switchboard *board)
{
    struct home *home = &board->home;
    uint64_t now_us = net_now_us();
    if (board->options.task != TASK_WAIT || board->ended)
        return;
    (void)home_do_held(board);
    /* What a session changes of the rest says so itself. */
    bool stale = home->stale_minute != 0 && calendar_minute_now() >= home->stale_minute;
    home->changed = home->changed || stale || (board->changed && board->talking == NULL);
    if (home->changed && now_us >= home->again_at_us)
        publish(board, now_us);
}

uint64_t home_next_us(const struct switchboard *board)
{
    bool waits = board->home.changed && board->options.task == TASK_WAIT;
    return waits ? board->home.again_at_us : UINT64_MAX;
}
