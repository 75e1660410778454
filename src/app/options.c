#include "app/options.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "records/body.h"
#include "records/utf8.h"

#define ERROR_BYTES 200

enum value_kind {
    VALUE_TEXT,
    VALUE_FLAG,
    VALUE_COUNT,    /* a whole number */
    VALUE_DURATION, /* a whole number with s, m, h or d behind it */
    VALUE_SAY,      /* may come again and again */
    VALUE_OPTIONAL, /* the next word if it is no option, else "" */
    VALUE_FEW,      /* may come a few times */
    VALUE_SET,      /* of a field; may come again */
    VALUE_SET_AT,   /* of a field that there are several of: a number, then the value */
};

#define ON(command) (UINT64_C(1) << (command))
#define ON_CALLS    (ON(COMMAND_CALL) | ON(COMMAND_ANSWER) | ON(COMMAND_HOLD) | ON(COMMAND_WINDOW))
#define ON_LETTERS  (ON(COMMAND_WRITE) | ON(COMMAND_INBOX))
#define ON_ALL      (~UINT64_C(0))

struct option_row {
    const char *name;
    enum value_kind kind;
    size_t offset;
    uint64_t commands;
};

#define FIELD(member) offsetof(struct options, member)

static const struct option_row option_table[] = {
    {"--profile", VALUE_TEXT, FIELD(profile), ON_ALL},
    {"--listen", VALUE_TEXT, FIELD(listen), ON_ALL},
    {"--helpers", VALUE_TEXT, FIELD(helpers), ON_ALL},
    {"--opening-hops", VALUE_COUNT, FIELD(opening_hops), ON_ALL},
    {"--log-level", VALUE_TEXT, FIELD(log_level), ON_ALL},
    {"--json", VALUE_FLAG, FIELD(json), ON_ALL},
    {"--passphrase-fd", VALUE_TEXT, FIELD(passphrase_fd), ON_ALL},
    {"--new-passphrase-fd", VALUE_TEXT, FIELD(new_passphrase_fd),
     ON(COMMAND_PASSPHRASE) | ON(COMMAND_EXPORT)},
    {"--set", VALUE_FLAG, FIELD(set), ON(COMMAND_PASSPHRASE)},
    {"--change", VALUE_FLAG, FIELD(change), ON(COMMAND_PASSPHRASE)},
    {"--remove", VALUE_FLAG, FIELD(remove), ON(COMMAND_PASSPHRASE)},
    {"--auto-lock", VALUE_TEXT, FIELD(auto_lock), ON(COMMAND_PASSPHRASE)},
    {"--leave-no-trace", VALUE_FLAG, FIELD(leave_no_trace), ON_CALLS | ON(COMMAND_JOIN)},
    {"--camera", VALUE_TEXT, FIELD(camera),
     ON_CALLS | ON(COMMAND_DEMO) | ON(COMMAND_PRACTICE_ROOM)},
    {"--camera", VALUE_OPTIONAL, FIELD(camera), ON(COMMAND_JOIN)},
    {"--mic", VALUE_TEXT, FIELD(microphone),
     ON_CALLS | ON(COMMAND_DEMO) | ON(COMMAND_PRACTICE_ROOM)},
    {"--speaker", VALUE_TEXT, FIELD(speaker), ON_CALLS | ON(COMMAND_PRACTICE_ROOM)},
    {"--noise", VALUE_TEXT, FIELD(noise), ON_CALLS},
    {"--headphones", VALUE_TEXT, FIELD(headphones), ON_CALLS},
    {"--screen", VALUE_TEXT, FIELD(screen), ON_CALLS},
    {"--stats", VALUE_TEXT, FIELD(stats), ON_CALLS},
    {"--reference", VALUE_TEXT, FIELD(reference), ON_CALLS},
    {"--stamp", VALUE_FLAG, FIELD(stamp), ON_CALLS},
    {"--shot", VALUE_TEXT, FIELD(shot), ON_CALLS},
    {"--say", VALUE_SAY, FIELD(says), ON_CALLS},
    {"--check-in", VALUE_TEXT, FIELD(check_in), ON_CALLS},
    {"--distractions", VALUE_TEXT, FIELD(distractions), ON_CALLS},
    {"--every", VALUE_COUNT, FIELD(say_every_s), ON_CALLS},
    {"--nod", VALUE_FLAG, FIELD(nod), ON_CALLS},
    {"--text", VALUE_FLAG, FIELD(text), ON_CALLS},
    {"--voice", VALUE_FLAG, FIELD(voice), ON_CALLS},
    {"--video", VALUE_FLAG, FIELD(video), ON_CALLS},
    {"--max-rate", VALUE_COUNT, FIELD(max_rate_kbit), ON_CALLS | ON(COMMAND_HELPER)},
    {"--tcp", VALUE_FEW, FIELD(tcp_ports), ON(COMMAND_HELPER)},
    {"--public", VALUE_FEW, FIELD(public_addresses), ON(COMMAND_HELPER)},
    {"--width", VALUE_COUNT, FIELD(width), ON_CALLS},
    {"--height", VALUE_COUNT, FIELD(height), ON_CALLS},
    {"--left", VALUE_FLAG, FIELD(window_left), ON_CALLS},
    {"--right", VALUE_FLAG, FIELD(window_right), ON_CALLS},
    {"--at", VALUE_TEXT, FIELD(at),
     ON(COMMAND_CALL) | ON(COMMAND_HOLD) | ON(COMMAND_JOIN) | ON(COMMAND_DOCTOR) |
         ON(COMMAND_SYNC)},
    {"--invite", VALUE_TEXT, FIELD(invite), ON(COMMAND_DOCTOR)},
    {"--from", VALUE_TEXT, FIELD(from), ON(COMMAND_ANSWER) | ON(COMMAND_HOLD)},
    {"--for", VALUE_COUNT, FIELD(seconds),
     ON(COMMAND_CALL) | ON(COMMAND_ANSWER) | ON(COMMAND_HOLD) | ON(COMMAND_SYNC) |
         ON(COMMAND_PRACTICE_ROOM) | ON_LETTERS},
    {"--for", VALUE_TEXT, FIELD(for_name), ON(COMMAND_INVITE)},
    {"--name", VALUE_TEXT, FIELD(name), ON(COMMAND_INVITE) | ON(COMMAND_JOIN) | ON(COMMAND_WINDOW)},
    {"--expires", VALUE_DURATION, FIELD(expires_s), ON(COMMAND_INVITE)},
    {"--no-wait", VALUE_FLAG, FIELD(no_wait), ON(COMMAND_INVITE) | ON_LETTERS},
    {"--qr", VALUE_FLAG, FIELD(qr), ON(COMMAND_INVITE)},
    {"--list", VALUE_FLAG, FIELD(list), ON(COMMAND_INVITE) | ON(COMMAND_INBOX)},
    {"--sent", VALUE_FLAG, FIELD(sent), ON(COMMAND_INBOX)},
    {"--cancel", VALUE_TEXT, FIELD(cancel), ON(COMMAND_INVITE)},
    {"--reply", VALUE_TEXT, FIELD(reply), ON(COMMAND_INVITE)},
    {"--want-reply", VALUE_FLAG, FIELD(want_reply), ON(COMMAND_INVITE)},
    {"--yes", VALUE_FLAG, FIELD(yes),
     ON(COMMAND_PEOPLE) | ON(COMMAND_ERASE) | ON(COMMAND_GOALS) | ON(COMMAND_PRACTICE) |
         ON(COMMAND_REFLECT) | ON(COMMAND_EXPORT) | ON(COMMAND_SAFETY)},
    {"--no", VALUE_FLAG, FIELD(no), ON(COMMAND_PEOPLE)},
    {"--title", VALUE_SET, FIELD(sets), ON(COMMAND_GOALS) | ON(COMMAND_SESSION)},
    {"--why", VALUE_SET, FIELD(sets), ON(COMMAND_GOALS)},
    {"--measure", VALUE_SET, FIELD(sets), ON(COMMAND_GOALS)},
    {"--target", VALUE_SET, FIELD(sets), ON(COMMAND_GOALS)},
    {"--review", VALUE_SET, FIELD(sets), ON(COMMAND_GOALS)},
    {"--status", VALUE_SET, FIELD(sets), ON(COMMAND_GOALS)},
    {"--confidence", VALUE_SET, FIELD(sets), ON(COMMAND_GOALS)},
    {"--importance", VALUE_SET, FIELD(sets), ON(COMMAND_GOALS)},
    {"--area", VALUE_SET, FIELD(sets), ON(COMMAND_GOALS)},
    {"--level", VALUE_SET_AT, FIELD(sets), ON(COMMAND_GOALS)},
    {"--level-now", VALUE_SET, FIELD(sets), ON(COMMAND_GOALS)},
    {"--note", VALUE_SET, FIELD(sets), ON(COMMAND_GOALS) | ON(COMMAND_CHECK_IN)},
    {"--goal", VALUE_SET, FIELD(sets), ON(COMMAND_PRACTICE)},
    {"--text", VALUE_SET, FIELD(sets), ON(COMMAND_PRACTICE)},
    {"--text", VALUE_TEXT, FIELD(from), ON(COMMAND_CONSENT)},
    {"--guardian", VALUE_SET, FIELD(sets), ON(COMMAND_CONSENT)},
    {"--every", VALUE_TEXT, FIELD(rhythm), ON(COMMAND_SESSION)},
    {"--colour", VALUE_SET, FIELD(sets), ON(COMMAND_SESSION)},
    {"--opening", VALUE_SET, FIELD(sets), ON(COMMAND_SESSION)},
    {"--call-me", VALUE_TEXT, FIELD(call_me), ON(COMMAND_SESSION)},
    {"--call-them", VALUE_TEXT, FIELD(call_them), ON(COMMAND_SESSION)},
    {"--session", VALUE_SET, FIELD(sets), ON(COMMAND_REFLECT)},
    {"--theirs", VALUE_FLAG, FIELD(theirs), ON(COMMAND_SAFETY)},
    {"--minutes", VALUE_SET, FIELD(sets), ON(COMMAND_SESSION)},
    {"--mode", VALUE_SET, FIELD(sets), ON(COMMAND_SESSION)},
    {"--overall", VALUE_SET, FIELD(sets), ON(COMMAND_SESSION)},
    {"--heard", VALUE_SET, FIELD(sets), ON(COMMAND_SESSION)},
    {"--pace", VALUE_SET, FIELD(sets), ON(COMMAND_SESSION)},
    {"--topics", VALUE_SET, FIELD(sets), ON(COMMAND_SESSION)},
    {"--line", VALUE_SET, FIELD(sets), ON(COMMAND_SESSION)},
    {"--feels", VALUE_SET, FIELD(sets), ON(COMMAND_SESSION)},
    {"--easier", VALUE_SET, FIELD(sets), ON(COMMAND_SESSION)},
    {"--other", VALUE_SET, FIELD(sets), ON(COMMAND_SESSION)},
    {"--place", VALUE_SET, FIELD(sets), ON(COMMAND_SAFETY)},
    {"--contact", VALUE_SET, FIELD(sets), ON(COMMAND_SAFETY)},
    {"--contact-phone", VALUE_SET, FIELD(sets), ON(COMMAND_SAFETY)},
    {"--may-call", VALUE_SET, FIELD(sets), ON(COMMAND_SAFETY)},
    {"--local-number", VALUE_SET, FIELD(sets), ON(COMMAND_SAFETY)},
    {"--hospital", VALUE_SET, FIELD(sets), ON(COMMAND_SAFETY)},
    {"--phone", VALUE_SET, FIELD(sets), ON(COMMAND_SAFETY)},
    {"--caller", VALUE_SET, FIELD(sets), ON(COMMAND_SAFETY)},
    {"--after", VALUE_SET, FIELD(sets), ON(COMMAND_SAFETY)},
    {"--ask", VALUE_SET, FIELD(sets), ON(COMMAND_SAFETY)},
    {"--code-word", VALUE_SET, FIELD(sets), ON(COMMAND_SAFETY)},
    {"--cadence", VALUE_SET, FIELD(sets), ON(COMMAND_PRACTICE)},
    {"--planned", VALUE_SET, FIELD(sets), ON(COMMAND_PRACTICE)},
    {"--active", VALUE_SET, FIELD(sets), ON(COMMAND_PRACTICE)},
    {"--day", VALUE_SET, FIELD(sets), ON(COMMAND_PRACTICE) | ON(COMMAND_CHECK_IN)},
    {"--practice", VALUE_SET, FIELD(sets), ON(COMMAND_CHECK_IN)},
    {"--done", VALUE_SET, FIELD(sets), ON(COMMAND_CHECK_IN)},
    {"--how-well", VALUE_SET, FIELD(sets), ON(COMMAND_CHECK_IN)},
    {"--mastery", VALUE_SET, FIELD(sets), ON(COMMAND_CHECK_IN)},
    {"--pleasure", VALUE_SET, FIELD(sets), ON(COMMAND_CHECK_IN)},
    {"--predicted", VALUE_SET, FIELD(sets), ON(COMMAND_CHECK_IN)},
    {"--mood", VALUE_SET, FIELD(sets), ON(COMMAND_CHECK_IN)},
    {"--prompt", VALUE_SET, FIELD(sets), ON(COMMAND_REFLECT)},
    {"--with", VALUE_TEXT, FIELD(with), ON(COMMAND_REFLECT)},
    {"--answers", VALUE_TEXT, FIELD(answers), ON(COMMAND_MEASURE)},
    {"--next", VALUE_SET, FIELD(sets), ON(COMMAND_SESSION)},
    {"--before", VALUE_TEXT, FIELD(before), ON(COMMAND_GOALS) | ON(COMMAND_PRACTICE)},
    {"--last", VALUE_FLAG, FIELD(last), ON(COMMAND_GOALS) | ON(COMMAND_PRACTICE)},
    {"--seen", VALUE_FLAG, FIELD(seen), ON(COMMAND_CHANGES)},
    {"--allow", VALUE_FLAG, FIELD(allow), ON(COMMAND_SYNC)},
    {"--restored", VALUE_FLAG, FIELD(restored), ON(COMMAND_SYNC)},
    {"--all", VALUE_FLAG, FIELD(all), ON(COMMAND_ERASE)},
    {"--everything", VALUE_FLAG, FIELD(everything), ON(COMMAND_ERASE)},
    {"-o", VALUE_TEXT, FIELD(out), ON(COMMAND_EXPORT) | ON(COMMAND_DECK) | ON(COMMAND_SESSION)},
    {"--language", VALUE_TEXT, FIELD(language),
     ON_CALLS | ON(COMMAND_DECK) | ON(COMMAND_PRACTICE_ROOM)},
    {"--backup", VALUE_FLAG, FIELD(backup), ON(COMMAND_EXPORT)},
    {"--markdown", VALUE_FLAG, FIELD(markdown), ON(COMMAND_EXPORT)},
    {"--pdf", VALUE_FLAG, FIELD(pdf), ON(COMMAND_EXPORT)},
    {"--csv", VALUE_FLAG, FIELD(csv), ON(COMMAND_EXPORT)},
    {"--ics", VALUE_FLAG, FIELD(ics), ON(COMMAND_EXPORT)},
    {"--mine", VALUE_FLAG, FIELD(mine), ON(COMMAND_EXPORT)},
    {"--no-comments", VALUE_FLAG, FIELD(no_comments), ON(COMMAND_EXPORT)},
    {"--seconds", VALUE_COUNT, FIELD(seconds), ON(COMMAND_DEMO)},
    {"--out", VALUE_TEXT, FIELD(out), ON(COMMAND_DEMO)},
    {"--no-window", VALUE_FLAG, FIELD(no_window), ON(COMMAND_DEMO)},
};

