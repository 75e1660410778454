#include "records/signal.h"

#include <string.h>

#include "base/assert.h"

static bool kind_lasts(unsigned kind)
{
    return kind >= SIGNAL_MICROPHONE && kind <= SIGNAL_WORDS;
}

static bool kind_is_known(unsigned kind)
{
    return kind >= SIGNAL_KNOCK && kind <= SIGNAL_WORDS;
}

size_t signal_encode(const struct signal_note *note, uint8_t out[SIGNAL_BYTES_MAX])
{
    ALCOVE_ASSERT(kind_is_known(note->kind));
    out[0] = (uint8_t)note->kind;
    if (!kind_lasts(note->kind))
        return 1;
    out[1] = note->on ? 1 : 0;
    out[2] = note->order;
    return 3;
}

enum signal_outcome signal_decode(const uint8_t *bytes, size_t size, struct signal_note *out)
{
    ALCOVE_ASSERT(out != NULL && (bytes != NULL || size == 0));
    memset(out, 0, sizeof *out);
    if (size == 0 || bytes[0] == 0)
        return SIGNAL_MALFORMED;
    if (!kind_is_known(bytes[0]))
        return SIGNAL_NEWER;
    bool lasts = kind_lasts(bytes[0]);
    if (size != (lasts ? 3 : 1) || (lasts && bytes[1] > 1))
        return SIGNAL_MALFORMED;
    ALCOVE_ASSERT(size <= SIGNAL_BYTES_MAX);
    out->kind = (enum signal_kind)bytes[0];
    out->on = lasts && bytes[1] == 1;
    out->order = lasts ? bytes[2] : 0;
    return SIGNAL_OK;
}

bool signal_order_is_newer(uint8_t order, uint8_t last)
{
    /* Half the circle lies ahead, as in RFC 1982. */
    uint8_t ahead = (uint8_t)(order - last);
    ALCOVE_ASSERT((ahead == 0) == (order == last));
    return ahead != 0 && ahead < 128;
}
