/* What a person sets for this device, kept in the profile: done by the store thread while the app
 * runs, which tells the others what holds from then on. */
#ifndef ALCOVE_APP_SETTING_H
#define ALCOVE_APP_SETTING_H

#include "store/profile.h"
#include "ui/home_model.h"
#include "ui/home_wish.h"

/* All settings, as a copy. */
struct setting_values {
    char name[PROFILE_NAME_BYTES_MAX];
    char ways[PROFILE_WAYS_BYTES_MAX]; /* as in the profile */
    bool has_passphrase;
    bool contacts_only;
    uint16_t auto_lock_min;
    struct profile_sound sound;
    struct home_helper helpers[HOME_HELPERS_MAX];
    size_t helper_count;
};

struct setting {
    enum home_wish_kind kind;
    bool on;
    uint64_t number;
    char *texts[HOME_WISH_TEXTS]; /* owned; NULL: none */
};

bool setting_takes(enum home_wish_kind kind);
/* Copies the wish, which it takes; NULL without memory. */
struct setting *setting_create(const struct home_wish *wish);
void setting_free(struct setting *setting); /* wipes; NULL is allowed */
/* Puts it, which is no HOME_BACKUP, into the profile. After false nothing is changed. */
bool setting_store(const struct setting *setting, struct profile *profile,
                   struct store_error *error);
void setting_read(const struct profile *profile, struct setting_values *out);
/* For the screens; borrows the name. */
struct home_settings setting_shown(const struct setting_values *values);

#endif
