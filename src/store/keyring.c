#include "store/keyring.h"

#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "base/assert.h"
#include "base/bytes.h"

static const struct folder_file keys_file = {"keys", {'K', 'E', 'Y', 'S'}, 1};

/* passphrase 1 | operations 4 | memory 4 | salt 16 | nonce 24, master key 32, tag 16 */
#define BOUND_BYTES (1 + 4 + 4 + KEYRING_SALT_BYTES)
#define FILE_BYTES  (BOUND_BYTES + KEYRING_BOX_BYTES)
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES

#define OPERATIONS_MAX    16
#define MEMORY_KIB_MIN    8
#define MEMORY_KIB_MAX    1048576
#define WEAK_MACHINE_KIB  2097152
#define USUAL_OPERATIONS  3
#define USUAL_MEMORY_KIB  262144
#define LITTLE_MEMORY_KIB 65536

struct keyring_cost keyring_usual_cost(void)
{
    long pages = sysconf(_SC_PHYS_PAGES);
    long page_bytes = sysconf(_SC_PAGESIZE);
    bool weak = pages > 0 && page_bytes > 0 && pages / 1024 * page_bytes < WEAK_MACHINE_KIB;
    return (struct keyring_cost){USUAL_OPERATIONS, weak ? LITTLE_MEMORY_KIB : USUAL_MEMORY_KIB};
}

static bool cost_is_sane(struct keyring_cost cost)
{
    return cost.operations >= 1 && cost.operations <= OPERATIONS_MAX &&
           cost.memory_kib >= MEMORY_KIB_MIN && cost.memory_kib <= MEMORY_KIB_MAX;
}

static bool no_memory(struct store_error *error)
{
    return store_error_set(error, STORE_ERROR_DISK,
                           "there is not enough memory to make the key; close other programs");
}

/* What opens everything else is not sealed itself. */
static struct folder in_the_clear(const struct folder *folder)
{
    struct folder clear = *folder;
    clear.key = NULL;
    return clear;
}

/* ---- the wrap ---- */

/* What the box is bound to: the beginning of the file. */
static void write_bound(const struct keyring *ring, uint8_t out[BOUND_BYTES])
{
    struct byte_writer w = byte_writer_over(out, BOUND_BYTES);
    byte_write_u8(&w, ring->has_passphrase);
    byte_write_u32(&w, ring->has_passphrase ? ring->cost.operations : 0);
    byte_write_u32(&w, ring->has_passphrase ? ring->cost.memory_kib : 0);
    byte_write_bytes(&w, ring->salt, sizeof ring->salt);
    ALCOVE_ASSERT(!w.failed && w.size == BOUND_BYTES);
}

/* The key that wraps the master key. False without memory. */
static bool make_wrap(const struct keyring *ring, struct keyring_passphrase passphrase,
                      uint8_t out[KEYRING_KEY_BYTES])
{
    static const uint8_t known[] = "alcove, no passphrase";
    if (!ring->has_passphrase) {
        int failed = crypto_generichash(out, KEYRING_KEY_BYTES, ring->salt, sizeof ring->salt,
                                        known, sizeof known - 1);
        ALCOVE_ASSERT(failed == 0);
        return true;
    }
    ALCOVE_ASSERT(passphrase.size > 0 && passphrase.size <= KEYRING_PASSPHRASE_BYTES_MAX);
    return crypto_pwhash(out, KEYRING_KEY_BYTES, (const char *)passphrase.bytes, passphrase.size,
                         ring->salt, ring->cost.operations, (size_t)ring->cost.memory_kib * 1024,
                         crypto_pwhash_ALG_ARGON2ID13) == 0;
}

