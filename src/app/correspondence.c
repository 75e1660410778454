/* The letters of the switchboard's people: while the app runs for whatever purpose, the finder
 * serves their mailboxes, and the store thread keeps what changes. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/finding.h"
#include "app/letter_words.h"
#include "app/log.h"
#include "app/switchboard_room.h"
#include "app/ways.h"
#include "app/word_list.h"
#include "base/assert.h"
#include "net/clock.h"
#include "net/finder.h"
#include "records/utf8.h"

/* What a note of the window shows of a letter, with the sentence around it. */
#define SHOWN_BYTES 180
/* How often letters are offered to a disk that refused them. */
#define KEEP_AGAIN_US 10000000

struct correspondence *correspondence_find(struct switchboard *board, uint32_t person_id)
{
    for (size_t i = 0; i < board->correspondence_count; i++) {
        if (board->correspondences[i]->letters.person_id == person_id)
            return board->correspondences[i];
    }
    return NULL;
}

/* Stays until the board is freed: a person's link may come and go meanwhile. */
static struct correspondence *obtain(struct switchboard *board, const struct person *person)
{
    struct store_error error;
    struct correspondence *known = correspondence_find(board, person->id);
    if (known != NULL || board->correspondence_count == NET_LINKS_MAX)
        return known;
    struct correspondence *fresh = calloc(1, sizeof *fresh);
    if (fresh == NULL)
        return NULL;
    if (!letters_open(&fresh->letters, &board->options.profile->folder, person, &error)) {
        struct told told = told_store(DECK_NOTES_LETTERS_CLOSED, &error);
        told.name = person->name;
        board_tell(board, &told);
        free(fresh);
        return NULL;
    }
    board->correspondences[board->correspondence_count++] = fresh;
    return fresh;
}

static bool find_words(void *owner, uint64_t counter, struct mailbox_words *out)
{
    const struct slot *slot = owner;
    return letter_words_find(&slot->correspondence->letters, counter, out);
}

void correspondence_serve(struct slot *slot)
{
    struct switchboard *board = slot->board;
    struct ways ways;
    ALCOVE_ASSERT(slot->kind == SLOT_PERSON && slot->found != NULL);
    finding_ways(board->options.options, board->settings.ways, &ways);
    struct correspondence *correspondence = obtain(board, &slot->person);
    slot->correspondence = ways.dht ? correspondence : NULL;
    if (slot->correspondence == NULL)
        return;
    struct letters *letters = &slot->correspondence->letters;
    letters_rekey(letters, &slot->person);
    const struct finder_mail mail = {&letters->outbox, &letters->inbox, find_words};
    finder_serve_mail(slot->found, &mail);
}

void correspondence_on_news(struct slot *slot, const struct finder_news *news)
{
    struct correspondence *correspondence = slot->correspondence;
    struct letters *letters = &correspondence->letters;
    correspondence->changed = true;
    slot->board->home.changed = true;
    if (news->kind == FINDER_NEWS_OUTBOX)
        letters_settle(letters);
    else if (letter_words_take(letters, news->counter, news->words))
        correspondence->taking = news->counter;
    else
        finder_keep_words(slot->found, false);
}

/* ---- the store ---- */

static bool submit(struct switchboard *board, struct correspondence *correspondence)
{
    struct store_job *job = store_job_create(STORE_LETTERS);
    if (job == NULL)
        return false;
    job->counter = correspondence->taking;
    job->letters = malloc(sizeof *job->letters);
    if (job->letters != NULL) {
        *job->letters = correspondence->letters;
        if (store_thread_submit(&board->store, job))
            return true;
    }
    store_job_free(job);
    return false;
}

void correspondence_keep(struct switchboard *board)
{
    for (size_t i = 0; i < board->correspondence_count; i++) {
        struct correspondence *correspondence = board->correspondences[i];
        if (!correspondence->changed || correspondence->writing || !submit(board, correspondence))
            continue;
        correspondence->changed = false;
        correspondence->taking = 0;
    }
}

/* It is on the disk: now it may leave. */
static void on_written(struct switchboard *board, struct correspondence *correspondence,
                       const struct store_job *job)
{
    struct store_error error;
    uint64_t counter;
    const struct letter *letter = letters_find_sent(job->letters, job->written);
    correspondence->writing = false;
    correspondence->changed = true;
    board->home.changed = true;
    if (!job->kept)
        board_tell_store(board, DECK_NOTES_WHEN_YOU_MEET, &job->error);
    if (!job->kept || letter == NULL)
        return;
    const struct letter_text text = {letter->text, letter->size, letter->object};
    if (!letters_put(&correspondence->letters, text, letter->written_at_s, &counter, &error))
        return;
    for (size_t i = 0; i < board->slot_count; i++) {
        if (board->slots[i]->correspondence == correspondence && board->slots[i]->found != NULL)
            finder_look_for_words(board->slots[i]->found);
    }
}

void correspondence_write(struct switchboard *board, uint32_t person_id, struct letter_text text)
{
    struct store_error error;
    struct correspondence *correspondence = correspondence_find(board, person_id);
    struct store_job *job = store_job_create(STORE_LETTERS);
    if (correspondence != NULL && job != NULL)
        job->letters = malloc(sizeof *job->letters);
    if (correspondence == NULL || job == NULL || job->letters == NULL) {
        store_job_free(job);
        return;
    }
    *job->letters = correspondence->letters;
    /* Where too many wait already, what is shared brings it all the same. */
    if (letters_put(job->letters, text, (uint64_t)time(NULL), &job->written, &error) &&
        store_thread_submit(&board->store, job))
        correspondence->writing = true;
    else
        store_job_free(job);
}

