"""Answers to a person at the door."""

from enum import StrEnum


class Cue(StrEnum):
    """What light, sound and text tell a person.

    `READY` ends a fault; `READER_FAULT`, `STORAGE_FAULT` and `CONFIGURATION_FAULT` stand until
    it does. All others are over by themselves.
    """

    READY = "ready"
    ACCEPTED = "accepted"
    ACCEPTED_OFFLINE = "accepted-offline"
    REPEATED = "repeated"
    UNREADABLE = "unreadable"
    CHANGING_BADGE = "changing-badge"
    STORAGE_FAULT = "storage-fault"
    READER_FAULT = "reader-fault"
    CONFIGURATION_FAULT = "configuration-fault"
