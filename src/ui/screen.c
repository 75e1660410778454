#include "ui/screen.h"

#include <stdio.h>

#define RATINGS 11
/* With its mark and without: nothing moves when one is chosen. */
#define RATING_WIDTH 54

const char *screen_say(char out[WORDS_SENTENCE_MAX], const struct screen_input *in,
                       enum deck_key key)
{
    const struct call_model *m = in->model;
    const struct word_facts facts = {
        .name = m->their_name,
        .delay_ms = m->delay_ms,
        .minute_of_day = m->together_since_min,
        .end_min = m->hour.ends_min,
        .minutes = m->together_for_min,
    };
    return words_fill(out, key, &facts);
}

const char *screen_key(const struct screen_input *in, char usual)
{
    static const char names[][2] = {"A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L",
                                    "M", "N", "O", "P", "Q", "R", "S", "T", "U", "V", "W", "X",
                                    "Y", "Z", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
    const struct keymap as_usual = {.off = false};
    const struct keymap *map = in->settings != NULL ? &in->settings->keymap : &as_usual;
    if (map->off)
        return NULL;
    if (usual >= '1' && usual <= '9')
        return names[KEYMAP_LETTERS + usual - '1'];
    return names[keymap_pressed(map, usual) - 'a'];
}

const struct fit screen_fills = {.own_align = true, .align = ALIGN_FILL};

void screen_open_card(struct tree *tree, const char *key, enum deck_key heading, struct fit fit)
{
    tree_open_column(tree, &(struct box){.key = key,
                                         .gap = 12,
                                         .pad = 20,
                                         .cross = ALIGN_START,
                                         .ground = GROUND_CARD,
                                         .radius = 16,
                                         .fit = fit});
    tree_label(
        tree, &(struct label){.words = words_deck(heading), .role = TYPE_HEADING, .heading = true});
}

void screen_title(struct tree *tree, const char *words)
{
    tree_label(tree, &(struct label){.words = words, .role = TYPE_HERO, .heading = true});
}

void screen_heading(struct tree *tree, const char *words)
{
    tree_label(tree, &(struct label){.words = words, .role = TYPE_TITLE, .heading = true});
}

void screen_body(struct tree *tree, const char *words)
{
    tree_label(tree, &(struct label){.words = words, .role = TYPE_BODY});
}

void screen_hint(struct tree *tree, const char *words)
{
    tree_label(tree, &(struct label){.words = words, .role = TYPE_SMALL, .tone = TONE_MUTED});
}

void screen_button(struct tree *tree, enum deck_key key, struct act act, const char *shortcut)
{
    tree_press(tree, &(struct press){.words = words_deck(key), .shortcut = shortcut, .act = act});
}

void screen_primary(struct tree *tree, enum deck_key key, struct act act, const char *shortcut)
{
    tree_press(tree, &(struct press){.tone = BUTTON_PRIMARY,
                                     .words = words_deck(key),
                                     .shortcut = shortcut,
                                     .act = act});
}

void screen_toggle(struct tree *tree, enum deck_key key, struct act act, bool on)
{
    tree_press(
        tree, &(struct press){.kind = BUTTON_CHIP, .words = words_deck(key), .on = on, .act = act});
}

void screen_rating(struct tree *tree, const char *name, int chosen, uint16_t act_kind)
{
    char number[8];
    tree_open_flow(tree, &(struct box){.key = "rating",
                                       .gap = 4,
                                       .arrows = true,
                                       .fit = {.own_align = true, .align = ALIGN_FILL},
                                       .role = ACCESS_PANEL,
                                       .name = name});
    for (unsigned i = 0; i < RATINGS; i++) {
        snprintf(number, sizeof number, "%u", i);
        tree_press(tree, &(struct press){.kind = BUTTON_RADIO,
                                         .words = number,
                                         .fit = {.width = RATING_WIDTH},
                                         .on = chosen == (int)i,
                                         .act = {act_kind, i}});
    }
    tree_close(tree);
}

void *screen_lent(const void *shown)
{
    union {
        const void *shown;
        void *lent;
    } pointer = {.shown = shown};
    return pointer.lent;
}

void screen_entry(struct tree *tree, const struct screen_input *in, enum desk_field field,
                  const struct entry *how)
{
    struct entry entry = *how;
    entry.key = "field";
    entry.number = (uint32_t)field;
    entry.edit = screen_lent(&in->desk->fields[field]); /* the tree writes in it as a hand does */
    entry.act = ACT_FIELD(field);
    tree_entry(tree, &entry);
}

void screen_question(struct tree *tree, const struct question *question)
{
    tree_open_dialog(tree, &(struct box){.key = question->key,
                                         .number = question->number,
                                         .fit = {.width_max = 440},
                                         .gap = 16,
                                         .pad = 24,
                                         .cross = ALIGN_FILL,
                                         .ground = GROUND_WINDOW,
                                         .radius = 20,
                                         .name = question->ask,
                                         .act = question->keeps});
    screen_heading(tree, question->ask);
    if (question->means != NULL)
        screen_body(tree, question->means);
    tree_open_flow(tree, &(struct box){.key = "do", .gap = 8, .main = ALIGN_END});
    tree_press(tree, &(struct press){.key = "yes",
                                     .tone = question->tone,
                                     .words = words_deck(question->yes),
                                     .act = question->does});
    tree_press(tree, &(struct press){.key = "no",
                                     .tone = BUTTON_PRIMARY,
                                     .words = words_deck(question->no),
                                     .shortcut = "Esc",
                                     .wants_focus = true,
                                     .act = question->keeps});
    tree_close(tree);
    tree_close(tree);
}

void screen_field(struct tree *tree, const struct screen_input *in, enum desk_field field,
                  enum deck_key name, int lines)
{
    screen_entry(tree, in, field,
                 &(struct entry){.name = words_deck(name),
                                 .hint = words_deck(name),
                                 .lines = lines,
                                 .lines_max = lines > 0 ? 3 * lines : 0,
                                 .fit = {.own_align = true, .align = ALIGN_FILL}});
}
