/* What was kept of hours and what was agreed on: parts of a person's page. */
#include <math.h>
#include <string.h>

#include "records/schema.h"
#include "records/signature.h"
#include "ui/home_parts.h"
#include "ui/home_screen.h"

/* ---- signatures ---- */

static bool holds(const struct home_signed *signatures, enum home_side side)
{
    return signatures->state[side] == SIGNATURE_HOLDS;
}

/* Who agreed. `neither` is said where nobody did, `waits` where oneself alone did. */
static enum deck_key signed_key(const struct home_signed *signatures, enum deck_key waits,
                                enum deck_key neither)
{
    bool mine = holds(signatures, HOME_ME);
    bool theirs = holds(signatures, HOME_THEM);
    if (mine && theirs)
        return DECK_PEOPLE_SIGNED_BOTH;
    if (mine)
        return waits;
    return theirs ? DECK_PEOPLE_SIGNED_THEM : neither;
}

/* What has to be done again, or was taken back, comes first. */
static enum deck_key consent_key(const struct home_signed *signatures)
{
    if (signatures->state[HOME_ME] == SIGNATURE_EARLIER)
        return DECK_CONSENT_CHANGED;
    if (signatures->state[HOME_THEM] == SIGNATURE_TAKEN_BACK)
        return DECK_CONSENT_TAKEN_BACK;
    return signed_key(signatures, DECK_CONSENT_WAITING, DECK_CONSENT_WAITING);
}

static void say_signed(struct tree *tree, const struct home_person *person,
                       const struct home_signed *signatures, enum deck_key key)
{
    char words[WORDS_SENTENCE_MAX];
    bool mine = holds(signatures, HOME_ME);
    bool theirs = holds(signatures, HOME_THEM);
    words_fill(words, key, &(struct word_facts){.name = person->name});
    tree_open_row(tree, &(struct box){.key = "signed", .gap = 8, .cross = ALIGN_CENTRE});
    tree_icon(tree, mine || theirs ? ICON_CHECK : ICON_CLOCK, TONE_MUTED, 16);
    tree_label(tree,
               &(struct label){
                   .words = words, .role = TYPE_SMALL, .tone = TONE_MUTED, .fit = {.grow = 1}});
    tree_close(tree);
}

/* ---- the last hour ---- */

void home_recap_part(struct tree *tree, const struct screen_input *in,
                     const struct home_person *person)
{
    static const enum deck_key asked[HOME_RECAP_LINES] = {DECK_RECAP_DID, DECK_RECAP_STAYED,
                                                          DECK_RECAP_STEP};
    char words[WORDS_SENTENCE_MAX], day[WORDS_SENTENCE_MAX];
    const struct home_recap *recap = &person->recap;
    if (object_id_is_equal(recap->session, OBJECT_SPACE))
        return;
    home_part_open(tree, "recap", words_deck(DECK_RECAP_TITLE));
    home_day(day, person->last_hour_day, in->home->today);
    screen_hint(tree, words_fill(words, DECK_PEOPLE_LAST_HOUR, &(struct word_facts){.day = day}));
    for (size_t i = 0; i < recap->line_count && i < HOME_RECAP_LINES; i++) {
        if (recap->lines[i][0] == '\0')
            continue;
        tree_open_column(tree,
                         &(struct box){.key = "line", .number = (uint32_t)i, .cross = ALIGN_FILL});
        screen_hint(tree, words_deck(asked[i]));
        screen_body(tree, recap->lines[i]);
        tree_close(tree);
    }
    say_signed(tree, person, &recap->signatures,
               signed_key(&recap->signatures, DECK_PEOPLE_SIGNED_ME, DECK_NEXT_TIME_NOT_YET));
    if (recap->line_count > 0 && !holds(&recap->signatures, HOME_ME)) {
        home_buttons_open(tree, "do");
        home_plain(tree, DECK_RECAP_AGREE, (struct act){HOME_ACT_SIGN_RECAP, 0}, ICON_CHECK);
        tree_close(tree);
    }
    tree_close(tree);
}

