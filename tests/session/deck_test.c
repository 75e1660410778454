#include "session/deck.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "memory.h"
#include "session/deck_shipped.h"

static enum deck_outcome parse(const char *text, struct deck *out, struct deck_error *error)
{
    return deck_parse(text, strlen(text), &test_memory.memory, out, error);
}

static void open_deck(const char *text, struct deck *out)
{
    struct deck_error error;
    if (parse(text, out, &error) != DECK_OK)
        fail_msg("line %zu: %s", error.line, error.text);
}

static void open_english(struct deck *out)
{
    for (size_t i = 0; i < deck_shipped_count(); i++) {
        if (strcmp(deck_shipped_language(i), "en") != 0)
            continue;
        assert_int_equal(deck_open_shipped(i, &test_memory.memory, out), DECK_OK);
        return;
    }
    fail_msg("there is no English deck");
}

static void texts_and_lists_are_read(void **state)
{
    (void)state;
    struct deck deck;
    size_t count;
    open_deck("# mine\n\n[warm-up]\n  feeling =  How is it = today?  \r\n"
              "[starters]\n- I hear…\n-And\n\n[distractions]\npet = a dog\nnew-one = a door",
              &deck);
    assert_string_equal(deck_text(&deck, DECK_WARM_UP_FEELING), "How is it = today?");
    const struct deck_item *items = deck_list(&deck, DECK_LIST_STARTERS, &count);
    assert_int_equal(count, 2);
    assert_string_equal(items[0].text, "I hear…");
    assert_string_equal(items[0].name, "");
    assert_string_equal(items[1].text, "And");
    items = deck_list(&deck, DECK_LIST_DISTRACTIONS, &count);
    assert_int_equal(count, 2);
    assert_string_equal(items[1].name, "new-one");
    assert_string_equal(items[1].text, "a door");
    assert_ptr_equal(deck_find_item(&deck, DECK_LIST_DISTRACTIONS, "pet"), &items[0]);
    assert_null(deck_find_item(&deck, DECK_LIST_DISTRACTIONS, "phone"));
    deck_list(&deck, DECK_LIST_FEELINGS, &count);
    assert_int_equal(count, 0);
    deck_close(&deck);
}

static void a_file_is_kept_byte_for_byte(void **state)
{
    (void)state;
    static const char text[] = "\xef\xbb\xbf# kept\r\n\n[hide] \n\ttitle=Notes\n# and this";
    struct deck deck;
    open_deck(text, &deck);
    assert_int_equal(deck.size, sizeof text - 1);
    assert_memory_equal(deck.bytes, text, deck.size);
    assert_string_equal(deck_text(&deck, DECK_HIDE_TITLE), "Notes");
    deck_close(&deck);
}

static void a_mistake_is_told_with_its_line_and_what_to_do(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t line;
        const char *says;
    } rows[] = {
        {"title = Notes\n", 1, "comes before the first text"},
        {"[Hide]\n", 1, "a section is in letters a-z"},
        {"[]\n", 1, "a section is in letters a-z"},
        {"[hide]\nback = Back\n# x\nColour = red\n", 4, "name of a text is in letters a-z"},
        {"[hide]\n= red\n", 2, "name of a text is in letters a-z"},
        {"[attic]\n[hide]\nNotes\n", 3, "\"name = text\""},
        {"[hide]\nNotes\n", 2, "\"name = text\""},
        {"[hide]\n[hide\n", 2, "\"name = text\""},
        {"[hide]\n- Notes\n", 2, "\"name = text\""},
        {"[hide]\ntitle =  \n", 2, "there is no text here"},
        {"[hide]\ntitle = A\ntitle = B\n", 3, "\"title\" is here twice"},
        {"[hide]\ntitle = A\n[door]\n[hide]\n", 4, "[hide] is here twice"},
        {"[starters]\n[starters]\n", 2, "[starters] is here twice"},
        {"[starters]\nx = y\n", 2, "begins with \"- \""},
        {"[starters]\n-\n", 2, "there is no text here"},
        {"[starters]\n- for {name}\n", 2, "write the text without it"},
        {"[wishes]\n- bigger\n", 2, "\"name = text\""},
        {"[wishes]\nBig = bigger\n", 2, "in letters a-z"},
        {"[wishes]\na = b\na = c\n", 3, "\"a\" is here twice"},
        {"[door]\nat-door = {name is here\n", 2, "belong together"},
        {"[door]\nat-door = name} is here\n", 2, "belong together"},
        {"[door]\nat-door = {{name}} is here\n", 2, "belong together"},
        {"[door]\nat-door = {place} is here\n", 2,
         "{place} is not known here; this text may hold: "
         "name"},
        {"[door]\nat-door = {} is here\n", 2, "is not known here"},
        {"[door]\nat-door = {name place}\n", 2, "is not known here"},
        {"[hide]\ntitle = \xff\n", 2, "save the file as UTF-8"},
        {"[hide]\ntitle = A\x1b[2J\n", 2, "save the file as UTF-8"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct deck deck;
        struct deck_error error = {0};
        assert_int_equal(parse(rows[i].text, &deck, &error), DECK_MALFORMED);
        if (error.line != rows[i].line || strstr(error.text, rows[i].says) == NULL)
            fail_msg("%zu: line %zu: %s", i, error.line, error.text);
    }
}

