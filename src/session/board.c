#include "session/board.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "session/heap.h"

#define SIDES       2
#define SLOTS       (CARD_FIELDS_MAX * SIDES) /* of a card */
#define SINGLES     (CARD_KINDS - CARD_HOUR)  /* kinds of which there is one card */
#define CARDS_MAX   (SIDES * CARD_MADE_MAX + SINGLES)
#define CARDS_FIRST 16
#define KEPT_FORMAT 1
#define HEAD_BYTES  11 /* kind 1, field 1, side 1, id 4, stamp 4 */

static void give_back(const struct board *board, void *block, size_t size)
{
    if (block == NULL)
        return;
    explicit_bzero(block, size);
    board->memory->resize(board->memory->context, block, size, 0);
}

void board_init(struct board *board, unsigned side)
{
    ALCOVE_ASSERT(side < SIDES);
    memset(board, 0, sizeof *board);
    board->side = (uint8_t)side;
    board->memory = &heap_memory;
}

static void forget_text(const struct board *board, struct board_value *value)
{
    if (value->text != NULL)
        give_back(board, value->text, strlen(value->text) + 1);
    value->text = NULL;
}

void board_clear(struct board *board)
{
    for (size_t i = 0; i < board->count * SLOTS; i++)
        forget_text(board, &board->cards[i / SLOTS].values[i % SLOTS / SIDES][i % SIDES]);
    give_back(board, board->cards, board->room * sizeof *board->cards);
    const struct alcove_memory *memory = board->memory;
    board_init(board, board->side);
    board->memory = memory;
}

/* ---- where a card lies ---- */

static bool is_before(const struct board_card *card, enum card_kind kind, uint32_t id)
{
    return card->kind != kind ? card->kind < kind : card->id < id;
}

