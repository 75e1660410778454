#include "papers/import.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "papers/import_file.h"
#include "papers/sentence.h"

/* An object of the file and what stands for it here. */
struct entry {
    struct object_id there, here; /* `here` is OBJECT_SPACE while nothing does */
    enum object_kind kind;
};

struct taking {
    struct space *space;
    const struct import_request *request;
    bool is_same; /* the file is of this very space */
    bool is_new;  /* the object at hand was just made */
    struct import_head head;
    struct entry *entries; /* by `there` */
    size_t count, room;
    struct import_report *report;
};

/* ---- first reading: is it sound? ---- */

static bool add_entry(struct taking *t, const struct import_object *object)
{
    const struct alcove_memory *memory = t->request->paper->memory;
    if (t->count == t->room) {
        size_t room = t->room == 0 ? 64 : t->room * 2;
        struct entry *grown = memory->resize(memory->context, t->entries, t->room * sizeof *grown,
                                             room * sizeof *grown);
        if (grown == NULL)
            return false;
        t->entries = grown;
        t->room = room;
    }
    t->entries[t->count++] = (struct entry){object->id, OBJECT_SPACE, object->kind};
    return true;
}

static int compare_entries(const void *a, const void *b)
{
    const struct entry *left = a;
    const struct entry *right = b;
    return object_id_compare(left->there, right->there);
}

static struct entry *find_entry(const struct taking *t, struct object_id there)
{
    const struct entry wanted = {.there = there};
    if (t->count == 0)
        return NULL;
    return bsearch(&wanted, t->entries, t->count, sizeof wanted, compare_entries);
}

static struct json_cursor begin_reading(const struct taking *t)
{
    const struct import_request *request = t->request;
    return json_cursor_over(request->bytes, request->size, request->paper->memory);
}

static enum import_outcome read_entries(struct taking *t)
{
    struct json_cursor cursor = begin_reading(t);
    struct import_object object;
    bool is_first = true;
    enum import_outcome outcome = import_read_head(&cursor, &t->head);
    while (outcome == IMPORT_OK && import_read_object(&cursor, &t->head, &is_first, &object)) {
        if (t->count >= SPACE_OBJECTS_MAX)
            outcome = IMPORT_FULL;
        else if (!add_entry(t, &object))
            outcome = IMPORT_NO_MEMORY;
        import_object_close(&object, cursor.memory);
    }
    if (outcome == IMPORT_OK && cursor.failed)
        outcome = cursor.out_of_memory ? IMPORT_NO_MEMORY : IMPORT_MALFORMED;
    if (outcome == IMPORT_MALFORMED)
        t->report->line = json_cursor_line(&cursor);
    return outcome;
}

/* No object is there twice, and there is the space. */
static bool entries_are_sound(struct taking *t)
{
    if (t->count == 0)
        return false;
    qsort(t->entries, t->count, sizeof *t->entries, compare_entries);
    for (size_t i = 1; i < t->count; i++) {
        if (compare_entries(&t->entries[i - 1], &t->entries[i]) == 0)
            return false;
    }
    return object_id_is_equal(t->entries[0].there, OBJECT_SPACE);
}

/* ---- second reading: taking it in ---- */

/* What the field's value is here; false if it names something that is not here. */
static bool translate(const struct taking *t, struct value *value)
{
    enum object_kind kind;
    if (value->type != VALUE_OBJECT || object_id_is_equal(value->object, OBJECT_SPACE) ||
        (t->is_same && space_find(t->space, value->object, &kind)))
        return true;
    const struct entry *entry = find_entry(t, value->object);
    if (entry == NULL || entry->here.counter == 0)
        return false;
    value->object = entry->here;
    return true;
}

static enum import_outcome note_write(struct taking *t, enum space_write written)
{
    switch (written) {
    case SPACE_WRITTEN:
        t->report->changed++;
        return IMPORT_OK;
    case SPACE_NOT_YOURS:
    case SPACE_NOT_SO:
    case SPACE_NOT_THERE:
        t->report->refused++;
        return IMPORT_OK;
    case SPACE_FULL:
        return IMPORT_FULL;
    case SPACE_RESTORED: /* the caller has looked */
    case SPACE_NO_MEMORY:
        break;
    }
    return IMPORT_NO_MEMORY;
}