static const struct {
    const char *name;
    enum command command;
    int operands_min, operands_max;
} command_table[] = {
    {"demo", COMMAND_DEMO, 0, 0},
    {"invite", COMMAND_INVITE, 0, 0},
    {"join", COMMAND_JOIN, 0, 1},
    {"people", COMMAND_PEOPLE, 1, 3},
    {"call", COMMAND_CALL, 1, 1},
    {"answer", COMMAND_ANSWER, 0, 0},
    {"doctor", COMMAND_DOCTOR, 0, 1},
    {"helper", COMMAND_HELPER, 0, 0},
    {"helpers", COMMAND_HELPERS, 1, 2},
    {"write", COMMAND_WRITE, 1, 2},
    {"inbox", COMMAND_INBOX, 0, 1},
    {"goals", COMMAND_GOALS, 1, 5},
    {"practice", COMMAND_PRACTICE, 1, 4},
    {"checkin", COMMAND_CHECK_IN, 1, 1},
    {"session", COMMAND_SESSION, 1, 4},
    {"session hold", COMMAND_HOLD, 0, 1},
    {"reflect", COMMAND_REFLECT, 0, 4},
    {"comment", COMMAND_COMMENT, 1, 3},
    {"measure", COMMAND_MEASURE, 1, 3},
    {"changes", COMMAND_CHANGES, 1, 1},
    {"undo", COMMAND_UNDO, 1, 2},
    {"sync", COMMAND_SYNC, 0, 1},
    {"export", COMMAND_EXPORT, 0, 1},
    {"import", COMMAND_IMPORT, 1, 2},
    {"erase", COMMAND_ERASE, 0, 2},
    {"help", COMMAND_HELP, 0, 0},
    {"-h", COMMAND_HELP, 0, 0},
    {"--help", COMMAND_HELP, 0, 0},
    {"-V", COMMAND_VERSION, 0, 0},
    {"--version", COMMAND_VERSION, 0, 0},
    {"passphrase", COMMAND_PASSPHRASE, 0, 0},
    {"lock", COMMAND_LOCK, 0, 0},
    {"deck", COMMAND_DECK, 0, 2},
    {"repair", COMMAND_REPAIR, 0, 0},
    {"practice-room", COMMAND_PRACTICE_ROOM, 0, 0},
    {"safety", COMMAND_SAFETY, 1, 2},
    {"consent", COMMAND_CONSENT, 1, 3},
};

