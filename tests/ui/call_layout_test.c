/* What must hold of the view on every window: all of it inside, nothing over anything else, every
 * target large enough and named, every word readable. */
#include "ui/call_layout.h"

#include <stdio.h>
#include <stdlib.h>

#include "harness.h"
#include "scene.h"

static const int sizes[][2] = {{480, 360},  {480, 800},   {640, 480},   {720, 720},  {800, 600},
                               {960, 600},  {1024, 768},  {1120, 720},  {1280, 720}, {1366, 768},
                               {1600, 900}, {1920, 1080}, {2560, 1440}, {600, 1200}};
static const int scales[] = {75, 100, 125, 150, 200, 300};

/* The own picture lies over the other's on purpose. */
static bool may_overlap(enum node_id a, enum node_id b)
{
    return a == NODE_OWN_PICTURE || b == NODE_OWN_PICTURE;
}

static void nodes_check(const struct scene *s, const char *what)
{
    const struct rectangle window = {0, 0, s->in.width, s->in.height};
    for (int i = 0; i < s->view.node_count; i++) {
        const struct view_node *n = &s->view.nodes[i];
        struct rectangle inside = rectangle_intersection(window, n->at);
        if (inside.width != n->at.width || inside.height != n->at.height)
            fail_msg("%s: node %d (%s) reaches out of the window", what, n->id, n->name);
        if (n->at.width < VIEW_TARGET_MIN || n->at.height < VIEW_TARGET_MIN)
            fail_msg("%s: node %d (%s) is %dx%d", what, n->id, n->name, n->at.width, n->at.height);
        if (n->name[0] == '\0')
            fail_msg("%s: node %d has no name", what, n->id);
        for (int j = 0; j < i; j++) {
            const struct view_node *other = &s->view.nodes[j];
            assert_true(other->id != n->id);
            if (!may_overlap(n->id, other->id) &&
                !rectangle_is_empty(rectangle_intersection(n->at, other->at)))
                fail_msg("%s: node %d (%s) is over node %d (%s)", what, n->id, n->name, other->id,
                         other->name);
        }
    }
}

/* Words stand within the window, and no button covers words that are not its own. */
static void words_check(const struct scene *s, const char *what)
{
    const struct rectangle window = {0, 0, s->in.width, s->in.height};
    int clips = 0;
    for (size_t i = 0; i < s->view.list.count; i++) {
        const struct draw_command *c = &s->view.list.commands[i];
        clips += c->kind == DRAW_CLIP_PUSH ? 1 : c->kind == DRAW_CLIP_POP ? -1 : 0;
        if (c->kind != DRAW_TEXT || clips > 0)
            continue;
        struct rectangle inside = rectangle_intersection(window, c->at);
        if (inside.width != c->at.width || inside.height != c->at.height)
            fail_msg("%s: \"%.*s\" reaches out of the window", what, (int)c->as.text.size,
                     draw_list_text(&s->view.list, &c->as.text));
        for (int n = 0; n < s->view.node_count; n++) {
            struct rectangle at = s->view.nodes[n].at;
            struct rectangle common = rectangle_intersection(at, c->at);
            bool within = common.width == c->at.width && common.height == c->at.height;
            if (!rectangle_is_empty(common) && !within)
                fail_msg("%s: \"%.*s\" runs into node %d", what, (int)c->as.text.size,
                         draw_list_text(&s->view.list, &c->as.text), s->view.nodes[n].id);
        }
    }
    assert_int_equal(clips, 0);
}

/* The opaque ground on which a text stands: the last fill that holds its middle. */
static struct colour ground_of(const struct scene *s, size_t text)
{
    const struct draw_command *c = &s->view.list.commands[text];
    struct colour ground = {0, 0, 0, 0};
    int x = c->at.x + c->at.width / 2;
    int y = c->at.y + c->as.text.line_pixels / 2;
    for (size_t i = 0; i < text; i++) {
        const struct draw_command *below = &s->view.list.commands[i];
        if (below->kind == DRAW_RECTANGLE && below->as.rectangle.fill.alpha == 255 &&
            rectangle_contains(below->at, x, y))
            ground = below->as.rectangle.fill;
        if (below->kind == DRAW_PICTURE && rectangle_contains(below->at, x, y))
            ground = (struct colour){0, 0, 0, 0};
    }
    return ground;
}

static void contrast_check(const struct scene *s, const char *what)
{
    const struct rectangle window = {0, 0, s->in.width, s->in.height};
    struct rectangle clip = window;
    for (size_t i = 0; i < s->view.list.count; i++) {
        const struct draw_command *c = &s->view.list.commands[i];
        if (c->kind == DRAW_CLIP_PUSH)
            clip = c->at;
        if (c->kind == DRAW_CLIP_POP)
            clip = window;
        if (c->kind != DRAW_TEXT)
            continue;
        int middle = c->at.y + c->as.text.line_pixels / 2;
        if (middle < clip.y || middle >= clip.y + clip.height)
            continue;
        struct colour ground = ground_of(s, i);
        const char *words = draw_list_text(&s->view.list, &c->as.text);
        if (ground.alpha != 255)
            fail_msg("%s: \"%.*s\" stands on a picture", what, (int)c->as.text.size, words);
        if (theme_contrast_percent(ground, c->as.text.colour) < 450)
            fail_msg("%s: \"%.*s\" is hard to read", what, (int)c->as.text.size, words);
    }
}

