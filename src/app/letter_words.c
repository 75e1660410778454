#include "app/letter_words.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "records/body.h"

/* SPEC.md section 8.6: counter * 32 + device. */
uint64_t letter_words_object(struct object_id object)
{
    return (uint64_t)object.counter << 5 | object.device;
}

struct object_id letter_words_name(uint64_t object)
{
    uint8_t device = (uint8_t)(object & 31);
    if (device >= SPACE_DEVICES_MAX) /* from outside */
        return OBJECT_SPACE;
    return (struct object_id){(uint32_t)(object >> 5), device};
}

bool letter_words_find(const struct letters *letters, uint64_t counter, struct mailbox_words *out)
{
    uint8_t bytes[BODY_BYTES_MAX];
    const struct letter *letter = letters_find_sent(letters, counter);
    *out = (struct mailbox_words){0};
    if (letter == NULL)
        return false;
    const struct body body = {
        .kind = BODY_TEXT,
        .written_at_ms = letter->written_at_s * 1000,
        .text = {letter->text, letter->size},
        .object = letter->object,
    };
    out->written_at_s = letter->written_at_s;
    out->size = body_encode(&body, bytes);
    ALCOVE_ASSERT(out->size <= sizeof out->bytes);
    memcpy(out->bytes, bytes, out->size);
    sodium_memzero(bytes, sizeof bytes);
    return out->size > 0;
}

bool letter_words_take(struct letters *letters, uint64_t counter, const struct mailbox_words *words)
{
    struct letter_text text = {0};
    struct body body;
    if (body_decode(words->bytes, words->size, &body) == BODY_OK && body.kind == BODY_TEXT)
        text = (struct letter_text){body.text.bytes, body.text.size, body.object};
    return letters_take(letters, counter, words->written_at_s, text);
}
