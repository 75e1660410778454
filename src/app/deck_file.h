/* The deck of the person at this device (session/deck.h): the shipped one of their language with
 * their own over it, which is the file $XDG_CONFIG_HOME/alcove/decks/LANGUAGE.deck (~/.config where
 * that is not set). It lies beside the profile, not in it: it holds nothing of anybody and can be
 * edited by hand. Called by the window and by `alcove deck`. */
#ifndef ALCOVE_APP_DECK_FILE_H
#define ALCOVE_APP_DECK_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "session/deck.h"
#include "store/folder.h"

#define DECK_FILE_ERROR_BYTES 1400 /* a path, a line and a sentence */

/* The index of the shipped deck (session/deck_shipped.h) for what --language says, or, with NULL,
 * for the first of LC_ALL, LC_MESSAGES and LANG that is set; English where there is none of it.
 * False if `asked` is none that ships. */
bool deck_file_language(const char *asked, size_t *language);
/* Where their own deck of it is, there or not. False if no folder is known. */
bool deck_file_path(size_t language, char out[FOLDER_PATH_BYTES_MAX]);

/* Reads any deck file. False with `error`, "FILE:LINE: what to do". On true the caller ends `out`
 * with deck_close; a file that is not there is false with `error` empty. */
bool deck_file_read(const char *path, struct deck *out, char error[DECK_FILE_ERROR_BYTES]);
/* The whole deck; the caller ends it with deck_close. A file of their own that cannot be read
 * changes nothing, and `error` says so; else it is empty. False without memory. */
bool deck_file_open(size_t language, struct deck *out, char error[DECK_FILE_ERROR_BYTES]);
/* Makes `deck` their own, byte for byte; folders are made. False with `error`. */
bool deck_file_keep(size_t language, const struct deck *deck, char error[DECK_FILE_ERROR_BYTES]);
/* Their own deck of it is taken away. False where there was none, or it stays. */
bool deck_file_remove(size_t language);
/* Writes the bytes of a deck to a file, whole or not at all. False with `error`. */
bool deck_file_write(const char *path, const struct deck *deck, char error[DECK_FILE_ERROR_BYTES]);

#endif
