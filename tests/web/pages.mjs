// SPDX-License-Identifier: Apache-2.0
// pages.mjs CRESSET MODULES - the pages of a running node in a real browser (tests/web/run starts it).
//
// Makes a small made-up night, runs a node on it, and looks at its page in both languages, light and
// dark, wide and narrow: axe finds nothing, nothing is wrong on the console, nothing scrolls
// sideways, every word is in the page's language, and the keyboard gets everywhere and shows where
// it is. MODULES: the folder whose node_modules hold playwright-core and axe. SCREENSHOTS=DIR keeps
// a picture of each. Prints one marked line a promise; exit code 77: the browser does not start.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";

const [program, modules] = process.argv.slice(2).map((p) => path.resolve(p));
const require = createRequire(path.join(modules, "package.json"));
const { chromium } = require("playwright-core");
const { AxeBuilder } = require("@axe-core/playwright");

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const SIZES = [[1280, 800], [390, 844]];
const NARROWEST = { width: 320, height: 640 }; // what WCAG 2.2, 1.4.10, asks for
const TABS_MAX = 1000;

// ---- a node ----

function cresset(folder, ...words) {
	try {
		return execFileSync(program, words, { cwd: folder, stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });
	} catch (e) {
		if (e.status === 3) // some input was refused: planted by the generator
			return e.stdout;
		throw new Error(`cresset ${words.join(" ")}: exit ${e.status}\n${e.stdout}${e.stderr}`);
	}
}

function makeNode(folder) {
	const data = "night/feeds/01-c2-domains.txt night/feeds/02-scanners.txt night/feeds/03-phishing.hosts" +
		" night/feeds/04-malware.csv night/warnings/popular-names.json night/warnings/resolvers.json";

	cresset(folder, "demo-data", "night", "--seed", "1", "--scale", "0.05");
	cresset(folder, "init", "n", "--pack", "cn-mobile-2017", "--level", "990000", "--name", "Node 7");
	cresset(folder, "load", "-n", "n", "night/organisations.ndjson");
	cresset(folder, "load", "-n", "n", ...data.split(" "));
	for (const [sensor, format, log] of [["east", "eve", "east/eve.json.gz"], ["north", "zeek", "north/dns.log"]])
		cresset(folder, "match", "-n", "n", "--sensor", `sensor-${sensor}`, "--format", format, `night/logs/${log}`);
}

