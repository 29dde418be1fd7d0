"""The control interface, for a simulator that runs in another process.

No token, no faults, not counted; JSON in and out.

- `GET /simulator/faults`: the faults that wait, those at random, all names.
- `POST /simulator/faults`: one of
  `{"name": "drop-after-booking", "times": 2, "on": "clockings"}` (`times` null: until cleared;
  `on`: clockings, tokens, reads or all), `{"probability": 0.2, "seed": 7, "on": "all"}`,
  `{"pace": {"slow_seconds": 5, "dribble_seconds": 1, "refuse_seconds": 30,
  "retry_after_seconds": 60}}`.
- `DELETE /simulator/faults`: end all of them.
- `GET /simulator/clockings`: everything booked, each with what was posted and by which request.
- `GET /simulator/counters`: requests, connections, tokens, booked, faults.
- `GET /simulator/portal`: where the fault `redirect` leads.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Any

from terminal.simulator.api import Target
from terminal.simulator.exchanges import Counters
from terminal.simulator.fault import PORTAL_PATH, Manner, portal_page
from terminal.simulator.faults import Faults
from terminal.simulator.ledger import BookedClocking
from terminal.simulator.listing import Reading
from terminal.simulator.message import Answer, Request, json_answer, plain_error


class Control:
    """Answers the control interface."""

    def __init__(
        self, reading: Reading, faults: Callable[[], Faults], counters: Callable[[], Counters]
    ) -> None:
        self._reading = reading
        self._faults = faults
        self._counters = counters

    def answer(self, request: Request) -> Answer:
        """Answer one request."""
        if request.path == PORTAL_PATH:
            return portal_page()
        match request.method, request.path:
            case ("GET", "/simulator/faults"):
                return json_answer(200, self._describe_faults())
            case ("POST", "/simulator/faults"):
                return self._change(request)
            case ("DELETE", "/simulator/faults"):
                self._faults().clear()
                return json_answer(200, self._describe_faults())
            case _:
                return self._answer_books(request)

    def _answer_books(self, request: Request) -> Answer:
        match request.method, request.path:
            case ("GET", "/simulator/clockings"):
                booked = [self._describe(one) for one in self._reading.ledger.all]
                return json_answer(200, {"clockings": booked})
            case ("GET", "/simulator/counters"):
                return json_answer(200, asdict(self._counters()))
            case _:
                return plain_error(404, "NotFound", f"No {request.method} {request.path} here")

    def _change(self, request: Request) -> Answer:
        try:
            self._apply(json.loads(request.body))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            return plain_error(400, "BadRequest", f"Not understood: {error}")
        return json_answer(201, self._describe_faults())

    def _apply(self, wish: Mapping[str, Any]) -> None:
        faults = self._faults()
        if "pace" in wish:
            faults.pace = replace(faults.pace, **wish["pace"])
        elif "probability" in wish:
            target = Target(wish.get("on", Target.ALL))
            faults.at_random(float(wish["probability"]), seed=wish.get("seed"), on=target)
        else:
            self._add(faults, wish)

    def _add(self, faults: Faults, wish: Mapping[str, Any]) -> None:
        fault, times = faults.named(wish["name"]), wish.get("times", 1)
        if fault.manner is Manner.REFUSED and times is None:
            raise ValueError("a port that refuses for ever could not be told to stop: give times")
        faults.add(fault, times=times, on=Target(wish.get("on", Target.CLOCKINGS)))

    def _describe_faults(self) -> dict[str, object]:
        faults = self._faults()
        chance = faults.chance
        return {
            "faults": [
                {"name": one.fault.name, "on": one.target, "times": one.times}
                for one in faults.planned
            ],
            "random": None if chance is None else asdict(chance),
            "pace": asdict(faults.pace),
            "known": sorted(faults.known),
        }

    def _describe(self, clocking: BookedClocking) -> dict[str, object]:
        return {
            "request": clocking.request,
            "booked_at": clocking.booked_at.isoformat(),
            "posted": clocking.posted,
            "clocking": self._reading.item(clocking),
        }
