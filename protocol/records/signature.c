#include "records/signature.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "base/bytes.h"

_Static_assert(SPACE_SIGN_KEY_BYTES == crypto_sign_PUBLICKEYBYTES, "Ed25519");
_Static_assert(SPACE_SIGN_SECRET_BYTES == crypto_sign_SECRETKEYBYTES, "Ed25519");
_Static_assert(crypto_kdf_KEYBYTES == 32, "an X25519 secret");

static const char content_label[] = "alcove signed content";
static const char message_label[] = "alcove signature";
static const char key_context[crypto_kdf_CONTEXTBYTES] = {'a', 'l', 'c', 'v', 's', 'i', 'g', 'n'};

#define MESSAGE_BYTES                                                                              \
    (sizeof message_label - 1 + SPACE_ID_BYTES + 1 + 1 + 4 + 4 + SIGNATURE_HASH_SIZE)
#define AS_NOTHING 0
#define AS_NUMBER  1
#define AS_WORDS   2

void signature_keys(const uint8_t static_secret[32], uint8_t public[SPACE_SIGN_KEY_BYTES],
                    uint8_t secret[SPACE_SIGN_SECRET_BYTES])
{
    uint8_t seed[crypto_sign_SEEDBYTES];
    ALCOVE_ASSERT(static_secret != NULL);
    int derived = crypto_kdf_derive_from_key(seed, sizeof seed, 1, key_context, static_secret);
    int made = crypto_sign_seed_keypair(public, secret, seed);
    ALCOVE_ASSERT(derived == 0 && made == 0);
    sodium_memzero(seed, sizeof seed);
}

/* ---- what is signed ---- */

/* The fields that are the text, of each kind that can be signed. */
static size_t signed_fields(enum object_kind kind, const uint8_t **fields)
{
    static const uint8_t of_session[] = {SESSION_BEGAN, SESSION_RECAP};
    static const uint8_t of_consent[] = {CONSENT_TEXT, CONSENT_VERSION, CONSENT_GUARDIAN};
    ALCOVE_ASSERT(kind < KIND_COUNT);
    *fields = kind == KIND_SESSION ? of_session : of_consent;
    if (kind == KIND_SESSION)
        return sizeof of_session;
    return kind == KIND_CONSENT ? sizeof of_consent : 0;
}

bool signature_is_for(enum object_kind kind)
{
    const uint8_t *fields;
    return signed_fields(kind, &fields) > 0;
}

static void add(crypto_generichash_state *state, const void *bytes, size_t size)
{
    ALCOVE_ASSERT(bytes != NULL || size == 0);
    if (size > 0)
        crypto_generichash_update(state, bytes, size);
}

static void add_head(crypto_generichash_state *state, uint8_t field, uint8_t type)
{
    const uint8_t head[2] = {field, type};
    ALCOVE_ASSERT(type <= AS_WORDS);
    add(state, head, sizeof head);
}

static void add_words(crypto_generichash_state *state, uint8_t field, const uint8_t *bytes,
                      size_t size)
{
    uint8_t count[4];
    struct byte_writer w = byte_writer_over(count, sizeof count);
    ALCOVE_ASSERT(size <= UINT32_MAX);
    byte_write_u32(&w, (uint32_t)size);
    add_head(state, field, AS_WORDS);
    add(state, count, sizeof count);
    add(state, bytes, size);
}

/* What is hashed, and into what. */
struct hashing {
    crypto_generichash_state state;
    const struct space *space;
    struct object_id object;
    const struct alcove_memory *memory;
};

static bool add_note(struct hashing *hashing, uint8_t field)
{
    const struct alcove_memory *memory = hashing->memory;
    const struct text *note = space_note(hashing->space, hashing->object, field);
    size_t size = note == NULL ? 0 : text_size(note, true);
    if (size == 0) {
        add_words(&hashing->state, field, NULL, 0);
        return true;
    }
    uint8_t *bytes = memory->resize(memory->context, NULL, 0, size);
    if (bytes == NULL)
        return false;
    text_read(note, true, bytes);
    add_words(&hashing->state, field, bytes, size);
    sodium_memzero(bytes, size);
    memory->resize(memory->context, bytes, size, 0);
    return true;
}

static void add_register(struct hashing *hashing, uint8_t field)
{
    uint8_t number[8];
    struct value value = space_value(hashing->space, hashing->object, field);
    if (value.type == VALUE_NUMBER) {
        struct byte_writer w = byte_writer_over(number, sizeof number);
        byte_write_u64(&w, value.number);
        add_head(&hashing->state, field, AS_NUMBER);
        add(&hashing->state, number, sizeof number);
    } else if (value.type == VALUE_STRING) {
        add_words(&hashing->state, field, value.bytes, value.size);
    } else {
        ALCOVE_ASSERT(value.type == VALUE_NONE);
        add_head(&hashing->state, field, AS_NOTHING);
    }
}

