#include "check/reading.h"

#include <stdlib.h>
#include <string.h>

#include "check/phrase.h"

/* Of a text, and of a line alone. A reading age of twelve is the end of grade seven; "fairly easy"
 * is for the schools of ten to twelve years; words of everyday Arabic have four to five letters,
 * those of the papers more. */
static const double grade_max[] = {7.0, 10.0};
static const double ease_min[] = {70.0, 30.0};
static const double letters_max[] = {5.0, 6.0};

static bool is_vowel(char c)
{
    return strchr("aeiouy", c) != NULL;
}

/* Groups of vowels, without an e that is not spoken. */
static int english_syllables(const char *word, size_t size)
{
    int count = 0;
    for (size_t i = 0; i < size; i++)
        count += is_vowel(word[i]) && (i == 0 || !is_vowel(word[i - 1]));
    bool is_silent = size > 2 && word[size - 1] == 'e' && !is_vowel(word[size - 2]) &&
                     !(word[size - 2] == 'l' && !is_vowel(word[size - 3]));
    bool is_past = size > 3 && memcmp(word + size - 2, "ed", 2) == 0 &&
                   strchr("tdaeiou", word[size - 3]) == NULL;
    count -= is_silent || is_past;
    return count > 0 ? count : 1;
}

/* The vowel at `at`: 's' if it makes a syllable beside another such, 'w' if it leans on one; 0 for
 * none. Letters with an accent are two bytes. */
static char spanish_vowel(const char *at, size_t left)
{
    if (strchr("aeo", *at) != NULL)
        return 's';
    if (strchr("iu", *at) != NULL)
        return 'w';
    if (left < 2 || *at != '\xc3')
        return 0;
    return memchr("\xa1\xa9\xad\xb3\xba", at[1], 5) != NULL ? 's' : 0;
}

static int spanish_syllables(const char *word, size_t size)
{
    int count = 0;
    char last = 0;
    for (size_t i = 0; i < size; i++) {
        char vowel = spanish_vowel(word + i, size - i);
        bool is_mute = word[i] == 'u' && i > 0 && strchr("qg", word[i - 1]) != NULL &&
                       i + 1 < size && strchr("ei\xc3", word[i + 1]) != NULL;
        count += vowel != 0 && !is_mute && (last == 0 || (last == 's' && vowel == 's'));
        last = is_mute ? 0 : vowel;
        i += word[i] == '\xc3';
    }
    return count > 0 ? count : 1;
}

/* Without the marks of vowels, which are rarely written (U+064B to U+0652). */
static int letters_of(const char *word, size_t size)
{
    int count = 0;
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)word[i];
        unsigned char next = i + 1 < size ? (unsigned char)word[i + 1] : 0;
        bool is_mark = c == 0xd9 && next >= 0x8b && next <= 0x92;
        count += (c < 0x80 || c >= 0xc0) && !is_mark;
    }
    return count;
}

/* Those in the middle of a line; its end is the caller's. */
static int sentence_ends(const char *line)
{
    int count = 0;
    for (const char *at = line; (at = strpbrk(at, ".?!:")) != NULL; at++)
        count += at[1] == ' ';
    return count;
}

void reading_add(struct reading *reading, const char *language, const char *line)
{
    struct reading here = {.sentences = 1 + sentence_ends(line)};
    char *phrase = phrase_of(line, strlen(line));
    for (const char *word = phrase + 1; *word != '\0'; word += strcspn(word, " ") + 1) {
        size_t size = strcspn(word, " ");
        if (word[0] == '|')
            continue;
        here.words++;
        here.letters += letters_of(word, size);
        here.syllables += strcmp(language, "es") == 0 ? spanish_syllables(word, size)
                                                      : english_syllables(word, size);
    }
    free(phrase);
    if (here.words < 3)
        return;
    reading->words += here.words;
    reading->sentences += here.sentences;
    reading->letters += here.letters;
    reading->syllables += here.syllables;
}

struct reading_level reading_judge(const struct reading *reading, const char *language,
                                   bool is_line)
{
    double words = (double)reading->words;
    double long_sentences = words / (double)reading->sentences;
    double long_words = (double)reading->syllables / words;
    if (strcmp(language, "es") == 0) {
        double ease = 206.84 - 60 * long_words - 1.02 * long_sentences;
        return (struct reading_level){ease, ease_min[is_line], ease >= ease_min[is_line]};
    }
    bool is_arabic = strcmp(language, "ar") == 0;
    double value = is_arabic ? (double)reading->letters / words
                             : 0.39 * long_sentences + 11.8 * long_words - 15.59;
    double bound = is_arabic ? letters_max[is_line] : grade_max[is_line];
    return (struct reading_level){value, bound, value <= bound};
}
