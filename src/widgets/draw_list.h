/* A draw list: what a view wants to see on the window, as plain data.
 *
 * Views append commands in painting order; renderer.h executes them, tests read them. It knows
 * nothing of SDL, fonts or the call. All coordinates are pixels of the window, x to the right and
 * y down. Text is copied into the list; a picture is borrowed until the list is cleared.
 * A full list drops further commands and says so in `full`; nothing else fails. */
#ifndef ALCOVE_WIDGETS_DRAW_LIST_H
#define ALCOVE_WIDGETS_DRAW_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/picture.h"

#define DRAW_COMMANDS_MAX   4096
#define DRAW_TEXT_BYTES_MAX (64 * 1024)
#define DRAW_POINTS_MAX     4096
#define DRAW_PICTURES_MAX   4

struct rectangle {
    int x;
    int y;
    int width;
    int height;
};

struct point {
    int x;
    int y;
};

/* Not premultiplied; alpha 0 draws nothing. */
struct colour {
    uint8_t red;
    uint8_t green;
    uint8_t blue;
    uint8_t alpha;
};

enum draw_kind {
    DRAW_RECTANGLE, /* fill and border, corners rounded */
    DRAW_TEXT,      /* one paragraph inside its box */
    DRAW_ICON,      /* one of our icons, centred in its square */
    DRAW_PICTURE,   /* a raw picture */
    DRAW_LINE,      /* straight from point to point, with round joints and ends */
    DRAW_ARC,       /* a part of the ring inside its square */
    DRAW_SHADOW,    /* what a card throws upon its ground */
    DRAW_GRADIENT,  /* from one colour above to another below */
    DRAW_CLIP_PUSH, /* until the matching pop, nothing outside of this rectangle is painted */
    DRAW_CLIP_POP,
};

enum text_weight {
    TEXT_REGULAR,
    TEXT_MEDIUM,
    TEXT_SEMIBOLD,
};

enum text_align {
    TEXT_LEFT,
    TEXT_CENTRE,
    TEXT_RIGHT,
};

/* To which side a paragraph runs as a whole. */
enum text_base {
    TEXT_BASE_AUTO, /* its first letter with a direction decides */
    TEXT_BASE_LEFT_TO_RIGHT,
    TEXT_BASE_RIGHT_TO_LEFT,
};

/* The drawing of each is assets/icons/NAME.svg; it says too whether it turns from right to left. */
enum icon {
    ICON_MICROPHONE,
    ICON_MICROPHONE_OFF,
    ICON_CAMERA,
    ICON_CAMERA_OFF,
    ICON_NOD,
    ICON_LEAVE,
    ICON_SEND,
    ICON_COPY,
    ICON_DOOR,
    ICON_PERSON,
    ICON_EYE_OFF,
    ICON_CHECK,
    ICON_CROSS,
    ICON_LIST,
    ICON_PEOPLE,
    ICON_WORDS,
    ICON_EYE,
    ICON_HOME,
    ICON_SETTINGS,
    ICON_LOCK,
    ICON_UNLOCK,
    ICON_PLUS,
    ICON_MINUS,
    ICON_EDIT,
    ICON_TRASH,
    ICON_UNDO,
    ICON_CALENDAR,
    ICON_CLOCK,
    ICON_HEART,
    ICON_PAUSE,
    ICON_QUESTION,
    ICON_LEAF,
    ICON_TARGET,
    ICON_REPEAT,
    ICON_CHART,
    ICON_LIGHT,
    ICON_HEADPHONES,
    ICON_PHONE,
    ICON_SHIELD,
    ICON_LINK,
    ICON_QR,
    ICON_SEARCH,
    ICON_ARROW_LEFT,
    ICON_ARROW_RIGHT,
    ICON_CHEVRON_DOWN,
    ICON_CHEVRON_RIGHT,
    ICON_CHEVRON_LEFT,
    ICON_BELL,
    ICON_GLOBE,
    ICON_KEYBOARD,
    ICON_MOON,
    ICON_SUN,
    ICON_CONTRAST,
    ICON_TEXT_SIZE,
    ICON_WIFI,
    ICON_WIFI_OFF,
    ICON_WARNING,
    ICON_INFO,
    ICON_MAIL,
    ICON_BREATH,
    ICON_SMILE,
    ICON_SPEAKER,
    ICON_FULL_SCREEN,
    ICON_MORE,
    ICON_DOWNLOAD,
    ICON_UPLOAD,
    ICON_COUNT,
};

