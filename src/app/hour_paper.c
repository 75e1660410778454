#include "app/hour_paper.h"

#include "base/assert.h"

bool hour_paper_find(const struct space *space, uint32_t began, uint8_t device,
                     struct object_id *session)
{
    struct object_id object = OBJECT_SPACE;
    while (space_next(space, KIND_SESSION, &object)) {
        struct value value = space_value(space, object, SESSION_BEGAN);
        if (space_author(space, object) != device || value.type != VALUE_NUMBER ||
            value.number != began)
            continue;
        *session = object;
        return true;
    }
    return false;
}

/* The field that names the session. */
static uint8_t session_field(enum object_kind kind)
{
    ALCOVE_ASSERT(kind == KIND_RATING || kind == KIND_FORMAT || kind == KIND_COMMENT);
    if (kind == KIND_RATING)
        return RATING_SESSION;
    return kind == KIND_FORMAT ? (uint8_t)FORMAT_SESSION : (uint8_t)COMMENT_TARGET;
}

bool hour_paper_said(const struct space *space, struct object_id session, enum object_kind kind,
                     uint8_t member, struct object_id *out)
{
    const uint8_t field = session_field(kind);
    struct object_id object = OBJECT_SPACE;
    while (space_next(space, kind, &object)) {
        struct value of = space_value(space, object, field);
        uint8_t author = space_config(space)->member_of[space_author(space, object)];
        if (author != member || of.type != VALUE_OBJECT || !object_id_is_equal(of.object, session))
            continue;
        *out = object;
        return true;
    }
    return false;
}

enum space_write hour_paper_own(struct space *space, struct object_id session,
                                enum object_kind kind, struct object_id *out)
{
    const struct space_config *config = space_config(space);
    const struct value of = value_object(session);
    if (hour_paper_said(space, session, kind, config->member_of[config->own_device], out))
        return SPACE_WRITTEN;
    enum space_write written = space_make(space, kind, out);
    return written == SPACE_WRITTEN ? space_set(space, *out, session_field(kind), &of) : written;
}
