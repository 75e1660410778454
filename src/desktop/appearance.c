/* The settings portal: how the desktop wants things to look. */
#include <math.h>
#include <string.h>

#include "base/assert.h"
#include "desktop/desktop_parts.h"

#define PORTAL_PATH     "/org/freedesktop/portal/desktop"
#define PORTAL_SETTINGS "org.freedesktop.portal.Settings"
#define COMMON          "org.freedesktop.appearance"
#define GNOME           "org.gnome.desktop.interface"
#define GNOME_ACCESS    "org.gnome.desktop.a11y.interface"

static const struct setting_row {
    const char *space, *key;
    char type; /* as D-Bus names it */
    double usual, least, most;
} rows[SETTINGS] = {
    [SETTING_SCHEME] = {COMMON, "color-scheme", 'u', 0, 0, 2},
    [SETTING_CONTRAST] = {COMMON, "contrast", 'u', 0, 0, 1},
    [SETTING_REDUCED_MOTION] = {COMMON, "reduced-motion", 'u', 0, 0, 1},
    [SETTING_ANIMATIONS] = {GNOME, "enable-animations", 'b', 1, 0, 1},
    [SETTING_TEXT_SCALE] = {GNOME, "text-scaling-factor", 'd', 1, 0.5, 3},
    [SETTING_HIGH_CONTRAST] = {GNOME_ACCESS, "high-contrast", 'b', 0, 0, 1},
};

static const struct setting_row *find(const char *space, const char *key)
{
    for (size_t i = 0; i < SETTINGS; i++) {
        if (strcmp(rows[i].space, space) == 0 && strcmp(rows[i].key, key) == 0)
            return &rows[i];
    }
    return NULL;
}

static bool read_number(sd_bus_message *m, char type, double *number)
{
    uint32_t whole;
    int truth;
    switch (type) {
    case 'u':
        if (sd_bus_message_read_basic(m, 'u', &whole) <= 0)
            return false;
        *number = whole;
        return true;
    case 'b':
        if (sd_bus_message_read_basic(m, 'b', &truth) <= 0)
            return false;
        *number = truth != 0;
        return true;
    default:
        ALCOVE_ASSERT(type == 'd');
        return sd_bus_message_read_basic(m, 'd', number) > 0;
    }
}

/* Takes the variant that comes next, or passes over it when it is not what is asked for. False when
 * the message cannot be read on. */
static bool take_value(struct appearance_part *part, const char *space, const char *key,
                       sd_bus_message *m)
{
    const struct setting_row *row = find(space, key);
    const char *type;
    double number;
    if (sd_bus_message_peek_type(m, NULL, &type) <= 0)
        return false;
    if (row == NULL || type == NULL || type[0] != row->type || type[1] != '\0')
        return sd_bus_message_skip(m, "v") >= 0;
    if (sd_bus_message_enter_container(m, 'v', type) <= 0 || !read_number(m, row->type, &number) ||
        sd_bus_message_exit_container(m) < 0)
        return false;
    if (isfinite(number) && number >= row->least && number <= row->most)
        part->values[row - rows] = number;
    return true;
}

static void tell(struct desktop *desktop)
{
    const double *values = desktop->appearance.values;
    const struct desktop_appearance seen = {
        .scheme = (enum desktop_scheme)values[SETTING_SCHEME],
        .high_contrast = values[SETTING_CONTRAST] > 0 || values[SETTING_HIGH_CONTRAST] > 0,
        .less_motion = values[SETTING_REDUCED_MOTION] > 0 || values[SETTING_ANIMATIONS] <= 0,
        .text_percent = (unsigned)lround(values[SETTING_TEXT_SCALE] * 100),
    };
    desktop_tell_appearance(desktop, &seen);
}

static void take_space(struct appearance_part *part, sd_bus_message *m)
{
    const char *space, *key;
    if (sd_bus_message_read_basic(m, 's', &space) <= 0 ||
        sd_bus_message_enter_container(m, 'a', "{sv}") < 0)
        return;
    while (sd_bus_message_enter_container(m, 'e', "sv") > 0) {
        if (sd_bus_message_read_basic(m, 's', &key) <= 0 || !take_value(part, space, key, m))
            return;
        (void)sd_bus_message_exit_container(m);
    }
    (void)sd_bus_message_exit_container(m);
}

static int take_all(sd_bus_message *reply, void *context, sd_bus_error *error)
{
    struct desktop *desktop = context;
    (void)error;
    if (sd_bus_message_is_method_error(reply, NULL) ||
        sd_bus_message_has_signature(reply, "a{sa{sv}}") <= 0 ||
        sd_bus_message_enter_container(reply, 'a', "{sa{sv}}") < 0)
        return 0;
    while (sd_bus_message_enter_container(reply, 'e', "sa{sv}") > 0) {
        take_space(&desktop->appearance, reply);
        if (sd_bus_message_exit_container(reply) < 0)
            break;
    }
    tell(desktop);
    return 0;
}

static int hear_change(sd_bus_message *signal, void *context, sd_bus_error *error)
{
    struct service *portal = context;
    const char *space, *key;
    (void)error;
    if (service_said(portal, signal, "ssv") &&
        sd_bus_message_read(signal, "ss", &space, &key) > 0 &&
        take_value(&portal->desktop->appearance, space, key, signal))
        tell(portal->desktop);
    return 0;
}

/* What was said last holds while it is away. */
static void changed(struct service *portal)
{
    if (portal->owner[0] == '\0')
        return;
    (void)sd_bus_call_method_async(portal->bus, NULL, portal->owner, PORTAL_PATH, PORTAL_SETTINGS,
                                   "ReadAll", take_all, portal->desktop, "as", 3, COMMON, GNOME,
                                   GNOME_ACCESS);
}

void appearance_begin(struct desktop *desktop)
{
    struct service *portal = &desktop->appearance.portal;
    *portal = (struct service){
        .desktop = desktop,
        .bus = desktop->session_bus,
        .name = "org.freedesktop.portal.Desktop",
        .changed = changed,
    };
    for (size_t i = 0; i < SETTINGS; i++)
        desktop->appearance.values[i] = rows[i].usual;
    service_listen(portal, PORTAL_SETTINGS, "SettingChanged", hear_change);
    service_begin(portal);
    service_start(portal);
}
