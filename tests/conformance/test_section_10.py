"""PROTOCOLS.md section 10, number by number, over a wire of its own (recorder.py): what goes out.

Where each number is held, by the names of the tests (`test_NN_…`):

    1–28            test_section_10.py           requests
    36–51           test_section_10_replies.py   replies; of 50 what a Gemini answer can hold of it
    52–60           test_section_10_streams.py   streams, errors, robustness
    29–35, 50       test_section_10_openai.py    the Images protocol, and what of the others concerns its wire

`test_documents.py` sends and answers what the five documents show, `test_unusual.py` what is legal and odd, `test_wild.py` what was seen elsewhere,
`test_bombs.py` what never ends. `test_section_8.py` says which test holds which row of the resilience catalogue; `mutations.py` breaks the code in many
places and shows that a numbered test fails each time.
"""

import base64
import json
import logging
import re
from pathlib import Path

import pytest

from studio import Reference, Request
from studio.core.geometry import ASPECTS_8, ASPECTS_10, ASPECTS_14, SIZES
from studio.core.parts import Text, Turn
from studio.core.report import report
from studio.dialects.images import sniff
from studio.errors import UsageError
from tests.conformance.recorder import KEY, NAMES, b64, desk, inline, picture, put, reply, said, sse, wired

HERE = Path(__file__).parent
ANSWER = said(inline(picture()))
OK = reply(ANSWER)
MODELS = {
    "ofox": "google/gemini-3.1-flash-image-preview",
    "generic": "gemini-3.1-flash-image-preview",
    "ezmodel": "gemini-2.0-flash-exp",
    "octopusx": "gemini-3-pro-image-preview",
    "google": "gemini-3-pro-image",
}
PATHS = {name: f"{'/gemini' if name == 'ofox' else ''}/v1beta/models/{model}" for name, model in MODELS.items()}
NO_IDS = ("../x", "a/../b", "a..b", "a?b", "a#b", "a b", "a\tb", "a\n", " a", "a&b", "a%2fb", "/a", "a/", "a//b", "a\\b", "\u00a0a", ".", "a/./b")
OCTO_FLASH = ("gemini-3.1-flash-image-preview", "gemini-2.5-flash-image-preview")


async def sent(home, name, *replies, env=None, **asked):
    """The one request that an order makes."""
    async with desk(home, *(replies or (OK,)), env=env) as d:
        result = await d.studio.run(Request(**({"prompt": "a fox", "gateway": name, "model": MODELS[name], "stream": False} | asked)))
    assert result.status == "ok", report(result)
    (got,) = d.got
    return got


def test_every_number_has_its_test():
    names = [n for file in HERE.glob("test_*.py") for n in re.findall(r"^(?:async )?def test_((?:\d+_)+)", file.read_text(encoding="utf-8"), re.MULTILINE)]
    held = {int(number) for name in names for number in name.strip("_").split("_")}
    assert set(range(1, 61)) - held == set()


PROTOCOLS = HERE.parents[1].parent / "shared" / "reference" / "PROTOCOLS.md"


@pytest.mark.skipif(not PROTOCOLS.is_file(), reason="the protocol reference does not lie beside this checkout")
def test_there_are_sixty_numbers():
    section = PROTOCOLS.read_text(encoding="utf-8").partition("## 10.")[2].partition("## 11.")[0]
    assert [int(number) for number in re.findall(r"^(\d+)\. ", section, re.MULTILINE)] == list(range(1, 61))


@wired
async def test_01_ofox_hits_its_path_with_a_plain_slash(tmp_path):
    got = await sent(tmp_path, "ofox", stream=False)
    assert (got.method, got.target) == ("POST", "/gemini/v1beta/models/google/gemini-3.1-flash-image-preview:generateContent")
    got = await sent(tmp_path, "ofox", stream=None)
    assert got.target == "/gemini/v1beta/models/google/gemini-3.1-flash-image-preview:streamGenerateContent?alt=sse"


