// Search in the paper.
(() => {
  "use strict";
  const { make } = window.paper;
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
      if (element.closest("details.data:not([open])") && !element.matches("summary")) continue;
      // The entries of the appendix are of parts that touch, and come last.
      const entry = element.matches(".claims > li");
      const parts = entry ? element.querySelectorAll("b, i, code, .reason") : [element];
      const text = Array.from(parts, (part) => part.textContent)
        .join(" ")
        .replace(/\s+/g, " ")
        .trim();
      if (text) places.push({ element, section, entry, text, folded: fold(text) });
    }
    return places;
  };
  document.addEventListener("renewed", () => {
    places = undefined;
  });
  // marks are the places in a text at which one of the needles stands.
  const marks = (text, needles) => {
    const all = [];
    for (let at = 0; at < text.length; ) {
      let first;
      for (const needle of needles) {
        const from = text.indexOf(needle, at);
        if (from >= 0 && (!first || from < first[0])) first = [from, from + needle.length];
      }
      if (!first) break;
      all.push(first);
      at = first[1];
    }
    return all;
  };
  // around is what a result shows of a text about a place, in whole words.
  const around = (text, start, end) => {
    const before = text.indexOf(" ", Math.max(0, start - 50)) + 1,
      after = text.lastIndexOf(" ", end + 110);
    const from = start <= 50 ? 0 : before > 0 && before < start ? before : start - 50;
    return [from, end + 110 >= text.length ? text.length : after > end ? after : end + 110];
  };
  const light = (needles) => {
    if (!window.Highlight || !CSS.highlights) return;
    CSS.highlights.delete("found");
    if (!needles.length) return;
    const ranges = [],
      walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node && ranges.length < 2000; node = walker.nextNode()) {
      for (const [from, to] of marks(node.data.toLowerCase(), needles)) {
        const range = new Range();
        range.setStart(node, from);
        range.setEnd(node, Math.min(to, node.length));
        ranges.push(range);
      }
    }
    CSS.highlights.set("found", new Highlight(...ranges));
  };
  const go = (element) => {
    window.paper.unfold(element);
    element.scrollIntoView({ block: "center" });
    if (!element.hasAttribute("tabindex")) element.tabIndex = -1;
    element.focus({ preventScroll: true });
    element.classList.add("flash");
    setTimeout(() => element.classList.remove("flash"), 2000);
  };
  const search = () => {
    if (!sheet) build();
    if (sheet.open) return;
    window.paper.shut();
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
    let leaving = false;
    sheet.addEventListener("close", () => {
      if (!leaving) light([]);
      leaving = false;
    });
    const leave = (element) => {
      leaving = true;
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
      if (event.key === "Escape") {
        event.preventDefault(); // the field would only be emptied
        sheet.close();
      }
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
    const plain = typed.replace(/\s+/g, " ").trim(),
      query = fold(plain),
      words = query.split(" ");
    results.replaceChildren();
    if (query.length < 2) {
      light([]);
      tally.textContent = query ? "Type at least two letters." : "";
      return;
    }
    // The words as they were typed, and where they stand so nowhere, all of them.
    let needles = [query],
      all = gather().filter((one) => one.folded.includes(query));
    const apart = !all.length && words.length > 1;
    if (apart) {
      needles = words;
      all = gather().filter((one) => words.every((word) => one.folded.includes(word)));
    }
    light(apart ? plain.toLowerCase().split(" ") : [plain.toLowerCase()]);
    const most = 60,
      found = [...all.filter((one) => !one.entry), ...all.filter((one) => one.entry)];
    for (const one of found.slice(0, most)) {
      const places = marks(one.folded, needles),
        [from, to] = around(one.folded, ...places[0]);
      const same = one.folded.length === one.text.length;
      const snippet = make("span", {}, from ? "… " : "");
      if (same) {
        let at = from;
        for (const [start, end] of places) {
          if (end > to) break;
          snippet.append(one.text.slice(at, start), make("mark", {}, one.text.slice(start, end)));
          at = end;
        }
        snippet.append(one.text.slice(at, to), to < one.text.length ? " …" : "");
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
    if (event.key === "Escape") light([]);
  });
})();
