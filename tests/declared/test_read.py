"""`gateways.toml`: what is wrong is named by its line and its key, and every quirk of PROTOCOLS.md section 3 can be set."""

import pytest

from studio.core.request import Request
from studio.declared import read
from studio.errors import UsageError
from studio.words import TABLE

GOOD = '# mine\n[gateway.one]\nbase_url = "https://a.example"\n\n[gateway.two]\nbase_url = "https://b.example"\n'


@pytest.mark.parametrize(
    ("text", "key", "line", "what"),
    [
        (GOOD + 'bogus = 1\n', "declared.unknown", 7, "bogus"),
        (GOOD + 'limit = "many"\n', "declared.number", 7, "limit"),
        (GOOD + "limit = 0\n", "declared.number", 7, "1 to 100"),
        (GOOD + "limit = true\n", "declared.number", 7, "limit"),
        (GOOD + 'dialect = "soap"\n', "declared.choice", 7, "openai-images"),
        (GOOD + 'auth = "magic"\n', "declared.choice", 7, "x-goog-api-key"),
        (GOOD + 'models = "one"\n', "declared.list", 7, "models"),
        (GOOD + "models = [1]\n", "declared.list", 7, "models"),
        (GOOD + 'aspects = [\n  "16:9",\n  "wide",\n]\n', "declared.item", 7, "wide"),
        (GOOD + 'sizes = ["8K"]\n', "declared.item", 7, "8K"),
        (GOOD + 'canvas = ["big"]\n', "declared.item", 7, "big"),
        (GOOD + 'requires = ["prompt"]\n', "declared.item", 7, "aspect, size"),
        (GOOD + "mask = 1\n", "declared.switch", 7, "true or false"),
        (GOOD + "title = 3\n", "declared.text", 7, "title"),
        (GOOD + '[gateway.three]\ntitle = "x"\n', "declared.missing", 7, "base_url"),
        (GOOD + '[gateway.three]\ntitle = "x"\nbase_url = "ftp://x"\n', "declared.address", 9, "base_url"),
        (GOOD + '[gateway.three]\nbase_url = "https://u:secret@x"\n', "declared.address", 8, "base_url"),
        (GOOD + '[gateway.two]\nbase_url = "https://c.example"\n', "declared.twice", 7, "two"),
        (GOOD + '[gateway.TWO]\nbase_url = "https://c.example"\n', "declared.twice", 7, "TWO"),
        (GOOD + 'base_url = "https://c.example"\n', "declared.twice", 7, "base_url"),
        (GOOD + "[gateway.demo]\nbase_url = 'https://c.example'\n", "declared.name", 7, "demo"),
        (GOOD + "[gateway.'a b']\nbase_url = 'https://c.example'\n", "declared.name", 7, "a b"),
        (GOOD + "limit = = 3\n", "declared.syntax", 7, "limit"),
        (GOOD + 'title = "open\n', "declared.syntax", 7, "title"),
        (GOOD + "limit = [1,\n2\n", "declared.syntax", 9, "nclosed"),
        ("[gatway.x]\nbase_url = 'https://c.example'\n", "declared.tables", 1, "gatway"),
        (GOOD + "[other]\nx = 1\n", "declared.tables", 7, "other"),
        ('gateway = "x"\n', "declared.tables", 1, "gateway"),
        ("[gateway]\n\nx = 1\n", "declared.tables", 3, "x"),
        ('note = """\n[gateway.x]\nlimit = 0\n"""\n', "declared.tables", 1, "note"),
        ('[gateway.x]\nnote = """\nlimit = 0\n"""\nbase_url = "https://c.example"\nlimit = 0\n', "declared.number", 6, "limit"),
        ('gateway.x.base_url = "https://c.example"\ngateway.x.limit = 0\n', "declared.number", 2, "limit"),
        ('[gateway]\nx = { base_url = "https://c.example", limit = 0 }\n', "declared.number", 2, "limit"),
        (GOOD.replace("\n", "\r\n") + "limit = 0\r\n", "declared.number", 7, "limit"),
    ],
)
def test_an_error_names_its_line_and_its_key(text: str, key: str, line: int, what: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(text)
    error = caught.value
    assert (error.key, error.values["line"]) == (key, line), error
    said = str(error)
    assert f"gateways.toml, line {line}" in said
    assert what in said
    assert "secret" not in said
    assert f"第 {line} 行" in error.say("zh-CN")


def test_no_sentence_has_an_empty_place() -> None:
    for key in (key for key in TABLE if key.startswith("declared.")):
        assert "{key}" not in TABLE[key][0], "a placeholder of that name is the sentence's own"


def test_every_quirk_of_section_3_can_be_set() -> None:
    (gateway,) = read("""
[gateway.x]
title = "X"
base_url = "https://x.example/v1beta/"      # C2
auth = "query-key"                          # C1
part_case = "snake"                         # C4
requires = ["aspect", "size"]               # C5
modalities = ["IMAGE", "TEXT"]              # C6
aspects = ["1:1", "16:9"]                   # C7
sizes = ["1K"]                              # C8
default_size = "1K"
delivers = "1K"
tasks = ["generate", "edit"]                # C14
chat = "emulate"                            # C12
signs = true                                # C21
max_references = 3
max_count = 4
mimes = ["image/png"]
thinking = ["low"]
thinks = true
system = false
safety = false
sampling = ["temperature"]
words = false
max_output_tokens = 4096
budget = 100000000                          # C20
limit = 1
stream = "off"
free = true
note = "here"
docs = "https://x.example/docs"
models = ["a", "a", "b"]
""")
    route, model = gateway.routes[0], gateway.models[0]
    assert (gateway.base_url, gateway.budget, gateway.limit, gateway.free, gateway.docs) == ("https://x.example", 100_000_000, 1, True, "https://x.example/docs")
    assert (route.auth, route.part_case, route.requires, route.modalities, route.stream) == ("query-key", "snake", {"aspect", "size"}, ("IMAGE", "TEXT"), "off")
    assert (route.tasks, model.tasks) == (("generate", "edit"), ("generate", "edit"))
    assert (model.aspects, model.sizes, model.delivers, model.chat) == (("1:1", "16:9"), ("1K",), "1K", "emulate")
    assert (model.signs, model.mimes, model.max_references, model.max_count) == (True, ("image/png",), 3, 4)
    assert (model.thinking, model.thinks, model.system, model.safety, model.sampling, model.words) == (("low",), True, False, False, ("temperature",), False)
    assert [each.id for each in gateway.models] == ["a", "b"]


def test_the_quirks_of_the_images_wire() -> None:
    (gateway,) = read("""
[gateway.x]
base_url = "http://127.0.0.1:8188"
dialect = "openai-images"
multi_image_field = "image"                 # 5.3
qualities = ["low"]
tolerated = ["hd"]                          # C15
per_call = 1                                # C16
canvas = ["1024x1024", "auto"]              # C25
response_format = "b64_json"
tasks = ["generate"]                        # C14
models = ["sd"]
""")
    route, model = gateway.routes[0], gateway.models[0]
    assert (route.path, route.multi_image_field, route.tasks) == ("/v1", "image", ("generate",))
    assert (model.qualities, model.tolerated, model.per_call, model.canvas) == (("low",), ("hd",), 1, ("1024x1024", "auto"))
    assert model.response_format == "b64_json"


def test_modalities_that_are_never_sent() -> None:
    from studio.core.fit import fit
    from studio.dialects import gemini

    (gateway,) = read('[gateway.x]\nbase_url = "https://x.example"\nmodels = ["m"]\nmodalities = []\n')
    for image_only in (False, True):
        plan = fit(Request(prompt="x", gateway="x", model="m", image_only=image_only), gateway)
        assert "responseModalities" not in str(gemini.encode(plan).json)
