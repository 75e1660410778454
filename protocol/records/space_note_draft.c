#include "base/assert.h"
#include "records/space_parts.h"
#include "records/utf8.h"

/* Where one writes: a note that is there, or one that comes to be if the writing succeeds. */
struct place {
    struct space_object *object;
    struct space_note *note;
    uint8_t field;
    bool is_new;
};

static enum space_write find_place(const struct space *space, struct object_id id, uint8_t field,
                                   struct place *out)
{
    *out = (struct place){.object = space_object_shown(space, id), .field = field};
    if (space->is_restored)
        return SPACE_RESTORED;
    if (out->object == NULL)
        return SPACE_NOT_THERE;
    const struct schema_field *schema = schema_field(out->object->kind, field);
    if (schema == NULL || schema->type != FIELD_NOTE)
        return SPACE_NOT_SO;
    const struct operation operation = {
        .kind = OPERATION_NOTE, .made = out->object->kind, .field = field, .object = id};
    if (!space_allows(space, space->config.own_device, &operation, out->object->is_draft_made))
        return SPACE_NOT_YOURS;
    ALCOVE_ASSERT(out->object->slots != NULL);
    out->note = out->object->slots[field].note;
    return SPACE_WRITTEN;
}

static bool open_place(const struct space *space, struct place *place)
{
    if (place->note != NULL)
        return true;
    place->note = space_note_make(space);
    if (place->note == NULL)
        return false;
    place->is_new = true;
    place->note->text = space_note_open(space);
    ALCOVE_ASSERT(place->note->mark_count == 0);
    return place->note->text != NULL;
}

static enum space_write close_place(struct space *space, struct place *place,
                                    enum space_write written)
{
    if (written == SPACE_WRITTEN) {
        place->object->slots[place->field].note = place->note;
        space_draft_touch(space, place->object);
    } else if (place->is_new) {
        ALCOVE_ASSERT(place->object->slots[place->field].note == NULL);
        space_note_free(space, place->note);
    }
    return written;
}

static enum space_write outcome_of(enum text_result result)
{
    static const enum space_write outcomes[] = {
        [TEXT_APPLIED] = SPACE_WRITTEN,     [TEXT_DUPLICATE] = SPACE_WRITTEN,
        [TEXT_MALFORMED] = SPACE_NOT_SO,    [TEXT_TOO_MUCH] = SPACE_FULL,
        [TEXT_NO_MEMORY] = SPACE_NO_MEMORY,
    };
    ALCOVE_ASSERT((size_t)result < sizeof outcomes / sizeof outcomes[0]);
    return outcomes[result];
}

static bool has_room(const struct space *space, const struct text *text, size_t more, size_t less)
{
    ALCOVE_ASSERT(less <= text_size(text, true));
    return more <= less ||
           (text_size(text, true) - less + more <= SCHEMA_NOTE_BYTES_MAX &&
            space->live_bytes + space->draft_bytes + more - less <= SPACE_LIVE_BYTES_MAX);
}

enum space_write space_note_insert(struct space *space, struct object_id object, uint8_t field,
                                   size_t position, struct value text)
{
    struct place place;
    enum space_write written = find_place(space, object, field, &place);
    ALCOVE_ASSERT(text.type == VALUE_STRING);
    if (written != SPACE_WRITTEN)
        return written;
    uint32_t length = place.note == NULL ? 0 : text_length(place.note->text, true);
    if (position > length)
        return SPACE_NOT_SO;
    if (text.size == 0)
        return SPACE_WRITTEN;
    if (!open_place(space, &place))
        return close_place(space, &place, SPACE_NO_MEMORY);
    if (!has_room(space, place.note->text, text.size, 0))
        return close_place(space, &place, SPACE_FULL);
    written = outcome_of(text_insert(place.note->text, (uint32_t)position, text.bytes, text.size));
    return close_place(space, &place, written);
}

