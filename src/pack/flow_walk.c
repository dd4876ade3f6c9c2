/* SPDX-License-Identifier: Apache-2.0 */
/* flow_walk.c - a case along its flow: which steps count, where it stands, which clocks run. */
#include "pack/flow_walk.h"
#include "pack/flow_time.h"
#include "pack/parts.h"

#include "base/ensure.h"

struct walker {
	struct arena *a;
	const struct pack *p;
	const struct flow *f;
	const struct flow_fact *facts;
	size_t fact_count;
	struct flow_walk *out;
	struct flow_time *times; /* one a run */
	size_t cap;
	struct instant last;
};

static bool has(const struct names *list, struct str id)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->v[i], id))
			return true;
	return false;
}

static struct str fact_of(const struct walker *w, struct str field)
{
	for (size_t i = 0; i < w->fact_count; i++)
		if (str_eq(w->facts[i].field, field))
			return w->facts[i].value;
	return STR("");
}

/* The first field that is not as the groups want it; empty: all are. */
static struct str misfit(const struct walker *w, const struct groups *g)
{
	for (size_t i = 0; i < g->n; i++)
		if (!has(&g->v[i].is, fact_of(w, g->v[i].id)))
			return g->v[i].id;
	return STR("");
}

/* ---- clocks ---- */

static struct flow_run *last_run(const struct flow_walk *out, const struct flow_clock *k)
{
	for (size_t i = out->run_count; i-- > 0;)
		if (out->runs[i].clock == k)
			return &out->runs[i];
	return NULL;
}

static struct flow_time *time_of(const struct walker *w, const struct flow_run *r)
{
	return &w->times[r - w->out->runs];
}

static void take_time(struct flow_run *r, const struct flow_time *t)
{
	int64_t all = t->due.us - r->started.us;

	r->due = t->due;
	r->provisional = t->provisional;
	r->unknown = t->unknown;
	if (!r->clock->wait)
		r->warn.us = r->started.us + (int64_t)((double)all * r->clock->warn.value / 100);
}

static void start(struct walker *w, const struct flow_clock *k, struct instant at)
{
	struct flow_run *was = last_run(w->out, k);
	struct flow_time t = { 0 };

	if ((was && !was->stopped) || misfit(w, &k->when).n)
		return;
	if (k->until.n && !flow_time_until(&t, w->a, w->p, k, fact_of(w, k->until)))
		return;
	if (!k->until.n)
		flow_time_begin(&t, w->a, w->p, k, at);
	ensure(w->out->run_count < w->cap);
	w->times[w->out->run_count] = t;
	struct flow_run *r = &w->out->runs[w->out->run_count++];

	*r = (struct flow_run){ .clock = k, .seq = was ? was->seq + 1 : 1, .started = at };
	take_time(r, &t);
}

static bool ran_out(const struct flow_run *r, struct instant at)
{
	return !r->unknown && at.us > r->due.us;
}

static enum flow_clock_state judge(const struct flow_run *r, struct instant at)
{
	if (r->state == CLOCK_PAUSED && !r->stopped)
		return CLOCK_PAUSED;
	if (r->clock->wait)
		return r->stopped || ran_out(r, at) ? CLOCK_MET : CLOCK_RUNNING;
	if (ran_out(r, r->stopped ? r->end : at))
		return CLOCK_MISSED;
	return r->stopped ? CLOCK_MET : CLOCK_RUNNING;
}

static void resume(const struct walker *w, struct flow_run *r, struct instant at)
{
	struct flow_time *t = time_of(w, r);

	r->paused_us += at.us - t->paused_at.us;
	r->state = CLOCK_RUNNING;
	flow_time_resume(t, at);
	take_time(r, t);
}

/* What entering a state does to one clock that is not stopped. */
static void pass(const struct walker *w, struct flow_run *r, struct str state, struct instant at)
{
	bool still = has(&r->clock->pauses, state);

	if (has(&r->clock->stops, state)) {
		if (r->state == CLOCK_PAUSED)
			resume(w, r, at);
		r->stopped = true;
		r->end = at;
		r->state = judge(r, at);
	} else if (r->state == CLOCK_PAUSED && !still) {
		resume(w, r, at);
	} else if (r->state == CLOCK_RUNNING && still && !ran_out(r, at)) {
		r->state = CLOCK_PAUSED;
		flow_time_pause(time_of(w, r), at);
	}
}

static void enter(struct walker *w, struct str state, struct instant at)
{
	for (size_t i = 0; i < w->out->run_count; i++)
		if (!w->out->runs[i].stopped)
			pass(w, &w->out->runs[i], state, at);
	for (size_t i = 0; i < w->f->clock_count; i++)
		if (has(&w->f->clocks[i].starts, state))
			start(w, &w->f->clocks[i], at);
	w->out->state = flow_state(w->f, state);
}

static void extend(const struct walker *w, const struct flow_step *s, struct instant at)
{
	struct flow_run *r = s->extends.n ? last_run(w->out, flow_clock(w->f, s->extends)) : NULL;

	if (!r || r->stopped || ran_out(r, at))
		return;
	flow_time_extend(time_of(w, r), s->more.parameter, s->more.value);
	r->extended++;
	take_time(r, time_of(w, r));
}

/* ---- steps ---- */

static struct str lacking(const struct flow_step *s, const struct names *proofs)
{
	for (size_t i = 0; i < s->needs.n; i++)
		if (!has(proofs, s->needs.v[i]))
			return s->needs.v[i];
	return STR("");
}