void correspondence_read(struct switchboard *board, uint32_t person_id, const struct space *space)
{
    struct correspondence *correspondence = correspondence_find(board, person_id);
    if (correspondence == NULL || !word_list_mark_read(space, &correspondence->letters))
        return;
    correspondence->changed = true;
    board->home.changed = true;
}

void correspondence_on_kept(struct switchboard *board, const struct store_job *job)
{
    struct correspondence *correspondence = correspondence_find(board, job->letters->person_id);
    if (correspondence == NULL)
        return; /* they were forgotten meanwhile */
    if (job->written != 0) {
        on_written(board, correspondence, job);
        return;
    }
    if (!job->kept) {
        log_event(LOG_ERROR, "letters could not be stored; how many there are",
                  job->letters->sent.count + job->letters->received.count);
        correspondence->keep_again_at_us = net_now_us() + KEEP_AGAIN_US;
    }
    /* Of keys that are no more: then the mailbox is another one by now. */
    bool same = memcmp(job->letters->root_tag, correspondence->letters.root_tag,
                       sizeof job->letters->root_tag) == 0;
    if (job->counter == 0 || !same)
        return;
    if (job->kept)
        mailbox_inbox_advance(&correspondence->letters.inbox, job->counter);
    else
        letters_drop(&correspondence->letters, job->counter);
    for (size_t i = 0; i < board->slot_count; i++) {
        if (board->slots[i]->correspondence == correspondence && board->slots[i]->found != NULL)
            finder_keep_words(board->slots[i]->found, job->kept);
    }
}

/* ---- the person ---- */

bool correspondence_knows(struct switchboard *board, uint32_t person_id, struct object_id words)
{
    const struct correspondence *correspondence = correspondence_find(board, person_id);
    if (correspondence == NULL)
        return false;
    const struct letters *letters = &correspondence->letters;
    return letters_has_read(letters, words.counter) ||
           letter_list_find_object(&letters->received, letter_words_object(words)) != NULL;
}

/* The next that was not told yet, of those that are on the disk, and that nothing else brought. */
static struct letter *find_untold(struct switchboard *board, struct correspondence *correspondence)
{
    struct letter_list *received = &correspondence->letters.received;
    for (size_t i = 0; i < received->count; i++) {
        struct letter *letter = &received->list[i];
        bool kept = letter->counter <= correspondence->letters.inbox.words_read;
        bool told = letter->counter <= correspondence->told ||
                    sharing_knows(board, correspondence->letters.person_id,
                                  letter_words_name(letter->object));
        if (!letter->done && kept && !told)
            return letter;
    }
    return NULL;
}

/* A letter that a note shows whole is read by that; of a longer one the note has the beginning. On
 * a screen, which others may see, none is shown before it is asked for. */
static void show(struct switchboard *board, struct correspondence *correspondence,
                 struct letter *letter)
{
    const char *name = lobby_name_of(board, correspondence->letters.person_id);
    size_t shown = utf8_prefix(letter->text, letter->size, SHOWN_BYTES);
    bool shows = board->options.task == TASK_WAIT && !board->options.has_window;
    correspondence->told = letter->counter;
    stats_event(board->options.stats, net_now_us(), "letter", letter->counter);
    if (!shows || letter->size == 0) {
        board_tell(
            board,
            &(struct told){.what = DECK_NOTES_WROTE, .by_hand = DECK_NOTES_WROTE_DO, .name = name});
        return;
    }
    bool whole = shown == letter->size;
    char words[SHOWN_BYTES + sizeof "…"];
    snprintf(words, sizeof words, "%.*s%s", (int)shown, letter->text, whole ? "" : "…");
    board_tell(board, &(struct told){.what = DECK_NOTES_WROTE_WORDS,
                                     .to_do = whole ? 0 : DECK_NOTES_REST_WAITS,
                                     .by_hand = whole ? 0 : DECK_NOTES_WROTE_REST,
                                     .name = name,
                                     .words = words});
    explicit_bzero(words, sizeof words);
    if (whole) {
        letter->done = true;
        if (letter->object != 0)
            letters_mark_read(&correspondence->letters, letter_words_name(letter->object).counter);
        correspondence->changed = true;
    }
    board_keep_private(board);
}

static void tell(struct switchboard *board)
{
    enum switchboard_task task = board->options.task;
    if (board->talking != NULL || (task != TASK_WAIT && task != TASK_ANSWER))
        return;
    for (size_t i = 0; i < board->correspondence_count; i++) {
        struct letter *letter = find_untold(board, board->correspondences[i]);
        if (letter == NULL)
            continue;
        show(board, board->correspondences[i], letter);
        return; /* one note at a time */
    }
}

void correspondence_second(struct switchboard *board, uint64_t now_us)
{
    for (size_t i = 0; i < board->correspondence_count; i++) {
        struct correspondence *correspondence = board->correspondences[i];
        bool again = correspondence->keep_again_at_us != 0;
        if (!again || now_us < correspondence->keep_again_at_us)
            continue;
        correspondence->keep_again_at_us = 0;
        correspondence->changed = true;
    }
    tell(board);
}

void correspondence_drop(struct switchboard *board, struct correspondence *correspondence)
{
    size_t at = 0;
    while (board->correspondences[at] != correspondence)
        at++;
    board->correspondences[at] = board->correspondences[--board->correspondence_count];
    letters_close(&correspondence->letters);
    free(correspondence);
}

void correspondence_forget(struct switchboard *board)
{
    while (board->correspondence_count > 0)
        correspondence_drop(board, board->correspondences[board->correspondence_count - 1]);
}
