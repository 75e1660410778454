#include "session/recap.h"

#include <string.h>

#include "base/assert.h"

static void append(char out[RECAP_BYTES], const char *text)
{
    size_t size = strlen(out);
    size_t more = strlen(text);
    bool first = size == 0;
    if (more == 0 || size + !first + more >= RECAP_BYTES)
        return;
    if (!first)
        out[size++] = '\n';
    memcpy(out + size, text, more + 1);
}

/* NULL where it is not set, or empty. */
static const char *text_of(const struct board *board, const struct board_card *card, unsigned field)
{
    const char *text = board_value(board, card->kind, card->id, field, 0)->text;
    return text != NULL && text[0] != '\0' ? text : NULL;
}

static uint64_t number_of(const struct board *board, const struct board_card *card, unsigned field)
{
    return board_value(board, card->kind, card->id, field, 0)->number;
}

static const char *done_point(const struct board *board, const struct board_card *card)
{
    bool counts = number_of(board, card, AGENDA_CARD_DONE) != 0 &&
                  number_of(board, card, AGENDA_CARD_GONE) == 0;
    return counts ? text_of(board, card, AGENDA_CARD_TEXT) : NULL;
}

/* One's own words stand before those that the other heard. */
static const char *confirmed_words(const struct board *board, const struct board_card *card)
{
    const char *edited = text_of(board, card, REFLECTION_CARD_EDITED);
    if (number_of(board, card, REFLECTION_CARD_GONE) != 0)
        return NULL;
    if (edited != NULL)
        return edited;
    bool confirmed = number_of(board, card, REFLECTION_CARD_ANSWER) == CARD_ANSWER_YES;
    return confirmed ? text_of(board, card, REFLECTION_CARD_TEXT) : NULL;
}

void recap_prefill(const struct board *board, enum card_recap_field line, char out[RECAP_BYTES])
{
    ALCOVE_ASSERT(line <= RECAP_CARD_NEXT);
    const struct board_card *card = NULL;
    enum card_kind kind = line == RECAP_CARD_DID ? CARD_AGENDA : CARD_REFLECTION;
    out[0] = '\0';
    while (line != RECAP_CARD_NEXT && (card = board_next(board, kind, card)) != NULL) {
        const char *text =
            kind == CARD_AGENDA ? done_point(board, card) : confirmed_words(board, card);
        if (text != NULL)
            append(out, text);
    }
}

uint64_t recap_sum(const struct board *board)
{
    uint64_t sum = 0;
    for (unsigned line = RECAP_CARD_DID; line <= RECAP_CARD_NEXT; line++) {
        const struct board_value *value = board_value(board, CARD_RECAP, 0, line, 0);
        if (value->is_set)
            sum += UINT64_C(2) * value->stamp + value->side;
    }
    return sum;
}

bool recap_is_agreed(const struct board *board, unsigned side)
{
    uint64_t agreed = board_value(board, CARD_RECAP, 0, RECAP_CARD_AGREED, side)->number;
    return agreed != 0 && agreed == recap_sum(board);
}