enum space_write space_note_delete(struct space *space, struct object_id object, uint8_t field,
                                   size_t position, size_t count)
{
    struct place place;
    enum space_write written = find_place(space, object, field, &place);
    if (written != SPACE_WRITTEN)
        return written;
    uint32_t length = place.note == NULL ? 0 : text_length(place.note->text, true);
    if (position > length || count > length - position)
        return SPACE_NOT_SO;
    if (count == 0)
        return SPACE_WRITTEN;
    ALCOVE_ASSERT(place.note != NULL);
    written = outcome_of(text_delete(place.note->text, (uint32_t)position, (uint32_t)count));
    return close_place(space, &place, written);
}

/* ---- Replacing ---- */

/* What of the old text goes, and what of the new comes in its place. */
struct difference {
    size_t from; /* bytes of both before it */
    size_t old_size, new_size;
    uint32_t at, count; /* characters before it; characters that go */
};

static uint32_t count_characters(const uint8_t *bytes, size_t size)
{
    uint32_t count = 0;
    bool is_valid = size == 0 || text_count(bytes, size, &count);
    ALCOVE_ASSERT(is_valid);
    return count;
}

static bool is_inside_character(const uint8_t *bytes, size_t size, size_t at)
{
    ALCOVE_ASSERT(at <= size);
    return at < size && (bytes[at] & 0xc0) == 0x80;
}

static struct difference compare(const uint8_t *old, size_t old_size, struct value text)
{
    size_t least = old_size < text.size ? old_size : text.size;
    size_t begin = 0;
    while (begin < least && old[begin] == text.bytes[begin])
        begin++;
    while (is_inside_character(old, old_size, begin) ||
           is_inside_character(text.bytes, text.size, begin))
        begin--;
    size_t end = 0;
    while (end < least - begin && old[old_size - end - 1] == text.bytes[text.size - end - 1])
        end++;
    while (is_inside_character(old, old_size, old_size - end))
        end--;
    ALCOVE_ASSERT(begin + end <= least);
    return (struct difference){
        .from = begin,
        .old_size = old_size - begin - end,
        .new_size = text.size - begin - end,
        .at = count_characters(old, begin),
        .count = count_characters(old + begin, old_size - begin - end),
    };
}

/* On a copy: half of it must never be seen. */
static enum space_write replace(const struct space *space, struct place *place,
                                const struct difference *difference, struct value text)
{
    if (!has_room(space, place->note->text, difference->new_size, difference->old_size))
        return SPACE_FULL;
    struct text *copy = text_copy(place->note->text);
    if (copy == NULL)
        return SPACE_NO_MEMORY;
    enum text_result result = TEXT_APPLIED;
    if (difference->count != 0)
        result = text_delete(copy, difference->at, difference->count);
    if (result == TEXT_APPLIED && difference->new_size != 0)
        result =
            text_insert(copy, difference->at, text.bytes + difference->from, difference->new_size);
    ALCOVE_ASSERT(result == TEXT_APPLIED || result == TEXT_NO_MEMORY || result == TEXT_TOO_MUCH);
    struct text *unwanted = result == TEXT_APPLIED ? place->note->text : copy;
    if (result == TEXT_APPLIED)
        place->note->text = copy;
    text_close(unwanted);
    return outcome_of(result);
}

enum space_write space_note_replace(struct space *space, struct object_id object, uint8_t field,
                                    struct value text)
{
    struct place place;
    uint32_t count = 0;
    enum space_write written = find_place(space, object, field, &place);
    ALCOVE_ASSERT(text.type == VALUE_STRING);
    if (written != SPACE_WRITTEN)
        return written;
    if (text.size != 0 && !text_count(text.bytes, text.size, &count))
        return SPACE_NOT_SO;
    if (!open_place(space, &place))
        return close_place(space, &place, SPACE_NO_MEMORY);
    size_t old_size = text_size(place.note->text, true);
    uint8_t *old = space_allocate(space, old_size + 1);
    if (old == NULL)
        return close_place(space, &place, SPACE_NO_MEMORY);
    text_read(place.note->text, true, old);
    struct difference difference = compare(old, old_size, text);
    space_release(space, old, old_size + 1);
    return close_place(space, &place, replace(space, &place, &difference, text));
}
