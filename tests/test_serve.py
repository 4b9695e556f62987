"""The app as a classroom gets it: one process per core, and what happens where it cannot be so."""

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import closing

import pytest
import websockets

from deploy import serve
from load.pages import Page
from load.served import ROOT, Served, free_port
from tests.asgi import run


@pytest.fixture(scope="module")
def served():
    running = Served(WEB_CONCURRENCY="2", ACCESS_LOG="1", ALLOWED_HOSTS="lab.example, *.school.example")
    yield running
    running.stop()


def status(url, method="GET", **headers):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers, method=method), timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def counted(served, line):
    with urllib.request.urlopen(f"{served.url}/metrics") as answer:
        rows = answer.read().decode().splitlines()
    return sum(float(row.split()[-1]) for row in rows if row.startswith(line))


def test_there_is_a_process_per_core_and_metrics_are_of_all_of_them(served):
    assert len(served.pids()) == 2
    before = counted(served, "descent_requests_total")
    for _ in range(20):  # each over a connection of its own
        assert status(f"{served.url}/api/momentum?steps=10") == 200
    assert counted(served, "descent_requests_total") == before + 20


def test_a_process_that_dies_is_replaced_and_its_queue_forgotten(served):
    before = served.pids()
    os.kill(before[0], signal.SIGKILL)
    give_up = time.monotonic() + 60
    while set(before) & {before[0]} & set(served.pids()) or len(served.pids()) < 2:
        assert time.monotonic() < give_up
        time.sleep(0.1)
    while status(f"{served.url}/api/momentum?steps=10") != 200:
        assert time.monotonic() < give_up
    assert before[1] in served.pids()
    assert counted(served, 'descent_queue{lane="heavy"}') == 0


def test_the_access_log_has_one_line_of_json_a_request(served):
    status(f"{served.url}/api/momentum?beta=2&steps=7")
    give_up = time.monotonic() + 10
    while not (found := [line for line in served.words().splitlines() if "beta=2&steps=7" in line]):
        assert time.monotonic() < give_up  # it is written when the answer is out
        time.sleep(0.01)
    (line,) = map(json.loads, found)
    assert (line["method"], line["path"], line["status"], line["client"]) == ("GET", "/api/momentum", 422, "127.0.0.1")
    assert line["ms"] > 0
    assert line["bytes"] > 0


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("HEAD", "/api/momentum?steps=10", 200),
        ("POST", "/api/momentum?steps=10", 405),
        ("PUT", "/api/momentum?beta=2", 405),
        ("GET", "/api/", 404),
        ("GET", "/api/alchemy", 404),
        ("GET", "/api/momentum/", 404),
        ("GET", "/api/%2e%2e/app.py", 404),
        ("GET", "/api/..%2f..%2fetc%2fpasswd", 404),
    ],
)
def test_what_the_api_does_not_have_is_refused_and_no_error(served, method, path, expected):
    assert status(served.url + path, method) == expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [("lab.example", 200), ("a.school.example:8501", 200), ("localhost", 200), ("evil.example", 400), ("", 400)],
)
def test_only_the_names_that_the_app_goes_by_are_answered(served, host, expected):
    assert status(f"{served.url}/api/momentum?steps=10", Host=host) == expected
    assert status(f"{served.url}/", Host=host) == expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, 200),
        ({"Origin": "http://lab.example"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}, 200),
    ],
)
def test_another_sites_page_cannot_make_visitors_ask_the_api(served, headers, expected):
    assert status(f"{served.url}/api/momentum?steps=10", Host="lab.example", **headers) == expected


@pytest.mark.parametrize(
    ("headers", "opens"),
    [
        ({}, True),
        ({"Origin": "http://lab.example", "Host": "lab.example"}, True),
        ({"Origin": "https://evil.example", "Host": "lab.example"}, False),
        ({"Origin": "https://evil.example", "Host": "evil.example"}, False),
    ],
)
def test_another_sites_page_cannot_open_a_session(served, headers, opens):
    async def connect():
        with closing(socket.create_connection(("127.0.0.1", served.port))) as connection:
            lines = {
                "Host": "localhost",
                "Connection": "Upgrade",
                "Upgrade": "websocket",
                "Sec-WebSocket-Version": "13",
            }
            lines |= {"Sec-WebSocket-Key": "x3JJHMbDL1EzLkh9GBhXDw=="} | headers
            head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
            connection.sendall(f"GET /_stcore/stream HTTP/1.1\r\n{head}\r\n".encode())
            return connection.recv(100).split()[1]

    assert (run(connect()) == b"101") == opens


def test_who_never_reads_keeps_nobody_waiting(served):
    idle = []
    for _ in range(20):
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        connection.connect(("127.0.0.1", served.port))
        connection.sendall(b"GET /api/momentum?live=1 HTTP/1.1\r\nHost: localhost\r\n\r\n" * 200)
        idle.append(connection)
    assert status(f"{served.url}/api/momentum?live=1") == 200
    for connection in idle:
        connection.close()


