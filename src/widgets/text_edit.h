/* What someone writes: a line or an area of UTF-8 with a caret, a selection, undo, and what an
 * input method is composing. Knows nothing of fonts or windows; edit_lines.h moves by what lies on
 * the screen. Called by the tree and the window, from one thread.
 *
 * Offsets are bytes. Caret and anchor always stand where a person sees one character end and the
 * next begin (grapheme.h): accents, joined emoji and flags move and go as one. What goes in is
 * made safe: broken UTF-8 becomes U+FFFD; line ends of all kinds become a newline, in a single
 * line a space, and a tab too; other controls are left out, and so is what turns text around
 * (U+202A to U+202E, U+2066 to U+2069 and the marks: utf8_is_bidi_control). What would lead over
 * `bytes_max` is left out from a character on.
 *
 * All memory is the edit's own until text_edit_end; it is wiped whenever it is given back or
 * moved. When there is no memory an insert is refused whole, and a delete is done but cannot be
 * undone. */
#ifndef ALCOVE_WIDGETS_TEXT_EDIT_H
#define ALCOVE_WIDGETS_TEXT_EDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"
#include "widgets/edit_log.h"

#define TEXT_EDIT_BYTES_MAX   (1u << 20)
#define TEXT_EDIT_PREEDIT_MAX 512 /* bytes of what is being composed; the rest is not shown */
#define TEXT_EDIT_NO_COLUMN   (-1)

struct text_edit_kind {
    size_t bytes_max; /* 1 to TEXT_EDIT_BYTES_MAX */
    bool area;        /* newlines are kept */
    bool secret;      /* shown as dots, never copied; its words and lines are not told apart */
};

enum text_edit_result {
    TEXT_EDIT_DONE,
    TEXT_EDIT_NOTHING,   /* there was nothing to do: at an end, or only controls */
    TEXT_EDIT_CUT_SHORT, /* done, but the end of it had no room: tell the person */
    TEXT_EDIT_NO_MEMORY, /* nothing was changed */
};

/* From the caret to where, in the order in which it is read. Lines are those between newlines. */
enum text_edit_way {
    TEXT_EDIT_BACK, /* one character */
    TEXT_EDIT_ON,
    TEXT_EDIT_WORD_BACK,
    TEXT_EDIT_WORD_ON,
    TEXT_EDIT_LINE_START,
    TEXT_EDIT_LINE_END,
    TEXT_EDIT_START,
    TEXT_EDIT_END,
};

/* Fields are to be read only. */
struct text_edit {
    const struct alcove_memory *memory;
    struct text_edit_kind kind;
    char *bytes; /* NUL-terminated; NULL as long as nothing was written: see text_edit_bytes */
    size_t size;
    size_t room;
    size_t caret;
    size_t anchor; /* the other end of the selection; `caret` when nothing is selected */
    int column;    /* pixels to which up and down return; TEXT_EDIT_NO_COLUMN */
    size_t pressed_from, pressed_to; /* what the last press selected */
    int pressed_clicks;
    struct edit_log log;
    char preedit[TEXT_EDIT_PREEDIT_MAX];
    size_t preedit_size; /* 0: nothing is being composed */
    size_t preedit_caret, preedit_selected;
    char *composed; /* what is shown or copied, when that is not `bytes` */
    size_t composed_room;
};

/* What to lay out and paint, in offsets of its own bytes. */
struct text_shown {
    const char *bytes; /* NUL-terminated; valid until the next call of any function */
    size_t size;
    size_t caret;
    size_t selected_from, selected_to;     /* equal when nothing is selected */
    size_t underlined_from, underlined_to; /* what is being composed; equal when nothing is */
};

/* Empty; allocates nothing. `memory` is borrowed until the end. */
void text_edit_begin(struct text_edit *edit, const struct alcove_memory *memory,
                     struct text_edit_kind kind);
void text_edit_end(struct text_edit *edit);

/* Never NULL; `size` bytes and a NUL. */
const char *text_edit_bytes(const struct text_edit *edit);
/* All of it anew, by the program and not by the person: no undo leads back. The caret stands at
 * the end. */
enum text_edit_result text_edit_set(struct text_edit *edit, const char *bytes, size_t size);

/* In place of the selection; `bytes` are none of this edit's own. Typing joins into one step of
 * undo until a new word begins, a pause of EDIT_LOG_PAUSE_US, or the caret was moved; a paste is a
 * step by itself. */
enum text_edit_result text_edit_type(struct text_edit *edit, const char *bytes, size_t size,
                                     int64_t now_us);
enum text_edit_result text_edit_paste(struct text_edit *edit, const char *bytes, size_t size);
/* The selection if there is one, else from the caret to there. */
enum text_edit_result text_edit_delete(struct text_edit *edit, enum text_edit_way way,
                                       int64_t now_us);

/* The selection, NUL-terminated, valid until the next call of any function; NULL when nothing is
 * selected, of a secret, or when there is no memory. Cut also deletes it, if it could be copied. */
const char *text_edit_copy(struct text_edit *edit);
const char *text_edit_cut(struct text_edit *edit);

/* False when there is nothing to take back or to do again. What changed is then selected by
 * nobody; the caret stands behind it. */
bool text_edit_undo(struct text_edit *edit);
bool text_edit_redo(struct text_edit *edit);

/* With `select` the anchor stays. Without it, back and on leave a selection at its near end. */
void text_edit_move(struct text_edit *edit, enum text_edit_way way, bool select);
/* To where the character of this byte begins; what is beyond the end means the end. */
void text_edit_place(struct text_edit *edit, size_t at, bool select);
void text_edit_select(struct text_edit *edit, size_t anchor, size_t caret);
void text_edit_select_all(struct text_edit *edit);
/* A pointer went down at this byte for the n-th time in a row: once places the caret, twice
 * selects a word, three times a line. `select` (Shift) extends to there. */
void text_edit_press(struct text_edit *edit, size_t at, int clicks, bool select);
/* It moved to this byte while down: the selection grows by what the press selected by. */
void text_edit_drag(struct text_edit *edit, size_t at);

/* What an input method composes now (SDL_TEXTEDITING): shown at the caret in place of the
 * selection, never part of the text. `caret` and `selected` count code points within it, as SDL
 * does. No bytes end it; so does every other change or move. What is committed comes by
 * text_edit_type. */
void text_edit_compose(struct text_edit *edit, const char *bytes, size_t size, int caret,
                       int selected);

struct text_shown text_edit_shown(struct text_edit *edit);
/* From an offset in the text to one in what is shown, and back (to a character's beginning). */
size_t text_edit_to_shown(const struct text_edit *edit, size_t at);
size_t text_edit_from_shown(const struct text_edit *edit, size_t shown_at);

#endif
