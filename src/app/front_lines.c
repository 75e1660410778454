/* A session that is held in lines of a terminal. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/front_parts.h"
#include "app/hour_print.h"
#include "app/terminal_verbs.h"
#include "net/clock.h"

void front_open_lines(struct front *front)
{
    if (front->options->command != COMMAND_HOLD)
        return;
    front->printer.deck = &front->deck;
    terminal_open(&front->terminal, STDIN_FILENO, stdout, !front->options->json);
}

/* What there is, on demand; before there is a face there is nothing. */
static void show(struct front *front, enum terminal_verb verb)
{
    const struct face *face = front->face;
    if (face == NULL)
        return;
    const struct hour_printer printer = front_printer_hour(&front->printer, face);
    if (verb == TERMINAL_VERB_AGENDA)
        hour_print_agenda(&printer, &face->hour);
    else if (verb == TERMINAL_VERB_CARDS)
        hour_print_cards(&printer, &face->hour);
    else if (verb == TERMINAL_VERB_CLOCK)
        hour_print_clock(&printer, &face->hour, net_now_us());
    else if (verb == TERMINAL_VERB_SAFETY)
        hour_print_places(&printer, &face->hour);
    fflush(stdout);
}

/* A verb that is not the session's. */
static void take_verb(struct front *front, enum terminal_verb verb, const struct wish *wish)
{
    switch (verb) {
    case TERMINAL_VERB_HELP:
        terminal_verbs_help(stdout);
        break;
    case TERMINAL_VERB_EASIER:
        front_take_easier(front, wish);
        break;
    case TERMINAL_VERB_CROP:
        front_set_crop(front, (enum picture_crop)wish->numbers[0]);
        break;
    case TERMINAL_VERB_SAME:
        front_order(front, ORDER_WORDS, wish);
        break;
    case TERMINAL_VERB_KEY:
        front_order(front, ORDER_KEY, wish);
        break;
    case TERMINAL_VERB_BLOCK:
        front_order(front, ORDER_BLOCK, wish);
        break;
    case TERMINAL_VERB_KEEP:
        front_order(front, ORDER_KEEP, wish);
        break;
    default:
        show(front, verb);
        break;
    }
}

/* Who is not alone may write instead; nothing changes by itself. */
static void offer_words(struct front *front, const struct wish *wish)
{
    const struct deck_item *near =
        deck_find_item(&front->deck, DECK_LIST_DISTRACTIONS, "someone-near");
    bool says_so = near != NULL && wish->texts[1] != NULL && strstr(wish->texts[1], near->text);
    if (!says_so || front->options->text)
        return;
    if (front->options->json)
        puts("{\"event\":\"offer\",\"offer\":\"text-first\"}");
    else
        printf("%s  /mic off\n", deck_text(&front->deck, DECK_WARM_UP_TEXT_FIRST));
    fflush(stdout);
}

static void take_line(struct front *front)
{
    struct wish wish;
    char error[TERMINAL_VERBS_ERROR_BYTES];
    enum terminal_verb verb = terminal_verbs_read(front->terminal.line, &wish, error);
    if (verb == TERMINAL_VERB_BAD)
        front_tell(front, error);
    else if (verb == TERMINAL_VERB_WISH)
        front_take_wish(front, &wish);
    else
        take_verb(front, verb, &wish);
    if (verb == TERMINAL_VERB_WISH && wish.kind == WISH_ARRIVE)
        offer_words(front, &wish);
}

void front_read_lines(struct front *front)
{
    enum terminal_news news;
    while ((news = terminal_next(&front->terminal)) != TERMINAL_NOTHING) {
        if (news == TERMINAL_CUT_LINE)
            front_say(front, &(struct told){.what = DECK_NOTES_LONG_LINE});
        else if (news == TERMINAL_LINE)
            take_line(front);
        else if (news == TERMINAL_END)
            front_leave(front);
        else if (news == TERMINAL_TYPED && front->terminal.line[0] != '/')
            front_wish(front, &(struct wish){.kind = WISH_TYPE, .texts = {front->terminal.line}});
    }
}
