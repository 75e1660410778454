/* What no honest device sends is refused whole, and what a member may not write is left out by
 * everybody alike. */
#include <stdlib.h>
#include <string.h>

#include "batch_samples.h"
#include "harness.h"
#include "records/space_parts.h"
#include "space_circle.h"

static struct circle circle;
static struct object_id goal, check_in, practice, session;

/* Device 0 made a goal, a practice, a session and a check-in, and both hold them: two devices in
 * one batch each, of which the second changed the goal's title. */
static void begin(size_t devices)
{
    struct value title = value_text("Be outside more");
    circle_begin(&circle, devices, 3);
    struct space *space = circle.spaces[0];
    assert_int_equal(space_make(space, KIND_GOAL, &goal), SPACE_WRITTEN);
    assert_int_equal(space_make(space, KIND_PRACTICE, &practice), SPACE_WRITTEN);
    assert_int_equal(space_make(space, KIND_SESSION, &session), SPACE_WRITTEN);
    assert_int_equal(space_make(space, KIND_CHECK_IN, &check_in), SPACE_WRITTEN);
    assert_int_equal(space_set(space, goal, GOAL_TITLE, &title), SPACE_WRITTEN);
    assert_int_equal(space_note_insert(space, goal, GOAL_NOTES, 0, value_text("Slowly.")),
                     SPACE_WRITTEN);
    circle_publish_all(&circle, 0);
    circle_meet(&circle);
    title = value_text("Be outside");
    assert_int_equal(space_set(circle.spaces[1], goal, GOAL_TITLE, &title), SPACE_WRITTEN);
    circle_publish_all(&circle, 1);
    circle_meet(&circle);
}

/* What device 0 says of such a batch of device 1. Unless it is applied, the state is as it was. */
static enum space_taken send(const struct batch_head *head, const struct operation *operations,
                             size_t count)
{
    const struct batch batch = {.head = *head, .operations = operations, .operation_count = count};
    char *before = circle_dump(circle.spaces[0]);
    enum space_taken taken = circle_send(&circle, 0, 1, &batch);
    char *after = circle_dump(circle.spaces[0]);
    if (taken != SPACE_APPLIED)
        assert_string_equal(before, after);
    free(before);
    free(after);
    return taken;
}

static enum space_taken send_one(struct operation operation)
{
    struct batch_head head = circle_head(&circle, 0, 1);
    return send(&head, &operation, 1);
}

static void assert_refused(enum space_taken taken)
{
    assert_int_equal(taken, SPACE_MALFORMED);
    assert_int_equal(space_doubt(circle.spaces[0], 1), SPACE_SENT_MALFORMED);
    circle_end(&circle);
}

static void test_an_honest_batch_made_by_hand_is_applied(void **state)
{
    (void)state;
    begin(2);
    assert_int_equal(send_one(set(goal, KIND_GOAL, GOAL_WHY, value_text("For the air"))),
                     SPACE_APPLIED);
    assert_int_equal(space_doubt(circle.spaces[0], 1), SPACE_TRUSTED);
    circle_end(&circle);
}

static void test_a_lamport_that_does_not_follow_from_what_was_known_is_refused(void **state)
{
    (void)state;
    const int64_t lies[] = {1, -1, 1000000};
    for (size_t i = 0; i < 3; i++) {
        begin(2);
        struct operation operation = set(goal, KIND_GOAL, GOAL_WHY, value_text("I win"));
        struct batch_head head = circle_head(&circle, 0, 1);
        head.lamport += (uint64_t)lies[i];
        assert_refused(send(&head, &operation, 1));
    }
}

static void test_who_knows_of_what_is_not_there_waits(void **state)
{
    (void)state;
    begin(2);
    struct operation operation = set(goal, KIND_GOAL, GOAL_WHY, value_text("Later"));
    struct batch_head head = circle_head(&circle, 0, 1);
    head.known[0]++;
    assert_int_equal(send(&head, &operation, 1), SPACE_WAITING);
    assert_int_equal(space_doubt(circle.spaces[0], 1), SPACE_TRUSTED);
    circle_end(&circle);
}

