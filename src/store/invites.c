#include "store/invites.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "records/utf8.h"

static const struct folder_file invites_file = {"invites", {'I', 'N', 'V', 'S'}, 2};

/* id 4, secret 32, name 1 + 64, expiry 8; since version 2: addresses 1 + 8 * 18 */
#define INVITE_BYTES_MAX (4 + INVITE_SECRET_BYTES + 65 + 8 + 1 + REPLY_CANDIDATES_MAX * 18)
#define FILE_BYTES_MAX   (6 + INVITES_MAX * INVITE_BYTES_MAX)

/* ---- the file ---- */

static void reply_write(struct byte_writer *w, const struct reply *reply)
{
    byte_write_u8(w, (uint8_t)reply->candidate_count);
    for (size_t i = 0; i < reply->candidate_count; i++) {
        byte_write_bytes(w, reply->candidates[i].ip, sizeof reply->candidates[i].ip);
        byte_write_u16(w, reply->candidates[i].port);
    }
}

static bool invites_save(const struct invites *invites, struct store_error *error)
{
    ALCOVE_ASSERT(invites->folder != NULL && invites->count <= INVITES_MAX);
    uint8_t bytes[FILE_BYTES_MAX];
    struct byte_writer w = byte_writer_over(bytes, sizeof bytes);
    byte_write_u32(&w, invites->next_id);
    byte_write_u16(&w, (uint16_t)invites->count);
    for (size_t i = 0; i < invites->count; i++) {
        const struct pending_invite *invite = &invites->list[i];
        size_t length = strlen(invite->for_name);
        byte_write_u32(&w, invite->id);
        byte_write_bytes(&w, invite->secret, sizeof invite->secret);
        byte_write_u8(&w, (uint8_t)length);
        byte_write_bytes(&w, (const uint8_t *)invite->for_name, length);
        byte_write_u64(&w, invite->expires_at_s);
        reply_write(&w, &invite->reply);
    }
    ALCOVE_ASSERT(!w.failed);
    bool saved = folder_write(invites->folder, &invites_file, bytes, w.size, error);
    sodium_memzero(bytes, sizeof bytes);
    return saved;
}

static void reply_read(struct byte_reader *r, struct reply *out)
{
    out->candidate_count = byte_read_u8(r);
    if (out->candidate_count > REPLY_CANDIDATES_MAX)
        r->failed = true;
    for (size_t i = 0; i < out->candidate_count && !r->failed; i++) {
        byte_read_copy(r, out->candidates[i].ip, sizeof out->candidates[i].ip);
        out->candidates[i].port = byte_read_u16(r);
    }
}

static bool invite_read(struct byte_reader *r, uint8_t version, struct pending_invite *out)
{
    out->id = byte_read_u32(r);
    byte_read_copy(r, out->secret, sizeof out->secret);
    size_t length = byte_read_u8(r);
    if (length >= sizeof out->for_name)
        return false;
    byte_read_copy(r, (uint8_t *)out->for_name, length);
    out->expires_at_s = byte_read_u64(r);
    if (version >= 2)
        reply_read(r, &out->reply);
    return !r->failed && strlen(out->for_name) == length && utf8_is_line(out->for_name, length);
}

static bool invites_read(struct invites *invites, struct byte_reader *r, uint8_t version)
{
    invites->next_id = byte_read_u32(r);
    size_t count = byte_read_u16(r);
    if (r->failed || count > INVITES_MAX || invites->next_id == 0)
        return false;
    uint32_t last = 0;
    for (size_t i = 0; i < count; i++) {
        struct pending_invite *invite = &invites->list[i];
        if (!invite_read(r, version, invite) || invite->id <= last ||
            invite->id >= invites->next_id)
            return false;
        last = invite->id;
        invites->count++;
    }
    return byte_reader_left(r) == 0;
}

bool invites_open(struct invites *invites, const struct folder *folder, struct store_error *error)
{
    struct folder_contents contents;
    memset(invites, 0, sizeof *invites);
    invites->next_id = 1;
    if (!folder_read_any(folder, &invites_file, &contents, error)) {
        if (error->kind != STORE_ERROR_MISSING)
            return false;
        store_error_clear(error);
        invites->folder = folder;
        return true;
    }
    struct byte_reader r = byte_reader_over(contents.bytes, contents.size);
    bool good = invites_read(invites, &r, contents.version);
    folder_free(contents.bytes, contents.size);
    if (!good) {
        invites_close(invites);
        return store_error_set(error, STORE_ERROR_DAMAGED,
                               "the file invites in %.70s is damaged; move it away, and make new "
                               "invites",
                               folder->path);
    }
    invites->folder = folder;
    return true;
}

