#include "ui/call_parts.h"

#define BAR_BUTTONS_MAX 8
#define BAR_BUTTONS_FEW 5
#define BEAT_STEP_US    100000

int bar_height(const struct call_pen *p)
{
    return pen_target(&p->pen, 44);
}

static struct button microphone_of(const struct call_model *m)
{
    return (struct button){
        .id = NODE_MICROPHONE,
        .role = ROLE_TOGGLE,
        .look = m->microphone_on ? LOOK_QUIET : LOOK_OFF,
        .icon = m->microphone_on ? ICON_MICROPHONE : ICON_MICROPHONE_OFF,
        .label = words_deck(m->microphone_on ? DECK_WINDOW_MIC_ON : DECK_WINDOW_MIC_OFF),
        .name = words_deck(m->microphone_on ? DECK_WINDOW_MIC_TURN_OFF : DECK_WINDOW_MIC_TURN_ON),
        .shortcut = "M",
        .on = m->microphone_on,
    };
}

static struct button camera_of(const struct call_model *m)
{
    return (struct button){
        .id = NODE_CAMERA,
        .role = ROLE_TOGGLE,
        .look = m->camera_on ? LOOK_QUIET : LOOK_OFF,
        .icon = m->camera_on ? ICON_CAMERA : ICON_CAMERA_OFF,
        .label = words_deck(m->camera_on ? DECK_WINDOW_CAMERA_ON : DECK_WINDOW_CAMERA_IS_OFF),
        .name = words_deck(m->camera_on ? DECK_WINDOW_CAMERA_TURN_OFF : DECK_WINDOW_CAMERA_TURN_ON),
        .shortcut = "V",
        .on = m->camera_on,
    };
}

/* The word changes for a moment: it tells that the nod went out, with nothing that moves. */
static struct button nod_of(struct call_pen *p, const char *name)
{
    const struct call_model *m = p->in->model;
    uint64_t until = m->nod_sent_at_us + CALL_NOD_SHOWN_US / 2;
    bool just_sent = m->nod_sent_at_us != 0 && p->in->now_us < until;
    if (just_sent)
        view_change_at(p->pen.view, until);
    return (struct button){
        .id = NODE_NOD,
        .role = ROLE_BUTTON,
        .icon = just_sent ? ICON_CHECK : ICON_NOD,
        .label = words_deck(just_sent ? DECK_WINDOW_NOD_SENT : DECK_SIGNALS_NOD),
        .name = name,
        .shortcut = "N",
    };
}

static struct button words_of(const char *name)
{
    return (struct button){
        .id = NODE_WORDS,
        .role = ROLE_BUTTON,
        .icon = ICON_PERSON,
        .label = words_deck(DECK_WINDOW_WORDS_OPEN),
        .name = name,
        .shortcut = "W",
    };
}

/* Of the hour: what comes seldom is told by its icon, and by its name to who asks. */
static struct button icon_of(enum node_id id, enum deck_key name, const char *shortcut)
{
    struct button button = deck_button(id, name, shortcut);
    button.label = NULL;
    return button;
}

static int hour_buttons(const struct call_pen *p, struct button *buttons)
{
    const struct call_view_input *in = p->in;
    int count = 0;
    if (in->model->phase == CALL_IN_CALL) {
        buttons[count] = icon_of(NODE_SOMEONE, DECK_SIGNALS_SOMEONE_CAME_IN, "A");
        buttons[count++].icon = ICON_PEOPLE;
        buttons[count] = icon_of(NODE_EXPRESSIONS, DECK_EXPRESSIONS_TITLE, "X");
        buttons[count].role = ROLE_TOGGLE;
        buttons[count].on = in->hand.expressions_open;
        buttons[count++].icon = ICON_WORDS;
    }
    buttons[count] = icon_of(NODE_PANEL, DECK_PANEL_OPEN, "F6");
    buttons[count].role = ROLE_TOGGLE;
    buttons[count].on = in->hand.panel != PANEL_CLOSED;
    buttons[count++].icon = ICON_LIST;
    return count;
}

