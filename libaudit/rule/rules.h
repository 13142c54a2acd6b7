/* SPDX-License-Identifier: MIT
 *
 * The rule base in memory: rules ask, standards limit, profiles need. Loaded from YAML,
 * immutable afterwards. Everything is compiled once: names are indexes, limits are numbers in
 * the measure's unit, classes are bit masks. A phrase has a text in every language: a file that
 * lacks one lends it that of the first. */
#ifndef RASIF_RULE_RULES_H
#define RASIF_RULE_RULES_H

#include "base/arena.h"
#include "base/phrase.h"
#include "base/read_files.h"
#include "base/status.h"
#include "measure/per_profile.h"
#include "table/schema.h"

enum severity { SEVERITY_MINOR, SEVERITY_MODERATE, SEVERITY_SERIOUS, SEVERITY_CRITICAL, SEVERITY_COUNT };
extern const char *const severity_names[SEVERITY_COUNT];

/* Why something fails, and so what kind of work helps (docs/scoring.md, section 10). */
enum cause {
    CAUSE_DEFECT,    /* what is there is not good enough: repair or rebuild it                */
    CAUSE_MISSING,   /* something is not there: build or add it                               */
    CAUSE_BEHAVIOUR, /* people put it there and can take it away: enforce                     */
    CAUSE_TERRAIN,   /* the street itself is as steep: another way has to serve               */
    CAUSE_UNKNOWN,   /* the data do not show which                                            */
    CAUSE_COUNT
};
extern const char *const cause_names[CAUSE_COUNT];

/* Words in braces that the message of a rule may hold; the last four are filled only in findings
 * with a place. */
enum message_word {
    MESSAGE_VALUE,
    MESSAGE_LIMIT,
    MESSAGE_SIDE,
    MESSAGE_FROM,
    MESSAGE_TO,
    MESSAGE_PLACE,
    MESSAGE_WORDS
};
/* The word whose braces open at `at`, and its length with them; MESSAGE_WORDS when there is
 * none. */
enum message_word message_word_at(const char *at, size_t *length);

enum operation { OP_GE, OP_LE, OP_GT, OP_LT, OP_EQ, OP_NE, OP_IN, OP_BETWEEN };

/* `measure op value-or-measure`. Numbers are in the measure's unit; classes are bit masks (bit =
 * code), also for OP_EQ and OP_NE. Texts (names, markings) can't be compared. */
struct condition {
    enum field_id measure;
    enum operation op;
    enum field_id other; /* compared with this measure instead of a value; FIELD_NONE = value */
    double low, high;    /* GE, GT, BETWEEN: low; LE, LT, BETWEEN: high; EQ, NE on numbers: both */
    uint32_t classes;    /* CLASS and LIST measures */
    double tolerance;    /* of measuring, in the measure's unit: a requirement's limit is met within
                            it; 0 but in struct requirement.require */
    const char *text;    /* as written, for reports: ">= 1.22 m", "control = signal" */
};

struct example {
    const char *standard, *profile; /* one of them */
    struct given {
        enum field_id field;
        double real;      /* REAL: in the field's unit    */
        uint32_t mask;    /* CLASS, LIST: bit = code      */
        const char *text; /* as written, for reports      */
    } *given;
    size_t n_given;
    rasif_outcome expect;
    const char *file;
    int line, column;
};

struct rule {
    const char *id;
    unsigned elements;   /* bit = enum element */
    const char *applies; /* the same in words: "sidewalk", "sidewalk, steps" */
    enum field_id measure;
    enum severity severity;
    enum cause cause;        /* of its failures, unless one of the next two applies            */
    enum field_id terrain;   /* the slope of the ground that excuses the measure; FIELD_NONE   */
    uint32_t behaviour;      /* kinds of obstacles that people put there: bit = code; 0 = none */
    struct phrase title, why, fix, message;
    double life_years;        /* a value surveyed longer ago is assumed (ageing.h); NaN = values do not age */
    struct phrase life_basis; /* where that is from; "" = a judgement */
    bool life_unverified;
    struct phrase trap; /* what is easily measured or read wrongly; "" = none is known */
    const char *const *aliases;
    size_t n_aliases;
    struct example *examples;
    size_t n_examples;
    bool built_in; /* not from the user's folder: its examples bind built-in files only */
    bool per_place;    /* one finding per place without the thing, not one per element */
    bool always; /* asked in every audit, whatever the standard and the users: what is missing */
};

struct requirement {
    size_t rule;
    struct condition require;
    struct condition *when, *unless;
    struct condition *maybe; /* an exception no field decides: what meets these is unknown */
    size_t n_when, n_unless, n_maybe;
    const char *clause, *source; /* source: where the clause is from; "" = the standard itself */
    const char *standard;        /* in which it is written: of inherited ones the parent */
    bool core, unverified;
    const struct yaml_node *at; /* the limit in its file */
};

/* A document that standards cite (data/documents.yaml). */
enum force { FORCE_UNKNOWN, FORCE_RULE, FORCE_NORM, FORCE_GUIDANCE, FORCE_PRACTICE, FORCE_ADVICE };
extern const char *const force_names[6];
struct document {
    const char **names; /* [n_names] as `source` of a requirement names it */
    size_t n_names;
    const char *standard; /* the standard that is this document; NULL = none is */
    struct phrase title, country; /* country: "" = it belongs to none */
    enum force force;     /* at home */
};

