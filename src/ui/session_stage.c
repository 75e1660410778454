#include <string.h>

#include "ui/call_layout.h"
#include "ui/session_parts.h"
#include "widgets/utf8.h"

#define STAGE_RADIUS    16
#define AVATAR          88
#define OWN_WIDTH_MIN   64 /* over their picture, in units */
#define OWN_WIDTH_MAX   144
#define OWN_WORDS_WIDTH 120    /* from here on it is said why there is none */
#define VEIL_STEP_US    100000 /* each is a picture of the whole window */
#define NOD_STRONG_US   200000 /* at first it is seen from the corner of an eye */

/* What a camera last saw is not shown once it is off; while the line is down it is. */
bool session_shows_picture(const struct screen_input *in)
{
    const struct call_model *m = in->model;
    bool off = !m->their_camera_on && m->phase == CALL_IN_CALL;
    return m->their_picture != NULL && !in->desk->session.picture_covered && !off;
}

/* ---- their picture ---- */

static void draw_theirs(void *context, struct draw_list *list, struct rectangle at,
                        const struct tree_frame *frame, bool calm)
{
    const struct screen_input *in = context;
    const struct call_model *m = in->model;
    struct rectangle place = call_picture_place(&(struct call_stage){
        .room = at,
        .picture_width = m->their_picture->width,
        .picture_height = m->their_picture->height,
        .calm = calm,
    });
    if (rectangle_is_empty(place))
        return;
    bool old = m->their_picture_is_old || m->phase == CALL_RECONNECTING;
    int radius = calm ? 0 : theme_pixels(STAGE_RADIUS, frame->scale_percent);
    draw_picture(list, place,
                 (struct draw_picture){.picture = m->their_picture,
                                       .crop = true,
                                       .dimmed = old,
                                       .radius = radius,
                                       .behind = theme_of(frame->theme)->ground});
}

static void draw_stage(void *context, struct draw_list *list, struct rectangle at,
                       const struct tree_frame *frame)
{
    draw_theirs(context, list, at, frame, false);
}

static void draw_calm(void *context, struct draw_list *list, struct rectangle at,
                      const struct tree_frame *frame)
{
    draw_theirs(context, list, at, frame, true);
}

/* The first letter of a name, for where a picture is missing. */
static const char *initial_of(const char *name, char out[8])
{
    size_t end = 0;
    uint32_t point = utf8_next(name, strlen(name), &end);
    out[point > ' ' ? utf8_put(point, out) : 0] = '\0';
    return out;
}

static enum deck_key why_no_picture(const struct screen_input *in)
{
    const struct call_model *m = in->model;
    if (in->desk->session.picture_covered)
        return DECK_PRIVACY_COVERED;
    if (m->phase == CALL_RECONNECTING)
        return DECK_WINDOW_FINDING;
    return m->their_camera_on ? DECK_WINDOW_PICTURE_COMING : DECK_WINDOW_CAMERA_OFF;
}

static void no_picture(struct tree *tree, const struct screen_input *in)
{
    char sentence[WORDS_SENTENCE_MAX];
    char initial[8];
    tree_open_column(tree, &(struct box){.key = "no-picture",
                                         .gap = 12,
                                         .pad = 16,
                                         .main = ALIGN_CENTRE,
                                         .cross = ALIGN_CENTRE,
                                         .ground = GROUND_PANEL,
                                         .radius = STAGE_RADIUS});
    tree_open_column(tree, &(struct box){.fit = {.width = AVATAR, .height = AVATAR},
                                         .main = ALIGN_CENTRE,
                                         .cross = ALIGN_CENTRE,
                                         .ground = GROUND_CARD,
                                         .radius = AVATAR / 2});
    tree_label(tree,
               &(struct label){.words = initial_of(words_name(in->model->their_name), initial),
                               .role = TYPE_HERO,
                               .tone = TONE_ACCENT});
    tree_close(tree);
    tree_label(tree, &(struct label){.words = screen_say(sentence, in, why_no_picture(in)),
                                     .tone = TONE_MUTED,
                                     .role = TYPE_BODY,
                                     .lines_max = 3,
                                     .align = TEXT_CENTRE});
    tree_close(tree);
}

/* ---- what lies over it ---- */

