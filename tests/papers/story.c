#include "story.h"

#include <string.h>

#include "harness.h"
#include "records/signature.h"

static const struct space_config config = {
    .id = {0xa1, 0xc0, 0x5e},
    .member_count = 2,
    .device_count = 2,
    .member_of = {0, 1},
};

static struct object_id make(struct space *space, enum object_kind kind)
{
    struct object_id id;
    assert_int_equal(space_make(space, kind, &id), SPACE_WRITTEN);
    return id;
}

static void set(struct space *space, struct object_id id, unsigned field, struct value value)
{
    assert_int_equal(space_set(space, id, (uint8_t)field, &value), SPACE_WRITTEN);
}

static void write_note(struct space *space, struct object_id id, unsigned field, const char *text)
{
    assert_int_equal(space_note_replace(space, id, (uint8_t)field, value_text(text)),
                     SPACE_WRITTEN);
}

static void publish(struct space *from, struct space *to, uint32_t minute)
{
    const struct space_publication publication = {.minute = minute};
    while (space_has_draft(from)) {
        const uint8_t *bytes;
        size_t size;
        assert_int_equal(space_publish(from, &publication, &bytes, &size), SPACE_WRITTEN);
    }
    uint8_t device = space_config(from)->own_device;
    uint32_t held[SPACE_DEVICES_MAX];
    uint32_t has[SPACE_DEVICES_MAX];
    space_vector(to, held);
    space_vector(from, has);
    for (uint32_t i = held[device] + 1; i <= has[device]; i++) {
        size_t size;
        const uint8_t *bytes = space_batch(from, device, i, &size);
        assert_non_null(bytes);
        assert_int_equal(space_apply(to, device, bytes, size), SPACE_APPLIED);
    }
}

void story_meet(struct story *story, uint32_t minute)
{
    const struct space_publication publication = {.minute = minute};
    const uint8_t *bytes;
    size_t size;
    /* Both before either knows of the other's. */
    if (space_has_draft(story->ben))
        assert_int_equal(space_publish(story->ben, &publication, &bytes, &size), SPACE_WRITTEN);
    publish(story->dana, story->ben, minute);
    publish(story->ben, story->dana, minute);
}

static void dana_writes_a_goal(struct story *s)
{
    static const uint8_t first[] = {0x40};
    static const uint8_t second[] = {0x80};
    struct object_id other = make(s->dana, KIND_GOAL);
    s->goal = make(s->dana, KIND_GOAL);
    set(s->dana, OBJECT_SPACE, SPACE_TITLE, value_text("Our work"));
    /* Dana is the therapist, Ben the client: both will say so. */
    set(s->dana, OBJECT_SPACE, SPACE_ROLES_BY_0, value_number(ROLE_THERAPIST | ROLE_CLIENT << 2));
    set(s->dana, other, GOAL_TITLE, value_text("النوم بشكل أفضل"));
    set(s->dana, other, GOAL_STATUS, value_number(GOAL_PAUSED));
    set(s->dana, other, GOAL_ORDER, value_bytes(second, sizeof second));
    set(s->dana, s->goal, GOAL_TITLE, value_text("Walk daily"));
    set(s->dana, s->goal, GOAL_WHY, value_text("Fresh air, *every* day"));
    set(s->dana, s->goal, GOAL_TARGET_DAY, value_number(STORY_DAY + 31));
    set(s->dana, s->goal, GOAL_CONFIDENCE, value_number(4));
    set(s->dana, s->goal, GOAL_LEVEL_FIRST + 2, value_text("Three walks a week"));
    set(s->dana, s->goal, GOAL_LEVEL_NOW, value_number(1));
    set(s->dana, s->goal, GOAL_ORDER, value_bytes(first, sizeof first));
    write_note(s->dana, s->goal, GOAL_NOTES, "Begin small.\n1. Shoes by the door\n# no heading");
    s->practice = make(s->dana, KIND_PRACTICE);
    set(s->dana, s->practice, PRACTICE_GOAL, value_object(s->goal));
    set(s->dana, s->practice, PRACTICE_TEXT,
        value_text("Walk, 20 minutes; no phone, and look at what is far away: größer"));
    set(s->dana, s->practice, PRACTICE_CADENCE, value_text("Mon, Thu"));
    set(s->dana, s->practice, PRACTICE_ACTIVE, value_number(1));
    story_meet(s, STORY_MINUTE);
}

