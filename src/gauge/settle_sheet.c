/* SPDX-License-Identifier: Apache-2.0 */
/* settle_sheet.c - the statement between operators, line by line, both ways, net, and what is disputed. */
#include "gauge/settle.h"

#include "base/map.h"

#include <math.h>

#define SECTION(s, key, title, columns) \
	sheet_section((s), (key), (title), (columns), sizeof(columns) / sizeof *(columns), false)

/* What two sides say of the same thing; [0] is ours. */
struct both {
	const struct settle_line *line;
	bool seen[2];
	double volume[2];
	int64_t amount[2];
};

/* Two operators in one currency, `a` the one that was named first. */
struct pair {
	struct str a, b, currency;
	int64_t owed[2][2];  /* [side][0: a pays b, 1: b pays a] */
	int64_t disputed[2]; /* our amounts and theirs in lines outside the tolerance */
};

struct operator
{
	struct str name, currency;
	int64_t receives, pays;
};

struct books {
	struct map *keys;
	VEC(struct both) lines;
	VEC(struct pair) pairs;
	VEC(struct operator) operators;
};

/* Parts with a length before each, so that no two lists make the same key. */
static size_t *slot(struct books *b, char kind, const struct str *parts, size_t n, bool *is_new)
{
	struct buf key = { 0 };
	struct map_entry *e;

	buf_c(&key, kind);
	for (size_t i = 0; i < n; i++) {
		buf_printf(&key, "%zu:", parts[i].n);
		buf_put(&key, parts[i]);
	}
	e = map_put(b->keys, buf_str(&key), is_new);
	buf_fini(&key);
	return (size_t *)&e->u;
}

static struct both *both_of(struct books *b, const struct settle_line *x)
{
	struct str parts[] = {
		x->currency, x->from, x->to, x->service, x->unit, x->first, x->last
	};
	bool is_new;
	size_t *at = slot(b, 'l', parts, 7, &is_new);

	if (is_new) {
		*at = b->lines.n;
		vec_push(&b->lines)->line = x;
	}
	return &b->lines.v[*at];
}

/* *way: 0 when x->from is the pair's a. */
static struct pair *pair_of(struct books *b, const struct settle_line *x, size_t *way)
{
	bool turned = str_cmp(x->from, x->to) > 0, is_new;
	struct str parts[] = { x->currency, turned ? x->to : x->from, turned ? x->from : x->to };
	size_t *at = slot(b, 'p', parts, 3, &is_new);

	if (is_new) {
		*at = b->pairs.n;
		*vec_push(&b->pairs) =
			(struct pair){ .a = x->from, .b = x->to, .currency = x->currency };
	}
	*way = !str_eq(b->pairs.v[*at].a, x->from);
	return &b->pairs.v[*at];
}

static struct operator* operator_of(struct books *b, struct str name, struct str currency)
{
	struct str parts[] = { name, currency };
	bool is_new;
	size_t *at = slot(b, 'o', parts, 2, &is_new);

	if (is_new) {
		*at = b->operators.n;
		*vec_push(&b->operators) = (struct operator){ .name = name, .currency = currency };
	}
	return &b->operators.v[*at];
}

static void book(struct books *b, const struct settle *s, size_t side)
{
	for (size_t i = 0; i < s->lines.n; i++) {
		const struct settle_line *x = &s->lines.v[i];
		struct both *line = both_of(b, x);
		size_t way;

		line->seen[side] = true;
		line->volume[side] += decimal_value(x->volume);
		line->amount[side] += x->amount;
		pair_of(b, x, &way)->owed[side][way] += x->amount;
		if (side == 0) {
			operator_of(b, x->from, x->currency)->pays += x->amount;
			operator_of(b, x->to, x->currency)->receives += x->amount;
		}
	}
}

/* ---- our statement ---- */

static void put_period(struct sheet *s, const struct settle_line *x)
{
	sheet_text(s, x->first);
	sheet_text(s, x->last);
	sheet_text(s, x->from);
	sheet_text(s, x->to);
	sheet_text(s, x->service);
}

