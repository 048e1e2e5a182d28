// What opens in place: the evidence of a figure, a note, a work cited. Each is a
// link that works without this. Text is only ever set as text, never as markup.
(() => {
  "use strict";
  const { byId, make, reach, unpack } = window.paper;
  // Much evidence is packed; until it is unpacked, a figure leads to its entry.
  const evidence = (() => {
    let parsed, from;
    const load = async (element) => {
      const content = JSON.parse(await unpack(element));
      if (element === from) parsed = content;
    };
    return () => {
      const element = byId("page:evidence");
      if (parsed === undefined || element !== from) {
        from = element;
        const none = { claims: {} };
        if (element?.type === "application/gzip") {
          parsed ??= none; // or what the page had before serve changed it
          if (window.DecompressionStream) load(element).catch(() => {});
        } else parsed = element ? JSON.parse(element.textContent) : none;
      }
      return parsed;
    };
  })();
  if (byId("page:evidence")?.type === "application/gzip") evidence();
  const canPop = typeof HTMLElement.prototype.showPopover === "function";
  let pop, opener;
  const place = () => {
    if (!pop || !opener) return;
    const at = opener.getClientRects()[0] || opener.getBoundingClientRect();
    const width = pop.offsetWidth,
      height = pop.offsetHeight,
      gap = 8;
    const left = Math.min(Math.max(gap, at.left + at.width / 2 - width / 2), innerWidth - width - gap);
    const below = at.bottom + gap,
      above = at.top - gap - height;
    const top =
      below + height <= innerHeight - gap || above < gap
        ? Math.min(below, Math.max(gap, innerHeight - height - gap))
        : above;
    pop.style.left = Math.max(gap, left) + "px";
    pop.style.top = top + "px";
  };
  const shut = () => {
    if (pop) pop.hidePopover();
  };
  window.paper.shut = shut;
  const open = (link, name, kind, ...content) => {
    shut();
    const close = make("button", { type: "button", class: "close", "aria-label": "Close" }, "×");
    close.addEventListener("click", shut);
    pop = make(
      "div",
      { class: "pop " + kind, role: "dialog", "aria-label": name, popover: "auto", tabindex: "-1" },
      close,
      ...content,
    );
    const mine = pop;
    opener = link;
    link.setAttribute("aria-expanded", "true");
    // Beside its link, so that the next stop of the keyboard is where it was.
    document.body.append(mine);
    mine.addEventListener("toggle", (event) => {
      if (event.newState !== "closed") return;
      link.setAttribute("aria-expanded", "false");
      if (mine.contains(document.activeElement) || document.activeElement === document.body)
        link.focus({ preventScroll: true });
      mine.remove();
      if (pop === mine) {
        pop = undefined;
        opener = undefined;
      }
    });
    mine.addEventListener("keydown", (event) => {
      if (event.key !== "Tab") return;
      const stops = [...mine.querySelectorAll("a[href], button, [tabindex='0']")];
      const first = stops[0],
        last = stops[stops.length - 1];
      if (event.shiftKey && (document.activeElement === first || document.activeElement === mine)) {
        event.preventDefault();
        last.focus();
      }
      if (!event.shiftKey && document.activeElement === last) {
        event.preventDefault();
        first.focus();
      }
    });
    mine.addEventListener("click", (event) => {
      const inner = event.target.closest("a[href^='#']");
      if (inner) {
        shut();
      }
    });
    mine.showPopover();
    place();
    mine.focus({ preventScroll: true });
  };
  addEventListener("resize", place);
  addEventListener(
    "scroll",
    () => {
      if (pop) place();
    },
    { passive: true },
  );

  const words = {
    supported: "supported",
    judged: "judged",
    published: "published",
    missing: "not measured",
    unsupported: "not supported",
    stale: "stale",
    tampered: "tampered",
  };
  const fragmentOf = (id) => "#" + encodeURIComponent(id);
  const excerpt = (file, source) => {
    const lines = [];
    if (source.from) {
      for (let n = source.from; n <= source.to; n++) {
        if (file.lines && file.lines[n] !== undefined) lines.push([n, file.lines[n]]);
      }
    } else {
      for (const line of source.loose || []) lines.push(["", line]);
    }
    if (!lines.length) return undefined;
    const code = make("code");
    for (const [n, text] of lines) {
      const row = make("span", { class: n === source.line && n ? "line here" : "line", "data-n": String(n) });
      row.textContent = text || " ";
      code.append(row);
    }
    const pre = make("pre", { tabindex: "0", role: "region", "aria-label": "Lines of " + file.path }, code);
    return pre;
  };
  // placeOf is where a figure stands: the file, its lines there, its digest.
  const placeOf = (source) => {
    const file = evidence().files[source.file];
    const where = make("p", { class: "where" });
    if (file.run) {
      where.append(file.anchor ? make("a", { href: fragmentOf(file.anchor) }, file.run) : file.run, "/");
    }
    const path = make(
      "code",
      {},
      file.path +
        (source.line ? "#L" + source.line : "") +
        (source.pointer && !source.line ? "#" + source.pointer : ""),
    );
    where.append(path);
    if (source.pointer && source.line) where.append(" ", make("code", {}, source.pointer));
    const sum = file.sha256 && make("p", { class: "where" }, "sha256 ", make("code", { class: "digest" }, file.sha256));
    return [where, excerpt(file, source), sum].filter((one) => one);
  };
  // sectionsOf has a section for each thing that the places stand for, such as a
  // metric of a rule.
  const sectionsOf = (sources) => {
    const sections = new Map();
    for (const source of sources) {
      let box = sections.get(source.part);
      if (!box) {
        const { what, rule } = evidence().parts[source.part];
        box = make("section", {});
        if (what) box.append(make("h3", {}, what));
        if (rule) box.append(make("p", { class: "where" }, make("a", { href: fragmentOf(rule) }, "By this rule")));
        sections.set(source.part, box);
      }
      box.append(...placeOf(source));
    }
    return [...sections.values()];
  };
  // partly shows the first sections, and the others when asked for.
  const partly = (sections) => {
    const most = 3;
    if (sections.length <= most) return sections;
    const more = make("button", { type: "button", class: "tool more" }, "Show " + (sections.length - most) + " more");
    more.addEventListener("click", () => {
      const rest = sections.slice(most);
      more.replaceWith(...rest);
      rest[0].tabIndex = -1;
      rest[0].focus();
      place();
    });
    return [...sections.slice(0, most), more];
  };
  // scoresOf puts the places under the scores that they stand behind: several,
  // as below a total, are folded up.
  const scoresOf = (sources) => {
    const scores = new Map();
    for (const source of sources) {
      const { of, points } = evidence().parts[source.part];
      const name = of ? of + ": " + points + " points" : "";
      scores.set(name, [...(scores.get(name) || []), source]);
    }
    return [...scores].flatMap(([name, behind]) => {
      if (scores.size === 1) return [name && make("p", { class: "where" }, name), ...partly(sectionsOf(behind))];
      if (!name) return sectionsOf(behind);
      const fold = make("details", {}, make("summary", {}, name));
      fold.addEventListener(
        "toggle",
        () => {
          fold.append(...partly(sectionsOf(behind)));
          place();
        },
        { once: true },
      );
      return [fold];
    });
  };
  const openClaim = (link, id) => {
    const claim = evidence().claims[id];
    if (!claim) return false;
    const doubt =
      { missing: " doubt", stale: " doubt", judged: " doubt", unsupported: " bad", tampered: " bad" }[claim.status] ||
      "";
    const head = make(
      "h2",
      {},
      make("span", {}, claim.text),
      make("span", { class: "status" + doubt }, words[claim.status] || claim.status),
    );
    const parts = [head];
    const entry = byId("claim:" + id)?.closest("li");
    const said = (selector) => (entry && entry.querySelector(selector) ? entry.querySelector(selector).textContent : "");
    const basis = said("i").split(", ")[0];
    if (said(".reason")) parts.push(make("p", {}, said(".reason")));
    if (said("i + code")) parts.push(make("p", { class: "where" }, "Computed as ", make("code", {}, said("i + code"))));
    if (basis && basis !== claim.status) parts.push(make("p", { class: "where" }, "Basis: " + basis));
    const { lists, places } = evidence();
    parts.push(...scoresOf((lists[claim.list] || []).map((n) => places[n])));
    const foot = make("p", { class: "foot" });
    if (entry) foot.append(make("a", { href: fragmentOf("claim:" + id) }, "Entry in the appendix"));
    if (claim.at) foot.append(make("span", { class: "where" }, "Stated in " + claim.at));
    parts.push(foot);
    open(link, "Evidence of " + claim.text, "proof", ...parts);
    return true;
  };
  // What is drawn in a chart has no link: a place of the drawing stands for one.
  window.paper.openAt = (drawing, x, y, id) => {
    const getClientRects = () => {
      const { left, top } = drawing.getBoundingClientRect();
      return [new DOMRect(left + x - 6, top + y - 6, 12, 12)];
    };
    if (canPop) openClaim({ getClientRects, setAttribute() {}, focus() {} }, id);
  };
  // clone copies an entry of the page without what only makes sense there.
  const clone = (element) => {
    const copy = element.cloneNode(true);
    for (const inner of copy.querySelectorAll("[id]")) inner.removeAttribute("id");
    for (const back of copy.querySelectorAll(".back, .anchor, .copy")) back.remove();
    return [...copy.childNodes];
  };
  const openers = [
    [".claim-link", (link) => openClaim(link, (link.querySelector("data.claim") || link).dataset.claim)],
    [
      ".note-link",
      (link) => {
        const note = reach(link.getAttribute("href"));
        if (note) open(link, "Note " + link.textContent, "text", ...clone(note));
        return note;
      },
    ],
    [
      ".cite-link",
      (link) => {
        const work = reach(link.getAttribute("href"));
        if (work)
          open(
            link,
            "Work cited",
            "text",
            make("p", {}, ...clone(work)),
            make("p", { class: "foot" }, make("a", { href: link.getAttribute("href") }, "In the references")),
          );
        return work;
      },
    ],
  ];
  if (canPop) {
    const announce = () => {
      for (const [selector] of openers) {
        for (const link of document.querySelectorAll(selector + ":not([aria-haspopup])")) {
          link.setAttribute("aria-haspopup", "dialog");
          link.setAttribute("aria-expanded", "false");
        }
      }
    };
    announce();
    document.addEventListener("renewed", announce);
    document.addEventListener("click", (event) => {
      if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
        return;
      for (const [selector, act] of openers) {
        const link = event.target.closest(selector);
        if (link && act(link)) {
          event.preventDefault();
          return;
        }
      }
    });
  }
})();
