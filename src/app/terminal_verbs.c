#include "app/terminal_verbs.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "app/calendar.h"
#include "records/card.h"

/* What stands behind a verb. */
enum shape {
    SHAPE_NOTHING,
    SHAPE_TEXT,
    SHAPE_TEXT_OR_NOTHING,
    SHAPE_SWITCH,    /* on, or off */
    SHAPE_NAME,      /* a name; and "off", or nothing */
    SHAPE_CROP,      /* wide, close, or off */
    SHAPE_NUMBER,    /* from `low` to `high` */
    SHAPE_OFF_OR,    /* the same, or "off" */
    SHAPE_CARD,      /* the number of a card */
    SHAPE_CARD_TEXT, /* and words, which may be missing */
    SHAPE_DATE,      /* YYYY-MM-DD HH:MM, or "none" */
    SHAPE_ARRIVAL,   /* feeling | 0-10 | around you | on your mind */
    SHAPE_RATINGS,   /* four numbers, and words behind a "|" */
    SHAPE_PARTS,     /* up to three texts with "|" between them */
    SHAPE_PLACE,     /* two of them */
};

struct verb {
    const char *name;
    enum terminal_verb verb;
    enum wish_kind kind;
    enum shape shape;
    uint64_t low, high; /* of numbers; else `high` is what numbers[0] or `on` is */
    const char *help;   /* what it is good for */
};

