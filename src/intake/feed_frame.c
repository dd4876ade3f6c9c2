/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/feed_frame.h"

#include "wire/url.h"

enum { HAS_REF = 1, HAS_FROM = 2, HAS_UNTIL = 4, FLAGS = 8 };

/* Sinks return nothing; a pipe that nobody reads is remembered in out->stopped. */
static void done(struct frame_out *out)
{
	if (frame_end(out) == ERR_LIMIT)
		out->stopped = true; /* unreachable: the limits above are far below FRAME_MAX */
}

static bool is_value(struct str s)
{
	unsigned bad = s.n == 0 || s.n > URL_MAX;

	for (size_t i = 0; i < s.n; i++)
		bad |= (unsigned char)(s.p[i] - '!') > '~' - '!';
	return !bad;
}

static void put_refused(void *ctx, uint64_t line, struct str text, const struct why *why)
{
	struct frame_out *out = ctx;
	struct buf *b = frame_begin(out, FEED_FRAME_REFUSED);

	frame_put_uint(b, line);
	frame_put_str(b, str_cut_text(text, FEED_FRAME_REFUSED_TEXT));
	frame_put_why(b, why);
	done(out);
}

/* What the other side would not take costs its own entry, not the file. */
static void refuse(void *ctx, uint64_t line, struct str text, enum say_id id, uint64_t limit)
{
	struct why why;

	why_set(&why, ERR_LIMIT, id, A(limit));
	why_at(&why, NULL, line, 0);
	put_refused(ctx, line, text, &why);
}

/* Entries come by the million: their frames are written in one go. */
static char *put_uint(char *p, uint64_t v)
{
	for (; v >= 0x80; v >>= 7)
		*p++ = (char)(v | 0x80);
	*p = (char)v;
	return p + 1;
}

static char *put_str(char *p, struct str s)
{
	p = put_uint(p, s.n);
	memcpy(p, s.p, s.n);
	return p + s.n;
}

static void put_indicator(void *ctx, const struct indicator *ind)
{
	enum { NUMBERS = 64 }; /* four bytes and at most five LEB128 of ten */
	struct frame_out *out = ctx;
	bool from = ind->valid_from.us != INT64_MIN, until = ind->valid_until.us != INT64_MAX;
	struct str ref = str_cut_text(ind->ref, FEED_FRAME_TEXT);
	struct buf *b;
	char *p;

	if (!is_value(ind->value)) {
		refuse(ctx, ind->line, ind->value, SAY_FEED_LOAD_VALUE, URL_MAX);
		return;
	}
	b = frame_begin(out, FEED_FRAME_INDICATOR);
	p = buf_reserve(b, NUMBERS + ind->value.n + ref.n);
	*p++ = (char)ind->kind;
	*p++ = (char)ind->tlp;
	*p++ = (char)ind->confidence;
	*p++ = (char)((ref.n ? HAS_REF : 0) | (from ? HAS_FROM : 0) | (until ? HAS_UNTIL : 0));
	p = put_str(p, ind->value);
	p = put_uint(p, ind->line);
	if (ref.n)
		p = put_str(p, ref);
	if (from)
		p = put_uint(p, (uint64_t)ind->valid_from.us);
	if (until)
		p = put_uint(p, (uint64_t)ind->valid_until.us);
	b->n = (size_t)(p - b->p);
	done(out);
}

static void put_warning(void *ctx, enum warn_type type, struct str text, uint64_t line)
{
	struct frame_out *out = ctx;
	struct buf *b;

	if (text.n > FEED_FRAME_WARNING_TEXT) {
		refuse(ctx, line, text, SAY_FEED_LOAD_LONG, FEED_FRAME_WARNING_TEXT);
		return;
	}
	b = frame_begin(out, FEED_FRAME_WARNING);
	buf_c(b, (char)type);
	frame_put_uint(b, line);
	frame_put_str(b, text);
	done(out);
}

static void put_set_aside(void *ctx, uint64_t line, struct str type, bool personal)
{
	struct frame_out *out = ctx;
	struct buf *b = frame_begin(out, FEED_FRAME_SET_ASIDE);

	buf_c(b, personal);
	frame_put_uint(b, line);
	frame_put_str(b, str_cut_text(type, FEED_FRAME_TEXT));
	done(out);
}

static void put_title(void *ctx, struct str name)
{
	struct frame_out *out = ctx;

	frame_put_str(frame_begin(out, FEED_FRAME_TITLE), str_cut_text(name, FEED_FRAME_TEXT));
	done(out);
}

struct feed_sink feed_frame_sink(struct frame_out *out)
{
	return (struct feed_sink){ .ctx = out,
				   .indicator = put_indicator,
				   .warning = put_warning,
				   .refused = put_refused,
				   .set_aside = put_set_aside,
				   .title = put_title };
}

void feed_frame_put_format(struct frame_out *out, enum feed_format format)
{
	buf_c(frame_begin(out, FEED_FRAME_FORMAT), (char)format);
	done(out);
}

void feed_frame_put_identity(struct frame_out *out, const struct sha256 *identity)
{
	buf_put(frame_begin(out, FEED_FRAME_IDENTITY),
		str_n((const char *)identity->b, SHA256_BYTES));
	done(out);
}

