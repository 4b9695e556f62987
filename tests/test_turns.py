"""Fair turns: who is next, who waits, and who is turned away."""

import asyncio
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api import turns
from api.turns import Client, Lane, Refused
from tests.asgi import run

clock = SimpleNamespace(now=0.0, perf_counter=lambda: clock.now)  # stands still but for the turns themselves


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr(turns, "time", clock)


async def spend(lane, client, seconds, order):
    async with lane.turn(client):
        order.append(client)
        clock.now += seconds


def order_of(requests, **limits):
    """The clients in the order of their turns, all having asked before the first one."""

    async def all_of_them():
        lane, order = Lane(**({"width": 1, "longest": 1000, "own": 1000} | limits)), []
        await asyncio.gather(*(spend(lane, client, seconds, order) for client, seconds in requests))
        assert lane.waiting == lane.running == 0
        return order

    return run(all_of_them())


def test_two_addresses_take_turns_however_many_requests_one_of_them_has():
    greedy, modest = Client("a"), Client("b")
    order = order_of([(greedy, 0.001)] * 50 + [(modest, 0.001)] * 3)
    assert [k for k, client in enumerate(order) if client == modest][-1] <= 6


def test_tabs_of_one_address_take_turns():
    order = order_of([(Client("a", "one"), 0.001)] * 50 + [(Client("a", "two"), 0.001)] * 3)
    assert [k for k, client in enumerate(order) if client.tab == "two"][-1] <= 6


def test_inventing_tabs_gains_nothing_over_other_addresses():
    order = order_of([(Client("a", f"tab{k}"), 0.001) for k in range(50)] + [(Client("b"), 0.001)] * 3)
    assert [k for k, client in enumerate(order) if client.address == "b"][-1] <= 6


def test_time_counts_and_not_the_number_of_requests():
    slow, quick = Client("slow"), Client("quick")
    order = order_of([(slow, 0.02)] * 5 + [(quick, 0.002)] * 40)
    assert order[:20].count(slow) <= 2


def test_who_was_away_has_nothing_saved_up():
    async def story():
        lane, order = Lane(1, 1000, 1000), []
        there = [asyncio.create_task(spend(lane, Client("a"), 0.002, order)) for _ in range(40)]
        while len(order) < 15:
            await asyncio.sleep(0)
        late = [asyncio.create_task(spend(lane, Client("b"), 0.002, order)) for _ in range(20)]
        await asyncio.gather(*there, *late)
        return [client.address for client in order[17:27]]

    assert run(story()).count("a") == 5


def test_one_tab_may_have_so_much_waiting_and_is_told_so():
    async def story():
        lane = Lane(1, 1000, 3)
        tasks = [asyncio.create_task(spend(lane, Client("a"), 0.0, [])) for _ in range(8)]
        return [r.status for r in await asyncio.gather(*tasks, return_exceptions=True) if isinstance(r, Refused)]

    assert run(story()) == [429] * 5


def test_where_too_much_waits_the_address_with_most_of_it_gives_way():
    async def story():
        lane, order = Lane(1, 10, 1000), []
        greedy = [asyncio.create_task(spend(lane, Client("a", f"{k}"), 0.0, order)) for k in range(15)]
        modest = [asyncio.create_task(spend(lane, Client("b"), 0.0, order)) for _ in range(2)]
        refusals = await asyncio.gather(*greedy, *modest, return_exceptions=True)
        return [r and r.status for r in refusals], order

    refusals, order = run(story())
    assert refusals[-2:] == [None, None]
    assert refusals.count(503) == 7
    assert len(order) == 10


def test_who_is_turned_away_and_gives_up_at_that_moment_counts_once():
    async def story():
        lane = Lane(1, 2, 5)
        patient = [asyncio.create_task(spend(lane, Client("a", f"{k}"), 0.0, [])) for k in range(2)]
        await asyncio.sleep(0)
        longest = asyncio.create_task(spend(lane, Client("a", "2"), 0.0, []))
        other = asyncio.create_task(spend(lane, Client("b"), 0.0, []))
        await asyncio.sleep(0)
        for task in (*patient, longest):
            task.cancel()
        await asyncio.gather(*patient, longest, other, return_exceptions=True)
        return lane.waiting, lane.running

    assert run(story()) == (0, 0)


def test_as_many_run_at_once_as_the_lane_is_wide():
    async def story():
        lane, most = Lane(3, 1000, 1000), 0

        async def one():
            nonlocal most
            async with lane.turn(Client("a")):
                most = max(most, lane.running)
                await asyncio.sleep(0.001)

        await asyncio.gather(*(one() for _ in range(20)))
        return most

    assert run(story()) == 3


def test_an_error_in_a_turn_ends_the_turn():
    async def story():
        lane = Lane(1, 10, 10)
        with pytest.raises(ZeroDivisionError):
            async with lane.turn(Client("a")):
                raise ZeroDivisionError
        async with lane.turn(Client("a")) as waited:
            return waited

    assert 0.0 <= run(story()) < 1.0


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xy"), st.integers(0, 12)), max_size=25),
    st.integers(1, 3),
    st.integers(1, 6),
    st.integers(1, 4),
)
def test_whoever_asks_gives_up_or_is_refused_nothing_is_left_behind(asked, width, longest, own):
    """Each asks in turn; one is cancelled after that many rounds of the event loop, if it has not ended."""

    async def one(lane, client):
        async with lane.turn(client):
            await asyncio.sleep(0)

    async def story():
        lane = Lane(width, longest, own)
        tasks = []
        for address, tab, patience in asked:
            task = asyncio.create_task(one(lane, Client(address, tab)))
            tasks.append((task, patience))
            await asyncio.sleep(0)
        for rounds in range(13):
            for task, patience in tasks:
                if patience == rounds:
                    task.cancel()
            await asyncio.sleep(0)
        results = await asyncio.gather(*(task for task, _ in tasks), return_exceptions=True)
        assert all(r is None or isinstance(r, Refused | asyncio.CancelledError) for r in results)
        assert lane.waiting == lane.running == 0
        await asyncio.wait_for(one(lane, Client("after")), 1.0)

    run(story())
