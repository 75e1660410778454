#include "records/body.h"

#include <string.h>

#include <msgpack/pack.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "records/msgpack_reader.h"
#include "records/utf8.h"

/* Keys of the map. Key 0 is the kind in every body; the others are per kind. */
enum key {
    KEY_KIND = 0,
    KEY_NAME = 1, /* INTRODUCTION */
    KEY_ENDPOINTS = 2,
    KEY_TEXT = 1, /* TEXT */
    KEY_TEXT_WRITTEN_AT = 2,
    KEY_TEXT_OBJECT = 3,
    KEY_FEELING = 1, /* CHECK_IN */
    KEY_RATING = 2,
    KEY_DISTRACTIONS = 3,
    KEY_CHECK_IN_WRITTEN_AT = 4,
    KEY_NUMBER = 1, /* COMMITMENT, NUMBER */
    KEY_SYNC = 1,
};

#define ENDPOINT_BYTES 18 /* ip 16, port 2 */
#define FIELDS_MAX     16 /* in a body of any version */
#define KEY_MAX        63
/* Milliseconds of Unix time up to the year 10889. */
#define WRITTEN_AT_MAX ((UINT64_C(1) << 48) - 1)

struct body_string body_string_from(const char *text)
{
    ALCOVE_ASSERT(text != NULL);
    return (struct body_string){text, strlen(text)};
}

/* ---- what is allowed: the same rules for writing and for reading ---- */

static bool name_is_good(struct body_string s)
{
    return s.size >= 1 && s.size <= BODY_NAME_BYTES_MAX && utf8_is_line(s.bytes, s.size);
}

static bool text_is_good(struct body_string s)
{
    return s.size >= 1 && s.size <= BODY_TEXT_BYTES_MAX && utf8_is_text(s.bytes, s.size);
}

static bool feeling_is_good(struct body_string s)
{
    return s.size <= BODY_FEELING_BYTES_MAX && utf8_is_text(s.bytes, s.size);
}

static bool distraction_is_good(struct body_string s)
{
    return s.size >= 1 && s.size <= BODY_DISTRACTION_BYTES_MAX && utf8_is_line(s.bytes, s.size);
}

/* ---- writing ---- */

static int writer_append(void *data, const char *bytes, size_t size)
{
    ALCOVE_ASSERT(data != NULL);
    byte_write_bytes(data, (const uint8_t *)bytes, size);
    return 0;
}

static void pack_string(msgpack_packer *p, struct body_string s)
{
    ALCOVE_ASSERT(s.size <= BODY_TEXT_BYTES_MAX);
    msgpack_pack_str(p, s.size);
    msgpack_pack_str_body(p, s.bytes, s.size);
}

static void pack_head(msgpack_packer *p, enum body_kind kind, size_t fields)
{
    ALCOVE_ASSERT(fields < FIELDS_MAX);
    msgpack_pack_map(p, fields + 1);
    msgpack_pack_uint8(p, KEY_KIND);
    msgpack_pack_uint8(p, (uint8_t)kind);
}

static bool introduction_pack(msgpack_packer *p, const struct body *body)
{
    ALCOVE_ASSERT(body->kind == BODY_INTRODUCTION);
    size_t count = body->introduction.endpoint_count;
    if (!name_is_good(body->introduction.name) || count > BODY_ENDPOINTS_MAX)
        return false;
    pack_head(p, BODY_INTRODUCTION, 2);
    msgpack_pack_uint8(p, KEY_NAME);
    pack_string(p, body->introduction.name);
    msgpack_pack_uint8(p, KEY_ENDPOINTS);
    msgpack_pack_array(p, count);
    for (size_t i = 0; i < count; i++) {
        const struct alcove_address *address = &body->introduction.endpoints[i];
        uint8_t endpoint[ENDPOINT_BYTES];
        struct byte_writer w = byte_writer_over(endpoint, sizeof endpoint);
        if (address->port == 0)
            return false;
        byte_write_bytes(&w, address->ip, sizeof address->ip);
        byte_write_u16(&w, address->port);
        ALCOVE_ASSERT(w.size == sizeof endpoint);
        msgpack_pack_bin(p, sizeof endpoint);
        msgpack_pack_bin_body(p, endpoint, sizeof endpoint);
    }
    return true;
}