static void add_object(crypto_generichash_state *state, struct object_id object)
{
    uint8_t id[5];
    ALCOVE_ASSERT(object.device < SPACE_DEVICES_MAX);
    struct byte_writer w = byte_writer_over(id, sizeof id);
    byte_write_u8(&w, object.device);
    byte_write_u32(&w, object.counter);
    add(state, id, sizeof id);
}

/* `target` is there and of a kind that can be signed. False without memory. */
static bool hash_content(const struct space *space, struct object_id target,
                         const struct alcove_memory *memory, uint8_t out[SIGNATURE_HASH_SIZE])
{
    struct hashing hashing = {.space = space, .object = target, .memory = memory};
    enum object_kind kind;
    const uint8_t *fields;
    bool found = space_find(space, target, &kind);
    size_t count = signed_fields(kind, &fields);
    ALCOVE_ASSERT(found && count > 0);
    uint8_t kind_byte = (uint8_t)kind;
    bool done = true;
    crypto_generichash_init(&hashing.state, NULL, 0, SIGNATURE_HASH_SIZE);
    add(&hashing.state, content_label, sizeof content_label - 1);
    add(&hashing.state, space_config(space)->id, SPACE_ID_BYTES);
    add(&hashing.state, &kind_byte, 1);
    add_object(&hashing.state, target);
    for (size_t i = 0; i < count && done; i++) {
        if (schema_field(kind, fields[i])->type == FIELD_NOTE)
            done = add_note(&hashing, fields[i]);
        else
            add_register(&hashing, fields[i]);
    }
    crypto_generichash_final(&hashing.state, out, SIGNATURE_HASH_SIZE);
    sodium_memzero(&hashing, sizeof hashing);
    return done;
}

struct statement {
    struct object_id target;
    uint32_t minute;
    uint8_t member;
    uint8_t hash[SIGNATURE_HASH_SIZE];
};

static void write_message(const struct space *space, const struct statement *said,
                          uint8_t out[MESSAGE_BYTES])
{
    struct byte_writer w = byte_writer_over(out, MESSAGE_BYTES);
    byte_write_bytes(&w, (const uint8_t *)message_label, sizeof message_label - 1);
    byte_write_bytes(&w, space_config(space)->id, SPACE_ID_BYTES);
    byte_write_u8(&w, said->member);
    byte_write_u8(&w, said->target.device);
    byte_write_u32(&w, said->target.counter);
    byte_write_u32(&w, said->minute);
    byte_write_bytes(&w, said->hash, sizeof said->hash);
    ALCOVE_ASSERT(!w.failed && w.size == MESSAGE_BYTES);
}

/* ---- making ---- */

static enum space_write tell_key(struct space *space, uint8_t member, const uint8_t *public)
{
    const struct value key = value_bytes(public, SPACE_SIGN_KEY_BYTES);
    uint8_t field = (uint8_t)(SPACE_SIGN_KEY_BY_0 + member);
    ALCOVE_ASSERT(member < SPACE_MEMBERS_MAX);
    const struct value told = space_value(space, OBJECT_SPACE, field);
    return value_is_equal(&told, &key) ? SPACE_WRITTEN
                                       : space_set(space, OBJECT_SPACE, field, &key);
}

static enum space_write put_signature(struct space *space, const struct statement *said,
                                      const uint8_t *signature, struct object_id object)
{
    const struct value values[] = {
        [SIGNATURE_TARGET] = value_object(said->target),
        [SIGNATURE_HASH] = value_bytes(said->hash, sizeof said->hash),
        [SIGNATURE_BYTES] = value_bytes(signature, crypto_sign_BYTES),
        [SIGNATURE_MINUTE] = value_number(said->minute),
    };
    enum space_write written = SPACE_WRITTEN;
    for (uint8_t field = 0; field <= SIGNATURE_MINUTE && written == SPACE_WRITTEN; field++)
        written = space_set(space, object, field, &values[field]);
    ALCOVE_ASSERT(written != SPACE_NOT_SO && written != SPACE_NOT_YOURS);
    return written;
}