#define W TERMINAL_VERB_WISH
static const struct verb verbs[] = {
    {"help", TERMINAL_VERB_HELP, 0, SHAPE_NOTHING, 0, 0, "this list"},
    {"arrive", W, WISH_ARRIVE, SHAPE_ARRIVAL, 0, 0, "your check-in"},
    {"arrive-now", W, WISH_ARRIVE, SHAPE_ARRIVAL, 0, 1, "the same; they may see it at once"},
    {"no-check-in", W, WISH_NOT_ARRIVE, SHAPE_NOTHING, 0, 0, "leave that out"},
    {"nod", W, WISH_NOD, SHAPE_NOTHING, 0, 0, "I hear you"},
    {"with-you", W, WISH_EXPRESS, SHAPE_NOTHING, 0, 1, "I am with you"},
    {"take-time", W, WISH_EXPRESS, SHAPE_NOTHING, 0, 2, "no hurry"},
    {"pause", W, WISH_EXPRESS, SHAPE_NOTHING, 0, 3, "pause, please"},
    {"say-more", W, WISH_EXPRESS, SHAPE_NOTHING, 0, 4, "say more"},
    {"thanks", W, WISH_EXPRESS, SHAPE_NOTHING, 0, 5, "thank you"},
    {"someone", W, WISH_AWAY, SHAPE_NOTHING, 0, 1, "you are not alone: silent at once"},
    {"break", W, WISH_AWAY, SHAPE_NOTHING, 0, 2, "a short break"},
    {"here", W, WISH_AWAY, SHAPE_NOTHING, 0, 0, "here again, as before"},
    {"feeling", W, WISH_FEELING, SHAPE_OFF_OR, 0, 10, "the dial that only you can switch on"},
    {"nudge", W, WISH_NUDGE, SHAPE_OFF_OR, 1, 60, "a quiet reminder to say back; yours alone"},
    {"live", W, WISH_LIVE, SHAPE_SWITCH, 0, 0, "they see your words as you type"},
    {"typed", W, WISH_TYPE, SHAPE_TEXT_OR_NOTHING, 0, 0, "the line as it is being typed"},
    {"mic", W, WISH_MICROPHONE, SHAPE_SWITCH, 0, 0, "your voice"},
    {"camera", W, WISH_CAMERA, SHAPE_SWITCH, 0, 0, "your picture"},
    {"crop", TERMINAL_VERB_CROP, 0, SHAPE_CROP, 0, 0, "only the middle of your picture is sent"},
    {"hide", W, WISH_HIDDEN, SHAPE_NOTHING, 0, 1, "silent, dark and covered, at once"},
    {"unhide", W, WISH_HIDDEN, SHAPE_NOTHING, 0, 0, "back again"},
    {"open", W, WISH_OPEN_DOOR, SHAPE_NOTHING, 0, 0, "let them in"},
    {"wait", W, WISH_WAIT, SHAPE_NUMBER, 1, 60, "so many more minutes at the door"},
    {"not-now", W, WISH_DECLINE, SHAPE_NOTHING, 0, 0, "the door stays closed"},
    {"leave", W, WISH_LEAVE, SHAPE_NOTHING, 0, 0, "close gently; no word is lost"},
    {"block", TERMINAL_VERB_BLOCK, 0, SHAPE_NOTHING, 0, 0, "end, and never again"},
    {"same", TERMINAL_VERB_SAME, 0, SHAPE_NOTHING, 0, 1, "the four words are the same"},
    {"differ", TERMINAL_VERB_SAME, 0, SHAPE_NOTHING, 0, 0, "they are not"},
    {"accept", TERMINAL_VERB_KEY, 0, SHAPE_NOTHING, 0, 1, "they have a new device"},
    {"refuse", TERMINAL_VERB_KEY, 0, SHAPE_NOTHING, 0, 0, "that is somebody else"},
    {"next", W, WISH_GO_ON, SHAPE_NOTHING, 0, 0, "on to what comes next in the hour"},
    {"back", W, WISH_GO_BACK, SHAPE_NOTHING, 0, 0, "and back"},
    {"skip", W, WISH_SKIP, SHAPE_NOTHING, 0, 0, "leave this part out"},
    {"clock", TERMINAL_VERB_CLOCK, 0, SHAPE_NOTHING, 0, 0, "where you are in the hour"},
    {"minutes", W, WISH_MINUTES, SHAPE_NUMBER, 5, 180, "how long it is"},
    {"extend", W, WISH_MORE, SHAPE_NUMBER, 0, 60, "so many minutes more, if both want it"},
    {"sum", W, WISH_SUM, SHAPE_SWITCH, 0, 0, "who spoke how long, if both want it"},
    {"give-back", W, WISH_GIVE_BACK, SHAPE_SWITCH, 0, 0, "time that the line took is added"},
    {"settle", W, WISH_SETTLE, SHAPE_NOTHING, 0, 1, "breathe together for a minute"},
    {"enough", W, WISH_SETTLE, SHAPE_NOTHING, 0, 0, "that is enough of it"},
    {"meet", W, WISH_MEET, SHAPE_DATE, 0, 0, "when you meet again"},
    {"agenda", TERMINAL_VERB_AGENDA, 0, SHAPE_NOTHING, 0, 0, "what is on it"},
    {"add", W, WISH_AGENDA_ADD, SHAPE_TEXT, 0, 0, "put something on it"},
    {"done", W, WISH_AGENDA_DONE, SHAPE_CARD, 0, 1, "that is done"},
    {"undone", W, WISH_AGENDA_DONE, SHAPE_CARD, 0, 0, "it is not"},
    {"remove", W, WISH_AGENDA_REMOVE, SHAPE_CARD, 0, 0, "take it off"},
    {"cards", TERMINAL_VERB_CARDS, 0, SHAPE_NOTHING, 0, 0, "all reflections and phrases"},
    {"hear", W, WISH_REFLECT, SHAPE_TEXT, 0, 0, "what I am hearing is …"},
    {"yes", W, WISH_ANSWER, SHAPE_CARD_TEXT, 0, CARD_ANSWER_YES, "that is it"},
    {"not-quite", W, WISH_ANSWER, SHAPE_CARD_TEXT, 0, CARD_ANSWER_NOT_QUITE, "or say it yourself"},
    {"take-back", W, WISH_REFLECT_REMOVE, SHAPE_CARD, 0, 0, "a reflection or a phrase of yours"},
    {"phrase", W, WISH_PHRASE, SHAPE_TEXT, 0, 0, "a quiet line beneath your picture"},
    {"dismiss", W, WISH_DISMISS, SHAPE_CARD, 0, 0, "that was read"},
    {"did", W, WISH_RECAP, SHAPE_TEXT, 0, RECAP_CARD_DID, "recap: what we did"},
    {"mattered", W, WISH_RECAP, SHAPE_TEXT, 0, RECAP_CARD_MATTERED, "recap: what mattered"},
    {"then", W, WISH_RECAP, SHAPE_TEXT, 0, RECAP_CARD_NEXT, "recap: what is next"},
    {"fill", W, WISH_RECAP_FILL, SHAPE_NOTHING, 0, 0, "begin it from what was confirmed"},
    {"agree", W, WISH_AGREE, SHAPE_NOTHING, 0, 0, "the recap is right as it is"},
    {"felt", W, WISH_FELT, SHAPE_RATINGS, 0, 0, "heard, pace, topics, overall"},
    {"online", W, WISH_FORMAT, SHAPE_PARTS, 0, 0, "how online feels | easier | else"},
    {"wish", TERMINAL_VERB_EASIER, 0, SHAPE_NAME, 0, 0, "what should be easier; they see it"},
    {"place", W, WISH_PLACE, SHAPE_PLACE, 0, 0, "for when the line drops, or you need help"},
    {"safety", TERMINAL_VERB_SAFETY, 0, SHAPE_NOTHING, 0, 0, "where they are; without a line too"},
    {"keep", TERMINAL_VERB_KEEP, 0, SHAPE_SWITCH, 0, 0, "what was written stays after the hour"},
};
#undef W

