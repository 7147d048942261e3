"""A gateway more, a gateway less: the rest of the file stays as a person wrote it, and what comes out can be read."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.declared import Table, added, read, removed
from studio.errors import UsageError

MINE = """# gateways of the atelier

[gateway.one]          # the old one
base_url = "https://a.example"
# it draws slowly
limit = 1
note = '''
[gateway.fake]
'''

# the new one
[gateway.two]
base_url = "https://b.example"   # by the river
models = [
  "x",  # good
  "y",
]
"""
ONE = Table(name="harbour", base_url="https://harbour.example/v1", dialect="openai-images", key_env="HARBOUR_API_KEY", title='The "Harbour"', models=("a",))


def test_what_is_added_stands_at_the_end_and_is_read() -> None:
    text = added(MINE, ONE)
    assert text.startswith(MINE)
    found = {gateway.name: gateway for gateway in read(text)}
    assert list(found) == ["one", "two", "harbour"]
    new = found["harbour"]
    assert (new.title, new.base_url, new.key_env) == ('The "Harbour"', "https://harbour.example/v1", ("HARBOUR_API_KEY",))
    assert new.routes[0].dialect == "openai_images"
    assert [model.id for model in new.models] == ["a"]


@pytest.mark.parametrize("text", ["", "\n", "# only a comment", MINE.rstrip("\n"), MINE.replace("\n", "\r\n")])
def test_added_to_any_file(text: str) -> None:
    out = added(text, ONE)
    assert "harbour" in tomllib.loads(out)["gateway"]
    assert ("\r\n" in text) == ("\r\n" in out)
    assert out.startswith(text.rstrip("\n"))


def test_added_and_removed_leaves_what_was_there() -> None:
    assert removed(added(MINE, ONE), "harbour").rstrip() == MINE.rstrip()


def test_removed_leaves_every_comment_and_the_others() -> None:
    text = removed(MINE, "one")
    assert [gateway.name for gateway in read(text)] == ["two"]
    for comment in ("# gateways of the atelier", "# it draws slowly", "# the new one", "# by the river", "# good"):
        assert comment in text
    assert "a.example" not in text
    text = removed(MINE, "two")
    assert [gateway.name for gateway in read(text)] == ["one"]
    assert "[gateway.fake]" in text


INLINE = '[gateway]\nx = { base_url = "https://a.example" }\ny = { base_url = "https://b.example" }\n'


@pytest.mark.parametrize("text", ['gateway.x.base_url = "https://a.example"\n', INLINE])
def test_other_ways_to_write_it(text: str) -> None:
    assert "x" not in tomllib.loads(removed(text, "x")).get("gateway", {})


def test_what_stands_on_one_line_with_others_is_left_to_a_person() -> None:
    text = 'gateway = { x = { base_url = "https://a.example" }, y = { base_url = "https://b.example" } }\n'
    with pytest.raises(UsageError, match="by hand"):
        removed(text, "x")


@pytest.mark.parametrize(
    ("table", "key", "field"),
    [
        (Table(name="ONE", base_url="https://x.example"), "declared.taken", "name"),
        (Table(name="demo", base_url="https://x.example"), "declared.bad_name", "name"),
        (Table(name="a b", base_url="https://x.example"), "declared.bad_name", "name"),
        (Table(name='x]\nauth="none"\n[gateway.y', base_url="https://x.example"), "declared.bad_name", "name"),
        (Table(name="x", base_url="nowhere"), "declared.address", "gateways.toml"),
        (Table(name="x", base_url="https://x.example", auth="magic"), "declared.choice", "gateways.toml"),
    ],
)
def test_what_can_not_be_added(table: Table, key: str, field: str) -> None:
    with pytest.raises(UsageError) as caught:
        added(MINE, table)
    assert (caught.value.key, caught.value.field) == (key, field)


def test_a_broken_file_is_not_added_to() -> None:
    with pytest.raises(UsageError, match="line 2"):
        added("[gateway.x]\nbase_url = \n", ONE)


def test_what_is_not_there_can_not_be_removed() -> None:
    with pytest.raises(UsageError, match="nobody"):
        removed(MINE, "nobody")


@given(st.text(max_size=60), st.text(max_size=40))
def test_no_text_breaks_out_of_its_quotes(title: str, model: str) -> None:
    table = Table(name="x", base_url="https://x.example", title=title, models=(model,))
    try:
        text = added(MINE, table)
    except (UsageError, UnicodeEncodeError):
        return
    found = tomllib.loads(text)["gateway"]
    assert set(found) == {"one", "two", "x"}
    assert found["x"].get("title", "") == title
    assert found["x"]["models"] == [model]
