/* rooms: records session */
/* What a device kept of a board, and edits from a hostile other side. Bytes that are read as a
 * board are written as the same bytes; whatever comes, the board stays one that can be kept. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "records/body.h"
#include "session/board.h"

static void require_kept(const struct board *board, const uint8_t *bytes, size_t size)
{
    size_t again_size = 0;
    uint8_t *again = board_encode(board, &again_size);
    require(again != NULL);
    require(bytes == NULL || (again_size == size && memcmp(again, bytes, size) == 0));
    struct board copy;
    board_init(&copy, board->side);
    require(board_decode(&copy, again, again_size));
    require(copy.count == board->count && copy.stamp == board->stamp);
    board_clear(&copy);
    free(again);
}

/* Edits as bodies: a byte of length, and the body. */
static void take_all(struct board *board, const uint8_t *bytes, size_t size)
{
    for (size_t at = 0; at < size && bytes[at] < size - at; at += 1U + bytes[at]) {
        struct body body;
        if (body_decode(bytes + at + 1, bytes[at], &body) != BODY_OK || body.kind != BODY_CARD)
            continue;
        size_t count = board->count;
        if (board_take(board, &body.card) == BOARD_TAKEN)
            require(board->count - count <= 1 && board->stamp >= body.card.stamp);
        else
            require(board->count == count);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* A copy of the exact size, so that a read past its end is seen. */
    uint8_t *bytes = malloc(size + (size == 0));
    require(bytes != NULL);
    if (size > 0)
        memcpy(bytes, data, size);
    struct board board;
    board_init(&board, size & 1);
    if (board_decode(&board, bytes, size))
        require_kept(&board, bytes, size);
    board_clear(&board);
    take_all(&board, bytes, size);
    require_kept(&board, NULL, 0);
    board_clear(&board);
    free(bytes);
    return 0;
}