void invites_close(struct invites *invites)
{
    sodium_memzero(invites, sizeof *invites);
}

const struct pending_invite *invites_find(const struct invites *invites, uint32_t id)
{
    for (size_t i = 0; i < invites->count; i++) {
        if (invites->list[i].id == id)
            return &invites->list[i];
    }
    return NULL;
}

/* ---- changing: the new list is built aside, stored, and then taken over ---- */

static bool invites_commit(struct invites *invites, struct invites *next, struct store_error *error)
{
    bool saved = invites_save(next, error);
    if (saved)
        *invites = *next;
    sodium_memzero(next, sizeof *next);
    return saved;
}

/* All but the expired ones and `without` (0: nobody). */
static struct invites invites_filter(const struct invites *invites, uint32_t without,
                                     uint64_t now_s)
{
    struct invites next = {.folder = invites->folder, .next_id = invites->next_id};
    for (size_t i = 0; i < invites->count; i++) {
        const struct pending_invite *invite = &invites->list[i];
        if (invite->id != without && invite->expires_at_s > now_s)
            next.list[next.count++] = *invite;
    }
    return next;
}

bool invites_create(struct invites *invites, const struct invite_wish *wish,
                    const struct pending_invite **out, struct store_error *error)
{
    ALCOVE_ASSERT(invites->folder != NULL);
    const char *name = wish->for_name == NULL ? "" : wish->for_name;
    size_t length = strlen(name);
    if (wish->lifetime_s == 0 || wish->lifetime_s > INVITE_LIFETIME_S_MAX)
        return store_error_set(error, STORE_ERROR_INVALID,
                               "an invite lives from 1 second to 48 hours; give another time");
    if (length >= INVITES_FOR_NAME_BYTES_MAX || !utf8_is_line(name, length))
        return store_error_set(error, STORE_ERROR_INVALID,
                               "a name is one line of at most 64 bytes; give another one");
    struct invites next = invites_filter(invites, 0, wish->now_s);
    if (next.count == INVITES_MAX || next.next_id == UINT32_MAX) {
        sodium_memzero(&next, sizeof next);
        return store_error_set(error, STORE_ERROR_FULL,
                               "%d invites wait to be used, which is all there can be; cancel one",
                               INVITES_MAX);
    }
    struct pending_invite *invite = &next.list[next.count++];
    invite->id = next.next_id++;
    invite->expires_at_s = wish->now_s + wish->lifetime_s;
    memcpy(invite->for_name, name, length + 1);
    randombytes_buf(invite->secret, sizeof invite->secret);
    if (!invites_commit(invites, &next, error))
        return false;
    *out = &invites->list[invites->count - 1];
    return true;
}

bool invites_consume(struct invites *invites, uint32_t id, struct store_error *error)
{
    ALCOVE_ASSERT(invites->folder != NULL);
    if (invites_find(invites, id) == NULL)
        return store_error_set(error, STORE_ERROR_INVALID,
                               "there is no such invite: it was used, taken back, or is over");
    /* Expired ones stay until the next invite is made: here no one knows the time. */
    struct invites next = invites_filter(invites, id, 0);
    return invites_commit(invites, &next, error);
}

bool invites_cancel(struct invites *invites, uint32_t id, struct store_error *error)
{
    return invites_consume(invites, id, error);
}

bool invites_take_reply(struct invites *invites, const struct reply_sealed *sealed, uint32_t *id,
                        struct store_error *error)
{
    ALCOVE_ASSERT(invites->folder != NULL);
    struct invites next = *invites;
    for (size_t i = 0; i < next.count; i++) {
        struct pending_invite *invite = &next.list[i];
        struct reply reply;
        if (!reply_belongs(sealed, invite->secret) || !reply_open(sealed, invite->secret, &reply))
            continue;
        invite->reply = reply;
        *id = invite->id;
        return invites_commit(invites, &next, error);
    }
    sodium_memzero(&next, sizeof next);
    return store_error_set(error, STORE_ERROR_INVALID,
                           "this reply belongs to none of your open invites; make a new one");
}
