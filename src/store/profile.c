#include "store/profile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include <sodium.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "records/utf8.h"

static const struct folder_file identity_file = {"identity", {'I', 'D', 'E', 'N'}, 1};
static const struct folder_file settings_file = {"settings", {'S', 'E', 'T', 'S'}, 6};

#define IDENTITY_BYTES 64
/* Since version 2 the ways, since version 3 the minutes, since version 4 the offer, since version 5
 * the sound, since version 6 the comfort. */
#define SETTINGS_BYTES_MAX                                                                         \
    (1 + PROFILE_NAME_BYTES_MAX + 2 + 2 + PROFILE_WAYS_BYTES_MAX + 2 + 1 + 2 + 1)

bool profile_default_directory(char out[FOLDER_PATH_BYTES_MAX], struct store_error *error)
{
    store_error_clear(error);
    const char *base = getenv("XDG_DATA_HOME");
    const char *below = "alcove";
    if (base == NULL || base[0] != '/') {
        base = getenv("HOME");
        below = ".local/share/alcove";
    }
    if (base == NULL || base[0] != '/')
        return store_error_set(error, STORE_ERROR_MISSING,
                               "no home folder is set; choose a folder with --profile");
    int length = snprintf(out, FOLDER_PATH_BYTES_MAX, "%s/%s", base, below);
    if (length < 0 || length >= FOLDER_PATH_BYTES_MAX)
        return store_error_from_errno(error, ENAMETOOLONG, base);
    return true;
}

static bool profile_lock(struct profile *profile, struct store_error *error)
{
    bool trace = profile->folder.copies == NULL;
    int fd = profile->folder.fd < 0
                 ? -1
                 : openat(profile->folder.fd, "lock",
                          O_RDWR | (trace ? O_CREAT : 0) | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0 && !trace && (profile->folder.fd < 0 || errno == ENOENT))
        return true; /* a profile that is in memory only */
    if (fd < 0)
        return store_error_from_errno(error, errno, profile->folder.path);
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
        profile->lock_fd = fd;
        return true;
    }
    int failed = errno;
    (void)close(fd);
    if (failed != EWOULDBLOCK)
        return store_error_from_errno(error, failed, profile->folder.path);
    return store_error_set(
        error, STORE_ERROR_BUSY,
        "%.80s is open in another Alcove; close its window, or end that command, "
        "and do this again",
        profile->folder.path);
}

/* ---- identity ---- */

static bool identity_damaged(const struct profile *profile, struct store_error *error)
{
    return store_error_set(error, STORE_ERROR_DAMAGED,
                           "the file identity in %.70s is gone or wrong; put a copy of it back, or "
                           "choose another folder with --profile",
                           profile->folder.path);
}

static bool identity_make(struct profile *profile, struct store_error *error)
{
    /* With other files there, an identity was lost: a new one would be a stranger to all whom this
     * profile knows, without a word. */
    if (folder_has(&profile->folder, "people") || folder_has(&profile->folder, "settings"))
        return identity_damaged(profile, error);
    uint8_t keys[IDENTITY_BYTES];
    randombytes_buf(keys, 32);
    int failed = crypto_scalarmult_base(keys + 32, keys);
    ALCOVE_ASSERT(failed == 0);
    bool written = folder_write(&profile->folder, &identity_file, keys, sizeof keys, error);
    if (written) {
        memcpy(profile->static_secret, keys, 32);
        memcpy(profile->static_public, keys + 32, 32);
        profile->created = true;
    }
    sodium_memzero(keys, sizeof keys);
    return written;
}

static bool identity_load(struct profile *profile, struct store_error *error)
{
    uint8_t *keys;
    size_t size;
    uint8_t expected[32];
    if (!folder_read(&profile->folder, &identity_file, &keys, &size, error))
        return error->kind == STORE_ERROR_MISSING ? identity_make(profile, error) : false;
    bool good = size == IDENTITY_BYTES && crypto_scalarmult_base(expected, keys) == 0 &&
                memcmp(expected, keys + 32, 32) == 0;
    if (good) {
        memcpy(profile->static_secret, keys, 32);
        memcpy(profile->static_public, keys + 32, 32);
    }
    folder_free(keys, size);
    return good || identity_damaged(profile, error);
}

/* ---- settings ---- */

struct settings {
    char name[PROFILE_NAME_BYTES_MAX];
    uint16_t port;
    char ways[PROFILE_WAYS_BYTES_MAX];
    uint16_t auto_lock_min;
    bool passphrase_offered;
    struct profile_sound sound;
    uint8_t comfort;
};

