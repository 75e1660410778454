#include "app/due.h"

#include <sodium.h>
#include <string.h>

#include "base/assert.h"
#include "papers/paper.h"
#include "records/utf8.h"

struct points {
    const struct due *due;
    struct due_point *list;
    size_t count;
};

static bool is_listed(const struct points *points, const char *text)
{
    for (size_t i = 0; i < points->count; i++) {
        if (strcmp(points->list[i].text, text) == 0)
            return true;
    }
    return false;
}

static void add_text(struct points *points, const char *text, size_t size)
{
    struct due_point point;
    size = utf8_prefix(text, size, CARD_LINE_BYTES_MAX);
    ALCOVE_ASSERT(size < sizeof point.text);
    memcpy(point.text, text, size);
    point.text[size] = '\0';
    if (size > 0 && points->count < DUE_POINTS_MAX && !is_listed(points, point.text))
        points->list[points->count++] = point;
    sodium_memzero(&point, sizeof point);
}

/* The sentence of the deck about `words`, a line of the space. */
static void add_said(struct points *points, enum deck_key key, const struct value *words)
{
    char line[SCHEMA_LINE_BYTES_MAX + 1];
    char said[DECK_SAID_BYTES];
    ALCOVE_ASSERT(words->size <= SCHEMA_LINE_BYTES_MAX);
    if (words->size == 0)
        return;
    memcpy(line, words->bytes, words->size);
    line[words->size] = '\0';
    const struct deck_fact fact = {"words", line};
    deck_fill(points->due->deck, key, &fact, 1, said);
    add_text(points, said, strlen(said));
    sodium_memzero(line, sizeof line);
    sodium_memzero(said, sizeof said);
}

/* ---- practices ---- */

/* One question, however many there are. */
static void add_practices(struct points *points)
{
    const struct space *space = points->due->space;
    const char *question = deck_text(points->due->deck, DECK_AGENDA_PRACTICE_ASK);
    struct object_id practice = OBJECT_SPACE;
    while (space_next(space, KIND_PRACTICE, &practice)) {
        if (paper_practice_is_active(space, practice)) {
            add_text(points, question, strlen(question));
            return;
        }
    }
}

/* ---- goals ---- */

struct due_goal {
    uint64_t day;
    struct object_id id;
};

static bool is_before(const struct due_goal *a, const struct due_goal *b)
{
    return a->day != b->day ? a->day < b->day : object_id_compare(a->id, b->id) < 0;
}

/* One that was reached or laid away needs no other look; one that rests may. */
static bool is_due(const struct due *due, struct object_id goal, uint64_t *day)
{
    const struct value review = space_value(due->space, goal, GOAL_REVIEW_DAY);
    uint64_t status = space_value(due->space, goal, GOAL_STATUS).number;
    *day = review.number;
    return review.type == VALUE_NUMBER && review.number <= due->day &&
           (status == GOAL_OPEN || status == GOAL_PAUSED);
}

/* The one that has waited longest, of those after `last`. */
static bool next_goal(const struct due *due, struct due_goal *last)
{
    struct due_goal best = {0}, goal = {.id = OBJECT_SPACE};
    bool found = false;
    while (space_next(due->space, KIND_GOAL, &goal.id)) {
        if (!is_due(due, goal.id, &goal.day) || !is_before(last, &goal) ||
            (found && is_before(&best, &goal)))
            continue;
        best = goal;
        found = true;
    }
    *last = best;
    return found;
}

static void add_goals(struct points *points)
{
    struct due_goal goal = {0};
    while (points->count < DUE_POINTS_MAX && next_goal(points->due, &goal)) {
        const struct value title = space_value(points->due->space, goal.id, GOAL_TITLE);
        add_said(points, DECK_AGENDA_GOAL_DUE, &title);
    }
}

/* ---- the last hour ---- */

/* The hour that is held may be in the space already. */
static bool find_last(const struct due *due, struct object_id *last)
{
    uint64_t before = board_value(due->board, CARD_HOUR, 0, HOUR_CARD_MINUTE, 0)->number;
    uint64_t newest = 0;
    struct object_id session = OBJECT_SPACE;
    while (space_next(due->space, KIND_SESSION, &session)) {
        const struct value began = space_value(due->space, session, SESSION_BEGAN);
        if (began.number <= newest || began.number >= before)
            continue;
        newest = began.number;
        *last = session;
    }
    return newest != 0;
}

/* Whether a point was made of that sentence, whatever it is about. */
static bool is_said(const struct due *due, enum deck_key key, const struct value *point)
{
    static const char fact[] = "{words}";
    const char *sentence = deck_text(due->deck, key);
    const char *words = strstr(sentence, fact);
    size_t before = words != NULL ? (size_t)(words - sentence) : strlen(sentence);
    const char *rest = words != NULL ? words + sizeof fact - 1 : "";
    size_t after = strlen(rest);
    return point->size >= before + after && memcmp(point->bytes, sentence, before) == 0 &&
           memcmp(point->bytes + point->size - after, rest, after) == 0;
}

/* What comes by itself when it is due is not brought along, and what was brought along before is
 * not said to be so twice. */
static void add_point(struct points *points, const struct value *text)
{
    const struct due *due = points->due;
    if (text->size == 0 || is_said(due, DECK_AGENDA_PRACTICE_ASK, text) ||
        is_said(due, DECK_AGENDA_GOAL_DUE, text))
        return;
    if (is_said(due, DECK_AGENDA_FROM_LAST, text))
        add_text(points, (const char *)text->bytes, text->size);
    else
        add_said(points, DECK_AGENDA_FROM_LAST, text);
}

static void add_last(struct points *points)
{
    const struct space *space = points->due->space;
    struct object_id last, point = OBJECT_SPACE;
    if (!find_last(points->due, &last))
        return;
    while (space_next(space, KIND_AGENDA, &point)) {
        const struct value of = space_value(space, point, AGENDA_SESSION);
        const struct value text = space_value(space, point, AGENDA_TEXT);
        if (of.type == VALUE_OBJECT && object_id_is_equal(of.object, last) &&
            space_value(space, point, AGENDA_DONE).number == 0)
            add_point(points, &text);
    }
}

/* ---- the board ---- */

static bool was_laid(const struct board *board, const char *text)
{
    const struct board_card *card = NULL;
    while ((card = board_next(board, CARD_AGENDA, card)) != NULL) {
        const char *laid = board_value(board, CARD_AGENDA, card->id, AGENDA_CARD_TEXT, 0)->text;
        if (laid != NULL && strcmp(laid, text) == 0)
            return true;
    }
    return false;
}

size_t due_points(const struct due *due, struct due_point out[DUE_POINTS_MAX])
{
    struct points points = {.due = due, .list = out};
    size_t count = 0;
    add_practices(&points);
    add_goals(&points);
    add_last(&points);
    ALCOVE_ASSERT(points.count <= DUE_POINTS_MAX);
    for (size_t i = 0; i < points.count; i++) {
        if (!was_laid(due->board, out[i].text))
            out[count++] = out[i];
    }
    return count;
}
