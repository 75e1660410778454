#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "desktop/accessible_bridge.h"

#define PROPERTIES "org.freedesktop.DBus.Properties"
#define CACHE      "org.a11y.atspi.Cache"

typedef struct accessible_members (*members_of)(void);

static const members_of all_members[] = {
    accessible_node_members,
    accessible_deed_members,
    accessible_text_members,
};

static bool read_number(const char *digits, uint64_t *out)
{
    char *end;
    if (*digits < '0' || *digits > '9')
        return false;
    *out = strtoull(digits, &end, 10);
    return *end == '\0';
}

static bool find_said(const struct accessible_bridge *bridge, uint64_t number, int *place)
{
    int slot = (int)(number % ACCESSIBLE_SAID_MAX);
    const struct accessible_said *said = &bridge->said[slot];
    *place = ACCESSIBLE_SAID - slot;
    return said->text != NULL && said->number == number && bridge->shown != NULL;
}

static bool find_place(const struct accessible_bridge *bridge, const char *path, int *place)
{
    const char *name = path + strlen(ACCESSIBLE_PREFIX "/");
    uint64_t number;
    if (strncmp(path, ACCESSIBLE_PREFIX "/", strlen(ACCESSIBLE_PREFIX "/")) != 0)
        return false;
    *place = ACCESSIBLE_ROOT;
    if (strcmp(name, "root") == 0)
        return true;
    if (strncmp(name, "said", 4) == 0)
        return read_number(name + 4, &number) && find_said(bridge, number, place);
    if (!read_number(name, &number))
        return false;
    *place = accessible_copy_find(bridge->shown, number, -1);
    return *place >= 0;
}

static const struct accessible_member *find_member(const char *interface, const char *name,
                                                   bool method)
{
    for (size_t i = 0; i < sizeof all_members / sizeof all_members[0]; i++) {
        struct accessible_members members = all_members[i]();
        for (const struct accessible_member *m = members.list; m < members.list + members.count;
             m++)
            if ((m->method != NULL) == method && strcmp(m->interface, interface) == 0 &&
                strcmp(m->name, name) == 0)
                return m;
    }
    return NULL;
}

static int append_property(const struct accessible_call *call, sd_bus_message *out,
                           const struct accessible_member *property)
{
    int result = sd_bus_message_open_container(out, 'v', property->takes);
    if (result >= 0)
        result = property->get(call, out);
    return result >= 0 ? sd_bus_message_close_container(out) : result;
}

int accessible_send(sd_bus_message *reply, int result)
{
    if (result >= 0)
        result = sd_bus_send(NULL, reply, NULL);
    sd_bus_message_unref(reply);
    return result < 0 ? result : 1;
}

static int answer_get(const struct accessible_call *call)
{
    const char *interface, *name;
    sd_bus_message *reply = NULL;
    if (sd_bus_message_read(call->message, "ss", &interface, &name) < 0)
        return -EINVAL;
    const struct accessible_member *property = find_member(interface, name, false);
    if (property == NULL || !accessible_has(call->node, interface))
        return sd_bus_reply_method_errorf(call->message, SD_BUS_ERROR_UNKNOWN_PROPERTY,
                                          "There is no %s", name);
    int result = sd_bus_message_new_method_return(call->message, &reply);
    if (result >= 0)
        result = append_property(call, reply, property);
    return accessible_send(reply, result);
}

static int append_entry(const struct accessible_call *call, sd_bus_message *out,
                        const struct accessible_member *property)
{
    int result = sd_bus_message_open_container(out, 'e', "sv");
    if (result >= 0)
        result = sd_bus_message_append(out, "s", property->name);
    if (result >= 0)
        result = append_property(call, out, property);
    return result >= 0 ? sd_bus_message_close_container(out) : result;
}

static int append_all(const struct accessible_call *call, sd_bus_message *out,
                      const char *interface)
{
    int result = sd_bus_message_open_container(out, 'a', "{sv}");
    for (size_t i = 0; i < sizeof all_members / sizeof all_members[0]; i++) {
        struct accessible_members members = all_members[i]();
        for (size_t j = 0; j < members.count && result >= 0; j++) {
            const struct accessible_member *m = &members.list[j];
            if (m->get != NULL && strcmp(m->interface, interface) == 0)
                result = append_entry(call, out, m);
        }
    }
    return result >= 0 ? sd_bus_message_close_container(out) : result;
}

