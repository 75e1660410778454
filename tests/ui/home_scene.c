#include "home_scene.h"

#include <stdio.h>
#include <string.h>

#include "records/schema.h"
#include "records/signature.h"

#define DAY    HOME_SCENE_TODAY
#define HOUR_S 3600
#define DAY_S  (24 * HOUR_S)

static const struct home_value other_titles[] = {{"Sleep seven hours", HOME_THEM, DAY - 1}};

static const struct home_change changes[] = {
    {{91, 1}, KIND_GOAL, DAY - 1, "Ben changed the goal “Sleep through”."},
    {{92, 1}, KIND_PRACTICE, DAY - 2, "Ben added the practice “Three lines before bed”."},
};

static const struct home_words words[] = {
    {{31, 0},
     HOME_ME,
     (uint64_t)(DAY - 2) * DAY_S,
     false,
     HOME_WORDS_ARRIVED,
     "The walk on Tuesday was easier than I thought.",
     DAY - 2},
    {{32, 1},
     HOME_THEM,
     (uint64_t)(DAY - 1) * DAY_S,
     false,
     HOME_WORDS_ARRIVED,
     "I am glad. What made it easier?",
     DAY - 1},
    {{33, 0},
     HOME_ME,
     (uint64_t)(DAY - 1) * DAY_S + HOUR_S,
     false,
     HOME_WORDS_LEFT,
     "I did not look at the clock.",
     DAY - 1},
    {{34, 1},
     HOME_THEM,
     (uint64_t)(DAY)*DAY_S,
     true,
     HOME_WORDS_ARRIVED,
     "Shall we begin with that on Thursday?",
     DAY},
    {{35, 0}, HOME_ME, (uint64_t)(DAY)*DAY_S + HOUR_S, false, HOME_WORDS_WRITTEN, "Yes.", DAY},
};

static const struct home_feel feels[] = {
    {0, 5, 6, 5, 5}, {1, 6, 7, 6, 6}, {2, HOME_NO_NUMBER, 7, 6, 6},
    {3, 7, 8, 7, 7}, {4, 8, 8, 8, 8},
};

static const struct home_field card_fields[] = {
    [SAFETY_PLACE] = {.text = "Home, Linden Street 4"},
    [SAFETY_CONTACT] = {.text = "Mara"},
    [SAFETY_CONTACT_PHONE] = {.text = "030 555 01"},
    [SAFETY_MAY_CALL] = {.text = "yes"},
    [SAFETY_LOCAL_NUMBER] = {.text = "112"},
};
static const struct home_thing card = {
    .id = {51, 0}, .fields = card_fields, .field_count = SAFETY_LOCAL_NUMBER + 1};

static const struct home_field consent_fields[] = {
    {.text = "We meet online. What we say stays between us."}};
static const struct home_consent consents[] = {
    {.thing = {.id = {61, 1}, .by = HOME_THEM, .fields = consent_fields, .field_count = 1},
     .signatures = {{SIGNATURE_NONE, SIGNATURE_HOLDS}}}};

static void goal(struct home_scene *scene, size_t i, const char *title, const char *why)
{
    struct home_field *fields = scene->goal_fields[i];
    for (size_t j = 0; j < 17; j++)
        fields[j] = (struct home_field){.text = ""};
    fields[GOAL_TITLE] = (struct home_field){.text = title, .by = HOME_ME, .day = DAY - 20};
    fields[GOAL_WHY] = (struct home_field){.text = why, .by = HOME_ME, .day = DAY - 20};
    scene->goals[i] = (struct home_goal){
        .thing = {.id = {11 + (uint32_t)i, 0},
                  .by = HOME_ME,
                  .made_day = DAY - 20,
                  .changed_day = DAY - 1,
                  .changed_by = HOME_THEM,
                  .fields = fields,
                  .field_count = 17},
        .confidence = 6,
        .importance = HOME_NO_NUMBER,
        .level = HOME_NO_NUMBER,
        .notes = "",
    };
}

static void practice(struct home_scene *scene, size_t i, const char *text)
{
    struct home_field *fields = scene->practice_fields[i];
    struct home_practice *of = &scene->practices[i];
    for (size_t j = 0; j < 6; j++)
        fields[j] = (struct home_field){.text = ""};
    fields[PRACTICE_TEXT].text = text;
    fields[PRACTICE_CADENCE].text = "daily";
    *of = (struct home_practice){
        .thing = {.id = {21 + (uint32_t)i, 0}, .fields = fields, .field_count = 6},
        .is_active = true,
        .done = {3, 1},
        .wanted = 7,
    };
    for (size_t day = 0; day + 1 < HOME_TICK_DAYS; day++) {
        of->ticks[HOME_ME][day] = day % 3 == 2 ? HOME_TICK_NOT_DONE : day % 3 + 2;
        of->ticks[HOME_THEM][day] = day % 5 == 0 ? HOME_TICK_DONE : HOME_TICK_NONE;
    }
}

