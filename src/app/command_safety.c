/* `alcove safety`: where somebody is and who helps, on a card a person. It is read from this
 * computer alone, at once, when the line is gone. */
#include "app/commands.h"
#include "app/erasing.h"
#include "app/safety_card.h"
#include "app/space_desk.h"
#include "app/verb_lists.h"

/* Whether they are asked before the next hour, as far as this computer knows. */
static bool asks(const struct space_desk *desk, bool own)
{
    return safety_card_asks(desk->space, own, space_count(desk->space, KIND_SESSION) == 0);
}

static void show_card(const struct space_desk *desk, struct object_id card, bool own)
{
    object_view_whole(&desk->view, KIND_SAFETY, card);
    if (!desk->view.json && asks(desk, own))
        printf("  Before the next hour %s asked for the place.\n", own ? "you are" : "they are");
}

static enum exit_code show(struct space_desk *desk)
{
    struct object_id card;
    bool theirs = safety_card_find(desk->space, false, &card);
    if (theirs)
        show_card(desk, card, false);
    else if (!desk->view.json)
        fprintf(stderr, "%s has no safety card here yet.\n", desk->view.their_name);
    if (safety_card_find(desk->space, true, &card))
        show_card(desk, card, true);
    else if (!desk->view.json)
        fprintf(stderr, "You have none. `alcove safety edit PERSON --place T` makes one.\n");
    return EXIT_OK;
}

static enum exit_code edit(struct space_desk *desk)
{
    struct object_id card;
    const struct options *options = desk->options;
    enum exit_code exit = EXIT_OK;
    if (options->set_count == 0)
        return complain(EXIT_USAGE, "Say what to write, for example --place; see alcove --help.");
    bool there = safety_card_find(desk->space, !options->theirs, &card);
    if (!there && options->theirs)
        return complain(EXIT_USAGE, "%s has no safety card here yet.", desk->view.their_name);
    if (!there)
        exit = space_desk_judge(space_make(desk->space, KIND_SAFETY, &card));
    if (exit == EXIT_OK)
        exit = space_desk_set(desk, KIND_SAFETY, card);
    if (exit == EXIT_OK)
        exit = space_desk_keep(desk);
    if (exit == EXIT_OK)
        object_view_whole(&desk->view, KIND_SAFETY, card);
    return exit;
}

static enum exit_code erase(struct space_desk *desk)
{
    struct object_id card;
    if (!safety_card_find(desk->space, true, &card))
        return complain(EXIT_USAGE, "You have no safety card here.");
    return erasing_object(desk, card);
}

static const struct space_verb verb_list[] = {
    {"show", show, 2, 2}, {"edit", edit, 2, 2}, {"erase", erase, 2, 2}};
const struct space_verbs safety_verbs = {
    KIND_SAFETY, verb_list, sizeof verb_list / sizeof verb_list[0],
    "safety: want PERSON, or `edit PERSON` or `erase PERSON`."};

enum exit_code command_safety(const struct options *options)
{
    return space_desk_run_verb(options, &safety_verbs);
}
