#include "papers/export.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness.h"
#include "page.h"
#include "story.h"

static const struct export_ics_choice plain = {false, 18 * 60, 50, 0, false};
static const struct export_ics_choice titled = {true, 18 * 60, 50, 0, false};

static enum export_outcome export_ics_plain(const struct paper *paper, struct paper_sink *sink)
{
    return export_ics(paper, &plain, sink);
}

static enum export_outcome export_ics_titled(const struct paper *paper, struct paper_sink *sink)
{
    return export_ics(paper, &titled, sink);
}

/* The files of a Markdown export behind each other, each with its name above. */
static bool begin_file(void *context, const char *name)
{
    struct paper_sink *sink = context;
    paper_print(sink, "==== %s\n", name);
    return !sink->failed;
}

static enum export_outcome export_markdown_joined(const struct paper *paper,
                                                  struct paper_sink *sink)
{
    struct paper_sink names = *sink;
    struct export_files files = {begin_file, &names, *sink};
    return export_markdown(paper, &files);
}

static const struct format {
    const char *golden;
    enum export_outcome (*write)(const struct paper *paper, struct paper_sink *sink);
} formats[] = {
    {"story.json", export_json},
    {"story.md", export_markdown_joined},
    {"story.csv", export_csv},
    {"story.ics", export_ics_plain},
    {"story_titled.ics", export_ics_titled},
    {NULL, export_pdf},
};
#define FORMATS (sizeof formats / sizeof formats[0])

static void write_page(const struct format *format, const struct paper *paper, struct page *page)
{
    struct paper_sink sink = page_sink(page);
    assert_int_equal(format->write(paper, &sink), EXPORT_OK);
    assert_false(sink.failed);
}

static void write_golden(const char *path, const struct page *page)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(page->bytes, 1, page->size, file), page->size);
    assert_int_equal(fclose(file), 0);
}

/* After a change that is meant: ALCOVE_GOLDEN=write zig build test-papers -- export, and read what
 * became different. */
static void every_format_is_as_it_was(void **state)
{
    (void)state;
    struct story story;
    story_begin(&story);
    for (size_t i = 0; i < FORMATS; i++) {
        struct page page = {0};
        char path[128];
        size_t size;
        if (formats[i].golden == NULL)
            continue;
        write_page(&formats[i], &story.paper, &page);
        snprintf(path, sizeof path, "tests/golden/papers/%s", formats[i].golden);
        if (getenv("ALCOVE_GOLDEN") != NULL)
            write_golden(path, &page);
        char *golden = read_test_file(path, &size);
        assert_string_equal(page.bytes, golden);
        assert_int_equal(page.size, size);
        free(golden);
        page_free(&page);
    }
    story_end(&story);
}

static void the_same_space_makes_the_same_bytes(void **state)
{
    (void)state;
    struct story story;
    story_begin(&story);
    for (size_t i = 0; i < FORMATS; i++) {
        struct page one = {0};
        struct page two = {0};
        write_page(&formats[i], &story.paper, &one);
        write_page(&formats[i], &story.paper, &two);
        assert_int_equal(one.size, two.size);
        assert_memory_equal(one.bytes, two.bytes, one.size);
        page_free(&one);
        page_free(&two);
    }
    story_end(&story);
}

static void what_others_wrote_is_left_out_if_wanted(void **state)
{
    (void)state;
    static const char *const of_ben[] = {"windy",      "at first", "It helped",
                                         "Donnerstag", "Yes!",     "gad-7"};
    struct story story;
    story_begin(&story);
    story.paper.only_mine = true;
    for (size_t i = 0; i < FORMATS; i++) {
        struct page page = {0};
        if (formats[i].golden == NULL)
            continue;
        write_page(&formats[i], &story.paper, &page);
        for (size_t k = 0; k < sizeof of_ben / sizeof of_ben[0]; k++) {
            if (strstr(page.bytes, of_ben[k]) != NULL)
                fail_msg("%s: %s is there", formats[i].golden, of_ben[k]);
        }
        page_free(&page);
    }
    struct page page = {0};
    write_page(&formats[0], &story.paper, &page);
    assert_non_null(strstr(page.bytes, "\"only_mine\": true"));
    assert_non_null(strstr(page.bytes, "Begin small."));
    page_free(&page);
    story_end(&story);
}

