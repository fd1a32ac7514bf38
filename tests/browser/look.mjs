// Looks at the desk's pages and at a report in headless Chromium, as an editor would, and says what is wrong.
//
//   node look.mjs WIRETRACE [SCREENS]
//
// WIRETRACE is the program; with SCREENS the screenshots of every page are left there, in light, dark and at 390 pixels. Ends with 1 where a
// check failed. Needs Chromium (CHROMIUM names another than /usr/bin/chromium).
import { spawn, execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [program, screens] = process.argv.slice(2).map((path) => resolve(path));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const fixtures = resolve(import.meta.dirname, "../../fixtures/stories");
const home = mkdtempSync(join(tmpdir(), "wiretrace-look-"));
const HOSTILE = `<script>window.struck = 1</script><img src=x onerror="window.struck = 2">"'><svg onload=window.struck=3>`;
const PASTED = "story02.02.credit_cut_to_news.txt";

let failed = 0, passed = 0;
function check(claim, holds, about = "") {
  if (holds) { passed += 1; return; }
  failed += 1;
  console.log(`FAILED: ${claim}${about === "" ? "" : `\n  ${typeof about === "string" ? about : JSON.stringify(about)}`}`);
}

// A folder of stories, one of which will be pasted, and two that try to become markup.
function stories() {
  const folder = join(home, "news");
  cpSync(fixtures, folder, { recursive: true });
  const pasted = readFileSync(join(folder, PASTED), "utf8");
  rmSync(join(folder, PASTED));
  const original = readFileSync(join(folder, "story01.01.original_wire_report.txt"), "utf8");
  const hostile = (id, text) => JSON.stringify({ id: `${id}${HOSTILE}`, title: HOSTILE, outlet: HOSTILE, date: "2026-05-01", text });
  const reworded = original.replaceAll("ferry", "boat").replaceAll("Monday", "Tuesday");
  const lines = [hostile("one", `${HOSTILE}\n\n${reworded} ${HOSTILE}`), hostile("two", `${HOSTILE}\n\n${reworded.replaceAll("boat", "ship")} He said: “${HOSTILE}”`)];
  writeFileSync(join(folder, "hostile.jsonl"), `${lines.join("\n")}\n`);
  return { folder, pasted };
}

// Five hundred pieces: the stories again and again, each time with other words.
function many(folder) {
  const texts = readdirSync(folder).filter((name) => name.endsWith(".txt")).map((name) => readFileSync(join(folder, name), "utf8"));
  const lines = Array.from({ length: 500 }, (_, at) => {
    const words = texts[at % texts.length].split(" ");
    return JSON.stringify({ id: `piece-${at}`, text: words.map((word, place) => ((place * 7 + at) % 11 === 0 ? `${word} so${at % 7}` : word)).join(" ") });
  });
  const path = join(home, "many.jsonl");
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}

function run(...args) {
  try { return execFileSync(program, args, { stdio: ["ignore", "pipe", "pipe"], encoding: "utf8", maxBuffer: 1 << 28 }); } catch (error) {
    if (error.status === 1 || error.status === 3) return error.stdout;
    throw error;
  }
}

async function serve(index) {
  const child = spawn(program, ["serve", "--index", index, "--port", "0"], { stdio: ["ignore", "ignore", "pipe"] });
  const address = await new Promise((found, lost) => {
    let said = "";
    child.stderr.on("data", (more) => { said += more; const match = /http:\/\/[^\s/]+/.exec(said); if (match) found(match[0]); });
    child.on("exit", (code) => lost(new Error(`serve ended with ${code}: ${said}`)));
  });
  return { child, address };
}

// A page that reports what an editor would never see: errors, and requests to anybody else.
async function opened(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.trouble = [];
  page.on("console", (message) => { if (message.type() === "error") page.trouble.push(`console: ${message.text()}`); });
  page.on("pageerror", (error) => page.trouble.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => { page.trouble.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("request", (request) => { if (!page.own.some((own) => request.url().startsWith(own))) page.trouble.push(`asked ${request.url()}`); });
  page.own = ["data:", "blob:"];
  return page;
}

async function accessible(page, name) {
  // What is far off the screen is not laid out yet, and axe would take one part for another's background.
  await page.addStyleTag({ content: "* { content-visibility: visible !important; }" });
  await page.evaluate(axe);
  const found = await page.evaluate(async () => (await window.axe.run(document, { resultTypes: ["violations"] })).violations);
  const grave = found.filter((violation) => ["serious", "critical"].includes(violation.impact));
  check(`${name}: no serious violation for assistive technology`, grave.length === 0, grave.map((one) => [one.id, one.nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)}: ${node.failureSummary?.replace(/\s+/g, " ").slice(0, 260)}`)]));
}

async function unharmed(page, name) {
  check(`${name}: nothing that a piece says runs`, (await page.evaluate(() => window.struck)) === undefined);
  check(`${name}: no error and no request to another host`, page.trouble.length === 0, page.trouble);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  check(`${name}: the page is no wider than the window`, wide <= 0, wide);
}

// Opens a page in light, dark and narrow, checks each, and leaves its picture.
async function seen(browser, own, name, url, before = async () => {}) {
  for (const [way, options] of Object.entries({
    light: { colorScheme: "light" },
    dark: { colorScheme: "dark" },
    narrow: { colorScheme: "light", viewport: { width: 390, height: 844 } },
  })) {
    const page = await opened(browser, { bypassCSP: true, ...options });
    page.own.push(own);
    await page.goto(url);
    await before(page);
    if (screens) await page.screenshot({ path: join(screens, `${name}-${way}.png`) });
    await unharmed(page, `${name}, ${way}`);
    await accessible(page, `${name}, ${way}`);
    await page.context().close();
  }
}

async function paste(page, text) {
  await page.fill("textarea", text);
  await page.click("button.main");
  await page.waitForSelector("h1.verdict");
}

async function desk(browser, address, pasted, folder, index) {
  const page = await opened(browser);
  page.own.push(address);
  await page.goto(address);
  await paste(page, pasted);
  const file = join(home, "pasted.txt");
  writeFileSync(file, pasted);
  const told = JSON.parse(run("check", file, "--against", index, "--format", "json"));
  const verdict = await page.textContent("h1.verdict");
  check("a pasted rewrite is called one", /rewrite/.test(verdict), verdict);
  check("the page says what the command says", (await page.getAttribute(".answer", "data-verdict")) === told.verdict);
  const value = (place) => page.$$eval(place, (all) => all.map((one) => one.value ?? one.textContent));
  const derived = told.closest.filter((row) => ["copy", "close_rewrite", "heavy_rewrite"].includes(row.verdict));
  const rows = await page.$$eval("section[aria-labelledby=close-h] tr[data-piece]", (all) => all.map((row) => row.dataset.piece));
  check("the closest pieces are the command's, in its order", JSON.stringify(rows) === JSON.stringify(derived.map((row) => row.piece)), rows);
  const sure = (await value("section[aria-labelledby=close-h] data.sure")).map(Number);
  check("so are their probabilities", JSON.stringify(sure) === JSON.stringify(derived.map((row) => row.probability)), sure);
  const ledger = await page.$$eval("ol.ledger .fact", (all) => all.length);
  check("the ledger is the command's, row for row", ledger === told.beside.member.facts.length, [ledger, told.beside.member.facts.length]);
  check("at most four things stand open", (await page.$$eval("section > ol.ledger .fact", (all) => all.length)) <= 4);
  check("the lost credit is among what to look at", /CREDIT lost/.test(await page.textContent("section[aria-labelledby=look-h]")));
  check("the texts stand side by side", (await page.$$("table.beside tbody tr")).length > 3);
  const first = await page.getAttribute("ol.ledger .fact a", "href");
  await page.click("ol.ledger .fact a");
  check("a fact leads to the row in which it stands", await page.$eval(first, (row) => row.localName === "tr" && row.getBoundingClientRect().top < innerHeight));
  const keptBefore = await page.isVisible("table.beside tr.kept, table.beside tr.set_aside");
  await page.check(".only-changes");
  check("what was kept can be left out", !keptBefore || !(await page.isVisible("table.beside tr.kept")));
  await unharmed(page, "the answer");

  // By keyboard alone: from the top of the desk to the verdict, and on to the closest piece.
  await page.goto(address);
  const focused = () => page.evaluate(() => document.activeElement.className || document.activeElement.id || document.activeElement.textContent.trim());
  const met = [];
  for (let step = 0; step < 12 && !met.includes("text"); step += 1) { await page.keyboard.press("Tab"); met.push(await focused()); }
  check("the first stop of the keyboard skips to the content", met[0] === "skip", met);
  check("the keyboard reaches the field", met.includes("text"), met);
  await page.keyboard.insertText(pasted);
  for (let step = 0; step < 6 && (await focused()) !== "main"; step += 1) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForSelector("h1.verdict");
  const stops = [];
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => { const now = document.activeElement, style = getComputedStyle(now); return [now.localName, now.getAttribute("href"), style.outlineStyle !== "none"]; });
    if (stop[0] === "body") break;
    stops.push(stop);
  }
  check("every stop of the keyboard can be seen", stops.every((stop) => stop[2]), stops.filter((stop) => !stop[2]));
  check("the keyboard reaches the closest piece", stops.some((stop) => stop[1]?.startsWith("/pieces?id=")), stops);
  await unharmed(page, "by keyboard");

  // A dropped file says the same as the pasted text.
  await page.goto(address);
  await page.setInputFiles("#file", file);
  await page.click("button.main");
  await page.waitForSelector("h1.verdict");
  check("a file says the same as its text", (await page.getAttribute(".answer", "data-verdict")) === told.verdict);

  // Nothing to read is refused with the way out.
  await page.goto(address);
  await page.click("button.main");
  check("an empty form says what is missing", (await page.isVisible("[role=alert]")) && (await page.isVisible("textarea")));
  page.trouble = page.trouble.filter((one) => !/400/.test(one));
  await unharmed(page, "an empty form");
  await page.context().close();
}

async function withoutScripts(browser, address, pasted) {
  const page = await opened(browser, { javaScriptEnabled: false });
  page.own.push(address);
  await page.goto(address);
  await paste(page, pasted);
  check("without scripts: the verdict", /rewrite/.test(await page.textContent("h1.verdict")));
  check("without scripts: side by side", (await page.locator("table.beside tbody tr").count()) > 3);
  await page.locator("section[aria-labelledby=close-h] th a").first().click();
  check("without scripts: a close piece has a page of its own", await page.isVisible("h1.verdict"));
  await page.locator(".marks summary").first().click();
  await page.check("input[value=needs_credit]");
  await page.fill(".marks input[name=note]", `ask the desk ${HOSTILE}`);
  await page.click(".marks button");
  check("without scripts: a mark is kept and shown", /Marked needs credit[^:]*: ask the desk/.test(await page.textContent("main")), await page.textContent("main .marks").catch(() => page.url()));
  await page.goto(`${address}/marks`);
  check("without scripts: the marks are listed", /ask the desk/.test(await page.textContent("main")));
  await page.goto(`${address}/families`);
  await page.locator("ol.families a").first().click();
  check("without scripts: a family opens", await page.isVisible("section.family h2"));
  check("without scripts: no error", page.trouble.length === 0, page.trouble);
  await page.context().close();
}

async function map(page, name, truth) {
  await page.focus(".heat .wide");
  await page.keyboard.press("ArrowRight");
  const told = await page.textContent(".heat .readout");
  check(`${name}: the arrow keys name the row and the column`, / and .+: /.test(told), told);
  const box = await page.locator(".heat svg").boundingBox();
  await page.mouse.move(box.x + 3, box.y + 3);
  check(`${name}: the pointer names what it is over`, !/ and /.test(await page.textContent(".heat .readout")), await page.textContent(".heat .readout"));
  const slider = page.locator("#threshold");
  const before = await page.textContent(".what-if .changes");
  for (const [least, known] of Object.entries(truth)) {
    await slider.fill(least);
    const told = await page.textContent(".what-if .changes");
    const count = (words) => Number(new RegExp(`(\\d+) pairs? ${words}`).exec(told)?.[1] || 0);
    check(`${name}: at ${least} it names the pairs that a scan no longer calls rewrites`, count("would no longer") === known.lost, [least, told, known]);
    check(`${name}: at ${least} it names at least those that a scan begins to`, count("might") >= known.won, [least, told, known]);
  }
  await slider.fill("0.99");
  check(`${name}: the threshold shows what would change`, (await page.textContent(".what-if .changes")) !== before);
  await page.click(".what-if .reset");
  check(`${name}: and goes back`, (await page.textContent(".what-if .changes")) === before && (await slider.inputValue()) === "0.65");
}

async function report(browser, folder, truth) {
  const out = join(home, "out");
  run("scan", folder, "--out", out);
  const url = pathToFileURL(join(out, "report.html")).href;
  const own = url;
  const page = await opened(browser, { acceptDownloads: true });
  page.own.push(own);
  await page.goto(url);
  await map(page, "report", truth);
  await page.locator("table.members tbody a").first().click();
  check("report: a piece opens from the table", await page.evaluate(() => document.querySelector(location.hash).localName === "article"));
  check("report: the lineage has real text and a lost original", (await page.$$(".lineage svg text")).length > 4 && (await page.$$(".lineage circle.gone")).length > 0);
  const box = page.locator("article.piece .marks").first();
  await box.locator("summary").click();
  await box.locator("input[value=wrong_verdict]").check();
  await box.locator("input[name=note]").fill("=1+1");
  await box.locator("button").click();
  check("report: a mark is shown", /Marked wrong verdict.*=1\+1/.test(await box.textContent()), await box.textContent());
  await page.click("#marks summary");
  const any = page.locator("form.any-mark");
  await any.locator("input[name=piece]").fill("story01.01.original_wire_report.txt");
  await any.locator("input[name=other]").fill("nothing.txt");
  await any.locator("input[value=fine]").check();
  await any.locator("button").click();
  check("report: a piece that is not there cannot be marked", /No piece here is called nothing.txt/.test(await any.textContent()));
  await any.locator("input[name=other]").fill("story01.11.independent_report_same_press_conference.txt");
  await any.locator("button").click();
  check("report: any pair can be marked", /story01.01.*and story01.11.*: fine/.test(await page.textContent(".all-marks")));
  const wait = page.waitForEvent("download");
  await page.click("button.export[data-form=json]");
  await (await wait).saveAs(join(out, "marks.json"));
  const other = page.waitForEvent("download");
  await page.click("button.export[data-form=csv]");
  check("report: a note that is a formula is defused in the table", readFileSync(await (await other).path(), "utf8").includes(`"'=1+1"`));
  await unharmed(page, "report");
  await page.reload();
  check("report: the mark is there after the page is opened again", /Marked wrong verdict/.test(await page.locator("article.piece .marks").first().textContent()));
  await page.context().close();

  run("scan", folder, "--out", out);
  const again = await opened(browser);
  again.own.push(own);
  await again.goto(url);
  const newer = JSON.parse(readFileSync(join(out, "marks.json"), "utf8"));
  newer.marks.find((mark) => mark.mark === "wrong_verdict").mark = "needs_credit";
  check("report: exported marks survive a new scan", /Marked wrong verdict/.test(await again.locator("article.piece .marks").first().textContent()));
  writeFileSync(join(out, "marks.json"), JSON.stringify(newer));
  run("scan", folder, "--out", out);
  await again.reload();
  check("report: what a colleague wrote there since is newer", /Marked needs credit/.test(await again.locator("article.piece .marks").first().textContent()));
  await again.emulateMedia({ media: "print" });
  const paper = await again.pdf();
  check("report: it prints", paper.length > 20_000, paper.length);
  await again.context().close();
  await seen(browser, own, "report", url);
  await seen(browser, own, "report-piece", `${url}#f1-2`);

  const laid = join(home, "diff.html");
  writeFileSync(laid, run("diff", join(folder, "story01.01.original_wire_report.txt"), join(folder, "story01.05.light_rewrite_one_silent_number.txt"), "--format", "html"));
  await seen(browser, pathToFileURL(laid).href, "diff", pathToFileURL(laid).href);
}

async function large(browser, folder) {
  const out = join(home, "many");
  run("scan", many(folder), "--out", out);
  const file = join(out, "report.html"), url = pathToFileURL(file).href;
  const paints = [];
  for (let turn = 0; turn < 3; turn += 1) {
    const page = await opened(browser);
    page.own.push(url);
    await page.goto(url);
    await page.waitForTimeout(200);
    paints.push(await page.evaluate(() => Math.round(performance.getEntriesByName("first-contentful-paint")[0].startTime)));
    if (turn === 0) await unharmed(page, "500 pieces");
    await page.context().close();
  }
  const size = statSync(file).size;
  console.log(`report of 500 pieces: ${size} bytes, first paint after ${paints.join(", ")} ms`);
  check("a report of 500 pieces is under 5 MB", size < 5_000_000, size);
  check("and is painted within a second", Math.min(...paints) < 1_000, paints);
}

if (screens) mkdirSync(screens, { recursive: true });
// As root, as in a container, Chromium has no sandbox; nothing but our own pages is opened.
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
let server;
try {
  const { folder, pasted } = stories();
  // What scans with other thresholds say, against the one that the pages are made with.
  const derived = (least) => JSON.parse(run("scan", folder, "--threshold", least, "--format", "json")).pairs.filter((pair) => /copy|rewrite/.test(pair.verdict)).map((pair) => `${pair.a}\n${pair.b}`);
  const usual = derived("0.65");
  const truth = Object.fromEntries(["0.3", "0.5", "0.75", "0.9"].map((least) => {
    const then = derived(least);
    return [least, { lost: usual.filter((pair) => !then.includes(pair)).length, won: then.filter((pair) => !usual.includes(pair)).length }];
  }));
  const index = join(home, "archive");
  run("index", "build", index, folder);
  server = await serve(index);
  const { address } = server;
  await desk(browser, address, pasted, folder, index);
  await withoutScripts(browser, address, pasted);
  const page = await opened(browser);
  page.own.push(address);
  await page.goto(`${address}/families`);
  await map(page, "families", truth);
  await unharmed(page, "families");
  await page.goto(`${address}/pieces/${encodeURIComponent(`one${HOSTILE}`)}`);
  check("a hostile piece has its page, as text", (await page.textContent("main")).includes(HOSTILE));
  await unharmed(page, "a hostile piece");
  await page.context().close();
  await seen(browser, address, "desk", address);
  await seen(browser, address, "answer", address, (page) => paste(page, pasted));
  await seen(browser, address, "families", `${address}/families`);
  await seen(browser, address, "family", `${address}/families/f1`);
  await seen(browser, address, "beside", `${address}/beside?original=story01.01.original_wire_report.txt&piece=story01.05.light_rewrite_one_silent_number.txt`);
  await seen(browser, address, "marks", `${address}/marks`);
  await report(browser, folder, truth);
  await large(browser, folder);
} finally {
  server?.child.kill("SIGTERM");
  await browser.close();
  rmSync(home, { recursive: true, force: true });
}
console.log(`${passed} checks passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
