/* What the front knows of home: the newest invite, and whether the window can be locked. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "app/calendar.h"
#include "app/front_parts.h"

/* With a link to hand on; NULL: there is none, or not yet. */
static const struct home_invite *newest_invite(const struct home_face *home)
{
    if (home == NULL || home->model.invite_count == 0)
        return NULL;
    const struct home_invite *newest = &home->model.invites[home->model.invite_count - 1];
    return newest->link != NULL ? newest : NULL;
}

void front_take_home(struct front *front)
{
    struct home_face *home = switchboard_take_home(front->board);
    if (home == NULL)
        return;
    const struct home_settings *settings = &home->model.settings;
    snprintf(front->own_name, sizeof front->own_name, "%s", settings->name);
    if (front->lock.can_lock != settings->has_passphrase)
        control_allow(front->lock.control, settings->has_passphrase);
    front->lock.can_lock = settings->has_passphrase;
    front->lock.after_min = settings->auto_lock_min;
    home_face_free(front->home);
    front->home = home;
}

void front_fill_invite(struct front *front, struct call_model *model)
{
    if (front->home != NULL)
        front->home->model.now = calendar_minute_now();
    const struct home_invite *invite = newest_invite(front->home);
    if (invite == NULL)
        return;
    model->invite = invite->link;
    model->invite_ends_day = invite->ends_day;
    model->invite_ends_minute = calendar_minute_of_day(invite->ends_at_s * 1000);
    model->today = front->home->model.today;
    model->code = invite->code;
}

void front_wish_home(struct front *front, const struct home_wish *wish)
{
    if (wish->kind == HOME_CALL)
        front->called = wish->person;
    front_hand_over(front, order_create_home(wish));
}

void front_call_again(struct front *front)
{
    if (front->called == 0)
        return;
    front_wish_home(front, &(struct home_wish){.kind = HOME_GO_HOME});
    front_wish_home(front, &(struct home_wish){.kind = HOME_CALL, .person = front->called});
}

bool front_go_home(struct front *front)
{
    bool over = front->face != NULL && front->face->phase == SESSION_CLOSED;
    bool begun = front->home != NULL && front->home->model.meeting != HOME_ALONE;
    if (front->home == NULL || !(over || begun))
        return false;
    window_go_home(front->window);
    front_wish_home(front, &(struct home_wish){.kind = HOME_GO_HOME});
    return true;
}

static void act_at_home(struct front *front, const struct window_action *action)
{
    const struct settings_wish settings = window_settings_wish_of(action);
    const struct home_wish home = window_home_wish_of(action);
    if (action->kind == WINDOW_SETTINGS)
        front_take_settings(front, &settings);
    else
        front_wish_home(front, &home);
}

bool front_act_on_window(struct front *front, const struct window_action *action)
{
    switch (action->kind) {
    case WINDOW_LOOKED_AT:
        desktop_notify(front->desktop, DESKTOP_NOTICE_NONE);
        return true;
    case WINDOW_SCALED:
        front_keep_scale(front);
        return true;
    case WINDOW_TRY_AGAIN:
        front_call_again(front);
        return true;
    case WINDOW_REHEARSE:
        front_rehearse(front, action->wish.on);
        return true;
    case WINDOW_HOME:
    case WINDOW_SETTINGS:
        act_at_home(front, action);
        return true;
    default:
        return false;
    }
}
