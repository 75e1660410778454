/* What stands in the way of sharing, in words. */
#include "app/switchboard_room.h"

/* Those of what both devices hold. */
static const struct told *find_loss(const struct sync_event *event, uint8_t own_device)
{
    static const struct told never_made = {
        .words = "They hold changes in your name that this device never made. If you put back an "
                 "older copy of this profile, say so: alcove sync PERSON --restored",
        .plain = DECK_NOTES_SHARED_NEVER_MADE};
    static const struct told two_histories = {
        .words = "What you share has two different histories: one of the two devices was put back "
                 "from a copy. Nothing more is exchanged until it is put right.",
        .plain = DECK_NOTES_SHARED_TWO_HISTORIES};
    static const struct told they_lost = {
        .words = "Their device lost some of what you share. To get it back they say so on their "
                 "side: alcove sync PERSON --restored",
        .plain = DECK_NOTES_SHARED_THEY_LOST};
    static const struct told we_lost = {
        .words = "This device lost some of what you share, as if an older copy of this profile had "
                 "been put back. To get it back: alcove sync PERSON --restored",
        .plain = DECK_NOTES_SHARED_WE_LOST};
    if (event->kind == SYNC_LACKS)
        return &they_lost;
    if (event->kind == SYNC_LOST)
        return &we_lost;
    bool ours = event->kind == SYNC_DOUBT && event->device == own_device;
    return ours ? &never_made : &two_histories;
}

const struct told *sharing_hindrance(const struct sync_event *event, uint8_t own_device)
{
    static const struct told asks = {
        .words = "More came today than two people write. Tomorrow more comes; to take it now: "
                 "alcove sync --allow",
        .plain = DECK_NOTES_SHARED_MUCH};
    static const struct told newer = {
        .words = "They have a newer Alcove. The rest of what they share comes once you have "
                 "updated yours.",
        .plain = DECK_NOTES_SHARED_NEWER};
    static const struct told full = {
        .words = "There is no room for all that came. Erase or archive something.",
        .plain = DECK_NOTES_SHARED_FULL};
    switch (event->kind) {
    case SYNC_ASKS:
        return &asks;
    case SYNC_NEWER:
        return &newer;
    case SYNC_FULL:
        return &full;
    case SYNC_DOUBT:
    case SYNC_DOUBTED:
    case SYNC_LACKS:
    case SYNC_LOST:
        return find_loss(event, own_device);
    case SYNC_NO_EVENT:
    case SYNC_SYNCED:
    case SYNC_RESTORED:
        break;
    }
    return NULL;
}

static void tell(struct switchboard *board, struct sharing *sharing)
{
    const char *name = lobby_name_of(board, sharing->person_id);
    bool shown = sharing->new_words == 0 && board->options.has_window; /* at home, as what is new */
    if (sharing->new_words > 0)
        board_tell(
            board,
            &(struct told){.what = DECK_NOTES_WROTE, .by_hand = DECK_NOTES_WROTE_DO, .name = name});
    else if (!shown)
        board_tell(board, &(struct told){.what = DECK_NOTES_CHANGED,
                                         .by_hand = DECK_NOTES_CHANGED_DO,
                                         .name = name});
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