/* ---- how the hours felt ---- */

static void trend_of(struct tree *tree, const struct home_person *person, enum home_side side)
{
    const struct home_trend *trend = &person->trend;
    double values[PLOT_VALUES_MAX];
    char words[WORDS_SENTENCE_MAX];
    size_t count = trend->count[side] < PLOT_VALUES_MAX ? trend->count[side] : PLOT_VALUES_MAX;
    const struct home_feel *points = trend->points[side];
    uint16_t last = 0;
    if (count < 2)
        return;
    points += trend->count[side] - count;
    for (size_t i = 0; i < count; i++) {
        bool said = points[i].overall != HOME_NO_NUMBER;
        values[i] = said ? points[i].overall : (double)NAN;
        last = said ? points[i].overall : last;
    }
    words_fill(words, DECK_PEOPLE_TREND_OF,
               &(struct word_facts){.name = home_name_of(person, side), .value = last});
    screen_hint(tree, words);
    tree_plot(tree, &(struct plot){.key = "trend",
                                   .number = side,
                                   .kind = PLOT_LINE,
                                   .name = words,
                                   .values = values,
                                   .value_count = (int)count,
                                   .max = 10,
                                   .fit = home_fills});
}

void home_trend_part(struct tree *tree, const struct screen_input *in,
                     const struct home_person *person)
{
    const struct home_trend *trend = &person->trend;
    (void)in;
    if (!trend->is_hidden && trend->count[HOME_ME] < 2 && trend->count[HOME_THEM] < 2)
        return;
    home_part_open(tree, "trend", words_deck(DECK_PEOPLE_TREND));
    if (trend->is_hidden) {
        screen_hint(tree, words_deck(DECK_PEOPLE_TREND_HIDDEN));
    } else {
        trend_of(tree, person, HOME_ME);
        trend_of(tree, person, HOME_THEM);
    }
    home_buttons_open(tree, "do");
    if (!trend->is_hidden)
        home_plain(tree, DECK_PEOPLE_TREND_HIDE, (struct act){HOME_ACT_TREND_HIDE, 0},
                   ICON_EYE_OFF);
    else if (trend->hidden_by == HOME_ME)
        home_plain(tree, DECK_PEOPLE_TREND_SHOW, (struct act){HOME_ACT_TREND_SHOW, 0}, ICON_EYE);
    tree_close(tree);
    tree_close(tree);
}

/* ---- consents ---- */

static void consent(struct tree *tree, const struct home_person *person, uint32_t place)
{
    const struct home_consent *of = &person->consents[place];
    bool mine = holds(&of->signatures, HOME_ME);
    tree_open_column(tree, &(struct box){.key = "consent",
                                         .number = home_code(of->thing.id),
                                         .gap = 8,
                                         .cross = ALIGN_FILL,
                                         .role = ACCESS_LIST_ITEM,
                                         .name = words_deck(DECK_CONSENT_TITLE)});
    screen_body(tree, home_text(&of->thing, CONSENT_TEXT));
    say_signed(tree, person, &of->signatures, consent_key(&of->signatures));
    home_buttons_open(tree, "do");
    if (mine)
        home_plain(tree, DECK_CONSENT_REVOKE, (struct act){HOME_ACT_REVOKE, place}, ICON_UNDO);
    else
        tree_press(tree, &(struct press){.icon = ICON_CHECK,
                                         .small = true,
                                         .words = words_deck(DECK_CONSENT_SIGN),
                                         .act = {HOME_ACT_SIGN, place}});
    tree_close(tree);
    tree_close(tree);
}

void home_consents_part(struct tree *tree, const struct screen_input *in,
                        const struct home_person *person)
{
    (void)in;
    if (person->consent_count == 0)
        return;
    home_part_open(tree, "consents", words_deck(DECK_CONSENT_TITLE));
    screen_hint(tree, words_deck(DECK_CONSENT_READ));
    for (size_t i = 0; i < person->consent_count; i++)
        consent(tree, person, (uint32_t)i);
    tree_close(tree);
}

