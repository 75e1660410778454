#include <string.h>

#include "base/assert.h"
#include "papers/export.h"

/* What an object is of comes before it. */
static const enum object_kind kinds[] = {
    KIND_GOAL,   KIND_PRACTICE, KIND_CHECK_IN, KIND_SESSION, KIND_REFLECTION, KIND_AGENDA,
    KIND_RATING, KIND_FORMAT,   KIND_MEASURE,  KIND_WORDS,   KIND_SAFETY,     KIND_CONSENT,
    KIND_SLOT,   KIND_LOOK,     KIND_PROPOSAL, KIND_COMMENT, KIND_SIGNATURE,
};

static void put_string(struct paper_sink *sink, const void *bytes, size_t size)
{
    const char *text = bytes;
    size_t from = 0;
    paper_put_text(sink, "\"");
    for (size_t i = 0; i < size; i++) {
        bool is_control = (unsigned char)text[i] < 0x20 || text[i] == 0x7f;
        if (!is_control && text[i] != '"' && text[i] != '\\')
            continue;
        paper_put(sink, text + from, i - from);
        from = i + 1;
        if (text[i] == '\n')
            paper_put_text(sink, "\\n");
        else if (is_control)
            paper_print(sink, "\\u%04x", (unsigned)text[i]);
        else
            paper_print(sink, "\\%c", text[i]);
    }
    paper_put(sink, text + from, size - from);
    paper_put_text(sink, "\"");
}

static void put_id(struct paper_sink *sink, struct object_id id)
{
    paper_print(sink, "\"%u-%u\"", (unsigned)id.device, (unsigned)id.counter);
}

static void put_hex(struct paper_sink *sink, const uint8_t *bytes, size_t size)
{
    paper_put_text(sink, "\"");
    for (size_t i = 0; i < size; i++)
        paper_print(sink, "%02x", (unsigned)bytes[i]);
    paper_put_text(sink, "\"");
}

static void put_value(struct paper_sink *sink, const struct value *value)
{
    switch (value->type) {
    case VALUE_NONE:
        paper_put_text(sink, "null");
        break;
    case VALUE_NUMBER:
        paper_print(sink, "%llu", (unsigned long long)value->number);
        break;
    case VALUE_STRING:
        put_string(sink, value->bytes, value->size);
        break;
    case VALUE_BYTES:
        paper_put_text(sink, "{\"bytes\": ");
        put_hex(sink, value->bytes, value->size);
        paper_put_text(sink, "}");
        break;
    case VALUE_OBJECT:
        paper_put_text(sink, "{\"object\": ");
        put_id(sink, value->object);
        paper_put_text(sink, "}");
        break;
    }
}

static void put_values(struct paper_sink *sink, const struct space_value *values, size_t count)
{
    paper_put_text(sink, "[");
    for (size_t i = 0; i < count; i++) {
        paper_put_text(sink, i == 0 ? "{\"value\": " : ", {\"value\": ");
        put_value(sink, &values[i].value);
        paper_print(sink, ", \"device\": %u, \"batch\": %u, \"minute\": %u}",
                    (unsigned)values[i].device, (unsigned)values[i].sequence,
                    (unsigned)values[i].minute);
    }
    paper_put_text(sink, "]");
}

static void put_note(struct paper_sink *sink, const struct paper *paper,
                     const struct paper_note *note)
{
    paper_put_text(sink, "{\"text\": ");
    put_string(sink, note->bytes, note->size);
    paper_put_text(sink, ", \"spans\": [");
    for (size_t i = 0; i < note->span_count; i++) {
        struct text_span span = note->spans[i];
        bool is_draft = span.agent == TEXT_DRAFT;
        paper_print(sink, "%s[%u, %u]", i == 0 ? "" : ", ",
                    is_draft ? (unsigned)space_config(paper->space)->own_device
                             : (unsigned)span.agent,
                    (unsigned)span.count);
    }
    paper_put_text(sink, "]}");
}