enum standard_status { STANDARD_NORMATIVE, STANDARD_GUIDANCE, STANDARD_PROVISIONAL };
extern const char *const standard_status_names[3];

struct standard {
    const char *id;
    struct phrase title, note;
    struct phrase country; /* whose law it stands for; "" = not stated, or it is a document itself */
    enum standard_status status;
    struct requirement *requirements; /* extends: already applied; ordered by rule id, then as written */
    size_t n_requirements;
    bool built_in;
    const char *yaml; /* the file's text (of the child), for the manifest */
};

struct need {
    size_t rule;
    struct condition *when;
    size_t n_when;
    bool is_class;
    double comfortable, adequate, limit; /* numeric; adequate NaN = straight from c to l   */
    double downhill;                     /* limit of a slope one goes down, > limit; NaN = the same */
    bool more_is_better;                 /* comfortable > limit                            */
    double u_of_code[32];                /* class needs: NaN = not in the table            */
    double weight;
    bool blocks, unverified;
    bool if_surveyed; /* asked only of data that have a column for it */
    struct phrase basis;
    const char *text; /* "1.80 m / 1.22 m / 0.90 m", or the class table, for reports */
    const struct yaml_node *at; /* the limit, or the class table, in its file */
};

struct profile {
    const char *id, *code; /* code: 3 lower-case letters */
    struct phrase title, description;
    struct pace pace;
    struct need *needs;
    size_t n_needs;
    double weight_sidewalks, weight_crossings;
    struct phrase pace_basis, street_basis; /* "" = none is given: a judgement */
    bool pace_unverified, street_unverified;
    bool optional; /* audited only when it is named */
    bool built_in;
    const char *yaml;
};

/* A built-in mapping file (mapping/mapping.h reads it again where it is used); here to be
 * listed. */
struct preset {
    const char *id;
    struct phrase title;
    const char *yaml;
};

/* A file of the user's folder. */
struct rule_file {
    const char *file; /* "standards/town.yaml" */
    const char *yaml; /* as read */
};

struct rasif_rules {
    uint32_t n_holders; /* the loader, and audits: see rules_hold */
    struct arena arena;
    struct rule *rules; /* by id */
    size_t n_rules;
    struct standard *standards; /* by id */
    size_t n_standards;
    struct profile *profiles; /* built-in order wcm wcp frm old can low, then others by id */
    size_t n_profiles;
    struct preset *presets; /* by id */
    size_t n_presets;
    struct document *documents; /* as written */
    size_t n_documents;
    struct read_files reads; /* the user's files */
    struct rule_file *own; /* the same with their texts; rules, standards, profiles, each by id */
    size_t n_own;
    const char *loaded; /* how many of them: "1 standard, 2 profiles"; NULL = no folder was given */
    const char *beside; /* rule files of the folder that were not read: "a.yaml"; NULL = none */
};

/* The rules stay until rasif_rules_free was called once more. Any thread. */
void rules_hold(const struct rasif_rules *rules);
/* The built-in files, and over them those of `directory` (NULL = none); see rasif_rules_load. */
rasif_status rules_load(const char *directory, struct rasif_rules **out, rasif_error *err);

/* Index of a rule, standard, profile by id (aliases of rules too); SIZE_MAX when there is none. */
size_t rules_find_rule(const struct rasif_rules *rules, const char *id);
size_t rules_find_standard(const struct rasif_rules *rules, const char *id);
size_t rules_find_profile(const struct rasif_rules *rules, const char *id); /* or its code */
/* The nearest id for "did you mean", or NULL. kind: 'r', 's', 'p'. */
const char *rules_suggest(const struct rasif_rules *rules, char kind, const char *id);

/* "0.1 %" of docs/scoring.md, section 2.3: x meets the condition's value when it is on the good
 * side of it or within this share of |limit|. */
#define LIMIT_TOLERANCE 0.001

/* Figures of a profile that are a judgement: needs, the pace and the weights of a street's
 * parts; and how many there are in all. */
size_t profile_judgements(const struct profile *profile, size_t *figures);

/* A standard from a file given on the command line, appended to the rule base's view of one audit:
 * loads `path` over `rules`; the result lives in `arena`. */
rasif_status rules_load_standard(const struct rasif_rules *rules, const char *path,
                                 struct arena *arena, const struct standard **out, rasif_error *err);
/* A profile from its text, as a manifest keeps it; `name` is for messages. It borrows from `rules`;
 * the rest lives in `arena`. RASIF_E_RULE when it names a rule or profile that is not there. */
rasif_status rules_load_profile(const struct rasif_rules *rules, const char *name, const char *yaml,
                                struct arena *arena, const struct profile **out, rasif_error *err);

/* documents.c: the document that a source begins with, by the longest name, and how many bytes
 * that takes; NULL = none is known. */
const struct document *document_find(const struct rasif_rules *rules, const char *name, size_t length,
                                     size_t *used);
/* The document that a standard is; NULL = it is put together, or unknown. */
const struct document *document_of_standard(const struct rasif_rules *rules, const char *standard);

#endif
