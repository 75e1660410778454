#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "widgets/tree_parts.h"

#define HASH_START UINT64_C(0xcbf29ce484222325)

/* ---- ids, and what is kept under them ---- */

static uint64_t mix(uint64_t hash, const char *key, uint64_t number)
{
    for (const char *c = key; *c != '\0'; c++)
        hash = (hash ^ (uint8_t)*c) * UINT64_C(0x100000001b3);
    hash = (hash ^ number) * UINT64_C(0x9e3779b97f4a7c15);
    hash ^= hash >> 29;
    return hash != 0 ? hash : 1;
}

const struct kept *kept_find(const struct tree *tree, uint64_t id)
{
    for (size_t i = 0; i < TREE_KEPT_MAX; i++) {
        const struct kept *kept = &tree->kept[(id + i) % TREE_KEPT_MAX];
        if (kept->id == id)
            return kept;
        if (kept->id == 0)
            return NULL;
    }
    return NULL;
}

/* The table is cleared of what was not seen lately when it is full; then what is not there begins
 * again, as if it were new. */
static void forget_unseen(struct tree *tree)
{
    struct kept seen[TREE_KEPT_MAX];
    size_t count = 0;
    for (size_t i = 0; i < TREE_KEPT_MAX; i++) {
        if (tree->kept[i].id != 0 && tree->kept[i].seen + 1 >= tree->refresh &&
            count < TREE_KEPT_MAX / 2)
            seen[count++] = tree->kept[i];
    }
    memset(tree->kept, 0, sizeof tree->kept);
    for (size_t i = 0; i < count; i++) {
        size_t at = seen[i].id % TREE_KEPT_MAX;
        while (tree->kept[at].id != 0)
            at = (at + 1) % TREE_KEPT_MAX;
        tree->kept[at] = seen[i];
    }
}

static struct kept *kept_place(struct tree *tree, uint64_t id)
{
    for (size_t i = 0; i < TREE_KEPT_MAX - 1; i++) {
        struct kept *kept = &tree->kept[(id + i) % TREE_KEPT_MAX];
        if (kept->id == id || kept->id == 0)
            return kept;
    }
    return NULL;
}

struct kept *kept_of(struct tree *tree, uint64_t id, bool is_node)
{
    struct kept *kept = kept_place(tree, id);
    if (kept == NULL) {
        forget_unseen(tree);
        kept = kept_place(tree, id);
    }
    ALCOVE_ASSERT(kept != NULL);
    if (kept->id == 0)
        *kept = (struct kept){.id = id, .is_node = is_node, .at_end = true};
    kept->seen = tree->refresh;
    return kept;
}

int node_of(const struct tree *tree, uint64_t id)
{
    for (int i = 0; id != 0 && i < tree->count; i++) {
        if (tree->nodes[i].id == id)
            return i;
    }
    return NO_NODE;
}

bool node_is_within(const struct tree *tree, int node, int of)
{
    while (node != NO_NODE && node != of)
        node = tree->nodes[node].parent;
    return node == of;
}

int units(const struct tree *tree, int of)
{
    return theme_pixels(of, tree->frame.scale_percent);
}

int tree_pixels(const struct tree *tree, int of)
{
    return units(tree, of);
}

void tree_tell(struct tree *tree, enum tree_event_kind kind, struct act act, double value)
{
    if (act.kind == 0)
        return;
    for (int i = 0; i < tree->event_count; i++) { /* only how it stands last */
        struct tree_event *event = &tree->events[i];
        if (event->kind == kind && kind != TREE_ACT && event->act.kind == act.kind &&
            event->act.about == act.about) {
            event->value = value;
            return;
        }
    }
    if (tree->event_count < TREE_EVENTS_MAX)
        tree->events[tree->event_count++] = (struct tree_event){kind, act, value};
}

