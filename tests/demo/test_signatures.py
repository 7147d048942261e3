"""Signatures as section 4.6 has them: on pictures and first words, checked on the way back, with Google's positions."""

from base64 import b64decode, b64encode, urlsafe_b64encode
from copy import deepcopy

import pytest

from studio.demo import faces, signatures
from studio.demo.conversation import Ask, Config, Content, Part, Sent

SMALL = {"imageConfig": {"imageSize": "512"}, "thinkingConfig": {"includeThoughts": True, "thinkingLevel": "HIGH"}}
NEXT = {"role": "user", "parts": [{"text": "make it darker demo:text_only"}]}
FIRST = {"role": "user", "parts": [{"text": "a red circle"}]}


@pytest.fixture(scope="module")
def turn(ask, parts):
    """A model turn as it came: thoughts, drafts, signed words, a signed picture."""
    return {"role": "model", "parts": parts(ask("a red circle", SMALL))}


def replay(ask, *contents, model=""):
    reply = ask([*contents, NEXT], None, model=model)
    return "" if reply.status_code == 200 else reply.json()["error"]["message"]


def at(turn, wanted):
    return next(i for i, part in enumerate(turn["parts"]) if wanted in part and not part.get("thought"))


def changed(turn, wanted, **more):
    copy = deepcopy(turn)
    part = copy["parts"][at(turn, wanted)]
    for name, value in more.items():
        if value is None:
            del part[name]
        else:
            part[name] = value
    return copy


def test_pictures_and_first_words_are_signed_thoughts_are_not(turn):
    signed = [("inlineData" in part, bool(part.get("thought"))) for part in turn["parts"] if "thoughtSignature" in part]
    assert signed == [(False, False), (True, False)]
    assert [part for part in turn["parts"] if part.get("thought") and "inlineData" in part]  # drafts were there


def test_the_turn_as_it_came_is_good_with_or_without_its_thoughts(ask, turn):
    assert replay(ask, FIRST, turn) == ""
    bare = {"role": "model", "parts": [part for part in turn["parts"] if not part.get("thought")]}
    assert replay(ask, FIRST, bare) == ""


def test_the_url_safe_alphabet_is_good_for_signature_and_data(ask, turn):
    picture = turn["parts"][at(turn, "inlineData")]

    def safe(text):
        return urlsafe_b64encode(b64decode(text)).decode()

    signature, data = safe(picture["thoughtSignature"]), safe(picture["inlineData"]["data"])
    copy = changed(turn, "inlineData", thoughtSignature=signature.rstrip("="), inlineData={"mime_type": "image/png", "data": data})
    assert data != picture["inlineData"]["data"]
    assert replay(ask, FIRST, copy) == ""


def test_a_missing_signature_is_refused_with_its_place(ask, turn):
    number = at(turn, "inlineData") + 1
    said = f"Image part is missing a thought_signature in content position 2, part position {number}."
    assert replay(ask, FIRST, changed(turn, "inlineData", thoughtSignature=None)) == said
    number = at(turn, "text") + 1
    said = f"Text part is missing a thought_signature in content position 2, part position {number}."
    assert replay(ask, FIRST, changed(turn, "text", thoughtSignature=None)) == said
    third = replay(ask, FIRST, turn, FIRST, {"role": "model", "parts": [{"inlineData": turn["parts"][at(turn, "inlineData")]["inlineData"]}]})
    assert third == "Image part is missing a thought_signature in content position 4, part position 1."


