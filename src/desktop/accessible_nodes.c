/* The interfaces Accessible and Application. */
#include <stdio.h>
#include <string.h>

#include "desktop/accessible_bridge.h"
#include "desktop/accessible_terms.h"

#define ACCESSIBLE  "org.a11y.atspi.Accessible"
#define APPLICATION "org.a11y.atspi.Application"

const struct access_node *accessible_node(const struct accessible_bridge *bridge, int place)
{
    if (place <= ACCESSIBLE_SAID)
        return &bridge->said[ACCESSIBLE_SAID - place].node;
    return place >= 0 ? &bridge->shown->nodes[place] : NULL;
}

void accessible_path(const struct accessible_bridge *bridge, int place,
                     char out[ACCESSIBLE_PATH_BYTES])
{
    if (place >= 0)
        snprintf(out, ACCESSIBLE_PATH_BYTES, ACCESSIBLE_PREFIX "/%llu",
                 (unsigned long long)bridge->shown->nodes[place].id);
    else if (place <= ACCESSIBLE_SAID)
        snprintf(out, ACCESSIBLE_PATH_BYTES, ACCESSIBLE_PREFIX "/said%llu",
                 (unsigned long long)bridge->said[ACCESSIBLE_SAID - place].number);
    else
        snprintf(out, ACCESSIBLE_PATH_BYTES, "%s",
                 place == ACCESSIBLE_ROOT ? ACCESSIBLE_PREFIX "/root" : "/org/a11y/atspi/null");
}

int accessible_parent(const struct accessible_bridge *bridge, int place)
{
    if (place <= ACCESSIBLE_SAID)
        return 0;
    if (place < 0)
        return ACCESSIBLE_NULL;
    int parent = bridge->shown->nodes[place].parent;
    return parent >= 0 ? parent : ACCESSIBLE_ROOT;
}

int accessible_child_count(const struct accessible_bridge *bridge, int place)
{
    if (place == ACCESSIBLE_ROOT)
        return bridge->shown != NULL;
    return place >= 0 ? bridge->shown->kin[place].children : 0;
}

int accessible_append(const struct accessible_bridge *bridge, sd_bus_message *out, int place)
{
    const char *own = "";
    char path[ACCESSIBLE_PATH_BYTES];
    if (place != ACCESSIBLE_NULL)
        sd_bus_get_unique_name(bridge->bus, &own);
    accessible_path(bridge, place, path);
    return sd_bus_message_append(out, "(so)", own, path);
}

int accessible_append_parent(const struct accessible_bridge *bridge, sd_bus_message *out, int place)
{
    if (place == ACCESSIBLE_ROOT && bridge->desktop_path[0] != '\0')
        return sd_bus_message_append(out, "(so)", bridge->desktop_name, bridge->desktop_path);
    return accessible_append(bridge, out, accessible_parent(bridge, place));
}

static int index_in_parent(const struct accessible_bridge *bridge, int place)
{
    return place >= 0 ? bridge->shown->kin[place].index : -1;
}

static bool node_has(const struct access_node *node, const char *name)
{
    bool text = node->role == ACCESS_ENTRY || node->role == ACCESS_PASSWORD;
    if (strcmp(name, "Component") == 0)
        return true;
    if (strcmp(name, "Action") == 0)
        return node->acts;
    if (strcmp(name, "Value") == 0)
        return node->has_value;
    if (strcmp(name, "Selection") == 0)
        return node->role == ACCESS_TAB_LIST || node->role == ACCESS_LIST;
    if (strcmp(name, "EditableText") == 0)
        return text && node->states & ACCESS_EDITABLE;
    return text && strcmp(name, "Text") == 0;
}

bool accessible_has(const struct access_node *node, const char *interface)
{
    static const char prefix[] = "org.a11y.atspi.";
    if (strncmp(interface, prefix, sizeof prefix - 1) != 0)
        return false;
    const char *name = interface + sizeof prefix - 1;
    if (strcmp(name, "Accessible") == 0)
        return true;
    return node != NULL ? node_has(node, name) : strcmp(name, "Application") == 0;
}

