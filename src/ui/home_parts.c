#include "ui/home_parts.h"

#include <string.h>

#include "base/assert.h"
#include "widgets/grapheme.h"

#define READING_WIDTH 600
#define WEEK          7
#define NEAR_DAYS     300 /* a date so near needs no year */
#define EARLY_MIN     15  /* before an hour that begins it is as good as now */
#define DEVICE_BITS   5

const struct fit home_fills = {.own_align = true, .align = ALIGN_FILL};

/* ---- pages ---- */

void home_head(struct tree *tree, const struct home_page *page)
{
    tree_open_row(tree, &(struct box){.key = "head", .gap = 8, .cross = ALIGN_CENTRE});
    if (page->back.kind != 0)
        tree_press(tree, &(struct press){.key = "back",
                                         .tone = BUTTON_PLAIN,
                                         .icon = ICON_ARROW_LEFT,
                                         .name = words_deck(DECK_HOME_BACK),
                                         .shortcut = "Esc",
                                         .act = page->back});
    tree_label(tree, &(struct label){.words = page->title,
                                     .role = TYPE_TITLE,
                                     .heading = true,
                                     .lines_max = 3,
                                     .fit = {.grow = 1}});
    tree_close(tree);
}

void home_page_open(struct tree *tree, const struct home_page *page)
{
    ALCOVE_ASSERT(page->key != NULL && page->title != NULL);
    tree_open_column(tree, &(struct box){.key = "page", .cross = ALIGN_FILL, .fit = home_fills});
    tree_open_scroll(tree, &(struct box){.key = page->key,
                                         .pad_x = 24,
                                         .pad_y = 20,
                                         .cross = ALIGN_FILL,
                                         .role = ACCESS_PANEL,
                                         .name = page->title,
                                         .pane = true,
                                         .fit = {.grow = 1}});
    tree_open_column(tree, &(struct box){.key = "column",
                                         .gap = 16,
                                         .cross = ALIGN_FILL,
                                         .fit = {.width_max = READING_WIDTH}});
    home_head(tree, page);
}

void home_page_close(struct tree *tree)
{
    tree_close(tree);
    tree_close(tree);
    tree_close(tree);
}

void home_part_open(struct tree *tree, const char *key, const char *heading)
{
    tree_open_column(tree, &(struct box){.key = key,
                                         .gap = 12,
                                         .pad = 20,
                                         .cross = ALIGN_FILL,
                                         .ground = GROUND_CARD,
                                         .radius = 16,
                                         .role = ACCESS_PANEL,
                                         .name = heading,
                                         .pane = true});
    tree_label(tree, &(struct label){.words = heading, .role = TYPE_HEADING, .heading = true});
}

void home_buttons_open(struct tree *tree, const char *key)
{
    tree_open_flow(tree, &(struct box){.key = key, .gap = 8, .cross = ALIGN_CENTRE});
}

void home_plain(struct tree *tree, enum deck_key words, struct act act, enum icon icon)
{
    tree_press(tree, &(struct press){.tone = BUTTON_PLAIN,
                                     .icon = icon,
                                     .small = true,
                                     .words = words_deck(words),
                                     .act = act});
}

void home_danger(struct tree *tree, enum deck_key words, struct act act)
{
    tree_press(tree, &(struct press){.tone = BUTTON_DANGER,
                                     .icon = ICON_TRASH,
                                     .small = true,
                                     .words = words_deck(words),
                                     .act = act});
}

void home_named_field(struct tree *tree, const struct screen_input *in, enum desk_field field,
                      enum deck_key name)
{
    tree_open_column(
        tree,
        &(struct box){.key = "named", .number = (uint32_t)field, .gap = 4, .fit = home_fills});
    screen_hint(tree, words_deck(name));
    screen_entry(tree, in, field,
                 &(struct entry){.name = words_deck(name), .hint = "", .fit = home_fills});
    tree_close(tree);
}

/* ---- people ---- */

const struct home_person *home_person_of(const struct home_model *home, uint32_t id)
{
    for (size_t i = 0; i < home->person_count; i++) {
        if (home->people[i].id == id)
            return &home->people[i];
    }
    return NULL;
}

uint32_t home_place_of(const struct home_model *home, const struct home_person *person)
{
    ALCOVE_ASSERT(person >= home->people && person < home->people + home->person_count);
    return (uint32_t)(person - home->people);
}

