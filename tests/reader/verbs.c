#include "reader/verbs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desktop/accessible_terms.h"
#include "reader/things.h"

#define PATIENCE_S     10
#define TARGET_SIZE_PX 36

static const char usage[] =
    "reader wait APP ROLE NAME    until there is one that shows; ROLE \"-\": any\n"
    "reader hold APP NAME TEXT    until such a field holds the text\n"
    "reader at APP NAME           until it has the focus\n"
    "reader list APP              prints the window as a tree\n"
    "reader press APP NAME\n"
    "reader focus APP NAME\n"
    "reader set APP NAME TEXT     a field becomes TEXT\n"
    "reader value APP NAME NUMBER a slider becomes NUMBER\n"
    "reader audit APP             fails if something cannot be named, hit or reached\n"
    "APP: a name, or pid:N. NAME: whole, or its beginning and \"*\".\n"
    "All wait until it is so, ten seconds or --for SECONDS, given last.\n";

struct wish {
    const char *role; /* NULL: any */
    const char *name; /* NULL: any */
    bool (*fits)(const struct thing *thing);
};

static bool matches(const char *pattern, const char *text)
{
    size_t size = strlen(pattern);
    if (size > 0 && pattern[size - 1] == '*')
        return strncmp(pattern, text, size - 1) == 0;
    return strcmp(pattern, text) == 0;
}

/* NULL when the time is over. */
static const struct thing *await(struct things *things, struct wish wish)
{
    do {
        if (!things_look(things))
            continue;
        for (const struct thing *thing = things->list; thing < things->list + things->count;
             thing++)
            if ((wish.role == NULL || strcmp(wish.role, thing->role) == 0) &&
                (wish.name == NULL || matches(wish.name, thing->name)) && wish.fits(thing))
                return thing;
    } while (things_wait(things));
    fprintf(stderr, "reader: there is no %s \"%s\" in %s\n",
            wish.role != NULL ? wish.role : "such thing as", wish.name != NULL ? wish.name : "",
            things->wanted);
    return NULL;
}

static bool shows(const struct thing *thing)
{
    return thing_is(thing, ACCESSIBLE_SHOWING);
}

static bool is_frame(const struct thing *thing)
{
    return strcmp(thing->role, "frame") == 0;
}

static bool is_ready(const struct thing *thing)
{
    return thing_is(thing, ACCESSIBLE_ENABLED);
}

static bool can_act(const struct thing *thing)
{
    return is_ready(thing) && thing->acts;
}

static bool can_focus(const struct thing *thing)
{
    return is_ready(thing) && thing_is(thing, ACCESSIBLE_FOCUSABLE);
}

static bool can_edit(const struct thing *thing)
{
    return is_ready(thing) && thing->edits;
}

static bool can_slide(const struct thing *thing)
{
    return is_ready(thing) && strcmp(thing->role, "slider") == 0;
}

static bool do_wait(struct things *things, const char *const *words)
{
    const char *role = strcmp(words[0], "-") == 0 ? NULL : words[0];
    return await(things, (struct wish){role, words[1], shows}) != NULL;
}

static const char *text_wanted;
static const struct things *read_from;

static bool holds(const struct thing *thing)
{
    char value[256];
    things_value(read_from, thing, value);
    return thing->edits && matches(text_wanted, value);
}

static bool do_hold(struct things *things, const char *const *words)
{
    text_wanted = words[1];
    read_from = things;
    return await(things, (struct wish){NULL, words[0], holds}) != NULL;
}

static bool is_focused(const struct thing *thing)
{
    return thing_is(thing, ACCESSIBLE_FOCUSED);
}

static bool do_at(struct things *things, const char *const *words)
{
    return await(things, (struct wish){NULL, words[0], is_focused}) != NULL;
}

static bool do_press(struct things *things, const char *const *words)
{
    const struct thing *thing = await(things, (struct wish){NULL, words[0], can_act});
    return thing != NULL && things_ask(things, thing, "Action.DoAction", "i", 0);
}

static bool do_focus(struct things *things, const char *const *words)
{
    const struct thing *thing = await(things, (struct wish){NULL, words[0], can_focus});
    return thing != NULL && things_ask(things, thing, "Component.GrabFocus", "");
}