/* An older Alcove said what this one does not, a newer one will: their files are read as well. */
static void what_another_alcove_says_is_passed_over_and_counted(void **state)
{
    (void)state;
    static const char text[] = "[hide]\ncolour = red\ntitle = Notes\n\n[attic]\n# quiet\n"
                               "- {old}\nold = {\n[door]\nopen = Come in\n";
    struct deck deck;
    open_deck(text, &deck);
    assert_string_equal(deck_text(&deck, DECK_HIDE_TITLE), "Notes");
    assert_string_equal(deck_text(&deck, DECK_DOOR_OPEN), "Come in");
    assert_int_equal(deck.unknown_count, 4);
    assert_int_equal(deck.unknown_line, 2);
    assert_memory_equal(deck.bytes, text, sizeof text - 1);
    deck_close(&deck);
    open_deck("[hide]\ntitle = Notes\n", &deck);
    assert_int_equal(deck.unknown_count, 0);
    deck_close(&deck);
}

static void a_zero_byte_is_no_letter(void **state)
{
    (void)state;
    static const char text[] = "[hide]\ntitle = A\0B\n";
    struct deck deck;
    struct deck_error error;
    assert_int_equal(deck_parse(text, sizeof text - 1, &test_memory.memory, &deck, &error),
                     DECK_MALFORMED);
    assert_int_equal(error.line, 2);
}

/* `head`, then `count` times `again`. */
static enum deck_outcome parse_many(const char *head, const char *again, size_t count,
                                    struct deck_error *error)
{
    size_t room = strlen(head) + count * (strlen(again) + 16) + 1;
    char *text = malloc(room);
    struct deck deck;
    assert_non_null(text);
    size_t size = (size_t)snprintf(text, room, "%s", head);
    for (size_t i = 0; i < count; i++) {
        memcpy(text + size, again, strlen(again));
        size += strlen(again);
    }
    enum deck_outcome outcome = deck_parse(text, size, &test_memory.memory, &deck, error);
    if (outcome == DECK_OK)
        deck_close(&deck);
    free(text);
    return outcome;
}

static void everything_has_an_end(void **state)
{
    (void)state;
    struct deck_error error;
    assert_int_equal(parse_many("[starters]\n", "- a\n", DECK_LIST_MAX, &error), DECK_OK);
    assert_int_equal(parse_many("[starters]\n", "- a\n", DECK_LIST_MAX + 1, &error),
                     DECK_MALFORMED);
    assert_int_equal(error.line, DECK_LIST_MAX + 2);
    assert_int_equal(parse_many("[hide]\ntitle = ", "a", DECK_TEXT_BYTES_MAX, &error), DECK_OK);
    assert_int_equal(parse_many("[hide]\ntitle = ", "a", DECK_TEXT_BYTES_MAX + 1, &error),
                     DECK_MALFORMED);
    assert_int_equal(parse_many("", "\n", DECK_LINES_MAX, &error), DECK_OK);
    assert_int_equal(parse_many("", "#", DECK_BYTES_MAX, &error), DECK_OK);
    assert_int_equal(parse_many("", "#", DECK_BYTES_MAX + 1, &error), DECK_MALFORMED);
    assert_int_equal(error.line, 0);
    assert_int_equal(parse_many("", "[x]\n", DECK_LINES_MAX * 2, &error), DECK_MALFORMED);
    assert_int_equal(parse_many("\n[starters]\n", "- a\n", DECK_LINES_MAX, &error), DECK_MALFORMED);
}

