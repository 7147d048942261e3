"""Each face by raw HTTP with the bodies of its own document, word for word; keys, paths, lists and what only that face does."""

import json

import httpx
import pytest

EZ_CURL = """{
"contents": [
{
"parts": [
{
"text": "A cyberpunk style fox running in a forest"
}
]
}
],
"generationConfig": {
"responseModalities": ["IMAGE"],
"imageConfig": {
"aspectRatio": "16:9",
"imageSize": "1K"
}
}
}"""
GENERIC_TEXT_CURL = """{
"contents": [{ "role": "user", "parts": [{ "text": "Hello, Gemini" }] }],
"generationConfig": { "temperature": 0.7 }
}"""
GENERIC_IMAGE_CURL = """{
"contents": [{ "role": "user", "parts": [{ "text": "a neon fox, cinematic" }] }],
"generationConfig": {
"responseModalities": ["IMAGE"],
"imageConfig": { "aspectRatio": "16:9", "imageSize": "2K" }
}
}"""
OCTOPUS_CURL = """{
    "contents": [
      {
        "role": "user",
        "parts": [
          { "text": "A futuristic AI workstation scene, cool-toned atmosphere, cinematic lighting" }
        ]
      }
    ],
    "generationConfig": {
      "responseModalities": ["TEXT", "IMAGE"],
      "temperature": 1.0,
      "topP": 0.95,
      "maxOutputTokens": 8192,
      "imageConfig": {
        "aspectRatio": "16:9",
        "imageSize": "2K"
      }
    }
  }"""
OCTOPUS_EDIT = """{
  "contents": [
    {
      "role": "user",
      "parts": [
        { "text": "Blend the style of the reference images and output a high-resolution landscape poster" },
        {
          "inlineData": {
            "mimeType": "image/jpeg",
            "data": "BASE64_IMAGE_1"
          }
        },
        {
          "inlineData": {
            "mimeType": "image/jpeg",
            "data": "BASE64_IMAGE_2"
          }
        }
      ]
    }
  ],
  "generationConfig": {
    "responseModalities": ["TEXT", "IMAGE"],
    "imageConfig": {
      "aspectRatio": "16:9",
      "imageSize": "2K"
    }
  }
}"""
OFOX_CURL = """{
"contents": [
{
"parts": [{"text": "用 Python 实现一个简单的 Web 服务器"}]
}
]
}"""
BEARER = {"Authorization": "Bearer demo", "Content-Type": "application/json"}
GOOG = {"x-goog-api-key": "demo", "Content-Type": "application/json"}
QUICK = {"X-Demo-Scenario": "text_only"}  # the document's body as it stands, without the seconds that its picture takes to paint
REQUIRED = {"responseModalities": ["IMAGE"], "imageConfig": {"aspectRatio": "1:1", "imageSize": "1K"}}


def test_the_ezmodel_curl(http, opened):
    path = "/ez/v1beta/models/gemini-2.0-flash-exp:generateContent"
    assert http.post(path, headers={**BEARER, **QUICK}, content=EZ_CURL).json()["candidates"][0]["finishReason"] == "STOP"
    reply = http.post(path, headers=BEARER, content=EZ_CURL.replace("A cyberpunk style fox running in a forest", "a red circle"))
    assert reply.status_code == 200, reply.text
    answer = reply.json()
    parts = answer["candidates"][0]["content"]["parts"]
    assert [set(part) for part in parts] == [{"inlineData"}]  # no words, no signature
    assert opened(parts[0]).size == (1376, 768)
    prompt = answer["usageMetadata"]["promptTokenCount"]
    assert answer["usageMetadata"] == {"promptTokenCount": prompt, "candidatesTokenCount": 0, "totalTokenCount": prompt}
    assert prompt > 0
    assert "modelVersion" not in answer


def test_the_generic_curls(http, opened):
    said = http.post("/generic/v1beta/models/gemini-2.5-pro:generateContent", headers=BEARER, content=GENERIC_TEXT_CURL)
    assert "Hello, Gemini" in said.json()["candidates"][0]["content"]["parts"][0]["text"]
    path = "/generic/v1beta/models/gemini-3.1-flash-image-preview:generateContent"
    assert http.post(path, headers={**BEARER, **QUICK}, content=GENERIC_IMAGE_CURL).json()["candidates"][0]["finishReason"] == "STOP"
    answer = http.post(path, headers=BEARER, content=GENERIC_IMAGE_CURL.replace("a neon fox, cinematic", "a red circle")).json()
    assert opened(answer["candidates"][0]["content"]["parts"][0]).size == (2752, 1536)
    assert answer["modelVersion"] == "gemini-3.1-flash-image-preview"
    assert answer["usageMetadata"]["candidatesTokenCount"] == 1680


