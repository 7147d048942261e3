"""Usage that adds up, pictures of the documented size, and the documented tokens for them."""

from base64 import b64encode

import pytest

from studio.demo import faces

# PROTOCOLS.md section 4.3, copied: ratio, 512, 1K, 2K, 4K, 2.5 Flash Image. 21:9 at 512 is documented as 792x168, which is a slip (C22).
TABLE = """
1:1  512x512  1024x1024 2048x2048 4096x4096  1024x1024
2:3  424x632  848x1264  1696x2528 3392x5056  832x1248
3:2  632x424  1264x848  2528x1696 5056x3392  1248x832
3:4  448x600  896x1200  1792x2400 3584x4800  864x1184
4:3  600x448  1200x896  2400x1792 4800x3584  1184x864
4:5  464x576  928x1152  1856x2304 3712x4608  896x1152
5:4  576x464  1152x928  2304x1856 4608x3712  1152x896
9:16 384x688  768x1376  1536x2752 3072x5504  768x1344
16:9 688x384  1376x768  2752x1536 5504x3072  1344x768
21:9 792x336  1584x672  3168x1344 6336x2688  1536x672
1:4  256x1024 512x2048  1024x4096 2048x8192  -
4:1  1024x256 2048x512  4096x1024 8192x2048  -
1:8  192x1536 384x3072  768x6144  1536x12288 -
8:1  1536x192 3072x384  6144x768  12288x1536 -
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()]


def pixels(cell):
    return tuple(map(int, cell.split("x")))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_table_of_pixels(row):
    ratio, *cells, old = row
    flash, classic = faces.GOOGLE.model("gemini-3.1-flash-image"), faces.GOOGLE.model("gemini-2.5-flash-image")
    assert [flash.pixels(ratio, size) for size in ("512", "1K", "2K", "4K")] == [pixels(cell) for cell in cells]
    if old == "-":
        assert ratio not in classic.aspects
        assert ratio not in faces.GOOGLE.model("gemini-3-pro-image").aspects
    else:
        assert classic.pixels(ratio, "1K") == pixels(old)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_picture_has_the_pixels_of_the_table(ask, parts, opened, row):
    config = {"responseModalities": ["IMAGE"], "imageConfig": {"aspectRatio": row[0], "imageSize": "512"}}
    (part,) = parts(ask("a red circle", config))
    assert opened(part).size == pixels(row[1])


@pytest.mark.parametrize(
    ("model", "prices"),
    [
        ("gemini-3.1-flash-image", {"512": 747, "1K": 1120, "2K": 1680, "4K": 2520}),
        ("gemini-3-pro-image", {"1K": 1120, "2K": 1120, "4K": 2000}),
        ("gemini-2.5-flash-image", {"1K": 1290}),
        ("gemini-3.1-flash-lite-image", {"1K": 1120}),
    ],
)
def test_the_tokens_of_a_picture(model, prices):
    known = faces.GOOGLE.model(model)
    assert {size: known.picture_price(size) for size in known.sizes} == prices


def test_everything_adds_up_whole(ask, inline):
    config = {"imageConfig": {"imageSize": "512"}, "thinkingConfig": {"includeThoughts": True, "thinkingLevel": "minimal"}}
    contents = [{"parts": [{"text": "make it darker!!"}, inline(), inline("JPEG")]}]
    answer = ask(contents, config, systemInstruction={"parts": [{"text": "plainly."}]}).json()
    usage, parts = answer["usageMetadata"], answer["candidates"][0]["content"]["parts"]
    inside = {item["modality"]: item["tokenCount"] for item in usage["promptTokensDetails"]}
    assert inside == {"TEXT": 4 + 2, "IMAGE": 2200}
    assert usage["promptTokenCount"] == sum(inside.values())
    out = {item["modality"]: item["tokenCount"] for item in usage["candidatesTokensDetails"]}
    words = "".join(part.get("text", "") for part in parts if not part.get("thought"))
    assert out == {"TEXT": -(-len(words) // 4), "IMAGE": 747}
    assert usage["candidatesTokenCount"] == sum(out.values())
    thoughts = "".join(part.get("text", "") for part in parts if part.get("thought"))
    assert usage["thoughtsTokenCount"] == -(-len(thoughts) // 4)
    assert usage["totalTokenCount"] == usage["promptTokenCount"] + usage["candidatesTokenCount"] + usage["thoughtsTokenCount"]


def test_every_chunk_of_a_stream_adds_up_and_the_last_is_the_whole(stream):
    config = {"imageConfig": {"imageSize": "512"}, "thinkingConfig": {"includeThoughts": True, "thinkingLevel": "low"}, "seed": 3}
    chunks = stream("a red circle", config)
    totals = []
    for chunk in chunks:
        usage = chunk["usageMetadata"]
        assert usage["totalTokenCount"] == usage["promptTokenCount"] + usage.get("candidatesTokenCount", 0) + usage.get("thoughtsTokenCount", 0)
        totals.append(usage["totalTokenCount"])
    assert totals == sorted(totals)
    assert totals[0] < totals[-1]
    assert {item["modality"] for item in chunks[-1]["usageMetadata"]["candidatesTokensDetails"]} == {"TEXT", "IMAGE"}


def test_the_old_model_counts_pictures_lower(ask, inline):
    answer = ask([{"parts": [{"text": "make it darker"}, inline(size=(10, 10))]}], {"responseModalities": ["IMAGE"]}, model="gemini-2.5-flash-image").json()
    usage = answer["usageMetadata"]
    assert {"modality": "IMAGE", "tokenCount": 258} in usage["promptTokensDetails"]
    assert usage["candidatesTokenCount"] == 1290
    assert "thoughtsTokenCount" not in usage


def test_a_sideways_photograph_is_measured_as_it_is_seen(ask, parts, opened, file):
    import io

    from PIL import Image

    photo = Image.open(io.BytesIO(file("PNG", size=(90, 60))))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it to see it
    out = io.BytesIO()
    photo.save(out, "JPEG", exif=exif)
    part = {"inlineData": {"mimeType": "image/jpeg", "data": b64encode(out.getvalue()).decode()}}
    (made,) = parts(ask([{"parts": [{"text": "make it darker"}, part]}], {"responseModalities": ["IMAGE"], "imageConfig": {"imageSize": "512"}}))
    assert opened(made).size == (424, 632)


def test_the_picture_says_who_drew_it_and_nothing_else(ask, parts, opened):
    (made,) = parts(ask("a red circle, my secret", {"responseModalities": ["IMAGE"], "imageConfig": {"imageSize": "512"}}))
    assert opened(made).info == {"Software": "Image Studio demo renderer"}
