"""One page in the browser: what can be read, counted and clicked on it."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from .browser import PATIENCE, Connection, launch

_PAUSE, _LONGEST_PAUSE = 0.25, 2.0  # seconds between two looks

# What can be read, the values of fields included, also below shadow roots. An
# element that is hidden has no innerText.
_TEXT = """(() => {
  const texts = [document.title];
  const read = root => {
    for (const e of root.querySelectorAll('*')) {
      if (e.shadowRoot) {
        for (const c of e.shadowRoot.children) texts.push(c.innerText || '');
        read(e.shadowRoot);
      }
      if (e.matches('input, textarea, select') && e.type !== 'password'
          && e.offsetParent !== null && e.value) texts.push(e.value);
    }
  };
  if (document.body) texts.push(document.body.innerText);
  read(document);
  return texts.join('\\n');
})()"""

# The elements that a selector finds, in shadow roots too, as long as a person
# can see them.
_VISIBLE = """(selector => {
  const found = [];
  const visit = root => {
    found.push(...root.querySelectorAll(selector));
    for (const e of root.querySelectorAll('*')) if (e.shadowRoot) visit(e.shadowRoot);
  };
  visit(document);
  return found.filter(e => {
    const box = e.getBoundingClientRect();
    return (box.width > 0 || box.height > 0) && e.checkVisibility(
      {visibilityProperty: true, opacityProperty: true});
  });
})"""

_MIDDLE = """(elements => {
  if (!elements.length) return null;
  elements[0].scrollIntoView({block: 'center', inline: 'center'});
  const box = elements[0].getBoundingClientRect();
  return {x: box.x + box.width / 2, y: box.y + box.height / 2};
})"""

# A picture counts once it is loaded, and is large enough to tell something.
_PICTURES = """((elements, least) => elements.filter(e => {
  const box = e.getBoundingClientRect();
  const loaded = e.nodeName !== 'IMG' || (e.complete && e.naturalWidth > 0);
  return loaded && box.width >= least && box.height >= least;
}).length)"""


class Page:
    """A page that is open."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def text(self) -> str:
        """Return what can be read on the page now."""
        return self.evaluate(_TEXT)

    def shows(self, *texts: str) -> bool:
        """Say whether all of the texts come to be read on the page."""
        return self._comes(lambda: all(text in self.text() for text in texts))

    def has(self, selector: str, count: int = 1) -> bool:
        """Say whether so many visible elements come to match a CSS selector."""
        return self._comes(lambda: self.count(selector) >= count)

    def count(self, selector: str) -> int:
        """Return how many visible elements match a CSS selector now."""
        return self.evaluate(f"{_VISIBLE}({json.dumps(selector)}).length")

    def pictures(
        self, count: int = 1, selector: str = "img, canvas, svg", least: int = 100
    ) -> bool:
        """Say whether so many loaded pictures come, of `least` pixels each way."""
        seen = f"{_VISIBLE}({json.dumps(selector)})"
        return self._comes(
            lambda: self.evaluate(f"{_PICTURES}({seen}, {least})") >= count
        )

    def await_(self, selector: str) -> None:
        """Wait for a visible element; without one, the probe is broken."""
        if not self.has(selector):
            print(self.text())
            raise TimeoutError(f"{selector!r} was not to be seen in {PATIENCE} s")

    def click(self, selector: str) -> None:
        """Click the first visible element that matches, as a person would."""
        self.await_(selector)
        self._press(f"{_VISIBLE}({json.dumps(selector)})")

    def click_text(self, text: str, selector: str = "*") -> None:
        """Click the innermost visible element whose text is exactly this."""
        innermost = (
            f"{_VISIBLE}({json.dumps(selector)})"
            f".filter(e => (e.textContent || '').trim() === {json.dumps(text)})"
            ".reverse()"
        )
        if not self._comes(lambda: self.evaluate(f"{innermost}.length") > 0):
            print(self.text())
            raise TimeoutError(f"no {text!r} to click was to be seen in {PATIENCE} s")
        self._press(innermost)

    def evaluate(self, script: str) -> Any:
        """Return the value of a JavaScript expression, as JSON can say it."""
        answer = self._connection.call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise RuntimeError(details.get("exception", details))
        return answer["result"].get("value")

    def _press(self, elements: str) -> None:
        place = self.evaluate(f"{_MIDDLE}({elements})")
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            self._connection.call(
                "Input.dispatchMouseEvent",
                type=kind,
                button="none" if kind == "mouseMoved" else "left",
                clickCount=0 if kind == "mouseMoved" else 1,
                **place,
            )

    def _comes(self, truth: Callable[[], bool]) -> bool:
        end, pause = time.monotonic() + PATIENCE, _PAUSE
        while not (outcome := truth()) and time.monotonic() < end:
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)  # looking works the page, too
        return outcome


@contextmanager
def visit(
    url: str,
    wait_for: str = "body",
    click: Sequence[str] = (),
    width: int = 1280,
    height: int = 800,
) -> Iterator[Page]:
    """Open a page, wait and click as a screenshot step does; print its text at last."""
    print("opens", url, flush=True)
    with launch() as connection:
        connection.attach()
        connection.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        page = Page(connection)
        answer = connection.call("Page.navigate", url=url)
        if "errorText" in answer:
            raise ConnectionError(f"{url}: {answer['errorText']}")
        page.await_(wait_for)
        for selector in click:
            page.click(selector)
        try:
            yield page
        finally:
            lines = (line.strip() for line in page.text().splitlines())
            print("the page reads:", *filter(None, lines), sep="\n    | ", flush=True)
