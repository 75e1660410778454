#include "ui/page_parts.h"

#include "base/assert.h"

#define READING_WIDTH 560
#define FOOT_LEAST    480 /* units of height from which the devices stay in sight */

const struct fit page_fills = {.own_align = true, .align = ALIGN_FILL};

static void device(struct tree *tree, bool on, const struct press *press)
{
    struct press all = *press;
    all.kind = BUTTON_TOGGLE;
    all.tone = on ? BUTTON_PLAIN : BUTTON_OFF;
    all.small = true;
    all.has_icon = true;
    tree_press(tree, &all);
}

static void devices(struct tree *tree, const struct screen_input *in)
{
    bool microphone = in->model->microphone_on;
    bool camera = in->model->camera_on;
    tree_open_flow(
        tree, &(struct box){.key = "devices", .gap = 8, .main = ALIGN_CENTRE, .fit = page_fills});
    device(tree, microphone,
           &(struct press){
               .icon = microphone ? ICON_MICROPHONE : ICON_MICROPHONE_OFF,
               .words = words_deck(microphone ? DECK_WINDOW_MIC_ON : DECK_WINDOW_MIC_OFF),
               .name = words_deck(microphone ? DECK_WINDOW_MIC_TURN_OFF : DECK_WINDOW_MIC_TURN_ON),
               .shortcut = screen_key(in, 'm'),
               .act = {PAGES_MICROPHONE, 0}});
    device(
        tree, camera,
        &(struct press){
            .icon = camera ? ICON_CAMERA : ICON_CAMERA_OFF,
            .words = words_deck(camera ? DECK_WINDOW_CAMERA_ON : DECK_WINDOW_CAMERA_IS_OFF),
            .name = words_deck(camera ? DECK_WINDOW_CAMERA_TURN_OFF : DECK_WINDOW_CAMERA_TURN_ON),
            .shortcut = screen_key(in, 'v'),
            .act = {PAGES_CAMERA, 0}});
    tree_press(tree, &(struct press){.tone = BUTTON_PLAIN,
                                     .small = true,
                                     .icon = ICON_EYE_OFF,
                                     .name = words_deck(DECK_KEYS_HIDE),
                                     .shortcut = "F9",
                                     .act = {ACT_HIDE, 0}});
    tree_press(tree, &(struct press){.tone = BUTTON_PLAIN,
                                     .small = true,
                                     .icon = ICON_LEAVE,
                                     .words = words_deck(DECK_WINDOW_LEAVE),
                                     .name = words_deck(DECK_WINDOW_LEAVE_SESSION),
                                     .shortcut = "Ctrl+Q",
                                     .act = {PAGES_LEAVE, 0}});
    tree_close(tree);
}

static void foot(struct tree *tree, const struct screen_input *in, const struct page *page)
{
    tree_open_column(
        tree,
        &(struct box){.key = "foot", .gap = 4, .pad_x = 16, .pad_y = 10, .cross = ALIGN_FILL});
    if (page->end != NULL)
        page->end(tree);
    if (!page->bare)
        devices(tree, in);
    tree_close(tree);
}

bool page_is_low(const struct tree *tree)
{
    return tree_frame_of(tree)->height < tree_pixels(tree, FOOT_LEAST);
}

void page_open(struct tree *tree, const struct page *page)
{
    ALCOVE_ASSERT(page->key != NULL && page->name != NULL);
    tree_open_column(tree, &(struct box){.key = "page", .cross = ALIGN_FILL, .fit = page_fills});
    tree_open_scroll(tree, &(struct box){.key = page->key,
                                         .pad_x = 24,
                                         .pad_y = 16,
                                         .gap = 16,
                                         .main = ALIGN_CENTRE,
                                         .cross = ALIGN_FILL,
                                         .role = ACCESS_PANEL,
                                         .name = page->name,
                                         .pane = true,
                                         .fit = {.grow = 1}});
    tree_open_column(
        tree, &(struct box){.key = "column",
                            .gap = page->gap > 0 ? page->gap : 16,
                            .cross = ALIGN_FILL,
                            .fit = {.width_max = page->width > 0 ? page->width : READING_WIDTH}});
}

void page_close(struct tree *tree, const struct screen_input *in, const struct page *page)
{
    bool scrolls = page_is_low(tree);
    bool has_foot = page->end != NULL || !page->bare;
    tree_close(tree);
    if (has_foot && scrolls)
        foot(tree, in, page);
    tree_close(tree);
    if (has_foot && !scrolls)
        foot(tree, in, page);
    tree_close(tree);
}

void page_icon(struct tree *tree, enum icon icon)
{
    tree_open_row(tree, &(struct box){.main = ALIGN_CENTRE});
    tree_icon(tree, icon, TONE_ACCENT, 36);
    tree_close(tree);
}

static void say(struct tree *tree, const struct label *how)
{
    struct label label = *how;
    label.align = TEXT_CENTRE;
    tree_label(tree, &label);
}

void page_title(struct tree *tree, const char *words)
{
    say(tree, &(struct label){.words = words, .role = TYPE_HERO, .heading = true});
}

void page_words(struct tree *tree, const char *words)
{
    say(tree, &(struct label){.words = words, .role = TYPE_BODY});
}

void page_hint(struct tree *tree, const char *words)
{
    say(tree, &(struct label){.words = words, .role = TYPE_BODY, .tone = TONE_MUTED});
}

void page_open_buttons(struct tree *tree, const char *key)
{
    tree_open_flow(tree, &(struct box){.key = key, .gap = 12, .pad_y = 8, .main = ALIGN_CENTRE});
}

void page_first(struct tree *tree, enum deck_key words, struct act act, enum icon icon)
{
    tree_press(tree, &(struct press){.tone = BUTTON_PRIMARY,
                                     .icon = icon,
                                     .words = words_deck(words),
                                     .shortcut = "Enter",
                                     .wants_focus = !page_is_low(tree),
                                     .act = act});
}

void page_plain(struct tree *tree, enum deck_key words, struct act act, const char *shortcut)
{
    tree_press(tree, &(struct press){.tone = BUTTON_PLAIN,
                                     .words = words_deck(words),
                                     .shortcut = shortcut,
                                     .act = act});
}
