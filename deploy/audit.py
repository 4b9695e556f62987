"""Look up known vulnerabilities of everything that is pinned: `make audit`.

Exit status 1 where there are some. Where the data cannot be had, that is said and is no failure.
"""

import json
import subprocess
import sys


def main() -> None:
    """Print what was looked up, and what is known."""
    asked = ["pip_audit", "-r", "requirements.txt", "--require-hashes", "--disable-pip", "-f", "json"]
    done = subprocess.run([sys.executable, "-m", *asked], capture_output=True, text=True, timeout=600, check=False)
    try:
        found = json.loads(done.stdout)["dependencies"]
    except (json.JSONDecodeError, KeyError):
        print(f"NOT AUDITED: {done.stderr.strip().splitlines()[-1:] or 'no answer'}")
        return
    known = [package for package in found if "vulns" in package]
    print(f"{len(known)} of {len(found)} packages could be looked up" + ("" if known else ": NOT AUDITED"))
    bad = [(package, vulnerability) for package in known for vulnerability in package["vulns"]]
    for package, vulnerability in bad:
        fixed = ", ".join(vulnerability["fix_versions"]) or "no version"
        print(f"{package['name']} {package['version']}: {vulnerability['id']}, fixed in {fixed}")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
