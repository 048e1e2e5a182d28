// What a page does beyond being read: everything here is an addition to links
// and text that work without it. Text from the paper and from evidence is only
// ever set as text, never as markup.
(() => {
  "use strict";
  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);
  const wide = matchMedia("(min-width: 70rem)");
  const live = document.querySelector(".live");
  const say = (text) => {
    live.textContent = "";
    setTimeout(() => {
      live.textContent = text;
    }, 30);
  };
  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value !== undefined && value !== "") element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child !== undefined && child !== ""));
    return element;
  };
  const reach = (href) => {
    try {
      return byId(decodeURIComponent(href.slice(1)));
    } catch {
      return null;
    }
  };

  // Light and dark.
  const shades = ["auto", "light", "dark"];
  const shadeButton = document.querySelector(".shade");
  const showShade = () => {
    const now = root.dataset.theme || "auto";
    shadeButton.querySelector(".now").textContent = now;
    shadeButton.title = "Theme: " + now;
    root.dispatchEvent(new CustomEvent("shade"));
  };
  shadeButton.addEventListener("click", () => {
    const next = shades[(shades.indexOf(root.dataset.theme || "auto") + 1) % shades.length];
    if (next === "auto") delete root.dataset.theme;
    else root.dataset.theme = next;
    try {
      localStorage.setItem("report-theme", next);
    } catch {
      /* a page without storage */
    }
    showShade();
    say("Theme: " + next);
  });
  showShade();

  // The contents follow the reader.
  const details = document.querySelector(".contents details");
  if (details) {
    const links = [...details.querySelectorAll("a")];
    const heads = links.map((link) => reach(link.getAttribute("href")));
    const fold = () => {
      details.open = wide.matches;
    };
    fold();
    wide.addEventListener("change", fold);
    details.addEventListener("click", (event) => {
      if (!wide.matches && event.target.closest("a")) details.open = false;
    });
    document.addEventListener("click", (event) => {
      if (!wide.matches && details.open && !details.contains(event.target)) details.open = false;
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !wide.matches && details.open) {
        details.open = false;
        details.querySelector("summary").focus();
      }
    });
    let current = -1;
    const follow = () => {
      let here = -1;
      for (let i = 0; i < heads.length; i++) {
        if (heads[i] && heads[i].getBoundingClientRect().top < innerHeight * 0.3) here = i;
      }
      if (innerHeight + scrollY >= root.scrollHeight - 4 && heads.length) here = heads.length - 1;
      if (here === current) return;
      if (links[current]) links[current].removeAttribute("aria-current");
      current = here;
      if (!links[here]) return;
      links[here].setAttribute("aria-current", "location");
      const bar = document.querySelector(".bar");
      if (wide.matches) {
        const place = links[here].getBoundingClientRect(),
          box = bar.getBoundingClientRect();
        if (place.top < box.top + 40 || place.bottom > box.bottom - 40)
          bar.scrollTop += place.top - box.top - box.height / 2;
      }
    };
    let waiting = false;
    addEventListener(
      "scroll",
      () => {
        if (waiting) return;
        waiting = true;
        requestAnimationFrame(() => {
          waiting = false;
          follow();
        });
      },
      { passive: true },
    );
    follow();
  }

  // Boxes that do not scroll are no stops for the keyboard.
  const boxes = [...document.querySelectorAll(".scroll, pre")];
  const measure = () => {
    for (const box of boxes) {
      const scrolls = box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1;
      if (scrolls) {
        box.tabIndex = 0;
        box.setAttribute("role", "region");
      } else {
        box.removeAttribute("tabindex");
        box.removeAttribute("role");
      }
      if (!scrolls && box.hasAttribute("aria-label")) {
        box.dataset.label = box.getAttribute("aria-label");
        box.removeAttribute("aria-label");
      }
      if (scrolls && box.dataset.label) box.setAttribute("aria-label", box.dataset.label);
    }
  };
  measure();
  addEventListener("resize", measure);
  for (const box of document.querySelectorAll("details.data")) box.addEventListener("toggle", measure);

  // What opens in place: evidence, notes, works.
  const evidence = (() => {
    let parsed;
    return () => {
      if (parsed === undefined) {
        const element = byId("page:evidence");
        parsed = element ? JSON.parse(element.textContent) : { claims: {}, files: [] };
      }
      return parsed;
    };
  })();
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
  const sourceOf = (source) => {
    const file = evidence().files[source.file];
    const box = make("section", {});
    if (source.what) box.append(make("h3", {}, source.what));
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
    box.append(where);
    const lines = excerpt(file, source);
    if (lines) box.append(lines);
    if (file.sha256)
      box.append(make("p", { class: "where" }, "sha256 ", make("code", { class: "digest" }, file.sha256)));
    return box;
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
    if (claim.reason) parts.push(make("p", {}, claim.reason));
    if (claim.expr) parts.push(make("p", { class: "where" }, "Computed as ", make("code", {}, claim.expr)));
    if (claim.basis && claim.basis !== claim.status) parts.push(make("p", { class: "where" }, "Basis: " + claim.basis));
    const sources = claim.sources || [],
      most = 3;
    parts.push(...sources.slice(0, most).map(sourceOf));
    if (sources.length > most) {
      const more = make("button", { type: "button", class: "tool more" }, "Show " + (sources.length - most) + " more");
      more.addEventListener("click", () => {
        const rest = sources.slice(most).map(sourceOf);
        more.replaceWith(...rest);
        rest[0].tabIndex = -1;
        rest[0].focus();
        place();
      });
      parts.push(more);
    }
    const foot = make("p", { class: "foot" });
    const entry = byId("claim:" + id);
    if (entry) foot.append(make("a", { href: fragmentOf("claim:" + id) }, "Entry in the appendix"));
    if (claim.at) foot.append(make("span", { class: "where" }, "Stated in " + claim.at));
    parts.push(foot);
    open(link, "Evidence of " + claim.text, "proof", ...parts);
    return true;
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
    for (const [selector] of openers) {
      for (const link of document.querySelectorAll(selector)) {
        link.setAttribute("aria-haspopup", "dialog");
        link.setAttribute("aria-expanded", "false");
      }
    }
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

  // Code copies.
  for (const box of document.querySelectorAll(".code")) {
    if (!navigator.clipboard && !document.execCommand) break;
    const button = make("button", { type: "button", class: "copy" }, "Copy");
    button.addEventListener("click", async () => {
      const text = box.querySelector("code").textContent;
      let done = true;
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        done = copyByHand(text);
      }
      button.textContent = done ? "Copied" : "Not copied";
      say(button.textContent);
      setTimeout(() => {
        button.textContent = "Copy";
      }, 1600);
    });
    box.append(button);
  }
  function copyByHand(text) {
    const field = make("textarea", { "aria-hidden": "true" });
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }

  // Pictures open large.
  for (const box of document.querySelectorAll(".image")) {
    const image = box.querySelector("img");
    if (!image) continue;
    const button = make("button", { type: "button", class: "enlarge", "aria-haspopup": "dialog" }, "Enlarge");
    button.setAttribute("aria-label", "Enlarge: " + image.alt);
    const enlarge = () => {
      const close = make("button", { type: "button", class: "close" }, "Close");
      const large = make("img", { src: image.src, alt: image.alt, class: "fit" });
      const dialog = make("dialog", { class: "large", "aria-label": image.alt || "Picture" }, close, large);
      large.addEventListener("click", () => large.classList.toggle("fit"));
      close.addEventListener("click", () => dialog.close());
      dialog.addEventListener("click", (event) => {
        if (event.target === dialog) dialog.close();
      });
      dialog.addEventListener("close", () => {
        dialog.remove();
        button.focus({ preventScroll: true });
      });
      document.body.append(dialog);
      dialog.showModal();
    };
    button.addEventListener("click", enlarge);
    image.addEventListener("click", enlarge);
    box.append(button);
  }

  // Search in the paper.
  const findButton = document.querySelector(".find");
  const kinds = "p, li, td, th, dt, dd, figcaption, h1, h2, h3, h4, h5, h6, .line, pre";
  let sheet, places;
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const gather = () => {
    if (places) return places;
    places = [];
    let section = "";
    for (const element of document.querySelectorAll("article :is(" + kinds + ")")) {
      if (/^H[1-6]$/.test(element.tagName)) section = element.textContent.replace(/#$/, "").trim();
      if (element.matches("pre") && element.querySelector(".line")) continue;
      if (element.matches("li, td, th, dd") && element.querySelector("p, ul, ol, table")) continue;
      if (element.closest("details:not([open])") && !element.matches("summary")) continue;
      const text = element.textContent.replace(/\s+/g, " ").trim();
      if (text) places.push({ element, section, text, folded: fold(text) });
    }
    return places;
  };
  const light = (query) => {
    if (!window.Highlight || !CSS.highlights) return;
    CSS.highlights.delete("found");
    if (!query) return;
    const ranges = [],
      walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node && ranges.length < 2000; node = walker.nextNode()) {
      const text = node.data.toLowerCase();
      for (let at = text.indexOf(query); at >= 0; at = text.indexOf(query, at + query.length)) {
        const range = new Range();
        range.setStart(node, at);
        range.setEnd(node, Math.min(at + query.length, node.length));
        ranges.push(range);
      }
    }
    CSS.highlights.set("found", new Highlight(...ranges));
  };
  const go = (element) => {
    const folded = element.closest("details:not([open])");
    if (folded) folded.open = true;
    element.scrollIntoView({ block: "center" });
    if (!element.hasAttribute("tabindex")) element.tabIndex = -1;
    element.focus({ preventScroll: true });
    element.classList.add("flash");
    setTimeout(() => element.classList.remove("flash"), 2000);
  };
  const search = () => {
    if (!sheet) build();
    if (sheet.open) return;
    shut();
    sheet.showModal();
    const field = sheet.querySelector("input");
    field.focus();
    field.select();
  };
  const build = () => {
    const field = make("input", {
      type: "search",
      id: "page:query",
      autocomplete: "off",
      spellcheck: "false",
      "aria-label": "Search in this paper",
      placeholder: "Search in this paper",
    });
    const close = make("button", { type: "button" }, "Close");
    const results = make("ol", { class: "results", role: "list" });
    const tally = make("p", { class: "tally", role: "status" });
    sheet = make(
      "dialog",
      { class: "sheet", "aria-label": "Search" },
      make("div", { class: "search-field" }, field, close),
      results,
      tally,
    );
    document.body.append(sheet);
    close.addEventListener("click", () => sheet.close());
    sheet.addEventListener("click", (event) => {
      if (event.target === sheet) sheet.close();
    });
    const leave = (element) => {
      sheet.close();
      go(element);
    };
    let timer;
    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => list(field.value, results, tally, leave), 60);
    });
    sheet.addEventListener("keydown", (event) => {
      const all = [...results.querySelectorAll("button")],
        at = all.indexOf(document.activeElement);
      if (event.key === "Enter" && event.target === field && all.length) {
        event.preventDefault();
        all[0].click();
      }
      if (event.key === "ArrowDown" && all.length) {
        event.preventDefault();
        all[Math.min(at + 1, all.length - 1)].focus();
      }
      if (event.key === "ArrowUp" && all.length) {
        event.preventDefault();
        if (at <= 0) field.focus();
        else all[at - 1].focus();
      }
    });
  };
  const list = (typed, results, tally, leave) => {
    const query = fold(typed.replace(/\s+/g, " ").trim());
    results.replaceChildren();
    light(query.length > 1 ? typed.trim().toLowerCase() : "");
    if (query.length < 2) {
      tally.textContent = query ? "Type at least two letters." : "";
      return;
    }
    const most = 60,
      found = gather().filter((one) => one.folded.includes(query));
    for (const one of found.slice(0, most)) {
      const at = one.folded.indexOf(query),
        from = Math.max(0, at - 50);
      const same = one.folded.length === one.text.length;
      const snippet = make("span", {});
      if (same) {
        snippet.append(
          from ? "…" : "",
          one.text.slice(from, at),
          make("mark", {}, one.text.slice(at, at + query.length)),
          one.text.slice(at + query.length, at + query.length + 110),
        );
      } else {
        snippet.append(one.text.slice(from, from + 180));
      }
      const button = make("button", { type: "button" }, make("span", { class: "section" }, one.section), snippet);
      button.addEventListener("click", () => leave(one.element));
      results.append(make("li", {}, button));
    }
    tally.textContent = !found.length
      ? "Nothing found."
      : found.length === 1
        ? "One place."
        : found.length + " places" + (found.length > most ? ", the first " + most + " shown." : ".");
  };
  findButton.addEventListener("click", search);
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest && event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      search();
    }
  });
})();
