#include "ui/invite_card.h"

#include "ui/home_parts.h"
#include "ui/pages_screen.h"

#define CODE_SIDE  232 /* units */
#define CODE_QUIET 4   /* modules on each side, ISO/IEC 18004 */

/* Dark on white in every theme, and never turned around: cameras want it so. */
static void draw_code(void *context, struct draw_list *list, struct rectangle at,
                      const struct tree_frame *frame)
{
    static const struct colour white = {255, 255, 255, 255};
    static const struct colour black = {0, 0, 0, 255};
    const struct invite_code *code = context;
    int side = code->side;
    int module = (at.width < at.height ? at.width : at.height) / (side + 2 * CODE_QUIET);
    int edge = (at.width - module * side) / 2;
    draw_rectangle(list, at, (struct draw_rectangle){.fill = white, .radius = at.width / 24});
    for (int y = 0; y < side; y++) {
        const uint8_t *row = code->modules + (size_t)y * (size_t)side;
        for (int x = 0; x < side; x++) {
            int from = x;
            while (x < side && row[x] != 0)
                x++;
            int left = frame->right_to_left ? side - x : from;
            if (x > from)
                draw_rectangle(list,
                               (struct rectangle){at.x + edge + left * module,
                                                  at.y + edge + y * module, (x - from) * module,
                                                  module},
                               (struct draw_rectangle){.fill = black});
        }
    }
}

void invite_code_say(struct tree *tree, const struct invite_code *code)
{
    tree_canvas(tree, &(struct canvas){.key = "code",
                                       .name = words_deck(DECK_INVITE_CODE),
                                       .draw = draw_code,
                                       .context = screen_lent(code),
                                       .fit = {.width = CODE_SIDE, .height = CODE_SIDE}});
}

static void code(struct tree *tree, const struct screen_input *in)
{
    bool shown = in->desk->pages.code_shown;
    tree_press(tree, &(struct press){
                         .tone = BUTTON_PLAIN,
                         .small = true,
                         .icon = ICON_QR,
                         .words = words_deck(shown ? DECK_INVITE_CODE_HIDE : DECK_INVITE_CODE_SHOW),
                         .act = {PAGES_CODE, 0}});
    if (!shown)
        return;
    invite_code_say(tree, &in->model->code);
    screen_hint(tree, words_deck(DECK_INVITE_CODE));
}

static const char *ends(char out[WORDS_SENTENCE_MAX], const struct call_model *model)
{
    char day[WORDS_SENTENCE_MAX], when[WORDS_SENTENCE_MAX];
    words_fill(when, DECK_HOME_WHEN,
               &(struct word_facts){.day = home_day(day, model->invite_ends_day, model->today),
                                    .minute_of_day = model->invite_ends_minute});
    return words_fill(out, DECK_INVITE_ENDS, &(struct word_facts){.words = when});
}

void invite_card(struct tree *tree, const struct screen_input *in)
{
    char sentence[WORDS_SENTENCE_MAX];
    const struct call_model *model = in->model;
    bool copied = in->desk->pages.invite_copied;
    if (model->invite == NULL)
        return;
    tree_open_column(tree, &(struct box){.key = "invite-card",
                                         .gap = 12,
                                         .pad = 20,
                                         .cross = ALIGN_CENTRE,
                                         .ground = GROUND_CARD,
                                         .radius = 16,
                                         .fit = {.own_align = true, .align = ALIGN_FILL}});
    tree_label(tree, &(struct label){.words = model->invite,
                                     .role = TYPE_SMALL,
                                     .tone = TONE_MUTED,
                                     .align = TEXT_CENTRE,
                                     .lines_max = 2});
    tree_press(tree,
               &(struct press){.tone = BUTTON_PRIMARY,
                               .icon = copied ? ICON_CHECK : ICON_COPY,
                               .words = words_deck(copied ? DECK_INVITE_COPIED : DECK_INVITE_COPY),
                               .name = words_deck(DECK_INVITE_COPY),
                               .shortcut = "Ctrl+C",
                               .wants_focus = true,
                               .act = {PAGES_COPY, 0}});
    if (model->invite_ends_day != 0)
        screen_hint(tree, ends(sentence, model));
    if (model->code.side > 0)
        code(tree, in);
    tree_close(tree);
}
