#include "app/face.h"

#include <stdio.h>
#include <string.h>

#include "app/front_print.h"
#include "app/notes.h"
#include "harness.h"
#include "meeting.h"
#include "session/deck_shipped.h"
#include "session/heap.h"

static void a_face_is_a_copy_that_outlives_its_session(void **state)
{
    (void)state;
    struct session session;
    meet(&session);
    assert_true(session_say(&session, "hello", 1));
    assert_true(session_check_in(
        &session, &(struct session_arrival){.feeling = "calm", .distractions = "rain"}, 2));
    struct face *face = face_create(&session, 0);
    session_clear(&session);
    assert_non_null(face);
    assert_int_equal(face->phase, SESSION_TOGETHER);
    assert_int_equal(face->model.phase, CALL_IN_CALL);
    assert_int_equal(face->model.lane_count, 2);
    assert_string_equal(face->model.lane[0].text, "hello");
    assert_int_equal(face->model.lane[0].state, LANE_WRITTEN);
    assert_string_equal(face->model.lane[1].distractions, "rain");
    face_free(face);
}

static void who_waits_and_who_calls_see_different_pages(void **state)
{
    (void)state;
    for (int caller = 0; caller < 2; caller++) {
        struct session session;
        assert_true(session_init(&session, caller == 1, false));
        struct face *face = face_create(&session, 0);
        assert_int_equal(face->model.phase, caller == 1 ? CALL_CONNECTING : CALL_WAITING);
        face_free(face);
        session_on_closed(&session, 1, true);
        face = face_create(&session, 0);
        assert_int_equal(face->model.phase, CALL_FAILED);
        face_free(face);
        session_clear(&session);
    }
}

static void who_hides_is_neither_seen_nor_heard(void **state)
{
    (void)state;
    struct session session;
    meet(&session);
    session.they.hidden = true;
    struct face *face = face_create(&session, 0);
    assert_false(face->model.their_camera_on || face->model.their_microphone_on);
    face_free(face);
    session_clear(&session);
}

static void notes_stand_where_they_were_said(void **state)
{
    (void)state;
    struct session session;
    static struct notes notes;
    meet(&session);
    assert_true(session_say(&session, "before", 1));
    notes_add(&notes, 1, "the camera is gone");
    assert_true(session_say(&session, "after", 1));
    struct face *face = face_create(&session, 0);
    notes_show(&notes, face);
    assert_int_equal(face->model.lane_count, 3);
    assert_string_equal(face->model.lane[0].text, "before");
    assert_int_equal(face->model.lane[1].kind, LANE_NOTE);
    assert_string_equal(face->model.lane[1].text, "the camera is gone");
    assert_string_equal(face->model.lane[2].text, "after");
    face_free(face);
    for (int i = 0; i < NOTES_MAX + 3; i++)
        notes_add(&notes, 1000, i < 3 ? "old" : "new");
    assert_int_equal(notes.count, NOTES_MAX);
    assert_string_equal(notes.list[0].text, "new");
    notes_begin_anew(&notes);
    assert_int_equal(notes.count, 0);
    session_clear(&session);
}

/* What front_print_face prints of each face in turn. */
static void print(struct front_printer *printer, struct session *session, unsigned conversation,
                  char *out, size_t size)
{
    struct face *face = face_create(session, 0);
    snprintf(face->their_name, sizeof face->their_name, "Ben");
    face->conversation = conversation;
    struct printed printed;
    printed_begin(&printed);
    front_print_face(printer, NULL, face);
    printed_end(&printed, out, size);
    face_free(face);
}

static void what_is_new_is_printed_once(void **state)
{
    (void)state;
    struct session session;
    struct front_printer printer = {0};
    uint8_t bytes[BODY_BYTES_MAX];
    char out[512];
    meet(&session);
    struct body body = {.kind = BODY_TEXT, .text = {"good morning", 12}};
    size_t size = body_encode(&body, bytes);
    assert_true(session_on_record(&session, 1, bytes, size));
    session.they.nods = 1;
    print(&printer, &session, 0, out, sizeof out);
    assert_string_equal(out, "You and Ben are together.\nBen: good morning\nBen nods.\n");
    print(&printer, &session, 0, out, sizeof out);
    assert_string_equal(out, "");
    print(&printer, &session, 1, out, sizeof out); /* another session counts from its first line */
    assert_non_null(strstr(out, "Ben: good morning\n"));
    session_clear(&session);
}

static void the_words_to_compare_are_shown_once_and_how_to_answer(void **state)
{
    (void)state;
    struct session session;
    struct deck deck;
    struct printed printed;
    char out[1024];
    size_t english = 0;
    while (strcmp(deck_shipped_language(english), "en") != 0)
        english++;
    assert_int_equal(deck_open_shipped(english, &heap_memory, &deck), DECK_OK);
    struct front_printer printer = {.deck = &deck};
    meet(&session);
    struct face *face = face_create(&session, 0);
    face->model.question = CALL_ASKS_WORDS;
    snprintf(face->asked_name, sizeof face->asked_name, "Ben");
    printed_begin(&printed);
    front_print_face(&printer, NULL, face);
    front_print_face(&printer, face, face);
    printed_end(&printed, out, sizeof out);
    const char *asked = strstr(out, "Read these four words to each other (Ben): ");
    assert_non_null(asked);
    assert_non_null(strstr(asked, "\n/same  /differ\n"));
    assert_null(strstr(asked + 1, "Read these"));
    face_free(face);
    session_clear(&session);
    deck_close(&deck);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_face_is_a_copy_that_outlives_its_session),
    cmocka_unit_test(who_waits_and_who_calls_see_different_pages),
    cmocka_unit_test(who_hides_is_neither_seen_nor_heard),
    cmocka_unit_test(notes_stand_where_they_were_said),
    cmocka_unit_test(what_is_new_is_printed_once),
    cmocka_unit_test(the_words_to_compare_are_shown_once_and_how_to_answer),
};
TEST_GROUP(face, tests)
