"""The configuration of the demo: a file like any other."""

from pathlib import Path

from terminal.config import Config, load
from terminal.simulator import ProtimeSimulator

_CONFIG = """\
# Written by the demo. Use it to look around: badge-terminal status --config {folder}/terminal.toml
[terminal]
name = "demo"
time_zone = "Europe/Brussels"
repeat_window_seconds = 10   # a rehearsal may go below 60
clock_trust = "always"

[protime]
tenant = "acme"
company = "Acme Corp"
client_id = "{client_id}"
terminal_code = "PI-01"
timeout_seconds = 5
api_url = "{api_url}"
token_url = "{token_url}"

[[readers]]
kind = "console"
name = "prompt"

[[selections]]
name = "doctor"
labels = {{ nl = "Dokter", fr = "Médecin", en = "Doctor" }}
kind = "Reason"
reason = {{ "@absence-code" = "DOCTOR" }}
badge = "9001"

[[selections]]
name = "project"
labels = {{ en = "Project 10019 in the workshop" }}
kind = "Activity"
levels = [
  {{ level = 1, activity = {{ "@data-entry-code" = "00014" }} }},
  {{ level = 2, activity = {{ "@data-entry-code" = "10019" }} }},
]
badge = "9002"

[[selections]]
name = "end"
labels = {{ en = "End of activities" }}
kind = "ActivityEnd"
badge = "9003"

[outbox]
path = "{folder}/outbox.db"
"""


def written_config(folder: Path, simulator: ProtimeSimulator) -> Config:
    """Write the configuration into a folder and load it from there."""
    file = folder / "terminal.toml"
    text = _CONFIG.format(
        folder=folder,
        client_id=simulator.tokens.client.id,
        api_url=simulator.api_url,
        token_url=simulator.token_url,
    )
    file.write_text(text, encoding="utf-8")
    return load(file)