static void pill(struct tree *tree, const char *key, enum icon icon, const char *words)
{
    tree_open_row(tree, &(struct box){.key = key,
                                      .gap = 8,
                                      .pad_x = 12,
                                      .pad_y = 6,
                                      .cross = ALIGN_CENTRE,
                                      .ground = GROUND_WINDOW,
                                      .radius = 14});
    if (icon != TREE_NO_ICON)
        tree_icon(tree, icon, TONE_TEXT, 16);
    tree_label(tree, &(struct label){.words = words, .role = TYPE_SMALL, .lines_max = 1});
    tree_close(tree);
}

/* A nod, or another expression that is meant: the newer of the two. */
static uint64_t shown_since_us(const struct screen_input *in)
{
    const struct call_model *m = in->model;
    uint64_t at_us = m->hour.expressed_at_us > m->nod_received_at_us ? m->hour.expressed_at_us
                                                                     : m->nod_received_at_us;
    bool fresh = at_us != 0 && in->now_us >= at_us && in->now_us - at_us < SESSION_NOD_SHOWN_US;
    return fresh ? at_us : 0;
}

static struct rectangle their_place(const struct draw_list *list, struct rectangle otherwise)
{
    for (size_t i = list->count; i > 0; i--) {
        const struct draw_command *c = &list->commands[i - 1];
        if (c->kind == DRAW_PICTURE && c->as.picture.slot == 0)
            return c->at;
    }
    return otherwise;
}

static void draw_nod(void *context, struct draw_list *list, struct rectangle at,
                     const struct tree_frame *frame)
{
    const struct screen_input *in = context;
    bool strong = in->now_us < shown_since_us(in) + NOD_STRONG_US && !frame->reduced_motion;
    draw_rectangle(list, their_place(list, at),
                   (struct draw_rectangle){
                       .border = theme_of(frame->theme)->accent,
                       .border_width = theme_pixels(strong ? 6 : 3, frame->scale_percent),
                       .radius = theme_pixels(STAGE_RADIUS, frame->scale_percent),
                   });
}

static void nod_ring(struct tree *tree, const struct screen_input *in)
{
    uint64_t since_us = shown_since_us(in);
    if (since_us == 0)
        return;
    bool strong = in->now_us < since_us + NOD_STRONG_US && !tree_frame_of(tree)->reduced_motion;
    tree_change_at(tree, since_us + (strong ? NOD_STRONG_US : SESSION_NOD_SHOWN_US));
    tree_canvas(tree, &(struct canvas){
                          .key = "nod", .name = "", .draw = draw_nod, .context = screen_lent(in)});
}

static void nod_pill(struct tree *tree, const struct screen_input *in)
{
    char sentence[WORDS_SENTENCE_MAX];
    const struct call_model *m = in->model;
    bool expresses = m->hour.expressed_at_us > m->nod_received_at_us;
    tree_open_row(tree, &(struct box){.key = "nod-words", .main = ALIGN_CENTRE});
    if (shown_since_us(in) != 0)
        pill(tree, "nod", expresses ? ICON_WORDS : ICON_NOD,
             expresses ? session_expression(sentence, in)
                       : screen_say(sentence, in, DECK_SIGNALS_NODDED));
    tree_close(tree);
}

static void own_why(struct tree *tree, bool roomy)
{
    tree_open_column(tree, &(struct box){.key = "why", .gap = 4, .pad = 8, .cross = ALIGN_CENTRE});
    tree_icon(tree, ICON_CAMERA_OFF, TONE_MUTED, 20);
    if (roomy)
        tree_label(tree, &(struct label){.words = words_deck(DECK_WINDOW_OWN_CAMERA_OFF),
                                         .tone = TONE_MUTED,
                                         .align = TEXT_CENTRE,
                                         .lines_max = 2});
    tree_close(tree);
}

static int own_width(int stage_height)
{
    int width = stage_height / 2;
    width = width < OWN_WIDTH_MIN ? OWN_WIDTH_MIN : width;
    return width < OWN_WIDTH_MAX ? width : OWN_WIDTH_MAX;
}

