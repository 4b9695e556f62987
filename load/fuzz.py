"""A hundred thousand requests that nobody meant, and ten thousand broken WebSocket messages."""

import asyncio
import random
import string
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from urllib.parse import quote

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import WebSocketException

from experiments import EXPERIMENTS
from experiments.experiment import Experiment
from load.connection import Connection
from load.report import Figure
from load.served import Served

REQUESTS, MESSAGES = 100_000, 10_000
CLIENTS = 24
PATIENCE = 30.0
NUMBERS = [
    "0",
    "-0",
    "1",
    "-1",
    "0.5",
    "1e308",
    "1e-320",
    "1e400",
    "nan",
    "inf",
    "-inf",
    "0x10",
    "1_0",
    "٣",
    "",
    " 1",
    "1,2",
    "1,,2",
]
TEXTS = [
    "true",
    "None",
    "[]",
    "{}",
    "__proto__",
    "../../etc/passwd",
    "%00",
    "\x00",
    "é",
    "𝛼",
    "' OR 1=1",
    "<script>",
    "~",
    ":",
    ";",
    "&",
    "=",
]
SMALL = {"steps": "20", "runs": "20", "points": "30", "size": "20", "epochs": "2"}  # what a valid one may cost
METHODS = ["GET"] * 40 + ["HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"]
LEAKS = (b"Traceback", b'File "', b"site-packages", b"root:x")
ODD_PATHS = [
    "/api/", "/api", "/api/momentum/", "/api/%2e%2e/app.py", "/api/..%2f..%2fetc%2fpasswd", "/live/%2e%2e/app.py",
    "/live//etc/passwd", "/live/..%5capp.py", "/metrics?x=1", "/_stcore/health?x", "/_stcore/stream",
    "/media/../app.py", "/component/x/../../app.py", "/app/static/../../app.py", "/%00", "/" + "a" * 3000, "//",
    "/api/momentum%00",
]  # fmt: skip


