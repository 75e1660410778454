#include "papers/import.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "page.h"
#include "papers/export.h"
#include "story.h"

static struct paper paper_of(const struct story *story, const struct space *space)
{
    struct paper paper = story->paper;
    paper.space = space;
    return paper;
}

static void write_json(const struct story *story, const struct space *space, struct page *page)
{
    struct paper paper = paper_of(story, space);
    struct paper_sink sink = page_sink(page);
    assert_int_equal(export_json(&paper, &sink), EXPORT_OK);
}

static enum import_outcome read_text(struct story *story, struct space *space, const char *text,
                                     size_t size, struct import_report *report)
{
    const struct paper paper = paper_of(story, space);
    const struct import_request request = {.bytes = text, .size = size, .paper = &paper};
    return import_json(space, &request, report);
}

static void publish(struct space *space)
{
    const struct space_publication publication = {.minute = STORY_MINUTE + 4000};
    while (space_has_draft(space)) {
        const uint8_t *bytes;
        size_t size;
        assert_int_equal(space_publish(space, &publication, &bytes, &size), SPACE_WRITTEN);
    }
}

/* A space into which the page was read. */
static struct space *read_anew(struct story *story, const struct page *page, uint8_t id)
{
    struct import_report report;
    struct space *space = story_empty_space(story, id);
    assert_int_equal(read_text(story, space, page->bytes, page->size, &report), IMPORT_OK);
    assert_int_equal(report.refused, 0);
    publish(space);
    return space;
}

/* What is behind the head, which tells one space from another. */
static const char *contents(const struct page *page)
{
    const char *at = strstr(page->bytes, "\n\"objects\":");
    assert_non_null(at);
    return at;
}

static void what_was_read_is_written_again_alike(void **state)
{
    (void)state;
    struct story story;
    struct page original = {0};
    struct page first = {0};
    struct page second = {0};
    story_begin(&story);
    write_json(&story, story.dana, &original);
    struct space *one = read_anew(&story, &original, 1);
    write_json(&story, one, &first);
    struct space *two = read_anew(&story, &first, 2);
    write_json(&story, two, &second);
    assert_string_equal(contents(&first), contents(&second));
    for (unsigned kind = 0; kind < KIND_COUNT; kind++)
        assert_int_equal(space_count(one, (enum object_kind)kind),
                         kind == KIND_SIGNATURE ? 0
                                                : space_count(story.dana, (enum object_kind)kind));
    space_free(one);
    space_free(two);
    page_free(&original);
    page_free(&first);
    page_free(&second);
    story_end(&story);
}

static void what_people_read_is_the_same_after_a_journey(void **state)
{
    (void)state;
    struct story story;
    struct page json = {0};
    struct page before = {0};
    struct page after = {0};
    story_begin(&story);
    write_json(&story, story.dana, &json);
    struct space *space = read_anew(&story, &json, 1);
    struct paper_sink one = page_sink(&before);
    assert_int_equal(export_csv(&story.paper, &one), EXPORT_OK);
    struct paper paper = paper_of(&story, space);
    paper.names[0] = "Ben";
    struct paper_sink two = page_sink(&after);
    assert_int_equal(export_csv(&paper, &two), EXPORT_OK);
    assert_string_equal(before.bytes, after.bytes);
    space_free(space);
    page_free(&json);
    page_free(&before);
    page_free(&after);
    story_end(&story);
}

static void a_report_says_what_came_of_it(void **state)
{
    (void)state;
    struct story story;
    struct page page = {0};
    struct import_report report;
    struct paper_words words;
    story_begin(&story);
    write_json(&story, story.dana, &page);
    struct space *space = story_empty_space(&story, 1);
    assert_int_equal(read_text(&story, space, page.bytes, page.size, &report), IMPORT_OK);
    assert_int_equal(report.added, 18);
    assert_int_equal(report.taken, 10);
    assert_int_equal(report.left_out, 1);
    assert_int_equal(report.changed, 1); /* the title of what is shared */
    import_report_words(&report, &words);
    assert_non_null(strstr(words.bytes, "18 things were added. "));
    assert_int_equal(report.unsigned_here, 4);
    assert_non_null(strstr(words.bytes, "4 signatures were left out: they hold where"));
    /* It is a draft: nothing is done yet. */
    space_discard(space);
    assert_int_equal(space_count(space, KIND_GOAL), 0);
    space_free(space);
    page_free(&page);
    story_end(&story);
}

