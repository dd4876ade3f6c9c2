/* SPDX-License-Identifier: Apache-2.0 */
#include "store/schema.h"

#include "base/ensure.h"

size_t schema_addr_key(struct addr a, unsigned char out[static SCHEMA_ADDR_KEY])
{
	size_t n = a.family == 4 ? 4 : 16;

	out[0] = a.family;
	memcpy(out + 1, a.b, n);
	return n + 1;
}

/* What must hold for every node is said in the database itself, so that no program can pass it. */
static const char engine_sql[] =
	"CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;\n"
	"CREATE TABLE leaf(pos INTEGER PRIMARY KEY, recorded INTEGER NOT NULL,\n"
	"  bytes BLOB NOT NULL) STRICT;\n"
	"CREATE TABLE version(rec BLOB NOT NULL, ver INTEGER NOT NULL, leaf INTEGER NOT NULL "
	"UNIQUE,\n"
	"  type TEXT NOT NULL, recorded_from INTEGER NOT NULL, pack_hash BLOB NOT NULL,\n"
	"  salt BLOB NOT NULL, body TEXT NOT NULL, PRIMARY KEY(rec, ver)) STRICT;\n"
	"CREATE TABLE tally_leaf(leaf INTEGER PRIMARY KEY, salt BLOB NOT NULL, root BLOB NOT "
	"NULL,\n"
	"  count INTEGER NOT NULL) STRICT;\n"
	"CREATE TABLE record(rec BLOB PRIMARY KEY, type TEXT NOT NULL, key TEXT, source TEXT,\n"
	"  external_id TEXT, ver INTEGER NOT NULL, leaf INTEGER NOT NULL,\n"
	"  retired INTEGER NOT NULL) STRICT, WITHOUT ROWID;\n"
	"CREATE UNIQUE INDEX record_by_key ON record(type, key) WHERE key IS NOT NULL;\n"
	"CREATE UNIQUE INDEX record_by_external ON record(type, source, external_id)\n"
	"  WHERE external_id IS NOT NULL;\n"
	"CREATE TABLE record_key(rec BLOB PRIMARY KEY, wrapped BLOB NOT NULL) STRICT, WITHOUT "
	"ROWID;\n"
	"CREATE TABLE batch(kind TEXT NOT NULL, identity TEXT NOT NULL, recorded INTEGER NOT "
	"NULL,\n"
	"  leaf_from INTEGER NOT NULL, leaf_to INTEGER NOT NULL,\n"
	"  PRIMARY KEY(kind, identity)) STRICT, WITHOUT ROWID;\n"
	"CREATE TABLE cursor(name TEXT PRIMARY KEY, value TEXT NOT NULL,\n"
	"  recorded INTEGER NOT NULL) STRICT, WITHOUT ROWID;\n"
	"CREATE TABLE file(path TEXT PRIMARY KEY, identity BLOB NOT NULL, sha256 BLOB NOT NULL,\n"
	"  size INTEGER NOT NULL, leaf INTEGER NOT NULL) STRICT, WITHOUT ROWID;\n"
	"CREATE TRIGGER leaf_in BEFORE INSERT ON leaf\n"
	"  WHEN NEW.pos <> (SELECT ifnull(max(pos) + 1, 0) FROM leaf)\n"
	"    OR NEW.recorded < (SELECT ifnull(max(recorded), NEW.recorded) FROM leaf\n"
	"                       WHERE pos = NEW.pos - 1)\n"
	"  BEGIN SELECT RAISE(ABORT, 'leaves are appended one behind the other'); END;\n"
	"CREATE TRIGGER version_in BEFORE INSERT ON version\n"
	"  WHEN NEW.ver <> (SELECT ifnull(max(ver), 0) + 1 FROM version WHERE rec = NEW.rec)\n"
	"    OR NOT EXISTS (SELECT 1 FROM leaf WHERE pos = NEW.leaf)\n"
	"  BEGIN SELECT RAISE(ABORT, 'versions are appended one behind the other'); END;\n";

static void append_only(const char *table, struct buf *out)
{
	static const char *const verbs[] = { "UPDATE", "DELETE" };

	for (size_t i = 0; i < 2; i++)
		buf_printf(out,
			   "CREATE TRIGGER %s_no_%s BEFORE %s ON %s\n"
			   "  BEGIN SELECT RAISE(ABORT, '%s rows are never changed'); END;\n",
			   table, verbs[i], verbs[i], table, table);
}

