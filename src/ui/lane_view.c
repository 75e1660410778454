#include <stdio.h>
#include <string.h>

#include "ui/call_parts.h"

#define ENTRIES_SHOWN_MAX 400 /* older ones are kept by the app, not painted */
#define BUBBLE_SHARE      86  /* percent of the lane's width */

/* One entry, measured: a small line above, then the words on their ground. */
struct entry_look {
    const struct lane_entry *entry;
    char head[WORDS_SENTENCE_MAX];
    char around[2 * WORDS_SENTENCE_MAX + 24]; /* second paragraph of a check-in, or empty */
    const char *words;
    struct text_extent words_extent;
    struct text_extent around_extent;
    int head_height;
    int ground_height;
    int gap; /* above it */
};

static enum deck_key state_word(enum lane_state state)
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

static void head_say(const struct call_pen *p, const struct lane_entry *e,
                     char out[WORDS_SENTENCE_MAX])
{
    char who[WORDS_SENTENCE_MAX];
    bool mine = e->author == LANE_ME;
    if (e->kind == LANE_CHECK_IN)
        call_say(who, p->in, mine ? DECK_WARM_UP_MINE : DECK_WARM_UP_THEIRS);
    else if (mine)
        snprintf(who, sizeof who, "%s", words_deck(DECK_YOU));
    else
        words_copy(who, words_name(p->in->model->their_name));
    snprintf(out, WORDS_SENTENCE_MAX, "%.560s · %u:%02u%s%s", who, e->minute_of_day / 60u % 24,
             e->minute_of_day % 60u, mine ? " · " : "",
             mine ? words_deck(state_word(e->state)) : "");
}

static bool follows_closely(const struct lane_entry *e, const struct lane_entry *before)
{
    return before != NULL && before->author == e->author && before->kind == LANE_TEXT &&
           e->kind == LANE_TEXT && before->minute_of_day == e->minute_of_day &&
           before->state == e->state;
}

static int bubble_padding(const struct call_pen *p)
{
    return pen_pixels(&p->pen, 10);
}

static bool is_said(const char *words)
{
    return words != NULL && words[0] != '\0';
}

/* The feeling in its own words; below it, in small, the number, what is around, what weighs. */
static void check_in_say(const struct lane_entry *e, struct entry_look *look)
{
    char around[WORDS_SENTENCE_MAX] = "";
    char weight[WORDS_SENTENCE_MAX];
    char number[16] = "";
    if (is_said(e->distractions))
        words_fill(around, DECK_WARM_UP_AROUND_WAS, &(struct word_facts){.words = e->distractions});
    if (e->rated)
        snprintf(number, sizeof number, "%u / 10%s", e->rating, around[0] != '\0' ? "\n" : "");
    words_copy(weight, e->stressors);
    bool above = number[0] != '\0' || around[0] != '\0';
    snprintf(look->around, sizeof look->around, "%s%s%s%s", number, around,
             weight[0] != '\0' && above ? "\n" : "", weight);
    if (look->words[0] == '\0' && look->around[0] == '\0')
        look->words = words_deck(DECK_WARM_UP_EMPTY);
}

static void entry_measure(const struct call_pen *p, const struct lane_entry *e,
                          const struct lane_entry *before, struct entry_look *look)
{
    const struct pen *pen = &p->pen;
    int padding = bubble_padding(p);
    int room = p->layout.log.width;
    *look = (struct entry_look){.entry = e, .words = e->text == NULL ? "" : e->text};
    if (e->kind == LANE_NOTE) {
        look->words_extent = pen_extent(pen, TYPE_SMALL, look->words, room);
        look->ground_height = look->words_extent.height;
        look->gap = pen_pixels(pen, 14);
        return;
    }
    int width = room * BUBBLE_SHARE / 100 - 2 * padding;
    if (e->kind == LANE_CHECK_IN)
        check_in_say(e, look);
    if (look->around[0] != '\0')
        look->around_extent = pen_extent(pen, TYPE_SMALL, look->around, width);
    if (look->words[0] != '\0')
        look->words_extent = pen_extent(pen, TYPE_BODY, look->words, width);
    look->ground_height =
        look->words_extent.height + look->around_extent.height + 2 * (padding - 2);
    look->gap = pen_pixels(pen, follows_closely(e, before) ? 4 : 14);
    if (!follows_closely(e, before)) {
        head_say(p, e, look->head);
        look->head_height = pen_line(pen, TYPE_SMALL) + pen_pixels(pen, 4);
    }
}

static int look_height(const struct entry_look *look)
{
    return look->gap + look->head_height + look->ground_height;
}

static enum text_align align_of(const struct pen *pen, const struct text_extent *extent)
{
    return extent->right_to_left != pen->mirrored ? TEXT_RIGHT : TEXT_LEFT;
}

