/* SPDX-License-Identifier: MIT
 *
 * The words of the field: roles, elements, columns with units, classes. Everything here is
 * constant; the rows are in fields.def and vocabulary.def. */
#ifndef RASIF_TABLE_SCHEMA_H
#define RASIF_TABLE_SCHEMA_H

#include "base/quantity.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a feature means. The order is that of work and of output. */
enum role {
    ROLE_STREET,
    ROLE_SIDEWALK,
    ROLE_FOOTWAY,
    ROLE_CROSSING,
    ROLE_RAMP,
    ROLE_STEPS,
    ROLE_OBSTACLE,
    ROLE_SEAT,
    ROLE_DESTINATION,
    ROLE_COUNT,
    ROLE_NONE = ROLE_COUNT
};

struct role_info {
    const char *name;   /* singular: "sidewalk" */
    const char *plural; /* "sidewalks", as on the command line and in mapping files */
    char letter;        /* of rasif_id */
    const char *id_field; /* native name of the id: "sidewalk_id" */
};
extern const struct role_info roles[ROLE_COUNT];
/* By singular or plural name; ROLE_NONE when there is none. */
enum role role_find(const char *name);

/* What a rule applies to. Footways are judged as sidewalks. */
enum element {
    ELEMENT_STREET,
    ELEMENT_SIDEWALK,
    ELEMENT_CROSSING,
    ELEMENT_RAMP,
    ELEMENT_STEPS,
    ELEMENT_COUNT,
    ELEMENT_NONE = ELEMENT_COUNT
};
extern const char *const element_names[ELEMENT_COUNT]; /* "street", "sidewalk", ... */
enum element element_find(const char *name);
/* The element a role is judged as; ELEMENT_NONE for obstacles, seats, destinations. */
enum element role_element(enum role role);

enum value_type { VALUE_REAL, VALUE_CLASS, VALUE_LIST, VALUE_TEXT };

struct vocabulary {
    const char *name;
    const char *const *words; /* words[0] is the word of code 1; ends with NULL */
    size_t n;
};

enum vocabulary_id {
    VOCABULARY_none,
#define VOCABULARY(name, ...) VOCABULARY_##name,
#include "table/vocabulary.def"
#undef VOCABULARY
    VOCABULARY_COUNT
};
extern const struct vocabulary vocabularies[VOCABULARY_COUNT];
/* Code of a word (>= 1), 0 when the vocabulary does not hold it. Exact, case-sensitive. */
uint8_t vocabulary_code(const struct vocabulary *vocabulary, const char *word, size_t length);
/* The word of a code; NULL for 0 and unknown codes. */
const char *vocabulary_word(const struct vocabulary *vocabulary, unsigned code);

enum field_id {
#define FIELD(name, type, unit, vocabulary, roles, flags) F_##name,
#include "table/fields.def"
#undef FIELD
    FIELD_COUNT,
    FIELD_NONE = FIELD_COUNT
};

#define FIELD_SLOPE 1u   /* a magnitude in every need and rule */
#define FIELD_DERIVED 2u /* no native field of this name       */
#define FIELD_SHOWN 4u   /* shown even when no rule reads it   */
#define FIELD_ID 8u      /* a text that names a feature        */
#define FIELD_LEAST 16u  /* of several values the least is the worst */
#define FIELD_MOST 32u   /* of several values the most is the worst  */
#define FIELD_IF_THERE 64u /* null: there is none, and no rule applies */
#define FIELD_HINT 128u   /* linked, it counts for scores only  */
#define FIELD_SHARED 256u      /* linked, it proves as much as surveyed */
#define FIELD_BARE_KERB 512u   /* known of a kerb without a ramp */
#define FIELD_PER_PROFILE 1024u /* depends on the profile, never stored */
#define FIELD_PLACES 2048u     /* measures places that lack something  */

struct field {
    const char *name;
    enum value_type type;
    enum unit unit;
    const struct vocabulary *vocabulary; /* NULL unless CLASS or LIST */
    unsigned roles;                      /* bit = enum role */
    unsigned flags;
};
extern const struct field fields[FIELD_COUNT];
/* By name; role-specific id names ("sidewalk_id") give F_id only through field_find_native. */
enum field_id field_find(const char *name);
/* As a native column name of the role: "sidewalk_id" -> F_id; FIELD_NONE for derived fields and
 * fields the role does not have. */
