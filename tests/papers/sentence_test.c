#include "papers/sentence.h"

#include <string.h>

#include "harness.h"
#include "papers/wording.h"
#include "story.h"

static void expect(const struct story *story, const struct changes_item *change,
                   const char *expected)
{
    struct paper_words words;
    bool told = sentence_change(&story->paper, change, true, &words);
    if (expected == NULL) {
        assert_false(told);
        assert_int_equal(words.size, 0);
        return;
    }
    assert_true(told);
    assert_string_equal(words.bytes, expected);
    assert_int_equal(words.size, strlen(expected));
}

static struct changes_item set_of(const struct story *s, struct object_id object, unsigned field,
                                  struct value before, struct value after)
{
    enum object_kind kind;
    assert_true(space_find(s->dana, object, &kind));
    return (struct changes_item){.what = CHANGE_SET,
                                 .kind = kind,
                                 .object = object,
                                 .field = (uint8_t)field,
                                 .device = 1,
                                 .minute = STORY_MINUTE,
                                 .before = before,
                                 .after = after};
}

static void a_change_says_who_what_and_when(void **state)
{
    (void)state;
    struct story s;
    story_begin(&s);
    struct changes_item change =
        set_of(&s, s.goal, GOAL_TARGET_DAY, value_number(STORY_DAY), value_number(STORY_DAY + 31));
    expect(&s, &change,
           "Ben changed the target day of \"Walk daily\" from 1 May 2026 to 1 June 2026 (Friday).");
    change.device = 0;
    change.before = value_none();
    change.minute = STORY_MINUTE + 2880;
    expect(&s, &change, "You set the target day of \"Walk daily\" to 1 June 2026 (today).");
    change.before = value_number(STORY_DAY);
    change.after = value_none();
    change.minute = STORY_MINUTE + 1440;
    expect(&s, &change,
           "You cleared the target day of \"Walk daily\", which was 1 May 2026 (yesterday).");
    struct paper_words words;
    assert_true(sentence_change(&s.paper, &change, false, &words));
    assert_string_equal(words.bytes,
                        "You cleared the target day of \"Walk daily\", which was 1 May 2026.");
    story_end(&s);
}