static void the_same_space_changes_only_where_it_differs(void **state)
{
    (void)state;
    struct story story;
    struct page page = {0};
    struct page lines = {0};
    struct import_report report;
    struct paper_words words;
    story_begin(&story);
    write_json(&story, story.dana, &page);
    assert_int_equal(read_text(&story, story.dana, page.bytes, page.size, &report), IMPORT_OK);
    assert_false(space_has_draft(story.dana));
    assert_int_equal(report.kept, 22);
    assert_true(report.added == 0 && report.changed == 0 && report.refused == 0);
    assert_int_equal(report.left_out, 0);
    struct value title = value_text("Walk twice");
    struct value note = value_text("another note of his");
    assert_int_equal(space_set(story.dana, story.goal, GOAL_TITLE, &title), SPACE_WRITTEN);
    assert_int_equal(space_note_replace(story.dana, story.goal, GOAL_NOTES, value_text("Gone.")),
                     SPACE_WRITTEN);
    assert_int_equal(space_set(story.ben, story.check_in, CHECK_IN_NOTE, &note), SPACE_WRITTEN);
    assert_int_equal(space_erase(story.dana, story.session), SPACE_WRITTEN);
    story_meet(&story, STORY_MINUTE + 4000);
    struct paper_sink sink = page_sink(&lines);
    const struct import_request request = {page.bytes, page.size, &story.paper, &sink};
    assert_int_equal(import_json(story.dana, &request, &report), IMPORT_OK);
    assert_int_equal(report.changed, 2);
    assert_int_equal(report.erased, 1);
    assert_int_equal(report.added, 0);
    assert_true(report.refused >= 1);
    assert_string_equal(lines.bytes, "You renamed \"Walk twice\" to \"Walk daily\".\n"
                                     "You wrote in the notes of \"Walk daily\".\n");
    import_report_words(&report, &words);
    assert_non_null(strstr(words.bytes, "2 lines here were changed. 21 things were here already. "
                                        "1 was erased here and stays so."));
    assert_true(space_is_erased(story.dana, story.session));
    page_free(&page);
    page_free(&lines);
    story_end(&story);
}

static void a_part_can_be_brought_back(void **state)
{
    (void)state;
    struct story story;
    struct page page = {0};
    struct import_report report;
    story_begin(&story);
    story.paper.only_mine = true;
    write_json(&story, story.dana, &page);
    assert_int_equal(read_text(&story, story.dana, page.bytes, page.size, &report), IMPORT_OK);
    assert_int_equal(report.added, 0);
    page_free(&page);
    story_end(&story);
}

/* ---- hostile files ---- */

#define HEAD                                                                                       \
    "{\"alcove_space\": 1, \"head\": {\"space\": \"01000000000000000000000000000000\","            \
    " \"member\": 0, \"members\": [null], \"member_of_device\": [0]}, \"objects\": ["
#define SPACE "{\"id\": \"0-0\", \"kind\": \"space\", \"fields\": {}}"
#define GOAL(id, fields)                                                                           \
    ", {\"id\": \"" id "\", \"kind\": \"goal\", \"device\": 0, \"fields\": {" fields "}}"

