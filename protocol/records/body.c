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
    KEY_STRESSORS = 5,
    KEY_NOW = 6,
    KEY_NUMBER = 1, /* COMMITMENT, NUMBER */
    KEY_SYNC = 1,
    KEY_CARD_KIND = 1, /* CARD */
    KEY_CARD_ID = 2,
    KEY_CARD_FIELD = 3,
    KEY_CARD_STAMP = 4,
    KEY_CARD_VALUE = 5,
    KEY_TAKEN = 1, /* TYPING */
    KEY_TYPED = 2,
    KEY_DONE_AT = 3,
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

static bool stressors_are_good(struct body_string s)
{
    return s.size <= BODY_STRESSORS_BYTES_MAX && utf8_is_text(s.bytes, s.size);
}

static bool distraction_is_good(struct body_string s)
{
    return s.size >= 1 && s.size <= BODY_DISTRACTION_BYTES_MAX && utf8_is_line(s.bytes, s.size);
}

static bool typed_is_good(struct body_string s)
{
    return s.size <= BODY_TYPED_BYTES_MAX && utf8_is_text(s.bytes, s.size);
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
    bool stressed = body->check_in.stressors.size > 0;
    size_t count = body->check_in.distraction_count;
    if (!feeling_is_good(body->check_in.feeling) || body->written_at_ms > WRITTEN_AT_MAX ||
        (rated && rating > BODY_RATING_MAX) || count > BODY_DISTRACTIONS_MAX ||
        !stressors_are_good(body->check_in.stressors))
        return false;
    pack_head(p, BODY_CHECK_IN, 3U + rated + stressed + body->check_in.now);
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
    if (stressed) {
        msgpack_pack_uint8(p, KEY_STRESSORS);
        pack_string(p, body->check_in.stressors);
    }
    if (body->check_in.now) {
        msgpack_pack_uint8(p, KEY_NOW);
        msgpack_pack_uint8(p, 1);
    }
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

static bool card_pack(msgpack_packer *p, const struct card_edit *card)
{
    if (!card_edit_is_valid(card))
        return false;
    ALCOVE_ASSERT(card->stamp != 0);
    pack_head(p, BODY_CARD, card->id != 0 ? 5 : 4);
    msgpack_pack_uint8(p, KEY_CARD_KIND);
    msgpack_pack_uint8(p, (uint8_t)card->kind);
    if (card->id != 0) {
        msgpack_pack_uint8(p, KEY_CARD_ID);
        msgpack_pack_uint32(p, card->id);
    }
    msgpack_pack_uint8(p, KEY_CARD_FIELD);
    msgpack_pack_uint8(p, card->field);
    msgpack_pack_uint8(p, KEY_CARD_STAMP);
    msgpack_pack_uint32(p, card->stamp);
    msgpack_pack_uint8(p, KEY_CARD_VALUE);
    if (card->text != NULL)
        pack_string(p, (struct body_string){card->text, card->size});
    else
        msgpack_pack_uint64(p, card->number);
    return true;
}

static bool typing_pack(msgpack_packer *p, const struct body *body)
{
    ALCOVE_ASSERT(body->kind == BODY_TYPING);
    if (body->typing.taken > BODY_TEXT_BYTES_MAX || !typed_is_good(body->typing.typed) ||
        body->written_at_ms > WRITTEN_AT_MAX)
        return false;
    pack_head(p, BODY_TYPING, body->typing.done ? 3 : 2);
    msgpack_pack_uint8(p, KEY_TAKEN);
    msgpack_pack_uint16(p, body->typing.taken);
    msgpack_pack_uint8(p, KEY_TYPED);
    pack_string(p, body->typing.typed);
    if (body->typing.done) {
        msgpack_pack_uint8(p, KEY_DONE_AT);
        msgpack_pack_uint64(p, body->written_at_ms);
    }
    return true;
}

size_t body_encode(const struct body *body, uint8_t out[BODY_BYTES_MAX])
{
    ALCOVE_ASSERT(body->kind >= BODY_INTRODUCTION && body->kind <= BODY_TYPING);
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
    case BODY_CARD:
        good = card_pack(&packer, &body->card);
        break;
    case BODY_TYPING:
        good = typing_pack(&packer, body);
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

static void stressors_read(struct msgpack_reader *r, struct body *out)
{
    out->check_in.stressors = string_read(r, BODY_STRESSORS_BYTES_MAX);
    ALCOVE_ASSERT(out->check_in.stressors.size <= BODY_STRESSORS_BYTES_MAX);
    if (out->check_in.stressors.size == 0 || !stressors_are_good(out->check_in.stressors))
        msgpack_fail(r);
}

static void now_read(struct msgpack_reader *r, struct body *out)
{
    ALCOVE_ASSERT(!out->check_in.now);
    out->check_in.now = msgpack_read_unsigned(r, 1) == 1;
    if (!out->check_in.now)
        msgpack_fail(r);
}

static void card_kind_read(struct msgpack_reader *r, struct body *out)
{
    ALCOVE_ASSERT(out->card.kind == 0);
    out->card.kind = (enum card_kind)msgpack_read_unsigned(r, UINT8_MAX);
    if (out->card.kind == 0)
        msgpack_fail(r);
}

static void card_id_read(struct msgpack_reader *r, struct body *out)
{
    out->card.id = (uint32_t)msgpack_read_unsigned(r, CARD_ID_MAX);
    ALCOVE_ASSERT(out->card.text == NULL); /* the value comes last */
    if (out->card.id == 0)
        msgpack_fail(r);
}

static void card_field_read(struct msgpack_reader *r, struct body *out)
{
    ALCOVE_ASSERT(out->card.text == NULL);
    out->card.field = (uint8_t)msgpack_read_unsigned(r, UINT8_MAX);
}

static void card_stamp_read(struct msgpack_reader *r, struct body *out)
{
    ALCOVE_ASSERT(out->card.text == NULL);
    out->card.stamp = (uint32_t)msgpack_read_unsigned(r, CARD_STAMP_MAX);
    if (out->card.stamp == 0)
        msgpack_fail(r);
}

/* Kind and field came before it, or the body is not whole. */
static void card_value_read(struct msgpack_reader *r, struct body *out)
{
    switch (card_field_of(out->card.kind, out->card.field).type) {
    case CARD_ABSENT:
        msgpack_skip(r);
        break;
    case CARD_NUMBER:
        out->card.number = msgpack_read_unsigned(r, UINT64_MAX);
        break;
    case CARD_LINE:
    case CARD_STRING:
        out->card.text = msgpack_read_string(r, CARD_STRING_BYTES_MAX, &out->card.size);
        ALCOVE_ASSERT(out->card.size <= CARD_STRING_BYTES_MAX);
        break;
    }
}

static void taken_read(struct msgpack_reader *r, struct body *out)
{
    out->typing.taken = (uint16_t)msgpack_read_unsigned(r, BODY_TEXT_BYTES_MAX);
    ALCOVE_ASSERT(out->typing.taken <= BODY_TEXT_BYTES_MAX);
}

static void typed_read(struct msgpack_reader *r, struct body *out)
{
    out->typing.typed = string_read(r, BODY_TYPED_BYTES_MAX);
    if (!typed_is_good(out->typing.typed))
        msgpack_fail(r);
}

static void done_at_read(struct msgpack_reader *r, struct body *out)
{
    ALCOVE_ASSERT(!out->typing.done);
    written_at_read(r, out);
    out->typing.done = true;
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
    {BODY_CHECK_IN, KEY_STRESSORS, false, stressors_read},
    {BODY_CHECK_IN, KEY_NOW, false, now_read},
    {BODY_COMMITMENT, KEY_NUMBER, true, number_read},
    {BODY_NUMBER, KEY_NUMBER, true, number_read},
    {BODY_SYNC, KEY_SYNC, true, sync_read},
    {BODY_CARD, KEY_CARD_KIND, true, card_kind_read},
    {BODY_CARD, KEY_CARD_ID, false, card_id_read},
    {BODY_CARD, KEY_CARD_FIELD, true, card_field_read},
    {BODY_CARD, KEY_CARD_STAMP, true, card_stamp_read},
    {BODY_CARD, KEY_CARD_VALUE, true, card_value_read},
    {BODY_TYPING, KEY_TAKEN, true, taken_read},
    {BODY_TYPING, KEY_TYPED, true, typed_read},
    {BODY_TYPING, KEY_DONE_AT, false, done_at_read},
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

/* One key and its value; false for a key that is not known. */
static bool pair_read(struct msgpack_reader *r, uint64_t kind, uint64_t *seen, struct body *out)
{
    uint64_t key = msgpack_read_unsigned(r, KEY_MAX);
    /* Strictly ascending: no key twice, and one order only. */
    if (msgpack_reader_failed(r) || *seen >> key != 0) {
        msgpack_fail(r);
        return true;
    }
    ALCOVE_ASSERT(key != KEY_KIND && key <= KEY_MAX);
    *seen |= UINT64_C(1) << key;
    const struct field *field = field_find(kind, key);
    if (field == NULL)
        msgpack_skip(r);
    else
        field->read(r, out);
    return field != NULL;
}

/* What no field can tell by itself. */
static enum body_outcome judge(uint64_t kind, const struct body *found)
{
    ALCOVE_ASSERT(kind != 0);
    if (kind != BODY_CARD)
        return BODY_OK;
    if (card_field_of(found->card.kind, found->card.field).type == CARD_ABSENT)
        return BODY_NEWER;
    return card_edit_is_valid(&found->card) ? BODY_OK : BODY_MALFORMED;
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
    bool newer = kind > BODY_TYPING;
    if (kind == BODY_CHECK_IN)
        found.check_in.rating = BODY_RATING_NONE;
    uint64_t seen = 1; /* a bit for each key */
    for (size_t i = 1; i < count && !msgpack_reader_failed(&r); i++)
        newer |= !pair_read(&r, kind, &seen, &found);
    if (!msgpack_reader_finished(&r) || !required_are_seen(kind, seen))
        return BODY_MALFORMED;
    enum body_outcome outcome = judge(kind, &found);
    if (outcome == BODY_OK && newer)
        outcome = BODY_NEWER;
    if (outcome != BODY_OK)
        return outcome;
    found.kind = (enum body_kind)kind;
    *out = found;
    return BODY_OK;
}
