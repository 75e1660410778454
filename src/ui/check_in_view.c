/* How one arrives: two questions that are always there, and as much beside them as finds room. */
#include "ui/call_parts.h"

/* What may be left out, in the order in which it gets its room. */
enum part {
    PART_FEELINGS, /* words to pick from */
    PART_AROUND,
    PART_RATING,
    PART_WEIGHT, /* what is hard today */
    PART_NOW,
    PARTS,
};

/* Below each question a field, and two buttons of one size: skipping is as good as sending. */
struct rows {
    int field;
    int button;
    int gap;
};

static struct rows rows_of(const struct call_pen *p)
{
    return (struct rows){
        .field = pen_target(&p->pen, p->layout.small ? 36 : 44),
        .button = pen_target(&p->pen, p->layout.small ? 36 : 44),
        .gap = pen_pixels(&p->pen, p->layout.small ? 3 : 8),
    };
}

static int padding_of(const struct call_pen *p)
{
    return p->layout.wide || p->layout.small ? 0 : pen_pixels(&p->pen, 4);
}

/* A question may take two lines, or one where there is no room for two. */
static int question_height(const struct call_pen *p, enum deck_key question, int width)
{
    int line = pen_line(&p->pen, TYPE_STRONG);
    int whole = pen_extent(&p->pen, TYPE_STRONG, words_deck(question), width).height;
    return whole > line ? 2 * line : line;
}

int check_in_height_least(const struct call_pen *p)
{
    struct rows rows = rows_of(p);
    return 2 * padding_of(p) + 2 * pen_line(&p->pen, TYPE_STRONG) + 2 * rows.field + rows.button +
           6 * rows.gap;
}

static int questions_height(const struct call_pen *p, int width)
{
    int inner = width - 2 * padding_of(p);
    return check_in_height_least(p) - 2 * pen_line(&p->pen, TYPE_STRONG) +
           question_height(p, DECK_WARM_UP_FEELING, inner) +
           question_height(p, DECK_WARM_UP_AROUND, inner);
}

/* ---- words and numbers to pick ---- */

static struct button chip(int id, const char *label, uint32_t about)
{
    return (struct button){
        .id = (enum node_id)id,
        .role = ROLE_BUTTON,
        .icon = VIEW_NO_ICON,
        .label = label,
        .name = label,
        .small = true,
        .about = about,
    };
}

/* As many words as two rows hold, and behind them the way to the next ones. */
static int feelings_place(const struct call_pen *p, struct button *buttons, struct rectangle *at)
{
    size_t count;
    const struct deck_item *words = words_list(DECK_LIST_FEELINGS, &count);
    unsigned first = p->in->hand.words_first % (unsigned)count;
    struct rectangle two = *at;
    two.height = 2 * pen_target(&p->pen, 36) + pen_pixels(&p->pen, 6);
    for (unsigned shown = NODES_FEELINGS; shown > 0; shown--) {
        struct rectangle used = two;
        for (unsigned i = 0; i < shown; i++) {
            uint32_t word = (first + i) % (uint32_t)count;
            buttons[i] = chip(NODE_FEELINGS + (int)i, words[word].text, word);
        }
        buttons[shown] = chip(NODE_FEELINGS_MORE, "…", (first + shown) % (uint32_t)count);
        buttons[shown].name = words_deck(DECK_WARM_UP_FEELING_WORDS);
        if (pen_flow(&p->pen, buttons, (int)shown + 1, &used) == (int)shown + 1) {
            *at = used;
            return (int)shown + 1;
        }
    }
    return 0;
}

static int around_place(const struct call_pen *p, struct button *buttons, struct rectangle *at)
{
    size_t count;
    const struct deck_item *words = words_list(DECK_LIST_DISTRACTIONS, &count);
    count = count < NODES_AROUND ? count : NODES_AROUND;
    for (unsigned i = 0; i < count; i++)
        buttons[i] = chip(NODE_AROUND + (int)i, words[i].text, i);
    return pen_flow(&p->pen, buttons, (int)count, at);
}

