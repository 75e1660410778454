/* What the hour is for, and, folded, how long it is. */
#include "ui/panel_parts.h"

#define LENGTHS 5
#define MORES   3

static void point(struct tree *tree, const struct hour_point *point)
{
    tree_open_row(tree, &(struct box){.key = "point",
                                      .number = point->card,
                                      .gap = 4,
                                      .cross = ALIGN_CENTRE,
                                      .role = ACCESS_LIST_ITEM,
                                      .name = point->text,
                                      .fit = panel_fills});
    tree_press(tree, &(struct press){.kind = BUTTON_CHECK,
                                     .words = point->text,
                                     .hint = words_deck(DECK_AGENDA_DONE),
                                     .on = point->done,
                                     .act = {PANEL_POINT_DONE, point->card},
                                     .fit = {.width = 160, .grow = 1}});
    tree_press(tree, &(struct press){.has_icon = true,
                                     .icon = ICON_CROSS,
                                     .tone = BUTTON_PLAIN,
                                     .small = true,
                                     .name = words_deck(DECK_AGENDA_REMOVE),
                                     .act = {PANEL_POINT_REMOVE, point->card}});
    tree_close(tree);
}

static void points(struct tree *tree, const struct screen_input *in)
{
    const struct hour_model *hour = &in->model->hour;
    struct panel_rows rows = panel_rows(in, hour->point_count);
    if (hour->point_count == 0) {
        screen_hint(tree, words_deck(DECK_AGENDA_EMPTY));
        return;
    }
    tree_open_column(tree, &(struct box){.key = "points",
                                         .gap = 4,
                                         .role = ACCESS_LIST,
                                         .name = words_deck(DECK_PANEL_AGENDA),
                                         .fit = panel_fills});
    for (size_t i = rows.first; i < rows.end; i++)
        point(tree, &hour->points[i]);
    tree_close(tree);
    panel_rows_more(tree, in, hour->point_count);
}

static void length(struct tree *tree, const struct screen_input *in)
{
    static const unsigned usual[LENGTHS] = {30, 45, 50, 60, 90};
    char ends[WORDS_SENTENCE_MAX];
    const struct hour_model *hour = &in->model->hour;
    bool is_usual = hour->minutes == 0;
    panel_question(tree, words_deck(DECK_LENGTH_TITLE));
    panel_open_choice(tree, "lengths", words_deck(DECK_LENGTH_TITLE));
    for (size_t i = 0; i < LENGTHS; i++) {
        is_usual = is_usual || hour->minutes == usual[i];
        panel_minutes(tree, usual[i], hour->minutes == usual[i],
                      (struct act){PANEL_LENGTH, usual[i]});
    }
    if (!is_usual)
        panel_minutes(tree, hour->minutes, true, (struct act){PANEL_LENGTH, hour->minutes});
    tree_close(tree);
    if (hour->began)
        screen_hint(tree, screen_say(ends, in, DECK_LENGTH_ENDS));
}

/* What became of asking for more; what they ask for is answered on the stage, too. NULL: nobody
 * asked. */
static const char *more_state(char out[WORDS_SENTENCE_MAX], const struct screen_input *in)
{
    const struct hour_model *hour = &in->model->hour;
    const struct word_facts facts = {.name = in->model->their_name,
                                     .minutes = (uint16_t)hour->more[1],
                                     .end_min = hour->ends_min};
    if (hour->more[0] == 0 && hour->more[1] == 0)
        return NULL;
    enum deck_key key = hour->more[0] == 0   ? DECK_TIME_MORE_ASK
                        : hour->more[1] == 0 ? DECK_TIME_MORE_WAITING
                                             : DECK_TIME_MORE_AGREED;
    return words_fill(out, key, &facts);
}

static void more(struct tree *tree, const struct screen_input *in)
{
    char said[WORDS_SENTENCE_MAX];
    static const unsigned usual[MORES] = {5, 10, 15};
    unsigned mine = in->model->hour.more[0];
    unsigned theirs = in->model->hour.more[1];
    bool is_usual = theirs == 0;
    panel_question(tree, words_deck(DECK_TIME_MORE_TITLE));
    panel_open_choice(tree, "more", words_deck(DECK_TIME_MORE_TITLE));
    for (size_t i = 0; i < MORES; i++) {
        is_usual = is_usual || theirs == usual[i];
        panel_minutes(tree, usual[i], mine == usual[i], (struct act){PANEL_MORE, usual[i]});
    }
    if (!is_usual)
        panel_minutes(tree, theirs, mine == theirs, (struct act){PANEL_MORE, theirs});
    tree_close(tree);
    const char *state = more_state(said, in);
    if (state != NULL)
        screen_hint(tree, state);
}

/* From when to when it is, or that more of it is asked for. */
static const char *clock_now(char out[WORDS_SENTENCE_MAX], const struct screen_input *in)
{
    const struct hour_model *hour = &in->model->hour;
    const struct word_facts facts = {.minute_of_day = hour->begins_min, .end_min = hour->ends_min};
    const char *more = more_state(out, in);
    if (more != NULL || !hour->began)
        return more;
    return words_fill(out, DECK_TIME_AGREED, &facts);
}

static void clock(struct tree *tree, const struct screen_input *in)
{
    const struct hour_model *hour = &in->model->hour;
    length(tree, in);
    more(tree, in);
    tree_press(tree, &(struct press){.kind = BUTTON_SWITCH,
                                     .words = words_deck(DECK_TIME_GIVE_BACK),
                                     .on = hour->gives_back,
                                     .act = {PANEL_GIVE_BACK, 0},
                                     .fit = panel_fills});
    screen_hint(tree,
                words_deck(hour->gives_back ? DECK_TIME_GIVE_BACK_ON : DECK_TIME_GIVE_BACK_OFF));
    if (hour->stage > STAGE_WARM_UP && hour->stage < STAGE_CLOSED)
        panel_small(tree, DECK_STAGES_BACK, (struct act){PANEL_GO_BACK, 0});
}

void panel_agenda(struct tree *tree, const struct screen_input *in)
{
    char now[WORDS_SENTENCE_MAX];
    const char *add = words_deck(DECK_AGENDA_ADD);
    panel_question(tree, words_deck(DECK_AGENDA_ASK));
    points(tree, in);
    panel_write(tree, in, FIELD_POINT, &(struct entry){.name = add, .hint = add},
                (struct act){PANEL_POINT_ADD, 0});
    tree_rule(tree);
    if (panel_open_part(tree, in, PART_TIME, DECK_TIME_TITLE, clock_now(now, in))) {
        clock(tree, in);
        tree_close(tree);
    }
}