@pytest.mark.parametrize("name", NAMES)
@wired
async def test_02_each_gateway_has_one_form_of_the_key(tmp_path, name):
    got = await sent(tmp_path, name)
    forms = {key: value for key, value in got.headers.items() if key in ("authorization", "x-goog-api-key")}
    assert forms == ({"x-goog-api-key": KEY} if name in ("ofox", "google") else {"authorization": f"Bearer {KEY}"})
    assert set(got.headers) == {"host", "user-agent", "accept", "accept-encoding", "content-type", "content-length", *forms}


@pytest.mark.parametrize("name", NAMES)
@wired
async def test_03_the_key_is_nowhere_but_in_its_header(tmp_path, name, caplog):
    caplog.set_level(logging.INFO)  # httpcore shows the headers of replies at DEBUG, where no one runs the studio
    told = {"error": {"code": 401, "message": f"The key {KEY} is not valid ({KEY.replace('/', '%2F')})", "status": "UNAUTHENTICATED"}}
    echo = reply(json.dumps(told).replace("/", "\\/"), "401 Unauthorized", X_Request_Id=KEY)
    page = reply(f"<html><title>{KEY}</title></html>", kind="text/html")
    away = reply("", "307 Temporary Redirect", Location=f"http://127.0.0.2:9/?key={KEY}")
    late = reply(sse(said({"text": "Hm"}, finish=""), f'{{"error": {{"code": 500, "message": "{KEY}"}}}}'), kind="text/event-stream")
    async with desk(tmp_path, echo, page, away, late) as d:
        for _ in range(4):
            result = await d.studio.run(Request(prompt="a fox", gateway=name, model=MODELS[name]))
            assert result.error
            for words in (str(result.error), result.error.say("zh-CN"), repr(result.error.values), repr(d.studio.settings), json.dumps(report(result))):
                assert KEY not in words
    # desk() has read every log line and every file of the home by now
    assert KEY not in caplog.text
    assert len(d.got) == 4


@pytest.mark.parametrize("streamed", [True, False])
@pytest.mark.parametrize("name", NAMES)
@wired
async def test_03_a_key_that_an_answer_repeats_is_kept_and_shown_nowhere(tmp_path, name, streamed):
    half = len(KEY) // 2
    parts = ({"text": f"Thinking with {KEY}.", "thought": True}, {"text": f"You sent {KEY[:half]}"}, {"text": f"{KEY[half:]}, thank you. sk-Conf"},
             {"text": f"signed {KEY}", "thoughtSignature": "abc"}, inline(picture(), partMetadata={"key": KEY}), {"executableCode": {"code": KEY}})  # fmt: skip
    end = said(finish="STOP", modelVersion=KEY)
    end["candidates"][0]["finishMessage"] = KEY
    wire = reply(sse(*(said(part, finish="") for part in parts), end), kind="text/event-stream") if streamed else reply(end | {
        "candidates": [{**end["candidates"][0], "content": {"parts": list(parts)}}]
    })  # fmt: skip
    async with desk(tmp_path, wire) as d:
        result = await d.studio.run(Request(prompt="a fox", gateway=name, model=MODELS[name], stream=streamed))
    assert result.status == "ok", report(result)
    assert result.thoughts == "Thinking with [key]."
    assert result.text == "You sent [key], thank you. sk-Confsigned [key]"
    for words in (repr(result), json.dumps(report(result)), repr(result.turn())):
        assert KEY not in words
    # desk() has read the record and the raw reply by now


@pytest.mark.parametrize("tail", ["", "/", "//", "/v1beta", "/v1beta/", "/v1beta/models", "/v1beta/models/", "/v1beta/models/x:generateContent"])
@wired
async def test_04_a_pasted_address_ends_as_the_same_target(tmp_path, tail):
    for name, root in (("ofox", ""), ("generic", ""), ("octopusx", "/relay")):
        got = await sent(tmp_path, name, env={f"{name.upper()}_BASE_URL": f" {{url}}{root}{tail}\n"})
        assert got.target == root + PATHS[name] + ":generateContent"


