/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stix_pattern.c - the whole grammar of STIX patterns (2.1 section 9), of which a small part can
 * be matched. Parsing all of it tells "valid, but not for us" from "broken".
 *
 * pattern:    observation { (AND | OR | FOLLOWEDBY) observation }
 * observation: ( "[" comparison "]" | "(" pattern ")" ) { qualifier }
 * comparison: test { (AND | OR) test }
 * test:       "(" comparison ")" | EXISTS path | path [NOT] operator value
 */
#include "wire/feed_parts.h"

#include "base/vec.h"
#include "wire/time3339.h"

enum token {
	T_END,
	T_BAD,
	T_WORD,
	T_STRING,
	T_INT,
	T_FLOAT,
	T_HEX,
	T_BINARY,
	T_TIME,
	T_OP,
	T_PUNCT
};

struct comparison {
	struct str path; /* "file:hashes.MD5" */
	struct str value;
	enum indicator_kind kind; /* IND_NONE: nothing to match */
	bool personal;
};

struct parser {
	struct arena *a;
	struct str in;
	size_t at; /* behind the current token */
	size_t start;
	enum token t;
	struct str text; /* of the current token; strings without quotes, as written */
	unsigned depth;
	VEC(struct comparison) found;
	struct str joined; /* the operator that makes the whole unmatchable, or empty */
	bool failed;
	struct why *why;
};

static bool fail(struct parser *p, enum say_id id)
{
	if (!p->failed)
		why_set(p->why, ERR_SYNTAX, id, A(p->start + 1),
			A(str_cut(p->in, p->start, p->start + 20)));
	p->failed = true;
	return false;
}

/* ---- tokens ---- */

