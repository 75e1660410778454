/* The side of the accessibility bus: what is shown there, and who answers. Only the thread of
 * desktop/accessible.c uses it.
 *
 * An object is meant by its place: that of a node in what is shown, or one of those below. Its path
 * is made of the node's id, so it stays the same while the node does. */
#ifndef ALCOVE_DESKTOP_ACCESSIBLE_BRIDGE_H
#define ALCOVE_DESKTOP_ACCESSIBLE_BRIDGE_H

#include <systemd/sd-bus.h>

#include "desktop/accessible_copy.h"

#define ACCESSIBLE_PREFIX     "/org/a11y/atspi/accessible"
#define ACCESSIBLE_PATH_BYTES 64
/* What is longer is not taken from the bus. */
#define ACCESSIBLE_TEXT_BYTES_MAX 65536

enum accessible_place {
    ACCESSIBLE_ROOT = -1, /* the application; the frame is its only child */
    ACCESSIBLE_NULL = -2, /* nothing */
    ACCESSIBLE_SAID = -3, /* something that was said, as a thing that shows: so and below */
};

/* So many stay to be read: a reader may come late to the first of several. */
#define ACCESSIBLE_SAID_MAX 4

struct accessible_said {
    struct access_node node; /* whose name is `text` */
    char *text;              /* owned; NULL: nothing, or not any more */
    uint64_t number;         /* from 1; in its path */
};

struct accessible_bridge {
    sd_bus *bus;                   /* NULL: nobody is there */
    bool ready;                    /* the bus has given us a name */
    const char *application;       /* its name */
    struct accessible_copy *shown; /* held; NULL: nothing yet */
    /* Number n at n % ACCESSIBLE_SAID_MAX, whose place is so far below ACCESSIBLE_SAID. */
    struct accessible_said said[ACCESSIBLE_SAID_MAX];
    uint64_t sayings;                          /* so far */
    bool hears_announcements;                  /* somebody asked to be told of them */
    int application_id;                        /* as the registry calls us */
    char desktop_name[256], desktop_path[256]; /* the parent of the application */
    sd_bus_slot *key_slot;                     /* the answer to a key that is waited for */
    void (*answer)(void *context, bool taken); /* of that key */
    /* Hands a request to the window. Takes `text` over on true; false: too many wait. */
    bool (*ask)(void *context, const struct access_request *request);
    void *context;
};

/* Somebody's question about an object. */
struct accessible_call {
    struct accessible_bridge *bridge;
    int place;
    const struct access_node *node; /* NULL: the application */
    sd_bus_message *message;
};

/* Members of an interface. A method reads its arguments, whose types are as `takes` says, and
 * replies; a property's `get` appends its value of type `takes` to `out`, `set` reads one. All
 * return what sd-bus returns, negative for an error. */
struct accessible_member {
    const char *interface, *name, *takes;
    int (*method)(const struct accessible_call *call);
    int (*get)(const struct accessible_call *call, sd_bus_message *out);
    int (*set)(const struct accessible_call *call);
};

struct accessible_members {
    const struct accessible_member *list;
    size_t count;
};

struct accessible_members accessible_node_members(void);
struct accessible_members accessible_deed_members(void);
struct accessible_members accessible_text_members(void);

/* Answers on the bus, which is open; false: it cannot. */
bool accessible_serve(struct accessible_bridge *bridge);

/* NULL for the application, and for nothing. */
const struct access_node *accessible_node(const struct accessible_bridge *bridge, int place);
void accessible_path(const struct accessible_bridge *bridge, int place,
                     char out[ACCESSIBLE_PATH_BYTES]);
int accessible_parent(const struct accessible_bridge *bridge, int place);
int accessible_child_count(const struct accessible_bridge *bridge, int place);
/* Appends "(so)". */
int accessible_append(const struct accessible_bridge *bridge, sd_bus_message *out, int place);
int accessible_append_parent(const struct accessible_bridge *bridge, sd_bus_message *out,
                             int place);
/* Appends "as": the names of the interfaces that the object has. */
int accessible_append_interfaces(sd_bus_message *out, const struct access_node *node);
/* Appends "au". */
int accessible_append_states(sd_bus_message *out, const struct access_node *node);
/* Appends what the cache of a client keeps of an object. */
int accessible_append_item(const struct accessible_bridge *bridge, sd_bus_message *out, int place);
/* Whether an object has this interface, by its full name. */
bool accessible_has(const struct access_node *node, const char *interface);
/* Sends a reply if `result` says that it is whole, and lets it go. Returns what a method does. */
int accessible_send(sd_bus_message *reply, int result);
/* Asks the window for something about the node of the call, and replies with "b": whether it will
 * look. Takes `request.text` over. */
int accessible_ask(const struct accessible_call *call, struct access_request request);

/* Shows another copy, which is taken over, and tells the bus what is different. What was said goes
 * where the frame is called otherwise: that is how a window hides. */
void accessible_show(struct accessible_bridge *bridge, struct accessible_copy *copy);
/* Says it to whoever listens. */
void accessible_announce(struct accessible_bridge *bridge, const char *text, bool urgent);
/* What was said last can be read no longer. */
void accessible_unsay(struct accessible_bridge *bridge);

/* Asks whether somebody takes the key for themselves; `answer` comes later, once. The answer to the
 * one before is not waited for any more. */
void accessible_ask_key(struct accessible_bridge *bridge, const struct access_key *key);
/* No answer comes any more: nobody took it. */
void accessible_drop_key(struct accessible_bridge *bridge);

#endif
