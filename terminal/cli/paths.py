"""Where things lie unless somebody says otherwise."""

DEFAULT_CONFIG = "/etc/badge-terminal/terminal.toml"
