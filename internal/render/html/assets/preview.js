// A reference to a figure, a table, a listing, an equation or a section shows it
// in place while it is pointed at or has the focus; on a touch screen the first
// touch does, and the second follows. What is shown are copies of the page's own
// elements.
(() => {
  "use strict";
  const { make, reach, shut } = window.paper;
  if (typeof HTMLElement.prototype.showPopover !== "function") return;
  const kinds = "figure, .equation, h2, h3, h4, h5, h6";
  let shown, opener, timer, touched;
  const hide = () => {
    clearTimeout(timer);
    shown?.remove();
    shown = opener = undefined;
  };
  // Of a section, its head and what it begins with.
  const parts = (target) => {
    if (!/^H[2-6]$/.test(target.tagName)) return [target];
    const next = target.nextElementSibling;
    return next && !/^H[2-6]$/.test(next.tagName) ? [target, next] : [target];
  };
  const copy = (element) => {
    const clone = element.cloneNode(true);
    const all = [clone, ...clone.querySelectorAll("*")];
    for (const one of all) {
      if (one.matches(".stage, .copy, .enlarge, .anchor, details")) one.remove();
      for (const name of ["id", "tabindex", "data-chart"]) one.removeAttribute(name);
      if (one.matches("[role='region']")) for (const name of ["role", "aria-label"]) one.removeAttribute(name);
      one.classList.remove("drawn", "wide");
    }
    return clone;
  };
  const place = () => {
    const at = opener.getClientRects()[0] || opener.getBoundingClientRect(),
      gap = 8,
      { offsetWidth: width, offsetHeight: height } = shown;
    const left = Math.min(Math.max(gap, at.left + at.width / 2 - width / 2), innerWidth - width - gap);
    const above = at.top - gap - height;
    shown.style.left = Math.max(gap, left) + "px";
    shown.style.top = (above < gap && at.bottom + gap + height < innerHeight ? at.bottom + gap : Math.max(gap, above)) + "px";
  };
  const show = (link) => {
    const target = reach(link.getAttribute("href"));
    if (opener === link || !target?.matches(kinds)) return Boolean(opener === link);
    hide();
    shut();
    opener = link;
    shown = make(
      "div",
      { class: "pop preview", popover: "manual", role: "dialog", "aria-label": "Preview of " + link.textContent },
      ...parts(target).map(copy),
      touched ? make("p", { class: "foot" }, make("a", { href: link.getAttribute("href") }, "Go to " + link.textContent)) : "",
    );
    shown.addEventListener("mouseleave", () => soon(hide));
    shown.addEventListener("mouseenter", () => clearTimeout(timer));
    shown.addEventListener("click", (event) => {
      if (event.target.closest("a")) hide();
    });
    document.body.append(shown);
    shown.showPopover();
    place();
    return true;
  };
  const soon = (what) => {
    clearTimeout(timer);
    timer = setTimeout(what, 250);
  };
  const refOf = (event) => event.target.closest?.("a.ref");
  document.addEventListener("pointerdown", (event) => {
    touched = event.pointerType === "touch";
    if (shown && !shown.contains(event.target) && refOf(event) !== opener) hide();
  });
  document.addEventListener("mouseover", (event) => {
    const link = !touched && refOf(event);
    if (link) soon(() => show(link));
  });
  document.addEventListener("mouseout", (event) => {
    if (!touched && refOf(event)) soon(hide);
  });
  document.addEventListener("focusin", (event) => {
    const link = refOf(event);
    if (link?.matches(":focus-visible") && !touched) show(link);
    else if (shown && !touched && !shown.contains(event.target)) hide();
  });
  document.addEventListener("click", (event) => {
    const link = refOf(event);
    if (!link || event.defaultPrevented) return;
    if (touched && opener !== link && show(link)) event.preventDefault();
    else hide();
  });
  document.addEventListener("keydown", (event) => {
    touched = false;
    if (event.key === "Escape") hide();
  });
  document.addEventListener("renewed", hide);
  addEventListener(
    "scroll",
    () => {
      const { top, bottom } = opener?.getBoundingClientRect() ?? {};
      if (bottom < 0 || top > innerHeight) hide();
      else if (opener) place();
    },
    { passive: true },
  );
})();
