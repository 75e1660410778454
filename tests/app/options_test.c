#include "app/options.h"

#include <string.h>

#include "harness.h"

static bool parse(struct options *options, const char *const *arguments, char *error)
{
    char *argv[96] = {(char[]){"alcove"}};
    int argc = 1;
    for (; arguments[argc - 1] != NULL; argc++)
        memcpy(&argv[argc], &arguments[argc - 1], sizeof argv[argc]);
    error[0] = '\0';
    return options_parse(options, argc, argv, error);
}

#define PARSE(...) parse(&options, (const char *const[]){__VA_ARGS__, NULL}, error)

static void no_words_open_the_window(void **state)
{
    (void)state;
    struct options options;
    char error[200];
    assert_true(parse(&options, (const char *const[]){NULL}, error));
    assert_int_equal(options.command, COMMAND_WINDOW);
    assert_true(PARSE("alcove:ABC"));
    assert_int_equal(options.command, COMMAND_WINDOW);
    assert_string_equal(options.operands[0], "alcove:ABC");
}

static void a_command_may_have_two_words(void **state)
{
    (void)state;
    struct options options;
    char error[200];
    assert_true(PARSE("--json", "session", "hold", "--text", "Anna"));
    assert_int_equal(options.command, COMMAND_HOLD);
    assert_string_equal(options.operands[0], "Anna");
    assert_true(PARSE("session", "hold"));
    assert_int_equal(options.command, COMMAND_HOLD);
    assert_int_equal(options.operand_count, 0);
    assert_true(PARSE("session", "held"));
    assert_int_equal(options.command, COMMAND_SESSION);
    assert_true(PARSE("session", "--title", "T", "hold"));
    assert_int_equal(options.command, COMMAND_SESSION);
    assert_false(PARSE("session", "hold", "Anna", "Ben"));
}

static void what_every_command_takes_may_stand_before_it(void **state)
{
    (void)state;
    struct options options;
    char error[200];
    assert_true(PARSE("--profile", "goals", "--json", "goals", "Ben", "--title", "T"));
    assert_int_equal(options.command, COMMAND_GOALS);
    assert_int_equal(options.operand_count, 1);
    assert_string_equal(options.operands[0], "Ben");
    assert_string_equal(options.profile, "goals");
    assert_true(options.json);
    assert_true(PARSE("--profile", "here"));
    assert_int_equal(options.command, COMMAND_WINDOW);
    assert_true(PARSE("--profile", "here", "alcove:ABC"));
    assert_int_equal(options.command, COMMAND_WINDOW);
    assert_string_equal(options.operands[0], "alcove:ABC");
    assert_false(PARSE("--profile", "here", "gaols", "Ben"));
    assert_non_null(strstr(error, "no command \"gaols\""));
    assert_false(PARSE("--profile"));
    assert_non_null(strstr(error, "--profile needs a value"));
}

static void a_backup_is_of_nobody_and_an_export_of_somebody(void **state)
{
    (void)state;
    struct options options;
    char error[200];
    assert_true(PARSE("export", "--backup", "-o", "all", "--new-passphrase-fd", "3"));
    assert_true(options.backup);
    assert_int_equal(options.operand_count, 0);
    assert_true(PARSE("export", "Ben", "-o", "us.pdf", "--pdf", "--yes"));
    assert_true(options.pdf && options.yes && !options.backup);
    assert_false(PARSE("export", "Ben", "Anna", "-o", "us"));
    assert_true(PARSE("sync", "Ben", "--restored"));
    assert_true(options.restored);
    assert_false(PARSE("call", "Ben", "--restored"));
    assert_true(PARSE("repair", "--json"));
    assert_int_equal(options.command, COMMAND_REPAIR);
    assert_false(PARSE("repair", "Ben"));
}

