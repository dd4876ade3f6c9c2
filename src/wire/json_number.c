/* SPDX-License-Identifier: Apache-2.0 */
/* json_number.c - numbers: exact integers, doubles and back. LC_NUMERIC is "C" in this program. */
#include "wire/json_inner.h"

#include "base/ensure.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { EXPONENT_CAP = 100000 }; /* far beyond any integer or double of ours */

/* A literal as digits * 10^exponent, without leading or trailing zeros; zero has no digits. */
struct decimal {
	bool minus;
	char digits[24];
	size_t n; /* may exceed digits[]: then it is too long for any integer of ours */
	long exponent;
};

static long read_exponent(struct str s)
{
	bool minus = s.n && s.p[0] == '-';
	long v = 0;

	for (size_t i = s.n && (minus || s.p[0] == '+'); i < s.n; i++)
		if (v < EXPONENT_CAP)
			v = v * 10 + (s.p[i] - '0');
	return minus ? -v : v;
}

static void add_digit(struct decimal *d, char c)
{
	if (d->n == 0 && c == '0')
		return;
	if (d->n < sizeof d->digits)
		d->digits[d->n] = c;
	d->n++;
}

static struct decimal decimal_of(struct str s)
{
	struct decimal d = { 0 };
	size_t i = 0, zeros = 0;
	long fraction = 0;
	bool point = false;

	if (s.n && s.p[0] == '-') {
		d.minus = true;
		i++;
	}
	for (; i < s.n && (s.p[i] | 32) != 'e'; i++) {
		if (s.p[i] == '.') {
			point = true;
			continue;
		}
		fraction += point;
		if (s.p[i] == '0') { /* held back: trailing zeros must not count as digits */
			zeros++;
			continue;
		}
		for (; zeros; zeros--)
			add_digit(&d, '0');
		add_digit(&d, s.p[i]);
	}
	d.exponent = (long)zeros - fraction + read_exponent(str_cut(s, i + 1, s.n));
	return d;
}

bool json_int(const struct json *v, int64_t *out)
{
	struct decimal d;
	char text[24];
	size_t n = 0;

	if (!v || v->kind != JSON_NUMBER)
		return false;
	if (str_i64(v->text, out))
		return true;
	d = decimal_of(v->text);
	if (d.n == 0) {
		*out = 0;
		return true;
	}
	if (d.exponent < 0 || d.n > 19 || d.exponent > 19 - (long)d.n)
		return false;
	if (d.minus)
		text[n++] = '-';
	memcpy(text + n, d.digits, d.n);
	memset(text + n + d.n, '0', (size_t)d.exponent);
	return str_i64(str_n(text, n + d.n + (size_t)d.exponent), out);
}

bool json_double(const struct json *v, double *out)
{
	char small[64];
	struct buf big = { 0 };
	double d;

	if (!v || v->kind != JSON_NUMBER)
		return false;
	if (v->text.n < sizeof small) {
		memcpy(small, v->text.p, v->text.n);
		small[v->text.n] = 0;
		d = strtod(small, NULL);
	} else {
		buf_put(&big, v->text);
		d = strtod(buf_cstr(&big), NULL);
		buf_fini(&big);
	}
	if (!isfinite(d))
		return false;
	*out = d;
	return true;
}

/* v as `n` significant digits, correctly rounded, and the exponent of the first. */
static int digits_of(double v, int n, char *digits)
{
	char text[40];

	snprintf(text, sizeof text, "%.*e", n - 1, v);
	digits[0] = text[0];
	memcpy(digits + 1, text + 2, (size_t)(n - 1));
	digits[n] = 0;
	return atoi(strchr(text, 'e') + 1);
}

static bool reads_back(const char *digits, int n, int exponent, double v)
{
	char text[40];

	snprintf(text, sizeof text, "%c.%.*se%d", digits[0], n - 1, digits + 1, exponent);
	return strtod(text, NULL) == v;
}

/* The next larger decimal of n digits. false: it would need another exponent. */
static bool next_up(char *digits, int n)
{
	while (n-- > 0) {
		if (digits[n] != '9') {
			digits[n]++;
			return true;
		}
		digits[n] = '0';
	}
	return false;
}

/*
 * The shortest digits that read back as v (v > 0); returns how many. Up to 15 digits always
 * survive a normal double, so 15 digits without their zeros are the shortest if they read back.
 * Below a power of two doubles lie twice as dense: there the nearest decimal may miss while
 * the next larger one of the same length still reads back.
 */
static int shortest(double v, char digits[static 20], int *exponent)
{
	int half, n = v < DBL_MIN ? 1 : 15;
	bool power = frexp(v, &half) == 0.5;

	for (; n < 17; n++) {
		*exponent = digits_of(v, n, digits);
		if (reads_back(digits, n, *exponent, v))
			break;
		if (power && next_up(digits, n) && reads_back(digits, n, *exponent, v))
			break;
	}
	if (n == 17)
		*exponent = digits_of(v, n, digits);
	while (n > 1 && digits[n - 1] == '0')
		n--;
	return n;
}

/* Places the point as ECMAScript does: `k` digits, the point behind the first `n` of them. */
static char *place(const char *digits, int k, int n, char *to)
{
	if (n > 21 || n < -5) {
		*to++ = digits[0];
		if (k > 1)
			*to++ = '.';
		memcpy(to, digits + 1, (size_t)(k - 1));
		to += k - 1;
		return to + sprintf(to, "e%+d", n - 1);
	}
	if (n <= 0) {
		*to++ = '0';
		*to++ = '.';
		memset(to, '0', (size_t)-n);
		to += -n;
		memcpy(to, digits, (size_t)k);
		return to + k;
	}
	for (int i = 0; i < k || i < n; i++) {
		if (i == n)
			*to++ = '.';
		*to++ = i < k ? digits[i] : '0';
	}
	return to;
}

size_t json_double_text(double v, char out[static JSON_DOUBLE_TEXT])
{
	char digits[20], *to = out;
	int exponent, k;

	ensure(isfinite(v));
	if (v == 0) {
		*to = '0';
		return 1;
	}
	if (v < 0)
		*to++ = '-';
	if (fabs(v) < 0x1p53 && v == trunc(v))
		return (size_t)(to - out) + (size_t)sprintf(to, "%.0f", fabs(v));
	k = shortest(fabs(v), digits, &exponent);
	return (size_t)(place(digits, k, exponent + 1, to) - out);
}
