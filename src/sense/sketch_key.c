/* SPDX-License-Identifier: Apache-2.0 */
#include "sense/sketch_key.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/rand.h"
#include "wire/time3339.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME = 15 }; /* "sketch-YYYYMMDD" */

static enum err io(const char *path, struct why *why)
{
	return why_set(why, ERR_IO, SAY_SKETCH_KEY_FILE, A(path), A(strerror(errno)));
}

/* The day as in the name, and as people write it. */
static void day_of(struct instant now, char name[NAME + 1], char day[11])
{
	int64_t days = now.us / US_PER_DAY - (now.us % US_PER_DAY < 0);
	unsigned m, d;
	int y;

	civil_from_days(days, &y, &m, &d);
	y = y < 0 ? 0 : y > 9999 ? 9999 : y;
	snprintf(name, NAME + 1, "sketch-%04u%02u%02u", (unsigned)y, m % 100, d % 100);
	snprintf(day, 11, "%04u-%02u-%02u", (unsigned)y, m % 100, d % 100);
}

/* false: it is not there. */
static enum err read_key(const char *path, struct prf_key *out, bool *there, struct why *why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	ssize_t n;

	*there = fd >= 0;
	if (fd < 0)
		return errno == ENOENT ? ERR_OK : io(path, why);
	n = read(fd, out->b, sizeof out->b);
	close(fd);
	if (n < 0)
		return io(path, why);
	return n == sizeof out->b ? ERR_OK : why_set(why, ERR_CORRUPT, SAY_SKETCH_KEY_BAD, A(path));
}

/* Two who make it at once: link(2) lets one win, and both read the winner's. */
static enum err make_key(const char *path, struct why *why)
{
	struct prf_key key = prf_key_random();
	struct buf tmp = { 0 };
	uint64_t unique;
	enum err e;

	rand_bytes(&unique, sizeof unique);
	buf_printf(&tmp, "%s.%016llx.new", path, (unsigned long long)unique);
	e = file_publish(buf_cstr(&tmp), str_n((const char *)key.b, sizeof key.b), 0600, why);
	if (e == ERR_OK && link(buf_cstr(&tmp), path) != 0 && errno != EEXIST)
		e = io(path, why);
	unlink(buf_cstr(&tmp));
	mem_wipe(&key, sizeof key);
	buf_fini(&tmp);
	return e;
}

static enum err destroy(const char *path, struct why *why)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
	unsigned char noise[PRF_KEY];
	enum err e = ERR_OK;

	if (fd < 0)
		return errno == ENOENT ? ERR_OK : io(path, why); /* another was faster */
	rand_bytes(noise, sizeof noise);
	e = file_write_all(fd, str_n((const char *)noise, sizeof noise), path, why);
	if (e == ERR_OK)
		file_sync(fd, path);
	close(fd);
	if (unlink(path) != 0 && errno != ENOENT && e == ERR_OK)
		e = io(path, why);
	return e;
}

/* Also what a crash left behind of making one ("sketch-20261120.<hex>.new"). */
static bool is_old(const char *name, const char *today)
{
	return strncmp(name, "sketch-", 7) == 0 && strlen(name) >= NAME &&
	       strncmp(name, today, NAME) < 0;
}

enum err sketch_keys_end(const char *node_dir, struct instant now, struct why *why)
{
	struct buf path = { 0 }, dir = { 0 };
	char today[NAME + 1], day[11];
	struct dirent *d;
	bool any = false;
	enum err e = ERR_OK;
	DIR *f;

	day_of(now, today, day);
	buf_printf(&dir, "%s/keys", node_dir);
	f = opendir(buf_cstr(&dir));
	if (!f)
		e = io(buf_cstr(&dir), why);
	while (f && e == ERR_OK && (d = readdir(f))) {
		if (!is_old(d->d_name, today))
			continue;
		buf_clear(&path);
		buf_printf(&path, "%s/%s", buf_cstr(&dir), d->d_name);
		e = destroy(buf_cstr(&path), why);
		any = true;
	}
	if (f)
		closedir(f);
	if (any && e == ERR_OK)
		e = file_sync_dir(buf_cstr(&dir), why);
	buf_fini(&path);
	buf_fini(&dir);
	return e;
}

enum err sketch_key_of(const char *node_dir, struct instant now, struct sketch_key *out,
		       struct why *why)
{
	struct buf path = { 0 };
	char name[NAME + 1];
	bool there = false;
	enum err e = sketch_keys_end(node_dir, now, why);

	day_of(now, name, out->day);
	buf_printf(&path, "%s/keys/%s", node_dir, name);
	if (e == ERR_OK)
		e = read_key(buf_cstr(&path), &out->key, &there, why);
	if (e == ERR_OK && !there) {
		e = make_key(buf_cstr(&path), why);
		if (e == ERR_OK)
			e = read_key(buf_cstr(&path), &out->key, &there, why);
	}
	buf_fini(&path);
	return e;
}