bool tree_take_event(struct tree *tree, struct tree_event *out)
{
    if (tree->event_count == 0)
        return false;
    *out = tree->events[0];
    tree->event_count--;
    memmove(tree->events, tree->events + 1, (size_t)tree->event_count * sizeof *tree->events);
    return true;
}

/* ---- strings and values of a refresh ---- */

/* NULL stays NULL. What finds no room any more is cut to nothing. */
static const char *copy(struct tree *tree, const char *text)
{
    if (text == NULL)
        return NULL;
    size_t size = strlen(text) + 1;
    if (size > sizeof tree->text - tree->text_size) {
        tree->overflow = true;
        return "";
    }
    char *to = tree->text + tree->text_size;
    memcpy(to, text, size);
    tree->text_size += size;
    return to;
}

/* ---- building ---- */

struct identity {
    const char *key;
    uint64_t number;
};

static struct node *append(struct tree *tree, enum node_kind kind, int parent,
                           struct identity identity)
{
    /* When there is no more room, the last place takes everything and belongs to nobody. */
    bool spare = tree->count == TREE_NODES_MAX - 1;
    tree->overflow |= spare;
    int place = spare ? tree->count : tree->count++;
    struct node *node = &tree->nodes[place];
    struct node *above = &tree->nodes[parent];
    const char *key = identity.key != NULL ? identity.key : "#";
    uint64_t number = identity.key != NULL ? identity.number : (uint64_t)above->count;
    *node = (struct node){
        .id = mix(above->id, key, number),
        .parent = parent,
        .first = NO_NODE,
        .last = NO_NODE,
        .next = NO_NODE,
        .kind = kind,
        .natural = TREE_UNKNOWN,
        .least = TREE_UNKNOWN,
        .known_width = TREE_UNKNOWN,
        .placed = tree->place_next,
    };
    tree->place_next = (struct rectangle){0};
    if (spare)
        return node;
    if (above->first == NO_NODE)
        above->first = place;
    else
        tree->nodes[above->last].next = place;
    above->last = place;
    above->count++;
    return node;
}

static struct node *add(struct tree *tree, enum node_kind kind, struct identity identity)
{
    ALCOVE_ASSERT(tree->depth > 0);
    return append(tree, kind, tree->open[tree->depth - 1], identity);
}

static void open_box(struct tree *tree, struct node *node, const struct box *box,
                     enum layout layout)
{
    ALCOVE_ASSERT(tree->depth < TREE_DEPTH_MAX);
    node->layout = layout;
    node->fit = box->fit;
    node->act = box->act;
    node->as.box = *box;
    node->as.box.name = copy(tree, box->name);
    tree->open[tree->depth++] = (int)(node - tree->nodes);
}

static void open_in(struct tree *tree, const struct box *box, enum layout layout)
{
    open_box(tree, add(tree, NODE_BOX, (struct identity){box->key, box->number}), box, layout);
}

void tree_open_column(struct tree *tree, const struct box *box)
{
    open_in(tree, box, LAYOUT_COLUMN);
}

void tree_open_row(struct tree *tree, const struct box *box)
{
    open_in(tree, box, LAYOUT_ROW);
}

void tree_open_flow(struct tree *tree, const struct box *box)
{
    open_in(tree, box, LAYOUT_FLOW);
}

void tree_open_stack(struct tree *tree, const struct box *box)
{
    open_in(tree, box, LAYOUT_STACK);
}

void tree_open_scroll(struct tree *tree, const struct box *box)
{
    ALCOVE_ASSERT(box->key != NULL);
    open_in(tree, box, LAYOUT_SCROLL);
}

void tree_open_free(struct tree *tree, const struct box *box)
{
    open_in(tree, box, LAYOUT_FREE);
}

/* It hangs on the root, wherever it was said. */
static void open_layer(struct tree *tree, const struct box *box, enum layer layer)
{
    ALCOVE_ASSERT(box->key != NULL);
    struct node *node = append(tree, NODE_BOX, 0, (struct identity){box->key, box->number});
    node->layer = layer;
    open_box(tree, node, box, LAYOUT_COLUMN);
    if (layer == LAYER_DIALOG)
        tree->dialog = (int)(node - tree->nodes);
}