static struct button leave_of(void)
{
    return (struct button){
        .id = NODE_LEAVE,
        .role = ROLE_BUTTON,
        .icon = ICON_LEAVE,
        .label = words_deck(DECK_WINDOW_LEAVE),
        .name = words_deck(DECK_WINDOW_LEAVE_SESSION),
        .shortcut = "Ctrl+Q",
    };
}

static int width_of_all(const struct call_pen *p, const struct button *buttons, int count, int gap)
{
    int width = gap * (count - 1);
    for (int i = 0; i < count; i++)
        width += pen_button_width(&p->pen, &buttons[i]);
    return width;
}

/* Its icon says enough where there is no room for words. */
static void label_drop(struct button *buttons, int count, enum node_id id)
{
    for (int i = 0; i < count; i++) {
        if (buttons[i].id == id)
            buttons[i].label = NULL;
    }
}

void beat_ring_draw(struct call_pen *p, struct rectangle at)
{
    struct pen *pen = &p->pen;
    float left = pacing_beat_left(&p->in->model->hour.beat, p->in->now_us);
    if (left <= 0)
        return;
    int width = pen_pixels(pen, 2);
    struct rectangle ring = rectangle_inset(at, -width);
    struct rectangle seen = ring;
    if (!p->in->reduced_motion) {
        seen.width = (int)(left * (float)ring.width);
        view_change_at(pen->view, p->in->now_us + BEAT_STEP_US);
    }
    draw_clip_push(&pen->view->list, seen);
    draw_rectangle(&pen->view->list, ring,
                   (struct draw_rectangle){.border = pen->theme->text,
                                           .border_width = width,
                                           .radius = ring.height / 2});
    draw_clip_pop(&pen->view->list);
}

void bar_draw(struct call_pen *p, struct rectangle at)
{
    struct button buttons[BAR_BUTTONS_MAX];
    char nod_name[WORDS_SENTENCE_MAX];
    char words_name[WORDS_SENTENCE_MAX];
    enum call_phase phase = p->in->model->phase;
    int count = 0;
    buttons[count++] = microphone_of(p->in->model);
    buttons[count++] = camera_of(p->in->model);
    if (phase == CALL_IN_CALL)
        buttons[count++] = nod_of(p, call_say(nod_name, p->in, DECK_WINDOW_NOD_TO));
    bool together = phase == CALL_IN_CALL || phase == CALL_RECONNECTING;
    if (p->in->model->hour.shown && together)
        count += hour_buttons(p, &buttons[count]);
    if (p->in->model->question == CALL_ASKS_WORDS && !p->in->words_open)
        buttons[count++] = words_of(asked_say(words_name, p->in, DECK_FOUR_WORDS_OPEN));
    buttons[count++] = leave_of();
    int gap = pen_pixels(&p->pen, count > BAR_BUTTONS_FEW ? 6 : 10);
    int width = width_of_all(p, buttons, count, gap);
    static const enum node_id plain_enough[] = {NODE_NOD, NODE_LEAVE, NODE_WORDS};
    for (size_t i = 0; width > at.width && i < sizeof plain_enough / sizeof plain_enough[0]; i++) {
        label_drop(buttons, count, plain_enough[i]);
        width = width_of_all(p, buttons, count, gap);
    }
    if (width > at.width) {
        label_drop(buttons, count, NODE_MICROPHONE);
        label_drop(buttons, count, NODE_CAMERA);
        width = width_of_all(p, buttons, count, gap);
    }
    int x = at.x + (at.width - width) / 2;
    for (int i = 0; i < count; i++) {
        int button_width = pen_button_width(&p->pen, &buttons[i]);
        buttons[i].at = (struct rectangle){x, at.y, button_width, at.height};
        pen_button(&p->pen, &buttons[i]);
        if (buttons[i].id == NODE_MICROPHONE)
            beat_ring_draw(p, buttons[i].at);
        x += button_width + gap;
    }
}