static void ben_answers(struct story *s)
{
    static const uint8_t answers[] = {1, 1, 0, 2, 0, 0, 255};
    set(s->ben, OBJECT_SPACE, SPACE_ROLES_BY_0 + 1,
        value_number(ROLE_THERAPIST | ROLE_CLIENT << 2));
    s->check_in = make(s->ben, KIND_CHECK_IN);
    set(s->ben, s->check_in, CHECK_IN_PRACTICE, value_object(s->practice));
    set(s->ben, s->check_in, CHECK_IN_DAY, value_number(STORY_DAY + 1));
    set(s->ben, s->check_in, CHECK_IN_DONE, value_number(1));
    set(s->ben, s->check_in, CHECK_IN_HOW_WELL, value_number(7));
    set(s->ben, s->check_in, CHECK_IN_NOTE, value_text("=SUM(A1) \"windy\",\nbut fine"));
    struct object_id mood = make(s->ben, KIND_CHECK_IN);
    set(s->ben, mood, CHECK_IN_DAY, value_number(STORY_DAY));
    set(s->ben, mood, CHECK_IN_MOOD, value_number(3));
    s->comment = make(s->ben, KIND_COMMENT);
    set(s->ben, s->comment, COMMENT_TARGET, value_object(s->goal));
    set(s->ben, s->comment, COMMENT_TEXT, value_text("Could be \u202Eshorter\u202C at first."));
    struct object_id measure = make(s->ben, KIND_MEASURE);
    set(s->ben, measure, MEASURE_PACK, value_text("gad-7"));
    set(s->ben, measure, MEASURE_VERSION, value_number(1));
    set(s->ben, measure, MEASURE_ANSWERS, value_bytes(answers, sizeof answers));
    set(s->ben, measure, MEASURE_DAY, value_number(STORY_DAY + 1));
    struct object_id letter = make(s->ben, KIND_WORDS);
    set(s->ben, letter, WORDS_TEXT, value_text("Bis Donnerstag.\nGrüße, καλά"));
    struct object_id proposal = make(s->ben, KIND_PROPOSAL);
    set(s->ben, proposal, PROPOSAL_TARGET, value_object(s->goal));
    set(s->ben, proposal, PROPOSAL_FIELD, value_number(GOAL_TARGET_DAY));
    set(s->ben, proposal, PROPOSAL_NUMBER, value_number(STORY_DAY + 61));
    assert_int_equal(space_note_insert(s->ben, s->goal, GOAL_NOTES, 12, value_text(" (Yes!)")),
                     SPACE_WRITTEN);
    story_meet(s, STORY_MINUTE + 1440);
}

static void they_meet(struct story *s)
{
    s->session = make(s->dana, KIND_SESSION);
    set(s->dana, s->session, SESSION_BEGAN, value_number(STORY_MINUTE + 2000));
    set(s->dana, s->session, SESSION_TITLE,
        value_text("Second hour, with a title that is long "
                   "enough to be folded; größer"));
    set(s->dana, s->session, SESSION_NEXT, value_number(STORY_MINUTE + 12000));
    set(s->dana, s->session, SESSION_MINUTES, value_number(50));
    set(s->dana, s->session, SESSION_MODE, value_number(SESSION_VOICE));
    write_note(s->dana, s->session, SESSION_RECAP, "We looked at the week.");
    struct object_id point = make(s->dana, KIND_AGENDA);
    set(s->dana, point, AGENDA_SESSION, value_object(s->session));
    set(s->dana, point, AGENDA_TEXT, value_text("The week"));
    set(s->dana, point, AGENDA_DONE, value_number(1));
    story_meet(s, STORY_MINUTE + 2060);
    struct object_id rating = make(s->ben, KIND_RATING);
    set(s->ben, rating, RATING_SESSION, value_object(s->session));
    set(s->ben, rating, RATING_NUMBER, value_number(8));
    set(s->ben, rating, RATING_LINE, value_text("It helped."));
    set(s->ben, rating, RATING_PACE, value_number(7));
    struct object_id format = make(s->ben, KIND_FORMAT);
    set(s->ben, format, FORMAT_SESSION, value_object(s->session));
    set(s->ben, format, FORMAT_FEELS, value_text("Closer than I thought."));
    /* Neither knows of the other's. */
    set(s->ben, s->goal, GOAL_CONFIDENCE, value_number(5));
    set(s->dana, s->goal, GOAL_CONFIDENCE, value_number(6));
    story_meet(s, STORY_MINUTE + 2100);
}

