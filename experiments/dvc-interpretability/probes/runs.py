"""The repositories that were carried out, and the pages that DVC wrote of them."""

import os

TRAINED = os.environ["TRAINED"]
BARE = os.environ["BARE"]


def page(name: str) -> str:
    """Return the address of a page that `dvc plots` wrote."""
    port = os.environ["REPORT_PORT_PLOTS"]
    return f"http://127.0.0.1:{port}/{name}/index.html"
