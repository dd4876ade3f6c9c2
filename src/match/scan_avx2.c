/* SPDX-License-Identifier: Apache-2.0 */
/* scan_avx2.c - the scan with 32-byte vectors, two for each look. */
#include "match/sieve_columns.h"
#include "match/sieve_names.h"
#include "match/sieve_usual.h"

#include <immintrin.h>

/* Four at a time: most looks find fewer, and nobody can guess how many. */
enum { PLACES_AT_ONCE = 4 };

#include "match/scan_json.inc"
#include "match/scan_ipv4.inc"

static inline __m256i load(const void *p)
{
	return _mm256_loadu_si256(p);
}

static inline uint64_t bits(__m256i low, __m256i high)
{
	return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high)
							     << 32;
}

static inline __m256i equals(__m256i v, char c)
{
	return _mm256_cmpeq_epi8(v, _mm256_set1_epi8(c));
}

/* Bytes between 0 and `most`, unsigned. */
static inline __m256i at_most(__m256i v, unsigned char most)
{
	return _mm256_cmpeq_epi8(_mm256_min_epu8(v, _mm256_set1_epi8((char)most)), v);
}

static inline __m256i buckets(const struct key_table *t, unsigned k, const char *p)
{
	__m256i v = load(p), half = _mm256_set1_epi8(15);
	__m256i low = _mm256_broadcastsi128_si256(_mm_load_si128((const __m128i *)t->low[k]));
	__m256i high = _mm256_broadcastsi128_si256(_mm_load_si128((const __m128i *)t->high[k]));

	return _mm256_and_si256(
		_mm256_shuffle_epi8(low, _mm256_and_si256(v, half)),
		_mm256_shuffle_epi8(high, _mm256_and_si256(_mm256_srli_epi16(v, 4), half)));
}

static inline void put_places(uint32_t *out, unsigned at, uint64_t places)
{
	for (unsigned k = 0; k < PLACES_AT_ONCE; k++) {
		out[k] = at + (unsigned)_tzcnt_u64(places);
		places = _blsr_u64(places);
	}
}

struct half_look {
	__m256i places, odd;
};

static inline struct half_look look_half(const struct key_table *t, const char *p)
{
	__m256i v = load(p), third = load(p + KEY_TAIL),
		colon = equals(load(p + KEY_TAIL + 1), ':');
	__m256i tail = _mm256_and_si256(_mm256_and_si256(buckets(t, 0, p), buckets(t, 1, p + 1)),
					buckets(t, 2, p + 2));
	__m256i none = _mm256_cmpeq_epi8(tail, _mm256_setzero_si256());
	__m256i key = _mm256_andnot_si256(none, _mm256_and_si256(colon, equals(third, '"')));
	__m256i escape = _mm256_and_si256(equals(v, '\\'), equals(load(p + 1), 'u'));
	__m256i odd = _mm256_or_si256(escape, _mm256_and_si256(at_most(third, ' '), colon));

	return (struct half_look){ _mm256_or_si256(_mm256_or_si256(key, odd), equals(v, '\n')),
				   odd };
}

static struct looked look(const struct key_table *t, const char *p)
{
	struct half_look a = look_half(t, p), b = look_half(t, p + 32);

	return (struct looked){ bits(a.places, b.places), bits(a.odd, b.odd) };
}

static inline uint32_t stops(__m256i v)
{
	return (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(
		_mm256_or_si256(equals(v, '"'), equals(v, '\\')), at_most(v, ' ' - 1)));
}

static const char *close_of(const char *p, const char *end)
{
	for (; p < end; p += 32) {
		uint32_t m = stops(load(p));

		if (m) {
			p += __builtin_ctz(m);
			return p < end ? p : end;
		}
	}
	return end;
}

/* In lower case; *odd: bytes beyond [a-z0-9._-]. */
static inline __m256i lower(__m256i v, __m256i *odd)
{
	__m256i upper = at_most(_mm256_sub_epi8(v, _mm256_set1_epi8('A')), 25);
	__m256i letter, digit, mark;

	v = _mm256_or_si256(v, _mm256_and_si256(upper, _mm256_set1_epi8(0x20)));
	letter = at_most(_mm256_sub_epi8(v, _mm256_set1_epi8('a')), 25);
	digit = at_most(_mm256_sub_epi8(v, _mm256_set1_epi8('0')), 9);
	mark = _mm256_or_si256(_mm256_or_si256(equals(v, '.'), equals(v, '-')), equals(v, '_'));
	*odd = _mm256_xor_si256(_mm256_or_si256(_mm256_or_si256(letter, digit), mark),
				_mm256_set1_epi8(-1));
	return v;
}

static unsigned lower_into(struct low_name *out, const char *p, size_t n)
{
	uint64_t odd = 0;

	out->n = n;
	out->dots = 0;
	for (size_t i = 0; i < n; i += 32) {
		__m256i not_plain, v = lower(load(p + i), &not_plain);
		uint32_t in = n - i < 32 ? (1u << (n - i)) - 1 : ~0u;

		_mm256_storeu_si256((__m256i *)(out->p + i), v);
		odd |= (uint32_t)_mm256_movemask_epi8(not_plain) & in;
		if (i < 64)
			out->dots |= (uint64_t)((uint32_t)_mm256_movemask_epi8(equals(v, '.')) & in)
				     << i;
	}
	return (odd ? IN_ODD : 0) | (n && ascii_is_digit(p[n - 1]) ? IN_DIGIT_LAST : 0);
}

static inline unsigned name_at(struct low_name *out, const char *p)
{
	__m256i odd_a, odd_b, a = load(p), b = load(p + 32);
	uint64_t stop = stops(a) | (uint64_t)stops(b) << 32, in;
	unsigned n;

	if (!stop)
		return IN_LONG;
	n = (unsigned)__builtin_ctzll(stop);
	in = (1ull << n) - 1;
	a = lower(a, &odd_a);
	b = lower(b, &odd_b);
	_mm256_store_si256((__m256i *)out->p, a);
	_mm256_store_si256((__m256i *)(out->p + 32), b);
	out->n = n;
	out->dots = bits(equals(a, '.'), equals(b, '.')) & in;
	return (bits(odd_a, odd_b) & in ? IN_ODD : 0) | (p[n] == '"' ? 0 : IN_BAD) |
	       (n && ascii_is_digit(p[n - 1]) ? IN_DIGIT_LAST : 0);
}

static const char *ipv4_of(const char *p, uint32_t *out)
{
	return ipv4_sse(p, out);
}

#include "match/scan_columns.inc"

static struct cut cut(const struct sieve_columns *c, const char *p)
{
	__m256i a = load(p), b = load(p + 32);
	struct cut m = { .separators = bits(equals(a, c->separator), equals(b, c->separator)),
			 .newlines = bits(equals(a, '\n'), equals(b, '\n')) };

	if (c->csv) {
		m.quotes = bits(equals(a, '"'), equals(b, '"'));
		m.returns = bits(equals(a, '\r'), equals(b, '\r'));
	}
	return m;
}

static inline unsigned nth(uint64_t set, unsigned n)
{
	return (unsigned)__builtin_ctzll(_pdep_u64(1ull << n, set));
}

const struct scan scan_avx2 = { scan_lines, take_name, scan_columns };