#define COUNT_OF(table) (sizeof(table) / sizeof(table)[0])

static const struct option_row *find_option(const char *name, enum command command, bool *known)
{
    *known = false;
    for (size_t i = 0; i < COUNT_OF(option_table); i++) {
        if (strcmp(option_table[i].name, name) != 0)
            continue;
        *known = true;
        if ((option_table[i].commands & ON(command)) != 0)
            return &option_table[i];
    }
    return NULL;
}

static bool parse_count(const char *text, uint64_t *value)
{
    char *end;
    if (text[0] < '0' || text[0] > '9')
        return false;
    *value = strtoull(text, &end, 10);
    return *end == '\0' && *value <= 1000000000;
}

static bool parse_duration(const char *text, uint64_t *seconds)
{
    static const struct {
        char unit;
        uint64_t seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
    size_t length = strlen(text);
    char digits[16];
    if (length < 2 || length > sizeof digits)
        return false;
    memcpy(digits, text, length - 1);
    digits[length - 1] = '\0';
    for (size_t i = 0; i < COUNT_OF(units); i++) {
        if (units[i].unit != text[length - 1])
            continue;
        uint64_t count;
        if (!parse_count(digits, &count) || count == 0)
            return false;
        *seconds = count * units[i].seconds;
        return true;
    }
    return false;
}

static bool store_few(struct option_few *few, const struct option_row *row, const char *value,
                      char *error)
{
    if (few->count == OPTIONS_FEW_MAX) {
        snprintf(error, ERROR_BYTES, "%s may be given at most %d times.", row->name,
                 OPTIONS_FEW_MAX);
        return false;
    }
    few->values[few->count++] = value;
    return true;
}

static bool store_set(struct options *options, const struct option_set *set, char *error)
{
    if (options->set_count == OPTIONS_SETS_MAX) {
        snprintf(error, ERROR_BYTES, "%s is one too many; give some in a second command.",
                 set->option);
        return false;
    }
    options->sets[options->set_count++] = *set;
    return true;
}

static bool store_value(struct options *options, const struct option_row *row, const char *value,
                        char *error)
{
    void *field = (char *)options + row->offset;
    switch (row->kind) {
    case VALUE_TEXT:
    case VALUE_OPTIONAL:
        *(const char **)field = value;
        return true;
    case VALUE_FLAG:
        *(bool *)field = true;
        return true;
    case VALUE_COUNT:
        if (parse_count(value, (uint64_t *)field))
            return true;
        snprintf(error, ERROR_BYTES, "%s wants a whole number, not \"%.40s\".", row->name, value);
        return false;
    case VALUE_DURATION:
        if (parse_duration(value, (uint64_t *)field))
            return true;
        snprintf(error, ERROR_BYTES, "%s wants a time like 30m, 48h or 2d, not \"%.40s\".",
                 row->name, value);
        return false;
    case VALUE_SAY:
        if (options->say_count < OPTIONS_SAY_MAX) {
            options->says[options->say_count++] = value;
            return true;
        }
        snprintf(error, ERROR_BYTES, "%s may be given at most %d times.", row->name,
                 OPTIONS_SAY_MAX);
        return false;
    case VALUE_FEW:
        return store_few(field, row, value, error);
    case VALUE_SET:
        return store_set(options, &(struct option_set){row->name, NULL, value}, error);
    case VALUE_SET_AT: /* its two values are the caller's */
        break;
    }
    return false;
}

/* Returns how many arguments were used, 0 on a mistake. */
static int parse_option(struct options *options, int left, char **argv, char *error)
{
    bool known;
    const struct option_row *row = find_option(argv[0], options->command, &known);
    if (row == NULL) {
        snprintf(error, ERROR_BYTES,
                 known ? "%.40s does not belong to this command; see alcove --help."
                       : "There is no option %.40s; see alcove --help.",
                 argv[0]);
        return 0;
    }
    if (row->kind == VALUE_FLAG)
        return store_value(options, row, NULL, error) ? 1 : 0;
    if (row->kind == VALUE_OPTIONAL && (left < 2 || argv[1][0] == '-'))
        return store_value(options, row, "", error) ? 1 : 0;
    if (left < 2) {
        snprintf(error, ERROR_BYTES, "%s needs a value behind it; see alcove --help.", row->name);
        return 0;
    }
    if (row->kind == VALUE_SET_AT && left < 3) {
        snprintf(error, ERROR_BYTES, "%s needs a number and a value; see alcove --help.",
                 row->name);
        return 0;
    }
    if (row->kind == VALUE_SET_AT)
        return store_set(options, &(struct option_set){row->name, argv[1], argv[2]}, error) ? 3 : 0;
    return store_value(options, row, argv[1], error) ? 2 : 0;
}

/* How many arguments the option in front takes if it belongs to every command, so that it may stand
 * before the command's name; else 0. */
static int skip_option(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(option_table); i++) {
        if (option_table[i].commands == ON_ALL && strcmp(option_table[i].name, name) == 0)
            return option_table[i].kind == VALUE_FLAG ? 1 : 2;
    }
    return 0;
}

