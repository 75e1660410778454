#include "papers/measure.h"

#include <ctype.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "memory.h"

#define TEXT_BYTES 2048

static const char pack_text[] =
    "{\"alcove_measure\": 1, \"name\": \"own\", \"version\": 3, \"title\": \"Our own\","
    " \"licence\": \"Made by us, for everybody.\", \"stem\": \"Today:\","
    " \"answers\": [{\"text\": \"no\", \"score\": 1}, {\"text\": \"a bit\", \"score\": 2},"
    " {\"text\": \"yes\", \"score\": 5}],"
    " \"items\": [{\"text\": \"I slept\"}, {\"text\": \"I lay awake\", \"reversed\": true}],"
    " \"ranges\": [{\"from\": 2, \"to\": 5, \"text\": \"low\"}, {\"from\": 8, \"to\": 10,"
    " \"text\": \"high\"}],"
    " \"safety\": {\"item\": 2, \"from\": 5, \"text\": \"Tell somebody.\"}}";

static void open_built_in(const char *name, struct measure *out)
{
    for (size_t i = 0; i < measure_built_in_count(); i++) {
        assert_int_equal(measure_open_built_in(i, &test_memory.memory, out), MEASURE_OK);
        if (strcmp(out->name, name) == 0)
            return;
        measure_close(out);
    }
    fail_msg("%s is not there", name);
}

static void the_items_of_phq_9_are_the_published_ones(void **state)
{
    (void)state;
    static const char *const items[] = {
        "Little interest or pleasure in doing things",
        "Feeling down, depressed, or hopeless",
        "Trouble falling or staying asleep, or sleeping too much",
        "Feeling tired or having little energy",
        "Poor appetite or overeating",
        "Feeling bad about yourself — or that you are a failure or have let yourself or your "
        "family down",
        "Trouble concentrating on things, such as reading the newspaper or watching television",
        "Moving or speaking so slowly that other people could have noticed? Or the opposite — "
        "being so fidgety or restless that you have been moving around a lot more than usual",
        "Thoughts that you would be better off dead or of hurting yourself in some way",
    };
    struct measure measure;
    open_built_in("phq-9", &measure);
    assert_int_equal(measure.item_count, 9);
    for (size_t i = 0; i < 9; i++)
        assert_string_equal(measure.items[i].text, items[i]);
    assert_string_equal(measure.stem, "Over the last 2 weeks, how often have you been bothered by "
                                      "any of the following problems?");
    assert_non_null(strstr(measure.licence, "No permission required to reproduce"));
    measure_close(&measure);
}

static void the_items_of_gad_7_are_the_published_ones(void **state)
{
    (void)state;
    static const char *const items[] = {
        "Feeling nervous, anxious or on edge",
        "Not being able to stop or control worrying",
        "Worrying too much about different things",
        "Trouble relaxing",
        "Being so restless that it is hard to sit still",
        "Becoming easily annoyed or irritable",
        "Feeling afraid as if something awful might happen",
    };
    struct measure measure;
    open_built_in("gad-7", &measure);
    assert_int_equal(measure.item_count, 7);
    for (size_t i = 0; i < 7; i++)
        assert_string_equal(measure.items[i].text, items[i]);
    assert_string_equal(measure.choices[0].text, "Not at all");
    assert_string_equal(measure.choices[1].text, "Several days");
    assert_string_equal(measure.choices[2].text, "More than half the days");
    assert_string_equal(measure.choices[3].text, "Nearly every day");
    measure_close(&measure);
}

static void answers_of_phq_9_are_summed_and_named(void **state)
{
    (void)state;
    static const struct {
        uint8_t answers[9];
        uint16_t score;
        const char *range;
    } rows[] = {
        {{0}, 0, "minimal"},
        {{1, 1, 1, 1, 0, 0, 0, 0, 0}, 4, "minimal"},
        {{1, 1, 1, 1, 1, 0, 0, 0, 0}, 5, "mild"},
        {{3, 3, 3, 1, 0, 0, 0, 0, 0}, 10, "moderate"},
        {{3, 3, 3, 3, 3, 0, 0, 0, 0}, 15, "moderately severe"},
        {{3, 3, 3, 3, 3, 3, 3, 3, 3}, 27, "severe"},
    };
    struct measure measure;
    open_built_in("phq-9", &measure);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint16_t score;
        assert_true(measure_answers_fit(&measure, rows[i].answers, 9));
        assert_true(measure_score(&measure, rows[i].answers, &score));
        assert_int_equal(score, rows[i].score);
        assert_string_equal(measure_range_text(&measure, score), rows[i].range);
    }
    measure_close(&measure);
}

static void the_ninth_item_comes_with_a_safety_text(void **state)
{
    (void)state;
    uint8_t answers[9] = {3, 3, 3, 3, 3, 3, 3, 3, 0};
    struct measure measure;
    open_built_in("phq-9", &measure);
    assert_non_null(measure.safety_text);
    assert_false(measure_needs_safety(&measure, answers));
    answers[8] = MEASURE_UNANSWERED;
    assert_false(measure_needs_safety(&measure, answers));
    answers[8] = 1;
    assert_true(measure_needs_safety(&measure, answers));
    measure_close(&measure);
    open_built_in("gad-7", &measure);
    assert_false(measure_needs_safety(&measure, answers));
    measure_close(&measure);
}

