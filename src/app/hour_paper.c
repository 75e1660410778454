#include "app/hour_paper.h"

#include <string.h>

#include "base/assert.h"

static bool is_text(const struct value *value, const char *text)
{
    size_t size = strlen(text);
    return value->type == VALUE_STRING && value->size == size &&
           (size == 0 || memcmp(value->bytes, text, size) == 0);
}

static bool is_mine(const struct space *space, struct object_id object)
{
    const struct space_config *config = space_config(space);
    return config->member_of[space_author(space, object)] == config->member_of[config->own_device];
}

/* ---- the session, its agenda and its recap ---- */

bool hour_paper_find(const struct space *space, uint32_t began, struct object_id *session)
{
    struct object_id object = OBJECT_SPACE;
    while (space_next(space, KIND_SESSION, &object)) {
        struct value value = space_value(space, object, SESSION_BEGAN);
        if (value.type != VALUE_NUMBER)
            continue;
        uint64_t apart = value.number > began ? value.number - began : began - value.number;
        if (apart > HOUR_PAPER_MINUTES_APART)
            continue;
        *session = object;
        return true;
    }
    return false;
}

static enum space_write set(struct space *space, struct object_id object, uint8_t field,
                            struct value value)
{
    ALCOVE_ASSERT(value.type != VALUE_NONE);
    return space_set(space, object, field, &value);
}

static bool has_point(const struct space *space, struct object_id session, const char *text)
{
    struct object_id point = OBJECT_SPACE;
    while (space_next(space, KIND_AGENDA, &point)) {
        struct value of = space_value(space, point, AGENDA_SESSION);
        struct value said = space_value(space, point, AGENDA_TEXT);
        if (of.type == VALUE_OBJECT && object_id_is_equal(of.object, session) &&
            is_text(&said, text))
            return true;
    }
    return false;
}

/* Points stand in the order of their making until somebody moves one. */
static enum space_write write_point(struct space *space, struct object_id session,
                                    const struct hour_point *point)
{
    struct object_id object;
    if (point->text[0] == '\0' || has_point(space, session, point->text))
        return SPACE_WRITTEN;
    enum space_write written = space_make(space, KIND_AGENDA, &object);
    if (written == SPACE_WRITTEN)
        written = set(space, object, AGENDA_SESSION, value_object(session));
    if (written == SPACE_WRITTEN)
        written = set(space, object, AGENDA_TEXT, value_text(point->text));
    if (written == SPACE_WRITTEN && point->done)
        written = set(space, object, AGENDA_DONE, value_number(1));
    return written;
}

static enum space_write write_facts(struct space *space, const struct hour_paper *paper,
                                    struct object_id session)
{
    enum space_write written = set(space, session, SESSION_MODE, value_number(paper->mode));
    if (written == SPACE_WRITTEN && paper->minutes > 0)
        written = set(space, session, SESSION_MINUTES, value_number(paper->minutes));
    if (written == SPACE_WRITTEN && paper->next > 0)
        written = set(space, session, SESSION_NEXT, value_number(paper->next));
    if (written == SPACE_WRITTEN && paper->recap != NULL && paper->recap[0] != '\0')
        written = space_note_replace(space, session, SESSION_RECAP, value_text(paper->recap));
    for (size_t i = 0; i < paper->point_count && written == SPACE_WRITTEN; i++)
        written = write_point(space, session, &paper->points[i]);
    return written;
}

enum space_write hour_paper_write(struct space *space, const struct hour_paper *paper,
                                  struct object_id *session)
{
    enum space_write written = SPACE_WRITTEN;
    ALCOVE_ASSERT(paper->point_count == 0 || paper->points != NULL);
    if (!hour_paper_find(space, paper->began, session)) {
        written = space_make(space, KIND_SESSION, session);
        if (written == SPACE_WRITTEN)
            written = set(space, *session, SESSION_BEGAN, value_number(paper->began));
    }
    return written == SPACE_WRITTEN ? write_facts(space, paper, *session) : written;
}

/* ---- what is one's own ---- */

enum space_write hour_paper_own(struct space *space, struct object_id session,
                                enum object_kind kind, struct object_id *out)
{
    const uint8_t field = kind == KIND_RATING ? (uint8_t)RATING_SESSION : (uint8_t)FORMAT_SESSION;
    struct object_id object = OBJECT_SPACE;
    ALCOVE_ASSERT(kind == KIND_RATING || kind == KIND_FORMAT);
    while (space_next(space, kind, &object)) {
        struct value of = space_value(space, object, field);
        if (is_mine(space, object) && of.type == VALUE_OBJECT &&
            object_id_is_equal(of.object, session)) {
            *out = object;
            return SPACE_WRITTEN;
        }
    }
    enum space_write written = space_make(space, kind, out);
    return written == SPACE_WRITTEN ? set(space, *out, field, value_object(session)) : written;
}

/* A reflection of that session in these words, ours or the other's. */
static bool find_reflection(const struct space *space, struct object_id session, const char *text,
                            bool mine, struct object_id *out)
{
    struct object_id object = OBJECT_SPACE;
    while (space_next(space, KIND_REFLECTION, &object)) {
        struct value of = space_value(space, object, REFLECTION_SESSION);
        struct value said = space_value(space, object, REFLECTION_TEXT);
        if (is_mine(space, object) != mine || of.type != VALUE_OBJECT ||
            !object_id_is_equal(of.object, session) || !is_text(&said, text))
            continue;
        *out = object;
        return true;
    }
    return false;
}

enum space_write hour_paper_reflection(struct space *space, struct object_id session,
                                       const char *text, uint32_t day)
{
    struct object_id object;
    if (find_reflection(space, session, text, true, &object))
        return SPACE_WRITTEN;
    enum space_write written = space_make(space, KIND_REFLECTION, &object);
    if (written == SPACE_WRITTEN)
        written = set(space, object, REFLECTION_TEXT, value_text(text));
    if (written == SPACE_WRITTEN)
        written = set(space, object, REFLECTION_DAY, value_number(day));
    if (written == SPACE_WRITTEN)
        written = set(space, object, REFLECTION_SESSION, value_object(session));
    return written;
}

enum space_write hour_paper_answer(struct space *space, struct object_id session, const char *text,
                                   enum reflection_answer answer, const char *edited)
{
    struct object_id object;
    if (!find_reflection(space, session, text, false, &object))
        return SPACE_NOT_THERE;
    enum space_write written = set(space, object, REFLECTION_ANSWER, value_number(answer));
    if (written == SPACE_WRITTEN && edited != NULL)
        written = set(space, object, REFLECTION_EDITED, value_text(edited));
    return written;
}
