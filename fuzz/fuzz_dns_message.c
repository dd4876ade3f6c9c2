/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_dns_message.c - any bytes as a DNS message: values that fit the room, also a small one. */
#include "base/buf.h"
#include "base/ensure.h"
#include "wire/dns_message.h"
#include "wire/domain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check(const struct dns_room *r)
{
	char folded[DOMAIN_MAX];

	ensure(r->v_n <= r->v_cap && r->text_n <= r->text_cap);
	for (size_t i = 0; i < r->v_n; i++) {
		const struct event_value *v = &r->v[i];

		if (v->addr.family) {
			ensure(v->field == FIELD_DNS_ANSWER_IP && !v->text.n);
			continue;
		}
		ensure(v->text.n > 0 && v->text.n <= DNS_NAME_TEXT_MAX);
		ensure(v->text.p >= r->text && v->text.p + v->text.n <= r->text + r->text_n);
		ensure(domain_fold(v->text, folded) <= DOMAIN_MAX);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct event_value values[DNS_VALUES_MAX];
	static struct buf text;
	struct dns_room r = { .v = values, .v_cap = DNS_VALUES_MAX };
	struct str message = str_n((const char *)data, n);
	enum dns_fault fault;

	if (!text.cap)
		buf_reserve(&text, DNS_TEXT_MAX);
	r.text = text.p;
	r.text_cap = DNS_TEXT_MAX;
	fault = dns_message_read(message, &r);
	ensure(fault != DNS_ROOM);
	check(&r);
	r = (struct dns_room){ values, 0, n % 5, text.p, 0, (n % 3) * DNS_NAME_TEXT_MAX };
	(void)dns_message_read(message, &r);
	check(&r);
	return 0;
}