static void a_hostile_file_changes_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum import_outcome outcome;
    } rows[] = {
        {HEAD SPACE "]}", IMPORT_OK},
        {HEAD SPACE GOAL("0-1", "\"title\": [{\"value\": \"x\"}]") "]}", IMPORT_OK},
        {"", IMPORT_NOT_ONE},
        {"[]", IMPORT_NOT_ONE},
        {"{\"alcove_space\": 0}", IMPORT_NOT_ONE},
        {"{\"alcove_space\": 2, \"what\": 1}", IMPORT_NEWER},
        {"{\"alcove_space\": 1}", IMPORT_MALFORMED},
        {HEAD "]}", IMPORT_MALFORMED},
        {HEAD SPACE, IMPORT_MALFORMED},
        {HEAD SPACE "]", IMPORT_MALFORMED},
        {HEAD SPACE "]} x", IMPORT_MALFORMED},
        {HEAD SPACE ", " SPACE "]}", IMPORT_MALFORMED},
        {HEAD SPACE ",]}", IMPORT_MALFORMED},
        {HEAD SPACE GOAL("0-1", "") GOAL("0-1", "") "]}", IMPORT_MALFORMED},
        {HEAD SPACE GOAL("1-1", "") "]}", IMPORT_MALFORMED},
        {HEAD SPACE GOAL("0-0", "") "]}", IMPORT_MALFORMED},
        {HEAD SPACE GOAL("0-01", "") "]}", IMPORT_MALFORMED},
        {HEAD SPACE GOAL("0-4294967296", "") "]}", IMPORT_MALFORMED},
        {HEAD SPACE GOAL("0-1x", "") "]}", IMPORT_MALFORMED},
        {HEAD SPACE GOAL("-1", "") "]}", IMPORT_MALFORMED},
        {HEAD SPACE GOAL("0", "") "]}", IMPORT_MALFORMED},
        {HEAD SPACE GOAL("0-1", "\"titel\": [{\"value\": \"x\"}]") "]}", IMPORT_MALFORMED},
        {HEAD SPACE GOAL("0-1", "\"title\": []") "]}", IMPORT_MALFORMED},
        {HEAD SPACE GOAL("0-1", "\"title\": \"x\"") "]}", IMPORT_MALFORMED},
        {HEAD SPACE GOAL("0-1", "\"title\": [{}]") "]}", IMPORT_MALFORMED},
        {HEAD SPACE GOAL("0-1", "\"title\": [{\"value\": 7}]") "]}", IMPORT_MALFORMED},
        {HEAD SPACE GOAL("0-1", "\"title\": [{\"value\": true}]") "]}", IMPORT_MALFORMED},
        {HEAD SPACE GOAL("0-1", "\"title\": [{\"value\": \"a\\nb\"}]") "]}", IMPORT_MALFORMED},
        {HEAD SPACE GOAL("0-1", "\"status\": [{\"value\": 4}]") "]}", IMPORT_MALFORMED},
        {HEAD SPACE GOAL("0-1", "\"status\": [{\"value\": -1}]") "]}", IMPORT_MALFORMED},
        {HEAD SPACE GOAL("0-1", "\"order\": [{\"value\": {\"bytes\": \"0\"}}]") "]}",
         IMPORT_MALFORMED},
        {HEAD SPACE GOAL("0-1", "\"order\": [{\"value\": {\"bytes\": \"00\"}}]") "]}",
         IMPORT_MALFORMED},
        {HEAD SPACE GOAL("0-1", "\"order\": [{\"value\": {\"bytes\": \"40zz\"}}]") "]}",
         IMPORT_MALFORMED},
        {HEAD SPACE GOAL("0-1", "\"notes\": {\"text\": \"a\\u0007\"}") "]}", IMPORT_MALFORMED},
        {HEAD SPACE GOAL("0-1", "\"notes\": [{\"value\": \"x\"}]") "]}", IMPORT_MALFORMED},
        {HEAD "{\"id\": \"0-0\", \"kind\": \"goal\", \"fields\": {}}]}", IMPORT_MALFORMED},
        {HEAD SPACE ", {\"id\": \"0-1\", \"kind\": \"gaol\", \"device\": 0, \"fields\": {}}]}",
         IMPORT_MALFORMED},
        {HEAD SPACE ", {\"id\": \"0-1\", \"kind\": \"goal\", \"device\": 1, \"fields\": {}}]}",
         IMPORT_MALFORMED},
        {HEAD SPACE ", {\"id\": \"0-1\", \"kind\": \"goal\", \"device\": 0}]}", IMPORT_MALFORMED},
    };
    struct story story;
    story_begin(&story);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct import_report report;
        struct space *space = story_empty_space(&story, 9);
        enum import_outcome outcome =
            read_text(&story, space, rows[i].text, strlen(rows[i].text), &report);
        if (outcome != rows[i].outcome)
            fail_msg("%s: %d", rows[i].text, outcome);
        if (outcome != IMPORT_OK)
            assert_false(space_has_draft(space));
        assert_true((report.line > 0) == (outcome == IMPORT_MALFORMED) || report.line == 0);
        assert_true(strlen(import_outcome_text(outcome)) > 10);
        space_free(space);
    }
    story_end(&story);
}

