/* SPDX-License-Identifier: Apache-2.0 */
/*
 * str.h - text that somebody else owns.
 *
 * A struct str borrows: its bytes live as long as the arena, the input buffer or the
 * literal it points into. It is never NUL-terminated by promise and may hold any byte.
 * C strings exist only where the operating system or a library asks for them.
 * Case and digit functions are ASCII-only and do not look at the locale.
 *
 * Room: base. May include: libc.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
	const char *p;
	size_t n; /* bytes */
};

/* A literal as a str. */
#define STR(lit) ((struct str){ "" lit, sizeof(lit) - 1 })
/* For printf("%.*s"). */
#define STR_FMT(s) (int)(s).n, (s).p

static inline struct str str_n(const char *p, size_t n)
{
	return (struct str){ p, n };
}

static inline struct str str_of(const char *c)
{
	return (struct str){ c, c ? strlen(c) : 0 };
}

static inline bool str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* Bytes [from, to) of s; both are clamped to s. */
struct str str_cut(struct str s, size_t from, size_t to);
/* At most max bytes, never cut inside a UTF-8 character; what is not UTF-8 is cut anywhere. */
struct str str_cut_text(struct str s, size_t max);
struct str str_trim(struct str s); /* ASCII space, tab, CR, LF off both ends */
bool str_starts(struct str s, struct str head);
bool str_ends(struct str s, struct str tail);
bool str_eq_nocase(struct str a, struct str b);
/* Byte order, shorter first among equals: <0, 0, >0. */
int str_cmp(struct str a, struct str b);
/* The position of the first c (or needle), or SIZE_MAX. */
size_t str_find(struct str s, char c);
size_t str_find_str(struct str s, struct str needle);

/*
 * Takes the part before the first `sep` off *rest and returns it; *rest becomes what
 * follows. false when *rest is exhausted (rest->p == NULL). "a,,b" gives "a", "", "b";
 * an empty, non-NULL *rest gives one empty part.
 */
bool str_split(struct str *rest, char sep, struct str *part);

/* Whole-string decimal numbers; false on anything else, also on overflow. */
bool str_u64(struct str s, uint64_t *out);
bool str_i64(struct str s, int64_t *out);

/* Well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms)? *bad (may be NULL) gets the
 * offset of the first bad byte. */
bool str_is_utf8(struct str s, size_t *bad);

static inline char ascii_lower(char c)
{
	return (c >= 'A' && c <= 'Z') ? (char)(c + 32) : c;
}

static inline bool ascii_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The value of a hexadecimal digit, or -1. */
static inline int ascii_hex(char c)
{
	unsigned digit = (unsigned char)c - '0', letter = ((unsigned char)c | 0x20u) - 'a';

	return digit <= 9 ? (int)digit : letter <= 5 ? (int)letter + 10 : -1;
}

/* Pairs of hexadecimal digits of either case, as bytes: out has room for hex.n / 2. false: an odd number, or
 * something else among them; out is then not meant to be read. */
bool str_unhex(struct str hex, void *out);
