#include "session/session_resume.h"

#include <stdlib.h>
#include <string.h>

#include "couple.h"
#include "harness.h"
#include "session/session_cards.h"
#include "session/session_hour.h"
#include "session/session_presence.h"

#define SECOND  UINT64_C(1000000)
#define MINUTE  (60 * SECOND)
#define UNIX_MS UINT64_C(1800000000000)

static const struct session_arrival tense = {
    .feeling = "tense", .distractions = "phone", .stressors = "rent"};

static void lose(struct couple *c)
{
    session_on_closed(&c->client, c->now_us, false);
    session_on_closed(&c->therapist, c->now_us, false);
    couple_settle(c);
    c->next_record_id[0] = c->next_record_id[1] = 0;
}

static void assert_same_boards(const struct couple *c)
{
    size_t sizes[2];
    uint8_t *one = board_encode(&c->client.board, &sizes[0]);
    uint8_t *other = board_encode(&c->therapist.board, &sizes[1]);
    assert_int_equal(sizes[0], sizes[1]);
    assert_memory_equal(one, other, sizes[0]);
    free(one);
    free(other);
}

static void a_session_that_ended_as_meant_or_not_at_all_is_not_resumed(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    assert_false(session_resume(&c.client, true));
    session_leave(&c.client, c.now_us);
    couple_settle(&c);
    assert_false(session_resume(&c.client, true));
    couple_part(&c);
    couple_meet(&c, true);
    session_on_closed(&c.client, c.now_us, false);
    assert_false(session_resume(&c.client, true)); /* there was nobody yet */
    couple_part(&c);
}

static void a_line_that_was_lost_is_taken_up_again_without_asking_at_the_door(void **state)
{
    (void)state;
    struct couple c;
    couple_meet(&c, false);
    couple_link(&c);
    assert_true(session_open_door(&c.therapist, c.now_us));
    couple_settle(&c);
    assert_true(session_go_to(&c.client, STAGE_AGENDA));
    couple_pass(&c, 10 * MINUTE);
    lose(&c);
    assert_int_equal(c.client.end, SESSION_END_LOST);
    c.now_us += MINUTE;
    assert_true(session_resume(&c.client, true));
    assert_true(session_resume(&c.therapist, false));
    couple_link(&c);
    assert_int_equal(c.client.phase, SESSION_TOGETHER);
    assert_int_equal(c.therapist.phase, SESSION_TOGETHER);
    assert_int_equal(session_stage(&c.client), STAGE_AGENDA);
    assert_true(session_is_opener(&c.therapist) && !session_is_opener(&c.client));
    couple_pass(&c, 3 * SECOND);
    assert_in_range(hour_times(&c.client.board).taken_ms, 60000, 66000);
    assert_same_boards(&c);
    couple_part(&c);
}

static void it_does_not_matter_who_calls_whom(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    couple_pass(&c, MINUTE);
    lose(&c);
    assert_true(session_resume(&c.client, false));
    assert_true(session_resume(&c.therapist, true));
    couple_link(&c);
    assert_int_equal(c.client.phase, SESSION_TOGETHER);
    assert_true(session_is_opener(&c.therapist) && !session_is_opener(&c.client));
    couple_part(&c);
}

static void what_was_laid_on_a_dead_line_is_laid_for_both_after_it(void **state)
{
    (void)state;
    struct couple c;
    uint32_t id;
    couple_begin(&c);
    assert_true(session_reflect(&c.therapist, c.now_us, "work felt heavy", &id));
    couple_settle(&c);
    c.line_is_dead = true;
    assert_true(session_answer(&c.client, id, CARD_ANSWER_YES));
    assert_true(session_add_point(&c.client, "sleep", NULL));
    assert_true(session_add_point(&c.therapist, "work", NULL));
    couple_settle(&c);
    lose(&c);
    c.line_is_dead = false;
    assert_true(session_resume(&c.client, true) && session_resume(&c.therapist, false));
    couple_link(&c);
    assert_same_boards(&c);
    assert_int_equal(
        board_value(&c.therapist.board, CARD_REFLECTION, id, REFLECTION_CARD_ANSWER, 0)->number,
        CARD_ANSWER_YES);
    assert_int_equal(c.client.refused + c.therapist.refused, 0);
    couple_part(&c);
}

/* More than the ring of records holds at once. */
static void a_full_table_is_told_again_part_by_part(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    for (int i = 0; i < 100; i++) {
        assert_true(session_add_point(&c.client, "a point", NULL));
        couple_settle(&c);
    }
    session_on_closed(&c.client, c.now_us, false);
    session_clear(&c.therapist);
    assert_true(session_init(&c.therapist, false, true)); /* their app knows nothing any more */
    c.next_record_id[0] = c.next_record_id[1] = 0;
    assert_true(session_resume(&c.client, true));
    couple_link(&c);
    assert_int_equal(c.client.phase, SESSION_TOGETHER);
    assert_int_equal(c.therapist.board.count, c.client.board.count);
    couple_part(&c);
}