static void comments_are_left_out_if_wanted(void **state)
{
    (void)state;
    struct story story;
    story_begin(&story);
    story.paper.without_comments = true;
    for (size_t i = 0; i < 2; i++) {
        struct page page = {0};
        write_page(&formats[i], &story.paper, &page);
        assert_null(strstr(page.bytes, "at first"));
        assert_non_null(strstr(page.bytes, "It helped"));
        page_free(&page);
    }
    story_end(&story);
}

/* Each writes as much as one may, of one paragraph, and neither knows of the other's. */
static void a_note_that_two_filled_at_once_is_written_whole(void **state)
{
    (void)state;
    static char words[40000];
    struct story story;
    story_begin(&story);
    memset(words, 'o', sizeof words - 1);
    const struct value text = value_text(words);
    assert_int_equal(space_note_insert(story.dana, story.goal, GOAL_NOTES, 0, text), SPACE_WRITTEN);
    assert_int_equal(space_note_insert(story.ben, story.goal, GOAL_NOTES, 0, text), SPACE_WRITTEN);
    story_meet(&story, STORY_MINUTE + 2200);
    assert_true(text_size(space_note(story.dana, story.goal, GOAL_NOTES), true) >
                SCHEMA_NOTE_BYTES_MAX);
    for (size_t i = 0; i < FORMATS; i++) {
        struct page page = {0};
        write_page(&formats[i], &story.paper, &page);
        page_free(&page);
    }
    story_end(&story);
}

static void a_full_disk_is_said(void **state)
{
    (void)state;
    struct story story;
    story_begin(&story);
    for (size_t i = 0; i < FORMATS; i++) {
        struct page whole = {0};
        write_page(&formats[i], &story.paper, &whole);
        for (size_t part = 1; part <= 4; part++) {
            struct page page = {.refuse_at = whole.size * part / 4};
            struct paper_sink sink = page_sink(&page);
            assert_int_equal(formats[i].write(&story.paper, &sink), EXPORT_NOT_WRITTEN);
            page_free(&page);
        }
        page_free(&whole);
    }
    story_end(&story);
}

static void without_memory_nothing_is_lost(void **state)
{
    (void)state;
    struct story story;
    story_begin(&story);
    for (size_t i = 0; i < FORMATS; i++) {
        enum export_outcome outcome = EXPORT_NO_MEMORY;
        /* A PDF asks where Markdown does, and is slow. */
        size_t step = formats[i].write == export_pdf ? 7 : 1;
        for (size_t n = 1; outcome != EXPORT_OK; n += step) {
            struct page page = {0};
            struct paper_sink sink = page_sink(&page);
            story.memory.requests = 0;
            story.memory.fail_at = n;
            outcome = formats[i].write(&story.paper, &sink);
            assert_true(outcome == EXPORT_OK || outcome == EXPORT_NO_MEMORY);
            page_free(&page);
            assert_true(n < 1000);
        }
        story.memory.fail_at = 0;
    }
    story_end(&story);
}

/* What a table program does with a cell is its own affair; ours begin with nothing it acts on. */
static void no_cell_is_a_formula(void **state)
{
    (void)state;
    static const char *const starts[] = {"=1", "+1", "-1", "@x", "\tx"};
    struct story story;
    story_begin(&story);
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        struct page page = {0};
        char cell[16];
        struct value note = value_text(starts[i]);
        assert_int_equal(space_set(story.ben, story.check_in, CHECK_IN_NOTE, &note), SPACE_WRITTEN);
        story_meet(&story, STORY_MINUTE + 2200);
        write_page(&formats[2], &story.paper, &page);
        snprintf(cell, sizeof cell, ",\"'%s\",", starts[i]);
        assert_non_null(strstr(page.bytes, cell));
        page_free(&page);
    }
    story_end(&story);
}