@wired
async def test_04_ofox_root_may_be_pasted_with_its_own_path(tmp_path):
    for tail in ("/gemini", "/gemini/", "/gemini/v1beta", "/gemini/v1beta/models"):
        assert (await sent(tmp_path, "ofox", env={"OFOX_BASE_URL": "{url}" + tail})).target == PATHS["ofox"] + ":generateContent"


@pytest.mark.parametrize("name", NAMES)
@wired
async def test_05_the_body_is_json_in_plain_utf8(tmp_path, name):
    prompt = '把苹果改成绿色，其他保持不变 \u2028 "quoted" \\ 🦊 é\nnext'
    got = await sent(tmp_path, name, prompt=prompt)
    assert got.headers["content-type"] == "application/json"
    assert got.headers["accept"] == "application/json"
    assert "把苹果改成绿色".encode() in got.body
    assert "🦊".encode() in got.body
    assert got.parts == [{"text": prompt}]


@pytest.mark.parametrize("name", NAMES)
@wired
async def test_06_07_08_one_user_turn_with_one_text(tmp_path, name):
    assert (await sent(tmp_path, name)).json["contents"] == [{"role": "user", "parts": [{"text": "a fox"}]}]


def references(folder):
    kinds = (("a.png", "red", "PNG"), ("b.jpg", "blue", "JPEG"), ("c.webp", "lime", "WEBP"))
    return tuple(put(folder, name, picture(colour, kind)) for name, colour, kind in kinds)


@pytest.mark.parametrize("name", NAMES)
@wired
async def test_07_09_10_11_references_follow_the_prompt_in_order(tmp_path, name):
    paths = references(tmp_path / "mine")
    if name == "generic":
        got = await sent(tmp_path / "h", name, task="edit", references=paths)
        blobs = [part["inline_data"] for part in got.parts[1:]]
        assert all(set(blob) == {"mime_type", "data"} for blob in blobs)
        assert b"inlineData" not in got.body
        assert b"mimeType" not in got.body
    else:
        got = await sent(tmp_path / "h", name, task="edit", references=paths)
        blobs = [{"mime_type": part["inlineData"]["mimeType"], **part["inlineData"]} for part in got.parts[1:]]
        assert all(set(part["inlineData"]) == {"mimeType", "data"} for part in got.parts[1:])
        assert b"inline_data" not in got.body
        assert b"mime_type" not in got.body
    assert len(got.json["contents"]) == 1
    assert got.parts[0] == {"text": "a fox"}
    assert [blob["mime_type"] for blob in blobs] == ["image/png", "image/jpeg", "image/webp"]
    for blob, path in zip(blobs, paths, strict=True):
        assert re.fullmatch(r"[A-Za-z0-9+/]+={0,2}", blob["data"])
        data = base64.b64decode(blob["data"], validate=True)
        assert sniff(data) == blob["mime_type"]
        if not path.endswith("jpg"):  # Pillow's JPEG has a JFIF header that is kept too; its pixels are what matters
            assert data == Path(path).read_bytes()


@wired
async def test_11_a_jpeg_called_png_is_declared_as_what_it_is(tmp_path):
    lying = put(tmp_path / "mine", "photo.jpg.png", picture("navy", "JPEG"))
    moving = put(tmp_path / "mine", "old.gif", picture("navy", "GIF"))
    for name, key, mime in (("octopusx", "inlineData", "mimeType"), ("generic", "inline_data", "mime_type")):
        got = await sent(tmp_path / name, name, task="edit", references=(lying, moving))
        kinds = [part[key][mime] for part in got.parts[1:]]
        assert kinds == ["image/jpeg", "image/png"]
        assert [sniff(base64.b64decode(part[key]["data"])) for part in got.parts[1:]] == kinds
        assert b"image/jpg" not in got.body


@wired
async def test_09_the_role_of_a_reference_is_told_by_its_number(tmp_path):
    first, second, _ = references(tmp_path / "mine")
    got = await sent(tmp_path / "h", "google", task="edit", references=(Reference(first, "subject"), Reference(second, "style")))
    assert got.parts[0]["text"].endswith("Image 1 is the subject: keep it. Image 2 gives the style: draw it like that.")


