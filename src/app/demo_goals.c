#include "app/demo_goals.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/interrupt.h"
#include "app/json_line.h"
#include "base/assert.h"

#define LOOK_MS        1000
#define COPY_BYTES_MAX 65536

enum who { THERAPIST, CLIENT };

/* ---- commands ---- */

/* Starts a command of this person; `arguments` ends with NULL. */
static bool start(struct demo_goals *goals, enum who who, const char *const *arguments)
{
    const char *all[CHILD_ARGUMENTS_MAX];
    const char *const common[] = {"--json", "--helpers", "none", "--profile",
                                  goals->people[who]->profile};
    size_t count = 0;
    for (; *arguments != NULL; arguments++)
        all[count++] = *arguments;
    for (size_t i = 0; i < sizeof common / sizeof common[0]; i++)
        all[count++] = common[i];
    ALCOVE_ASSERT(count < CHILD_ARGUMENTS_MAX);
    all[count] = NULL;
    memset(&goals->children[who], 0, sizeof goals->children[who]);
    return child_start(&goals->children[who], goals->program, all, NULL);
}

/* Until it has ended; `hear` gets each line (NULL: nobody). True when it ended well. */
static bool finish(struct demo_goals *goals, enum who who,
                   void (*hear)(struct demo_goals *, enum who, const char *))
{
    struct child *child = &goals->children[who];
    char line[CHILD_LINE_BYTES];
    while (!child_has_ended(child) && !interrupt_happened()) {
        child_wait_output(child, NULL, LOOK_MS);
        while (child_take_line(child, line)) {
            if (hear != NULL)
                hear(goals, who, line);
        }
    }
    if (interrupt_happened())
        child_stop(child);
    return child->exit == 0;
}

#define RUN(goals, who, hear, ...)                                                                 \
    (start(goals, who, (const char *const[]){__VA_ARGS__, NULL}) && finish(goals, who, hear))

static void hear_words(struct demo_goals *goals, enum who who, const char *line)
{
    (void)json_line_string(line, "words", goals->words[who], sizeof goals->words[who]);
}

static void hear_goal(struct demo_goals *goals, enum who who, const char *line)
{
    (void)who;
    (void)json_line_string(line, "id", goals->goal, sizeof goals->goal);
}

static void hear_practice(struct demo_goals *goals, enum who who, const char *line)
{
    (void)who;
    (void)json_line_string(line, "id", goals->practice, sizeof goals->practice);
}

/* ---- before the call ---- */

/* They read the words to each other; the demo sees that they are the same. */
static bool compare_words(struct demo_goals *goals)
{
    const char *anna = goals->people[THERAPIST]->name;
    const char *ben = goals->people[CLIENT]->name;
    return RUN(goals, THERAPIST, hear_words, "people", "verify", ben, "--yes") &&
           RUN(goals, CLIENT, hear_words, "people", "verify", anna, "--yes") &&
           strcmp(goals->words[THERAPIST], goals->words[CLIENT]) == 0;
}

static bool begin_together(struct demo_goals *goals)
{
    const char *anna = goals->people[THERAPIST]->name;
    const char *ben = goals->people[CLIENT]->name;
    const char *const there[] = {"sync", ben, NULL};
    const char *const here[] = {"sync", anna, "--listen", "127.0.0.1:0", NULL};
    bool made = RUN(goals, THERAPIST, hear_goal, "goals", "add", ben, "Sleep better", "--note",
                    "Tea at ten.") &&
                RUN(goals, CLIENT, hear_practice, "practice", "add", anna, "Screens off at ten");
    if (!made || !start(goals, THERAPIST, there))
        return false;
    bool met = start(goals, CLIENT, here) && finish(goals, CLIENT, NULL);
    return finish(goals, THERAPIST, NULL) && met &&
           RUN(goals, THERAPIST, NULL, "changes", ben, "--seen") &&
           RUN(goals, CLIENT, NULL, "changes", anna, "--seen");
}

static bool edit_alone(struct demo_goals *goals)
{
    const char *anna = goals->people[THERAPIST]->name;
    const char *ben = goals->people[CLIENT]->name;
    return RUN(goals, THERAPIST, NULL, "goals", "edit", ben, goals->goal, "--title",
               "In bed by eleven", "--note", "Tea at ten. No news after nine.") &&
           RUN(goals, CLIENT, NULL, "goals", "edit", anna, goals->goal, "--title",
               "Rested by seven", "--note", "At weekends too: tea at ten.") &&
           RUN(goals, CLIENT, NULL, "practice", "tick", anna, goals->practice);
}

bool demo_goals_prepare(struct demo_goals *goals)
{
    return compare_words(goals) && begin_together(goals) && edit_alone(goals);
}

/* ---- after it ---- */

static void hear_change(struct demo_goals *goals, enum who who, const char *line)
{
    struct demo_goals_side *side = &goals->sides[who];
    bool made = json_line_is(line, "what", "made") && json_line_is(line, "kind", "goal");
    if (made || side->told_count == DEMO_GOALS_TOLD_MAX)
        return;
    if (json_line_string(line, "sentence", side->told[side->told_count], sizeof side->told[0]))
        side->told_count++;
}

