/* The links of the switchboard: one for each person we know, each invite that is open. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/finding.h"
#include "app/switchboard_room.h"
#include "base/assert.h"
#include "net/clock.h"
#include "net/finder.h"
#include "net/random.h"

static struct slot *add_slot(struct switchboard *board, enum slot_kind kind)
{
    if (board->slot_count == NET_LINKS_MAX)
        return NULL;
    struct slot *slot = calloc(1, sizeof *slot);
    if (slot == NULL)
        return NULL;
    slot->storage = calloc(1, alcove_link_storage_bytes());
    if (slot->storage == NULL) {
        free(slot);
        return NULL;
    }
    slot->board = board;
    slot->serial = ++board->serials;
    slot->kind = kind;
    board->slots[board->slot_count++] = slot;
    return slot;
}

static struct slot *open_slot(struct slot *slot, struct alcove_link_config *config)
{
    struct switchboard *board = slot->board;
    memcpy(config->static_secret, board->options.profile->static_secret, 32);
    memcpy(config->static_public, board->options.profile->static_public, 32);
    config->random = net_random;
    slot->link = alcove_link_init(slot->storage, alcove_link_storage_bytes(), config, net_now_us());
    sodium_memzero(config, sizeof *config);
    unsigned limit = (unsigned)board->options.options->max_rate_kbit;
    if (limit > 0)
        alcove_link_set_rate_max(slot->link, limit > 4000000 ? 0 : limit * 1000);
    slot->answers = board->options.task != TASK_DOCTOR;
    bool added = !slot->answers || net_pump_add(board->pump, slot->link, slot);
    ALCOVE_ASSERT(added);
    return slot;
}

struct slot *lobby_add_person(struct switchboard *board, const struct person *person)
{
    struct slot *slot = add_slot(board, SLOT_PERSON);
    if (slot == NULL)
        return NULL;
    slot->person = *person;
    struct alcove_link_config config = {
        .purpose = ALCOVE_LINK_CONTACT,
        .psk = person->psk,
        .psk_older = person->psk_older,
    };
    memcpy(config.remote_static, person->remote_static, 32);
    memcpy(config.envelope_root, person->envelope_root, 32);
    open_slot(slot, &config);
    if (!finding_add(slot))
        return NULL;
    sharing_serve(slot);
    bool answers = board->options.task == TASK_WAIT || board->options.task == TASK_ANSWER;
    if (answers && !calling_seeks_slot(slot))
        finding_expect(slot);
    return slot;
}

static struct slot *add_pairing(struct switchboard *board, enum slot_kind kind,
                                const uint8_t secret[INVITE_SECRET_BYTES])
{
    struct slot *slot = add_slot(board, kind);
    if (slot == NULL)
        return NULL;
    struct alcove_link_config config = {.purpose = ALCOVE_LINK_PAIRING};
    memcpy(config.invite_secret, secret, sizeof config.invite_secret);
    return open_slot(slot, &config);
}

struct slot *lobby_add_invite(struct switchboard *board, const struct pending_invite *invite)
{
    struct slot *slot = add_pairing(board, SLOT_INVITE, invite->secret);
    if (slot == NULL)
        return NULL;
    slot->invite = *invite;
    memcpy(slot->person.name, invite->for_name, sizeof slot->person.name);
    if (!finding_add(slot))
        return NULL;
    finding_expect(slot);
    return slot;
}

struct slot *lobby_add_join(struct switchboard *board, const struct invite *invite)
{
    struct slot *slot = add_pairing(board, SLOT_JOIN, invite->secret);
    if (slot == NULL)
        return NULL;
    memcpy(slot->invite.secret, invite->secret, sizeof slot->invite.secret);
    slot->invite.expires_at_s = invite->expires_at_s;
    slot->invite.reply.candidate_count = invite->candidate_count;
    memcpy(slot->invite.reply.candidates, invite->candidates,
           invite->candidate_count * sizeof invite->candidates[0]);
    for (size_t i = 0; i < invite->node_count; i++)
        finder_add_node(board->finder, &invite->nodes[i]);
    return finding_add(slot) ? slot : NULL;
}

static bool open_people(struct switchboard *board)
{
    const struct people *people = board->options.people;
    for (size_t i = 0; i < people->count; i++) {
        const struct person *person = &people->list[i];
        bool wanted = board->options.person_id == 0 || person->id == board->options.person_id;
        if (!wanted || !person_is_open(person))
            continue; /* whoever is blocked or in question meets silence */
        if (board->options.task == TASK_SYNC && !person->verified)
            continue;
        if (lobby_add_person(board, person) == NULL)
            return false;
    }
    return true;
}