@wired
async def test_12_generic_always_sends_modalities_ratio_and_size(tmp_path):
    for model in ("gemini-3.1-flash-image-preview", "gemini-2.5-flash-image", "gemini-3-pro-image", "some-image-model"):
        got = await sent(tmp_path, "generic", model=model)
        assert got.config["responseModalities"] == ["TEXT", "IMAGE"]
        assert got.image_config == {"aspectRatio": "1:1", "imageSize": "1K"}
        got = await sent(tmp_path, "generic", model=model, aspect="21:9", size="4k", image_only=True)
        assert got.config["responseModalities"] == ["IMAGE"]
        assert got.image_config == {"aspectRatio": "21:9", "imageSize": "4K"}
    wide = put(tmp_path / "mine", "wide.png", picture("red", size=(160, 90)))
    got = await sent(tmp_path, "generic", task="edit", references=(wide,))
    assert got.image_config == {"aspectRatio": "16:9", "imageSize": "1K"}


@wired
async def test_13_octopusx_always_sends_an_image_config(tmp_path):
    for model in ("gemini-3-pro-image-preview", *OCTO_FLASH, "some-new-model"):
        assert (await sent(tmp_path, "octopusx", model=model)).image_config == {"imageSize": "1K"}
        assert (await sent(tmp_path, "octopusx", model=model, image_only=True)).config["responseModalities"] == ["IMAGE"]


@pytest.mark.parametrize("model", [*OCTO_FLASH, "gemini-3.1-flash-image", "gemini-2.5-flash-image"])
@wired
async def test_14_octopusx_flash_is_sent_1k_whatever_was_chosen(tmp_path, model):
    for size in (*SIZES, "auto", "2048x2048"):
        assert (await sent(tmp_path, "octopusx", model=model, size=size)).image_config["imageSize"] == "1K"


@wired
async def test_15_octopusx_pro_is_sent_1k_and_2k_as_chosen_and_never_4k(tmp_path):
    for chosen, size in {"1K": "1K", "2K": "2K", "4K": "2K", "512": "1K", "auto": "1K", "4096x4096": "2K"}.items():
        assert (await sent(tmp_path, "octopusx", size=chosen)).image_config["imageSize"] == size
    assert (await sent(tmp_path, "octopusx", model="gemini-3-pro-image", size="4K")).image_config["imageSize"] != "4K"


@pytest.mark.parametrize(("name", "offered"), [("octopusx", ASPECTS_8), ("generic", ASPECTS_10)])
@wired
async def test_16_no_ratio_outside_the_list(tmp_path, name, offered):
    documented = {
        "octopusx": {"1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3", "21:9"},
        "generic": {"1:1", "3:2", "2:3", "4:3", "3:4", "5:4", "4:5", "16:9", "9:16", "21:9"},
    }[name]
    assert set(offered) == documented
    tall = put(tmp_path / "mine", "tall.png", picture("red", size=(10, 80)))
    async with desk(tmp_path, OK) as d:
        for aspect in (*ASPECTS_14, "1.91:1", "7:3", "100:1"):
            result = await d.studio.run(Request(prompt="a fox", gateway=name, aspect=aspect, stream=False))
            assert d.got[-1].image_config["aspectRatio"] in documented
            if aspect in documented:
                assert d.got[-1].image_config["aspectRatio"] == aspect
            else:
                assert any(note.key == "plan.aspect_near" for note in result.every_note)
        for model in ("gemini-3.1-flash-image", "nobody-knows-me"):
            await d.studio.run(Request(prompt="a fox", gateway=name, model=model, aspect="1:8", stream=False))
            assert d.got[-1].image_config["aspectRatio"] in documented
        await d.studio.run(Request(task="edit", prompt="a fox", gateway=name, references=(tall,), stream=False))
        assert d.got[-1].image_config["aspectRatio"] == "9:16"


