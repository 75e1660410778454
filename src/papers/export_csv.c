#include <string.h>

#include "papers/civil.h"
#include "papers/export.h"
#include "papers/wording.h"

static const struct {
    const char *title;
    uint8_t field;
} columns[] = {
    {"done", CHECK_IN_DONE},           {"how well it went", CHECK_IN_HOW_WELL},
    {"mastery", CHECK_IN_MASTERY},     {"pleasure", CHECK_IN_PLEASURE},
    {"predicted", CHECK_IN_PREDICTED}, {"mood", CHECK_IN_MOOD},
};

/* A table program takes a cell that begins so for a formula, which can do things. */
static bool looks_like_formula(const char *text)
{
    return text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL;
}

static void put_cell(struct paper_sink *sink, const struct paper_words *words)
{
    const char *text = words->bytes;
    paper_put_text(sink, looks_like_formula(text) ? "\"'" : "\"");
    for (const char *quote; (quote = strchr(text, '"')) != NULL; text = quote + 1) {
        paper_put(sink, text, (size_t)(quote - text));
        paper_put_text(sink, "\"\"");
    }
    paper_put_text(sink, text);
    paper_put_text(sink, "\"");
}

static void put_text_field(struct paper_sink *sink, const struct paper *paper,
                           struct object_id object, uint8_t field)
{
    struct paper_words words;
    struct space_value value;
    words_clear(&words);
    if (paper_value(paper, object, field, &value))
        words_add_text(&words, value.value.bytes, value.value.size);
    put_cell(sink, &words);
}

static void put_practice(struct paper_sink *sink, const struct paper *paper,
                         struct object_id check_in)
{
    struct paper_words words;
    struct space_value value;
    words_clear(&words);
    if (!paper_value(paper, check_in, CHECK_IN_PRACTICE, &value))
        put_cell(sink, &words);
    else if (paper_shows(paper, value.value.object))
        put_text_field(sink, paper, value.value.object, PRACTICE_TEXT);
    else
        paper_put_text(sink, "\"a practice\"");
}

static void put_row(struct paper_sink *sink, const struct paper *paper, struct object_id check_in)
{
    struct paper_words words;
    struct space_value value;
    char day[CIVIL_TEXT_BYTES];
    uint8_t device = space_author(paper->space, check_in);
    if (paper_value(paper, check_in, CHECK_IN_DAY, &value))
        paper_put_text(sink, civil_print_iso((uint32_t)value.value.number, day));
    paper_put_text(sink, ",");
    put_practice(sink, paper, check_in);
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        paper_put_text(sink, ",");
        if (!paper_value(paper, check_in, columns[i].field, &value))
            continue;
        words_clear(&words);
        if (columns[i].field == CHECK_IN_DONE)
            wording_add_value(&words, paper, KIND_CHECK_IN, CHECK_IN_DONE, &value.value);
        else
            words_print(&words, "%u", (unsigned)value.value.number);
        paper_put_text(sink, words.bytes);
    }
    paper_put_text(sink, ",");
    put_text_field(sink, paper, check_in, CHECK_IN_NOTE);
    paper_put_text(sink, ",");
    words_clear(&words);
    words_add(&words, paper_name(paper, space_config(paper->space)->member_of[device]));
    put_cell(sink, &words);
    paper_put_text(sink, "\r\n");
}

enum export_outcome export_csv(const struct paper *paper, struct paper_sink *sink)
{
    struct paper_list list;
    if (!paper_list_open(paper, KIND_CHECK_IN, &list))
        return EXPORT_NO_MEMORY;
    paper_put_text(sink, "day,practice");
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        paper_print(sink, ",%s", columns[i].title);
    paper_put_text(sink, ",note,author\r\n");
    for (size_t i = 0; i < list.count && !sink->failed; i++)
        put_row(sink, paper, list.ids[i]);
    paper_list_close(&list, paper);
    return sink->failed ? EXPORT_NOT_WRITTEN : EXPORT_OK;
}