static void a_pack_of_the_persons_own_is_read(void **state)
{
    (void)state;
    static const uint8_t reversed[] = {0, 2};
    uint8_t answers[] = {2, 0};
    uint16_t score;
    struct measure measure;
    assert_int_equal(measure_open(pack_text, strlen(pack_text), &test_memory.memory, &measure),
                     MEASURE_OK);
    assert_string_equal(measure.title, "Our own");
    assert_int_equal(measure.version, 3);
    assert_true(measure_score(&measure, answers, &score));
    assert_int_equal(score, 10);
    assert_true(measure_needs_safety(&measure, answers));
    assert_false(measure_needs_safety(&measure, reversed));
    assert_string_equal(measure_range_text(&measure, 10), "high");
    assert_null(measure_range_text(&measure, 6));
    assert_null(measure_range_text(&measure, 11));
    answers[1] = MEASURE_UNANSWERED;
    assert_true(measure_answers_fit(&measure, answers, 2));
    assert_false(measure_score(&measure, answers, &score));
    answers[1] = 3;
    assert_false(measure_answers_fit(&measure, answers, 2));
    assert_false(measure_answers_fit(&measure, answers, 1));
    measure_close(&measure);
}

/* The pack with its first `old` replaced. */
static enum measure_outcome open_changed(const char *old, const char *new)
{
    char text[TEXT_BYTES];
    struct measure measure;
    const char *at = strstr(pack_text, old);
    assert_non_null(at);
    int size = snprintf(text, sizeof text, "%.*s%s%s", (int)(at - pack_text), pack_text, new,
                        at + strlen(old));
    assert_true(size > 0 && (size_t)size < sizeof text);
    enum measure_outcome outcome = measure_open(text, (size_t)size, &test_memory.memory, &measure);
    if (outcome == MEASURE_OK)
        measure_close(&measure);
    else
        assert_null(measure.held.value);
    return outcome;
}

static void a_pack_beyond_the_bounds_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *old, *new;
        enum measure_outcome outcome;
    } rows[] = {
        {"\"version\": 3", "\"version\": 3", MEASURE_OK},
        {"\"version\": 3", "\"version\": 0", MEASURE_OK},
        {"\"alcove_measure\": 1", "\"alcove_measure\": 2", MEASURE_NEWER},
        {"\"alcove_measure\": 1", "\"alcove_measure\": 0", MEASURE_MALFORMED},
        {"\"alcove_measure\": 1", "\"alcove_measure\": \"1\"", MEASURE_MALFORMED},
        {"\"licence\": \"Made by us, for everybody.\",", "", MEASURE_NO_LICENCE},
        {"Made by us, for everybody.", "", MEASURE_NO_LICENCE},
        {"\"name\": \"own\"", "\"name\": \"Own\"", MEASURE_MALFORMED},
        {"\"name\": \"own\"", "\"name\": \"../own\"", MEASURE_MALFORMED},
        {"\"name\": \"own\"", "\"name\": \"own\", \"run\": \"x\"", MEASURE_MALFORMED},
        {"\"name\": \"own\"", "\"name\": \"own\", \"name\": \"own\"", MEASURE_MALFORMED},
        {"Today:", "To\\nday:", MEASURE_MALFORMED},
        {"Today:", "To\\u0000day:", MEASURE_MALFORMED},
        {"Today:", "To\\u001bday:", MEASURE_MALFORMED},
        {"Today:",
         "To\xff"
         "day:",
         MEASURE_MALFORMED},
        {"\"score\": 5", "\"score\": 101", MEASURE_MALFORMED},
        {"\"score\": 5", "\"score\": -1", MEASURE_MALFORMED},
        {"\"score\": 5", "\"score\": 5.0", MEASURE_MALFORMED},
        {"\"score\": 5", "\"score\": 99999999999999999999", MEASURE_MALFORMED},
        {"\"reversed\": true", "\"reversed\": 1", MEASURE_MALFORMED},
        {"\"from\": 8", "\"from\": 5", MEASURE_MALFORMED},
        {"\"to\": 10", "\"to\": 7", MEASURE_MALFORMED},
        {"\"to\": 10", "\"to\": 70000", MEASURE_MALFORMED},
        {"\"item\": 2", "\"item\": 3", MEASURE_MALFORMED},
        {"\"item\": 2", "\"item\": 0", MEASURE_MALFORMED},
        {"\"items\": [", "\"items\": [], \"safety\": [", MEASURE_MALFORMED},
        {"\"Tell somebody.\"}}", "\"Tell somebody.\"}} {}", MEASURE_MALFORMED},
        {"\"Tell somebody.\"}}", "\"Tell somebody.\"}", MEASURE_MALFORMED},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        enum measure_outcome outcome = open_changed(rows[i].old, rows[i].new);
        if (outcome != rows[i].outcome)
            fail_msg("%s: %d", rows[i].new, outcome);
    }
}