async def conversation(d, name, model, *prompts, **asked):
    """Turn by turn, as the page and the command line keep it."""
    history, results = (), []
    for prompt in prompts:
        result = await d.studio.run(Request(task="chat", gateway=name, model=model, prompt=prompt, history=history, **asked))
        results.append(result)
        if turn := result.turn():
            history = (*history, Turn(role="user", parts=(Text(prompt),)), turn)
    return results


@wired
async def test_17_octopusx_is_never_sent_a_model_turn(tmp_path):
    signed = reply(said(inline(picture("red"), thoughtSignature="abc")))
    async with desk(tmp_path, signed) as d:
        await conversation(d, "octopusx", MODELS["octopusx"], "a cat", "make it red", "and larger", stream=False)
    for got in d.got:
        assert [content["role"] for content in got.json["contents"]] == ["user"]
    last = d.got[-1]
    assert last.parts[0]["text"].startswith("and larger")
    assert "a cat" in last.parts[0]["text"]
    assert [part["inlineData"]["data"] for part in last.parts[1:]] == [b64(picture("red"))]


@pytest.mark.parametrize("name", ["ezmodel", "ofox", "google"])
@wired
async def test_18_what_is_left_to_auto_is_not_there(tmp_path, name):
    got = await sent(tmp_path, name)
    assert "imageConfig" not in got.config
    assert (await sent(tmp_path, name, aspect="16:9")).image_config == {"aspectRatio": "16:9"}
    assert (await sent(tmp_path, name, size="2K")).image_config == {"imageSize": "2K"}
    assert (await sent(tmp_path, name, aspect="AUTO", size="Auto")).config.get("imageConfig") is None


@wired
async def test_18_a_model_of_one_size_is_sent_none(tmp_path):
    for name, model in (("google", "gemini-2.5-flash-image"), ("google", "gemini-2.5-flash-image-preview"), ("google", "gemini-3.1-flash-lite-image"),
                        ("ofox", "google/gemini-2.5-flash-image")):  # fmt: skip
        assert (await sent(tmp_path, name, model=model, size="2K", aspect="1:1")).image_config == {"aspectRatio": "1:1"}, model


@pytest.mark.parametrize("name", NAMES)
@wired
async def test_19_modalities(tmp_path, name):
    assert (await sent(tmp_path, name, image_only=True)).config["responseModalities"] == ["IMAGE"]
    assert sorted((await sent(tmp_path, name)).config["responseModalities"]) == ["IMAGE", "TEXT"]


@pytest.mark.parametrize("name", NAMES)
@wired
async def test_20_three_pictures_are_three_requests(tmp_path, name):
    colours = iter(("red", "lime", "blue"))
    async with desk(tmp_path, choose=lambda _: reply(said(inline(picture(next(colours)))))) as d:
        result = await d.studio.run(Request(prompt="a fox", gateway=name, model=MODELS[name], count=3, stream=False))
    assert len(d.got) == 3
    assert len(result.images) == len(result.answers) == 3
    assert len({got.body for got in d.got}) == 1
    assert all("candidateCount" not in got.config for got in d.got)


@wired
async def test_21_thinking_only_where_the_model_thinks(tmp_path):
    for name, model in (("google", "gemini-2.5-flash-image"), ("generic", "gemini-2.5-flash-image"), ("ezmodel", "gemini-2.0-flash-exp"),
                        ("octopusx", "gemini-2.5-flash-image-preview"), ("google", "unheard-of")):  # fmt: skip
        for level in ("", "high"):
            assert "thinkingConfig" not in (await sent(tmp_path, name, model=model, thinking=level)).config
    for model, asked, level in (("gemini-3.1-flash-image", "high", "HIGH"), ("gemini-3.1-flash-image", "medium", "HIGH"),
                                ("gemini-nano-banana-2.1", "medium", "MEDIUM"), ("gemini-3-pro-image", "high", None)):  # fmt: skip
        got = await sent(tmp_path, "google", model=model, thinking=asked)
        assert got.config["thinkingConfig"] == {"includeThoughts": True} | ({"thinkingLevel": level} if level else {})
        assert b"thinkingBudget" not in got.body


