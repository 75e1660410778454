#include "papers/outline.h"

#include <string.h>

#include "base/assert.h"
#include "papers/civil.h"
#include "papers/outline_parts.h"
#include "papers/wording.h"

/* ---- the first page ---- */

static void put_about(const struct outline *outline)
{
    const struct paper *paper = outline->paper;
    char time[CIVIL_TEXT_BYTES];
    struct paper_words words;
    words_clear(&words);
    words_print(&words, "This is a copy of what the people below share in Alcove, made on %s by ",
                civil_print_time(paper->now, paper->zone, time));
    words_print(&words, "%s. It does not follow later changes. Whoever has it can read it.",
                paper_name(paper, paper_own_member(paper)));
    outline_put(outline, OUTLINE_HEADING, "What this is");
    outline_put_words(outline, OUTLINE_TEXT, &words);
    if (paper->only_mine) {
        words_clear(&words);
        words_print(&words, "Only what %s wrote is in it.",
                    paper_name(paper, paper_own_member(paper)));
        outline_put_words(outline, OUTLINE_TEXT, &words);
    }
    if (paper->without_comments)
        outline_put(outline, OUTLINE_TEXT, "Comments are left out.");
}

static void put_people(const struct outline *outline)
{
    struct paper_words words;
    outline_put(outline, OUTLINE_HEADING, "Who wrote it");
    for (uint8_t i = 0; i < space_config(outline->paper->space)->member_count; i++) {
        const char *role = paper_role(outline->paper, i);
        words_clear(&words);
        words_add(&words, paper_name(outline->paper, i));
        if (role != NULL)
            words_print(&words, ", %s", role);
        outline_put_words(outline, OUTLINE_ITEM, &words);
    }
}

/* What is not about one goal: a file each, if there is any. */
static bool put_practices(const struct outline *outline, const struct paper_list *list);
static bool put_sessions(const struct outline *outline, const struct paper_list *list);
static bool put_check_ins(const struct outline *outline, const struct paper_list *list);
static bool put_dated(const struct outline *outline, const struct paper_list *list);
static bool put_letters(const struct outline *outline, const struct paper_list *list);

static const struct chapter {
    enum object_kind kind;
    const char *file, *title;
    bool (*put)(const struct outline *outline, const struct paper_list *list);
} chapters[] = {
    {KIND_PRACTICE, "practices", "Practices without a goal", put_practices},
    {KIND_SESSION, "sessions", "Sessions", put_sessions},
    {KIND_CHECK_IN, "check-ins", "Check-ins", put_check_ins},
    {KIND_REFLECTION, "reflections", "Reflections", put_dated},
    {KIND_MEASURE, "measures", "Measures", put_dated},
    {KIND_WORDS, "letters", "Letters", put_letters},
    {KIND_SLOT, "next-hours", "When you meet", put_dated},
    {KIND_SAFETY, "safety", "Safety cards", put_dated},
    {KIND_CONSENT, "consents", "Consents", put_dated},
    {KIND_LOOK, "look", "How it looks here", put_dated},
};
#define CHAPTERS (sizeof chapters / sizeof chapters[0])

static bool chapter_has_any(const struct outline *outline, const struct chapter *chapter)
{
    struct object_id cursor = OBJECT_SPACE;
    size_t count;
    if (chapter->kind == KIND_PRACTICE)
        return outline_children_of(outline, OBJECT_SPACE, KIND_PRACTICE, &count) != NULL;
    while (space_next(outline->paper->space, chapter->kind, &cursor)) {
        if (paper_shows(outline->paper, cursor))
            return true;
    }
    return false;
}

static void put_links(const struct outline *outline, const struct paper_list *goals)
{
    struct paper_words words;
    struct paper_words target;
    outline_put(outline, OUTLINE_HEADING, "What is in it");
    for (size_t i = 0; i < goals->count; i++) {
        words_clear(&words);
        words_clear(&target);
        words_add(&words, "Goal ");
        paper_add_label(&words, outline->paper, goals->ids[i]);
        words_print(&target, "goal-%zu", i + 1);
        outline->pen->put(outline->pen->context, OUTLINE_LINK, &words, target.bytes);
    }
    for (size_t i = 0; i < CHAPTERS; i++) {
        if (!chapter_has_any(outline, &chapters[i]))
            continue;
        words_clear(&words);
        words_add(&words, chapters[i].title);
        outline->pen->put(outline->pen->context, OUTLINE_LINK, &words, chapters[i].file);
    }
}

static void put_index(const struct outline *outline, const struct paper_list *goals)
{
    struct paper_words words;
    struct space_value value;
    words_clear(&words);
    if (paper_value(outline->paper, OBJECT_SPACE, SPACE_TITLE, &value))
        words_add_text(&words, value.value.bytes, value.value.size);
    if (words.size == 0)
        words_add(&words, "What we share");
    outline_put(outline, OUTLINE_FILE, "index");
    outline_put_words(outline, OUTLINE_TITLE, &words);
    put_about(outline);
    put_people(outline);
    put_links(outline, goals);
    outline_put_talk(outline, OBJECT_SPACE, OUTLINE_HEADING);
}