def test_an_altered_or_moved_signature_is_refused(ask, turn, inline):
    picture, words = turn["parts"][at(turn, "inlineData")], turn["parts"][at(turn, "text")]
    flipped = bytearray(b64decode(picture["thoughtSignature"]))
    flipped[20] ^= 1
    place = f"in content position 2, part position {at(turn, 'inlineData') + 1}."
    for other in (b64encode(flipped).decode(), words["thoughtSignature"], b64encode(b"x").decode(), ""):
        assert replay(ask, FIRST, changed(turn, "inlineData", thoughtSignature=other)) == f"Image part has an invalid thought signature {place}"
    assert "invalid thought signature" in replay(ask, FIRST, changed(turn, "inlineData", inlineData=inline()["inlineData"]))
    assert "invalid thought signature" in replay(ask, FIRST, changed(turn, "text", text="Other words."))
    split = deepcopy(turn)
    split["parts"].append({"text": "", "thoughtSignature": split["parts"][at(turn, "inlineData")].pop("thoughtSignature")})
    assert "Image part is missing" in replay(ask, FIRST, split)  # on a part of its own it is worth nothing


def test_a_thought_that_lost_its_flag_is_refused(ask, turn):
    plain = deepcopy(turn)
    del plain["parts"][0]["thought"]
    assert replay(ask, FIRST, plain) == "Text part is missing a thought_signature in content position 2, part position 1."


def test_a_picture_of_a_person_in_a_model_turn_is_refused(ask, inline):
    said = "Image part is missing a thought_signature in content position 2, part position 1."
    assert replay(ask, FIRST, {"role": "model", "parts": [inline()]}) == said


def test_models_that_do_not_sign_do_not_check(ask, inline):
    assert replay(ask, FIRST, {"role": "model", "parts": [{"text": "Here."}, inline()]}, model="gemini-2.5-flash-image") == ""


def test_the_next_turn_edits_the_last_answer(ask, turn, opened):
    size = {"responseModalities": ["IMAGE"], "imageConfig": {"imageSize": "512"}, "seed": 5}
    wide = ask("the sea", {**size, "imageConfig": {"imageSize": "512", "aspectRatio": "16:9"}}).json()["candidates"][0]["content"]
    contents = [FIRST, turn, FIRST, wide, {"role": "user", "parts": [{"text": "make it darker"}]}]
    (made,) = ask(contents, size).json()["candidates"][0]["content"]["parts"]
    assert opened(made).size == (688, 384)  # the shape of the last one, not of the first


def test_words_after_a_picture_and_turns_in_several_contents_need_no_more():
    picture = Sent(b"bytes", "image/png", 1, 1)
    mark = b64decode(signatures.of_picture(b"bytes"))
    said = b64decode(signatures.of_text("Here."))
    streamed = [
        Content("user", (Part(text="a"),)),
        Content("model", (Part(text="hm", thought=True),)),
        Content("model", (Part(text="Here.", signature=said),)),
        Content("model", (Part(picture=picture, signature=mark), Part(text="More."))),
        Content("model", (Part(text=""), Part(text="And more."))),
        Content("user", (Part(text="b"),)),
        Content("model", (Part(picture=picture, signature=mark), Part(text="After."))),
    ]
    signatures.verify(streamed)
    streamed[-1] = Content("model", (Part(text="Before."), Part(picture=picture, signature=mark)))
    with pytest.raises(Exception, match="Text part is missing a thought_signature in content position 7, part position 1"):
        signatures.verify(streamed)


def test_what_is_edited_is_the_last_answer_then_what_was_sent_now_else_what_was_sent_before():
    one, two, three, draft = (Sent(name, "image/png", 1, 1) for name in (b"one", b"two", b"three", b"draft"))

    def edited(*contents):
        turns = tuple(Content(role, tuple(Part(picture=p, thought=p is draft) for p in pictures) or (Part(text="a"),)) for role, *pictures in contents)
        ask = Ask(face=faces.GOOGLE, model=faces.GOOGLE.models[0], config=Config(modalities=("IMAGE",)), contents=turns, system="", prompt="a")
        return [sent.data for sent in ask.pictures]

    assert edited(["user"]) == []
    assert edited(["user", one, two]) == [b"one", b"two"]
    assert edited(["user", one], ["model", two], ["user"]) == [b"two"]
    assert edited(["user"], ["model", one, two], ["user", three]) == [b"two", b"three"]
    assert edited(["user"], ["model", draft], ["user", three]) == [b"three"]
    assert edited(["user", one], ["model"], ["user"]) == [b"one"]