@pytest.mark.parametrize("name", NAMES)
@wired
async def test_22_sampling_is_there_only_where_it_was_set(tmp_path, name):
    fields = {"temperature", "topP", "topK", "maxOutputTokens", "seed"}
    assert not fields & set((await sent(tmp_path, name)).config)
    got = await sent(tmp_path, name, temperature=1.0, top_p=0.95, top_k=40, max_tokens=8192, seed=0)
    assert {key: got.config[key] for key in fields} == {"temperature": 1.0, "topP": 0.95, "topK": 40, "maxOutputTokens": 8192, "seed": 0}
    for key, text in (("topK", b"40"), ("maxOutputTokens", b"8192"), ("seed", b"0"), ("topP", b"0.95")):
        assert re.search(rb'"%b":%b[,}]' % (key.encode(), re.escape(text)), got.body)
    assert (await sent(tmp_path, name, temperature=0)).config["temperature"] == 0
    got = await sent(tmp_path, name, safety=(("HARM_CATEGORY_HARASSMENT", "BLOCK_NONE"),))
    assert got.json["safetySettings"] == [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}]


@pytest.mark.parametrize("name", NAMES)
@wired
async def test_23_a_system_instruction_goes_where_it_is_taken(tmp_path, name):
    got = await sent(tmp_path, name, system="You are a painter.")
    if name == "ezmodel":
        assert got.parts == [{"text": "You are a painter.\n\na fox"}]
        assert "systemInstruction" not in got.json
    else:
        assert got.json["systemInstruction"] == {"parts": [{"text": "You are a painter."}]}
        assert got.parts == [{"text": "a fox"}]


@wired
async def test_23_a_refused_system_instruction_is_folded_once(tmp_path):
    refusal = reply({"error": {"code": 400, "message": "Developer instruction is not enabled for models/x", "status": "INVALID_ARGUMENT"}}, "400 Bad Request")
    async with desk(tmp_path, refusal, OK) as d:
        result = await d.studio.run(Request(prompt="a fox", gateway="generic", system="Paint.", stream=False, seed=7))
        assert result.status == "ok"
    async with desk(tmp_path, refusal) as always:
        result = await always.studio.run(Request(prompt="a fox", gateway="generic", system="Paint.", stream=False))
        assert result.error.kind == "bad_request"
    for made in (d, always):
        assert len(made.got) == 2
        assert "systemInstruction" in made.got[0].json
        assert "systemInstruction" not in made.got[1].json
        assert made.got[1].parts == [{"text": "Paint.\n\na fox"}]
    assert d.got[0].config == d.got[1].config


@pytest.mark.parametrize("status", ["404 Not Found", "405 Method Not Allowed", "501 Not Implemented", "400 Bad Request"])
@wired
async def test_24_a_refused_stream_is_asked_whole_once(tmp_path, status):
    refusal = reply({"error": {"message": "streamGenerateContent is not here", "code": int(status[:3])}}, status)
    async with desk(tmp_path, refusal, OK, OK) as d:
        first = await d.studio.run(Request(prompt="a fox", gateway="generic"))
        second = await d.studio.run(Request(prompt="a fox", gateway="generic"))
    assert (first.status, second.status) == ("ok", "ok")
    assert [got.target.partition(":")[2] for got in d.got] == ["streamGenerateContent?alt=sse", "generateContent", "generateContent"]
    assert [got.headers["accept"] for got in d.got[:2]] == ["text/event-stream", "application/json"]
    assert d.got[0].body == d.got[1].body
    assert d.waits == []
    assert [note.key for note in first.every_note] == ["plan.stream_fallback"]


@wired
async def test_24_never_twice_and_never_after_something_came(tmp_path):
    nothing = reply({"error": {"message": "model not found", "code": 404}}, "404 Not Found")
    async with desk(tmp_path, nothing) as d:
        result = await d.studio.run(Request(prompt="a fox", gateway="google", model="no-such-image"))
        assert result.error.kind == "not_found"
    assert [got.target.partition(":")[2] for got in d.got] == ["streamGenerateContent?alt=sse", "generateContent"]
    late = sse(said({"text": "Hm", "thought": True}, finish=""), {"error": {"code": 404, "message": "no stream"}})
    async with desk(tmp_path, reply(late, kind="text/event-stream")) as d:
        assert (await d.studio.run(Request(prompt="a fox", gateway="google"))).error.kind == "not_found"
    assert len(d.got) == 1