/* Of the first card that is not before this one; the count if there is none. */
static size_t place_of(const struct board *board, enum card_kind kind, uint32_t id)
{
    size_t low = 0;
    size_t high = board->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (is_before(&board->cards[middle], kind, id))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct board_card *card_at(const struct board *board, size_t at, enum card_kind kind,
                                  uint32_t id)
{
    if (at == board->count || board->cards[at].kind != kind || board->cards[at].id != id)
        return NULL;
    return &board->cards[at];
}

const struct board_card *board_find(const struct board *board, enum card_kind kind, uint32_t id)
{
    return card_at(board, place_of(board, kind, id), kind, id);
}

const struct board_card *board_next(const struct board *board, enum card_kind kind,
                                    const struct board_card *after)
{
    ALCOVE_ASSERT(after == NULL || after->kind == kind);
    size_t at = after == NULL ? place_of(board, kind, 0) : (size_t)(after - board->cards) + 1;
    return at < board->count && board->cards[at].kind == kind ? &board->cards[at] : NULL;
}

/* The place of a value of `side`; only an EACH field has one for both. */
static size_t slot_of(enum card_kind kind, unsigned field, unsigned side)
{
    ALCOVE_ASSERT(side < SIDES);
    return card_field_of(kind, field).writer == CARD_EACH ? side : 0;
}

const struct board_value *board_value(const struct board *board, enum card_kind kind, uint32_t id,
                                      unsigned field, unsigned side)
{
    static const struct board_value none;
    const struct board_card *card = board_find(board, kind, id);
    if (card == NULL || field >= CARD_FIELDS_MAX)
        return &none;
    return &card->values[field][slot_of(kind, field, side)];
}

/* ---- taking an edit in ---- */

static bool there_is_room(const struct board *board, const struct card_edit *edit)
{
    if (card_is_single(edit->kind))
        return true;
    size_t made = 0;
    for (size_t i = 0; i < board->count; i++) {
        const struct board_card *card = &board->cards[i];
        if (!card_is_single(card->kind) && card_maker(card->id) == card_maker(edit->id))
            made++;
    }
    return made < CARD_MADE_MAX;
}

/* Not by realloc, which leaves what it moved from unwiped. */
static bool grow(struct board *board)
{
    size_t room = board->room == 0 ? CARDS_FIRST : board->room * 2;
    struct board_card *cards =
        board->memory->resize(board->memory->context, NULL, 0, room * sizeof *cards);
    if (cards == NULL)
        return false;
    if (board->count > 0)
        memcpy(cards, board->cards, board->count * sizeof *cards);
    give_back(board, board->cards, board->room * sizeof *cards);
    board->cards = cards;
    board->room = room;
    return true;
}

static struct board_card *insert(struct board *board, size_t at, const struct card_edit *edit)
{
    ALCOVE_ASSERT(at <= board->count && board->count < CARDS_MAX);
    if (board->count == board->room && !grow(board))
        return NULL;
    struct board_card *card = &board->cards[at];
    memmove(card + 1, card, (board->count - at) * sizeof *card);
    memset(card, 0, sizeof *card);
    card->kind = edit->kind;
    card->id = edit->id;
    board->count++;
    if (!card_is_single(edit->kind) && card_maker(edit->id) == board->side &&
        edit->id >> 1 > board->made)
        board->made = edit->id >> 1;
    return card;
}

static bool counts_over(const struct board_value *value, const struct card_edit *edit,
                        unsigned side)
{
    if (!value->is_set || edit->stamp != value->stamp)
        return !value->is_set || edit->stamp > value->stamp;
    return side > value->side;
}

static char *copy_text(const struct board *board, const struct card_edit *edit)
{
    char *text = board->memory->resize(board->memory->context, NULL, 0, edit->size + 1);
    if (text != NULL) {
        memcpy(text, edit->text, edit->size);
        text[edit->size] = '\0';
    }
    return text;
}

/* An edit of `side`, from wherever; what it begins may be a card of either. */
static enum board_outcome put(struct board *board, const struct card_edit *edit, unsigned side)
{
    ALCOVE_ASSERT(card_edit_is_allowed(edit, side));
    size_t at = place_of(board, edit->kind, edit->id);
    size_t slot = slot_of(edit->kind, edit->field, side);
    struct board_card *card = card_at(board, at, edit->kind, edit->id);
    if (card == NULL && !there_is_room(board, edit))
        return BOARD_REFUSED;
    if (card != NULL && !counts_over(&card->values[edit->field][slot], edit, side))
        return BOARD_OLD;
    char *text = edit->text != NULL ? copy_text(board, edit) : NULL;
    bool copied = edit->text == NULL || text != NULL;
    if (copied && card == NULL)
        card = insert(board, at, edit);
    if (!copied || card == NULL) {
        give_back(board, text, edit->size + 1);
        return BOARD_NO_MEMORY;
    }
    struct board_value *value = &card->values[edit->field][slot];
    forget_text(board, value);
    *value = (struct board_value){true, (uint8_t)side, edit->stamp, edit->number, text};
    if (edit->stamp > board->stamp)
        board->stamp = edit->stamp;
    return BOARD_TAKEN;
}

/* A card begins with an edit of its maker: nobody uses up the other's part of the table. */
static bool is_in_place(const struct board *board, const struct card_edit *edit, unsigned side)
{
    if (!card_edit_is_valid(edit) || !card_edit_is_allowed(edit, side))
        return false;
    return card_is_single(edit->kind) || card_maker(edit->id) == side ||
           board_find(board, edit->kind, edit->id) != NULL;
}

enum board_outcome board_take(struct board *board, const struct card_edit *edit)
{
    unsigned theirs = 1 - board->side;
    if (!is_in_place(board, edit, theirs) ||
        (edit->stamp > board->stamp && edit->stamp - board->stamp > CARD_STAMP_AHEAD_MAX))
        return BOARD_REFUSED;
    return put(board, edit, theirs);
}

uint32_t board_new_id(struct board *board)
{
    if (board->made == CARD_ID_MAX >> 1)
        return 0;
    return ++board->made << 1 | board->side;
}

bool board_set(struct board *board, struct card_edit *edit)
{
    ALCOVE_ASSERT(edit != NULL);
    if (board->stamp == CARD_STAMP_MAX)
        return false;
    edit->stamp = board->stamp + 1;
    if (!is_in_place(board, edit, board->side) || put(board, edit, board->side) != BOARD_TAKEN)
        return false;
    edit->text = board_value(board, edit->kind, edit->id, edit->field, board->side)->text;
    return true;
}

/* ---- going through all that is set ---- */

static void edit_of(const struct board_card *card, size_t field, const struct board_value *value,
                    struct card_edit *out)
{
    *out = (struct card_edit){
        .kind = card->kind,
        .field = (uint8_t)field,
        .id = card->id,
        .stamp = value->stamp,
        .number = value->number,
        .text = value->text,
        .size = value->text != NULL ? strlen(value->text) : 0,
    };
}

/* From `*cursor` on, which then is past it; NULL at the end. */
static const struct board_value *next_set(const struct board *board, size_t *cursor,
                                          struct card_edit *out)
{
    while (*cursor < board->count * SLOTS) {
        size_t at = (*cursor)++;
        const struct board_card *card = &board->cards[at / SLOTS];
        const struct board_value *value = &card->values[at % SLOTS / SIDES][at % SIDES];
        if (!value->is_set)
            continue;
        edit_of(card, at % SLOTS / SIDES, value, out);
        return value;
    }
    return NULL;
}

bool board_retell(const struct board *board, unsigned side, size_t *cursor, struct card_edit *out)
{
    ALCOVE_ASSERT(side < SIDES);
    const struct board_value *value = next_set(board, cursor, out);
    while (value != NULL && value->side != side)
        value = next_set(board, cursor, out);
    return value != NULL;
}

/* ---- what a device keeps: the format, then each value that is set, in the order of the board:
 *     kind 1 | field 1 | side 1 | id 4 | stamp 4 | number 8, or size 2 and text ---- */

static size_t kept_size(const struct card_edit *edit)
{
    return HEAD_BYTES + (edit->text != NULL ? 2 + edit->size : 8);
}

static void write_kept(struct byte_writer *w, const struct card_edit *edit, unsigned side)
{
    byte_write_u8(w, (uint8_t)edit->kind);
    byte_write_u8(w, edit->field);
    byte_write_u8(w, (uint8_t)side);
    byte_write_u32(w, edit->id);
    byte_write_u32(w, edit->stamp);
    if (edit->text == NULL) {
        byte_write_u64(w, edit->number);
        return;
    }
    byte_write_u16(w, (uint16_t)edit->size);
    byte_write_bytes(w, (const uint8_t *)edit->text, edit->size);
}

uint8_t *board_encode(const struct board *board, size_t *size)
{
    struct card_edit edit;
    size_t cursor = 0;
    *size = 1;
    while (next_set(board, &cursor, &edit) != NULL)
        *size += kept_size(&edit);
    uint8_t *bytes = board->memory->resize(board->memory->context, NULL, 0, *size);
    if (bytes == NULL)
        return NULL;
    struct byte_writer w = byte_writer_over(bytes, *size);
    byte_write_u8(&w, KEPT_FORMAT);
    cursor = 0;
    for (const struct board_value *value; (value = next_set(board, &cursor, &edit)) != NULL;)
        write_kept(&w, &edit, value->side);
    ALCOVE_ASSERT(!w.failed && w.size == *size);
    return bytes;
}

static struct card_edit read_kept(struct byte_reader *r, uint8_t *side)
{
    struct card_edit edit = {.kind = (enum card_kind)byte_read_u8(r)};
    edit.field = byte_read_u8(r);
    *side = byte_read_u8(r);
    edit.id = byte_read_u32(r);
    edit.stamp = byte_read_u32(r);
    if (card_field_of(edit.kind, edit.field).type == CARD_NUMBER) {
        edit.number = byte_read_u64(r);
        return edit;
    }
    edit.size = byte_read_u16(r);
    edit.text = (const char *)byte_read_span(r, edit.size);
    return edit;
}

/* One value; false where it is none, or does not lie behind `*last`, which moves on. */
static bool take_kept(struct board *board, struct byte_reader *r, size_t *last)
{
    uint8_t side = SIDES;
    struct card_edit edit = read_kept(r, &side);
    if (r->failed || side >= SIDES || !card_edit_is_valid(&edit) ||
        !card_edit_is_allowed(&edit, side) || put(board, &edit, side) != BOARD_TAKEN)
        return false;
    /* What lies behind all others is the last card, and moved no other. */
    size_t at = place_of(board, edit.kind, edit.id) * SLOTS + (size_t)edit.field * SIDES +
                slot_of(edit.kind, edit.field, side) + 1;
    bool behind = at > *last && at > (board->count - 1) * SLOTS;
    *last = at;
    return behind;
}

bool board_decode(struct board *board, const uint8_t *bytes, size_t size)
{
    ALCOVE_ASSERT(board->count == 0);
    struct byte_reader r = byte_reader_over(bytes, size);
    size_t last = 0;
    bool good = byte_read_u8(&r) == KEPT_FORMAT && !r.failed;
    while (good && byte_reader_left(&r) > 0)
        good = take_kept(board, &r, &last);
    if (!good)
        board_clear(board);
    return good;
}
