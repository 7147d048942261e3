"""Settings: layers, keys and addresses, and what is refused by name."""

from pathlib import Path

import pytest

from studio import assemble
from studio.declared import read as read_gateways
from studio.errors import NotConfigured, UsageError
from studio.gateways import discover
from studio.layers import Layer, Seen, read_auth, read_layers
from studio.settings import Settings


def read(*layers: dict[str, str], extra: str = "") -> Settings:
    return Settings.read(Seen([Layer(f"layer {rank}", values) for rank, values in enumerate(layers)]), discover(), extra)


def test_without_anything_the_demo_is_chosen() -> None:
    plain = read({})
    assert plain.chosen == "demo"
    assert [access.gateway.name for access in plain.access if access.configured] == ["demo"]
    assert (plain.host, plain.port, plain.timeout, plain.retries) == ("127.0.0.1", 7860, 300, 2)


def test_a_key_configures_its_gateway_and_is_never_shown() -> None:
    said = read({"OFOX_API_KEY": " sk-secret\n"})
    assert said.of("ofox").key == "sk-secret"
    assert said.chosen == "ofox"
    assert "sk-secret" not in repr(said)


def test_the_second_name_of_a_key_works() -> None:
    assert read({"GEMINI_API_KEY": "k"}).of("google").key == "k"


def test_a_missing_key_names_its_variable() -> None:
    with pytest.raises(NotConfigured, match=r"EZmodel has no key\. Set EZMODEL_API_KEY"):
        read({}).of("ezmodel")


def test_the_generic_gateway_needs_an_address() -> None:
    with pytest.raises(NotConfigured, match="GENERIC_BASE_URL"):
        read({"GENERIC_API_KEY": "k"}).of("generic")
    assert read({"GENERIC_API_KEY": "k", "GENERIC_BASE_URL": "https://x.example/v1beta/"}).of("generic").base_url == "https://x.example"


@pytest.mark.parametrize("address", ["https://h.example", "https://h.example/", "https://h.example/v1beta", "https://h.example/v1beta/models"])
def test_04_addresses_are_normalised(address: str) -> None:
    assert read({"GENERIC_API_KEY": "k", "GENERIC_BASE_URL": address}).of("generic").base_url == "https://h.example"


def test_a_key_with_a_newline_inside_is_refused_without_being_repeated() -> None:
    with pytest.raises(UsageError) as caught:
        read({"OFOX_API_KEY": "sk-one\nX-Evil: 1"}).of("ofox")
    assert "sk-one" not in str(caught.value)


def test_a_lower_layer_can_not_redirect_a_key() -> None:
    with pytest.raises(UsageError, match="layer 1"):
        read({"OFOX_API_KEY": "k"}, {"OFOX_BASE_URL": "https://evil.example"}).of("ofox")
    higher = read({"OFOX_BASE_URL": "https://mine.example"}, {"OFOX_API_KEY": "k"})
    assert higher.of("ofox").base_url == "https://mine.example"


def test_an_unknown_gateway_lists_the_known() -> None:
    with pytest.raises(UsageError, match=r"Known: .*octopusx"):
        read({}).of("nobody")


@pytest.mark.parametrize(("name", "value"), [("STUDIO_PORT", "0"), ("STUDIO_RETRIES", "six"), ("STUDIO_TIMEOUT", "nan"), ("STUDIO_DRAIN", "-1")])
def test_a_number_that_is_none_is_named(name: str, value: str) -> None:
    with pytest.raises(UsageError, match=name):
        read({name: value})


def test_sign_in_pairs() -> None:
    assert read_auth("a:b, c:d:e") == (("a", "b"), ("c", "d:e"))
    with pytest.raises(UsageError):
        read_auth("nobody")


def test_layers_in_order(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / ".env").write_text("OFOX_API_KEY=home\nSTUDIO_TIMEOUT=7\n", encoding="utf-8")
    Path(".env").write_text(f"STUDIO_HOME={home}\nOFOX_API_KEY=here\n", encoding="utf-8")
    seen = read_layers({})
    assert seen.text("OFOX_API_KEY") == "here"
    assert seen.text("STUDIO_TIMEOUT") == "7"
    assert read_layers({"OFOX_API_KEY": "environment"}).text("OFOX_API_KEY") == "environment"


