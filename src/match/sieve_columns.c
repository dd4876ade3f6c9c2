/* SPDX-License-Identifier: Apache-2.0 */
#include "match/sieve_columns.h"

#include "base/arena.h"

struct sieve_columns *sieve_columns_open(struct arena *a, const struct event_reader *r)
{
	struct sieve_columns *c;

	if (!event_reader_has_columns(r))
		return NULL;
	c = arena_new(a, struct sieve_columns);
	c->reader = r;
	c->version = UINT64_MAX;
	return c;
}

/* A byte-order mark stands before a header, if anywhere. */
static void set_starts(struct sieve_columns *c)
{
	memset(c->first, START_USUAL, sizeof c->first);
	for (unsigned b = 0; b <= ' '; b++)
		c->first[b] = c->csv && (char)b == c->separator ? START_USUAL : START_ODD;
	c->first['#'] = c->headers ? START_HEADER : START_COMMENT;
	c->first[0xEF] = c->headers ? START_HEADER : START_ODD;
	if (!c->csv)
		c->first['{'] = START_ODD; /* a line of JSON between the others */
}

static void set_wanted(struct sieve_columns *c, bool count)
{
	size_t n = 0;

	for (size_t i = 0; i < c->told.n; i++)
		if (count || c->told.v[i].class_ != KEY_TIME)
			c->want[n++] = c->told.v[i];
	c->want[n] = (struct event_column){ .at = UINT32_MAX };
}

static void learn(struct sieve_columns *c, bool count)
{
	uint64_t version = event_reader_columns_version(c->reader);

	if (c->version == version)
		return;
	c->version = version;
	event_reader_columns(c->reader, &c->told);
	c->state = c->told.state;
	c->csv = c->told.csv;
	c->headers = c->told.headers;
	c->separator = c->told.separator;
	c->set_separator = c->told.set_separator;
	c->cells_min = c->told.cells_min;
	c->cells_max = c->told.cells_max;
	c->kind = (uint8_t)c->told.kind;
	c->flags = count && c->told.roles ? LINE_ODD : 0;
	c->unset = c->told.unset.n ? c->told.unset : STR("");
	c->empty = c->told.empty.n ? c->told.empty : STR("");
	set_starts(c);
	set_wanted(c, count);
}

/* Lines of a Zeek log may be JSON; which they are is known from the first. */
static bool is_json(const struct sieve *s)
{
	const char *p = s->begin;

	while (p < s->end && (unsigned char)*p <= ' ')
		p++;
	return s->columns->headers && p < s->end && *p == '{';
}

/* No columns are known: every line is a suspect, up to one after which they may be. */
static void scan_unknown(struct sieve *s)
{
	const struct sieve_columns *c = s->columns;
	const char *p = s->begin, *e;

	while (p < s->end && (e = memchr(p, '\n', (size_t)(s->end - p))) != NULL) {
		bool header =
			c->first[(unsigned char)*p] == START_HEADER || c->state == COLUMNS_WAITING;

		sieve_suspect(s, s->line);
		if (++s->line + 1 >= s->room)
			sieve_more_lines(s);
		p = e + 1;
		s->start[s->line] = (uint32_t)(p - s->begin);
		if (header && p < s->end && *p != '#') {
			s->end = p;
			return;
		}
	}
}

bool sieve_columns_scan(struct sieve *s)
{
	struct sieve_columns *c = s->columns;

	if (!c)
		return false;
	learn(c, s->count);
	if (is_json(s))
		return false;
	c->stop = false;
	c->inside = c->after_close = c->after_return = 0;
	c->after_end = 1;
	if (c->state == COLUMNS_KNOWN)
		s->scan->columns(s, s->begin, s->end);
	else
		scan_unknown(s);
	return true;
}
