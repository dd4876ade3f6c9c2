/* SPDX-License-Identifier: Apache-2.0 */
/*
 * set.c - a set as it is read.
 *
 * set_open() believes nothing: magic, version, lengths, the checksum of the whole file, then every
 * offset, length, kind, class and the order of the rows. What it returns can be read without
 * another check.
 */
#include "index/set.h"

#include "base/ensure.h"
#include "base/mem.h"
#include "index/set_text.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct set {
	struct str bytes;
	bool mapped;
	bool warnings;
	uint32_t version;
	unsigned line_width, class_width; /* bytes of a number */
	uint32_t rows, classes;
	struct sha256 identity;
	uint32_t kind_first[SET_KINDS + 1];
	struct set_texts values, refs;
	struct str sec[SEC_COUNT]; /* by enum set_section; absent ones are empty */
};

/* The length that a section must have; SIZE_MAX: whatever it says. */
static size_t section_bytes(const struct set *s, unsigned id)
{
	size_t n = s->rows;

	switch (id) {
	case SEC_VALUE_AT:
	case SEC_REF_AT:
		return 4 * (s->version == SET_VERSION_1 ? n + 1 : texts_blocks(n) + 1);
	case SEC_VALUE_LEN:
	case SEC_REF_LEN:
		return n;
	case SEC_CLASS_OF:
		return s->class_width * n;
	case SEC_CLASSES:
		return (size_t)SET_CLASS_BYTES * s->classes;
	}
	return SIZE_MAX;
}

static enum err read_header(struct set *s, struct set_header *h, struct why *why)
{
	if (s->bytes.n < sizeof *h + SHA256_BYTES ||
	    memcmp(s->bytes.p, SET_MAGIC, SET_MAGIC_BYTES) != 0)
		return why_set(why, ERR_CORRUPT, SAY_SET_MAGIC);
	memcpy(h, s->bytes.p, sizeof *h);
	if (h->version != SET_VERSION && h->version != SET_VERSION_1)
		return why_set(why, ERR_UNSUPPORTED, SAY_SET_VERSION, A(h->version),
			       A((uint32_t)SET_VERSION));
	if (h->file_bytes != s->bytes.n)
		return why_set(why, ERR_CORRUPT, SAY_SET_LENGTH, A(h->file_bytes), A(s->bytes.n));
	if ((h->sort != SET_SORT_INDICATORS && h->sort != SET_SORT_WARNINGS) ||
	    h->rows > SET_ROWS_MAX || h->classes > h->rows || h->sections >= SEC_COUNT)
		return why_set(why, ERR_CORRUPT, SAY_SET_HEADER);
	return ERR_OK;
}

static enum err check_sum(const struct set *s, struct why *why)
{
	size_t n = s->bytes.n - SHA256_BYTES;
	struct sha256 sum = hash_sha256(str_n(s->bytes.p, n));

	if (memcmp(&sum, s->bytes.p + n, sizeof sum) != 0)
		return why_set(why, ERR_CORRUPT, SAY_SET_CHECKSUM);
	return ERR_OK;
}

static enum err read_kinds(struct set *s, const struct set_header *h, struct why *why)
{
	uint64_t at = 0;

	for (unsigned k = 0; k < SET_KINDS; k++) {
		bool known = s->warnings ? k < WARN_TYPES : k > IND_NONE && k < IND_KINDS;

		if (h->kind_rows[k] && !known)
			return why_set(why, ERR_CORRUPT, SAY_SET_HEADER);
		s->kind_first[k] = (uint32_t)at;
		at += h->kind_rows[k];
	}
	s->kind_first[SET_KINDS] = (uint32_t)at;
	return at == s->rows ? ERR_OK : why_set(why, ERR_CORRUPT, SAY_SET_HEADER);
}

static enum err read_section(struct set *s, const struct set_section_entry *t, struct why *why)
{
	size_t end = s->bytes.n - SHA256_BYTES;

