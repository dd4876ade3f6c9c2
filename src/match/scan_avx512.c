/* SPDX-License-Identifier: Apache-2.0 */
/* scan_avx512.c - the scan with 64-byte vectors and mask registers. */
#include "match/sieve_names.h"

#include <immintrin.h>

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
	__m512i v = load(p);
	uint64_t next_colon = equals(load(p + 1), ':');
	uint64_t escapes = equals(v, '\\');
	uint64_t blank = _mm512_cmple_epu8_mask(v, _mm512_set1_epi8(' '));
	uint64_t ends = equals(load(p + KEY_TAIL), '"') & equals(load(p + KEY_TAIL + 1), ':');
	__m512i tail = _mm512_and_si512(_mm512_and_si512(buckets(t, 0, p), buckets(t, 1, p + 1)),
					buckets(t, 2, p + 2));

	if (escapes)
		escapes &= equals(load(p + 1), 'u');
	return (struct looked){ ends & _mm512_test_epi8_mask(tail, tail), equals(v, '\n'),
				escapes | (blank & next_colon) };
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

const struct scan scan_avx512 = { scan_lines, take_name };
