"""Keys and gateways from the page: written, followed at once, taken back; runs at work keep what they began with; which layer wins is said."""

import asyncio
import stat
from pathlib import Path

import httpx
import pytest

import studio
from studio import assemble, configure
from studio.core.request import Request
from studio.engine import Studio
from studio.errors import NotConfigured, StudioError, UsageError
from studio.layers import env_file

SECRET = "sk-secret-of-a-test"


def opened(home: Path, env: dict[str, str] | None = None) -> Studio:
    return assemble.assemble(assemble.settings(env or {}, home=str(home)))


def with_studio(home: Path, work, env: dict[str, str] | None = None):
    async def run():
        async with opened(home, env) as s:
            made = work(s)
            return await made if asyncio.iscoroutine(made) else made

    return asyncio.run(run())


def test_a_key_works_without_a_restart_and_after_one(demo, tmp_path: Path) -> None:
    env = {"GOOGLE_BASE_URL": f"{demo.url}/google"}
    ask = Request(gateway="google", model="gemini-3.1-flash-image", prompt="Terrazzo", size="512")

    async def work(s: Studio):
        with pytest.raises(NotConfigured):
            await s.start(ask)
        written = configure.save_key(s, "google", " test-key-123\n")
        assert written.access.configured
        assert written.access.key == "test-key-123"
        assert "test-key-123" not in repr(written) + repr(s.settings)
        assert [note.key for note in written.notes] == ["keys.saved"]
        return await s.run(ask)

    assert with_studio(tmp_path, work, env).status == "ok"
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600
    assert with_studio(tmp_path, lambda s: s.settings.of("google").key, env) == "test-key-123"
    written = with_studio(tmp_path, lambda s: configure.remove_key(s, "google"), env)
    assert not written.access.configured
    assert env_file(tmp_path / ".env") == {}