static bool open_invites(struct switchboard *board)
{
    const struct invites *invites = board->options.invites;
    for (size_t i = 0; i < invites->count; i++) {
        const struct pending_invite *invite = &invites->list[i];
        bool wanted = board->options.invite_id == 0 || invite->id == board->options.invite_id;
        if (!wanted || invite->expires_at_s <= (uint64_t)time(NULL))
            continue;
        if (lobby_add_invite(board, invite) == NULL)
            return false;
    }
    return true;
}

struct slot *lobby_find(struct switchboard *board, uint32_t person_id)
{
    for (size_t i = 0; i < board->slot_count; i++) {
        struct slot *slot = board->slots[i];
        if (slot->kind == SLOT_PERSON && slot->person.id == person_id && !slot->over)
            return slot;
    }
    return NULL;
}

const char *lobby_name_of(struct switchboard *board, uint32_t person_id)
{
    for (size_t i = 0; i < board->slot_count; i++) {
        struct slot *slot = board->slots[i];
        if (slot->kind == SLOT_PERSON && slot->person.id == person_id)
            return slot->person.name;
    }
    return PERSON_NAMELESS;
}

struct slot *lobby_welcome(struct switchboard *board, const struct person *person)
{
    for (size_t i = 0; i < board->slot_count; i++) {
        struct slot *slot = board->slots[i];
        if (slot->kind != SLOT_PERSON || slot->person.id != person->id)
            continue;
        slot->person = *person; /* paired again: the keys of before open nothing any more */
        slot->over = board->talking != slot;
        return slot;
    }
    return lobby_add_person(board, person);
}

bool lobby_connect(struct slot *slot)
{
    return slot != NULL && finding_seek(slot);
}

/* Whoever is in question comes first, else the only one there is. */
static void ask_first(struct switchboard *board)
{
    const struct people *people = board->options.people;
    for (size_t i = 0; i < people->count; i++) {
        if (people->list[i].key_question && !people->list[i].blocked) {
            acquaintance_ask(board, &people->list[i]);
            return;
        }
    }
    acquaintance_ask(board, board->slot_count == 1 ? &board->slots[0]->person : NULL);
}

static bool look_for(struct slot *slot)
{
    if (slot == NULL || lobby_connect(slot))
        return slot != NULL;
    struct switchboard_report *report = &slot->board->report;
    report->exit = EXIT_UNREACHABLE;
    snprintf(
        report->error, sizeof report->error,
        "There is no way to look for them: nobody knows where they are, and no one else may be "
        "asked (see --helpers).");
    return false;
}

/* People are in already; those with an invite may come too. */
static bool open_door(struct switchboard *board)
{
    if (board->slot_count == 1)
        memcpy(board->their_name, board->slots[0]->person.name, sizeof board->their_name);
    ask_first(board);
    if (board->options.invite != NULL)
        calling_join(board, board->options.invite);
    return open_invites(board);
}

static bool look_for_one(struct switchboard *board)
{
    if (board->slot_count != 1)
        return false;
    memcpy(board->their_name, board->slots[0]->person.name, sizeof board->their_name);
    return look_for(board->slots[0]);
}

/* Enough if there is a way to one of them. */
static bool look_for_all(struct switchboard *board)
{
    bool looks = false;
    for (size_t i = 0; i < board->slot_count; i++)
        looks = look_for(board->slots[i]) || looks;
    return looks;
}

