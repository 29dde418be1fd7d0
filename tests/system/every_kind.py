"""One table of every documented kind of clocking, beside what makes it.

The bodies are those of Protime's page "Create a clocking", without their times. One is not taken as
it stands: its example with a geolocation gives text, and latitude for longitude, where its own
table says numbers; so numbers, as they are named.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tests.parts.every_reader import Way

Json = dict[str, Any]
PLACE = "\n[terminal.geolocation]\nlongitude = 4.392225\nlatitude = 51.144127\n"


@dataclass(frozen=True, slots=True)
class Row:
    """One clocking.

    Attributes:
        way: The reader of the swipe.
        body: What is to arrive, but for its time.
        chosen_by: What chooses the selection: a button, a function badge, or the reader itself.
        selection: What the selection means, in TOML.
        documented: Whether the whole body is an example of Protime's page.
    """

    way: Way
    body: Json
    chosen_by: Literal["", "button", "badge", "reader"] = ""
    selection: str = 'kind = "InOut"'
    documented: bool = False


@dataclass(frozen=True, slots=True)
class Wall:
    """A terminal, and what is done at it by one person.

    Attributes:
        badge: The badge number of that person.
        naming: By what Protime is to know people and the terminal, in TOML.
        rows: What is to arrive, in this order.
        more: The rest of the configuration.
    """

    badge: str
    naming: str
    rows: Sequence[Row]
    more: str = ""


TABLE = {
    "people by badge number, no terminal": Wall(
        badge="1955",
        naming='terminal_reference = ""',
        rows=[
            Row(
                "pcsc",
                {
                    "person": {"externalReferences": {"@badge-number": "1955"}},
                    "kind": "InOut",
                },
                documented=True,
            ),
            Row(
                "wiegand",
                {
                    "person": {"externalReferences": {"@badge-number": "1955"}},
                    "kind": "InOut",
                },
                documented=True,
            ),
            Row(
                "frames",
                {
                    "person": {"externalReferences": {"@badge-number": "1955"}},
                    "kind": "Reason",
                    "reason": {"externalReferences": {"@absence-code": "DOCTOR"}},
                },
                chosen_by="badge",
                selection="""
                    kind = "Reason"
                    reason = { "@absence-code" = "DOCTOR" }
                """,
            ),
            Row(
                "wiegand",
                {
                    "person": {"externalReferences": {"@badge-number": "1955"}},
                    "kind": "Reason",
                    "reason": {"externalReferences": {"SapReason": "0010"}},
                    "isOpen": True,
                },
                chosen_by="button",
                selection="""
                    kind = "Reason"
                    reason = { SapReason = "0010" }
                    is_open = true
                """,
            ),
            Row(
                "lines",
                {
                    "person": {"externalReferences": {"@badge-number": "1955"}},
                    "kind": "InOut",
                },
                documented=True,
            ),
        ],
    ),
    "people by internal id, no terminal": Wall(
        badge="76547",
        naming='person_reference = "id"\nterminal_reference = ""',
        rows=[
            Row(
                "pcsc",
                {
                    "person": {"id": 76547},
                    "kind": "Reason",
                    "reason": {"id": 6578},
                },
                chosen_by="button",
                selection="""
                    kind = "Reason"
                    reason = { id = 6578 }
                """,
                documented=True,
            ),
            Row(
                "frames",
                {
                    "person": {"id": 76547},
                    "kind": "Reason",
                    "reason": {"id": 6578},
                    "isOpen": False,
                },
                chosen_by="button",
                selection="""
                    kind = "Reason"
                    reason = { id = 6578 }
                    is_open = false
                """,
            ),
            Row(
                "lines",
                {
                    "person": {"id": 76547},
                    "kind": "ActivityEnd",
                },
                chosen_by="reader",
                selection='kind = "ActivityEnd"',
                documented=True,
            ),
        ],
    ),
    "people by employee number, terminals by a name of the customer's, with a place": Wall(
        badge="01256",
        naming="""
            person_reference = "@employee-number"
            terminal_reference = "SapTerminalCode"
            terminal_code = "SAPTO1"
        """,
        rows=[
            Row(
                "wiegand",
                {
                    "person": {"externalReferences": {"@employee-number": "01256"}},
                    "terminal": {"externalReferences": {"SapTerminalCode": "SAPTO1"}},
                    "geolocation": {"longitude": 4.392225, "latitude": 51.144127},
                    "kind": "Activity",
                    "activityLevels": [
                        {
                            "level": 1,
                            "activityDefinition": {
                                "externalReferences": {"@data-entry-code": "00014"}
                            },
                        },
                        {
                            "level": 2,
                            "activityDefinition": {
                                "externalReferences": {"@data-entry-code": "10019"}
                            },
                        },
                    ],
                },
                chosen_by="button",
                selection="""
                    kind = "Activity"
                    levels = [
                        { level = 1, activity = { "@data-entry-code" = "00014" } },
                        { level = 2, activity = { "@data-entry-code" = "10019" } },
                    ]
                """,
                documented=True,
            ),
            Row(
                "frames",
                {
                    "person": {"externalReferences": {"@employee-number": "01256"}},
                    "terminal": {"externalReferences": {"SapTerminalCode": "SAPTO1"}},
                    "geolocation": {"longitude": 4.392225, "latitude": 51.144127},
                    "kind": "InOut",
                },
            ),
        ],
        more=PLACE,
    ),
    "people by a name of the customer's, terminals by external code": Wall(
        badge="00317",
        naming='person_reference = "PayrollNumber"\nterminal_code = "PI-01"',
        rows=[
            Row(
                "lines",
                {
                    "person": {"externalReferences": {"PayrollNumber": "00317"}},
                    "terminal": {"externalReferences": {"@external-code": "PI-01"}},
                    "kind": "InOut",
                },
            ),
            Row(
                "pcsc",
                {
                    "person": {"externalReferences": {"PayrollNumber": "00317"}},
                    "terminal": {"externalReferences": {"@external-code": "PI-01"}},
                    "kind": "Activity",
                    "activityLevels": [
                        {
                            "level": 1,
                            "activityDefinition": {
                                "externalReferences": {"@external-reference": "WORKSHOP"}
                            },
                        },
                        {
                            "level": 2,
                            "activityDefinition": {
                                "externalReferences": {"@external-reference": "WELDING"}
                            },
                        },
                    ],
                },
                chosen_by="badge",
                selection="""
                    kind = "Activity"
                    levels = [
                        { level = 1, activity = { "@external-reference" = "WORKSHOP" } },
                        { level = 2, activity = { "@external-reference" = "WELDING" } },
                    ]
                """,
            ),
            Row(
                "frames",
                {
                    "person": {"externalReferences": {"PayrollNumber": "00317"}},
                    "terminal": {"externalReferences": {"@external-code": "PI-01"}},
                    "kind": "ActivityEnd",
                },
                chosen_by="badge",
                selection='kind = "ActivityEnd"',
            ),
        ],
    ),
    "people by badge number, terminals by internal id": Wall(
        badge="1955",
        naming='terminal_reference = "id"\nterminal_code = "765"',
        rows=[
            Row(
                "pcsc",
                {
                    "person": {"externalReferences": {"@badge-number": "1955"}},
                    "terminal": {"id": 765},
                    "kind": "Activity",
                    "activityLevels": [
                        {
                            "level": 1,
                            "activityDefinition": {"id": "5b0d3c1e-6f7a-4e2b-9c8d-0a1b2c3d4e5f"},
                        },
                        {
                            "level": 2,
                            "activityDefinition": {"id": "7c1e4d2f-7a8b-4f3c-8d9e-1b2c3d4e5f60"},
                        },
                    ],
                },
                chosen_by="reader",
                selection="""
                    kind = "Activity"
                    levels = [
                        { level = 1, activity = { id = "5b0d3c1e-6f7a-4e2b-9c8d-0a1b2c3d4e5f" } },
                        { level = 2, activity = { id = "7c1e4d2f-7a8b-4f3c-8d9e-1b2c3d4e5f60" } },
                    ]
                """,
            ),
            Row(
                "wiegand",
                {
                    "person": {"externalReferences": {"@badge-number": "1955"}},
                    "terminal": {"id": 765},
                    "kind": "Activity",
                    "activityLevels": [
                        {
                            "level": 1,
                            "activityDefinition": {"externalReferences": {"SapOrder": "000471"}},
                        },
                    ],
                },
                chosen_by="badge",
                selection="""
                    kind = "Activity"
                    levels = [{ level = 1, activity = { SapOrder = "000471" } }]
                """,
            ),
            Row(
                "lines",
                {
                    "person": {"externalReferences": {"@badge-number": "1955"}},
                    "terminal": {"id": 765},
                    "kind": "ActivityEnd",
                },
                chosen_by="button",
                selection='kind = "ActivityEnd"',
            ),
        ],
    ),
}
