/* Rules about functions, over what pmccabe measures: for each function one line
 *   MCCABE-WITH-SWITCH-AS-ONE MCCABE STATEMENTS FIRST-LINE LINES FILE(LINE): NAME */
#ifndef TOOLS_CHECK_FUNCTIONS_H
#define TOOLS_CHECK_FUNCTIONS_H

#include "check/findings.h"
#include "check/rooms.h"
#include "check/tree.h"

#define FUNCTION_LINES_MAX 70
#define FUNCTION_LINES_P95 50
#define MCCABE_MAX         15
#define MCCABE_DECODER_MAX 25
#define PARAMETERS_MAX     5

/* pmccabe understood every file. It cannot see the end of a file that ends in a macro, as every
 * file of tests does; that complaint is no loss. */
void functions_check_measured(const char *measured, struct findings *out);
/* `decoders` lists, one a line, the functions whose one big switch may reach 25: `FILE NAME`.
 * A line there that no function needs any more is a finding too. */
void functions_check_mccabe(const char *measured, const char *decoders, struct findings *out);
void functions_check_length(const char *measured, struct findings *out);
/* Parameters are counted in the tree at the places that pmccabe names. */
void functions_check_parameters(const char *measured, const struct tree *tree,
                                struct findings *out);
/* protocol/: in each room at least as many assertions as functions of more than one statement. */
void functions_check_assertions(const char *measured, const struct rooms *rooms,
                                const struct tree *tree, struct findings *out);

#endif
