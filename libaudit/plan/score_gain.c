/* SPDX-License-Identifier: MIT
 *
 * What works do for the scores of streets: see aim.h. The known figure of a segment is its `low`,
 * the one at best its `high`: both are weighted sums over pieces of its sides and its crossings
 * (docs/scoring.md, section 6), so that what a site gains there can be added up, which the score
 * itself can not. Of several elements that cover one piece the best counts: what the piece gains is
 * the gain of the one that is best afterwards. Cost: pieces x users. */
#include "plan/aim.h"

struct scoring {
    const struct aim_question *question;
    const struct aim_state *from, *to;
    struct site_gains *out;
    struct segment_new at; /* the segment at hand */
};

static int32_t figure(const struct score *score, int best)
{
    return best ? score->high : score->low;
}

/* The site of a row; NO_ROW = none. */
static uint32_t site_of(const struct scoring *s, enum role role, uint32_t row)
{
    struct network_lines lines = network_lines(s->from->judged.store, role, row);
    return lines.first < lines.last ? s->question->works->site_of[lines.first] : NO_ROW;
}

/* ---- crossings ------------------------------------------------------------------------------ */

/* The weaker of a chain and a new ramp. A ramp that is not asked about changes nothing. */
static void add_ramp(const struct scene_ramp *ramp, size_t profile, struct score *chain)
{
    const struct score *other = &ramp->scores[profile];
    if (other->passable == PASSABLE_NONE)
        return;
    if (chain->passable == PASSABLE_NONE) {
        *chain = *other;
        return;
    }
    chain->low = other->low < chain->low ? other->low : chain->low;
    chain->high = other->high < chain->high ? other->high : chain->high;
    chain->passable = other->passable < chain->passable ? other->passable : chain->passable;
    if (chain->passable == PASSABLE_NO)
        chain->low = chain->high = 0;
}

/* The chain of a crossing with its new ramps. */
static struct score chain_of(const struct aim_state *state, size_t profile, uint32_t row)
{
    const struct store *store = state->judged.store;
    struct score chain = state->judged.results->roles[ROLE_CROSSING].scores[profile][row];
    size_t first = crossing_first(store, row);
    const struct crossing_line *line = crossing_line_of(store, first);
    for (uint32_t i = 0; state->scene != NULL && i < (line != NULL ? line->n_parts : 1); i++) {
        size_t part = line != NULL ? store->crossings.parts[line->first_part + i] : first;
        for (uint32_t p = store->crossings.first_place[part];
             p < store->crossings.first_place[part + 1]; p++)
            if (state->scene->new_ramp[p])
                add_ramp(&state->scene->ramp, profile, &chain);
    }
    return chain;
}

/* ---- terms ---------------------------------------------------------------------------------- */

static void score_of(const struct aim_state *state, const struct score_term *term,
                     struct score *out)
{
    if (term->piece != NULL)
        score_piece(state->judged.store, state->judged.results, term->piece, term->profile, out);
    else if (term->role == ROLE_CROSSING)
        *out = chain_of(state, term->profile, term->row);
    else
        *out = state->judged.results->roles[term->role].scores[term->profile][term->row];
}

/* The site that has what a term gains: of several that cover a piece the one that is best
 * afterwards, of equals the first. */
static uint32_t site_of_term(const struct scoring *s, const struct score_term *term, int best)
{
    uint32_t found = NO_ROW;
    int32_t most = -1;
    if (term->piece == NULL)
        return site_of(s, term->role, term->row);
    for (const struct cover *cover = piece_cover(s->from->judged.store, term->piece); cover != NULL;
         cover = cover_next(cover)) {
        uint32_t site = site_of(s, (enum role)cover->role, cover->row);
        const struct score *score =
            &s->to->judged.results->roles[cover->role].scores[term->profile][cover->row];
        if (site == NO_ROW || score->passable == PASSABLE_NONE || figure(score, best) <= most)
            continue;
        found = site;
        most = figure(score, best);
    }
    return found;
}

