#include "app/object_view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/acquaintance_text.h"
#include "app/field_form.h"
#include "app/front_print.h"
#include "app/object_code.h"
#include "base/assert.h"
#include "records/order_key.h"
#include "text/text.h"

#define LINE_INDENT "         " /* of what stands below a line of a list */

/* ---- order ---- */

struct placed {
    struct order_key key;
    struct object_id object;
};

/* Objects without a place come last; the same place goes by the name. */
static int compare_placed(const void *left, const void *right)
{
    const struct placed *a = left;
    const struct placed *b = right;
    if ((a->key.size == 0) != (b->key.size == 0))
        return a->key.size == 0 ? 1 : -1;
    int order = order_key_compare(&a->key, &b->key);
    return order != 0 ? order : object_id_compare(a->object, b->object);
}

struct object_id *object_view_list(const struct space *space, enum object_kind kind,
                                   unsigned order_field, size_t *count)
{
    size_t room = space_count(space, kind);
    struct object_id cursor = OBJECT_SPACE;
    *count = 0;
    if (room == 0)
        return NULL;
    struct placed *placed = calloc(room, sizeof *placed);
    struct object_id *list = calloc(room, sizeof *list);
    if (placed == NULL || list == NULL) {
        free(placed);
        free(list);
        return NULL;
    }
    for (size_t i = 0; i < room && space_next(space, kind, &cursor); i++) {
        placed[i].object = cursor;
        if (order_field < SCHEMA_FIELDS_MAX) {
            struct value order = space_value(space, cursor, (uint8_t)order_field);
            placed[i].key = order_key_of(&order);
        }
        *count = i + 1;
    }
    qsort(placed, *count, sizeof *placed, compare_placed);
    for (size_t i = 0; i < *count; i++)
        list[i] = placed[i].object;
    free(placed);
    return list;
}

/* ---- values ---- */

char *object_view_note(const struct space *space, struct object_id object, uint8_t field)
{
    const struct text *note = space_note(space, object, field);
    size_t size = note != NULL ? text_size(note, true) : 0;
    char *bytes = malloc(size + 1);
    if (bytes == NULL)
        return NULL;
    if (size > 0)
        text_read(note, true, (uint8_t *)bytes);
    bytes[size] = '\0';
    return bytes;
}

static const char *member_name(const struct object_view *view, uint8_t member)
{
    const struct space_config *config = space_config(view->space);
    return member == config->member_of[config->own_device] ? "you" : view->their_name;
}

static const char *member_code(const struct object_view *view, uint8_t member)
{
    const struct space_config *config = space_config(view->space);
    return member == config->member_of[config->own_device] ? "me" : "them";
}

static uint8_t author_of(const struct object_view *view, struct object_id object)
{
    return space_config(view->space)->member_of[space_author(view->space, object)];
}

/* ---- JSON ---- */

static void print_values_json(const struct object_view *view, enum object_kind kind,
                              struct object_id object)
{
    const struct schema_kind *schema = schema_kind(kind);
    for (uint8_t field = 0; field < schema->field_count; field++) {
        const struct field_form *form = field_form_of(kind, field);
        if (form == NULL)
            continue;
        struct value value = space_value(view->space, object, field);
        printf(",\"%s\":", schema->fields[field].name);
        field_form_json(stdout, form, &value);
    }
}

static void print_notes_json(const struct object_view *view, enum object_kind kind,
                             struct object_id object)
{
    const struct schema_kind *schema = schema_kind(kind);
    for (uint8_t field = 0; field < schema->field_count; field++) {
        if (schema->fields[field].type != FIELD_NOTE)
            continue;
        char *note = object_view_note(view->space, object, field);
        printf(",\"%s\":", schema->fields[field].name);
        print_json_string(stdout, note != NULL ? note : "");
        free(note);
    }
}

static void print_also_json(const struct object_view *view, enum object_kind kind,
                            struct object_id object)
{
    struct space_value values[OBJECT_VALUES_MAX];
    const struct schema_kind *schema = schema_kind(kind);
    const char *comma = "";
    printf(",\"also\":[");
    for (uint8_t field = 0; field < schema->field_count; field++) {
        const struct field_form *form = field_form_of(kind, field);
        size_t count =
            form == NULL ? 0 : space_values(view->space, object, field, values, OBJECT_VALUES_MAX);
        for (size_t i = 1; i < count && i < OBJECT_VALUES_MAX; i++) {
            printf("%s{\"field\":\"%s\",\"number\":%zu,\"by\":\"%s\",\"value\":", comma,
                   schema->fields[field].name, i + 1, member_code(view, values[i].member));
            field_form_json(stdout, form, &values[i].value);
            printf("}");
            comma = ",";
        }
    }
    printf("]");
}

static void print_json(const struct object_view *view, enum object_kind kind,
                       struct object_id object)
{
    char code[OBJECT_CODE_BYTES];
    printf("{\"event\":\"%s\",\"id\":\"%s\",\"by\":\"%s\",\"made_at_s\":%llu",
           schema_kind(kind)->name, object_code_text(object, code),
           member_code(view, author_of(view, object)),
           (unsigned long long)space_made_at(view->space, object) * 60);
    print_values_json(view, kind, object);
    print_notes_json(view, kind, object);
    print_also_json(view, kind, object);
    printf("}\n");
}

/* ---- for people ---- */

