#include "check/decks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/phrase.h"
#include "check/reading.h"
#include "session/deck.h"

#define FOLDER "assets/decks"
#define ENDING ".deck"

/* ---- every text of every deck ---- */

/* One text: "feeling" of [warm-up], or a line of a list (with its name, or ""). */
struct saying {
    const char *path, *section, *name, *text;
    char language[8];
};

typedef void visit_saying(const struct saying *saying, void *context);

static void *resize(void *context, void *old, size_t old_size, size_t size)
{
    (void)context;
    (void)old_size;
    if (size == 0) {
        free(old);
        return NULL;
    }
    void *moved = realloc(old, size);
    if (moved == NULL)
        abort();
    return moved;
}

static const struct alcove_memory memory = {.resize = resize};

static bool is_deck(const struct file *file)
{
    return is_below(file, FOLDER) && has_suffix(file->path, ENDING);
}

static bool open_deck(const struct file *file, struct deck *deck, struct deck_error *error)
{
    return deck_parse(file->text, strlen(file->text), &memory, deck, error) == DECK_OK;
}

static void visit_deck(const struct deck *deck, struct saying saying, visit_saying *visit,
                       void *context)
{
    for (enum deck_key key = DECK_LANGUAGE; key < DECK_KEYS; key++) {
        saying.section = deck_key_section(key);
        saying.name = deck_key_name(key);
        saying.text = deck->texts[key];
        if (saying.text != NULL)
            visit(&saying, context);
    }
    for (enum deck_list list = 0; list < DECK_LISTS; list++) {
        size_t count;
        const struct deck_item *items = deck_list(deck, list, &count);
        saying.section = deck_list_section(list);
        for (size_t i = 0; i < count; i++) {
            saying.name = items[i].name;
            saying.text = items[i].text;
            visit(&saying, context);
        }
    }
}

/* What cannot be read is for decks_check_whole. */
static void visit_all(const struct tree *tree, visit_saying *visit, void *context)
{
    for (size_t i = 0; i < tree->count; i++) {
        const struct file *file = &tree->files[i];
        struct saying saying = {.path = file->path};
        struct deck deck;
        struct deck_error error;
        if (!is_deck(file) || !open_deck(file, &deck, &error))
            continue;
        snprintf(saying.language, sizeof saying.language, "%.*s",
                 (int)strcspn(file->path + sizeof FOLDER, "."), file->path + sizeof FOLDER);
        visit_deck(&deck, saying, visit, context);
        deck_close(&deck);
    }
}

/* ---- whole ---- */

static void check_facts(const struct file *file, const struct deck *deck, struct findings *out)
{
    for (enum deck_key key = DECK_LANGUAGE; key < DECK_KEYS; key++) {
        for (const char *fact = deck_key_facts(key); *fact != '\0' && deck->texts[key] != NULL;) {
            size_t size = strcspn(fact, " ");
            char braced[64];
            snprintf(braced, sizeof braced, "{%.*s}", (int)size, fact);
            if (strstr(deck->texts[key], braced) == NULL)
                findings_add(out, "%s: \"%s\" of [%s] lacks %s", file->path, deck_key_name(key),
                             deck_key_section(key), braced);
            fact += size + (fact[size] == ' ');
        }
    }
}

/* Every name that `one` has in a list, `other` has too. */
static void check_names(const struct deck *one, const struct deck *other, const char *path,
                        struct findings *out)
{
    for (enum deck_list list = 0; list < DECK_LISTS; list++) {
        size_t count;
        const struct deck_item *items = deck_list(one, list, &count);
        for (size_t i = 0; i < count; i++) {
            if (deck_find_item(other, list, items[i].name) == NULL)
                findings_add(out, "%s: [%s] lacks \"%s\"", path, deck_list_section(list),
                             items[i].name);
        }
    }
}

static void check_file(const struct file *file, const struct deck *deck, struct findings *out)
{
    struct deck_error error;
    char name[64];
    if (!deck_is_whole(deck, &error))
        findings_add(out, "%s: %s", file->path, error.text);
    const char *language = deck->texts[DECK_LANGUAGE];
    snprintf(name, sizeof name, FOLDER "/%.16s" ENDING, language == NULL ? "?" : language);
    if (strcmp(file->path, name) != 0)
        findings_add(out, "%s: is in another language than its name", file->path);
    if (deck->unknown_count > 0)
        findings_add(out, "%s:%zu: there is no such text", file->path, deck->unknown_line);
    check_facts(file, deck, out);
}

void decks_check_whole(const struct tree *tree, struct findings *out)
{
    struct deck first = {.memory = &memory};
    const char *first_path = NULL;
    bool is_any = false;
    for (size_t i = 0; i < tree->count; i++) {
        const struct file *file = &tree->files[i];
        struct deck deck;
        struct deck_error error;
        if (!is_deck(file))
            continue;
        is_any = true;
        if (!open_deck(file, &deck, &error)) {
            findings_add(out, "%s:%zu: %s", file->path, error.line, error.text);
            continue;
        }
        check_file(file, &deck, out);
        if (first_path == NULL) {
            first = deck;
            first_path = file->path;
            continue;
        }
        check_names(&first, &deck, file->path, out);
        check_names(&deck, &first, first_path, out);
        deck_close(&deck);
    }
    if (!is_any)
        findings_add(out, FOLDER ": there is no deck");
    deck_close(&first);
}

