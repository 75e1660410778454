/* Who somebody is: other keys in a known name, and words that are to be compared. The person in
 * front of the window decides; the store keeps it; the doors of the lobby follow. */
#include <stdio.h>
#include <string.h>

#include "app/log.h"
#include "app/switchboard_room.h"
#include "net/clock.h"

void acquaintance_ask(struct switchboard *board, const struct person *person)
{
    struct asking asking = {.question = CALL_ASKS_NOTHING};
    const uint8_t *words = person != NULL ? person_words(person) : NULL;
    if (person != NULL && person->key_question)
        asking.question = CALL_ASKS_KEY;
    else if (words != NULL && !person->verified)
        asking.question = CALL_ASKS_WORDS;
    if (asking.question != CALL_ASKS_NOTHING) {
        asking.person_id = person->id;
        asking.key_since_s = person->key_since_s;
        memcpy(asking.name, person->name, sizeof asking.name);
        if (words != NULL)
            memcpy(asking.words, words, sizeof asking.words);
    }
    board->asking = asking;
    board->changed = true;
}

void acquaintance_question(struct switchboard *board, const struct person *person)
{
    log_event(LOG_INFO, "another key came; number in the list of people", person->id);
    lobby_shut(board, person);
    if (board->options.task == TASK_INVITE || board->options.task == TASK_JOIN) {
        board_end(board, EXIT_WRONG_KEY, NULL); /* the command says what it means */
        return;
    }
    acquaintance_ask(board, person);
    board_tell(board, &(struct told){.what = DECK_NOTES_ANOTHER_COMPUTER,
                                     .to_do = DECK_NOTES_ANOTHER_COMPUTER_DO,
                                     .name = person->name});
}

static bool find_judgement(const struct switchboard *board, const struct order *order,
                           enum people_judgement *judgement)
{
    if (order->kind == ORDER_WORDS && board->asking.question == CALL_ASKS_WORDS)
        *judgement = order->wish.on ? PEOPLE_WORDS_MATCH : PEOPLE_WORDS_DIFFER;
    else if (order->kind == ORDER_KEY && board->asking.question == CALL_ASKS_KEY)
        *judgement = order->wish.on ? PEOPLE_ACCEPT_KEY : PEOPLE_REFUSE_KEY;
    else
        return false;
    return true;
}

/* False: it cannot be decided now, and the person is told so. */
static bool judge(struct switchboard *board, uint32_t person_id, enum people_judgement judgement)
{
    struct store_job *job = store_job_create(STORE_JUDGE_PERSON);
    if (job != NULL) {
        job->person.id = person_id;
        job->judgement = judgement;
        if (store_thread_submit(&board->store, job))
            return true;
    }
    store_job_free(job);
    board_tell(board, &(struct told){.what = DECK_NOTES_NOT_NOW});
    return false;
}

/* No farewell: nothing of theirs is waited for. */
static void block(struct switchboard *board)
{
    struct slot *slot = board->talking;
    if (slot == NULL || slot->over)
        return;
    bool judged = judge(board, slot->person.id, PEOPLE_BLOCK);
    lobby_shut(board, &slot->person);
    session_break_off(&board->session, net_now_us());
    if (!judged)
        return; /* it is over all the same */
    board_tell(board, &(struct told){.what = DECK_NOTES_BLOCKED,
                                     .by_hand = DECK_NOTES_BLOCKED_DO,
                                     .name = slot->person.name});
}

bool acquaintance_take_order(struct switchboard *board, const struct order *order)
{
    enum people_judgement judgement;
    if (order->kind == ORDER_BLOCK)
        block(board);
    if (order->kind == ORDER_WISH || order->kind == ORDER_KEEP || order->kind == ORDER_HOME)
        return false;
    if (find_judgement(board, order, &judgement)) /* else the question was over by then */
        (void)judge(board, board->asking.person_id, judgement);
    return true;
}

/* Words that differ end the session with whoever is on this line. */
static void on_refuted(struct switchboard *board, const struct person *person)
{
    bool talking = board->talking != NULL && board->talking->person.id == person->id;
    lobby_shut(board, person);
    if (talking) {
        alcove_link_close(board->talking->link, net_now_us(), ALCOVE_CLOSE_REJECTED);
        net_pump_flush(board->pump, board->talking->link);
    }
    if (talking || board->options.task != TASK_WAIT)
        board_end(board, EXIT_WRONG_KEY,
                  &(struct told){.what = DECK_NOTES_WORDS_DIFFER,
                                 .to_do = DECK_NOTES_WORDS_DIFFER_DO,
                                 .name = person->name});
    else
        board_tell(board, &(struct told){.what = DECK_NOTES_WORDS_DIFFER,
                                         .to_do = DECK_NOTES_WORDS_DIFFER_DO,
                                         .name = person->name});
}

static void on_key_decided(struct switchboard *board, const struct person *person, bool accepted)
{
    board_tell(board,
               &(struct told){.what = accepted ? DECK_NOTES_NEW_COMPUTER : DECK_NOTES_OLD_COMPUTER,
                              .name = person->name});
    if (board->options.task == TASK_JOIN_AND_CALL) {
        if (accepted)
            pairing_knock_next(board, person);
        else
            board_end(
                board, EXIT_WRONG_KEY,
                &(struct told){.what = DECK_NOTES_NOBODY_IN, .to_do = DECK_NOTES_NOBODY_IN_DO});
        return;
    }
    if (person_is_open(person))
        lobby_welcome(board, person);
}

void acquaintance_on_judged(struct switchboard *board, const struct store_job *job)
{
    const struct person *person = &job->person;
    if (!job->kept) {
        board_tell_store(board, DECK_NOTES_ANSWER_NOT_KEPT, &job->error);
        return;
    }
    acquaintance_ask(board, job->judgement == PEOPLE_WORDS_DIFFER ? NULL : person);
    switch (job->judgement) {
    case PEOPLE_WORDS_MATCH:
        for (size_t i = 0; i < board->slot_count; i++) {
            if (board->slots[i]->kind != SLOT_PERSON || board->slots[i]->person.id != person->id)
                continue;
            board->slots[i]->person.verified = true;
            sharing_serve(board->slots[i]);
        }
        board_tell(board, &(struct told){.what = DECK_NOTES_CONFIRMED, .name = person->name});
        break;
    case PEOPLE_WORDS_DIFFER:
        on_refuted(board, person);
        break;
    case PEOPLE_ACCEPT_KEY:
    case PEOPLE_REFUSE_KEY:
        on_key_decided(board, person, job->judgement == PEOPLE_ACCEPT_KEY);
        break;
    case PEOPLE_BLOCK: /* who one talks with was told of at once */
        lobby_shut(board, person);
        break;
    case PEOPLE_UNBLOCK:
        if (person_is_open(person))
            lobby_welcome(board, person);
        break;
    }
}