def test_more_gateways_from_a_file(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "gateways.toml").write_text(
        '[gateway.atelier]\ntitle = "Atelier"\nbase_url = "https://images.example/v1beta"\nauth = "bearer"\nkey_env = "ATELIER_KEY"\n'
        'models = ["one", "two"]\nrequires = ["aspect", "size"]\npart_case = "snake"\nsizes = ["1K"]\n',
        encoding="utf-8",
    )
    said = assemble.settings({"STUDIO_HOME": str(home), "ATELIER_KEY": "k"})
    access = said.of("atelier")
    assert access.base_url == "https://images.example"
    assert [model.id for model in access.gateway.models] == ["one", "two"]
    route = access.gateway.routes[0]
    assert (route.part_case, route.requires, access.gateway.models[0].sizes) == ("snake", {"aspect", "size"}, ("1K",))


@pytest.mark.parametrize("text", ["[gateway.x]\ntitle='x'", "[gateway.x]\nbase_url='https://a.b'\nauth='magic'", "not toml", "[gateway.x]\nbase_url='https://a.b'\nbogus=1"])
def test_a_broken_gateway_file_is_named(text: str) -> None:
    with pytest.raises(UsageError, match=r"gateways\.toml"):
        read_gateways(text)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('gateway = "x"', "none of its tables"),
        ("[gateway]\nx = 1", "none of its tables"),
        ("[gatway.x]\nbase_url='https://a.b'", "none of its tables"),
        ("[gateway.x]\nbase_url='https://a.b'\nlimit='many'", "limit"),
        ("[gateway.x]\nbase_url='https://a.b'\nlimit=0", "limit"),
        ("[gateway.x]\nbase_url='https://a.b'\nlimit=true", "limit"),
        ("[gateway.x]\nbase_url='https://a.b'\nmodels='one'", "models"),
        ("[gateway.x]\nbase_url='https://a.b'\nmodels=[1]", "models"),
        ("[gateway.x]\nbase_url='https://a.b'\nsizes='1K'", "sizes"),
        ("[gateway.x]\nbase_url='https://a.b'\nmax_references='three'", "max_references"),
        ("[gateway.x]\nbase_url='https://a.b'\nstream='perhaps'", "stream"),
        ("[gateway.x]\nbase_url='https://a.b'\nauth=['bearer']", "auth"),
        ("[gateway.x]\nbase_url='https://a.b'\nkey_env=['A']", "key_env"),
        ("[gateway.x]\nbase_url=5", "base_url"),
        ("[gateway.x]\nbase_url='ftp://a.b'", "gateway.x"),
        ("[gateway.demo]\nbase_url='https://a.b'", "demo"),
        ("[gateway.'a b']\nbase_url='https://a.b'", "a b"),
    ],
)
def test_a_value_of_the_wrong_kind_is_a_sentence(text: str, what: str) -> None:
    with pytest.raises(UsageError, match=r"gateways\.toml") as caught:
        read_gateways(text)
    assert what in str(caught.value)


def test_a_gateway_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "gateways.toml").write_bytes("[gateway.x]".encode("utf-16"))
    with pytest.raises(UsageError, match=r"gateways\.toml"):
        assemble.settings({}, home=str(tmp_path))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_an_env_file_as_windows_writes_it(encoding: str) -> None:
    Path(".env").write_bytes("OFOX_API_KEY=sk-one\r\n".encode(encoding))
    assert read_layers({}).text("OFOX_API_KEY") == "sk-one"


def test_an_env_file_that_is_no_text_is_named() -> None:
    Path(".env").write_bytes(b"OFOX_API_KEY=\xe9\xff\n")
    with pytest.raises(UsageError, match=r"\.env can not be read"):
        read_layers({})


def test_an_env_file_can_not_take_a_key_out_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFOX_API_KEY", "sk-mine")
    Path(".env").write_text("GENERIC_API_KEY=x\nGENERIC_BASE_URL=https://evil.example/${OFOX_API_KEY}\n", encoding="utf-8")
    assert "sk-mine" not in read_layers({"OFOX_API_KEY": "sk-mine"}).text("GENERIC_BASE_URL")


def at_home(home: Path, text: str) -> None:
    home.mkdir(exist_ok=True)
    (home / ".env").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("line", ["OFOX_BASE_URL=https://evil.example", "STUDIO_PROXY=http://evil.example:1", "STUDIO_CA_BUNDLE=evil.pem"])
