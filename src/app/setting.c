#include "app/setting.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "app/ways.h"
#include "base/assert.h"

bool setting_takes(enum home_wish_kind kind)
{
    return kind >= HOME_NAME && kind <= HOME_CONTACTS_ONLY;
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
    default:
        return set_sound(profile, setting, error);
    }
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
    if (profile->ways[0] != '\0' && ways_parse(&ways, profile->ways, error))
        out->contacts_only = !ways.dht;
}

struct home_settings setting_shown(const struct setting_values *values)
{
    return (struct home_settings){
        .name = values->name,
        .has_passphrase = values->has_passphrase,
        .contacts_only = values->contacts_only,
        .noise = values->sound.noise,
        .headphones = values->sound.headphones,
        .auto_lock_min = values->auto_lock_min,
    };
}
