"""What Prometheus reads. The only module that knows its library."""

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)

from terminal.ports import OutboxUnavailable
from terminal.watching.standing import Look, Standing
from terminal.watching.tally import Counted, Spread, Tally

PREFIX = "badge_terminal"
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Exposition:
    """All metrics of a terminal as text, gathered anew each time.

    No label holds anything of a person: neither badge numbers nor words of the server.

    Args:
        tally: What was counted.
        look: Looks at the outbox.
        build: The labels of the build information.
        now: Seconds since 1970.
    """

    def __init__(
        self, tally: Tally, look: Look, build: dict[str, str], now: Callable[[], float]
    ) -> None:
        self._tally = tally
        self._look = look
        self._build = build
        self._now = now
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(self)
        # A name of its own: beside it in a text file, the node exporter has its own process_*.
        ProcessCollector(namespace=PREFIX, registry=self._registry)

    def text(self) -> bytes:
        """Return the metrics in Prometheus' text format."""
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics; the library calls it."""
        yield _gauge(
            "build_info", "The version that runs and the name of its terminal.", self._build
        )
        yield _gauge_of(
            "collected_timestamp_seconds", "When these figures were gathered.", self._now()
        )
        yield from _counted(self._tally.counted())
        try:
            standing = self._look()
        except OutboxUnavailable:
            yield _gauge_of("outbox_readable", _READABLE, 0)
        else:
            yield _gauge_of("outbox_readable", _READABLE, 1)
            yield from _standing(standing)


_READABLE = "Whether the outbox could be looked at; without it, part of the metrics is missing."


def _counted(counted: Counted) -> Iterator[Metric]:
    yield _counter(
        "swipes", "Swipes, by what became of them at the door.", "result", counted.swipes
    )
    cues = {cue.value: number for cue, number in counted.cues.items()}
    yield _counter("cues", "Cues of light and sound.", "cue", cues)
    outcomes = {state.value: number for state, number in counted.outcomes.items()}
    yield _counter(
        "outcomes",
        "What attempts and read-back made of clockings; pending is what goes out again.",
        "state",
        outcomes,
    )
    recoveries = counted.reader_recoveries
    yield _counter(
        "reader_recoveries", "Readers that were lost and came back.", "reader", recoveries
    )
    yield CounterMetricFamily(
        f"{PREFIX}_link_losses",
        "How often Protime could be reached and then no longer.",
        value=counted.link_losses,
    )
    yield _histogram("swipe_stored_seconds", "From a swipe until it was on disk.", counted.stored)
    yield _histogram(
        "swipe_booked_seconds", "From a swipe until Protime was known to have it.", counted.booked
    )


def _standing(standing: Standing) -> Iterator[Metric]:
    clockings = GaugeMetricFamily(
        f"{PREFIX}_clockings", "Clockings in the outbox, by state.", labels=["state"]
    )
    for state, count in standing.counts.items():
        clockings.add_metric([state.value], count)
    yield clockings
    yield _gauge_of(
        "oldest_unsent_age_seconds",
        "How long the oldest clocking has waited that is not delivered, refused or closed.",
        standing.oldest_unsent_age_seconds,
    )
    yield _gauge_of(
        "incidents", "What befell the outbox and nobody acknowledged.", standing.incidents
    )
    yield from _parts(standing)


def _parts(standing: Standing) -> Iterator[Metric]:
    yield _gauge_of("link_up", "Whether Protime can be reached.", standing.is_in("link", "up"))
    yield _gauge_of(
        "configuration_fault",
        "Whether Protime refuses this terminal until somebody mends its settings.",
        standing.is_in("link", "configuration fault"),
    )
    yield _gauge_of(
        "clock_trusted",
        "Whether the time of a swipe is known at once, or soon by Protime's answers.",
        standing.is_clock_trusted,
    )
    yield _gauge_of(
        "clock_disputed",
        "Whether the clock differs from Protime's.",
        standing.is_in("clock", "disputed"),
    )
    yield _gauge_of(
        "read_back_on",
        "Whether the terminal can look in Protime for what is uncertain.",
        standing.is_in("read-back", "on"),
    )
    if standing.has_place:
        yield _gauge_of(
            "place_known",
            "Whether a terminal that moves knows where it is; only with [gpsd].",
            standing.is_in("place", "known"),
        )
    if standing.has_buttons:
        yield _gauge_of(
            "buttons_found",
            "Whether the push buttons work; only where there are any.",
            standing.is_in("buttons", "found"),
        )
    readers = GaugeMetricFamily(
        f"{PREFIX}_reader_found", "Whether a reader is there.", labels=["reader"]
    )
    for reader, is_found in standing.readers().items():
        readers.add_metric([reader], is_found)
    yield readers


def _gauge(name: str, words: str, labels: dict[str, str]) -> Metric:
    family = GaugeMetricFamily(f"{PREFIX}_{name}", words, labels=list(labels))
    family.add_metric(list(labels.values()), 1)
    return family


def _gauge_of(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"{PREFIX}_{name}", words, value=value)


def _counter(name: str, words: str, label: str, numbers: dict[str, int]) -> Metric:
    family = CounterMetricFamily(f"{PREFIX}_{name}", words, labels=[label])
    for value, number in numbers.items():
        family.add_metric([value], number)
    return family


def _histogram(name: str, words: str, spread: Spread) -> Metric:
    bounds = [*(f"{bound:g}" for bound in spread.within_seconds), "+Inf"]
    up_to = [sum(spread.counts[: index + 1]) for index in range(len(bounds))]
    return HistogramMetricFamily(
        f"{PREFIX}_{name}",
        words,
        buckets=list(zip(bounds, map(float, up_to), strict=True)),
        sum_value=spread.sum_seconds,
    )
