#include "ui/session_parts.h"

#define ITEM_WIDTH   68 /* units, with its word below */
#define BUTTON_SIDE  44
#define BAR_GAP      8
#define BEAT_STEP_US 100000
#define RING_UNITS   3
#define WHOLE_RING   3600

struct item {
    enum icon icon;
    enum button_kind kind;
    enum button_tone tone;
    bool on;
    const char *words; /* below it, where there is room */
    const char *name;
    const char *shortcut;
    struct act act;
};

enum bar_room {
    BAR_SMALL,
    BAR_ROUND,
    BAR_WORDS, /* below each */
};

static void item_say(struct tree *tree, const struct screen_input *in, const struct item *item,
                     enum bar_room room)
{
    bool words = room == BAR_WORDS;
    tree_open_column(tree, &(struct box){.key = "item",
                                         .number = item->act.kind,
                                         .gap = 4,
                                         .cross = ALIGN_CENTRE,
                                         .fit = {.width = words ? ITEM_WIDTH : 0}});
    tree_open_stack(tree, &(struct box){.key = "button"});
    tree_press(tree, &(struct press){.kind = item->kind,
                                     .tone = item->tone,
                                     .icon = item->icon,
                                     .has_icon = true,
                                     .name = item->name,
                                     .shortcut = item->shortcut,
                                     .small = room == BAR_SMALL,
                                     .on = item->on,
                                     .act = item->act});
    if (item->act.kind == SESSION_MICROPHONE)
        session_beat_say(tree, in, BUTTON_SIDE);
    tree_close(tree);
    if (words)
        tree_label(tree, &(struct label){.words = item->words,
                                         .role = TYPE_SMALL,
                                         .tone = item->tone == BUTTON_OFF ? TONE_WARN : TONE_MUTED,
                                         .align = TEXT_CENTRE,
                                         .lines_max = 2});
    tree_close(tree);
}

static struct item microphone_of(const struct screen_input *in)
{
    bool on = in->model->microphone_on;
    return (struct item){
        .icon = on ? ICON_MICROPHONE : ICON_MICROPHONE_OFF,
        .tone = on ? BUTTON_QUIET : BUTTON_OFF,
        .words = words_deck(on ? DECK_WINDOW_MIC_ON : DECK_WINDOW_MIC_OFF),
        .name = words_deck(on ? DECK_WINDOW_MIC_TURN_OFF : DECK_WINDOW_MIC_TURN_ON),
        .shortcut = screen_key(in, 'm'),
        .act = {SESSION_MICROPHONE, 0},
    };
}

static struct item camera_of(const struct screen_input *in)
{
    bool on = in->model->camera_on;
    return (struct item){
        .icon = on ? ICON_CAMERA : ICON_CAMERA_OFF,
        .tone = on ? BUTTON_QUIET : BUTTON_OFF,
        .words = words_deck(on ? DECK_WINDOW_CAMERA_ON : DECK_WINDOW_CAMERA_IS_OFF),
        .name = words_deck(on ? DECK_WINDOW_CAMERA_TURN_OFF : DECK_WINDOW_CAMERA_TURN_ON),
        .shortcut = screen_key(in, 'v'),
        .act = {SESSION_CAMERA, 0},
    };
}

/* The word changes for a moment: it tells that it went out, with nothing that moves. */
static bool just_sent(struct tree *tree, const struct screen_input *in, uint64_t at_us)
{
    uint64_t until_us = at_us + SESSION_NOD_SHOWN_US / 2;
    bool just = at_us != 0 && in->now_us < until_us;
    if (just)
        tree_change_at(tree, until_us);
    return just;
}

static struct item pause_of(struct tree *tree, const struct screen_input *in)
{
    const struct hour_model *hour = &in->model->hour;
    bool sent =
        hour->my_expression == SIGNAL_PAUSE_PLEASE && just_sent(tree, in, hour->i_expressed_at_us);
    return (struct item){
        .icon = sent ? ICON_CHECK : ICON_PAUSE,
        .words = words_deck(DECK_WINDOW_PAUSE),
        .name = words_deck(DECK_KEYS_PAUSE),
        .shortcut = screen_key(in, 'h'),
        .act = {SESSION_EXPRESS, SIGNAL_PAUSE_PLEASE},
    };
}

static struct item nod_of(struct tree *tree, const struct screen_input *in, const char *name)
{
    bool sent = just_sent(tree, in, in->model->nod_sent_at_us);
    return (struct item){
        .icon = sent ? ICON_CHECK : ICON_NOD,
        .words = words_deck(sent ? DECK_WINDOW_NOD_SENT : DECK_SIGNALS_NOD),
        .name = name,
        .shortcut = screen_key(in, 'n'),
        .act = {SESSION_NOD, 0},
    };
}

