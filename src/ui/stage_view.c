#include <string.h>

#include "ui/call_parts.h"
#include "widgets/utf8.h"

/* The first letter of a name, for where a picture is missing. */
static const char *initial_of(const char *name, char out[8])
{
    size_t end = 0;
    out[0] = '\0';
    if (name != NULL && name[0] != '\0') {
        size_t size = strlen(name);
        uint32_t point = utf8_next(name, size, &end);
        out[point > ' ' ? utf8_put(point, out) : 0] = '\0';
    }
    return out;
}

static void no_picture_draw(struct call_pen *p, struct rectangle at)
{
    struct pen *pen = &p->pen;
    const struct call_model *m = p->in->model;
    char sentence[WORDS_SENTENCE_MAX];
    char initial[8];
    pen_fill(pen, at, pen->theme->panel, 16);
    bool reconnecting = m->phase == CALL_RECONNECTING;
    if (p->in->hand.picture_covered)
        hour_say(sentence, p->in, DECK_PRIVACY_COVERED);
    else
        call_say(sentence, p->in,
                 reconnecting          ? DECK_WINDOW_FINDING
                 : !m->their_camera_on ? DECK_WINDOW_CAMERA_OFF
                                       : DECK_WINDOW_PICTURE_COMING);
    int line = pen_line(pen, TYPE_BODY);
    int padding = pen_pixels(pen, 12);
    int side = pen_pixels(pen, 88);
    bool roomy = at.height >= side + line + 4 * padding;
    int top = at.y + (at.height - line - (roomy ? side + padding : 0)) / 2;
    if (roomy) {
        struct rectangle disc = {at.x + (at.width - side) / 2, top, side, side};
        int letter = pen_line(pen, TYPE_HERO);
        pen_fill(pen, disc, pen->theme->raised, 44);
        pen_say(pen, (struct rectangle){disc.x, disc.y + (side - letter) / 2, side, letter},
                (struct say){TYPE_HERO, TEXT_CENTRE, pen->theme->accent, 1},
                initial_of(m->their_name, initial));
        top += side + padding;
    }
    pen_say(pen, (struct rectangle){at.x + padding, top, at.width - 2 * padding, line},
            (struct say){TYPE_BODY, TEXT_CENTRE, pen->theme->muted, 1}, sentence);
}

static bool nod_is_fresh(uint64_t nod_at_us, uint64_t now_us)
{
    return nod_at_us != 0 && now_us >= nod_at_us && now_us - nod_at_us < CALL_NOD_SHOWN_US;
}

/* A nod, or another expression that is meant: the newer of the two. */
static void nod_draw(struct call_pen *p, struct rectangle at)
{
    struct pen *pen = &p->pen;
    const struct call_model *m = p->in->model;
    bool expresses = m->hour.expressed_at_us > m->nod_received_at_us;
    uint64_t at_us = expresses ? m->hour.expressed_at_us : m->nod_received_at_us;
    if (!nod_is_fresh(at_us, p->in->now_us))
        return;
    view_change_at(pen->view, at_us + CALL_NOD_SHOWN_US);
    char sentence[WORDS_SENTENCE_MAX];
    if (expresses)
        expression_say(sentence, p->in);
    else
        call_say(sentence, p->in, DECK_SIGNALS_NODDED);
    draw_rectangle(&pen->view->list, at,
                   (struct draw_rectangle){.border = pen->theme->accent,
                                           .border_width = pen_pixels(pen, 3),
                                           .radius = pen_pixels(pen, 16)});
    int inset = pen_pixels(pen, 12);
    int room = at.width - 2 * inset;
    int width = pen_extent(pen, TYPE_SMALL, sentence, room).width + pen_pixels(pen, 46);
    if (width > room)
        width = room;
    struct rectangle place = {at.x + (at.width - width) / 2, at.y + inset, width, at.height / 2};
    pen_pill(pen, place, expresses ? ICON_WORDS : ICON_NOD, sentence);
}

/* What a camera last saw is not shown once it is off; while the line is down it is. */
bool shows_picture(const struct call_view_input *in)
{
    const struct call_model *m = in->model;
    bool off = !m->their_camera_on && m->phase == CALL_IN_CALL;
    return m->their_picture != NULL && !in->hand.picture_covered && !off;
}