static void test_who_names_a_device_that_is_not_of_the_space_is_refused(void **state)
{
    (void)state;
    begin(2);
    struct operation operation = set(goal, KIND_GOAL, GOAL_WHY, value_text("Third"));
    struct batch_head head = circle_head(&circle, 0, 1);
    head.known[7] = 1;
    assert_refused(send(&head, &operation, 1));
}

static void test_who_knows_a_batch_knows_what_that_one_knew(void **state)
{
    (void)state;
    circle_begin(&circle, 3, 4);
    struct object_id object;
    assert_int_equal(space_make(circle.spaces[0], KIND_GOAL, &object), SPACE_WRITTEN);
    circle_publish_all(&circle, 0);
    circle_meet(&circle);
    assert_int_equal(space_make(circle.spaces[1], KIND_GOAL, &object), SPACE_WRITTEN);
    circle_publish_all(&circle, 1);
    circle_meet(&circle);
    /* Device 2 knows the batch of 1, which knew the one of 0, but not that one. */
    struct operation operation = make(1, 2, KIND_GOAL);
    struct batch batch = {
        .head = circle_head(&circle, 0, 2), .operations = &operation, .operation_count = 1};
    batch.head.known[0] = 0;
    assert_int_equal(circle_send(&circle, 0, 2, &batch), SPACE_MALFORMED);
    assert_int_equal(space_doubt(circle.spaces[0], 2), SPACE_SENT_MALFORMED);
    circle_end(&circle);
}

static void test_who_forgot_what_is_settled_is_refused(void **state)
{
    (void)state;
    circle_begin(&circle, 3, 4);
    struct object_id object;
    assert_int_equal(space_make(circle.spaces[1], KIND_GOAL, &object), SPACE_WRITTEN);
    circle_publish_all(&circle, 1);
    circle_meet(&circle);
    circle_hear(&circle);
    assert_true(space_settle(circle.spaces[0]));
    struct operation operation = make(1, 2, KIND_GOAL);
    struct batch batch = {
        .head = circle_head(&circle, 0, 2), .operations = &operation, .operation_count = 1};
    batch.head.known[1] = 0;
    batch.head.lamport = 1;
    assert_int_equal(circle_send(&circle, 0, 2, &batch), SPACE_MALFORMED);
    circle_end(&circle);
}

static void test_an_object_that_the_author_cannot_know_is_refused(void **state)
{
    (void)state;
    const struct object_id unknown[] = {{5, 0}, {1, 1}, {1, 5}, {99, 0}};
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
        begin(2);
        assert_refused(send_one(set(unknown[i], KIND_GOAL, GOAL_WHY, value_text("Of what?"))));
        begin(2);
        assert_refused(send_one(erase(unknown[i], KIND_GOAL)));
        begin(2);
        assert_refused(
            send_one(set(practice, KIND_PRACTICE, PRACTICE_GOAL, value_object(unknown[i]))));
    }
}

static void test_an_object_made_after_what_the_author_knew_is_refused(void **state)
{
    (void)state;
    begin(2);
    struct object_id later;
    assert_int_equal(space_make(circle.spaces[0], KIND_GOAL, &later), SPACE_WRITTEN);
    /* Not even when it is still in the draft of the one who judges. */
    assert_refused(send_one(set(later, KIND_GOAL, GOAL_WHY, value_text("How?"))));
    begin(2);
    struct batch_head head = circle_head(&circle, 0, 1);
    assert_int_equal(space_make(circle.spaces[0], KIND_GOAL, &later), SPACE_WRITTEN);
    circle_publish_all(&circle, 0);
    struct operation operation = set(later, KIND_GOAL, GOAL_WHY, value_text("How?"));
    assert_refused(send(&head, &operation, 1));
}

