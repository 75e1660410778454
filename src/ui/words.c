#include "ui/words.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "widgets/utf8.h"

static const struct {
    enum deck_key why, to_do;
} hindrances[CALL_HINDRANCES] = {
    [CALL_HINDRANCE_OFFLINE] = {DECK_HINDRANCE_OFFLINE, DECK_HINDRANCE_OFFLINE_DO},
    [CALL_HINDRANCE_NO_NETWORK] = {DECK_HINDRANCE_NO_NETWORK, DECK_HINDRANCE_NO_NETWORK_DO},
    [CALL_HINDRANCE_BLOCKED] = {DECK_HINDRANCE_BLOCKED, DECK_HINDRANCE_BLOCKED_DO},
    [CALL_HINDRANCE_RESTRICTED] = {DECK_HINDRANCE_RESTRICTED, DECK_HINDRANCE_RESTRICTED_DO},
    [CALL_HINDRANCE_CLOCK] = {DECK_HINDRANCE_CLOCK, DECK_HINDRANCE_CLOCK_DO},
    [CALL_HINDRANCE_VERSIONS] = {DECK_HINDRANCE_VERSIONS, DECK_HINDRANCE_VERSIONS_DO},
    [CALL_HINDRANCE_INVITE_OVER] = {DECK_HINDRANCE_INVITE_OVER, DECK_HINDRANCE_INVITE_OVER_DO},
    [CALL_HINDRANCE_WRONG_KEY] = {DECK_HINDRANCE_WRONG_KEY, DECK_HINDRANCE_WRONG_KEY_DO},
    [CALL_HINDRANCE_STILL_TRYING] = {DECK_HINDRANCE_STILL_TRYING, DECK_HINDRANCE_STILL_TRYING_DO},
};

static const struct deck *deck;

void words_use(const struct deck *whole)
{
    deck = whole;
}

const char *words_deck(enum deck_key key)
{
    return deck_text(deck, key);
}

const struct deck_item *words_list(enum deck_list list, size_t *count)
{
    return deck_list(deck, list, count);
}

enum deck_key words_why(enum call_hindrance hindrance)
{
    ALCOVE_ASSERT(hindrance > CALL_HINDRANCE_NONE && hindrance < CALL_HINDRANCES);
    return hindrances[hindrance].why;
}

enum deck_key words_to_do(enum call_hindrance hindrance)
{
    ALCOVE_ASSERT(hindrance > CALL_HINDRANCE_NONE && hindrance < CALL_HINDRANCES);
    return hindrances[hindrance].to_do;
}

const char *words_name(const char *name)
{
    return name == NULL || name[0] == '\0' ? words_deck(DECK_GUEST) : name;
}

struct sentence {
    char *bytes;
    size_t size;
};

/* Cuts between code points, never inside of one. */
static void append(struct sentence *s, const char *bytes, size_t size)
{
    size_t left = WORDS_SENTENCE_MAX - 1 - s->size;
    size_t fits = 0;
    while (fits < size && utf8_after(bytes, size, fits) <= left)
        fits = utf8_after(bytes, size, fits);
    memcpy(s->bytes + s->size, bytes, fits);
    s->size += fits;
}

struct fact {
    const char *name;
    size_t size;
};

static bool is_fact(const struct fact *fact, const char *name)
{
    return fact->size == strlen(name) && memcmp(fact->name, name, fact->size) == 0;
}

static void say_time(char told[24], uint16_t minute)
{
    snprintf(told, 24, "%u:%02u", minute / 60u % 24, minute % 60u);
}

/* Those that are words themselves; NULL for a number. */
static const char *fact_words(const struct fact *fact, const struct word_facts *facts)
{
    if (is_fact(fact, "name"))
        return words_name(facts->name);
    if (is_fact(fact, "words") || is_fact(fact, "number"))
        return facts->words == NULL ? "" : facts->words;
    if (is_fact(fact, "day"))
        return facts->day == NULL ? "" : facts->day;
    return NULL;
}

static void say_number(char told[24], const struct fact *fact, const struct word_facts *facts)
{
    const struct {
        const char *name;
        uint16_t number;
    } numbers[] = {
        {"minutes", facts->minutes}, {"count", facts->count},   {"total", facts->total},
        {"value", facts->value},     {"percent", facts->value}, {"seconds", facts->value},
    };
    size_t i = 0;
    while (i < sizeof numbers / sizeof numbers[0] && !is_fact(fact, numbers[i].name))
        i++;
    ALCOVE_ASSERT(i < sizeof numbers / sizeof numbers[0]);
    snprintf(told, 24, "%u", numbers[i].number);
}