/* Facts about the other's side, in words, at the lower left of the picture. */
static void facts_draw(struct call_pen *p, struct rectangle at)
{
    struct pen *pen = &p->pen;
    const struct call_model *m = p->in->model;
    char sentence[WORDS_SENTENCE_MAX];
    int inset = pen_pixels(pen, 12);
    struct rectangle place = rectangle_inset(at, inset);
    place.y = at.y + at.height - inset - pen_pixels(pen, 28);
    place.height = pen_pixels(pen, 28);
    if (p->layout.own_over_picture && p->layout.own.width > 0)
        place.width = p->layout.own.x - inset - place.x;
    if (place.y < at.y)
        return;
    if (shows_picture(p->in) && m->their_picture_is_old) {
        struct rectangle pill =
            pen_pill(pen, place, VIEW_NO_ICON, words_deck(DECK_WINDOW_PICTURE_OLD));
        place.x += pill.width + pen_pixels(pen, 8);
        place.width -= pill.width + pen_pixels(pen, 8);
    }
    if (!m->their_microphone_on && m->phase == CALL_IN_CALL)
        pen_pill(pen, place, ICON_MICROPHONE_OFF,
                 call_say(sentence, p->in, DECK_WINDOW_MICROPHONE_OFF));
}

void own_picture_draw(struct call_pen *p, struct rectangle at, struct colour behind)
{
    struct pen *pen = &p->pen;
    const struct call_model *m = p->in->model;
    if (m->own_picture != NULL && m->camera_on) {
        draw_picture(&pen->view->list, at,
                     (struct draw_picture){.picture = m->own_picture,
                                           .slot = 1,
                                           .crop = true,
                                           .mirrored = true,
                                           .radius = pen_pixels(pen, 12),
                                           .behind = behind});
        return;
    }
    pen_fill(pen, at, pen->theme->panel, 12);
    int line = pen_line(pen, TYPE_SMALL);
    int icon = pen_pixels(pen, 20);
    int padding = pen_pixels(pen, 6);
    int width = at.width - 2 * padding;
    bool fits =
        pen_extent(pen, TYPE_SMALL, words_deck(DECK_WINDOW_OWN_CAMERA_OFF), INT16_MAX).width <=
            width &&
        at.height >= icon + line + 3 * padding;
    int top = at.y + (at.height - icon - (fits ? line + padding : 0)) / 2;
    draw_icon(&pen->view->list, (struct rectangle){at.x + (at.width - icon) / 2, top, icon, icon},
              (struct draw_icon){.icon = ICON_CAMERA_OFF, .colour = pen->theme->muted});
    if (fits)
        pen_say(pen, (struct rectangle){at.x + padding, top + icon + padding, width, line},
                (struct say){TYPE_SMALL, TEXT_CENTRE, pen->theme->muted, 1},
                words_deck(DECK_WINDOW_OWN_CAMERA_OFF));
}

/* One's own picture is a button: seeing oneself for an hour tires, so it goes away by one touch. */
static void own_corner_draw(struct call_pen *p)
{
    struct pen *pen = &p->pen;
    struct rectangle at = p->layout.own;
    if (rectangle_is_empty(at))
        return;
    bool hidden = p->in->own_picture_hidden;
    int side = pen_target(pen, 44);
    struct button button = {
        .id = NODE_OWN_PICTURE,
        .role = ROLE_TOGGLE,
        .at = at,
        .icon = VIEW_NO_ICON,
        .name = words_deck(hidden ? DECK_WINDOW_PICTURE_SHOW : DECK_COMFORT_HIDE_SELF),
        .shortcut = "S",
        .on = !hidden,
    };
    if (hidden) {
        button.at.x += p->layout.own_over_picture ? at.width - side : 0;
        button.at.y += at.height - side;
        button.at.width = button.at.height = side;
        button.icon = ICON_PERSON;
        pen_button(pen, &button);
        return;
    }
    int edge = p->layout.own_over_picture ? pen_pixels(pen, 4) : 0;
    if (edge > 0)
        pen_fill(pen, rectangle_inset(at, -edge), pen->theme->ground, 13);
    own_picture_draw(p, at, pen->theme->ground);
    pen_picture_button(pen, &button);
}

void stage_draw(struct call_pen *p)
{
    const struct call_model *m = p->in->model;
    struct rectangle at = p->layout.picture;
    if (rectangle_is_empty(at))
        return;
    if (!shows_picture(p->in))
        no_picture_draw(p, at);
    else
        draw_picture(&p->pen.view->list, at,
                     (struct draw_picture){.picture = m->their_picture,
                                           .slot = 0,
                                           .crop = true,
                                           .dimmed = m->their_picture_is_old ||
                                                     m->phase == CALL_RECONNECTING,
                                           .radius = p->layout.calm ? 0 : pen_pixels(&p->pen, 16),
                                           .behind = p->pen.theme->ground});
    facts_draw(p, at);
    nod_draw(p, at);
    own_corner_draw(p);
}
