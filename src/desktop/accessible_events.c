/* What the bus is told: the difference between what is shown and what was. */
#include <string.h>

#include "desktop/accessible_bridge.h"
#include "desktop/accessible_spans.h"
#include "desktop/accessible_terms.h"
#include "widgets/utf8.h"

#define OBJECT "org.a11y.atspi.Event.Object"
#define WINDOW "org.a11y.atspi.Event.Window"
#define FOCUS  "org.a11y.atspi.Event.Focus"
#define CACHE  "org.a11y.atspi.Cache"

struct event {
    const char *interface, *name, *detail;
    int first, second;
    const char *text; /* at most one of the two is told */
    const double *number;
    int about; /* a place, told if neither is; ACCESSIBLE_NULL: nothing is */
};

static int append_told(const struct accessible_bridge *bridge, sd_bus_message *out,
                       const struct event *event)
{
    if (event->text != NULL)
        return sd_bus_message_append(out, "v", "s", event->text);
    if (event->number != NULL)
        return sd_bus_message_append(out, "v", "d", *event->number);
    if (event->about == ACCESSIBLE_NULL)
        return sd_bus_message_append(out, "v", "i", 0);
    int result = sd_bus_message_open_container(out, 'v', "(so)");
    if (result >= 0)
        result = accessible_append(bridge, out, event->about);
    return result >= 0 ? sd_bus_message_close_container(out) : result;
}

/* What cannot be told is lost: a reader that hears nothing asks. */
static void tell(const struct accessible_bridge *bridge, int place, struct event event)
{
    sd_bus_message *signal = NULL;
    char path[ACCESSIBLE_PATH_BYTES];
    const char *detail = event.detail != NULL ? event.detail : "";
    accessible_path(bridge, place, path);
    if (sd_bus_message_new_signal(bridge->bus, &signal, path, event.interface, event.name) >= 0 &&
        sd_bus_message_append(signal, "sii", detail, event.first, event.second) >= 0 &&
        append_told(bridge, signal, &event) >= 0 && sd_bus_message_append(signal, "a{sv}", 0) >= 0)
        sd_bus_send(bridge->bus, signal, NULL);
    sd_bus_message_unref(signal);
}

static void tell_state(const struct accessible_bridge *bridge, int place, int state, bool on)
{
    tell(bridge, place,
         (struct event){.interface = OBJECT,
                        .name = "StateChanged",
                        .detail = accessible_state_name(state),
                        .first = on,
                        .about = ACCESSIBLE_NULL});
}

static void tell_states(const struct accessible_bridge *bridge, int place, uint64_t was,
                        uint64_t is)
{
    for (int state = 0; state < 64; state++)
        if ((was ^ is) >> state & 1)
            tell_state(bridge, place, state, is >> state & 1);
    if (~was & is & UINT64_C(1) << ACCESSIBLE_FOCUSED)
        tell(bridge, place,
             (struct event){.interface = FOCUS, .name = "Focus", .about = ACCESSIBLE_NULL});
    if ((was ^ is) >> ACCESSIBLE_ACTIVE & 1)
        tell(bridge, place,
             (struct event){.interface = WINDOW,
                            .name = is >> ACCESSIBLE_ACTIVE & 1 ? "Activate" : "Deactivate",
                            .text = accessible_node(bridge, place)->name});
}

static void tell_property(const struct accessible_bridge *bridge, int place, struct event event)
{
    event.interface = OBJECT;
    event.name = "PropertyChange";
    tell(bridge, place, event);
}

/* `part` of a text at `from`, both in bytes, came or went. */
static void tell_text(const struct accessible_bridge *bridge, int place, const char *text,
                      struct accessible_span part, const char *what)
{
    char *copy = strndup(text + part.from, part.to - part.from);
    if (copy != NULL && part.from < part.to)
        tell(bridge, place,
             (struct event){.interface = OBJECT,
                            .name = "TextChanged",
                            .detail = what,
                            .first = accessible_characters(text, part.from),
                            .second = accessible_characters(copy, strlen(copy)),
                            .text = copy});
    accessible_forget(copy);
}

