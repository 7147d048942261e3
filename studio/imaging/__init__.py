"""Pictures as bytes and files, with Pillow and NumPy: what they are, what they measure, how they look small, how they are fit to be sent.

Everything is a function from files to files: no network, no library, no state. It runs in a worker thread, never on the event loop.
"""

from studio.imaging.budget import fit_budget
from studio.imaging.measure import Finished, finish, measure
from studio.imaging.references import Prepared, prepare
from studio.imaging.sniff import extension, sniff

__all__ = ["Finished", "Prepared", "extension", "finish", "fit_budget", "measure", "prepare", "sniff"]
