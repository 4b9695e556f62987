"""The app as a classroom's container serves it, in processes of its own."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

from deploy.serve import cores

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 120.0  # seconds: a first start compiles


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Served:
    """`python -m deploy.serve` at `address`, on a free port, with `environment`; or a Streamlit `script` instead.

    It can be stopped and started again on the same port.
    """

    def __init__(self, address: str = "127.0.0.1", port: int = 0, script: str = "", **environment: str) -> None:
        self.address, self.port = address, port or free_port()
        self.url = f"http://{address}:{self.port}"
        self.cores = cores()
        options = ["streamlit", "run", script, "--server.address", address, "--server.port", str(self.port)]
        self.command = [sys.executable, "-m", *(options if script else ["deploy.serve"])]
        self.environment = os.environ | environment | {"PORT": str(self.port), "ADDRESS": address}
        self.start()

    def start(self) -> None:
        """Start, and wait until it answers."""
        self.log = tempfile.TemporaryFile("w+")  # noqa: SIM115
        self.process = subprocess.Popen(self.command, cwd=ROOT, env=self.environment, stdout=self.log, stderr=self.log)
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up and self.process.poll() is None:
            with suppress(OSError), urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1):
                return
            time.sleep(0.02)
        self.stop()
        raise RuntimeError(f"the app did not start:\n{self.words()[-2000:]}")

    def words(self) -> str:
        """What it printed."""
        self.log.seek(0)
        return self.log.read()

    def pids(self) -> list[int]:
        """The processes that answer requests."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        names = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children}
        return [int(pid) for pid, name in names.items() if b"spawn_main" in name]

    def memory(self) -> float:
        """MB that all of its processes hold, each shared page counted once."""
        lines = [
            line.split()
            for pid in (self.process.pid, *self.pids())
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        ]
        return sum(int(words[1]) for words in lines if words[0] == "Pss:") / 1024

    def cpu(self) -> float:
        """Seconds of processor time that it has had."""
        ticks = [Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split() for pid in self.pids()]
        return sum(int(words[11]) + int(words[12]) for words in ticks) / os.sysconf("SC_CLK_TCK")

    def cpu_elsewhere(self) -> float:
        """Seconds of processor time that neither it nor this process has had: whatever else this machine did."""
        ticks = [int(word) for word in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
        idle, waiting = ticks[3:5]
        return (sum(ticks) - idle - waiting) / os.sysconf("SC_CLK_TCK") - self.cpu() - time.process_time()

    def kill(self) -> None:
        """As a machine that loses its power."""
        pids = self.pids()
        self.process.kill()
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End it; its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(timeout=30)
