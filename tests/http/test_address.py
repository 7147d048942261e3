"""Addresses and keys as people paste them."""

import pytest

from studio.errors import UsageError
from studio.http import check_key, normalise
from studio.http.address import is_direct


@pytest.mark.parametrize(
    ("typed", "root"),
    [
        ("https://api.ofox.ai/gemini", "https://api.ofox.ai/gemini"),
        ("https://api.ofox.ai/gemini/", "https://api.ofox.ai/gemini"),
        (" https://api.ofox.ai/gemini/v1beta \n", "https://api.ofox.ai/gemini"),
        ("https://api.ofox.ai/gemini/v1beta/", "https://api.ofox.ai/gemini"),
        ("https://api.ofox.ai/gemini/v1beta/models", "https://api.ofox.ai/gemini"),
        ("https://api.ofox.ai/gemini/v1beta/models/google/gemini-x:generateContent", "https://api.ofox.ai/gemini"),
        ("https://api.openai.com/v1/images/generations", "https://api.openai.com/v1"),
        ("https://api.openai.com/v1/images/generations/", "https://api.openai.com/v1"),
        ("https://api.openai.com/v1/images/edits", "https://api.openai.com/v1"),
        ("https://api.openai.com//v1//models", "https://api.openai.com/v1"),
        ("HTTPS://API.Example.COM:8443/", "https://api.example.com:8443"),
        ("https://exa\nmple.com", "https://example.com"),
        ("http://127.0.0.1:8787", "http://127.0.0.1:8787"),
        ("http://[::1]:8787/x", "http://[::1]:8787/x"),
        ("https://例え.jp/v1betamax", "https://例え.jp/v1betamax"),
    ],
)
def test_roots(typed, root):
    assert normalise(typed) == root
    assert normalise(root) == root


def test_the_paths_of_routes_are_taken_off():
    for typed in (
        "https://api.ofox.ai/gemini",
        "https://api.ofox.ai/v1",
        "https://api.ofox.ai/v1/images/generations",
        "https://api.ofox.ai/gemini/v1beta/models",
    ):
        assert normalise(typed, strip=("/gemini", "/v1")) == "https://api.ofox.ai"


@pytest.mark.parametrize(
    "typed",
    [
        "", "api.example.com", "ftp://x", "file:///etc/passwd", "javascript:alert(1)", "https://", "https:///x", "https://h:99999", "https://h:0",
        "https://a b", "https://h/a b",
        "https://user:s3cret@h", "https://s3cret@h", "https://h?key=s3cret", "https://h/#s3cret", "https://h?",
        "https://a..b", "https://h\\@evil", "http://[::1", "https://h\x01",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_without_repeating_a_secret(typed):
    with pytest.raises(UsageError) as caught:
        normalise(typed)
    assert caught.value.field == "base_url"
    assert "s3cret" not in str(caught.value)


def test_keys():
    assert check_key("  sk-abc\n") == "sk-abc"
    assert check_key("Bearer sk-abc") == "sk-abc"
    assert check_key('"sk-abc"') == "sk-abc"
    assert check_key("") == ""
    for bad in ("sk-s3cret\nX-Evil: 1", "sk-s3cret\x00", "sk s3cret", "sk-s3cret…"):
        with pytest.raises(UsageError) as caught:
            check_key(bad)
        assert caught.value.field == "key"
        assert "s3cret" not in str(caught.value) + repr(caught.value)


def test_who_is_reached_without_the_proxy():
    for host in ("localhost", "a.localhost", "127.0.0.1", "127.9.9.9", "::1", "[::1]", "LOCALHOST."):
        assert is_direct(host, ())
    assert is_direct("api.corp.example", (".corp.example",))
    assert is_direct("corp.example", ("corp.example",))
    assert is_direct("x.y", ("*",))
    assert not is_direct("notcorp.example", ("corp.example", ""))
    assert not is_direct("127.0.0.1.evil.example", ())
