"""A simulator that waits only moments in its faults, and a caller that is logged in."""

from collections.abc import Iterator

import pytest

from terminal.simulator import Pace, ProtimeSimulator
from tests.parts.protime_caller import ProtimeCaller


@pytest.fixture
def simulator() -> Iterator[ProtimeSimulator]:
    """A running simulator with the example directory."""
    pace = Pace(slow_seconds=0.2, dribble_seconds=0.001, refuse_seconds=0.2)
    with ProtimeSimulator(pace=pace) as simulator:
        yield simulator


@pytest.fixture
def caller(simulator: ProtimeSimulator) -> Iterator[ProtimeCaller]:
    """A caller with a token."""
    with ProtimeCaller(simulator) as caller:
        caller.log_in()
        yield caller
