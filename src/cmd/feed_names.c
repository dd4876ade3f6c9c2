/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/feed_names.h"

#include "base/map.h"

/* The name without what says only how it is packed. */
static struct str unpacked(struct str s)
{
	static const char *const packings[] = { ".gz", ".zst", ".zstd" };

	for (size_t i = 0; i < sizeof packings / sizeof *packings; i++)
		if (s.n > strlen(packings[i]) && str_ends(s, str_of(packings[i])))
			return str_cut(s, 0, s.n - strlen(packings[i]));
	return s;
}

/* The last `parts` components of a path; *whole says that there are no more. */
static struct str tail(struct str path, unsigned parts, bool *whole)
{
	size_t i = path.n;

	*whole = false;
	for (; i > 0; i--)
		if (path.p[i - 1] == '/' && --parts == 0)
			return str_cut(path, i, path.n);
	*whole = true;
	return path;
}

/* How often each name is wanted by different paths. */
static struct map *wanted(const char *const *paths, const struct str *names, size_t n)
{
	struct map *count = map_open(), *seen = map_open();

	for (size_t i = 0; i < n; i++) {
		bool is_new;

		map_put(seen, str_of(paths[i]), &is_new);
		if (is_new)
			map_put(count, names[i], NULL)->u++;
	}
	map_close(seen);
	return count;
}

struct str *feed_names(struct arena *a, const char *const *paths, size_t n)
{
	struct str *names = arena_array(a, struct str, n);
	unsigned *parts = arena_array(a, unsigned, n);
	bool again = true, whole;

	for (size_t i = 0; i < n; i++) {
		parts[i] = 1;
		names[i] = tail(unpacked(str_of(paths[i])), 1, &whole);
	}
	while (again) {
		struct map *count = wanted(paths, names, n);

		again = false;
		for (size_t i = 0; i < n; i++) {
			if (map_get(count, names[i])->u < 2)
				continue;
			names[i] = tail(unpacked(str_of(paths[i])), ++parts[i], &whole);
			again |= !whole;
		}
		map_close(count);
	}
	for (size_t i = 0; i < n; i++)
		names[i] = str_keep(a, names[i]);
	return names;
}