	if (!t->id || t->id >= SEC_COUNT || t->zero || s->sec[t->id].p || t->at % 8 ||
	    t->at > end || t->bytes > end - t->at)
		return why_set(why, ERR_CORRUPT, SAY_SET_SECTION, A(t->id));
	if (section_bytes(s, t->id) != SIZE_MAX && section_bytes(s, t->id) != t->bytes)
		return why_set(why, ERR_CORRUPT, SAY_SET_SECTION, A(t->id));
	s->sec[t->id] = str_n(s->bytes.p + t->at, t->bytes);
	return ERR_OK;
}

/* Lines are as wide as the section's length says. */
static enum err read_lines(struct set *s, struct why *why)
{
	size_t n = s->sec[SEC_LINES].n;

	s->line_width = s->rows ? (unsigned)(n / s->rows) : 0;
	if (n != (size_t)s->line_width * s->rows || s->line_width > 4)
		return why_set(why, ERR_CORRUPT, SAY_SET_SECTION, A((uint32_t)SEC_LINES));
	return ERR_OK;
}

/* Which sections there must be: as bits. */
static unsigned sections_needed(const struct set *s)
{
	unsigned need = 1u << SEC_VALUE_AT | 1u << SEC_VALUES | 1u << SEC_LINES;

	if (!s->warnings)
		need |= 1u << SEC_CLASS_OF | 1u << SEC_CLASSES;
	if (s->sec[SEC_REF_AT].p || s->sec[SEC_REFS].p || s->sec[SEC_REF_LEN].p)
		need |= 1u << SEC_REF_AT | 1u << SEC_REFS;
	if (s->version != SET_VERSION_1) {
		need |= 1u << SEC_VALUE_LEN;
		if (s->sec[SEC_REF_AT].p)
			need |= 1u << SEC_REF_LEN;
	}
	return need;
}

static enum err read_columns(struct set *s, struct why *why)
{
	unsigned need = sections_needed(s);

	for (unsigned id = 1; id < SEC_COUNT; id++)
		if (!s->sec[id].p != !(need >> id & 1))
			return why_set(why, ERR_CORRUPT, SAY_SET_SECTION, A(id));
	s->values = (struct set_texts){ s->sec[SEC_VALUE_AT].p,
					(const unsigned char *)s->sec[SEC_VALUE_LEN].p,
					s->sec[SEC_VALUES].p };
	s->refs = (struct set_texts){ s->sec[SEC_REF_AT].p,
				      (const unsigned char *)s->sec[SEC_REF_LEN].p,
				      s->sec[SEC_REFS].p };
	return read_lines(s, why);
}

static enum err read_sections(struct set *s, const struct set_header *h, struct why *why)
{
	size_t at = sizeof *h;

	if (h->sections * sizeof(struct set_section_entry) > s->bytes.n - SHA256_BYTES - at)
		return why_set(why, ERR_CORRUPT, SAY_SET_HEADER);
	for (uint32_t i = 0; i < h->sections; i++, at += sizeof(struct set_section_entry)) {
		struct set_section_entry t;
		enum err e;

		memcpy(&t, s->bytes.p + at, sizeof t);
		e = read_section(s, &t, why);
		if (e != ERR_OK)
			return e;
	}
	return read_columns(s, why);
}

static enum err bad_row(size_t i, struct why *why)
{
	return why_set(why, ERR_CORRUPT, SAY_SET_ROW, A(i));
}

/* Version 1: offsets begin at 0, never fall, never leave a text longer than `limit`, and end where
 * the text does. */
static enum err check_offsets(const struct set *s, const struct set_texts *t, struct str text,
			      size_t limit, struct why *why)
{
	uint32_t last = 0;

	for (size_t i = 0; i <= s->rows; i++) {
		uint32_t v = le32_at(t->starts, i);

		if (i ? v < last || v - last > limit : v != 0)
			return bad_row(i, why);
		last = v;
	}
	return last == text.n ? ERR_OK : bad_row(s->rows, why);
}

/* Each block begins where the one before it ends; no length leads out of the text. */
static enum err check_lengths(const struct set *s, const struct set_texts *t, struct str text,
			      size_t limit, struct why *why)
{
	size_t at = 0;

	for (size_t i = 0; i < s->rows; i++) {
		size_t n = t->lens[i];

		if (i % TEXTS_A_BLOCK == 0 && le32_at(t->starts, i / TEXTS_A_BLOCK) != at)
			return bad_row(i, why);
		if (n == TEXT_LONG) {
			if (text.n - at < TEXT_LONG_BYTES)
				return bad_row(i, why);
			n = le16_at(text.p + at, 0);
			at += TEXT_LONG_BYTES;
			if (n < TEXT_LONG)
				return bad_row(i, why);
		}
		if (n > limit || n > text.n - at)
			return bad_row(i, why);
		at += n;
	}
	return at == text.n && le32_at(t->starts, texts_blocks(s->rows)) == at ?
		       ERR_OK :
		       bad_row(s->rows, why);
}

