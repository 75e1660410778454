/* The quiet look before one starts: light, sound, a private place. It judges nobody, and all of it
 * can be left out. */
#include "ui/call_parts.h"

#define LOOK_AGAIN_US 250000 /* the meters are read so often */
#define PAGE_WIDTH    600
#define OWN_WIDTH     232

struct verdict {
    enum deck_key is, to_do;
};

bool ready_is_due(const struct call_view_input *in)
{
    enum call_phase phase = in->model->phase;
    bool waits = phase == CALL_WAITING || phase == CALL_CONNECTING || phase == CALL_KNOCKING;
    return in->model->hour.shown && in->model->hour.stage == STAGE_READY && waits;
}

static struct verdict light_of(const struct hour_ready *ready)
{
    static const struct verdict verdicts[] = {
        [LIGHT_GOOD] = {DECK_READY_LIGHT_GOOD, DECK_READY_LIGHT_GOOD_DO},
        [LIGHT_TOO_DARK] = {DECK_READY_LIGHT_DARK, DECK_READY_LIGHT_DARK_DO},
        [LIGHT_BEHIND] = {DECK_READY_LIGHT_BEHIND, DECK_READY_LIGHT_BEHIND_DO},
        [LIGHT_TOO_BRIGHT] = {DECK_READY_LIGHT_BRIGHT, DECK_READY_LIGHT_BRIGHT_DO},
    };
    return verdicts[ready->light];
}

static struct verdict sound_of(const struct hour_ready *ready)
{
    if (!ready->heard)
        return (struct verdict){DECK_READY_SOUND_NONE, DECK_READY_SOUND_NONE_DO};
    if (ready->noise_known && ready->noise != ROOM_QUIET)
        return (struct verdict){DECK_READY_SOUND_NOISY, DECK_READY_SOUND_NOISY_DO};
    return (struct verdict){DECK_READY_SOUND_GOOD, DECK_READY_SOUND_GOOD_DO};
}

static struct verdict headphones_of(const struct hour_ready *ready)
{
    if (!ready->headphones_known)
        return (struct verdict){DECK_READY_HEADPHONES_ASK, DECK_READY_HEADPHONES_DO};
    return (struct verdict){
        ready->headphones ? DECK_READY_HEADPHONES_ON : DECK_READY_HEADPHONES_OFF,
        ready->headphones ? DECK_READY_SOUND_GOOD_DO : DECK_READY_HEADPHONES_DO};
}

static void verdict_draw(struct call_pen *p, struct rectangle *at, struct verdict verdict)
{
    column_say(p, at, (struct say){TYPE_STRONG, TEXT_LEFT, p->pen.theme->text, 1},
               words_deck(verdict.is));
    if (!p->layout.small)
        column_hint(p, at, words_deck(verdict.to_do));
    column_space(p, at, p->layout.small ? 2 : 8);
}

/* A light line with a dark edge: it is seen on any picture. */
static void outline_draw(struct call_pen *p, struct rectangle at, int radius)
{
    static const struct colour dark = {0, 0, 0, 255};
    static const struct colour light = {255, 255, 255, 255};
    struct draw_list *list = &p->pen.view->list;
    int line = pen_pixels(&p->pen, 1);
    const struct draw_rectangle edge = {.border = dark, .border_width = 3 * line, .radius = radius};
    const struct draw_rectangle inside = {
        .border = light, .border_width = line, .radius = radius - line};
    draw_rectangle(list, at, edge);
    draw_rectangle(list, rectangle_inset(at, line), inside);
}

/* Head and shoulders, with the eyes at the top third; the same from left and from right, so that it
 * fits the mirror. Lengths are percent of the height. */
static void guide_draw(struct call_pen *p, struct rectangle at)
{
    int middle = at.x + at.width / 2;
    int eyes = at.y + at.height / 3;
    int head = at.height * 30 / 100;
    int tall = at.height * 40 / 100;
    int shoulders = at.height;
    int line = 3 * pen_pixels(&p->pen, 1);
    draw_clip_push(&p->pen.view->list, at);
    outline_draw(p, (struct rectangle){middle - head / 2, eyes - tall / 2, head, tall}, head / 2);
    outline_draw(p,
                 (struct rectangle){middle - shoulders / 2, at.y + at.height * 60 / 100, shoulders,
                                    at.height},
                 at.height * 30 / 100);
    outline_draw(p, (struct rectangle){at.x - line, eyes - line / 2, at.width + 2 * line, line}, 0);
    draw_clip_pop(&p->pen.view->list);
}

