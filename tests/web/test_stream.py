"""gradio's event stream while it closes: an event that joins in that moment is answered on it."""

import json
import queue
import threading
import urllib.request
from collections.abc import Iterator

import pytest

from tests.served import Served

SESSION = "abcdefgh123"


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = Served(tmp_path_factory.mktemp("stream") / "home")
    yield served
    served.stop()


def asked(url: str, body: dict | None = None) -> dict:
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data=data, headers={"content-type": "application/json"}), timeout=30) as answer:
        return json.load(answer)


def join(studio: Served) -> str:
    """Press Stop of Text to image, which does nothing and says nothing. Returns the event's id."""
    config = asked(f"{studio.url}/config")
    button = next(one["id"] for one in config["components"] if one["props"].get("elem_id") == "t2i-stop")
    index = next(one["id"] for one in config["dependencies"] if [button, "click"] in one["targets"])
    return asked(f"{studio.url}/gradio_api/queue/join", {"data": [], "fn_index": index, "session_hash": SESSION, "trigger_id": button})["event_id"]


def listen(studio: Served) -> "queue.Queue[dict]":
    """The messages of the session's stream as they come, `{}` at its end."""
    heard: queue.Queue[dict] = queue.Queue()

    def read() -> None:
        with urllib.request.urlopen(f"{studio.url}/gradio_api/queue/data?session_hash={SESSION}", timeout=30) as stream:
            for line in stream:
                if line.startswith(b"data:"):
                    heard.put(json.loads(line[5:]))
        heard.put({})

    threading.Thread(target=read, daemon=True).start()
    return heard


def until(heard: "queue.Queue[dict]", message: str) -> dict:
    while (said := heard.get(timeout=20)).get("msg") != message:
        assert said, f"the stream ended before {message}"
    return said


def test_an_event_that_joins_while_the_stream_closes_is_answered_on_it(studio: Served) -> None:
    first = join(studio)
    heard = listen(studio)
    assert until(heard, "process_completed")["event_id"] == first
    for _ in range(3):  # each joins after the last message that the stream knew of
        later = join(studio)
        assert until(heard, "process_completed")["event_id"] == later
    assert until(heard, "close_stream")
    assert heard.get(timeout=20) == {}


def test_a_stream_that_nothing_joins_ends(studio: Served) -> None:
    join(studio)
    heard = listen(studio)
    until(heard, "close_stream")
    assert heard.get(timeout=20) == {}
