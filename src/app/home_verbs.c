#include "app/home_verbs.h"

#include <inttypes.h>
#include <string.h>

#include "app/calendar.h"
#include "app/commands.h"
#include "app/erasing.h"
#include "app/field_form.h"
#include "app/object_code.h"
#include "app/verb_lists.h"
#include "base/assert.h"
#include "papers/civil.h"

#define LEVELS 5

/* A command line in the making: what a person would have typed. */
struct line {
    struct options options;
    char object[OBJECT_CODE_BYTES], other[OBJECT_CODE_BYTES];
    char day[CIVIL_TEXT_BYTES];
    char number[24], level[2];
};

static bool is_named(struct object_id object)
{
    return object.counter > 0;
}

static void add_set(struct line *line, const char *option, const char *value)
{
    struct options *options = &line->options;
    ALCOVE_ASSERT(options->set_count < OPTIONS_SETS_MAX);
    options->sets[options->set_count++] = (struct option_set){option, NULL, value};
}

static void add_operand(struct line *line, const char *operand)
{
    ALCOVE_ASSERT(line->options.operand_count < OPTIONS_OPERAND_MAX);
    line->options.operands[line->options.operand_count++] = operand;
}

/* VERB PERSON, and the object that the wish names. */
static void begin(struct line *line, const char *verb, const struct home_wish *wish)
{
    uint32_t day = wish->day > 0 ? wish->day : calendar_today();
    *line = (struct line){.options = {.yes = true}};
    add_operand(line, verb);
    add_operand(line, "");
    object_code_text(wish->object, line->object);
    object_code_text(wish->other, line->other);
    civil_print_iso(day, line->day);
    snprintf(line->number, sizeof line->number, "%" PRIu64, wish->number);
}

static const char *text_of(const struct home_wish *wish)
{
    return wish->texts[0] != NULL ? wish->texts[0] : "";
}

/* The option of the command line that sets this field. */
static enum exit_code add_field(struct line *line, enum object_kind kind,
                                const struct home_wish *wish)
{
    bool level = kind == KIND_GOAL && wish->field >= GOAL_LEVEL_FIRST &&
                 wish->field < GOAL_LEVEL_FIRST + LEVELS;
    const struct field_form *form = field_form_of(kind, level ? GOAL_LEVEL_FIRST : wish->field);
    if (form == NULL || form->option == NULL)
        return complain(EXIT_USAGE, "That is nothing that can be set.");
    add_set(line, form->option, text_of(wish));
    if (level) {
        line->level[0] = (char)('1' + wish->field - GOAL_LEVEL_FIRST);
        line->options.sets[0].number = line->level;
    }
    return EXIT_OK;
}

/* ---- goals and practices ---- */

static const struct space_verbs *verbs_of(enum object_kind kind)
{
    return kind == KIND_GOAL ? &goals_verbs : &practice_verbs;
}

static enum exit_code run(struct space_desk *desk, struct line *line,
                          const struct space_verbs *verbs)
{
    space_work work = space_verb_find(verbs, line->options.operands[0]);
    ALCOVE_ASSERT(work != NULL);
    desk->options = &line->options;
    desk->kind = verbs->kind;
    return space_desk_run_live(desk, work);
}

static enum exit_code add(struct space_desk *desk, const struct home_wish *wish)
{
    struct line line;
    begin(&line, "add", wish);
    add_operand(&line, text_of(wish));
    return run(desk, &line, verbs_of(wish->kind == HOME_GOAL_ADD ? KIND_GOAL : KIND_PRACTICE));
}

static enum exit_code change(struct space_desk *desk, const struct home_wish *wish,
                             enum object_kind kind)
{
    struct line line;
    enum exit_code exit = EXIT_OK;
    begin(&line, "edit", wish);
    add_operand(&line, line.object);
    if (wish->kind == HOME_NOTE)
        add_set(&line, "--note", text_of(wish));
    else
        exit = add_field(&line, kind, wish);
    return exit == EXIT_OK ? run(desk, &line, verbs_of(kind)) : exit;
}

