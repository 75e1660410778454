#include "base/assert.h"
#include "papers/civil.h"
#include "papers/paper.h"

enum how {
    PLAIN, /* "a letter" */
    NAMED, /* its title in quotes */
    DATED, /* "the session of 1 May 2026" */
    ABOUT, /* "a comment on …" */
};

static const struct label {
    enum how how;
    uint8_t field; /* where the title, the day or the object is */
    const char *noun;
} labels[KIND_COUNT] = {
    [KIND_SPACE] = {PLAIN, 0, NULL},
    [KIND_GOAL] = {NAMED, GOAL_TITLE, "goal"},
    [KIND_PRACTICE] = {NAMED, PRACTICE_TEXT, "practice"},
    [KIND_CHECK_IN] = {DATED, CHECK_IN_DAY, "check-in"},
    [KIND_REFLECTION] = {DATED, REFLECTION_DAY, "reflection"},
    [KIND_SESSION] = {DATED, SESSION_BEGAN, "session"},
    [KIND_AGENDA] = {NAMED, AGENDA_TEXT, "point of the agenda"},
    [KIND_RATING] = {ABOUT, RATING_SESSION, "rating"},
    [KIND_COMMENT] = {ABOUT, COMMENT_TARGET, "comment"},
    [KIND_MEASURE] = {DATED, MEASURE_DAY, "measure"},
    [KIND_PROPOSAL] = {ABOUT, PROPOSAL_TARGET, "proposal"},
    [KIND_WORDS] = {PLAIN, 0, "letter"},
    [KIND_FORMAT] = {ABOUT, FORMAT_SESSION, "word on meeting online"},
    [KIND_SAFETY] = {PLAIN, 0, "safety card"},
    [KIND_CONSENT] = {PLAIN, 0, "consent"},
    [KIND_SIGNATURE] = {ABOUT, SIGNATURE_TARGET, "signature"},
    [KIND_SLOT] = {PLAIN, 0, "time to meet"},
    [KIND_LOOK] = {PLAIN, 0, "look"},
};

static void add_day(struct paper_words *words, const struct paper *paper, enum object_kind kind,
                    const struct space_value *value)
{
    char text[CIVIL_TEXT_BYTES];
    uint32_t day = (uint32_t)value->value.number;
    if (kind == KIND_SESSION)
        day = civil_day_at(day, paper->zone);
    words_print(words, "the %s of %s", labels[kind].noun, civil_print_long(day, text));
}

/* A comment on a comment on a goal is a comment on a comment. */
static void add_about(struct paper_words *words, const struct paper *paper, struct object_id target)
{
    enum object_kind kind;
    if (!space_find(paper->space, target, &kind))
        return;
    words_add(words, " on ");
    if (labels[kind].how == ABOUT)
        words_print(words, "a %s", labels[kind].noun);
    else
        paper_add_label(words, paper, target);
}

void paper_add_label(struct paper_words *words, const struct paper *paper, struct object_id object)
{
    enum object_kind kind;
    struct space_value value;
    if (!space_find(paper->space, object, &kind)) {
        words_add(words, "something");
        return;
    }
    const struct label *label = &labels[kind];
    if (kind == KIND_SPACE) {
        words_add(words, "what you share");
        return;
    }
    bool is_told = label->how != PLAIN && paper_shows(paper, object) &&
                   paper_value(paper, object, label->field, &value);
    if (is_told && label->how == NAMED) {
        words_add_quoted(words, value.value.bytes, value.value.size);
        return;
    }
    if (is_told && label->how == DATED) {
        add_day(words, paper, kind, &value);
        return;
    }
    words_print(words, "a %s", label->noun);
    if (is_told)
        add_about(words, paper, value.value.object);
}
