/* The interfaces Text and EditableText. Offsets on the bus are characters, ours are bytes. */
#include <errno.h>
#include <string.h>

#include "desktop/accessible_bridge.h"
#include "desktop/accessible_spans.h"
#include "widgets/utf8.h"

#define TEXT          "org.a11y.atspi.Text"
#define EDITABLE_TEXT "org.a11y.atspi.EditableText"

static size_t byte_of(const struct accessible_call *call, int32_t character)
{
    return accessible_byte(call->node->text, character);
}

static int character_of(const struct accessible_call *call, size_t byte)
{
    size_t size = strlen(call->node->text);
    return accessible_characters(call->node->text, byte < size ? byte : size);
}

static int get_character_count(const struct accessible_call *call, sd_bus_message *out)
{
    return sd_bus_message_append(out, "i", character_of(call, SIZE_MAX));
}

static int get_caret(const struct accessible_call *call, sd_bus_message *out)
{
    return sd_bus_message_append(out, "i", character_of(call, call->node->caret));
}

/* Replies with a part of the text, and with where it lies if `where`. */
static int reply_span(const struct accessible_call *call, struct accessible_span span, bool where)
{
    char *part = strndup(call->node->text + span.from, span.to - span.from);
    if (part == NULL)
        return -ENOMEM;
    int result = where ? sd_bus_reply_method_return(call->message, "sii", part,
                                                    character_of(call, span.from),
                                                    character_of(call, span.to))
                       : sd_bus_reply_method_return(call->message, "s", part);
    accessible_forget(part);
    return result;
}

/* From the two next arguments; an end below 0 is that of the text. */
static struct accessible_span read_span(const struct accessible_call *call)
{
    int32_t from = 0, to = 0;
    sd_bus_message_read(call->message, "ii", &from, &to);
    struct accessible_span span = {byte_of(call, from), byte_of(call, to < 0 ? INT32_MAX : to)};
    if (span.to < span.from)
        span.to = span.from;
    return span;
}

static int get_text(const struct accessible_call *call)
{
    return reply_span(call, read_span(call), false);
}

static int get_string_at_offset(const struct accessible_call *call)
{
    /* AtspiTextGranularity; for us a paragraph is a line. */
    static const enum accessible_span_kind kinds[] = {
        ACCESSIBLE_CHARACTER, ACCESSIBLE_WORD, ACCESSIBLE_SENTENCE,
        ACCESSIBLE_LINE,      ACCESSIBLE_LINE,
    };
    int32_t offset = 0;
    uint32_t kind = 0;
    sd_bus_message_read(call->message, "iu", &offset, &kind);
    if (kind >= sizeof kinds / sizeof kinds[0])
        return reply_span(call, (struct accessible_span){0, 0}, true);
    size_t byte = byte_of(call, offset);
    return reply_span(call, accessible_span_at(call->node->text, byte, kinds[kind]), true);
}

/* The older way to ask: `step` goes to the one before or after. */
static int reply_stepped(const struct accessible_call *call, int step)
{
    /* AtspiTextBoundaryType: the start and the end of each. */
    static const enum accessible_span_kind kinds[] = {
        ACCESSIBLE_CHARACTER, ACCESSIBLE_WORD, ACCESSIBLE_WORD, ACCESSIBLE_SENTENCE,
        ACCESSIBLE_SENTENCE,  ACCESSIBLE_LINE, ACCESSIBLE_LINE,
    };
    int32_t offset = 0;
    uint32_t kind = 0;
    sd_bus_message_read(call->message, "iu", &offset, &kind);
    if (kind >= sizeof kinds / sizeof kinds[0])
        return reply_span(call, (struct accessible_span){0, 0}, true);
    const char *text = call->node->text;
    struct accessible_span span = accessible_span_at(text, byte_of(call, offset), kinds[kind]);
    if (step < 0)
        span = span.from == 0 ? (struct accessible_span){0, 0}
                              : accessible_span_at(text, span.from - 1, kinds[kind]);
    else if (step > 0)
        span = text[span.to] == '\0' ? (struct accessible_span){span.to, span.to}
                                     : accessible_span_at(text, span.to, kinds[kind]);
    return reply_span(call, span, true);
}

static int get_text_before(const struct accessible_call *call)
{
    return reply_stepped(call, -1);
}

static int get_text_at(const struct accessible_call *call)
{
    return reply_stepped(call, 0);
}

static int get_text_after(const struct accessible_call *call)
{
    return reply_stepped(call, 1);
}

static int get_character(const struct accessible_call *call)
{
    int32_t offset = 0;
    sd_bus_message_read(call->message, "i", &offset);
    size_t at = byte_of(call, offset), size = strlen(call->node->text);
    uint32_t point = at < size ? utf8_next(call->node->text, size, &at) : 0;
    return sd_bus_reply_method_return(call->message, "i", (int32_t)point);
}

static int get_attributes(const struct accessible_call *call)
{
    return sd_bus_reply_method_return(call->message, "a{ss}ii", 0, 0, character_of(call, SIZE_MAX));
}

static int get_default_attributes(const struct accessible_call *call)
{
    return sd_bus_reply_method_return(call->message, "a{ss}", 0);
}

/* Where single letters stand only the layout knows: they are where the field is. */
static int get_character_extents(const struct accessible_call *call)
{
    struct rectangle at = call->node->at;
    return sd_bus_reply_method_return(call->message, "iiii", at.x, at.y, at.width, at.height);
}

static int get_offset_at_point(const struct accessible_call *call)
{
    return sd_bus_reply_method_return(call->message, "i", -1);
}

static bool has_selection(const struct accessible_call *call)
{
    return call->node->selection_from < call->node->selection_to;
}

