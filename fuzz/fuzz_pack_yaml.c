/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_pack_yaml.c - one file of a pack, whatever it holds: "records/x.yaml\n" and its text.
 * It is put beside a code list and a mechanism, checked, and, if nothing is wrong with it, frozen
 * and thawed: both must give the same bytes.
 */
#include "base/ensure.h"
#include "pack/files.h"
#include "pack/parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
const char *__lsan_default_suppressions(void);

/*
 * libfyaml 0.7.12 forgets its scratch buffer when a long quoted text does not end (fuzz/found). That
 * what we open is closed, the tests of pack/yaml hold under the same sanitizer, unsuppressed.
 */
const char *__lsan_default_suppressions(void)
{
	return "leak:libfyaml\n";
}

static void quiet(void *ctx, const struct why *why)
{
	struct buf said = { 0 };

	(void)ctx;
	why_text(why, LANG_ZH, &said); /* rendering must hold for any argument */
	buf_fini(&said);
}

static void put(struct pack *p, struct reading *r, const char *path, const char *text)
{
	struct pack_file f = { str_of(path), path, str_of(text) };

	pack_take_file(p, r, &f, STR("p"));
}

static void freeze_and_thaw(struct pack *p)
{
	struct buf one = { 0 }, two = { 0 };
	struct pack *again;

	pack_freeze(p, &one);
	enum err err = pack_thaw(p->a, buf_str(&one), &again, NULL);

	ensure(err == ERR_OK);
	pack_freeze(again, &two);
	ensure(str_eq(buf_str(&one), buf_str(&two)));
	buf_fini(&one);
	buf_fini(&two);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_open();
	struct pack *p = arena_new(a, struct pack);
	struct reading r = { .a = a, .complain = quiet };
	struct str text = str_n((const char *)data, n), path;
	struct pack_file f = { .shown = "f" };

	p->a = a;
	p->chain_count = 1;
	p->chain[0] = (struct pack_head){ .id = STR("p"), .articles = STR("24") };
	for (int i = 0; i < 2; i++)
		p->chain[0].title[i] = p->chain[0].issuer[i] = STR("t");
	put(p, &r, "codes/family.yaml", "title: {en: f, zh: f}\ncodes: {F16: {en: a, zh: a}}\n");
	put(p, &r, "codes/unit.yaml",
	    "title: {en: u, zh: u}\ncodes: {percent: {en: a, zh: a}, days: {en: a, zh: a}}\n");
	put(p, &r, "codes/role.yaml",
	    "title: {en: r, zh: r}\ncodes: {regulator: {en: a, zh: a}}\n");
	put(p, &r, "codes/lineage.yaml",
	    "title: {en: l, zh: l}\ncodes: {added: {en: a, zh: a}, same: {en: a, zh: a}}\n");
	put(p, &r, "codes/kind.yaml", "title: {en: k, zh: k}\ncodes: {tale: {en: a, zh: a}}\n");
	put(p, &r, "codes/party-kind.yaml",
	    "title: {en: p, zh: p}\ncodes: {firm: {en: a, zh: a}}\n");
	put(p, &r, "parameters/week.yaml",
	    "title: {en: w, zh: w}\nvalue: \"7\"\nunit: days\nbasis: choice\nsource: {en: s, zh: "
	    "s}\n");
	put(p, &r, "records/case.yaml",
	    "label: {en: c, zh: c}\nsubject: event\nstorage: record\nfields:\n"
	    "  name: {label: {en: n, zh: n}, type: text, privacy: open, key: true, required: "
	    "true}\n"
	    "  kind: {label: {en: n, zh: n}, type: code, codes: kind, privacy: open}\n");
	put(p, &r, "records/observation.yaml",
	    "label: {en: o, zh: o}\nsubject: event\nstorage: record\nfields:\n"
	    "  name: {label: {en: n, zh: n}, type: text, privacy: open, key: true, required: "
	    "true}\n");
	put(p, &r, "calendars/x.yaml",
	    "title: {en: c, zh: c}\ndays: [mon]\nyearly: true\nlast_day: as-it-falls\nends: "
	    "same-time\n"
	    "source: {en: s, zh: s}\n");
	put(p, &r, "metrics/m.yaml", "title: {en: m, zh: m}\nunit: percent\nabout: case\n");
	put(p, &r, "mechanisms/A14.1.yaml",
	    "name: {en: m, zh: m}\narticle: 14\nfamily: F16\nkind: software\nstatus: planned\n");
	if (str_split(&text, '\n', &path)) {
		f.path = path;
		f.text = text;
		pack_take_file(p, &r, &f, STR("p"));
	}
	pack_finish(p, &r);
	if (!r.faults)
		freeze_and_thaw(p);
	arena_close(a);
	return 0;
}
