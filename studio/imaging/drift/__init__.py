"""How far an edit drifted from its source beside what was asked; and where a source lies in its edit, for `paste` too."""

from studio.imaging.drift.placing import placed, pose_of
from studio.imaging.drift.run import drift
from studio.imaging.drift.showing import marked

__all__ = ["drift", "marked", "placed", "pose_of"]