int rating_chips(struct button *buttons, enum node_id first, int rating)
{
    static const char *const numbers[NODES_RATING] = {"0", "1", "2", "3", "4", "5",
                                                      "6", "7", "8", "9", "10"};
    for (int i = 0; i < NODES_RATING; i++) {
        bool chosen = rating == i;
        buttons[i] = chip((int)first + i, numbers[i], (uint32_t)i);
        buttons[i].role = ROLE_TOGGLE;
        buttons[i].on = chosen;
        buttons[i].look = chosen ? LOOK_CHOSEN : LOOK_QUIET;
    }
    return NODES_RATING;
}

static int rating_place(const struct call_pen *p, struct button *buttons, struct rectangle *at)
{
    return pen_flow(&p->pen, buttons, rating_chips(buttons, NODE_RATING, p->in->hand.rating), at);
}

typedef int place_row(const struct call_pen *p, struct button *buttons, struct rectangle *at);

static int row_height(const struct call_pen *p, place_row *place, int width)
{
    struct button buttons[NODES_FEELINGS + 1];
    struct rectangle at = {0, 0, width, INT16_MAX};
    (void)place(p, buttons, &at);
    return at.height;
}

static void row_draw(struct call_pen *p, place_row *place, struct rectangle *at)
{
    struct button buttons[NODES_FEELINGS + 1];
    struct rectangle used = *at;
    int count = place(p, buttons, &used);
    for (int i = 0; i < count; i++)
        pen_button(&p->pen, &buttons[i]);
    at->y += used.height;
    at->height -= used.height;
}

/* ---- what finds room ---- */

static int part_height(const struct call_pen *p, enum part part, int width)
{
    int line = pen_line(&p->pen, TYPE_SMALL);
    switch (part) {
    case PART_FEELINGS:
        return row_height(p, feelings_place, width);
    case PART_AROUND:
        return row_height(p, around_place, width);
    case PART_RATING:
        return line + rows_of(p).gap / 2 + row_height(p, rating_place, width);
    case PART_WEIGHT:
        return pen_line(&p->pen, TYPE_BODY) + rows_of(p).gap + rows_of(p).field + 2 * line;
    case PART_NOW:
    case PARTS:
        break;
    }
    return pen_target(&p->pen, 36);
}

/* How high all is that finds room, and what that is. */
static int parts_fit(const struct call_pen *p, int width, int room, bool there[PARTS])
{
    int height = questions_height(p, width);
    int gap = rows_of(p).gap;
    for (int part = 0; part < PARTS; part++) {
        int needs = part_height(p, (enum part)part, width - 2 * padding_of(p)) + gap;
        there[part] = !p->layout.small && height + needs <= room;
        height += there[part] ? needs : 0;
    }
    return height;
}

int check_in_height(const struct call_pen *p, int width, int room)
{
    bool there[PARTS];
    return parts_fit(p, width, room, there);
}

/* ---- what it looks like ---- */

static void question_draw(struct call_pen *p, struct rectangle *at, enum deck_key question,
                          bool is_low, const struct field *field)
{
    struct rows rows = rows_of(p);
    struct field placed = *field;
    int line = pen_line(&p->pen, TYPE_STRONG);
    int height = is_low ? line : question_height(p, question, at->width);
    pen_say(&p->pen, (struct rectangle){at->x, at->y, at->width, height},
            (struct say){TYPE_STRONG, TEXT_LEFT, p->pen.theme->text, height / line},
            words_deck(question));
    placed.at = (struct rectangle){at->x, at->y + height + rows.gap, at->width, rows.field};
    placed.name = words_deck(question);
    pen_field(&p->pen, &placed);
    int used = height + rows.gap + rows.field + rows.gap;
    at->y += used;
    at->height -= used;
}

