#include "papers/outline_parts.h"

#include <ctype.h>
#include <string.h>

#include "base/assert.h"
#include "papers/civil.h"
#include "papers/wording.h"

void outline_put_words(const struct outline *outline, enum outline_part part,
                       const struct paper_words *words)
{
    ALCOVE_ASSERT(part != OUTLINE_LINK);
    outline->pen->put(outline->pen->context, part, words, NULL);
}

void outline_put(const struct outline *outline, enum outline_part part, const char *text)
{
    struct paper_words words;
    words_clear(&words);
    words_add(&words, text);
    outline_put_words(outline, part, &words);
}

/* What stands above the facts already, or is told by where they stand. */
static bool is_told_elsewhere(enum object_kind kind, uint8_t field)
{
    return (kind == KIND_GOAL && field == GOAL_TITLE) ||
           (kind == KIND_PRACTICE && (field == PRACTICE_TEXT || field == PRACTICE_GOAL)) ||
           (kind == KIND_SESSION && field == SESSION_BEGAN) ||
           schema_field(kind, field)->type == FIELD_NOTE;
}

static void put_fact(const struct outline *outline, enum object_kind kind, struct object_id object,
                     uint8_t field)
{
    const char *noun = wording_field(kind, field);
    struct space_value values[PAPER_VALUES_MAX];
    struct paper_words words;
    size_t count = paper_values(outline->paper, object, field, values, PAPER_VALUES_MAX);
    if (noun == NULL || is_told_elsewhere(kind, field) || count == 0 ||
        (count == 1 && values[0].value.type == VALUE_NONE))
        return;
    words_clear(&words);
    words_print(&words, "%c%s: ", toupper((unsigned char)noun[0]), noun + 1);
    for (size_t i = 0; i < count && i < PAPER_VALUES_MAX; i++) {
        words_add(&words, i == 0 ? "" : i == 1 ? "; also: " : ", ");
        wording_add_value(&words, outline->paper, kind, field, &values[i].value);
        paper_add_mark(&words, outline->paper, &values[i]);
    }
    outline_put_words(outline, OUTLINE_ITEM, &words);
}

void outline_put_facts(const struct outline *outline, struct object_id object)
{
    enum object_kind kind;
    bool found = space_find(outline->paper->space, object, &kind);
    ALCOVE_ASSERT(found);
    for (size_t field = 0; field < schema_kind(kind)->field_count; field++)
        put_fact(outline, kind, object, (uint8_t)field);
}

/* "Written by Ben and Dana." */
static void put_writers(const struct outline *outline, const struct paper_note *note)
{
    const struct space_config *config = space_config(outline->paper->space);
    bool wrote[SPACE_MEMBERS_MAX] = {false};
    struct paper_words words;
    const char *before = "Written by ";
    for (size_t i = 0; i < note->span_count; i++) {
        uint32_t agent = note->spans[i].agent;
        wrote[config->member_of[agent == TEXT_DRAFT ? config->own_device : agent]] = true;
    }
    words_clear(&words);
    for (uint8_t member = 0; member < config->member_count; member++) {
        if (!wrote[member])
            continue;
        words_print(&words, "%s%s", before, paper_name(outline->paper, member));
        before = " and ";
    }
    words_add(&words, ".");
    outline_put_words(outline, OUTLINE_TEXT, &words);
}

bool outline_put_note(const struct outline *outline, struct object_id object, uint8_t field,
                      enum outline_part heading)
{
    struct paper_note note;
    enum object_kind kind;
    bool found = space_find(outline->paper->space, object, &kind);
    ALCOVE_ASSERT(found);
    bool done = paper_note_open(outline->paper, object, field, &note);
    if (done && note.size > 0) {
        outline_put(outline, heading, kind == KIND_GOAL ? "Notes" : "Recap");
        outline->pen->put_note(outline->pen->context, note.bytes, note.size);
        put_writers(outline, &note);
    }
    paper_note_close(&note, outline->paper);
    return done;
}

static void add_day_and_author(struct paper_words *words, const struct paper *paper,
                               struct object_id object)
{
    char day[CIVIL_TEXT_BYTES];
    uint8_t device = space_author(paper->space, object);
    uint32_t made_at = civil_day_at(space_made_at(paper->space, object), paper->zone);
    words_print(words, "%s, %s", civil_print_long(made_at, day),
                paper_name(paper, space_config(paper->space)->member_of[device]));
}

