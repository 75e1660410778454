/* Beneath the recap, folded: when the two meet next, how the hour was, how it is to meet online,
 * and who spoke how long. None of it has to be answered. */
#include <stdio.h>

#include "ui/panel_parts.h"

#define DAYS_SHOWN 7
#define DAYS_AHEAD 28
#define FELT_MAX   10

/* ---- the next hour ---- */

static void days(struct tree *tree, const struct screen_input *in)
{
    char name[WORDS_DAY_BYTES];
    const struct panel_desk *desk = &in->desk->panel;
    uint32_t first = in->model->hour.today + 1 + desk->days_first % DAYS_AHEAD;
    panel_open_choice(tree, "days", words_deck(DECK_NEXT_TIME_DAY));
    for (uint32_t i = 0; i < DAYS_SHOWN; i++)
        panel_radio(tree, words_day(name, first + i), desk->next_day == first + i,
                    (struct act){PANEL_DAY, first + i});
    tree_press(tree, &(struct press){.words = "…",
                                     .name = words_deck(DECK_NEXT_TIME_LATER),
                                     .small = true,
                                     .act = {PANEL_DAYS_LATER, DAYS_SHOWN}});
    tree_close(tree);
}

/* When it is; NULL: not agreed yet. */
static const char *next_now(char out[WORDS_SENTENCE_MAX], const struct screen_input *in)
{
    char day[WORDS_DAY_BYTES];
    const struct hour_model *hour = &in->model->hour;
    const struct home_person *person = panel_person(in->home, in->model->their_name);
    bool weekly = person != NULL && person->next.is_known && person->next.every_weeks == 1;
    const struct word_facts facts = {.day = words_day(day, hour->next_day),
                                     .minute_of_day = hour->next_min};
    if (!hour->next_known)
        return NULL;
    return words_fill(out, weekly ? DECK_NEXT_TIME_SET_WEEKLY : DECK_NEXT_TIME_SET, &facts);
}

static void next(struct tree *tree, const struct screen_input *in)
{
    char said[WORDS_SENTENCE_MAX];
    uint16_t minute;
    const char *now = next_now(said, in);
    if (now != NULL) {
        screen_body(tree, now);
        panel_small(tree, DECK_NEXT_TIME_NOT_YET, (struct act){PANEL_MEET_NOT, 0});
        return;
    }
    days(tree, in);
    if (panel_person(in->home, in->model->their_name) != NULL)
        tree_press(tree, &(struct press){.kind = BUTTON_CHECK,
                                         .words = words_deck(DECK_NEXT_TIME_WEEKLY),
                                         .on = in->desk->panel.next_weekly,
                                         .act = {PANEL_WEEKLY, 0}});
    bool can = in->desk->panel.next_day != 0 &&
               panel_time_read(text_edit_bytes(&in->desk->fields[FIELD_NEXT]), &minute);
    tree_open_row(tree, &(struct box){.key = "when", .gap = 8, .cross = ALIGN_END});
    screen_entry(tree, in, FIELD_NEXT,
                 &(struct entry){.name = words_deck(DECK_NEXT_TIME_TIME),
                                 .hint = words_deck(DECK_NEXT_TIME_TIME),
                                 .fit = {.width = 120}});
    tree_press(tree, &(struct press){.words = words_deck(DECK_DIALOGS_SAVE),
                                     .tone = can ? BUTTON_PRIMARY : BUTTON_QUIET,
                                     .disabled = !can,
                                     .act = {PANEL_MEET, 0}});
    tree_close(tree);
}

/* ---- how the hour was ---- */

#define FELT_NONE (-1.0) /* before the first number: it was not answered */

struct felt_row {
    enum deck_key question, low, middle, high; /* middle: DECK_KEYS, there is no word for it */
};

