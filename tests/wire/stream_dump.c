/* SPDX-License-Identifier: Apache-2.0 */
/* stream_dump FORMAT FILE - the events of a binary log as text, for another reader to agree with. */
#include "stream_text.h"

#include "base/file.h"

enum { BIGGEST = 256 << 20 };

/* One line an event stays one line: bytes that are not plain are written \xNN. */
static void put_plain(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c == '\n' || (c >= ' ' && c < 127))
			putchar(c);
		else
			printf("\\x%02x", c);
	}
}

int main(int argc, char **argv)
{
	struct arena *a = arena_open();
	enum stream_format format;
	struct stream_counts counts;
	struct str bytes;
	struct buf out = { 0 };
	struct why why;

	if (argc != 3 || !stream_format_of(str_of(argv[1]), &format) ||
	    file_read(argv[2], BIGGEST, a, &bytes, &why) != ERR_OK) {
		fprintf(stderr, "usage: stream_dump FORMAT FILE\n");
		return 2;
	}
	counts = stream_text(format, bytes, 0, 0, &out);
	put_plain(buf_str(&out));
	printf("=%llu\n", (unsigned long long)counts.records);
	buf_fini(&out);
	arena_close(a);
	return 0;
}