static void hear_whole(struct demo_goals *goals, enum who who, const char *line)
{
    struct demo_goals_side *side = &goals->sides[who];
    (void)json_line_string(line, "title", side->title, sizeof side->title);
    (void)json_line_string(line, "value", side->beside, sizeof side->beside);
    (void)json_line_string(line, "notes", side->notes, sizeof side->notes);
}

/* What the copy of one person holds behind its head, which says whose it is. */
static size_t read_copy(const char *path, char out[COPY_BYTES_MAX])
{
    FILE *file = fopen(path, "r");
    size_t size = file != NULL ? fread(out, 1, COPY_BYTES_MAX - 1, file) : 0;
    if (file != NULL)
        fclose(file);
    out[size] = '\0';
    const char *head = strstr(out, "\"head\"");
    const char *behind = head != NULL ? strchr(head, '\n') : NULL;
    if (behind == NULL)
        return 0;
    size -= (size_t)(behind - out);
    memmove(out, behind, size);
    return size;
}

static bool copy_both(struct demo_goals *goals)
{
    char paths[2][DEMO_PATH_BYTES];
    for (int who = THERAPIST; who <= CLIENT; who++) {
        const char *other = goals->people[1 - who]->name;
        snprintf(paths[who], sizeof paths[who], "%.400s/%s.json", goals->folder,
                 goals->people[who]->role);
        if (!RUN(goals, (enum who)who, NULL, "export", other, "--yes", "-o", paths[who]))
            return false;
    }
    char *copies = calloc(2, COPY_BYTES_MAX);
    if (copies == NULL)
        return false;
    goals->copy_bytes = read_copy(paths[THERAPIST], copies);
    size_t size = read_copy(paths[CLIENT], copies + COPY_BYTES_MAX);
    goals->equal =
        size > 0 && size == goals->copy_bytes && memcmp(copies, copies + COPY_BYTES_MAX, size) == 0;
    free(copies);
    return true;
}

bool demo_goals_look(struct demo_goals *goals)
{
    for (int who = THERAPIST; who <= CLIENT; who++) {
        const char *other = goals->people[1 - who]->name;
        if (!RUN(goals, (enum who)who, hear_change, "changes", other) ||
            !RUN(goals, (enum who)who, hear_whole, "goals", "show", other, goals->goal))
            return false;
    }
    return copy_both(goals);
}

void demo_goals_print(const struct demo_goals *goals)
{
    const struct demo_person *therapist = goals->people[THERAPIST];
    const struct demo_person *client = goals->people[CLIENT];
    const struct demo_goals_side *now = &goals->sides[THERAPIST];
    printf("\nWhat they share: what each had changed alone, and what the hour left\n");
    for (int who = THERAPIST; who <= CLIENT; who++) {
        const struct demo_goals_side *side = &goals->sides[who];
        printf("  %s reads what is new:\n", goals->people[who]->name);
        for (size_t i = 0; i < side->told_count; i++)
            printf("      %s\n", side->told[i]);
    }
    printf("  Both have both titles, \"%s\" and beside it \"%s\", until one chooses,\n"
           "  and one note: \"%s\"\n",
           now->title, now->beside, now->notes);
    printf("  The two copies are %s (%zu bytes). It took %.1f ms of the call, %.0f bytes from %s "
           "and %.0f from %s.\n",
           goals->equal ? "equal, byte for byte" : "NOT equal", goals->copy_bytes,
           client->shared_even_us / 1e3, therapist->shared_bytes_sent, therapist->name,
           client->shared_bytes_sent, client->name);
}

static bool has_both(const struct demo_goals_side *side)
{
    return side->title[0] != '\0' && side->beside[0] != '\0' &&
           strstr(side->notes, "No news after nine") != NULL &&
           strstr(side->notes, "At weekends too") != NULL;
}

bool demo_goals_check(const struct demo_goals *goals)
{
    const struct demo_goals_side *sides = goals->sides;
    const struct {
        bool so;
        const char *what;
    } rows[] = {
        {goals->people[THERAPIST]->shared_even > 0 && goals->people[CLIENT]->shared_even > 0,
         "both held everything before the call was over"},
        {has_both(&sides[THERAPIST]) && has_both(&sides[CLIENT]),
         "what each wrote alone is there for both"},
        {strcmp(sides[THERAPIST].title, sides[CLIENT].title) == 0, "both see the same title first"},
        {sides[THERAPIST].told_count > 0 && sides[CLIENT].told_count > 0,
         "each was told what the other changed"},
        {goals->equal, "the two copies are equal"},
    };
    bool all = true;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (!rows[i].so)
            fprintf(stderr, "alcove: it did not happen that %s.\n", rows[i].what);
        all = all && rows[i].so;
    }
    return all;
}