static bool do_set(struct things *things, const char *const *words)
{
    const struct thing *thing = await(things, (struct wish){NULL, words[0], can_edit});
    return thing != NULL &&
           things_ask(things, thing, "EditableText.SetTextContents", "s", words[1]);
}

static bool do_value(struct things *things, const char *const *words)
{
    const struct thing *thing = await(things, (struct wish){NULL, words[0], can_slide});
    return thing != NULL && things_set_value(things, thing, strtod(words[1], NULL));
}

static void print_states(const struct thing *thing)
{
    static const int told[] = {ACCESSIBLE_FOCUSED, ACCESSIBLE_CHECKED, ACCESSIBLE_SELECTED,
                               ACCESSIBLE_MODAL};
    const char *between = " [";
    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++)
        if (thing_is(thing, told[i])) {
            printf("%s%s", between, accessible_state_name(told[i]));
            between = " ";
        }
    if (!is_ready(thing)) {
        printf("%sdisabled", between);
        between = " ";
    }
    if (!shows(thing)) {
        printf("%soffscreen", between);
        between = " ";
    }
    if (strcmp(between, " ") == 0)
        printf("]");
}

static bool do_list(struct things *things, const char *const *words)
{
    (void)words;
    if (await(things, (struct wish){NULL, NULL, is_frame}) == NULL)
        return false;
    for (const struct thing *thing = things->list; thing < things->list + things->count; thing++) {
        char value[256];
        printf("%*s%s \"%s\"", 2 * thing->depth, "", thing->role, thing->name);
        print_states(thing);
        things_value(things, thing, value);
        printf(*value != '\0' ? " = %s\n" : "%s\n", value);
    }
    return true;
}

/* What is wrong with a thing that somebody is to use; NULL for nothing. */
static const char *fault_of(const struct things *things, const struct thing *thing,
                            struct rectangle window)
{
    struct rectangle at = things_extents(things, thing);
    if (thing->name[0] == '\0')
        return "has no name";
    if (at.width < TARGET_SIZE_PX || at.height < TARGET_SIZE_PX)
        return "is smaller than 36 pixels";
    /* What is cut off above or below is scrolled to with the focus. */
    bool inside = at.x >= window.x && at.x + at.width <= window.x + window.width &&
                  at.y < window.y + window.height && at.y + at.height > window.y;
    return inside || !shows(thing) ? NULL : "lies outside of the window";
}

static bool do_audit(struct things *things, const char *const *words)
{
    const struct thing *frame = await(things, (struct wish){NULL, NULL, is_frame});
    bool good = true;
    (void)words;
    if (frame == NULL)
        return false;
    struct rectangle window = things_extents(things, frame);
    for (const struct thing *thing = things->list; thing < things->list + things->count; thing++) {
        if (is_frame(thing) || !(thing->acts || thing_is(thing, ACCESSIBLE_FOCUSABLE)))
            continue;
        const char *fault = fault_of(things, thing, window);
        struct rectangle at = things_extents(things, thing);
        if (fault != NULL)
            printf("%s \"%s\" at %d,%d %dx%d %s\n", thing->role, thing->name, at.x, at.y, at.width,
                   at.height, fault);
        good = good && fault == NULL;
    }
    return good;
}

int reader_run(int argc, const char *const *argv)
{
    static const struct {
        const char *name;
        int words; /* after APP */
        bool (*run)(struct things *things, const char *const *words);
    } verbs[] = {
        {"wait", 2, do_wait}, {"hold", 2, do_hold},   {"at", 1, do_at},
        {"list", 0, do_list}, {"press", 1, do_press}, {"focus", 1, do_focus},
        {"set", 2, do_set},   {"value", 2, do_value}, {"audit", 0, do_audit},
    };
    static struct things things;
    double seconds = PATIENCE_S;
    if (argc > 2 && strcmp(argv[argc - 2], "--for") == 0) {
        seconds = strtod(argv[argc - 1], NULL);
        argc -= 2;
    }
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0] && argc > 2; i++) {
        if (strcmp(verbs[i].name, argv[1]) != 0 || argc != 3 + verbs[i].words)
            continue;
        bool done = things_open(&things, argv[2], seconds) && verbs[i].run(&things, argv + 3);
        things_close(&things);
        return done ? 0 : 1;
    }
    fputs(usage, stderr);
    return 2;
}
