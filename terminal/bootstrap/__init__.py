"""The one place where everything is wired: a configuration becomes a running terminal."""

from terminal.bootstrap.assembly import assemble
from terminal.bootstrap.edges import Edges, real_edges
from terminal.bootstrap.run import EXIT_CONFIGURATION, run

__all__ = ["EXIT_CONFIGURATION", "Edges", "assemble", "real_edges", "run"]