static void a_reflection_is_for_oneself_unless_it_is_with_somebody(void **state)
{
    (void)state;
    struct options options;
    char error[200];
    assert_true(PARSE("reflect", "add", "words"));
    assert_null(options.with);
    assert_true(PARSE("reflect", "add", "words", "--with", "Ben", "--prompt", "How was it?"));
    assert_string_equal(options.with, "Ben");
    assert_true(PARSE("comment", "Ben", "3a", "words"));
    assert_int_equal(options.command, COMMAND_COMMENT);
    assert_false(PARSE("comment", "Ben", "3a", "--with", "Ben"));
    assert_true(PARSE("measure", "fill", "Ben", "phq-9", "--answers", "0,1"));
    assert_string_equal(options.answers, "0,1");
    assert_false(PARSE("goals", "Ben", "--answers", "0,1"));
}

static void a_call_takes_its_options_in_any_order(void **state)
{
    (void)state;
    struct options options;
    char error[200];
    assert_true(PARSE("call", "--say", "one", "Ben", "--say", "two", "--for", "20", "--json"));
    assert_int_equal(options.command, COMMAND_CALL);
    assert_string_equal(options.operands[0], "Ben");
    assert_int_equal(options.say_count, 2);
    assert_string_equal(options.says[1], "two");
    assert_int_equal(options.seconds, 20);
    assert_true(options.json);
}

static void for_means_a_name_to_invite_and_seconds_to_call(void **state)
{
    (void)state;
    struct options options;
    char error[200];
    assert_true(PARSE("invite", "--for", "Ben"));
    assert_string_equal(options.for_name, "Ben");
    assert_true(PARSE("answer", "--for", "9"));
    assert_int_equal(options.seconds, 9);
    assert_false(PARSE("answer", "--for", "Ben"));
}

static void a_helper_takes_a_few_ports_and_addresses(void **state)
{
    (void)state;
    struct options options;
    char error[200];
    assert_true(PARSE("helper", "--tcp", "443", "--tcp", "4443", "--public", "192.0.2.7"));
    assert_int_equal(options.command, COMMAND_HELPER);
    assert_int_equal(options.tcp_ports.count, 2);
    assert_string_equal(options.tcp_ports.values[1], "4443");
    assert_string_equal(options.public_addresses.values[0], "192.0.2.7");
    assert_false(
        PARSE("helper", "--tcp", "1", "--tcp", "2", "--tcp", "3", "--tcp", "4", "--tcp", "5"));
    assert_non_null(strstr(error, "--tcp may be given at most 4 times"));
    assert_false(PARSE("helpers"));
    assert_false(PARSE("helpers", "remove", "1", "2"));
    assert_true(PARSE("helpers", "remove", "1"));
    assert_int_equal(options.command, COMMAND_HELPERS);
}

static void a_passphrase_is_never_on_the_command_line(void **state)
{
    (void)state;
    struct options options;
    char error[200];
    assert_true(PARSE("passphrase", "--set", "--new-passphrase-fd", "3", "--auto-lock", "5"));
    assert_int_equal(options.command, COMMAND_PASSPHRASE);
    assert_true(options.set);
    assert_string_equal(options.new_passphrase_fd, "3");
    assert_string_equal(options.auto_lock, "5");
    assert_false(PARSE("passphrase", "secret"));
    assert_true(PARSE("people", "list", "--passphrase-fd", "0"));
    assert_string_equal(options.passphrase_fd, "0");
    assert_false(PARSE("people", "list", "--set"));
    assert_true(PARSE("lock"));
    assert_int_equal(options.command, COMMAND_LOCK);
}

static void no_trace_is_left_only_where_nothing_is_to_be_kept(void **state)
{
    (void)state;
    struct options options;
    char error[200];
    assert_true(PARSE("answer", "--leave-no-trace"));
    assert_true(options.leave_no_trace);
    assert_true(PARSE("join", "alcove:ABC", "--leave-no-trace"));
    assert_false(PARSE("write", "Ben", "words", "--leave-no-trace"));
    assert_non_null(strstr(error, "--leave-no-trace does not belong"));
}

