/* `alcove reflect`: what somebody writes to look back, for themselves alone, in a space of one
 * member that no link ever carries, or --with somebody, in the space of the two. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "app/calendar.h"
#include "app/commands.h"
#include "app/erasing.h"
#include "app/space_desk.h"

static enum exit_code list(struct space_desk *desk)
{
    return space_desk_list(desk, KIND_REFLECTION, "reflect add");
}

static enum exit_code add(struct space_desk *desk)
{
    struct object_id object = OBJECT_SPACE;
    const struct options *options = desk->options;
    const char *given = options->operand_count > 1 ? options->operands[1] : "-";
    const struct value today = value_number(calendar_today());
    char *text = space_desk_text(given, SCHEMA_STRING_BYTES_MAX);
    if (text == NULL)
        return EXIT_USAGE;
    const struct value value = value_text(text);
    enum exit_code exit =
        text[0] != '\0' ? EXIT_OK : complain(EXIT_USAGE, "A reflection has words.");
    if (exit == EXIT_OK)
        exit = space_desk_judge(space_make(desk->space, KIND_REFLECTION, &object));
    if (exit == EXIT_OK)
        exit = space_desk_set_field(desk, object, REFLECTION_TEXT, &value);
    if (exit == EXIT_OK)
        exit = space_desk_set_field(desk, object, REFLECTION_DAY, &today);
    if (exit == EXIT_OK)
        exit = space_desk_set(desk, KIND_REFLECTION, object);
    sodium_memzero(text, strlen(text));
    free(text);
    return space_desk_end(desk, exit, KIND_REFLECTION, object);
}

static enum exit_code show(struct space_desk *desk)
{
    struct object_id object;
    enum exit_code exit =
        space_desk_find(desk, desk->options->operands[1], KIND_REFLECTION, &object);
    if (exit == EXIT_OK)
        object_view_whole(&desk->view, KIND_REFLECTION, object);
    return exit;
}

static enum exit_code erase(struct space_desk *desk)
{
    struct object_id object;
    enum exit_code exit =
        space_desk_find(desk, desk->options->operands[1], KIND_REFLECTION, &object);
    return exit == EXIT_OK ? erasing_object(desk, object) : exit;
}

/* Both versions are kept: the text is who reflected's, the answer who was heard's. */
static enum exit_code answer(struct space_desk *desk)
{
    struct object_id object;
    const char *const *operands = desk->options->operands;
    bool yes = strcmp(operands[2], "yes") == 0;
    const struct value answered = value_number(yes ? REFLECTION_YES : REFLECTION_NOT_QUITE);
    if (!yes && strcmp(operands[2], "not-quite") != 0)
        return complain(EXIT_USAGE, "Answer yes or not-quite, not \"%.40s\".", operands[2]);
    enum exit_code exit = space_desk_find(desk, operands[1], KIND_REFLECTION, &object);
    if (exit == EXIT_OK)
        exit = space_desk_set_field(desk, object, REFLECTION_ANSWER, &answered);
    if (exit == EXIT_OK && desk->options->operand_count > 3) {
        char *text = space_desk_text(operands[3], SCHEMA_STRING_BYTES_MAX);
        if (text == NULL)
            return EXIT_USAGE;
        const struct value edited = value_text(text);
        exit = space_desk_set_field(desk, object, REFLECTION_EDITED, &edited);
        sodium_memzero(text, strlen(text));
        free(text);
    }
    return space_desk_end(desk, exit, KIND_REFLECTION, object);
}

static enum exit_code run(const struct options *options, space_work work)
{
    return options->with != NULL ? space_desk_run(options, options->with, work)
                                 : space_desk_run_private(options, work);
}

enum exit_code command_reflect(const struct options *options)
{
    static const struct space_verb verbs[] = {{"list", list, 1, 1},
                                              {"add", add, 1, 2},
                                              {"show", show, 2, 2},
                                              {"erase", erase, 2, 2},
                                              {"answer", answer, 3, 4}};
    int count = options->operand_count;
    if (count == 0)
        return run(options, list);
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        const struct space_verb *verb = &verbs[i];
        if (strcmp(verb->name, options->operands[0]) == 0 && count >= verb->operands_min &&
            count <= verb->operands_max)
            return run(options, verb->work);
    }
    return complain(EXIT_USAGE, "reflect: want nothing, `add [TEXT|-]`, `show ID`, `erase ID` or "
                                "`answer ID yes|not-quite [TEXT|-]`.");
}