/* ---- tone ---- */

/* Beginnings of words; in Arabic, which joins words, what stands anywhere. */
static const struct {
    const char *language, *word;
} refused[] = {
    {"en", "fail"},      {"en", "invalid"},  {"en", "error"},     {"en", "wrong"},
    {"en", "must"},      {"en", "patient"},  {"en", "user"},      {"en", "peer"},
    {"en", "nat"},       {"en", "finger"},   {"en", "bandwidth"}, {"en", "latenc"},
    {"en", "score"},     {"en", "disorder"}, {"en", "symptom"},   {"en", "diagnos"},
    {"en", "abnormal"},  {"en", "complian"}, {"en", "refuse"},    {"es", "error"},
    {"es", "fallo"},     {"es", "falló"},    {"es", "fracas"},    {"es", "inválid"},
    {"es", "incorrect"}, {"es", "debes"},    {"es", "paciente"},  {"es", "usuari"},
    {"es", "puntuaci"},  {"es", "trastorn"}, {"es", "síntoma"},   {"es", "diagnós"},
    {"es", "anormal"},   {"es", "latencia"}, {"ar", "خطأ"},       {"ar", "أخطاء"},
    {"ar", "فشل"},       {"ar", "غير صالح"}, {"ar", "مريض"},      {"ar", "اضطراب"},
    {"ar", "تشخيص"},     {"ar", "أعراض"},    {"ar", "يجب"},       {"ar", "المستخدم"},
};

static void check_words(const struct saying *saying, const char *phrase, struct findings *out)
{
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        char word[64];
        bool is_joined = strcmp(refused[i].language, "ar") == 0;
        snprintf(word, sizeof word, "%s%s", is_joined ? "" : " ", refused[i].word);
        if (strcmp(refused[i].language, saying->language) == 0 && strstr(phrase, word) != NULL)
            findings_add(out, "%s: [%s]: \"%s\" is no word for people: %s", saying->path,
                         saying->section, refused[i].word, saying->text);
    }
}

static int count_words(const char *text)
{
    int words = 0;
    for (const char *at = text + strspn(text, " "); *at != '\0'; at += strspn(at, " ")) {
        words++;
        at += strcspn(at, " ");
    }
    return words;
}

static void check_tone(const struct saying *saying, void *context)
{
    struct findings *out = context;
    int words = count_words(saying->text);
    if (words > DECK_WORDS_MAX)
        findings_add(out, "%s: [%s]: %d words; at most %d: %s", saying->path, saying->section,
                     words, DECK_WORDS_MAX, saying->text);
    char *phrase = phrase_of(saying->text, strlen(saying->text));
    check_words(saying, phrase, out);
    free(phrase);
}

void decks_check_tone(const struct tree *tree, struct findings *out)
{
    visit_all(tree, check_tone, out);
}

/* ---- reading ---- */

#define SECTION_WORDS_MIN 40 /* fewer say nothing of how hard a section is */
#define LINE_WORDS_MIN    5

struct readings {
    struct findings *out;
    struct saying last; /* path NULL before the first */
    struct reading section, whole;
};

/* `line`: it is one alone; NULL for the section of the last saying, or the whole. */
static void judge(struct readings *r, const struct reading *reading, const char *line)
{
    if (reading->words < (line != NULL ? LINE_WORDS_MIN : SECTION_WORDS_MIN))
        return;
    struct reading_level level = reading_judge(reading, r->last.language, line != NULL);
    if (!level.fits)
        findings_add(r->out, "%s: %s reads as %.1f; the bound is %.1f", r->last.path,
                     line != NULL           ? line
                     : reading == &r->whole ? "all of it"
                                            : r->last.section,
                     level.value, level.bound);
}

static void read_saying(const struct saying *saying, void *context)
{
    struct readings *r = context;
    bool is_new_file = r->last.path == NULL || strcmp(r->last.path, saying->path) != 0;
    bool is_new_section = is_new_file || strcmp(r->last.section, saying->section) != 0;
    if (is_new_section && r->last.path != NULL) {
        judge(r, &r->section, NULL);
        r->section = (struct reading){0};
    }
    if (is_new_file && r->last.path != NULL) {
        judge(r, &r->whole, NULL);
        r->whole = (struct reading){0};
    }
    struct reading line = {0};
    reading_add(&line, saying->language, saying->text);
    reading_add(&r->section, saying->language, saying->text);
    reading_add(&r->whole, saying->language, saying->text);
    r->last = *saying;
    judge(r, &line, saying->text);
}

void decks_check_reading(const struct tree *tree, struct findings *out)
{
    struct readings r = {.out = out};
    visit_all(tree, read_saying, &r);
    if (r.last.path == NULL)
        return;
    judge(&r, &r.section, NULL);
    judge(&r, &r.whole, NULL);
}

