/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/worker.h"

#include "base/ensure.h"

#include <errno.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

/* Both ends. The decoder's thread uses the first four members only. */
struct worker {
	worker_decode_fn *decode;
	int fd_in;
	struct str job;
	struct frame_out out;

	int fd;       /* ours */
	struct buf b; /* b.p[0..b.n): bytes of frames that are not whole yet */
	bool ended;   /* the verdict came */
	enum err verdict;
	struct why why;
};

static void hang_up(void *worker)
{
	struct worker *w = worker;

	close(w->out.fd);
	frame_out_fini(&w->out);
}

static void put_verdict(struct frame_out *out, enum err e, struct why *why)
{
	struct buf *b = frame_begin(out, FRAME_END);

	why->code = e;
	frame_put_why(b, why);
	/* Does nobody listen? Then nobody asks for a verdict either. */
	if (frame_end(out) == ERR_OK && frame_flush(out) != ERR_OK)
		buf_clear(&out->block);
}

static void *decoder_main(void *worker)
{
	struct worker *w = worker;
	struct why why = { 0 };
	enum err e;

	/* Whatever ends this thread closes the pipe. */
	pthread_cleanup_push(hang_up, w);
	e = w->decode(w->fd_in, w->job, &w->out, &why);
	put_verdict(&w->out, e, &why);
	pthread_cleanup_pop(1);
	return NULL;
}

static enum err no_frame(struct why *why)
{
	return why_set(why, ERR_CORRUPT, SAY_WORKER_FRAME);
}

static enum err take_verdict(struct worker *w, struct str payload, struct why *why)
{
	if (!frame_get_why(&payload, &w->why) || payload.n)
		return no_frame(why);
	w->ended = true;
	w->verdict = w->why.code;
	return ERR_OK;
}

/* Delivers the whole frames in the buffer and keeps the rest. */
static enum err deliver(struct worker *w, worker_frame_fn *frame, void *ctx, struct why *why)
{
	struct str rest = buf_str(&w->b), payload;
	enum err e = ERR_OK;
	unsigned kind;
	bool whole = true;

	while (e == ERR_OK && whole) {
		if (frame_take(&rest, &kind, &payload, &whole) != ERR_OK)
			return no_frame(why);
		if (!whole)
			break;
		if (w->ended)
			return no_frame(why); /* behind the verdict comes nothing */
		e = kind == FRAME_END ? take_verdict(w, payload, why) :
					frame(ctx, kind, payload, why);
	}
	if (rest.n)
		memmove(w->b.p, rest.p, rest.n);
	w->b.n = rest.n;
	return e;
}

static enum err listen_to(struct worker *w, worker_frame_fn *frame, void *ctx, struct why *why)
{
	enum err e = ERR_OK;

	while (e == ERR_OK) {
		char *room = buf_reserve(&w->b, FRAME_BLOCK);
		ssize_t got = read(w->fd, room, w->b.cap - w->b.n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return why_set(why, ERR_IO, SAY_FILE_READ, A("worker"), A(strerror(errno)));
		if (got == 0)
			break;
		w->b.n += (size_t)got;
		e = deliver(w, frame, ctx, why);
	}
	if (e == ERR_OK && (!w->ended || w->b.n))
		return why_set(why, ERR_CORRUPT, SAY_WORKER_DIED);
	return e;
}

enum err worker_run(worker_decode_fn *decode, int fd_in, struct str job, worker_frame_fn *frame,
		    void *ctx, struct why *why)
{
	struct worker w = { .decode = decode, .fd_in = fd_in, .job = job };
	pthread_t thread;
	int fd[2];
	enum err e;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd) != 0)
		return why_set(why, ERR_IO, SAY_WORKER_START, A(strerror(errno)));
	w.fd = fd[0];
	w.out.fd = fd[1];
	errno = pthread_create(&thread, NULL, decoder_main, &w);
	if (errno) {
		e = why_set(why, ERR_IO, SAY_WORKER_START, A(strerror(errno)));
		close(fd[1]);
	} else {
		e = listen_to(&w, frame, ctx, why);
		shutdown(w.fd, SHUT_RDWR); /* if we left early, the decoder's next block fails */
		ensure(pthread_join(thread, NULL) == 0);
	}
	close(w.fd);
	buf_fini(&w.b);
	if (e != ERR_OK || w.verdict == ERR_OK)
		return e;
	if (why)
		*why = w.why;
	return w.verdict;
}