static enum err check_texts(const struct set *s, const struct set_texts *t, unsigned section,
			    size_t limit, struct why *why)
{
	if (!t->starts)
		return ERR_OK;
	return (t->lens ? check_lengths : check_offsets)(s, t, s->sec[section], limit, why);
}

static uint32_t class_of(const struct set *s, size_t i)
{
	return le_any(s->sec[SEC_CLASS_OF].p, s->class_width, i);
}

static uint32_t line_of(const struct set *s, size_t i)
{
	return le_any(s->sec[SEC_LINES].p, s->line_width, i);
}

static enum err check_classes(const struct set *s, struct why *why)
{
	for (size_t i = 0; i < s->rows && !s->warnings; i++)
		if (class_of(s, i) >= s->classes)
			return why_set(why, ERR_CORRUPT, SAY_SET_ROW, A(i));
	for (size_t i = 0; i < s->classes && !s->warnings; i++) {
		struct set_class c;

		memcpy(&c, s->sec[SEC_CLASSES].p + i * sizeof c, sizeof c);
		if (c.tlp >= TLP_COUNT || memcmp(c.zero, "\0\0\0\0\0\0", sizeof c.zero) != 0)
			return why_set(why, ERR_CORRUPT, SAY_SET_CLASS, A(i));
	}
	return ERR_OK;
}

struct str set_value(const struct set *s, size_t i)
{
	return texts_get(&s->values, i);
}

struct texts_walk set_values_from(const struct set *s, size_t i)
{
	return texts_from(&s->values, i);
}

static struct str row_ref(const struct set *s, size_t i)
{
	return texts_get(&s->refs, i);
}

/* The order of rows i and j of two sets by all that is canonical but the kind and the class. */
static int row_text_cmp(const struct set *a, size_t i, const struct set *b, size_t j)
{
	int c = str_cmp(set_value(a, i), set_value(b, j));

	return c ? c : str_cmp(row_ref(a, i), row_ref(b, j));
}

/* Is row i, whose texts are v and r, in its place behind row i - 1? Classes rise as well, see the
 * writer; here only the distinctness of rows matters. */
static bool in_order(const struct set *s, size_t i, const struct str v[2], const struct str r[2])
{
	int c = str_cmp(v[0], v[1]);

	if (!c)
		c = str_cmp(r[0], r[1]);
	return c < 0 || (c == 0 && !s->warnings && class_of(s, i - 1) < class_of(s, i));
}

/* Within a kind rows rise: by value, reference, then class. */
static enum err check_order(const struct set *s, struct why *why)
{
	struct texts_walk values = texts_from(&s->values, 0), refs = texts_from(&s->refs, 0);
	struct str v[2] = { 0 }, r[2] = { 0 };
	unsigned kind = 0;

	for (size_t i = 0; i < s->rows; i++) {
		bool first = false;

		for (; kind < SET_KINDS && i == s->kind_first[kind]; kind++)
			first = true;
		v[0] = v[1];
		r[0] = r[1];
		v[1] = texts_next(&values);
		r[1] = texts_next(&refs);
		if (!first && !in_order(s, i, v, r))
			return why_set(why, ERR_CORRUPT, SAY_SET_ORDER, A(i));
	}
	return ERR_OK;
}

static enum err check_all(struct set *s, struct why *why)
{
	struct set_header h;
	enum err e = read_header(s, &h, why);

