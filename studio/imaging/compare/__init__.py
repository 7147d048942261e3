"""Two pictures compared: laid over each other by shift and scale, then what differs, where and how much, or an honest reason why that can not be said.

`compare` goes from files to a `core.comparison.Comparison`, with maps as files; `seen`, `register`, `difference`, `plain` and `structure` are its steps, for
who wants an array (paste-back, drift). Functions of pictures only; they run in a worker thread.
"""

from studio.imaging.compare.difference import difference, plain
from studio.imaging.compare.pose import Pose
from studio.imaging.compare.register import register
from studio.imaging.compare.run import compare
from studio.imaging.compare.seen import seen
from studio.imaging.compare.structure import structure

__all__ = ["Pose", "compare", "difference", "plain", "register", "seen", "structure"]