static void felt_question(struct tree *tree, const char *ask, const char *number)
{
    tree_open_row(tree, &(struct box){.key = "ask", .gap = 12, .fit = panel_fills});
    tree_label(
        tree, &(struct label){.words = ask, .role = TYPE_STRONG, .fit = {.width = 160, .grow = 1}});
    tree_label(tree, &(struct label){.words = number, .role = TYPE_STRONG, .tone = TONE_ACCENT});
    tree_close(tree);
}

static void felt_row(struct tree *tree, const struct screen_input *in, unsigned at,
                     const struct felt_row *row)
{
    char ask[WORDS_SENTENCE_MAX];
    char number[8] = "–";
    uint8_t mine = in->desk->panel.felt[at];
    bool told = (in->model->hour.felt_told >> at & 1) != 0;
    double value = mine != 0 ? mine - 1 : told ? in->model->hour.felt[at] : FELT_NONE;
    if (mine != 0 || told)
        snprintf(number, sizeof number, "%d", (int)value);
    (void)screen_say(ask, in, row->question);
    tree_open_column(tree, &(struct box){.key = "felt", .number = at, .fit = panel_fills});
    felt_question(tree, ask, number);
    tree_slider(tree, &(struct slider){.key = "slider",
                                       .name = ask,
                                       .words = number,
                                       .value = value,
                                       .min = told ? 0 : FELT_NONE,
                                       .max = FELT_MAX,
                                       .step = 1,
                                       .act = {PANEL_FELT_AT, at},
                                       .fit = panel_fills});
    tree_open_row(
        tree, &(struct box){.key = "ends", .gap = 8, .main = ALIGN_BETWEEN, .fit = panel_fills});
    screen_hint(tree, words_deck(row->low));
    if (row->middle != DECK_KEYS)
        screen_hint(tree, words_deck(row->middle));
    screen_hint(tree, words_deck(row->high));
    tree_close(tree);
    tree_close(tree);
}

static void feel(struct tree *tree, const struct screen_input *in)
{
    static const struct felt_row rows[PANEL_FELT] = {
        {DECK_FEEL_CHECK_HEARD, DECK_FEEL_CHECK_HEARD_LOW, DECK_KEYS, DECK_FEEL_CHECK_HEARD_HIGH},
        {DECK_FEEL_CHECK_PACE, DECK_FEEL_CHECK_PACE_LOW, DECK_FEEL_CHECK_PACE_RIGHT,
         DECK_FEEL_CHECK_PACE_HIGH},
        {DECK_FEEL_CHECK_TOPICS, DECK_FEEL_CHECK_TOPICS_LOW, DECK_KEYS,
         DECK_FEEL_CHECK_TOPICS_HIGH},
        {DECK_FEEL_CHECK_OVERALL, DECK_FEEL_CHECK_OVERALL_LOW, DECK_KEYS,
         DECK_FEEL_CHECK_OVERALL_HIGH},
    };
    screen_hint(tree, words_deck(DECK_FEEL_CHECK_HINT));
    for (unsigned i = 0; i < PANEL_FELT; i++)
        felt_row(tree, in, i, &rows[i]);
    screen_entry(tree, in, FIELD_FELT,
                 &(struct entry){.name = words_deck(DECK_FEEL_CHECK_OPEN),
                                 .hint = words_deck(DECK_FEEL_CHECK_OPEN),
                                 .fit = panel_fills});
    tree_open_flow(tree, &(struct box){.key = "ends", .gap = 8, .grid = true, .fit = panel_fills});
    screen_button(tree, DECK_WARM_UP_SEND, (struct act){PANEL_FELT_SEND, 0}, NULL);
    screen_button(tree, DECK_FEEL_CHECK_SKIP, (struct act){PANEL_FELT_SKIP, 0}, NULL);
    tree_close(tree);
    screen_hint(tree, words_deck(DECK_FEEL_CHECK_BOTH_SEE));
}

/* ---- how it is to meet online ---- */