static size_t count_lines(const struct session *session, const char *text)
{
    size_t count = 0;
    for (size_t i = 0; i < session->lane.count; i++)
        count += strcmp(session->lane.lines[i].text, text) == 0;
    return count;
}

/* One that arrived, but was not acknowledged, and one that never left. */
static void no_line_is_lost_with_a_link_and_none_is_there_twice(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    assert_true(session_check_in(&c.client, &tense, 4));
    const struct session_action *action = session_peek_action(&c.client);
    session_on_record_left(&c.client, 7);
    assert_true(session_on_record(&c.therapist, c.now_us, action->bytes, action->size));
    session_drop_action(&c.client, action);
    c.line_is_dead = true;
    assert_true(session_say(&c.client, "are you there?", 5));
    couple_settle(&c);
    lose(&c);
    c.line_is_dead = false;
    assert_int_equal(session_count_unarrived(&c.client), 2);
    assert_true(session_resume(&c.client, true) && session_resume(&c.therapist, false));
    couple_link(&c);
    assert_int_equal(session_count_unarrived(&c.client), 0);
    assert_int_equal(count_lines(&c.therapist, "tense"), 1);
    assert_int_equal(count_lines(&c.therapist, "are you there?"), 1);
    assert_true(session_say(&c.client, "are you there?", 5)); /* and again, as meant */
    couple_settle(&c);
    assert_int_equal(count_lines(&c.therapist, "are you there?"), 2);
    couple_part(&c);
}

static void a_check_in_that_is_sent_again_is_whole(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    c.line_is_dead = true;
    assert_true(session_check_in(&c.client, &tense, 4));
    lose(&c);
    c.line_is_dead = false;
    assert_true(session_resume(&c.client, true) && session_resume(&c.therapist, false));
    couple_link(&c);
    const struct line *line = &c.therapist.lane.lines[0];
    assert_string_equal(line->text, "tense");
    assert_string_equal(line->distractions, "phone");
    assert_string_equal(line->stressors, "rent");
    couple_part(&c);
}

static void a_line_half_typed_is_told_anew(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    session_set_typing(&c.client, true);
    assert_true(session_type(&c.client, "half a th", c.now_us));
    couple_settle(&c);
    lose(&c);
    assert_true(session_resume(&c.client, true) && session_resume(&c.therapist, false));
    couple_link(&c);
    couple_pass(&c, SECOND);
    assert_string_equal(c.therapist.typing.theirs.text, "half a th");
    couple_part(&c);
}

static void states_are_known_after_it_whoever_began_anew(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    for (int i = 0; i < 200; i++) {
        session_set_camera(&c.client, i % 2 == 0);
        couple_settle(&c);
    }
    lose(&c);
    session_clear(&c.therapist);
    assert_true(session_init(&c.therapist, false, true));
    assert_true(session_resume(&c.client, true));
    couple_link(&c);
    assert_false(c.therapist.they.camera_on);
    couple_part(&c);
}

/* The client's app ends in the middle of the hour, and another one begins with what was kept. */
static void begin_anew(struct couple *c, uint64_t gap_us)
{
    size_t size;
    uint8_t *kept = session_encode(&c->client, c->now_us, UNIX_MS, &size);
    assert_non_null(kept);
    lose(c);
    session_clear(&c->client);
    c->now_us += gap_us;
    assert_true(session_init(&c->client, true, false));
    assert_true(session_decode(&c->client, kept, size, c->now_us, UNIX_MS + gap_us / 1000));
    free(kept);
}

static void an_app_that_ended_goes_on_with_what_it_kept(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    session_skip_check_in(&c.client);
    assert_true(session_add_point(&c.client, "sleep", NULL));
    assert_true(session_go_to(&c.client, STAGE_AGENDA));
    couple_pass(&c, 10 * MINUTE);
    uint64_t ends_ms = hour_times(&c.therapist.board).ends_ms;
    begin_anew(&c, 2 * MINUTE);
    assert_true(session_resume(&c.therapist, false));
    couple_link(&c);
    couple_pass(&c, 5 * SECOND);
    assert_int_equal(c.client.phase, SESSION_TOGETHER);
    assert_int_equal(session_stage(&c.client), STAGE_AGENDA);
    assert_int_equal(session_trace(&c.client, STAGE_WARM_UP), STAGE_DONE);
    assert_false(c.client.check_in_open); /* it was asked once */
    assert_true(c.therapist.check_in_open);
    assert_int_equal(hour_times(&c.client.board).ends_ms, ends_ms);
    assert_in_range(hour_times(&c.client.board).taken_ms, 120000, 126000);
    assert_same_boards(&c);
    couple_part(&c);
}