static enum exit_code move(struct space_desk *desk, const struct home_wish *wish,
                           enum object_kind kind)
{
    struct line line;
    begin(&line, "move", wish);
    add_operand(&line, line.object);
    line.options.before = is_named(wish->other) ? line.other : NULL;
    line.options.last = !is_named(wish->other);
    return run(desk, &line, verbs_of(kind));
}

static enum exit_code choose(struct space_desk *desk, const struct home_wish *wish)
{
    struct line line;
    const struct schema_field *field = schema_field(KIND_GOAL, wish->field);
    begin(&line, "choose", wish);
    add_operand(&line, line.object);
    add_operand(&line, field != NULL ? field->name : "");
    add_operand(&line, line.number);
    return run(desk, &line, &goals_verbs);
}

static enum exit_code on_object(struct space_desk *desk, const struct home_wish *wish)
{
    enum object_kind kind;
    struct line line;
    if (!space_find(desk->book->space, wish->object, &kind))
        return complain(EXIT_USAGE, "There is no such thing, or it was erased.");
    if (wish->kind == HOME_SIGN) {
        begin(&line, "sign", wish);
        add_operand(&line, line.object);
        return run(desk, &line, kind == KIND_CONSENT ? &consent_verbs : &session_verbs);
    }
    if (kind != KIND_GOAL && kind != KIND_PRACTICE)
        return complain(EXIT_USAGE, "That is neither a goal nor a practice.");
    return wish->kind == HOME_MOVE ? move(desk, wish, kind) : change(desk, wish, kind);
}

/* ---- check-ins ---- */

static enum exit_code check_in(struct space_desk *desk, const struct home_wish *wish)
{
    struct line line;
    begin(&line, "", wish);
    add_set(&line, "--day", line.day);
    if (is_named(wish->object))
        add_set(&line, "--practice", line.object);
    if (wish->kind == HOME_TICK)
        add_set(&line, "--done", "no");
    if (wish->kind == HOME_CHECK_IN && wish->number != HOME_NOTHING)
        add_set(&line, "--mood", line.number);
    if (wish->kind == HOME_CHECK_IN && wish->texts[0] != NULL)
        add_set(&line, "--note", text_of(wish));
    desk->options = &line.options;
    desk->kind = KIND_CHECK_IN;
    return space_desk_run_live(desk, check_in_work);
}

static enum exit_code tick(struct space_desk *desk, const struct home_wish *wish)
{
    struct line line;
    if (!wish->on)
        return check_in(desk, wish);
    begin(&line, "tick", wish);
    add_operand(&line, line.object);
    add_set(&line, "--day", line.day);
    return run(desk, &line, &practice_verbs);
}

/* ---- hours ---- */

static enum exit_code plan(struct space_desk *desk, const struct home_wish *wish)
{
    static const char *const rhythms[] = {"none", "week", "two-weeks"};
    struct line line;
    begin(&line, "next", wish);
    if (wish->texts[0] != NULL)
        add_operand(&line, text_of(wish));
    if (wish->number < sizeof rhythms / sizeof rhythms[0])
        line.options.rhythm = rhythms[wish->number];
    return run(desk, &line, &session_verbs);
}

static enum exit_code of_session(struct space_desk *desk, const struct home_wish *wish)
{
    struct line line;
    struct object_id any;
    if (wish->kind == HOME_TREND) {
        begin(&line, "trend", wish);
        add_operand(&line, wish->on ? "show" : "hide");
        return run(desk, &line, &session_verbs);
    }
    begin(&line, "recap", wish);
    if (is_named(wish->object))
        add_operand(&line, line.object);
    else if (object_code_parse(text_of(wish), &any)) /* a name, or the text? */
        return complain(EXIT_USAGE, "A recap is a sentence or more.");
    add_operand(&line, text_of(wish));
    return run(desk, &line, &session_verbs);
}

