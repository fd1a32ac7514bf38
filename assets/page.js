// Makes pages handier: a map that names what it is pointed at, a threshold to play with, marks, files that are dropped. Everything else of a
// page is read without it. Texts are only ever set as text.
"use strict";

const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const one = (selector, within = document) => within.querySelector(selector);
const made = (name, text, about = {}) => Object.assign(document.createElement(name), { textContent: text }, about);
const read = (selector) => { const held = one(selector); return held ? JSON.parse(held.textContent) : null; };

// What needs a script is hidden until there is one.
all(".needs-script").forEach((part) => { part.hidden = false; });

// A link into a passage that is folded away opens it.
function unfold() {
  const named = location.hash.slice(1), place = /%(?![0-9a-f]{2})/i.test(named) ? named : decodeURIComponent(named);
  let part = place ? document.getElementById(place) : null;
  const target = part;
  for (; part; part = part.parentElement) if (part.localName === "details") part.open = true;
  if (target) target.scrollIntoView({ block: "center" });
}
addEventListener("hashchange", unfold);
unfold();

// Printing shows what is folded away.
const folded = () => all("details.texts, details.more").filter((part) => !part.open);
let reopened = [];
addEventListener("beforeprint", () => { reopened = folded(); reopened.forEach((part) => { part.open = true; }); });
addEventListener("afterprint", () => { reopened.forEach((part) => { part.open = false; }); });

all(".only-changes").forEach((box) => box.addEventListener("change", () => document.body.classList.toggle("only-changes", box.checked)));