/* ---- licences ---- */

#define RUN_WORDS 4

struct denial {
    struct findings *out;
    const char *denied; /* lines of NAME HASH */
};

static void look_up(const struct denial *denial, const struct saying *saying, uint64_t hash)
{
    char hex[24];
    snprintf(hex, sizeof hex, " %016llx", (unsigned long long)hash);
    const char *at = strstr(denial->denied, hex);
    if (at == NULL)
        return;
    const char *name = at;
    while (name > denial->denied && name[-1] != '\n')
        name--;
    findings_add(denial->out, "%s: [%s]: words of %.*s, which may not be passed on: %s",
                 saying->path, saying->section, (int)(at - name), name, saying->text);
}

static void check_licence(const struct saying *saying, void *context)
{
    char *phrase = phrase_of(saying->text, strlen(saying->text));
    for (const char *at = phrase + 1; *at != '\0'; at += strcspn(at, " ") + 1) {
        const char *end = at;
        int words = 0;
        while (words < RUN_WORDS && *end != '\0' && *end != '|') {
            end += strcspn(end, " ") + 1;
            words++;
        }
        if (words == RUN_WORDS)
            look_up(context, saying, phrase_hash(at, (size_t)(end - 1 - at)));
    }
    free(phrase);
}

void decks_check_licences(const struct tree *tree, const char *denied, struct findings *out)
{
    struct denial denial = {.out = out, .denied = denied};
    visit_all(tree, check_licence, &denial);
}

/* ---- code ---- */

struct strings {
    struct findings *out;
    const struct tree *tree;
    char **phrases; /* of all strings of a file of src/; NULL for others, and the tables of keys */
};

static void look_for(const struct strings *strings, const char *wanted, const struct saying *saying)
{
    for (size_t i = 0; i < strings->tree->count; i++) {
        if (strings->phrases[i] != NULL && strstr(strings->phrases[i], wanted) != NULL)
            findings_add(strings->out, "%s: says what is in [%s] of %s: %s",
                         strings->tree->files[i].path, saying->section, saying->path, saying->text);
    }
}

/* Four words in a row of a text anywhere in a string; of three, a string that is nothing else. */
static void check_strings(const struct saying *saying, void *context)
{
    char *phrase = phrase_of(saying->text, strlen(saying->text));
    const char *end;
    for (const char *at = phrase + strspn(phrase, " |"); *at != '\0';
         at = end + strspn(end, " |")) {
        char wanted[DECK_TEXT_BYTES_MAX + 8];
        int words = phrase_run(at, &end);
        const char *bar = words == 3 ? "|" : "";
        snprintf(wanted, sizeof wanted, "%s %.*s %s", bar, (int)(end - at), at, bar);
        if (words >= 3)
            look_for(context, wanted, saying);
    }
    free(phrase);
}

/* The tables of keys, which have the names and words in braces of all texts. */
static bool is_table(const struct file *file)
{
    return is_below(file, "src/session") && strstr(file->path, "/deck_keys") != NULL;
}

static bool is_code(const struct file *file)
{
    return is_c(file) && is_below(file, "src") && !is_table(file);
}

void decks_check_code(const struct tree *tree, struct findings *out)
{
    struct strings strings = {out, tree, calloc(tree->count + 1, sizeof(char *))};
    if (strings.phrases == NULL)
        abort();
    for (size_t i = 0; i < tree->count; i++) {
        if (is_code(&tree->files[i]))
            strings.phrases[i] = phrase_of_strings(tree->files[i].text);
    }
    visit_all(tree, check_strings, &strings);
    for (size_t i = 0; i < tree->count; i++)
        free(strings.phrases[i]);
    free(strings.phrases);
}

/* ---- said ---- */

#define PREFIX "DECK_"

static const char *const key_names[DECK_KEYS] = {
#define KEY_NAME(name, section, key, facts) #name,
    DECK_KEY_TABLE(KEY_NAME)
#undef KEY_NAME
};

static void mark_named(const char *code, bool named[DECK_KEYS])
{
    for (const char *at = code; (at = strstr(at, PREFIX)) != NULL;) {
        at += strlen(PREFIX);
        size_t size = strspn(at, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_");
        for (enum deck_key key = DECK_LANGUAGE; key < DECK_KEYS; key++) {
            if (strlen(key_names[key]) == size && memcmp(key_names[key], at, size) == 0)
                named[key] = true;
        }
        at += size;
    }
}

void decks_check_said(const struct tree *tree, struct findings *out)
{
    bool named[DECK_KEYS] = {false};
    for (size_t i = 0; i < tree->count; i++) {
        if (is_code(&tree->files[i]))
            mark_named(tree->files[i].code, named);
    }
    for (enum deck_key key = DECK_LANGUAGE; key < DECK_KEYS; key++) {
        if (!named[key])
            findings_add(out, "src: nothing says \"%s\" of [%s]; name " PREFIX "%s, or remove it",
                         deck_key_name(key), deck_key_section(key), key_names[key]);
    }
}