/* False without memory. `*between` is what parts it from the field before. */
static bool put_field(struct paper_sink *sink, const struct paper *paper, struct object_id object,
                      uint8_t field, const char **between)
{
    enum object_kind kind;
    bool found = space_find(paper->space, object, &kind);
    ALCOVE_ASSERT(found);
    const struct schema_field *schema = schema_field(kind, field);
    struct space_value values[PAPER_VALUES_MAX];
    struct paper_note note = {0};
    bool is_note = schema->type == FIELD_NOTE;
    bool done = !is_note || paper_note_open(paper, object, field, &note);
    size_t count = is_note ? 0 : paper_values(paper, object, field, values, PAPER_VALUES_MAX);
    if (done && (count > 0 || note.size > 0)) {
        paper_print(sink, "%s\"%s\": ", *between, schema->name);
        *between = ", ";
        if (is_note)
            put_note(sink, paper, &note);
        else
            put_values(sink, values, count);
    }
    paper_note_close(&note, paper);
    return done;
}

static bool put_object(struct paper_sink *sink, const struct paper *paper, enum object_kind kind,
                       struct object_id object)
{
    const struct schema_kind *schema = schema_kind(kind);
    const char *between = "";
    paper_put_text(sink, "{\"id\": ");
    put_id(sink, object);
    paper_print(sink, ", \"kind\": \"%s\", ", schema->name);
    if (kind != KIND_SPACE)
        paper_print(sink, "\"device\": %u, \"made\": %u, ",
                    (unsigned)space_author(paper->space, object),
                    (unsigned)space_made_at(paper->space, object));
    paper_put_text(sink, "\"fields\": {");
    for (size_t field = 0; field < schema->field_count; field++) {
        if (!put_field(sink, paper, object, (uint8_t)field, &between))
            return false;
    }
    paper_put_text(sink, "}}");
    return true;
}

static void put_head(struct paper_sink *sink, const struct paper *paper)
{
    const struct space_config *config = space_config(paper->space);
    paper_print(sink, "{\"alcove_space\": %d,\n\"head\": {\"space\": ", EXPORT_JSON_VERSION);
    put_hex(sink, config->id, sizeof config->id);
    paper_print(sink, ", \"exported\": %u, \"member\": %u, \"members\": [", (unsigned)paper->now,
                (unsigned)paper_own_member(paper));
    for (size_t i = 0; i < config->member_count; i++) {
        paper_put_text(sink, i == 0 ? "" : ", ");
        if (paper->names[i] == NULL)
            paper_put_text(sink, "null");
        else
            put_string(sink, paper->names[i], strlen(paper->names[i]));
    }
    paper_put_text(sink, "], \"member_of_device\": [");
    for (size_t i = 0; i < config->device_count; i++)
        paper_print(sink, "%s%u", i == 0 ? "" : ", ", (unsigned)config->member_of[i]);
    paper_print(sink, "], \"only_mine\": %s, \"without_comments\": %s},\n\"objects\": [\n",
                paper->only_mine ? "true" : "false", paper->without_comments ? "true" : "false");
}

enum export_outcome export_json(const struct paper *paper, struct paper_sink *sink)
{
    put_head(sink, paper);
    bool done = put_object(sink, paper, KIND_SPACE, OBJECT_SPACE);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct object_id cursor = OBJECT_SPACE;
        while (done && !sink->failed && space_next(paper->space, kinds[i], &cursor)) {
            if (!paper_shows(paper, cursor))
                continue;
            paper_put_text(sink, ",\n");
            done = put_object(sink, paper, kinds[i], cursor);
        }
    }
    paper_put_text(sink, "\n]}\n");
    if (!done)
        return EXPORT_NO_MEMORY;
    return sink->failed ? EXPORT_NOT_WRITTEN : EXPORT_OK;
}
