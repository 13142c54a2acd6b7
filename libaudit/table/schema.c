/* SPDX-License-Identifier: MIT
 *
 * Fields, roles and vocabularies as tables made from fields.def and vocabulary.def: see
 * schema.h. Lists are short and names are looked up while files are opened, so that all searches
 * are linear. */
#include "table/schema.h"

#include <string.h>

const struct role_info roles[ROLE_COUNT] = {
    [ROLE_STREET] = {"street", "streets", 's', "street_id"},
    [ROLE_SIDEWALK] = {"sidewalk", "sidewalks", 'w', "sidewalk_id"},
    [ROLE_FOOTWAY] = {"footway", "footways", 'f', "sidewalk_id"},
    [ROLE_CROSSING] = {"crossing", "crossings", 'c', "crossing_id"},
    [ROLE_RAMP] = {"ramp", "ramps", 'r', "ramp_id"},
    [ROLE_STEPS] = {"steps", "steps", 't', "steps_id"},
    [ROLE_OBSTACLE] = {"obstacle", "obstacles", 'o', "obstacle_id"},
    [ROLE_SEAT] = {"seat", "seats", 'b', "seat_id"},
    [ROLE_DESTINATION] = {"destination", "destinations", 'd', "destination_id"},
};

const char *const element_names[ELEMENT_COUNT] = {"street", "sidewalk", "crossing", "ramp", "steps"};

/* static const char *const words_yes_no[] = {"no", "yes", NULL}; codes are places in it, from 1. */
#define VOCABULARY(name, ...) static const char *const words_##name[] = {__VA_ARGS__, NULL};
#include "table/vocabulary.def"
#undef VOCABULARY

const struct vocabulary vocabularies[VOCABULARY_COUNT] = {
#define VOCABULARY(name, ...)                                                                      \
    [VOCABULARY_##name] = {#name, words_##name, sizeof words_##name / sizeof words_##name[0] - 1},
#include "table/vocabulary.def"
#undef VOCABULARY
};

/* The letters by which fields.def names roles, one bit each. */
enum {
    S = 1u << ROLE_STREET,
    W = 1u << ROLE_SIDEWALK,
    F = 1u << ROLE_FOOTWAY,
    C = 1u << ROLE_CROSSING,
    R = 1u << ROLE_RAMP,
    T = 1u << ROLE_STEPS,
    O = 1u << ROLE_OBSTACLE,
    B = 1u << ROLE_SEAT,
    D = 1u << ROLE_DESTINATION
};

/* Short names for the rows of fields.def:
 * FIELD(clear_width_m, REAL, M, none, S | W | F | C | R, LEAST). */
#define SLOPE FIELD_SLOPE
#define HINT FIELD_HINT
#define SHARED FIELD_SHARED
#define BARE_KERB FIELD_BARE_KERB
#define PER_PROFILE FIELD_PER_PROFILE
#define PLACES FIELD_PLACES
#define DERIVED FIELD_DERIVED
#define SHOWN FIELD_SHOWN
#define LEAST FIELD_LEAST
#define MOST FIELD_MOST
#define ID FIELD_ID
#define IF_THERE FIELD_IF_THERE
#define REAL VALUE_REAL
#define CLASS VALUE_CLASS
#define LIST VALUE_LIST
#define TEXT VALUE_TEXT
const struct field fields[FIELD_COUNT] = {
#define FIELD(name, type, unit, vocabulary, roles, flags)                                          \
    [F_##name] = {#name, type, UNIT_##unit,                                                        \
                  VOCABULARY_##vocabulary == VOCABULARY_none ? NULL                                \
                                                             : &vocabularies[VOCABULARY_##vocabulary], \
                  roles, flags},
#include "table/fields.def"
#undef FIELD
};

/* Singular and plural: "sidewalk", "sidewalks". */
enum role role_find(const char *name)
{
    for (int i = 0; i < ROLE_COUNT; i++)
        if (strcmp(name, roles[i].name) == 0 || strcmp(name, roles[i].plural) == 0)
            return (enum role)i;
    return ROLE_NONE;
}

/* The word of a rule's `element`. */
enum element element_find(const char *name)
{
    for (int i = 0; i < ELEMENT_COUNT; i++)
        if (strcmp(name, element_names[i]) == 0)
            return (enum element)i;
    return ELEMENT_NONE;
}

/* Footways are judged as sidewalks; obstacles, seats and destinations are not judged. */
enum element role_element(enum role role)
{
    static const enum element elements[ROLE_COUNT] = {
        [ROLE_STREET] = ELEMENT_STREET,     [ROLE_SIDEWALK] = ELEMENT_SIDEWALK,
        [ROLE_FOOTWAY] = ELEMENT_SIDEWALK,  [ROLE_CROSSING] = ELEMENT_CROSSING,
        [ROLE_RAMP] = ELEMENT_RAMP,         [ROLE_STEPS] = ELEMENT_STEPS,
        [ROLE_OBSTACLE] = ELEMENT_NONE,     [ROLE_SEAT] = ELEMENT_NONE,
        [ROLE_DESTINATION] = ELEMENT_NONE,
    };
    return role < ROLE_COUNT ? elements[role] : ELEMENT_NONE;
}

/* Code 0 is null, so that words count from 1. */
uint8_t vocabulary_code(const struct vocabulary *vocabulary, const char *word, size_t length)
{
    for (size_t i = 0; i < vocabulary->n; i++)
        if (strlen(vocabulary->words[i]) == length && memcmp(vocabulary->words[i], word, length) == 0)
            return (uint8_t)(i + 1);
    return 0;
}

/* NULL for null and for codes of a later version. */
const char *vocabulary_word(const struct vocabulary *vocabulary, unsigned code)
{
    return code >= 1 && code <= vocabulary->n ? vocabulary->words[code - 1] : NULL;
}

/* Names are those of fields.def; see field_find_native for those of columns. */
enum field_id field_find(const char *name)
{
    for (int i = 0; i < FIELD_COUNT; i++)
        if (strcmp(name, fields[i].name) == 0)
            return (enum field_id)i;
    return FIELD_NONE;
}

/* The column of the id has its role's name (sidewalk_id). Derived fields and those of other roles
 * are no native columns. */
enum field_id field_find_native(enum role role, const char *name)
{
    if (role >= ROLE_COUNT)
        return FIELD_NONE;
    if (strcmp(name, roles[role].id_field) == 0)
        return F_id;
    enum field_id field = field_find(name);
    if (field == FIELD_NONE || field == F_id || (fields[field].flags & FIELD_DERIVED) ||
        !(fields[field].roles & (1u << role)))
        return FIELD_NONE;
    return field;
}

/* The inverse of field_find_native. */
const char *field_native_name(enum role role, enum field_id field)
{
    return field == F_id ? roles[role].id_field : fields[field].name;
}
