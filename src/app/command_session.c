/* `alcove session`: the hours two people held or will hold, and the recap they write together. */
#include <stdlib.h>

#include "app/calendar.h"
#include "app/commands.h"
#include "app/front_print.h"
#include "app/object_code.h"
#include "app/space_desk.h"

static enum exit_code list(struct space_desk *desk)
{
    return space_desk_list(desk, KIND_SESSION, "session add PERSON");
}

static enum exit_code add(struct space_desk *desk)
{
    struct object_id object;
    const struct value now = value_number(calendar_minute_now());
    enum exit_code exit = space_desk_judge(space_make(desk->space, KIND_SESSION, &object));
    if (exit == EXIT_OK)
        exit = space_desk_set_field(desk, object, SESSION_BEGAN, &now);
    if (exit == EXIT_OK)
        exit = space_desk_set(desk, KIND_SESSION, object);
    return space_desk_end(desk, exit, KIND_SESSION, object);
}

/* What the third operand names, if it is one that does; else the newest. */
static enum exit_code find(const struct space_desk *desk, bool is_named, struct object_id *out)
{
    struct object_id object = OBJECT_SPACE;
    if (is_named)
        return space_desk_find(desk, desk->options->operands[2], KIND_SESSION, out);
    *out = OBJECT_SPACE;
    while (space_next(desk->space, KIND_SESSION, &object))
        *out = object;
    if (!object_id_is_equal(*out, OBJECT_SPACE))
        return EXIT_OK;
    return complain(EXIT_USAGE, "There is no session yet. `alcove session add PERSON` makes one.");
}

static enum exit_code show(struct space_desk *desk)
{
    struct object_id object;
    enum exit_code exit = find(desk, desk->options->operand_count > 2, &object);
    if (exit == EXIT_OK)
        object_view_whole(&desk->view, KIND_SESSION, object);
    return exit;
}

static enum exit_code print_recap(const struct space_desk *desk, struct object_id object)
{
    char code[OBJECT_CODE_BYTES];
    char *recap = object_view_note(desk->space, object, SESSION_RECAP);
    if (recap == NULL)
        return complain(EXIT_FAILED, "There is not enough memory for this.");
    if (desk->view.json) {
        printf("{\"event\":\"recap\",\"id\":\"%s\",\"recap\":", object_code_text(object, code));
        print_json_string(stdout, recap);
        printf("}\n");
    } else if (recap[0] != '\0') {
        printf("%s\n", recap);
    } else {
        fprintf(stderr, "No recap yet. `alcove session recap PERSON TEXT` writes one.\n");
    }
    free(recap);
    return EXIT_OK;
}

/* Of two words behind the person the first is an ID; of one it may be the text. */
static enum exit_code recap(struct space_desk *desk)
{
    struct object_id object;
    const char *const *operands = desk->options->operands;
    int count = desk->options->operand_count;
    bool is_named = count > 3 || (count > 2 && object_code_parse(operands[2], &object));
    int text = is_named ? 3 : 2;
    enum exit_code exit = find(desk, is_named, &object);
    if (exit == EXIT_OK && count > text)
        exit = space_desk_note(desk, object, SESSION_RECAP, operands[text]);
    if (exit == EXIT_OK)
        exit = space_desk_keep(desk);
    return exit == EXIT_OK ? print_recap(desk, object) : exit;
}

enum exit_code command_session(const struct options *options)
{
    static const struct space_verb list_of_verbs[] = {
        {"list", list, 2, 2},
        {"add", add, 2, 2},
        {"show", show, 2, 3},
        {"recap", recap, 2, 4},
    };
    static const struct space_verbs verbs = {
        KIND_SESSION, list_of_verbs, sizeof list_of_verbs / sizeof list_of_verbs[0],
        "session: want PERSON, `add PERSON`, `show PERSON [ID]` or `recap PERSON [ID] [TEXT|-]`."};
    return space_desk_run_verb(options, &verbs);
}