/* Wraps `master` anew, with the salt and the cost that are in the ring. */
static bool wrap(struct keyring *ring, struct keyring_passphrase passphrase,
                 const uint8_t master[KEYRING_KEY_BYTES])
{
    uint8_t key[KEYRING_KEY_BYTES];
    uint8_t bound[BOUND_BYTES];
    if (!make_wrap(ring, passphrase, key))
        return false;
    write_bound(ring, bound);
    randombytes_buf(ring->box, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(ring->box + NONCE_BYTES, NULL, master,
                                               KEYRING_KEY_BYTES, bound, sizeof bound, NULL,
                                               ring->box, key);
    sodium_memzero(key, sizeof key);
    return true;
}

static bool save(const struct keyring *ring, const struct folder *folder, struct store_error *error)
{
    uint8_t bytes[FILE_BYTES];
    write_bound(ring, bytes);
    memcpy(bytes + BOUND_BYTES, ring->box, sizeof ring->box);
    const struct folder clear = in_the_clear(folder);
    return folder_write(&clear, &keys_file, bytes, sizeof bytes, error);
}

/* ---- opening ---- */

static bool parse(struct keyring *ring, struct byte_reader r)
{
    uint8_t has_passphrase = byte_read_u8(&r);
    ring->has_passphrase = has_passphrase == 1;
    ring->cost.operations = byte_read_u32(&r);
    ring->cost.memory_kib = byte_read_u32(&r);
    byte_read_copy(&r, ring->salt, sizeof ring->salt);
    byte_read_copy(&r, ring->box, sizeof ring->box);
    /* A file that asks for a terabyte or a year is not ours. */
    bool cost_fits = ring->has_passphrase
                         ? cost_is_sane(ring->cost)
                         : ring->cost.operations == 0 && ring->cost.memory_kib == 0;
    return !r.failed && byte_reader_left(&r) == 0 && has_passphrase <= 1 && cost_fits;
}

static bool refuse_damaged(const struct folder *folder, struct store_error *error)
{
    return store_error_set(error, STORE_ERROR_DAMAGED,
                           "the file keys in %.70s is damaged, and nothing opens without it; put a "
                           "copy of it back",
                           folder->path);
}

bool keyring_open(struct keyring *ring, const struct folder *folder, struct store_error *error)
{
    uint8_t *bytes;
    size_t size;
    *ring = (struct keyring){0};
    const struct folder clear = in_the_clear(folder);
    if (!folder_read(&clear, &keys_file, &bytes, &size, error))
        return false;
    bool good = parse(ring, byte_reader_over(bytes, size));
    folder_free(bytes, size);
    return good || refuse_damaged(folder, error);
}

bool keyring_make(struct keyring *ring, const struct folder *folder, struct store_error *error)
{
    *ring = (struct keyring){.master = sodium_malloc(KEYRING_KEY_BYTES)};
    if (ring->master == NULL)
        return no_memory(error);
    randombytes_buf(ring->master, KEYRING_KEY_BYTES);
    randombytes_buf(ring->salt, sizeof ring->salt);
    bool made =
        wrap(ring, (struct keyring_passphrase){0}, ring->master) && save(ring, folder, error);
    if (!made)
        keyring_close(ring);
    return made;
}

void keyring_lock(struct keyring *ring)
{
    sodium_free(ring->master);
    ring->master = NULL;
}

void keyring_close(struct keyring *ring)
{
    keyring_lock(ring);
    sodium_memzero(ring, sizeof *ring);
}

/* ---- the passphrase ---- */

bool keyring_unlock(struct keyring *ring, struct keyring_passphrase passphrase,
                    struct store_error *error)
{
    ALCOVE_ASSERT(ring->master == NULL);
    store_error_clear(error);
    if (ring->has_passphrase && passphrase.size == 0)
        return store_error_set(error, STORE_ERROR_LOCKED,
                               "this profile has a passphrase, and it is needed here");
    if (passphrase.size > KEYRING_PASSPHRASE_BYTES_MAX)
        return store_error_set(error, STORE_ERROR_LOCKED, "that is not the passphrase; try again");
    uint8_t key[KEYRING_KEY_BYTES];
    uint8_t bound[BOUND_BYTES];
    uint8_t *master = sodium_malloc(KEYRING_KEY_BYTES);
    if (master == NULL || !make_wrap(ring, passphrase, key)) {
        sodium_free(master);
        return no_memory(error);
    }
    write_bound(ring, bound);
    int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
        master, NULL, NULL, ring->box + NONCE_BYTES, sizeof ring->box - NONCE_BYTES, bound,
        sizeof bound, ring->box, key);
    sodium_memzero(key, sizeof key);
    if (failed == 0) {
        ring->master = master;
        return true;
    }
    sodium_free(master);
    return store_error_set(error, ring->has_passphrase ? STORE_ERROR_LOCKED : STORE_ERROR_DAMAGED,
                           ring->has_passphrase
                               ? "that is not the passphrase; try again"
                               : "the file keys is damaged, and nothing opens without it; put a "
                                 "copy of it back");
}

bool keyring_set_passphrase(struct keyring *ring, const struct folder *folder,
                            struct keyring_passphrase passphrase, struct keyring_cost cost,
                            struct store_error *error)
{
    ALCOVE_ASSERT(ring->master != NULL && cost_is_sane(cost));
    store_error_clear(error);
    if (passphrase.size > KEYRING_PASSPHRASE_BYTES_MAX)
        return store_error_set(error, STORE_ERROR_INVALID, "a passphrase has at most %d bytes",
                               KEYRING_PASSPHRASE_BYTES_MAX);
    struct keyring next = *ring;
    if (ring->has_passphrase && ring->cost.operations > cost.operations)
        cost.operations = ring->cost.operations;
    if (ring->has_passphrase && ring->cost.memory_kib > cost.memory_kib)
        cost.memory_kib = ring->cost.memory_kib;
    next.has_passphrase = passphrase.size > 0;
    next.cost = cost;
    randombytes_buf(next.salt, sizeof next.salt);
    if (!wrap(&next, passphrase, ring->master))
        return no_memory(error);
    if (!save(&next, folder, error))
        return false;
    *ring = next;
    return true;
}

void keyring_derive(const struct keyring *ring, enum keyring_use use,
                    uint8_t out[KEYRING_KEY_BYTES])
{
    static const char context[crypto_kdf_CONTEXTBYTES] = {'a', 'l', 'c', 'k', 'e', 'y', 's', '1'};
    ALCOVE_ASSERT(ring->master != NULL);
    int failed = crypto_kdf_derive_from_key(out, KEYRING_KEY_BYTES, use, context, ring->master);
    ALCOVE_ASSERT(failed == 0);
}
