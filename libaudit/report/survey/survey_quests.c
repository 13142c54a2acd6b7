/* SPDX-License-Identifier: MIT
 *
 * A survey as questions for AVIV ScoutRoute (docs/survey.md#quests), an app that shows features of an OpenSidewalks
 * workspace and writes answers as tags: a long-form quest definition, schema 3.0.0. One element for each role to
 * visit, with every value that is asked of some feature of it; tags are in data/quests.yaml. What rasif draft proposed is
 * left out: it is in no workspace. */
#include "base/data.h"
#include "mapping/limits.h"
#include "report/label.h"
#include "report/survey/survey_report.h"

#include <string.h>

#define SCHEMA_VERSION "3.0.0"
#define IDS_OF_A_ROLE 100 /* 101 is the first question of the first role */

struct quests {
    const struct surveyed *surveyed;
    const struct yaml_node *roles, *fields;
    struct text *out;
};

static const char *words_of(const struct quests *q, const char *group, const char *name)
{
    return phrase_in(phrase_of(q->surveyed->run->sentences, group, name), q->surveyed->run->language);
}

static void add_member(struct quests *q, const char *before, const char *name, const char *value)
{
    text_addf(q->out, "%s\"%s\": ", before, name);
    text_json(q->out, value != NULL ? value : "");
}

/* ---- answers ----------------------------------------------------------------------------------- */

/* One of our words, as the tag has it. */
static void add_choice(struct quests *q, const struct yaml_node *entry, const char *word, bool first)
{
    const char *value = yaml_text(yaml_get(entry, "values"), word);
    add_member(q, first ? "\n            {" : ",\n            {", "value", value != NULL ? value : word);
    add_member(q, ", ", "choice_text", words_of(q, "value", word));
    text_add(q->out, "}");
}

static void add_choices(struct quests *q, enum field_id field, const struct yaml_node *entry)
{
    const struct yaml_node *choices = yaml_get(entry, "choices");
    const struct vocabulary *words = fields[field].vocabulary;
    text_add(q->out, ",\n          \"quest_answer_choices\": [");
    for (size_t i = 0; choices != NULL && i < choices->n; i++)
        add_choice(q, entry, choices->items[i].text, i == 0);
    for (size_t i = 0; choices == NULL && words != NULL && i < words->n; i++)
        add_choice(q, entry, words->words[i], i == 0);
    text_add(q->out, "\n          ]");
}

static void add_limits(struct quests *q, enum field_id field)
{
    double least, most;
    limits_of(field, &least, &most);
    text_add(q->out, ",\n          \"quest_answer_validation\": {\"min\": ");
    text_number(q->out, least);
    text_add(q->out, ", \"max\": ");
    text_number(q->out, most);
    text_add(q->out, "}");
}

/* ---- questions --------------------------------------------------------------------------------- */

/* What to do: "a number from 0 to 50", "choose one". */
static void add_description(struct quests *q, enum field_id field)
{
    const struct run *run = q->surveyed->run;
    struct text what = {0}, from = {0}, to = {0};
    double least, most;
    limits_of(field, &least, &most);
    text_number(&from, least);
    text_number(&to, most);
    sentence(run->sentences, run->language,
             fields[field].type == VALUE_REAL   ? "survey_form.range"
             : fields[field].type == VALUE_LIST ? "survey.quest_several"
                                                : "survey.quest_one",
             &what, "from", from.data != NULL ? from.data : "", "to", to.data != NULL ? to.data : "", NULL);
    add_member(q, ",\n          ", "quest_description", what.data);
    q->out->failed = q->out->failed || what.failed || from.failed || to.failed;
    text_free(&what);
    text_free(&from);
    text_free(&to);
}

/* How the field is asked; NULL = in our own words. */
static const struct yaml_node *entry_of(const struct quests *q, enum role role, enum field_id field)
{
    const struct yaml_node *entry = yaml_get(q->fields, fields[field].name);
    const char *except = yaml_text(entry, "except");
    return except == NULL || strcmp(except, roles[role].plural) != 0 ? entry : NULL;
}