@wired
async def test_24_a_wrong_model_id_does_not_end_streaming_for_the_others(tmp_path):
    nothing = reply({"error": {"message": "model not found", "code": 404}}, "404 Not Found")
    async with desk(tmp_path, nothing, nothing, OK) as d:
        await d.studio.run(Request(prompt="a fox", gateway="google", model="no-such-image"))
        await d.studio.run(Request(prompt="a fox", gateway="google"))
    assert d.got[-1].target.endswith(":streamGenerateContent?alt=sse")


SIGNED = (
    {"text": "**Plan**\n\nA cat…", "thought": True},
    inline(picture("grey"), thought=True),
    {"text": "Here ", "thoughtSignature": "CpQB+/=="},
    {"text": "it is."},
    inline(picture("red"), thoughtSignature="Cr8D+/-_é=="),
)


@pytest.mark.parametrize("name", ["google", "ofox", "generic"])
@pytest.mark.parametrize("streamed", [True, False])
@wired
async def test_25_26_the_second_turn_replays_the_first_as_it_was(tmp_path, name, streamed):
    model = "gemini-3.1-flash-image" if name == "google" else MODELS[name]
    whole = reply(sse(*(said(part, finish="") for part in SIGNED), said(finish="STOP")), kind="text/event-stream") if streamed else reply(said(*SIGNED))
    async with desk(tmp_path, whole) as d:
        await conversation(d, name, model, "a cat", "make it red", "smaller", stream=streamed)
    first, second, third = (got.json["contents"] for got in d.got)
    assert [c["role"] for c in first] == ["user"]
    assert [c["role"] for c in second] == ["user", "model", "user"]
    assert [c["role"] for c in third] == ["user", "model", "user", "model", "user"]
    for turn in (second[1], third[1], third[3]):
        thoughts = [part for part in turn["parts"] if "thought" in part]
        assert thoughts == [SIGNED[0]]  # the draft stays behind, the words keep their flag
        rest = [part for part in turn["parts"] if "thought" not in part]
        assert rest == [SIGNED[2], SIGNED[3], SIGNED[4]]  # same part, same bytes, same signature
    assert second[0] == first[0] == third[0]
    assert second[2] == {"role": "user", "parts": [{"text": "make it red"}]}
    assert "Cr8D+/-_é==".encode() in d.got[1].body or b"Cr8D+/-_\\u00e9==" in d.got[1].body


@wired
async def test_25_other_spellings_and_unknown_keys_come_back_as_they_were(tmp_path):
    odd = {"inline_data": {"mime_type": "image/png", "data": b64(picture("red")), "display_name": "x"}, "thought_signature": "s+/", "partMetadata": {"a": [1]}}
    code = {"executableCode": {"language": "PYTHON", "code": "1"}, "thoughtSignature": "t"}
    async with desk(tmp_path, reply(said(code, odd))) as d:
        await conversation(d, "google", "gemini-3-pro-image", "a cat", "make it red", stream=False)
    assert d.got[1].json["contents"][1] == {"role": "model", "parts": [code, odd]}


@wired
async def test_25_a_picture_that_came_by_address_is_replayed_as_its_bytes(tmp_path):
    async with desk(tmp_path) as d:
        link = said({"inlineData": {"mimeType": "image/png", "data": f"{d.recorder.url}/out/1?sig=2"}, "thoughtSignature": "s"})
        d.recorder.choose = lambda got: reply(picture("red"), kind="image/png") if got.target.startswith("/out") else reply(link)
        await conversation(d, "google", "gemini-3-pro-image", "a cat", "make it red", stream=False)
    posts = [got for got in d.got if got.method == "POST"]
    assert posts[1].json["contents"][1]["parts"] == [inline(picture("red"), thoughtSignature="s")]