const struct home_person *home_open_person(const struct screen_input *in)
{
    return home_person_of(in->home, in->desk->home.person);
}

static void draw_avatar(void *context, struct draw_list *list, struct rectangle at,
                        const struct tree_frame *frame)
{
    const struct home_person *person = context;
    const struct theme *theme = theme_of(frame->theme);
    const char *name = words_name(person->name);
    size_t size = grapheme_after(name, strlen(name), 0);
    draw_rectangle(list, at,
                   (struct draw_rectangle){.fill = theme->avatars[person->id % THEME_AVATARS],
                                           .border = theme->edge,
                                           .border_width = theme->edge.alpha > 0 ? 1 : 0,
                                           .radius = at.width / 2});
    int line = at.height * 3 / 5;
    draw_text(list, (struct rectangle){at.x, at.y + (at.height - line) / 2, at.width, line},
              (struct draw_text){.colour = theme->on_avatar,
                                 .weight = TEXT_SEMIBOLD,
                                 .align = TEXT_CENTRE,
                                 .pixels = at.height * 2 / 5,
                                 .line_pixels = line,
                                 .lines_max = 1},
              name, size);
}

void home_avatar(struct tree *tree, const struct home_person *person, int units)
{
    tree_canvas(tree, &(struct canvas){.key = "avatar",
                                       .name = "",
                                       .draw = draw_avatar,
                                       .context = screen_lent(person),
                                       .fit = {.width = units, .height = units}});
}

const char *home_name_of(const struct home_person *person, enum home_side side)
{
    return side == HOME_ME ? words_deck(DECK_YOU) : words_name(person->name);
}

void home_say_here(struct tree *tree, const struct home_person *person)
{
    if (person->is_online)
        tree_label(tree, &(struct label){.words = words_deck(DECK_HOME_HERE),
                                         .role = TYPE_SMALL,
                                         .tone = TONE_ACCENT});
}

void home_say_another(struct tree *tree, const struct home_person *person)
{
    char words[WORDS_SENTENCE_MAX];
    tree_label(tree,
               &(struct label){.words = words_fill(words, DECK_NOTES_ANOTHER_COMPUTER,
                                                   &(struct word_facts){.name = person->name}),
                               .role = TYPE_BODY,
                               .tone = TONE_WARN});
}

bool home_can_meet(const struct home_person *person)
{
    return !person->is_blocked && !person->key_changed;
}

/* ---- days ---- */

const char *home_day(char out[WORDS_SENTENCE_MAX], uint32_t day, uint32_t today)
{
    if (day == today)
        return words_copy(out, words_deck(DECK_DAYS_TODAY));
    if (day == today + 1)
        return words_copy(out, words_deck(DECK_DAYS_TOMORROW));
    if (day + 1 == today)
        return words_copy(out, words_deck(DECK_DAYS_YESTERDAY));
    if (day + WEEK > today && day < today + WEEK)
        return words_copy(out, words_weekday(day));
    bool near = day < today + NEAR_DAYS && today < day + NEAR_DAYS;
    return near ? words_date(out, day) : words_date_year(out, day);
}

uint32_t home_next_day(const struct home_next *next)
{
    uint32_t day = next->minute / (24 * 60);
    for (uint32_t near = day > 0 ? day - 1 : 0; near <= day + 1; near++) {
        if ((near + 3) % WEEK == next->weekday)
            return near;
    }
    return day;
}

bool home_is_now(const struct home_model *home, const struct home_person *person)
{
    const struct home_next *next = &person->next;
    uint32_t length = next->length_min > 0 ? next->length_min : 50;
    return next->is_known && home->now > 0 && home->now + EARLY_MIN >= next->minute &&
           home->now <= next->minute + length;
}

/* ---- things ---- */

const char *home_text(const struct home_thing *thing, unsigned field)
{
    return field < thing->field_count ? thing->fields[field].text : "";
}

const char *home_level(uint32_t level)
{
    static const enum deck_key names[HOME_LEVELS] = {DECK_GOALS_MUCH_LESS, DECK_GOALS_LESS,
                                                     DECK_GOALS_AS_HOPED, DECK_GOALS_MORE,
                                                     DECK_GOALS_MUCH_MORE};
    return words_deck(names[level % HOME_LEVELS]);
}

uint32_t home_code(struct object_id id)
{
    return id.counter << DEVICE_BITS | id.device;
}