/* The segment as new lines find it. */
static void note_term(struct scoring *s, const struct score_term *term, const struct score *after)
{
    struct segment_now *now = &s->at.now[term->profile];
    if (term->piece != NULL && term->length_m > 0)
        now->per_m[term->side] = term->weight / term->length_m;
    now->n_crossings += term->role == ROLE_CROSSING && term->piece == NULL;
    for (int best = 0; best < 2; best++)
        if (term->piece != NULL)
            now->sides[best] += term->weight * figure(after, best);
        else if (term->role == ROLE_CROSSING)
            now->crossings[best] += figure(after, best);
}

/* Takes what an element of the term is worth less from the new line that the loss is put down to. */
static void take_loss(struct scoring *s, const struct score_term *term, enum role role, uint32_t row)
{
    const struct built_loss *loss = built_loss(s->question->built, role, row);
    uint32_t site = loss != NULL ? s->out->site_of_new[loss->line] : NO_ROW;
    for (int best = 0; best < 2 && site != NO_ROW; best++)
        s->out->of[best][term->profile * s->question->works->n_sites + site] -=
            s->at.length_m * term->weight * loss->of[best][term->profile] / SCORE_FULL;
}

static void take_losses(struct scoring *s, const struct score_term *term)
{
    const struct cover *cover = term->piece != NULL ? piece_cover(s->from->judged.store, term->piece) : NULL;
    if (term->piece == NULL)
        take_loss(s, term, term->role, term->row);
    for (; cover != NULL; cover = cover_next(cover))
        take_loss(s, term, (enum role)cover->role, cover->row);
}

static void add_term(void *user, const struct score_term *term)
{
    struct scoring *s = user;
    struct score before, after;
    score_of(s->from, term, &before);
    score_of(s->to, term, &after);
    if (after.passable == PASSABLE_NONE)
        return;
    note_term(s, term, &after);
    take_losses(s, term);
    for (int best = 0; best < 2; best++) {
        int32_t gained = figure(&after, best) - figure(&before, best);
        uint32_t site = gained != 0 ? site_of_term(s, term, best) : NO_ROW;
        if (site != NO_ROW)
            s->out->of[best][term->profile * s->question->works->n_sites + site] +=
                s->at.length_m * term->weight * gained / SCORE_FULL;
    }
}

/* The next segment, with the new lines of it. */
static void take_segment(struct scoring *s, uint32_t segment)
{
    const struct built *built = s->question->built;
    const struct segment_new *before = &s->at;
    struct segment_new at = {.segment = segment,
                             .length_m = segment_length_m(&s->from->judged.store->segments, segment),
                             .first_side = before->last_side,
                             .first_crossed = before->last_crossed};
    at.last_side = at.first_side;
    at.last_crossed = at.first_crossed;
    while (at.last_side < built->n_sides && built->sides[at.last_side].segment == segment)
        at.last_side++;
    while (at.last_crossed < built->n_crossed && built->crossed[at.last_crossed].segment == segment)
        at.last_crossed++;
    s->at = at;
}

void score_gain(const struct aim_question *q, const struct aim_state *from,
                const struct aim_state *to, struct site_gains *out)
{
    struct scoring s = {.question = q, .from = from, .to = to, .out = out};
    const struct store *store = from->judged.store;
    for (uint32_t segment = 0; segment < store->segments.n; segment++) {
        take_segment(&s, segment);
        score_segment_terms(store, from->judged.plan, q->base->settings, from->judged.results,
                            segment, add_term, &s);
        score_new_lines(q, &s.at, out);
    }
}

void score_total(const struct aim_question *q, double out_m[2][MOST_PROFILES])
{
    const struct judged *judged = q->base->judged;
    for (uint32_t segment = 0; segment < judged->store->segments.n; segment++)
        for (size_t p = 0; p < judged->plan->n_profiles; p++) {
            const struct score *score = &judged->results->segments.scores[p][segment];
            double length_m = segment_length_m(&judged->store->segments, segment);
            for (int best = 0; best < 2 && score->passable != PASSABLE_NONE; best++)
                out_m[best][p] += length_m * figure(score, best) / SCORE_FULL;
        }
}
