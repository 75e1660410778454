#include "papers/paper.h"

#include "base/assert.h"
#include "papers/civil.h"

uint8_t paper_own_member(const struct paper *paper)
{
    const struct space_config *config = space_config(paper->space);
    return config->member_of[config->own_device];
}

const char *paper_name(const struct paper *paper, uint8_t member)
{
    ALCOVE_ASSERT(member < SPACE_MEMBERS_MAX);
    return paper->names[member] != NULL ? paper->names[member] : "Somebody";
}

const char *paper_name_or_you(const struct paper *paper, uint8_t member)
{
    return member == paper_own_member(paper) ? "You" : paper_name(paper, member);
}

const char *paper_role(const struct paper *paper, uint8_t member)
{
    switch (space_role_of(paper->space, member)) {
    case ROLE_THERAPIST:
        return "therapist";
    case ROLE_CLIENT:
        return "client";
    case ROLE_INTERPRETER:
        return "interpreter";
    case ROLE_OPEN:
        break;
    }
    return NULL;
}

bool paper_is_mine(const struct paper *paper, uint8_t device)
{
    return space_config(paper->space)->member_of[device] == paper_own_member(paper);
}

bool paper_shows(const struct paper *paper, struct object_id object)
{
    enum object_kind kind;
    if (!space_find(paper->space, object, &kind))
        return false;
    if (kind == KIND_SPACE)
        return true;
    if (kind == KIND_COMMENT && paper->without_comments)
        return false;
    return !paper->only_mine || paper_is_mine(paper, space_author(paper->space, object));
}

size_t paper_values(const struct paper *paper, struct object_id object, uint8_t field,
                    struct space_value *out, size_t room)
{
    struct space_value all[PAPER_VALUES_MAX];
    size_t shown = 0;
    size_t count = space_values(paper->space, object, field, all, PAPER_VALUES_MAX);
    ALCOVE_ASSERT(count <= PAPER_VALUES_MAX);
    for (size_t i = 0; i < count; i++) {
        if (paper->only_mine && all[i].member != paper_own_member(paper))
            continue;
        if (shown < room)
            out[shown] = all[i];
        shown++;
    }
    return shown;
}

bool paper_value(const struct paper *paper, struct object_id object, uint8_t field,
                 struct space_value *out)
{
    return paper_values(paper, object, field, out, 1) > 0 && out->value.type != VALUE_NONE;
}

uint64_t paper_number(const struct paper *paper, struct object_id object, uint8_t field)
{
    struct space_value value;
    return paper_value(paper, object, field, &value) ? value.value.number : 0;
}

bool paper_practice_is_active(const struct space *space, struct object_id practice)
{
    struct value active = space_value(space, practice, PRACTICE_ACTIVE);
    struct value goal = space_value(space, practice, PRACTICE_GOAL);
    if (active.type == VALUE_NUMBER && active.number == 0)
        return false;
    return goal.type != VALUE_OBJECT ||
           space_value(space, goal.object, GOAL_STATUS).number == GOAL_OPEN;
}

void paper_add_mark(struct paper_words *words, const struct paper *paper,
                    const struct space_value *value)
{
    char day[CIVIL_TEXT_BYTES];
    words_print(words, " (%s", paper_name(paper, value->member));
    if (value->sequence != 0)
        words_print(words, ", %s", civil_print_long(civil_day_at(value->minute, paper->zone), day));
    words_add(words, ")");
}