/* One byte in 0..max. */
static bool get_byte(struct str *rest, unsigned max, unsigned *v)
{
	if (!rest->n || (unsigned char)rest->p[0] > max)
		return false;
	*v = (unsigned char)rest->p[0];
	*rest = str_n(rest->p + 1, rest->n - 1);
	return true;
}

static bool get_instant(struct str *rest, bool there, struct instant *t)
{
	uint64_t v;

	if (!there)
		return true;
	if (!frame_get_uint(rest, UINT64_MAX, &v))
		return false;
	t->us = (int64_t)v;
	return true;
}

static bool get_indicator(struct str rest, struct indicator *ind)
{
	unsigned kind, tlp, confidence, flags;

	*ind = (struct indicator){ .valid_from = { INT64_MIN }, .valid_until = { INT64_MAX } };
	if (!get_byte(&rest, IND_KINDS - 1, &kind) || kind == IND_NONE ||
	    !get_byte(&rest, TLP_COUNT - 1, &tlp) || !get_byte(&rest, UINT8_MAX, &confidence) ||
	    !get_byte(&rest, FLAGS - 1, &flags))
		return false;
	ind->kind = (enum indicator_kind)kind;
	ind->tlp = (uint8_t)tlp;
	ind->confidence = (uint8_t)confidence;
	if (!frame_get_str(&rest, URL_MAX, &ind->value) || !is_value(ind->value) ||
	    !frame_get_uint(&rest, UINT64_MAX, &ind->line))
		return false;
	if ((flags & HAS_REF) && !frame_get_str(&rest, FEED_FRAME_TEXT, &ind->ref))
		return false;
	return get_instant(&rest, flags & HAS_FROM, &ind->valid_from) &&
	       get_instant(&rest, flags & HAS_UNTIL, &ind->valid_until) && rest.n == 0;
}

static bool take_indicator(struct str rest, const struct feed_sink *sink,
			   struct feed_frame_facts *facts)
{
	struct indicator ind;

	if (!get_indicator(rest, &ind))
		return false;
	facts->taken++;
	if (sink->indicator)
		sink->indicator(sink->ctx, &ind);
	return true;
}

static bool take_warning(struct str rest, const struct feed_sink *sink,
			 struct feed_frame_facts *facts)
{
	struct str text;
	unsigned type;
	uint64_t line;

	if (!get_byte(&rest, WARN_TYPES - 1, &type) || !frame_get_uint(&rest, UINT64_MAX, &line) ||
	    !frame_get_str(&rest, FEED_FRAME_WARNING_TEXT, &text) || rest.n)
		return false;
	facts->taken++;
	if (sink->warning)
		sink->warning(sink->ctx, (enum warn_type)type, text, line);
	return true;
}

static bool take_refused(struct str rest, const struct feed_sink *sink,
			 struct feed_frame_facts *facts)
{
	struct str text;
	struct why why;
	uint64_t line;

	if (!frame_get_uint(&rest, UINT64_MAX, &line) ||
	    !frame_get_str(&rest, FEED_FRAME_REFUSED_TEXT, &text) || !frame_get_why(&rest, &why) ||
	    rest.n)
		return false;
	facts->refused++;
	if (sink->refused)
		sink->refused(sink->ctx, line, text, &why);
	return true;
}

static bool take_set_aside(struct str rest, const struct feed_sink *sink,
			   struct feed_frame_facts *facts)
{
	unsigned personal;
	struct str type;
	uint64_t line;

	if (!get_byte(&rest, 1, &personal) || !frame_get_uint(&rest, UINT64_MAX, &line) ||
	    !frame_get_str(&rest, FEED_FRAME_TEXT, &type) || rest.n)
		return false;
	if (personal)
		facts->personal++;
	else
		facts->unmatchable++;
	if (sink->set_aside)
		sink->set_aside(sink->ctx, line, type, personal);
	return true;
}

static bool take_title(struct str rest, const struct feed_sink *sink)
{
	struct str name;

	if (!frame_get_str(&rest, FEED_FRAME_TEXT, &name) || rest.n)
		return false;
	if (sink->title)
		sink->title(sink->ctx, name);
	return true;
}

static bool take_format(struct str rest, struct feed_frame_facts *facts)
{
	unsigned format;

	if (!get_byte(&rest, FEED_FORMATS - 1, &format) || rest.n)
		return false;
	facts->format = (enum feed_format)format;
	return true;
}

bool feed_frame_take(unsigned kind, struct str payload, const struct feed_sink *sink,
		     struct feed_frame_facts *facts)
{
	switch (kind) {
	case FEED_FRAME_FORMAT:
		return take_format(payload, facts);
	case FEED_FRAME_IDENTITY:
		if (payload.n == SHA256_BYTES)
			memcpy(facts->identity.b, payload.p, SHA256_BYTES);
		return payload.n == SHA256_BYTES;
	case FEED_FRAME_INDICATOR:
		return take_indicator(payload, sink, facts);
	case FEED_FRAME_WARNING:
		return take_warning(payload, sink, facts);
	case FEED_FRAME_REFUSED:
		return take_refused(payload, sink, facts);
	case FEED_FRAME_SET_ASIDE:
		return take_set_aside(payload, sink, facts);
	case FEED_FRAME_TITLE:
		return take_title(payload, sink);
	}
	return false;
}