// Resolves to the address when the node listens.
function startNode(folder) {
	const node = spawn(program, ["run", "-n", "n", "--listen", "127.0.0.1:0"],
		{ cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
	const base = new Promise((resolve, reject) => {
		let said = "";
		const listen = (chunk) => {
			said += chunk;
			const found = /http:\/\/[0-9.:]+/.exec(said);
			if (found)
				resolve(found[0]);
		};
		node.stdout.on("data", listen);
		node.stderr.on("data", listen);
		node.on("exit", (code) => reject(new Error(`the node ended with ${code}\n${said}`)));
	});
	return { node, base };
}

// ---- what is looked at, in the page ----

// Elements that stick out to the right, and whether the page itself can be pushed sideways.
function sideways() {
	const width = document.documentElement.clientWidth;
	const out = [...document.querySelectorAll("body *")].filter((e) => {
		const box = e.getBoundingClientRect();
		return box.width && box.right > width + 1;
	}).map((e) => `${e.tagName}.${e.className} ends at ${Math.round(e.getBoundingClientRect().right)} of ${width}`);

	if (document.documentElement.scrollWidth > width)
		out.push(`the page is ${document.documentElement.scrollWidth} wide, the window ${width}`);
	return out.slice(0, 5);
}

// Texts and spoken attributes that are not in the page's language, data and commands aside; and
// Chinese with a gap behind its punctuation, where two lines of a source were folded into one.
function foreign(data) {
	const zh = document.documentElement.lang.startsWith("zh");
	const strange = zh ? /[A-Za-z]{2,}|[，。；：、] +[\u3400-\u9fff]/ : /[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]/;
	// Abbreviations in capitals (DNSSEC, HHI) are Chinese usage, too.
	const known = zh ? /\b(cresset|IPv[46]|[A-Z]{2,6}|tests\/pack|k?B)\b|\/api\/\w+/g : /(?!)/g;
	const texts = [document.title];
	const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (n) =>
		n.nodeType === Node.ELEMENT_NODE && n.matches("code, .ioc, [lang]") ? NodeFilter.FILTER_REJECT
			: NodeFilter.FILTER_ACCEPT);

	for (let n = walk.nextNode(); n; n = walk.nextNode()) {
		if (n.nodeType === Node.TEXT_NODE)
			texts.push(n.data);
		else
			for (const name of ["title", "alt", "aria-label", "data-label"])
				texts.push(n.getAttribute(name) || "");
	}
	return texts.map((t) => data.reduce((left, d) => left.split(d).join("·"), t).replace(known, "·"))
		.filter((t) => strange.test(t)).map((t) => `"${t.trim()}"`);
}

// Where the focus is, and whether it can be seen there.
function focus() {
	const e = document.activeElement;
	if (!e || e === document.body)
		return null;
	const style = getComputedStyle(e), box = e.getBoundingClientRect(), { innerWidth: w, innerHeight: h } = window;
	const paper = getComputedStyle(document.documentElement).backgroundColor;
	const ring = parseFloat(style.outlineWidth) + parseFloat(style.outlineOffset);
	return {
		what: `${e.tagName} "${e.textContent.trim().slice(0, 30)}"`,
		skip: e.classList.contains("skip"),
		seen: style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2 && style.outlineColor !== paper,
		at: [box.left, box.top, box.right, box.bottom].map(Math.round).join(" "),
		inside: box.width > 0 && box.left >= ring && box.top >= ring && box.right + ring <= w && box.bottom + ring <= h,
	};
}

// ---- promises; each returns what breaks it ----

async function axe(page) {
	const found = await new AxeBuilder({ page }).setLegacyMode().withTags(RULES).analyze();
	if (found.passes.length < 5)
		return [`axe looked at nearly nothing: ${found.passes.length} rules`];
	return found.violations.map((v) => `${v.id}: ${v.help}; ${v.nodes.slice(0, 3).map((n) => n.html).join(" ")}`);
}

async function noScrolling(page) {
	const broken = await page.evaluate(sideways);
	const before = page.viewportSize();
	await page.setViewportSize(NARROWEST);
	broken.push(...(await page.evaluate(sideways)).map((s) => `${NARROWEST.width}: ${s}`));
	await page.setViewportSize(before);
	return broken;
}

async function skipLink(page) {
	const broken = [];
	await page.keyboard.press("Tab");
	const first = await page.evaluate(focus);
	if (!first || !first.skip || !first.inside || !first.seen)
		broken.push(`Tab does not show the skip link first: ${JSON.stringify(first)}`);
	await page.keyboard.press("Enter");
	if (await page.evaluate(() => document.activeElement !== document.querySelector("main")))
		broken.push("the skip link does not move the focus to the content");
	await page.keyboard.press("Tab");
	if (await page.evaluate(() => !document.activeElement.closest("main, footer")))
		broken.push("behind the skip link, Tab does not go on in the content");
	return broken;
}

async function tabThrough(page) {
	const broken = [], wanted = await page.locator("a[href], summary, button, input:not([type=hidden])").count();
	let met = 0;
	for (let i = 0; i < TABS_MAX; i++) {
		await page.keyboard.press("Tab");
		const at = await page.evaluate(focus);
		if (!at || (met && at.skip)) // through, or round again at the skip link
			break;
		met++;
		if (!at.seen || !at.inside)
			broken.push(`the focus is not seen: ${JSON.stringify(at)}`);
	}
	if (met !== wanted)
		broken.push(`Tab meets ${met} of ${wanted} links and summaries`);
	return broken;
}

// ---- all of it ----

let failed = 0;

async function promise(name, check) {
	const broken = await check().catch((e) => [e.message]);
	console.log([...broken.map((line) => `  ${line}`),
		`${broken.length ? "[  FAILED  ]" : "[       OK ]"} ${name}`].join("\n"));
	failed += broken.length > 0;
}

// A page of a reader of that language, and what its console says from now on.
async function open(browser, lang) {
	const page = await browser.newPage({ locale: lang === "zh" ? "zh-CN" : "en-GB" });
	const noise = [];
	page.on("console", (m) => ["error", "warning"].includes(m.type()) && noise.push(`${m.type()}: ${m.text()}`));
	page.on("pageerror", (e) => noise.push(`error: ${e.message}`));
	page.on("requestfailed", (r) => noise.push(`${r.url()} failed`));
	return { page, noise };
}

async function lookAt({ page, noise }, base, data, lang, scheme, [width, height]) {
	const name = `${lang}, ${scheme}, ${width}x${height}`;

	await page.setViewportSize({ width, height });
	await page.emulateMedia({ colorScheme: scheme });
	await page.goto(`${base}/`); // in the language that the browser asks for
	await promise(`${name}: Tab reaches the skip link first, and it works`, () => skipLink(page));
	await page.goto(`${base}/?lang=${lang}`);
	await promise(`${name}: Tab meets every link and summary, and shows where it is`, () => tabThrough(page));
	for (const s of await page.locator("summary").all()) // what is folded is looked at, too
		await s.press("Enter");
	await promise(`${name}: axe finds nothing`, () => axe(page));
	await promise(`${name}: nothing scrolls sideways`, () => noScrolling(page));
	await promise(`${name}: every word is in the page's language`, () => page.evaluate(foreign, data));
	if (process.env.SCREENSHOTS)
		await page.screenshot({ path: path.join(process.env.SCREENSHOTS, `${name}.png`), fullPage: true });
	await promise(`${name}: nothing is wrong on the console`, async () => noise.splice(0));
}

// The board and one article, reached by the keyboard from the situation; the language stays.
async function lookAtBoard({ page, noise }, base, data, lang) {
	const ways = [[`/?lang=${lang}`, "/articles?"], [`/articles?lang=${lang}`, "/articles/14?"]];

	for (const [from, to] of ways) {
		const name = `${lang}, ${to.slice(0, -1)}`;

		await page.goto(base + from);
		await page.locator(`main a[href^="${to}"]`).first().focus();
		await page.keyboard.press("Enter");
		await page.waitForURL(`${base}${to}lang=${lang}`);
		for (const scheme of ["light", "dark"])
			for (const [width, height] of SIZES) {
				await page.setViewportSize({ width, height });
				await page.emulateMedia({ colorScheme: scheme });
				await promise(`${name}, ${scheme}, ${width}: axe finds nothing, every word is in its language`,
					async () => [...await axe(page), ...await noScrolling(page), ...await page.evaluate(foreign, data)]);
				if (process.env.SCREENSHOTS)
					await page.screenshot({ path: path.join(process.env.SCREENSHOTS,
						`${name.replaceAll("/", " ")}, ${scheme}, ${width}.png`), fullPage: true });
			}
		await page.goto(page.url());
		await promise(`${name}: Tab meets every link, and shows where it is`, () => tabThrough(page));
		await promise(`${name}: nothing is wrong on the console`, async () => noise.splice(0));
	}
}

async function lookAtRefusal({ page }, base, lang) {
	await page.goto(`${base}/nowhere`); // of which the console rightly speaks
	await promise(`${lang}, a page that is not there: axe finds nothing, every word is in its language`,
		async () => [...await axe(page), ...await page.evaluate(sideways), ...await page.evaluate(foreign, ["/nowhere"])]);
}

// The form of the situation page, sent by the keyboard; the value is nowhere in the address.
async function lookAtExplain({ page, noise }, base, data, lang, value) {
	await page.goto(`${base}/?lang=${lang}`);
	await page.fill("#value", value);
	await page.keyboard.press("Enter");
	await page.waitForSelector("[role=status]");
	await promise(`${lang}, a value explained: it hits, and the address does not tell it`, async () =>
		[page.url() === `${base}/explain` ? "" : page.url(), await page.locator("tbody tr").count() ? "" : "no row"]
			.filter((x) => x));
	for (const [width, height] of SIZES) {
		await page.setViewportSize({ width, height });
		await promise(`${lang}, a value explained, ${width}: axe finds nothing, every word is in its language`,
			async () => [...await axe(page), ...await noScrolling(page), ...await page.evaluate(foreign, [value, ...data])]);
	}
	if (process.env.SCREENSHOTS)
		await page.screenshot({ path: path.join(process.env.SCREENSHOTS, `explain ${lang}.png`), fullPage: true });
	await promise(`${lang}, a value explained: nothing is wrong on the console`, async () => noise.splice(0));
}

async function lookAtAll(browser, base, data, lang, value) {
	const opened = await open(browser, lang);

	for (const scheme of ["light", "dark"])
		for (const size of SIZES)
			await lookAt(opened, base, data, lang, scheme, size);
	await lookAtExplain(opened, base, data, lang, value);
	await lookAtBoard(opened, base, data, lang);
	await lookAtRefusal(opened, base, lang);
}

// What feeds and registers call things, longest first: data is shown in whatever language it came.
async function dataOf(base) {
	const texts = new Set();
	const collect = (v) => {
		if (typeof v === "string")
			texts.add(v);
		else if (v && typeof v === "object")
			Object.values(v).forEach(collect);
	};
	const s = await (await fetch(`${base}/api/v1/situation`)).json();
	collect([s.node, s.organisations, s.feeds]);
	return [...texts].filter((t) => t.length > 1).sort((a, b) => b.length - a.length);
}

async function launch() {
	try {
		return await chromium.launch({
			executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
			args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
				"--disable-background-networking", "--disable-component-update", "--disable-sync"],
		});
	} catch (e) {
		console.log(`SKIP the browser does not start: ${e.message.split("\n")[0]}\n[  SKIPPED ] pages`);
		return null;
	}
}

async function main(folder) {
	const browser = await launch();
	if (!browser)
		return 77;
	makeNode(folder);
	const { node, base: listening } = startNode(folder);
	try {
		const base = await listening;
		const data = await dataOf(base);
		const hit = (await (await fetch(`${base}/api/v1/situation`)).json()).organisations[0].top_indicator;
		await Promise.all(["zh", "en"].map((lang) => lookAtAll(browser, base, data, lang, hit)));
	} finally {
		node.kill("SIGTERM");
		await browser.close();
	}
	return failed ? 1 : 0;
}

const folder = mkdtempSync(path.join(tmpdir(), "cresset-pages-"));
let code = 1;
try {
	code = await main(folder);
} finally {
	rmSync(folder, { recursive: true, force: true });
}
process.exit(code);
