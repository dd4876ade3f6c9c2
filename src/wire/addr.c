/* SPDX-License-Identifier: Apache-2.0 */
/* addr.c - read and written by hand: this runs for every address of every event. */
#include "wire/addr.h"

#include "base/ensure.h"

enum { GROUPS = 8, MAPPED_BITS = 96 };

/* ---- text in ---- */

/* Four octets, exactly the whole of [p, end). */
static bool read_v4(const char *p, const char *end, uint8_t out[4])
{
	for (int i = 0; i < 4; i++) {
		unsigned v = 0;
		const char *first = p;

		while (p < end && ascii_is_digit(*p) && p - first < 3)
			v = v * 10 + (unsigned)(*p++ - '0');
		if (p == first || v > 255 || (*first == '0' && p - first > 1))
			return false;
		out[i] = (uint8_t)v;
		if (i < 3 && (p == end || *p++ != '.'))
			return false;
	}
	return p == end;
}

/* One group of up to four hex digits; false if there is none. */
static bool read_group(const char **at, const char *end, uint8_t out[2])
{
	const char *p = *at;
	unsigned v = 0;
	int h;

	while (p < end && p - *at < 4 && (h = ascii_hex(*p)) >= 0) {
		v = v << 4 | (unsigned)h;
		p++;
	}
	if (p == *at)
		return false;
	out[0] = (uint8_t)(v >> 8);
	out[1] = (uint8_t)v;
	*at = p;
	return true;
}

/* Moves what was read behind the "::" to the end, zeros between. */
static void open_gap(uint8_t b[16], int gap, int n)
{
	int tail = n - gap;

	memmove(b + 16 - tail, b + gap, (size_t)tail);
	memset(b + gap, 0, (size_t)(16 - n));
}

/* n bytes are there; is what stands at p the dotted end of an address (RFC 4291, 2.2.3)? */
static bool dotted_end(const char *p, const char *end, uint8_t b[16], int *n)
{
	if (*n > 12 || !memchr(p, '.', (size_t)(end - p)) || !read_v4(p, end, b + *n))
		return false;
	*n += 4;
	return true;
}

static bool read_v6(const char *p, const char *end, uint8_t b[16])
{
	int n = 0, gap = -1; /* in bytes */

	if (end - p >= 2 && p[0] == ':' && p[1] == ':') {
		gap = 0;
		p += 2;
	}
	while (p < end) {
		const char *first = p;

		if (n == 16 || !read_group(&p, end, b + n))
			return false;
		if (p < end && *p == '.') {
			if (!dotted_end(first, end, b, &n))
				return false;
			break;
		}
		n += 2;
		if (p == end)
			break;
		if (*p++ != ':' || p == end)
			return false;
		if (*p == ':') {
			if (gap >= 0)
				return false;
			gap = n;
			p++;
		}
	}
	if (gap < 0)
		return n == 16;
	if (n == 16)
		return false; /* "::" stands for one group at least */
	open_gap(b, gap, n);
	return true;
}

static bool is_mapped(const uint8_t b[16])
{
	static const uint8_t head[12] = { [10] = 0xFF, [11] = 0xFF };

	return memcmp(b, head, sizeof head) == 0;
}

static void unmap(struct addr *a)
{
	memmove(a->b, a->b + 12, 4);
	memset(a->b + 4, 0, 12);
	a->family = 4;
}

/* Without the folding, so that a prefix can see how it was written. */
static bool read_plain(struct str text, struct addr *out)
{
	const char *end = text.p + text.n;

	*out = (struct addr){ 0 };
	if (text.n < 2 || text.n > ADDR_TEXT_MAX)
		return false;
	if (memchr(text.p, ':', text.n)) {
		out->family = 6;
		return read_v6(text.p, end, out->b);
	}
	out->family = 4;
	return read_v4(text.p, end, out->b);
}

bool addr_read(struct str text, struct addr *out)
{
	if (!read_plain(text, out)) {
		*out = (struct addr){ 0 };
		return false;
	}
	if (out->family == 6 && is_mapped(out->b))
		unmap(out);
	return true;
}

/* ---- text out ---- */

static char *put_octet(char *p, unsigned v)
{
	if (v >= 100)
		*p++ = (char)('0' + v / 100);
	if (v >= 10)
		*p++ = (char)('0' + v / 10 % 10);
	*p++ = (char)('0' + v % 10);
	return p;
}

static char *put_v4(char *p, const uint8_t b[4])
{
	for (int i = 0; i < 4; i++) {
		if (i)
			*p++ = '.';
		p = put_octet(p, b[i]);
	}
	return p;
}

static char *put_group(char *p, unsigned v)
{
	static const char hex[] = "0123456789abcdef";

	for (int shift = 12; shift >= 0; shift -= 4)
		if (v >> shift || shift == 0)
			*p++ = hex[v >> shift & 15];
	return p;
}

/* The first of the longest runs of two or more zero groups (RFC 5952, 4.2). */
static int longest_zeros(const uint8_t b[16], int *len)
{
	int best = -1;

	*len = 1;
	for (int i = 0; i < GROUPS;) {
		int n = 0;

		while (i + n < GROUPS && !b[2 * (i + n)] && !b[2 * (i + n) + 1])
			n++;
		if (n > *len) {
			best = i;
			*len = n;
		}
		i += n + 1;
	}
	return best;
}