@wired
async def test_25_without_a_signature_the_history_is_condensed(tmp_path):
    async with desk(tmp_path, reply(said(inline(picture("red"))))) as d:
        _, second = await conversation(d, "google", "gemini-3-pro-image", "a cat", "make it red", stream=False)
    assert [c["role"] for c in d.got[1].json["contents"]] == ["user"]
    assert d.got[1].parts[1:] == [inline(picture("red"))]
    assert any(note.key == "plan.condensed" for note in second.every_note)


@wired
async def test_25_a_refused_signature_is_answered_once_with_a_condensed_history(tmp_path):
    words = "Image part is missing a thought_signature in content position 2, part position 1."
    refusal = reply({"error": {"code": 400, "message": words, "status": "INVALID_ARGUMENT"}}, "400 Bad Request")
    async with desk(tmp_path, reply(said(*SIGNED)), refusal, reply(said(inline(picture("blue"))))) as d:
        _, second = await conversation(d, "google", "gemini-3-pro-image", "a cat", "make it red", stream=False)
        assert second.status == "ok"
    assert [len(got.json["contents"]) for got in d.got] == [1, 3, 1]
    async with desk(tmp_path, reply(said(*SIGNED)), refusal) as d:
        _, second = await conversation(d, "google", "gemini-3-pro-image", "a cat", "make it red", stream=False)
        assert second.error.kind == "bad_request"
    assert len(d.got) == 3


@wired
async def test_26_a_thought_that_was_the_only_picture_is_replayed_with_its_flag(tmp_path):
    only = (inline(picture("grey"), thought=True, thoughtSignature="a"), inline(picture("red"), thought=True, thoughtSignature="b"))
    async with desk(tmp_path, reply(said(*only))) as d:
        await conversation(d, "google", "gemini-3-pro-image", "a cat", "make it red", stream=False)
    assert d.got[1].json["contents"][1]["parts"] == [only[1]]


@wired
async def test_27_an_own_picture_is_in_a_users_turn(tmp_path):
    mine = put(tmp_path / "mine", "edited.png", picture("lime"))
    async with desk(tmp_path, reply(said(inline(picture("red"), thoughtSignature="s")))) as d:
        first = await d.studio.run(Request(task="chat", gateway="google", prompt="a cat", stream=False))
        history = (Turn(role="user", parts=(Text("a cat"),)), first.turn())
        await d.studio.run(Request(task="chat", gateway="google", prompt="use mine", history=history, references=(mine,), stream=False))
    user, model, last = d.got[1].json["contents"]
    assert last == {"role": "user", "parts": [{"text": "use mine"}, inline(picture("lime"))]}
    assert model["parts"] == [inline(picture("red"), thoughtSignature="s")]
    assert b64(picture("lime")) not in json.dumps([user, model])


@pytest.mark.parametrize("name", NAMES)
@wired
async def test_28_an_id_that_would_change_the_path_is_refused_here(tmp_path, name):
    async with desk(tmp_path, OK) as d:
        for model in NO_IDS:
            with pytest.raises(UsageError) as caught:
                await d.studio.run(Request(prompt="a fox", gateway=name, model=model))
            assert caught.value.field == "model", model
    assert d.got == []
    assert not list(tmp_path.rglob("run.json"))


@wired
async def test_28_what_can_not_be_meant_is_refused_before_anything_is_sent(tmp_path):
    mine = put(tmp_path / "mine", "a.png", picture())
    async with desk(tmp_path, OK) as d:
        for asked, kind in (({"prompt": " "}, UsageError), ({"task": "edit"}, UsageError), ({"mask": mine, "references": (mine,)}, UsageError),
                            ({"model": "gemini-2.5-flash-image", "references": (mine,) * 4}, UsageError), ({"top_p": 2}, UsageError)):  # fmt: skip
            with pytest.raises(kind):
                await d.studio.run(Request(**({"prompt": "a fox", "gateway": "google"} | asked)))
    assert d.got == []
