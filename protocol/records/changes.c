#include "records/changes.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "records/kept_parts.h"
#include "records/utf8.h"

#define MINUTES_A_DAY 1440
#define ENTRY_ROOM    48
#define FLAG_BESIDE   1
#define FLAG_SEEN     2

struct entry {
    struct value before, after; /* their bytes are ours */
    struct object_id object;
    uint32_t minute, seen_minute;
    uint8_t what, kind, field, device;
    bool is_beside, is_seen;
};

struct changes {
    const struct alcove_memory *memory;
    struct space_listener listener;
    struct entry *list; /* the newest last */
    size_t count, room;
    size_t bytes; /* of values */
    bool is_lost;
};

/* ---- Values of our own ---- */

static void drop_value(struct changes *changes, struct value *value)
{
    uint8_t *bytes = (uint8_t *)(uintptr_t)value->bytes;
    if (bytes != NULL) {
        ALCOVE_ASSERT(value->size > 0 && changes->bytes >= value->size);
        changes->bytes -= value->size;
        sodium_memzero(bytes, value->size);
        changes->memory->resize(changes->memory->context, bytes, value->size, 0);
    }
    *value = value_none();
}

/* Room for the bytes of a value; NULL without memory. */
static uint8_t *make_bytes(struct changes *changes, size_t size)
{
    ALCOVE_ASSERT(size > 0);
    uint8_t *bytes = changes->memory->resize(changes->memory->context, NULL, 0, size);
    if (bytes == NULL)
        changes->is_lost = true;
    else
        changes->bytes += size;
    return bytes;
}

/* VALUE_NONE without memory: that something changed is known all the same. */
static struct value copy_value(struct changes *changes, const struct value *value)
{
    struct value copy = *value;
    ALCOVE_ASSERT((value->bytes == NULL) == (value->size == 0));
    if (value->size == 0)
        return copy;
    uint8_t *bytes = make_bytes(changes, value->size);
    if (bytes == NULL)
        return value_none();
    memcpy(bytes, value->bytes, value->size);
    copy.bytes = bytes;
    return copy;
}

static void drop_entry(struct changes *changes, size_t at)
{
    ALCOVE_ASSERT(at < changes->count);
    drop_value(changes, &changes->list[at].before);
    drop_value(changes, &changes->list[at].after);
    changes->count--;
    memmove(&changes->list[at], &changes->list[at + 1],
            (changes->count - at) * sizeof *changes->list);
}

/* ---- Listening ---- */

/* The oldest one that was seen, or else the oldest. */
static void drop_oldest(struct changes *changes)
{
    size_t at = 0;
    ALCOVE_ASSERT(changes->count > 0);
    while (at < changes->count && !changes->list[at].is_seen)
        at++;
    if (at == changes->count) {
        changes->is_lost = true;
        at = 0;
    }
    drop_entry(changes, at);
}

static void keep_bounds(struct changes *changes)
{
    while (changes->count > CHANGES_MAX ||
           (changes->bytes > CHANGES_BYTES_MAX && changes->count > 0))
        drop_oldest(changes);
    ALCOVE_ASSERT(changes->bytes <= CHANGES_BYTES_MAX);
}

/* NULL without memory. */
static struct entry *add_entry(struct changes *changes, const struct space *space,
                               const struct space_change *change)
{
    if (changes->count == changes->room) {
        size_t room = changes->room * 2 + 16;
        void *list = changes->memory->resize(changes->memory->context, changes->list,
                                             changes->room * sizeof *changes->list,
                                             room * sizeof *changes->list);
        if (list == NULL) {
            changes->is_lost = true;
            return NULL;
        }
        changes->list = list;
        changes->room = room;
    }
    enum object_kind kind = KIND_SPACE;
    bool found = space_find(space, change->object, &kind);
    ALCOVE_ASSERT(found || change->kind == CHANGE_ERASED);
    struct entry *entry = &changes->list[changes->count++];
    *entry = (struct entry){
        .object = change->object,
        .what = (uint8_t)change->kind,
        .kind = (uint8_t)kind,
        .field = change->field,
        .device = change->device,
        .minute = change->minute,
    };
    return entry;
}

/* One that was not seen yet; the count if there is none. */
static size_t find_unseen(const struct changes *changes, const struct space_change *change,
                          unsigned what, bool is_beside)
{
    ALCOVE_ASSERT(what <= CHANGE_ERASED);
    for (size_t i = changes->count; i > 0; i--) {
        const struct entry *entry = &changes->list[i - 1];
        bool is_field = what == CHANGE_MADE || entry->field == change->field;
        if (!entry->is_seen && entry->what == what && entry->is_beside == is_beside && is_field &&
            object_id_is_equal(entry->object, change->object))
            return i - 1;
    }
    return changes->count;
}