/* ---- goals and their practices ---- */

static void put_practice(const struct outline *outline, struct object_id practice)
{
    struct paper_words words;
    words_clear(&words);
    words_add(&words, "Practice ");
    paper_add_label(&words, outline->paper, practice);
    outline_put_words(outline, OUTLINE_HEADING, &words);
    outline_put_facts(outline, practice);
    outline_put_talk(outline, practice, OUTLINE_SUBHEADING);
}

static void put_practices_of(const struct outline *outline, struct object_id goal)
{
    size_t count;
    const struct outline_child *children =
        outline_children_of(outline, goal, KIND_PRACTICE, &count);
    for (size_t i = 0; i < count; i++)
        put_practice(outline, children[i].child);
}

static bool put_practices(const struct outline *outline, const struct paper_list *list)
{
    ALCOVE_ASSERT(list->count > 0);
    put_practices_of(outline, OBJECT_SPACE);
    return true;
}

static bool put_goal(const struct outline *outline, struct object_id goal, size_t number)
{
    struct paper_words words;
    struct space_value value;
    words_clear(&words);
    words_print(&words, "goal-%zu", number);
    outline_put_words(outline, OUTLINE_FILE, &words);
    words_clear(&words);
    if (paper_value(outline->paper, goal, GOAL_TITLE, &value))
        words_add_text(&words, value.value.bytes, value.value.size);
    if (words.size == 0)
        words_print(&words, "Goal %zu", number);
    outline_put_words(outline, OUTLINE_TITLE, &words);
    outline_put_facts(outline, goal);
    bool done = outline_put_note(outline, goal, GOAL_NOTES, OUTLINE_HEADING);
    outline_put_talk(outline, goal, OUTLINE_HEADING);
    put_practices_of(outline, goal);
    return done;
}

/* ---- the rest ---- */

static void put_agenda(const struct outline *outline, struct object_id session)
{
    struct paper_words words;
    struct space_value value;
    size_t count;
    const struct outline_child *points = outline_children_of(outline, session, KIND_AGENDA, &count);
    if (count > 0)
        outline_put(outline, OUTLINE_SUBHEADING, "Agenda");
    for (size_t i = 0; i < count; i++) {
        if (!paper_value(outline->paper, points[i].child, AGENDA_TEXT, &value))
            continue;
        words_clear(&words);
        words_add_text(&words, value.value.bytes, value.value.size);
        if (paper_number(outline->paper, points[i].child, AGENDA_DONE) == 1)
            words_add(&words, ", done");
        paper_add_mark(&words, outline->paper, &value);
        outline_put_words(outline, OUTLINE_ITEM, &words);
    }
}

/* "Ben: 8 of 10, pace 7 of 10, It helped." Of what one member said of a session, field by field. */
static void put_word(const struct outline *outline, struct object_id said, const uint8_t *fields,
                     size_t count)
{
    const struct paper *paper = outline->paper;
    struct paper_words words;
    enum object_kind kind;
    const char *before = ": ";
    bool found = space_find(paper->space, said, &kind);
    ALCOVE_ASSERT(found);
    words_clear(&words);
    words_add(
        &words,
        paper_name(paper, space_config(paper->space)->member_of[space_author(paper->space, said)]));
    for (size_t i = 0; i < count; i++) {
        struct space_value value;
        if (!paper_value(paper, said, fields[i], &value))
            continue;
        words_add(&words, before);
        if (i > 0 && value.value.type == VALUE_NUMBER)
            words_print(&words, "%s ", wording_field(kind, fields[i]));
        wording_add_value(&words, paper, kind, fields[i], &value.value);
        before = ", ";
    }
    outline_put_words(outline, OUTLINE_ITEM, &words);
}

static void put_ratings(const struct outline *outline, struct object_id session)
{
    static const uint8_t of_rating[] = {RATING_NUMBER, RATING_HEARD, RATING_PACE, RATING_TOPICS,
                                        RATING_LINE};
    static const uint8_t of_format[] = {FORMAT_FEELS, FORMAT_EASIER, FORMAT_OTHER};
    size_t ratings;
    size_t formats;
    const struct outline_child *rating =
        outline_children_of(outline, session, KIND_RATING, &ratings);
    const struct outline_child *format =
        outline_children_of(outline, session, KIND_FORMAT, &formats);
    if (ratings + formats > 0)
        outline_put(outline, OUTLINE_SUBHEADING, "How it was");
    for (size_t i = 0; i < ratings; i++)
        put_word(outline, rating[i].child, of_rating, sizeof of_rating);
    for (size_t i = 0; i < formats; i++)
        put_word(outline, format[i].child, of_format, sizeof of_format);
}

