#include "store/window_state.h"

#include "base/assert.h"
#include "base/bytes.h"

static const struct folder_file window_file = {"window", {'W', 'N', 'D', 'W'}, 1};

#define STATE_BYTES (4 + 4 + 2 + 2 + 1 + 2 + 1)

static bool is_allowed(const struct window_state *state)
{
    return (state->text_percent == 0 || (state->text_percent >= WINDOW_STATE_PERCENT_MIN &&
                                         state->text_percent <= WINDOW_STATE_PERCENT_MAX)) &&
           state->theme <= WINDOW_STATE_THEME_MAX;
}

struct window_state window_state_load(const struct folder *folder)
{
    struct store_error error;
    uint8_t *bytes;
    size_t size;
    if (!folder_read(folder, &window_file, &bytes, &size, &error))
        return (struct window_state){0};
    struct byte_reader r = byte_reader_over(bytes, size);
    struct window_state state = {.x = (int32_t)byte_read_u32(&r), .y = (int32_t)byte_read_u32(&r)};
    state.width = byte_read_u16(&r);
    state.height = byte_read_u16(&r);
    uint8_t maximised = byte_read_u8(&r);
    state.maximised = maximised == 1;
    state.text_percent = byte_read_u16(&r);
    state.theme = byte_read_u8(&r);
    bool whole = !r.failed && byte_reader_left(&r) == 0 && maximised <= 1 && is_allowed(&state);
    folder_free(bytes, size);
    return whole ? state : (struct window_state){0};
}

bool window_state_save(const struct folder *folder, const struct window_state *state,
                       struct store_error *error)
{
    uint8_t bytes[STATE_BYTES];
    struct byte_writer w = byte_writer_over(bytes, sizeof bytes);
    ALCOVE_ASSERT(is_allowed(state));
    byte_write_u32(&w, (uint32_t)state->x);
    byte_write_u32(&w, (uint32_t)state->y);
    byte_write_u16(&w, state->width);
    byte_write_u16(&w, state->height);
    byte_write_u8(&w, state->maximised);
    byte_write_u16(&w, state->text_percent);
    byte_write_u8(&w, state->theme);
    ALCOVE_ASSERT(!w.failed && w.size == STATE_BYTES);
    return folder_write(folder, &window_file, bytes, w.size, error);
}
