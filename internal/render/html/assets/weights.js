// Sliders for the weights. All arithmetic is on whole numbers: weights in
// hundredths of a percent or finer, points in tenths or finer, so that totals
// and ranks come out as `report score --weights` has them.
(() => {
  "use strict";
  const { byId, make, say } = window.paper;
  const data = byId("page:model"),
    place = document.querySelector(".weigh");
  if (!data || !place) return;
  const model = JSON.parse(data.textContent);
  const decimals = (text) => (text.split(".")[1] || "").length;
  const whole = (text, digits) => {
    const [head, tail = ""] = text.split(".");
    return Number(head + tail.padEnd(digits, "0"));
  };
  const longest = (texts, least) => texts.reduce((most, text) => Math.max(most, decimals(text)), least);
  const fine = longest(
    [...model.criteria.map((c) => c.weight), ...(model.contexts || []).flatMap((c) => c.weights)],
    2,
  );
  const unit = 10 ** fine,
    all = 100 * unit;
  const study = model.criteria.map((c) => whole(c.weight, fine));
  let weights = study.slice(),
    base = study.slice(),
    exact = base,
    set = model.sets[0],
    context;

  // shown prints a whole number of units as a decimal.
  const shown = (n, digits, least) => {
    const text = String(n).padStart(digits + 1, "0");
    let tail = text.slice(text.length - digits).replace(/0+$/, "");
    if (tail.length < least) tail = tail.padEnd(least, "0");
    return text.slice(0, text.length - digits) + (tail ? "." + tail : "");
  };

  // move sets one weight; the others share the rest as they stood in base, which
  // is not rounded, so that moving a slider forth and back changes nothing. What
  // rounding leaves goes to those that lost most.
  const move = (index, to) => {
    const rest = all - to,
      sum = base.reduce((total, w, i) => (i === index ? total : total + w), 0);
    exact = base.map((w, i) => (i === index ? to : sum ? (w * rest) / sum : rest / (base.length - 1)));
    weights = exact.map((x, i) => (i === index ? to : Math.floor(x)));
    let left = all - weights.reduce((total, w) => total + w, 0);
    const order = exact
      .map((x, i) => [i === index ? -1 : x - Math.floor(x), i])
      .sort((a, b) => b[0] - a[0] || a[1] - b[1]);
    for (const [, i] of order) {
      if (left <= 0) break;
      weights[i]++;
      left--;
    }
  };

  // totals are sums of points times weights, in units of 1/(points · all).
  const totals = () => {
    const digits = longest(
      set.tools.flatMap((tool) => tool.cells.flatMap((cell) => [cell.low, cell.high])),
      1,
    );
    const sum = (tool, end) => tool.cells.reduce((total, cell, i) => total + whole(cell[end], digits) * weights[i], 0);
    return set.tools.map((tool) => ({
      tool,
      low: sum(tool, "low"),
      high: sum(tool, "high"),
      scale: 10 ** digits * all,
    }));
  };
  // rounded is a total with two decimals, half up.
  const rounded = (n, scale) => (Math.floor((n * 200 + scale) / (2 * scale)) / 100).toFixed(2);
  const printed = (row) =>
    row.low === row.high
      ? rounded(row.low, row.scale)
      : rounded(row.low, row.scale) + "–" + rounded(row.high, row.scale);

  const out = (row) => context && context.ruled_out && context.ruled_out[row.tool.id];
  const unsure = (row) => context && context.unknown && context.unknown[row.tool.id];
  const list = (names) =>
    names.length < 2 ? names.join("") : names.slice(0, -1).join(", ") + " and " + names[names.length - 1];

  // verdict says in words who leads, or why nobody does.
  const verdict = (rows) => {
    const pool = rows.filter((row) => !out(row));
    if (!pool.length) return "Every tool fails something that is required.";
    const lead = pool.filter((row) => !pool.some((other) => other.low > row.high));
    const names = lead.map((row) => row.tool.name);
    if (lead.length > 1) {
      if (lead.every((row) => row.low === row.high))
        return list(names) + " share the lead with " + printed(lead[0]) + ".";
      return "No winner can be told: the ranges of " + list(names) + " overlap.";
    }
    const winner = lead[0];
    const next = Math.max(...pool.filter((row) => row !== winner).map((row) => row.high));
    const surely = pool.every((row) => row.low === row.high) ? "" : "at least ";
    const margin = Number.isFinite(next) ? ", " + surely + rounded(winner.low - next, winner.scale) + " ahead" : "";
    const open = unsure(winner) ? "; whether it does what is required is not known" : "";
    return winner.tool.name + " leads with " + printed(winner) + margin + open + ".";
  };

  const sliders = [],
    outputs = [];
  const body = make("tbody", {}),
    says = make("p", { class: "verdict" }),
    who = make("p", { class: "who" }),
    command = make("code", {});

  const draw = () => {
    weights.forEach((w, i) => {
      sliders[i].value = w / unit;
      sliders[i].setAttribute("aria-valuetext", shown(w, fine, 0) + " percent");
      outputs[i].textContent = shown(w, fine, 0) + "%";
    });
    const rows = totals();
    rows.sort((a, b) => b.low + b.high - (a.low + a.high) || set.tools.indexOf(a.tool) - set.tools.indexOf(b.tool));
    // Ranks are told among those that are not ruled out, and these stand last.
    const field = rows.filter((row) => !out(row));
    body.replaceChildren(
      ...[...field, ...rows.filter(out)].map((row) => {
        const best = 1 + field.filter((other) => other.low > row.high).length;
        const tied = field.filter(
          (other) => other !== row && other.low === other.high && row.low === row.high && other.low === row.low,
        ).length;
        const worst = field.length - field.filter((other) => other.high < row.low).length - tied;
        const rank = out(row) ? "–" : best === worst ? String(best) : best + "–" + worst;
        const bar = make("span", { class: "extent" });
        bar.style.marginInlineStart = (row.low / row.scale) * 10 * (row.low === row.high ? 0 : 1) + "%";
        bar.style.width = ((row.low === row.high ? row.low : row.high - row.low) / row.scale) * 10 + "%";
        if (row.low !== row.high) bar.classList.add("open");
        const why = out(row) || unsure(row);
        const name = make("th", { scope: "row" }, row.tool.name);
        if (why)
          name.append(
            make("span", { class: "mark" }, out(row) ? "ruled out" : "unknown"),
            make("span", { class: "why" }, why),
          );
        return make(
          "tr",
          { class: out(row) ? "out" : "" },
          make("td", { class: "right" }, rank),
          name,
          make("td", { class: "track", "aria-hidden": "true" }, bar),
          make("td", { class: "right" }, printed(row)),
        );
      }),
    );
    const text = (context ? context.name + ": " : "") + verdict(rows);
    if (says.textContent !== text) says.textContent = text;
    who.textContent = context && context.who ? context.who : "";
    const named = model.criteria.map((c, i) => c.id + "=" + shown(weights[i], fine, 0));
    command.replaceChildren("report score --set " + set.id + " --weights ");
    named.forEach((text, i) => command.append(i ? "," : "", make("wbr"), text));
  };

  // The link keeps the setting: the set, and the weights by criterion.
  const link = () =>
    "#weigh=" +
    encodeURIComponent(set.id) +
    (context ? "&for=" + encodeURIComponent(context.id) : "") +
    model.criteria.map((c, i) => "&" + encodeURIComponent(c.id) + "=" + shown(weights[i], fine, 0)).join("");
  const keep = () => {
    try {
      history.replaceState(null, "", link());
    } catch {
      // Some pages may not; the link can still be copied.
    }
  };
  const recall = () => {
    if (!location.hash.startsWith("#weigh=")) return false;
    const kept = new URLSearchParams(location.hash.slice(1));
    const read = model.criteria.map((c) => kept.get(c.id) || "");
    if (!read.every((text) => /^\d{1,3}(\.\d+)?$/.test(text) && decimals(text) <= fine)) return false;
    const asked = read.map((text) => whole(text, fine));
    if (asked.reduce((total, w) => total + w, 0) !== all) return false;
    set = model.sets.find((one) => one.id === kept.get("weigh")) || set;
    context = (model.contexts || []).find((one) => one.id === kept.get("for"));
    weights = asked;
    base = asked.slice();
    return true;
  };

  const choice = (label, options, chosen, act) => {
    const select = make("select", {}, ...options.map(([id, name]) => make("option", { value: id }, name)));
    select.value = chosen;
    select.addEventListener("change", () => {
      act(select.value);
      draw();
      keep();
    });
    return [select, make("label", { class: "choice" }, label + " ", select)];
  };

  const build = () => {
    const found = recall();
    const tops = [];
    if (model.sets.length > 1) {
      tops.push(
        choice(
          "Points",
          model.sets.map((one) => [one.id, one.name]),
          set.id,
          (id) => {
            set = model.sets.find((one) => one.id === id);
          },
        )[1],
      );
    }
    const [contexts, contextLabel] = choice(
      "Weights of",
      [["-", "the study"], ...(model.contexts || []).map((one) => [one.id, one.name])],
      context ? context.id : "-",
      (id) => {
        context = (model.contexts || []).find((one) => one.id === id);
        weights = context ? context.weights.map((w) => whole(w, fine)) : study.slice();
        base = weights.slice();
      },
    );
    if (model.contexts && model.contexts.length) tops.push(contextLabel);
    const reset = make("button", { type: "button" }, "Reset");
    reset.addEventListener("click", () => {
      context = undefined;
      contexts.value = "-";
      weights = study.slice();
      base = study.slice();
      draw();
      keep();
      say("The study's weights");
    });
    const copy = make("button", { type: "button" }, "Copy link");
    copy.addEventListener("click", async () => {
      keep();
      const address = location.href.split("#")[0] + link();
      let done = true;
      try {
        await navigator.clipboard.writeText(address);
      } catch {
        done = window.paper.copy(address);
      }
      say(done ? "Link copied" : "Link not copied");
      copy.textContent = done ? "Copied" : "Not copied";
      setTimeout(() => {
        copy.textContent = "Copy link";
      }, 1600);
    });
    const rows = model.criteria.map((c, i) => {
      const slider = make("input", { type: "range", min: "0", max: "100", step: String(0.5), "data-criterion": c.id });
      const output = make("output", {});
      sliders.push(slider);
      outputs.push(output);
      slider.addEventListener("input", () => {
        move(i, Math.round(Number(slider.value) * unit));
        draw();
      });
      slider.addEventListener("change", () => {
        base = exact;
        keep();
      });
      return make("label", { class: "weight" }, make("span", { class: "name" }, c.name), slider, output);
    });
    const table = make(
      "table",
      {},
      make(
        "thead",
        {},
        make(
          "tr",
          {},
          make("th", { scope: "col", class: "right" }, "Rank"),
          make("th", { scope: "col" }, "Tool"),
          make("td", { class: "track", "aria-hidden": "true" }),
          make("th", { scope: "col", class: "right" }, "Total"),
        ),
      ),
      body,
    );
    says.setAttribute("role", "status");
    place.replaceChildren(
      make("div", { class: "choices" }, ...tops, reset, copy),
      who,
      make("div", { class: "sliders", role: "group", "aria-label": "Weights" }, ...rows),
      says,
      table,
      make("p", { class: "same" }, "The same on the command line: ", command),
    );
    draw();
    if (found) byId("page:weights").scrollIntoView();
  };
  build();
  addEventListener("hashchange", () => {
    if (recall()) {
      draw();
      byId("page:weights").scrollIntoView();
    }
  });
})();
