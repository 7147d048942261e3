"""Files damaged at random: each ends in a picture or in a sentence, never in another error, and never with a secret let out."""

import contextlib
import warnings

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.errors import BadReply, UsageError
from studio.imaging import finish, prepare

MIMES = ("image/png", "image/jpeg", "image/webp")
WHOLE = {}


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_damage_ends_in_a_picture_or_a_sentence(tmp_path, make, data):
    if not WHOLE:
        WHOLE.update({kind: make.with_metadata(kind, 6) for kind in ("PNG", "JPEG", "WEBP")})
        WHOLE.update({kind: make.encoded(make.scene(), kind) for kind in ("GIF", "TIFF", "BMP", "AVIF")})
    kind = data.draw(st.sampled_from(sorted(WHOLE)))
    hurt = bytearray(WHOLE[kind])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(hurt) - 1))
        hurt[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    path = tmp_path / "hurt"
    path.write_bytes(bytes(hurt))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow remarks on broken tags; only what is raised matters here
        with contextlib.suppress(BadReply):
            finish(path, tmp_path / "small")
        try:
            ready = prepare(path, tmp_path / "into", mimes=MIMES)
        except UsageError:
            return
    assert b"SecretCam" not in ready.image.path.read_bytes()
