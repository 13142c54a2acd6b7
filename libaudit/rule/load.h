/* SPDX-License-Identifier: MIT
 *
 * How YAML files become the structs of rules.h; private to the load*.c files, condition.c and the
 * loader of plan/, whose files are made of the same parts.
 * Everything built here lives in the arena given, next to the YAML tree it borrows texts from.
 * Every mistake is RASIF_E_RULE with "file:line:column: what, and what was meant". */
#ifndef RASIF_RULE_LOAD_H
#define RASIF_RULE_LOAD_H

#include "base/yaml.h"
#include "rule/rules.h"

#include <string.h>

/* Goes on after a mistake, in a function with `err` and `rasif_error all = {0}` that ends with fail_all:
 * LATER(flag_read(map, key, &out, &one)); `one` is the macro's own. */
#define LATER(expression)                                                                          \
    do {                                                                                           \
        rasif_error one = {RASIF_OK, ""};                                                          \
        TRY(fail_later((expression), &one, &all, err));                                            \
    } while (0)

/* ---- conditions (condition.c) ------------------------------------------------------------ */

/* `require: ">= 1.22 m"`: what a rule's measure has to meet. */
rasif_status require_parse(const struct yaml_node *node, enum field_id measure,
                           struct condition *out, rasif_error *err);
/* `when: ["control = signal", ...]`: a list of conditions on fields of the elements (bit set).
 * `list` NULL gives none. */
rasif_status conditions_parse(const struct yaml_node *list, unsigned elements, struct arena *arena,
                              struct condition **out, size_t *n, rasif_error *err);
/* A number with or without unit, in the unit of `field`. */
rasif_status number_read(const struct yaml_node *node, const char *text, size_t length,
                         enum field_id field, double *out, rasif_error *err);
/* Words of a class or list field, separated by `separator`, as a bit set (bit = code). */
rasif_status words_read(const struct yaml_node *node, const char *text, size_t length,
                        enum field_id field, char separator, uint32_t *out, rasif_error *err);

/* ---- parts of files (load_parts.c) --------------------------------------------------------- */

/* Bytes of a foreign text that a message shows, whole characters only; SHOWN is for printf's
 * %.*s. */
int shown(const char *text, size_t length);
#define SHOWN(text) shown((text), strlen(text)), (text)

/* "unknown <what> 'word'; did you mean '...'?" at the node. */
rasif_status fail_unknown(const struct yaml_node *at, const char *what, const char *word,
                          const char *const *words, size_t n, rasif_error *err);
/* The same for a word that the class or list field does not have. */
rasif_status fail_unknown_value(const struct yaml_node *at, enum field_id field, const char *word,
                                rasif_error *err);
/* Place of the scalar's text in words[0..n). */
rasif_status word_read(const struct yaml_node *node, const char *what, const char *const *words,
                       size_t n, size_t *out, rasif_error *err);
/* The entry `key`, which must be there. */
rasif_status entry_require(const struct yaml_node *map, const char *key,
                           const struct yaml_node **out, rasif_error *err);
/* The entry's key as a node, for errors about the key itself. */
struct yaml_node key_of(const struct yaml_node *entry);
/* Text entry `key` that must be there and hold more than white space. */
rasif_status text_require(const struct yaml_node *map, const char *key, const char **out,
                          rasif_error *err);
/* `key: {en: ..., fr: ...}`, as phrase_parse reads it; "" in all languages when the key is
 * missing and not `required`. */
rasif_status phrase_read(const struct yaml_node *map, const char *key, bool required,
                         struct phrase *out, rasif_error *err);
/* A text that names sources: the same map, or one text for all languages. */
rasif_status source_read(const struct yaml_node *map, const char *key, struct phrase *out,
                         rasif_error *err);
/* Source of a figure and its flag: a figure without a source is unverified. */
rasif_status figure_basis_read(const struct yaml_node *root, const char *key, const char *flag, struct phrase *basis,
                        bool *unverified, rasif_error *err);
/* `key: true` or `key: false`; false when missing. */
rasif_status flag_read(const struct yaml_node *map, const char *key, bool *out, rasif_error *err);
/* `key: 0.9`, a bare number within [low, high]. */
rasif_status bare_number_read(const struct yaml_node *map, const char *key, double low, double high,
                              double *out, rasif_error *err);
/* Ids are lower-case letters, digits, '-' and '_'. */
rasif_status id_read(const struct yaml_node *root, const char **out, rasif_error *err);
/* The elements (bit = enum element) that `applies` names, at least one. */
rasif_status elements_read(const struct yaml_node *map, unsigned *out, rasif_error *err);
/* A field a rule or condition may look at. */
rasif_status measure_read(const struct yaml_node *at, const char *name, size_t length,
                          enum field_id *out, rasif_error *err);
