#include "ui/call_parts.h"

#define BAR_BUTTONS_MAX 5

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
        .label = words_plain(m->microphone_on ? WORD_MICROPHONE_ON : WORD_MICROPHONE_OFF),
        .name = words_plain(m->microphone_on ? WORD_MICROPHONE_TURN_OFF : WORD_MICROPHONE_TURN_ON),
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
        .label = words_plain(m->camera_on ? WORD_CAMERA_ON : WORD_CAMERA_OFF),
        .name = words_plain(m->camera_on ? WORD_CAMERA_TURN_OFF : WORD_CAMERA_TURN_ON),
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
    uint64_t *changes_at_us = &p->pen.view->changes_at_us;
    if (just_sent && (*changes_at_us == 0 || until < *changes_at_us))
        *changes_at_us = until;
    return (struct button){
        .id = NODE_NOD,
        .role = ROLE_BUTTON,
        .icon = just_sent ? ICON_CHECK : ICON_NOD,
        .label = words_plain(just_sent ? WORD_NODDED : WORD_NOD),
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
        .label = words_plain(WORD_CHECK_OPEN),
        .name = name,
        .shortcut = "W",
    };
}

static struct button leave_of(void)
{
    return (struct button){
        .id = NODE_LEAVE,
        .role = ROLE_BUTTON,
        .icon = ICON_LEAVE,
        .label = words_plain(WORD_LEAVE),
        .name = words_plain(WORD_LEAVE_NAME),
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
        buttons[count++] = nod_of(p, call_say(nod_name, p->in, WORD_NOD_NAME));
    if (p->in->model->question == CALL_ASKS_WORDS && !p->in->words_open)
        buttons[count++] = words_of(asked_say(words_name, p->in, WORD_CHECK_OPEN_NAME));
    buttons[count++] = leave_of();
    int gap = pen_pixels(&p->pen, 10);
    int width = width_of_all(p, buttons, count, gap);
    if (width > at.width) {
        for (int i = 0; i < count; i++)
            buttons[i].label = NULL;
        width = width_of_all(p, buttons, count, gap);
    }
    int x = at.x + (at.width - width) / 2;
    for (int i = 0; i < count; i++) {
        int button_width = pen_button_width(&p->pen, &buttons[i]);
        buttons[i].at = (struct rectangle){x, at.y, button_width, at.height};
        pen_button(&p->pen, &buttons[i]);
        x += button_width + gap;
    }
}
