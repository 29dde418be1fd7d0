"""Whatever can happen to a terminal, as steps that Hypothesis puts in any order."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from terminal.local_time import booked_time
from terminal.model import Selection
from terminal.outbox.beside.amending import OutboxAmending, open_amending
from terminal.sync.mailbox import NetworkChanged
from tests.parts.by_hand import KEPT, SELECTIONS
from tests.parts.fakes import BRUSSELS
from tests.parts.history import History
from tests.parts.model_protime import Will
from tests.parts.outbox_copies import copy
from tests.parts.promises import ON_ITS_WAY, Truth

EACH_BADGE = ("0001", "0002", "0003")
BADGES = st.sampled_from(EACH_BADGE)
WILLS = st.sampled_from(Will)
WRONG_BY = st.sampled_from([timedelta(days=-200), timedelta(minutes=-7), timedelta(days=4000)])
ANY = st.integers(0, 99)
LONG_ENOUGH_ROUNDS = 60


class Histories(History):
    """The steps. What holds after each stands in `Promises`."""

    @initialize(resends=st.booleans(), lag_seconds=st.sampled_from([0, 20]))
    def begin(self, *, resends: bool, lag_seconds: int) -> None:
        """A terminal is set up, and Protime's list lags behind or does not."""
        self.resends = resends
        self.protime.lag = timedelta(seconds=lag_seconds)
        copy(self.template, self.path)
        self.start()

    # What happens at the door

    @rule(badge=BADGES, selection=st.sampled_from(SELECTIONS))
    def swipe(self, badge: str, selection: Selection) -> None:
        """An acknowledged swipe has exactly one row, any other has none."""
        before = self.highest()
        is_acknowledged = self.terminal.swipe(badge, selection)

        assert self.highest() == before + is_acknowledged, "one row for each acknowledged swipe"
        if is_acknowledged:
            self.promises.truths[before + 1] = Truth(badge, selection, self.clock.true_at)
        self.look()

    @rule(
        badges=st.lists(BADGES, min_size=1, max_size=4),
        wills=st.lists(WILLS, max_size=4),
        pause_seconds=st.sampled_from([2, 21, 61]),
    )
    def busy_hour(self, badges: list[str], wills: list[Will], pause_seconds: int) -> None:
        """Several people come, and all threads work."""
        for badge in badges:
            self.swipe(badge, SELECTIONS[0])
            self.clock.advance(pause_seconds)
        self.protime.wills = wills
        self.work(pause_seconds)

    @rule()
    def everybody_is_refused(self) -> None:
        """Each badge comes, and Protime refuses all, as it does when its configuration is wrong."""
        self.protime.wills = [Will.REFUSES] * 6
        for badge in EACH_BADGE:
            self.swipe(badge, SELECTIONS[0])
        self.work(31)

    @rule()
    def good_days(self) -> None:
        """Days go by in which nothing is wrong, until what was delivered may go."""
        self.get_well()
        self.work(31)
        self.clock.advance((KEPT + timedelta(days=1)).total_seconds())
        self.swipe(EACH_BADGE[0], SELECTIONS[0])
        self.work(31)

    # What the threads do

    @rule()
    def release(self) -> None:
        """The sync thread dates held clockings."""
        self.terminal.release()
        self.look()

    @rule()
    def step(self) -> None:
        """The sync thread takes a step."""
        before = dict(self.promises.states)
        self.terminal.step()
        self.look()
        # It notes the minutes that clockings were given, which the order depends on.
        self.all_promises_hold()
        self.promises.each_badge_goes_in_order(before)

    @rule(times=st.integers(1, 3))
    def carry(self, times: int) -> None:
        """Couriers reach Protime, or do not; their answers are on the way."""
        for _ in range(times):
            self.terminal.carry()

    @rule(position=ANY)
    def hear(self, position: int) -> None:
        """One of the answers arrives."""
        self.terminal.hear(position)

    @rule(pause_seconds=st.sampled_from([0, 2, 31]))
    def work(self, pause_seconds: int) -> None:
        """All threads do what there is to do, and again a little later."""
        for _ in range(3):
            self.clock.advance(pause_seconds)
            self.release()
            self.step()
            while self.terminal.carry():
                self.terminal.hear()
        self.step()

    # What the world does

    @rule(seconds=st.sampled_from([1, 21, 61, 300, 3700, 3 * 86_400]))
    def wait(self, seconds: int) -> None:
        """Time passes."""
        self.clock.advance(seconds)

    @rule(wills=st.lists(WILLS, min_size=1, max_size=4), times=st.sampled_from([1, 6]))
    def protime_wills(self, wills: list[Will], times: int) -> None:
        """The next requests meet this."""
        self.protime.wills = wills * times

    @rule()
    def network_goes_or_comes(self) -> None:
        """A cable is pulled, or plugged in."""
        self.protime.is_reachable = not self.protime.is_reachable
        self.terminal.post(NetworkChanged())

    @rule()
    def scope_goes_or_comes(self) -> None:
        """Somebody takes the scope to read clockings away, or gives it."""
        self.protime.may_list = not self.protime.may_list
        self.was_blind |= not self.protime.may_list

    @rule(which=ANY, choice=st.sampled_from(["deletes", "edits", "hides"]))
    def manager_acts(self, which: int, choice: str) -> None:
        """Somebody changes what Protime has, or its list is wrong."""
        if self.protime.records:
            record = self.protime.records[which % len(self.protime.records)]
            record.is_deleted |= choice == "deletes"
            record.minute += choice == "edits"
            if choice == "hides":
                record.is_hidden = True
                self.promises.may_be_doubled.add(record.seq)

    @rule(wrong_by=WRONG_BY)
    def clock_is_wrong(self, wrong_by: timedelta) -> None:
        """The clock is stepped, and the kernel does not trust it any more."""
        self.clock.distrust(wrong_by)

    @rule()
    def clock_is_right(self) -> None:
        """The clock is set, and trusted."""
        self.clock.trust()

    @rule()
    def disk_fills_or_clears(self) -> None:
        """The file can grow no more, or again."""
        self.is_full = not self.is_full
        self.terminal.fill_disk(is_full=self.is_full)

    # How the terminal ends and begins

    @rule()
    def crash(self) -> None:
        """It ends between two steps, and is started again from what its file holds."""
        self.end()
        self.start()

    @rule(off_seconds=st.integers(0, 200), wrong_by=WRONG_BY)
    def power_cut(self, off_seconds: int, wrong_by: timedelta) -> None:
        """It ends, and begins another boot at a wrong time."""
        self.end()
        self.clock.advance(off_seconds)
        self.clock.reboot(wrong_by)
        self.start()

    @rule()
    @precondition(lambda self: not self.is_full)
    def restart(self) -> None:
        """It ends in order, and is started again."""
        self.terminal.stop()
        self.looking.close()
        self.start()

    # What people do

    @rule(choices=st.lists(st.sampled_from(["retry", "close", "booked", "date"]), min_size=1))
    @precondition(lambda self: not self.is_full)
    def person_decides(self, choices: list[str]) -> None:
        """An administrator settles what is open by hand, one way or the other."""
        states = self.promises.states.items()
        open_ones = [seq for seq, each in states if each in {"held", "uncertain", "rejected"}]
        for seq, choice in zip(open_ones, choices, strict=False):
            with open_amending(self.path, "ada", lambda: self.clock.now().at) as amending:
                self.decide(amending, choice, seq)
        self.look_anew()

    def decide(self, amending: OutboxAmending, choice: str, seq: int) -> None:
        match choice:
            case "retry" if self.promises.states[seq] == "uncertain":
                self.promises.may_be_doubled.add(seq)
                list(amending.retry_uncertain([seq], "I looked"))
            case "retry":
                list(amending.retry([seq], "known now"))
            case "close":
                amending.close(seq, "written down by hand")
            case "booked" if amending.mark_booked(seq, None, "seen there"):
                self.promises.said_booked.add(seq)
            case "date":
                true_at = self.promises.truths[seq].true_at
                amending.date(seq, booked_time(true_at, BRUSSELS), "I saw him")

    @invariant()
    def all_promises_hold(self) -> None:
        """What has to hold after each step does."""
        super().all_promises_hold()

    def teardown(self) -> None:
        """When all is healthy, all that was on its way or in doubt is settled."""
        try:
            if hasattr(self, "terminal"):
                self.heal()
                self.promises.nothing_is_stuck()
                self.all_promises_hold()
        finally:
            self.remove()

    def heal(self) -> None:
        self.get_well()
        for _ in range(LONG_ENOUGH_ROUNDS):
            while self.terminal.answers:
                self.terminal.hear()
            self.work(0)
            if not {*self.promises.states.values()} & {*ON_ITS_WAY, "uncertain"}:
                return
            self.clock.advance(301)
