"""A plain caller of Protime's interface, for tests of the simulator; not the terminal's client."""

import http.client
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlencode, urlsplit

from terminal.simulator import READ_CLOCKINGS, WRITE_CLOCKINGS, ProtimeSimulator

TIMEOUT_SECONDS = 10.0
IN_OUT: Mapping[str, Any] = {
    "person": {"externalReferences": {"@badge-number": "1955"}},
    "date": "2024-12-17",
    "timeOfDayInMinutes": 500,
    "kind": "InOut",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, read completely."""

    status: int
    headers: Message
    body: bytes

    def json(self) -> Any:  # noqa: ANN401 - JSON is anything
        """Return the decoded body."""
        return json.loads(self.body)

    @property
    def reasons(self) -> str:
        """The reasons of a broken rule as one text."""
        return "; ".join(self.json()["error"]["reasons"])

    @property
    def wrong_fields(self) -> list[str]:
        """The fields that did not fit."""
        return [problem["field"] for problem in self.json()["validationErrors"]]


class ProtimeCaller:
    """One connection to a simulator, kept alive, with a token of its own."""

    def __init__(self, simulator: ProtimeSimulator, tls: ssl.SSLContext | None = None) -> None:
        self._simulator = simulator
        self.connection = self._connect(tls)
        self.token = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.connection.close()

    @property
    def headers(self) -> dict[str, str]:
        """The headers that the documentation asks for."""
        return {
            "Authorization": f"Bearer {self.token}",
            "User-Agent": "caller/1.0 (Acme Corp)",
            "Accept": "application/json",
            "Content-Type": "application/json",
        }

    def send(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Reply:
        """Send one request and read the answer completely; after a failure, connect anew."""
        chosen = dict(self.headers if headers is None else headers)
        try:
            self.connection.request(method, path, body, chosen)
            response = self.connection.getresponse()
            return Reply(response.status, response.headers, response.read())
        except (OSError, http.client.HTTPException):
            self.connection.close()
            raise

    def ask_token(self, **form: str) -> Reply:
        """Ask for a token with a form, by default the right one."""
        right = {
            "grant_type": "client_credentials",
            "client_id": "rehearsal",
            "client_secret": "not-a-secret",
            "scope": f"{READ_CLOCKINGS} {WRITE_CLOCKINGS}",
        }
        filled = {name: text for name, text in {**right, **form}.items() if text != "missing"}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        path = urlsplit(self._simulator.token_url).path
        return self.send("POST", path, urlencode(filled).encode(), headers)

    def log_in(self, scope: str = f"{READ_CLOCKINGS} {WRITE_CLOCKINGS}") -> None:
        """Get a token and use it from now on."""
        self.token = str(self.ask_token(scope=scope).json()["access_token"])

    def post(self, body: object = IN_OUT, headers: Mapping[str, str] | None = None) -> Reply:
        """Post a clocking."""
        return self.send("POST", self.clockings, json.dumps(body).encode(), headers)

    def list(self, filter_text: str, extra: str = "") -> Reply:
        """Ask for one page of clockings."""
        return self.send("GET", f"{self.clockings}?filter={quote(filter_text)}{extra}")

    def follow(self, link: str) -> Reply:
        """Ask for the page that a raw `nextLink` names."""
        return self.send("GET", quote(link, safe="/?&=(),@%-_'"))

    @property
    def clockings(self) -> str:
        """The path of the clockings."""
        return f"{urlsplit(self._simulator.api_url).path}/clockings"

    def _connect(self, tls: ssl.SSLContext | None) -> http.client.HTTPConnection:
        address = urlsplit(self._simulator.url)
        host, port = str(address.hostname), address.port
        if tls is None:
            return http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
        return http.client.HTTPSConnection(host, port, timeout=TIMEOUT_SECONDS, context=tls)
