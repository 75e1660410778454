#include "app/keeping.h"

#include <sodium.h>
#include <string.h>

#include "app/hour_paper.h"
#include "base/assert.h"
#include "records/order_key.h"
#include "session/hour.h"
#include "session/recap.h"

/* Three lines, and an empty one between each two. */
#define RECAP_TEXT_BYTES (3 * RECAP_BYTES + 4)

/* What one side has to write: ours is written, that of the other looked at. */
struct part {
    const struct keeping *keeping;
    unsigned side;
    bool writes;
    struct object_id session;
    bool missing; /* the other has not written it all */
    enum space_write written;
};

/* Which field of a card goes where. */
struct row {
    uint8_t card_field, field;
};

/* ---- what the board says ---- */

static const struct board_value *of_card(const struct board *board, const struct board_card *card,
                                         unsigned field)
{
    return board_value(board, card->kind, card->id, field, 0);
}

static bool has_text(const struct board_value *value)
{
    return value->text != NULL && value->text[0] != '\0';
}

static bool is_gone(const struct board *board, const struct board_card *card, unsigned field)
{
    return of_card(board, card, field)->number != 0;
}

/* One that the other said something to. */
static bool is_answered(const struct board *board, const struct board_card *card)
{
    return has_text(of_card(board, card, REFLECTION_CARD_TEXT)) &&
           !is_gone(board, card, REFLECTION_CARD_GONE) &&
           (of_card(board, card, REFLECTION_CARD_ANSWER)->number != CARD_ANSWER_OPEN ||
            has_text(of_card(board, card, REFLECTION_CARD_EDITED)));
}

/* The next point that stands on the agenda. */
static const struct board_card *next_point(const struct board *board,
                                           const struct board_card *after)
{
    do {
        after = board_next(board, CARD_AGENDA, after);
    } while (after != NULL && (is_gone(board, after, AGENDA_CARD_GONE) ||
                               !has_text(of_card(board, after, AGENDA_CARD_TEXT))));
    return after;
}

static bool has_answered(const struct board *board)
{
    const struct board_card *card = NULL;
    while ((card = board_next(board, CARD_REFLECTION, card)) != NULL) {
        if (is_answered(board, card))
            return true;
    }
    return false;
}

static bool has_rating(const struct board *board)
{
    for (unsigned side = 0; side < 2; side++) {
        for (unsigned field = FEEL_CARD_HEARD; field <= FEEL_CARD_LINE; field++) {
            const struct board_value *value = board_value(board, CARD_FEEL, 0, field, side);
            if (value->is_set && (field != FEEL_CARD_LINE || has_text(value)))
                return true;
        }
    }
    return false;
}

/* Plain paragraphs: did, mattered, next; those that are empty left out. */
static void write_recap(const struct board *board, char out[RECAP_TEXT_BYTES])
{
    size_t size = 0;
    for (unsigned line = RECAP_CARD_DID; line <= RECAP_CARD_NEXT; line++) {
        const struct board_value *value = board_value(board, CARD_RECAP, 0, line, 0);
        if (!has_text(value))
            continue;
        size_t more = strlen(value->text);
        ALCOVE_ASSERT(more < RECAP_BYTES);
        if (size > 0) {
            memcpy(out + size, "\n\n", 2);
            size += 2;
        }
        memcpy(out + size, value->text, more);
        size += more;
    }
    out[size] = '\0';
}

static const struct board_value *of_hour(const struct board *board, enum card_hour_field field)
{
    return board_value(board, CARD_HOUR, 0, field, board->side);
}

bool keeping_is_worth(const struct board *board, uint32_t minute)
{
    const struct board_value *began = of_hour(board, HOUR_CARD_MINUTE);
    char recap[RECAP_TEXT_BYTES];
    write_recap(board, recap);
    bool lasted = began->is_set && minute >= began->number + KEEPING_MINUTES_LEAST;
    bool worth = lasted || recap[0] != '\0' || next_point(board, NULL) != NULL ||
                 has_answered(board) || has_rating(board) ||
                 of_hour(board, HOUR_CARD_NEXT)->number != 0;
    sodium_memzero(recap, sizeof recap);
    return worth;
}

