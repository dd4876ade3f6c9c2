/* SPDX-License-Identifier: Apache-2.0 */
/* feed_deliver.c - how entries reach the sink; what the JSON formats share. */
#include "wire/feed_parts.h"

#include "base/ensure.h"

static const char *const warn_names[WARN_TYPES] = { "string", "hostname", "cidr", "substring",
						    "regex" };

const char *warn_type_name(enum warn_type t)
{
	ensure(t < WARN_TYPES);
	return warn_names[t];
}

/* ---- delivering ---- */

struct indicator feed_facts(uint64_t line)
{
	return (struct indicator){ .line = line,
				   .valid_from = { INT64_MIN },
				   .valid_until = { INT64_MAX },
				   .confidence = 255 };
}

void feed_refuse(const struct feed_sink *sink, uint64_t line, struct str text, struct why *why)
{
	why_at(why, NULL, line, 0);
	sink->refused(sink->ctx, line, str_cut_text(text, FEED_REFUSED_TEXT), why);
}

void feed_set_aside(const struct feed_sink *sink, uint64_t line, struct str type, bool personal)
{
	ensure(type.n > 0);
	sink->set_aside(sink->ctx, line, str_cut_text(type, FEED_TYPE_TEXT), personal);
}

/*
 * Feeds put addresses and whole URLs under "domain". Such a value says by itself what it is, and
 * as such it lists no more than it says.
 */
static enum err offer_as(struct arena *a, enum indicator_kind kind, struct str text,
			 struct indicator *ind, struct why *why)
{
	struct indicator other;
	enum err e;

	if (kind == IND_NONE)
		return indicator_guess(a, text, ind, why);
	e = indicator_of(a, kind, text, ind, why);
	if (kind != IND_DOMAIN || e != ERR_SYNTAX)
		return e;
	if (indicator_guess(a, text, &other, NULL) != ERR_OK || other.kind == IND_DOMAIN)
		return e;
	*ind = other;
	return ERR_OK;
}

void feed_offer(const struct feed_sink *sink, struct arena *scratch, enum indicator_kind kind,
		struct str type, struct str text, const struct indicator *facts)
{
	struct indicator ind;
	struct why why; /* not zeroed: only a refusal, which sets it, is worth that */
	enum err e = offer_as(scratch, kind, text, &ind, &why);

	if (e == ERR_DENIED) {
		feed_set_aside(sink, facts->line, type.n ? type : STR("email-addr"), true);
		return;
	}
	if (e != ERR_OK) {
		feed_refuse(sink, facts->line, text, &why);
		return;
	}
	ind.ref = facts->ref;
	ind.line = facts->line;
	ind.valid_from = facts->valid_from;
	ind.valid_until = facts->valid_until;
	ind.confidence = facts->confidence;
	ind.tlp = facts->tlp;
	sink->indicator(sink->ctx, &ind);
}

/* ---- lines ---- */

struct feed_offsets feed_offsets_of(struct str in)
{
	return (struct feed_offsets){ .in = in, .line = 1 };
}

uint64_t feed_line_at(struct feed_offsets *l, size_t offset)
{
	const char *nl;

	ensure(offset >= l->at && offset <= l->in.n);
	while (l->at < offset && (nl = memchr(l->in.p + l->at, '\n', offset - l->at))) {
		l->line++;
		l->at = (size_t)(nl - l->in.p) + 1;
	}
	l->at = offset;
	return l->line;
}

/* ---- JSON values one by one ---- */

struct json_limits feed_json_limits(void)
{
	return (struct json_limits){ .lone_surrogates = true };
}

bool feed_json_value(struct json_reader *r, struct str in, enum json_tok first, struct arena *a,
		     struct json **out, enum err *e, struct why *why)
{
	size_t from = json_offset(r), to;

	*out = NULL;
	if (first == JSON_ERROR)
		return false;
	if ((first == JSON_OBJECT || first == JSON_ARRAY) && !json_skip(r))
		return false;
	to = json_end(r);
	if (to - from > FEED_JSON_ENTRY_MAX)
		*e = why_set(why, ERR_LIMIT, SAY_FEED_ENTRY_LONG, A(FEED_JSON_ENTRY_MAX));
	else
		*e = json_parse(a, str_cut(in, from, to), feed_json_limits(), out, why);
	if (*e != ERR_OK && why) /* its place is within the value, not within the file */
		why->line = why->column = 0;
	return true;
}