static int get_selection_count(const struct accessible_call *call)
{
    return sd_bus_reply_method_return(call->message, "i", (int32_t)has_selection(call));
}

static bool is_the_selection(const struct accessible_call *call)
{
    int32_t index = -1;
    return sd_bus_message_read(call->message, "i", &index) >= 0 && index == 0 &&
           has_selection(call);
}

static int get_selection(const struct accessible_call *call)
{
    if (!is_the_selection(call))
        return sd_bus_reply_method_return(call->message, "ii", 0, 0);
    return sd_bus_reply_method_return(call->message, "ii",
                                      character_of(call, call->node->selection_from),
                                      character_of(call, call->node->selection_to));
}

static int ask_span(const struct accessible_call *call, enum access_ask ask,
                    struct accessible_span span)
{
    return accessible_ask(call,
                          (struct access_request){.ask = ask, .from = span.from, .to = span.to});
}

static int add_selection(const struct accessible_call *call)
{
    if (has_selection(call))
        return sd_bus_reply_method_return(call->message, "b", 0);
    return ask_span(call, ACCESS_SELECT, read_span(call));
}

static int set_selection(const struct accessible_call *call)
{
    int32_t index = -1;
    sd_bus_message_read(call->message, "i", &index);
    if (index != 0)
        return sd_bus_reply_method_return(call->message, "b", 0);
    return ask_span(call, ACCESS_SELECT, read_span(call));
}

static int remove_selection(const struct accessible_call *call)
{
    if (!is_the_selection(call))
        return sd_bus_reply_method_return(call->message, "b", 0);
    return ask_span(call, ACCESS_SELECT,
                    (struct accessible_span){call->node->caret, call->node->caret});
}

static int set_caret(const struct accessible_call *call)
{
    int32_t offset = 0;
    sd_bus_message_read(call->message, "i", &offset);
    size_t byte = byte_of(call, offset);
    return ask_span(call, ACCESS_SELECT, (struct accessible_span){byte, byte});
}

/* `size` bytes of it at most, but whole characters. */
static int ask_text(const struct accessible_call *call, struct access_request request,
                    const char *text, size_t size)
{
    size_t length = strlen(text);
    if (size > length)
        size = length;
    while (size < length && size > 0 && ((unsigned char)text[size] & 0xc0) == 0x80)
        size--;
    if (size > ACCESSIBLE_TEXT_BYTES_MAX)
        return sd_bus_reply_method_return(call->message, "b", 0);
    request.text = strndup(text, size);
    if (request.text == NULL)
        return -ENOMEM;
    return accessible_ask(call, request);
}

static int set_text(const struct accessible_call *call)
{
    const char *text = "";
    int result = sd_bus_message_read(call->message, "s", &text);
    if (result < 0)
        return result;
    return ask_text(call, (struct access_request){.ask = ACCESS_SET_TEXT}, text, SIZE_MAX);
}

static int insert_text(const struct accessible_call *call)
{
    const char *text = "";
    int32_t offset = 0, size = 0;
    int result = sd_bus_message_read(call->message, "isi", &offset, &text, &size);
    if (result < 0)
        return result;
    struct access_request request = {.ask = ACCESS_INSERT, .from = byte_of(call, offset)};
    return ask_text(call, request, text, size < 0 ? SIZE_MAX : (size_t)size);
}

static int delete_text(const struct accessible_call *call)
{
    return ask_span(call, ACCESS_DELETE, read_span(call));
}

struct accessible_members accessible_text_members(void)
{
    static const struct accessible_member members[] = {
        {TEXT, "CharacterCount", "i", NULL, get_character_count, NULL},
        {TEXT, "CaretOffset", "i", NULL, get_caret, NULL},
        {TEXT, "GetText", "ii", get_text, NULL, NULL},
        {TEXT, "GetStringAtOffset", "iu", get_string_at_offset, NULL, NULL},
        {TEXT, "GetTextBeforeOffset", "iu", get_text_before, NULL, NULL},
        {TEXT, "GetTextAtOffset", "iu", get_text_at, NULL, NULL},
        {TEXT, "GetTextAfterOffset", "iu", get_text_after, NULL, NULL},
        {TEXT, "GetCharacterAtOffset", "i", get_character, NULL, NULL},
        {TEXT, "GetAttributes", "i", get_attributes, NULL, NULL},
        {TEXT, "GetAttributeRun", "ib", get_attributes, NULL, NULL},
        {TEXT, "GetDefaultAttributes", "", get_default_attributes, NULL, NULL},
        {TEXT, "GetDefaultAttributeSet", "", get_default_attributes, NULL, NULL},
        {TEXT, "GetCharacterExtents", "iu", get_character_extents, NULL, NULL},
        {TEXT, "GetRangeExtents", "iiu", get_character_extents, NULL, NULL},
        {TEXT, "GetOffsetAtPoint", "iiu", get_offset_at_point, NULL, NULL},
        {TEXT, "GetNSelections", "", get_selection_count, NULL, NULL},
        {TEXT, "GetSelection", "i", get_selection, NULL, NULL},
        {TEXT, "AddSelection", "ii", add_selection, NULL, NULL},
        {TEXT, "SetSelection", "iii", set_selection, NULL, NULL},
        {TEXT, "RemoveSelection", "i", remove_selection, NULL, NULL},
        {TEXT, "SetCaretOffset", "i", set_caret, NULL, NULL},
        {EDITABLE_TEXT, "SetTextContents", "s", set_text, NULL, NULL},
        {EDITABLE_TEXT, "InsertText", "isi", insert_text, NULL, NULL},
        {EDITABLE_TEXT, "DeleteText", "ii", delete_text, NULL, NULL},
    };
    return (struct accessible_members){members, sizeof members / sizeof members[0]};
}
