/* `alcove session`: the hours two people held or will hold, and the recap they write together. */
#include <stdlib.h>

#include "app/calendar.h"
#include "app/commands.h"
#include "app/front_print.h"
#include "app/object_code.h"
#include "app/session_verbs.h"
#include "app/signing.h"
#include "app/space_desk.h"
#include "app/verb_lists.h"

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

static enum exit_code show(struct space_desk *desk)
{
    struct object_id object;
    enum exit_code exit = session_verb_find(desk, desk->options->operand_count > 2, &object);
    if (exit != EXIT_OK)
        return exit;
    object_view_whole(&desk->view, KIND_SESSION, object);
    return signing_show(desk, object);
}

static enum exit_code sign(struct space_desk *desk)
{
    struct object_id object;
    enum exit_code exit = session_verb_find(desk, desk->options->operand_count > 2, &object);
    return exit == EXIT_OK ? signing_sign(desk, object) : exit;
}

static enum exit_code print_recap(const struct space_desk *desk, struct object_id object)
{
    char code[OBJECT_CODE_BYTES];
    char *recap = object_view_note(desk->space, object, SESSION_RECAP);
    if (recap == NULL)
        return complain(EXIT_FAILED, "There is not enough memory for this.");
    if (desk->view.silent) {
        free(recap);
        return EXIT_OK;
    }
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
    enum exit_code exit = session_verb_find(desk, is_named, &object);
    if (exit == EXIT_OK && count > text)
        exit = space_desk_note(desk, object, SESSION_RECAP, operands[text]);
    if (exit == EXIT_OK)
        exit = space_desk_keep(desk);
    return exit == EXIT_OK ? print_recap(desk, object) : exit;
}

static const struct space_verb verb_list[] = {
    {"list", list, 2, 2},
    {"add", add, 2, 2},
    {"show", show, 2, 3},
    {"recap", recap, 2, 4},
    {"sign", sign, 2, 3},
    {"feel", session_verb_feel, 2, 3},
    {"format", session_verb_format, 2, 3},
    {"trend", session_verb_trend, 2, 3},
    {"next", session_verb_next, 2, 3},
    {"ics", session_verb_ics, 2, 2},
    {"look", session_verb_look, 2, 2},
};
const struct space_verbs session_verbs = {
    KIND_SESSION, verb_list, sizeof verb_list / sizeof verb_list[0],
    "session: want PERSON, `add|ics|look PERSON`, `show|sign|feel|format PERSON [ID]`, `recap "
    "PERSON "
    "[ID] [TEXT|-]`, `trend PERSON [hide|show]` or `next PERSON [WHEN]`."};

enum exit_code command_session(const struct options *options)
{
    return space_desk_run_verb(options, &session_verbs);
}
