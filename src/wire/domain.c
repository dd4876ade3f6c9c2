/* SPDX-License-Identifier: Apache-2.0 */
/* domain.c - the ASCII passes by hand, the rest by libidn2 and libpsl. */
#include "wire/domain.h"

#include "wire/addr.h"

#include <idn2.h>
#include <libpsl.h>
#include <pthread.h>
#include <stdio.h>

/* A name of DOMAIN_MAX A-label bytes is at most this long in UTF-8, with room to spare. */
enum { UTF8_NAME_MAX = 1024 };

enum fault {
	FAULT_NONE,
	FAULT_EMPTY,
	FAULT_CHAR,
	FAULT_LABEL_EMPTY,
	FAULT_LABEL_LONG,
	FAULT_LONG,
	FAULT_ADDR,
	FAULT_IDN
};

/* What a byte becomes; 0: not allowed in a name. A leading "*." is looked at by the pass itself. */
static const char folded[256] = {
	['-'] = '-', ['.'] = '.', ['_'] = '_', ['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3',
	['4'] = '4', ['5'] = '5', ['6'] = '6', ['7'] = '7', ['8'] = '8', ['9'] = '9', ['A'] = 'a',
	['B'] = 'b', ['C'] = 'c', ['D'] = 'd', ['E'] = 'e', ['F'] = 'f', ['G'] = 'g', ['H'] = 'h',
	['I'] = 'i', ['J'] = 'j', ['K'] = 'k', ['L'] = 'l', ['M'] = 'm', ['N'] = 'n', ['O'] = 'o',
	['P'] = 'p', ['Q'] = 'q', ['R'] = 'r', ['S'] = 's', ['T'] = 't', ['U'] = 'u', ['V'] = 'v',
	['W'] = 'w', ['X'] = 'x', ['Y'] = 'y', ['Z'] = 'z', ['a'] = 'a', ['b'] = 'b', ['c'] = 'c',
	['d'] = 'd', ['e'] = 'e', ['f'] = 'f', ['g'] = 'g', ['h'] = 'h', ['i'] = 'i', ['j'] = 'j',
	['k'] = 'k', ['l'] = 'l', ['m'] = 'm', ['n'] = 'n', ['o'] = 'o', ['p'] = 'p', ['q'] = 'q',
	['r'] = 'r', ['s'] = 's', ['t'] = 't', ['u'] = 'u', ['v'] = 'v', ['w'] = 'w', ['x'] = 'x',
	['y'] = 'y', ['z'] = 'z',
};

/* ---- the canonical form ---- */

/* Is the name (no final dot) an IPv4 address? Only asked where it ends in a digit. */
static bool is_ipv4(const char *p, size_t n)
{
	struct addr a;

	return p[n - 1] >= '0' && p[n - 1] <= '9' && addr_read(str_n(p, n), &a);
}

/* Are all labels of the folded name 1..63 bytes long? */
static enum fault check_labels(const char *p, size_t n)
{
	const char *end = p + n;

	for (;;) {
		const char *dot = memchr(p, '.', (size_t)(end - p));
		size_t label = (size_t)((dot ? dot : end) - p);

		if (label == 0)
			return FAULT_LABEL_EMPTY;
		if (label > LABEL_MAX)
			return FAULT_LABEL_LONG;
		if (!dot)
			return FAULT_NONE;
		p = dot + 1;
	}
}

static enum fault fold_ascii(struct str t, char *out)
{
	size_t i = 0;
	bool bad = false;
	enum fault fault;

	if (t.n > DOMAIN_MAX)
		return FAULT_LONG;
	if (t.n > 1 && t.p[0] == '*' && t.p[1] == '.')
		out[i++] = '*';
	for (; i < t.n; i++) {
		out[i] = folded[(unsigned char)t.p[i]];
		bad |= out[i] == 0;
	}
	if (bad)
		return FAULT_CHAR;
	fault = check_labels(out, t.n);
	return fault == FAULT_NONE && is_ipv4(out, t.n) ? FAULT_ADDR : fault;
}

static struct str without_final_dot(struct str t)
{
	if (t.n && t.p[t.n - 1] == '.')
		t.n--;
	return t;
}

static bool has_high_byte(struct str t)
{
	unsigned char any = 0;

	for (size_t i = 0; i < t.n; i++)
		any |= (unsigned char)t.p[i];
	return any & 0x80;
}

/* A-labels for UTF-8, to be given back with idn2_free(). NULL: it has none. */
static char *idn_ascii(struct str t)
{
	char name[UTF8_NAME_MAX + 1], *ascii = NULL;

	if (t.n > UTF8_NAME_MAX || memchr(t.p, 0, t.n))
		return NULL;
	memcpy(name, t.p, t.n);
	name[t.n] = 0;
	if (idn2_to_ascii_8z(name, &ascii, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT) == IDN2_OK)
		return ascii;
	idn2_free(ascii);
	return NULL;
}

/* What idn_ascii() made of `from`. The mapping makes a final dot of an ideographic full stop, too; it
 * goes unless a dot behind it has gone already. */
static struct str idn_text(const char *ascii, struct str from)
{
	struct str s = str_of(ascii);

	return from.p[from.n - 1] == '.' ? s : without_final_dot(s);
}

/* UTF-8 to A-labels, and those through the ASCII pass. */
static enum fault fold_idn(struct str t, char *out, size_t *n)
{
	enum fault fault;
	char *ascii;
	struct str s;

	if (t.n > UTF8_NAME_MAX)
		return FAULT_LONG;
	if (memchr(t.p, 0, t.n))
		return FAULT_CHAR;
	ascii = idn_ascii(t);
	if (!ascii)
		return FAULT_IDN;
	s = idn_text(ascii, t);
	*n = s.n;
	fault = s.n ? fold_ascii(s, out) : FAULT_EMPTY;
	idn2_free(ascii);
	return fault;
}

static enum fault fold(struct str text, char *out, size_t *n)
{
	struct str t = without_final_dot(text);
	enum fault fault;

	*n = t.n;
	if (t.n == 0)
		return FAULT_EMPTY;
	fault = fold_ascii(t, out);
	if (fault != FAULT_NONE && fault != FAULT_ADDR && has_high_byte(t))
		fault = fold_idn(t, out, n);
	return fault;
}

enum err domain_canon(struct str text, char out[static DOMAIN_MAX], size_t *n, struct why *why)
{
	static const enum say_id says[] = {
		[FAULT_EMPTY] = SAY_DOMAIN_EMPTY,
		[FAULT_CHAR] = SAY_DOMAIN_CHAR,
		[FAULT_LABEL_EMPTY] = SAY_DOMAIN_LABEL_EMPTY,
		[FAULT_LABEL_LONG] = SAY_DOMAIN_LABEL_LONG,
		[FAULT_LONG] = SAY_DOMAIN_LONG,
		[FAULT_ADDR] = SAY_DOMAIN_ADDR,
		[FAULT_IDN] = SAY_DOMAIN_IDN,
	};
	enum fault fault = fold(text, out, n);

	if (fault == FAULT_NONE)
		return ERR_OK;
	*n = 0;
	return why_set(why, ERR_SYNTAX, says[fault], A(text));
}

/* ---- the name of an event ---- */

/* Lower-cases ASCII, leaves other bytes; are there such? */
static bool lower_into(struct str t, char *out)
{
	unsigned char any = 0;

	for (size_t i = 0; i < t.n; i++) {
		unsigned char c = (unsigned char)t.p[i];

		any |= c;
		out[i] = (char)(c | ((unsigned char)(c - 'A') < 26) << 5);
	}
	return any & 0x80;
}

/* The longest tail of at most `max` bytes that begins at a label border; empty if there is none. */
static struct str fitting_tail(struct str t, size_t max)
{
	if (t.n <= max)
		return t;
	t = str_cut(t, t.n - max - 1, t.n); /* the byte before it must be the dot */
	return str_cut(t, str_find(t, '.') == SIZE_MAX ? t.n : str_find(t, '.') + 1, t.n);
}

/* A name that is written from its end. */
struct back {
	char *out; /* DOMAIN_MAX bytes; those from `at` on are written */
	size_t at;
	bool begun;
};

/* Puts a label, or several, in front; false if they do not fit. */
static bool put_before(struct back *b, struct str s)
{
	if (s.n + b->begun > b->at)
		return false;
	if (b->begun)
		b->out[--b->at] = '.';
	b->at -= s.n;
	b->begun = true;
	lower_into(s, b->out + b->at);
	return true;
}

/* false: it does not fit, or (*raw) it has no A-label. */
static bool put_label(struct back *b, struct str label, bool *raw)
{
	char *ascii;
	bool fits;

	if (!has_high_byte(label))
		return put_before(b, label);
	ascii = idn_ascii(label);
	*raw = !ascii;
	if (!ascii)
		return false;
	fits = put_before(b, b->begun ? str_of(ascii) : idn_text(ascii, label));
	idn2_free(ascii);
	return fits;
}

static struct str last_label(struct str t)
{
	size_t at = t.n;

	while (at && t.p[at - 1] != '.')
		at--;
	return str_cut(t, at, t.n);
}

/* Label by label from the end, each converted once, so that a long name costs no more than its
 * length; from the first that has no A-label on, the rest stays as it is. */
static size_t fold_labels(struct str t, char *out)
{
	struct back b = { .out = out, .at = DOMAIN_MAX };
	bool raw = false, more = true;

	while (more) {
		struct str label = last_label(t);

		if (!put_label(&b, label, &raw))
			break;
		more = label.n < t.n;
		t.n -= label.n + more;
	}
	if (raw && b.at > b.begun) {
		t = fitting_tail(t, b.at - b.begun);
		if (t.n)
			put_before(&b, t);
	}
	memmove(out, out + b.at, DOMAIN_MAX - b.at);
	return DOMAIN_MAX - b.at;
}

/* A name with other bytes than ASCII. */
static size_t fold_high(struct str t, char *out)
{
	char *ascii = idn_ascii(t);
	struct str s;

	if (!ascii)
		return fold_labels(t, out);
	s = fitting_tail(idn_text(ascii, t), DOMAIN_MAX);
	lower_into(s, out);
	idn2_free(ascii);
	return s.n;
}

size_t domain_fold(struct str text, char out[static DOMAIN_MAX])
{
	struct str t = without_final_dot(text);
	size_t n = t.n;
	bool high = n > DOMAIN_MAX ? has_high_byte(t) : lower_into(t, out);

	if (high) {
		n = fold_high(t, out);
	} else if (n > DOMAIN_MAX) {
		t = fitting_tail(t, DOMAIN_MAX);
		lower_into(t, out);
		n = t.n;
	}
	return n && !is_ipv4(out, n) ? n : 0;
}

/* ---- the public suffix list ---- */

static const psl_ctx_t *list;

static void load_list(void)
{
	list = psl_latest(NULL);
	if (!list)
		list = psl_builtin();
}

void domain_init(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, load_list);
}

