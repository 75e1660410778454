#include <stdio.h>
#include <string.h>

#include "ui/session_parts.h"

#define ENTRIES_SHOWN_MAX 60 /* older ones are kept by the app, not painted */
#define BYTES_SHOWN_MAX   (24 * 1024)
#define BUBBLE_SHARE      86 /* percent of the lane's width */

static enum deck_key state_key(enum lane_state state)
{
    switch (state) {
    case LANE_WRITTEN:
        return DECK_WINDOW_LANE_WRITTEN;
    case LANE_LEFT:
        return DECK_WINDOW_LANE_LEFT;
    case LANE_ARRIVED:
        break;
    }
    return DECK_WINDOW_LANE_ARRIVED;
}

/* "You · 14:12 · arrived" */
static const char *head(char out[WORDS_SENTENCE_MAX], const struct screen_input *in,
                        const struct lane_entry *e)
{
    char who[WORDS_SENTENCE_MAX];
    bool mine = e->author == LANE_ME;
    if (e->kind == LANE_CHECK_IN)
        screen_say(who, in, mine ? DECK_WARM_UP_MINE : DECK_WARM_UP_THEIRS);
    else
        words_copy(who, mine ? words_deck(DECK_YOU) : words_name(in->model->their_name));
    snprintf(out, WORDS_SENTENCE_MAX, "%.560s · %u:%02u%s%s", who, e->minute_of_day / 60u % 24,
             e->minute_of_day % 60u, mine ? " · " : "",
             mine ? words_deck(state_key(e->state)) : "");
    return out;
}

static bool follows_closely(const struct lane_entry *e, const struct lane_entry *before)
{
    return before != NULL && before->author == e->author && before->kind == LANE_TEXT &&
           e->kind == LANE_TEXT && before->minute_of_day == e->minute_of_day &&
           before->state == e->state;
}

static bool is_said(const char *words)
{
    return words != NULL && words[0] != '\0';
}

static void small(struct tree *tree, const char *words)
{
    tree_label(tree, &(struct label){.words = words, .role = TYPE_SMALL, .tone = TONE_MUTED});
}

/* The feeling in its own words; below it, in small, the number, what is around, what weighs. */
static void check_in(struct tree *tree, const struct lane_entry *e)
{
    char around[WORDS_SENTENCE_MAX];
    char number[16];
    bool empty =
        !is_said(e->text) && !is_said(e->distractions) && !is_said(e->stressors) && !e->rated;
    screen_body(tree, empty ? words_deck(DECK_WARM_UP_EMPTY) : e->text);
    if (e->rated) {
        snprintf(number, sizeof number, "%u / 10", e->rating);
        small(tree, number);
    }
    if (is_said(e->distractions))
        small(tree, words_fill(around, DECK_WARM_UP_AROUND_WAS,
                               &(struct word_facts){.words = e->distractions}));
    if (is_said(e->stressors))
        small(tree, e->stressors);
}

static void open_bubble(struct tree *tree, bool mine, int width)
{
    tree_open_column(tree, &(struct box){.key = "bubble",
                                         .pad_x = 12,
                                         .pad_y = 8,
                                         .ground = mine ? GROUND_OWN : GROUND_CARD,
                                         .radius = 14,
                                         .fit = {.width_max = width * BUBBLE_SHARE / 100}});
}

