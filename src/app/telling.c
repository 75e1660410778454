/* What the board says to the person beside the session, and in its report. */
#include "app/switchboard_room.h"

struct told_to board_listener(const struct switchboard *board)
{
    return (struct told_to){board->options.deck, board->options.has_window};
}

void board_tell(struct switchboard *board, const struct told *told)
{
    told_say(board_listener(board), told, board->note);
    board->note_private = board->options.has_window && told->name != NULL;
    board->notes++;
    board->changed = true;
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
