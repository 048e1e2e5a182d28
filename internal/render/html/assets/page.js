// What a page does beyond being read: everything here is an addition to links
// and text that work without it. Text from the paper and from evidence is only
// ever set as text, never as markup. `report serve` puts new blocks in the place
// of old ones while the page is open, and then says "renewed".
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

  // unpack is the text of an element, which may be packed.
  const unpack = async (element) => {
    if (element.type !== "application/gzip") return element.textContent;
    const bytes = Uint8Array.from(atob(element.textContent), (c) => c.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  };

  window.paper = { root, byId, wide, say, make, reach, unpack };

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
    let heads = [];
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
    const find = () => {
      heads = links.map((link) => reach(link.getAttribute("href")));
      follow();
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
    find();
    document.addEventListener("renewed", find);
  }

  // What is folded opens for a link into it, for a search, and on paper.
  const unfold = (element) => {
    const next = () => element?.closest("details:not([open])") ?? element?.querySelector(":scope > .list:not([open])");
    if (!next()) return;
    for (let folded = next(); folded; folded = next()) folded.open = true;
    element.scrollIntoView();
  };
  window.paper.unfold = unfold;
  const arrive = () => unfold(reach(location.hash));
  addEventListener("hashchange", arrive);
  arrive();
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll(".list:not([open])")];
    for (const list of opened) list.open = true;
  });
  addEventListener("afterprint", () => {
    for (const list of opened) list.open = false;
  });

  // Boxes that do not scroll are no stops for the keyboard.
  const measure = () => {
    for (const box of document.querySelectorAll("main .scroll, main .long-math, main pre")) {
      const scrolls = box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1;
      if (scrolls) {
        box.tabIndex = 0;
        box.setAttribute("role", box.matches(".long-math") ? "group" : "region");
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
  document.addEventListener("renewed", measure);
  for (const box of document.querySelectorAll("details.data")) box.addEventListener("toggle", measure);
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
  window.paper.copy = copyByHand;
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
      // On a small screen a picture that fits is no larger than it was.
      const fits = innerWidth - 32 > image.clientWidth * 1.2;
      const large = make("img", { src: image.src, alt: image.alt, class: fits ? "fit" : "" });
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
})();