/* ---- into the space, as far as it is not there ---- */

static void put(struct part *part, struct object_id object, uint8_t field, struct value value)
{
    struct space *space = part->keeping->space;
    const struct value there = space_value(space, object, field);
    if (part->written != SPACE_WRITTEN || value_is_equal(&there, &value))
        return;
    part->missing = true;
    if (part->writes)
        part->written = space_set(space, object, field, &value);
}

/* What the part's side set; an empty text is nothing. */
static struct value value_on_card(const struct part *part, enum card_kind kind, uint8_t field)
{
    const struct board_value *value = board_value(part->keeping->board, kind, 0, field, part->side);
    if (!value->is_set)
        return value_none();
    if (value->text == NULL)
        return value_number(value->number);
    return has_text(value) ? value_text(value->text) : value_none();
}

static bool is_any_set(const struct part *part, enum card_kind kind, const struct row *rows,
                       size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (value_on_card(part, kind, rows[i].card_field).type != VALUE_NONE)
            return true;
    }
    return false;
}

/* What one says of the hour, as one object. */
static void put_said(struct part *part, enum object_kind kind, enum card_kind card,
                     const struct row *rows, size_t count)
{
    struct space *space = part->keeping->space;
    const uint8_t member = space_config(space)->member_of[part->side];
    struct object_id object;
    if (part->written != SPACE_WRITTEN || !is_any_set(part, card, rows, count))
        return;
    if (part->writes) {
        part->written = hour_paper_own(space, part->session, kind, &object);
    } else if (!hour_paper_said(space, part->session, kind, member, &object)) {
        part->missing = true;
        return;
    }
    for (size_t i = 0; i < count && part->written == SPACE_WRITTEN; i++)
        put(part, object, rows[i].field, value_on_card(part, card, rows[i].card_field));
}

/* ---- the hour ---- */

static bool is_own_point(const struct part *part, struct object_id point)
{
    const struct space *space = part->keeping->space;
    struct value of = space_value(space, point, AGENDA_SESSION);
    return space_author(space, point) == part->side && of.type == VALUE_OBJECT &&
           object_id_is_equal(of.object, part->session);
}

/* The next that this side wrote, in the order of making. */
static bool next_written(const struct part *part, struct object_id *point)
{
    while (space_next(part->keeping->space, KIND_AGENDA, point)) {
        if (is_own_point(part, *point))
            return true;
    }
    return false;
}

static bool make_point(struct part *part, const struct order_key *before, struct object_id *point)
{
    static const struct order_key end = {0};
    struct space *space = part->keeping->space;
    struct order_key key;
    part->missing = true;
    if (!part->writes)
        return false;
    part->written = space_make(space, KIND_AGENDA, point);
    if (part->written != SPACE_WRITTEN)
        return false;
    put(part, *point, AGENDA_SESSION, value_object(part->session));
    if (order_key_between(before, &end, 0, &key) != ORDER_KEY_NO_ROOM)
        put(part, *point, AGENDA_ORDER, value_bytes(key.bytes, key.size));
    return part->written == SPACE_WRITTEN;
}

/* The n-th point of the board is the n-th that was written; what is too many goes. */
static void put_agenda(struct part *part)
{
    const struct board *board = part->keeping->board;
    struct space *space = part->keeping->space;
    const struct board_card *card = NULL;
    struct object_id point = OBJECT_SPACE;
    struct order_key key = {0};
    bool there = next_written(part, &point);
    while (part->written == SPACE_WRITTEN && (card = next_point(board, card)) != NULL) {
        if (!there && !make_point(part, &key, &point))
            return;
        put(part, point, AGENDA_TEXT, value_text(of_card(board, card, AGENDA_CARD_TEXT)->text));
        put(part, point, AGENDA_DONE, value_number(of_card(board, card, AGENDA_CARD_DONE)->number));
        const struct value order = space_value(space, point, AGENDA_ORDER);
        key = order_key_of(&order);
        there = there && next_written(part, &point);
    }
    while (part->written == SPACE_WRITTEN && there) {
        struct object_id extra = point;
        there = next_written(part, &point);
        part->missing = true;
        if (part->writes)
            part->written = space_erase(space, extra);
    }
}