static void a_pack_of_too_many_items_is_refused(void **state)
{
    (void)state;
    for (size_t count = MEASURE_ITEMS_MAX - 2; count <= MEASURE_ITEMS_MAX - 1; count++) {
        char items[MEASURE_ITEMS_MAX * 16 + 32] = "\"items\": [";
        for (size_t i = 0; i < count; i++)
            memcpy(items + strlen(items), "{\"text\":\"x\"},", 14);
        assert_int_equal(open_changed("\"items\": [", items),
                         count + 2 <= MEASURE_ITEMS_MAX ? MEASURE_OK : MEASURE_MALFORMED);
    }
}

static void a_pack_cut_anywhere_is_refused(void **state)
{
    (void)state;
    struct measure measure;
    for (size_t size = 0; size < strlen(pack_text); size++) {
        char *exact = malloc(size + 1);
        assert_non_null(exact);
        memcpy(exact, pack_text, size);
        assert_int_equal(measure_open(exact, size, &test_memory.memory, &measure),
                         MEASURE_MALFORMED);
        free(exact);
    }
}

static void a_pack_is_refused_whole_without_memory(void **state)
{
    (void)state;
    struct measure measure;
    test_memory.fail_at = 1;
    assert_int_equal(measure_open(pack_text, strlen(pack_text), &test_memory.memory, &measure),
                     MEASURE_NO_MEMORY);
    assert_null(measure.held.value);
    test_memory.fail_at = 3;
    assert_int_equal(measure_open(pack_text, strlen(pack_text), &test_memory.memory, &measure),
                     MEASURE_OK);
    assert_int_equal(test_memory.requests, 2);
    measure_close(&measure);
}

/* ---- what may never ship ---- */

/* Whether `word` stands in the text by itself. */
static bool names(const char *text, const char *word)
{
    size_t size = strlen(word);
    for (const char *at = text; (at = strcasestr(at, word)) != NULL; at++) {
        bool begins = at == text || !isalnum((unsigned char)at[-1]);
        if (begins && !isalnum((unsigned char)at[size]))
            return true;
    }
    return false;
}

static int look_into(const char *path, const struct stat *status, int type, struct FTW *place)
{
    static const char *const words[] = {
        "ORS",     "SRS",       "WAI",   "WAI-SR", "Outcome Rating Scale",
        "BDI",     "BDI-II",    "EQ-5D", "HoNOS",  "Session Rating Scale",
        "WEMWBS",  "SWEMWBS",   "WHO-5", "OQ-45",  "Working Alliance Inventory",
        "GBO",     "PSYCHLOPS", "ARM-5", "WSAS",   "Beck Depression Inventory",
        "DASS-21", "CORS"};
    size_t size;
    (void)status;
    (void)place;
    if (type != FTW_F || strstr(path, ".png") != NULL)
        return 0;
    char *text = read_test_file(path, &size);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (names(text, words[i]) || names(path, words[i]))
            fail_msg("%s: %s may not be passed on", path, words[i]);
    }
    free(text);
    return 0;
}

static void instruments_that_may_not_be_passed_on_are_not_here(void **state)
{
    (void)state;
    assert_true(names("the ors.", "ORS") && !names("doors", "ORS") && !names("orsine", "ORS"));
    assert_int_equal(nftw("assets", look_into, 8, FTW_PHYS), 0);
    assert_int_equal(measure_built_in_count(), 2);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(the_items_of_phq_9_are_the_published_ones, test_memory_begin,
                                    test_memory_end),
    cmocka_unit_test_setup_teardown(the_items_of_gad_7_are_the_published_ones, test_memory_begin,
                                    test_memory_end),
    cmocka_unit_test_setup_teardown(answers_of_phq_9_are_summed_and_named, test_memory_begin,
                                    test_memory_end),
    cmocka_unit_test_setup_teardown(the_ninth_item_comes_with_a_safety_text, test_memory_begin,
                                    test_memory_end),
    cmocka_unit_test_setup_teardown(a_pack_of_the_persons_own_is_read, test_memory_begin,
                                    test_memory_end),
    cmocka_unit_test_setup_teardown(a_pack_beyond_the_bounds_is_refused, test_memory_begin,
                                    test_memory_end),
    cmocka_unit_test_setup_teardown(a_pack_of_too_many_items_is_refused, test_memory_begin,
                                    test_memory_end),
    cmocka_unit_test_setup_teardown(a_pack_cut_anywhere_is_refused, test_memory_begin,
                                    test_memory_end),
    cmocka_unit_test_setup_teardown(a_pack_is_refused_whole_without_memory, test_memory_begin,
                                    test_memory_end),
    cmocka_unit_test_setup_teardown(instruments_that_may_not_be_passed_on_are_not_here,
                                    test_memory_begin, test_memory_end),
};

TEST_GROUP(measure, tests)
