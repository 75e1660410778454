/* What the commands that work on a space begin and end with: the profile, the vault and the space
 * with one person are opened; what the command put into the draft is published and kept before
 * anything is said of it, or, if the command failed, discarded. Called by command_goals.c and its
 * like. */
#ifndef ALCOVE_APP_SPACE_DESK_H
#define ALCOVE_APP_SPACE_DESK_H

#include "app/commands.h"
#include "app/ledger.h"
#include "app/object_view.h"
#include "papers/paper.h"
#include "records/space.h"

/* Borrowed from space_desk_run for as long as the work lasts. */
struct space_desk {
    const struct options *options;
    const char *own_name;
    const uint8_t *own_secret;   /* the device's, to sign with */
    struct household *household; /* NULL: at a book that a running app holds and keeps */
    const struct person *person; /* NULL: nobody, it is the private space */
    struct ledger_book *book;
    struct space *space;
    struct object_view view;
    enum object_kind kind; /* of what the verb is about */
};

typedef enum exit_code (*space_work)(struct space_desk *desk);

/* `name` says with whom; NULL: with the only one that there is. Complains itself. */
enum exit_code space_desk_run(const struct options *options, const char *name, space_work work);

/* The same in the space that is never shared. */
enum exit_code space_desk_run_private(const struct options *options, space_work work);

/* What a command can be followed by: VERB PERSON …, where PERSON alone means the first verb. */
struct space_verb {
    const char *name;
    space_work work;
    int operands_min, operands_max; /* verb and person included */
};
struct space_verbs {
    enum object_kind kind;
    const struct space_verb *list;
    size_t count;
    const char *usage; /* what it wants, for who gives something else */
};
enum exit_code space_desk_run_verb(const struct options *options, const struct space_verbs *verbs);

/* NULL if there is no such verb. */
space_work space_verb_find(const struct space_verbs *verbs, const char *name);

/* At a book that a running app holds: what is written is published, the app keeps it, and nothing
 * is printed. The caller filled all but space and view. */
enum exit_code space_desk_run_live(struct space_desk *desk, space_work work);

/* Publishes and keeps what was written; nothing where there is no draft. Complains itself. */
enum exit_code space_desk_keep(struct space_desk *desk);
/* The same, and shows the object, if all before it went well: `exit` says so. */
enum exit_code space_desk_end(struct space_desk *desk, enum exit_code exit, enum object_kind kind,
                              struct object_id object);

/* EXIT_OK for SPACE_WRITTEN; else says why nothing was written. */
enum exit_code space_desk_judge(enum space_write written);

/* The id that `text` is, of whatever there is or not. Complains itself. */
enum exit_code space_desk_read_id(const char *text, struct object_id *out);
/* What `text` names, which must be of that kind. Complains itself. */
enum exit_code space_desk_find(const struct space_desk *desk, const char *text,
                               enum object_kind kind, struct object_id *out);
/* Shows all of that kind, oldest first; where there is none, that `alcove HOW` makes one. */
enum exit_code space_desk_list(struct space_desk *desk, enum object_kind kind, const char *how);
/* Sets what the options say in this object. Complains itself. */
enum exit_code space_desk_set(struct space_desk *desk, enum object_kind kind,
                              struct object_id object);
enum exit_code space_desk_set_field(struct space_desk *desk, struct object_id object, uint8_t field,
                                    const struct value *value);
/* Makes `given` of a note, or, in a command, what comes on standard input if that is "-". */
enum exit_code space_desk_note(struct space_desk *desk, struct object_id object, uint8_t field,
                               const char *given);

/* Words for the other, published and not yet kept. Complains itself; then nothing changed. */
enum exit_code space_desk_put_words(struct ledger_book *book, const char *text,
                                    struct object_id *out);

/* What sentences and exports start from: as this person sees it, now. */
struct paper space_desk_paper(const struct space_desk *desk);

/* `given`, or standard input if that is "-", without the line end behind it; at most `max` bytes.
 * NUL-terminated; the caller wipes and frees it. NULL after complaining. */
char *space_desk_text(const char *given, size_t max);

#endif