static bool text_pack(msgpack_packer *p, const struct body *body)
{
    ALCOVE_ASSERT(body->kind == BODY_TEXT);
    if (!text_is_good(body->text) || body->written_at_ms > WRITTEN_AT_MAX ||
        body->object > BODY_OBJECT_MAX)
        return false;
    pack_head(p, BODY_TEXT, body->object != 0 ? 3 : 2);
    msgpack_pack_uint8(p, KEY_TEXT);
    pack_string(p, body->text);
    msgpack_pack_uint8(p, KEY_TEXT_WRITTEN_AT);
    msgpack_pack_uint64(p, body->written_at_ms);
    if (body->object != 0) {
        msgpack_pack_uint8(p, KEY_TEXT_OBJECT);
        msgpack_pack_uint64(p, body->object);
    }
    return true;
}

static bool check_in_pack(msgpack_packer *p, const struct body *body)
{
    ALCOVE_ASSERT(body->kind == BODY_CHECK_IN);
    uint8_t rating = body->check_in.rating;
    bool rated = rating != BODY_RATING_NONE;
    size_t count = body->check_in.distraction_count;
    if (!feeling_is_good(body->check_in.feeling) || body->written_at_ms > WRITTEN_AT_MAX ||
        (rated && rating > BODY_RATING_MAX) || count > BODY_DISTRACTIONS_MAX)
        return false;
    pack_head(p, BODY_CHECK_IN, rated ? 4 : 3);
    msgpack_pack_uint8(p, KEY_FEELING);
    pack_string(p, body->check_in.feeling);
    if (rated) {
        msgpack_pack_uint8(p, KEY_RATING);
        msgpack_pack_uint8(p, rating);
    }
    msgpack_pack_uint8(p, KEY_DISTRACTIONS);
    msgpack_pack_array(p, count);
    for (size_t i = 0; i < count; i++) {
        if (!distraction_is_good(body->check_in.distractions[i]))
            return false;
        pack_string(p, body->check_in.distractions[i]);
    }
    msgpack_pack_uint8(p, KEY_CHECK_IN_WRITTEN_AT);
    msgpack_pack_uint64(p, body->written_at_ms);
    return true;
}

static void number_pack(msgpack_packer *p, const struct body *body)
{
    ALCOVE_ASSERT(body->kind == BODY_COMMITMENT || body->kind == BODY_NUMBER);
    pack_head(p, body->kind, 1);
    msgpack_pack_uint8(p, KEY_NUMBER);
    msgpack_pack_bin(p, sizeof body->number);
    msgpack_pack_bin_body(p, body->number, sizeof body->number);
}

static bool sync_pack(msgpack_packer *p, const struct body *body)
{
    ALCOVE_ASSERT(body->kind == BODY_SYNC);
    if (body->sync.size > BODY_SYNC_BYTES_MAX)
        return false;
    pack_head(p, BODY_SYNC, 1);
    msgpack_pack_uint8(p, KEY_SYNC);
    msgpack_pack_bin(p, body->sync.size);
    msgpack_pack_bin_body(p, body->sync.bytes, body->sync.size);
    return true;
}

size_t body_encode(const struct body *body, uint8_t out[BODY_BYTES_MAX])
{
    ALCOVE_ASSERT(body->kind >= BODY_INTRODUCTION && body->kind <= BODY_SYNC);
    struct byte_writer w = byte_writer_over(out, BODY_BYTES_MAX);
    msgpack_packer packer;
    msgpack_packer_init(&packer, &w, writer_append);
    bool good = true;
    switch (body->kind) {
    case BODY_INTRODUCTION:
        good = introduction_pack(&packer, body);
        break;
    case BODY_TEXT:
        good = text_pack(&packer, body);
        break;
    case BODY_CHECK_IN:
        good = check_in_pack(&packer, body);
        break;
    case BODY_FAREWELL:
        pack_head(&packer, BODY_FAREWELL, 0);
        break;
    case BODY_COMMITMENT:
    case BODY_NUMBER:
        number_pack(&packer, body);
        break;
    case BODY_SYNC:
        good = sync_pack(&packer, body);
        break;
    }
    /* The bounds of the fields keep every good body below BODY_BYTES_MAX. */
    ALCOVE_ASSERT(!w.failed);
    return good ? w.size : 0;
}