/* A touch takes the guide away, or brings it back. How high both are together. */
static int mirror_draw(struct call_pen *p, struct rectangle at)
{
    struct pen *pen = &p->pen;
    bool seen = p->in->model->camera_on && p->in->model->own_picture != NULL;
    bool guided = seen && !p->in->hand.guide_hidden;
    own_picture_draw(p, at, pen->theme->ground);
    if (!seen)
        return at.height;
    if (guided)
        guide_draw(p, at);
    pen_picture_button(pen, &(struct button){.id = NODE_READY_GUIDE,
                                             .role = ROLE_TOGGLE,
                                             .at = at,
                                             .icon = VIEW_NO_ICON,
                                             .name = words_deck(DECK_READY_PICTURE_OUTLINE),
                                             .shortcut = "G",
                                             .on = guided});
    struct rectangle below = {at.x, at.y + at.height, at.width, INT16_MAX};
    column_space(p, &below, 4);
    if (guided)
        column_hint(p, &below, words_deck(DECK_READY_PICTURE_LOW_DO));
    return below.y - at.y;
}

/* One's own picture, and beside it what the meters say. */
static void meters_draw(struct call_pen *p, struct rectangle *at)
{
    const struct hour_ready *ready = &p->in->model->hour.ready;
    struct rectangle words = *at;
    int width = pen_pixels(&p->pen, OWN_WIDTH);
    int height = width * 9 / 16;
    bool beside = at->width >= 2 * width && at->height >= 2 * height;
    if (beside) {
        height = mirror_draw(p, (struct rectangle){at->x, at->y, width, height});
        words.x += width + pen_pixels(&p->pen, 20);
        words.width -= width + pen_pixels(&p->pen, 20);
    }
    if (p->in->model->camera_on && ready->light_known)
        verdict_draw(p, &words, light_of(ready));
    if (p->in->model->microphone_on)
        verdict_draw(p, &words, sound_of(ready));
    verdict_draw(p, &words, headphones_of(ready));
    int used = words.y - at->y;
    used = beside && used < height ? height : used;
    at->y += used;
    at->height -= used;
}

static void privacy_draw(struct call_pen *p, struct rectangle *at)
{
    const struct hour_hand *hand = &p->in->hand;
    bool near = hand->privacy == PRIVACY_SOMEONE_NEAR;
    struct button buttons[4] = {
        toggle_button(NODE_READY_ALONE, DECK_READY_PRIVATE_YES, hand->privacy == PRIVACY_ALONE),
        toggle_button(NODE_READY_NEAR, DECK_READY_PRIVATE_NEAR, near),
        toggle_button(NODE_READY_PHONE, DECK_READY_PHONE_ASK, hand->phone_is_silent),
    };
    int count = 3;
    if (near)
        buttons[count++] =
            toggle_button(NODE_READY_WRITE, DECK_READY_PRIVATE_TEXT, !p->in->model->microphone_on);
    column_body(p, at, words_deck(DECK_READY_PRIVATE_ASK), 2);
    column_space(p, at, 6);
    column_flow(p, at, buttons, count);
    column_space(p, at, 14);
}

void ready_draw(struct call_pen *p, struct rectangle at)
{
    char why[WORDS_SENTENCE_MAX];
    struct pen *pen = &p->pen;
    int most = pen_pixels(pen, PAGE_WIDTH);
    if (at.width > most) {
        at.x += (at.width - most) / 2;
        at.width = most;
    }
    int spare = at.height - pen_pixels(pen, 480);
    at.y += spare > 0 ? spare / 2 : 0;
    at.height -= spare > 0 ? spare : 0;
    struct rectangle below = column_take_below(&at, pen_target(pen, 44), pen_pixels(pen, 8));
    struct button buttons[] = {deck_button(NODE_READY_SKIP, DECK_READY_SKIP, NULL),
                               deck_button(NODE_READY_GO, DECK_READY_GO, "Enter")};
    column_say(p, &at, (struct say){TYPE_TITLE, TEXT_CENTRE, pen->theme->text, 2},
               words_deck(DECK_READY_TITLE));
    column_space(p, &at, p->layout.small ? 4 : 12);
    meters_draw(p, &at);
    column_space(p, &at, p->layout.small ? 2 : 6);
    privacy_draw(p, &at);
    column_own_line(p, &at, NODE_PLACE_FIELD, DECK_READY_PLACE_ASK);
    column_hint(p, &at, hour_say(why, p->in, DECK_READY_PLACE_WHY));
    pen_row(pen, buttons, 2, below);
    view_change_at(pen->view, p->in->now_us + LOOK_AGAIN_US);
}