void tree_open_dialog(struct tree *tree, const struct box *box)
{
    open_layer(tree, box, LAYER_DIALOG);
}

void tree_open_toast(struct tree *tree, const struct box *box)
{
    open_layer(tree, box, LAYER_TOAST);
}

void tree_close(struct tree *tree)
{
    ALCOVE_ASSERT(tree->depth > 1);
    tree->depth--;
}

void tree_place(struct tree *tree, struct rectangle at)
{
    tree->place_next = at;
}

void tree_label(struct tree *tree, const struct label *label)
{
    if (label->words == NULL || label->words[0] == '\0')
        return;
    struct node *node = add(tree, NODE_LABEL, (struct identity){0});
    node->fit = label->fit;
    node->as.label = *label;
    node->as.label.words = copy(tree, label->words);
}

/* It was not there at the last refresh: for the first time, or once more. */
static bool appears(const struct tree *tree, const struct node *node)
{
    const struct kept *kept = kept_find(tree, node->id);
    return kept == NULL || kept->seen + 1 < tree->refresh;
}

/* Who is in the middle of writing goes on, unless a dialog asks. */
static void wish_focus(struct tree *tree, uint64_t id)
{
    if (!tree->was_writing || tree->dialog != NO_NODE)
        tree->focus_after = id;
}

void tree_press(struct tree *tree, const struct press *press)
{
    struct identity identity = {press->key, press->number};
    if (press->key == NULL)
        identity = (struct identity){"act", (uint64_t)press->act.kind << 32 | press->act.about};
    struct node *node = add(tree, NODE_PRESS, identity);
    node->fit = press->fit;
    node->act = press->act;
    node->as.press = *press;
    bool is_empty = press->words != NULL && press->words[0] == '\0';
    node->as.press.words = is_empty ? "\xe2\x80\xa6" : copy(tree, press->words);
    node->as.press.more = copy(tree, press->more);
    node->as.press.name = copy(tree, press->name);
    node->as.press.hint = copy(tree, press->hint);
    node->as.press.shortcut = copy(tree, press->shortcut);
    if (press->wants_focus && appears(tree, node))
        wish_focus(tree, node->id);
}

void tree_entry(struct tree *tree, const struct entry *field)
{
    ALCOVE_ASSERT(field->edit != NULL && field->key != NULL);
    struct node *node = add(tree, NODE_FIELD, (struct identity){field->key, field->number});
    node->fit = field->fit;
    node->act = field->act;
    node->as.field = *field;
    node->as.field.name = copy(tree, field->name);
    node->as.field.hint = copy(tree, field->hint);
    node->as.field.shortcut = copy(tree, field->shortcut);
    if (field->wants_focus && appears(tree, node))
        wish_focus(tree, node->id);
}

void tree_slider(struct tree *tree, const struct slider *slider)
{
    ALCOVE_ASSERT(slider->key != NULL && slider->max > slider->min && slider->step > 0);
    struct node *node = add(tree, NODE_SLIDER, (struct identity){slider->key, slider->number});
    node->fit = slider->fit;
    node->act = slider->act;
    node->as.slider = *slider;
    node->as.slider.name = copy(tree, slider->name);
    node->as.slider.words = copy(tree, slider->words);
}

void tree_meter(struct tree *tree, const struct meter *meter)
{
    struct node *node = add(tree, NODE_METER, (struct identity){meter->key, 0});
    node->fit = meter->fit;
    node->as.meter = *meter;
    node->as.meter.name = copy(tree, meter->name);
}

void tree_image(struct tree *tree, const struct image *image)
{
    struct node *node = add(tree, NODE_IMAGE, (struct identity){image->key, image->number});
    node->fit = image->fit;
    node->act = image->act;
    node->as.image = *image;
    node->as.image.name = copy(tree, image->name);
}