static void test_a_wrong_kind_is_refused(void **state)
{
    (void)state;
    begin(2);
    assert_refused(send_one(set(goal, KIND_SESSION, SESSION_TITLE, value_text("No goal?"))));
    begin(2);
    assert_refused(send_one(erase(goal, KIND_SESSION)));
    begin(2);
    assert_refused(send_one(set(practice, KIND_PRACTICE, PRACTICE_GOAL, value_object(session))));
}

static void test_counters_that_are_not_the_next_ones_are_refused(void **state)
{
    (void)state;
    const uint32_t counters[] = {2, 7, UINT32_MAX};
    for (size_t i = 0; i < 3; i++) {
        begin(2);
        assert_refused(send_one(make(counters[i], 1, KIND_GOAL)));
    }
}

static void test_an_impossible_position_is_refused_with_all_beside_it(void **state)
{
    (void)state;
    const struct text_run runs[] = {
        {.kind = TEXT_INSERT, .at = 8, .count = 1, .text = (const uint8_t *)"x", .size = 1},
        {.kind = TEXT_DELETE, .at = 7, .count = 1},
        {.kind = TEXT_DELETE, .at = 0, .count = 8},
    };
    for (size_t i = 0; i < 3; i++) {
        begin(2);
        const struct operation operations[] = {
            set(goal, KIND_GOAL, GOAL_WHY, value_text("Beside it")),
            note(goal, KIND_GOAL, GOAL_NOTES, &runs[i], 1),
            make(1, 1, KIND_GOAL),
        };
        struct batch_head head = circle_head(&circle, 0, 1);
        assert_refused(send(&head, operations, 3));
    }
}

static void test_of_two_notes_a_bad_second_leaves_the_first_as_it_was(void **state)
{
    (void)state;
    const struct text_run good = {
        .kind = TEXT_INSERT, .at = 0, .count = 1, .text = (const uint8_t *)"x", .size = 1};
    const struct text_run bad = {.kind = TEXT_DELETE, .at = 0, .count = 1};
    begin(2);
    const struct operation operations[] = {
        note(goal, KIND_GOAL, GOAL_NOTES, &good, 1),
        note(session, KIND_SESSION, SESSION_RECAP, &bad, 1),
    };
    struct batch_head head = circle_head(&circle, 0, 1);
    assert_refused(send(&head, operations, 2));
}

static void test_the_space_itself_is_not_erased(void **state)
{
    (void)state;
    struct value title = value_text("Ours");
    begin(2);
    assert_int_equal(space_erase(circle.spaces[0], OBJECT_SPACE), SPACE_NOT_YOURS);
    assert_int_equal(space_set(circle.spaces[0], OBJECT_SPACE, SPACE_TITLE, &title), SPACE_WRITTEN);
    circle_end(&circle);
}

/* ---- Authority ---- */

static void test_a_forged_check_in_is_left_out_and_the_rest_is_taken(void **state)
{
    (void)state;
    begin(2);
    const struct operation operations[] = {
        set(goal, KIND_GOAL, GOAL_WHY, value_text("Mine to say")),
        set(check_in, KIND_CHECK_IN, CHECK_IN_HOW_WELL, value_number(1)),
        erase(check_in, KIND_CHECK_IN),
    };
    struct batch_head head = circle_head(&circle, 0, 1);
    assert_int_equal(send(&head, operations, 3), SPACE_APPLIED);
    assert_int_equal(space_doubt(circle.spaces[0], 1), SPACE_TRUSTED);
    assert_int_equal(space_value(circle.spaces[0], goal, GOAL_WHY).type, VALUE_STRING);
    assert_true(space_find(circle.spaces[0], check_in, NULL));
    assert_int_equal(space_value(circle.spaces[0], check_in, CHECK_IN_HOW_WELL).type, VALUE_NONE);
    circle_end(&circle);
}

