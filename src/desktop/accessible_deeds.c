/* The interfaces Component, Action, Value and Selection. */
#include <math.h>

#include "desktop/accessible_bridge.h"

#define COMPONENT "org.a11y.atspi.Component"
#define ACTION    "org.a11y.atspi.Action"
#define VALUE     "org.a11y.atspi.Value"
#define SELECTION "org.a11y.atspi.Selection"

/* AtspiCoordType: of the screen, of the window, of the parent. Where the window is on the screen
 * only the desktop knows: for us the two are one. */
#define OF_PARENT 2u

/* AtspiComponentLayer: an ordinary one. */
#define LAYER_WIDGET 3u
#define LAYER_WINDOW 7u

static bool ask(const struct accessible_call *call, const struct access_request *request)
{
    struct accessible_bridge *bridge = call->bridge;
    bool able = call->node != NULL && call->place >= 0 && !(call->node->states & ACCESS_DISABLED);
    if (able && bridge->ask(bridge->context, request))
        return true;
    accessible_forget(request->text);
    return false;
}

int accessible_ask(const struct accessible_call *call, struct access_request request)
{
    request.id = call->node->id;
    return sd_bus_reply_method_return(call->message, "b", ask(call, &request));
}

static struct rectangle place_of(const struct accessible_call *call, uint32_t coordinates)
{
    struct rectangle at = call->node->at;
    int parent = accessible_parent(call->bridge, call->place);
    if (coordinates == OF_PARENT && parent >= 0) {
        struct rectangle around = accessible_node(call->bridge, parent)->at;
        at.x -= around.x;
        at.y -= around.y;
    }
    return at;
}

static int get_extents(const struct accessible_call *call)
{
    uint32_t coordinates = 0;
    sd_bus_message_read(call->message, "u", &coordinates);
    struct rectangle at = place_of(call, coordinates);
    return sd_bus_reply_method_return(call->message, "(iiii)", at.x, at.y, at.width, at.height);
}

static int get_position(const struct accessible_call *call)
{
    uint32_t coordinates = 0;
    sd_bus_message_read(call->message, "u", &coordinates);
    struct rectangle at = place_of(call, coordinates);
    return sd_bus_reply_method_return(call->message, "ii", at.x, at.y);
}

static int get_size(const struct accessible_call *call)
{
    return sd_bus_reply_method_return(call->message, "ii", call->node->at.width,
                                      call->node->at.height);
}

static int contains(const struct accessible_call *call)
{
    int32_t x = 0, y = 0;
    uint32_t coordinates = 0;
    sd_bus_message_read(call->message, "iiu", &x, &y, &coordinates);
    return sd_bus_reply_method_return(call->message, "b",
                                      rectangle_contains(place_of(call, coordinates), x, y));
}

/* The last that lies there, of what is below the node: it was drawn over the others. */
static int find_at(const struct accessible_call *call, int x, int y)
{
    const struct accessible_copy *shown = call->bridge->shown;
    int found = ACCESSIBLE_NULL;
    for (int place = shown->count - 1; place >= call->place && found < 0; place--) {
        const struct access_node *node = &shown->nodes[place];
        int above = place;
        while (above > call->place)
            above = shown->nodes[above].parent;
        if (above == call->place && !(node->states & ACCESS_OFFSCREEN) &&
            rectangle_contains(node->at, x, y))
            found = place;
    }
    return found;
}

static int get_accessible_at_point(const struct accessible_call *call)
{
    int32_t x = 0, y = 0;
    uint32_t coordinates = 0;
    sd_bus_message *reply = NULL;
    sd_bus_message_read(call->message, "iiu", &x, &y, &coordinates);
    struct rectangle at = place_of(call, coordinates);
    int found = ACCESSIBLE_NULL;
    if (call->place >= 0 && rectangle_contains(at, x, y))
        found = find_at(call, x - at.x + call->node->at.x, y - at.y + call->node->at.y);
    int result = sd_bus_message_new_method_return(call->message, &reply);
    if (result >= 0)
        result = accessible_append(call->bridge, reply, found);
    return accessible_send(reply, result);
}

