"""What browser tests do on every page."""

WATCH = """
window.drawn = [];
addEventListener("descent:drawn", (event) => drawn.push(event.detail));
"""

SETTLED = "(query) => drawn.length && !drawn.at(-1).live && drawn.at(-1).query === query"


def settled(page, query):
    """Wait until `query` is drawn at rest, and is what the address bar says."""
    page.wait_for_function(SETTLED, arg=query)
    page.wait_for_function("(q) => decodeURIComponent(location.search.slice(1)) === q", arg=query)


def at_rest(page):
    page.wait_for_function("drawn.length && !drawn.at(-1).live")
    page.wait_for_timeout(400)
    return page.evaluate("drawn.at(-1).query")