static void move_to_end(struct changes *changes, size_t at)
{
    ALCOVE_ASSERT(at < changes->count);
    struct entry entry = changes->list[at];
    memmove(&changes->list[at], &changes->list[at + 1],
            (changes->count - 1 - at) * sizeof *changes->list);
    changes->list[changes->count - 1] = entry;
}

static void on_set(struct changes *changes, const struct space *space,
                   const struct space_change *change)
{
    size_t at = find_unseen(changes, change, CHANGE_SET, !change->is_shown);
    bool is_known = at < changes->count;
    if (!is_known && change->is_shown && value_is_equal(&change->before, &change->after))
        return;
    if (is_known)
        move_to_end(changes, at);
    struct entry *entry =
        is_known ? &changes->list[changes->count - 1] : add_entry(changes, space, change);
    if (entry == NULL)
        return;
    if (!is_known)
        entry->before = copy_value(changes, &change->before);
    drop_value(changes, &entry->after);
    entry->after = copy_value(changes, &change->after);
    entry->is_beside = !change->is_shown;
    entry->device = change->device;
    entry->minute = change->minute;
    ALCOVE_ASSERT(!entry->is_seen);
    /* Back to what the person knows. */
    if (change->is_shown && value_is_equal(&entry->before, &change->after))
        drop_entry(changes, changes->count - 1);
}

static void on_note(struct changes *changes, const struct space *space,
                    const struct space_change *change)
{
    size_t at = find_unseen(changes, change, CHANGE_NOTE, false);
    if (at < changes->count) {
        changes->list[at].device = change->device;
        changes->list[at].minute = change->minute;
        move_to_end(changes, at);
        return;
    }
    struct entry *entry = add_entry(changes, space, change);
    if (entry == NULL)
        return;
    const struct text *text = space_note(space, change->object, change->field);
    size_t size = text == NULL ? 0 : text_size(text, false);
    entry->before = value_string(NULL, 0);
    if (size == 0)
        return;
    uint8_t *bytes = size <= CHANGES_BYTES_MAX ? make_bytes(changes, size) : NULL;
    if (bytes != NULL)
        text_read(text, false, bytes);
    entry->before = bytes == NULL ? value_none() : value_string(bytes, size);
    ALCOVE_ASSERT(entry->after.type == VALUE_NONE);
}

/* Drops all of an object; whether it was new to the person. */
static bool drop_object(struct changes *changes, struct object_id object)
{
    bool was_new = false;
    for (size_t i = changes->count; i > 0; i--) {
        const struct entry *entry = &changes->list[i - 1];
        if (!object_id_is_equal(entry->object, object))
            continue;
        was_new = was_new || (entry->what == CHANGE_MADE && !entry->is_seen);
        drop_entry(changes, i - 1);
    }
    ALCOVE_ASSERT(changes->count > 0 || changes->bytes == 0);
    return was_new;
}

static void on_change(void *context, const struct space *space, const struct space_change *change)
{
    struct changes *changes = context;
    const struct space_config *config = space_config(space);
    ALCOVE_ASSERT(change->device < config->device_count);
    /* From another device of the same person. */
    bool is_own = config->member_of[change->device] == config->member_of[config->own_device];
    if (change->kind == CHANGE_ERASED) {
        bool was_new = drop_object(changes, change->object);
        if (!is_own && !was_new)
            add_entry(changes, space, change);
    } else if (!is_own && find_unseen(changes, change, CHANGE_MADE, false) == changes->count) {
        /* Of what is new itself nothing else is news. */
        if (change->kind == CHANGE_MADE)
            add_entry(changes, space, change);
        else if (change->kind == CHANGE_SET)
            on_set(changes, space, change);
        else
            on_note(changes, space, change);
    }
    keep_bounds(changes);
}

struct changes *changes_create(const struct alcove_memory *memory)
{
    struct changes *changes = memory->resize(memory->context, NULL, 0, sizeof *changes);
    if (changes == NULL)
        return NULL;
    *changes = (struct changes){.memory = memory};
    changes->listener = (struct space_listener){.changed = on_change, .context = changes};
    ALCOVE_ASSERT(changes->count == 0);
    return changes;
}

void changes_free(struct changes *changes)
{
    if (changes == NULL)
        return;
    const struct alcove_memory *memory = changes->memory;
    while (changes->count > 0)
        drop_entry(changes, changes->count - 1);
    ALCOVE_ASSERT(changes->bytes == 0);
    if (changes->list != NULL)
        memory->resize(memory->context, changes->list, changes->room * sizeof *changes->list, 0);
    memory->resize(memory->context, changes, sizeof *changes, 0);
}