static bool still_waits(const struct walker *w, const struct flow_step *s, struct instant at)
{
	const struct flow_run *r = s->after.n ? last_run(w->out, flow_clock(w->f, s->after)) : NULL;

	return r && !r->stopped && !ran_out(r, at);
}

static enum flow_answer ask(const struct walker *w, const struct flow_try *x,
			    const struct flow_step *s, struct str *what)
{
	if (!s)
		return *what = x->step, FLOW_NO_STEP;
	if (x->at.us < w->last.us)
		return FLOW_OUT_OF_ORDER;
	if (!w->out->taken)
		return *what = misfit(w, &w->f->takes), FLOW_NOT_FOR;
	if (!has(&s->from, w->out->state->id))
		return *what = w->out->state->id, FLOW_NOT_HERE;
	if (!has(&s->by, x->role))
		return *what = x->role, FLOW_NOT_BY;
	if ((*what = misfit(w, &s->when)).n)
		return FLOW_NOT_FOR;
	if ((*what = lacking(s, &x->proofs)).n)
		return FLOW_LACKS;
	if (s->two_person && !x->confirmed)
		return FLOW_ONE_PERSON;
	if (still_waits(w, s, x->at))
		return *what = s->after, FLOW_TOO_EARLY;
	return FLOW_TAKEN;
}

static void take(struct walker *w, const struct flow_try *x, struct flow_told *told)
{
	const struct flow_step *s = flow_step(w->f, x->step);

	told->step = s;
	told->from = told->to = w->out->state->id;
	told->answer = ask(w, x, s, &told->what);
	if (told->answer != FLOW_TAKEN) {
		w->out->refused++;
		return;
	}
	told->to = s->to;
	w->last = x->at;
	extend(w, s, x->at);
	enter(w, s->to, x->at);
}

void flow_walk(struct arena *a, const struct pack *p, const struct flow *f,
	       const struct flow_fact *facts, size_t fact_count, struct instant opened,
	       const struct flow_try *tries, size_t try_count, struct instant at,
	       struct flow_walk *out)
{
	struct walker w = { .a = a,
			    .p = p,
			    .f = f,
			    .facts = facts,
			    .fact_count = fact_count,
			    .out = out,
			    .last = opened };

	*out = (struct flow_walk){ .count = try_count };
	out->told = arena_array(a, struct flow_told, try_count);
	w.cap = (try_count + 1) * f->clock_count;
	out->runs = arena_array(a, struct flow_run, w.cap);
	w.times = arena_array(a, struct flow_time, w.cap);
	out->state = flow_state(f, f->start);
	out->taken = misfit(&w, &f->takes).n == 0;
	if (out->taken)
		enter(&w, f->start, opened);
	for (size_t i = 0; i < try_count; i++)
		take(&w, &tries[i], &out->told[i]);
	for (size_t i = 0; i < out->run_count; i++)
		out->runs[i].state = judge(&out->runs[i], at);
}

const struct flow_run *flow_run_of(const struct flow_walk *w, struct str clock)
{
	for (size_t i = w->run_count; i-- > 0;)
		if (str_eq(w->runs[i].clock->id, clock))
			return &w->runs[i];
	return NULL;
}

/* ---- words ---- */

static struct str state_label(const struct flow *f, struct str id, enum lang lang)
{
	const struct flow_state *s = flow_state(f, id);

	return s ? s->label[lang] : id;
}

void flow_told_text(const struct pack *p, const struct flow *f, const struct flow_told *t,
		    enum lang lang, struct buf *out)
{
	static const enum say_id say_of[FLOW_ANSWERS] = {
		[FLOW_TAKEN] = SAY_FLOW_TAKEN,
		[FLOW_NO_STEP] = SAY_FLOW_NO_STEP,
		[FLOW_NOT_HERE] = SAY_FLOW_NOT_HERE,
		[FLOW_NOT_BY] = SAY_FLOW_NOT_BY,
		[FLOW_NOT_FOR] = SAY_FLOW_NOT_FOR,
		[FLOW_LACKS] = SAY_FLOW_LACKS,
		[FLOW_ONE_PERSON] = SAY_FLOW_ONE_PERSON,
		[FLOW_TOO_EARLY] = SAY_FLOW_TOO_EARLY,
		[FLOW_OUT_OF_ORDER] = SAY_FLOW_OUT_OF_ORDER,
	};
	struct str step = t->step ? t->step->label[lang] : t->what, what = t->what;

	if (t->answer == FLOW_TAKEN || t->answer == FLOW_NOT_HERE)
		what = state_label(f, t->to, lang);
	else if (t->answer == FLOW_NOT_BY)
		what = pack_label(p, STR("role"), what, lang);
	else if (t->answer == FLOW_LACKS)
		what = pack_label(p, STR("proof"), what, lang);
	else if (t->answer == FLOW_TOO_EARLY)
		what = flow_clock(f, what)->label[lang];
	say(out, lang, say_of[t->answer], A(step), A(what));
}

const char *flow_clock_word(enum flow_clock_state s)
{
	static const char *const words[CLOCK_STATES] = { [CLOCK_RUNNING] = "running",
							 [CLOCK_PAUSED] = "paused",
							 [CLOCK_MET] = "met",
							 [CLOCK_MISSED] = "missed" };

	return words[s];
}