/* How much is the same before and after what changed; whole characters. */
static void compare_texts(const char *was, const char *is, size_t *before, size_t *after)
{
    size_t was_size = strlen(was), is_size = strlen(is), most;
    most = was_size < is_size ? was_size : is_size;
    size_t same = 0;
    while (same < most && was[same] == is[same])
        same++;
    while (same > 0 && ((unsigned char)was[same] & 0xc0) == 0x80)
        same--;
    while (same > 0 && ((unsigned char)is[same] & 0xc0) == 0x80)
        same--;
    size_t tail = 0;
    while (tail < most - same && was[was_size - tail - 1] == is[is_size - tail - 1])
        tail++;
    while (tail > 0 && ((unsigned char)was[was_size - tail] & 0xc0) == 0x80)
        tail--;
    *before = same;
    *after = tail;
}

static void tell_texts(const struct accessible_bridge *bridge, int place,
                       const struct access_node *was, const struct access_node *is)
{
    if (strcmp(was->text, is->text) != 0) {
        size_t before, after;
        compare_texts(was->text, is->text, &before, &after);
        tell_text(bridge, place, was->text,
                  (struct accessible_span){before, strlen(was->text) - after}, "delete");
        tell_text(bridge, place, is->text,
                  (struct accessible_span){before, strlen(is->text) - after}, "insert");
    }
    size_t size = strlen(is->text);
    if (was->caret != is->caret)
        tell(bridge, place,
             (struct event){
                 .interface = OBJECT,
                 .name = "TextCaretMoved",
                 .first = accessible_characters(is->text, is->caret < size ? is->caret : size),
                 .about = ACCESSIBLE_NULL});
    bool had = was->selection_from < was->selection_to;
    bool has = is->selection_from < is->selection_to;
    bool moved = was->selection_from != is->selection_from || was->selection_to != is->selection_to;
    if (had != has || (has && moved))
        tell(bridge, place,
             (struct event){
                 .interface = OBJECT, .name = "TextSelectionChanged", .about = ACCESSIBLE_NULL});
}

static void tell_change(const struct accessible_bridge *bridge, int place,
                        const struct access_node *was)
{
    const struct access_node *is = accessible_node(bridge, place);
    if (strcmp(was->name, is->name) != 0)
        tell_property(bridge, place, (struct event){.detail = "accessible-name", .text = is->name});
    if (strcmp(was->description, is->description) != 0)
        tell_property(bridge, place,
                      (struct event){.detail = "accessible-description", .text = is->description});
    if (is->has_value && (was->value < is->value || was->value > is->value))
        tell_property(bridge, place,
                      (struct event){.detail = "accessible-value", .number = &is->value});
    if (memcmp(&was->at, &is->at, sizeof was->at) != 0)
        tell(
            bridge, place,
            (struct event){.interface = OBJECT, .name = "BoundsChanged", .about = ACCESSIBLE_NULL});
    tell_texts(bridge, place, was, is);
}

static void tell_child(const struct accessible_bridge *bridge, int place, const char *what)
{
    int index = place >= 0 ? bridge->shown->kin[place].index : 0;
    tell(bridge, accessible_parent(bridge, place),
         (struct event){.interface = OBJECT,
                        .name = "ChildrenChanged",
                        .detail = what,
                        .first = index,
                        .about = place});
}

static void tell_cache(const struct accessible_bridge *bridge, int place, bool added)
{
    sd_bus_message *signal = NULL;
    const char *name = added ? "AddAccessible" : "RemoveAccessible";
    if (sd_bus_message_new_signal(bridge->bus, &signal, "/org/a11y/atspi/cache", CACHE, name) >=
            0 &&
        (added ? accessible_append_item(bridge, signal, place)
               : accessible_append(bridge, signal, place)) >= 0)
        sd_bus_send(bridge->bus, signal, NULL);
    sd_bus_message_unref(signal);
}

/* A node is the same one while it has its id, its role and its parent. */
static int find_same(const struct accessible_copy *in, const struct accessible_copy *from,
                     int place)
{
    const struct access_node *node = &from->nodes[place];
    int there = accessible_copy_find(in, node->id, place);
    if (there < 0 || in->nodes[there].role != node->role)
        return -1;
    int above = in->nodes[there].parent;
    if ((above < 0) != (node->parent < 0))
        return -1;
    if (above >= 0 && in->nodes[above].id != from->nodes[node->parent].id)
        return -1;
    return there;
}