static struct settings settings_of(const struct profile *profile)
{
    struct settings settings = {.port = profile->listen_port,
                                .auto_lock_min = profile->auto_lock_min,
                                .passphrase_offered = profile->passphrase_offered,
                                .sound = profile->sound,
                                .comfort = profile->comfort};
    memcpy(settings.name, profile->name, sizeof settings.name);
    memcpy(settings.ways, profile->ways, sizeof settings.ways);
    return settings;
}

static void settings_take(struct profile *profile, const struct settings *settings)
{
    memcpy(profile->name, settings->name, sizeof profile->name);
    profile->listen_port = settings->port;
    memcpy(profile->ways, settings->ways, sizeof profile->ways);
    profile->auto_lock_min = settings->auto_lock_min;
    profile->passphrase_offered = settings->passphrase_offered;
    profile->sound = settings->sound;
    profile->comfort = settings->comfort;
}

/* On the disk first, then in memory. */
static bool settings_save(struct profile *profile, const struct settings *settings,
                          struct store_error *error)
{
    uint8_t bytes[SETTINGS_BYTES_MAX];
    struct byte_writer w = byte_writer_over(bytes, sizeof bytes);
    size_t length = strlen(settings->name);
    size_t ways_length = strlen(settings->ways);
    byte_write_u8(&w, (uint8_t)length);
    byte_write_bytes(&w, (const uint8_t *)settings->name, length);
    byte_write_u16(&w, settings->port);
    byte_write_u16(&w, (uint16_t)ways_length);
    byte_write_bytes(&w, (const uint8_t *)settings->ways, ways_length);
    byte_write_u16(&w, settings->auto_lock_min);
    byte_write_u8(&w, settings->passphrase_offered);
    byte_write_u8(&w, settings->sound.noise);
    byte_write_u8(&w, settings->sound.headphones);
    byte_write_u8(&w, settings->comfort);
    ALCOVE_ASSERT(!w.failed);
    if (!folder_write(&profile->folder, &settings_file, bytes, w.size, error))
        return false;
    settings_take(profile, settings);
    return true;
}

/* What newer versions end with. */
static bool tail_read(struct byte_reader *r, uint8_t version, struct settings *out)
{
    out->sound = (struct profile_sound){.noise = PROFILE_NOISE_USUAL};
    if (version >= 5) {
        out->sound.noise = byte_read_u8(r);
        out->sound.headphones = byte_read_u8(r);
    }
    out->comfort = version >= 6 ? byte_read_u8(r) : 0;
    return !r->failed && out->sound.noise <= PROFILE_NOISE_MAX &&
           out->sound.headphones <= PROFILE_HEADPHONES_MAX && out->comfort <= PROFILE_COMFORT_ALL;
}

static bool settings_read(struct byte_reader *r, uint8_t version, struct settings *out)
{
    size_t length = byte_read_u8(r);
    if (length >= sizeof out->name)
        return false;
    byte_read_copy(r, (uint8_t *)out->name, length);
    out->port = byte_read_u16(r);
    if (version >= 2) {
        size_t ways_length = byte_read_u16(r);
        if (ways_length >= sizeof out->ways)
            return false;
        byte_read_copy(r, (uint8_t *)out->ways, ways_length);
        if (!r->failed && strlen(out->ways) != ways_length)
            return false;
    }
    out->auto_lock_min = version >= 3 ? byte_read_u16(r) : PROFILE_AUTO_LOCK_USUAL;
    uint8_t offered = version >= 4 ? byte_read_u8(r) : 0;
    out->passphrase_offered = offered == 1;
    return !r->failed && offered <= 1 && tail_read(r, version, out) && byte_reader_left(r) == 0 &&
           utf8_is_line(out->name, length) && out->auto_lock_min <= PROFILE_AUTO_LOCK_MAX;
}

static bool settings_load(struct profile *profile, struct store_error *error)
{
    struct folder_contents contents;
    struct settings settings = {0};
    profile->auto_lock_min = PROFILE_AUTO_LOCK_USUAL;
    profile->sound = (struct profile_sound){.noise = PROFILE_NOISE_USUAL};
    if (!folder_read_any(&profile->folder, &settings_file, &contents, error)) {
        if (error->kind != STORE_ERROR_MISSING)
            return false;
        store_error_clear(error);
        return true;
    }
    struct byte_reader r = byte_reader_over(contents.bytes, contents.size);
    bool good = settings_read(&r, contents.version, &settings);
    folder_free(contents.bytes, contents.size);
    if (!good)
        return store_error_set(error, STORE_ERROR_DAMAGED,
                               "the file settings in %.70s is damaged; move it away, and give your "
                               "name again",
                               profile->folder.path);
    settings_take(profile, &settings);
    return true;
}

