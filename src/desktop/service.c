#include "desktop/desktop_parts.h"

#include <stdio.h>
#include <string.h>

#include "base/assert.h"

#define BUS_NAME  "org.freedesktop.DBus"
#define BUS_PATH  "/org/freedesktop/DBus"
#define RULE_ROOM 320

static void set_owner(struct service *service, const char *owner)
{
    if (strlen(owner) >= sizeof service->owner)
        owner = "";
    if (strcmp(service->owner, owner) == 0)
        return;
    (void)snprintf(service->owner, sizeof service->owner, "%s", owner);
    service->changed(service);
}

static int hear_owner(sd_bus_message *signal, void *context, sd_bus_error *error)
{
    struct service *service = context;
    const char *name, *before, *owner;
    const char *sender = sd_bus_message_get_sender(signal);
    (void)error;
    if (sender != NULL && strcmp(sender, BUS_NAME) == 0 &&
        sd_bus_message_has_signature(signal, "sss") > 0 &&
        sd_bus_message_read(signal, "sss", &name, &before, &owner) > 0 &&
        strcmp(name, service->name) == 0)
        set_owner(service, owner);
    return 0;
}

static int take_owner(sd_bus_message *reply, void *context, sd_bus_error *error)
{
    const char *owner;
    (void)error;
    if (!sd_bus_message_is_method_error(reply, NULL) && sd_bus_message_read(reply, "s", &owner) > 0)
        set_owner(context, owner);
    return 0;
}

void service_begin(struct service *service)
{
    char rule[RULE_ROOM];
    ALCOVE_ASSERT(service->bus != NULL && service->changed != NULL);
    (void)snprintf(rule, sizeof rule,
                   "type='signal',sender='" BUS_NAME "',interface='" BUS_NAME
                   "',member='NameOwnerChanged',arg0='%s'",
                   service->name);
    /* What cannot be asked has no owner, which is as good as not there. */
    (void)sd_bus_add_match_async(service->bus, NULL, rule, hear_owner, NULL, service);
    (void)sd_bus_call_method_async(service->bus, NULL, BUS_NAME, BUS_PATH, BUS_NAME, "GetNameOwner",
                                   take_owner, service, "s", service->name);
}

void service_start(struct service *service)
{
    (void)sd_bus_call_method_async(service->bus, NULL, BUS_NAME, BUS_PATH, BUS_NAME,
                                   "StartServiceByName", NULL, NULL, "su", service->name, 0U);
}

void service_listen(struct service *service, const char *interface, const char *member,
                    sd_bus_message_handler_t hear)
{
    char rule[RULE_ROOM];
    (void)snprintf(rule, sizeof rule, "type='signal',sender='%s',interface='%s',member='%s'",
                   service->name, interface, member);
    (void)sd_bus_add_match_async(service->bus, NULL, rule, hear, NULL, service);
}

bool service_said(const struct service *service, sd_bus_message *signal, const char *types)
{
    const char *sender = sd_bus_message_get_sender(signal);
    return service->owner[0] != '\0' && sender != NULL && strcmp(sender, service->owner) == 0 &&
           sd_bus_message_has_signature(signal, types) > 0;
}