/* The machine whose steady clock is the shared one was started anew: its clock begins at 0. */
static void the_shared_clock_goes_on_over_a_new_start_of_the_machine(void **state)
{
    (void)state;
    struct session session;
    struct couple c;
    size_t size;
    uint64_t before_ms, after_ms;
    couple_begin(&c);
    couple_pass(&c, 10 * MINUTE);
    assert_true(session_shared_now(&c.client, c.now_us, &before_ms));
    uint8_t *kept = session_encode(&c.client, c.now_us, UNIX_MS, &size);
    assert_true(session_init(&session, true, false));
    assert_true(session_decode(&session, kept, size, 3 * SECOND, UNIX_MS + 90000));
    assert_true(session_shared_now(&session, 3 * SECOND, &after_ms));
    assert_int_equal(after_ms, before_ms + 90000);
    session_clear(&session);
    free(kept);
    couple_part(&c);
}

static void nothing_is_kept_of_a_session_that_was_never_linked(void **state)
{
    (void)state;
    struct couple c;
    size_t size;
    couple_meet(&c, true);
    assert_null(session_encode(&c.client, c.now_us, UNIX_MS, &size));
    couple_part(&c);
}

/* Neither words nor feelings are in what is kept. */
static void what_is_kept_holds_the_hour_and_no_words(void **state)
{
    (void)state;
    struct couple c;
    size_t size;
    couple_begin(&c);
    assert_true(session_check_in(&c.client, &tense, 4));
    assert_true(session_say(&c.client, "a secret", 4));
    assert_true(session_add_point(&c.client, "a point", NULL));
    uint8_t *kept = session_encode(&c.client, c.now_us, UNIX_MS, &size);
    assert_null(memmem(kept, size, "tense", 5));
    assert_null(memmem(kept, size, "secret", 6));
    assert_non_null(memmem(kept, size, "a point", 7));
    free(kept);
    couple_part(&c);
}

static bool decodes(const uint8_t *bytes, size_t size)
{
    struct session session;
    assert_true(session_init(&session, true, false));
    bool good = session_decode(&session, bytes, size, 5 * SECOND, UNIX_MS);
    assert_int_equal(good, session.seated);
    if (!good)
        assert_int_equal(session.board.count, 0);
    session_clear(&session);
    return good;
}

static void what_was_kept_and_harmed_is_refused_or_is_another_hour(void **state)
{
    (void)state;
    struct couple c;
    size_t size;
    couple_begin(&c);
    assert_true(session_add_point(&c.client, "a point", NULL));
    uint8_t *kept = session_encode(&c.client, c.now_us, UNIX_MS, &size);
    assert_true(decodes(kept, size));
    for (size_t cut = 0; cut < 40; cut++)
        assert_false(decodes(kept, cut));
    for (size_t i = 0; i < size; i++) {
        for (int bit = 0; bit < 8; bit++) {
            kept[i] ^= (uint8_t)(1 << bit);
            (void)decodes(kept, size); /* no promise of ours is broken by it */
            kept[i] ^= (uint8_t)(1 << bit);
        }
    }
    kept[0]++;
    assert_false(decodes(kept, size));
    free(kept);
    couple_part(&c);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_session_that_ended_as_meant_or_not_at_all_is_not_resumed),
    cmocka_unit_test(a_line_that_was_lost_is_taken_up_again_without_asking_at_the_door),
    cmocka_unit_test(it_does_not_matter_who_calls_whom),
    cmocka_unit_test(what_was_laid_on_a_dead_line_is_laid_for_both_after_it),
    cmocka_unit_test(a_full_table_is_told_again_part_by_part),
    cmocka_unit_test(no_line_is_lost_with_a_link_and_none_is_there_twice),
    cmocka_unit_test(a_check_in_that_is_sent_again_is_whole),
    cmocka_unit_test(a_line_half_typed_is_told_anew),
    cmocka_unit_test(states_are_known_after_it_whoever_began_anew),
    cmocka_unit_test(an_app_that_ended_goes_on_with_what_it_kept),
    cmocka_unit_test(the_shared_clock_goes_on_over_a_new_start_of_the_machine),
    cmocka_unit_test(nothing_is_kept_of_a_session_that_was_never_linked),
    cmocka_unit_test(what_is_kept_holds_the_hour_and_no_words),
    cmocka_unit_test(what_was_kept_and_harmed_is_refused_or_is_another_hour),
};
TEST_GROUP(session_resume, tests)