/* The list is told in parts, each from a verb on. */
static const struct {
    const char *first, *title;
} parts[] = {
    {"arrive", "Your check-in"},
    {"nod", "Without words"},
    {"someone", "What they get of you"},
    {"open", "The door"},
    {"same", "Who it is"},
    {"next", "The hour"},
    {"agenda", "The agenda"},
    {"cards", "What was heard"},
    {"did", "The recap, and how it was"},
    {"place", "Safety, and what stays"},
};

#define COUNT_OF(table) (sizeof(table) / sizeof(table)[0])

#define USAGE_BYTES 80

/* "/minutes 5-180" */
static void write_usage(const struct verb *verb, char out[USAGE_BYTES])
{
    static const char *const texts[] = {
        [SHAPE_NOTHING] = "",
        [SHAPE_TEXT] = "TEXT",
        [SHAPE_TEXT_OR_NOTHING] = "[TEXT]",
        [SHAPE_SWITCH] = "on|off",
        [SHAPE_NAME] = "NAME [off]",
        [SHAPE_CROP] = "wide|close|off",
        [SHAPE_CARD] = "CARD",
        [SHAPE_CARD_TEXT] = "CARD [TEXT]",
        [SHAPE_DATE] = "YYYY-MM-DD HH:MM|none",
        [SHAPE_ARRIVAL] = "FEELING | 0-10 | AROUND | ON MY MIND",
        [SHAPE_RATINGS] = "0-10 0-10 0-10 0-10 | TEXT",
        [SHAPE_PARTS] = "TEXT | TEXT | TEXT",
        [SHAPE_PLACE] = "WHERE | TELEPHONE",
    };
    if (verb->shape == SHAPE_NUMBER)
        snprintf(out, USAGE_BYTES, "/%s %" PRIu64 "-%" PRIu64, verb->name, verb->low, verb->high);
    else if (verb->shape == SHAPE_OFF_OR)
        snprintf(out, USAGE_BYTES, "/%s %" PRIu64 "-%" PRIu64 "|off", verb->name, verb->low,
                 verb->high);
    else
        snprintf(out, USAGE_BYTES, "/%s %s", verb->name, texts[verb->shape]);
}