static void facts_take_the_place_of_words_in_braces(void **state)
{
    (void)state;
    char said[DECK_SAID_BYTES];
    struct deck deck;
    open_deck("[door]\nearly = At {time} {name} opens. {name}!\nat-door = Somebody\n", &deck);
    const struct deck_fact facts[] = {{"name", "Maya {time}"}, {"time", "15:00"}};
    assert_string_equal(deck_fill(&deck, DECK_DOOR_EARLY, facts, 2, said),
                        "At 15:00 Maya {time} opens. Maya {time}!");
    assert_string_equal(deck_fill(&deck, DECK_DOOR_AT_DOOR, facts, 2, said), "Somebody");
    deck_close(&deck);
}

static void what_is_too_long_is_cut_at_a_letter(void **state)
{
    (void)state;
    char said[DECK_SAID_BYTES];
    char name[DECK_SAID_BYTES * 2];
    struct deck deck;
    for (size_t i = 0; i + 1 < sizeof name; i += 2)
        memcpy(name + i, "é", 2);
    name[sizeof name - 2] = '\0';
    open_deck("[door]\nat-door = {name} is here\n", &deck);
    const struct deck_fact facts[] = {{"name", name}};
    deck_fill(&deck, DECK_DOOR_AT_DOOR, facts, 1, said);
    assert_int_equal(strlen(said), DECK_SAID_BYTES - 2);
    assert_memory_equal(said + DECK_SAID_BYTES - 4, "é\0", 3);
    deck_close(&deck);
}

static void own_words_lie_over_the_shipped_ones(void **state)
{
    (void)state;
    struct deck base, own, both;
    struct deck_error error;
    size_t count;
    open_english(&base);
    open_deck("# of Dr. Ito\n[warm-up]\nfeeling = What is here today?\n"
              "[starters]\n# two are enough\n- I hear that…\n- So:",
              &own);
    assert_false(deck_is_whole(&own, &error));
    assert_int_equal(deck_merge(&base, &own, &both, &error), DECK_OK);
    assert_true(deck_is_whole(&both, &error));
    assert_string_equal(deck_text(&both, DECK_WARM_UP_FEELING), "What is here today?");
    assert_string_equal(deck_text(&both, DECK_WARM_UP_AROUND), base.texts[DECK_WARM_UP_AROUND]);
    const struct deck_item *items = deck_list(&both, DECK_LIST_STARTERS, &count);
    assert_int_equal(count, 2);
    assert_string_equal(items[1].text, "So:");
    deck_list(&both, DECK_LIST_VALIDATION, &count);
    assert_int_equal(count, base.lists[DECK_LIST_VALIDATION].count);
    assert_non_null(strstr(both.bytes, "# two are enough\n- I hear that…\n- So:\n\n[validation]"));
    deck_close(&both);
    deck_close(&own);
    deck_close(&base);
}

static void a_deck_over_itself_is_itself(void **state)
{
    (void)state;
    for (size_t i = 0; i < deck_shipped_count(); i++) {
        struct deck base, both;
        struct deck_error error;
        const struct deck nothing = {0};
        assert_int_equal(deck_open_shipped(i, &test_memory.memory, &base), DECK_OK);
        assert_string_equal(deck_text(&base, DECK_LANGUAGE), deck_shipped_language(i));
        const struct deck *const own[] = {&base, &nothing};
        for (size_t which = 0; which < 2; which++) {
            assert_int_equal(deck_merge(&base, own[which], &both, &error), DECK_OK);
            assert_int_equal(both.size, base.size);
            assert_memory_equal(both.bytes, base.bytes, base.size);
            deck_close(&both);
        }
        deck_close(&base);
    }
}

/* Own lists that together are larger than a deck may be. */
static void what_is_too_much_together_is_refused(void **state)
{
    (void)state;
    struct deck base, own, both;
    struct deck_error error;
    open_english(&base);
    char *text = calloc(1, DECK_BYTES_MAX);
    assert_non_null(text);
    size_t size = (size_t)snprintf(text, DECK_BYTES_MAX, "[starters]\n");
    while (size + 400 < DECK_BYTES_MAX) {
        memset(text + size, 'a', 350);
        text[size] = '-';
        text[size + 349] = '\n';
        size += 350;
    }
    assert_int_equal(deck_parse(text, size, &test_memory.memory, &own, &error), DECK_OK);
    assert_int_equal(deck_merge(&base, &own, &both, &error), DECK_MALFORMED);
    assert_int_equal(error.line, 0);
    free(text);
    deck_close(&own);
    deck_close(&base);
}

