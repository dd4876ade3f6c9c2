/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_zeek_intel.c - files of Zeek's intelligence framework: tab-separated, "#fields" names the
 * columns, of which indicator and indicator_type are needed; meta.* are other facts.
 */
#include "wire/feed_parts.h"

enum { COLUMNS_MAX = 64 };

struct columns {
	size_t value, type, confidence; /* SIZE_MAX: none */
	bool known;
};

static void learn(struct columns *c, struct str fields)
{
	struct str name;

	*c = (struct columns){ SIZE_MAX, SIZE_MAX, SIZE_MAX, false };
	for (size_t i = 0; str_split(&fields, '\t', &name) && i < COLUMNS_MAX; i++) {
		name = str_trim(name);
		if (str_eq(name, STR("indicator")))
			c->value = i;
		else if (str_eq(name, STR("indicator_type")))
			c->type = i;
		else if (str_eq(name, STR("meta.confidence")))
			c->confidence = i;
	}
	c->known = c->value != SIZE_MAX && c->type != SIZE_MAX;
}

/* Zeek's unset ("-") and empty values say nothing. */
static bool is_set(struct str s)
{
	return s.n && !str_eq(s, STR("-")) && !str_eq(s, STR("(empty)"));
}

static void read_line(const struct columns *c, struct str line, uint64_t number,
		      const struct feed_sink *sink, struct arena *a)
{
	struct indicator facts = feed_facts(number);
	struct str rest = line, part, value = { 0 }, type = { 0 };
	enum indicator_kind kind;
	struct why why = { 0 };
	enum feed_use use;
	uint64_t u;

	for (size_t i = 0; str_split(&rest, '\t', &part) && i < COLUMNS_MAX; i++) {
		part = str_trim(part);
		if (i == c->value)
			value = part;
		else if (i == c->type)
			type = part;
		else if (i == c->confidence && str_u64(part, &u) && u <= 100)
			facts.confidence = (uint8_t)u;
	}
	if (!is_set(value) || !is_set(type)) {
		why_set(&why, ERR_SYNTAX, SAY_ZEEK_INTEL_COLUMNS);
		feed_refuse(sink, number, line, &why);
		return;
	}
	use = feed_type_of(type, &kind);
	if (str_eq_nocase(type, STR("Intel::CERT_HASH")) && value.n > 60)
		kind = IND_CERT_SHA256;
	if (use == FEED_USE_KIND)
		feed_offer(sink, a, kind, type, value, &facts);
	else
		feed_set_aside(sink, number, type, use == FEED_USE_PERSONAL);
}

enum err feed_zeek_intel_read(struct str bytes, struct str map, const struct feed_sink *sink,
			      struct why *why)
{
	struct arena *a = arena_open();
	struct columns c = { 0 };
	struct str line;
	uint64_t number = 0;
	enum err e = ERR_OK;

	(void)map;
	while (e == ERR_OK && str_split(&bytes, '\n', &line)) {
		number++;
		if (line.n && line.p[line.n - 1] == '\r')
			line.n--;
		if (str_starts(line, STR("#fields\t")))
			learn(&c, str_cut(line, 8, line.n));
		if (str_trim(line).n == 0 || line.p[0] == '#')
			continue;
		if (!c.known) {
			e = why_set(why, ERR_SYNTAX, SAY_ZEEK_INTEL_FIELDS);
			why_at(why, NULL, number, 0);
			continue;
		}
		arena_reset(a);
		if (line.n > FEED_LINE_MAX) {
			struct why long_line = { 0 };

			why_set(&long_line, ERR_LIMIT, SAY_FEED_LINE_LONG, A(FEED_LINE_MAX));
			feed_refuse(sink, number, line, &long_line);
			continue;
		}
		read_line(&c, line, number, sink, a);
	}
	arena_close(a);
	return e;
}