/* Each phase plain, full, with four words to compare (on their page, then not), with a question. */
#define MOMENTS (5 * (CALL_LOCKED + 1))

static void moment(struct scene *s, int which)
{
    int round = which / (CALL_LOCKED + 1);
    scene_phase(s, (enum call_phase)(which % (CALL_LOCKED + 1)));
    s->in.words_open = round == 2;
    if (round == 2 || round == 3)
        scene_ask_words(s);
    if (round == 4)
        scene_ask_key(s);
    if (round != 1)
        return;
    s->model.check_in_open = true;
    s->model.their_microphone_on = false;
    s->model.microphone_on = false;
    s->model.their_picture_is_old = true;
    s->model.invite = "alcove:AEBAGBAFAYDQQCIKBMGA2DQPCAIREEYUCULBOGAZDINRYHI6D4QCCIRDEQSSMJZI";
    s->model.invite_ends = "Sat 15:00";
    s->model.nod_received_at_us = SCENE_NOW_US;
    s->model.error = "The line could not be made. Check that you are online and try again.";
    text_field_insert(&s->fields[FIELD_LANE], "some words that are long enough to need a line more",
                      50);
}

static void on_every_size(void (*check)(const struct scene *, const char *))
{
    struct scene *s = scene_create();
    for (size_t size = 0; size < sizeof sizes / sizeof sizes[0]; size++) {
        for (size_t scale = 0; scale < sizeof scales / sizeof scales[0]; scale++) {
            for (int which = 0; which < MOMENTS; which++) {
                char what[96];
                s->in.width = sizes[size][0];
                s->in.height = sizes[size][1];
                s->in.scale_percent = scales[scale];
                s->in.theme = which % 2 == 0 ? THEME_LIGHT : THEME_DARK;
                s->in.right_to_left = which % 3 == 0;
                snprintf(what, sizeof what, "%dx%d at %d %%, moment %d", s->in.width, s->in.height,
                         s->in.scale_percent, which);
                moment(s, which);
                scene_view(s);
                check(s, what);
            }
        }
    }
    scene_destroy(s);
}

static void every_target_is_inside_named_large_and_alone(void **state)
{
    (void)state;
    on_every_size(nodes_check);
}

static void no_words_leave_the_window_or_run_into_a_button(void **state)
{
    (void)state;
    on_every_size(words_check);
}

static void every_text_drawn_has_contrast_4_5_to_1(void **state)
{
    (void)state;
    on_every_size(contrast_check);
    struct scene *s = scene_create();
    for (int theme = THEME_DARK; theme <= THEME_LIGHT; theme++) {
        for (int which = 0; which < MOMENTS; which++) {
            s->in.theme = (enum theme_kind)theme;
            moment(s, which);
            for (int id = NODE_NONE; id < NODE_COUNT; id++) {
                s->in.hover = (enum node_id)id;
                s->in.tip_due = true;
                scene_view(s);
                contrast_check(s, "with the pointer on a node");
            }
        }
    }
    scene_destroy(s);
}

static struct call_space space_of(int width, int height)
{
    return (struct call_space){.width = width,
                               .height = height,
                               .scale_percent = 100,
                               .picture_width = 1280,
                               .picture_height = 720,
                               .bar_height = 44,
                               .field_height = 44,
                               .status_height = 22};
}

static void the_other_stays_at_the_top_near_the_middle(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct call_space space = space_of(sizes[i][0], sizes[i][1]);
        struct call_layout l = call_layout(&space);
        if (l.small)
            continue;
        int middle = l.picture.x + l.picture.width / 2;
        assert_true(l.picture.y <= 16);
        assert_true(abs(middle - space.width / 2) <= space.width * 8 / 100 + 1);
    }
}

static void words_stand_beside_on_wide_windows_and_below_on_narrow_ones(void **state)
{
    (void)state;
    struct call_space wide = space_of(1280, 720);
    struct call_space narrow = space_of(700, 900);
    struct call_layout beside = call_layout(&wide);
    struct call_layout below = call_layout(&narrow);
    assert_true(beside.wide);
    assert_true(beside.log.x > beside.picture.x + beside.picture.width);
    assert_false(below.wide);
    assert_true(below.log.y > below.picture.y + below.picture.height);
}

static void a_face_is_cropped_at_the_sides_but_never_beyond_6_to_5(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct call_space space = space_of(sizes[i][0], sizes[i][1]);
        struct call_layout l = call_layout(&space);
        int ratio_pc = l.picture.width * 100 / l.picture.height;
        assert_in_range(ratio_pc, 119, 178);
    }
}

static void the_scale_gives_way_where_nothing_would_fit(void **state)
{
    (void)state;
    assert_int_equal(call_scale(480, 360, 300), 150);
    assert_int_equal(call_scale(480, 360, 75), 75);
    assert_int_equal(call_scale(1920, 1080, 300), 300);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_target_is_inside_named_large_and_alone),
    cmocka_unit_test(no_words_leave_the_window_or_run_into_a_button),
    cmocka_unit_test(every_text_drawn_has_contrast_4_5_to_1),
    cmocka_unit_test(the_other_stays_at_the_top_near_the_middle),
    cmocka_unit_test(words_stand_beside_on_wide_windows_and_below_on_narrow_ones),
    cmocka_unit_test(a_face_is_cropped_at_the_sides_but_never_beyond_6_to_5),
    cmocka_unit_test(the_scale_gives_way_where_nothing_would_fit),
};
TEST_GROUP(call_layout, tests)