static void no_line_of_a_calendar_is_too_long(void **state)
{
    (void)state;
    struct story story;
    struct page page = {0};
    story_begin(&story);
    write_page(&formats[4], &story.paper, &page);
    for (const char *line = page.bytes; *line != '\0';) {
        const char *end = strstr(line, "\r\n");
        assert_non_null(end);
        assert_true(end - line <= 75);
        /* No letter is cut. */
        assert_true(((unsigned char)end[2] & 0xc0) != 0x80);
        line = end + 2;
    }
    page_free(&page);
    story_end(&story);
}

static void a_calendar_says_nothing_unless_wanted(void **state)
{
    (void)state;
    struct story story;
    struct page page = {0};
    story_begin(&story);
    write_page(&formats[3], &story.paper, &page);
    assert_null(strstr(page.bytes, "Walk"));
    assert_null(strstr(page.bytes, "Second"));
    assert_null(strstr(page.bytes, "Ben"));
    assert_non_null(strstr(page.bytes, "SUMMARY:practice\r\n"));
    page_free(&page);
    story_end(&story);
}

/* ---- PDF ---- */

/* What pdftotext reads, or pdfinfo of the structure; the caller frees it. */
static char *ask_about(const struct page *page, const char *command, const char *after)
{
    char *folder = fresh_folder();
    char path[256];
    char line[512];
    char *answer = calloc(1, 1 << 16);
    assert_non_null(answer);
    snprintf(path, sizeof path, "%s/story.pdf", folder);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(page->bytes, 1, page->size, file), page->size);
    fclose(file);
    snprintf(line, sizeof line, "%s %s %s", command, path, after);
    FILE *pipe = popen(line, "r");
    assert_non_null(pipe);
    assert_true(fread(answer, 1, (1 << 16) - 1, pipe) > 0);
    assert_int_equal(pclose(pipe), 0);
    remove_folder(folder);
    return answer;
}

static void a_pdf_can_be_read_again(void **state)
{
    (void)state;
    static const char *const words[] = {
        "Our work",         "What this is",
        "Who wrote it",     "Dana, therapist",
        "Walk daily",       "Begin small.",
        "Walk, 20 minutes", "But fine",
        "Bis Donnerstag",   "Grüße, καλά",
        "Could be shorter", "Written by Dana and Ben.",
        "It helped.",       "5 of 10 (Ben, 2 May 2026); also: 6 of 10 (Dana, 2 May 2026)"};
    struct story story;
    struct page page = {0};
    story_begin(&story);
    write_page(&formats[5], &story.paper, &page);
    char *text = ask_about(&page, "pdftotext -layout", "-");
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcasestr(text, words[i]) == NULL)
            fail_msg("%s is not in: %s", words[i], text);
    }
    free(text);
    page_free(&page);
    story_end(&story);
}

static void a_screen_reader_finds_the_headings_of_a_pdf(void **state)
{
    (void)state;
    struct story story;
    struct page page = {0};
    story_begin(&story);
    write_page(&formats[5], &story.paper, &page);
    char *structure = ask_about(&page, "pdfinfo -struct", "");
    assert_non_null(strstr(structure, "H1"));
    assert_non_null(strstr(structure, "H2"));
    assert_non_null(strstr(structure, "H3"));
    assert_non_null(strstr(structure, "Link"));
    free(structure);
    char *facts = ask_about(&page, "pdfinfo", "");
    assert_non_null(strstr(facts, "Tagged:          yes"));
    assert_non_null(strstr(facts, "A4"));
    free(facts);
    page_free(&page);
    story_end(&story);
}