/* Every one of the elements (bit set) must have the field. */
rasif_status measure_fits(const struct yaml_node *at, enum field_id field, unsigned elements,
                          rasif_error *err);
/* A field that an element holds a value of: not one that depends on the profile. */
rasif_status measure_stored(const struct yaml_node *at, enum field_id field, rasif_error *err);
/* The rule that the entry `key` names. */
rasif_status rule_read(const struct rasif_rules *rules, const struct yaml_node *entry, const char *key,
                       size_t *out, rasif_error *err);

/* Is `id` one of the rule's former names? (rules.c) */
bool rule_has_alias(const struct rule *rule, const char *id);

/* ---- whole files ---------------------------------------------------------------------------- */

/* Each fills `out` from a file's tree; `extends` was found by the caller (NULL = none). */
rasif_status rule_build(const struct yaml_node *root, struct arena *arena, struct rule *out,
                        rasif_error *err);
rasif_status standard_build(const struct rasif_rules *rules, const struct yaml_node *root,
                            const struct standard *parent, struct arena *arena,
                            struct standard *out, rasif_error *err);
rasif_status profile_build(const struct rasif_rules *rules, const struct yaml_node *root,
                           const struct profile *parent, struct arena *arena, struct profile *out,
                           rasif_error *err);

/* limits_check.c: RASIF_E_RULE at a limit against the direction of all built-in ones of its rule, or
 * more than ten times off those of its measure. Of a standard, of a profile, of all that are not
 * built in. */
rasif_status standard_check_limits(const struct rasif_rules *rules, const struct standard *standard,
                                   rasif_error *err);
rasif_status profile_check_limits(const struct rasif_rules *rules, const struct profile *profile,
                                  rasif_error *err);
rasif_status rules_check_limits(const struct rasif_rules *rules, rasif_error *err);

/* documents.c: rules->documents. */
rasif_status documents_build(struct rasif_rules *rules, rasif_error *err);

/* ---- files (load_files.c) ------------------------------------------------------------------- */

struct file {
    const char *id;
    const struct yaml_node *root;
    const char *yaml; /* as read */
    bool built_in;
};

/* All files of one kind. Starts as {0}; heap, given back with free(items). */
struct files {
    struct file *items;
    size_t n, capacity;
};

/* The embedded files under `prefix` ("rules/"). */
rasif_status files_add_built_in(struct files *files, const char *prefix, struct arena *arena,
                                rasif_error *err);
/* The files of a folder, *.yaml and *.yml, which replace built-in ones of their id and are added to
 * `reads`; `*found`: there is such a folder. RASIF_E_RULE: there is another file, neither hidden,
 * nor a README or *.md, nor an editor's copy. */
rasif_status files_add_folder(struct files *files, const char *path, struct arena *arena,
                              struct read_files *reads, bool *found, rasif_error *err);
/* RASIF_E_RULE: something in the folder is called nearly like one of `names`. `beside` gets the names
 * of rule files that lie beside them, "a.yaml, b.yaml". */
struct text;
rasif_status files_check_beside(const char *directory, const char *const *names, size_t n_names,
                                struct text *beside, rasif_error *err);
/* One file. */
rasif_status file_read(const char *path, struct arena *arena, struct file *out, rasif_error *err);

/* Sets overridden[rule] for every rule that an entry of a child's `requirements` or `needs`
 * names: the entries of its parent about that rule no longer hold. Checks the shape of `drop`, and
 * that dropped rules exist; other entries with an unknown rule are passed over. RASIF_E_RULE with
 * the mistakes of all entries. */
rasif_status overrides_read(const struct rasif_rules *rules, const struct yaml_node *entries,
                            bool has_parent, bool *overridden, rasif_error *err);

/* ---- examples (check.c) --------------------------------------------------------------------- */

struct text;

/* Judges an element of which only the given values are known. The standard or profile of the
 * example must exist. RASIF_E_MEMORY. */
rasif_status example_judge(const struct rasif_rules *rules, size_t rule,
                           const struct example *example, rasif_outcome *out, rasif_error *err);
/* Must the standard or profile that the example names satisfy it? Those of a user need not
 * satisfy the examples of built-in rules. */
bool example_binds(const struct rasif_rules *rules, size_t rule, const struct example *example);
/* "prowag-2023: clear_width_m=48 in" */
void example_describe(const struct example *example, struct text *out);
/* "pass", "not-applicable", ... as in files */
extern const char *const outcome_words[4];

#endif