void session_own_say(struct tree *tree, const struct screen_input *in, int width, bool framed)
{
    const struct call_model *m = in->model;
    bool seen = m->own_picture != NULL && m->camera_on;
    if (in->desk->session.own_picture_hidden)
        return;
    tree_open_stack(tree, &(struct box){.key = "own",
                                        .pad = framed ? 4 : 0,
                                        .ground = framed ? GROUND_WINDOW : GROUND_NONE,
                                        .radius = 14,
                                        .main = ALIGN_CENTRE,
                                        .cross = ALIGN_CENTRE});
    tree_image(tree, &(struct image){.key = "picture",
                                     .name = words_deck(DECK_COMFORT_HIDE_SELF),
                                     .picture = seen ? m->own_picture : NULL,
                                     .slot = 1,
                                     .crop = true,
                                     .mirrored = true,
                                     .radius = 12,
                                     .act = {SESSION_OWN_PICTURE, 0},
                                     .fit = {.width = width, .height = width * 9 / 16}});
    if (!seen)
        own_why(tree, width >= OWN_WORDS_WIDTH);
    tree_close(tree);
}

/* Facts about the other's side, in words. */
static void facts(struct tree *tree, const struct screen_input *in)
{
    char sentence[WORDS_SENTENCE_MAX];
    const struct call_model *m = in->model;
    tree_open_column(tree, &(struct box){.key = "facts", .gap = 8, .fit = {.grow = 1}});
    if (session_shows_picture(in) && m->their_picture_is_old)
        pill(tree, "old", TREE_NO_ICON, words_deck(DECK_WINDOW_PICTURE_OLD));
    if (!m->their_microphone_on && m->phase == CALL_IN_CALL)
        pill(tree, "mute", ICON_MICROPHONE_OFF,
             screen_say(sentence, in, DECK_WINDOW_MICROPHONE_OFF));
    tree_close(tree);
}

void session_stage_say(struct tree *tree, const struct screen_input *in, struct fit fit,
                       enum session_stage_kind kind)
{
    bool calm = kind == STAGE_IS_CALM;
    tree_open_stack(tree, &(struct box){.key = calm ? "calm-stage" : "stage",
                                        .fit = fit,
                                        .main = ALIGN_FILL,
                                        .cross = ALIGN_FILL});
    if (session_shows_picture(in))
        tree_canvas(tree, &(struct canvas){.key = "theirs",
                                           .name = words_name(in->model->their_name),
                                           .draw = calm ? draw_calm : draw_stage,
                                           .context = screen_lent(in)});
    else
        no_picture(tree, in);
    nod_ring(tree, in);
    tree_open_column(
        tree, &(struct box){.key = "over", .pad = 12, .main = ALIGN_BETWEEN, .cross = ALIGN_FILL});
    nod_pill(tree, in);
    tree_open_row(tree, &(struct box){.key = "below", .gap = 12, .cross = ALIGN_END});
    facts(tree, in);
    if (kind == STAGE_WITH_OWN)
        session_own_say(tree, in, own_width(fit.height), true);
    tree_close(tree);
    tree_close(tree);
    tree_close(tree);
}

/* ---- the fade ---- */

static void draw_veil(void *context, struct draw_list *list, struct rectangle at,
                      const struct tree_frame *frame)
{
    const struct screen_input *in = context;
    uint64_t faded_us = in->untouched_us - SESSION_CALM_US;
    struct draw_rectangle veil = {.fill = theme_of(frame->theme)->ground};
    struct rectangle hole = their_place(list, (struct rectangle){0});
    int right = hole.x + hole.width;
    int below = hole.y + hole.height;
    const struct rectangle around[] = {
        {at.x, at.y, at.width, hole.y - at.y},
        {at.x, hole.y, hole.x - at.x, hole.height},
        {right, hole.y, at.x + at.width - right, hole.height},
        {at.x, below, at.width, at.y + at.height - below},
    };
    veil.fill.alpha = (uint8_t)(255 * faded_us / SESSION_FADE_US);
    for (size_t i = 0; i < sizeof around / sizeof around[0]; i++)
        draw_rectangle(list, around[i], veil);
}

void session_veil_say(struct tree *tree, const struct screen_input *in)
{
    tree_canvas(
        tree,
        &(struct canvas){.key = "veil", .name = "", .draw = draw_veil, .context = screen_lent(in)});
    tree_change_at(tree, in->now_us + VEIL_STEP_US);
}