// The map: the pointer or the arrow keys choose a cell, Enter or a click opens the pair.
function map(figure, data) {
  const picture = one("svg", figure), cursor = one(".cursor", figure), readout = one(".readout", figure), frame = one(".wide", figure);
  const size = data.ids.length, found = new Map(data.pairs.map((pair) => [pair[0] * size + pair[1], pair]));
  const pair = (a, b) => found.get(Math.min(a, b) * size + Math.max(a, b));
  let at = [0, 0];
  const where = (row, column) => {
    if (data.base[row] === column) return data.at[row];
    if (data.base[column] === row) return data.at[column];
    if (row !== column && data.beside) return `${data.beside}?original=${encodeURIComponent(data.ids[row])}&piece=${encodeURIComponent(data.ids[column])}`;
    return row === column ? data.at[row] : "";
  };
  const choose = (row, column) => {
    at = [row, column];
    cursor.setAttribute("x", column);
    cursor.setAttribute("y", row);
    const shared = pair(row, column);
    if (row === column) readout.textContent = data.ids[row];
    else if (shared) readout.textContent = `${data.ids[row]} and ${data.ids[column]}: ${data.verdicts[shared[3]]}, ${shared[2]}% of the words of one told in the other, a shared text ${shared[4]}% likely${where(row, column) ? "" : "; not laid out here, wiretrace diff shows the two"}`;
    else readout.textContent = `${data.ids[row]} and ${data.ids[column]}: ${data.is_cut ? "too many pairs to name here; see pairs.csv" : "nothing that tells of one story"}`;
  };
  const open = () => { const link = where(...at); if (link) location.assign(link); };
  const cell = (event) => {
    const box = picture.getBoundingClientRect(), scale = size / Math.min(box.width, box.height);
    const spot = [(event.clientY - box.top) * scale, (event.clientX - box.left) * scale].map((value) => Math.floor(value));
    return spot.every((value) => value >= 0 && value < size) ? spot : null;
  };
  picture.addEventListener("pointermove", (event) => { const spot = cell(event); if (spot) choose(...spot); });
  picture.addEventListener("click", (event) => {
    const spot = cell(event);
    if (!spot) return;
    event.preventDefault();
    choose(...spot);
    open();
  });
  frame.addEventListener("focus", () => choose(...at));
  frame.addEventListener("keydown", (event) => {
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    if (event.key === "Enter" && event.target === frame) return open();
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    choose(...at.map((value, side) => Math.max(0, Math.min(size - 1, value + step[side]))));
    cursor.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
  const zoom = one(".zoom button", figure);
  zoom?.addEventListener("click", () => zoom.setAttribute("aria-pressed", String(figure.classList.toggle("close-up"))));
}

// The threshold: which pairs would no longer count as made from one text, and which would begin to.
function whatIf(form, data) {
  const slider = one("input", form), shown = one("output", form), changes = one(".changes", form);
  const set = Number(slider.dataset.set), STORY = 2, HEAVY = 4, CLOSE = 5;
  slider.value = slider.dataset.set;
  const same = () => Math.abs(Number(slider.value) - set) < 0.005;
  const name = ([a, b, , , likely]) => `${data.ids[a]} and ${data.ids[b]} (${likely}%)`;
  const list = (title, pairs) => {
    if (!pairs.length) return [];
    const box = made("ul", "");
    pairs.slice(0, 12).forEach((pair) => box.append(made("li", name(pair))));
    if (pairs.length > 12) box.append(made("li", `and ${pairs.length - 12} more`));
    return [made("p", title), box];
  };
  const show = () => {
    const least = 100 * Number(slider.value);
    shown.textContent = same() ? slider.dataset.set : Number(slider.value).toFixed(2);
    const of = (pairs, count) => `${pairs.length} ${pairs.length === 1 ? "pair" : "pairs"} ${count}`;
    // A copy is one whatever its probability. A report of the same story that is likelier than the page's own threshold was denied for another
    // reason, and one that is less likely may be denied for it too.
    const lost = data.pairs.filter((pair) => (pair[3] === HEAVY || pair[3] === CLOSE) && pair[4] < least);
    const won = data.pairs.filter((pair) => pair[3] === STORY && pair[4] >= least && pair[4] < 100 * set);
    // A piece leaves its family when none of its pairs still counts.
    const held = new Set(data.pairs.filter((pair) => pair[3] >= HEAVY && !lost.includes(pair)).flatMap((pair) => [pair[0], pair[1]]));
    const gone = new Set(lost.flatMap((pair) => [pair[0], pair[1]]).filter((row) => !held.has(row)).map((row) => data.ids[row]));
    all("tr[data-piece]").forEach((row) => row.classList.toggle("falls", gone.has(row.dataset.piece)));
    const nothing = !lost.length && !won.length;
    changes.replaceChildren(
      ...(same() ? [made("p", "This is what the page was made with.")] : nothing ? [made("p", "Nothing would change.")] : []),
      ...(same() ? [] : list(`${of(lost, "would no longer count as rewrites")}${gone.size ? `, and ${gone.size} ${gone.size === 1 ? "piece" : "pieces"} would leave a family` : ""}:`, lost)),
      ...(same() || !data.is_cut ? [] : [made("p", "Only the closest 40,000 pairs are looked at here.")]),
      ...(same() ? [] : list(`${of(won, "might count as rewrites")}:`, won)));
  };
  slider.addEventListener("input", show);
  one(".reset", form).addEventListener("click", () => { slider.value = slider.dataset.set; show(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  show();
}

const data = read("script.pairs");
if (data) {
  all("figure.heat").forEach((figure) => map(figure, data));
  all("form.what-if").forEach((form) => whatIf(form, data));
}

// Marks of a page that stands alone: in this browser, until they are exported.
function marks(kept, form) {
  const key = `wiretrace marks of ${location.pathname}`, words = { fine: "fine", needs_credit: "needs credit", wrong_verdict: "wrong verdict" };
  const name = (pieces) => pieces.map((piece) => piece.id).sort().join("\n");
  const known = new Map(kept.marks.map((mark) => [name(mark.pieces), mark]));
  const load = () => { try { return JSON.parse(localStorage.getItem(key)) || []; } catch { return []; } };
  // A change holds as long as the file says what it said when it was made: what somebody wrote there since is newer.
  const stated = new Map([...known].map(([pieces, mark]) => [pieces, JSON.stringify(mark)]));
  const changed = new Map(load().filter(([pieces, { was }]) => was === (stated.get(pieces) || "")));
  changed.forEach(({ mark }, pieces) => { if (mark) known.set(pieces, mark); else known.delete(pieces); });
  const count = one(".count-marks");
  const tell = () => {
    count.textContent = `${known.size} ${known.size === 1 ? "mark" : "marks"}.`;
    one(".all-marks").replaceChildren(...[...known.values()].map((mark) => made("li", `${mark.pieces.map((piece) => piece.id).join(" and ")}: ${words[mark.mark] || mark.mark}${mark.note ? `: ${mark.note}` : ""}`)));
  };
  // Keeps what a form says of pieces, in the page and in the browser.
  const keep = (pieces, form) => {
    const told = new FormData(form);
    pieces.sort((one, two) => (one.id < two.id ? -1 : 1));
    const mark = told.get("mark") === "clear" ? null : { pieces, mark: told.get("mark"), note: told.get("note").trim(), when: new Date().toISOString().slice(0, 10) };
    if (mark) known.set(name(pieces), mark); else known.delete(name(pieces));
    changed.set(name(pieces), { mark, was: stated.get(name(pieces)) || "" });
    try { localStorage.setItem(key, JSON.stringify([...changed])); } catch { /* a browser that keeps nothing still exports */ }
    all(".marks").forEach(show);
    form.closest("details").open = false;
    form.reset();
    tell();
  };
  const show = (box) => {
    const own = { id: box.dataset.piece, text: box.dataset.pieceText }, other = { id: box.dataset.other, text: box.dataset.otherText };
    all("p.mark", box).forEach((mark) => mark.remove());
    for (const pieces of other.id ? [[own, other], [own]] : [[own]]) {
      const mark = known.get(name(pieces));
      if (!mark) continue;
      const holds = mark.pieces.every((marked) => pieces.some((piece) => piece.id === marked.id && piece.text === marked.text));
      const told = `Marked ${words[mark.mark] || mark.mark}${pieces.length > 1 ? ", as a pair" : ""}${mark.when ? `, ${mark.when}` : ""}${mark.note ? `: ${mark.note}` : ""}${holds ? "" : " (set on an earlier wording; look again)"}`;
      box.prepend(made("p", told, { className: `mark ${mark.mark}` }));
    }
  };
  all(".marks").forEach((box) => {
    box.append(form.content.cloneNode(true));
    if (!box.dataset.other) one(".pair", box).remove();
    show(box);
    one("form", box).addEventListener("submit", (event) => {
      event.preventDefault();
      const pieces = [{ id: box.dataset.piece, text: box.dataset.pieceText }];
      if (new FormData(event.target).has("other")) pieces.push({ id: box.dataset.other, text: box.dataset.otherText });
      keep(pieces, event.target);
    });
  });
  const here = new Map(kept.pieces.map((piece) => [piece.id, piece])), any = one("form.any-mark");
  one("#ids").append(...kept.pieces.map((piece) => made("option", "", { value: piece.id })));
  any.addEventListener("submit", (event) => {
    event.preventDefault();
    const told = new FormData(any), ids = [told.get("piece"), told.get("other")].filter((id) => id);
    const unknown = ids.find((id) => !here.has(id)) || (ids[0] === ids[1] ? ids[0] : null);
    one(".refused-mark").textContent = !unknown ? "" : here.has(unknown) ? "These are one piece." : `No piece here is called ${unknown}.`;
    if (!unknown) keep(ids.map((id) => ({ id, text: here.get(id).text })), any);
  });
  const cell = (text) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  const row = (mark) => [mark.pieces[0]?.id || "", mark.pieces[1]?.id || "", mark.mark, mark.note, mark.when || ""].map(cell).join(",");
  const forms = {
    json: () => `${JSON.stringify({ format: 1, marks: [...known.values()] }, null, 2)}\n`,
    csv: () => `${["piece,other,mark,note,when", ...[...known.values()].map(row)].join("\r\n")}\r\n`,
  };
  all("button.export").forEach((button) => button.addEventListener("click", () => {
    const link = made("a", "", { href: URL.createObjectURL(new Blob([forms[button.dataset.form]()])), download: `marks.${button.dataset.form}` });
    link.click();
    URL.revokeObjectURL(link.href);
  }));
  tell();
}
const kept = read("script.kept-marks");
if (kept) marks(kept, one("template.mark-form"));

// A file that is dropped anywhere on the desk's form is the one that is sent.
all("form.desk").forEach((form) => {
  const field = one("input[type=file]", form);
  const over = (event) => { if (!event.dataTransfer.types.includes("Files")) return; event.preventDefault(); form.classList.toggle("over", event.type === "dragover"); };
  ["dragover", "dragleave"].forEach((type) => form.addEventListener(type, over));
  form.addEventListener("drop", (event) => {
    over(event);
    if (event.dataTransfer.files.length) { field.files = event.dataTransfer.files; form.requestSubmit(); }
  });
});