/* Sets the field, or the note, to `change->after`; with a line for the person if it was here. */
static enum import_outcome write_change(struct taking *t, struct changes_item *change)
{
    struct paper_words words;
    struct paper_sink *lines = t->is_new ? NULL : t->request->lines;
    change->device = space_config(t->space)->own_device;
    change->minute = t->request->paper->now;
    bool is_told = lines != NULL && sentence_change(t->request->paper, change, false, &words);
    enum space_write written =
        change->what == CHANGE_NOTE
            ? space_note_replace(t->space, change->object, change->field, change->after)
            : space_set(t->space, change->object, change->field, &change->after);
    if (is_told && written == SPACE_WRITTEN) {
        words_add(&words, "\n");
        paper_put(lines, words.bytes, words.size);
    }
    return note_write(t, written);
}

static enum import_outcome take_note(struct taking *t, struct changes_item *change)
{
    const struct paper whole = {.space = t->space, .memory = t->request->paper->memory};
    const struct value *text = &change->after;
    struct paper_note note;
    bool opened = paper_note_open(&whole, change->object, change->field, &note);
    bool is_equal = opened && note.size == text->size &&
                    (note.size == 0 || memcmp(note.bytes, text->bytes, note.size) == 0);
    paper_note_close(&note, &whole);
    if (!opened)
        return IMPORT_NO_MEMORY;
    change->what = CHANGE_NOTE;
    return is_equal ? IMPORT_OK : write_change(t, change);
}

/* Another space keeps the title it has; who is the therapist there is not said by this file. */
static bool is_for_any_space(uint8_t field, const struct value *before)
{
    return field < SPACE_ROLES_BY_0 && before->type == VALUE_NONE;
}

static enum import_outcome take_field(struct taking *t, const struct import_object *object,
                                      struct object_id here, uint8_t field)
{
    struct changes_item change = {
        .what = CHANGE_SET, .kind = object->kind, .object = here, .field = field};
    struct import_field there;
    bool is_sound = import_read_field(object, field, &there);
    ALCOVE_ASSERT(is_sound);
    change.after = there.value;
    if (!there.is_there)
        return IMPORT_OK;
    if (schema_field(object->kind, field)->type == FIELD_NOTE)
        return take_note(t, &change);
    change.before = space_value(t->space, here, field);
    if (object->kind == KIND_SPACE && !t->is_same && !is_for_any_space(field, &change.before))
        return IMPORT_OK;
    if (t->is_same && value_is_equal(&change.before, &change.after))
        return IMPORT_OK;
    t->report->left_out += there.beside;
    if (!translate(t, &change.after)) {
        t->report->refused++;
        return IMPORT_OK;
    }
    return value_is_equal(&change.before, &change.after) ? IMPORT_OK : write_change(t, &change);
}

static enum import_outcome take_fields(struct taking *t, const struct import_object *object,
                                       struct object_id here)
{
    enum import_outcome outcome = IMPORT_OK;
    size_t count = schema_kind(object->kind)->field_count;
    for (size_t field = 0; outcome == IMPORT_OK && field < count; field++)
        outcome = take_field(t, object, here, (uint8_t)field);
    return outcome;
}

/* Is it here already? The space itself always is; the others only of the same space. */
static bool is_here(const struct taking *t, const struct import_object *object)
{
    enum object_kind kind;
    if (object->kind == KIND_SPACE)
        return true;
    return t->is_same && space_find(t->space, object->id, &kind) && kind == object->kind;
}

static enum import_outcome add_object(struct taking *t, const struct import_object *object,
                                      struct object_id *here)
{
    const struct import_head *head = &t->head;
    size_t changed = t->report->changed;
    enum space_write made = space_make(t->space, object->kind, here);
    if (made != SPACE_WRITTEN)
        return made == SPACE_NO_MEMORY ? IMPORT_NO_MEMORY : IMPORT_FULL;
    t->report->added++;
    if (head->member_of_device[object->device] != head->member)
        t->report->taken++;
    find_entry(t, object->id)->here = *here;
    t->is_new = true;
    enum import_outcome outcome = take_fields(t, object, *here);
    t->is_new = false;
    t->report->changed = changed;
    return outcome;
}

