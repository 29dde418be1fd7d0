"""What `setup` asks, in which order and in which words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """A question whose answer is a key of the configuration.

    Attributes:
        default: What Enter alone answers; None where there must be an answer.
    """

    section: str
    key: str
    words: str
    default: str | None = None


ABOUT_THE_PLACE = (
    Question("terminal", "name", "A name for this terminal, such as front-door"),
    Question("terminal", "time_zone", "Time zone of the workplace", "Europe/Brussels"),
)

ABOUT_THE_TENANT = (
    Question("protime", "environment", "production or sandbox", "production"),
    Question("protime", "tenant", "Tenant: acme, if your myProtime is acme.myprotime.eu"),
)

ABOUT_THE_CLIENT = (
    Question("protime", "company", "Your company, without accents"),
    Question("protime", "client_id", "Client id that Protime gave you"),
)

ABOUT_THE_TERMINAL = (
    Question("protime", "terminal_code", "Code of this terminal in Protime, empty for none", ""),
)

EVERY_QUESTION = (*ABOUT_THE_PLACE, *ABOUT_THE_TENANT, *ABOUT_THE_CLIENT, *ABOUT_THE_TERMINAL)
