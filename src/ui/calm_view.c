/* The calm of a session with a picture: no hand is there and nothing waits for one, so the person
 * is all there is, and below them what must be seen: the microphone, a line, the time. */
#include "ui/call_parts.h"

#define FADE_STEP_US 100000 /* each is a picture of the whole window */
#define STRIP_MARGIN 8      /* units */
#define STRIP_ROW    28

/* Somebody writes, or something is open that wants an answer: it stays where it is. */
static bool something_waits(const struct call_view_input *in)
{
    const struct call_model *m = in->model;
    return m->question != CALL_ASKS_NOTHING || m->check_in_open || panel_is_open(in) ||
           in->fields[FIELD_LANE].size > 0 || m->hour.their_typing != NULL || hour_waits(in);
}

static bool may_rest(const struct call_view_input *in)
{
    return in->untouched_us > 0 && in->model->phase == CALL_IN_CALL && shows_picture(in) &&
           !in->model->their_picture_is_old && !something_waits(in);
}

/* What is there fades into the ground; the other's picture does not. */
static void veil_draw(struct call_pen *p, uint64_t faded_us)
{
    struct colour veil = p->pen.theme->ground;
    veil.alpha = (uint8_t)(255 * faded_us / CALL_FADE_US);
    const struct call_layout *l = &p->layout;
    const struct rectangle fading[] = {
        l->wide ? l->lane : l->log,
        l->wide ? (struct rectangle){0} : l->field,
        l->own_over_picture ? (struct rectangle){0} : l->own,
        l->status,
        l->bar,
    };
    for (size_t i = 0; i < sizeof fading / sizeof fading[0]; i++)
        pen_fill(&p->pen, fading[i], veil, 0);
    view_change_at(p->pen.view, p->in->now_us + FADE_STEP_US);
}

static const char *line_say(char out[WORDS_SENTENCE_MAX], const struct call_view_input *in,
                            bool *warns)
{
    enum presence presence = in->model->hour.presence;
    (void)status_say(out, in, warns);
    if (*warns || (presence != PRESENCE_HERE && presence != PRESENCE_LISTENING))
        return out;
    return advice_say(out, in);
}

static int row_width(const struct call_pen *p)
{
    return p->in->width - 2 * pen_pixels(&p->pen, STRIP_MARGIN);
}

static bool fits(const struct call_pen *p, enum type_role role, const char *words, int width)
{
    return words == NULL || pen_extent(&p->pen, role, words, INT16_MAX).width <= width;
}

/* A second row where a sentence has no room beside the microphone and the time. */
static bool has_two_rows(const struct call_pen *p)
{
    char sentence[WORDS_SENTENCE_MAX];
    bool warns;
    int width = row_width(p);
    return !p->layout.wide || !fits(p, TYPE_SMALL, cue_say(sentence, p->in), width / 4) ||
           !fits(p, TYPE_BODY, line_say(sentence, p->in, &warns), width / 2);
}

static void line_draw(struct call_pen *p, struct rectangle at)
{
    char sentence[WORDS_SENTENCE_MAX];
    bool warns;
    const char *line = line_say(sentence, p->in, &warns);
    struct colour colour = warns ? p->pen.theme->warn : p->pen.theme->text;
    if (line != NULL)
        pen_say(&p->pen, at, (struct say){TYPE_BODY, TEXT_CENTRE, colour, 1}, line);
}

static void strip_draw(struct call_pen *p, bool two_rows)
{
    char sentence[WORDS_SENTENCE_MAX];
    struct pen *pen = &p->pen;
    bool on = p->in->model->microphone_on;
    struct rectangle row = rectangle_inset(p->layout.status, pen_pixels(pen, STRIP_MARGIN));
    struct rectangle line = {row.x + row.width / 4, row.y, row.width / 2, pen_line(pen, TYPE_BODY)};
    row.height = pen_pixels(pen, STRIP_ROW);
    line.y += (row.height - line.height) / 2;
    if (two_rows)
        line = (struct rectangle){row.x, row.y + row.height, row.width, line.height};
    struct rectangle pill = pen_pill(pen, row, on ? ICON_MICROPHONE : ICON_MICROPHONE_OFF,
                                     words_deck(on ? DECK_WINDOW_MIC_ON : DECK_WINDOW_MIC_OFF));
    beat_ring_draw(p, pill);
    int small = pen_line(pen, TYPE_SMALL);
    struct rectangle time = {pill.x + pill.width, row.y + (row.height - small) / 2,
                             row.width - pill.width - pen_pixels(pen, STRIP_MARGIN), small};
    const char *left = cue_say(sentence, p->in);
    if (left != NULL)
        pen_say(pen, time, (struct say){TYPE_SMALL, TEXT_RIGHT, pen->theme->text, 1}, left);
    line_draw(p, line);
}

void calm_draw(struct call_pen *p)
{
    const struct call_view_input *in = p->in;
    struct view *view = p->pen.view;
    if (!may_rest(in))
        return;
    if (in->untouched_us < CALL_CALM_US) {
        view_change_at(view, in->now_us + CALL_CALM_US - in->untouched_us);
        return;
    }
    view->resting = true;
    uint64_t faded_us = in->untouched_us - CALL_CALM_US;
    if (faded_us < CALL_FADE_US && !in->reduced_motion) {
        veil_draw(p, faded_us);
        return;
    }
    bool two_rows = has_two_rows(p);
    int second = two_rows ? pen_line(&p->pen, TYPE_BODY) : 0;
    draw_list_clear(&view->list);
    pen_fill(&p->pen, (struct rectangle){0, 0, in->width, in->height}, p->pen.theme->ground, 0);
    p->layout = call_layout_calm(&(struct call_space){
        .width = in->width,
        .height = in->height,
        .scale_percent = p->pen.scale_percent,
        .picture_width = in->model->their_picture->width,
        .picture_height = in->model->their_picture->height,
        .status_height = pen_pixels(&p->pen, STRIP_ROW + 2 * STRIP_MARGIN) + second,
    });
    stage_draw(p);
    strip_draw(p, two_rows);
}