static bool is_word_start(char c)
{
	return (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') || c == '_';
}

static bool is_word(char c)
{
	return is_word_start(c) || ascii_is_digit(c) || c == '-';
}

static char peek(const struct parser *p, size_t i)
{
	return i < p->in.n ? p->in.p[i] : 0;
}

/* A string from behind its quote on; only \' and \\ are escapes. */
static enum token read_string(struct parser *p, enum token kind)
{
	size_t i = ++p->at;

	while (i < p->in.n && p->in.p[i] != '\'') {
		if (p->in.p[i] == '\\') {
			if (peek(p, i + 1) != '\'' && peek(p, i + 1) != '\\')
				return T_BAD;
			i++;
		}
		i++;
	}
	if (i >= p->in.n)
		return T_BAD;
	p->text = str_cut(p->in, p->at, i);
	p->at = i + 1;
	return kind;
}

static enum token read_number(struct parser *p)
{
	size_t i = p->at + (peek(p, p->at) == '-'), digits = i;
	bool point = false;

	while (ascii_is_digit(peek(p, i)))
		i++;
	if (peek(p, digits) == '0' && i - digits > 1)
		return T_BAD;
	if (peek(p, i) == '.' && ascii_is_digit(peek(p, i + 1))) {
		point = true;
		for (i++; ascii_is_digit(peek(p, i)); i++)
			;
	}
	if (i == digits || is_word_start(peek(p, i)))
		return T_BAD;
	p->text = str_cut(p->in, p->at, i);
	p->at = i;
	return point ? T_FLOAT : T_INT;
}

static enum token read_word(struct parser *p)
{
	size_t i = p->at;
	char c = p->in.p[i];

	if (peek(p, i + 1) == '\'' && (c == 't' || c == 'h' || c == 'b')) {
		p->at++;
		return read_string(p, c == 't' ? T_TIME : c == 'h' ? T_HEX : T_BINARY);
	}
	while (is_word(peek(p, i)))
		i++;
	p->text = str_cut(p->in, p->at, i);
	p->at = i;
	return T_WORD;
}

static enum token read_operator(struct parser *p)
{
	static const char *const ops[] = { "==", "!=", "<>", "<=", ">=", "=", "<", ">" };
	struct str rest = str_cut(p->in, p->at, p->in.n);

	for (size_t i = 0; i < sizeof ops / sizeof *ops; i++) {
		if (str_starts(rest, str_of(ops[i]))) {
			p->text = str_of(ops[i]);
			p->at += p->text.n;
			return T_OP;
		}
	}
	if (!rest.p[0] || !strchr("[]():.,*", rest.p[0]))
		return T_BAD;
	p->text = str_cut(rest, 0, 1);
	p->at++;
	return T_PUNCT;
}

static void advance(struct parser *p)
{
	while (p->at < p->in.n && memchr(" \t\r\n", p->in.p[p->at], 4))
		p->at++;
	p->start = p->at;
	p->text = (struct str){ 0 };
	if (p->at >= p->in.n)
		p->t = T_END;
	else if (p->in.p[p->at] == '\'')
		p->t = read_string(p, T_STRING);
	else if (ascii_is_digit(p->in.p[p->at]) || p->in.p[p->at] == '-')
		p->t = read_number(p);
	else if (is_word_start(p->in.p[p->at]))
		p->t = read_word(p);
	else
		p->t = read_operator(p);
	if (p->t == T_BAD)
		fail(p, SAY_STIX_SYNTAX);
}

static bool is(const struct parser *p, enum token t, const char *text)
{
	return p->t == t && str_eq(p->text, str_of(text));
}

static bool take(struct parser *p, enum token t, const char *text)
{
	if (!is(p, t, text))
		return false;
	advance(p);
	return true;
}

static bool expect(struct parser *p, enum token t, const char *text)
{
	return take(p, t, text) || fail(p, SAY_STIX_SYNTAX);
}

/* ---- values ---- */

static struct str unescape(struct parser *p, struct str s)
{
	char *to = arena_alloc(p->a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		i += s.p[i] == '\\';
		to[n++] = s.p[i];
	}
	return str_n(to, n);
}

static bool is_base64(struct str s)
{
	size_t pad = 0;

	while (pad < 2 && pad < s.n && s.p[s.n - 1 - pad] == '=')
		pad++;
	for (size_t i = 0; i < s.n - pad; i++)
		if (!(is_word(s.p[i]) && s.p[i] != '-' && s.p[i] != '_') && s.p[i] != '+' &&
		    s.p[i] != '/')
			return false;
	return s.n % 4 == 0;
}

static bool is_hex_pairs(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (ascii_hex(s.p[i]) < 0)
			return false;
	return s.n % 2 == 0;
}

static bool is_time(struct str s, struct instant *t)
{
	return s.n && s.p[s.n - 1] == 'Z' && time3339_read(s, false, t);
}

/* Goes past one literal; *string tells whether it was text. */
static bool literal(struct parser *p, bool *string, struct str *value)
{
	struct instant t;
	bool ok;

	*string = p->t == T_STRING;
	switch (p->t) {
	case T_STRING:
		*value = unescape(p, p->text);
		ok = true;
		break;
	case T_INT:
	case T_FLOAT:
		ok = true;
		break;
	case T_HEX:
		ok = is_hex_pairs(p->text);
		break;
	case T_BINARY:
		ok = is_base64(p->text);
		break;
	case T_TIME:
		ok = is_time(p->text, &t);
		break;
	default:
		ok = is(p, T_WORD, "true") || is(p, T_WORD, "false");
	}
	if (!ok)
		return fail(p, SAY_STIX_SYNTAX);
	advance(p);
	return !p->failed;
}

/* ---- paths ---- */

static const struct {
	const char *path;
	enum indicator_kind kind;
} kinds[] = {
	{ "domain-name:value", IND_DOMAIN },
	{ "ipv4-addr:value", IND_IPV4 },
	{ "ipv6-addr:value", IND_IPV6 },
	{ "url:value", IND_URL },
	{ "file:hashes.MD5", IND_MD5 },
	{ "file:hashes.SHA-1", IND_SHA1 },
	{ "file:hashes.SHA1", IND_SHA1 },
	{ "file:hashes.SHA-256", IND_SHA256 },
	{ "file:hashes.SHA256", IND_SHA256 },
	{ "x509-certificate:hashes.SHA-1", IND_CERT_SHA1 },
	{ "x509-certificate:hashes.SHA1", IND_CERT_SHA1 },
	{ "x509-certificate:hashes.SHA-256", IND_CERT_SHA256 },
	{ "x509-certificate:hashes.SHA256", IND_CERT_SHA256 },
};

static bool is_personal(struct str path)
{
	static const char *const roots[] = { "email-addr:", "email-message:", "user-account:" };

	for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
		if (str_starts(path, str_of(roots[i])))
			return true;
	return false;
}

/* A name between dots: an identifier without hyphens, or a quoted one. */
static bool path_name(struct parser *p, struct buf *path)
{
	if (p->t != T_STRING && (p->t != T_WORD || str_find(p->text, '-') != SIZE_MAX))
		return fail(p, SAY_STIX_SYNTAX);
	buf_put(path, p->t == T_STRING ? unescape(p, p->text) : p->text);
	advance(p);
	return !p->failed;
}

static bool path_steps(struct parser *p, struct buf *path)
{
	while (!p->failed) {
		if (take(p, T_PUNCT, ".")) {
			buf_c(path, '.');
			if (!path_name(p, path))
				return false;
		} else if (take(p, T_PUNCT, "[")) {
			if (p->t != T_INT && !is(p, T_PUNCT, "*"))
				return fail(p, SAY_STIX_SYNTAX);
			buf_puts(path, "[*]");
			advance(p);
			if (!expect(p, T_PUNCT, "]"))
				return false;
		} else {
			return true;
		}
	}
	return false;
}

static bool object_path(struct parser *p, struct comparison *c)
{
	struct buf path = { 0 };
	bool ok = p->t == T_WORD || fail(p, SAY_STIX_SYNTAX);

	if (ok) {
		buf_put(&path, p->text);
		buf_c(&path, ':');
		advance(p);
		ok = expect(p, T_PUNCT, ":") && path_name(p, &path) && path_steps(p, &path);
	}
	*c = (struct comparison){ .path = str_keep(p->a, buf_str(&path)) };
	buf_fini(&path);
	c->personal = is_personal(c->path);
	for (size_t i = 0; ok && i < sizeof kinds / sizeof *kinds; i++)
		if (str_eq_nocase(c->path, str_of(kinds[i].path)))
			c->kind = kinds[i].kind;
	return ok;
}

/* ---- tests ---- */

/* Hexadecimal digits of a digest kind; 0 for the other kinds. */
static size_t digest_length(enum indicator_kind k)
{
	switch (k) {
	case IND_MD5:
		return 32;
	case IND_SHA1:
	case IND_CERT_SHA1:
		return 40;
	case IND_SHA256:
	case IND_CERT_SHA256:
		return 64;
	default:
		return 0;
	}
}

static bool fits_kind(enum indicator_kind k, struct str s)
{
	size_t want = digest_length(k);

	return want == 0 || (s.n == want && is_hex_pairs(s));
}

static bool add(struct parser *p, struct comparison c)
{
	if (p->found.n == STIX_COMPARISONS_MAX)
		return fail(p, SAY_STIX_LIMIT);
	if (c.kind != IND_NONE && !fits_kind(c.kind, c.value))
		return fail(p, SAY_STIX_HASH);
	*vec_push(&p->found) = c;
	return true;
}

static bool set_test(struct parser *p, struct comparison c, bool matchable)
{
	enum indicator_kind kind = c.kind;
	bool string;

	if (!expect(p, T_PUNCT, "("))
		return false;
	if (take(p, T_PUNCT, ")")) { /* an empty set is valid, and never true */
		c.kind = IND_NONE;
		return !p->failed && add(p, c);
	}
	do {
		if (!literal(p, &string, &c.value))
			return false;
		c.kind = matchable && string ? kind : IND_NONE;
		if (!add(p, c))
			return false;
	} while (take(p, T_PUNCT, ","));
	return expect(p, T_PUNCT, ")");
}

/* LIKE, MATCHES, ISSUBSET, ISSUPERSET: a string must follow. */
static bool string_test(struct parser *p, struct comparison c, bool matchable)
{
	bool subset = is(p, T_WORD, "ISSUBSET"), string;

	advance(p);
	if (p->t != T_STRING)
		return fail(p, SAY_STIX_SYNTAX);
	if (!literal(p, &string, &c.value))
		return false;
	if (!matchable || !subset || (c.kind != IND_IPV4 && c.kind != IND_IPV6))
		c.kind = IND_NONE;
	return add(p, c);
}

static bool plain_test(struct parser *p, struct comparison c, bool matchable)
{
	bool equal = is(p, T_OP, "=") || is(p, T_OP, "=="), string;
	bool order = !equal && !is(p, T_OP, "!=") && !is(p, T_OP, "<>");

	advance(p);
	if (order && (is(p, T_WORD, "true") || is(p, T_WORD, "false")))
		return fail(p, SAY_STIX_SYNTAX);
	if (!literal(p, &string, &c.value))
		return false;
	if (!matchable || !equal || !string)
		c.kind = IND_NONE;
	return add(p, c);
}

static bool one_test(struct parser *p)
{
	bool exists = take(p, T_WORD, "EXISTS"), negated;
	struct comparison c;

	if (!object_path(p, &c))
		return false;
	if (exists) {
		c.kind = IND_NONE;
		return add(p, c);
	}
	negated = take(p, T_WORD, "NOT");
	if (p->t == T_OP)
		return plain_test(p, c, !negated);
	if (take(p, T_WORD, "IN"))
		return set_test(p, c, !negated);
	if (is(p, T_WORD, "LIKE") || is(p, T_WORD, "MATCHES") || is(p, T_WORD, "ISSUBSET") ||
	    is(p, T_WORD, "ISSUPERSET"))
		return string_test(p, c, !negated);
	return fail(p, SAY_STIX_SYNTAX);
}

static void join(struct parser *p, const char *word)
{
	if (!p->joined.n)
		p->joined = str_of(word);
}

static bool comparison(struct parser *p)
{
	bool ok;

	do {
		if (p->depth >= STIX_DEPTH_MAX)
			return fail(p, SAY_STIX_LIMIT);
		if (take(p, T_PUNCT, "(")) {
			p->depth++;
			ok = comparison(p) && expect(p, T_PUNCT, ")");
			p->depth--;
		} else {
			ok = one_test(p);
		}
		if (!ok)
			return false;
		if (is(p, T_WORD, "AND"))
			join(p, "AND");
	} while (take(p, T_WORD, "AND") || take(p, T_WORD, "OR"));
	return !p->failed;
}

/* ---- observations ---- */

static bool start_stop(struct parser *p)
{
	struct instant t[2];

	for (int i = 0; i < 2; i++) {
		if (i == 1 && !expect(p, T_WORD, "STOP"))
			return false;
		/* 2.0 wrote plain strings here */
		if ((p->t != T_TIME && p->t != T_STRING) || !is_time(p->text, &t[i]))
			return fail(p, SAY_STIX_SYNTAX);
		advance(p);
	}
	return t[0].us < t[1].us || fail(p, SAY_STIX_SYNTAX);
}

/* A positive number and the unit behind it. */
static bool amount(struct parser *p, const char *unit, bool fraction)
{
	bool number = p->t == T_INT || (fraction && p->t == T_FLOAT), positive = false;

	for (size_t i = 0; number && i < p->text.n; i++)
		positive |= p->text.p[i] >= '1' && p->text.p[i] <= '9';
	if (!positive || p->text.p[0] == '-')
		return fail(p, SAY_STIX_SYNTAX);
	advance(p);
	return expect(p, T_WORD, unit);
}

/* One of each kind behind "[...]"; behind a group in parentheses the reference validator takes
 * repeats, and so do we. */
static bool qualifiers(struct parser *p, bool group)
{
	bool within = false, repeats = false, window = false, *once;

	for (;;) {
		once = is(p, T_WORD, "WITHIN")  ? &within :
		       is(p, T_WORD, "REPEATS") ? &repeats :
		       is(p, T_WORD, "START")   ? &window :
						  NULL;
		if (!once)
			return !p->failed;
		if (*once && !group)
			return fail(p, SAY_STIX_TWICE);
		*once = true;
		join(p, once == &within ? "WITHIN" : once == &repeats ? "REPEATS" : "START");
		advance(p);
		if (once == &window ?
			    !start_stop(p) :
			    !amount(p, once == &within ? "SECONDS" : "TIMES", once == &within))
			return false;
	}
}

static bool pattern(struct parser *p)
{
	bool ok, group;

	do {
		if (p->depth >= STIX_DEPTH_MAX)
			return fail(p, SAY_STIX_LIMIT);
		p->depth++;
		group = take(p, T_PUNCT, "(");
		if (group)
			ok = pattern(p) && expect(p, T_PUNCT, ")");
		else
			ok = expect(p, T_PUNCT, "[") && comparison(p) && expect(p, T_PUNCT, "]");
		p->depth--;
		if (!ok || !qualifiers(p, group))
			return false;
		if (is(p, T_WORD, "AND") || is(p, T_WORD, "FOLLOWEDBY"))
			join(p, p->text.n == 3 ? "AND" : "FOLLOWEDBY");
	} while (take(p, T_WORD, "AND") || take(p, T_WORD, "OR") || take(p, T_WORD, "FOLLOWEDBY"));
	return !p->failed;
}

/* ---- the verdict ---- */

static enum stix_verdict emit(struct parser *p, stix_found_fn *found, stix_aside_fn *aside,
			      void *ctx)
{
	bool personal = false, matchable = false;

	for (size_t i = 0; i < p->found.n; i++)
		personal |= p->found.v[i].personal;
	if (p->joined.n) {
		aside(ctx, p->joined, personal);
		return personal ? STIX_PERSONAL : STIX_ASIDE;
	}
	for (size_t i = 0; i < p->found.n; i++) {
		struct comparison *c = &p->found.v[i];

		if (c->kind != IND_NONE)
			found(ctx, &(struct stix_found){ c->kind, c->value });
		else
			aside(ctx, c->path, c->personal);
		matchable |= c->kind != IND_NONE;
	}
	return matchable ? STIX_MATCHABLE : personal ? STIX_PERSONAL : STIX_ASIDE;
}

enum stix_verdict stix_pattern_read(struct arena *a, struct str text, stix_found_fn *found,
				    stix_aside_fn *aside, void *ctx, struct why *why)
{
	struct parser p = { .a = a, .in = text, .why = why };
	enum stix_verdict v = STIX_INVALID;

	if (text.n > STIX_PATTERN_MAX) {
		fail(&p, SAY_STIX_LIMIT);
		return STIX_INVALID;
	}
	advance(&p);
	if (!p.failed && pattern(&p) && (p.t == T_END || fail(&p, SAY_STIX_SYNTAX)))
		v = emit(&p, found, aside, ctx);
	vec_fini(&p.found);
	return v;
}
