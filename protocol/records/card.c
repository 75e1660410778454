#include "records/card.h"

#include "base/assert.h"
#include "records/utf8.h"

#define TIME_MAX   ((UINT64_C(1) << 48) - 1)                /* ms, to the year 10889 */
#define AGREED_MAX (3 * (2 * (uint64_t)CARD_STAMP_MAX + 1)) /* three lines, each 2 * stamp + side */
#define DAY_MS     86400000

#define FLAG(name, writer)                                                                         \
    {                                                                                              \
        name, CARD_NUMBER, writer, 0, 1                                                            \
    }
#define NUMBER(name, writer, least, most)                                                          \
    {                                                                                              \
        name, CARD_NUMBER, writer, least, most                                                     \
    }
#define LINE(name, writer)                                                                         \
    {                                                                                              \
        name, CARD_LINE, writer, 0, 0                                                              \
    }
#define STRING(name, writer)                                                                       \
    {                                                                                              \
        name, CARD_STRING, writer, 0, 0                                                            \
    }

/* In the order of the kinds; the fields in the order of their enums. The rest is CARD_ABSENT. */
static const struct kind {
    const char *name;
    bool is_single;
    struct card_field fields[CARD_FIELDS_MAX];
} kinds[CARD_KINDS] = {
    [CARD_AGENDA] = {"agenda",
                     false,
                     {LINE("text", CARD_BOTH), FLAG("done", CARD_BOTH), FLAG("gone", CARD_BOTH)}},
    [CARD_REFLECTION] = {"reflection",
                         false,
                         {STRING("text", CARD_MAKER),
                          NUMBER("answer", CARD_OTHER, 0, CARD_ANSWER_NOT_QUITE),
                          STRING("edited", CARD_OTHER), FLAG("gone", CARD_MAKER)}},
    [CARD_PHRASE] = {"phrase", false, {LINE("text", CARD_MAKER), FLAG("dismissed", CARD_OTHER)}},
    [CARD_HOUR] = {"hour",
                   true,
                   {NUMBER("stage", CARD_BOTH, 0, 7), NUMBER("began", CARD_BOTH, 0, TIME_MAX),
                    NUMBER("minutes", CARD_BOTH, 5, 180), NUMBER("more", CARD_EACH, 0, 60),
                    FLAG("give_back", CARD_BOTH), NUMBER("taken", CARD_EACH, 0, DAY_MS),
                    NUMBER("settle", CARD_BOTH, 0, TIME_MAX),
                    NUMBER("next", CARD_BOTH, 0, UINT32_MAX), NUMBER("skipped", CARD_EACH, 0, 255),
                    NUMBER("minute", CARD_BOTH, 0, UINT32_MAX), NUMBER("sum", CARD_EACH, 0, 1)}},
    [CARD_RECAP] = {"recap",
                    true,
                    {STRING("did", CARD_BOTH), STRING("mattered", CARD_BOTH),
                     STRING("next", CARD_BOTH), NUMBER("agreed", CARD_EACH, 0, AGREED_MAX)}},
    [CARD_FEEL] = {"feel",
                   true,
                   {NUMBER("heard", CARD_EACH, 0, 10), NUMBER("pace", CARD_EACH, 0, 10),
                    NUMBER("topics", CARD_EACH, 0, 10), NUMBER("overall", CARD_EACH, 0, 10),
                    LINE("line", CARD_EACH)}},
    [CARD_FORMAT] = {"format",
                     true,
                     {LINE("feels", CARD_EACH), LINE("easier", CARD_EACH),
                      LINE("line", CARD_EACH)}},
    [CARD_PLACE] = {"place", true, {LINE("today", CARD_EACH), LINE("phone", CARD_EACH)}},
};

struct card_field card_field_of(unsigned kind, unsigned field)
{
    if (kind == 0 || kind >= CARD_KINDS || field >= CARD_FIELDS_MAX)
        return (struct card_field){.type = CARD_ABSENT};
    const struct card_field found = kinds[kind].fields[field];
    ALCOVE_ASSERT((found.type == CARD_ABSENT) == (found.name == NULL));
    return found;
}

static const struct kind *kind_of(enum card_kind kind)
{
    ALCOVE_ASSERT(kind >= CARD_AGENDA && kind < CARD_KINDS);
    return &kinds[kind];
}

const char *card_kind_name(enum card_kind kind)
{
    const char *name = kind_of(kind)->name;
    ALCOVE_ASSERT(name != NULL);
    return name;
}

bool card_is_single(enum card_kind kind)
{
    return kind_of(kind)->is_single;
}

unsigned card_maker(uint32_t id)
{
    ALCOVE_ASSERT(id > 1);
    return id & 1;
}

static bool value_is_valid(const struct card_edit *edit, const struct card_field *field)
{
    ALCOVE_ASSERT(field->type != CARD_ABSENT);
    if (field->type == CARD_NUMBER)
        return edit->text == NULL && edit->number >= field->least && edit->number <= field->most;
    if (edit->text == NULL)
        return false;
    ALCOVE_ASSERT(field->type == CARD_LINE || field->type == CARD_STRING);
    if (field->type == CARD_LINE)
        return edit->size <= CARD_LINE_BYTES_MAX && utf8_is_line(edit->text, edit->size);
    return edit->size <= CARD_STRING_BYTES_MAX && utf8_is_text(edit->text, edit->size);
}

bool card_edit_is_valid(const struct card_edit *edit)
{
    ALCOVE_ASSERT(edit != NULL);
    const struct card_field field = card_field_of(edit->kind, edit->field);
    if (field.type == CARD_ABSENT || edit->stamp == 0)
        return false;
    if (card_is_single(edit->kind) ? edit->id != 0 : edit->id < 2)
        return false;
    return value_is_valid(edit, &field);
}

bool card_edit_is_allowed(const struct card_edit *edit, unsigned side)
{
    ALCOVE_ASSERT(side <= 1 && card_edit_is_valid(edit));
    switch (card_field_of(edit->kind, edit->field).writer) {
    case CARD_BOTH:
    case CARD_EACH:
        return true;
    case CARD_MAKER:
        return card_maker(edit->id) == side;
    case CARD_OTHER:
        return card_maker(edit->id) != side;
    }
    return false;
}
