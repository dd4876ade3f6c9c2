/* SPDX-License-Identifier: Apache-2.0 */
/* number.c - numbers in a pack: as text, as parameters, and as spans of time. */
#include "pack/number.h"

#include <math.h>
#include <stdlib.h>

/* No number that anybody decides on is longer. */
enum { NUMBER_MAX = 32 };

bool number_read(struct str s, double *out)
{
	char text[NUMBER_MAX], *end;

	if (!s.n || s.n >= sizeof text ||
	    !(ascii_is_digit(s.p[0]) || s.p[0] == '-' || s.p[0] == '.'))
		return false;
	memcpy(text, s.p, s.n);
	text[s.n] = 0;
	*out = strtod(text, &end);
	return end == text + s.n && isfinite(*out);
}

bool number_is_scale(struct str s, double *out)
{
	static const double scale[] = { 0, 1, 100, 1000, 10000, 1000000 };

	for (size_t i = 0; i < sizeof scale / sizeof *scale && number_read(s, out); i++)
		if (fabs(*out - scale[i]) < 1e-12)
			return true;
	return false;
}

void number_resolve(struct reading *r, const struct pack *p, const struct yaml *t, const char *key,
		    struct rule_number *n)
{
	if (!n->id.n)
		return;
	n->parameter = shelf_find(p, NOUN_PARAMETER, n->id);
	if (!n->parameter)
		need_ref(r, p, t, str_of(key), NOUN_PARAMETER, n->id);
	else if (!number_read(n->parameter->value, &n->value) || n->value <= 0)
		reading_fault(r, yaml_get(t, str_of(key)), SAY_PACK_RULE_NUMBER, A(n->id));
}

void need_time(struct reading *r, const struct pack *p, const struct yaml *t,
	       const struct rule_number *n, struct str calendar)
{
	struct str unit = n->parameter ? n->parameter->unit : STR("");

	if (!n->parameter)
		return;
	if (!shape_is_choice(unit, "minutes hours days working-days months years"))
		reading_fault(r, t, SAY_PACK_TIME_UNIT, A(n->id), A(unit));
	else if (str_eq(unit, STR("working-days")) && !calendar.n)
		reading_fault(r, t, SAY_PACK_TIME_CALENDAR, A(n->id));
	if (calendar.n && !shelf_find(p, NOUN_CALENDAR, calendar))
		reading_fault(r, t, SAY_PACK_NO_SUCH, A(nouns[NOUN_CALENDAR].folder), A(calendar));
}