static bool is_note(const struct part *part, const char *text)
{
    const struct text *note = space_note(part->keeping->space, part->session, SESSION_RECAP);
    uint8_t there[RECAP_TEXT_BYTES];
    size_t size = note != NULL ? text_size(note, true) : 0;
    if (size != strlen(text))
        return false;
    if (size > 0)
        text_read(note, true, there);
    bool same = memcmp(there, text, size) == 0;
    sodium_memzero(there, sizeof there);
    return same;
}

static void put_recap(struct part *part)
{
    char recap[RECAP_TEXT_BYTES];
    write_recap(part->keeping->board, recap);
    if (part->written == SPACE_WRITTEN && !is_note(part, recap)) {
        part->missing = true;
        if (part->writes)
            part->written = space_note_replace(part->keeping->space, part->session, SESSION_RECAP,
                                               value_text(recap));
    }
    sodium_memzero(recap, sizeof recap);
}

/* Of the side that opened the door. */
static void put_hour(struct part *part)
{
    const struct board *board = part->keeping->board;
    uint64_t next = of_hour(board, HOUR_CARD_NEXT)->number;
    put(part, part->session, SESSION_MINUTES, value_number(hour_times(board).minutes));
    put(part, part->session, SESSION_NEXT, next != 0 ? value_number(next) : value_none());
    put_agenda(part);
    put_recap(part);
}

/* ---- reflections ---- */

/* Found by its words. */
static bool find_reflection(const struct part *part, unsigned maker, const char *text,
                            struct object_id *out)
{
    const struct space *space = part->keeping->space;
    const struct value wanted = value_text(text);
    *out = OBJECT_SPACE;
    while (space_next(space, KIND_REFLECTION, out)) {
        struct value of = space_value(space, *out, REFLECTION_SESSION);
        struct value said = space_value(space, *out, REFLECTION_TEXT);
        if (space_author(space, *out) == maker && of.type == VALUE_OBJECT &&
            object_id_is_equal(of.object, part->session) && value_is_equal(&said, &wanted))
            return true;
    }
    return false;
}

/* Whether the same words were said once more, and stay. */
static bool stays_elsewhere(const struct board *board, const struct board_card *gone)
{
    const char *text = of_card(board, gone, REFLECTION_CARD_TEXT)->text;
    const struct board_card *card = NULL;
    while ((card = board_next(board, CARD_REFLECTION, card)) != NULL) {
        if (card_maker(card->id) == card_maker(gone->id) && is_answered(board, card) &&
            strcmp(of_card(board, card, REFLECTION_CARD_TEXT)->text, text) == 0)
            return true;
    }
    return false;
}

/* What was kept and then taken back goes again. */
static void take_back(struct part *part, const struct board_card *card)
{
    const struct board *board = part->keeping->board;
    const struct board_value *text = of_card(board, card, REFLECTION_CARD_TEXT);
    struct object_id object;
    if (!is_gone(board, card, REFLECTION_CARD_GONE) || !has_text(text) ||
        stays_elsewhere(board, card) || !find_reflection(part, part->side, text->text, &object))
        return;
    part->missing = true;
    if (part->writes)
        part->written = space_erase(part->keeping->space, object);
}

/* One's own. */
static void put_reflection(struct part *part, const struct board_card *card)
{
    const struct board *board = part->keeping->board;
    struct object_id object;
    const char *text = of_card(board, card, REFLECTION_CARD_TEXT)->text;
    if (!is_answered(board, card)) {
        take_back(part, card);
        return;
    }
    if (find_reflection(part, part->side, text, &object))
        return;
    part->missing = true;
    if (!part->writes)
        return;
    part->written = space_make(part->keeping->space, KIND_REFLECTION, &object);
    if (part->written != SPACE_WRITTEN)
        return;
    put(part, object, REFLECTION_SESSION, value_object(part->session));
    put(part, object, REFLECTION_TEXT, value_text(text));
    put(part, object, REFLECTION_DAY, value_number(part->keeping->day));
}