static void add_question(struct quests *q, enum role role, enum field_id field, size_t number)
{
    const struct run *run = q->surveyed->run;
    const struct yaml_node *entry = entry_of(q, role, field);
    const char *tag = yaml_text(entry, "tag");
    struct text title = {0}, own = {0};
    label_field(run->sentences, run->language, field, &title);
    text_addf(&own, "ext:%s", fields[field].name);
    text_addf(q->out, "%s\n        {\n          \"quest_id\": %zu", number > 1 ? "," : "",
              IDS_OF_A_ROLE * ((size_t)role + 1) + number);
    add_member(q, ",\n          ", "quest_title", title.data);
    add_description(q, field);
    add_member(q, ",\n          ", "quest_type",
               fields[field].type == VALUE_REAL   ? "Numeric"
               : fields[field].type == VALUE_LIST ? "MultipleChoice"
                                                  : "ExclusiveChoice");
    add_member(q, ",\n          ", "quest_tag", tag != NULL ? tag : own.data);
    if (fields[field].type == VALUE_REAL)
        add_limits(q, field);
    else
        add_choices(q, field, entry);
    text_add(q->out, "\n        }");
    q->out->failed = q->out->failed || title.failed || own.failed;
    text_free(&title);
    text_free(&own);
}

/* The fields that the survey asks of some feature of the role, but of proposals. */
static struct field_set asked_of(const struct quests *q, enum role role)
{
    const struct survey *survey = q->surveyed->survey;
    struct field_set asked = {0};
    for (size_t i = 0; i < survey->n; i++) {
        const struct survey_element *element = &survey->elements[i];
        if (element->role != role || field_set_has(&element->visit.ask, F_status))
            continue;
        for (size_t k = 0; k < FIELD_WORDS; k++)
            asked.bits[k] |= element->visit.ask.bits[k];
    }
    return asked;
}

static bool add_role(struct quests *q, enum role role, bool first)
{
    const struct yaml_node *entry = yaml_get(q->roles, roles[role].plural);
    const struct field_set asked = asked_of(q, role);
    if (entry == NULL || field_set_count(&asked) == 0)
        return false;
    add_member(q, first ? "\n    {\n      " : ",\n    {\n      ", "element_type", words_of(q, "roles", roles[role].name));
    add_member(q, ",\n      ", "quest_query", yaml_text(entry, "query"));
    add_member(q, ",\n      ", "element_type_icon", yaml_text(entry, "icon"));
    text_add(q->out, ",\n      \"quests\": [");
    for (size_t f = 0, number = 0; f < FIELD_COUNT; f++)
        if (field_set_has(&asked, (enum field_id)f))
            add_question(q, role, (enum field_id)f, ++number);
    text_add(q->out, "\n      ]\n    }");
    return true;
}

rasif_status survey_quests(const struct surveyed *surveyed, struct text *out, rasif_error *err)
{
    const struct data_file *file = data_find("quests.yaml");
    const struct yaml_node *root = NULL;
    struct arena arena = {0};
    if (file == NULL)
        return fail(err, RASIF_E_INTERNAL, "quests.yaml is not embedded");
    rasif_status status = yaml_parse(file->path, (const char *)file->bytes, file->size, &arena, &root, err);
    if (status == RASIF_OK) {
        struct quests q = {surveyed, yaml_get(root, "roles"), yaml_get(root, "fields"), out};
        bool any = false;
        text_add(out, "{\n  \"version\": \"" SCHEMA_VERSION "\",\n  \"elements\": [");
        for (int r = 0; r < ROLE_COUNT; r++)
            any = add_role(&q, (enum role)r, !any) || any;
        text_add(out, any ? "\n  ]\n}\n" : "]\n}\n");
    }
    arena_free(&arena);
    return status;
}
