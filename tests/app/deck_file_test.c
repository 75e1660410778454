#include "app/deck_file.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "session/deck_shipped.h"

/* A folder for decks, which XDG_CONFIG_HOME names. */
static int begin(void **state)
{
    *state = fresh_folder();
    assert_int_equal(setenv("XDG_CONFIG_HOME", *state, 1), 0);
    return 0;
}

static int end(void **state)
{
    unsetenv("XDG_CONFIG_HOME");
    remove_folder(*state);
    return 0;
}

static size_t language(const char *name)
{
    size_t at;
    assert_true(deck_file_language(name, &at));
    assert_string_equal(deck_shipped_language(at), name);
    return at;
}

static const char *language_by(const char *all, const char *messages, const char *lang)
{
    size_t at;
    setenv("LC_ALL", all, 1);
    setenv("LC_MESSAGES", messages, 1);
    setenv("LANG", lang, 1);
    assert_true(deck_file_language(NULL, &at));
    return deck_shipped_language(at);
}

static void the_language_is_asked_for_or_that_of_the_system(void **state)
{
    (void)state;
    size_t at;
    language("en");
    language("es");
    language("ar");
    assert_false(deck_file_language("xx", &at));
    assert_false(deck_file_language("", &at));
    assert_string_equal(language_by("", "", "es_MX.UTF-8"), "es");
    assert_string_equal(language_by("", "ar_EG", "es_MX.UTF-8"), "ar");
    assert_string_equal(language_by("es", "ar_EG", ""), "es");
    assert_string_equal(language_by("C", "ar_EG", "es"), "en");
    assert_string_equal(language_by("", "", ""), "en");
    unsetenv("LC_ALL");
    unsetenv("LC_MESSAGES");
    unsetenv("LANG");
}

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static void words_of_their_own_are_kept_and_found_again(void **state)
{
    static const char text[] = "# mine\n[hide]\ntitle = Paper\n";
    char error[DECK_FILE_ERROR_BYTES];
    char path[FOLDER_PATH_BYTES_MAX], draft[FOLDER_PATH_BYTES_MAX];
    struct deck own, whole;
    size_t english = language("en");
    assert_true(deck_file_open(english, &whole, error));
    assert_string_equal(error, "");
    assert_string_equal(deck_text(&whole, DECK_HIDE_TITLE), "Notes");
    deck_close(&whole);
    snprintf(draft, sizeof draft, "%s/draft", (char *)*state);
    write_text(draft, text);
    assert_true(deck_file_read(draft, &own, error));
    assert_true(deck_file_keep(english, &own, error));
    deck_close(&own);
    assert_true(deck_file_path(english, path));
    assert_non_null(strstr(path, "alcove/decks/en.deck"));
    assert_true(deck_file_read(path, &own, error));
    assert_int_equal(own.size, sizeof text - 1);
    assert_memory_equal(own.bytes, text, own.size);
    deck_close(&own);
    assert_true(deck_file_open(english, &whole, error));
    assert_string_equal(deck_text(&whole, DECK_HIDE_TITLE), "Paper");
    assert_string_equal(deck_text(&whole, DECK_HIDE_BACK), "Back");
    deck_close(&whole);
    assert_true(deck_file_open(language("es"), &whole, error));
    assert_string_equal(deck_text(&whole, DECK_HIDE_TITLE), "Notas");
    deck_close(&whole);
}

static void a_broken_file_says_its_line_and_changes_nothing(void **state)
{
    (void)state;
    char error[DECK_FILE_ERROR_BYTES];
    char path[FOLDER_PATH_BYTES_MAX];
    struct deck own, whole;
    size_t english = language("en");
    assert_true(deck_file_read("assets/decks/en.deck", &own, error));
    assert_true(deck_file_keep(english, &own, error));
    deck_close(&own);
    assert_true(deck_file_path(english, path));
    write_text(path, "[hide]\ntitle Paper\n");
    assert_false(deck_file_read(path, &own, error));
    assert_non_null(strstr(error, "en.deck:2: "));
    assert_true(deck_file_open(english, &whole, error));
    assert_non_null(strstr(error, "en.deck:2: "));
    assert_string_equal(deck_text(&whole, DECK_HIDE_TITLE), "Notes");
    deck_close(&whole);
}

static void what_is_no_file_is_said(void **state)
{
    char error[DECK_FILE_ERROR_BYTES];
    char path[FOLDER_PATH_BYTES_MAX];
    struct deck deck;
    snprintf(path, sizeof path, "%s/none", (char *)*state);
    assert_false(deck_file_read(path, &deck, error));
    assert_string_equal(error, "");
    assert_false(deck_file_read(*state, &deck, error));
    assert_non_null(strstr(error, "Is a directory"));
    assert_true(deck_file_read("assets/decks/en.deck", &deck, error));
    snprintf(path, sizeof path, "%s/none/deck", (char *)*state);
    assert_false(deck_file_write(path, &deck, error));
    assert_non_null(strstr(error, "No such file"));
    deck_close(&deck);
}

#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, begin, end)

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_language_is_asked_for_or_that_of_the_system),
    WITH_FOLDER(words_of_their_own_are_kept_and_found_again),
    WITH_FOLDER(a_broken_file_says_its_line_and_changes_nothing),
    WITH_FOLDER(what_is_no_file_is_said),
};
TEST_GROUP(deck_file, tests)