/* ---- reading: one function a field, which fails the reader on what is not allowed ---- */

static struct body_string string_read(struct msgpack_reader *r, size_t max)
{
    struct body_string s = {0};
    s.bytes = msgpack_read_string(r, max, &s.size);
    ALCOVE_ASSERT(s.size <= max);
    return s;
}

static void name_read(struct msgpack_reader *r, struct body *out)
{
    out->introduction.name = string_read(r, BODY_NAME_BYTES_MAX);
    if (!name_is_good(out->introduction.name))
        msgpack_fail(r);
}

static void endpoints_read(struct msgpack_reader *r, struct body *out)
{
    size_t count = msgpack_read_array(r, BODY_ENDPOINTS_MAX);
    ALCOVE_ASSERT(count <= BODY_ENDPOINTS_MAX);
    for (size_t i = 0; i < count; i++) {
        size_t size = 0;
        const uint8_t *bytes = msgpack_read_binary(r, ENDPOINT_BYTES, &size);
        if (size != ENDPOINT_BYTES) {
            msgpack_fail(r);
            return;
        }
        struct byte_reader fields = byte_reader_over(bytes, size);
        struct alcove_address *address = &out->introduction.endpoints[i];
        byte_read_copy(&fields, address->ip, sizeof address->ip);
        address->port = byte_read_u16(&fields);
        if (address->port == 0)
            msgpack_fail(r);
    }
    out->introduction.endpoint_count = count;
}

static void text_read(struct msgpack_reader *r, struct body *out)
{
    out->text = string_read(r, BODY_TEXT_BYTES_MAX);
    if (!text_is_good(out->text))
        msgpack_fail(r);
}

static void object_read(struct msgpack_reader *r, struct body *out)
{
    out->object = msgpack_read_unsigned(r, BODY_OBJECT_MAX);
    ALCOVE_ASSERT(out->object <= BODY_OBJECT_MAX);
    if (out->object == 0)
        msgpack_fail(r);
}

static void written_at_read(struct msgpack_reader *r, struct body *out)
{
    out->written_at_ms = msgpack_read_unsigned(r, WRITTEN_AT_MAX);
    ALCOVE_ASSERT(out->written_at_ms <= WRITTEN_AT_MAX);
}

static void feeling_read(struct msgpack_reader *r, struct body *out)
{
    out->check_in.feeling = string_read(r, BODY_FEELING_BYTES_MAX);
    if (!feeling_is_good(out->check_in.feeling))
        msgpack_fail(r);
}

static void rating_read(struct msgpack_reader *r, struct body *out)
{
    out->check_in.rating = (uint8_t)msgpack_read_unsigned(r, BODY_RATING_MAX);
    ALCOVE_ASSERT(out->check_in.rating <= BODY_RATING_MAX);
}

static void distractions_read(struct msgpack_reader *r, struct body *out)
{
    size_t count = msgpack_read_array(r, BODY_DISTRACTIONS_MAX);
    ALCOVE_ASSERT(count <= BODY_DISTRACTIONS_MAX);
    for (size_t i = 0; i < count; i++) {
        struct body_string *s = &out->check_in.distractions[i];
        *s = string_read(r, BODY_DISTRACTION_BYTES_MAX);
        if (!distraction_is_good(*s))
            msgpack_fail(r);
    }
    out->check_in.distraction_count = count;
}