static void space_draw(const struct call_pen *p, struct rectangle *at)
{
    at->y += rows_of(p).gap;
    at->height -= rows_of(p).gap;
}

static void rating_draw(struct call_pen *p, struct rectangle *at)
{
    column_say(p, at, (struct say){TYPE_SMALL, TEXT_LEFT, p->pen.theme->muted, 1},
               words_deck(DECK_WARM_UP_NUMBER));
    at->y += rows_of(p).gap / 2;
    row_draw(p, rating_place, at);
    space_draw(p, at);
}

static void weight_draw(struct call_pen *p, struct rectangle *at)
{
    char hint[WORDS_SENTENCE_MAX];
    struct rows rows = rows_of(p);
    struct rectangle all = *at;
    column_body(p, at, words_deck(DECK_WARM_UP_WEIGHT), 1);
    space_draw(p, at);
    pen_field(&p->pen, &(struct field){.id = NODE_WEIGHT,
                                       .at = {at->x, at->y, at->width, rows.field},
                                       .content = &p->in->fields[FIELD_WEIGHT],
                                       .hint = words_deck(DECK_WARM_UP_FEELING_HINT),
                                       .name = words_deck(DECK_WARM_UP_WEIGHT)});
    at->y += rows.field;
    column_hint(p, at, hour_say(hint, p->in, DECK_WARM_UP_WEIGHT_HINT));
    at->y = all.y + part_height(p, PART_WEIGHT, at->width);
    at->height = all.y + all.height - at->y;
    space_draw(p, at);
}

static void buttons_draw(struct call_pen *p, struct rectangle at)
{
    int gap = pen_pixels(&p->pen, 10);
    int half = (at.width - gap) / 2;
    struct button skip = deck_button(NODE_CHECK_IN_SKIP, DECK_WARM_UP_SKIP, NULL);
    struct button send = deck_button(NODE_CHECK_IN_SEND, DECK_WARM_UP_SEND, NULL);
    skip.at = (struct rectangle){at.x, at.y, half, rows_of(p).button};
    send.at = (struct rectangle){at.x + at.width - half, at.y, half, rows_of(p).button};
    send.look = LOOK_PRIMARY;
    pen_button(&p->pen, &skip);
    pen_button(&p->pen, &send);
}

void check_in_draw(struct call_pen *p, struct rectangle at)
{
    bool there[PARTS];
    const struct field feeling = {.id = NODE_CHECK_IN_FEELING,
                                  .content = &p->in->fields[FIELD_FEELING],
                                  .hint = words_deck(DECK_WARM_UP_FEELING_HINT)};
    const struct field around = {.id = NODE_CHECK_IN_AROUND,
                                 .content = &p->in->fields[FIELD_AROUND],
                                 .hint = words_deck(DECK_WARM_UP_AROUND_HINT)};
    bool is_low = parts_fit(p, at.width, at.height, there) > at.height;
    struct rectangle inner = rectangle_inset(at, padding_of(p));
    question_draw(p, &inner, DECK_WARM_UP_FEELING, is_low, &feeling);
    if (there[PART_FEELINGS]) {
        row_draw(p, feelings_place, &inner);
        space_draw(p, &inner);
    }
    if (there[PART_RATING])
        rating_draw(p, &inner);
    space_draw(p, &inner);
    question_draw(p, &inner, DECK_WARM_UP_AROUND, is_low, &around);
    if (there[PART_AROUND]) {
        row_draw(p, around_place, &inner);
        space_draw(p, &inner);
    }
    if (there[PART_WEIGHT])
        weight_draw(p, &inner);
    if (there[PART_NOW]) {
        struct button now =
            toggle_button(NODE_SHOW_NOW, DECK_WARM_UP_SHOW_NOW, p->in->hand.show_now);
        now.small = true;
        column_flow(p, &inner, &now, 1);
        space_draw(p, &inner);
    }
    space_draw(p, &inner);
    buttons_draw(p, inner);
}