static int get_layer(const struct accessible_call *call)
{
    bool frame = call->node->role == ACCESS_FRAME;
    return sd_bus_reply_method_return(call->message, "u", frame ? LAYER_WINDOW : LAYER_WIDGET);
}

static int get_z_order(const struct accessible_call *call)
{
    return sd_bus_reply_method_return(call->message, "n", 0);
}

static int get_alpha(const struct accessible_call *call)
{
    return sd_bus_reply_method_return(call->message, "d", 1.0);
}

static int grab_focus(const struct accessible_call *call)
{
    if (!(call->node->states & ACCESS_FOCUSABLE))
        return sd_bus_reply_method_return(call->message, "b", 0);
    return accessible_ask(call, (struct access_request){.ask = ACCESS_FOCUS});
}

static int get_action_count(const struct accessible_call *call, sd_bus_message *out)
{
    (void)call;
    return sd_bus_message_append(out, "i", 1);
}

/* There is the one action, of index 0. */
static bool is_the_action(const struct accessible_call *call)
{
    int32_t index = -1;
    return sd_bus_message_read(call->message, "i", &index) >= 0 && index == 0;
}

static int get_action_name(const struct accessible_call *call)
{
    return sd_bus_reply_method_return(call->message, "s", is_the_action(call) ? "press" : "");
}

static int get_action_description(const struct accessible_call *call)
{
    const char *text = is_the_action(call) ? call->node->description : "";
    return sd_bus_reply_method_return(call->message, "s", text);
}

static int get_key_binding(const struct accessible_call *call)
{
    const char *keys = is_the_action(call) ? call->node->shortcut : "";
    return sd_bus_reply_method_return(call->message, "s", keys);
}

static int get_actions(const struct accessible_call *call)
{
    return sd_bus_reply_method_return(call->message, "a(sss)", 1, "press", call->node->description,
                                      call->node->shortcut);
}

static int do_action(const struct accessible_call *call)
{
    if (!is_the_action(call))
        return sd_bus_reply_method_return(call->message, "b", 0);
    return accessible_ask(call, (struct access_request){.ask = ACCESS_PRESS});
}

static int get_minimum(const struct accessible_call *call, sd_bus_message *out)
{
    return sd_bus_message_append(out, "d", call->node->value_min);
}

static int get_maximum(const struct accessible_call *call, sd_bus_message *out)
{
    return sd_bus_message_append(out, "d", call->node->value_max);
}

static int get_step(const struct accessible_call *call, sd_bus_message *out)
{
    return sd_bus_message_append(out, "d", call->node->value_step);
}

static int get_value(const struct accessible_call *call, sd_bus_message *out)
{
    return sd_bus_message_append(out, "d", call->node->value);
}

static int get_value_text(const struct accessible_call *call, sd_bus_message *out)
{
    return sd_bus_message_append(out, "s", call->node->description);
}

static int set_value(const struct accessible_call *call)
{
    double value = (double)NAN;
    if (sd_bus_message_read(call->message, "d", &value) < 0 || isnan(value) ||
        call->node->role != ACCESS_SLIDER)
        return sd_bus_reply_method_errorf(call->message, SD_BUS_ERROR_INVALID_ARGS,
                                          "It cannot become that");
    struct access_request request = {.id = call->node->id, .ask = ACCESS_SET_VALUE};
    request.value = fmax(call->node->value_min, fmin(call->node->value_max, value));
    if (!ask(call, &request))
        return sd_bus_reply_method_errorf(call->message, SD_BUS_ERROR_LIMITS_EXCEEDED,
                                          "It cannot be changed now");
    return sd_bus_reply_method_return(call->message, NULL);
}

/* The child of this index, or with `selected` the one of that index among the selected. */
static int find_child(const struct accessible_call *call, int index, bool selected)
{
    const struct accessible_copy *shown = call->bridge->shown;
    int child = call->place >= 0 ? shown->kin[call->place].first : -1;
    for (int at = 0; child >= 0; child = shown->kin[child].next) {
        bool counts = !selected || shown->nodes[child].states & ACCESS_SELECTED;
        if (counts && at++ == index)
            return child;
    }
    return ACCESSIBLE_NULL;
}