static void what_is_missing_is_named(void **state)
{
    (void)state;
    struct deck base, cut;
    struct deck_error error;
    open_english(&base);
    char *at = strstr(base.bytes, "feeling = ");
    assert_non_null(at);
    *at = '#';
    open_deck(base.bytes, &cut);
    assert_false(deck_is_whole(&cut, &error));
    assert_string_equal(error.text, "\"feeling\" of [warm-up] is missing; add a line for it");
    deck_close(&cut);
    *at = 'f';
    char *list = strstr(base.bytes, "[hide-notes]");
    char *next = strstr(list, "\n[");
    memmove(list, next, strlen(next) + 1);
    open_deck(base.bytes, &cut);
    assert_false(deck_is_whole(&cut, &error));
    assert_string_equal(error.text, "[hide-notes] is missing; add it with a line or more");
    deck_close(&cut);
    deck_close(&base);
}

static void a_deck_of_an_older_alcove_takes_the_new_texts_from_the_shipped_one(void **state)
{
    (void)state;
    struct deck base, old, both;
    struct deck_error error;
    open_english(&base);
    char *text = strdup(base.bytes);
    strstr(text, "[home]")[0] = '\0';
    strstr(text, "= Show the clock")[2] = 's';
    open_deck(text, &old);
    assert_false(deck_is_whole(&old, &error));
    assert_int_equal(deck_merge(&base, &old, &both, &error), DECK_OK);
    assert_true(deck_is_whole(&both, &error));
    assert_string_equal(deck_text(&both, DECK_TIME_SHOW), "show the clock");
    assert_string_equal(deck_text(&both, DECK_HOME_BACK), deck_text(&base, DECK_HOME_BACK));
    deck_close(&both);
    deck_close(&old);
    deck_close(&base);
    free(text);
}

static void keys_say_where_they_are(void **state)
{
    (void)state;
    assert_string_equal(deck_key_section(DECK_DOOR_EARLY), "door");
    assert_string_equal(deck_key_name(DECK_DOOR_EARLY), "early");
    assert_string_equal(deck_key_facts(DECK_DOOR_EARLY), "name time");
    assert_string_equal(deck_list_section(DECK_LIST_HIDE_NOTES), "hide-notes");
}

static enum deck_outcome merge_with(const struct alcove_memory *memory)
{
    static const char text[] = "[hide]\ntitle = Paper\n";
    struct deck base = {.memory = memory};
    struct deck own = base;
    struct deck both = base;
    struct deck_error error;
    enum deck_outcome outcome = deck_open_shipped(0, memory, &base);
    if (outcome == DECK_OK)
        outcome = deck_parse(text, sizeof text - 1, memory, &own, &error);
    if (outcome == DECK_OK)
        outcome = deck_merge(&base, &own, &both, &error);
    deck_close(&both);
    deck_close(&own);
    deck_close(&base);
    return outcome;
}

static void without_memory_nothing_is_left_behind(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    enum deck_outcome outcome = DECK_NO_MEMORY;
    size_t tries = 0;
    while (outcome == DECK_NO_MEMORY) {
        counted.requests = 0;
        counted.fail_at = ++tries;
        outcome = merge_with(&counted.memory);
        assert_int_equal(counted.bytes, 0);
    }
    assert_int_equal(outcome, DECK_OK);
    assert_int_equal(tries, 11);
    counted_memory_end(&counted);
}

#define DECK_UNIT(name) cmocka_unit_test_setup_teardown(name, test_memory_begin, test_memory_end)

static const struct CMUnitTest tests[] = {
    DECK_UNIT(texts_and_lists_are_read),
    DECK_UNIT(a_file_is_kept_byte_for_byte),
    DECK_UNIT(a_mistake_is_told_with_its_line_and_what_to_do),
    DECK_UNIT(what_another_alcove_says_is_passed_over_and_counted),
    DECK_UNIT(a_zero_byte_is_no_letter),
    DECK_UNIT(everything_has_an_end),
    DECK_UNIT(facts_take_the_place_of_words_in_braces),
    DECK_UNIT(what_is_too_long_is_cut_at_a_letter),
    DECK_UNIT(own_words_lie_over_the_shipped_ones),
    DECK_UNIT(a_deck_over_itself_is_itself),
    DECK_UNIT(what_is_too_much_together_is_refused),
    DECK_UNIT(what_is_missing_is_named),
    DECK_UNIT(a_deck_of_an_older_alcove_takes_the_new_texts_from_the_shipped_one),
    DECK_UNIT(keys_say_where_they_are),
    DECK_UNIT(without_memory_nothing_is_left_behind),
};
TEST_GROUP(deck, tests)
