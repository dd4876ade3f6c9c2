/* SPDX-License-Identifier: Apache-2.0 */
/* owed.c - which organisation owes which return for which period, and how late is it? */
#include "desk/filing_parts.h"

#include "base/vec.h"
#include "pack/calendar.h"
#include "store/query.h"
#include "wire/time3339.h"

/* ---- periods ---- */

static unsigned months_of(const struct pack_return *r)
{
	if (str_eq(r->period, STR("month")))
		return 1;
	if (str_eq(r->period, STR("quarter")))
		return 3;
	return str_eq(r->period, STR("half-year")) ? 6 : 12;
}

enum say_id return_period_say(const struct pack_return *r)
{
	switch (months_of(r)) {
	case 1:
		return SAY_RETURN_MONTH;
	case 3:
		return SAY_RETURN_QUARTER;
	case 6:
		return SAY_RETURN_HALF_YEAR;
	default:
		return SAY_RETURN_YEAR;
	}
}

void return_period(const struct pack_return *r, int32_t day, int back, int32_t *first,
		   int32_t *last)
{
	unsigned months = months_of(r), m, d;
	int y, begin;

	civil_from_days(day, &y, &m, &d);
	begin = y * 12 + (int)((m - 1) / months * months) - back * (int)months;
	*first = (int32_t)civil_days(begin / 12, (unsigned)(begin % 12) + 1, 1);
	begin += (int)months;
	*last = (int32_t)civil_days(begin / 12, (unsigned)(begin % 12) + 1, 1) - 1;
}

static int32_t day_of(struct str text)
{
	int y;
	unsigned m, d;

	return date_read(text, &y, &m, &d) ? (int32_t)civil_days(y, m, d) : 0;
}

static struct str day_text(struct arena *a, int32_t day)
{
	struct buf b = { 0 };
	struct str s;

	day_write(day, &b);
	s = str_keep(a, buf_str(&b));
	buf_fini(&b);
	return s;
}

/* ---- due days ---- */

/* The parameter's "10" and "working-days" as a span. */
static enum err span_of(const struct pack_return *r, struct span *out, struct why *why)
{
	const struct parameter *p = r->due.parameter;
	struct buf b = { 0 };
	enum err e;

	buf_put(&b, p->value);
	buf_c(&b, ' ');
	for (size_t i = 0; i < p->unit.n; i++)
		buf_c(&b, p->unit.p[i] == '-' ? ' ' : p->unit.p[i]);
	e = span_read(buf_str(&b), out, why);
	buf_fini(&b);
	return e;
}

enum err owed_due(const struct pack *p, struct owed *o, struct arena *a, struct why *why)
{
	struct calendar *c;
	struct span span;
	struct due due;
	struct str id = o->ret->calendar.n ? o->ret->calendar : STR("week");
	enum err e = span_of(o->ret, &span, why);

	if (e == ERR_OK)
		e = calendar_open(a, p, id, &c, why);
	if (e == ERR_OK)
		e = calendar_due_day(c, day_of(o->last), span, &due, why);
	if (e != ERR_OK)
		return e;
	o->due = day_text(a, due.last_day);
	o->provisional = due.provisional;
	return ERR_OK;
}

/* ---- what was filed ---- */

struct listing {
	const struct pack *p;
	const struct owed_ask *ask;
	struct arena *a;
	struct reader *r;
	struct map *filed; /* "form\nparty\nfirst" -> struct filed_row */
	VEC(struct owed) rows;
};

struct filed_row {
	int64_t at;
	int64_t refused;
};

static void filed_key(struct str form, struct str party, struct str first, struct buf *out)
{
	buf_put(out, form);
	buf_c(out, '\n');
	buf_put(out, party);
	buf_c(out, '\n');
	buf_put(out, first);
}

static enum err read_filed(struct listing *l, struct why *why)
{
	struct query *q;
	bool row = true;
	enum err e = query_open(reader_db(l->r),
				"SELECT f.form, p.registration_no, f.period_start, f.filed, "
				"f.refused FROM filing f JOIN party p ON p.rec = f.party",
				&q, why);

	if (e != ERR_OK)
		return e;
	while ((e = query_next(q, &row, why)) == ERR_OK && row) {
		struct filed_row *f = arena_new(l->a, struct filed_row);
		struct buf key = { 0 };

		*f = (struct filed_row){ query_i64(q, 3), query_i64(q, 4) };
		filed_key(query_text(q, 0), query_text(q, 1), query_text(q, 2), &key);
		map_put(l->filed, buf_str(&key), NULL)->p = f;
		buf_fini(&key);
	}
	query_close(q);
	return e;
}

static const struct filed_row *filed_of(const struct listing *l, const struct owed *o)
{
	struct buf key = { 0 };
	const struct map_entry *m;

	filed_key(o->ret->id, o->party, o->first, &key);
	m = map_get(l->filed, buf_str(&key));
	buf_fini(&key);
	return m ? m->p : NULL;
}

static void set_state(const struct listing *l, struct owed *o)
{
	const struct filed_row *f = filed_of(l, o);
	int64_t day = (f ? f->at : l->ask->at.us) / US_PER_DAY, late = day - day_of(o->due);

	o->days_late = late > 0 ? late : 0;
	if (!f)
		o->state = o->days_late ? OWED_LATE : OWED_OPEN;
	else if (f->refused)
		o->state = OWED_PARTLY;
	else
		o->state = o->days_late ? OWED_FILED_LATE : OWED_FILED;
}

/* ---- who owes ---- */

