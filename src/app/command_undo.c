/* `alcove undo`: takes back what one published last with somebody, in this run of the program or in
 * one of the last day; never what the other did. */
#include <stdio.h>

#include "app/commands.h"
#include "app/object_code.h"
#include "app/space_desk.h"
#include "app/verb_lists.h"

static void tell(const struct space_desk *desk, struct object_id object, enum object_kind kind,
                 bool whole)
{
    char code[OBJECT_CODE_BYTES];
    const char *name = schema_kind(kind)->name;
    bool gone = !space_find(desk->space, object, NULL);
    object_code_text(object, code);
    if (desk->view.silent)
        return;
    if (desk->view.json)
        printf("{\"event\":\"undone\",\"kind\":\"%s\",\"id\":\"%s\",\"gone\":%s,\"whole\":%s}\n",
               name, code, gone ? "true" : "false", whole ? "true" : "false");
    else if (gone)
        printf("Taken back: %s %s is gone.\n", name, code);
    else if (whole)
        printf("Taken back: %s %s is as it was before.\n", name, code);
    else
        printf("Taken back in part: the rest of %s %s was changed since.\n", name, code);
}

/* The one that is named, or what was published last. */
static enum exit_code find(const struct space_desk *desk, struct object_id *object,
                           enum object_kind *kind)
{
    const struct options *options = desk->options;
    const struct undo *undo = desk->book->undo;
    bool is_named = options->operand_count > 1;
    if (is_named && space_desk_read_id(options->operands[1], object) != EXIT_OK)
        return EXIT_USAGE;
    bool known = is_named ? undo_has(undo, *object) : undo_newest(undo, object);
    if (known && space_find(desk->space, *object, kind))
        return EXIT_OK;
    return complain(EXIT_USAGE, "There is nothing of the last 24 hours to take back.");
}

enum exit_code undo_work(struct space_desk *desk)
{
    struct object_id object;
    enum object_kind kind;
    struct ledger_book *book = desk->book;
    if (space_is_restored(desk->space))
        return space_desk_judge(SPACE_RESTORED);
    enum exit_code exit = find(desk, &object, &kind);
    if (exit != EXIT_OK)
        return exit;
    enum undo_outcome outcome = undo_last(book->undo, desk->space, object);
    if (outcome == UNDO_NO_MEMORY)
        return complain(EXIT_FAILED, "There is not enough memory for this.");
    book->undo_is_new = book->wants_folding = book->is_undoing = true;
    if (outcome == UNDO_NOTHING)
        return complain(EXIT_FAILED, "Nothing of it is taken back: it was changed since, somebody "
                                     "else had a hand in it, or it was too much to keep.");
    exit = space_desk_keep(desk);
    if (exit == EXIT_OK)
        tell(desk, object, kind, outcome == UNDO_DONE);
    return exit;
}

enum exit_code command_undo(const struct options *options)
{
    return space_desk_run(options, options->operands[0], undo_work);
}