	if (e != ERR_OK)
		return e;
	s->rows = (uint32_t)h.rows;
	s->classes = h.classes;
	s->version = h.version;
	s->class_width = h.version != SET_VERSION_1  ? le_width(h.classes ? h.classes - 1 : 0) :
			 h.classes > UINT16_MAX + 1u ? 4 :
						       2;
	s->warnings = h.sort == SET_SORT_WARNINGS;
	s->identity = h.identity;
	e = check_sum(s, why);
	if (e == ERR_OK)
		e = read_kinds(s, &h, why);
	if (e == ERR_OK)
		e = read_sections(s, &h, why);
	if (e == ERR_OK)
		e = check_texts(s, &s->values, SEC_VALUES, SET_VALUE_MAX, why);
	if (e == ERR_OK)
		e = check_texts(s, &s->refs, SEC_REFS, SET_REF_MAX, why);
	if (e == ERR_OK)
		e = check_classes(s, why);
	return e == ERR_OK ? check_order(s, why) : e;
}

enum err set_open(struct str bytes, struct set **out, struct why *why)
{
	struct set *s = mem_zero(1, sizeof *s);
	enum err e;

	*out = NULL;
	s->bytes = bytes;
	e = check_all(s, why);
	if (e == ERR_OK)
		*out = s;
	else
		mem_free(s);
	return e;
}

static enum err map_file(const char *path, struct str *out, struct why *why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *p;

	if (fd < 0 || fstat(fd, &st) != 0) {
		int e = errno;

		if (fd >= 0)
			close(fd);
		return why_set(why, e == ENOENT ? ERR_NOTFOUND : ERR_IO, SAY_FILE_OPEN, A(path),
			       A(strerror(e)));
	}
	if (st.st_size == 0 || S_ISDIR(st.st_mode)) {
		close(fd);
		return why_set(why, ERR_CORRUPT, SAY_SET_MAGIC);
	}
	p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (p == MAP_FAILED)
		return why_set(why, ERR_IO, SAY_FILE_READ, A(path), A(strerror(errno)));
	*out = str_n(p, (size_t)st.st_size);
	return ERR_OK;
}

enum err set_open_file(const char *path, struct set **out, struct why *why)
{
	struct str bytes;
	enum err e = map_file(path, &bytes, why);

	*out = NULL;
	if (e == ERR_OK) {
		e = set_open(bytes, out, why);
		if (e != ERR_OK)
			munmap((void *)bytes.p, bytes.n);
		else
			(*out)->mapped = true;
	}
	if (e != ERR_OK)
		why_at(why, path, 0, 0);
	return e;
}

void set_close(struct set *s)
{
	if (!s)
		return;
	if (s->mapped)
		munmap((void *)s->bytes.p, s->bytes.n);
	mem_free(s);
}

struct sha256 set_identity(const struct set *s)
{
	return s->identity;
}

struct str set_file_bytes(const struct set *s)
{
	return s->bytes;
}

struct set_facts set_facts(const struct set *s)
{
	struct set_facts f = { .version = s->version,
			       .classes = s->classes,
			       .bytes = s->bytes.n,
			       .text_bytes = s->sec[SEC_VALUES].n + s->sec[SEC_REFS].n,
			       .from = { s->classes ? INT64_MAX : INT64_MIN },
			       .until = { s->classes ? INT64_MIN : INT64_MAX } };

	for (size_t i = 0; i < s->classes; i++) {
		struct set_class c;

		memcpy(&c, s->sec[SEC_CLASSES].p + i * sizeof c, sizeof c);
		f.from.us = c.from < f.from.us ? c.from : f.from.us;
		f.until.us = c.until > f.until.us ? c.until : f.until.us;
	}
	return f;
}

bool set_is_warnings(const struct set *s)
{
	return s->warnings;
}

size_t set_count(const struct set *s)
{
	return s->rows;
}

size_t set_count_kind(const struct set *s, enum indicator_kind k)
{
	return s->warnings ? 0 : s->kind_first[k + 1] - s->kind_first[k];
}

size_t set_kind_first(const struct set *s, unsigned kind)
{
	ensure(kind <= SET_KINDS);
	return s->kind_first[kind];
}

unsigned set_kind_of(const struct set *s, size_t i)
{
	unsigned k = 0;

	ensure(i < s->rows);
	while (s->kind_first[k + 1] <= i)
		k++;
	return k;
}

static struct set_class row_class(const struct set *s, size_t i)
{
	struct set_class c;

	memcpy(&c, s->sec[SEC_CLASSES].p + class_of(s, i) * sizeof c, sizeof c);
	return c;
}

