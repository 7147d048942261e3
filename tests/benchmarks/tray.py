"""Fourteen references of 5 MB dropped on the tray: how long until all are ready, and the studio's memory.

Run: python tests/benchmarks/tray.py [--rounds 3]. Needs Chromium. The time is printed beside decoding each picture once with Pillow on one thread in the same
run, which no tray could save. How long the request then takes, against google-genai, is `request_path.py`.
"""

import argparse
import io
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.browser.conftest import found
from tests.served import Served

COUNT, MEGABYTES = 14, 5.0


def picture(seed: int) -> bytes:
    """A JPEG of about 5 MB, as a camera makes them: 12 megapixels with some noise."""
    noise = Image.effect_noise((1000, 750), 70 + random.Random(seed).random() * 20).resize((4000, 3000), Image.Resampling.BICUBIC)
    grain = Image.effect_noise((4000, 3000), 14)
    whole = Image.merge("RGB", (noise, Image.blend(noise, grain, 0.3), grain))
    for quality in range(95, 60, -3):
        out = io.BytesIO()
        whole.save(out, "JPEG", quality=quality)
        if out.tell() < MEGABYTES * 1.05e6:
            break
    return out.getvalue()


def memory(pid: int) -> tuple[float, float]:
    """Resident now and at most, in MB."""
    said = Path(f"/proc/{pid}/status").read_text()
    return tuple(int(said.partition(name)[2].split()[0]) / 1024 for name in ("VmRSS:", "VmHWM:"))  # type: ignore[return-value]


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rounds", type=int, default=3)
    rounds = arguments.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for seed in range(COUNT * rounds):
            files.append(Path(folder) / f"{seed}.jpg")
            files[-1].write_bytes(picture(seed))
        print(f"{COUNT} pictures of {statistics.mean(file.stat().st_size for file in files) / 1e6:.1f} MB, {rounds} rounds")
        served = Served(Path(folder) / "home")
        try:
            with sync_playwright() as playwright:
                chromium = playwright.chromium.launch(executable_path=found(), args=["--no-sandbox"])
                ready, decoded = [], []
                before = memory(served.process.pid)[0]
                for turn in range(rounds):
                    mine = files[turn * COUNT : (turn + 1) * COUNT]
                    begun = time.perf_counter()
                    for file in mine:
                        Image.open(file).load()
                    decoded.append(time.perf_counter() - begun)
                    page = chromium.new_page(viewport={"width": 1440, "height": 900})
                    page.goto(f"{served.url}/#i2i")
                    page.locator("#i2i reference-tray .drop").wait_for()
                    page.wait_for_timeout(1500)
                    begun = time.perf_counter()
                    page.locator("#i2i reference-tray input[type=file]").set_input_files([str(file) for file in mine])
                    page.wait_for_function(f"document.querySelector('#i2i reference-tray').items.length >= {COUNT}", timeout=120_000)
                    ready.append(time.perf_counter() - begun)
                    page.close()
                chromium.close()
            now, most = memory(served.process.pid)
        finally:
            served.stop()
    print(f"  drop to ready            {statistics.median(ready):6.2f} s  (worst {max(ready):.2f})")
    print(f"  decoding them once       {statistics.median(decoded):6.2f} s  {statistics.median(ready) / statistics.median(decoded):5.2f}")
    print(f"  the studio's memory      {before:6.0f} MB before, {now:.0f} after, {most:.0f} at most")


if __name__ == "__main__":
    main()