static void a_long_note_goes_over_pages(void **state)
{
    (void)state;
    static char note[12001];
    struct story story;
    struct page page = {0};
    story_begin(&story);
    for (size_t i = 0; i + 10 < sizeof note; i += 10)
        memcpy(note + i, i % 3000 == 2990 ? "lastword.\n" : "some word ", 10);
    assert_int_equal(space_note_replace(story.dana, story.goal, GOAL_NOTES, value_text(note)),
                     SPACE_WRITTEN);
    write_page(&formats[5], &story.paper, &page);
    char *facts = ask_about(&page, "pdfinfo", "");
    const char *pages = strstr(facts, "Pages:");
    assert_non_null(pages);
    assert_true(strtol(pages + 6, NULL, 10) >= 9);
    free(facts);
    char *text = ask_about(&page, "pdftotext", "-");
    size_t words = 0;
    for (const char *at = text; (at = strstr(at, "lastword.")) != NULL; at++)
        words++;
    assert_int_equal(words, 4);
    free(text);
    page_free(&page);
    story_end(&story);
}

/* Longer than words have room for, without a place to break, and of letters of two bytes. */
static void a_line_of_any_length_is_written_whole(void **state)
{
    (void)state;
    static char note[SCHEMA_NOTE_BYTES_MAX + 1];
    struct story story;
    struct page page = {0};
    size_t letters = 0;
    story_begin(&story);
    note[0] = 'x';
    for (size_t i = 1; i + 2 < sizeof note; i += 2)
        memcpy(note + i, "ü", 2);
    assert_int_equal(space_note_replace(story.dana, story.goal, GOAL_NOTES, value_text(note)),
                     SPACE_WRITTEN);
    write_page(&formats[1], &story.paper, &page);
    for (const char *at = page.bytes; (at = strstr(at, "ü")) != NULL; at += 2)
        letters++;
    assert_int_equal(letters, (sizeof note - 2) / 2 + 1); /* one is in the letter */
    page_free(&page);
    story_end(&story);
}

/* The hour that both agreed on is there once, also where a session names it, too. */
static void the_next_hour_is_in_the_calendar(void **state)
{
    (void)state;
    struct story story;
    struct page page = {0};
    story_begin(&story);
    const struct export_ics_choice next = {false, 0, 45, STORY_MINUTE + 12060, true};
    struct paper_sink sink = page_sink(&page);
    assert_int_equal(export_ics(&story.paper, &next, &sink), EXPORT_OK);
    assert_non_null(strstr(page.bytes, "DTSTART:20260509T183000Z\r\nDURATION:PT45M\r\n"));
    assert_non_null(strstr(page.bytes, "DTSTART:20260509T173000Z\r\n"));
    assert_null(strstr(page.bytes, "practice"));
    page_free(&page);
    const struct export_ics_choice same = {false, 0, 45, STORY_MINUTE + 12000, true};
    sink = page_sink(&page);
    assert_int_equal(export_ics(&story.paper, &same, &sink), EXPORT_OK);
    const char *first = strstr(page.bytes, "DTSTART:20260509T173000Z");
    assert_non_null(first);
    assert_null(strstr(first + 1, "DTSTART"));
    page_free(&page);
    story_end(&story);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_format_is_as_it_was),
    cmocka_unit_test(the_same_space_makes_the_same_bytes),
    cmocka_unit_test(what_others_wrote_is_left_out_if_wanted),
    cmocka_unit_test(comments_are_left_out_if_wanted),
    cmocka_unit_test(a_note_that_two_filled_at_once_is_written_whole),
    cmocka_unit_test(a_full_disk_is_said),
    cmocka_unit_test(without_memory_nothing_is_lost),
    cmocka_unit_test(no_cell_is_a_formula),
    cmocka_unit_test(no_line_of_a_calendar_is_too_long),
    cmocka_unit_test(a_calendar_says_nothing_unless_wanted),
    cmocka_unit_test(a_pdf_can_be_read_again),
    cmocka_unit_test(a_screen_reader_finds_the_headings_of_a_pdf),
    cmocka_unit_test(a_long_note_goes_over_pages),
    cmocka_unit_test(a_line_of_any_length_is_written_whole),
    cmocka_unit_test(the_next_hour_is_in_the_calendar),
};

TEST_GROUP(export, tests)
