#include "app/doctor.h"

#include <time.h>

#include "app/switchboard_room.h"
#include "net/clock.h"

static bool seeks(const struct switchboard *board)
{
    enum switchboard_task task = board->options.task;
    bool calls = task == TASK_CALL || task == TASK_JOIN_AND_CALL || task == TASK_SYNC;
    bool joins = task == TASK_JOIN || task == TASK_DOCTOR;
    return (calls || joins || calling_seeks(board)) && board->talking == NULL;
}

/* Whom we look for; NULL when nobody. */
static struct slot *sought(struct switchboard *board, struct diagnosis_facts *facts)
{
    for (size_t i = 0; seeks(board) && i < board->slot_count; i++) {
        struct slot *slot = board->slots[i];
        bool waits = board->options.task == TASK_WAIT && !calling_seeks_slot(slot);
        if (slot->over || slot->found == NULL || waits)
            continue;
        finder_facts(slot->found, facts);
        if (facts->elapsed_us > 0)
            return slot;
    }
    return NULL;
}

/* False when nobody is looked for. */
static bool judge(struct switchboard *board, uint64_t elapsed_min_us)
{
    struct doctor_report *report = &board->report.doctor;
    struct diagnosis_facts facts;
    const struct slot *slot = sought(board, &facts);
    if (slot == NULL)
        return false;
    if (facts.elapsed_us < elapsed_min_us)
        facts.elapsed_us = elapsed_min_us;
    if (slot->kind == SLOT_JOIN)
        facts.invite = slot->invite.expires_at_s <= (uint64_t)time(NULL) ? DIAGNOSIS_INVITE_ENDED
                                                                         : DIAGNOSIS_INVITE_OPEN;
    facts.blocked = slot->kind == SLOT_PERSON && slot->person.blocked;
    facts.wrong_key = slot->kind == SLOT_PERSON && slot->person.key_question;
    if (board->options.task == TASK_DOCTOR)
        facts.connected = facts.path_found; /* it goes no further */
    *report = (struct doctor_report){
        .judged = true,
        .diagnosis = diagnose(&facts),
        .facts = facts,
        .path = slot->path,
        .statistics = finder_get_statistics(board->finder),
    };
    return true;
}

static bool is_decided(const struct switchboard *board, uint64_t now_us)
{
    const struct doctor_report *report = &board->report.doctor;
    enum diagnosis diagnosis = report->diagnosis;
    if (report->facts.connected || report->facts.elapsed_us >= DOCTOR_FOR_US)
        return true;
    bool ours = diagnosis == DIAGNOSIS_NO_NETWORK || diagnosis == DIAGNOSIS_UDP_BLOCKED ||
                report->facts.clock == CLOCK_OURS_IS_WRONG;
    return ours && now_us >= board->doctor_since_us + DOCTOR_SURE_US;
}

static void show(struct switchboard *board, enum call_hindrance hindrance)
{
    if (hindrance == board->hindrance)
        return;
    board->hindrance = hindrance;
    board->changed = true;
}

void doctor_watch(struct switchboard *board, uint64_t now_us)
{
    struct doctor_report *report = &board->report.doctor;
    enum diagnosis before = report->diagnosis;
    bool looks = seeks(board) && !board->ended;
    if (!looks)
        show(board, CALL_HINDRANCE_NONE);
    if (looks && board->doctor_due_us != UINT64_MAX && now_us < board->doctor_due_us)
        return;
    board->doctor_due_us = looks ? now_us + DOCTOR_LOOK_US : UINT64_MAX;
    if (!looks || !judge(board, 0))
        return;
    if (board->doctor_since_us == 0 || report->diagnosis != before)
        board->doctor_since_us = now_us;
    show(board, doctor_hindrance(report->diagnosis, report->facts.elapsed_us));
    if (board->options.task == TASK_DOCTOR && is_decided(board, now_us))
        board_end(board, doctor_exit(report->diagnosis), NULL);
}

enum diagnosis doctor_conclude(struct switchboard *board)
{
    bool known = judge(board, DIAGNOSIS_GIVE_UP_US) ||
                 (board->report.doctor.judged && !board->report.linked);
    return known ? board->report.doctor.diagnosis : DIAGNOSIS_STILL_TRYING;
}
