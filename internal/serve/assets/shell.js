"use strict";

// The frame around the study's parts. It hears of changes from /events and puts
// the blocks of text that changed into the paper shown. Where more has changed, it
// loads the paper beside the one shown, takes it to the same place in the text,
// and only then shows it.

const part = document.body.dataset.part;
const main = document.getElementById("main");
const state = document.getElementById("state");
const overlay = document.getElementById("mistakes");
let frame = null;

for (const link of document.querySelectorAll("nav a")) {
  if (link.dataset.part === part) link.setAttribute("aria-current", "page");
}

// place is the last element with an ID at or above the top of the window, and
// how far the window is below it; a text that grows above leaves it where it is.
function place(view) {
  let best = null;
  for (const one of view.document.querySelectorAll("h1[id], h2[id], h3[id], h4[id], section[id], figure[id]")) {
    if (one.getClientRects().length === 0) continue; // hidden: it has no place
    const top = one.getBoundingClientRect().top;
    if (top > 4) break;
    best = one;
  }
  return best
    ? { id: best.id, below: -best.getBoundingClientRect().top, y: view.scrollY }
    : { y: view.scrollY };
}

function restore(view, at) {
  const one = at.id && view.document.getElementById(at.id);
  view.scrollTo({ top: one ? one.getBoundingClientRect().top + view.scrollY + at.below : at.y, behavior: "instant" });
}

// source is the markup of a version as the server gives it, before any script of
// the paper has changed it; nothing where the server has another by now. Its
// styles are only compared: as such, this page's policy would refuse each aloud.
async function source(version) {
  const answer = await fetch("/paper.html?version=" + version);
  if (!answer.ok) return null;
  const text = await answer.text();
  const end = text.indexOf("</head>");
  const head = text.slice(0, end).replace(/<style\b/g, '<script type="text/css"').replaceAll("</style>", "</script>");
  return new DOMParser().parseFromString(head + text.slice(end), "text/html");
}

// What a script of the paper has made ready when it was loaded.
const enlivened = ".code, .image, [data-chart], .weigh, details.data";
const lively = (one) => one.matches(enlivened) || one.querySelector(enlivened) !== null;

// changes pairs the blocks of the paper shown with what stands in their place
// now, or gives nothing where a patch is no way.
function changes(page, before, after) {
  const blocks = (doc) => [...doc.querySelectorAll("article > *")];
  const shown = blocks(page), old = blocks(before), now = blocks(after);
  if (shown.length !== old.length) return null;
  const all = [];
  let from = 0, end = 0;
  if (old.length !== now.length) {
    const least = Math.min(old.length, now.length);
    while (from < least && old[from].isEqualNode(now[from])) from++;
    while (end < least - from && old[old.length - 1 - end].isEqualNode(now[now.length - 1 - end])) end++;
    const were = old.slice(from, old.length - end), are = now.slice(from, now.length - end);
    if (from === 0 || were.some(lively) || are.some(lively)) return null;
    return [{ after: shown[from - 1], were: shown.slice(from, old.length - end), are }];
  }
  for (let k = 0; k < old.length; k++) {
    if (old[k].isEqualNode(now[k])) continue;
    if (k === 0 || lively(old[k]) || lively(now[k])) return null;
    all.push({ after: shown[k - 1], were: [shown[k]], are: [now[k]] });
  }
  return all;
}

// patch makes the paper shown that of after, where nothing but blocks of text and
// what stands behind their figures has changed. It changes all or nothing.
function patch(view, before, after) {
  const page = view.document;
  if (!before.head.isEqualNode(after.head) || before.body.children.length !== after.body.children.length) return false;
  const data = [];
  for (let k = 0; k < before.body.children.length; k++) {
    const old = before.body.children[k], now = after.body.children[k];
    if (now.matches("main") || old.isEqualNode(now)) continue;
    if (old.id !== "page:evidence" || now.id !== old.id) return false;
    data.push([page.getElementById(old.id), now]);
  }
  const all = changes(page, before, after);
  if (!all) return false;
  const at = place(view);
  for (const [old, now] of data) old.replaceWith(page.importNode(now, true));
  // From the end, so that a block that others follow is still there.
  for (const one of all.reverse()) {
    for (const old of one.were) old.remove();
    one.after.after(...one.are.map((now) => page.importNode(now, true)));
  }
  page.dispatchEvent(new view.CustomEvent("renewed"));
  restore(view, at);
  return true;
}

let origin = null; // the source of what is shown, and its version
let latest = 0;

async function showPaper(version) {
  latest = version;
  if (frame && origin) {
    const after = await source(version).catch(() => null);
    if (version !== latest) return;
    if (after && patch(frame.contentWindow, origin, after)) {
      origin = after;
      document.body.dataset.version = version;
      return;
    }
  }
  loadPaper(version);
}

function loadPaper(version) {
  origin = null;
  const next = document.createElement("iframe");
  next.title = "The paper";
  next.className = frame ? "next" : "";
  next.src = "/paper.html?" + version + (frame ? "" : location.hash);
  next.addEventListener("load", () => {
    const at = frame && place(frame.contentWindow);
    if (frame) frame.remove();
    next.className = "";
    frame = next;
    if (at) {
      // Once as it stands, and again when it is laid out as it will be seen.
      const view = next.contentWindow;
      restore(view, at);
      requestAnimationFrame(() => restore(view, at));
      view.document.fonts.ready.then(() => restore(view, at));
    }
    document.body.dataset.version = version;
    // If the server still has this version, it is what the frame has loaded.
    source(version).then((doc) => {
      if (frame === next && version === latest) origin = doc;
    }, () => {});
  }, { once: true });
  for (const old of main.querySelectorAll("iframe.next")) old.remove();
  main.append(next);
}