static int get_selected_count(const struct accessible_call *call, sd_bus_message *out)
{
    int count = 0;
    while (find_child(call, count, true) >= 0)
        count++;
    return sd_bus_message_append(out, "i", count);
}

static int get_selected_child(const struct accessible_call *call)
{
    int32_t index = -1;
    sd_bus_message *reply = NULL;
    sd_bus_message_read(call->message, "i", &index);
    int result = sd_bus_message_new_method_return(call->message, &reply);
    if (result >= 0)
        result = accessible_append(call->bridge, reply, find_child(call, index, true));
    return accessible_send(reply, result);
}

static int is_child_selected(const struct accessible_call *call)
{
    int32_t index = -1;
    sd_bus_message_read(call->message, "i", &index);
    int child = find_child(call, index, false);
    bool selected = child >= 0 && accessible_node(call->bridge, child)->states & ACCESS_SELECTED;
    return sd_bus_reply_method_return(call->message, "b", selected);
}

/* Choosing one of them is to press it. */
static int select_child(const struct accessible_call *call)
{
    int32_t index = -1;
    sd_bus_message_read(call->message, "i", &index);
    struct accessible_call about = *call;
    about.place = find_child(call, index, false);
    about.node = accessible_node(call->bridge, about.place);
    if (about.node == NULL || !about.node->acts)
        return sd_bus_reply_method_return(call->message, "b", 0);
    return accessible_ask(&about, (struct access_request){.ask = ACCESS_PRESS});
}

struct accessible_members accessible_deed_members(void)
{
    static const struct accessible_member members[] = {
        {COMPONENT, "Contains", "iiu", contains, NULL, NULL},
        {COMPONENT, "GetAccessibleAtPoint", "iiu", get_accessible_at_point, NULL, NULL},
        {COMPONENT, "GetExtents", "u", get_extents, NULL, NULL},
        {COMPONENT, "GetPosition", "u", get_position, NULL, NULL},
        {COMPONENT, "GetSize", "", get_size, NULL, NULL},
        {COMPONENT, "GetLayer", "", get_layer, NULL, NULL},
        {COMPONENT, "GetMDIZOrder", "", get_z_order, NULL, NULL},
        {COMPONENT, "GetAlpha", "", get_alpha, NULL, NULL},
        {COMPONENT, "GrabFocus", "", grab_focus, NULL, NULL},
        {ACTION, "NActions", "i", NULL, get_action_count, NULL},
        {ACTION, "GetName", "i", get_action_name, NULL, NULL},
        {ACTION, "GetLocalizedName", "i", get_action_name, NULL, NULL},
        {ACTION, "GetDescription", "i", get_action_description, NULL, NULL},
        {ACTION, "GetKeyBinding", "i", get_key_binding, NULL, NULL},
        {ACTION, "GetActions", "", get_actions, NULL, NULL},
        {ACTION, "DoAction", "i", do_action, NULL, NULL},
        {VALUE, "MinimumValue", "d", NULL, get_minimum, NULL},
        {VALUE, "MaximumValue", "d", NULL, get_maximum, NULL},
        {VALUE, "MinimumIncrement", "d", NULL, get_step, NULL},
        {VALUE, "CurrentValue", "d", NULL, get_value, set_value},
        {VALUE, "Text", "s", NULL, get_value_text, NULL},
        {SELECTION, "NSelectedChildren", "i", NULL, get_selected_count, NULL},
        {SELECTION, "GetSelectedChild", "i", get_selected_child, NULL, NULL},
        {SELECTION, "IsChildSelected", "i", is_child_selected, NULL, NULL},
        {SELECTION, "SelectChild", "i", select_child, NULL, NULL},
    };
    return (struct accessible_members){members, sizeof members / sizeof members[0]};
}