static void put_lines(const struct settle *own, struct sheet *s)
{
	static const struct sheet_column columns[] = {
		{ "period_start", SAY_SETTLE_COL_START },  { "period_end", SAY_SETTLE_COL_END },
		{ "from", SAY_SETTLE_COL_FROM },           { "to", SAY_SETTLE_COL_TO },
		{ "service", SAY_SETTLE_COL_SERVICE },     { "volume", SAY_SETTLE_COL_VOLUME },
		{ "unit", SAY_SETTLE_COL_UNIT },           { "rate", SAY_SETTLE_COL_RATE },
		{ "amount_minor", SAY_SETTLE_COL_AMOUNT }, { "currency", SAY_SETTLE_COL_CURRENCY },
	};

	SECTION(s, "lines", SAY_SETTLE_LINES, columns);
	for (size_t i = 0; i < own->lines.n; i++) {
		const struct settle_line *x = &own->lines.v[i];

		put_period(s, x);
		sheet_real(s, decimal_value(x->volume), x->volume.scale);
		sheet_text(s, x->unit);
		sheet_real(s, decimal_value(x->rate), x->rate.scale);
		sheet_money(s, x->amount, money_digits(x->currency));
		sheet_text(s, x->currency);
	}
	sheet_remark(s, SAY_SETTLE_HOW_AMOUNT);
	if (own->refused)
		sheet_remark(s, SAY_SETTLE_REFUSED, A(own->refused));
}

/* Who owes the rest, and what; nobody when both owe the same. */
static void put_net(struct sheet *s, const struct pair *p, int64_t net)
{
	if (net == 0) {
		sheet_none(s);
		sheet_none(s);
	} else {
		sheet_text(s, net > 0 ? p->a : p->b);
		sheet_text(s, net > 0 ? p->b : p->a);
	}
	sheet_money(s, net < 0 ? -net : net, money_digits(p->currency));
}

static void put_pairs(const struct books *b, struct sheet *s)
{
	static const struct sheet_column columns[] = {
		{ "a", SAY_SETTLE_COL_A },
		{ "b", SAY_SETTLE_COL_B },
		{ "a_owes_minor", SAY_SETTLE_COL_A_OWES },
		{ "b_owes_minor", SAY_SETTLE_COL_B_OWES },
		{ "net_payer", SAY_SETTLE_COL_PAYER },
		{ "net_payee", SAY_SETTLE_COL_PAYEE },
		{ "net_minor", SAY_SETTLE_COL_NET },
		{ "currency", SAY_SETTLE_COL_CURRENCY },
	};

	SECTION(s, "pairs", SAY_SETTLE_PAIRS, columns);
	for (size_t i = 0; i < b->pairs.n; i++) {
		const struct pair *p = &b->pairs.v[i];

		sheet_text(s, p->a);
		sheet_text(s, p->b);
		sheet_money(s, p->owed[0][0], money_digits(p->currency));
		sheet_money(s, p->owed[0][1], money_digits(p->currency));
		put_net(s, p, p->owed[0][0] - p->owed[0][1]);
		sheet_text(s, p->currency);
	}
}

static void put_operators(const struct books *b, struct sheet *s)
{
	static const struct sheet_column columns[] = {
		{ "operator", SAY_SETTLE_COL_OPERATOR },
		{ "receives_minor", SAY_SETTLE_COL_RECEIVES },
		{ "pays_minor", SAY_SETTLE_COL_PAYS },
		{ "balance_minor", SAY_SETTLE_COL_BALANCE },
		{ "currency", SAY_SETTLE_COL_CURRENCY },
	};

	SECTION(s, "operators", SAY_SETTLE_OPERATORS, columns);
	for (size_t i = 0; i < b->operators.n; i++) {
		const struct operator* o = & b->operators.v[i];
		unsigned digits = money_digits(o->currency);

		sheet_text(s, o->name);
		sheet_money(s, o->receives, digits);
		sheet_money(s, o->pays, digits);
		sheet_money(s, o->receives - o->pays, digits);
		sheet_text(s, o->currency);
	}
}

/* ---- against theirs ---- */

static bool apart(double a, double b, double tolerance)
{
	return fabs(a - b) > tolerance * fmax(fabs(a), fabs(b));
}

static bool is_disputed(const struct both *x, double tolerance)
{
	return !x->seen[0] || !x->seen[1] || apart(x->volume[0], x->volume[1], tolerance) ||
	       apart((double)x->amount[0], (double)x->amount[1], tolerance);
}

static void put_verdict(struct sheet *s, const struct both *x, double tolerance)
{
	if (!x->seen[1])
		sheet_say(s, SAY_SETTLE_ONLY_OURS, "only-ours");
	else if (!x->seen[0])
		sheet_say(s, SAY_SETTLE_ONLY_THEIRS, "only-theirs");
	else if (is_disputed(x, tolerance))
		sheet_say(s, SAY_SETTLE_DISPUTED, "disputed");
	else
		sheet_say(s, SAY_SETTLE_WITHIN, "within");
}

