#include "ui/call_parts.h"

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
static int question_height(const struct call_pen *p, enum word question, int width)
{
    int line = pen_line(&p->pen, TYPE_STRONG);
    int whole = pen_extent(&p->pen, TYPE_STRONG, words_plain(question), width).height;
    return whole > line ? 2 * line : line;
}

int check_in_height_least(const struct call_pen *p)
{
    struct rows rows = rows_of(p);
    return 2 * padding_of(p) + 2 * pen_line(&p->pen, TYPE_STRONG) + 2 * rows.field + rows.button +
           6 * rows.gap;
}

int check_in_height(const struct call_pen *p, int width)
{
    int inner = width - 2 * padding_of(p);
    return check_in_height_least(p) - 2 * pen_line(&p->pen, TYPE_STRONG) +
           question_height(p, WORD_CHECK_IN_FEELING, inner) +
           question_height(p, WORD_CHECK_IN_AROUND, inner);
}

/* `at` is as high as the question. */
static int question_draw(struct call_pen *p, struct rectangle at, enum word question,
                         const struct field *field)
{
    struct rows rows = rows_of(p);
    struct field placed = *field;
    int lines = at.height / pen_line(&p->pen, TYPE_STRONG);
    pen_say(&p->pen, at, (struct say){TYPE_STRONG, TEXT_LEFT, p->pen.theme->text, lines},
            words_plain(question));
    placed.at = (struct rectangle){at.x, at.y + at.height + rows.gap, at.width, rows.field};
    placed.name = words_plain(question);
    pen_field(&p->pen, &placed);
    return placed.at.y + rows.field + rows.gap;
}

void check_in_draw(struct call_pen *p, struct rectangle at)
{
    struct rows rows = rows_of(p);
    struct rectangle inner = rectangle_inset(at, padding_of(p));
    const struct field feeling = {.id = NODE_CHECK_IN_FEELING,
                                  .content = &p->in->fields[FIELD_FEELING],
                                  .hint = words_plain(WORD_CHECK_IN_FEELING_HINT)};
    const struct field around = {.id = NODE_CHECK_IN_AROUND,
                                 .content = &p->in->fields[FIELD_AROUND],
                                 .hint = words_plain(WORD_CHECK_IN_AROUND_HINT)};
    bool is_low = check_in_height(p, at.width) > at.height;
    int line = pen_line(&p->pen, TYPE_STRONG);
    struct rectangle question = inner;
    question.height = is_low ? line : question_height(p, WORD_CHECK_IN_FEELING, inner.width);
    question.y = question_draw(p, question, WORD_CHECK_IN_FEELING, &feeling) + rows.gap;
    question.height = is_low ? line : question_height(p, WORD_CHECK_IN_AROUND, inner.width);
    int y = question_draw(p, question, WORD_CHECK_IN_AROUND, &around) + rows.gap;
    int gap = pen_pixels(&p->pen, 10);
    int half = (inner.width - gap) / 2;
    const struct button skip = {
        .id = NODE_CHECK_IN_SKIP,
        .role = ROLE_BUTTON,
        .at = {inner.x, y, half, rows.button},
        .icon = VIEW_NO_ICON,
        .label = words_plain(WORD_CHECK_IN_SKIP),
        .name = words_plain(WORD_CHECK_IN_SKIP),
    };
    const struct button send = {
        .id = NODE_CHECK_IN_SEND,
        .role = ROLE_BUTTON,
        .look = LOOK_PRIMARY,
        .at = {inner.x + inner.width - half, y, half, rows.button},
        .icon = VIEW_NO_ICON,
        .label = words_plain(WORD_CHECK_IN_SEND),
        .name = words_plain(WORD_CHECK_IN_SEND),
    };
    pen_button(&p->pen, &skip);
    pen_button(&p->pen, &send);
}