/* The other's: once it is there, both versions are. */
static void put_answer(struct part *part, const struct board_card *card)
{
    static const uint8_t answers[] = {[CARD_ANSWER_OPEN] = REFLECTION_OPEN,
                                      [CARD_ANSWER_YES] = REFLECTION_YES,
                                      [CARD_ANSWER_NOT_QUITE] = REFLECTION_NOT_QUITE};
    const struct board *board = part->keeping->board;
    const struct board_value *edited = of_card(board, card, REFLECTION_CARD_EDITED);
    uint64_t answer = of_card(board, card, REFLECTION_CARD_ANSWER)->number;
    struct object_id object;
    if (!is_answered(board, card) ||
        !find_reflection(part, card_maker(card->id),
                         of_card(board, card, REFLECTION_CARD_TEXT)->text, &object))
        return;
    ALCOVE_ASSERT(answer <= CARD_ANSWER_NOT_QUITE);
    put(part, object, REFLECTION_ANSWER, value_number(answers[answer]));
    put(part, object, REFLECTION_EDITED,
        has_text(edited) ? value_text(edited->text) : value_none());
}

static void put_reflections(struct part *part)
{
    const struct board_card *card = NULL;
    while (part->written == SPACE_WRITTEN &&
           (card = board_next(part->keeping->board, CARD_REFLECTION, card)) != NULL) {
        if (card_maker(card->id) == part->side)
            put_reflection(part, card);
        else
            put_answer(part, card);
    }
}

/* ---- the rest of one's own ---- */

static void put_signature(struct part *part)
{
    const struct keeping *keeping = part->keeping;
    const struct signature_place place = {part->session,
                                          space_config(keeping->space)->member_of[part->side]};
    struct signature_found found;
    char recap[RECAP_TEXT_BYTES];
    if (part->written != SPACE_WRITTEN || !recap_is_agreed(keeping->board, part->side))
        return;
    write_recap(keeping->board, recap);
    bool agreed = is_note(part, recap);
    sodium_memzero(recap, sizeof recap);
    if (!agreed)
        return;
    if (!signature_find(keeping->space, &place, keeping->pen->memory, &found)) {
        part->written = SPACE_NO_MEMORY;
        return;
    }
    if (found.state == SIGNATURE_HOLDS || found.state == SIGNATURE_TAKEN_BACK)
        return;
    part->missing = true;
    if (part->writes)
        part->written = signature_make(keeping->space, part->session, keeping->pen, &found.object);
}

/* The end of the last line that fits; what is one line alone is cut between two letters. */
static size_t fitting(const char *text)
{
    size_t size = strlen(text);
    if (size <= SCHEMA_STRING_BYTES_MAX)
        return size;
    const char *end = memrchr(text, '\n', SCHEMA_STRING_BYTES_MAX);
    if (end != NULL && end > text)
        return (size_t)(end - text);
    size = SCHEMA_STRING_BYTES_MAX;
    while (size > 0 && ((unsigned char)text[size] & 0xC0) == 0x80)
        size--;
    return size;
}

/* Comments of one's own on the session, as many as it takes; once. */
static void put_lines(struct part *part)
{
    struct space *space = part->keeping->space;
    const uint8_t member = space_config(space)->member_of[part->side];
    const char *text = part->keeping->lines;
    struct object_id object;
    if (text == NULL || hour_paper_said(space, part->session, KIND_COMMENT, member, &object))
        return;
    while (part->written == SPACE_WRITTEN && *text != '\0') {
        size_t size = fitting(text);
        part->written = space_make(space, KIND_COMMENT, &object);
        if (part->written != SPACE_WRITTEN)
            return;
        put(part, object, COMMENT_TARGET, value_object(part->session));
        put(part, object, COMMENT_TEXT, value_string((const uint8_t *)text, size));
        text += size;
        text += *text == '\n';
    }
}