/* One period of one debtor: always when it is open or the latest; else when all are asked for. */
static enum err add(struct listing *l, struct owed *o, bool latest, struct why *why)
{
	set_state(l, o);
	if (!l->ask->all && !latest && (o->state == OWED_FILED || o->state == OWED_FILED_LATE))
		return ERR_OK;
	if (l->rows.n == OWED_MAX)
		return why_set(why, ERR_LIMIT, SAY_OWED_MAX, A((unsigned)OWED_MAX));
	*vec_push(&l->rows) = *o;
	return ERR_OK;
}

/* The periods that ended, with their due days: the same for every debtor of the return. */
struct periods {
	struct owed *v; /* only what is of the period */
	size_t n;
};

static enum err read_periods(struct listing *l, const struct pack_return *r, struct periods *out,
			     struct why *why)
{
	int32_t today = (int32_t)(l->ask->at.us / US_PER_DAY), since = day_of(r->since), first,
		last;
	enum err e = ERR_OK;
	int count = 0;

	while (return_period(r, today, count + 1, &first, &last), first >= since)
		count++;
	out->v = arena_array(l->a, struct owed, (size_t)count);
	for (int back = count; back >= 1 && e == ERR_OK; back--) {
		struct owed *o = &out->v[out->n++];

		return_period(r, today, back, &first, &last);
		*o = (struct owed){ .ret = r,
				    .first = day_text(l->a, first),
				    .last = day_text(l->a, last) };
		e = owed_due(l->p, o, l->a, why);
	}
	return e;
}

static enum err add_party(struct listing *l, const struct periods *periods, struct str party,
			  struct str name, struct str founded, struct str ceased, struct why *why)
{
	enum err e = ERR_OK;

	for (size_t i = 0; i < periods->n && e == ERR_OK; i++) {
		struct owed o = periods->v[i];

		/* It owes a period through which it was there. */
		if (str_cmp(founded, o.first) > 0 || (ceased.n && str_cmp(ceased, o.last) < 0))
			continue;
		o.party = party;
		o.name = name;
		e = add(l, &o, i + 1 == periods->n, why);
	}
	return e;
}

static bool owes(const struct pack_return *r, struct str kind)
{
	for (size_t i = 0; i < r->owed_by.n; i++)
		if (str_eq(r->owed_by.v[i], kind))
			return true;
	return false;
}

static enum err add_return(struct listing *l, const struct pack_return *r, struct why *why)
{
	struct periods periods = { 0 };
	struct query *q;
	bool row = true;
	enum err e = read_periods(l, r, &periods, why);

	if (e == ERR_OK)
		e = query_open(reader_db(l->r),
			       "SELECT registration_no, name, kind, coalesce(founded, ''), "
			       "coalesce(ceased, '') FROM party ORDER BY registration_no",
			       &q, why);
	if (e != ERR_OK)
		return e;
	while (e == ERR_OK && (e = query_next(q, &row, why)) == ERR_OK && row) {
		struct str party = query_text(q, 0);

		if (!owes(r, query_text(q, 2)) ||
		    (l->ask->party.n && !str_eq(l->ask->party, party)))
			continue;
		e = add_party(l, &periods, str_keep(l->a, party), str_keep(l->a, query_text(q, 1)),
			      str_keep(l->a, query_text(q, 3)), str_keep(l->a, query_text(q, 4)),
			      why);
	}
	query_close(q);
	return e;
}

enum err returns_owed(struct reader *r, const struct pack *p, const struct owed_ask *ask,
		      struct arena *a, struct owed **out, size_t *n, struct why *why)
{
	struct listing l = { .p = p, .ask = ask, .a = a, .r = r, .filed = map_open() };
	size_t count;
	const struct pack_return *all = pack_returns(p, &count);
	enum err e = read_filed(&l, why);

	for (size_t i = 0; i < count && e == ERR_OK; i++)
		if (!ask->form.n || str_eq(ask->form, all[i].id))
			e = add_return(&l, &all[i], why);
	*n = l.rows.n;
	*out = arena_array(a, struct owed, l.rows.n);
	for (size_t i = 0; i < l.rows.n; i++)
		(*out)[i] = l.rows.v[i];
	vec_fini(&l.rows);
	map_close(l.filed);
	return e;
}

enum say_id owed_say(enum owed_state s)
{
	static const enum say_id says[OWED_STATES] = { [OWED_FILED] = SAY_OWED_FILED,
						       [OWED_FILED_LATE] = SAY_OWED_FILED_LATE,
						       [OWED_PARTLY] = SAY_OWED_PARTLY,
						       [OWED_OPEN] = SAY_OWED_OPEN,
						       [OWED_LATE] = SAY_OWED_LATE };

	return says[s];
}

/* ---- for a measure ---- */

static bool feeds(const struct pack_return *r, struct str measure)
{
	for (size_t i = 0; i < r->measures.n; i++)
		if (str_eq(r->measures.v[i], measure))
			return true;
	return false;
}

struct owed_measure owed_for(const struct owed *owed, size_t n, const struct pack *p,
			     struct str measure)
{
	struct owed_measure out = { 0 };
	struct str last = STR("");
	size_t count;
	const struct pack_return *all = pack_returns(p, &count);

	for (size_t i = 0; i < count && !out.ret; i++)
		if (feeds(&all[i], measure))
			out.ret = &all[i];
	for (size_t i = 0; i < n; i++) {
		const struct owed *o = &owed[i];

		if (!feeds(o->ret, measure))
			continue;
		if (!str_eq(last, o->party))
			out.debtors++;
		last = o->party;
		if (o->state != OWED_LATE)
			continue;
		out.late++;
		if (!out.worst || o->days_late > out.worst->days_late) {
			out.worst = o;
			out.ret = o->ret;
		}
	}
	return out;
}
