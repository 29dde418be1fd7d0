"""The control interface, for a simulator in another process."""

import json
from typing import Any

import pytest

from terminal.simulator import ProtimeSimulator, Target
from tests.parts.protime_caller import IN_OUT, ProtimeCaller


def control(caller: ProtimeCaller, method: str, part: str, wish: object = None) -> Any:  # noqa: ANN401 - JSON is anything
    """Send one request to the control interface, without a token."""
    body = b"" if wish is None else json.dumps(wish).encode()
    return caller.send(method, f"/simulator/{part}", body, {}).json()


def test_faults_are_added_listed_and_cleared(
    simulator: ProtimeSimulator, caller: ProtimeCaller
) -> None:
    """What is posted is planned; deleting ends it all."""
    control(caller, "POST", "faults", {"name": "500"})
    control(caller, "POST", "faults", {"name": "portal", "times": None, "on": "all"})
    listed = control(caller, "POST", "faults", {"probability": 0.5, "seed": 7, "on": "reads"})

    assert listed["faults"] == [
        {"name": "500", "on": "clockings", "times": 1},
        {"name": "portal", "on": "all", "times": None},
    ]
    assert listed["random"] == {"probability": 0.5, "target": "reads", "seed": 7}
    assert listed == control(caller, "GET", "faults")
    assert set(listed["known"]) == set(simulator.faults.known)
    cleared = control(caller, "DELETE", "faults")
    assert (cleared["faults"], cleared["random"]) == ([], None)


def test_the_pace_is_changed(simulator: ProtimeSimulator, caller: ProtimeCaller) -> None:
    """A pace that is not named stays."""
    control(caller, "POST", "faults", {"pace": {"retry_after_seconds": 5}})

    assert simulator.faults.pace.retry_after_seconds == 5
    assert simulator.faults.pace.slow_seconds == 0.2


def test_a_refusal_is_answered_before_it_begins(
    simulator: ProtimeSimulator, caller: ProtimeCaller
) -> None:
    """The wish to refuse gets its answer; one for ever is not granted."""
    assert "error" in control(caller, "POST", "faults", {"name": "refuse", "times": None})
    assert "known" in control(caller, "POST", "faults", {"name": "refuse"})
    with ProtimeCaller(simulator) as another, pytest.raises(ConnectionRefusedError):
        another.ask_token()


@pytest.mark.parametrize(
    "wish",
    [
        {},
        [],
        {"name": "nonsense"},
        {"name": "500", "on": "nothing"},
        {"name": "500", "times": "many"},
        {"probability": "often"},
        {"pace": {"speed": 1}},
    ],
)
def test_a_wish_that_is_not_understood_changes_nothing(
    simulator: ProtimeSimulator, caller: ProtimeCaller, wish: object
) -> None:
    """It is told what is wrong."""
    assert "Not understood" in control(caller, "POST", "faults", wish)["error"]["message"]
    assert simulator.faults.planned == ()


def test_everything_booked_is_shown(caller: ProtimeCaller) -> None:
    """Each clocking with what was posted, by which request, and when."""
    caller.post()
    (shown,) = control(caller, "GET", "clockings")["clockings"]

    assert shown["posted"] == IN_OUT
    assert shown["request"] == 2
    assert shown["clocking"]["id"] == 19250
    assert shown["booked_at"].endswith("+00:00")


def test_counters_leave_the_control_interface_out(caller: ProtimeCaller) -> None:
    """Only what a terminal does is counted, and faults do not touch this interface."""
    control(caller, "POST", "faults", {"name": "500", "times": None, "on": Target.ALL})
    caller.post()

    assert control(caller, "GET", "counters") == {
        "requests": 2,
        "connections": 1,
        "tokens": 1,
        "booked": 0,
        "faults": 1,
    }


@pytest.mark.parametrize(("method", "part"), [("GET", "nothing"), ("POST", "counters")])
def test_the_rest_is_not_there(caller: ProtimeCaller, method: str, part: str) -> None:
    """Anything else is not found."""
    assert control(caller, method, part, {})["error"]["code"] == "NotFound"