static enum import_outcome take_object(struct taking *t, const struct import_object *object)
{
    struct object_id here = object->id;
    if (is_here(t, object)) {
        t->report->kept += object->kind == KIND_SPACE ? 0 : 1;
        find_entry(t, object->id)->here = here;
        return take_fields(t, object, here);
    }
    if (t->is_same && space_is_erased(t->space, object->id)) {
        t->report->erased++;
        return IMPORT_OK;
    }
    if (object->kind == KIND_SIGNATURE) {
        t->report->unsigned_here++;
        return IMPORT_OK;
    }
    return add_object(t, object, &here);
}

static enum import_outcome take_objects(struct taking *t)
{
    struct json_cursor cursor = begin_reading(t);
    struct import_object object;
    struct import_head head;
    bool is_first = true;
    enum import_outcome outcome = import_read_head(&cursor, &head);
    while (outcome == IMPORT_OK && import_read_object(&cursor, &t->head, &is_first, &object)) {
        outcome = take_object(t, &object);
        import_object_close(&object, cursor.memory);
    }
    /* It was sound before. */
    ALCOVE_ASSERT(!cursor.failed || cursor.out_of_memory);
    return outcome == IMPORT_OK && cursor.failed ? IMPORT_NO_MEMORY : outcome;
}

enum import_outcome import_json(struct space *space, const struct import_request *request,
                                struct import_report *report)
{
    const struct alcove_memory *memory = request->paper->memory;
    struct taking t = {.space = space, .request = request, .report = report};
    ALCOVE_ASSERT(request->paper->space == space);
    *report = (struct import_report){0};
    if (request->size > IMPORT_BYTES_MAX)
        return IMPORT_FULL;
    enum import_outcome outcome = read_entries(&t);
    if (outcome == IMPORT_OK && !entries_are_sound(&t))
        outcome = IMPORT_MALFORMED;
    if (outcome == IMPORT_OK) {
        t.is_same = memcmp(t.head.space, space_config(space)->id, SPACE_ID_BYTES) == 0;
        outcome = take_objects(&t);
    }
    if (t.entries != NULL)
        memory->resize(memory->context, t.entries, t.room * sizeof *t.entries, 0);
    return outcome;
}

/* ---- what is said of it ---- */

static void add_count(struct paper_words *out, size_t count, const char *one, const char *several)
{
    if (count == 0)
        return;
    if (out->size > 0)
        words_add(out, " ");
    words_print(out, "%zu ", count);
    words_add(out, count == 1 ? one : several);
}

void import_report_words(const struct import_report *report, struct paper_words *out)
{
    words_clear(out);
    add_count(out, report->added, "thing was added.", "things were added.");
    add_count(out, report->changed, "line here was changed.", "lines here were changed.");
    add_count(out, report->kept, "thing was here already.", "things were here already.");
    add_count(out, report->erased, "was erased here and stays so.",
              "were erased here and stay so.");
    add_count(out, report->refused, "line stays as it is here: it is not yours to change.",
              "lines stay as they are here: they are not yours to change.");
    add_count(out, report->taken, "was written by somebody else and is in your name now.",
              "were written by somebody else and are in your name now.");
    add_count(out, report->left_out, "value that stood beside another was left out.",
              "values that stood beside others were left out.");
    add_count(out, report->unsigned_here, "signature was left out: it holds where it was given.",
              "signatures were left out: they hold where they were given.");
    if (out->size == 0)
        words_add(out, "Nothing is different.");
}

const char *import_outcome_text(enum import_outcome outcome)
{
    static const char *const texts[] = {
        [IMPORT_OK] = "The file was read.",
        [IMPORT_NOT_ONE] = "This file was not made by Alcove's JSON export.",
        [IMPORT_NEWER] = "A newer Alcove made this file. Update, then try again.",
        [IMPORT_MALFORMED] = "This file is damaged. Nothing was changed.",
        [IMPORT_FULL] = "There is no room for all of it. Erase something first.",
        [IMPORT_NO_MEMORY] = "There is not enough memory. Close something, try again.",
    };
    ALCOVE_ASSERT((size_t)outcome < sizeof texts / sizeof texts[0]);
    return texts[outcome];
}