enum field_id field_find_native(enum role role, const char *name);
/* The native name of a field in a role ("sidewalk_id" for F_id). */
const char *field_native_name(enum role role, enum field_id field);

/* Codes the engine itself has to know, checked against vocabulary.def at start of the tests. */
enum { YES_NO_NO = 1, YES_NO_YES = 2 };
enum { FOOT_NO = 1, FOOT_YES, FOOT_PRIVATE };
enum { STATUS_IN_USE = 1, STATUS_CLOSED, STATUS_CONSTRUCTION, STATUS_PROPOSED, STATUS_DISUSED, STATUS_ABSENT };
enum { COVER_YES = 1, COVER_NO, COVER_SEPARATE, COVER_NOT_APPLICABLE, COVER_UNKNOWN };
enum { SIDE_LEFT = 1, SIDE_RIGHT };
enum { CONTROL_SIGNAL = 1, CONTROL_BEACON, CONTROL_STOP_YIELD, CONTROL_UNCONTROLLED };
enum { STRUCTURE_AT_GRADE = 1, STRUCTURE_FOOTBRIDGE, STRUCTURE_UNDERPASS };
enum { OBSTACLE_STEP = 10 };
enum {
    BARRIER_STILE = 1, BARRIER_TURNSTILE, BARRIER_KISSING_GATE, BARRIER_GATE, BARRIER_LOCKED_GATE,
    BARRIER_SWING_GATE, BARRIER_LIFT_GATE, BARRIER_CYCLE_BARRIER, BARRIER_BOLLARD, BARRIER_BLOCK,
    BARRIER_CHAIN, BARRIER_WALL, BARRIER_FENCE, BARRIER_HEDGE, BARRIER_JERSEY_BARRIER,
    BARRIER_KERB, BARRIER_RAISED_KERB, BARRIER_ROLLED_KERB, BARRIER_STEP, BARRIER_DEBRIS,
    BARRIER_LOG, BARRIER_CATTLE_GRID, BARRIER_DITCH, BARRIER_PASSABLE, BARRIER_WHEELCHAIR_BARRIER,
    BARRIER_WHEELCHAIR_NO, BARRIER_WHEELCHAIR_LIMITED, BARRIER_THING, BARRIER_OTHER_BARRIER,
    BARRIER_UNCLEAR
};
enum { WHEELCHAIR_NO = 1, WHEELCHAIR_LIMITED, WHEELCHAIR_YES };
enum { KERB_NONE = 1, KERB_FLUSH, KERB_LOWERED, KERB_ROLLED, KERB_RAISED };
enum { ALTERNATIVE_NO = 1, ALTERNATIVE_YES, ALTERNATIVE_UNCLEAR };
enum { CROSSED_STREET = 1, CROSSED_DRIVEWAY, CROSSED_WAY };
enum { TACTILE_YES = 1, TACTILE_PARTIAL, TACTILE_FAULTY, TACTILE_NO };
enum street_class {
    CLASS_MOTORWAY = 1, CLASS_MOTORWAY_LINK, CLASS_TRUNK, CLASS_TRUNK_LINK, CLASS_PRIMARY,
    CLASS_PRIMARY_LINK, CLASS_SECONDARY, CLASS_SECONDARY_LINK, CLASS_TERTIARY,
    CLASS_TERTIARY_LINK, CLASS_UNCLASSIFIED, CLASS_RESIDENTIAL, CLASS_LIVING_STREET,
    CLASS_SERVICE, CLASS_PEDESTRIAN, CLASS_FOOTWAY, CLASS_PATH, CLASS_CORRIDOR, CLASS_STEPS,
    CLASS_BUSWAY, CLASS_RACEWAY, CLASS_TRACK, CLASS_CYCLEWAY, CLASS_BRIDLEWAY,
    CLASS_CONSTRUCTION, CLASS_PROPOSED, CLASS_DRIVEWAY, CLASS_PARKING_AISLE,
    CLASS_DRIVE_THROUGH, CLASS_ALLEY, CLASS_ROAD
};

#endif
