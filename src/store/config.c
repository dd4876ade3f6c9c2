/* SPDX-License-Identifier: Apache-2.0 */
#include "store/config.h"

#include "wire/json.h"

void config_write(const struct config *c, struct buf *out)
{
	const struct {
		const char *key;
		struct str value;
	} lines[] = { { "name", c->name }, { "area", c->area }, { "listen", c->listen } };

	buf_puts(out, "# cresset: the settings of this node that may be changed by hand.\n"
		      "# Which policy pack it runs is in its store.\n");
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct json_writer w = json_write(out);

		buf_printf(out, "%s: ", lines[i].key);
		json_w_str(&w, lines[i].value);
		buf_c(out, '\n');
	}
}

/* A plain YAML scalar without any sign that could mean something else. */
static bool plain(struct str v)
{
	if (!v.n || strchr("-?:,[]{}#&*!|>'\"%@`", v.p[0]) || !str_is_utf8(v, NULL))
		return false;
	for (size_t i = 0; i < v.n; i++) {
		unsigned char c = (unsigned char)v.p[i];

		if (c < 0x20 || c == 0x7F || (c == '#' && v.p[i - 1] == ' ') ||
		    (c == ':' && (i + 1 == v.n || v.p[i + 1] == ' ')))
			return false;
	}
	return true;
}

static bool read_value(struct arena *a, struct str v, struct str *out)
{
	struct json *j;

	if (v.n && v.p[0] == '"') {
		if (json_parse(a, v, (struct json_limits){ 0 }, &j, NULL) != ERR_OK ||
		    !json_is_str(j))
			return false;
		*out = str_keep(a, j->text);
		return true;
	}
	*out = str_keep(a, v);
	return plain(v);
}

static struct str *slot(struct config *c, struct str key)
{
	if (str_eq(key, STR("name")))
		return &c->name;
	if (str_eq(key, STR("area")))
		return &c->area;
	return str_eq(key, STR("listen")) ? &c->listen : NULL;
}

static enum err read_line(struct arena *a, struct str line, struct config *c, struct why *why)
{
	size_t colon = str_find_str(line, STR(": "));
	struct str *to;

	if (colon == SIZE_MAX)
		return why_set(why, ERR_SYNTAX, SAY_CONFIG_LINE);
	to = slot(c, str_cut(line, 0, colon));
	if (!to)
		return why_set(why, ERR_SYNTAX, SAY_CONFIG_KEY, A(str_cut(line, 0, colon)));
	if (to->p)
		return why_set(why, ERR_SYNTAX, SAY_CONFIG_TWICE, A(str_cut(line, 0, colon)));
	if (!read_value(a, str_trim(str_cut(line, colon + 2, line.n)), to))
		return why_set(why, ERR_SYNTAX, SAY_CONFIG_VALUE, A(str_cut(line, 0, colon)));
	return ERR_OK;
}

enum err config_read(struct arena *a, struct str text, const char *file, struct config *out,
		     struct why *why)
{
	uint64_t number = 0;
	struct str line;

	*out = (struct config){ 0 };
	while (str_split(&text, '\n', &line)) {
		enum err e;

		number++;
		if (line.n && line.p[line.n - 1] == '\r')
			line.n--;
		if (!str_trim(line).n || line.p[0] == '#')
			continue;
		e = read_line(a, line, out, why);
		if (e != ERR_OK) {
			why_at(why, file, number, 0);
			return e;
		}
	}
	if (!out->name.n) {
		why_set(why, ERR_SYNTAX, SAY_CONFIG_NAME);
		why_at(why, file, 0, 0);
		return ERR_SYNTAX;
	}
	return ERR_OK;
}