def test_a_wrong_key_that_was_just_saved_is_in_no_error_and_no_file(demo, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def work(s: Studio):
        configure.save_key(s, "generic", SECRET)
        return await s.run(Request(gateway="generic", prompt="Terrazzo"))

    with caplog.at_level("DEBUG"):
        result = with_studio(tmp_path, work, {"GENERIC_BASE_URL": f"{demo.url}/generic"})
    assert result.error.kind == "auth"
    assert SECRET not in str(result.error) + caplog.text
    found = [path.name for path in tmp_path.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]
    assert found == [".env"]


def test_a_key_that_the_gateway_says_back_is_redacted_from_the_first_call_on(tmp_path: Path) -> None:
    class Parrot(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            key = request.headers["x-goog-api-key"]
            return httpx.Response(400, json={"error": {"code": 400, "message": f"bad key {key}"}})

    from functools import partial

    from studio.http import Limits, Transport
    from studio.store.local import Library

    async def work():
        chosen = assemble.settings({}, home=str(tmp_path))
        out = Transport(Limits(retries=0), transport=Parrot())
        async with Studio(chosen, Library(tmp_path), out, demo=None, reread=partial(assemble._read, chosen.layers)) as s:
            configure.save_key(s, "google", SECRET)
            return await s.run(Request(gateway="google", prompt="x"))

    result = asyncio.run(work())
    assert "[key]" in result.error.detail
    assert SECRET not in str(result.error)
    assert all(SECRET.encode() not in path.read_bytes() for path in (tmp_path / "runs").rglob("*") if path.is_file())


def test_a_run_at_work_keeps_its_key_and_its_address(demo, tmp_path: Path) -> None:
    env = {"GOOGLE_BASE_URL": f"{demo.url}/google"}

    async def work(s: Studio):
        configure.save_key(s, "google", "test-key-123")
        run = await s.start(Request(gateway="google", model="gemini-3.1-flash-image", prompt="Terrazzo demo:slow:0.4", size="512", count=2))
        configure.save_key(s, "google", "another-key")
        assert s.settings.of("google").key == "another-key"
        configure.remove_key(s, "google")
        return await run.wait()

    assert with_studio(tmp_path, work, env).status == "ok"


@pytest.mark.parametrize("variable", ["GOOGLE_API_KEY", "GEMINI_API_KEY"])
def test_a_layer_above_wins_and_is_said(tmp_path: Path, variable: str) -> None:
    env, home = {variable: "from-the-environment"}, tmp_path / "home"
    written = with_studio(home, lambda s: configure.save_key(s, "google", SECRET), env)
    assert written.access.key == "from-the-environment"
    assert f"{variable} is also set in the environment, which wins" in str(written.notes[-1])
    Path(".env").write_text(f"{variable}=from-the-folder\n", encoding="utf-8")
    written = with_studio(home, lambda s: configure.save_key(s, "google", SECRET))
    assert written.access.key == "from-the-folder"
    assert "the .env of the current folder" in str(written.notes[-1])
    assert "当前文件夹" in written.notes[-1].say("zh-CN")
    written = with_studio(home, lambda s: configure.remove_key(s, "google"))
    assert written.access.key == "from-the-folder"
    assert len(written.notes) == 2


def test_the_folder_may_be_the_home(tmp_path: Path) -> None:
    Path(".env").write_text("A=1\n", encoding="utf-8")
    written = with_studio(Path.cwd(), lambda s: configure.save_key(s, "ofox", SECRET))
    assert written.access.key == SECRET
    assert len(written.notes) == 1


def test_no_key_is_written_into_a_home_that_a_strangers_file_names(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "gateways.toml").write_text('[gateway.ofox]\nbase_url = "https://evil.example"\nkey_env = "OFOX_API_KEY"\n', encoding="utf-8")
    Path(".env").write_text(f"STUDIO_HOME={theirs}\n", encoding="utf-8")

    async def work():
        async with assemble.assemble(assemble.settings({})) as s:
            for step in (lambda: configure.save_key(s, "ofox", SECRET), lambda: configure.add_gateway(s, "https://x.example")):
                with pytest.raises(UsageError) as caught:
                    step()
                assert caught.value.key == "keys.foreign_home"

    asyncio.run(work())
    assert not (theirs / ".env").exists()


def test_what_takes_no_key_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="takes no key"):
        with_studio(tmp_path, lambda s: configure.save_key(s, "demo", SECRET))
    with pytest.raises(UsageError, match="no gateway named"):
        with_studio(tmp_path, lambda s: configure.save_key(s, "nobody", SECRET))


def test_a_gateway_is_tested_then_added_used_and_removed(demo, tmp_path: Path) -> None:
    (tmp_path / "gateways.toml").write_text("# mine\n", encoding="utf-8")

    async def work(s: Studio):
        draft = configure.draft(f"{demo.url}/generic/v1beta/models", key="test-key-123")
        probe = await s.probe(access=draft)
        assert "gemini-2.5-flash-image" in probe.ids
        assert not (tmp_path / "models").exists(), "a draft is remembered nowhere"
        access = configure.add_gateway(s, f"{demo.url}/generic/v1beta/models", key="test-key-123", models=("gemini-2.5-flash-image",))
        assert access.configured
        assert access.declared
        assert s.settings.of(access.gateway.name) == access
        listing = await s.listing(access.gateway.name)
        assert "gemini-2.5-flash-image" in listing.ids
        configure.remove_gateway(s, access.gateway.name)
        assert access.gateway.name not in {each.gateway.name for each in s.settings.access}

    with_studio(tmp_path, work)
    assert (tmp_path / "gateways.toml").read_text(encoding="utf-8").strip() == "# mine"
    assert "test-key-123" not in (tmp_path / ".env").read_text(encoding="utf-8")


def test_a_name_is_made_of_the_address(tmp_path: Path) -> None:
    def work(s: Studio):
        urls = ("https://api.harbour.example/v1", "https://www.harbour.example", "http://127.0.0.1:8188", "http://[::1]:9", "http://localhost:1", "https://ofox.ai")
        return [configure.add_gateway(s, url, dialect="openai-images").gateway for url in urls]

    made = with_studio(tmp_path, work)
    assert [gateway.name for gateway in made] == ["harbour", "harbour-2", "127-0-0-1", "1", "localhost", "ofox-2"]
    assert [gateway.key_env[0] for gateway in made][:3] == ["HARBOUR_API_KEY", "HARBOUR_2_API_KEY", "_127_0_0_1_API_KEY"]


def test_a_new_gateway_never_takes_the_key_of_another(tmp_path: Path) -> None:
    """A host named gemini would have the variable that may hold Google's key."""
    env = {"GEMINI_API_KEY": "sk-of-google", "HARBOUR_API_KEY": "sk-of-something-else"}

    def work(s: Studio):
        added = [configure.add_gateway(s, f"https://{host}.example", key=key) for host, key in (("gemini", "sk-new"), ("harbour", ""), ("google", ""))]
        added += [configure.add_gateway(s, "https://x.example", name=name, key=f"sk-{name}") for name in ("a-b", "a_b")]
        return {access.gateway.name: (access.gateway.key_env[0], access.key) for access in added}

    assert with_studio(tmp_path / "home", work, env) == {
        "gemini": ("GEMINI_2_API_KEY", "sk-new"),
        "harbour": ("HARBOUR_2_API_KEY", ""),
        "google-2": ("GOOGLE_2_API_KEY", ""),
        "a-b": ("A_B_API_KEY", "sk-a-b"),
        "a_b": ("A_B_2_API_KEY", "sk-a_b"),
    }


def test_a_gateway_without_a_key(tmp_path: Path) -> None:
    access = with_studio(tmp_path, lambda s: configure.add_gateway(s, "http://127.0.0.1:8188", dialect="openai-images", wants_key=False))
    assert access.configured
    assert access.gateway.key_env == ()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"base_url": "nowhere"}, "base_url"),
        ({"base_url": "https://user:secret@x.example"}, "base_url"),
        ({"base_url": "https://x.example", "name": "a b"}, "name"),
        ({"base_url": "https://x.example", "name": "demo"}, "name"),
        ({"base_url": "https://x.example", "name": "ofox"}, "name"),
        ({"base_url": "https://x.example", "key": "sk 1"}, "key"),
    ],
)
def test_what_can_not_be_added_is_said_at_its_field_and_nothing_is_written(tmp_path: Path, given: dict[str, str], field: str) -> None:
    with pytest.raises(UsageError) as caught:
        with_studio(tmp_path, lambda s: configure.add_gateway(s, **given))
    assert caught.value.field == field
    assert not list(tmp_path.iterdir()), "nothing is left behind"


