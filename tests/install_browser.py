"""Find a Chromium or Chrome for the browser tests; `python -m tests.install_browser` installs one.

An installed one comes first, then Playwright's own download, then Debian's package.
"""

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--enable-unsafe-swiftshader",
]
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def browser_path() -> str | None:
    """The executable of an installed browser, or None; $CHROME names one of your own."""
    installed = os.environ.get("CHROME") or next(filter(None, map(shutil.which, NAMES)), None)
    return installed or (MAC if Path(MAC).exists() else None) or _playwrights_own()


def install() -> None:
    """Install a browser by the first way that works."""
    ways = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get") and os.geteuid() == 0:
        ways += [["sh", "-c", "apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium"]]
    for way in ways:
        with suppress(subprocess.SubprocessError):
            subprocess.run(way, check=True, timeout=900, stdout=subprocess.DEVNULL)
        if browser_path():
            return
    sys.exit("No Chromium or Chrome was found or could be installed; install one, or set CHROME to its path.")


if __name__ == "__main__":
    if not browser_path():
        install()
    print(f"browser: {browser_path()}")