// search is a field whose words narrow down what is shown.
let sought = ""; // kept when all is made anew
function search(says, narrow) {
  const filter = document.createElement("input");
  filter.type = "search";
  filter.placeholder = says;
  filter.setAttribute("aria-label", says.replace(" …", " these words"));
  const apply = () => narrow((sought = filter.value).toLowerCase().split(/\s+/).filter(Boolean));
  filter.value = sought;
  filter.addEventListener("input", apply);
  if (sought) apply();
  return filter;
}
const has = (text, words) => words.every((word) => text.toLowerCase().includes(word));

// rows makes a table that a word can narrow down.
function rows(all) {
  const box = document.createElement("div");
  box.className = "rows";
  if (all.error) line("fault", all.error, box);
  const total = document.createElement("p");
  total.textContent = all.total || "There is nothing to show yet.";
  const table = document.createElement("table");
  const head = table.createTHead().insertRow();
  for (const name of all.columns || []) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = name;
    head.append(cell);
  }
  const body = table.createTBody();
  for (const one of all.rows || []) {
    const row = body.insertRow();
    row.dataset.state = one.cells[0].text;
    for (const { text, link } of one.cells) {
      const cell = row.insertCell();
      if (!link) {
        cell.textContent = text;
        continue;
      }
      const a = document.createElement("a");
      a.href = link;
      a.textContent = text;
      cell.append(a);
    }
    if (one.note) {
      const note = document.createElement("div");
      note.className = "note";
      note.textContent = one.note;
      row.cells[one.cells.findLastIndex((cell) => !cell.link)].append(note);
    }
  }
  const filter = search("Show only rows with …", (words) => {
    for (const row of body.rows) row.hidden = !has(row.textContent, words);
  });
  box.append(total, filter, table);
  return box;
}

async function showRows(version) {
  const answer = await fetch((part === "evidence" ? "/names/" : "/rows/") + part);
  const top = main.scrollTop;
  if (part === "evidence") {
    const names = await answer.json();
    const list = document.createElement("div");
    list.className = "runs";
    const runs = new Map();
    for (const name of names) {
      const parts = name.split("/");
      const depth = parts[0] === "cells" ? 3 : 2; // a cell's experiment is cells/NAME
      const run = parts.slice(0, depth).join("/");
      if (!runs.has(run)) {
        const head = document.createElement("h2");
        head.textContent = run;
        head.id = run;
        const files = document.createElement("ul");
        files.className = "files";
        list.append(head, files);
        runs.set(run, files);
      }
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.textContent = parts.slice(depth).join("/");
      link.href = "/evidence/" + parts.map(encodeURIComponent).join("/");
      item.append(link);
      runs.get(run).append(item);
    }
    if (!names.length) list.textContent = "No run has left evidence yet: report run";
    const filter = search("Show only runs and files with …", (words) => {
      for (const files of runs.values()) {
        const run = files.previousSibling;
        let any = false;
        for (const item of files.children) {
          item.hidden = !has(run.textContent + "/" + item.textContent, words);
          any ||= !item.hidden;
        }
        run.hidden = files.hidden = !any;
      }
    });
    const typing = document.activeElement?.type === "search";
    if (names.length) list.prepend(filter);
    main.replaceChildren(list);
    if (typing) filter.focus();
    if (!document.body.dataset.version) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
  } else {
    const typing = document.activeElement?.type === "search";
    main.replaceChildren(rows(await answer.json()));
    if (typing) main.querySelector("input").focus();
  }
  if (top) main.scrollTop = top;
  document.body.dataset.version = version;
}

function line(kind, words, into) {
  if (!words) return;
  const one = document.createElement(kind === "h2" ? "h2" : "pre");
  if (kind !== "h2") one.className = kind;
  one.textContent = words;
  into.append(one);
}

// showMistakes lists them above the text. Folded to one line, so that what lies
// below can be read, they stay so until others come.
let known = "";
function showMistakes(all) {
  const now = JSON.stringify(all);
  if (now === known) return;
  known = now;
  overlay.replaceChildren();
  overlay.hidden = all.length === 0;
  if (!all.length) return;
  const box = document.createElement("details");
  box.open = true;
  const head = document.createElement("summary");
  head.textContent = counted(all);
  box.append(head);
  for (const one of all) {
    line("h2", (one.place ? one.place + ": " : "") + one.message, box);
    line("source", one.source, box);
    line("hint", one.hint && "hint: " + one.hint, box);
  }
  overlay.append(box);
  // On a narrow screen the caret is what has to be seen of a line.
  for (const one of box.querySelectorAll(".source")) {
    const lines = one.textContent.split("\n");
    const at = lines[lines.length - 1].indexOf("^");
    one.scrollLeft = (one.scrollWidth * (at - 12)) / Math.max(...lines.map((l) => l.length));
  }
}

function counted(all) {
  return all.length + (all.length > 1 ? " mistakes" : " mistake");
}

const events = new EventSource("/events");
events.addEventListener("message", (event) => {
  const now = JSON.parse(event.data);
  state.textContent = now.mistakes.length ? counted(now.mistakes) : "up to date";
  showMistakes(now.mistakes);
  if (part === "paper") showPaper(now.version);
  else showRows(now.version);
});
events.addEventListener("error", () => { state.textContent = "the server has stopped"; });
