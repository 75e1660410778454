#include "papers/sentence.h"

#include "base/assert.h"
#include "papers/civil.h"
#include "papers/wording.h"

/* " from 1 May to 1 June", " to 1 June", or nothing where a value was taken away. */
static void add_from_to(struct paper_words *out, const struct paper *paper,
                        const struct changes_item *change)
{
    bool had = change->before.type != VALUE_NONE;
    bool has = change->after.type != VALUE_NONE;
    if (had) {
        words_add(out, has ? " from " : ", which was ");
        wording_add_short(out, paper, change->kind, change->field, &change->before);
    }
    if (has) {
        words_add(out, " to ");
        wording_add_short(out, paper, change->kind, change->field, &change->after);
    }
}

static void add_set(struct paper_words *out, const struct paper *paper,
                    const struct changes_item *change)
{
    bool had = change->before.type != VALUE_NONE;
    bool has = change->after.type != VALUE_NONE;
    const char *noun = wording_field(change->kind, change->field);
    bool is_of_all = change->kind == KIND_SPACE && change->field != SPACE_TITLE;
    words_print(out, " %s the %s",
                !has                        ? "cleared"
                : had && !change->is_beside ? "changed"
                                            : "set",
                noun);
    if (!is_of_all) {
        words_add(out, " of ");
        paper_add_label(out, paper, change->object);
    }
    if (!change->is_beside) {
        add_from_to(out, paper, change);
        return;
    }
    /* Two set it without knowing of each other. */
    struct value shown = space_value(paper->space, change->object, change->field);
    words_add(out, " to ");
    wording_add_short(out, paper, change->kind, change->field, &change->after);
    words_add(out, "; ");
    wording_add_short(out, paper, change->kind, change->field, &shown);
    words_add(out, " stands beside it");
}

/* To what was heard; NULL for all else. */
static const char *answer_verb(const struct changes_item *change)
{
    if (change->kind != KIND_REFLECTION || change->field != REFLECTION_ANSWER)
        return NULL;
    if (change->after.number == REFLECTION_OPEN)
        return "took back the answer to";
    return change->after.number == REFLECTION_YES ? "said yes to" : "said not quite to";
}

/* What one does to an object by setting that field, in a word of its own; NULL if there is none, ""
 * if nobody needs to read it. */
static const char *verb_of(const struct changes_item *change)
{
    bool had = change->before.type != VALUE_NONE;
    bool is_on = change->after.number != 0;
    if (change->kind == KIND_PRACTICE && change->field == PRACTICE_ACTIVE)
        return !is_on ? "paused" : had ? "resumed" : "";
    if (change->kind == KIND_AGENDA && change->field == AGENDA_DONE)
        return is_on ? "ticked off" : had ? "reopened" : "";
    if (change->kind == KIND_SIGNATURE && change->field == SIGNATURE_REVOKED)
        return is_on ? "took back" : "gave anew";
    if (schema_field(change->kind, change->field)->type == FIELD_ORDER)
        return had ? "moved" : "";
    return NULL;
}

/* What an object is called by is not the title of itself: " renamed "Walk" to "Run"". */
static bool add_name(struct paper_words *out, const struct changes_item *change)
{
    bool is_name = (change->kind == KIND_GOAL && change->field == GOAL_TITLE) ||
                   (change->kind == KIND_PRACTICE && change->field == PRACTICE_TEXT) ||
                   (change->kind == KIND_AGENDA && change->field == AGENDA_TEXT);
    if (!is_name || change->is_beside || change->after.type == VALUE_NONE)
        return false;
    if (change->before.type == VALUE_NONE) {
        words_print(out, " named a new %s ", wording_kind(change->kind));
    } else {
        words_add(out, " renamed ");
        words_add_quoted(out, change->before.bytes, change->before.size);
        words_add(out, " to ");
    }
    words_add_quoted(out, change->after.bytes, change->after.size);
    return true;
}

