/* What the board says to the person beside the session, and in its report. */
#include <string.h>

#include "app/switchboard_room.h"
#include "base/assert.h"
#include "records/utf8.h"

struct told_to board_listener(const struct switchboard *board)
{
    return (struct told_to){board->options.deck, board->options.has_window};
}

void board_tell(struct switchboard *board, const struct told *told)
{
    struct face_note *note = &board->said[board->notes++ % FACE_NOTES];
    told_say(board_listener(board), told, note->text);
    note->is_private = board->options.has_window && told->name != NULL;
    board->changed = true;
}

void board_keep_private(struct switchboard *board)
{
    ALCOVE_ASSERT(board->notes > 0);
    board->said[(board->notes - 1) % FACE_NOTES].is_private = true;
}

void board_tell_store(struct switchboard *board, enum deck_key what,
                      const struct store_error *error)
{
    const struct told told = told_store(what, error);
    board_tell(board, &told);
}

void board_note_unkept(struct switchboard *board, enum deck_key what,
                       const struct store_error *error)
{
    const struct told told = told_store(what, error);
    told_say((struct told_to){0}, &told, board->report.unkept);
}

bool board_say_again(const char *words, char out[TOLD_AGAIN_BYTES])
{
    size_t size = strlen(words);
    bool plain = utf8_is_text(words, size);
    size_t shown = plain ? utf8_prefix(words, size, TOLD_AGAIN_BYTES - 1) : 0;
    memcpy(out, words, shown);
    out[shown] = '\0';
    return plain;
}

void board_tell_unwritten(struct switchboard *board, enum deck_key why, const char *name,
                          const char *written)
{
    char said[TOLD_AGAIN_BYTES] = "";
    bool again = written != NULL && board_say_again(written, said) && said[0] != '\0';
    board_tell(board, &(struct told){.what = why,
                                     .to_do = again ? DECK_NOTES_UNWRITTEN : 0,
                                     .name = name,
                                     .words = said});
    if (again && board->options.has_window)
        board_keep_private(board);
    explicit_bzero(said, sizeof said);
}