/* ---- the rest ---- */

static enum exit_code finish_or_revoke(struct space_desk *desk, const struct home_wish *wish)
{
    struct line line;
    bool goal = wish->kind == HOME_FINISH;
    begin(&line, goal ? "done" : "revoke", wish);
    add_operand(&line, line.object);
    return run(desk, &line, goal ? &goals_verbs : &consent_verbs);
}

static enum exit_code edit_card(struct space_desk *desk, const struct home_wish *wish)
{
    struct line line;
    begin(&line, "edit", wish);
    line.options.theirs = wish->on;
    enum exit_code exit = add_field(&line, KIND_SAFETY, wish);
    return exit == EXIT_OK ? run(desk, &line, &safety_verbs) : exit;
}

/* These two have the object where others have the person. */
static enum exit_code take_away(struct space_desk *desk, const struct home_wish *wish)
{
    struct line line;
    begin(&line, "", wish);
    line.options.operand_count = is_named(wish->object) ? 2 : 1;
    line.options.operands[1] = line.object;
    desk->options = &line.options;
    return space_desk_run_live(desk, wish->kind == HOME_UNDO ? undo_work : erasing_named);
}

static enum exit_code save_copy(struct space_desk *desk, const struct home_wish *wish)
{
    struct line line;
    begin(&line, "", wish);
    line.options.out = text_of(wish);
    line.options.json = wish->number == HOME_FORM_JSON;
    line.options.markdown = wish->number == HOME_FORM_MARKDOWN;
    line.options.pdf = wish->number == HOME_FORM_PDF;
    line.options.csv = wish->number == HOME_FORM_CSV;
    line.options.ics = wish->number == HOME_FORM_ICS;
    if (line.options.out[0] == '\0' || wish->number > HOME_FORM_ICS)
        return complain(EXIT_USAGE, "Say into which file, and in which form.");
    desk->options = &line.options;
    return space_desk_run_live(desk, export_work);
}

static enum exit_code look(struct space_desk *desk, const struct home_wish *wish)
{
    (void)wish;
    ledger_look(desk->book);
    return EXIT_OK;
}

static enum exit_code (*const works[HOME_WISH_KINDS])(struct space_desk *,
                                                      const struct home_wish *) = {
    [HOME_GOAL_ADD] = add,     [HOME_PRACTICE_ADD] = add,        [HOME_SET] = on_object,
    [HOME_NOTE] = on_object,   [HOME_FINISH] = finish_or_revoke, [HOME_CHOOSE] = choose,
    [HOME_MOVE] = on_object,   [HOME_ERASE] = take_away,         [HOME_UNDO] = take_away,
    [HOME_TICK] = tick,        [HOME_CHECK_IN] = check_in,       [HOME_RECAP] = of_session,
    [HOME_SIGN] = on_object,   [HOME_REVOKE] = finish_or_revoke, [HOME_NEXT] = plan,
    [HOME_SAFETY] = edit_card, [HOME_TREND] = of_session,        [HOME_LOOKED] = look,
    [HOME_EXPORT] = save_copy,
};

bool home_verb_takes(enum home_wish_kind kind)
{
    return kind < HOME_WISH_KINDS && works[kind] != NULL;
}

enum exit_code home_verb_do(const struct home_desk *home, const struct home_wish *wish,
                            char complaint[HOME_COMPLAINT_BYTES])
{
    struct space_desk desk = {
        .own_name = home->own_name,
        .own_secret = home->own_secret,
        .person = home->person,
        .book = home->book,
    };
    ALCOVE_ASSERT(home_verb_takes(wish->kind));
    complain_into(complaint, HOME_COMPLAINT_BYTES);
    enum exit_code exit = works[wish->kind](&desk, wish);
    complain_into(NULL, 0);
    return exit;
}
