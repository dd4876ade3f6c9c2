/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/sidecar.h"

#include "base/file.h"
#include "pack/yaml.h"

#include <unistd.h>

enum { SIDECAR_MAX = 65536 };

/* Where the value of one key goes. */
static struct str *text_of(struct sidecar *s, struct str key)
{
	if (str_eq(key, STR("name")))
		return &s->name;
	if (str_eq(key, STR("publisher")))
		return &s->publisher;
	if (str_eq(key, STR("licence")))
		return &s->licence;
	if (str_eq(key, STR("map")))
		return &s->map;
	return NULL;
}

static enum err take(struct sidecar *s, const struct yaml *member, struct str key, struct why *why)
{
	struct str *text = text_of(s, key);

	if (member->kind != YAML_TEXT)
		return why_set(why, ERR_SYNTAX, SAY_SIDECAR_LINE);
	if (text) {
		*text = member->text;
		return ERR_OK;
	}
	if (str_eq(key, STR("category")))
		return category_of(member->text, &s->category) ?
			       ERR_OK :
			       why_set(why, ERR_SYNTAX, SAY_LOAD_CATEGORY, A(member->text));
	if (str_eq(key, STR("format")))
		return feed_format_of(member->text, &s->format) ?
			       ERR_OK :
			       why_set(why, ERR_SYNTAX, SAY_LOAD_FORMAT, A(member->text));
	return why_set(why, ERR_SYNTAX, SAY_SIDECAR_KEY, A(key));
}

enum err sidecar_read(const char *feed_path, struct arena *a, struct sidecar *out, struct why *why)
{
	const char *path = arena_printf(a, "%s.yaml", feed_path).p;
	struct yaml *tree;
	struct str text;
	enum err e;

	*out = (struct sidecar){ 0 };
	if (access(path, F_OK) != 0)
		return ERR_OK;
	e = file_read(path, SIDECAR_MAX, a, &text, why);
	if (e == ERR_OK)
		e = yaml_read(a, text, path, &tree, why);
	if (e == ERR_OK && tree->kind != YAML_MAP)
		e = why_set(why, ERR_SYNTAX, SAY_SIDECAR_LINE);
	for (const struct yaml *m = e == ERR_OK ? tree->child : NULL; m && e == ERR_OK;
	     m = m->next) {
		e = take(out, m, m->key, why);
		if (e != ERR_OK)
			why_at(why, path, m->line, m->column);
	}
	if (e != ERR_OK)
		why_at(why, path, 0, 0);
	return e;
}