def test_the_generic_face_renders_the_old_model_at_its_only_size(ask, parts, opened):
    config = {"responseModalities": ["IMAGE"], "imageConfig": {"aspectRatio": "16:9", "imageSize": "4K"}}
    assert opened(parts(ask("a red circle", config, face="generic", model="gemini-2.5-flash-image"))[0]).size == (1344, 768)


def test_the_octopus_curl(http, opened):
    path, headers = "/octopus/v1beta/models/gemini-3-pro-image-preview:generateContent", {**BEARER, "Accept": "application/json"}
    assert http.post(path, headers={**headers, **QUICK}, content=OCTOPUS_CURL).json()["candidates"][0]["finishReason"] == "STOP"
    scene = "A futuristic AI workstation scene, cool-toned atmosphere, cinematic lighting"
    reply = http.post(path, headers=headers, content=OCTOPUS_CURL.replace(scene, "a red circle"))
    assert reply.status_code == 200, reply.text
    answer = reply.json()
    data = answer["candidates"][0]["content"]["parts"][-1]["inlineData"]["data"]
    assert opened(httpx.get(data).content if data.startswith("http") else data).size == (2752, 1536)
    assert answer["usageMetadata"]["trafficType"] == "ON_DEMAND"
    assert answer["createTime"].endswith("Z")


def test_the_octopus_edit_and_its_flash_model_at_1k(http, file, opened):
    from base64 import b64encode

    body = OCTOPUS_EDIT
    for number, colour in ((1, "red"), (2, "blue")):
        body = body.replace(f"BASE64_IMAGE_{number}", b64encode(file("JPEG", colour=colour)).decode())
    reply = http.post("/octopus/v1beta/models/gemini-3.1-flash-image-preview:generateContent", headers=BEARER, content=body)
    assert reply.status_code == 200, reply.text
    data = reply.json()["candidates"][0]["content"]["parts"][-1]["inlineData"]["data"]
    assert opened(httpx.get(data).content if data.startswith("http") else data).size == (1376, 768)  # asked for 2K
    assert reply.json()["usageMetadata"]["candidatesTokensDetails"][-1] == {"modality": "IMAGE", "tokenCount": 1120}


def test_octopus_alternates_base64_and_an_address_on_itself(ask, parts, opened, gateway):
    config = {"responseModalities": ["IMAGE"], "imageConfig": {"imageSize": "1K"}}
    data = [parts(ask("a red circle", config, face="octopus"))[0]["inlineData"]["data"] for _ in range(2)]
    (link,) = [item for item in data if item.startswith("http")]
    (plain,) = [item for item in data if not item.startswith("http")]
    assert link.startswith(f"{gateway}/made/")
    assert opened(httpx.get(link).content).size == opened(plain).size == (1024, 1024)


def test_the_ofox_curl(http):
    reply = http.post("/gemini/v1beta/models/google/gemini-3.1-flash-lite-preview:generateContent", headers=GOOG, content=OFOX_CURL)
    assert "用 Python 实现一个简单的 Web 服务器" in reply.json()["candidates"][0]["content"]["parts"][-1]["text"]