static bool put_sessions(const struct outline *outline, const struct paper_list *list)
{
    bool done = true;
    for (size_t i = 0; done && i < list->count; i++) {
        struct space_value began;
        struct paper_words words;
        words_clear(&words);
        if (paper_value(outline->paper, list->ids[i], SESSION_BEGAN, &began))
            wording_add_value(&words, outline->paper, KIND_SESSION, SESSION_BEGAN, &began.value);
        else
            words_add(&words, "Some day");
        outline_put_words(outline, OUTLINE_HEADING, &words);
        outline_put_facts(outline, list->ids[i]);
        put_agenda(outline, list->ids[i]);
        done = outline_put_note(outline, list->ids[i], SESSION_RECAP, OUTLINE_SUBHEADING);
        done = done && outline_put_signatures(outline, list->ids[i]);
        put_ratings(outline, list->ids[i]);
        outline_put_talk(outline, list->ids[i], OUTLINE_SUBHEADING);
    }
    return done;
}

/* "1 May 2026, "Walk": done, pleasure 5 of 10 (Ben)", and the note below. */
static void put_check_in(const struct outline *outline, struct object_id check_in)
{
    const struct paper *paper = outline->paper;
    struct paper_words words;
    struct space_value value;
    uint8_t device = space_author(paper->space, check_in);
    const char *before = ": ";
    words_clear(&words);
    if (paper_value(paper, check_in, CHECK_IN_DAY, &value))
        wording_add_value(&words, paper, KIND_CHECK_IN, CHECK_IN_DAY, &value.value);
    if (paper_value(paper, check_in, CHECK_IN_PRACTICE, &value)) {
        words_add(&words, ", ");
        paper_add_label(&words, paper, value.value.object);
    }
    for (size_t field = CHECK_IN_DONE; field <= CHECK_IN_MOOD; field++) {
        if (field == CHECK_IN_NOTE || !paper_value(paper, check_in, (uint8_t)field, &value))
            continue;
        words_add(&words, before);
        if (field != CHECK_IN_DONE)
            words_print(&words, "%s ", wording_field(KIND_CHECK_IN, (uint8_t)field));
        wording_add_value(&words, paper, KIND_CHECK_IN, (uint8_t)field, &value.value);
        before = ", ";
    }
    words_print(&words, " (%s)", paper_name(paper, space_config(paper->space)->member_of[device]));
    if (paper_value(paper, check_in, CHECK_IN_NOTE, &value)) {
        words_add(&words, "\n");
        words_add_text(&words, value.value.bytes, value.value.size);
    }
    outline_put_words(outline, OUTLINE_ITEM, &words);
    outline_put_answers(outline, check_in);
}

static bool put_check_ins(const struct outline *outline, const struct paper_list *list)
{
    for (size_t i = 0; i < list->count && !outline->pen->failed(outline->pen->context); i++)
        put_check_in(outline, list->ids[i]);
    return true;
}

/* Reflections, measures and what else is told by its facts. */
static bool put_dated(const struct outline *outline, const struct paper_list *list)
{
    bool done = true;
    for (size_t i = 0; done && i < list->count; i++) {
        struct paper_words words;
        words_clear(&words);
        paper_add_label(&words, outline->paper, list->ids[i]);
        if (words.bytes[0] == 't' || words.bytes[0] == 'a')
            words.bytes[0] = words.bytes[0] == 't' ? 'T' : 'A';
        outline_put_words(outline, OUTLINE_HEADING, &words);
        outline_put_facts(outline, list->ids[i]);
        done = outline_put_signatures(outline, list->ids[i]);
        outline_put_talk(outline, list->ids[i], OUTLINE_SUBHEADING);
    }
    return done;
}

static bool put_letters(const struct outline *outline, const struct paper_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        outline_put_said(outline, list->ids[i], WORDS_TEXT);
        outline_put_answers(outline, list->ids[i]);
    }
    return true;
}

static bool put_chapter(const struct outline *outline, const struct chapter *chapter)
{
    struct paper_list list;
    if (!chapter_has_any(outline, chapter))
        return true;
    if (!paper_list_open(outline->paper, chapter->kind, &list))
        return false;
    outline_put(outline, OUTLINE_FILE, chapter->file);
    outline_put(outline, OUTLINE_TITLE, chapter->title);
    bool done = chapter->put(outline, &list);
    paper_list_close(&list, outline->paper);
    return done;
}

static bool put_all(const struct outline *outline)
{
    struct paper_list goals;
    if (!paper_list_open(outline->paper, KIND_GOAL, &goals))
        return false;
    put_index(outline, &goals);
    bool done = true;
    for (size_t i = 0; done && i < goals.count; i++)
        done = put_goal(outline, goals.ids[i], i + 1);
    for (size_t i = 0; done && i < CHAPTERS; i++)
        done = put_chapter(outline, &chapters[i]);
    paper_list_close(&goals, outline->paper);
    return done;
}

bool outline_write(const struct paper *paper, const struct outline_pen *pen)
{
    struct outline outline = {.paper = paper, .pen = pen};
    bool done = outline_children_open(&outline) && put_all(&outline);
    outline_children_close(&outline);
    return done;
}