/* While the old copy is still shown. */
static void tell_gone(const struct accessible_bridge *bridge, const struct accessible_copy *next)
{
    for (int place = bridge->shown->count - 1; place >= 0; place--) {
        if (find_same(next, bridge->shown, place) >= 0)
            continue;
        tell_child(bridge, place, "remove");
        tell_state(bridge, place, ACCESSIBLE_DEFUNCT, true);
        tell_cache(bridge, place, false);
    }
}

static void tell_come(const struct accessible_bridge *bridge, int place)
{
    tell_cache(bridge, place, true);
    tell_child(bridge, place, "add");
    /* One that was not there was neither showing nor focused. */
    const uint64_t sudden = UINT64_C(1) << ACCESSIBLE_FOCUSED | UINT64_C(1) << ACCESSIBLE_ACTIVE |
                            UINT64_C(1) << ACCESSIBLE_SHOWING;
    uint64_t states = accessible_states(accessible_node(bridge, place));
    tell_states(bridge, place, 0, states & sudden);
}

static uint64_t states_at(const struct accessible_copy *copy, int place)
{
    return accessible_states(&copy->nodes[place]);
}

void accessible_show(struct accessible_bridge *bridge, struct accessible_copy *copy)
{
    struct accessible_copy *was = bridge->shown;
    if (was != NULL && strcmp(was->nodes[0].name, copy->nodes[0].name) != 0)
        accessible_unsay(bridge); /* it is hidden now, or it was */
    if (was != NULL && bridge->ready)
        tell_gone(bridge, copy);
    bridge->shown = copy;
    int count = bridge->ready ? copy->count : 0;
    const uint64_t focus = UINT64_C(1) << ACCESSIBLE_FOCUSED;
    /* What loses the keyboard says so before another has it. */
    for (int place = 0; place < count && was != NULL; place++) {
        int before = find_same(was, copy, place);
        if (before >= 0 && states_at(was, before) & focus & ~states_at(copy, place))
            tell_state(bridge, place, ACCESSIBLE_FOCUSED, false);
    }
    for (int place = 0; place < count; place++) {
        int before = was != NULL ? find_same(was, copy, place) : -1;
        if (before < 0) {
            tell_come(bridge, place);
            continue;
        }
        uint64_t told = states_at(was, before) & ~(focus & ~states_at(copy, place));
        tell_change(bridge, place, &was->nodes[before]);
        tell_states(bridge, place, told, states_at(copy, place));
    }
    accessible_copy_release(was);
}

static void unsay(struct accessible_bridge *bridge, int slot)
{
    struct accessible_said *said = &bridge->said[slot];
    if (said->text == NULL)
        return;
    if (bridge->ready) {
        tell_state(bridge, ACCESSIBLE_SAID - slot, ACCESSIBLE_DEFUNCT, true);
        tell_cache(bridge, ACCESSIBLE_SAID - slot, false);
    }
    accessible_forget(said->text);
    *said = (struct accessible_said){0};
}

void accessible_unsay(struct accessible_bridge *bridge)
{
    for (int slot = 0; slot < ACCESSIBLE_SAID_MAX; slot++)
        unsay(bridge, slot);
}

/* AtspiLive: how much it may break into what is being read. */
enum { LIVE_POLITE = 1, LIVE_ASSERTIVE = 2 };

void accessible_announce(struct accessible_bridge *bridge, const char *text, bool urgent)
{
    if (!bridge->ready || bridge->shown == NULL)
        return;
    if (bridge->hears_announcements) {
        tell(bridge, 0,
             (struct event){.interface = OBJECT,
                            .name = "Announcement",
                            .first = urgent ? LIVE_ASSERTIVE : LIVE_POLITE,
                            .text = text});
        return;
    }
    char *name = strdup(text);
    if (name == NULL)
        return;
    int slot = (int)(++bridge->sayings % ACCESSIBLE_SAID_MAX);
    unsay(bridge, slot);
    bridge->said[slot] = (struct accessible_said){
        .node = {.id = UINT64_MAX,
                 .role = ACCESS_ALERT,
                 .name = name,
                 .description = "",
                 .shortcut = "",
                 .text = ""},
        .text = name,
        .number = bridge->sayings,
    };
    tell_cache(bridge, ACCESSIBLE_SAID - slot, true);
    tell_state(bridge, ACCESSIBLE_SAID - slot, ACCESSIBLE_SHOWING, true);
}