static void put_sides(struct sheet *s, const struct both *x)
{
	for (size_t side = 0; side < 2; side++)
		if (x->seen[side])
			sheet_real(s, x->volume[side], 3);
		else
			sheet_none(s);
	if (x->seen[0] && x->seen[1] && fmax(x->volume[0], x->volume[1]) > 0)
		sheet_real(s,
			   100 * (x->volume[0] - x->volume[1]) / fmax(x->volume[0], x->volume[1]),
			   3);
	else
		sheet_none(s);
	for (size_t side = 0; side < 2; side++)
		if (x->seen[side])
			sheet_money(s, x->amount[side], money_digits(x->line->currency));
		else
			sheet_none(s);
	sheet_money(s, x->amount[0] - x->amount[1], money_digits(x->line->currency));
}

static void put_differences(struct books *b, double tolerance, struct sheet *s)
{
	static const struct sheet_column columns[] = {
		{ "period_start", SAY_SETTLE_COL_START },
		{ "period_end", SAY_SETTLE_COL_END },
		{ "from", SAY_SETTLE_COL_FROM },
		{ "to", SAY_SETTLE_COL_TO },
		{ "service", SAY_SETTLE_COL_SERVICE },
		{ "volume", SAY_SETTLE_COL_OUR_VOLUME },
		{ "volume_theirs", SAY_SETTLE_COL_THEIR_VOLUME },
		{ "volume_difference_percent", SAY_SETTLE_COL_DIFFERENCE_PERCENT },
		{ "amount_minor", SAY_SETTLE_COL_OUR_AMOUNT },
		{ "amount_theirs_minor", SAY_SETTLE_COL_THEIR_AMOUNT },
		{ "difference_minor", SAY_SETTLE_COL_DIFFERENCE },
		{ "verdict", SAY_SETTLE_COL_VERDICT },
	};
	struct buf percent = { 0 };

	SECTION(s, "differences", SAY_SETTLE_DIFFERENCES, columns);
	for (size_t i = 0; i < b->lines.n; i++) {
		const struct both *x = &b->lines.v[i];
		size_t way;

		put_period(s, x->line);
		put_sides(s, x);
		put_verdict(s, x, tolerance);
		if (is_disputed(x, tolerance))
			for (size_t side = 0; side < 2; side++)
				pair_of(b, x->line, &way)->disputed[side] += x->amount[side];
	}
	buf_printf(&percent, "%g", 100 * tolerance);
	sheet_remark(s, SAY_SETTLE_HOW_TOLERANCE, A(buf_str(&percent)));
	buf_fini(&percent);
}

static void put_dispute(const struct books *b, struct sheet *s)
{
	static const struct sheet_column columns[] = {
		{ "a", SAY_SETTLE_COL_A },
		{ "b", SAY_SETTLE_COL_B },
		{ "net_ours_minor", SAY_SETTLE_COL_NET_OURS },
		{ "net_theirs_minor", SAY_SETTLE_COL_NET_THEIRS },
		{ "difference_minor", SAY_SETTLE_COL_DIFFERENCE },
		{ "disputed_ours_minor", SAY_SETTLE_COL_DISPUTED_OURS },
		{ "disputed_theirs_minor", SAY_SETTLE_COL_DISPUTED_THEIRS },
		{ "currency", SAY_SETTLE_COL_CURRENCY },
	};

	SECTION(s, "dispute", SAY_SETTLE_DISPUTE, columns);
	for (size_t i = 0; i < b->pairs.n; i++) {
		const struct pair *p = &b->pairs.v[i];
		unsigned digits = money_digits(p->currency);
		int64_t ours = p->owed[0][0] - p->owed[0][1],
			theirs = p->owed[1][0] - p->owed[1][1];

		sheet_text(s, p->a);
		sheet_text(s, p->b);
		sheet_money(s, ours, digits);
		sheet_money(s, theirs, digits);
		sheet_money(s, ours - theirs, digits);
		sheet_money(s, p->disputed[0], digits);
		sheet_money(s, p->disputed[1], digits);
		sheet_text(s, p->currency);
	}
	sheet_remark(s, SAY_SETTLE_HOW_NET);
}

void settle_sheet(const struct settle *own, const struct settle *other, double tolerance,
		  struct sheet *s)
{
	struct books b = { .keys = map_open() };

	book(&b, own, 0);
	if (other)
		book(&b, other, 1);
	put_lines(own, s);
	put_pairs(&b, s);
	put_operators(&b, s);
	if (other) {
		put_differences(&b, tolerance, s);
		if (other->refused)
			sheet_remark(s, SAY_SETTLE_REFUSED_THEIRS, A(other->refused));
		put_dispute(&b, s);
	}
	map_close(b.keys);
	vec_fini(&b.lines);
	vec_fini(&b.pairs);
	vec_fini(&b.operators);
}
