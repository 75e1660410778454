#include "check/decks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/phrase.h"
#include "check_fixture.h"
#include "harness.h"
#include "session/deck.h"

#define ENGLISH "assets/decks/en.deck"

static int findings_of(void (*rule)(const struct tree *, struct findings *), struct tree *tree)
{
    struct findings out = {0};
    rule(tree, &out);
    int count = out.count;
    findings_free(&out);
    tree_free(tree);
    return count;
}

/* The shipped English deck with one piece changed, under a path of its language. */
static char *english_with(const char *from, const char *to)
{
    size_t size;
    char *text = read_test_file(ENGLISH, &size);
    char *at = strstr(text, from);
    char *changed = NULL;
    assert_non_null(at);
    assert_true(asprintf(&changed, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from)) > 0);
    free(text);
    return changed;
}

static int against_english(void (*rule)(const struct tree *, struct findings *), const char *from,
                           const char *to)
{
    char *text = english_with(from, to);
    int count = findings_in(rule, ENGLISH, text);
    free(text);
    return count;
}

static void a_deck_that_lacks_something_is_refused(void **state)
{
    (void)state;
    const struct {
        const char *from, *to;
        int findings;
    } rows[] = {
        {"language = en", "language = en", 0},
        {"language = en", "language = es", 1},
        {"skip = Skip", "# Skip", 1},
        {"[hide-notes]", "[attic]", 2},
        {"skip = Skip", "skip = Skip\nx = y", 1},
        {"Around: {words}", "Around", 1},
        {"{name} nods.", "{who} nods.", 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(against_english(decks_check_whole, rows[i].from, rows[i].to),
                         rows[i].findings);
    assert_int_equal(findings_in(decks_check_whole, "src/a.c", ""), 1);
}

static void two_languages_have_the_same_names_in_their_lists(void **state)
{
    (void)state;
    const char *to[] = {"noise = ruido", "sound = ruido"};
    for (int i = 0; i < 2; i++) {
        struct tree tree = {0};
        char *english = english_with("# ", "# ");
        char *other = english_with("noise = noise", to[i]);
        char *language = strstr(other, "language = en");
        memcpy(language, "language = es", strlen("language = es"));
        tree_add(&tree, ENGLISH, english);
        tree_add(&tree, "assets/decks/es.deck", other);
        assert_int_equal(findings_of(decks_check_whole, &tree), i * 2);
        free(english);
        free(other);
    }
}

static void long_lines_and_hard_words_are_refused(void **state)
{
    (void)state;
    const struct {
        const char *path, *text;
        int findings;
    } rows[] = {
        {"assets/decks/en.deck", "[hide]\ntitle = a b c d e f g h i j k l\n", 0},
        {"assets/decks/en.deck", "[hide]\ntitle = a b c d e f g h i j k l m\n", 1},
        {"assets/decks/en.deck", "[starters]\n- a b c d e f g h i j k l m\n", 1},
        {"assets/decks/en.deck", "[hide]\ntitle = This has failed.\n", 1},
        {"assets/decks/en.deck", "[hide]\ntitle = An Error. Invalid!\n", 2},
        {"assets/decks/en.deck", "[hide]\ntitle = Natural errands\n", 1},
        {"assets/decks/en.deck", "[hide]\n# failed\ntitle = terror of signatures\n", 0},
        {"assets/decks/es.deck", "[hide]\ntitle = Algo falló.\n", 1},
        {"assets/decks/es.deck", "[hide]\ntitle = failed\n", 0},
        {"assets/decks/ar.deck", "[hide]\ntitle = حدث الخطأ\n", 1},
        {"assets/decks/ar.deck", "[hide]\ntitle = ملاحظات\n", 0},
        {"tests/decks/en.deck", "[hide]\ntitle = error\n", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int findings = findings_in(decks_check_tone, rows[i].path, rows[i].text);
        if (findings != rows[i].findings)
            fail_msg("%s: %d findings", rows[i].text, findings);
    }
}

/* A line `count` times. */
static int reading_findings(const char *path, const char *line, int count)
{
    char text[4096] = "[starters]\n";
    for (int i = 0; i < count; i++) {
        size_t size = strlen(text);
        snprintf(text + size, sizeof text - size, "- %s\n", line);
    }
    return findings_in(decks_check_reading, path, text);
}

static void what_is_hard_to_read_is_refused(void **state)
{
    (void)state;
    const struct {
        const char *path, *line;
        int count, findings; /* each line, the section, and the whole deck */
    } rows[] = {
        {"assets/decks/en.deck", "You can take a small step today.", 10, 0},
        {"assets/decks/en.deck", "Environmental considerations necessitate additional effort.", 10,
         12},
        {"assets/decks/en.deck", "Environmental considerations necessitate additional effort.", 1,
         1},
        {"assets/decks/en.deck", "Any distractions in your environment right now?", 1, 0},
        {"assets/decks/en.deck", "Any distractions in your environment right now?", 10, 2},
        {"assets/decks/en.deck", "Environmental considerations", 10, 0},
        {"assets/decks/es.deck", "Hoy puedes dar un paso pequeño.", 10, 0},
        {"assets/decks/es.deck", "Consideraciones medioambientales adicionales y comunicativas.",
         10, 12},
        {"assets/decks/ar.deck", "هل أنت هنا معي الآن؟", 10, 0},
        {"assets/decks/ar.deck", "الاستراتيجيات والاحتياجات والاستعدادات والمستلزمات متكاملة", 10,
         12},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int findings = reading_findings(rows[i].path, rows[i].line, rows[i].count);
        if (findings != rows[i].findings)
            fail_msg("%s: %d findings", rows[i].line, findings);
    }
}

static int licence_findings(const char *denied, const char *line)
{
    struct tree tree = {0};
    struct findings out = {0};
    char text[256];
    snprintf(text, sizeof text, "[door]\nat-door = %s\n", line);
    tree_add(&tree, ENGLISH, text);
    decks_check_licences(&tree, denied, &out);
    int count = out.count;
    findings_free(&out);
    tree_free(&tree);
    return count;
}

static void words_of_a_denied_questionnaire_are_refused(void **state)
{
    (void)state;
    char denied[64];
    const char run[] = "my shoes are blue";
    snprintf(denied, sizeof denied, "# x\nSHOES %016llx\n",
             (unsigned long long)phrase_hash(run, sizeof run - 1));
    assert_int_equal(licence_findings(denied, "Today: my SHOES are (blue)!"), 1);
    assert_int_equal(licence_findings(denied, "My shoes are not blue."), 0);
    assert_int_equal(licence_findings(denied, "My shoes {name} are blue."), 0);
    assert_int_equal(licence_findings("", "My shoes are blue."), 0);
    size_t size;
    char *shipped = read_test_file("tools/check/denied_items.txt", &size);
    assert_int_equal(licence_findings(shipped, "I felt heard, understood, and respected."), 3);
    assert_int_equal(licence_findings(shipped, "Did {name} hear you?"), 0);
    free(shipped);
}

static void a_text_of_a_deck_in_the_code_is_refused(void **state)
{
    (void)state;
    const struct {
        const char *path, *text;
        int findings;
    } rows[] = {
        {"src/a.c", "say(\"How are you today?\");\n", 1},
        {"src/a.c", "say(\"so, how are\"\n    \" you TODAY and\");\n", 1},
        {"src/a.c", "say(\"How are\", \"you today\");\n", 0},
        {"src/a.c", "/* How are you today? */ say('\"', \"no\");\n", 0},
        {"src/a.c", "say(\"%s: open the door\\n\");\n", 1},
        {"src/a.c", "say(\"they open the door\");\n", 0},
        {"src/a.c", "say(\"%s will come back soon\");\n", 1},
        {"src/a.c", "say(\"Skip it\");\n", 0},
        {"tools/a.c", "say(\"How are you today?\");\n", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tree tree = {0};
        tree_add(&tree, ENGLISH,
                 "[door]\nopen = Open the door\nwait = How are you today?\n"
                 "late = {name} will come back soon\n[hide]\ntitle = Skip it\n");
        tree_add(&tree, rows[i].path, rows[i].text);
        int findings = findings_of(decks_check_code, &tree);
        if (findings != rows[i].findings)
            fail_msg("%s: %d findings", rows[i].text, findings);
    }
}

static const char *const key_names[DECK_KEYS] = {
#define KEY_NAME(name, section, key, facts) #name,
    DECK_KEY_TABLE(KEY_NAME)
#undef KEY_NAME
};

/* Code that names all keys but one, which it names in another way. */
static int said_findings(const char *path, const char *other_way)
{
    struct tree tree = {0};
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    assert_non_null(stream);
    for (enum deck_key key = DECK_LANGUAGE; key < DECK_KEYS; key++) {
        if (key != DECK_HIDE_TITLE)
            fprintf(stream, "say(DECK_%s);\n", key_names[key]);
    }
    assert_int_equal(fclose(stream), 0);
    tree_add(&tree, "src/ui/a.c", text);
    tree_add(&tree, path, other_way);
    free(text);
    return findings_of(decks_check_said, &tree);
}

static void a_text_that_no_code_says_is_refused(void **state)
{
    (void)state;
    const struct {
        const char *path, *text;
        int findings;
    } rows[] = {
        {"src/app/b.c", "static const enum deck_key k = DECK_HIDE_TITLE;\n", 0},
        {"src/app/b.h", "say(DECK_HIDE_TITLE)\n", 0},
        {"src/app/b.c", "/* DECK_HIDE_TITLE */ f(\"DECK_HIDE_TITLE\");\n", 1},
        {"src/app/b.c", "say(DECK_HIDE_BACK - 1); say(DECK_HIDE_TITLE_TWO);\n", 1},
        {"src/session/deck_keys_around.h", "DECK_HIDE_TITLE\n", 1},
        {"tests/ui/b.c", "say(DECK_HIDE_TITLE);\n", 1},
        {"assets/decks/x.deck", "DECK_HIDE_TITLE\n", 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int findings = said_findings(rows[i].path, rows[i].text);
        if (findings != rows[i].findings)
            fail_msg("%s: %s: %d findings", rows[i].path, rows[i].text, findings);
    }
    assert_int_equal(findings_in(decks_check_said, "src/a.c", ""), DECK_KEYS);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_deck_that_lacks_something_is_refused),
    cmocka_unit_test(two_languages_have_the_same_names_in_their_lists),
    cmocka_unit_test(long_lines_and_hard_words_are_refused),
    cmocka_unit_test(what_is_hard_to_read_is_refused),
    cmocka_unit_test(words_of_a_denied_questionnaire_are_refused),
    cmocka_unit_test(a_text_of_a_deck_in_the_code_is_refused),
    cmocka_unit_test(a_text_that_no_code_says_is_refused),
};
TEST_GROUP(decks, tests)