void schema_engine_sql(struct buf *out)
{
	buf_puts(out, engine_sql);
	append_only("leaf", out);
	append_only("version", out);
	append_only("tally_leaf", out);
	buf_printf(out, "INSERT INTO meta VALUES('schema', '%d');\n", SCHEMA_VERSION);
}

static const char *sql_type(enum field_type t)
{
	switch (t) {
	case FT_INTEGER:
	case FT_BOOLEAN:
	case FT_INSTANT:
	case FT_MONEY:
		return "INTEGER";
	case FT_REAL:
		return "REAL";
	case FT_REF:
	case FT_SKETCH:
		return "BLOB";
	default:
		return "TEXT";
	}
}

static void name(struct buf *out, struct str s)
{
	ensure(rectype_name_ok(s));
	buf_printf(out, "\"%.*s\"", STR_FMT(s));
}

static void child_name(struct buf *out, const struct rec_type *t, const struct rec_field *f,
		       const char *tail)
{
	ensure(rectype_name_ok(t->name) && rectype_name_ok(f->name));
	buf_printf(out, "\"%.*s_%.*s%s\"", STR_FMT(t->name), STR_FMT(f->name), tail);
}

static void columns(const struct rec_field *f, struct str column, struct buf *out)
{
	buf_puts(out, ", ");
	name(out, column);
	buf_printf(out, " %s", sql_type(f->type));
	if (f->type == FT_PREFIX)
		buf_printf(out, ", \"%.*s_lo\" BLOB, \"%.*s_hi\" BLOB", STR_FMT(column),
			   STR_FMT(column));
}

static void index_on(struct str table, struct str column, bool prefix, struct buf *out)
{
	buf_printf(out, "CREATE INDEX \"%.*s.%.*s\" ON \"%.*s\"(", STR_FMT(table), STR_FMT(column),
		   STR_FMT(table));
	if (prefix)
		buf_printf(out, "\"%.*s_lo\", \"%.*s_hi\");\n", STR_FMT(column), STR_FMT(column));
	else
		buf_printf(out, "\"%.*s\");\n", STR_FMT(column));
}

/* What is looked up: keys, references, domains, prefixes. */
static void field_index(struct str table, struct str column, const struct rec_field *f,
			struct buf *out)
{
	if (f->type == FT_PREFIX)
		index_on(table, column, true, out);
	else if (f->key || f->type == FT_REF || f->type == FT_DOMAIN)
		index_on(table, column, false, out);
}

static void child_sql(const struct rec_type *t, const struct rec_field *f, struct buf *out)
{
	struct buf table = { 0 };

	child_name(&table, t, f, "");
	buf_printf(out,
		   "CREATE TABLE %.*s(leaf INTEGER NOT NULL, seq INTEGER NOT NULL, "
		   "rec BLOB NOT NULL",
		   STR_FMT(buf_str(&table)));
	columns(f, STR("value"), out);
	buf_puts(out, ", PRIMARY KEY(leaf, seq)) STRICT, WITHOUT ROWID;\n");
	field_index(str_cut(buf_str(&table), 1, table.n - 1), STR("value"), f, out);
	buf_puts(out, "CREATE VIEW ");
	child_name(out, t, f, "_now");
	buf_printf(out, " AS SELECT * FROM %.*s WHERE leaf IN (SELECT leaf FROM ",
		   STR_FMT(buf_str(&table)));
	name(out, t->name);
	buf_puts(out, " WHERE leaf_to IS NULL);\n");
	buf_fini(&table);
}

static void record_sql(const struct rec_type *t, struct buf *out)
{
	buf_puts(out, "CREATE TABLE ");
	name(out, t->name);
	buf_puts(out, "(leaf INTEGER PRIMARY KEY, leaf_to INTEGER, rec BLOB NOT NULL, "
		      "ver INTEGER NOT NULL, recorded_from INTEGER NOT NULL, recorded_to INTEGER, "
		      "valid_from INTEGER, valid_to INTEGER, source TEXT, external_id TEXT");
	for (size_t i = 0; i < t->field_count; i++) {
		if (!t->fields[i].list)
			columns(&t->fields[i], t->fields[i].name, out);
	}
	buf_puts(out, ", UNIQUE(rec, ver)) STRICT;\n");
	buf_printf(out,
		   "CREATE VIEW \"%.*s_now\" AS SELECT * FROM \"%.*s\" WHERE leaf_to IS NULL;\n"
		   "CREATE INDEX \"%.*s.current\" ON \"%.*s\"(leaf_to, rec);\n",
		   STR_FMT(t->name), STR_FMT(t->name), STR_FMT(t->name), STR_FMT(t->name));
	for (size_t i = 0; i < t->field_count; i++) {
		if (t->fields[i].list)
			child_sql(t, &t->fields[i], out);
		else
			field_index(t->name, t->fields[i].name, &t->fields[i], out);
	}
}