void tree_plot(struct tree *tree, const struct plot *plot)
{
    ALCOVE_ASSERT(plot->value_count >= 0 && plot->value_count <= PLOT_VALUES_MAX);
    struct node *node = add(tree, NODE_PLOT, (struct identity){plot->key, plot->number});
    int room = TREE_PLOTS_MAX - tree->value_count;
    int count = plot->value_count < room ? plot->value_count : room;
    double *values = tree->values + tree->value_count;
    memcpy(values, plot->values, (size_t)count * sizeof *values);
    tree->value_count += count;
    node->fit = plot->fit;
    node->as.plot = *plot;
    node->as.plot.name = copy(tree, plot->name);
    node->as.plot.values = values;
    node->as.plot.value_count = count;
}

void tree_icon(struct tree *tree, enum icon icon, enum tone tone, int size)
{
    struct node *node = add(tree, NODE_ICON, (struct identity){0});
    node->as.icon.icon = icon;
    node->as.icon.tone = tone;
    node->as.icon.units = size;
}

void tree_space(struct tree *tree, struct fit fit)
{
    add(tree, NODE_SPACE, (struct identity){0})->fit = fit;
}

void tree_rule(struct tree *tree)
{
    add(tree, NODE_RULE, (struct identity){0});
}

void tree_canvas(struct tree *tree, const struct canvas *canvas)
{
    struct node *node = add(tree, NODE_CANVAS, (struct identity){canvas->key, 0});
    node->fit = canvas->fit;
    node->as.canvas = *canvas;
    node->as.canvas.name = copy(tree, canvas->name);
}

/* ---- what moves ---- */

double tree_ease(struct tree *tree, const char *key, bool on, uint64_t during_us)
{
    ALCOVE_ASSERT(tree->depth > 0 && during_us > 0);
    uint64_t id = mix(tree->nodes[tree->open[tree->depth - 1]].id, key, UINT64_C(0x6d6f7665));
    bool is_new = kept_find(tree, id) == NULL;
    struct kept *kept = kept_of(tree, id, false);
    uint64_t now_us = tree->frame.now_us;
    double target = on ? 1 : 0;
    if (is_new || tree->frame.reduced_motion) {
        kept->from = target;
        kept->on = on;
        kept->since_us = now_us >= during_us ? now_us - during_us : 0;
        return target;
    }
    double passed = (double)(now_us - kept->since_us) / (double)during_us;
    double at =
        passed >= 1 ? (kept->on ? 1 : 0) : kept->from + ((kept->on ? 1 : 0) - kept->from) * passed;
    if (kept->on != on) {
        kept->from = at;
        kept->on = on;
        kept->since_us = now_us;
        passed = 0;
    }
    if (passed < 1)
        tree_change_at(tree, now_us + 16000);
    return at * at * (3 - 2 * at);
}

void tree_change_at(struct tree *tree, uint64_t at_us)
{
    if (tree->changes_at_us == 0 || at_us < tree->changes_at_us)
        tree->changes_at_us = at_us;
}

/* ---- a refresh ---- */

struct tree *tree_create(void)
{
    struct tree *tree = calloc(1, sizeof *tree);
    if (tree != NULL)
        tree->dialog = NO_NODE;
    return tree;
}

void tree_destroy(struct tree *tree)
{
    if (tree == NULL)
        return;
    explicit_bzero(tree, sizeof *tree); /* what was shown does not stay in freed memory */
    free(tree);
}