enum space_write signature_make(struct space *space, struct object_id target,
                                const struct signature_pen *pen, struct object_id *out)
{
    const struct space_config *config = space_config(space);
    struct statement said = {
        .target = target, .minute = pen->minute, .member = config->member_of[config->own_device]};
    uint8_t message[MESSAGE_BYTES];
    uint8_t signature[crypto_sign_BYTES];
    enum object_kind kind;
    if (!space_find(space, target, &kind))
        return SPACE_NOT_THERE;
    if (!signature_is_for(kind))
        return SPACE_NOT_SO;
    if (!hash_content(space, target, pen->memory, said.hash))
        return SPACE_NO_MEMORY;
    write_message(space, &said, message);
    int signed_it = crypto_sign_detached(signature, NULL, message, sizeof message, pen->secret);
    ALCOVE_ASSERT(signed_it == 0);
    enum space_write written = tell_key(space, said.member, pen->public);
    if (written == SPACE_WRITTEN)
        written = space_make(space, KIND_SIGNATURE, out);
    return written == SPACE_WRITTEN ? put_signature(space, &said, signature, *out) : written;
}

/* ---- judging ---- */

/* What the object says; false if it is not whole, or its target is no more. */
static bool read_statement(const struct space *space, struct object_id signature,
                           struct statement *out)
{
    enum object_kind kind;
    struct value target = space_value(space, signature, SIGNATURE_TARGET);
    struct value hash = space_value(space, signature, SIGNATURE_HASH);
    struct value minute = space_value(space, signature, SIGNATURE_MINUTE);
    if (target.type != VALUE_OBJECT || hash.size != sizeof out->hash ||
        minute.type != VALUE_NUMBER || !space_find(space, target.object, &kind) ||
        !signature_is_for(kind))
        return false;
    ALCOVE_ASSERT(minute.number <= UINT32_MAX);
    out->target = target.object;
    out->minute = (uint32_t)minute.number;
    out->member = space_config(space)->member_of[space_author(space, signature)];
    memcpy(out->hash, hash.bytes, sizeof out->hash);
    return true;
}

static enum signature_state verify(const struct space *space, struct object_id signature,
                                   const struct statement *said)
{
    uint8_t message[MESSAGE_BYTES];
    struct value bytes = space_value(space, signature, SIGNATURE_BYTES);
    ALCOVE_ASSERT(said->member < SPACE_MEMBERS_MAX);
    struct value key =
        space_value(space, OBJECT_SPACE, (uint8_t)(SPACE_SIGN_KEY_BY_0 + said->member));
    if (key.size != SPACE_SIGN_KEY_BYTES)
        return SIGNATURE_KEYLESS;
    write_message(space, said, message);
    if (bytes.size != crypto_sign_BYTES ||
        crypto_sign_verify_detached(bytes.bytes, message, sizeof message, key.bytes) != 0)
        return SIGNATURE_FALSE;
    ALCOVE_ASSERT(bytes.type == VALUE_BYTES && key.type == VALUE_BYTES);
    bool is_back = space_value(space, signature, SIGNATURE_REVOKED).type == VALUE_NUMBER;
    return is_back ? SIGNATURE_TAKEN_BACK : SIGNATURE_HOLDS;
}

bool signature_judge(const struct space *space, struct object_id signature,
                     const struct alcove_memory *memory, enum signature_state *out)
{
    struct statement said;
    uint8_t now[SIGNATURE_HASH_SIZE];
    enum object_kind kind;
    bool found = space_find(space, signature, &kind);
    ALCOVE_ASSERT(found && kind == KIND_SIGNATURE);
    *out = SIGNATURE_FALSE;
    if (!read_statement(space, signature, &said))
        return true;
    *out = verify(space, signature, &said);
    if (*out != SIGNATURE_HOLDS)
        return true;
    if (!hash_content(space, said.target, memory, now))
        return false;
    if (memcmp(now, said.hash, sizeof now) != 0)
        *out = SIGNATURE_EARLIER;
    return true;
}

static bool is_at(const struct space *space, struct object_id signature,
                  const struct signature_place *place)
{
    struct value target = space_value(space, signature, SIGNATURE_TARGET);
    uint8_t author = space_author(space, signature);
    ALCOVE_ASSERT(author < space_config(space)->device_count);
    return space_config(space)->member_of[author] == place->member && target.type == VALUE_OBJECT &&
           object_id_is_equal(target.object, place->target);
}

bool signature_find(const struct space *space, const struct signature_place *place,
                    const struct alcove_memory *memory, struct signature_found *out)
{
    struct object_id cursor = OBJECT_SPACE;
    *out = (struct signature_found){SIGNATURE_NONE, OBJECT_SPACE};
    ALCOVE_ASSERT(place->member < space_config(space)->member_count);
    while (space_next(space, KIND_SIGNATURE, &cursor)) {
        enum signature_state state;
        if (!is_at(space, cursor, place))
            continue;
        if (!signature_judge(space, cursor, memory, &state))
            return false;
        if (state >= out->state)
            *out = (struct signature_found){state, cursor};
    }
    return true;
}