void outline_put_said(const struct outline *outline, struct object_id object, uint8_t field)
{
    struct space_value value;
    struct paper_words words;
    if (!paper_value(outline->paper, object, field, &value))
        return;
    words_clear(&words);
    add_day_and_author(&words, outline->paper, object);
    words_add(&words, ": ");
    words_add_text(&words, value.value.bytes, value.value.size);
    outline_put_words(outline, OUTLINE_ITEM, &words);
}

/* "2 May 2026, Dana proposed for the target day: 1 June 2026 (accepted)" */
static void put_proposal(const struct outline *outline, struct object_id target,
                         struct object_id proposal)
{
    const struct paper *paper = outline->paper;
    enum object_kind kind;
    struct space_value value;
    struct paper_words words;
    uint64_t field = paper_number(paper, proposal, PROPOSAL_FIELD);
    bool found = space_find(paper->space, target, &kind);
    ALCOVE_ASSERT(found);
    const char *noun =
        field < schema_kind(kind)->field_count ? wording_field(kind, (uint8_t)field) : NULL;
    bool has = paper_value(paper, proposal, PROPOSAL_NUMBER, &value) ||
               paper_value(paper, proposal, PROPOSAL_STRING, &value);
    /* A proposal's value was never judged by the field it is for. */
    if (noun == NULL || !has || !schema_accepts(schema_field(kind, (unsigned)field), &value.value))
        return;
    words_clear(&words);
    add_day_and_author(&words, paper, proposal);
    words_print(&words, " proposed for the %s: ", noun);
    wording_add_value(&words, paper, kind, (uint8_t)field, &value.value);
    value.value = value_number(space_value(paper->space, proposal, PROPOSAL_STATE).number);
    words_add(&words, " (");
    wording_add_value(&words, paper, KIND_PROPOSAL, PROPOSAL_STATE, &value.value);
    words_add(&words, ")");
    outline_put_words(outline, OUTLINE_ITEM, &words);
}

void outline_put_answers(const struct outline *outline, struct object_id object)
{
    size_t count;
    const struct outline_child *comments =
        outline_children_of(outline, object, KIND_COMMENT, &count);
    for (size_t i = 0; i < count; i++)
        outline_put_said(outline, comments[i].child, COMMENT_TEXT);
}

void outline_put_talk(const struct outline *outline, struct object_id object,
                      enum outline_part heading)
{
    size_t comment_count;
    size_t proposal_count;
    outline_children_of(outline, object, KIND_COMMENT, &comment_count);
    const struct outline_child *proposals =
        outline_children_of(outline, object, KIND_PROPOSAL, &proposal_count);
    if (comment_count + proposal_count > 0)
        outline_put(outline, heading, "Comments");
    outline_put_answers(outline, object);
    for (size_t i = 0; i < proposal_count; i++)
        put_proposal(outline, object, proposals[i].child);
}

/* "Ben signed this, 1 May 2026, 09:30" */
bool outline_put_signatures(const struct outline *outline, struct object_id object)
{
    const struct paper *paper = outline->paper;
    size_t count;
    const struct outline_child *list = outline_children_of(outline, object, KIND_SIGNATURE, &count);
    if (count > 0)
        outline_put(outline, OUTLINE_SUBHEADING, "Signatures");
    for (size_t i = 0; i < count; i++) {
        char time[CIVIL_TEXT_BYTES];
        struct paper_words words;
        enum signature_state state;
        uint8_t device = space_author(paper->space, list[i].child);
        if (!signature_judge(paper->space, list[i].child, paper->memory, &state))
            return false;
        uint32_t minute = (uint32_t)paper_number(paper, list[i].child, SIGNATURE_MINUTE);
        words_clear(&words);
        words_print(&words, "%s %s, %s",
                    paper_name(paper, space_config(paper->space)->member_of[device]),
                    wording_signature(state), civil_print_time(minute, paper->zone, time));
        outline_put_words(outline, OUTLINE_ITEM, &words);
    }
    return true;
}