void tree_begin(struct tree *tree, const struct tree_frame *frame)
{
    ALCOVE_ASSERT(frame->width > 0 && frame->height > 0 && frame->text != NULL);
    const struct text_edit *edit = tree_focused_edit(tree);
    int focused = node_of(tree, tree->focus);
    tree->was_writing = edit != NULL && edit->size > 0;
    tree->focus_act = focused != NO_NODE ? tree->nodes[focused].act : (struct act){0};
    tree->frame = *frame;
    tree->theme = theme_of(frame->theme);
    tree->refresh++;
    tree->count = 1;
    tree->text_size = 0;
    tree->value_count = 0;
    tree->changes_at_us = 0;
    tree->dialog = NO_NODE;
    tree->caret = (struct rectangle){0};
    tree->nodes[0] = (struct node){
        .id = mix(HASH_START, "window", 0),
        .parent = NO_NODE,
        .first = NO_NODE,
        .last = NO_NODE,
        .next = NO_NODE,
        .kind = NODE_BOX,
        .layout = LAYOUT_STACK,
        .natural = TREE_UNKNOWN,
        .least = TREE_UNKNOWN,
        .known_width = TREE_UNKNOWN,
    };
    tree->open[0] = 0;
    tree->depth = 1;
}

/* Another layout put it elsewhere: what does the same is the same to who has the focus there. */
static int follow_focus(struct tree *tree)
{
    int at = node_with_act(tree, tree->focus_act);
    if (at == NO_NODE)
        return NO_NODE;
    if (tree->edited == tree->focus)
        tree->edited = tree->nodes[at].id;
    tree->focus = tree->nodes[at].id;
    tree->into_view = true;
    return at;
}

/* Who had the focus before a dialog has it again after that. */
static void settle_dialog(struct tree *tree)
{
    uint64_t dialog = tree->dialog != NO_NODE ? tree->nodes[tree->dialog].id : 0;
    if (dialog != 0 && tree->dialog_id == 0)
        tree->focus_before_dialog = tree->focus;
    if (dialog == 0 && tree->dialog_id != 0 && tree->focus_after == 0)
        tree->focus_after = tree->focus_before_dialog;
    tree->dialog_id = dialog;
}

/* What is not there any more loses the focus. */
static void settle_focus(struct tree *tree)
{
    settle_dialog(tree);
    focus_wished(tree);
    int wanted = node_of(tree, tree->focus_after);
    if (wanted != NO_NODE && node_takes_focus(&tree->nodes[wanted])) {
        tree->focus = tree->focus_after;
        tree->into_view = true;
    }
    tree->focus_after = 0;
    int focus = node_of(tree, tree->focus);
    if (focus == NO_NODE && tree->focus != 0)
        focus = follow_focus(tree);
    if (focus == NO_NODE || !node_takes_focus(&tree->nodes[focus]) ||
        (tree->dialog != NO_NODE && !node_is_within(tree, focus, tree->dialog)))
        tree->focus = 0;
    if (tree->edited != tree->focus)
        tree_leave_field(tree);
}

static void remember(struct tree *tree)
{
    for (int i = 0; i < tree->count; i++) {
        if (node_takes_focus(&tree->nodes[i]))
            (void)kept_of(tree, tree->nodes[i].id, true);
    }
}

void tree_end(struct tree *tree)
{
    ALCOVE_ASSERT(tree->depth == 1);
    settle_focus(tree);
    remember(tree);
    tree_lay_out(tree);
    draw_list_clear(&tree->list);
    tree_paint(tree);
    tree_fill_access(tree);
}

const struct tree_frame *tree_frame_of(const struct tree *tree)
{
    return &tree->frame;
}

struct text_extent tree_extent(const struct tree *tree, enum type_role role, const char *words,
                               int width)
{
    const struct text_block block = words_block(tree, role, words, width);
    return text_measure(tree->frame.text, &block);
}

const struct draw_list *tree_draw_list(const struct tree *tree)
{
    return &tree->list;
}

const struct access_tree *tree_access(const struct tree *tree)
{
    return &tree->access;
}

uint64_t tree_changes_at(const struct tree *tree)
{
    return tree->changes_at_us;
}

bool tree_has_dialog(const struct tree *tree)
{
    return tree->dialog != NO_NODE;
}