/* ---- the doors ---- */

bool profile_is_locked(const struct profile *profile)
{
    return profile->files_key == NULL;
}

/* From here the files can be read. Those that an older app left in the clear are sealed; with a
 * passphrase there are none, and one that is there came from elsewhere. */
static bool take_key(struct profile *profile, struct store_error *error)
{
    profile->files_key = sodium_malloc(FOLDER_KEY_BYTES);
    if (profile->files_key == NULL)
        return store_error_from_errno(error, ENOMEM, profile->folder.path);
    keyring_derive(&profile->keyring, KEYRING_FILES, profile->files_key);
    profile->folder.key = profile->files_key;
    if (profile->keyring.has_passphrase)
        return true;
    profile->folder.takes_clear = true;
    return folder_seal_all(&profile->folder, error);
}

static void drop_key(struct profile *profile)
{
    profile->folder.key = NULL;
    sodium_free(profile->files_key);
    profile->files_key = NULL;
}

static bool read_all(struct profile *profile, struct store_error *error)
{
    if (take_key(profile, error) && identity_load(profile, error) && settings_load(profile, error))
        return true;
    drop_key(profile);
    return false;
}

/* A profile of an older app, or a new one, has no keys yet. */
static bool keyring_find(struct profile *profile, struct store_error *error)
{
    if (keyring_open(&profile->keyring, &profile->folder, error))
        return true;
    if (error->kind != STORE_ERROR_MISSING)
        return false;
    if (folder_has_sealed(&profile->folder))
        return store_error_set(error, STORE_ERROR_DAMAGED,
                               "the file keys in %.70s is gone, and nothing opens without it; put "
                               "a copy of it back",
                               profile->folder.path);
    return keyring_make(&profile->keyring, &profile->folder, error);
}

static bool open_folder(struct profile *profile, const char *directory, enum profile_trace trace,
                        struct store_error *error)
{
    return trace == PROFILE_ON_DISK ? folder_open(&profile->folder, directory, error)
                                    : folder_open_without_trace(&profile->folder, directory, error);
}

bool profile_open(struct profile *profile, const char *directory, enum profile_trace trace,
                  struct store_error *error)
{
    int ready = sodium_init();
    ALCOVE_ASSERT(ready >= 0);
    *profile = (struct profile){.lock_fd = -1};
    bool opened = open_folder(profile, directory, trace, error) && profile_lock(profile, error) &&
                  keyring_find(profile, error);
    if (opened && !profile->keyring.has_passphrase)
        opened = (profile->keyring.master != NULL ||
                  keyring_unlock(&profile->keyring, (struct keyring_passphrase){0}, error)) &&
                 read_all(profile, error);
    if (!opened)
        profile_close(profile);
    return opened;
}

bool profile_unlock(struct profile *profile, struct keyring_passphrase passphrase,
                    struct store_error *error)
{
    ALCOVE_ASSERT(profile_is_locked(profile));
    if (!keyring_unlock(&profile->keyring, passphrase, error))
        return false;
    if (read_all(profile, error))
        return true;
    /* Whoever tries again is asked again. */
    keyring_lock(&profile->keyring);
    return false;
}

bool profile_check_passphrase(const struct profile *profile, struct keyring_passphrase passphrase,
                              struct store_error *error)
{
    struct keyring ring = {0};
    ALCOVE_ASSERT(!profile_is_locked(profile));
    bool right =
        keyring_open(&ring, &profile->folder, error) && keyring_unlock(&ring, passphrase, error);
    keyring_close(&ring);
    return right;
}

bool profile_set_passphrase(struct profile *profile, struct keyring_passphrase passphrase,
                            struct keyring_cost cost, struct store_error *error)
{
    ALCOVE_ASSERT(!profile_is_locked(profile));
    if (!keyring_set_passphrase(&profile->keyring, &profile->folder, passphrase, cost, error))
        return false;
    profile->folder.takes_clear = !profile->keyring.has_passphrase;
    return true;
}

/* A repair that was stopped is gone on with; what leaves no trace cannot do that. */
static bool finish_repair(const struct folder *folder, struct store_error *error)
{
    if (folder->copies == NULL)
        return vault_repair_finish(folder, error);
    return folder->fd < 0 || !vault_repair_is_due(folder) ||
           store_error_set(error, STORE_ERROR_REFUSED,
                           "a repair was not finished; start once without --leave-no-trace");
}

