#include "records/signal.h"

#include <string.h>

#include "base/assert.h"
#include "base/bytes.h"

enum shape { UNKNOWN, MOMENT, VALUE, STATE, ASK, TELL };

/* By kind; a value that is on or off is the note's `on`. */
static const struct form {
    enum shape shape;
    bool on_off;
    uint8_t least, most;
} forms[] = {
    [SIGNAL_KNOCK] = {MOMENT, false, 0, 0},
    [SIGNAL_ADMITTED] = {MOMENT, false, 0, 0},
    [SIGNAL_NOD] = {MOMENT, false, 0, 0},
    [SIGNAL_MICROPHONE] = {STATE, true, 0, 1},
    [SIGNAL_CAMERA] = {STATE, true, 0, 1},
    [SIGNAL_HIDDEN] = {STATE, true, 0, 1},
    [SIGNAL_WORDS] = {STATE, true, 0, 1},
    [SIGNAL_EXPRESSION] = {VALUE, false, SIGNAL_WITH_YOU, SIGNAL_THANK_YOU},
    [SIGNAL_AWAY] = {STATE, false, SIGNAL_HERE, SIGNAL_BACK_SOON},
    [SIGNAL_FEELING] = {STATE, false, 0, SIGNAL_FEELING_MAX},
    [SIGNAL_CLOCK_ASK] = {ASK, false, 0, 0},
    [SIGNAL_CLOCK_TELL] = {TELL, false, 0, 0},
    [SIGNAL_WAIT] = {VALUE, false, 1, SIGNAL_WAIT_MAX},
    [SIGNAL_READING] = {STATE, true, 0, 1},
};

static struct form form_of(unsigned kind)
{
    return kind < sizeof forms / sizeof forms[0] ? forms[kind] : (struct form){.shape = UNKNOWN};
}

static bool value_is_good(unsigned kind, uint8_t value)
{
    const struct form form = form_of(kind);
    ALCOVE_ASSERT(form.shape == VALUE || form.shape == STATE);
    return (value >= form.least && value <= form.most) ||
           (kind == SIGNAL_FEELING && value == SIGNAL_FEELING_NONE);
}

size_t signal_encode(const struct signal_note *note, uint8_t out[SIGNAL_BYTES_MAX])
{
    const struct form form = form_of(note->kind);
    struct byte_writer w = byte_writer_over(out, SIGNAL_BYTES_MAX);
    ALCOVE_ASSERT(form.shape != UNKNOWN && note->t2 <= SIGNAL_CLOCK_MAX);
    byte_write_u8(&w, (uint8_t)note->kind);
    if (form.shape == VALUE || form.shape == STATE) {
        uint8_t value = form.on_off ? note->on : note->value;
        ALCOVE_ASSERT(value_is_good(note->kind, value));
        byte_write_u8(&w, value);
    }
    if (form.shape == STATE)
        byte_write_u8(&w, note->order);
    if (form.shape == ASK || form.shape == TELL)
        byte_write_u32(&w, note->t1);
    if (form.shape == TELL)
        byte_write_u64(&w, note->t2);
    ALCOVE_ASSERT(!w.failed);
    return w.size;
}

/* What follows the kind; whether it is within bounds. */
static bool read_rest(struct byte_reader *r, struct form form, struct signal_note *out)
{
    ALCOVE_ASSERT(form.shape != UNKNOWN);
    if (form.shape == VALUE || form.shape == STATE) {
        uint8_t value = byte_read_u8(r);
        if (!value_is_good(out->kind, value))
            return false;
        out->on = form.on_off && value == 1;
        out->value = form.on_off ? 0 : value;
    }
    if (form.shape == STATE)
        out->order = byte_read_u8(r);
    if (form.shape == ASK || form.shape == TELL)
        out->t1 = byte_read_u32(r);
    if (form.shape == TELL)
        out->t2 = byte_read_u64(r);
    return !r->failed && byte_reader_left(r) == 0 && out->t2 <= SIGNAL_CLOCK_MAX;
}

enum signal_outcome signal_decode(const uint8_t *bytes, size_t size, struct signal_note *out)
{
    ALCOVE_ASSERT(out != NULL && (bytes != NULL || size == 0));
    memset(out, 0, sizeof *out);
    struct byte_reader r = byte_reader_over(bytes, size);
    struct signal_note note = {.kind = (enum signal_kind)byte_read_u8(&r)};
    if (note.kind == 0)
        return SIGNAL_MALFORMED;
    const struct form form = form_of(note.kind);
    if (form.shape == UNKNOWN)
        return SIGNAL_NEWER;
    if (!read_rest(&r, form, &note))
        return SIGNAL_MALFORMED;
    *out = note;
    return SIGNAL_OK;
}

bool signal_order_is_newer(uint8_t order, uint8_t last)
{
    /* Half the circle lies ahead, as in RFC 1982. */
    uint8_t ahead = (uint8_t)(order - last);
    ALCOVE_ASSERT((ahead == 0) == (order == last));
    return ahead != 0 && ahead < 128;
}
