/* How it has been: a line of what each said of their days, and how it is today in one press. */
#include <math.h>

#include "ui/goals_screen.h"
#include "ui/home_parts.h"

#define MOOD_DAYS 42
#define MOOD_MAX  10

static bool is_mood(const struct home_check_in *of, enum home_side side)
{
    return of->by == side && of->mood <= MOOD_MAX && object_id_is_equal(of->practice, OBJECT_SPACE);
}

uint8_t goals_mood_of(const struct home_person *person, enum home_side side, uint32_t day)
{
    for (size_t i = 0; i < person->check_in_count; i++) {
        const struct home_check_in *of = &person->check_ins[i];
        if (of->day == day && is_mood(of, side))
            return of->mood;
    }
    return HOME_NO_NUMBER;
}

/* The last MOOD_DAYS days, oldest first; of a day, what was said last. */
static void read_days(double values[MOOD_DAYS], const struct home_person *person,
                      enum home_side side, uint32_t today)
{
    for (size_t i = 0; i < MOOD_DAYS; i++)
        values[i] = (double)NAN;
    for (size_t i = person->check_in_count; i-- > 0;) {
        const struct home_check_in *of = &person->check_ins[i];
        if (is_mood(of, side) && of->day <= today && today - of->day < MOOD_DAYS)
            values[MOOD_DAYS - 1 - (today - of->day)] = of->mood;
    }
}

/* Whether there was any day to show. */
static bool line_of(struct tree *tree, const struct screen_input *in,
                    const struct home_person *person, enum home_side side)
{
    double values[MOOD_DAYS];
    char words[WORDS_SENTENCE_MAX];
    struct word_facts facts = {.name = home_name_of(person, side), .total = MOOD_DAYS};
    read_days(values, person, side, in->home->today);
    for (size_t i = 0; i < MOOD_DAYS; i++) {
        bool said = !isnan(values[i]);
        facts.count = (uint16_t)(facts.count + said);
        facts.value = said ? (uint16_t)values[i] : facts.value;
    }
    if (facts.count == 0)
        return false;
    words_fill(words, DECK_GOALS_RATINGS, &facts);
    screen_hint(tree, words);
    tree_plot(tree, &(struct plot){.key = "moods",
                                   .number = side,
                                   .kind = PLOT_LINE,
                                   .name = words,
                                   .values = values,
                                   .value_count = MOOD_DAYS,
                                   .max = MOOD_MAX,
                                   .fit = home_fills});
    return true;
}

static void today(struct tree *tree, const struct screen_input *in,
                  const struct home_person *person)
{
    uint8_t mood = goals_mood_of(person, HOME_ME, in->home->today);
    tree_label(tree, &(struct label){.words = words_deck(DECK_GOALS_MOOD_TODAY),
                                     .role = TYPE_STRONG,
                                     .heading = true});
    screen_rating(tree, words_deck(DECK_GOALS_MOOD_TODAY), mood == HOME_NO_NUMBER ? -1 : mood,
                  GOALS_ACT_MOOD);
    screen_hint(tree, words_deck(DECK_WARM_UP_NUMBER));
    tree_open_row(tree, &(struct box){.key = "note", .gap = 8, .cross = ALIGN_CENTRE});
    tree_open_column(tree, &(struct box){.key = "word", .cross = ALIGN_FILL, .fit = {.grow = 1}});
    screen_field(tree, in, FIELD_MOOD_NOTE, DECK_PRACTICE_NOTE, 0);
    tree_close(tree);
    tree_press(tree, &(struct press){.small = true,
                                     .words = words_deck(DECK_DIALOGS_SAVE),
                                     .shortcut = "Enter",
                                     .act = {GOALS_ACT_MOOD_NOTE, 0}});
    tree_close(tree);
}

void goals_moods(struct tree *tree, const struct screen_input *in, const struct home_person *person)
{
    home_part_open(tree, "moods", words_deck(DECK_GOALS_MOODS));
    bool mine = line_of(tree, in, person, HOME_ME);
    bool theirs = line_of(tree, in, person, HOME_THEM);
    if (!mine && !theirs)
        screen_body(tree, words_deck(DECK_GOALS_MOODS_EMPTY));
    today(tree, in, person);
    goals_notes(tree, in, person, OBJECT_SPACE);
    tree_close(tree);
}
