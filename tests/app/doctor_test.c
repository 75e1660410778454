#include "app/doctor.h"

#include <stdlib.h>
#include <string.h>

#include "app/front_print.h"
#include "app/json_line.h"
#include "harness.h"
#include "session/deck_shipped.h"
#include "session/heap.h"
#include "ui/words.h"

static void every_diagnosis_has_a_name_and_a_code_of_its_kind(void **state)
{
    (void)state;
    for (int i = 0; i < DIAGNOSES; i++) {
        enum exit_code exit = doctor_exit((enum diagnosis)i);
        assert_true(exit == EXIT_OK || exit == EXIT_UNREACHABLE || exit == EXIT_WRONG_KEY ||
                    exit == EXIT_INVITE);
        assert_int_equal(exit == EXIT_OK, i == DIAGNOSIS_CONNECTED);
        for (int k = 0; k < i; k++)
            assert_string_not_equal(doctor_name((enum diagnosis)i), doctor_name((enum diagnosis)k));
    }
    assert_int_equal(doctor_exit(DIAGNOSIS_WRONG_KEY), EXIT_WRONG_KEY);
    assert_int_equal(doctor_exit(DIAGNOSIS_INVITE_OVER), EXIT_INVITE);
    assert_string_equal(doctor_name(DIAGNOSIS_THEY_ARE_OFFLINE), "they_are_offline");
}

static void the_window_says_the_same_as_the_doctor(void **state)
{
    (void)state;
    struct deck deck;
    size_t english = 0;
    while (strcmp(deck_shipped_language(english), "en") != 0)
        english++;
    assert_int_equal(deck_open_shipped(english, &heap_memory, &deck), DECK_OK);
    words_use(&deck);
    for (int i = 0; i < DIAGNOSES; i++) {
        enum diagnosis diagnosis = (enum diagnosis)i;
        enum call_hindrance hindrance = doctor_hindrance(diagnosis, DOCTOR_FOR_US);
        assert_int_equal(hindrance == CALL_HINDRANCE_NONE, i == DIAGNOSIS_CONNECTED);
        if (hindrance == CALL_HINDRANCE_NONE)
            continue;
        assert_string_equal(words_deck(words_why(hindrance)), diagnosis_sentence(diagnosis));
        assert_string_equal(words_deck(words_to_do(hindrance)), diagnosis_action(diagnosis));
    }
    words_use(NULL);
    deck_close(&deck);
}

static void nothing_is_said_before_anything_is_known(void **state)
{
    (void)state;
    assert_int_equal(doctor_hindrance(DIAGNOSIS_STILL_TRYING, 0), CALL_HINDRANCE_NONE);
    assert_int_equal(doctor_hindrance(DIAGNOSIS_STILL_TRYING, DOCTOR_FOR_US - 1),
                     CALL_HINDRANCE_NONE);
    assert_int_equal(doctor_hindrance(DIAGNOSIS_NO_NETWORK, 0), CALL_HINDRANCE_NO_NETWORK);
    /* Ten seconds are never passed in silence. */
    for (int i = DIAGNOSIS_CONNECTED + 1; i < DIAGNOSES; i++)
        assert_int_not_equal(doctor_hindrance((enum diagnosis)i, DOCTOR_FOR_US),
                             CALL_HINDRANCE_NONE);
    assert_true(DOCTOR_FOR_US + DOCTOR_LOOK_US < UINT64_C(10000000));
}

static void a_call_that_is_given_up_says_what_is_true(void **state)
{
    (void)state;
    char text[TOLD_BYTES];
    for (int i = 0; i < DIAGNOSES; i++) {
        bool unreached = i == DIAGNOSIS_THEY_ARE_OFFLINE || i == DIAGNOSIS_STILL_TRYING ||
                         i == DIAGNOSIS_CONNECTED;
        const struct told told = doctor_tell((enum diagnosis)i);
        told_say((struct told_to){0}, &told, text);
        assert_true(text[strlen(text) - 1] == '.' && strlen(text) < TOLD_BYTES - 1);
        assert_int_equal(strstr(text, "could not be reached") != NULL, unreached);
        if (!unreached)
            assert_non_null(strstr(text, diagnosis_action((enum diagnosis)i)));
    }
}

static char *printed(const struct doctor_report *report, bool json)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    assert_non_null(file);
    doctor_print(file, report, json);
    fclose(file);
    return text;
}