void home_scene_begin(struct home_scene *scene)
{
    memset(scene, 0, sizeof *scene);
    scene->model.people = scene->people;
    scene->model.invites = scene->invites;
    scene->model.today = DAY;
    scene->model.now = DAY * 24 * 60 + 14 * 60;
    scene->model.settings.name = "";
}

static void fill_ben(struct home_scene *scene, struct home_person *ben)
{
    goal(scene, 0, "Sleep through", "So that the mornings are mine again.");
    scene->goals[0].level = 2;
    scene->goals[0].review_is_due = true;
    scene->goals[0].notes = "Tea instead of coffee after four helps.";
    scene->goal_fields[0][GOAL_TITLE].also = other_titles;
    scene->goal_fields[0][GOAL_TITLE].also_count = 1;
    goal(scene, 1, "See my sister once a week", "");
    goal(scene, 2, "Walk without counting", "It was good once.");
    scene->goals[2].status = GOAL_REACHED;
    practice(scene, 0, "Walk for ten minutes, and look around");
    practice(scene, 1, "Three lines before bed");
    scene->practices[1].ticks[HOME_ME][HOME_TICK_DAYS - 1] = HOME_TICK_DONE;
    ben->goals = scene->goals;
    ben->goal_count = 3;
    ben->practices = scene->practices;
    ben->practice_count = 2;
    ben->words = words;
    ben->word_count = sizeof words / sizeof words[0];
    ben->new_words = 1;
    ben->changes = changes;
    ben->change_count = 2;
    ben->trend = (struct home_trend){.points = {feels, NULL}, .count = {5, 0}};
    ben->recap = (struct home_recap){
        .session = {41, 0},
        .minute = (DAY - 2) * 24 * 60,
        .lines = {"We looked at sleep.", "That rest may be short.", "Ten minutes by the river."},
        .line_count = 3,
        .signatures = {{SIGNATURE_HOLDS, SIGNATURE_NONE}},
    };
    ben->safety[HOME_ME] = &card;
    ben->consents = consents;
    ben->consent_count = 1;
}

static void person(struct home_scene *scene, const char *name)
{
    size_t place = scene->model.person_count++;
    struct home_person *of = &scene->people[place];
    snprintf(scene->names[place], HOME_SCENE_NAME, "%s", name);
    *of = (struct home_person){
        .id = (uint32_t)place + 1,
        .name = scene->names[place],
        .is_verified = true,
        .is_open = true,
        .last_hour_day = DAY - 2,
    };
}

void home_scene_one(struct home_scene *scene)
{
    home_scene_begin(scene);
    person(scene, "Ben");
    scene->people[0].next = (struct home_next){
        .is_known = true,
        .every_weeks = 1,
        .weekday = 3,
        .minute_of_day = 15 * 60,
        .minute = (DAY + 5) * 24 * 60 + 15 * 60,
        .length_min = 50,
    };
    fill_ben(scene, &scene->people[0]);
}

void home_scene_many(struct home_scene *scene, size_t count)
{
    static const char *const names[] = {
        "Clara Antonia von der Weiden-Hohenfels zu Sonnenberg",
        "ליאור כהן",
        "نور الحداد",
        "Dana",
        "Emil",
    };
    home_scene_one(scene);
    for (size_t i = 1; i < count; i++) {
        char name[HOME_SCENE_NAME];
        if (i <= sizeof names / sizeof names[0])
            snprintf(name, sizeof name, "%s", names[i - 1]);
        else
            snprintf(name, sizeof name, "Person %02u", (unsigned)i);
        person(scene, name);
        scene->people[i].next = scene->people[0].next;
        scene->people[i].next.minute += (uint32_t)i * 60;
        scene->people[i].next.minute_of_day = (uint16_t)((15 + i) % 24 * 60);
        scene->people[i].next.is_known = i % 3 != 0;
    }
    if (count > 1)
        scene->people[1].is_verified = false;
    if (count > 2)
        scene->people[2].is_online = true;
    if (count > 4)
        scene->people[4].is_blocked = true;
    if (count > 5)
        scene->people[5].key_changed = true;
}

void home_scene_invites(struct home_scene *scene)
{
    for (size_t i = 0; i < sizeof scene->qr; i++)
        scene->qr[i] = i * 7 % 3 == 0;
    scene->invites[0] = (struct home_invite){
        .id = 1,
        .for_name = "Ada",
        .link = "alcove:ABCDEFGHIJKLMNOPQRSTUVWXYZ234567ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
        .ends_at_s = (uint64_t)(DAY + 1) * DAY_S,
        .ends_day = DAY + 1,
        .code = {scene->qr, 29},
    };
    scene->invites[1] = (struct home_invite){.id = 2, .for_name = ""};
    scene->model.invite_count = 2;
}
