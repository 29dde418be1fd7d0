"""Everything a server, or the network before it, may do to a clocking, and what must follow."""

from tests.parts.server_behaviours.broken import BROKEN_ANSWERS, BROKEN_WAYS
from tests.parts.server_behaviours.refusals import LOADS, OUR_OWN_FAULTS, REFUSALS
from tests.parts.server_behaviours.row import Network, ServerBehaviour
from tests.parts.server_behaviours.strangers import STRANGERS
from tests.parts.server_behaviours.successes import BOOKINGS, SUCCESSES_IN_DOUBT
from tests.parts.server_behaviours.tls import TLS_FAULTS
from tests.parts.server_behaviours.without_token import WITHOUT_TOKEN

__all__ = ["SERVER_BEHAVIOURS", "Network", "ServerBehaviour"]

SERVER_BEHAVIOURS: tuple[ServerBehaviour, ...] = (
    *BOOKINGS,
    *SUCCESSES_IN_DOUBT,
    *STRANGERS,
    *REFUSALS,
    *OUR_OWN_FAULTS,
    *LOADS,
    *BROKEN_ANSWERS,
    *BROKEN_WAYS,
    *TLS_FAULTS,
    *WITHOUT_TOKEN,
)
