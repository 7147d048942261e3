"""The official client, unmodified, on the demo gateway: what works here works there, as far as the wire goes."""

import io

import pytest
from google import genai
from google.genai import errors, types
from PIL import Image

OFOX = "google/gemini-3.1-flash-image-preview"
SMALL = types.ImageConfig(image_size="512")
PROMPT = "a red circle"


def client(base, face, key="demo"):
    # http_options exactly as the Ofox document gives them, with our address
    return genai.Client(api_key=key, http_options={"api_version": "v1beta", "base_url": f"{base}/{face}"})


@pytest.fixture
def google(gateway):
    with client(gateway, "google") as made:
        yield made


@pytest.fixture
def ofox(gateway):
    with client(gateway, "gemini") as made:
        yield made


def finals(reply):
    return [part for part in reply.candidates[0].content.parts if part.inline_data and not part.thought]


def size(part):
    picture = Image.open(io.BytesIO(part.inline_data.data))
    picture.load()
    return picture.size


def pixels(part):
    return Image.open(io.BytesIO(part.inline_data.data)).convert("RGB").tobytes()


def test_several_references_in_one_turn(google, file):
    kinds = ("PNG", "red"), ("JPEG", "blue"), ("WEBP", "green")
    references = [types.Part.from_bytes(data=file(kind, colour=colour), mime_type=f"image/{kind.lower()}") for kind, colour in kinds]
    config = types.GenerateContentConfig(image_config=types.ImageConfig(image_size="512", aspect_ratio="16:9"), response_modalities=["IMAGE"], seed=1)
    reply = google.models.generate_content(model="demo-painter", contents=["Combine the pictures", *references], config=config)
    assert [size(part) for part in finals(reply)] == [(688, 384)]
    assert not reply.text  # image only
    details = {item.modality: item.token_count for item in reply.usage_metadata.prompt_tokens_details}
    assert details[types.MediaModality.IMAGE] == 3300