static void the_report_is_two_lines_or_one_object_of_numbers_and_kinds(void **state)
{
    (void)state;
    struct doctor_report report = {
        .judged = true,
        .diagnosis = DIAGNOSIS_BOTH_RESTRICTED,
        .facts = {.elapsed_us = 8250000,
                  .own_mapping = NAT_DEPENDENT,
                  .their_mapping = NAT_UNKNOWN,
                  .record_seen = true,
                  .record_age_s = 7,
                  .udp_sent = 41,
                  .tcp = DIAGNOSIS_TCP_FAILS,
                  .clock = CLOCK_ONE_OF_TWO_IS_WRONG},
        .statistics = {.dht_nodes = 12, .mapped = true},
    };
    double number;
    char *text = printed(&report, false);
    assert_string_equal(text, "Your two Internet connections do not let you reach each other "
                              "directly.\nOne of you: try another Wi-Fi or a phone hotspot.\n");
    free(text);
    text = printed(&report, true);
    assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
    assert_true(json_line_is(text, "diagnosis", "both_restricted"));
    assert_true(json_line_is(text, "own_mapping", "by_address"));
    assert_true(json_line_is(text, "their_mapping", "unknown"));
    assert_true(json_line_is(text, "path", "none"));
    assert_true(json_line_is(text, "tcp", "fails"));
    assert_true(json_line_is(text, "clock", "one_of_two_is_wrong"));
    assert_true(json_line_number(text, "elapsed_ms", &number) && number == 8250);
    assert_true(json_line_number(text, "record_age_s", &number) && number == 7);
    assert_true(json_line_number(text, "udp_sent", &number) && number == 41);
    assert_true(json_line_number(text, "dht_nodes", &number) && number == 12);
    free(text);
    report.facts.record_seen = false;
    report.facts.path_found = true;
    report.path = AGENT_PATH_RELAYED;
    report.diagnosis = DIAGNOSIS_CONNECTED;
    text = printed(&report, true);
    assert_false(json_line_number(text, "record_age_s", &number));
    assert_true(json_line_is(text, "path", "relayed"));
    assert_non_null(strstr(text, "You can reach each other now."));
    free(text);
}

/* What is printed of a face with this hindrance. */
static void print(struct front_printer *printer, enum diagnosis diagnosis, char *out, size_t size)
{
    struct session session;
    assert_true(session_init(&session, true, false));
    struct face *face = face_create(&session, 0);
    assert_non_null(face);
    face->diagnosis = diagnosis;
    face->model.hindrance = doctor_hindrance(diagnosis, 0);
    struct printed printed;
    printed_begin(&printed);
    front_print_face(printer, NULL, face);
    printed_end(&printed, out, size);
    face_free(face);
    session_clear(&session);
}

static void a_call_prints_why_when_it_changes(void **state)
{
    (void)state;
    struct front_printer printer = {.started = true, .phase = SESSION_ARRIVING};
    char out[512];
    print(&printer, DIAGNOSIS_STILL_TRYING, out, sizeof out);
    assert_string_equal(out, "");
    print(&printer, DIAGNOSIS_NO_NETWORK, out, sizeof out);
    assert_string_equal(out, "This computer is not connected to the Internet. Check the Wi-Fi or "
                             "the cable.\n");
    print(&printer, DIAGNOSIS_NO_NETWORK, out, sizeof out);
    assert_string_equal(out, "");
    printer.json = true;
    print(&printer, DIAGNOSIS_THEY_ARE_OFFLINE, out, sizeof out);
    assert_true(json_line_is(out, "event", "diagnosis"));
    assert_true(json_line_is(out, "diagnosis", "they_are_offline"));
    print(&printer, DIAGNOSIS_CONNECTED, out, sizeof out);
    assert_string_equal(out, "");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_diagnosis_has_a_name_and_a_code_of_its_kind),
    cmocka_unit_test(the_window_says_the_same_as_the_doctor),
    cmocka_unit_test(nothing_is_said_before_anything_is_known),
    cmocka_unit_test(a_call_that_is_given_up_says_what_is_true),
    cmocka_unit_test(the_report_is_two_lines_or_one_object_of_numbers_and_kinds),
    cmocka_unit_test(a_call_prints_why_when_it_changes),
};
TEST_GROUP(doctor, tests)