@pytest.mark.parametrize("face", ["generic", "ez", "octopus"])
def test_a_face_that_documents_no_stream_has_none(ask, face):
    reply = ask("a red circle", REQUIRED, face=face, method="streamGenerateContent", query="?alt=sse")
    assert (reply.status_code, reply.json()["error"]["status"]) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("face", "headers", "query", "status"),
    [
        ("google", {"x-goog-api-key": "wrong"}, "", 400),
        ("google", {}, "", 400),
        ("google", {}, "?key=wrong", 400),
        ("google", {"Authorization": "Bearer demo"}, "", 401),
        ("google", {"x-goog-api-key": "demo", "Authorization": "Bearer demo"}, "", 401),
        ("google", {"x-goog-api-key": "demo"}, "?key=demo", 401),
        ("gemini", {"x-goog-api-key": "wrong"}, "", 400),
        ("gemini", {"Authorization": "Bearer demo"}, "", 401),
        ("gemini", {}, "?key=demo", 401),
        ("generic", {"Authorization": "Bearer wrong"}, "", 401),
        ("generic", {}, "", 401),
        ("generic", {"x-goog-api-key": "demo"}, "", 401),
        ("generic", {"Authorization": "demo"}, "", 401),
        ("ez", {"Authorization": "Bearer demo", "x-goog-api-key": "demo"}, "", 401),
        ("octopus", {}, "?key=demo", 401),
    ],
)
def test_a_key_that_is_wrong_or_in_the_wrong_place(http, face, headers, query, status):
    reply = http.get(f"/{face}/v1beta/models{query}", headers=headers)
    error = reply.json()["error"]
    assert (reply.status_code, error["code"]) == (status, status)
    assert error["status"] == {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED"}[status]
    assert status == 401 or error["details"][0]["reason"] == "API_KEY_INVALID"
    assert "demo" not in error["message"]  # never a key in a message


def test_google_takes_the_key_as_a_parameter_too(http):
    assert http.get("/google/v1beta/models?key=demo").status_code == 200


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/google/v1beta/models/nano:generateContent", GOOG),
        ("/google/v1beta/models/gemini-2.5-flash-image-preview:generateContent", GOOG),  # gone there
        ("/gemini/v1beta/models/gemini-3.1-flash-image-preview:generateContent", GOOG),  # ids have a prefix there
        ("/gemini/v1beta/models/google%2Fgemini-3.1-flash-image-preview:generateContent", GOOG),  # another path
        ("/octopus/v1beta/models/gemini-2.5-pro:generateContent", BEARER),
        ("/generic/v1beta/models/gemini-3.1-flash-image-preview:paint", BEARER),
        ("/google/v1beta/models/demo-painter", GOOG),
        ("/google/v1beta/v1beta/models/demo-painter:generateContent", GOOG),
    ],
)
def test_an_unknown_model_or_path_is_404_in_googles_shape(http, path, headers):
    reply = http.post(path, headers=headers, content=GENERIC_TEXT_CURL)
    assert (reply.status_code, reply.json()["error"]["status"]) == (404, "NOT_FOUND")


def test_the_wrong_method_is_405(http):
    assert http.put("/google/v1beta/models/demo-painter:generateContent", headers=GOOG).json()["error"]["code"] == 405


@pytest.mark.parametrize("face", ["google", "gemini", "generic", "ez", "octopus"])
def test_every_face_lists_its_models_page_by_page(http, face):
    headers, token, names = (GOOG if face in ("google", "gemini") else BEARER), "", []
    for _ in range(20):
        page = http.get(f"/{face}/v1beta/models", params={"pageSize": 3, "pageToken": token}, headers=headers).json()
        assert 0 < len(page["models"]) <= 3
        names += [model["name"] for model in page["models"]]
        token = page.get("nextPageToken", "")
        if not token:
            break
    everything = http.get(f"/{face}/v1beta/models", headers=headers).json()
    assert names == [model["name"] for model in everything["models"]]
    assert "nextPageToken" not in everything
    for name in names:
        assert http.get(f"/{face}/v1beta/{name}", headers=headers).json()["name"] == name


@pytest.mark.parametrize("query", ["pageToken=nonsense", "pageToken=ZnJvbSA5OQ==", "pageSize=many", "pageSize=-1"])
def test_a_bad_page_is_refused(http, query):
    assert http.get(f"/google/v1beta/models?{query}", headers=GOOG).status_code == 400


def test_the_root_says_what_it_is(http):
    page = http.get("/").text
    assert "no model behind it" in page
    assert "demo:two_images" in page
    assert http.get("/healthz").text == "ok"
    assert http.get("/made/unknown.png").status_code == 404


def test_what_one_face_lists_no_other_leaks(http):
    names = {}
    for face, headers in (("gemini", GOOG), ("ez", BEARER), ("octopus", BEARER)):
        names[face] = {model["name"] for model in http.get(f"/{face}/v1beta/models", headers=headers).json()["models"]}
    assert names["ez"] == {"models/gemini-2.0-flash-exp"}
    assert all(name.startswith("models/google/") for name in names["gemini"])
    assert "models/gemini-3-pro-image-preview" in names["octopus"]
    assert json.dumps(sorted(names["octopus"])).count("image-preview") == 3