struct draw_rectangle {
    struct colour fill;
    struct colour border; /* inside the rectangle's edge */
    int border_width;     /* 0: none */
    int radius;
};

struct draw_text {
    uint32_t offset; /* into the list's text */
    uint32_t size;   /* bytes, UTF-8 as it came; the text engine makes it safe */
    struct colour colour;
    enum text_weight weight;
    enum text_align align;
    enum text_base base;
    int pixels;      /* size of the em square */
    int line_pixels; /* from one baseline to the next; lines stand in the middle of this */
    int lines_max;   /* what does not fit into so many lines ends in an ellipsis */
};

struct draw_icon {
    enum icon icon;
    struct colour colour;
    bool mirrored;
};

struct draw_picture {
    const struct picture *picture; /* borrowed; not NULL */
    int slot;                      /* below DRAW_PICTURES_MAX: one place in the window each */
    bool crop;                     /* fill the rectangle, centred; otherwise fit inside it */
    bool mirrored;
    bool dimmed;          /* an old picture: shown through a veil of `behind` */
    int radius;           /* of the corners */
    struct colour behind; /* what lies around the picture; paints the corners */
};

struct draw_line {
    uint32_t first; /* into the list's points */
    uint32_t count;
    struct colour colour;
    int width;
};

/* Tenths of a degree, clockwise from the top; it does so from right to left, too, as clocks do. */
struct draw_arc {
    struct colour colour;
    int width; /* inside of the square */
    int from;  /* 0 to 3600 */
    int to;    /* from `from` to `from` + 3600, which is the whole ring */
};

struct draw_shadow {
    struct colour colour;
    int radius; /* of the card's corners */
    int reach;  /* how far it fades away from the card; above 0 */
    int drop;   /* how far it lies below the card; 0 to `reach` */
};

struct draw_gradient {
    struct colour top;
    struct colour bottom;
};

struct draw_command {
    enum draw_kind kind;
    struct rectangle at;
    union {
        struct draw_rectangle rectangle;
        struct draw_text text;
        struct draw_icon icon;
        struct draw_picture picture;
        struct draw_line line;
        struct draw_arc arc;
        struct draw_shadow shadow;
        struct draw_gradient gradient;
    } as;
};

struct draw_list {
    struct draw_command commands[DRAW_COMMANDS_MAX];
    size_t count;
    char text[DRAW_TEXT_BYTES_MAX];
    size_t text_size;
    struct point points[DRAW_POINTS_MAX];
    size_t point_count;
    bool full; /* something was dropped since the last clear */
};

void draw_list_clear(struct draw_list *list);
void draw_rectangle(struct draw_list *list, struct rectangle at, struct draw_rectangle what);
/* `what.offset` and `what.size` are set here; `bytes` may be freed on return. */
void draw_text(struct draw_list *list, struct rectangle box, struct draw_text what,
               const char *bytes, size_t size);
void draw_icon(struct draw_list *list, struct rectangle at, struct draw_icon what);
void draw_picture(struct draw_list *list, struct rectangle at, struct draw_picture what);
/* `what.first` and `what.count` are set here; `points` may be freed on return. One point is a dot.
 * Where a point stands, the corners of four pixels meet. No side is over 8,000 pixels. */
void draw_line(struct draw_list *list, const struct point *points, size_t count,
               struct draw_line what);
/* Its square is the largest in the middle of `at`; at most 2,000 pixels wide. */
void draw_arc(struct draw_list *list, struct rectangle at, struct draw_arc what);
/* Before the card itself, which covers its middle: that is not painted. A card that is smaller than
 * twice its radius and the reach throws none. */
void draw_shadow(struct draw_list *list, struct rectangle card, struct draw_shadow what);
void draw_gradient(struct draw_list *list, struct rectangle at, struct draw_gradient what);
void draw_clip_push(struct draw_list *list, struct rectangle at);
void draw_clip_pop(struct draw_list *list);

/* Turns the whole list around the vertical middle of a window `width` wide, for languages written
 * from right to left. Pictures keep their own left and right. */
void draw_list_mirror(struct draw_list *list, int width);

/* Not NUL-terminated; `size` is in the command. Valid until the next clear. */
const char *draw_list_text(const struct draw_list *list, const struct draw_text *text);

struct rectangle rectangle_inset(struct rectangle r, int by);
struct rectangle rectangle_intersection(struct rectangle a, struct rectangle b);
bool rectangle_is_empty(struct rectangle r);
bool rectangle_contains(struct rectangle r, int x, int y);

#endif
