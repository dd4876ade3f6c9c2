/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/feed_load.h"

#include "base/ensure.h"
#include "intake/feed_frame.h"
#include "intake/input.h"
#include "intake/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

enum { MAP_MAX = 64 << 10, GUESS_BYTES = 64 << 10 };

/* The job as flat bytes, because it will cross into another process. */
struct flat_job {
	uint64_t format;
	struct str path, name, map;
};

static void put_job(struct buf *b, const struct flat_job *job)
{
	frame_put_uint(b, job->format);
	frame_put_str(b, job->path);
	frame_put_str(b, job->name);
	frame_put_str(b, job->map);
}

static void get_job(struct str flat, struct flat_job *job)
{
	ensure(frame_get_uint(&flat, FEED_FORMATS - 1, &job->format) &&
	       frame_get_str(&flat, PATH_MAX, &job->path) &&
	       frame_get_str(&flat, PATH_MAX, &job->name) &&
	       frame_get_str(&flat, MAP_MAX, &job->map));
}

static enum err decode_bytes(const struct flat_job *job, struct str bytes, struct frame_out *out,
			     struct why *why)
{
	enum feed_format format = (enum feed_format)job->format;
	struct feed_sink sink = feed_frame_sink(out);
	struct arena *a = arena_open();
	enum err e = ERR_OK;

	if (format == FEED_GUESS)
		e = feed_guess(str_cut(bytes, 0, GUESS_BYTES), str_keep(a, job->name).p, &format,
			       why);
	if (e == ERR_OK) {
		feed_frame_put_format(out, format);
		e = feed_read(format, bytes, job->map, &sink, why);
	}
	arena_close(a);
	return e;
}

static enum err decode_input(const struct flat_job *job, struct input *in, struct frame_out *out,
			     struct why *why)
{
	struct why broken = { 0 };
	struct sha256 identity;
	struct str bytes;
	enum err e = ERR_OK, read_error;

	input_want_identity(in);
	read_error = input_all(in, &bytes, &broken);
	if (bytes.n)
		e = decode_bytes(job, bytes, out, why);
	/* A broken archive is the cause of whatever went wrong with its last bytes. */
	if (read_error != ERR_OK) {
		e = read_error;
		*why = broken;
	}
	identity = input_identity(in);
	feed_frame_put_identity(out, &identity);
	return e;
}

/* The decoder: all that touches the feed's bytes. */
static enum err decode_feed(int fd_in, struct str flat, struct frame_out *out, struct why *why)
{
	struct arena *a = arena_open();
	struct flat_job job;
	struct input *in = NULL;
	enum err e;
	int fd = fcntl(fd_in, F_DUPFD_CLOEXEC, 3); /* the input closes its own */

	get_job(flat, &job);
	if (fd < 0)
		e = why_set(why, ERR_IO, SAY_WORKER_START, A(strerror(errno)));
	else
		e = input_open_fd(fd, str_keep(a, job.path).p, &in, why);
	if (e == ERR_OK)
		e = decode_input(&job, in, out, why);
	input_close(in);
	arena_close(a);
	return e;
}

struct listener {
	const struct feed_sink *sink;
	struct feed_frame_facts facts;
};

static enum err on_frame(void *ctx, unsigned kind, struct str payload, struct why *why)
{
	struct listener *l = ctx;

	if (feed_frame_take(kind, payload, l->sink, &l->facts))
		return ERR_OK;
	return why_set(why, ERR_CORRUPT, SAY_WORKER_FRAME);
}

static void fill_result(const struct feed_frame_facts *f, struct feed_load_result *r)
{
	r->format = f->format;
	r->identity = f->identity;
	r->counts = (struct feed_load_counts){
		.read = f->taken + f->refused + f->unmatchable + f->personal,
		.taken = f->taken,
		.refused = f->refused,
		.unmatchable = f->unmatchable,
		.personal = f->personal,
	};
}

enum err feed_load(const char *path, const struct feed_load_job *job, const struct feed_sink *sink,
		   struct feed_load_result *result, struct why *why)
{
	struct flat_job flat = { .format = job->format,
				 .path = str_of(path),
				 .name = str_of(job->name ? job->name : path),
				 .map = job->map };
	struct listener l = { .sink = sink };
	struct buf b = { 0 };
	enum err e;
	int fd;

	*result = (struct feed_load_result){ 0 };
	if (flat.map.n > MAP_MAX || flat.name.n > PATH_MAX || flat.path.n > PATH_MAX)
		return why_set(why, ERR_ARG, SAY_FEED_LOAD_JOB, A((uint64_t)MAP_MAX));
	e = input_fd(path, &fd, why);
	if (e != ERR_OK)
		return e;
	put_job(&b, &flat);
	e = worker_run(decode_feed, fd, buf_str(&b), on_frame, &l, why);
	if (e != ERR_OK)
		why_at(why, path, 0, 0);
	fill_result(&l.facts, result);
	buf_fini(&b);
	if (fd != STDIN_FILENO)
		close(fd);
	return e;
}