bool lobby_open(struct switchboard *board)
{
    switch (board->options.task) {
    case TASK_CALL:
        return open_people(board) && look_for_one(board);
    case TASK_SYNC:
        return open_people(board) && look_for_all(board);
    case TASK_DOCTOR:
        if (board->options.invite != NULL)
            return look_for(lobby_add_join(board, board->options.invite));
        return open_people(board) && board->slot_count == 1 && look_for(board->slots[0]);
    case TASK_ANSWER:
        return open_people(board);
    case TASK_WAIT:
        return open_people(board) && open_door(board);
    case TASK_INVITE:
        return open_invites(board);
    case TASK_JOIN:
    case TASK_JOIN_AND_CALL:
        return lobby_connect(lobby_add_join(board, board->options.invite));
    }
    return false;
}

static void free_slot(struct slot *slot)
{
    sharing_on_parted(slot);
    finding_remove(slot);
    if (slot->answers)
        net_pump_remove(slot->board->pump, slot->link);
    alcove_link_wipe(slot->link);
    free(slot->storage);
    sodium_memzero(slot, sizeof *slot);
    free(slot);
}

/* Whether the door stays one for whoever knocked at it: a person may come again, and an invite
 * through which nobody came yet still works. */
static bool opens_again(const struct slot *slot)
{
    enum switchboard_task task = slot->board->options.task;
    if (slot->board->ended)
        return false;
    if (slot->kind == SLOT_INVITE)
        return !slot->pairing.finished && slot->invite.tries < PAIRING_TRIES_MAX;
    return slot->kind == SLOT_PERSON && person_is_open(&slot->person) &&
           (task == TASK_WAIT || task == TASK_ANSWER);
}

static void open_again(struct switchboard *board, const struct slot *before)
{
    if (before->kind == SLOT_INVITE) {
        lobby_add_invite(board, &before->invite);
        return;
    }
    struct slot *slot = lobby_add_person(board, &before->person);
    if (slot != NULL)
        slot->keep_again_at_us = before->keep_again_at_us;
}

void lobby_sweep(struct switchboard *board)
{
    for (size_t i = 0; i < board->slot_count;) {
        struct slot *slot = board->slots[i];
        if (!slot->over) {
            i++;
            continue;
        }
        struct slot before = *slot;
        bool again = opens_again(slot);
        if (board->talking == slot)
            board->talking = NULL;
        free_slot(slot);
        board->slots[i] = board->slots[--board->slot_count];
        if (again)
            open_again(board, &before);
        sodium_memzero(&before, sizeof before);
    }
}

void lobby_expire(struct switchboard *board)
{
    uint64_t now_s = (uint64_t)time(NULL);
    for (size_t i = 0; i < board->slot_count; i++) {
        struct slot *slot = board->slots[i];
        if (slot->kind != SLOT_INVITE || slot->pairing.leave_at_us != 0 ||
            now_s < slot->invite.expires_at_s)
            continue;
        slot->over = true;
        slot->pairing.finished = true;
        if (board->options.task == TASK_INVITE)
            board_end(
                board, EXIT_INVITE,
                &(struct told){.what = DECK_NOTES_INVITE_UNUSED, .to_do = DECK_NOTES_INVITE_ANEW});
    }
}

void lobby_close(struct switchboard *board)
{
    while (board->slot_count > 0)
        free_slot(board->slots[--board->slot_count]);
    board->talking = NULL;
}

void lobby_shut(struct switchboard *board, const struct person *person)
{
    for (size_t i = 0; i < board->slot_count; i++) {
        struct slot *slot = board->slots[i];
        if (slot->kind != SLOT_PERSON || slot->person.id != person->id)
            continue;
        slot->person = *person; /* so it does not open again */
        slot->over = slot->over || board->talking != slot;
    }
}

size_t lobby_endpoints(struct switchboard *board, struct alcove_address *out, size_t max)
{
    return finder_candidates(board->finder, out, max);
}