static int answer_get_all(const struct accessible_call *call)
{
    const char *interface;
    sd_bus_message *reply = NULL;
    if (sd_bus_message_read(call->message, "s", &interface) < 0)
        return -EINVAL;
    if (!accessible_has(call->node, interface))
        return sd_bus_reply_method_errorf(call->message, SD_BUS_ERROR_UNKNOWN_INTERFACE,
                                          "It has no %s", interface);
    int result = sd_bus_message_new_method_return(call->message, &reply);
    if (result >= 0)
        result = append_all(call, reply, interface);
    return accessible_send(reply, result);
}

static int answer_set(const struct accessible_call *call)
{
    const char *interface, *name;
    if (sd_bus_message_read(call->message, "ss", &interface, &name) < 0)
        return -EINVAL;
    const struct accessible_member *property = find_member(interface, name, false);
    if (property == NULL || !accessible_has(call->node, interface))
        return sd_bus_reply_method_errorf(call->message, SD_BUS_ERROR_UNKNOWN_PROPERTY,
                                          "There is no %s", name);
    if (property->set == NULL)
        return sd_bus_reply_method_errorf(call->message, SD_BUS_ERROR_PROPERTY_READ_ONLY,
                                          "%s is to be read only", name);
    if (sd_bus_message_enter_container(call->message, 'v', property->takes) < 0)
        return sd_bus_reply_method_errorf(call->message, SD_BUS_ERROR_INVALID_ARGS,
                                          "%s is of type %s", name, property->takes);
    return property->set(call);
}

static int answer_properties(const struct accessible_call *call, const char *name)
{
    if (strcmp(name, "Get") == 0)
        return answer_get(call);
    if (strcmp(name, "GetAll") == 0)
        return answer_get_all(call);
    if (strcmp(name, "Set") == 0)
        return answer_set(call);
    return 0;
}

static int on_call(sd_bus_message *message, void *context, sd_bus_error *error)
{
    struct accessible_bridge *bridge = context;
    struct accessible_call call = {bridge, ACCESSIBLE_ROOT, NULL, message};
    (void)error;
    if (!sd_bus_message_is_method_call(message, NULL, NULL) ||
        !find_place(bridge, sd_bus_message_get_path(message), &call.place))
        return 0;
    call.node = accessible_node(bridge, call.place);
    const char *interface = sd_bus_message_get_interface(message);
    const char *name = sd_bus_message_get_member(message);
    if (interface == NULL)
        return 0;
    if (strcmp(interface, PROPERTIES) == 0)
        return answer_properties(&call, name);
    const struct accessible_member *method = find_member(interface, name, true);
    if (method == NULL || !accessible_has(call.node, interface))
        return 0;
    if (!sd_bus_message_has_signature(message, method->takes))
        return sd_bus_reply_method_errorf(message, SD_BUS_ERROR_INVALID_ARGS, "%s takes \"%s\"",
                                          name, method->takes);
    return method->method(&call);
}

static int append_items(const struct accessible_bridge *bridge, sd_bus_message *out)
{
    int result = sd_bus_message_open_container(out, 'a', "((so)(so)(so)iiassusau)");
    int count = bridge->shown != NULL ? bridge->shown->count : 0;
    for (int place = ACCESSIBLE_ROOT; place < count && result >= 0; place++)
        result = accessible_append_item(bridge, out, place);
    return result >= 0 ? sd_bus_message_close_container(out) : result;
}

static int on_cache_call(sd_bus_message *message, void *context, sd_bus_error *error)
{
    sd_bus_message *reply = NULL;
    (void)error;
    if (!sd_bus_message_is_method_call(message, CACHE, "GetItems"))
        return 0;
    int result = sd_bus_message_new_method_return(message, &reply);
    if (result >= 0)
        result = append_items(context, reply);
    return accessible_send(reply, result);
}

bool accessible_serve(struct accessible_bridge *bridge)
{
    sd_bus *bus = bridge->bus;
    return sd_bus_add_fallback(bus, NULL, ACCESSIBLE_PREFIX, on_call, bridge) >= 0 &&
           sd_bus_add_object(bus, NULL, "/org/a11y/atspi/cache", on_cache_call, bridge) >= 0;
}
