#include "ui/desk.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "records/body.h"
#include "records/card.h"
#include "records/schema.h"
#include "session/heap.h"
#include "session/wish.h"

#define WORDS_BYTES_MAX 2000 /* of a line in the lane, and of a passphrase */
#define LETTER_BYTES    4000
#define NOTE_BYTES      16000

/* What it is for can hold so much, so that nothing written is refused later. */
static const struct text_edit_kind kinds[DESK_FIELDS] = {
    [FIELD_POINT] = {.bytes_max = CARD_LINE_BYTES_MAX},
    [FIELD_PLACE] = {.bytes_max = CARD_LINE_BYTES_MAX},
    [FIELD_PHONE] = {.bytes_max = CARD_LINE_BYTES_MAX},
    [FIELD_PHRASE] = {.bytes_max = CARD_LINE_BYTES_MAX},
    [FIELD_FELT] = {.bytes_max = CARD_LINE_BYTES_MAX},
    [FIELD_ONLINE] = {.bytes_max = CARD_LINE_BYTES_MAX},
    [FIELD_ELSE] = {.bytes_max = CARD_LINE_BYTES_MAX},
    [FIELD_HEAR] = {.bytes_max = CARD_STRING_BYTES_MAX, .area = true},
    [FIELD_DID] = {.bytes_max = CARD_STRING_BYTES_MAX, .area = true},
    [FIELD_MATTERED] = {.bytes_max = CARD_STRING_BYTES_MAX, .area = true},
    [FIELD_THEN] = {.bytes_max = CARD_STRING_BYTES_MAX, .area = true},
    [FIELD_FEELING] = {.bytes_max = BODY_FEELING_BYTES_MAX},
    [FIELD_AROUND] = {.bytes_max = BODY_FEELING_BYTES_MAX},
    [FIELD_WEIGHT] = {.bytes_max = BODY_FEELING_BYTES_MAX},
    [FIELD_PASSPHRASE] = {.bytes_max = WORDS_BYTES_MAX, .secret = true},
    [FIELD_SECRET_OLD] = {.bytes_max = WORDS_BYTES_MAX, .secret = true},
    [FIELD_SECRET_NEW] = {.bytes_max = WORDS_BYTES_MAX, .secret = true},
    [FIELD_SECRET_AGAIN] = {.bytes_max = WORDS_BYTES_MAX, .secret = true},
    [FIELD_LETTER] = {.bytes_max = LETTER_BYTES, .area = true},
    [FIELD_GOAL_TITLE] = {.bytes_max = SCHEMA_LINE_BYTES_MAX},
    [FIELD_GOAL_NAME] = {.bytes_max = SCHEMA_LINE_BYTES_MAX},
    [FIELD_GOAL_WHY] = {.bytes_max = SCHEMA_LINE_BYTES_MAX},
    [FIELD_GOAL_MEASURE] = {.bytes_max = SCHEMA_LINE_BYTES_MAX},
    [FIELD_PRACTICE] = {.bytes_max = SCHEMA_LINE_BYTES_MAX},
    [FIELD_PRACTICE_NAME] = {.bytes_max = SCHEMA_LINE_BYTES_MAX},
    [FIELD_PRACTICE_OFTEN] = {.bytes_max = SCHEMA_LINE_BYTES_MAX},
    [FIELD_PRACTICE_WHEN] = {.bytes_max = SCHEMA_LINE_BYTES_MAX},
    [FIELD_CARD] = {.bytes_max = SCHEMA_LINE_BYTES_MAX},
    [FIELD_GOAL_NOTE] = {.bytes_max = NOTE_BYTES, .area = true},
    [FIELD_LANE] = {.bytes_max = WORDS_BYTES_MAX},
    [FIELD_LINK] = {.bytes_max = WORDS_BYTES_MAX},
    [FIELD_FILE] = {.bytes_max = WORDS_BYTES_MAX},
    [FIELD_HELPER] = {.bytes_max = WORDS_BYTES_MAX},
    [FIELD_OWN_NAME] = {.bytes_max = BODY_NAME_BYTES_MAX},
    [FIELD_RENAME] = {.bytes_max = BODY_NAME_BYTES_MAX},
    [FIELD_FOR_NAME] = {.bytes_max = BODY_NAME_BYTES_MAX},
};

static struct text_edit_kind kind_of(enum desk_field field)
{
    const struct text_edit_kind line = {.bytes_max = CARD_STRING_BYTES_MAX};
    return kinds[field].bytes_max > 0 ? kinds[field] : line;
}

void desk_begin(struct desk *desk)
{
    memset(desk, 0, sizeof *desk);
    desk->session.rating = RATING_NONE;
    desk->session.own_picture_hidden = true; /* seeing oneself for an hour tires */
    for (int i = 0; i < DESK_FIELDS; i++)
        text_edit_begin(&desk->fields[i], &heap_memory, kind_of((enum desk_field)i));
}

static void forget_draft(struct home_draft *draft)
{
    explicit_bzero(draft->words, strlen(draft->words));
    free(draft);
}

void desk_end(struct desk *desk)
{
    for (struct home_draft *draft = desk->home.drafts, *next; draft != NULL; draft = next) {
        next = draft->next;
        forget_draft(draft);
    }
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

static void lay_aside(struct desk *desk, uint32_t person)
{
    const char *words = text_edit_bytes(&desk->fields[FIELD_LETTER]);
    size_t size = strlen(words) + 1;
    struct home_draft *draft = malloc(sizeof *draft + size);
    if (draft == NULL)
        return;
    draft->next = desk->home.drafts;
    draft->person = person;
    memcpy(draft->words, words, size);
    desk->home.drafts = draft;
}

void desk_change_letter(struct desk *desk, uint32_t from, uint32_t to)
{
    if (!desk_is_blank(desk, FIELD_LETTER))
        lay_aside(desk, from);
    desk_clear(desk, FIELD_LETTER);
    for (struct home_draft **at = &desk->home.drafts; *at != NULL; at = &(*at)->next) {
        struct home_draft *draft = *at;
        if (draft->person != to)
            continue;
        desk_write(desk, FIELD_LETTER, draft->words);
        *at = draft->next;
        forget_draft(draft);
        return;
    }
}
