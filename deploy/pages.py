"""Run every page once, without a browser: `python -m deploy.pages`. Exit status 1 where one fails.

Building the image, this compiles the modules that pages import; in a container, it shows that none is missing.
"""

import sys
from pathlib import Path

from streamlit.testing.v1 import AppTest

PAGES = Path(__file__).resolve().parent.parent / "pages"


def main() -> None:
    """Say which pages ran."""
    pages = [path for path in sorted(PAGES.glob("*.py")) if path.stem not in ("home", "panel")]  # navigation shows home
    failed = {
        path.stem: page.exception for path in pages if (page := AppTest.from_file(path).run(timeout=60)).exception
    }
    print(f"{len(pages) - len(failed)} of {len(pages)} pages run")
    sys.exit("\n".join(f"{name}: {error}" for name, error in failed.items()) or None)


if __name__ == "__main__":
    main()