def test_a_file_that_a_person_broke_is_named_and_left(tmp_path: Path) -> None:
    async def work(s: Studio):
        (tmp_path / "gateways.toml").write_text("[gateway.x]\nlimit = 3\n", encoding="utf-8")
        before = s.settings
        for step in (lambda: configure.add_gateway(s, "https://x.example"), s.reload):
            with pytest.raises(UsageError, match="line 1"):
                step()
        assert s.settings == before
        assert (tmp_path / "gateways.toml").read_text(encoding="utf-8") == "[gateway.x]\nlimit = 3\n"

    with_studio(tmp_path, work)


def test_a_preset_can_not_be_removed(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no gateway of gateways"):
        with_studio(tmp_path, lambda s: configure.remove_gateway(s, "ofox"))


def test_a_studio_of_given_variables_reads_the_homes_gateways(tmp_path: Path) -> None:
    (tmp_path / "gateways.toml").write_text('[gateway.x]\nbase_url = "https://x.example"\nauth = "none"\n', encoding="utf-8")
    assert studio.open(home=tmp_path, environ={}).settings.of("x").base_url == "https://x.example"


def test_a_changed_limit_is_followed(tmp_path: Path) -> None:
    def declare(limit: int) -> None:
        (tmp_path / "gateways.toml").write_text(f'[gateway.x]\nbase_url = "https://x.example"\nauth = "none"\nlimit = {limit}\n', encoding="utf-8")

    declare(1)

    async def work(s: Studio):
        first = s._places(s.settings.of("x"))
        s.reload()
        assert s._places(s.settings.of("x")) is first, "what did not change keeps its places"
        declare(3)
        s.reload()
        return s._places(s.settings.of("x"))._value

    assert with_studio(tmp_path, work) == 3
    assert issubclass(UsageError, StudioError)