static void a_head_beyond_the_bounds_is_refused(void **state)
{
    (void)state;
    static const char *const heads[] = {
        "{}",
        "{\"space\": \"01\", \"member\": 0, \"members\": [null], \"member_of_device\": [0]}",
        "{\"space\": \"01000000000000000000000000000000\", \"member\": 1, \"members\": [null],"
        " \"member_of_device\": [0]}",
        "{\"space\": \"01000000000000000000000000000000\", \"member\": 0, \"members\": [null],"
        " \"member_of_device\": [1]}",
        "{\"space\": \"01000000000000000000000000000000\", \"member\": 0, \"members\": [null],"
        " \"member_of_device\": []}",
        "{\"space\": \"01000000000000000000000000000000\", \"member\": 0, \"members\": [null],"
        " \"member_of_device\": [0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]}",
        "{\"space\": \"01000000000000000000000000000000\", \"member\": 0,"
        " \"members\": [1,2,3,4,5,6,7], \"member_of_device\": [0]}",
        "[[[[[[[[[]]]]]]]]]",
    };
    struct story story;
    story_begin(&story);
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        char text[600];
        struct import_report report;
        struct space *space = story_empty_space(&story, 9);
        int size =
            snprintf(text, sizeof text,
                     "{\"alcove_space\": 1,\n\"head\": %s, \"objects\": [" SPACE "]}", heads[i]);
        assert_int_equal(read_text(&story, space, text, (size_t)size, &report), IMPORT_MALFORMED);
        assert_int_equal(report.line, 2);
        space_free(space);
    }
    story_end(&story);
}

static void a_file_cut_anywhere_changes_nothing(void **state)
{
    (void)state;
    struct story story;
    struct page page = {0};
    struct import_report report;
    story_begin(&story);
    write_json(&story, story.dana, &page);
    struct space *space = story_empty_space(&story, 1);
    for (size_t size = 0; size + 1 < page.size; size += 7) {
        assert_int_not_equal(read_text(&story, space, page.bytes, size, &report), IMPORT_OK);
        assert_false(space_has_draft(space));
    }
    space_free(space);
    page_free(&page);
    story_end(&story);
}

static void without_memory_the_draft_can_be_discarded(void **state)
{
    (void)state;
    struct story story;
    struct page page = {0};
    enum import_outcome outcome = IMPORT_NO_MEMORY;
    story_begin(&story);
    write_json(&story, story.dana, &page);
    for (size_t n = 1; outcome != IMPORT_OK; n++) {
        struct import_report report;
        struct space *space = story_empty_space(&story, 1);
        story.memory.requests = 0;
        story.memory.fail_at = n;
        outcome = read_text(&story, space, page.bytes, page.size, &report);
        story.memory.fail_at = 0;
        assert_true(outcome == IMPORT_OK || outcome == IMPORT_NO_MEMORY);
        space_discard(space);
        space_free(space);
        assert_true(n < 5000);
    }
    page_free(&page);
    story_end(&story);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_was_read_is_written_again_alike),
    cmocka_unit_test(what_people_read_is_the_same_after_a_journey),
    cmocka_unit_test(a_report_says_what_came_of_it),
    cmocka_unit_test(the_same_space_changes_only_where_it_differs),
    cmocka_unit_test(a_part_can_be_brought_back),
    cmocka_unit_test(a_hostile_file_changes_nothing),
    cmocka_unit_test(a_head_beyond_the_bounds_is_refused),
    cmocka_unit_test(a_file_cut_anywhere_changes_nothing),
    cmocka_unit_test(without_memory_the_draft_can_be_discarded),
};

TEST_GROUP(import, tests)