/* How many of the words, of which there are `left`, are this name: 0, 1 or 2. */
static int match(const char *name, int left, char **words)
{
    const char *second = strchr(name, ' ');
    if (second == NULL)
        return strcmp(name, words[0]) == 0 ? 1 : 0;
    size_t first = (size_t)(second - name);
    bool same = left > 1 && strlen(words[0]) == first && memcmp(name, words[0], first) == 0 &&
                strcmp(second + 1, words[1]) == 0;
    return same ? 2 : 0;
}

/* Where the command's name is. */
struct command_place {
    int at; /* 0: there is none */
    int words;
};

/* The command is what stands behind such options; without one, or with a link, it is the window. */
static bool find_command(struct options *options, int argc, char **argv,
                         struct command_place *place, char *error)
{
    int first = 1;
    int skipped;
    *place = (struct command_place){0};
    options->command = COMMAND_WINDOW;
    while (first < argc && (skipped = skip_option(argv[first])) > 0)
        first += skipped;
    if (first >= argc)
        return true;
    const char *name = argv[first];
    for (size_t i = 0; i < COUNT_OF(command_table); i++) {
        int words = match(command_table[i].name, argc - first, argv + first);
        if (words <= place->words)
            continue;
        options->command = command_table[i].command;
        *place = (struct command_place){first, words};
    }
    if (place->words > 0)
        return true;
    if (strncmp(name, "alcove-helper:", 14) == 0) {
        snprintf(
            error, ERROR_BYTES,
            "This is a helper link, and secret: give it to `alcove helpers add` as its input.");
        return false;
    }
    if (name[0] == '-' || strncmp(name, "alcove:", 7) == 0)
        return true;
    snprintf(error, ERROR_BYTES, "There is no command \"%.40s\"; see alcove --help.", name);
    return false;
}

