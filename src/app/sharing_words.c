/* What stands in the way of sharing, in words. */
#include "app/switchboard_room.h"

const char *sharing_hindrance(const struct sync_event *event, uint8_t own_device)
{
    switch (event->kind) {
    case SYNC_ASKS:
        return "More came today than two people write. Tomorrow more comes; to take it now: alcove "
               "sync --allow";
    case SYNC_DOUBT:
    case SYNC_DOUBTED:
        if (event->kind == SYNC_DOUBT && event->device == own_device)
            return "They hold changes in your name that this device never made. If you put back an "
                   "older copy of this profile, say so: alcove sync PERSON --restored";
        return "What you share has two different histories: one of the two devices was put back "
               "from a copy. Nothing more is exchanged until it is put right";
    case SYNC_LACKS:
        return "Their device lost some of what you share. To get it back they say so on their "
               "side: "
               "alcove sync PERSON --restored";
    case SYNC_LOST:
        return "This device lost some of what you share, as if an older copy of this profile had "
               "been put back. To get it back: alcove sync PERSON --restored";
    case SYNC_NEWER:
        return "They have a newer Alcove. The rest of what they share comes once you have updated "
               "yours";
    case SYNC_FULL:
        return "There is no room for all that came. Erase or archive something";
    case SYNC_NO_EVENT:
    case SYNC_SYNCED:
    case SYNC_RESTORED:
        break;
    }
    return NULL;
}

static void tell(struct switchboard *board, struct sharing *sharing)
{
    const struct person *person = people_find(board->options.people, sharing->person_id);
    const char *name = person != NULL ? person->name : PERSON_NAMELESS;
    if (sharing->new_words > 0)
        board_tell(board, &(struct told){DECK_NOTES_WROTE, DECK_NOTES_WROTE_DO, name, NULL});
    else
        board_tell(board, &(struct told){DECK_NOTES_CHANGED, DECK_NOTES_CHANGED_DO, name, NULL});
    sharing->news = 0;
    sharing->new_words = 0;
}

void sharing_second(struct switchboard *board)
{
    enum switchboard_task task = board->options.task;
    if (board->talking != NULL || (task != TASK_WAIT && task != TASK_ANSWER))
        return;
    for (size_t i = 0; i < board->sharing_count; i++) {
        struct sharing *sharing = board->sharings[i];
        bool kept = sharing->keeping == 0 && sharing->unkept.count == 0;
        if (!kept || sharing->news + sharing->new_words == 0)
            continue;
        tell(board, sharing);
        return; /* one note at a time */
    }
}