int accessible_append_interfaces(sd_bus_message *out, const struct access_node *node)
{
    static const char *const all[] = {
        "org.a11y.atspi.Accessible", "org.a11y.atspi.Application",  "org.a11y.atspi.Component",
        "org.a11y.atspi.Action",     "org.a11y.atspi.Value",        "org.a11y.atspi.Selection",
        "org.a11y.atspi.Text",       "org.a11y.atspi.EditableText",
    };
    int result = sd_bus_message_open_container(out, 'a', "s");
    for (size_t i = 0; i < sizeof all / sizeof all[0] && result >= 0; i++)
        if (accessible_has(node, all[i]))
            result = sd_bus_message_append(out, "s", all[i]);
    return result >= 0 ? sd_bus_message_close_container(out) : result;
}

int accessible_append_states(sd_bus_message *out, const struct access_node *node)
{
    uint64_t states = accessible_states(node);
    return sd_bus_message_append(out, "au", 2, (uint32_t)states, (uint32_t)(states >> 32));
}

static const char *name_of(const struct accessible_bridge *bridge, const struct access_node *node)
{
    return node != NULL ? node->name : bridge->application;
}

static const char *description_of(const struct access_node *node)
{
    return node != NULL ? node->description : "";
}

int accessible_append_item(const struct accessible_bridge *bridge, sd_bus_message *out, int place)
{
    const struct access_node *node = accessible_node(bridge, place);
    int result = sd_bus_message_open_container(out, 'r', "(so)(so)(so)iiassusau");
    if (result >= 0)
        result = accessible_append(bridge, out, place);
    if (result >= 0)
        result = accessible_append(bridge, out, ACCESSIBLE_ROOT);
    if (result >= 0)
        result = accessible_append_parent(bridge, out, place);
    if (result >= 0)
        result = sd_bus_message_append(out, "ii", index_in_parent(bridge, place),
                                       accessible_child_count(bridge, place));
    if (result >= 0)
        result = accessible_append_interfaces(out, node);
    if (result >= 0)
        result = sd_bus_message_append(out, "sus", name_of(bridge, node),
                                       accessible_role(node).number, description_of(node));
    if (result >= 0)
        result = accessible_append_states(out, node);
    return result >= 0 ? sd_bus_message_close_container(out) : result;
}

static int get_name(const struct accessible_call *call, sd_bus_message *out)
{
    return sd_bus_message_append(out, "s", name_of(call->bridge, call->node));
}

static int get_description(const struct accessible_call *call, sd_bus_message *out)
{
    return sd_bus_message_append(out, "s", description_of(call->node));
}

static int get_parent(const struct accessible_call *call, sd_bus_message *out)
{
    return accessible_append_parent(call->bridge, out, call->place);
}

static int get_child_count(const struct accessible_call *call, sd_bus_message *out)
{
    return sd_bus_message_append(out, "i", accessible_child_count(call->bridge, call->place));
}

static int get_nothing(const struct accessible_call *call, sd_bus_message *out)
{
    (void)call;
    return sd_bus_message_append(out, "s", "");
}

/* What a method that only tells replies with: `append` is called on the reply. */
static int reply_with(const struct accessible_call *call,
                      int (*append)(const struct accessible_call *call, sd_bus_message *out))
{
    sd_bus_message *reply = NULL;
    int result = sd_bus_message_new_method_return(call->message, &reply);
    if (result >= 0)
        result = append(call, reply);
    return accessible_send(reply, result);
}

static int child_at(const struct accessible_call *call, int index)
{
    if (index < 0 || index >= accessible_child_count(call->bridge, call->place))
        return ACCESSIBLE_NULL;
    if (call->place == ACCESSIBLE_ROOT)
        return 0;
    return accessible_copy_child(call->bridge->shown, call->place, index);
}

static int append_child(const struct accessible_call *call, sd_bus_message *out)
{
    int32_t index = 0;
    sd_bus_message_read(call->message, "i", &index);
    return accessible_append(call->bridge, out, child_at(call, index));
}

static int get_child_at_index(const struct accessible_call *call)
{
    return reply_with(call, append_child);
}

static int append_children(const struct accessible_call *call, sd_bus_message *out)
{
    int result = sd_bus_message_open_container(out, 'a', "(so)");
    int child = child_at(call, 0);
    while (child >= 0 && result >= 0) {
        result = accessible_append(call->bridge, out, child);
        child = call->bridge->shown->kin[child].next;
    }
    return result >= 0 ? sd_bus_message_close_container(out) : result;
}

static int get_children(const struct accessible_call *call)
{
    return reply_with(call, append_children);
}

