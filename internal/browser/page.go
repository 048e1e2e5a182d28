package browser

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/chromedp/chromedp"
)

// settleScript waits until the fonts are there and nothing in the page changed
// for a while, but not for ever: a clock on a page never holds still.
const settleScript = `(async () => {
  const quiet = 400, most = 5000, began = performance.now();
  await document.fonts.ready;
  let last = performance.now();
  const watch = new MutationObserver(() => { last = performance.now(); });
  watch.observe(document, {subtree: true, childList: true, characterData: true, attributes: true});
  while (performance.now() - last < quiet && performance.now() - began < most) {
    await new Promise(done => setTimeout(done, 50));
  }
  watch.disconnect();
  for (const a of document.getAnimations()) {
    try { a.finish(); } catch { a.cancel(); }
  }
  if (document.activeElement) document.activeElement.blur();
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  return true;
})()`

// textScript is what can be read on the page, values of fields included.
const textScript = `(() => {
  const fields = [...document.querySelectorAll('input, textarea, select')]
    .filter(f => f.type !== 'password' && f.type !== 'hidden' && f.offsetParent !== null && f.value)
    .map(f => f.value);
  return [document.title, document.body ? document.body.innerText : '', ...fields].join('\n');
})()`

// collectScript lists every text that the page may show: text nodes, also in
// open shadow roots, and what attributes and fields show. The places are kept
// on the page for replaceScript.
const collectScript = `(() => {
  const places = [], texts = [];
  const add = (get, put) => { const t = get(); if (t && t.trim()) { texts.push(t); places.push(put); } };
  const visit = root => {
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let n = walk.currentNode; n; n = walk.nextNode()) {
      if (n.nodeType === Node.TEXT_NODE) {
        const p = n.parentNode && n.parentNode.nodeName;
        if (p !== 'SCRIPT' && p !== 'STYLE') add(() => n.nodeValue, t => { n.nodeValue = t; });
        continue;
      }
      if (n.shadowRoot) visit(n.shadowRoot);
      if (n.nodeType !== Node.ELEMENT_NODE) continue;
      for (const name of ['placeholder', 'title', 'alt', 'aria-label'])
        if (n.hasAttribute(name)) add(() => n.getAttribute(name), t => n.setAttribute(name, t));
      if (n.nodeName === 'INPUT' || n.nodeName === 'TEXTAREA') add(() => n.value, t => { n.value = t; });
    }
  };
  visit(document);
  add(() => document.title, t => { document.title = t; });
  window.__reportPlaces = places;
  return texts;
})()`

// replaceScript puts changed texts into their places; it is given them as
// [[index, text], …].
const replaceScript = `((changes) => {
  for (const [i, text] of changes) window.__reportPlaces[i](text);
  delete window.__reportPlaces;
  return true;
})(%s)`

// redactPage lets redact change every text of the page. A page that writes a
// text anew meanwhile is redacted again.
func redactPage(tab context.Context, redact func(string) string) error {
	if redact == nil {
		return nil
	}
	for range 3 {
		texts, err := chromedp.Run(tab, chromedp.Evaluate[[]string](collectScript))
		if err != nil {
			return fmt.Errorf("reading the page's texts: %w", err)
		}
		changes := [][2]any{}
		for i, text := range texts {
			if clean := redact(text); clean != text {
				changes = append(changes, [2]any{i, clean})
			}
		}
		list, err := json.Marshal(changes)
		if err != nil {
			return err
		}
		if _, err := chromedp.Run(tab, chromedp.Evaluate[bool](fmt.Sprintf(replaceScript, list))); err != nil {
			return fmt.Errorf("redacting the page: %w", err)
		}
		if len(changes) == 0 {
			return nil
		}
	}
	return fmt.Errorf("the page writes what is redacted again and again")
}