void terminal_verbs_help(FILE *file)
{
    char usage[USAGE_BYTES];
    size_t part = 0;
    fputs("Write, and it is said. A line with / in front does something:\n", file);
    for (size_t i = 0; i < COUNT_OF(verbs); i++) {
        write_usage(&verbs[i], usage);
        if (part < COUNT_OF(parts) && strcmp(parts[part].first, verbs[i].name) == 0)
            fprintf(file, "\n%s\n", parts[part++].title);
        fprintf(file, "  %-48s %s\n", usage, verbs[i].help);
    }
}

/* Without the blanks around it, in place. */
static char *trim(char *text)
{
    while (*text == ' ')
        text++;
    size_t size = strlen(text);
    while (size > 0 && text[size - 1] == ' ')
        text[--size] = '\0';
    return text;
}

/* Cuts at the first "|"; what is behind it, or an empty text. */
static char *next_part(char *text)
{
    char *bar = strchr(text, '|');
    if (bar == NULL)
        return text + strlen(text);
    *bar = '\0';
    return bar + 1;
}

/* A whole number from `low` to `high` in front; what is behind it, NULL if there is none. */
static char *read_number(char *text, uint64_t low, uint64_t high, uint64_t *out)
{
    char *end;
    text = trim(text);
    if (*text < '0' || *text > '9')
        return NULL;
    *out = strtoull(text, &end, 10);
    bool ends = *end == '\0' || *end == ' ' || *end == '|';
    return ends && *out >= low && *out <= high ? end : NULL;
}

static bool is_empty(const char *text)
{
    return *text == '\0';
}

static bool read_switch(const char *text, bool *on)
{
    *on = strcmp(text, "on") == 0;
    return *on || strcmp(text, "off") == 0;
}

static bool read_name(char *text, struct wish *wish)
{
    char *rest = text + strcspn(text, " ");
    wish->on = is_empty(rest);
    if (!wish->on)
        *rest++ = '\0';
    wish->texts[0] = text;
    return !is_empty(text) && (wish->on || strcmp(trim(rest), "off") == 0);
}

/* In the order of enum picture_crop. */
static bool read_crop(const char *text, uint64_t *crop)
{
    static const char *const words[] = {"off", "wide", "close"};
    for (*crop = 0; *crop < COUNT_OF(words); (*crop)++) {
        if (strcmp(text, words[*crop]) == 0)
            return true;
    }
    return false;
}

static bool read_card(char *text, bool with_words, struct wish *wish)
{
    uint64_t card;
    char *rest = read_number(text, 1, CARD_ID_MAX, &card);
    if (rest == NULL)
        return false;
    wish->card = (uint32_t)card;
    rest = trim(rest);
    wish->texts[0] = is_empty(rest) ? NULL : rest;
    return with_words || is_empty(rest);
}

static bool read_arrival(char *text, struct wish *wish)
{
    char *rating = next_part(text);
    char *around = next_part(rating);
    char *mind = next_part(around);
    wish->texts[0] = trim(text);
    wish->texts[1] = trim(around);
    wish->texts[2] = trim(mind);
    rating = trim(rating);
    wish->numbers[0] = WISH_NOTHING;
    char *rest = is_empty(rating) ? rating : read_number(rating, 0, 10, &wish->numbers[0]);
    bool says = !is_empty(wish->texts[0]) || !is_empty(wish->texts[1]) ||
                !is_empty(wish->texts[2]) || wish->numbers[0] != WISH_NOTHING;
    return rest != NULL && is_empty(rest) && says;
}

/* "-" leaves one out. */
static bool read_ratings(char *text, struct wish *wish)
{
    char *words = trim(next_part(text));
    char *rest = text;
    for (size_t i = 0; i < WISH_NUMBERS; i++) {
        rest = trim(rest);
        wish->numbers[i] = WISH_NOTHING;
        if (*rest == '-')
            rest++;
        else
            rest = read_number(rest, 0, 10, &wish->numbers[i]);
        if (rest == NULL)
            return false;
    }
    wish->texts[0] = is_empty(words) ? NULL : words;
    return is_empty(trim(rest));
}