def test_a_stream_thinks_sketches_speaks_then_shows(google):
    config = types.GenerateContentConfig(
        image_config=SMALL, thinking_config=types.ThinkingConfig(include_thoughts=True, thinking_level=types.ThinkingLevel.HIGH), temperature=1, top_k=40,
        system_instruction="Paint plainly.", safety_settings=[{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_ONLY_HIGH"}],
    )  # fmt: skip
    chunks = list(google.models.generate_content_stream(model="demo-painter", contents=PROMPT, config=config))
    seen = []
    for chunk in chunks:
        for part in chunk.candidates[0].content.parts:
            kind = ("draft" if part.thought else "picture") if part.inline_data else ("thought" if part.thought else "words")
            if part.inline_data or part.text:
                seen.append(kind)
    order = [kind for index, kind in enumerate(seen) if index == 0 or seen[index - 1] != kind]
    assert order[0] == "thought"
    assert order[-2:] == ["words", "picture"]
    assert seen.count("draft") == 2
    assert seen.count("picture") == 1
    drafts = [part for chunk in chunks for part in chunk.candidates[0].content.parts if part.inline_data and part.thought]
    assert {part.inline_data.mime_type for part in drafts} == {"image/jpeg"}
    assert [chunk.candidates[0].finish_reason for chunk in chunks].index(types.FinishReason.STOP) == len(chunks) - 1
    assert len({chunk.response_id for chunk in chunks}) == 1
    thoughts = "".join(part.text for chunk in chunks for part in chunk.candidates[0].content.parts if part.thought and part.text)
    assert thoughts.startswith("**")
    assert "**\n\n" in thoughts


def test_without_asking_no_thoughts_are_shown_but_they_are_counted(google):
    reply = google.models.generate_content(model="demo-painter", contents=PROMPT, config=types.GenerateContentConfig(image_config=SMALL))
    assert not [part for part in reply.candidates[0].content.parts if part.thought]
    assert reply.usage_metadata.thoughts_token_count > 0


@pytest.mark.parametrize("streamed", [False, True])
def test_a_chat_of_three_turns_carries_its_signatures(google, streamed):
    thinking = types.ThinkingConfig(include_thoughts=True, thinking_level="minimal")
    chat = google.chats.create(model="demo-painter", config=types.GenerateContentConfig(image_config=SMALL, thinking_config=thinking))
    pictures = []
    for said in (PROMPT, "make the background green", "make it darker"):
        replies = list(chat.send_message_stream(said)) if streamed else [chat.send_message(said)]
        pictures += [part for reply in replies for part in finals(reply)]
    assert [size(part) for part in pictures] == [(512, 512)] * 3
    assert all(part.thought_signature for part in pictures)
    assert len(chat.get_history(curated=True)) >= 6


def test_a_chat_whose_signature_was_lost_is_refused(google):
    chat = google.chats.create(model="gemini-3.1-flash-image", config=types.GenerateContentConfig(image_config=SMALL))
    chat.send_message(PROMPT)
    for content in chat.get_history():
        for part in content.parts:
            if part.inline_data:
                part.thought_signature = None
    with pytest.raises(errors.ClientError, match=r"Image part is missing a thought_signature in content position 2, part position 2\."):
        chat.send_message("make the background green")


def test_the_model_list_pages_to_its_end(google, ofox):
    small, large = list(google.models.list(config={"page_size": 2})), list(google.models.list())
    assert [model.name for model in small] == [model.name for model in large]
    assert {"models/demo-painter", "models/gemini-nano-banana-2.1", "models/gemini-3-pro-image"} <= {model.name for model in large}
    assert f"models/{OFOX}" in {model.name for model in ofox.models.list()}
    assert google.models.get(model="demo-painter").display_name == "Demo renderer"
    assert ofox.models.get(model=f"models/{OFOX}").supported_actions == ["generateContent"]


def test_errors_have_googles_types(gateway, google):
    with client(gateway, "google", "wrong") as stranger, pytest.raises(errors.ClientError) as wrong:
        stranger.models.generate_content(model="demo-painter", contents=PROMPT)
    assert (wrong.value.code, wrong.value.status) == (400, "INVALID_ARGUMENT")
    assert wrong.value.details["error"]["details"][0]["reason"] == "API_KEY_INVALID"
    with pytest.raises(errors.ClientError) as lost:
        google.models.generate_content(model="gemini-2.5-flash-image-preview", contents=PROMPT)
    assert (lost.value.code, lost.value.status) == (404, "NOT_FOUND")
    with pytest.raises(errors.ServerError) as busy:
        google.models.generate_content(model="demo-painter", contents="busy demo:503_once")
    assert (busy.value.code, busy.value.status) == (503, "UNAVAILABLE")
    with pytest.raises(errors.APIError) as broken:
        list(google.models.generate_content_stream(model="demo-painter", contents="demo:mid_stream_error"))
    assert broken.value.code == 503


def test_a_blocked_prompt_and_a_blocked_picture(google):
    prompt = google.models.generate_content(model="demo-painter", contents="demo:safety_prompt")
    assert prompt.prompt_feedback.block_reason is types.BlockedReason.SAFETY
    assert not prompt.candidates
    picture = google.models.generate_content(model="demo-painter", contents="demo:image_safety")
    assert picture.candidates[0].finish_reason is types.FinishReason.IMAGE_SAFETY
    assert picture.candidates[0].content.parts is None


def test_the_async_client_streams_too(gateway):
    import asyncio

    async def go():
        async with client(gateway, "google").aio as aio:
            config = {"image_config": {"image_size": "512"}}
            return [chunk async for chunk in await aio.models.generate_content_stream(model="demo-painter", contents=PROMPT, config=config)]

    chunks = asyncio.run(go())
    assert len([part for chunk in chunks for part in chunk.candidates[0].content.parts if part.inline_data]) == 1


def test_a_seed_repeats_and_no_seed_varies(google):
    def paint(**more):
        config = types.GenerateContentConfig(image_config=SMALL, response_modalities=["IMAGE"], **more)
        return pixels(finals(google.models.generate_content(model="demo-painter", contents="the sea", config=config))[0])

    assert paint(seed=7) == paint(seed=7)
    assert paint() != paint()