/* What a list shows of an object first, and behind that. */
static const struct line_form {
    enum object_kind kind;
    uint8_t main;
    uint8_t others[6];
    size_t count;
} line_forms[] = {
    {KIND_GOAL, GOAL_TITLE, {GOAL_STATUS, GOAL_TARGET_DAY, GOAL_LEVEL_NOW, GOAL_REVIEW_DAY}, 4},
    {KIND_PRACTICE, PRACTICE_TEXT, {PRACTICE_CADENCE, PRACTICE_PLANNED, PRACTICE_ACTIVE}, 3},
    {KIND_CHECK_IN,
     CHECK_IN_DAY,
     {CHECK_IN_PRACTICE, CHECK_IN_DONE, CHECK_IN_HOW_WELL, CHECK_IN_MOOD, CHECK_IN_NOTE},
     5},
    {KIND_REFLECTION,
     REFLECTION_DAY,
     {REFLECTION_PROMPT, REFLECTION_TEXT, REFLECTION_ANSWER, REFLECTION_EDITED},
     4},
    {KIND_COMMENT, COMMENT_TARGET, {COMMENT_TEXT}, 1},
    {KIND_SESSION, SESSION_BEGAN, {SESSION_TITLE, SESSION_NEXT}, 2},
    {KIND_RATING,
     RATING_SESSION,
     {RATING_NUMBER, RATING_HEARD, RATING_PACE, RATING_TOPICS, RATING_LINE},
     5},
    {KIND_FORMAT, FORMAT_SESSION, {FORMAT_FEELS, FORMAT_EASIER, FORMAT_OTHER}, 3},
    {KIND_CONSENT, CONSENT_VERSION, {CONSENT_GUARDIAN}, 1},
};

/* "target_day" as people read it. */
static void print_name(const char *name)
{
    for (const char *at = name; *at != '\0'; at++)
        putchar(*at == '_' ? ' ' : *at);
}

static void print_also(const struct object_view *view, const struct field_form *form,
                       struct object_id object, const char *indent)
{
    struct space_value values[OBJECT_VALUES_MAX];
    char text[FIELD_FORM_TEXT_BYTES];
    char day[DAY_TEXT_BYTES];
    size_t count = space_values(view->space, object, form->field, values, OBJECT_VALUES_MAX);
    for (size_t i = 1; i < count && i < OBJECT_VALUES_MAX; i++) {
        field_form_text(form, &values[i].value, text);
        printf("%salso %zu: ", indent, i + 1);
        print_indented(text[0] != '\0' ? text : "nothing", indent);
        printf(" (%s, %s)\n", member_name(view, values[i].member),
               day_text((uint64_t)values[i].minute * 60, day));
    }
}

void object_view_line(const struct object_view *view, enum object_kind kind,
                      struct object_id object)
{
    char code[OBJECT_CODE_BYTES];
    char text[FIELD_FORM_TEXT_BYTES];
    const struct line_form *line = line_forms;
    if (view->silent)
        return;
    if (view->json) {
        print_json(view, kind, object);
        return;
    }
    while (line->kind != kind)
        line++;
    const struct field_form *form = field_form_of(kind, line->main);
    struct value value = space_value(view->space, object, line->main);
    printf("%5s  ", object_code_text(object, code));
    if (form->kind == FORM_NUMBER) { /* alone it says nothing */
        print_name(schema_field(kind, line->main)->name);
        printf(" ");
    }
    printf("%s", field_form_text(form, &value, text));
    for (size_t i = 0; i < line->count; i++) {
        const struct field_form *other = field_form_of(kind, line->others[i]);
        value = space_value(view->space, object, line->others[i]);
        if (value.type == VALUE_NONE)
            continue;
        printf("; ");
        print_name(schema_field(kind, line->others[i])->name);
        printf(" ");
        print_indented(field_form_text(other, &value, text), LINE_INDENT);
    }
    printf("\n");
    print_also(view, form, object, LINE_INDENT);
}

static void print_note(const struct object_view *view, enum object_kind kind,
                       struct object_id object, uint8_t field)
{
    char *note = object_view_note(view->space, object, field);
    if (note != NULL && note[0] != '\0') {
        printf("  ");
        print_name(schema_field(kind, field)->name);
        printf("\n    ");
        print_indented(note, "    ");
        printf("\n");
    }
    free(note);
}

void object_view_whole(const struct object_view *view, enum object_kind kind,
                       struct object_id object)
{
    char code[OBJECT_CODE_BYTES];
    char day[DAY_TEXT_BYTES];
    char text[FIELD_FORM_TEXT_BYTES];
    const struct schema_kind *schema = schema_kind(kind);
    if (view->silent)
        return;
    if (view->json) {
        print_json(view, kind, object);
        return;
    }
    printf("%s %s, by %s, %s\n", schema->name, object_code_text(object, code),
           member_name(view, author_of(view, object)),
           day_text((uint64_t)space_made_at(view->space, object) * 60, day));
    for (uint8_t field = 0; field < schema->field_count; field++) {
        const struct field_form *form = field_form_of(kind, field);
        struct value value = space_value(view->space, object, field);
        if (form != NULL && value.type != VALUE_NONE) {
            printf("  ");
            print_name(schema->fields[field].name);
            printf(": ");
            print_indented(field_form_text(form, &value, text), "    ");
            printf("\n");
        }
        if (form != NULL)
            print_also(view, form, object, "    ");
        if (schema->fields[field].type == FIELD_NOTE)
            print_note(view, kind, object, field);
    }
}
