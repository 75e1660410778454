/* What makes it easier to be here; most of it is for this side alone. */
#include <stdio.h>

#include "ui/panel_parts.h"

#define RATINGS 11

static void line(struct tree *tree, enum deck_key key, bool on, struct act act)
{
    tree_press(tree, &(struct press){.kind = BUTTON_SWITCH,
                                     .words = words_deck(key),
                                     .on = on,
                                     .act = act,
                                     .fit = panel_fills});
}

static void switches(struct tree *tree, const struct screen_input *in)
{
    char said[WORDS_SENTENCE_MAX];
    const struct call_model *m = in->model;
    const struct session_desk *desk = &in->desk->session;
    tree_open_column(tree, &(struct box){.key = "switches", .gap = 2, .fit = panel_fills});
    line(tree, DECK_COMFORT_HIDE_SELF, desk->own_picture_hidden, (struct act){PANEL_HIDE_SELF, 0});
    line(tree, DECK_COMFORT_CAMERA_OFF, !m->camera_on, (struct act){PANEL_CAMERA, 0});
    line(tree, DECK_PRIVACY_COVER, desk->picture_covered, (struct act){PANEL_COVER, 0});
    if (desk->picture_covered)
        screen_hint(tree, screen_say(said, in, DECK_PRIVACY_COVERED));
    line(tree, DECK_TIME_SHOW, desk->clock_shown, (struct act){PANEL_CLOCK, 0});
    line(tree, DECK_COMFORT_LIVE, m->hour.live, (struct act){PANEL_LIVE, 0});
    tree_close(tree);
}

static void asks(struct tree *tree, const struct screen_input *in)
{
    tree_open_flow(tree, &(struct box){.key = "asks", .gap = 8, .fit = panel_fills});
    panel_small(tree, DECK_COMFORT_SLOWER, (struct act){PANEL_SLOWER, 0});
    screen_toggle(tree, DECK_COMFORT_BREAK, (struct act){PANEL_BREAK, 0},
                  in->model->hour.away == SIGNAL_BACK_SOON);
    panel_small(tree, DECK_SETTLING_OFFER, (struct act){PANEL_SETTLE, 0});
    tree_close(tree);
}

/* Nobody can ask for it, and only the client has it; the number that is shown takes it back. */
static void dial(struct tree *tree, const struct hour_model *hour)
{
    char number[8];
    panel_open_group(tree, "dial");
    panel_question(tree, words_deck(DECK_DIAL_ASK));
    panel_open_choice(tree, "numbers", words_deck(DECK_DIAL_ASK));
    for (unsigned i = 0; i < RATINGS; i++) {
        bool on = hour->feeling_on && hour->feeling == i;
        snprintf(number, sizeof number, "%u", i);
        tree_press(tree, &(struct press){.kind = BUTTON_RADIO,
                                         .words = number,
                                         .hint = on ? words_deck(DECK_DIAL_OFF) : NULL,
                                         .on = on,
                                         .act = {PANEL_DIAL, i}});
    }
    tree_close(tree);
    screen_hint(tree, words_deck(DECK_DIAL_HINT));
    tree_close(tree);
}

static void crop(struct tree *tree, const struct hour_model *hour)
{
    static const enum deck_key keys[] = {
        [PICTURE_CROP_OFF] = DECK_COMFORT_CROP_WHOLE,
        [PICTURE_CROP_WIDE] = DECK_COMFORT_CROP_CLOSER,
        [PICTURE_CROP_CLOSE] = DECK_COMFORT_CROP,
    };
    panel_open_choice(tree, "crops", words_deck(DECK_COMFORT_CROP_TITLE));
    for (unsigned i = 0; i < sizeof keys / sizeof keys[0]; i++)
        panel_radio(tree, words_deck(keys[i]), hour->crop == (enum picture_crop)i,
                    (struct act){PANEL_CROP, i});
    tree_close(tree);
    if (hour->crop != PICTURE_CROP_OFF)
        screen_hint(tree, words_deck(DECK_COMFORT_CROP_HINT));
}

static void noise(struct tree *tree, const struct hour_model *hour)
{
    static const enum deck_key keys[] = {
        [NOISE_OFF] = DECK_SETTINGS_NOISE_OFF,
        [NOISE_GENTLE] = DECK_SETTINGS_NOISE_GENTLE,
        [NOISE_STRONG] = DECK_SETTINGS_NOISE_STRONG,
    };
    panel_open_choice(tree, "noises", words_deck(DECK_SETTINGS_NOISE));
    for (unsigned i = 0; i < sizeof keys / sizeof keys[0]; i++)
        panel_radio(tree, words_deck(keys[i]), hour->noise == (enum noise_level)i,
                    (struct act){PANEL_NOISE, i});
    tree_close(tree);
}

void panel_easier(struct tree *tree, const struct screen_input *in)
{
    size_t count;
    const struct deck_item *wishes = words_list(DECK_LIST_WISHES, &count);
    panel_open_choice(tree, "wishes", words_deck(DECK_FORMAT_EASIER));
    for (size_t i = 0; i < count && i < 64; i++)
        tree_press(tree, &(struct press){.kind = BUTTON_CHIP,
                                         .words = wishes[i].text,
                                         .on = (in->model->hour.wished >> i & 1) != 0,
                                         .act = {PANEL_EASIER, (uint32_t)i}});
    tree_close(tree);
}

void panel_comfort(struct tree *tree, const struct screen_input *in)
{
    const struct call_model *m = in->model;
    switches(tree, in);
    asks(tree, in);
    if (!m->hour.opener && m->phase == CALL_IN_CALL)
        dial(tree, &m->hour);
    tree_rule(tree);
    if (m->camera_on && panel_open_part(tree, in, PART_CROP, DECK_COMFORT_CROP_TITLE, NULL)) {
        crop(tree, &m->hour);
        tree_close(tree);
    }
    if (m->microphone_on && panel_open_part(tree, in, PART_NOISE, DECK_SETTINGS_NOISE, NULL)) {
        noise(tree, &m->hour);
        tree_close(tree);
    }
    /* In an hour that asks how it is to meet online, it is asked there. */
    if (!m->hour.asks_format && m->hour.stage >= STAGE_CLOSING &&
        panel_open_part(tree, in, PART_EASIER, DECK_FORMAT_EASIER, NULL)) {
        panel_easier(tree, in);
        tree_close(tree);
    }
    screen_hint(tree, words_deck(DECK_PRIVACY_OTHERS));
}