static int get_index_in_parent(const struct accessible_call *call)
{
    return sd_bus_reply_method_return(call->message, "i",
                                      index_in_parent(call->bridge, call->place));
}

static int get_relation_set(const struct accessible_call *call)
{
    return sd_bus_reply_method_return(call->message, "a(ua(so))", 0);
}

static int get_role(const struct accessible_call *call)
{
    return sd_bus_reply_method_return(call->message, "u", accessible_role(call->node).number);
}

static int get_role_name(const struct accessible_call *call)
{
    return sd_bus_reply_method_return(call->message, "s", accessible_role(call->node).name);
}

static int append_states(const struct accessible_call *call, sd_bus_message *out)
{
    return accessible_append_states(out, call->node);
}

static int get_state(const struct accessible_call *call)
{
    return reply_with(call, append_states);
}

static int get_attributes(const struct accessible_call *call)
{
    return sd_bus_reply_method_return(call->message, "a{ss}", 1, "toolkit", "Alcove");
}

static int append_application(const struct accessible_call *call, sd_bus_message *out)
{
    return accessible_append(call->bridge, out, ACCESSIBLE_ROOT);
}

static int get_application(const struct accessible_call *call)
{
    return reply_with(call, append_application);
}

static int append_interfaces(const struct accessible_call *call, sd_bus_message *out)
{
    return accessible_append_interfaces(out, call->node);
}

static int get_interfaces(const struct accessible_call *call)
{
    return reply_with(call, append_interfaces);
}

static int get_toolkit(const struct accessible_call *call, sd_bus_message *out)
{
    (void)call;
    return sd_bus_message_append(out, "s", "Alcove");
}

static int get_atspi_version(const struct accessible_call *call, sd_bus_message *out)
{
    (void)call;
    return sd_bus_message_append(out, "s", "2.1");
}

static int get_id(const struct accessible_call *call, sd_bus_message *out)
{
    return sd_bus_message_append(out, "i", call->bridge->application_id);
}

static int set_id(const struct accessible_call *call)
{
    int32_t id = 0;
    int result = sd_bus_message_read(call->message, "i", &id);
    call->bridge->application_id = id;
    return result < 0 ? result : sd_bus_reply_method_return(call->message, NULL);
}

struct accessible_members accessible_node_members(void)
{
    static const struct accessible_member members[] = {
        {ACCESSIBLE, "Name", "s", NULL, get_name, NULL},
        {ACCESSIBLE, "Description", "s", NULL, get_description, NULL},
        {ACCESSIBLE, "Parent", "(so)", NULL, get_parent, NULL},
        {ACCESSIBLE, "ChildCount", "i", NULL, get_child_count, NULL},
        {ACCESSIBLE, "Locale", "s", NULL, get_nothing, NULL},
        {ACCESSIBLE, "AccessibleId", "s", NULL, get_nothing, NULL},
        {ACCESSIBLE, "GetChildAtIndex", "i", get_child_at_index, NULL, NULL},
        {ACCESSIBLE, "GetChildren", "", get_children, NULL, NULL},
        {ACCESSIBLE, "GetIndexInParent", "", get_index_in_parent, NULL, NULL},
        {ACCESSIBLE, "GetRelationSet", "", get_relation_set, NULL, NULL},
        {ACCESSIBLE, "GetRole", "", get_role, NULL, NULL},
        {ACCESSIBLE, "GetRoleName", "", get_role_name, NULL, NULL},
        {ACCESSIBLE, "GetLocalizedRoleName", "", get_role_name, NULL, NULL},
        {ACCESSIBLE, "GetState", "", get_state, NULL, NULL},
        {ACCESSIBLE, "GetAttributes", "", get_attributes, NULL, NULL},
        {ACCESSIBLE, "GetApplication", "", get_application, NULL, NULL},
        {ACCESSIBLE, "GetInterfaces", "", get_interfaces, NULL, NULL},
        {APPLICATION, "ToolkitName", "s", NULL, get_toolkit, NULL},
        {APPLICATION, "Version", "s", NULL, get_nothing, NULL},
        {APPLICATION, "ToolkitVersion", "s", NULL, get_nothing, NULL},
        {APPLICATION, "AtspiVersion", "s", NULL, get_atspi_version, NULL},
        {APPLICATION, "Id", "i", NULL, get_id, set_id},
    };
    return (struct accessible_members){members, sizeof members / sizeof members[0]};
}
