#include "ui/ready_screen.h"

#include "ui/door_screen.h"
#include "ui/page_parts.h"

#define PAGE_WIDTH    760 /* units */
#define OWN_WIDTH     304
#define TILE_WIDTH    340
#define OWN_SLOT      1
#define LOOK_AGAIN_US 100000 /* the meters are read so often */
#define LOOK_CALM_US  500000 /* where motion is reduced */

struct verdict {
    enum deck_key is, to_do;
};

/* Who invites must be able to copy the link first; what is wrong with the line comes first, too. */
static bool opens_by_itself(const struct screen_input *in)
{
    const struct call_model *m = in->model;
    bool hindered =
        m->hindrance != CALL_HINDRANCE_NONE && m->hindrance != CALL_HINDRANCE_STILL_TRYING;
    return m->hour.stage == STAGE_ARRIVING && m->invite == NULL && !hindered;
}

bool ready_check_is_due(const struct screen_input *in)
{
    enum call_phase phase = in->model->phase;
    bool waits = phase == CALL_WAITING || phase == CALL_CONNECTING || phase == CALL_KNOCKING;
    return waits && in->model->hour.shown && !in->desk->pages.ready_left &&
           (in->model->hour.stage == STAGE_READY || opens_by_itself(in));
}

/* ---- what the meters say ---- */

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

/* Opens a tile that says one thing; closed with close_tile. */
static void open_tile(struct tree *tree, const char *key, enum icon icon, struct verdict verdict)
{
    tree_open_row(
        tree,
        &(struct box){
            .key = key, .gap = 12, .pad_x = 16, .pad_y = 12, .ground = GROUND_CARD, .radius = 14});
    tree_icon(tree, icon, TONE_ACCENT, 22);
    tree_open_column(
        tree, &(struct box){.key = "says", .gap = 4, .cross = ALIGN_FILL, .fit = {.grow = 1}});
    tree_label(tree, &(struct label){.words = words_deck(verdict.is), .role = TYPE_STRONG});
    screen_hint(tree, words_deck(verdict.to_do));
}

static void close_tile(struct tree *tree)
{
    tree_close(tree);
    tree_close(tree);
}

static void tiles(struct tree *tree, const struct screen_input *in)
{
    const struct hour_ready *ready = &in->model->hour.ready;
    tree_open_column(tree, &(struct box){.key = "tiles",
                                         .gap = 8,
                                         .cross = ALIGN_FILL,
                                         .fit = {.width = TILE_WIDTH, .grow = 1}});
    if (in->model->camera_on && ready->light_known) {
        open_tile(tree, "light", ICON_LIGHT, light_of(ready));
        close_tile(tree);
    }
    if (in->model->microphone_on) {
        open_tile(tree, "sound", ICON_MICROPHONE, sound_of(ready));
        tree_meter(tree, &(struct meter){.key = "level",
                                         .name = words_deck(DECK_READY_SOUND_LEVEL),
                                         .value = ready->level,
                                         .tone = TONE_ACCENT});
        close_tile(tree);
    }
    open_tile(tree, "headphones", ICON_HEADPHONES, headphones_of(ready));
    close_tile(tree);
    tree_close(tree);
}

/* ---- one's own picture ---- */

/* A light line with a dark edge: it is seen on any picture. */
static void outline(struct draw_list *list, struct rectangle at, int line, int radius)
{
    static const struct colour dark = {0, 0, 0, 255};
    static const struct colour light = {255, 255, 255, 255};
    draw_rectangle(
        list, at,
        (struct draw_rectangle){.border = dark, .border_width = 3 * line, .radius = radius});
    draw_rectangle(
        list, rectangle_inset(at, line),
        (struct draw_rectangle){.border = light, .border_width = line, .radius = radius - line});
}

/* Head and shoulders, with the eyes at the top third; the same from left and from right, so that it
 * fits the mirror. Lengths are percent of the height. */
