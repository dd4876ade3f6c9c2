/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_time.c - an instant that is read is written and read again to the same microsecond. */
#include "base/ensure.h"
#include "wire/time3339.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void again(struct instant t)
{
	struct buf b = { 0 };
	struct instant back;

	time3339_write(t, &b);
	ensure(time3339_read(buf_str(&b), false, &back) && back.us == t.us);
	buf_fini(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str in = str_n((const char *)data, n);
	struct instant t;
	struct buf b = { 0 };
	int64_t any = 0;
	int year;
	unsigned month, day;

	if (time3339_read(in, false, &t))
		again(t);
	if (time3339_read(in, true, &t))
		again(t);
	if (time_epoch_read(in, &t))
		again(t);
	if (date_read(in, &year, &month, &day))
		ensure(month >= 1 && month <= 12 && day >= 1 && day <= 31);
	memcpy(&any, data, n < 8 ? n : 8);
	time3339_write((struct instant){ any }, &b);
	buf_fini(&b);
	return 0;
}
