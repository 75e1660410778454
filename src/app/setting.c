#include "app/setting.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "app/ways.h"
#include "base/assert.h"
#include "reach/address_text.h"
#include "store/helpers.h"

bool setting_takes(enum home_wish_kind kind)
{
    return kind >= HOME_NAME && kind <= HOME_HELPER_REMOVE;
}

struct setting *setting_create(const struct home_wish *wish)
{
    struct setting *setting = calloc(1, sizeof *setting);
    ALCOVE_ASSERT(setting_takes(wish->kind));
    if (setting == NULL)
        return NULL;
    setting->kind = wish->kind;
    setting->on = wish->on;
    setting->number = wish->number;
    for (size_t i = 0; i < HOME_WISH_TEXTS; i++) {
        if (wish->texts[i] == NULL)
            continue;
        setting->texts[i] = strdup(wish->texts[i]);
        if (setting->texts[i] == NULL) {
            setting_free(setting);
            return NULL;
        }
    }
    return setting;
}

void setting_free(struct setting *setting)
{
    if (setting == NULL)
        return;
    for (size_t i = 0; i < HOME_WISH_TEXTS; i++) {
        if (setting->texts[i] != NULL)
            sodium_memzero(setting->texts[i], strlen(setting->texts[i]));
        free(setting->texts[i]);
    }
    free(setting);
}

/* Whoever finds an open window does not shut its owner out: the one that there is comes first. */
static bool set_passphrase(struct profile *profile, const struct setting *setting,
                           struct store_error *error)
{
    const char *text = setting->texts[0] != NULL ? setting->texts[0] : "";
    const char *old = setting->texts[1];
    const struct keyring_passphrase given = {(const uint8_t *)text, strlen(text)};
    struct keyring_passphrase before = {0};
    if (old != NULL && old[0] != '\0')
        before = (struct keyring_passphrase){(const uint8_t *)old, strlen(old)};
    if (given.size > KEYRING_PASSPHRASE_BYTES_MAX || before.size > KEYRING_PASSPHRASE_BYTES_MAX)
        return store_error_set(error, STORE_ERROR_INVALID, "that passphrase is too long");
    if (profile->keyring.has_passphrase && !profile_check_passphrase(profile, before, error))
        return false;
    return profile_set_passphrase(profile, given, keyring_usual_cost(), error);
}

static bool set_sound(struct profile *profile, const struct setting *setting,
                      struct store_error *error)
{
    struct profile_sound sound = profile->sound;
    bool noise = setting->kind == HOME_NOISE;
    if (setting->number > (noise ? PROFILE_NOISE_MAX : PROFILE_HEADPHONES_MAX))
        return store_error_set(error, STORE_ERROR_INVALID, "there is no such choice");
    if (noise)
        sound.noise = (uint8_t)setting->number;
    else
        sound.headphones = (uint8_t)setting->number;
    return profile_set_sound(profile, sound, error);
}

/* What a person set by hand is there again once it is off. */
static bool set_contacts_only(struct profile *profile, bool on, struct store_error *error)
{
    char ways[PROFILE_WAYS_BYTES_MAX];
    if (!ways_set_contacts(profile->ways, on, ways, sizeof ways))
        return store_error_set(error, STORE_ERROR_INVALID, "that list is too long; shorten it");
    return profile_set_ways(profile, ways, error);
}

static bool add_helper(struct helpers *helpers, const char *text, struct store_error *error)
{
    struct helper_link link;
    uint32_t id;
    size_t size = strnlen(text, HELPER_LINK_INPUT_BYTES_MAX);
    if (helper_link_decode(text, size, &link) != PACKED_OK)
        return store_error_set(error, STORE_ERROR_INVALID, "that is no whole link of a helper");
    bool added = helpers_add(helpers, &link, &id, error);
    sodium_memzero(&link, sizeof link);
    return added;
}

/* The list that the app took at its start stays as it is: the links in use borrow from it. */
static bool change_helpers(const struct setting *setting, const struct profile *profile,
                           struct store_error *error)
{
    struct helpers helpers;
    const char *text = setting->texts[0] != NULL ? setting->texts[0] : "";
    if (!helpers_open(&helpers, &profile->folder, error))
        return false;
    bool changed = setting->kind == HOME_HELPER_ADD
                       ? add_helper(&helpers, text, error)
                       : helpers_remove(&helpers, (uint32_t)setting->number, error);
    helpers_close(&helpers);
    return changed;
}

bool setting_store(const struct setting *setting, struct profile *profile,
                   struct store_error *error)
{
    switch (setting->kind) {
    case HOME_NAME:
        return profile_set_name(profile, setting->texts[0] != NULL ? setting->texts[0] : "", error);
    case HOME_PASSPHRASE:
        return set_passphrase(profile, setting, error);
    case HOME_AUTO_LOCK:
        if (setting->number > PROFILE_AUTO_LOCK_MAX)
            return store_error_set(error, STORE_ERROR_INVALID, "%d minutes are the most",
                                   PROFILE_AUTO_LOCK_MAX);
        return profile_set_auto_lock(profile, (uint16_t)setting->number, error);
    case HOME_CONTACTS_ONLY:
        return set_contacts_only(profile, setting->on, error);
    case HOME_HELPER_ADD:
    case HOME_HELPER_REMOVE:
        return change_helpers(setting, profile, error);
    default:
        return set_sound(profile, setting, error);
    }
}

/* None are shown where they cannot be read; that was said at the start. */
static void read_helpers(const struct profile *profile, struct setting_values *out)
{
    struct helpers helpers;
    struct store_error error;
    _Static_assert(HOME_HELPERS_MAX == HELPERS_MAX, "all are shown");
    _Static_assert(HOME_HELPER_ADDRESS_MAX >= ADDRESS_TEXT_BYTES_MAX, "an address fits");
    if (profile_is_locked(profile) || !helpers_open(&helpers, &profile->folder, &error))
        return;
    out->helper_count = helpers.count;
    for (size_t i = 0; i < helpers.count; i++) {
        out->helpers[i].id = helpers.list[i].id;
        (void)address_text_print(&helpers.list[i].link.addresses[0], out->helpers[i].address);
    }
    helpers_close(&helpers);
}

void setting_read(const struct profile *profile, struct setting_values *out)
{
    char error[200];
    struct ways ways;
    *out = (struct setting_values){
        .has_passphrase = profile->keyring.has_passphrase,
        .auto_lock_min = profile->auto_lock_min,
        .sound = profile->sound,
    };
    memcpy(out->name, profile->name, sizeof out->name);
    memcpy(out->ways, profile->ways, sizeof out->ways);
    read_helpers(profile, out);
    if (profile->ways[0] != '\0' && ways_parse(&ways, profile->ways, error))
        out->contacts_only = !ways.dht;
}

struct home_settings setting_shown(const struct setting_values *values)
{
    struct home_settings shown = {
        .name = values->name,
        .has_passphrase = values->has_passphrase,
        .contacts_only = values->contacts_only,
        .noise = values->sound.noise,
        .headphones = values->sound.headphones,
        .auto_lock_min = values->auto_lock_min,
        .helper_count = values->helper_count,
    };
    memcpy(shown.helpers, values->helpers, sizeof shown.helpers);
    return shown;
}