/* Where this person is today: the card that is there, or the first. */
static void put_place(struct part *part)
{
    static const struct row rows[] = {{PLACE_CARD_TODAY, SAFETY_PLACE},
                                      {PLACE_CARD_PHONE, SAFETY_PHONE}};
    struct space *space = part->keeping->space;
    struct object_id card = OBJECT_SPACE;
    bool there = false;
    ALCOVE_ASSERT(part->writes);
    if (!is_any_set(part, CARD_PLACE, rows, 2))
        return;
    while (!there && space_next(space, KIND_SAFETY, &card))
        there = space_author(space, card) == part->side;
    if (!there)
        part->written = space_make(space, KIND_SAFETY, &card);
    for (size_t i = 0; i < 2 && part->written == SPACE_WRITTEN; i++) {
        struct value value = value_on_card(part, CARD_PLACE, rows[i].card_field);
        if (value.type != VALUE_NONE) /* what stood there is better than nothing */
            put(part, card, rows[i].field, value);
    }
}

static void put_own(struct part *part)
{
    static const struct row feel[] = {{FEEL_CARD_HEARD, RATING_HEARD},
                                      {FEEL_CARD_PACE, RATING_PACE},
                                      {FEEL_CARD_TOPICS, RATING_TOPICS},
                                      {FEEL_CARD_OVERALL, RATING_NUMBER},
                                      {FEEL_CARD_LINE, RATING_LINE}};
    static const struct row format[] = {{FORMAT_CARD_FEELS, FORMAT_FEELS},
                                        {FORMAT_CARD_EASIER, FORMAT_EASIER},
                                        {FORMAT_CARD_LINE, FORMAT_OTHER}};
    put_reflections(part);
    put_said(part, KIND_RATING, CARD_FEEL, feel, sizeof feel / sizeof feel[0]);
    put_said(part, KIND_FORMAT, CARD_FORMAT, format, sizeof format / sizeof format[0]);
    put_signature(part);
}

/* ---- the step ---- */

/* The session that was written, or is now. False while there is none. */
static bool have_session(struct part *ours, unsigned opener)
{
    const struct keeping *keeping = ours->keeping;
    const struct board_value *began = of_hour(keeping->board, HOUR_CARD_MINUTE);
    if (!began->is_set || ours->written != SPACE_WRITTEN)
        return false;
    if (hour_paper_find(keeping->space, (uint32_t)began->number, (uint8_t)opener, &ours->session))
        return true;
    if (opener != ours->side || !keeping->is_over ||
        !keeping_is_worth(keeping->board, keeping->pen->minute))
        return false;
    ours->written = space_make(keeping->space, KIND_SESSION, &ours->session);
    if (ours->written != SPACE_WRITTEN)
        return false;
    put(ours, ours->session, SESSION_BEGAN, value_number(began->number));
    put(ours, ours->session, SESSION_MODE, value_number(keeping->mode));
    return ours->written == SPACE_WRITTEN;
}

static void take(struct part *part, unsigned opener)
{
    if (part->side == opener && part->keeping->is_over)
        put_hour(part);
    put_own(part);
}

enum space_write keeping_step(const struct keeping *keeping, bool *whole)
{
    const struct board *board = keeping->board;
    struct part ours = {
        .keeping = keeping, .side = board->side, .writes = true, .written = SPACE_WRITTEN};
    unsigned opener = of_hour(board, HOUR_CARD_MINUTE)->side;
    ALCOVE_ASSERT(space_config(keeping->space)->own_device == board->side);
    put_place(&ours);
    if (!have_session(&ours, opener)) {
        *whole = ours.written == SPACE_WRITTEN;
        return ours.written;
    }
    take(&ours, opener);
    put_lines(&ours);
    struct part theirs = {.keeping = keeping,
                          .side = 1 - ours.side,
                          .session = ours.session,
                          .written = ours.written};
    if (ours.written == SPACE_WRITTEN)
        take(&theirs, opener);
    *whole = ours.written == SPACE_WRITTEN && !theirs.missing;
    return ours.written;
}