def test_a_strangers_folder_can_not_redirect_the_key_of_the_home(tmp_path: Path, line: str) -> None:
    home = tmp_path / "home"
    at_home(home, "OFOX_API_KEY=sk-mine\n")
    Path(".env").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"\.env here"):
        assemble.settings({"STUDIO_HOME": str(home)}).of("ofox")
    Path(".env").unlink()
    at_home(home, f"OFOX_API_KEY=sk-mine\n{line}\n")
    assert assemble.settings({"STUDIO_HOME": str(home)}).of("ofox").key == "sk-mine"


def test_a_strangers_folder_can_not_bring_a_home_that_redirects_a_key(tmp_path: Path) -> None:
    home = tmp_path / "theirs"
    at_home(home, "GOOGLE_BASE_URL=https://evil.example\n")
    (home / "gateways.toml").write_text('[gateway.ofox]\nbase_url="https://evil.example"\nkey_env="OFOX_API_KEY"\n', encoding="utf-8")
    Path(".env").write_text(f"STUDIO_HOME={home}\n", encoding="utf-8")
    said = assemble.settings({"OFOX_API_KEY": "sk-mine", "GOOGLE_API_KEY": "sk-mine"})
    for name in ("ofox", "google"):
        with pytest.raises(UsageError, match="not sent there"):
            said.of(name)


def test_one_file_may_hold_key_and_address() -> None:
    Path(".env").write_text("OFOX_API_KEY=k\nOFOX_BASE_URL=https://mine.example\nSTUDIO_PROXY=http://127.0.0.1:1\n", encoding="utf-8")
    assert assemble.settings({}).of("ofox").base_url == "https://mine.example"


@pytest.mark.parametrize(("name", "value"), [("STUDIO_RETRY_TIMEOUTS", "perhaps"), ("STUDIO_HOME", "~nobody-of-that-name/x"), ("STUDIO_HOME", "a\0b")])
def test_garbage_is_named(name: str, value: str) -> None:
    with pytest.raises(UsageError, match=name):
        assemble.settings({name: value})


IMAGES = '[gateway.mine]\nbase_url = "{url}"\ndialect = "{dialect}"\nmodels = ["sd"]\n{more}'


@pytest.mark.parametrize("dialect", ["openai-images", "openai_images"])
@pytest.mark.parametrize(
    ("url", "base", "path"),
    [("http://x:1", "http://x:1", "/v1"), ("http://x:1/v1/", "http://x:1/v1", ""), ("https://y/api/v3", "https://y/api/v3", "")],
)
def test_an_images_server_of_gateways_toml(dialect: str, url: str, base: str, path: str) -> None:
    (gateway,) = read_gateways(IMAGES.format(url=url, dialect=dialect, more=""))
    (route,) = gateway.routes
    assert (gateway.base_url, route.path, route.dialect) == (base, path, "openai_images")
    assert route.models[0].canvas == ("1024x1024", "1536x1024", "1024x1536")
    assert (route.models[0].per_call, route.models[0].chat, route.tasks) == (10, "none", ("generate", "edit"))


def test_the_quirks_of_an_images_server() -> None:
    more = 'canvas = ["512x512", "768x512"]\nper_call = 1\nqualities = ["low", "high"]\nformats = ["png"]\nmulti_image_field = "image"\nmask = false\n'
    route = read_gateways(IMAGES.format(url="http://x", dialect="openai-images", more=more))[0].routes[0]
    model = route.models[0]
    assert (model.canvas, model.aspects, model.sizes) == (("512x512", "768x512"), ("1:1", "3:2"), ("512",))
    assert (model.per_call, model.qualities, model.formats, model.mask, route.multi_image_field) == (1, ("low", "high"), ("png",), False, "image")
    model = read_gateways(IMAGES.format(url="http://x", dialect="openai-images", more="any_size = true\n"))[0].routes[0].models[0]
    assert (model.any_size, model.canvas) == (True, ())


@pytest.mark.parametrize("more", ['canvas = "512x512"', "per_call = 11", 'multi_image_field = "images"', "any_size = 1", 'response_format = "png"'])
def test_a_quirk_that_is_none_is_named(more: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_gateways(IMAGES.format(url="http://x", dialect="openai-images", more=more))
    assert more.partition(" ")[0] in str(caught.value)