static void every_kind_of_value_has_its_words(void **state)
{
    (void)state;
    static const uint8_t key[] = {0x40};
    static const uint8_t later[] = {0x60};
    struct story s;
    story_begin(&s);
    const struct {
        struct object_id object;
        unsigned field;
        struct value before, after;
        const char *sentence;
    } rows[] = {
        {OBJECT_SPACE, SPACE_TITLE, value_text("A"), value_text("Two\nlines"),
         "Ben changed the title of what you share from \"A\" to \"Two lines\" (Friday)."},
        {OBJECT_SPACE, SPACE_RETENTION_DAYS, value_none(), value_number(90),
         "Ben set the time that old values are kept to 90 days (Friday)."},
        {OBJECT_SPACE, SPACE_ROLES_BY_0 + 1, value_number(0), value_number(9),
         "Ben changed the roles from open to Dana therapist, Ben client (Friday)."},
        {s.goal, GOAL_TITLE, value_text("Walk"), value_text("Walk daily"),
         "Ben renamed \"Walk\" to \"Walk daily\" (Friday)."},
        {s.goal, GOAL_TITLE, value_none(), value_text("Walk daily"),
         "Ben named a new goal \"Walk daily\" (Friday)."},
        {s.goal, GOAL_STATUS, value_number(GOAL_OPEN), value_number(GOAL_REACHED),
         "Ben changed the status of \"Walk daily\" from open to reached (Friday)."},
        {s.goal, GOAL_REVIEW_DAY, value_none(), value_number(STORY_DAY + 31),
         "Ben set the review day of \"Walk daily\" to 1 June 2026 (Friday)."},
        {s.goal, GOAL_LEVEL_NOW, value_number(2), value_number(4),
         "Ben changed the present level of \"Walk daily\" from as hoped for to much more than "
         "hoped for (Friday)."},
        {s.goal, GOAL_CONFIDENCE, value_number(0), value_number(10),
         "Ben changed the confidence of \"Walk daily\" from 0 of 10 to 10 of 10 (Friday)."},
        {s.goal, GOAL_ORDER, value_bytes(key, 1), value_bytes(later, 1),
         "Ben moved \"Walk daily\" (Friday)."},
        {s.goal, GOAL_ORDER, value_none(), value_bytes(later, 1), NULL},
        {s.practice, PRACTICE_GOAL, value_none(), value_object(s.goal),
         "Ben set the goal of \"Walk, 20 minutes; no phone, and look at what is far away: "
         "größer\" to \"Walk daily\" (Friday)."},
        {s.practice, PRACTICE_ACTIVE, value_number(1), value_number(0),
         "Ben paused \"Walk, 20 minutes; no phone, and look at what is far away: größer\" "
         "(Friday)."},
        {s.practice, PRACTICE_ACTIVE, value_none(), value_number(1), NULL},
        {s.check_in, CHECK_IN_DONE, value_number(0), value_number(2),
         "Ben changed the answer of the check-in of 2 May 2026 from not done to partly done "
         "(Friday)."},
        {s.session, SESSION_NEXT, value_none(), value_number(STORY_MINUTE),
         "Ben set the next appointment of the session of 2 May 2026 to 1 May 2026, 10:30 "
         "(Friday)."},
        {s.comment, COMMENT_TEXT, value_none(), value_text("x"),
         "Ben set the text of a comment on \"Walk daily\" to \"x\" (Friday)."},
        {s.comment, COMMENT_TARGET, value_none(), value_object(s.goal), NULL},
        {s.goal, GOAL_WHY, value_text("x"), value_text("x"), NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct changes_item change =
            set_of(&s, rows[i].object, rows[i].field, rows[i].before, rows[i].after);
        expect(&s, &change, rows[i].sentence);
    }
    story_end(&s);
}

static void making_writing_and_erasing_are_told(void **state)
{
    (void)state;
    struct story s;
    story_begin(&s);
    struct changes_item change = set_of(&s, s.goal, GOAL_NOTES, value_none(), value_none());
    change.what = CHANGE_NOTE;
    expect(&s, &change, "Ben wrote in the notes of \"Walk daily\" (Friday).");
    change.what = CHANGE_MADE;
    expect(&s, &change, "Ben added the goal \"Walk daily\" (Friday).");
    change.object = s.check_in;
    change.kind = KIND_CHECK_IN;
    expect(&s, &change, "Ben added the check-in of 2 May 2026 (Friday).");
    struct object_id signature = OBJECT_SPACE;
    assert_true(space_next(s.dana, KIND_SIGNATURE, &signature));
    change.object = signature;
    change.kind = KIND_SIGNATURE;
    expect(&s, &change, "Ben signed the session of 2 May 2026 (Friday).");
    const struct value now = value_number(STORY_MINUTE);
    assert_int_equal(space_set(s.dana, signature, SIGNATURE_REVOKED, &now), SPACE_WRITTEN);
    expect(&s, &change, "Ben signed the session of 2 May 2026, and took that back (Friday).");
    change = set_of(&s, signature, SIGNATURE_REVOKED, value_none(), value_number(STORY_MINUTE));
    expect(&s, &change, "Ben took back a signature on the session of 2 May 2026 (Friday).");
    struct object_id heard = OBJECT_SPACE;
    assert_true(space_next(s.dana, KIND_REFLECTION, &heard));
    change = set_of(&s, heard, REFLECTION_ANSWER, value_none(), value_number(REFLECTION_NOT_QUITE));
    expect(&s, &change, "Ben said not quite to the reflection of 2 May 2026 (Friday).");
    change = set_of(&s, heard, REFLECTION_EDITED, value_none(), value_text("Nights are."));
    expect(&s, &change,
           "Ben put the reflection of 2 May 2026 in other words: \"Nights are.\" (Friday).");
    struct object_id card = OBJECT_SPACE;
    assert_true(space_next(s.dana, KIND_SAFETY, &card));
    change = set_of(&s, card, SAFETY_ASK, value_none(), value_number(SAFETY_NEVER));
    expect(&s, &change, "Ben set the rule of how often to ask of a safety card to never (Friday).");
    change = set_of(&s, card, SAFETY_CODE_WORD, value_none(), value_text("lantern"));
    expect(&s, &change, NULL);
    change.what = CHANGE_MADE;
    assert_int_equal(space_erase(s.dana, s.goal), SPACE_WRITTEN);
    change.what = CHANGE_ERASED;
    change.object = s.goal;
    change.kind = KIND_GOAL;
    expect(&s, &change, "Ben erased a goal (Friday).");
    change.what = CHANGE_MADE;
    expect(&s, &change, NULL);
    story_end(&s);
}

/* As the face does it: what records/changes kept since one looked last. */
static void what_was_missed_is_told_in_sentences(void **state)
{
    (void)state;
    static const char *const told[] = {
        "Ben wrote in the notes of \"Walk twice\" (today).",
        "Ben changed the confidence of \"Walk twice\" from 5 of 10 to 9 of 10 (today).",
        "Ben renamed \"Walk daily\" to \"Walk twice\" (today).",
        "Ben erased a check-in (today).",
    };
    struct story s;
    struct changes_item item;
    struct paper_words words;
    size_t cursor = 0;
    size_t found = 0;
    story_begin(&s);
    struct changes *changes = changes_create(&s.memory.memory);
    assert_non_null(changes);
    space_listen(s.dana, changes_listener(changes));
    struct value title = value_text("Walk twice");
    struct value confidence = value_number(9);
    assert_int_equal(space_set(s.ben, s.goal, GOAL_TITLE, &title), SPACE_WRITTEN);
    assert_int_equal(space_set(s.ben, s.goal, GOAL_CONFIDENCE, &confidence), SPACE_WRITTEN);
    assert_int_equal(space_note_insert(s.ben, s.goal, GOAL_NOTES, 0, value_text("Oh. ")),
                     SPACE_WRITTEN);
    assert_int_equal(space_erase(s.ben, s.check_in), SPACE_WRITTEN);
    story_meet(&s, STORY_MINUTE + 2890);
    while (changes_next(changes, NULL, &cursor, &item)) {
        assert_true(sentence_change(&s.paper, &item, true, &words));
        for (size_t i = 0; i < sizeof told / sizeof told[0]; i++)
            found += strcmp(words.bytes, told[i]) == 0 ? 1 : 0;
    }
    assert_int_equal(found, sizeof told / sizeof told[0]);
    space_listen(s.dana, NULL);
    changes_free(changes);
    story_end(&s);
}

static void what_stands_beside_a_value_is_shown(void **state)
{
    (void)state;
    struct story s;
    story_begin(&s);
    struct changes_item change =
        set_of(&s, s.goal, GOAL_CONFIDENCE, value_number(5), value_number(6));
    change.is_beside = true;
    expect(&s, &change,
           "Ben set the confidence of \"Walk daily\" to 6 of 10; 5 of 10 stands beside it "
           "(Friday).");
    story_end(&s);
}

static void receipts_of_an_erasure_are_counted(void **state)
{
    (void)state;
    struct story s;
    struct paper_words words;
    story_begin(&s);
    assert_int_equal(space_erase(s.dana, s.goal), SPACE_WRITTEN);
    const struct space_publication publication = {.minute = STORY_MINUTE + 3000};
    const uint8_t *bytes;
    size_t size;
    assert_int_equal(space_publish(s.dana, &publication, &bytes, &size), SPACE_WRITTEN);
    sentence_erased(&s.paper, s.goal, &words);
    assert_string_equal(words.bytes, "Erased on 1 of 2 devices.");
    uint32_t held[SPACE_DEVICES_MAX];
    space_vector(s.dana, held);
    space_hear(s.dana, 1, held);
    sentence_erased(&s.paper, s.goal, &words);
    assert_string_equal(words.bytes, "Erased on all 2 devices.");
    story_end(&s);
}

/* Every field that is a register has a word for itself, or says why not. */
static void no_field_is_forgotten(void **state)
{
    (void)state;
    static const struct {
        enum object_kind kind;
        uint8_t field;
    } silent[] = {
        {KIND_GOAL, GOAL_ORDER},
        {KIND_PRACTICE, PRACTICE_ORDER},
        {KIND_AGENDA, AGENDA_ORDER},
        {KIND_COMMENT, COMMENT_TARGET},
        {KIND_MEASURE, MEASURE_VERSION},
        {KIND_MEASURE, MEASURE_ANSWERS},
        {KIND_PROPOSAL, PROPOSAL_TARGET},
        {KIND_PROPOSAL, PROPOSAL_FIELD},
        {KIND_PROPOSAL, PROPOSAL_NUMBER},
        {KIND_PROPOSAL, PROPOSAL_STRING},
        {KIND_SAFETY, SAFETY_CODE_WORD},
        {KIND_SIGNATURE, SIGNATURE_TARGET},
        {KIND_SIGNATURE, SIGNATURE_HASH},
        {KIND_SIGNATURE, SIGNATURE_BYTES},
        {KIND_SIGNATURE, SIGNATURE_MINUTE},
        {KIND_SPACE, SPACE_SIGN_KEY_BY_0},
        {KIND_SPACE, SPACE_SIGN_KEY_BY_0 + 1},
        {KIND_SPACE, SPACE_SIGN_KEY_BY_0 + 2},
        {KIND_SPACE, SPACE_SIGN_KEY_BY_0 + 3},
        {KIND_SPACE, SPACE_SIGN_KEY_BY_0 + 4},
        {KIND_SPACE, SPACE_SIGN_KEY_BY_0 + 5},
    };
    size_t without = 0;
    for (unsigned kind = 0; kind < KIND_COUNT; kind++) {
        for (size_t field = 0; field < schema_kind(kind)->field_count; field++)
            without += wording_field((enum object_kind)kind, (uint8_t)field) == NULL ? 1 : 0;
    }
    assert_int_equal(without, sizeof silent / sizeof silent[0]);
    for (size_t i = 0; i < sizeof silent / sizeof silent[0]; i++)
        assert_null(wording_field(silent[i].kind, silent[i].field));
}

static void long_and_turning_texts_are_tamed(void **state)
{
    (void)state;
    struct paper_words words;
    char text[300];
    memset(text, 'x', sizeof text);
    words_clear(&words);
    words_add_quoted(&words, text, sizeof text);
    assert_int_equal(words.size, PAPER_QUOTED_BYTES + 5);
    assert_non_null(strstr(words.bytes, "x…\""));
    words_clear(&words);
    words_add_quoted(&words, "a\u202Eb\u2066c\u2069\td", 14);
    assert_string_equal(words.bytes, "\"abc d\"");
    /* A cut is at a letter. */
    words_clear(&words);
    for (size_t i = 0; i < PAPER_WORDS_BYTES; i++)
        words_add(&words, "ü");
    assert_int_equal(words.size, PAPER_WORDS_BYTES - 2);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_change_says_who_what_and_when),
    cmocka_unit_test(every_kind_of_value_has_its_words),
    cmocka_unit_test(making_writing_and_erasing_are_told),
    cmocka_unit_test(what_was_missed_is_told_in_sentences),
    cmocka_unit_test(what_stands_beside_a_value_is_shown),
    cmocka_unit_test(receipts_of_an_erasure_are_counted),
    cmocka_unit_test(no_field_is_forgotten),
    cmocka_unit_test(long_and_turning_texts_are_tamed),
};

TEST_GROUP(sentence, tests)