static size_t call_items(struct tree *tree, const struct screen_input *in, struct item *items,
                         const char *nod)
{
    const struct session_desk *desk = &in->desk->session;
    bool hour = in->model->hour.shown;
    size_t count = 0;
    if (hour)
        items[count++] = pause_of(tree, in);
    items[count++] = nod_of(tree, in, nod);
    if (hour)
        items[count++] = (struct item){
            .icon = ICON_MORE,
            .kind = BUTTON_TOGGLE,
            .on = desk->expressions_open,
            .words = words_deck(DECK_WINDOW_MORE),
            .name = words_deck(DECK_WINDOW_MORE),
            .shortcut = screen_key(in, 'x'),
            .act = {SESSION_MORE, 0},
        };
    return count;
}

static struct item write_of(const struct screen_input *in, const char *name)
{
    return (struct item){
        .icon = ICON_EDIT,
        .words = words_deck(DECK_WINDOW_WRITE),
        .name = name,
        .shortcut = screen_key(in, 't'),
        .act = {SESSION_WRITE, 0},
    };
}

static struct item panel_of(const struct screen_input *in)
{
    return (struct item){
        .icon = ICON_LIST,
        .kind = BUTTON_TOGGLE,
        .on = in->desk->panel.tab != PANEL_CLOSED,
        .words = words_deck(DECK_PANEL_LABEL),
        .name = words_deck(DECK_PANEL_OPEN),
        .shortcut = "F6",
        .act = {SESSION_PANEL, 0},
    };
}

static struct item confirm_of(const struct screen_input *in, const char *name)
{
    return (struct item){
        .icon = ICON_SHIELD,
        .words = words_deck(DECK_WINDOW_WORDS_OPEN),
        .name = name,
        .shortcut = screen_key(in, 'w'),
        .act = {SESSION_WORDS, 0},
    };
}

static enum bar_room room_for(int count, int room)
{
    int gaps = (count - 1) * BAR_GAP;
    if (count * ITEM_WIDTH + gaps <= room)
        return BAR_WORDS;
    return count * BUTTON_SIDE + gaps <= room ? BAR_ROUND : BAR_SMALL;
}

static struct item leave_of(void)
{
    return (struct item){
        .icon = ICON_LEAVE,
        .words = words_deck(DECK_WINDOW_LEAVE),
        .name = words_deck(DECK_WINDOW_LEAVE_SESSION),
        .shortcut = "Ctrl+Q",
        .act = {ACT_LEAVE, 0},
    };
}

void session_bar_say(struct tree *tree, const struct screen_input *in, int room)
{
    const struct call_model *m = in->model;
    struct item items[9];
    char nod[WORDS_SENTENCE_MAX];
    char write[WORDS_SENTENCE_MAX];
    char confirm[WORDS_SENTENCE_MAX];
    size_t count = 0;
    items[count++] = microphone_of(in);
    items[count++] = camera_of(in);
    if (m->phase == CALL_IN_CALL)
        count += call_items(tree, in, &items[count], screen_say(nod, in, DECK_WINDOW_NOD_TO));
    items[count++] = write_of(in, screen_say(write, in, DECK_WINDOW_LANE_WRITE_TO));
    if (m->hour.shown)
        items[count++] = panel_of(in);
    if (m->question == CALL_ASKS_WORDS && !in->desk->pages.words_open)
        items[count++] = confirm_of(in, words_fill(confirm, DECK_FOUR_WORDS_OPEN,
                                                   &(struct word_facts){.name = m->asked_name}));
    items[count++] = leave_of();
    enum bar_room size = room_for((int)count, room);
    tree_open_flow(tree, &(struct box){.key = "bar",
                                       .gap = size == BAR_SMALL ? BAR_GAP / 2 : BAR_GAP,
                                       .main = ALIGN_CENTRE,
                                       .role = ACCESS_PANEL,
                                       .name = words_deck(DECK_WINDOW_BAR),
                                       .pane = true,
                                       .fit = {.own_align = true, .align = ALIGN_FILL}});
    for (size_t i = 0; i < count; i++)
        item_say(tree, in, &items[i], size);
    tree_close(tree);
}

/* ---- the beat ---- */

static void draw_beat(void *context, struct draw_list *list, struct rectangle at,
                      const struct tree_frame *frame)
{
    const struct screen_input *in = context;
    float left = pacing_beat_left(&in->model->hour.beat, in->now_us);
    int width = theme_pixels(RING_UNITS, frame->scale_percent);
    int part = frame->reduced_motion ? WHOLE_RING : (int)(left * WHOLE_RING);
    draw_arc(list, rectangle_inset(at, -width),
             (struct draw_arc){
                 .colour = theme_of(frame->theme)->text, .width = width, .from = 0, .to = part});
}

void session_beat_say(struct tree *tree, const struct screen_input *in, int side)
{
    const struct pacing_beat *beat = &in->model->hour.beat;
    if (pacing_beat_left(beat, in->now_us) <= 0)
        return;
    tree_canvas(tree, &(struct canvas){.key = "beat",
                                       .name = "",
                                       .draw = draw_beat,
                                       .context = screen_lent(in),
                                       .fit = {.width = side, .height = side}});
    tree_change_at(tree, tree_frame_of(tree)->reduced_motion ? beat->until_us
                                                             : in->now_us + BEAT_STEP_US);
}
