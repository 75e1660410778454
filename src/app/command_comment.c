/* `alcove comment`: a word on anything that two people share. It is erased as everything else, by
 * who wrote it. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "app/space_desk.h"

/* What is commented on: of any kind. Complains itself. */
static enum exit_code find_target(const struct space_desk *desk, struct object_id *out)
{
    const char *text = desk->options->operands[1];
    enum exit_code exit = space_desk_read_id(text, out);
    if (exit == EXIT_OK && !space_find(desk->space, *out, NULL))
        exit = complain(EXIT_USAGE, "There is no %s here, or it was erased.", text);
    return exit;
}

static enum exit_code list(struct space_desk *desk)
{
    struct object_id object = OBJECT_SPACE;
    struct object_id target;
    bool of_one = desk->options->operand_count > 1;
    bool any = false;
    enum exit_code exit = of_one ? find_target(desk, &target) : EXIT_OK;
    while (exit == EXIT_OK && space_next(desk->space, KIND_COMMENT, &object)) {
        struct value of = space_value(desk->space, object, COMMENT_TARGET);
        if (of_one && !object_id_is_equal(of.object, target))
            continue;
        object_view_line(&desk->view, KIND_COMMENT, object);
        any = true;
    }
    if (exit == EXIT_OK && !any && !desk->view.json)
        fprintf(stderr, "None yet. `alcove comment PERSON ID TEXT` makes one.\n");
    return exit;
}

static enum exit_code add(struct space_desk *desk)
{
    struct object_id object = OBJECT_SPACE;
    struct object_id target;
    enum exit_code exit = find_target(desk, &target);
    if (exit != EXIT_OK)
        return exit;
    char *text = space_desk_text(desk->options->operands[2], SCHEMA_STRING_BYTES_MAX);
    if (text == NULL)
        return EXIT_USAGE;
    const struct value of = value_object(target);
    const struct value said = value_text(text);
    if (said.size == 0)
        exit = complain(EXIT_USAGE, "A comment has words.");
    if (exit == EXIT_OK)
        exit = space_desk_judge(space_make(desk->space, KIND_COMMENT, &object));
    if (exit == EXIT_OK)
        exit = space_desk_set_field(desk, object, COMMENT_TARGET, &of);
    if (exit == EXIT_OK)
        exit = space_desk_set_field(desk, object, COMMENT_TEXT, &said);
    sodium_memzero(text, strlen(text));
    free(text);
    return space_desk_end(desk, exit, KIND_COMMENT, object);
}

enum exit_code command_comment(const struct options *options)
{
    return space_desk_run(options, options->operands[0], options->operand_count == 3 ? add : list);
}
