/* What a struct text is made of, for text.c, text_copy.c, text_merge.c, text_file.c and
 * text_undo_file.c. */
#ifndef ALCOVE_TEXT_TEXT_STATE_H
#define ALCOVE_TEXT_TEXT_STATE_H

#include "text/text.h"
#include "text/text_buffer.h"
#include "text/text_draft.h"
#include "text/text_graph.h"
#include "text/text_spans.h"
#include "text/text_undo.h"

struct text {
    const struct alcove_memory *memory;
    struct text_bounds bounds;
    struct text_graph graph;
    struct text_buffer published;
    struct text_spans authors; /* of the published text */
    struct text_draft draft;
    struct text_undo undo;
    struct text_run *outgoing; /* what text_publish gave out: runs, parents, their text */
    size_t outgoing_size;
    struct text_array batch_array, op_array; /* of a merge under way */
};

/* As text_merge, within these bounds; text_publish calls it, too. */
enum text_result text_merge_batches(struct text *text, const struct text_bounds *bounds,
                                    const struct text_batch *batches, size_t count);

#endif
