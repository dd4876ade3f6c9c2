/* SPDX-License-Identifier: Apache-2.0 */
/* event_guess.c - which log is this? By what its first bytes name, without parsing them. */
#include "wire/event_reader.h"

static bool names(struct str head, const char *key)
{
	return str_find_str(head, str_of(key)) != SIZE_MAX;
}

/* One of our own field names, as a key or as a column? */
static bool names_a_field(struct str head)
{
	for (unsigned f = 0; f < FIELDS; f++)
		if (names(head, field_name((enum field)f)))
			return true;
	return false;
}

static enum event_format guess_json(struct str head)
{
	if (names(head, "\"event_type\""))
		return EVENTS_EVE;
	if (names(head, "\"_path\"") || names(head, "\"id.orig_h\"") ||
	    (names(head, "\"ts\"") && (names(head, "\"uid\"") || names(head, "\"fuid\"") ||
				       names(head, "\"fingerprint\"") || names(head, "\"host\""))))
		return EVENTS_ZEEK;
	return names_a_field(head) ? EVENTS_NDJSON : EVENTS_GUESS;
}

/* A header row: one of its columns is exactly a field of ours. */
static enum event_format guess_csv(struct str line)
{
	static const char seps[] = ",;\t|";
	enum field f;

	for (size_t k = 0; k < sizeof seps - 1; k++) {
		struct str rest = line, part;

		while (str_split(&rest, seps[k], &part)) {
			part = str_trim(part);
			if (part.n > 2 && part.p[0] == '"' && part.p[part.n - 1] == '"')
				part = str_cut(part, 1, part.n - 1);
			if (field_of(part, &f))
				return EVENTS_CSV;
		}
	}
	return EVENTS_GUESS;
}

enum event_format event_format_guess(struct str head)
{
	struct str rest = str_starts(head, STR("\xEF\xBB\xBF")) ? str_cut(head, 3, head.n) : head;
	struct str line;

	while (str_split(&rest, '\n', &line)) {
		struct str s = str_trim(line);

		if (str_starts(s, STR("#separator")) || str_starts(s, STR("#fields")))
			return EVENTS_ZEEK;
		if (!s.n || s.p[0] == '#')
			continue;
		if (s.p[0] == '{') /* the first line may be longer than the head */
			return guess_json(str_n(s.p, (size_t)(head.p + head.n - s.p)));
		return guess_csv(s);
	}
	return EVENTS_GUESS;
}