static void format(struct tree *tree, const struct screen_input *in)
{
    tree_label(tree, &(struct label){.words = words_deck(DECK_FORMAT_FEELS), .role = TYPE_STRONG});
    screen_entry(tree, in, FIELD_ONLINE,
                 &(struct entry){.name = words_deck(DECK_FORMAT_FEELS),
                                 .hint = words_deck(DECK_WARM_UP_FEELING_HINT),
                                 .fit = panel_fills});
    tree_label(tree, &(struct label){.words = words_deck(DECK_FORMAT_EASIER), .role = TYPE_STRONG});
    panel_easier(tree, in);
    screen_entry(tree, in, FIELD_ELSE,
                 &(struct entry){.name = words_deck(DECK_FORMAT_ELSE),
                                 .hint = words_deck(DECK_FORMAT_ELSE),
                                 .fit = panel_fills});
    panel_small(tree, DECK_WARM_UP_SEND, (struct act){PANEL_FORMAT, 0});
}

/* ---- who spoke how long ---- */

/* Who offered it, or that both see it; NULL: nobody spoke of it. */
static const char *sum_now(char out[WORDS_SENTENCE_MAX], const struct screen_input *in)
{
    const struct hour_model *hour = &in->model->hour;
    if (!hour->summed && !hour->wants_sum[0] && !hour->wants_sum[1])
        return NULL;
    return screen_say(out, in,
                      hour->summed         ? DECK_PACING_TALK_SHOWN
                      : hour->wants_sum[0] ? DECK_PACING_TALK_WAITING
                                           : DECK_PACING_TALK_OFFERED);
}

static void sum(struct tree *tree, const struct screen_input *in)
{
    char said[WORDS_SENTENCE_MAX];
    const struct hour_model *hour = &in->model->hour;
    const struct {
        enum deck_key key;
        struct word_facts facts;
    } lines[] = {
        {DECK_PACING_TALK_SHARE, {.value = (uint16_t)hour->sum.my_share_percent}},
        {DECK_PACING_OVERLAPS, {.count = (uint16_t)hour->sum.overlaps}},
        {DECK_PACING_LONGEST_PAUSE, {.value = (uint16_t)(hour->sum.longest_pause_ms / 1000)}},
    };
    for (size_t i = 0; hour->summed && i < sizeof lines / sizeof lines[0]; i++)
        screen_body(tree, words_fill(said, lines[i].key, &lines[i].facts));
    const char *now = sum_now(said, in);
    if (now != NULL)
        screen_hint(tree, now);
    if (hour->wants_sum[0])
        panel_small(tree, DECK_PACING_TALK_NOT_NOW, (struct act){PANEL_SUM, 0});
    else
        panel_small(tree, hour->wants_sum[1] ? DECK_PACING_TALK_AGREE : DECK_PACING_TALK_OFFER,
                    (struct act){PANEL_SUM, 1});
}

void panel_ending(struct tree *tree, const struct screen_input *in)
{
    static const struct {
        enum panel_part part;
        enum deck_key title;
        const char *(*now)(char out[WORDS_SENTENCE_MAX], const struct screen_input *in);
        void (*say)(struct tree *tree, const struct screen_input *in);
    } parts[] = {
        {PART_NEXT, DECK_NEXT_TIME_TITLE, next_now, next},
        {PART_FEEL, DECK_FEEL_CHECK_TITLE, NULL, feel},
        {PART_FORMAT, DECK_FORMAT_TITLE, NULL, format},
        {PART_SUM, DECK_PACING_TALK_TITLE, sum_now, sum},
    };
    char said[WORDS_SENTENCE_MAX];
    bool closing = in->model->hour.stage >= STAGE_CLOSING;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        bool due = parts[i].part == PART_NEXT ||
                   (closing && (parts[i].part != PART_FORMAT || in->model->hour.asks_format));
        if (!due)
            continue;
        const char *now = parts[i].now != NULL ? parts[i].now(said, in) : NULL;
        if (panel_open_part(tree, in, parts[i].part, parts[i].title, now)) {
            parts[i].say(tree, in);
            tree_close(tree);
        }
    }
}
