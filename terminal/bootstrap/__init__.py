"""The one place where everything is wired: a configuration becomes a running terminal."""

from terminal.bootstrap.assembly import assemble
from terminal.bootstrap.edges import Edges, real_edges
from terminal.bootstrap.run import run

__all__ = ["Edges", "assemble", "real_edges", "run"]
