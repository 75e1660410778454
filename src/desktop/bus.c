#include "desktop/bus.h"

bool bus_open_user(sd_bus **bus)
{
    *bus = NULL;
    return sd_bus_open_user(bus) >= 0;
}

bool bus_open_at(const char *address, sd_bus **bus)
{
    *bus = NULL;
    if (sd_bus_new(bus) < 0)
        return false;
    if (sd_bus_set_address(*bus, address) >= 0 && sd_bus_set_bus_client(*bus, 1) >= 0 &&
        sd_bus_set_connected_signal(*bus, 1) >= 0 && sd_bus_start(*bus) >= 0)
        return true;
    *bus = sd_bus_unref(*bus);
    return false;
}