static void entry(struct tree *tree, const struct screen_input *in, size_t at, int width)
{
    char sentence[WORDS_SENTENCE_MAX];
    const struct lane_entry *e = &in->model->lane[at];
    bool mine = e->author == LANE_ME;
    bool note = e->kind == LANE_NOTE;
    bool closely = follows_closely(e, at > 0 ? e - 1 : NULL);
    tree_open_column(tree, &(struct box){.key = "entry",
                                         .number = (uint32_t)at,
                                         .gap = 4,
                                         .cross = note   ? ALIGN_CENTRE
                                                  : mine ? ALIGN_END
                                                         : ALIGN_START,
                                         .role = ACCESS_LIST_ITEM,
                                         .name = note ? e->text : head(sentence, in, e)});
    if (!closely)
        tree_space(tree, (struct fit){.height = 4});
    if (note) {
        tree_label(tree, &(struct label){.words = e->text,
                                         .role = TYPE_SMALL,
                                         .tone = TONE_MUTED,
                                         .align = TEXT_CENTRE});
        tree_close(tree);
        return;
    }
    if (!closely)
        tree_label(tree, &(struct label){.words = head(sentence, in, e),
                                         .role = TYPE_SMALL,
                                         .tone = TONE_MUTED,
                                         .lines_max = 2,
                                         .align = mine ? TEXT_RIGHT : TEXT_LEFT});
    open_bubble(tree, mine, width);
    if (e->kind == LANE_CHECK_IN)
        check_in(tree, e);
    else
        screen_body(tree, e->text);
    tree_close(tree);
    tree_close(tree);
}

/* What they are typing stands where it will stand. */
static void typing(struct tree *tree, const struct screen_input *in, int width)
{
    char sentence[WORDS_SENTENCE_MAX];
    const char *words = in->model->hour.their_typing;
    if (!is_said(words))
        return;
    tree_open_column(tree, &(struct box){.key = "typing", .gap = 4});
    small(tree, session_fill(sentence, in, DECK_PRESENCE_WRITING));
    open_bubble(tree, false, width);
    screen_body(tree, words);
    tree_close(tree);
    tree_close(tree);
}

/* From the newest back, as many as there is room for in the tables of a tree. */
static size_t first_shown(const struct call_model *m)
{
    size_t first = m->lane_count;
    size_t bytes = 0;
    while (first > 0 && m->lane_count - first < ENTRIES_SHOWN_MAX) {
        bytes += strlen(m->lane[first - 1].text);
        if (bytes > BYTES_SHOWN_MAX && first < m->lane_count)
            break;
        first--;
    }
    return first;
}

void session_log_say(struct tree *tree, const struct screen_input *in, int width)
{
    const struct call_model *m = in->model;
    char title[WORDS_SENTENCE_MAX];
    tree_open_column(tree, &(struct box){.key = "log",
                                         .gap = 4,
                                         .cross = ALIGN_FILL,
                                         .role = ACCESS_LIST,
                                         .name = screen_say(title, in, DECK_WINDOW_LANE_TITLE),
                                         .fit = {.own_align = true, .align = ALIGN_FILL}});
    if (m->lane_count == 0)
        tree_label(tree, &(struct label){.words = words_deck(DECK_WINDOW_LANE_EMPTY),
                                         .role = TYPE_SMALL,
                                         .tone = TONE_MUTED,
                                         .align = TEXT_CENTRE});
    for (size_t i = first_shown(m); i < m->lane_count; i++)
        entry(tree, in, i, width);
    typing(tree, in, width);
    tree_close(tree);
}

void session_write_say(struct tree *tree, const struct screen_input *in)
{
    char hint[WORDS_SENTENCE_MAX];
    char name[WORDS_SENTENCE_MAX];
    bool empty = desk_is_blank(in->desk, FIELD_LANE);
    tree_open_row(tree, &(struct box){.key = "write",
                                      .gap = 8,
                                      .pad_x = 8,
                                      .cross = ALIGN_CENTRE,
                                      .fit = {.own_align = true, .align = ALIGN_FILL}});
    screen_entry(tree, in, FIELD_LANE,
                 &(struct entry){.name = screen_say(name, in, DECK_WINDOW_LANE_WRITE_TO),
                                 .hint = screen_say(hint, in, DECK_WINDOW_LANE_WRITE),
                                 .shortcut = screen_key(in, 't'),
                                 .fit = {.grow = 1}});
    tree_press(tree, &(struct press){.icon = ICON_SEND,
                                     .tone = empty ? BUTTON_QUIET : BUTTON_PRIMARY,
                                     .name = words_deck(DECK_WARM_UP_SEND),
                                     .shortcut = "Enter",
                                     .act = {SESSION_SEND, 0}});
    tree_close(tree);
}
