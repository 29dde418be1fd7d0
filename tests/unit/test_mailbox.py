"""The mailbox of sync: how long it waits for more."""

from threading import Thread

from terminal.sync.mailbox import Mail, Mailbox, Nudge


def test_answers_that_come_close_together_share_a_commit() -> None:
    """The mailbox gathers until there is enough, and wakes the sync thread once for all of it."""
    mailbox = Mailbox()
    mailbox.nudge()
    looks: list[int] = []

    def post_seven() -> None:
        for _ in range(7):
            mailbox.nudge()

    def missing(mail: list[Mail]) -> int:
        looks.append(len(mail))
        if len(mail) == 1:
            Thread(target=post_seven).start()
        return 8 - len(mail)

    assert mailbox.wait(1, 10, missing) == [Nudge()] * 8
    assert looks == [1, 8]


def test_what_does_not_come_close_together_is_not_waited_for() -> None:
    """After a short silence the mailbox gives what it has."""
    mailbox = Mailbox()
    mailbox.nudge()

    assert mailbox.wait(1, 0.001, lambda _: 8) == [Nudge()]