const struct space_listener *changes_listener(const struct changes *changes)
{
    ALCOVE_ASSERT(changes->listener.context == changes);
    return &changes->listener;
}

/* ---- Looking ---- */

static bool is_of(const struct entry *entry, const struct object_id *object)
{
    ALCOVE_ASSERT(entry->what <= CHANGE_ERASED);
    return object == NULL || object_id_is_equal(entry->object, *object);
}

/* What a note became by the time one looked next. */
static struct value text_after(const struct changes *changes, size_t at)
{
    const struct entry *entry = &changes->list[at];
    ALCOVE_ASSERT(entry->what == CHANGE_NOTE);
    for (size_t i = at + 1; i < changes->count; i++) {
        const struct entry *later = &changes->list[i];
        if (later->what == CHANGE_NOTE && later->field == entry->field &&
            object_id_is_equal(later->object, entry->object))
            return later->before;
    }
    return value_none();
}

bool changes_next(const struct changes *changes, const struct object_id *object, size_t *cursor,
                  struct changes_item *out)
{
    while (*cursor < changes->count && !is_of(&changes->list[changes->count - 1 - *cursor], object))
        ++*cursor;
    if (*cursor >= changes->count)
        return false;
    size_t at = changes->count - 1 - *cursor;
    const struct entry *entry = &changes->list[at];
    ++*cursor;
    ALCOVE_ASSERT(entry->kind < KIND_COUNT);
    *out = (struct changes_item){
        .what = entry->what,
        .kind = (enum object_kind)entry->kind,
        .object = entry->object,
        .field = entry->field,
        .device = entry->device,
        .minute = entry->minute,
        .before = entry->before,
        .after = entry->what == CHANGE_NOTE ? text_after(changes, at) : entry->after,
        .is_beside = entry->is_beside,
        .is_seen = entry->is_seen,
    };
    return true;
}

bool changes_are_lost(const struct changes *changes)
{
    return changes->is_lost;
}

void changes_look(struct changes *changes, const struct object_id *object, uint32_t minute)
{
    ALCOVE_ASSERT(changes->count <= CHANGES_MAX);
    for (size_t i = 0; i < changes->count; i++) {
        struct entry *entry = &changes->list[i];
        if (entry->is_seen || !is_of(entry, object))
            continue;
        entry->is_seen = true;
        entry->seen_minute = minute;
    }
    if (object == NULL)
        changes->is_lost = false;
}

void changes_tidy(struct changes *changes, const struct space *space, uint32_t minute)
{
    struct value days = space_value(space, OBJECT_SPACE, SPACE_RETENTION_DAYS);
    uint64_t kept = (days.type == VALUE_NUMBER ? days.number : CHANGES_RETENTION_DAYS);
    kept *= MINUTES_A_DAY;
    for (size_t i = changes->count; i > 0; i--) {
        const struct entry *entry = &changes->list[i - 1];
        bool is_old = entry->is_seen && (uint64_t)entry->seen_minute + kept <= minute;
        bool is_gone = entry->what != CHANGE_ERASED && space_is_erased(space, entry->object);
        if (is_old || is_gone)
            drop_entry(changes, i - 1);
    }
    ALCOVE_ASSERT(changes->count <= CHANGES_MAX);
}

/* ---- For the vault ---- */

static bool write_changes(const void *context, struct byte_writer *w)
{
    const struct changes *changes = context;
    byte_write_u8(w, changes->is_lost);
    byte_write_varint(w, changes->count);
    for (size_t i = 0; i < changes->count; i++) {
        const struct entry *entry = &changes->list[i];
        ALCOVE_ASSERT(entry->what <= CHANGE_ERASED);
        byte_write_u8(w, entry->what);
        byte_write_u8(
            w, (uint8_t)((entry->is_beside ? FLAG_BESIDE : 0) | (entry->is_seen ? FLAG_SEEN : 0)));
        byte_write_u8(w, entry->kind);
        byte_write_u8(w, entry->field);
        byte_write_u8(w, entry->device);
        byte_write_u8(w, entry->object.device);
        byte_write_varint(w, entry->object.counter);
        byte_write_varint(w, entry->minute);
        byte_write_varint(w, entry->seen_minute);
        kept_value_write(w, &entry->before);
        kept_value_write(w, &entry->after);
    }
    return true;
}

