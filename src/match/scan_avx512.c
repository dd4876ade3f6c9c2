/* SPDX-License-Identifier: Apache-2.0 */
/* scan_avx512.c - the scan with 64-byte vectors and mask registers. */
#include "match/sieve_columns.h"
#include "match/sieve_names.h"
#include "match/sieve_usual.h"

#include <immintrin.h>

enum { PLACES_AT_ONCE = 16 };

#include "match/scan_json.inc"
#include "match/scan_ipv4.inc"

static inline __m512i load(const void *p)
{
	return _mm512_loadu_si512(p);
}

static inline uint64_t equals(__m512i v, char c)
{
	return _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(c));
}

static inline __m512i buckets(const struct key_table *t, unsigned k, const char *p)
{
	return _mm512_permutex2var_epi8(load(t->whole[k]), load(p), load(t->whole[k] + 64));
}

static inline struct looked look(const struct key_table *t, const char *p)
{
	__m512i v = load(p), third = load(p + KEY_TAIL);
	__mmask64 colon = _mm512_cmpeq_epi8_mask(load(p + KEY_TAIL + 1), _mm512_set1_epi8(':'));
	__mmask64 quoted = _mm512_mask_cmpeq_epi8_mask(colon, third, _mm512_set1_epi8('"'));
	__mmask64 blank = _mm512_mask_cmple_epu8_mask(colon, third, _mm512_set1_epi8(' '));
	__mmask64 escapes = equals(v, '\\'), places;
	__m512i tail = _mm512_ternarylogic_epi32(buckets(t, 0, p), buckets(t, 1, p + 1),
						 buckets(t, 2, p + 2), 0x80);

	places = _mm512_mask_test_epi8_mask(quoted, tail, tail) | equals(v, '\n');
	if (__builtin_expect(escapes != 0, 0))
		blank |= escapes & equals(load(p + 1), 'u');
	return (struct looked){ places | blank, blank };
}

static inline void put_places(uint32_t *out, unsigned at, uint64_t places)
{
	static const char count[64] = { 0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12,
					13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
					26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38,
					39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51,
					52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63 };
	__m512i i = _mm512_maskz_compress_epi8(places, load(count));

	i = _mm512_cvtepu8_epi32(_mm512_castsi512_si128(i));
	_mm512_storeu_si512(out, _mm512_add_epi32(i, _mm512_set1_epi32((int)at)));
}

static inline uint64_t stops(__m512i v)
{
	return equals(v, '"') | equals(v, '\\') | _mm512_cmplt_epu8_mask(v, _mm512_set1_epi8(' '));
}

static inline const char *close_of(const char *p, const char *end)
{
	for (; p < end; p += 64) {
		uint64_t stop = stops(load(p));

		if (stop) {
			p += __builtin_ctzll(stop);
			return p < end ? p : end;
		}
	}
	return end;
}

/* In lower case; *odd: bytes beyond [a-z0-9._-]. */
static inline __m512i lower(__m512i v, uint64_t *odd)
{
	__mmask64 upper = _mm512_cmple_epu8_mask(_mm512_sub_epi8(v, _mm512_set1_epi8('A')),
						 _mm512_set1_epi8(25));
	uint64_t plain;

	v = _mm512_mask_or_epi32(v, 0xffff, v,
				 _mm512_maskz_mov_epi8(upper, _mm512_set1_epi8(0x20)));
	plain = _mm512_cmple_epu8_mask(_mm512_sub_epi8(v, _mm512_set1_epi8('a')),
				       _mm512_set1_epi8(25)) |
		_mm512_cmple_epu8_mask(_mm512_sub_epi8(v, _mm512_set1_epi8('0')),
				       _mm512_set1_epi8(9)) |
		equals(v, '.') | equals(v, '-') | equals(v, '_');
	*odd = ~plain;
	return v;
}

static inline unsigned lower_into(struct low_name *out, const char *p, size_t n)
{
	uint64_t odd = 0;

	out->n = n;
	out->dots = 0;
	for (size_t i = 0; i < n; i += 64) {
		uint64_t not_plain, in = n - i < 64 ? (1ull << (n - i)) - 1 : ~0ull;
		__m512i v = lower(load(p + i), &not_plain);

		_mm512_storeu_si512(out->p + i, v);
		odd |= not_plain & in;
		if (!i)
			out->dots = equals(v, '.') & in;
	}
	return (odd ? IN_ODD : 0) | (n && ascii_is_digit(p[n - 1]) ? IN_DIGIT_LAST : 0);
}

static inline unsigned name_at(struct low_name *out, const char *p)
{
	__m512i v = load(p);
	uint64_t odd, in, stop = stops(v);
	unsigned n;

	if (!stop)
		return IN_LONG;
	n = (unsigned)__builtin_ctzll(stop);
	in = (1ull << n) - 1;
	v = lower(v, &odd);
	_mm512_store_si512(out->p, v);
	out->n = n;
	out->dots = equals(v, '.') & in;
	return (odd & in ? IN_ODD : 0) | (p[n] == '"' ? 0 : IN_BAD) |
	       (n && ascii_is_digit(p[n - 1]) ? IN_DIGIT_LAST : 0);
}

static inline const char *ipv4_of(const char *p, uint32_t *out)
{
	return ipv4_sse(p, out);
}

#include "match/scan_columns.inc"

static inline struct cut cut(const struct sieve_columns *c, const char *p)
{
	__m512i v = load(p);
	struct cut m = { .separators = equals(v, c->separator), .newlines = equals(v, '\n') };

	if (c->csv) {
		m.quotes = equals(v, '"');
		m.returns = equals(v, '\r');
	}
	return m;
}

static inline unsigned nth(uint64_t set, unsigned n)
{
	return (unsigned)__builtin_ctzll(_pdep_u64(1ull << n, set));
}

const struct scan scan_avx512 = { scan_lines, take_name, scan_columns };
