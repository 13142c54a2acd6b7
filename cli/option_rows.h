/* SPDX-License-Identifier: MIT
 *
 * <options.def> as rows of one of argp's tables. A file that makes a table defines PICK_ of its group as
 * TABLE_ROW and includes this between the braces; no guard, because every group includes it. */
#ifndef TABLE_ROW
#define TABLE_ROW(command, key, argument, sentence) {command, key, argument, 0, sentence, 0},
#define NO_ROW(...)
#endif

#ifndef PICK_PROJECT
#define PICK_PROJECT NO_ROW
#endif
#ifndef PICK_INPUT
#define PICK_INPUT NO_ROW
#endif
#ifndef PICK_JUDGING
#define PICK_JUDGING NO_ROW
#endif
#ifndef PICK_NETWORK
#define PICK_NETWORK NO_ROW
#endif
#ifndef PICK_PLAN
#define PICK_PLAN NO_ROW
#endif
#ifndef PICK_OUTPUT
#define PICK_OUTPUT NO_ROW
#endif
#ifndef PICK_GATES
#define PICK_GATES NO_ROW
#endif
#ifndef PICK_RUNNING
#define PICK_RUNNING NO_ROW
#endif
#ifndef PICK_TALKING
#define PICK_TALKING NO_ROW
#endif
#define PICK_NOWHERE NO_ROW

#define ROLE(role, sentence) PICK_INPUT(#role, KEY_role_##role, "LAYER", sentence)
#define TEXT(field, command, group, argument, fallback, sentence)                                  \
    PICK_##group(command, KEY_##field, argument, sentence)
#define FLAG(field, command, group, sentence) PICK_##group(command, KEY_##field, NULL, sentence)
#define CHOICE(field, command, group, first, words, sentence)                                      \
    PICK_##group(command, KEY_##field, words, sentence)
#define NUMBER(field, command, group, argument, fallback, bound, low, high, sentence)              \
    PICK_##group(command, KEY_##field, argument, sentence " (default: " #fallback ")")
#define NUMBER_OR_NONE(field, command, group, argument, fallback, bound, low, high, sentence)      \
    PICK_##group(command, KEY_##field, argument, sentence)
#define OWN(field, command, group, argument, fallback, reader, sentence)                           \
    PICK_##group(command, KEY_##field, argument, sentence)
#define LIST(field, command, group, argument, sentence)                                            \
    PICK_##group(command, KEY_##field, argument, sentence)
#define COMMAND(name, command, group, argument, sentence)                                          \
    PICK_##group(command, KEY_##name, argument, sentence)
#define LETTER(letter, command, group, argument, sentence)                                         \
    PICK_##group(command, letter, argument, sentence)
#define COMMANDS COMMAND
#define LETTERS LETTER

#include <options.def>

#undef PICK_PROJECT
#undef PICK_INPUT
#undef PICK_JUDGING
#undef PICK_NETWORK
#undef PICK_PLAN
#undef PICK_OUTPUT
#undef PICK_GATES
#undef PICK_RUNNING
#undef PICK_TALKING
#undef PICK_NOWHERE
