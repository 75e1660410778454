#include "ui/desk.h"

#include <string.h>

#include "base/assert.h"
#include "records/body.h"
#include "records/card.h"
#include "session/heap.h"
#include "session/wish.h"

#define WORDS_BYTES_MAX 2000 /* of a line in the lane, and of a passphrase */
#define LETTER_BYTES    4000
#define NOTE_BYTES      16000

/* What it is for can hold so much, so that nothing written is refused later. */
static struct text_edit_kind kind_of(enum desk_field field)
{
    switch (field) {
    case FIELD_POINT:
    case FIELD_PLACE:
    case FIELD_PHONE:
        return (struct text_edit_kind){.bytes_max = CARD_LINE_BYTES_MAX};
    case FIELD_FEELING:
    case FIELD_AROUND:
    case FIELD_WEIGHT:
        return (struct text_edit_kind){.bytes_max = BODY_FEELING_BYTES_MAX};
    case FIELD_PASSPHRASE:
    case FIELD_SECRET_OLD:
    case FIELD_SECRET_NEW:
    case FIELD_SECRET_AGAIN:
        return (struct text_edit_kind){.bytes_max = WORDS_BYTES_MAX, .secret = true};
    case FIELD_LETTER:
        return (struct text_edit_kind){.bytes_max = LETTER_BYTES, .area = true};
    case FIELD_GOAL_NOTE:
        return (struct text_edit_kind){.bytes_max = NOTE_BYTES, .area = true};
    case FIELD_LANE:
    case FIELD_LINK:
    case FIELD_FILE:
        return (struct text_edit_kind){.bytes_max = WORDS_BYTES_MAX};
    default:
        return (struct text_edit_kind){.bytes_max = CARD_STRING_BYTES_MAX};
    }
}

void desk_begin(struct desk *desk)
{
    memset(desk, 0, sizeof *desk);
    desk->session.rating = RATING_NONE;
    for (int i = 0; i < DESK_FIELDS; i++)
        text_edit_begin(&desk->fields[i], &heap_memory, kind_of((enum desk_field)i));
}

void desk_end(struct desk *desk)
{
    for (int i = 0; i < DESK_FIELDS; i++)
        text_edit_end(&desk->fields[i]);
}

bool desk_is_blank(const struct desk *desk, enum desk_field field)
{
    const char *bytes = text_edit_bytes(&desk->fields[field]);
    return bytes[strspn(bytes, " \n")] == '\0';
}

void desk_clear(struct desk *desk, enum desk_field field)
{
    desk_write(desk, field, "");
}

void desk_write(struct desk *desk, enum desk_field field, const char *words)
{
    ALCOVE_ASSERT((int)field < DESK_FIELDS);
    (void)text_edit_set(&desk->fields[field], words, strlen(words));
}