/* ---- safety cards ---- */

struct card_line {
    uint8_t field;
    enum deck_key name;
};

static const struct card_line lines[] = {
    {SAFETY_PLACE, DECK_SAFETY_PLACE},
    {SAFETY_CONTACT, DECK_SAFETY_CONTACT},
    {SAFETY_CONTACT_PHONE, DECK_SAFETY_CONTACT_PHONE},
    {SAFETY_LOCAL_NUMBER, DECK_SAFETY_NUMBER},
    {SAFETY_HOSPITAL, DECK_SAFETY_NEAREST},
    {SAFETY_PHONE, DECK_SAFETY_PHONE},
    {SAFETY_CODE_WORD, DECK_SAFETY_CODE_WORD},
};
#define LINES (sizeof lines / sizeof lines[0])

static bool may_call(const struct home_thing *card)
{
    return strcmp(home_text(card, SAFETY_MAY_CALL), HOME_YES) == 0;
}

static void own_line(struct tree *tree, const struct screen_input *in, const char *text,
                     const struct card_line *line)
{
    uint32_t about = line->field + 1u;
    if (in->desk->home.card_field == about) {
        home_named_field(tree, in, FIELD_CARD, line->name);
        home_buttons_open(tree, "do");
        home_plain(tree, DECK_DIALOGS_DONE, (struct act){HOME_ACT_CARD, 0}, ICON_CHECK);
        tree_close(tree);
        return;
    }
    tree_press(tree, &(struct press){.key = "line",
                                     .number = about,
                                     .kind = BUTTON_ROW,
                                     .icon = ICON_EDIT,
                                     .words = words_deck(line->name),
                                     .more = text[0] != '\0' ? text : "–",
                                     .hint = text,
                                     .act = {HOME_ACT_CARD, about}});
}

static void their_card(struct tree *tree, const struct home_person *person)
{
    char words[WORDS_SENTENCE_MAX];
    const struct home_thing *card = person->safety[HOME_THEM];
    bool empty = true;
    tree_label(tree,
               &(struct label){.words = words_fill(words, DECK_PEOPLE_CARD_THEIRS,
                                                   &(struct word_facts){.name = person->name}),
                               .role = TYPE_STRONG});
    for (size_t i = 0; card != NULL && i < LINES; i++) {
        const char *text = home_text(card, lines[i].field);
        if (text[0] == '\0')
            continue;
        tree_open_column(tree,
                         &(struct box){.key = "their", .number = (uint32_t)i, .cross = ALIGN_FILL});
        screen_hint(tree, words_deck(lines[i].name));
        screen_body(tree, text);
        tree_close(tree);
        empty = false;
    }
    if (card != NULL && may_call(card))
        screen_body(tree, words_deck(DECK_SAFETY_MAY_CALL));
    if (empty)
        screen_hint(tree, words_deck(DECK_PEOPLE_CARD_NONE));
}

void home_safety_part(struct tree *tree, const struct screen_input *in,
                      const struct home_person *person)
{
    char words[WORDS_SENTENCE_MAX];
    const struct home_thing *own = person->safety[HOME_ME];
    home_part_open(tree, "safety", words_deck(DECK_SAFETY_TITLE));
    screen_hint(tree, words_deck(DECK_SAFETY_WHO_SEES));
    their_card(tree, person);
    tree_rule(tree);
    tree_label(tree,
               &(struct label){.words = words_deck(DECK_PEOPLE_CARD_MINE), .role = TYPE_STRONG});
    for (size_t i = 0; i < LINES; i++)
        own_line(tree, in, own != NULL ? home_text(own, lines[i].field) : "", &lines[i]);
    tree_press(tree,
               &(struct press){.kind = BUTTON_CHECK,
                               .words = words_fill(words, DECK_SAFETY_CONTACT_MAY,
                                                   &(struct word_facts){.name = person->name}),
                               .on = own != NULL && may_call(own),
                               .act = {HOME_ACT_MAY_CALL, 0}});
    tree_close(tree);
}