bool profile_open_vault(const struct profile *profile, struct vault **vault,
                        struct store_error *error)
{
    ALCOVE_ASSERT(!profile_is_locked(profile));
    uint8_t key[VAULT_KEY_BYTES];
    const struct vault_place place = {
        .folder = profile->folder.path,
        .key = key,
        .without_trace = profile->folder.copies != NULL,
    };
    *vault = NULL;
    if (!finish_repair(&profile->folder, error))
        return false;
    keyring_derive(&profile->keyring, KEYRING_VAULT, key);
    bool opened = vault_open(vault, &place, error);
    sodium_memzero(key, sizeof key);
    return opened;
}

struct vault *profile_begin_repair(const struct profile *profile, struct store_error *error)
{
    uint8_t key[VAULT_KEY_BYTES];
    ALCOVE_ASSERT(!profile_is_locked(profile) && profile->folder.copies == NULL);
    keyring_derive(&profile->keyring, KEYRING_VAULT, key);
    struct vault *fresh = vault_repair_begin(&profile->folder, key, error);
    sodium_memzero(key, sizeof key);
    return fresh;
}

bool profile_check_copy(const struct folder *folder, uint8_t static_public[32],
                        struct store_error *error)
{
    struct profile copy = {.folder = *folder, .lock_fd = -1};
    /* What is not there would be made. */
    bool good = identity_load(&copy, error) && !copy.created && settings_load(&copy, error);
    if (good)
        memcpy(static_public, copy.static_public, sizeof copy.static_public);
    else if (copy.created)
        identity_damaged(&copy, error);
    sodium_memzero(&copy, sizeof copy);
    return good;
}

void profile_close(struct profile *profile)
{
    /* The lock goes last. */
    drop_key(profile);
    keyring_close(&profile->keyring);
    folder_close(&profile->folder);
    if (profile->lock_fd >= 0)
        (void)close(profile->lock_fd);
    sodium_memzero(profile, sizeof *profile);
    profile->lock_fd = -1;
    profile->folder.fd = -1;
}

bool profile_set_name(struct profile *profile, const char *name, struct store_error *error)
{
    ALCOVE_ASSERT(!profile_is_locked(profile));
    size_t length = strlen(name);
    if (length == 0 || length >= PROFILE_NAME_BYTES_MAX || !utf8_is_line(name, length))
        return store_error_set(error, STORE_ERROR_INVALID,
                               "a name is one line of 1 to 64 bytes; give another one");
    struct settings settings = settings_of(profile);
    memcpy(settings.name, name, length + 1);
    return settings_save(profile, &settings, error);
}

bool profile_set_listen_port(struct profile *profile, uint16_t port, struct store_error *error)
{
    ALCOVE_ASSERT(!profile_is_locked(profile));
    struct settings settings = settings_of(profile);
    settings.port = port;
    return settings_save(profile, &settings, error);
}

bool profile_set_auto_lock(struct profile *profile, uint16_t minutes, struct store_error *error)
{
    ALCOVE_ASSERT(!profile_is_locked(profile) && minutes <= PROFILE_AUTO_LOCK_MAX);
    struct settings settings = settings_of(profile);
    settings.auto_lock_min = minutes;
    return settings_save(profile, &settings, error);
}

bool profile_note_offer(struct profile *profile, struct store_error *error)
{
    ALCOVE_ASSERT(!profile_is_locked(profile));
    struct settings settings = settings_of(profile);
    settings.passphrase_offered = true;
    return settings_save(profile, &settings, error);
}

bool profile_set_sound(struct profile *profile, struct profile_sound sound,
                       struct store_error *error)
{
    ALCOVE_ASSERT(!profile_is_locked(profile));
    ALCOVE_ASSERT(sound.noise <= PROFILE_NOISE_MAX && sound.headphones <= PROFILE_HEADPHONES_MAX);
    struct settings settings = settings_of(profile);
    settings.sound = sound;
    return settings_save(profile, &settings, error);
}

bool profile_set_comfort(struct profile *profile, uint8_t comfort, struct store_error *error)
{
    ALCOVE_ASSERT(!profile_is_locked(profile) && comfort <= PROFILE_COMFORT_ALL);
    struct settings settings = settings_of(profile);
    settings.comfort = comfort;
    return settings_save(profile, &settings, error);
}

bool profile_set_ways(struct profile *profile, const char *ways, struct store_error *error)
{
    ALCOVE_ASSERT(!profile_is_locked(profile));
    struct settings settings = settings_of(profile);
    if (strlen(ways) >= sizeof settings.ways)
        return store_error_set(error, STORE_ERROR_INVALID, "that list is too long; shorten it");
    memcpy(settings.ways, ways, strlen(ways) + 1);
    return settings_save(profile, &settings, error);
}