def test_the_kernel_cuts_off_who_never_reads():
    (listener,) = serve.listening("127.0.0.1", 0)
    with closing(listener):
        client = socket.create_connection(listener.getsockname())
        accepted, _ = listener.accept()
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == serve.UNREAD
        accepted.close()
        client.close()


def test_without_an_address_both_protocols_are_served_and_a_proxy_on_this_machine_is_believed():
    port = free_port()
    for listener in serve.listening("", port):
        with closing(listener), closing(socket.socket(listener.family)) as client:
            client.connect(("::1" if listener.family == socket.AF_INET6 else "127.0.0.1", port))
            assert client.getpeername()[0] in ("127.0.0.1", "::1")  # and no ::ffff:127.0.0.1


def test_it_ends_cleanly_while_pages_are_open_and_networks_train():
    served = Served(WEB_CONCURRENCY="2")

    async def busy():
        pages = [Page(served.port) for _ in range(4)]
        for page in pages:
            await page.open()
        reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
        writer.write(b"GET /api/network?steps=60000&hidden=32,32 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        await asyncio.sleep(0.5)
        began = time.monotonic()
        ended = await asyncio.to_thread(served.stop)
        with pytest.raises(websockets.ConnectionClosed):
            await pages[0].rerun(0.001)
        writer.close()
        return ended, time.monotonic() - began

    ended, seconds = run(busy())
    assert ended == 0
    assert seconds < 10  # docker stop's patience
    assert "Traceback" not in served.words()


def ended(*, folder=ROOT, **environment):
    """Exit status and words of a server that does not start."""
    done = subprocess.run(
        [sys.executable, "-m", "deploy.serve"],
        cwd=folder,
        env=os.environ | {"ADDRESS": "127.0.0.1", "PORT": str(free_port())} | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_an_occupied_port_is_named():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        code, words = ended(PORT=str(port))
    assert code == 1
    assert f"{port}" in words
    assert "in use" in words
    assert "Traceback" not in words


@pytest.mark.parametrize("name", ["PORT", "WEB_CONCURRENCY"])
@pytest.mark.parametrize("text", ["eighty", "-1", "65536", "0", "1.5"])
def test_a_setting_that_is_no_number_is_named(name, text):
    code, words = ended(**{name: text})
    assert code == 1
    assert f"{name} accepts a whole number from 1 to 65535; got '{text}'" in words
    assert "Traceback" not in words


def test_a_broken_lesson_file_ends_the_start_and_is_named(tmp_path):
    for name in (".streamlit", "api", "deploy", "experiments", "landscapes", "lessons", "live", "optimizers", "pages"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy2(ROOT / "app.py", tmp_path)
    file = tmp_path / "lessons" / "lessons.toml"
    file.write_text(file.read_text().replace("page = ", "pages = ", 1))
    code, words = ended(folder=tmp_path)
    assert code == 1
    assert "lesson 1" in words
    assert "page accepts a text" in words
    assert "Traceback" not in words


def test_no_place_to_write_to_is_named(monkeypatch):
    def refuse(**_):
        raise PermissionError("read-only file system")

    monkeypatch.setattr(tempfile, "mkdtemp", refuse)
    with pytest.raises(SystemExit, match="--tmpfs /tmp"):
        serve.prepare_files()


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, os.cpu_count()),
        ({"cpu.max": "max 100000"}, os.cpu_count()),
        ({"cpu.max": "50000 100000"}, 1),
        ({"cpu/cpu.cfs_quota_us": "100000", "cpu/cpu.cfs_period_us": "100000"}, 1),
        ({"cpu/cpu.cfs_quota_us": "-1", "cpu/cpu.cfs_period_us": "100000"}, os.cpu_count()),
        ({"cpu.max": "6400000 100000"}, os.cpu_count()),
    ],
)
def test_a_containers_quota_counts_as_cores(tmp_path, monkeypatch, files, expected):
    write(tmp_path, files)
    monkeypatch.setattr(serve, "CGROUP", tmp_path)
    assert serve.cores() == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, 4),
        ({"memory.max": "max"}, 4),
        ({"memory.max": f"{1 << 30}"}, 3),
        ({"memory.max": f"{100 << 20}"}, 1),
        ({"memory/memory.limit_in_bytes": f"{700 << 20}"}, 2),
        ({"memory/memory.limit_in_bytes": f"{(1 << 63) - 4096}"}, 4),
    ],
)
def test_too_little_memory_means_fewer_processes_and_is_said(tmp_path, monkeypatch, capsys, files, expected):
    write(tmp_path, files)
    monkeypatch.setattr(serve, "CGROUP", tmp_path)
    assert serve.processes(4) == expected
    assert ("Memory is limited" in capsys.readouterr().err) == (expected < 4)


def write(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text + "\n")


def test_durations_do_not_come_from_a_clock_that_can_be_set():
    sources = [path for path in ROOT.glob("*/*.py") if path.parent.name not in ("tests", ".venv")]
    assert [path.name for path in sources if "time.time(" in path.read_text()] == []
