/* `alcove goals`: what two people work towards, edited by each alone, merged when they meet. */
#include <string.h>

#include "app/commands.h"
#include "app/object_verbs.h"
#include "app/verb_lists.h"
#include "base/assert.h"

static enum exit_code done(struct space_desk *desk)
{
    struct object_id object;
    const struct value reached = value_number(GOAL_REACHED);
    enum exit_code exit = object_verb_find(desk, &object);
    if (exit == EXIT_OK)
        exit = space_desk_set_field(desk, object, GOAL_STATUS, &reached);
    return space_desk_end(desk, exit, desk->kind, object);
}

static bool find_field(const char *name, uint8_t *out)
{
    const struct schema_kind *schema = schema_kind(KIND_GOAL);
    for (uint8_t field = 0; field < schema->field_count; field++) {
        if (strcmp(schema->fields[field].name, name) != 0)
            continue;
        *out = field;
        return schema->fields[field].type != FIELD_NOTE;
    }
    return false;
}

/* The value is set anew, by somebody who knows all of them: so it alone remains. */
static enum exit_code keep_one(struct space_desk *desk, struct object_id object, uint8_t field,
                               const char *digit)
{
    bool counts = digit[0] >= '1' && digit[0] <= '9' && digit[1] == '\0';
    size_t number = counts ? (size_t)(digit[0] - '0') : 0;
    struct space_value values[OBJECT_VALUES_MAX];
    uint8_t bytes[SCHEMA_LINE_BYTES_MAX];
    size_t count = space_values(desk->space, object, field, values, OBJECT_VALUES_MAX);
    if (number < 1 || number > count || number > OBJECT_VALUES_MAX)
        return complain(EXIT_USAGE, "It has no value \"%.40s\" there; `show` counts them.", digit);
    struct value chosen = values[number - 1].value;
    ALCOVE_ASSERT(chosen.size <= sizeof bytes);
    if (chosen.size > 0) {
        memcpy(bytes, chosen.bytes, chosen.size);
        chosen.bytes = bytes;
    }
    return space_desk_set_field(desk, object, field, &chosen);
}

static enum exit_code choose(struct space_desk *desk)
{
    struct object_id object;
    uint8_t field;
    const char *name = desk->options->operands[3];
    enum exit_code exit = object_verb_find(desk, &object);
    if (exit != EXIT_OK)
        return exit;
    if (!find_field(name, &field))
        return complain(EXIT_USAGE, "A goal has no field \"%.40s\"; `show --json` names them.",
                        name);
    exit = keep_one(desk, object, field, desk->options->operands[4]);
    return space_desk_end(desk, exit, desk->kind, object);
}

static const struct space_verb verb_list[] = {
    {"list", object_verb_list, 2, 2},
    {"add", object_verb_add, 3, 3},
    {"show", object_verb_show, 3, 3},
    {"edit", object_verb_edit, 3, 3},
    {"done", done, 3, 3},
    {"move", object_verb_move, 3, 3},
    {"erase", object_verb_erase, 3, 3},
    {"choose", choose, 5, 5},
};
const struct space_verbs goals_verbs = {
    KIND_GOAL, verb_list, sizeof verb_list / sizeof verb_list[0],
    "goals: want PERSON, `add PERSON TITLE`, `show|edit|done|move|erase PERSON ID` or `choose "
    "PERSON ID FIELD N`."};

enum exit_code command_goals(const struct options *options)
{
    return space_desk_run_verb(options, &goals_verbs);
}