static bool check_operands(const struct options *options, char *error)
{
    int minimum = 0;
    int maximum = options->command == COMMAND_WINDOW ? 1 : 0;
    const char *name = "alcove";
    for (size_t i = 0; i < COUNT_OF(command_table); i++) {
        if (command_table[i].command != options->command)
            continue;
        minimum = command_table[i].operands_min;
        maximum = command_table[i].operands_max;
        name = command_table[i].name;
        break;
    }
    if (options->command == COMMAND_JOIN) /* a link, or a camera that reads one */
        minimum = maximum = options->camera == NULL;
    if (options->command == COMMAND_DOCTOR) /* a person, or an invite */
        minimum = maximum = options->invite == NULL;
    if (options->operand_count >= minimum && options->operand_count <= maximum)
        return true;
    snprintf(error, ERROR_BYTES, "%s: too %s words behind it; see alcove --help.", name,
             options->operand_count < minimum ? "few" : "many");
    return false;
}

static bool is_words(const char *text, size_t bytes_max)
{
    return text == NULL || (strlen(text) <= bytes_max && utf8_is_text(text, strlen(text)));
}

/* Words that could never be sent are refused before a call, not lost in it. */
static bool check_words(const struct options *options, char *error)
{
    const char *option = NULL;
    for (int i = 0; i < options->say_count; i++) {
        if (options->says[i][0] == '\0' || !is_words(options->says[i], BODY_TEXT_BYTES_MAX))
            option = "--say";
    }
    if (!is_words(options->check_in, BODY_FEELING_BYTES_MAX))
        option = "--check-in";
    if (!is_words(options->distractions, BODY_DISTRACTIONS_MAX * BODY_DISTRACTION_BYTES_MAX))
        option = "--distractions";
    if (option == NULL)
        return true;
    snprintf(error, ERROR_BYTES, "%s wants words in UTF-8, some but not too many.", option);
    return false;
}

