"""From process start to the first readable byte and to the first page of the real studio, against `import gradio` in the same run.

Run: python tests/benchmarks/startup.py [--rounds 5]. Prints medians and ratios; rounds are interleaved. Targets (PERFORMANCE.md): something readable within
0.3 s, the studio within 1.1 times `import gradio`.
"""

import argparse
import http.client
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time


def imported() -> float:
    """Seconds that a fresh process takes to import gradio."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import gradio"], check=True, env={**os.environ, "GRADIO_ANALYTICS_ENABLED": "False"})
    return time.perf_counter() - begun


def served(home: str) -> tuple[float, float]:
    """Seconds from process start to the first answer, and to the real page."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "studio", "--home", home, "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        first = 0.0
        while True:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                connection.request("GET", "/")
                body = connection.getresponse().read()
            except OSError:
                time.sleep(0.002)
                continue
            first = first or time.perf_counter() - begun
            if b"gradio" in body:
                return first, time.perf_counter() - begun
            time.sleep(0.01)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    imports, firsts, pages = [], [], []
    with tempfile.TemporaryDirectory() as home:
        imported()
        for _ in range(rounds):
            imports.append(imported())
            first, page = served(home)
            firsts.append(first)
            pages.append(page)
    base, first, page = map(statistics.median, (imports, firsts, pages))
    print(f"import gradio               {base:6.2f} s   1.00")
    print(f"first readable answer       {first:6.2f} s   {first / base:.2f}   target: 0.3 s")
    print(f"first page of the studio    {page:6.2f} s   {page / base:.2f}   target: 1.1")


if __name__ == "__main__":
    main()
