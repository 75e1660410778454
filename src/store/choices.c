#include "store/choices.h"

#include <string.h>

#include "base/assert.h"
#include "base/bytes.h"

static const struct folder_file choices_file = {"choices", {'C', 'H', 'O', 'I'}, 1};

#define CHOICES_BYTES_MAX                                                                          \
    (1 + CHOICES_LANGUAGE_BYTES + CHOICES_DEVICES * (1 + CHOICES_DEVICE_BYTES) + 1 +               \
     CHOICES_LETTERS + 2)

static void write_text(struct byte_writer *w, const char *text)
{
    size_t size = strlen(text);
    byte_write_u8(w, (uint8_t)size);
    byte_write_bytes(w, (const uint8_t *)text, size);
}

/* False where it does not fit, or has a NUL inside. `out` is of zeros. */
static bool read_text(struct byte_reader *r, char *out, size_t room)
{
    size_t size = byte_read_u8(r);
    if (r->failed || size >= room)
        return false;
    byte_read_copy(r, (uint8_t *)out, size);
    return !r->failed && strlen(out) == size;
}

/* 0, or a letter that stands for no other. */
static bool are_letters(const char *letters)
{
    uint32_t seen = 0;
    for (int i = 0; i < CHOICES_LETTERS; i++) {
        if (letters[i] == '\0')
            continue;
        if (letters[i] < 'a' || letters[i] > 'z' || (seen >> (letters[i] - 'a') & 1) != 0)
            return false;
        seen |= UINT32_C(1) << (letters[i] - 'a');
    }
    return true;
}

static bool read_all(struct byte_reader *r, struct choices *out)
{
    bool good = read_text(r, out->language, sizeof out->language);
    for (int i = 0; i < CHOICES_DEVICES && good; i++)
        good = read_text(r, out->devices[i], sizeof out->devices[i]);
    uint8_t off = byte_read_u8(r);
    out->single_keys_off = off == 1;
    byte_read_copy(r, (uint8_t *)out->letters, CHOICES_LETTERS);
    out->data_mb = byte_read_u16(r);
    return good && !r->failed && byte_reader_left(r) == 0 && off <= 1 &&
           are_letters(out->letters) && out->data_mb <= CHOICES_DATA_MB_MAX;
}

struct choices choices_load(const struct folder *folder)
{
    struct store_error error;
    struct choices choices = {0};
    uint8_t *bytes;
    size_t size;
    if (!folder_read(folder, &choices_file, &bytes, &size, &error))
        return (struct choices){0};
    struct byte_reader r = byte_reader_over(bytes, size);
    bool whole = read_all(&r, &choices);
    folder_free(bytes, size);
    return whole ? choices : (struct choices){0};
}

bool choices_save(const struct folder *folder, const struct choices *choices,
                  struct store_error *error)
{
    uint8_t bytes[CHOICES_BYTES_MAX];
    struct byte_writer w = byte_writer_over(bytes, sizeof bytes);
    ALCOVE_ASSERT(are_letters(choices->letters) && choices->data_mb <= CHOICES_DATA_MB_MAX);
    write_text(&w, choices->language);
    for (int i = 0; i < CHOICES_DEVICES; i++)
        write_text(&w, choices->devices[i]);
    byte_write_u8(&w, choices->single_keys_off);
    byte_write_bytes(&w, (const uint8_t *)choices->letters, CHOICES_LETTERS);
    byte_write_u16(&w, choices->data_mb);
    ALCOVE_ASSERT(!w.failed);
    return folder_write(folder, &choices_file, bytes, w.size, error);
}
