/* What a node is: whether it takes the focus, whether it is pressed, what it is called. */
#include "widgets/tree_parts.h"

bool node_takes_focus(const struct node *node)
{
    switch (node->kind) {
    case NODE_PRESS:
        return !node->as.press.disabled;
    case NODE_FIELD:
        return !node->as.field.disabled;
    case NODE_SLIDER:
        return true;
    case NODE_IMAGE:
        return node->act.kind != 0;
    case NODE_BOX:
    case NODE_LABEL:
    case NODE_METER:
    case NODE_PLOT:
    case NODE_ICON:
    case NODE_SPACE:
    case NODE_RULE:
    case NODE_CANVAS:
        return false;
    }
    return false;
}

bool node_is_pressed(const struct node *node)
{
    bool pressed = node->kind == NODE_PRESS || node->kind == NODE_IMAGE;
    return pressed && node_takes_focus(node);
}

const char *node_name(const struct node *node)
{
    const char *name = NULL;
    switch (node->kind) {
    case NODE_BOX:
        name = node->as.box.name;
        break;
    case NODE_LABEL:
        name = node->as.label.words;
        break;
    case NODE_PRESS:
        name = node->as.press.name != NULL ? node->as.press.name : node->as.press.words;
        break;
    case NODE_FIELD:
        name = node->as.field.name;
        break;
    case NODE_SLIDER:
        name = node->as.slider.name;
        break;
    case NODE_METER:
        name = node->as.meter.name;
        break;
    case NODE_IMAGE:
        name = node->as.image.name;
        break;
    case NODE_PLOT:
        name = node->as.plot.name;
        break;
    case NODE_CANVAS:
        name = node->as.canvas.name;
        break;
    case NODE_ICON:
    case NODE_SPACE:
    case NODE_RULE:
        break;
    }
    return name != NULL ? name : "";
}