static void draw_guide(void *context, struct draw_list *list, struct rectangle at,
                       const struct tree_frame *frame)
{
    int line = theme_pixels(1, frame->scale_percent);
    int middle = at.x + at.width / 2;
    int eyes = at.y + at.height / 3;
    int head = at.height * 30 / 100;
    int tall = at.height * 40 / 100;
    int shoulders = at.height;
    (void)context;
    draw_clip_push(list, at);
    outline(list, (struct rectangle){middle - head / 2, eyes - tall / 2, head, tall}, line,
            head / 2);
    outline(list,
            (struct rectangle){middle - shoulders / 2, at.y + at.height * 60 / 100, shoulders,
                               at.height},
            line, at.height * 30 / 100);
    outline(list,
            (struct rectangle){at.x - 3 * line, eyes - 3 * line / 2, at.width + 6 * line, 3 * line},
            line, 0);
    draw_clip_pop(list);
}

static void picture(struct tree *tree, const struct screen_input *in, bool guided)
{
    const struct fit fit = {.width = OWN_WIDTH, .height = OWN_WIDTH * 9 / 16};
    tree_open_stack(tree, &(struct box){.key = "picture", .fit = fit, .cross = ALIGN_FILL});
    tree_image(tree, &(struct image){.key = "own",
                                     .name = "",
                                     .picture = in->model->own_picture,
                                     .slot = OWN_SLOT,
                                     .crop = true,
                                     .mirrored = true,
                                     .radius = 14,
                                     .fit = fit});
    if (guided)
        tree_canvas(tree,
                    &(struct canvas){.key = "guide", .name = "", .draw = draw_guide, .fit = fit});
    tree_close(tree);
}

static void mirror(struct tree *tree, const struct screen_input *in)
{
    bool seen = in->model->camera_on && in->model->own_picture != NULL;
    bool guided = seen && !in->desk->pages.guide_hidden;
    tree_open_column(tree, &(struct box){.key = "mirror", .gap = 8, .fit = {.width = OWN_WIDTH}});
    if (seen) {
        picture(tree, in, guided);
        tree_press(tree, &(struct press){.kind = BUTTON_CHIP,
                                         .words = words_deck(DECK_READY_GUIDE),
                                         .shortcut = screen_key(in, 'g'),
                                         .on = guided,
                                         .act = {PAGES_READY_GUIDE, 0}});
    } else {
        open_tile(tree, "off", ICON_CAMERA_OFF,
                  (struct verdict){DECK_WINDOW_OWN_CAMERA_OFF, DECK_READY_AS_YOU_ARE});
        close_tile(tree);
    }
    if (guided) {
        screen_hint(tree, words_deck(DECK_READY_PICTURE_OUTLINE));
        screen_hint(tree, words_deck(DECK_READY_PICTURE_LOW_DO));
    }
    tree_close(tree);
}

/* ---- what only the person knows ---- */

static void open_question(struct tree *tree, const char *key, enum deck_key asks)
{
    tree_open_column(tree, &(struct box){.key = key,
                                         .gap = 8,
                                         .pad = 16,
                                         .ground = GROUND_PANEL,
                                         .radius = 14,
                                         .fit = {.width = TILE_WIDTH, .grow = 1}});
    tree_label(tree, &(struct label){.words = words_deck(asks), .role = TYPE_STRONG});
}

static void radio(struct tree *tree, enum deck_key words, enum pages_act act, bool on)
{
    tree_press(tree, &(struct press){.kind = BUTTON_RADIO,
                                     .words = words_deck(words),
                                     .on = on,
                                     .act = {(uint16_t)act, 0}});
}

static void telephone(struct tree *tree, const struct screen_input *in)
{
    bool silent = in->desk->pages.phone_is_silent;
    tree_press(tree, &(struct press){.kind = BUTTON_CHECK,
                                     .words = words_deck(DECK_READY_PHONE_ASK),
                                     .on = silent,
                                     .act = {PAGES_READY_PHONE, 0}});
    screen_hint(tree, words_deck(silent ? DECK_READY_PHONE_DO : DECK_READY_NOTICES_DO));
}