/* Both sign; then Ben thinks again. */
static void they_sign(struct story *s, struct object_id consent)
{
    struct object_id bens;
    struct space *const spaces[] = {s->dana, s->ben};
    for (uint8_t i = 0; i < 2; i++) {
        const uint8_t static_secret[32] = {i + 1};
        uint8_t public[SPACE_SIGN_KEY_BYTES], secret[SPACE_SIGN_SECRET_BYTES];
        signature_keys(static_secret, public, secret);
        const struct signature_pen pen = {secret, public, STORY_MINUTE + 2300, &s->memory.memory};
        assert_int_equal(signature_make(spaces[i], s->session, &pen, &bens), SPACE_WRITTEN);
        assert_int_equal(signature_make(spaces[i], consent, &pen, &bens), SPACE_WRITTEN);
    }
    story_meet(s, STORY_MINUTE + 2300);
    set(s->ben, bens, SIGNATURE_REVOKED, value_number(STORY_MINUTE + 2310));
    story_meet(s, STORY_MINUTE + 2310);
}

/* What stays between the hours. */
static void they_agree(struct story *s)
{
    struct object_id card = make(s->ben, KIND_SAFETY);
    set(s->ben, card, SAFETY_PLACE, value_text("Lindenweg 4, Ulm"));
    set(s->ben, card, SAFETY_MAY_CALL, value_number(1));
    set(s->ben, card, SAFETY_AFTER_MINUTES, value_number(5));
    set(s->ben, card, SAFETY_CODE_WORD, value_text("lantern"));
    struct object_id consent = make(s->dana, KIND_CONSENT);
    set(s->dana, consent, CONSENT_TEXT, value_text("We meet online.\nNothing is recorded."));
    set(s->dana, consent, CONSENT_VERSION, value_number(2));
    struct object_id slot = make(s->dana, KIND_SLOT);
    set(s->dana, slot, SLOT_FIRST, value_number(STORY_MINUTE + 12060));
    set(s->dana, slot, SLOT_EVERY_WEEKS, value_number(2));
    set(s->dana, slot, SLOT_ZONE, value_text("Europe/Berlin"));
    set(s->dana, slot, SLOT_MINUTES, value_number(50));
    struct object_id look = make(s->ben, KIND_LOOK);
    set(s->ben, look, LOOK_OPENING, value_text("Good to see you."));
    set(s->ben, look, LOOK_NAME_OF_0 + 1, value_text("Benni"));
    struct object_id reflection = make(s->dana, KIND_REFLECTION);
    set(s->dana, reflection, REFLECTION_TEXT, value_text("Mornings are hard."));
    set(s->dana, reflection, REFLECTION_DAY, value_number(STORY_DAY + 1));
    set(s->dana, reflection, REFLECTION_SESSION, value_object(s->session));
    story_meet(s, STORY_MINUTE + 2200);
    set(s->dana, card, SAFETY_HOSPITAL, value_text("Safran Street 2"));
    story_meet(s, STORY_MINUTE + 2260);
    they_sign(s, consent);
}

void story_begin(struct story *story)
{
    struct space_config own = config;
    memset(story, 0, sizeof *story);
    counted_memory_begin(&story->memory);
    story->dana = space_create(&own, &story->memory.memory);
    own.own_device = 1;
    story->ben = space_create(&own, &story->memory.memory);
    assert_true(story->dana != NULL && story->ben != NULL);
    dana_writes_a_goal(story);
    ben_answers(story);
    they_meet(story);
    they_agree(story);
    story->paper = (struct paper){
        .space = story->dana,
        .names = {"Dana", "Ben"},
        .now = STORY_MINUTE + 2880,
        .zone = 60,
        .memory = &story->memory.memory,
    };
}

void story_end(struct story *story)
{
    space_free(story->dana);
    space_free(story->ben);
    counted_memory_end(&story->memory);
}

struct space *story_empty_space(struct story *story, uint8_t id)
{
    const struct space_config own = {.id = {id}, .member_count = 1, .device_count = 1};
    struct space *space = space_create(&own, &story->memory.memory);
    assert_non_null(space);
    return space;
}