/* libpsl wants C strings. false if the name is too long to be canonical. */
static bool c_name(struct str canon, char out[static DOMAIN_MAX + 1])
{
	if (canon.n == 0 || canon.n > DOMAIN_MAX)
		return false;
	memcpy(out, canon.p, canon.n);
	out[canon.n] = 0;
	return true;
}

bool domain_is_public_suffix(struct str canon)
{
	char name[DOMAIN_MAX + 1];

	domain_init();
	return c_name(canon, name) && psl_is_public_suffix2(list, name, PSL_TYPE_ANY);
}

/* Would any other name beside it be a private suffix too? Then a "*" rule made it one. */
static bool is_by_star(const char *name)
{
	char sibling[DOMAIN_MAX + 16];
	const char *dot = strchr(name, '.');

	if (!dot)
		return false;
	snprintf(sibling, sizeof sibling, "no--such%s", dot);
	return psl_is_public_suffix2(list, sibling, PSL_TYPE_PRIVATE | PSL_TYPE_NO_STAR_RULE);
}

bool domain_is_shared(struct str canon)
{
	char name[DOMAIN_MAX + 1];

	domain_init();
	if (!c_name(canon, name) || !psl_is_public_suffix2(list, name, PSL_TYPE_ANY))
		return false;
	return psl_is_public_suffix2(list, name, PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE) ||
	       !is_by_star(name);
}

struct str domain_registrable(struct str canon)
{
	char name[DOMAIN_MAX + 1];
	const char *r;

	domain_init();
	r = c_name(canon, name) ? psl_registrable_domain(list, name) : NULL;
	return r ? str_cut(canon, (size_t)(r - name), canon.n) : (struct str){ 0 };
}

/* ---- small questions ---- */

bool domain_covers(struct str parent, struct str name)
{
	if (parent.n == 0 || !str_ends(name, parent))
		return false;
	return name.n == parent.n || name.p[name.n - parent.n - 1] == '.';
}

unsigned domain_labels(struct str canon)
{
	unsigned n = canon.n > 0;

	for (size_t i = 0; i < canon.n; i++)
		n += canon.p[i] == '.';
	return n;
}

struct str domain_unicode(struct arena *a, struct str canon)
{
	char name[DOMAIN_MAX + 1], *text = NULL;
	struct str s = canon;

	if (str_find_str(canon, STR("xn--")) == SIZE_MAX || !c_name(canon, name))
		return canon;
	if (idn2_to_unicode_8z8z(name, &text, 0) == IDN2_OK)
		s = str_keep(a, str_of(text));
	idn2_free(text);
	return s;
}