static void aggregate_sql(const struct rec_type *t, struct buf *out)
{
	buf_puts(out, "CREATE TABLE ");
	name(out, t->name);
	buf_puts(out, "(leaf INTEGER NOT NULL, recorded INTEGER NOT NULL");
	for (size_t i = 0; i < t->field_count; i++)
		columns(&t->fields[i], t->fields[i].name, out);
	buf_printf(out, ") STRICT;\nCREATE UNIQUE INDEX \"%.*s.one\" ON ", STR_FMT(t->name));
	name(out, t->name);
	buf_c(out, '(');
	schema_key_sql(t, out);
	buf_puts(out, ");\n");
}

void schema_key_sql(const struct rec_type *t, struct buf *out)
{
	const char *comma = "";

	for (size_t i = 0; i < t->field_count; i++) {
		if (!t->fields[i].key)
			continue;
		buf_printf(out, "%sifnull(", comma);
		name(out, t->fields[i].name);
		buf_puts(out, ", '')");
		comma = ", ";
	}
}

void schema_type_sql(const struct rec_type *t, struct buf *out)
{
	if (t->storage == STORAGE_RECORD)
		record_sql(t, out);
	else
		aggregate_sql(t, out);
}

/* ---- as of a position ---- */

static void visible(uint64_t leaf, struct buf *out)
{
	if (leaf == UINT64_MAX)
		/* "+": not by the index on leaf_to. Most rows are current, so that to read all of them through it
		 * is slower than to read the table, and a better index would be passed over for it. */
		buf_puts(out, " WHERE +leaf_to IS NULL");
	else
		buf_printf(out, " WHERE leaf < %llu AND (leaf_to IS NULL OR leaf_to >= %llu)",
			   (unsigned long long)leaf, (unsigned long long)leaf);
}

void schema_asof_sql(const struct rec_type *t, uint64_t leaf, struct buf *out)
{
	if (t->storage != STORAGE_RECORD)
		return;
	buf_puts(out, "CREATE TEMP VIEW ");
	name(out, t->name);
	buf_puts(out, " AS SELECT * FROM main.");
	name(out, t->name);
	visible(leaf, out);
	buf_puts(out, ";\n");
	for (size_t i = 0; i < t->field_count; i++) {
		if (!t->fields[i].list)
			continue;
		buf_puts(out, "CREATE TEMP VIEW ");
		child_name(out, t, &t->fields[i], "");
		buf_puts(out, " AS SELECT * FROM main.");
		child_name(out, t, &t->fields[i], "");
		buf_puts(out, " WHERE leaf IN (SELECT leaf FROM main.");
		name(out, t->name);
		visible(leaf, out);
		buf_puts(out, ");\n");
	}
}

/* One statement of `verb` for the type's table and each of its child tables. */
static void each_table(const struct rec_type *t, const char *verb, struct buf *out)
{
	if (t->storage != STORAGE_RECORD)
		return;
	buf_puts(out, verb);
	name(out, t->name);
	buf_puts(out, ";\n");
	for (size_t i = 0; i < t->field_count; i++) {
		if (!t->fields[i].list)
			continue;
		buf_puts(out, verb);
		child_name(out, t, &t->fields[i], "");
		buf_puts(out, ";\n");
	}
}

void schema_asof_drop_sql(const struct rec_type *t, struct buf *out)
{
	each_table(t, "DROP VIEW IF EXISTS temp.", out);
}

void schema_drop_sql(const struct rec_type *t, struct buf *out)
{
	if (t->storage != STORAGE_RECORD)
		return;
	for (size_t i = 0; i < t->field_count; i++) {
		if (!t->fields[i].list)
			continue;
		buf_puts(out, "DROP VIEW IF EXISTS ");
		child_name(out, t, &t->fields[i], "_now");
		buf_puts(out, ";\n");
	}
	buf_printf(out, "DROP VIEW IF EXISTS \"%.*s_now\";\n", STR_FMT(t->name));
	each_table(t, "DROP TABLE IF EXISTS main.", out);
}
