/* SPDX-License-Identifier: Apache-2.0 */
/*
 * raw_id.c - one identifier, one form, so that one person gets one token however a log writes
 * the identifier. Nothing here tells whether it is a true one: that is the recogniser's work.
 */
#include "wire/raw_id.h"

#include "base/mem.h"
#include "wire/addr.h"
#include "wire/domain.h"

/* Type allocation code and serial number; what follows is a check digit or a software version. */
enum { IMEI_DIGITS = 14, CN_MOBILE_DIGITS = 11 };

static void put(struct raw_id *id, const char *p, size_t n)
{
	size_t room = sizeof id->hidden - id->n;

	if (n > room)
		n = room;
	memcpy(id->hidden + id->n, p, n);
	id->n = (uint16_t)(id->n + n);
}

static void put_digits(struct raw_id *id, struct str t)
{
	for (size_t i = 0; i < t.n; i++)
		if (ascii_is_digit(t.p[i]))
			put(id, t.p + i, 1);
}

/* Takes `head` digits off the front. */
static void drop_front(struct raw_id *id, size_t head)
{
	memmove(id->hidden, id->hidden + head, id->n - head);
	id->n = (uint16_t)(id->n - head);
}

/* "+86 139-..." , "0086139..." and "139..." are one number; others keep their country code. */
static void put_phone(struct raw_id *id, struct str t)
{
	put_digits(id, t);
	if (id->n > 2 && memcmp(id->hidden, "00", 2) == 0)
		drop_front(id, 2);
	if (id->n == CN_MOBILE_DIGITS + 2 && memcmp(id->hidden, "861", 3) == 0)
		drop_front(id, 2);
}

static void put_address(struct raw_id *id, struct str t)
{
	char text[ADDR_TEXT_MAX];
	struct addr a;

	if (addr_read(t, &a))
		put(id, text, addr_text(a, text));
	else
		put(id, t.p, t.n);
	mem_wipe(text, sizeof text);
	mem_wipe(&a, sizeof a);
}

/* Letters and digits, in upper case ("...12x" is "...12X"). */
static void put_national(struct raw_id *id, struct str t)
{
	for (size_t i = 0; i < t.n; i++) {
		char c = ascii_lower(t.p[i]);

		if (c >= 'a' && c <= 'z')
			c = (char)(c - 32);
		if (ascii_is_digit(c) || (c >= 'A' && c <= 'Z'))
			put(id, &c, 1);
	}
}

/* Lower case; the domain in its canonical form where it has one. */
static void put_email(struct raw_id *id, struct str t)
{
	size_t at = t.n, n;
	char name[DOMAIN_MAX];

	while (at > 0 && t.p[at - 1] != '@')
		at--;
	for (size_t i = 0; i < at; i++) {
		char c = ascii_lower(t.p[i]);

		put(id, &c, 1);
	}
	if (domain_canon(str_cut(t, at, t.n), name, &n, NULL) == ERR_OK)
		put(id, name, n);
	else
		put(id, t.p + at, t.n - at);
	mem_wipe(name, sizeof name);
}

struct raw_id raw_id_of(enum raw_class class_, struct str text)
{
	struct raw_id id = { .class_ = class_ };

	text = str_trim(text);
	if (class_ == RAW_CLIENT_ADDR)
		put_address(&id, text);
	else if (class_ == RAW_PHONE)
		put_phone(&id, text);
	else if (class_ == RAW_NATIONAL_ID)
		put_national(&id, text);
	else if (class_ == RAW_EMAIL)
		put_email(&id, text);
	else if (class_ == RAW_TEST)
		put(&id, text.p, text.n);
	else
		put_digits(&id, text);
	if (class_ == RAW_IMEI && id.n > IMEI_DIGITS)
		id.n = IMEI_DIGITS;
	return id;
}

void raw_id_wipe(struct raw_id *id)
{
	mem_wipe(id, sizeof *id);
}
