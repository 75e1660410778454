/* Keys go by assistive technology before they reach the window. */
#include "desktop/accessible_bridge.h"

#define CONTROLLER      "org.a11y.atspi.DeviceEventController"
#define CONTROLLER_PATH "/org/a11y/atspi/registry/deviceeventcontroller"

enum { KEY_PRESSED, KEY_RELEASED }; /* as AT-SPI numbers them */

static void answer(struct accessible_bridge *bridge, bool taken)
{
    bridge->key_slot = sd_bus_slot_unref(bridge->key_slot);
    bridge->answer(bridge->context, taken);
}

static int on_answer(sd_bus_message *reply, void *context, sd_bus_error *error)
{
    int taken = 0;
    (void)error;
    if (sd_bus_message_is_method_error(reply, NULL) || sd_bus_message_read(reply, "b", &taken) < 0)
        taken = 0;
    answer(context, taken);
    return 0;
}

void accessible_ask_key(struct accessible_bridge *bridge, const struct access_key *key)
{
    bridge->key_slot = sd_bus_slot_unref(bridge->key_slot);
    if (!bridge->ready ||
        sd_bus_call_method_async(bridge->bus, &bridge->key_slot, "org.a11y.atspi.Registry",
                                 CONTROLLER_PATH, CONTROLLER, "NotifyListenersSync", on_answer,
                                 bridge, "(uiiiisb)", key->pressed ? KEY_PRESSED : KEY_RELEASED,
                                 (int)key->symbol, (int)key->code, (int)key->modifiers,
                                 (int)key->at_ms, key->letter, key->writes) < 0)
        answer(bridge, false);
}

void accessible_drop_key(struct accessible_bridge *bridge)
{
    if (bridge->key_slot != NULL)
        answer(bridge, false);
}