static void test_another_device_of_the_same_member_writes_as_its_author(void **state)
{
    (void)state;
    begin(2);
    struct space_config config = circle.config;
    struct counted_memory memory;
    counted_memory_begin(&memory);
    config.device_count = 3;
    config.member_of[2] = 0;
    struct space *space = space_create(&config, &memory.memory);
    assert_non_null(space);
    struct operation operation =
        set((struct object_id){1, 0}, KIND_CHECK_IN, CHECK_IN_MOOD, value_number(4));
    assert_true(space_allows(space, 0, &operation, false));
    assert_true(space_allows(space, 2, &operation, false));
    assert_false(space_allows(space, 1, &operation, false));
    space_free(space);
    counted_memory_end(&memory);
    circle_end(&circle);
}

static void test_what_is_set_once_is_set_where_it_is_made(void **state)
{
    (void)state;
    begin(2);
    struct object_id words;
    struct value line = value_text("Thinking of the lake");
    assert_int_equal(space_make(circle.spaces[0], KIND_WORDS, &words), SPACE_WRITTEN);
    assert_int_equal(space_set(circle.spaces[0], words, WORDS_TEXT, &line), SPACE_WRITTEN);
    line = value_text("Thinking of the sea");
    assert_int_equal(space_set(circle.spaces[0], words, WORDS_TEXT, &line), SPACE_WRITTEN);
    circle_publish_all(&circle, 0);
    assert_int_equal(space_set(circle.spaces[0], words, WORDS_TEXT, &line), SPACE_NOT_YOURS);
    circle_meet(&circle);
    assert_int_equal(send_one(set(words, KIND_WORDS, WORDS_TEXT, value_text("I never said that"))),
                     SPACE_APPLIED);
    struct value value = space_value(circle.spaces[0], words, WORDS_TEXT);
    assert_memory_equal(value.bytes, line.bytes, line.size);
    circle_end(&circle);
}

static void test_a_proposal_is_answered_by_others_and_taken_back_by_its_author(void **state)
{
    (void)state;
    const struct {
        uint64_t number;
        uint8_t device;
        bool allowed;
    } rows[] = {{1, 0, false}, {1, 1, true},  {2, 1, true},
                {3, 0, true},  {3, 1, false}, {0, 0, false}};
    begin(2);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct operation operation = set((struct object_id){1, 0}, KIND_PROPOSAL, PROPOSAL_STATE,
                                         value_number(rows[i].number));
        assert_int_equal(space_allows(circle.spaces[0], rows[i].device, &operation, false),
                         rows[i].allowed);
    }
    circle_end(&circle);
}

static void test_a_reflection_is_answered_by_who_was_heard(void **state)
{
    (void)state;
    static const uint8_t answers[] = {REFLECTION_ANSWER, REFLECTION_EDITED};
    begin(2);
    for (size_t i = 0; i < sizeof answers; i++) {
        struct operation operation =
            set((struct object_id){1, 0}, KIND_REFLECTION, answers[i], value_none());
        assert_false(space_allows(circle.spaces[0], 0, &operation, false));
        assert_false(space_allows(circle.spaces[0], 0, &operation, true));
        assert_true(space_allows(circle.spaces[0], 1, &operation, false));
    }
    circle_end(&circle);
}

static void test_each_member_tells_its_own_key_and_wish(void **state)
{
    (void)state;
    begin(3);
    for (uint8_t device = 0; device < 3; device++) {
        for (uint8_t field = SPACE_ROLES_BY_0; field < SPACE_TREND_HIDDEN_BY_0 + 6; field++) {
            struct operation operation = set(OBJECT_SPACE, KIND_SPACE, field, value_none());
            assert_int_equal(space_allows(circle.spaces[0], device, &operation, false),
                             (field - SPACE_ROLES_BY_0) % 6 == device);
        }
    }
    circle_end(&circle);
}

