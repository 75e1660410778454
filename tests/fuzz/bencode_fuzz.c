/* rooms: reach */
/* Bencoding from anyone. What is accepted is exactly one value, lies within the input, and is the
 * only way to write that value: written again it gives the same bytes. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "reach/bencode.h"

static void rewrite(const struct bencode *value, struct byte_writer *w, unsigned depth);

static void rewrite_inside(const struct bencode *value, struct byte_writer *w, unsigned depth)
{
    /* A dictionary is read as the list of its keys and values. */
    struct bencode list = *value;
    struct bencode item;
    list.kind = BENCODE_LIST;
    struct byte_reader items = bencode_items(&list);
    size_t count = 0;
    while (bencode_next(&items, &item)) {
        require(item.bytes > value->bytes);
        require(item.bytes + item.size < value->bytes + value->size);
        rewrite(&item, w, depth + 1);
        count++;
    }
    require(byte_reader_left(&items) == 0 && !items.failed);
    require(value->kind == BENCODE_LIST || count % 2 == 0);
}

static void rewrite(const struct bencode *value, struct byte_writer *w, unsigned depth)
{
    require(depth < BENCODE_DEPTH_MAX);
    if (value->kind == BENCODE_INTEGER) {
        bencode_write_integer(w, value->integer);
        return;
    }
    if (value->kind == BENCODE_STRING) {
        bencode_write_string(w, value->text, value->text_size);
        return;
    }
    if (value->kind == BENCODE_LIST)
        bencode_write_list(w);
    else
        bencode_write_dict(w);
    rewrite_inside(value, w, depth);
    bencode_write_end(w);
}

static void find_keys(const struct bencode *dict)
{
    static const char *const keys[] = {"a", "id", "nodes", "r", "t", "v", "y"};
    struct bencode found;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (bencode_find(dict, keys[i], &found))
            require(found.bytes > dict->bytes &&
                    found.bytes + found.size < dict->bytes + dict->size);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bencode value;
    /* Copies of the exact size, so that a step past their end is seen. */
    uint8_t *bytes = malloc(size + 1);
    uint8_t *again = malloc(size + 1);
    require(bytes != NULL && again != NULL);
    if (size > 0)
        memcpy(bytes, data, size);
    bytes = realloc(bytes, size > 0 ? size : 1);
    require(bytes != NULL);
    if (bencode_parse(bytes, size, &value)) {
        struct byte_writer w = byte_writer_over(again, size);
        require(value.bytes == bytes && value.size == size);
        find_keys(&value);
        rewrite(&value, &w, 0);
        require(!w.failed && w.size == size && memcmp(again, bytes, size) == 0);
    } else {
        require(value.bytes == NULL);
    }
    free(again);
    free(bytes);
    return 0;
}