static void append_fact(struct sentence *s, const struct fact *fact, const struct word_facts *facts)
{
    char told[24];
    const char *words = fact_words(fact, facts);
    if (words != NULL) {
        append(s, words, strlen(words));
        return;
    }
    if (is_fact(fact, "time"))
        say_time(told, facts->minute_of_day);
    else if (is_fact(fact, "end"))
        say_time(told, facts->end_min);
    else if (is_fact(fact, "delay"))
        snprintf(told, sizeof told, "%u.%u", (facts->delay_ms + 50) / 1000,
                 (facts->delay_ms + 50) / 100 % 10);
    else
        say_number(told, fact, facts);
    append(s, told, strlen(told));
}

const char *words_fill(char out[WORDS_SENTENCE_MAX], enum deck_key key,
                       const struct word_facts *facts)
{
    struct sentence s = {out, 0};
    const char *at = words_deck(key);
    while (*at != '\0') {
        size_t plain = strcspn(at, "{");
        append(&s, at, plain);
        at += plain;
        if (*at == '\0')
            break;
        const char *end = strchr(at, '}');
        ALCOVE_ASSERT(end != NULL);
        append_fact(&s, &(struct fact){at + 1, (size_t)(end - at - 1)}, facts);
        at = end + 1;
    }
    out[s.size] = '\0';
    return out;
}

const char *words_copy(char out[WORDS_SENTENCE_MAX], const char *words)
{
    struct sentence s = {out, 0};
    append(&s, words == NULL ? "" : words, words == NULL ? 0 : strlen(words));
    out[s.size] = '\0';
    return out;
}

const char *words_number(char out[WORDS_SENTENCE_MAX], const char *number)
{
    struct sentence s = {out, 0};
    while (*number != '\0') {
        size_t part = strcspn(number, " ");
        append(&s, number, part);
        number += part + strspn(number + part, " ");
        if (part > 0 && *number != '\0')
            append(&s, "\u00a0", strlen("\u00a0"));
    }
    out[s.size] = '\0';
    return out;
}

struct date {
    unsigned year, month, day; /* month from 0, day from 1 */
};

/* Counted from the first of a March of 400 years, which are all alike: the odd day is the last. */
static struct date date_of(uint32_t days)
{
    uint32_t day = (days + 719468) % 146097;
    uint32_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
    day -= 365 * year + year / 4 - year / 100;
    uint32_t month = (5 * day + 2) / 153;
    uint32_t years = 400 * ((days + 719468) / 146097) + year + (month >= 10);
    return (struct date){years, (month + 2) % 12, day - (153 * month + 2) / 5 + 1};
}

const char *words_weekday(uint32_t day)
{
    static const enum deck_key names[] = {DECK_DAYS_THURSDAY, DECK_DAYS_FRIDAY, DECK_DAYS_SATURDAY,
                                          DECK_DAYS_SUNDAY,   DECK_DAYS_MONDAY, DECK_DAYS_TUESDAY,
                                          DECK_DAYS_WEDNESDAY}; /* the first was a Thursday */
    return words_deck(names[day % 7]);
}

const char *words_day(char out[WORDS_DAY_BYTES], uint32_t day)
{
    snprintf(out, WORDS_DAY_BYTES, "%.64s %u", words_weekday(day), date_of(day).day);
    return out;
}

const char *words_date(char out[WORDS_SENTENCE_MAX], uint32_t day)
{
    static const enum deck_key names[] = {
        DECK_DAYS_JANUARY,   DECK_DAYS_FEBRUARY, DECK_DAYS_MARCH,    DECK_DAYS_APRIL,
        DECK_DAYS_MAY,       DECK_DAYS_JUNE,     DECK_DAYS_JULY,     DECK_DAYS_AUGUST,
        DECK_DAYS_SEPTEMBER, DECK_DAYS_OCTOBER,  DECK_DAYS_NOVEMBER, DECK_DAYS_DECEMBER};
    struct date date = date_of(day);
    return words_fill(
        out, DECK_DAYS_DATE,
        &(struct word_facts){.count = (uint16_t)date.day, .words = words_deck(names[date.month])});
}

const char *words_date_year(char out[WORDS_SENTENCE_MAX], uint32_t day)
{
    char words[WORDS_SENTENCE_MAX];
    return words_fill(out, DECK_DAYS_DATE_YEAR,
                      &(struct word_facts){.count = (uint16_t)date_of(day).year,
                                           .words = words_date(words, day)});
}