static void test_each_member_says_the_roles_in_its_own_place(void **state)
{
    (void)state;
    begin(2);
    struct value roles = value_number(ROLE_THERAPIST | ROLE_CLIENT << 2);
    struct space *space = circle.spaces[0];
    assert_int_equal(space_set(space, OBJECT_SPACE, SPACE_ROLES_BY_0 + 1, &roles), SPACE_NOT_YOURS);
    assert_int_equal(space_set(space, OBJECT_SPACE, SPACE_ROLES_BY_0, &roles), SPACE_WRITTEN);
    assert_int_equal(space_role_of(space, 0), ROLE_THERAPIST);
    assert_int_equal(space_role_of(space, 1), ROLE_CLIENT);
    circle_publish_all(&circle, 0);
    circle_meet(&circle);
    struct value others = value_number(ROLE_THERAPIST | ROLE_INTERPRETER << 2);
    assert_int_equal(space_set(circle.spaces[1], OBJECT_SPACE, SPACE_ROLES_BY_0 + 1, &others),
                     SPACE_WRITTEN);
    circle_publish_all(&circle, 1);
    circle_meet(&circle);
    assert_int_equal(space_role_of(space, 0), ROLE_THERAPIST);
    assert_int_equal(space_role_of(space, 1), ROLE_OPEN);
    circle_end(&circle);
}

/* ---- Erased ---- */

static void test_what_is_done_to_an_erased_object_is_left_out(void **state)
{
    (void)state;
    const struct text_run run = {
        .kind = TEXT_INSERT, .at = 0, .count = 1, .text = (const uint8_t *)"x", .size = 1};
    begin(2);
    struct batch_head head = circle_head(&circle, 0, 1);
    assert_int_equal(space_erase(circle.spaces[0], goal), SPACE_WRITTEN);
    circle_publish_all(&circle, 0);
    const struct operation operations[] = {
        set(goal, KIND_GOAL, GOAL_WHY, value_text("Too late")),
        note(goal, KIND_GOAL, GOAL_NOTES, &run, 1),
        set(practice, KIND_PRACTICE, PRACTICE_GOAL, value_object(goal)),
    };
    assert_int_equal(send(&head, operations, 3), SPACE_APPLIED);
    assert_false(space_find(circle.spaces[0], goal, NULL));
    assert_true(space_is_erased(circle.spaces[0], goal));
    assert_int_equal(space_value(circle.spaces[0], practice, PRACTICE_GOAL).type, VALUE_OBJECT);
    circle_end(&circle);
}

/* ---- Too much ---- */

static void test_a_flood_is_refused_for_now_and_nothing_is_left_out(void **state)
{
    (void)state;
    static char line[SCHEMA_STRING_BYTES_MAX];
    struct operation operations[24];
    struct batch_head head;
    enum space_taken taken = SPACE_APPLIED;
    memset(line, 'a', sizeof line);
    begin(2);
    for (uint32_t n = 0; n < 400 && taken == SPACE_APPLIED; n++) {
        head = circle_head(&circle, 0, 1);
        for (uint32_t i = 0; i < 12; i++) {
            uint32_t counter = n * 12 + i + 1;
            /* Not to be deflated to less than a sixteenth. */
            for (size_t k = 0; k < sizeof line; k++)
                line[k] = (char)('a' + circle_draw(&circle, 26));
            operations[2 * i] = make(counter, 1, KIND_REFLECTION);
            operations[2 * i + 1] =
                set((struct object_id){counter, 1}, KIND_REFLECTION, REFLECTION_TEXT,
                    value_string((const uint8_t *)line, sizeof line));
        }
        const struct batch batch = {.head = head, .operations = operations, .operation_count = 24};
        taken = circle_send(&circle, 0, 1, &batch);
    }
    assert_int_equal(taken, SPACE_TOO_MUCH);
    assert_int_equal(space_doubt(circle.spaces[0], 1), SPACE_TRUSTED);
    assert_in_range(circle.spaces[0]->live_bytes, 2 * SPACE_LIVE_BYTES_MAX - BATCH_BYTES_MAX,
                    2 * SPACE_LIVE_BYTES_MAX);
    /* Nobody can write more here, but what makes room can still come. */
    struct object_id object;
    assert_int_equal(space_make(circle.spaces[0], KIND_GOAL, &object), SPACE_FULL);
    struct operation smaller = erase((struct object_id){1, 1}, KIND_REFLECTION);
    head = circle_head(&circle, 0, 1);
    assert_int_equal(send(&head, &smaller, 1), SPACE_APPLIED);
    circle_end(&circle);
}