bool set_row_valid(const struct set *s, size_t i, struct instant at)
{
	struct set_class c = row_class(s, i);

	return c.from <= at.us && (at.us < c.until || c.until == INT64_MAX);
}

struct indicator set_row(const struct set *s, size_t i)
{
	struct set_class c;

	ensure(!s->warnings);
	c = row_class(s, i);
	return (struct indicator){ .kind = set_kind_of(s, i),
				   .value = set_value(s, i),
				   .ref = row_ref(s, i),
				   .line = line_of(s, i),
				   .valid_from = { c.from },
				   .valid_until = { c.until },
				   .confidence = c.confidence,
				   .tlp = c.tlp };
}

struct str set_warning(const struct set *s, size_t i, enum warn_type *type, uint64_t *line)
{
	ensure(s->warnings);
	if (type)
		*type = (enum warn_type)set_kind_of(s, i);
	if (line)
		*line = line_of(s, i);
	return set_value(s, i);
}

/* The first row of [lo, hi) whose value is not below (above: not above) `value`. */
static size_t bound(const struct set *s, size_t lo, size_t hi, struct str value, bool above)
{
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = str_cmp(set_value(s, mid), value);

		if (c < 0 || (above && c == 0))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

size_t set_find(const struct set *s, enum indicator_kind kind, struct str value, size_t *first)
{
	size_t lo = s->kind_first[kind], hi = s->kind_first[kind + 1];

	ensure(!s->warnings);
	*first = bound(s, lo, hi, value, false);
	return bound(s, *first, hi, value, true);
}

bool set_identity_holds(const struct set *s)
{
	struct set_hasher *h =
		set_hasher_open(s->warnings ? SET_SORT_WARNINGS : SET_SORT_INDICATORS, s->rows);
	struct texts_walk values = texts_from(&s->values, 0), refs = texts_from(&s->refs, 0);
	struct sha256 id;
	unsigned kind = 0;

	for (size_t i = 0; i < s->rows; i++) {
		struct set_class c = { 0 };
		struct str value = texts_next(&values), ref = texts_next(&refs);

		while (s->kind_first[kind + 1] <= i)
			kind++;
		if (!s->warnings)
			c = row_class(s, i);
		set_hasher_row(h, kind, value, ref, s->warnings ? NULL : &c);
	}
	id = set_hasher_close(h);
	return memcmp(&id, &s->identity, sizeof id) == 0;
}

/* A row as an indicator, also of warnings (the type stands for the kind). */
static struct indicator any_row(const struct set *s, size_t i)
{
	if (!s->warnings)
		return set_row(s, i);
	return (struct indicator){ .kind = set_kind_of(s, i),
				   .value = set_value(s, i),
				   .line = line_of(s, i) };
}

static int class_cmp(const struct set *a, size_t i, const struct set *b, size_t j)
{
	struct set_class x, y;

	if (a->warnings)
		return 0;
	x = row_class(a, i);
	y = row_class(b, j);
	if (x.from != y.from)
		return x.from < y.from ? -1 : 1;
	if (x.until != y.until)
		return x.until < y.until ? -1 : 1;
	if (x.confidence != y.confidence)
		return x.confidence < y.confidence ? -1 : 1;
	return (int)x.tlp - (int)y.tlp;
}

static int row_cmp(const struct set *a, size_t i, const struct set *b, size_t j)
{
	int c = (int)set_kind_of(a, i) - (int)set_kind_of(b, j);

	if (!c)
		c = row_text_cmp(a, i, b, j);
	return c ? c : class_cmp(a, i, b, j);
}

void set_diff(const struct set *a, const struct set *b, set_diff_fn *fn, void *ctx)
{
	size_t i = 0, j = 0;

	ensure(a->warnings == b->warnings);
	while (i < a->rows || j < b->rows) {
		int c = i >= a->rows ? 1 : j >= b->rows ? -1 : row_cmp(a, i, b, j);
		struct indicator ind;

		if (c) {
			ind = c < 0 ? any_row(a, i) : any_row(b, j);
			fn(ctx, &ind, c > 0);
		}
		i += c <= 0;
		j += c >= 0;
	}
}