uint8_t *changes_encode(const struct changes *changes, size_t *size)
{
    const struct kept_writing writing = {
        .write = write_changes,
        .context = changes,
        .estimate = changes->count * ENTRY_ROOM + changes->bytes,
    };
    ALCOVE_ASSERT(size != NULL);
    return kept_box_write(changes->memory, &writing, size);
}

/* Whether a change may be so. */
static bool is_allowed(const struct entry *entry)
{
    const struct schema_field *field = schema_field(entry->kind, entry->field);
    const struct value *before = &entry->before;
    const struct value *after = &entry->after;
    if (entry->what > CHANGE_ERASED || entry->kind >= KIND_COUNT ||
        entry->device >= SPACE_DEVICES_MAX || entry->object.device >= SPACE_DEVICES_MAX)
        return false;
    ALCOVE_ASSERT(schema_kind(entry->kind) != NULL);
    if (entry->what == CHANGE_SET)
        return field != NULL && field->type != FIELD_NOTE && schema_accepts(field, before) &&
               schema_accepts(field, after);
    if (after->type != VALUE_NONE)
        return false;
    if (entry->what != CHANGE_NOTE)
        return before->type == VALUE_NONE;
    return field != NULL && field->type == FIELD_NOTE &&
           (before->type == VALUE_NONE ||
            (before->type == VALUE_STRING &&
             utf8_is_text((const char *)before->bytes, before->size)));
}

static enum space_load read_entry(struct changes *changes, struct byte_reader *r)
{
    struct entry entry = {.what = byte_read_u8(r)};
    uint8_t flags = byte_read_u8(r);
    entry.is_beside = (flags & FLAG_BESIDE) != 0;
    entry.is_seen = (flags & FLAG_SEEN) != 0;
    entry.kind = byte_read_u8(r);
    entry.field = byte_read_u8(r);
    entry.device = byte_read_u8(r);
    entry.object.device = byte_read_u8(r);
    entry.object.counter = (uint32_t)kept_read_number(r, UINT32_MAX);
    entry.minute = (uint32_t)kept_read_number(r, UINT32_MAX);
    entry.seen_minute = (uint32_t)kept_read_number(r, UINT32_MAX);
    entry.before = kept_value_read(r, CHANGES_BYTES_MAX);
    entry.after = kept_value_read(r, CHANGES_BYTES_MAX);
    if (r->failed || !is_allowed(&entry))
        return SPACE_LOAD_DAMAGED;
    ALCOVE_ASSERT(changes->count < changes->room);
    bool was_lost = changes->is_lost;
    struct entry *own = &changes->list[changes->count++];
    *own = entry;
    own->before = copy_value(changes, &entry.before);
    own->after = copy_value(changes, &entry.after);
    bool is_whole = own->before.type == entry.before.type && own->after.type == entry.after.type;
    changes->is_lost = was_lost;
    return is_whole ? SPACE_LOADED : SPACE_LOAD_NO_MEMORY;
}

static enum space_load read_changes(struct changes *changes, struct byte_reader *r)
{
    changes->is_lost = byte_read_u8(r) != 0;
    size_t count = (size_t)kept_read_number(r, CHANGES_MAX);
    enum space_load load = SPACE_LOADED;
    if (r->failed || count > byte_reader_left(r))
        return SPACE_LOAD_DAMAGED;
    if (count > 0) {
        changes->list = changes->memory->resize(changes->memory->context, NULL, 0,
                                                count * sizeof *changes->list);
        if (changes->list == NULL)
            return SPACE_LOAD_NO_MEMORY;
        changes->room = count;
    }
    for (size_t i = 0; i < count && load == SPACE_LOADED; i++)
        load = read_entry(changes, r);
    ALCOVE_ASSERT(changes->count <= changes->room);
    if (load == SPACE_LOADED && (byte_reader_left(r) != 0 || changes->bytes > CHANGES_BYTES_MAX))
        load = SPACE_LOAD_DAMAGED;
    return load;
}

enum space_load changes_decode(const struct alcove_memory *memory, const uint8_t *bytes,
                               size_t size, struct changes **out)
{
    struct kept_block raw;
    *out = NULL;
    enum space_load load = kept_box_open(memory, bytes, size, KEPT_RAW_BYTES_MAX, &raw);
    if (load != SPACE_LOADED)
        return load;
    struct changes *changes = changes_create(memory);
    struct byte_reader r = byte_reader_over(raw.bytes, raw.size);
    load = changes == NULL ? SPACE_LOAD_NO_MEMORY : read_changes(changes, &r);
    kept_block_free(memory, &raw);
    ALCOVE_ASSERT(load != SPACE_LOADED || changes != NULL);
    if (load == SPACE_LOADED)
        *out = changes;
    else
        changes_free(changes);
    return load;
}