static enum space_taken send_words(uint8_t author, uint32_t count)
{
    static struct operation operations[BATCH_OPERATIONS_MAX];
    const struct batch batch = {.head = circle_head(&circle, 0, author),
                                .operations = operations,
                                .operation_count = count};
    uint32_t made = circle.spaces[0]->devices[author].made;
    for (uint32_t i = 0; i < count; i++)
        operations[i] = make(made + i + 1, author, KIND_WORDS);
    return circle_send(&circle, 0, author, &batch);
}

/* Five times 87,381 objects; the second author is the first to whom others matter, and a sanitizer
 * sees the same reads and writes again from then on. */
#define AUTHORS (CIRCLE_DEVICES_MAX - 1)
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#undef AUTHORS
#define AUTHORS 2
#endif
#endif

static void test_a_device_makes_its_share_of_objects_whatever_others_made(void **state)
{
    (void)state;
    begin(CIRCLE_DEVICES_MAX);
    const struct space *space = circle.spaces[0];
    uint32_t share = 2 * SPACE_OBJECTS_MAX / CIRCLE_DEVICES_MAX;
    for (uint8_t author = 1; author <= AUTHORS; author++) {
        while (space->devices[author].made < share) {
            uint32_t left = share - space->devices[author].made;
            uint32_t count = left < BATCH_OPERATIONS_MAX ? left : BATCH_OPERATIONS_MAX;
            assert_int_equal(send_words(author, count), SPACE_APPLIED);
        }
        assert_int_equal(space_doubt(space, author), SPACE_TRUSTED);
        assert_int_equal(send_words(author, 1), SPACE_MALFORMED);
        assert_int_equal(space->devices[author].made, share);
    }
    circle_end(&circle);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_an_honest_batch_made_by_hand_is_applied),
    cmocka_unit_test(test_a_lamport_that_does_not_follow_from_what_was_known_is_refused),
    cmocka_unit_test(test_who_knows_of_what_is_not_there_waits),
    cmocka_unit_test(test_who_names_a_device_that_is_not_of_the_space_is_refused),
    cmocka_unit_test(test_who_knows_a_batch_knows_what_that_one_knew),
    cmocka_unit_test(test_who_forgot_what_is_settled_is_refused),
    cmocka_unit_test(test_an_object_that_the_author_cannot_know_is_refused),
    cmocka_unit_test(test_an_object_made_after_what_the_author_knew_is_refused),
    cmocka_unit_test(test_a_wrong_kind_is_refused),
    cmocka_unit_test(test_counters_that_are_not_the_next_ones_are_refused),
    cmocka_unit_test(test_an_impossible_position_is_refused_with_all_beside_it),
    cmocka_unit_test(test_of_two_notes_a_bad_second_leaves_the_first_as_it_was),
    cmocka_unit_test(test_the_space_itself_is_not_erased),
    cmocka_unit_test(test_a_forged_check_in_is_left_out_and_the_rest_is_taken),
    cmocka_unit_test(test_another_device_of_the_same_member_writes_as_its_author),
    cmocka_unit_test(test_what_is_set_once_is_set_where_it_is_made),
    cmocka_unit_test(test_a_proposal_is_answered_by_others_and_taken_back_by_its_author),
    cmocka_unit_test(test_a_reflection_is_answered_by_who_was_heard),
    cmocka_unit_test(test_each_member_tells_its_own_key_and_wish),
    cmocka_unit_test(test_each_member_says_the_roles_in_its_own_place),
    cmocka_unit_test(test_what_is_done_to_an_erased_object_is_left_out),
    cmocka_unit_test(test_a_flood_is_refused_for_now_and_nothing_is_left_out),
    cmocka_unit_test(test_a_device_makes_its_share_of_objects_whatever_others_made),
};
TEST_GROUP(space_judge, tests)