static void a_letter_is_for_somebody_and_comes_from_the_input_or_the_line(void **state)
{
    (void)state;
    struct options options;
    char error[200];
    assert_true(PARSE("write", "Ben", "-", "--for", "20"));
    assert_int_equal(options.command, COMMAND_WRITE);
    assert_string_equal(options.operands[1], "-");
    assert_int_equal(options.seconds, 20);
    assert_true(PARSE("write", "Ben", "--no-wait"));
    assert_true(options.no_wait);
    assert_false(PARSE("write"));
    assert_false(PARSE("write", "Ben", "two", "words"));
    assert_false(PARSE("write", "Ben", "--sent"));
    assert_true(PARSE("inbox", "--sent", "--list", "Ben"));
    assert_int_equal(options.command, COMMAND_INBOX);
    assert_true(options.sent && options.list);
    assert_false(PARSE("inbox", "Ben", "Anna"));
}

/* Its secret would be on the command line, for every program of the machine to read. */
static void a_helper_link_is_no_argument(void **state)
{
    (void)state;
    struct options options;
    char error[200];
    assert_false(PARSE("alcove-helper:ABC"));
    assert_non_null(strstr(error, "alcove helpers add"));
    assert_null(strstr(error, "ABC"));
}

static void durations_have_units(void **state)
{
    (void)state;
    struct options options;
    char error[200];
    const struct {
        const char *text;
        uint64_t seconds; /* 0: refused */
    } rows[] = {
        {"90s", 90},     {"30m", 1800},
        {"48h", 172800}, {"2d", 172800},
        {"48", 0},       {"h", 0},
        {"-1h", 0},      {"1w", 0},
        {"0h", 0},       {"1.5h", 0},
        {"", 0},         {"1 h", 0},
        {"+1h", 0},      {"99999999999999h", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(PARSE("invite", "--expires", rows[i].text), rows[i].seconds != 0);
        if (rows[i].seconds != 0)
            assert_int_equal(options.expires_s, rows[i].seconds);
    }
}

static void join_takes_a_link_or_a_camera(void **state)
{
    (void)state;
    struct options options;
    char error[200];
    assert_true(PARSE("join", "alcove:A"));
    assert_null(options.camera);
    assert_true(PARSE("join", "--camera"));
    assert_string_equal(options.camera, "");
    assert_true(PARSE("join", "--camera", "y4m:code.y4m", "--name", "Ben"));
    assert_string_equal(options.camera, "y4m:code.y4m");
    assert_true(PARSE("join", "--camera", "--name", "Ben"));
    assert_string_equal(options.camera, "");
    assert_string_equal(options.name, "Ben");
    assert_false(PARSE("join"));
    assert_false(PARSE("join", "alcove:A", "--camera"));
}

static void every_mistake_is_named_with_what_to_do(void **state)
{
    (void)state;
    struct options options;
    char error[200];
    const struct {
        const char *arguments[4];
        const char *names;
    } rows[] = {
        {{"cal", "Ben"}, "\"cal\""},
        {{"call"}, "too few"},
        {{"join", "a", "b"}, "too many"},
        {{"call", "Ben", "--sya"}, "--sya"},
        {{"call", "Ben", "--say"}, "--say needs a value"},
        {{"call", "Ben", "--expires", "1h"}, "--expires does not belong"},
        {{"call", "Ben", "--for", "soon"}, "whole number"},
        {{"people", "a", "b", "c"}, ""},
    };
    for (size_t i = 0; i + 1 < sizeof rows / sizeof rows[0]; i++) {
        const char *arguments[5] = {0};
        memcpy(arguments, rows[i].arguments, sizeof rows[i].arguments);
        assert_false(parse(&options, arguments, error));
        assert_non_null(strstr(error, rows[i].names));
        assert_null(strchr(error, '\n'));
    }
}

static void a_line_too_many_is_refused(void **state)
{
    (void)state;
    struct options options;
    char error[200];
    const char *arguments[2 * (OPTIONS_SAY_MAX + 1) + 3] = {"call", "Ben"};
    for (int i = 0; i <= OPTIONS_SAY_MAX; i++) {
        arguments[2 + 2 * i] = "--say";
        arguments[3 + 2 * i] = "again";
    }
    char *argv[80] = {(char[]){"alcove"}};
    int argc = 1;
    for (; arguments[argc - 1] != NULL; argc++)
        memcpy(&argv[argc], &arguments[argc - 1], sizeof argv[argc]);
    assert_false(options_parse(&options, argc, argv, error));
    assert_non_null(strstr(error, "--say"));
}

static void help_is_found_everywhere(void **state)
{
    (void)state;
    struct options options;
    char error[200];
    assert_true(PARSE("-h"));
    assert_int_equal(options.command, COMMAND_HELP);
    assert_true(PARSE("call", "--help"));
    assert_int_equal(options.command, COMMAND_HELP);
    char text[8192] = "";
    FILE *file = fmemopen(text, sizeof text, "w");
    assert_non_null(file);
    options_help(file);
    assert_int_equal(fclose(file), 0);
    assert_non_null(strstr(text, "alcove invite"));
    assert_non_null(strstr(text, "alcove goals"));
    assert_non_null(strstr(text, "interrupted"));
}

static void words_that_could_never_be_sent_are_refused_before_the_call(void **state)
{
    (void)state;
    struct options options;
    char error[200];
    char feeling[300];
    memset(feeling, 'a', sizeof feeling - 1);
    feeling[sizeof feeling - 1] = '\0';
    assert_false(PARSE("call", "Ben", "--say", "\xff"));
    assert_non_null(strstr(error, "--say"));
    assert_false(PARSE("call", "Ben", "--say", ""));
    assert_false(PARSE("call", "Ben", "--check-in", feeling));
    assert_non_null(strstr(error, "--check-in"));
    assert_false(PARSE("answer", "--distractions", "\x1b[2J"));
    assert_true(
        PARSE("call", "Ben", "--say", "\u00fc", "--check-in", "", "--distractions", "a, b"));
}

static void a_session_is_of_words_of_voice_or_of_both_and_pictures(void **state)
{
    (void)state;
    struct options options;
    char error[200];
    assert_true(PARSE("call", "Ben", "--text", "--every", "10"));
    assert_true(options.text && !options.voice && !options.video);
    assert_int_equal(options.say_every_s, 10);
    assert_true(PARSE("answer", "--voice"));
    assert_true(PARSE("answer", "--video", "--camera", "synthetic"));
    assert_true(PARSE("call", "Ben", "--text", "--camera", "none", "--mic", "silence"));
    assert_false(PARSE("call", "Ben", "--text", "--voice"));
    assert_non_null(strstr(error, "Only one"));
    assert_false(PARSE("call", "Ben", "--voice", "--camera", "synthetic"));
    assert_non_null(strstr(error, "--camera"));
    assert_false(PARSE("call", "Ben", "--text", "--speaker", "sdl"));
    assert_non_null(strstr(error, "--speaker"));
    assert_false(PARSE("invite", "--text"));
}

static void the_doctor_takes_a_person_or_an_invite(void **state)
{
    (void)state;
    struct options options;
    char error[200];
    assert_false(PARSE("doctor"));
    assert_false(PARSE("doctor", "Ben", "--invite", "-"));
    assert_false(PARSE("doctor", "Ben", "--for", "3"));
    assert_true(PARSE("doctor", "Ben", "--at", "192.0.2.7:4242"));
    assert_true(PARSE("doctor", "--invite", "-"));
    assert_string_equal(options.invite, "-");
}

static void fields_are_given_by_options_of_their_own_kind(void **state)
{
    (void)state;
    struct options options;
    char error[200];
    assert_true(PARSE("goals", "edit", "Ben", "3a", "--title", "Sleep", "--level", "2", "some days",
                      "--why", "", "--title", "Sleep well"));
    assert_int_equal(options.command, COMMAND_GOALS);
    assert_int_equal(options.operand_count, 3);
    assert_int_equal(options.set_count, 4);
    assert_string_equal(options.sets[0].option, "--title");
    assert_null(options.sets[0].number);
    assert_string_equal(options.sets[1].number, "2");
    assert_string_equal(options.sets[1].value, "some days");
    assert_string_equal(options.sets[2].value, "");
    assert_string_equal(options.sets[3].value, "Sleep well");
    assert_false(PARSE("goals", "edit", "Ben", "3a", "--level", "2"));
    assert_non_null(strstr(error, "--level needs a number and a value"));
    assert_false(PARSE("practice", "edit", "Ben", "3a", "--measure", "x"));
    assert_non_null(strstr(error, "--measure does not belong"));
    assert_true(PARSE("goals", "choose", "Ben", "3a", "title", "2"));
    assert_int_equal(options.operand_count, 5);
}

static void a_field_too_many_is_refused(void **state)
{
    (void)state;
    struct options options;
    char error[200];
    const char *arguments[2 + 2 * (OPTIONS_SETS_MAX + 1) + 1] = {"goals", "Ben"};
    for (size_t i = 0; i < OPTIONS_SETS_MAX + 1; i++) {
        arguments[2 + 2 * i] = "--title";
        arguments[3 + 2 * i] = "x";
    }
    assert_false(parse(&options, arguments, error));
    assert_non_null(strstr(error, "--title is one too many"));
    arguments[2 + 2 * OPTIONS_SETS_MAX] = NULL;
    assert_true(parse(&options, arguments, error));
    assert_int_equal(options.set_count, OPTIONS_SETS_MAX);
}

static void what_goes_out_has_a_place_and_a_form(void **state)
{
    (void)state;
    struct options options;
    char error[200];
    assert_true(PARSE("export", "Ben", "-o", "ben.md", "--markdown", "--mine", "--no-comments"));
    assert_string_equal(options.out, "ben.md");
    assert_true(options.markdown && options.mine && options.no_comments);
    assert_true(PARSE("erase", "Ben", "--all", "--yes"));
    assert_true(options.all && options.yes);
    assert_true(PARSE("erase", "--everything", "--yes"));
    assert_true(options.everything && options.yes && options.operand_count == 0);
    assert_true(PARSE("sync"));
    assert_true(PARSE("sync", "Ben", "--for", "5"));
    assert_int_equal(options.seconds, 5);
    assert_false(PARSE("import"));
    assert_false(PARSE("changes"));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(fields_are_given_by_options_of_their_own_kind),
    cmocka_unit_test(a_field_too_many_is_refused),
    cmocka_unit_test(what_goes_out_has_a_place_and_a_form),
    cmocka_unit_test(a_session_is_of_words_of_voice_or_of_both_and_pictures),
    cmocka_unit_test(the_doctor_takes_a_person_or_an_invite),
    cmocka_unit_test(no_words_open_the_window),
    cmocka_unit_test(a_command_may_have_two_words),
    cmocka_unit_test(what_every_command_takes_may_stand_before_it),
    cmocka_unit_test(a_backup_is_of_nobody_and_an_export_of_somebody),
    cmocka_unit_test(a_reflection_is_for_oneself_unless_it_is_with_somebody),
    cmocka_unit_test(a_call_takes_its_options_in_any_order),
    cmocka_unit_test(for_means_a_name_to_invite_and_seconds_to_call),
    cmocka_unit_test(a_helper_takes_a_few_ports_and_addresses),
    cmocka_unit_test(a_passphrase_is_never_on_the_command_line),
    cmocka_unit_test(no_trace_is_left_only_where_nothing_is_to_be_kept),
    cmocka_unit_test(a_letter_is_for_somebody_and_comes_from_the_input_or_the_line),
    cmocka_unit_test(a_helper_link_is_no_argument),
    cmocka_unit_test(durations_have_units),
    cmocka_unit_test(join_takes_a_link_or_a_camera),
    cmocka_unit_test(every_mistake_is_named_with_what_to_do),
    cmocka_unit_test(a_line_too_many_is_refused),
    cmocka_unit_test(help_is_found_everywhere),
    cmocka_unit_test(words_that_could_never_be_sent_are_refused_before_the_call),
};
TEST_GROUP(options, tests)
