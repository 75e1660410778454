#include "app/home_face.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "app/calendar.h"
#include "app/home_parts.h"
#include "app/qr_code.h"
#include "app/word_list.h"

struct home_piece {
    struct home_piece *next;
    size_t size;
    _Alignas(16) uint8_t bytes[];
};

void *home_room(struct home_making *making, size_t count, size_t each)
{
    size_t size = count * each;
    if (size == 0 || making->failed)
        return NULL;
    struct home_piece *piece = calloc(1, sizeof *piece + size);
    making->failed = piece == NULL;
    if (piece == NULL)
        return NULL;
    piece->size = size;
    piece->next = making->face->pieces;
    making->face->pieces = piece;
    return piece->bytes;
}

const char *home_copy(struct home_making *making, const void *bytes, size_t size)
{
    char *copy = size > 0 ? home_room(making, size + 1, 1) : NULL;
    if (copy == NULL)
        return "";
    memcpy(copy, bytes, size);
    return copy;
}

/* ---- words ---- */

static enum home_words_state state_shown(enum letter_state state)
{
    static const enum home_words_state states[] = {
        [LETTER_WRITTEN] = HOME_WORDS_WRITTEN,
        [LETTER_LEFT] = HOME_WORDS_LEFT,
        [LETTER_ARRIVED] = HOME_WORDS_ARRIVED,
        [LETTER_GIVEN_UP] = HOME_WORDS_LOST,
    };
    return states[state];
}

static void fill_words(struct home_making *making, const struct word_list lists[HOME_SIDES],
                       struct home_person *out)
{
    size_t at[HOME_SIDES] = {0};
    size_t count = lists[HOME_ME].count + lists[HOME_THEM].count;
    struct home_words *words = home_room(making, count, sizeof *words);
    for (size_t i = 0; words != NULL && i < count; i++) {
        const struct word_entry *mine = &lists[HOME_ME].entries[at[HOME_ME]];
        const struct word_entry *theirs = &lists[HOME_THEM].entries[at[HOME_THEM]];
        bool has_mine = at[HOME_ME] < lists[HOME_ME].count;
        bool has_theirs = at[HOME_THEM] < lists[HOME_THEM].count;
        bool is_mine = has_mine && (!has_theirs || mine->written_at_s <= theirs->written_at_s);
        const struct word_entry *entry = is_mine ? mine : theirs;
        at[is_mine ? HOME_ME : HOME_THEM]++;
        words[i] = (struct home_words){
            .id = entry->object,
            .by = is_mine ? HOME_ME : HOME_THEM,
            .written_at_s = entry->written_at_s,
            .is_new = !is_mine && !entry->read,
            .state = is_mine ? state_shown(entry->state) : HOME_WORDS_ARRIVED,
            .text = home_copy(making, entry->text, entry->size),
            .day = calendar_day_of(entry->written_at_s * 1000),
        };
        out->new_words += words[i].is_new;
    }
    out->words = words;
    out->word_count = words != NULL ? count : 0;
}

static void fill_correspondence(struct home_making *making, const struct home_source_person *source,
                                struct home_person *out)
{
    struct word_list lists[HOME_SIDES] = {0};
    if (source->letters == NULL)
        return;
    bool made = word_list_make(source->space, source->letters, true, &lists[HOME_ME]) &&
                word_list_make(source->space, source->letters, false, &lists[HOME_THEM]);
    making->failed = making->failed || !made;
    if (made)
        fill_words(making, lists, out);
    word_list_free(&lists[HOME_ME]);
    word_list_free(&lists[HOME_THEM]);
}

/* ---- people and invites ---- */

static void fill_person(struct home_making *making, const struct home_source_person *source,
                        struct home_person *out)
{
    const struct person *person = source->person;
    *out = (struct home_person){
        .id = person->id,
        .name = home_copy(making, person->name, strlen(person->name)),
        .is_verified = person->verified,
        .is_blocked = person->blocked || person->refuted,
        .key_changed = person->key_question,
        .is_online = source->is_online,
        .is_open = source->space != NULL,
    };
    if (source->space != NULL)
        home_fill_shared(making, source, out);
    fill_correspondence(making, source, out);
}

/* The link as a picture; without one the link is enough. */
static void fill_code(struct home_making *making, struct home_invite *invite)
{
    struct qr_code code;
    if (invite->link == NULL || !qr_code_make(invite->link, &code))
        return;
    size_t side = (size_t)code.side;
    uint8_t *squares = home_room(making, side, side);
    if (squares != NULL) {
        memcpy(squares, code.squares, side * side);
        invite->code = (struct invite_code){squares, code.side};
    }
    qr_code_free(&code);
}

static void fill_invites(struct home_making *making)
{
    const struct home_source *source = making->source;
    struct home_invite *invites = home_room(making, source->invite_count, sizeof *invites);
    for (size_t i = 0; invites != NULL && i < source->invite_count; i++) {
        const struct home_invite *invite = &source->invites[i];
        invites[i] = *invite;
        invites[i].for_name = home_copy(making, invite->for_name, strlen(invite->for_name));
        if (invite->link != NULL)
            invites[i].link = home_copy(making, invite->link, strlen(invite->link));
        fill_code(making, &invites[i]);
    }
    making->face->model.invites = invites;
    making->face->model.invite_count = invites != NULL ? source->invite_count : 0;
}

struct home_face *home_face_create(const struct home_source *source)
{
    struct home_face *face = calloc(1, sizeof *face);
    struct home_making making = {face, source, false};
    if (face == NULL)
        return NULL;
    face->model.meeting = source->meeting;
    face->model.calling = source->calling;
    face->model.today = calendar_today();
    face->model.now = calendar_minute_now();
    if (source->reply != NULL)
        face->model.reply = home_copy(&making, source->reply, strlen(source->reply));
    struct home_person *people = home_room(&making, source->person_count, sizeof *people);
    for (size_t i = 0; people != NULL && i < source->person_count; i++)
        fill_person(&making, &source->people[i], &people[i]);
    face->model.people = people;
    face->model.person_count = people != NULL ? source->person_count : 0;
    fill_invites(&making);
    const char *name = source->settings.name != NULL ? source->settings.name : "";
    face->model.settings = source->settings;
    face->model.settings.name = home_copy(&making, name, strlen(name));
    if (!making.failed)
        return face;
    home_face_free(face);
    return NULL;
}

void home_face_free(struct home_face *face)
{
    while (face != NULL && face->pieces != NULL) {
        struct home_piece *piece = face->pieces;
        face->pieces = piece->next;
        sodium_memzero(piece, sizeof *piece + piece->size);
        free(piece);
    }
    free(face);
}
