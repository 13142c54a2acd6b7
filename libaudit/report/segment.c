/* SPDX-License-Identifier: MIT
 *
 * Names, features, places and scores of segments for reports: see segment.h. unit_ functions hide
 * whether a run is summed over segments or, without streets, over rows of another role. */
#include "report/segment.h"

#include "geo/line.h"
#include "link/link.h"
#include "report/table/feature_table.h"
#include "report/label.h"

#include <stdlib.h>
#include <string.h>

/* A null word or blanks count as no name, so that the other language is tried. The text is the
 * pool's. */
const char *element_name(const struct run *run, enum role role, size_t row, const char *language)
{
    const struct elements *e = &run->store->tables[role];
    const char *endings[2];
    language_names(language, endings);
    for (int i = 0; i < 2; i++) {
        enum field_id field = endings[i][0] == '\0' ? F_name : F_name_ar;
        const char *name = pool_text(&run->store->pool, element_text(e, field, row));
        if (label_is_name(name))
            return name;
    }
    return NULL;
}

/* The first part with a name gives the segment's name: parts of one street often lack it. */
void segment_names(const struct run *run, size_t segment, const char *language,
                   struct segment_names *out)
{
    const struct street_segments *segments = &run->store->segments;
    const uint32_t *cross = segments->cross + 2 * segment;
    *out = (struct segment_names){0};
    for (uint32_t i = segments->first_part[segment];
         out->name == NULL && i < segments->first_part[segment + 1]; i++)
        out->name = element_name(run, ROLE_STREET, segment_part(segments, i).street, language);
    out->from = cross[0] != NO_ROW ? element_name(run, ROLE_STREET, cross[0], language) : NULL;
    out->to = cross[1] != NO_ROW ? element_name(run, ROLE_STREET, cross[1], language) : NULL;
}

/* Is the part's street one single stretch, so that no metres are needed to find it? */
static bool is_whole(const struct run *run, const struct segment_part *part)
{
    uint32_t first, last = street_stretches(run->store, part->street, &first);
    return last - first == 1;
}

bool segment_is_street(const struct run *run, size_t segment)
{
    const struct street_segments *segments = &run->store->segments;
    struct segment_part part = segment_first(segments, segment);
    return segments->first_part[segment + 1] - segments->first_part[segment] == 1 &&
           is_whole(run, &part);
}

/* "streets:12 40–95 m, streets:13" in the segment's direction: of a reversed part the larger number
 * comes first. */
void segment_feature(const struct run *run, size_t segment, struct text *out)
{
    const struct street_segments *segments = &run->store->segments;
    const struct elements *streets = &run->store->tables[ROLE_STREET];
    for (uint32_t i = segments->first_part[segment]; i < segments->first_part[segment + 1]; i++) {
        struct segment_part part = segment_part(segments, i);
        text_addf(out, "%s%s:%lld", i > segments->first_part[segment] ? ", " : "",
                  table_of(run, ROLE_STREET, part.street), (long long)streets->fid[part.street]);
        if (is_whole(run, &part))
            continue;
        text_add(out, " ");
        text_fixed(out, part.reversed ? part.to_m : part.from_m, 0);
        text_add(out, "\xe2\x80\x93"); /* en dash */
        text_fixed(out, part.reversed ? part.from_m : part.to_m, 0);
        text_add(out, " m");
    }
}

/* "gec998320f52b2f8b"; with "-2" behind it for the second of two segments with the same hash. */
size_t segment_rasif_id(const struct run *run, size_t segment, char *buffer)
{
    const struct street_segments *segments = &run->store->segments;
    return rasif_id_write(SEGMENT_LETTER, segments->hash[segment], segments->twin[segment], buffer);
}

/* NaN without memory or geometry: the segment then has no place on the map. */
void segment_place(const struct run *run, size_t segment, double xy[2])
{
    size_t n;
    double direction[2], *line = segment_line(run->store, segment, &n);
    xy[0] = xy[1] = NAN;
    if (line != NULL && n > 0)
        line_at(line, n, line_length(line, n) / 2, xy, direction);
    free(line);
}

/* enum score_class ascends from good to bad; unknown stands between C and D, so that a known bad
 * class of one profile outweighs an unknown one of another. */
enum score_class segment_class(const struct run *run, size_t segment)
{
    enum score_class worst = SCORE_CLASS_NONE;
    for (size_t p = 0; p < run->plan->n_profiles; p++) {
        enum score_class class = (enum score_class)run->results->segments.scores[p][segment].class;
        worst = class > worst ? class : worst;
    }
    return worst;
}

size_t unit_count(const struct run *run, enum role role)
{
    return role == ROLE_STREET ? run->store->segments.n : run->store->tables[role].n;
}

bool unit_counts(const struct run *run, enum role role, size_t row)
{
    return role == ROLE_STREET || run->store->tables[role].scope[row] == SCOPE_YES;
}

double unit_length_m(const struct run *run, enum role role, size_t row)
{
    return role == ROLE_STREET ? segment_length_m(&run->store->segments, row)
                               : run->store->tables[role].length_m[row];
}

const struct score *unit_score(const struct run *run, enum role role, size_t profile, size_t row)
{
    return role == ROLE_STREET ? &run->results->segments.scores[profile][row]
                               : &run->results->roles[role].scores[profile][row];
}
