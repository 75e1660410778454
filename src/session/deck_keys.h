/* Every text and list of a deck, in one table: what the program calls it, the section and the key
 * under which a deck file has it, and the words in braces that it may hold. A text that is added
 * here is added to every file of assets/decks too; the build's check sees to it. Used by
 * session/deck.h, which explains decks. */
#ifndef ALCOVE_SESSION_DECK_KEYS_H
#define ALCOVE_SESSION_DECK_KEYS_H

/* clang-format off */
#define DECK_KEY_TABLE(KEY) \
    KEY(LANGUAGE, "deck", "language", "") \
    KEY(TITLE, "deck", "title", "") \
    KEY(YOU, "deck", "you", "") \
    KEY(READY_TITLE, "ready", "title", "") \
    KEY(READY_LIGHT_GOOD, "ready", "light-good", "") \
    KEY(READY_LIGHT_GOOD_DO, "ready", "light-good-do", "") \
    KEY(READY_LIGHT_DARK, "ready", "light-dark", "") \
    KEY(READY_LIGHT_DARK_DO, "ready", "light-dark-do", "") \
    KEY(READY_LIGHT_BEHIND, "ready", "light-behind", "") \
    KEY(READY_LIGHT_BEHIND_DO, "ready", "light-behind-do", "") \
    KEY(READY_LIGHT_BRIGHT, "ready", "light-bright", "") \
    KEY(READY_LIGHT_BRIGHT_DO, "ready", "light-bright-do", "") \
    KEY(READY_PICTURE_LOW, "ready", "picture-low", "") \
    KEY(READY_PICTURE_LOW_DO, "ready", "picture-low-do", "") \
    KEY(READY_PICTURE_OUTLINE, "ready", "picture-outline", "") \
    KEY(READY_SOUND_GOOD, "ready", "sound-good", "") \
    KEY(READY_SOUND_GOOD_DO, "ready", "sound-good-do", "") \
    KEY(READY_SOUND_QUIET, "ready", "sound-quiet", "") \
    KEY(READY_SOUND_QUIET_DO, "ready", "sound-quiet-do", "") \
    KEY(READY_SOUND_NOISY, "ready", "sound-noisy", "") \
    KEY(READY_SOUND_NOISY_DO, "ready", "sound-noisy-do", "") \
    KEY(READY_SOUND_NONE, "ready", "sound-none", "") \
    KEY(READY_SOUND_NONE_DO, "ready", "sound-none-do", "") \
    KEY(READY_HEADPHONES_ASK, "ready", "headphones-ask", "") \
    KEY(READY_HEADPHONES_ON, "ready", "headphones-on", "") \
    KEY(READY_HEADPHONES_OFF, "ready", "headphones-off", "") \
    KEY(READY_HEADPHONES_DO, "ready", "headphones-do", "") \
    KEY(READY_PRIVATE_ASK, "ready", "private-ask", "") \
    KEY(READY_PRIVATE_YES, "ready", "private-yes", "") \
    KEY(READY_PRIVATE_NEAR, "ready", "private-near", "") \
    KEY(READY_PRIVATE_TEXT, "ready", "private-text", "") \
    KEY(READY_PRIVATE_YES_NO, "ready", "private-yes-no", "name") \
    KEY(READY_PRIVATE_WALK, "ready", "private-walk", "") \
    KEY(READY_PRIVATE_LATER, "ready", "private-later", "") \
    KEY(READY_PHONE_ASK, "ready", "phone-ask", "") \
    KEY(READY_PHONE_DO, "ready", "phone-do", "") \
    KEY(READY_NOTICES_DO, "ready", "notices-do", "") \
    KEY(READY_PLACE_ASK, "ready", "place-ask", "") \
    KEY(READY_PLACE_SAME, "ready", "place-same", "") \
    KEY(READY_PLACE_WHY, "ready", "place-why", "name") \
    KEY(READY_AS_YOU_ARE, "ready", "as-you-are", "") \
    KEY(READY_SKIP, "ready", "skip", "") \
    KEY(READY_GO, "ready", "go", "") \
    KEY(DOOR_EARLY, "door", "early", "name time") \
    KEY(DOOR_WAITING, "door", "waiting", "name") \
    KEY(DOOR_LATE, "door", "late", "name") \
    KEY(DOOR_KNOCKED, "door", "knocked", "name") \
    KEY(DOOR_MORE_TIME, "door", "more-time", "name") \
    KEY(DOOR_OPENING, "door", "opening", "") \
    KEY(DOOR_AT_DOOR, "door", "at-door", "name") \
    KEY(DOOR_AT_DOOR_PLACE, "door", "at-door-place", "name place") \
    KEY(DOOR_AT_DOOR_UNKNOWN, "door", "at-door-unknown", "name") \
    KEY(DOOR_OPEN, "door", "open", "") \
    KEY(DOOR_WAIT, "door", "wait", "") \
    KEY(DOOR_MEANWHILE, "door", "meanwhile", "") \
    KEY(SETTLING_OFFER, "settling", "offer", "") \
    KEY(SETTLING_START, "settling", "start", "") \
    KEY(SETTLING_IN, "settling", "in", "") \
    KEY(SETTLING_OUT, "settling", "out", "") \
    KEY(SETTLING_REST, "settling", "rest", "") \
    KEY(SETTLING_TOGETHER, "settling", "together", "") \
    KEY(SETTLING_END, "settling", "end", "") \
    KEY(SETTLING_SKIP, "settling", "skip", "") \
    KEY(STAGES_ARRIVING, "stages", "arriving", "") \
    KEY(STAGES_READY, "stages", "ready", "") \
    KEY(STAGES_DOOR, "stages", "door", "") \
    KEY(STAGES_WARM_UP, "stages", "warm-up", "") \
    KEY(STAGES_AGENDA, "stages", "agenda", "") \
    KEY(STAGES_WORK, "stages", "work", "") \
    KEY(STAGES_CLOSING, "stages", "closing", "") \
    KEY(STAGES_RECAP, "stages", "recap", "") \
    KEY(STAGES_CLOSED, "stages", "closed", "") \
    KEY(STAGES_NEXT, "stages", "next", "") \
    KEY(STAGES_SKIP, "stages", "skip", "") \
    KEY(STAGES_GO_ON, "stages", "go-on", "") \
    KEY(WARM_UP_FEELING, "warm-up", "feeling", "") \
    KEY(WARM_UP_FEELING_HINT, "warm-up", "feeling-hint", "") \
    KEY(WARM_UP_FEELING_WORDS, "warm-up", "feeling-words", "") \
    KEY(WARM_UP_AROUND, "warm-up", "around", "") \
    KEY(WARM_UP_AROUND_HINT, "warm-up", "around-hint", "") \
    KEY(WARM_UP_AROUND_WAS, "warm-up", "around-was", "words") \
    KEY(WARM_UP_WEIGHT, "warm-up", "weight", "") \
    KEY(WARM_UP_WEIGHT_HINT, "warm-up", "weight-hint", "name") \
    KEY(WARM_UP_NUMBER, "warm-up", "number", "") \
    KEY(WARM_UP_SEND, "warm-up", "send", "") \
    KEY(WARM_UP_SKIP, "warm-up", "skip", "") \
    KEY(WARM_UP_MINE, "warm-up", "mine", "") \
    KEY(WARM_UP_THEIRS, "warm-up", "theirs", "name") \
    KEY(WARM_UP_WAIT, "warm-up", "wait", "name") \
    KEY(WARM_UP_SHOW_NOW, "warm-up", "show-now", "") \
    KEY(WARM_UP_EMPTY, "warm-up", "empty", "") \
    KEY(WARM_UP_TEXT_FIRST, "warm-up", "text-first", "") \
    KEY(WARM_UP_YES_NO, "warm-up", "yes-no", "") \
    KEY(DIAL_ASK, "dial", "ask", "") \
    KEY(DIAL_LOW, "dial", "low", "") \
    KEY(DIAL_HIGH, "dial", "high", "") \
    KEY(DIAL_HINT, "dial", "hint", "") \
    KEY(DIAL_OFF, "dial", "off", "") \
    KEY(PRESENCE_HERE, "presence", "here", "name") \
    KEY(PRESENCE_LISTENING, "presence", "listening", "name") \
    KEY(PRESENCE_SPEAKING, "presence", "speaking", "name") \
    KEY(PRESENCE_WRITING, "presence", "writing", "name") \
    KEY(PRESENCE_CAMERA_OFF, "presence", "camera-off", "name") \
    KEY(PRESENCE_VOICE_ONLY, "presence", "voice-only", "name") \
    KEY(PRESENCE_TEXT_ONLY, "presence", "text-only", "name") \
    KEY(PRESENCE_MOMENT, "presence", "moment", "name") \
    KEY(PRESENCE_MINUTE, "presence", "minute", "name") \
    KEY(PRESENCE_LOST, "presence", "lost", "") \
    KEY(PRESENCE_LOOKING, "presence", "looking", "name") \
    KEY(PRESENCE_BACK, "presence", "back", "name") \
    KEY(PRESENCE_AWAY, "presence", "away", "name") \
    KEY(PRESENCE_LEFT, "presence", "left", "name") \
    KEY(PRESENCE_QUIET, "presence", "quiet", "name") \
    KEY(SIGNALS_STILL_HERE, "signals", "still-here", "") \
    KEY(SIGNALS_STILL_HERE_HINT, "signals", "still-here-hint", "") \
    KEY(SIGNALS_SOMEONE_CAME_IN, "signals", "someone-came-in", "") \
    KEY(SIGNALS_SOMEONE_CAME_IN_HINT, "signals", "someone-came-in-hint", "") \
    KEY(SIGNALS_MINUTE, "signals", "minute", "") \
    KEY(SIGNALS_MINUTE_HINT, "signals", "minute-hint", "") \
    KEY(SIGNALS_BACK, "signals", "back", "") \
    KEY(SIGNALS_SLOWER, "signals", "slower", "") \
    KEY(SIGNALS_NOD, "signals", "nod", "") \
    KEY(SIGNALS_NODDED, "signals", "nodded", "name") \
    KEY(EXPRESSIONS_WITH_YOU, "expressions", "with-you", "") \
    KEY(EXPRESSIONS_TAKE_YOUR_TIME, "expressions", "take-your-time", "") \
    KEY(EXPRESSIONS_PAUSE_PLEASE, "expressions", "pause-please", "") \
    KEY(EXPRESSIONS_SAY_MORE, "expressions", "say-more", "") \
    KEY(EXPRESSIONS_THANK_YOU, "expressions", "thank-you", "") \
    KEY(EXPRESSIONS_TITLE, "expressions", "title", "") \
    KEY(LINE_DELAY, "line", "delay", "delay") \
    KEY(LINE_THIN, "line", "thin", "") \
    KEY(LINE_WEAK, "line", "weak", "") \
    KEY(LINE_NO_PICTURE, "line", "no-picture", "") \
    KEY(LINE_TEXT_ONLY, "line", "text-only", "") \
    KEY(LINE_BETTER, "line", "better", "") \
    KEY(LINE_PLAN, "line", "plan", "plan") \
    KEY(LINE_TIME_BACK, "line", "time-back", "minutes") \
    KEY(LINE_TIME_KEPT, "line", "time-kept", "time") \
    KEY(LINE_NETWORK, "line", "network", "") \
    KEY(PACING_BOTH_STARTED, "pacing", "both-started", "name") \
    KEY(PACING_YOUR_TURN, "pacing", "your-turn", "") \
    KEY(PACING_BEAT, "pacing", "beat", "") \
    KEY(PACING_REFLECT_NUDGE, "pacing", "reflect-nudge", "minutes") \
    KEY(PACING_LOOK_UP, "pacing", "look-up", "") \
    KEY(PACING_TALK_SHARE, "pacing", "talk-share", "percent") \
    KEY(PACING_OVERLAPS, "pacing", "overlaps", "count") \
    KEY(PACING_LONGEST_PAUSE, "pacing", "longest-pause", "seconds") \
    KEY(PRIVACY_ONLY_TWO, "privacy", "only-two", "") \
    KEY(PRIVACY_OTHERS, "privacy", "others", "") \
    KEY(PRIVACY_GONE, "privacy", "gone", "") \
    KEY(PRIVACY_COVER, "privacy", "cover", "") \
    KEY(PRIVACY_COVERED, "privacy", "covered", "name") \
    KEY(AGENDA_ASK, "agenda", "ask", "") \
    KEY(AGENDA_HINT, "agenda", "hint", "") \
    KEY(AGENDA_ADD, "agenda", "add", "") \
    KEY(AGENDA_FROM_LAST, "agenda", "from-last", "words") \
    KEY(AGENDA_GOAL_DUE, "agenda", "goal-due", "words") \
    KEY(AGENDA_PRACTICE_ASK, "agenda", "practice-ask", "") \
    KEY(AGENDA_PRACTICE_FINE, "agenda", "practice-fine", "") \
    KEY(AGENDA_EMPTY, "agenda", "empty", "") \
    KEY(AGENDA_DONE, "agenda", "done", "") \
    KEY(AGENDA_LATER, "agenda", "later", "") \
    KEY(AGENDA_REMOVE, "agenda", "remove", "") \
    KEY(REFLECTION_TITLE, "reflection", "title", "") \
    KEY(REFLECTION_YES, "reflection", "yes", "") \
    KEY(REFLECTION_NOT_QUITE, "reflection", "not-quite", "") \
    KEY(REFLECTION_EDIT, "reflection", "edit", "") \
    KEY(REFLECTION_SEND, "reflection", "send", "") \
    KEY(REFLECTION_ASKED, "reflection", "asked", "name") \
    KEY(REFLECTION_CONFIRMED, "reflection", "confirmed", "name") \
    KEY(REFLECTION_REFUSED, "reflection", "refused", "name") \
    KEY(REFLECTION_EDITED, "reflection", "edited", "name") \
    KEY(REFLECTION_KEEP, "reflection", "keep", "") \
    KEY(REFLECTION_READ, "reflection", "read", "") \
    KEY(REFLECTION_MINE, "reflection", "mine", "name") \
    KEY(REFLECTION_THEIRS, "reflection", "theirs", "name") \
    KEY(REFLECTION_NONE, "reflection", "none", "") \
    KEY(REFLECTION_WRITE, "reflection", "write", "") \
    KEY(REFLECTION_STARTER, "reflection", "starter", "") \
    KEY(TIME_AGREED, "time", "agreed", "time end") \
    KEY(TIME_TEN, "time", "ten", "") \
    KEY(TIME_FIVE, "time", "five", "") \
    KEY(TIME_OVER, "time", "over", "") \
    KEY(TIME_SHOW, "time", "show", "") \
    KEY(TIME_HIDE, "time", "hide", "") \
    KEY(TIME_MORE_ASK, "time", "more-ask", "name minutes") \
    KEY(TIME_MORE_YES, "time", "more-yes", "") \
    KEY(TIME_MORE_NO, "time", "more-no", "") \
    KEY(TIME_MORE_AGREED, "time", "more-agreed", "end") \
    KEY(TIME_MORE_KEPT, "time", "more-kept", "end") \
    KEY(CLOSING_TITLE, "closing", "title", "") \
    KEY(CLOSING_ASK, "closing", "ask", "") \
    KEY(CLOSING_CLOSE, "closing", "close", "") \
    KEY(CLOSING_STAY, "closing", "stay", "") \
    KEY(CLOSING_BYE, "closing", "bye", "") \
    KEY(CLOSING_THANKS, "closing", "thanks", "name") \
    KEY(RECAP_TITLE, "recap", "title", "") \
    KEY(RECAP_DID, "recap", "did", "") \
    KEY(RECAP_STAYED, "recap", "stayed", "") \
    KEY(RECAP_STEP, "recap", "step", "") \
    KEY(RECAP_NEXT, "recap", "next", "") \
    KEY(RECAP_KEEP, "recap", "keep", "") \
    KEY(RECAP_KEEP_NOT, "recap", "keep-not", "") \
    KEY(RECAP_BOTH_AGREE, "recap", "both-agree", "") \
    KEY(RECAP_THEY_AGREE, "recap", "they-agree", "name") \
    KEY(RECAP_KEPT, "recap", "kept", "") \
    KEY(RECAP_LET_GO, "recap", "let-go", "") \
    KEY(RECAP_NEXT_IS, "recap", "next-is", "day time") \
    KEY(RECAP_FILL, "recap", "fill", "") \
    KEY(RECAP_AGREE, "recap", "agree", "") \
    KEY(RECAP_I_AGREE, "recap", "i-agree", "") \
    KEY(RECAP_HINT, "recap", "hint", "") \
    KEY(FEEL_CHECK_TITLE, "feel-check", "title", "") \
    KEY(FEEL_CHECK_HINT, "feel-check", "hint", "") \
    KEY(FEEL_CHECK_HEARD, "feel-check", "heard", "name") \
    KEY(FEEL_CHECK_PACE, "feel-check", "pace", "") \
    KEY(FEEL_CHECK_TOPICS, "feel-check", "topics", "") \
    KEY(FEEL_CHECK_OVERALL, "feel-check", "overall", "") \
    KEY(FEEL_CHECK_OPEN, "feel-check", "open", "") \
    KEY(FEEL_CHECK_HEARD_LOW, "feel-check", "heard-low", "") \
    KEY(FEEL_CHECK_HEARD_HIGH, "feel-check", "heard-high", "") \
    KEY(FEEL_CHECK_PACE_LOW, "feel-check", "pace-low", "") \
    KEY(FEEL_CHECK_PACE_RIGHT, "feel-check", "pace-right", "") \
    KEY(FEEL_CHECK_PACE_HIGH, "feel-check", "pace-high", "") \
    KEY(FEEL_CHECK_TOPICS_LOW, "feel-check", "topics-low", "") \
    KEY(FEEL_CHECK_TOPICS_HIGH, "feel-check", "topics-high", "") \
    KEY(FEEL_CHECK_OVERALL_LOW, "feel-check", "overall-low", "") \
    KEY(FEEL_CHECK_OVERALL_HIGH, "feel-check", "overall-high", "") \
    KEY(FEEL_CHECK_BOTH_SEE, "feel-check", "both-see", "") \
    KEY(FEEL_CHECK_OFF, "feel-check", "off", "") \
    KEY(FEEL_CHECK_IS_OFF, "feel-check", "is-off", "") \
    KEY(FEEL_CHECK_SKIP, "feel-check", "skip", "") \
    KEY(FORMAT_TITLE, "format", "title", "") \
    KEY(FORMAT_FEELS, "format", "feels", "") \
    KEY(FORMAT_EASIER, "format", "easier", "") \
    KEY(FORMAT_HINT, "format", "hint", "") \
    KEY(FORMAT_DONE, "format", "done", "") \
    KEY(FORMAT_TOLD, "format", "told", "name") \
    KEY(FORMAT_NONE, "format", "none", "") \
    KEY(FORMAT_SKIP, "format", "skip", "") \
    KEY(COMFORT_TITLE, "comfort", "title", "") \
    KEY(COMFORT_TEXT_SIZE, "comfort", "text-size", "") \
    KEY(COMFORT_CONTRAST, "comfort", "contrast", "") \
    KEY(COMFORT_HIDE_SELF, "comfort", "hide-self", "") \
    KEY(COMFORT_CAMERA_OFF, "comfort", "camera-off", "") \
    KEY(COMFORT_SLOWER, "comfort", "slower", "") \
    KEY(COMFORT_BREAK, "comfort", "break", "") \
    KEY(COMFORT_BREAKING, "comfort", "breaking", "") \
    KEY(COMFORT_LIVE, "comfort", "live", "") \
    KEY(SAFETY_TITLE, "safety", "title", "") \
    KEY(SAFETY_PLACE, "safety", "place", "") \
    KEY(SAFETY_PLACE_SAME, "safety", "place-same", "") \
    KEY(SAFETY_PLACE_ASKED, "safety", "place-asked", "") \
    KEY(SAFETY_CONTACT, "safety", "contact", "") \
    KEY(SAFETY_CONTACT_MAY, "safety", "contact-may", "name") \
    KEY(SAFETY_NUMBER, "safety", "number", "") \
    KEY(SAFETY_NEAREST, "safety", "nearest", "") \
    KEY(SAFETY_PHONE, "safety", "phone", "") \
    KEY(SAFETY_PLAN, "safety", "plan", "") \
    KEY(SAFETY_PLAN_DEFAULT, "safety", "plan-default", "name") \
    KEY(SAFETY_CODE_WORD, "safety", "code-word", "") \
    KEY(SAFETY_WHO_SEES, "safety", "who-sees", "") \
    KEY(SAFETY_ERASE, "safety", "erase", "") \
    KEY(SAFETY_CRISIS, "safety", "crisis", "number") \
    KEY(SAFETY_CRISIS_NO_NUMBER, "safety", "crisis-no-number", "") \
    KEY(SAFETY_PLACE_THEIRS, "safety", "place-theirs", "") \
    KEY(CONSENT_TITLE, "consent", "title", "") \
    KEY(CONSENT_READ, "consent", "read", "") \
    KEY(CONSENT_SIGN, "consent", "sign", "") \
    KEY(CONSENT_NOT_NOW, "consent", "not-now", "") \
    KEY(CONSENT_SIGN_FOR, "consent", "sign-for", "name") \
    KEY(CONSENT_SIGNED, "consent", "signed", "name day") \
    KEY(CONSENT_WAITING, "consent", "waiting", "name") \
    KEY(CONSENT_REVOKE, "consent", "revoke", "") \
    KEY(CONSENT_REVOKED, "consent", "revoked", "name day") \
    KEY(CONSENT_CHANGED, "consent", "changed", "") \
    KEY(WINDOW_WAITING, "window", "waiting", "name") \
    KEY(WINDOW_WAITING_HINT, "window", "waiting-hint", "") \
    KEY(WINDOW_KNOCKING, "window", "knocking", "") \
    KEY(WINDOW_KNOCKING_HINT, "window", "knocking-hint", "name") \
    KEY(WINDOW_DOOR_HINT, "window", "door-hint", "") \
    KEY(WINDOW_DOOR_LATER, "window", "door-later", "") \
    KEY(WINDOW_CONNECTING, "window", "connecting", "") \
    KEY(WINDOW_CONNECTING_HINT, "window", "connecting-hint", "name") \
    KEY(WINDOW_ENDED, "window", "ended", "") \
    KEY(WINDOW_ENDED_MINUTES, "window", "ended-minutes", "minutes") \
    KEY(WINDOW_TOGETHER, "window", "together", "time") \
    KEY(WINDOW_PICTURE_PAUSED, "window", "picture-paused", "") \
    KEY(WINDOW_WORDS_ONLY, "window", "words-only", "") \
    KEY(WINDOW_QUIET_LINE, "window", "quiet-line", "name") \
    KEY(WINDOW_FINDING, "window", "finding", "name") \
    KEY(WINDOW_CAMERA_OFF, "window", "camera-off", "name") \
    KEY(WINDOW_MICROPHONE_OFF, "window", "microphone-off", "name") \
    KEY(WINDOW_LANE_EMPTY, "window", "lane-empty", "") \
    KEY(PANEL_OPEN, "panel", "open", "") \
    KEY(PANEL_LABEL, "panel", "label", "") \
    KEY(PANEL_CLOSE, "panel", "close", "") \
    KEY(PANEL_AGENDA, "panel", "agenda", "") \
    KEY(PANEL_REFLECTIONS, "panel", "reflections", "") \
    KEY(PANEL_RECAP, "panel", "recap", "") \
    KEY(PANEL_SAFETY, "panel", "safety", "") \
    KEY(PANEL_COMFORT, "panel", "comfort", "") \
    KEY(HIDE_TITLE, "hide", "title", "") \
    KEY(HIDE_BACK, "hide", "back", "")

/* NAMED: "name = text" in a section of its own; else "- text". */
#define DECK_LIST_TABLE(LIST) \
    LIST(GROUNDING, "grounding", false) \
    LIST(DISTRACTIONS, "distractions", true) \
    LIST(FEELINGS, "feelings", false) \
    LIST(STARTERS, "starters", false) \
    LIST(VALIDATION, "validation", false) \
    LIST(PRACTICES, "practices", false) \
    LIST(WISHES, "wishes", true) \
    LIST(CONSENT_TEXT, "consent-text", false) \
    LIST(HIDE_NOTES, "hide-notes", false)
/* clang-format on */

#endif