static bool read_parts(char *text, size_t count, struct wish *wish)
{
    for (size_t i = 0; i < count; i++) {
        char *rest = next_part(text);
        wish->texts[i] = trim(text);
        text = rest;
    }
    return is_empty(text);
}

static bool read_date(const char *text, uint64_t *minute)
{
    uint32_t read;
    *minute = 0;
    if (strcmp(text, "none") == 0)
        return true;
    if (!calendar_minute_parse(text, &read))
        return false;
    *minute = read;
    return true;
}

static bool read_only_number(char *text, const struct verb *verb, uint64_t *number)
{
    const char *rest = read_number(text, verb->low, verb->high, number);
    return rest != NULL && is_empty(rest);
}

static bool read_text(const char *text, bool may_be_empty, struct wish *wish)
{
    wish->texts[0] = text;
    return may_be_empty || !is_empty(text);
}

/* With "|" between them. */
static bool read_several(enum shape shape, char *text, struct wish *wish)
{
    if (shape == SHAPE_ARRIVAL)
        return read_arrival(text, wish);
    if (shape == SHAPE_RATINGS)
        return read_ratings(text, wish);
    return read_parts(text, shape == SHAPE_PARTS ? 3 : 2, wish);
}

static bool read_behind(const struct verb *verb, char *text, struct wish *wish)
{
    wish->numbers[0] = verb->high;
    wish->on = verb->high != 0;
    switch (verb->shape) {
    case SHAPE_NOTHING:
        return is_empty(text);
    case SHAPE_TEXT:
    case SHAPE_TEXT_OR_NOTHING:
        return read_text(text, verb->shape == SHAPE_TEXT_OR_NOTHING, wish);
    case SHAPE_SWITCH:
        return read_switch(text, &wish->on);
    case SHAPE_NAME:
        return read_name(text, wish);
    case SHAPE_CROP:
        return read_crop(text, &wish->numbers[0]);
    case SHAPE_OFF_OR:
        wish->numbers[0] = WISH_NOTHING;
        return strcmp(text, "off") == 0 || read_only_number(text, verb, &wish->numbers[0]);
    case SHAPE_NUMBER:
        return read_only_number(text, verb, &wish->numbers[0]);
    case SHAPE_CARD:
    case SHAPE_CARD_TEXT:
        return read_card(text, verb->shape == SHAPE_CARD_TEXT, wish);
    case SHAPE_DATE:
        return read_date(text, &wish->numbers[0]);
    default:
        return read_several(verb->shape, text, wish);
    }
}

static const struct verb *find_verb(const char *name, size_t size)
{
    for (size_t i = 0; i < COUNT_OF(verbs); i++) {
        if (strlen(verbs[i].name) == size && memcmp(verbs[i].name, name, size) == 0)
            return &verbs[i];
    }
    return NULL;
}

enum terminal_verb terminal_verbs_read(char *line, struct wish *wish,
                                       char error[TERMINAL_VERBS_ERROR_BYTES])
{
    *wish = (struct wish){.kind = WISH_SAY};
    bool is_verb = line[0] == '/' && line[1] != '/';
    if (line[0] == '\0')
        return TERMINAL_VERB_NONE;
    wish->texts[0] = line[0] == '/' ? line + 1 : line;
    if (!is_verb)
        return TERMINAL_VERB_WISH;
    size_t size = strcspn(line + 1, " ");
    const struct verb *verb = find_verb(line + 1, size);
    *wish = (struct wish){0};
    if (verb == NULL) {
        snprintf(error, TERMINAL_VERBS_ERROR_BYTES,
                 "There is no /%.20s; /help lists what there is. A line that begins with / is "
                 "said by //.",
                 line + 1);
        return TERMINAL_VERB_BAD;
    }
    wish->kind = verb->kind;
    if (read_behind(verb, trim(line + 1 + size), wish))
        return verb->verb;
    char usage[USAGE_BYTES];
    write_usage(verb, usage);
    snprintf(error, TERMINAL_VERBS_ERROR_BYTES, "Write %s", usage);
    return TERMINAL_VERB_BAD;
}