def _value(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.4:
        return rng.choice(NUMBERS)
    if kind < 0.6:
        return repr(rng.uniform(-2, 2) * 10.0 ** rng.randint(-9, 9))
    if kind < 0.9:
        return rng.choice(TEXTS)
    return "".join(rng.choices(string.printable, k=rng.randint(0, 60)))


def _mutated(text: str, rng: random.Random) -> str:
    """The valid value with one character changed, dropped or doubled."""
    if not text:
        return _value(rng)
    k = rng.randrange(len(text))
    return text[:k] + rng.choice(["", text[k] * 2, rng.choice(string.printable)]) + text[k + 1 :]


def _query(experiment: Experiment, rng: random.Random) -> str:
    controls = [*experiment.controls]
    pairs = [(name, cost) for name, cost in SMALL.items() if any(c.name == name for c in controls)]
    for control in rng.sample(controls, rng.randint(0, min(4, len(controls)))):
        valid = control.write(control.default)
        pairs.append((control.name, rng.choice([valid, valid, _mutated(valid, rng), _value(rng)])))
    if rng.random() < 0.2:
        pairs.append(
            (rng.choice(["format", "live", "x", "", "at", _value(rng)]), rng.choice(["csv", "json", "1", _value(rng)]))
        )
    rng.shuffle(pairs)
    raw = rng.random() < 0.1  # not quoted as it should be
    text = "&".join(f"{quote(name)}={quote(value, safe='' if rng.random() < 0.5 else ',:~')}" for name, value in pairs)
    return _mutated(text, rng) if raw else text


def request(rng: random.Random) -> tuple[str, str, str]:
    """(method, path, headers) of one."""
    headers = rng.choice(
        ["", "", "", "X-Tab: \xe9\r\n", "If-None-Match: *\r\n", 'If-None-Match: W/"a, "\r\n', "Range: bytes=5-1\r\n"]
    )
    if rng.random() < 0.05:
        return rng.choice(METHODS), rng.choice(ODD_PATHS), headers
    # Of what trains, fewer: a valid one takes a hundred times as long.
    (name, experiment), *_ = rng.choices(
        [*EXPERIMENTS.items()], [0.2 if e.heavy else 1.0 for e in EXPERIMENTS.values()]
    )
    path = f"/api/{name if rng.random() < 0.98 else quote(_value(rng), safe='')}?{_query(experiment, rng)}"
    return rng.choice(METHODS), "".join(c if 32 < ord(c) < 127 else quote(c) for c in path), headers


async def _requests(port: int, seed: int, count: int, seen: Counter[int], wrong: list[str]) -> None:
    rng = random.Random(seed)
    connection = await Connection.to(port)
    for _ in range(count):
        method, path, headers = request(rng)
        try:
            answer = await asyncio.wait_for(connection.get(path, f"X-Tab: {seed}\r\n{headers}", method), PATIENCE)
        except TimeoutError:
            wrong.append(f"{method} {path[:200]}: no answer")
            connection.close()
            connection = await Connection.to(port)
            continue
        except ConnectionError:  # what is not HTTP is cut off
            seen[0] += 1
            connection = await Connection.to(port)
            continue
        seen[answer.status] += 1
        busy = answer.status in (429, 503) and answer.header("retry-after")
        leaks = any(leak in answer.body for leak in LEAKS)
        if (
            (answer.status >= 500 and not busy)
            or leaks
            or (answer.status == 422 and method != "HEAD" and b'"accepts"' not in answer.body)
        ):
            wrong.append(f"{method} {path[:200]}: {answer.status} {answer.body[:100]!r}")
    connection.close()


def message(rng: random.Random) -> bytes | str:
    """One that Streamlit's browser side would not send."""
    kind = rng.random()
    if kind < 0.35:
        return rng.randbytes(rng.randint(0, 300))
    if kind < 0.4:
        return "".join(rng.choices(string.printable, k=20))
    back = BackMsg()
    back.rerun_script.query_string = (
        "&".join(f"{_value(rng)}={_value(rng)}" for _ in range(3)).encode("utf-8", "ignore").decode()
    )
    back.rerun_script.page_name = rng.choice(["momentum", "network", "nowhere", "../app", _value(rng)])
    if rng.random() < 0.5:
        state = back.rerun_script.widget_states.widgets.add()
        state.id = rng.choice(["$$ID-x-None", "$$ID-0-panel_momentum", _value(rng)])
        state.json_value = rng.choice(['{"commit":{"query":"beta=2"}}', "{", "null", _value(rng)])
    if rng.random() < 0.2:
        back.rerun_script.fragment_id = _value(rng)
    if rng.random() < 0.2:
        back.rerun_script.page_script_hash = _value(rng)
    data = back.SerializeToString()
    if kind < 0.85:  # cut off, or with some bytes changed
        broken = bytearray(data[: rng.randint(1, len(data))])
        for _ in range(rng.randint(1, 4)):
            broken[rng.randrange(len(broken))] = rng.randrange(256)
        return bytes(broken)
    return data


async def _messages(port: int, seed: int, count: int, closes: Counter[str]) -> None:
    rng = random.Random(seed)
    sent = 0
    while sent < count:
        with suppress(WebSocketException, ConnectionError):
            async with websockets.connect(
                f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=["streamlit"], compression=None, max_size=None
            ) as socket:
                reading = asyncio.create_task(_read_all(socket))
                while sent < count and not reading.done():
                    sent += 1
                    await socket.send(message(rng))
                    await asyncio.sleep(0.002)
                reading.cancel()
        closes["connections"] += 1


async def _read_all(socket: websockets.ClientConnection) -> None:
    with suppress(WebSocketException):
        async for _ in socket:
            pass


async def measure(served: Served) -> AsyncIterator[Figure]:
    """Requests, then messages; and whether the server is as it was."""
    pids = served.pids()
    seen: Counter[int] = Counter()
    wrong: list[str] = []
    share = REQUESTS // CLIENTS + 1
    await asyncio.gather(*(_requests(served.port, seed, share, seen, wrong) for seed in range(CLIENTS)))
    words = ", ".join(f"{count} × {status or 'cut off'}" for status, count in sorted(seen.items()))
    yield Figure(f"{seen.total()} generated requests", words, "≥ 100,000, no 5xx", not wrong)
    for line in wrong[:5]:
        yield Figure("", line, "", False)
    closes: Counter[str] = Counter()
    share = MESSAGES // CLIENTS + 1
    await asyncio.gather(*(_messages(served.port, seed, share, closes) for seed in range(CLIENTS)))
    yield Figure(f"{share * CLIENTS} broken messages", f"over {closes['connections']} connections", "≥ 10,000")
    connection = await Connection.to(served.port)
    answer = await connection.get("/api/momentum?live=1")
    fine = served.pids() == pids and answer.status == 200
    yield Figure("afterwards", f"answers {answer.status}, the same processes: {served.pids() == pids}", "", fine)
    connection.close()