/* " put the reflection of 1 May 2026 in other words: "…"" */
static bool add_other_words(struct paper_words *out, const struct paper *paper,
                            const struct changes_item *change)
{
    if (change->kind != KIND_REFLECTION || change->field != REFLECTION_EDITED ||
        change->is_beside || change->after.size == 0)
        return false;
    words_add(out, " put ");
    paper_add_label(out, paper, change->object);
    words_add(out, " in other words: ");
    words_add_quoted(out, change->after.bytes, change->after.size);
    return true;
}

/* " added the goal "Walk daily"", " added the check-in of 1 May 2026", " signed a consent" */
static void add_made(struct paper_words *out, const struct paper *paper,
                     const struct changes_item *change)
{
    struct paper_words label;
    struct value target = space_value(paper->space, change->object, SIGNATURE_TARGET);
    if (change->kind == KIND_SIGNATURE && target.type == VALUE_OBJECT) {
        words_add(out, " signed ");
        paper_add_label(out, paper, target.object);
        /* Of a thing that is new, what was done to it since is not told again. */
        if (space_value(paper->space, change->object, SIGNATURE_REVOKED).type == VALUE_NUMBER)
            words_add(out, ", and took that back");
        return;
    }
    words_clear(&label);
    paper_add_label(&label, paper, change->object);
    words_add(out, " added ");
    if (label.bytes[0] == '"')
        words_print(out, "the %s ", wording_kind(change->kind));
    words_add(out, label.bytes);
}

/* Everything but the day. False for what nobody needs to read. */
static bool add_change(struct paper_words *out, const struct paper *paper,
                       const struct changes_item *change)
{
    switch (change->what) {
    case CHANGE_MADE:
        add_made(out, paper, change);
        return true;
    case CHANGE_ERASED:
        words_print(out, " erased %s %s", change->kind == KIND_AGENDA ? "an" : "a",
                    wording_kind(change->kind));
        return true;
    case CHANGE_NOTE:
        words_print(out, " wrote in the %s of ", wording_field(change->kind, change->field));
        paper_add_label(out, paper, change->object);
        return true;
    case CHANGE_SET:
        break;
    }
    const char *verb = answer_verb(change);
    if (verb == NULL)
        verb = verb_of(change);
    if (verb != NULL) {
        words_print(out, " %s ", verb);
        paper_add_label(out, paper, change->object);
        return verb[0] != '\0' && !change->is_beside;
    }
    if (wording_field(change->kind, change->field) == NULL ||
        value_is_equal(&change->before, &change->after))
        return false;
    if (!add_name(out, change) && !add_other_words(out, paper, change))
        add_set(out, paper, change);
    return true;
}

bool sentence_change(const struct paper *paper, const struct changes_item *change, bool with_day,
                     struct paper_words *out)
{
    uint8_t member = space_config(paper->space)->member_of[change->device];
    words_clear(out);
    words_add(out, paper_name_or_you(paper, member));
    bool is_there = space_find(paper->space, change->object, NULL);
    bool is_told = is_there == (change->what != CHANGE_ERASED) && add_change(out, paper, change);
    if (!is_told) {
        words_clear(out);
        return false;
    }
    if (with_day) {
        char day[CIVIL_TEXT_BYTES];
        uint32_t today = civil_day_at(paper->now, paper->zone);
        civil_print_near(civil_day_at(change->minute, paper->zone), today, day);
        words_print(out, " (%s)", day);
    }
    words_add(out, ".");
    return true;
}

void sentence_erased(const struct paper *paper, struct object_id object, struct paper_words *out)
{
    unsigned erased = 0;
    unsigned devices = space_config(paper->space)->device_count;
    ALCOVE_ASSERT(space_is_erased(paper->space, object));
    for (uint8_t device = 0; device < devices; device++)
        erased += space_has_erased(paper->space, object, device) ? 1 : 0;
    words_clear(out);
    if (erased == devices)
        words_print(out, "Erased on all %u devices.", devices);
    else
        words_print(out, "Erased on %u of %u devices.", erased, devices);
}