static void number_read(struct msgpack_reader *r, struct body *out)
{
    size_t size = 0;
    const uint8_t *bytes = msgpack_read_binary(r, BODY_NUMBER_BYTES, &size);
    ALCOVE_ASSERT(size <= BODY_NUMBER_BYTES);
    if (size == BODY_NUMBER_BYTES)
        memcpy(out->number, bytes, size);
    else
        msgpack_fail(r);
}

static void sync_read(struct msgpack_reader *r, struct body *out)
{
    out->sync.bytes = msgpack_read_binary(r, BODY_SYNC_BYTES_MAX, &out->sync.size);
    ALCOVE_ASSERT(out->sync.size <= BODY_SYNC_BYTES_MAX);
}

static const struct field {
    enum body_kind kind;
    enum key key;
    bool required;
    void (*read)(struct msgpack_reader *r, struct body *out);
} fields[] = {
    {BODY_INTRODUCTION, KEY_NAME, true, name_read},
    {BODY_INTRODUCTION, KEY_ENDPOINTS, true, endpoints_read},
    {BODY_TEXT, KEY_TEXT, true, text_read},
    {BODY_TEXT, KEY_TEXT_WRITTEN_AT, true, written_at_read},
    {BODY_TEXT, KEY_TEXT_OBJECT, false, object_read},
    {BODY_CHECK_IN, KEY_FEELING, true, feeling_read},
    {BODY_CHECK_IN, KEY_RATING, false, rating_read},
    {BODY_CHECK_IN, KEY_DISTRACTIONS, true, distractions_read},
    {BODY_CHECK_IN, KEY_CHECK_IN_WRITTEN_AT, true, written_at_read},
    {BODY_COMMITMENT, KEY_NUMBER, true, number_read},
    {BODY_NUMBER, KEY_NUMBER, true, number_read},
    {BODY_SYNC, KEY_SYNC, true, sync_read},
};

static const struct field *field_find(uint64_t kind, uint64_t key)
{
    ALCOVE_ASSERT(key != KEY_KIND);
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (fields[i].kind == kind && fields[i].key == key)
            return &fields[i];
    }
    return NULL;
}

static bool required_are_seen(uint64_t kind, uint64_t seen)
{
    ALCOVE_ASSERT((seen & 1) != 0);
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        bool missing = (seen >> fields[i].key & 1) == 0;
        if (fields[i].kind == kind && fields[i].required && missing)
            return false;
    }
    return true;
}

enum body_outcome body_decode(const uint8_t *bytes, size_t size, struct body *out)
{
    ALCOVE_ASSERT(out != NULL);
    memset(out, 0, sizeof *out);
    struct msgpack_reader r = msgpack_reader_over(bytes, size);
    struct body found = {0};
    size_t count = msgpack_read_map(&r, FIELDS_MAX);
    bool kind_is_first = count > 0 && msgpack_read_unsigned(&r, KEY_MAX) == KEY_KIND;
    uint64_t kind = msgpack_read_unsigned(&r, UINT32_MAX);
    if (!kind_is_first || msgpack_reader_failed(&r) || kind == 0)
        return BODY_MALFORMED;
    bool newer = kind > BODY_SYNC;
    if (kind == BODY_CHECK_IN)
        found.check_in.rating = BODY_RATING_NONE;
    uint64_t seen = 1; /* a bit for each key */
    for (size_t i = 1; i < count && !msgpack_reader_failed(&r); i++) {
        uint64_t key = msgpack_read_unsigned(&r, KEY_MAX);
        /* Strictly ascending: no key twice, and one order only. */
        if (msgpack_reader_failed(&r) || seen >> key != 0)
            return BODY_MALFORMED;
        seen |= UINT64_C(1) << key;
        const struct field *field = field_find(kind, key);
        if (field != NULL) {
            field->read(&r, &found);
            continue;
        }
        newer = true;
        msgpack_skip(&r);
    }
    if (!msgpack_reader_finished(&r) || !required_are_seen(kind, seen))
        return BODY_MALFORMED;
    if (newer)
        return BODY_NEWER;
    found.kind = (enum body_kind)kind;
    *out = found;
    return BODY_OK;
}
