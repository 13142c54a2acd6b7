/* SPDX-License-Identifier: MIT
 *
 * Inside merge*.c: the city as it is, what surveys say of it, and what becomes of that. */
#ifndef RASIF_PLAN_MERGE_PARTS_H
#define RASIF_PLAN_MERGE_PARTS_H

#include "base/sentences.h"
#include "plan/apply_works.h"
#include "plan/merge.h"
#include "plan/scenery.h"
#include "read/field_cell.h"
#include "read/surveyed.h"
#include "write/edit.h"
#include "write/result.h"

/* Columns `state` and `reason` of survey_values, by their words in merge_words.def. */
enum answer_state {
#define STATE(name, word) ANSWER_##name,
#define REASON(name, word)
#include "plan/merge_words.def"
#undef STATE
#undef REASON
    ANSWER_STATE_COUNT
};
enum answer_reason {
#define STATE(name, word)
#define REASON(name, word) WHY_##name,
#include "plan/merge_words.def"
#undef STATE
#undef REASON
    ANSWER_REASON_COUNT
};
extern const char *const answer_states[ANSWER_STATE_COUNT], *const answer_reasons[ANSWER_REASON_COUNT];

/* What one survey says of one field of one feature: a row of survey_values. Texts that are not there are NULL;
 * all live in merging.arena. */
struct answer {
    const char *rasif_id, *table, *field_name, *value, *day, *surveyor, *photo, *remark, *survey;
    int64_t fid;
    unsigned side;   /* SIDE_LEFT, SIDE_RIGHT of a sidewalk that the columns of a street imply; else 0 */
    bool none_found; /* looked, and there is none; `value` is NULL then */
    bool no_access;  /* nobody could get there; no field and no value */
    bool replaced;   /* works were done there since (rasif apply) */
    /* As merge_match finds them: */
    size_t source, row; /* SIZE_MAX: an orphan */
    enum role role;
    enum field_id field; /* FIELD_NONE: no field that is stored */
    struct field_value meant; /* not known: nothing can be judged by it */
    /* As merge_decide finds them: */
    enum answer_state state;
    enum answer_reason reason;
    const char *original; /* what the city has, as text; NULL = nothing */
};

enum proposal_kind { PROPOSAL_NEW, PROPOSAL_MOVED, PROPOSAL_ORPHAN, PROPOSAL_KIND_COUNT };
extern const char *const proposal_kinds[PROPOSAL_KIND_COUNT];

/* A geometry that a survey brings: a row of survey_proposals. */
struct proposal {
    const char *kind, *role, *rasif_id, *table, *said, *none_found, *day, *surveyor, *photo, *remark, *survey;
    int64_t fid; /* when `table` is there */
    const char *blob; /* in the arena; as the table has it */
    size_t length;
};

struct merging {
    const rasif_merge_options *options;
    const struct merge_talk *talk;
    rasif_merge_counts counts;
    struct arena arena;
    struct temp_folder folder; /* of the mapping that the manifest holds */
    struct planned_works own;  /* mapping and preset of the audit that wrote the city's file */
    struct scenery city;
    struct geo_run geo;
    const struct sentences *sentences;
    struct answer *answers;
    size_t n_answers, answer_capacity;
    struct answer *before; /* survey_values as the city has it */
    size_t n_before, before_capacity;
    struct proposal *proposals;
    size_t n_proposals, proposal_capacity;
    size_t n_proposals_before; /* rows of survey_proposals in the city: the first of `proposals` */
    bool proposals_changed;
    int srs_id;       /* of survey_proposals */
    const char *crs;  /* of it, as text; NULL = none declared */
    size_t source;    /* whose system it is */
    const char *last_change; /* the newest of all files */
};

/* ---- merge_earlier.c ---- */
/* A cell as text without blanks around it, in the arena; NULL = null, or no memory, which *failed tells. A day without
 * its time, where it is one. */
const char *merge_text(struct merging *m, const struct cell *cell, bool *failed);
const char *merge_day(struct merging *m, const struct cell *cell, bool *failed);
int64_t merge_integer(const struct cell *cell); /* 0 = none */
/* A path that is relative to the folder of file `from`, as seen from the folder of the output. Absolute paths and
 * addresses stay. NULL = no memory. */
const char *merge_seen_from_output(struct merging *m, const char *photo, const char *from);
void merge_take_last_change(struct merging *m, const struct result_file *file);
/* Fills `answers` and `proposals` with what the city's file has from earlier merges, and `before`. */
rasif_status merge_read_city(struct merging *m, rasif_error *err);
/* ---- merge_read.c ---- */
/* Adds one answer, understood. */
MUST bool merge_add_answer(struct merging *m, const struct answer *answer);
/* Adds the rows of a survey's file. RASIF_E_DATA: it is none. */
rasif_status merge_read_survey(struct merging *m, const char *path, rasif_error *err);

/* ---- merge_match.c ---- */
/* A row of a survey as it was read. */
struct survey_row {
    struct answer common; /* what all its answers share */
    enum role role;       /* of its layer; ROLE_NONE */
    size_t shape;         /* row of `metric` */
    const struct shapes *metric; /* in metres of the run; NULL = can't be brought there */
    const struct cell *geometry;
    const char *crs, *said, *none_found;
};
/* Finds the feature of a row: by table, number and rasif_id; by rasif_id; by table, number and place. Sets source,
 * row, role, table, fid, side and rasif_id of row->common. */
void merge_match(struct merging *m, struct survey_row *row);
/* The same of a row of an earlier merge: its number is trusted where the feature is there. */
void merge_match_again(struct merging *m, struct answer *answer);
/* Adds a proposal where the row's geometry is new, moved or an orphan's. */
rasif_status merge_propose(struct merging *m, const struct survey_row *row, rasif_error *err);

/* ---- merge_decide.c ---- */
/* Sets field and meant by field_name, value and none_found. */
void merge_understand(struct answer *answer);
/* Sorts answers, drops equal ones, decides which are used: state, reason, original, and the counts. */
rasif_status merge_decide(struct merging *m, rasif_error *err);
/* Order of survey_values; 0 = the same row but for the survey's name. */
int answer_compare(const struct answer *a, const struct answer *b);

/* Are both about one field of one feature, and in one state? */
bool merge_same_field(const struct answer *a, const struct answer *b);

/* ---- merge_write.c ---- */
rasif_status merge_write(struct merging *m, const char *copy, rasif_error *err);
/* Differs what is to be written from what the city has? */
bool merge_changes(const struct merging *m);

/* ---- merge_tell.c ---- */
rasif_status merge_tell(const struct merging *m, rasif_sink sink, void *user, rasif_error *err);

#endif
