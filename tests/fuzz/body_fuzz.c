/* rooms: records */
/* Records and signals from a hostile other side. A body has one encoding: what is accepted is
 * written again as the same bytes. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "records/body.h"
#include "records/msgpack_reader.h"
#include "records/signal.h"
#include "records/utf8.h"

static void require_text(struct body_string s, const uint8_t *bytes, size_t size)
{
    const uint8_t *start = (const uint8_t *)s.bytes;
    require(s.size == 0 || (start >= bytes && s.size <= (size_t)(bytes + size - start)));
    require(utf8_is_text(s.bytes, s.size));
}

static void read_body(const uint8_t *bytes, size_t size)
{
    struct body body;
    uint8_t again[BODY_BYTES_MAX];
    enum body_outcome outcome = body_decode(bytes, size, &body);
    if (outcome != BODY_OK) {
        require(body.kind == 0);
        return;
    }
    if (body.kind == BODY_TEXT)
        require_text(body.text, bytes, size);
    if (body.kind == BODY_INTRODUCTION)
        require_text(body.introduction.name, bytes, size);
    if (body.kind == BODY_CHECK_IN) {
        require_text(body.check_in.feeling, bytes, size);
        require_text(body.check_in.stressors, bytes, size);
    }
    if (body.kind == BODY_TYPING)
        require_text(body.typing.typed, bytes, size);
    if (body.kind == BODY_CARD)
        require_text((struct body_string){body.card.text, body.card.size}, bytes, size);
    require(body_encode(&body, again) == size);
    require(memcmp(again, bytes, size) == 0);
}

static void read_signal(const uint8_t *bytes, size_t size)
{
    struct signal_note note;
    uint8_t again[SIGNAL_BYTES_MAX];
    if (signal_decode(bytes, size, &note) != SIGNAL_OK)
        return;
    require(signal_encode(&note, again) == size);
    require(memcmp(again, bytes, size) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* A copy of the exact size, so that a read past its end is seen. */
    uint8_t *bytes = malloc(size + (size == 0));
    require(bytes != NULL);
    if (size > 0)
        memcpy(bytes, data, size);
    read_body(bytes, size);
    read_signal(bytes, size);
    struct msgpack_reader r = msgpack_reader_over(bytes, size);
    msgpack_skip(&r);
    require(r.bytes.at <= size);
    free(bytes);
    return 0;
}