static void privacy(struct tree *tree, const struct screen_input *in)
{
    char sentence[WORDS_SENTENCE_MAX];
    bool near = in->desk->pages.privacy == PRIVACY_SOMEONE_NEAR;
    open_question(tree, "privacy", DECK_READY_PRIVATE_ASK);
    tree_open_flow(tree, &(struct box){.key = "answers",
                                       .gap = 8,
                                       .arrows = true,
                                       .role = ACCESS_PANEL,
                                       .name = words_deck(DECK_READY_PRIVATE_ASK)});
    radio(tree, DECK_READY_PRIVATE_YES, PAGES_READY_ALONE,
          in->desk->pages.privacy == PRIVACY_ALONE);
    radio(tree, DECK_READY_PRIVATE_NEAR, PAGES_READY_NEAR, near);
    if (near)
        tree_press(tree, &(struct press){.kind = BUTTON_CHIP,
                                         .words = words_deck(DECK_READY_PRIVATE_TEXT),
                                         .on = !in->model->microphone_on,
                                         .act = {PAGES_READY_WRITE, 0}});
    tree_close(tree);
    if (near) {
        screen_hint(tree, screen_say(sentence, in, DECK_READY_PRIVATE_YES_NO));
        screen_hint(tree, words_deck(DECK_READY_PRIVATE_WALK));
    }
    telephone(tree, in);
    tree_close(tree);
}

static void place(struct tree *tree, const struct screen_input *in)
{
    char why[WORDS_SENTENCE_MAX];
    open_question(tree, "place", DECK_READY_PLACE_ASK);
    screen_entry(tree, in, FIELD_PLACE,
                 &(struct entry){.name = words_deck(DECK_READY_PLACE_ASK),
                                 .hint = words_deck(DECK_SAFETY_PLACE_ASKED),
                                 .fit = page_fills});
    if (in->model->hour.place_before != NULL)
        tree_press(tree, &(struct press){.small = true,
                                         .icon = ICON_REPEAT,
                                         .words = words_deck(DECK_READY_PLACE_SAME),
                                         .act = {PAGES_READY_PLACE, 0}});
    screen_hint(tree, screen_say(why, in, DECK_READY_PLACE_WHY));
    tree_close(tree);
}

/* ---- the page ---- */

static void end(struct tree *tree)
{
    page_open_buttons(tree, "end");
    page_first(tree, DECK_READY_GO, (struct act){PAGES_READY_GO, 0}, TREE_NO_ICON);
    page_plain(tree, DECK_READY_SKIP, (struct act){PAGES_READY_SKIP, 0}, "K");
    tree_close(tree);
}

void ready_screen(struct tree *tree, const struct screen_input *in)
{
    char sentence[WORDS_SENTENCE_MAX];
    bool calm = tree_frame_of(tree)->reduced_motion;
    const struct page page = {.key = "ready",
                              .name = words_deck(DECK_READY_TITLE),
                              .width = PAGE_WIDTH,
                              .gap = 16,
                              .end = end};
    page_open(tree, &page);
    page_title(tree, words_deck(DECK_READY_TITLE));
    if (in->model->phase == CALL_KNOCKING)
        page_hint(tree, door_say_wait(sentence, in));
    tree_open_row(tree, &(struct box){.key = "look", .gap = 20, .cross = ALIGN_START});
    mirror(tree, in);
    tiles(tree, in);
    tree_close(tree);
    tree_open_row(tree, &(struct box){.key = "asks", .gap = 20, .cross = ALIGN_FILL});
    privacy(tree, in);
    place(tree, in);
    tree_close(tree);
    page_close(tree, in, &page);
    tree_change_at(tree, in->now_us + (calm ? LOOK_CALM_US : LOOK_AGAIN_US));
}
