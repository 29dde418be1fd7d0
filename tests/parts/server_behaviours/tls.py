"""What goes wrong before a connection is safe."""

from terminal.model import Unavailable, Uncertain
from tests.parts.server_behaviours.row import (
    SHORT_SECONDS,
    Network,
    ServerBehaviour,
)
from tests.parts.server_script import Await, Close, Hang, Reset, Send, head

TLS_FAULTS = (
    *(
        ServerBehaviour(
            name=network.name.lower().replace("_", " "),
            verdict=Unavailable,
            words=words,
            posts=0,
            network=network,
        )
        for network, words in (
            (Network.TLS_UNKNOWN_AUTHORITY, "local issuer certificate"),
            (Network.TLS_WRONG_HOST, "mismatch"),
            (Network.TLS_EXPIRED, "certificate has expired): is this terminal's clock right"),
        )
    ),
    ServerBehaviour(
        name="TLS not spoken",
        verdict=Unavailable,
        words="no TLS with protime.test: WRONG_VERSION_NUMBER",
        posts=0,
        network=Network.TLS_NOT_SPOKEN,
        on_connect=(Send(head(400)), Hang()),
    ),
    ServerBehaviour(
        name="reset before TLS",
        verdict=Unavailable,
        posts=0,
        words="no TLS with protime.test",
        network=Network.TLS,
        on_connect=(Await(), Reset()),
    ),
    ServerBehaviour(
        name="close before TLS",
        verdict=Unavailable,
        words="no TLS with protime.test",
        posts=0,
        network=Network.TLS,
        on_connect=(Await(), Close()),
    ),
    ServerBehaviour(
        name="silence before TLS",
        verdict=Unavailable,
        words="no TLS with protime.test: The handshake operation timed out",
        posts=0,
        network=Network.TLS,
        on_connect=(Hang(),),
        timeout_seconds=SHORT_SECONDS,
    ),
    ServerBehaviour(
        name="reset after the request within TLS",
        verdict=Uncertain,
        words="no usable answer",
        network=Network.TLS,
        api=((Reset(),),),
    ),
)