static char *put_v6(char *p, const uint8_t b[16])
{
	int len, gap = longest_zeros(b, &len);

	if (is_mapped(b)) {
		memcpy(p, "::ffff:", 7);
		return put_v4(p + 7, b + 12);
	}
	for (int i = 0; i < GROUPS; i++) {
		if (i == gap) {
			*p++ = ':';
			*p++ = ':';
			i += len - 1;
			continue;
		}
		if (i && i != gap + len)
			*p++ = ':';
		else if (i && gap < 0)
			*p++ = ':';
		p = put_group(p, (unsigned)b[2 * i] << 8 | b[2 * i + 1]);
	}
	return p;
}

size_t addr_text(struct addr a, char out[static ADDR_TEXT_MAX])
{
	char *end = out;

	if (a.family == 4)
		end = put_v4(out, a.b);
	else if (a.family == 6)
		end = put_v6(out, a.b);
	return (size_t)(end - out);
}

void addr_write(struct addr a, struct buf *out)
{
	char *p = buf_reserve(out, ADDR_TEXT_MAX);

	out->n += addr_text(a, p);
}

/* ---- values ---- */

int addr_cmp(struct addr a, struct addr b)
{
	if (a.family != b.family)
		return a.family < b.family ? -1 : 1;
	return memcmp(a.b, b.b, sizeof a.b);
}

unsigned addr_bits(struct addr a)
{
	return a.family == 4 ? 32 : a.family == 6 ? 128 : 0;
}

struct prefix prefix_of(struct addr a, unsigned len)
{
	unsigned byte = len / 8;

	ensure(len <= addr_bits(a));
	if (byte < sizeof a.b) {
		a.b[byte] &= (uint8_t)(0xFF00u >> len % 8);
		memset(a.b + byte + 1, 0, sizeof a.b - byte - 1);
	}
	return (struct prefix){ a, (uint8_t)len };
}

bool prefix_covers(struct prefix p, struct addr a)
{
	return p.addr.family == a.family && addr_cmp(prefix_of(a, p.len).addr, p.addr) == 0;
}

bool prefix_covers_prefix(struct prefix outer, struct prefix inner)
{
	return outer.len <= inner.len && prefix_covers(outer, inner.addr);
}

/* "0".."128" without leading zeros. */
static bool read_len(struct str text, unsigned *out)
{
	uint64_t v;

	if (text.n > 3 || (text.n > 1 && text.p[0] == '0') || !str_u64(text, &v))
		return false;
	*out = (unsigned)v;
	return v <= 128;
}

bool prefix_read(struct str text, struct prefix *out, bool *had_host_bits)
{
	size_t slash = str_find(text, '/');
	struct addr a;
	unsigned len;

	if (!read_plain(str_cut(text, 0, slash), &a))
		return false;
	len = addr_bits(a);
	if (slash != SIZE_MAX && !read_len(str_cut(text, slash + 1, text.n), &len))
		return false;
	if (len > addr_bits(a))
		return false;
	if (a.family == 6 && is_mapped(a.b) && len >= MAPPED_BITS) {
		unmap(&a);
		len -= MAPPED_BITS;
	}
	*out = prefix_of(a, len);
	if (had_host_bits)
		*had_host_bits = addr_cmp(a, out->addr) != 0;
	return true;
}

void prefix_write(struct prefix p, struct buf *out)
{
	addr_write(p.addr, out);
	buf_c(out, '/');
	buf_u64(out, p.len);
}

/* ---- ranges ---- */

/* The highest address of a prefix. */
static struct addr last_of(struct prefix p)
{
	unsigned bytes = addr_bits(p.addr) / 8;

	for (unsigned i = 0; i < bytes; i++) {
		unsigned from = i * 8;

		if (from >= p.len)
			p.addr.b[i] = 0xFF;
		else if (from + 8 > p.len)
			p.addr.b[i] |= (uint8_t)(0xFFu >> (p.len - from));
	}
	return p.addr;
}

/* Adds one; false past the highest address. */
static bool step(struct addr *a)
{
	for (unsigned i = addr_bits(*a) / 8; i-- > 0;)
		if (++a->b[i])
			return true;
	return false;
}

bool prefix_range(struct addr first, struct addr last, prefix_fn *emit, void *ctx)
{
	if (!first.family || first.family != last.family || addr_cmp(first, last) > 0)
		return false;
	for (;;) {
		struct prefix p = prefix_of(first, addr_bits(first));

		/* Widen while the wider one still begins here and ends inside. */
		while (p.len > 0) {
			struct prefix wider = prefix_of(first, p.len - 1u);

			if (addr_cmp(wider.addr, first) != 0 || addr_cmp(last_of(wider), last) > 0)
				break;
			p = wider;
		}
		emit(ctx, p);
		first = last_of(p);
		if (addr_cmp(first, last) == 0 || !step(&first))
			return true;
	}
}
