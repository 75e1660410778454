/* Texts reduced to their words, so that two can be compared whatever their commas and capitals:
 * " how are you | we start ", with a bar where something else is filled in ({name}, %s). Called by
 * the rules about decks. */
#ifndef TOOLS_CHECK_PHRASE_H
#define TOOLS_CHECK_PHRASE_H

#include <stddef.h>
#include <stdint.h>

/* The words of a text of `size` bytes; the caller frees it. */
char *phrase_of(const char *text, size_t size);
/* The words of all strings in a C file, those that stand side by side joined, a bar between the
 * others; the caller frees it. */
char *phrase_of_strings(const char *c);
/* How many words are before the next bar; `*end` is behind the last of them, on its blank. */
int phrase_run(const char *phrase, const char **end);
/* FNV-1a, 64 bits. */
uint64_t phrase_hash(const char *bytes, size_t size);

#endif