static void bubble_draw(struct call_pen *p, const struct entry_look *look, struct rectangle at)
{
    struct pen *pen = &p->pen;
    int padding = bubble_padding(p);
    bool mine = look->entry->author == LANE_ME;
    int width = look->words_extent.width > look->around_extent.width ? look->words_extent.width
                                                                     : look->around_extent.width;
    struct rectangle ground = {at.x, at.y, width + 2 * padding, look->ground_height};
    if (mine)
        ground.x = at.x + at.width - ground.width;
    pen_fill(pen, ground, mine ? pen->theme->own_words : pen->theme->raised, 12);
    struct rectangle text = {ground.x + padding, ground.y + padding - 2, width,
                             look->words_extent.height};
    pen_say(pen, text,
            (struct say){TYPE_BODY, align_of(pen, &look->words_extent), pen->theme->text, 0},
            look->words);
    text.y += text.height;
    text.height = look->around_extent.height;
    pen_say(pen, text,
            (struct say){TYPE_SMALL, align_of(pen, &look->around_extent), pen->theme->muted, 0},
            look->around);
}

static void entry_draw(struct call_pen *p, const struct entry_look *look, struct rectangle at)
{
    struct pen *pen = &p->pen;
    at.y += look->gap;
    if (look->entry->kind == LANE_NOTE) {
        at.height = look->ground_height;
        pen_say(pen, at, (struct say){TYPE_SMALL, TEXT_CENTRE, pen->theme->muted, 0}, look->words);
        return;
    }
    if (look->head_height > 0) {
        struct rectangle head = {at.x, at.y, at.width, pen_line(pen, TYPE_SMALL)};
        enum text_align align = look->entry->author == LANE_ME ? TEXT_RIGHT : TEXT_LEFT;
        pen_say(pen, head, (struct say){TYPE_SMALL, align, pen->theme->muted, 1}, look->head);
    }
    at.y += look->head_height;
    bubble_draw(p, look, at);
}

static void empty_draw(struct call_pen *p, struct rectangle at)
{
    struct pen *pen = &p->pen;
    const char *words = words_deck(DECK_WINDOW_LANE_EMPTY);
    int width = at.width * 9 / 10;
    int height = pen_extent(pen, TYPE_SMALL, words, width).height;
    if (height > at.height)
        return;
    pen_say(pen,
            (struct rectangle){at.x + (at.width - width) / 2, at.y + (at.height - height) / 2,
                               width, height},
            (struct say){TYPE_SMALL, TEXT_CENTRE, pen->theme->muted, 0}, words);
}

/* What they are typing, at the bottom; what is left is for the lane. */
static void typing_draw(struct call_pen *p, struct rectangle *at)
{
    struct pen *pen = &p->pen;
    char head[WORDS_SENTENCE_MAX];
    const char *words = p->in->model->hour.their_typing;
    if (words == NULL || words[0] == '\0')
        return;
    int line = pen_line(pen, TYPE_SMALL);
    int most = 3 * pen_line(pen, TYPE_BODY);
    struct text_extent extent = pen_extent(pen, TYPE_BODY, words, at->width);
    int height = extent.height > most ? most : extent.height;
    if (line + height > at->height)
        return;
    at->height -= line + height;
    struct rectangle box = {at->x, at->y + at->height, at->width, line};
    pen_say(pen, box, (struct say){TYPE_SMALL, TEXT_LEFT, pen->theme->muted, 1},
            hour_say(head, p->in, DECK_PRESENCE_WRITING));
    box.y += line;
    box.height = height;
    draw_clip_push(&pen->view->list, box);
    box.y -= extent.height - height; /* the end of it is what is new */
    box.height = extent.height;
    pen_say(pen, box, (struct say){TYPE_BODY, align_of(pen, &extent), pen->theme->text, 0}, words);
    draw_clip_pop(&pen->view->list);
}

/* From the newest up, as far as the window shows; the rest only adds to what can be scrolled. */
void lane_draw(struct call_pen *p, struct rectangle at)
{
    const struct call_model *m = p->in->model;
    if (at.height < pen_line(&p->pen, TYPE_SMALL))
        return;
    typing_draw(p, &at);
    if (m->lane_count == 0) {
        empty_draw(p, at);
        return;
    }
    size_t first = m->lane_count > ENTRIES_SHOWN_MAX ? m->lane_count - ENTRIES_SHOWN_MAX : 0;
    struct entry_look look;
    int total = 0;
    for (size_t i = first; i < m->lane_count; i++) {
        entry_measure(p, &m->lane[i], i > first ? &m->lane[i - 1] : NULL, &look);
        total += look_height(&look);
    }
    int most = total > at.height ? total - at.height : 0;
    int scroll = p->in->lane_scroll < most ? p->in->lane_scroll : most;
    p->pen.view->lane_scroll_max = most;
    int sliver = pen_line(&p->pen, TYPE_SMALL);
    int bottom = at.y + (total < at.height ? total : at.height + scroll);
    draw_clip_push(&p->pen.view->list, at);
    for (size_t i = m->lane_count; i > first && bottom > at.y; i--) {
        entry_measure(p, &m->lane[i - 1], i - 1 > first ? &m->lane[i - 2] : NULL, &look);
        bottom -= look_height(&look);
        if (bottom < at.y + at.height && bottom + look_height(&look) > at.y + sliver)
            entry_draw(p, &look, (struct rectangle){at.x, bottom, at.width, 0});
    }
    draw_clip_pop(&p->pen.view->list);
}