static bool is_nothing(const char *device, const char *nothing)
{
    return device == NULL || strcmp(device, nothing) == 0;
}

/* Devices that a session without them would never open are a mistake. */
static bool check_media(const struct options *options, char *error)
{
    bool camera = !is_nothing(options->camera, "none");
    bool sound =
        !is_nothing(options->microphone, "silence") || !is_nothing(options->speaker, "none");
    const char *why = NULL;
    if (options->text + options->voice + options->video > 1)
        why = "Only one of --text, --voice and --video can be given.";
    else if ((options->text || options->voice) && camera)
        why = "With --text or --voice there is no --camera.";
    else if (options->text && sound)
        why = "With --text there is no --mic and no --speaker.";
    if (why != NULL)
        snprintf(error, ERROR_BYTES, "%s", why);
    return why == NULL;
}

bool options_parse(struct options *options, int argc, char **argv, char *error)
{
    struct command_place command;
    memset(options, 0, sizeof *options);
    if (!find_command(options, argc, argv, &command, error))
        return false;
    for (int at = 1; at < argc;) {
        if (at == command.at) {
            at += command.words;
        } else if (argv[at][0] == '-' && argv[at][1] != '\0') {
            if (strcmp(argv[at], "-h") == 0 || strcmp(argv[at], "--help") == 0) {
                options->command = COMMAND_HELP;
                return true;
            }
            int used = parse_option(options, argc - at, argv + at, error);
            if (used == 0)
                return false;
            at += used;
        } else if (options->operand_count < OPTIONS_OPERAND_MAX) {
            options->operands[options->operand_count++] = argv[at++];
        } else {
            snprintf(error, ERROR_BYTES, "\"%.40s\" is one word too many; see alcove --help.",
                     argv[at]);
            return false;
        }
    }
    return check_operands(options, error) && check_words(options, error) &&
           check_media(options, error);
}
