"""ComfyUI, InvokeAI, SwarmUI and Fooocus: files in the shapes that their sources and documents give."""

import json

import pytest
from PIL import Image

from studio.imaging import recipes

CORE = {
    "3": {
        "class_type": "KSampler",
        "inputs": {
            "seed": 156680208700286, "steps": 20, "cfg": 8.0, "sampler_name": "euler", "scheduler": "normal", "denoise": 1.0,
            "model": ["10", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0],
        },
    },
    "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "v1-5-pruned.safetensors"}},
    "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 768, "batch_size": 1}},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a glass bottle, galaxy inside, 银河", "clip": ["10", 1]}},
    "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "watermark", "clip": ["10", 1]}},
    "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
    "9": {"class_type": "SaveImage", "inputs": {"filename_prefix": "ComfyUI", "images": ["8", 0]}},
    "10": {"class_type": "LoraLoader", "inputs": {"lora_name": "galaxy.safetensors", "strength_model": 0.8, "model": ["4", 0], "clip": ["4", 1]}},
}  # fmt: skip
FLUX = {
    "5": {"class_type": "EmptySD3LatentImage", "inputs": {"width": ["30", 0], "height": 1024, "batch_size": 1}},
    "6": {"class_type": "CLIPTextEncodeFlux", "inputs": {"clip_l": "a fox", "t5xxl": ["31", 0], "guidance": 3.5, "clip": ["11", 0]}},
    "12": {"class_type": "UNETLoader", "inputs": {"unet_name": "flux1-dev.safetensors", "weight_dtype": "default"}},
    "13": {
        "class_type": "SamplerCustomAdvanced",
        "inputs": {"noise": ["25", 0], "guider": ["22", 0], "sampler": ["16", 0], "sigmas": ["17", 0], "latent_image": ["5", 0]},
    },
    "16": {"class_type": "KSamplerSelect", "inputs": {"sampler_name": "euler"}},
    "17": {"class_type": "BasicScheduler", "inputs": {"scheduler": "simple", "steps": 28, "denoise": 1.0, "model": ["12", 0]}},
    "22": {"class_type": "BasicGuider", "inputs": {"model": ["12", 0], "conditioning": ["26", 0]}},
    "25": {"class_type": "RandomNoise", "inputs": {"noise_seed": 42}},
    "26": {"class_type": "FluxGuidance", "inputs": {"guidance": 3.5, "conditioning": ["6", 0]}},
    "30": {"class_type": "PrimitiveInt", "inputs": {"value": 768}},
    "31": {"class_type": "StringConcatenate", "inputs": {"string_a": "a red fox", "string_b": ["32", 0], "delimiter": ", "}},
    "32": {"class_type": "PrimitiveString", "inputs": {"value": "in the snow"}},
    "40": {"class_type": "SaveImage", "inputs": {"images": ["41", 0]}},
    "41": {"class_type": "VAEDecode", "inputs": {"samples": ["13", 0]}},
}
WORKFLOW = {
    "last_node_id": 9,
    "version": 0.4,
    "nodes": [
        {"id": 3, "type": "KSampler", "inputs": [{"name": "model", "link": 1}, {"name": "positive", "link": 4}, {"name": "negative", "link": 6},
         {"name": "latent_image", "link": 2}], "widgets_values": [7, "randomize", 25, 6.5, "dpmpp_2m", "karras", 1]},
        {"id": 4, "type": "CheckpointLoaderSimple", "inputs": [], "widgets_values": ["sdxl.safetensors"]},
        {"id": 5, "type": "EmptyLatentImage", "inputs": [], "widgets_values": [1024, 1024, 1]},
        {"id": 6, "type": "CLIPTextEncode", "inputs": [{"name": "clip", "link": 3}], "widgets_values": ["a lake"]},
        {"id": 7, "type": "CLIPTextEncode", "inputs": [{"name": "clip", "link": 5}], "widgets_values": ["fog"]},
        {"id": 9, "type": "SaveImage", "inputs": [{"name": "images", "link": 9}], "widgets_values": ["ComfyUI"]},
        {"id": 8, "type": "VAEDecode", "inputs": [{"name": "samples", "link": 7}]},
    ],
    "links": [[1, 4, 0, 3, 0, "MODEL"], [2, 5, 0, 3, 3, "LATENT"], [4, 6, 0, 3, 1, "CONDITIONING"], [6, 7, 0, 3, 2, "CONDITIONING"], [7, 3, 0, 8, 0, "LATENT"],
              [9, 8, 0, 9, 0, "IMAGE"]],
}  # fmt: skip


def test_comfyui(file, files):
    recipe = recipes.read(file(files.text_png(prompt=json.dumps(CORE), workflow=json.dumps(WORKFLOW))))
    assert recipe.tool == "ComfyUI"
    assert (recipe.prompt, recipe.negative) == ("a glass bottle, galaxy inside, 银河", "watermark")
    assert recipe.facts == (
        ("Seed", "156680208700286"),
        ("Size", "512x768"),
        ("Model", "v1-5-pruned.safetensors"),
        ("Steps", "20"),
        ("CFG", "8"),
        ("Sampler", "euler"),
        ("Scheduler", "normal"),
        ("Denoise", "1"),
        ("LoRA 1", "galaxy.safetensors × 0.8"),
    )
    assert recipe.foreign == ("Steps", "CFG", "Sampler", "Scheduler", "Denoise", "LoRA 1")


def test_comfyui_with_a_sampler_put_together(file, files):
    recipe = recipes.read(file(files.text_png(prompt=json.dumps(FLUX))))
    assert recipe.prompt == "a fox\na red fox, in the snow"
    assert recipe.negative == ""
    assert (recipe.request.seed, recipe.request.size, recipe.request.model) == (42, "768x1024", "flux1-dev.safetensors")
    assert dict(recipe.facts).items() >= {"Steps": "28", "Sampler": "euler", "Scheduler": "simple", "Guidance": "3.5"}.items()


def test_comfyui_with_a_net_between(file, files):
    """ControlNetApplyAdvanced has both sides in and both out: the output's number says which."""
    graph = CORE | {
        "20": {"class_type": "ControlNetApplyAdvanced", "inputs": {"positive": ["6", 0], "negative": ["7", 0], "control_net": ["21", 0], "strength": 1}},
        "3": {"class_type": "KSampler", "inputs": CORE["3"]["inputs"] | {"positive": ["20", 0], "negative": ["20", 1]}},
    }
    recipe = recipes.read(file(files.text_png(prompt=json.dumps(graph))))
    assert (recipe.prompt, recipe.negative) == ("a glass bottle, galaxy inside, 银河", "watermark")


def test_comfyui_does_not_take_another_samplers_words(file, files):
    """An edit's encoder has pictures in, which may come from a sampler of their own."""
    graph = CORE | {
        "21": {"class_type": "TextEncodeQwenImageEditPlus", "inputs": {"prompt": ["22", 0], "image1": ["23", 0], "clip": ["10", 1]}},
        "22": {"class_type": "PreviewAny", "inputs": {"source": ["24", 0]}},
        "23": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0]}},
        "24": {"class_type": "ComfySwitchNode", "inputs": {"switch": ["25", 0], "on_false": ["26", 0], "on_true": ["27", 0]}},
        "25": {"class_type": "PrimitiveBoolean", "inputs": {"value": True}},
        "26": {"class_type": "PrimitiveStringMultiline", "inputs": {"value": "make it night"}},
        "27": {"class_type": "TextGenerate", "inputs": {"max_length": 512}},
        "30": {"class_type": "KSampler", "inputs": CORE["3"]["inputs"] | {"positive": ["21", 0], "negative": ["31", 0], "seed": 2}},
        "31": {"class_type": "ConditioningZeroOut", "inputs": {"conditioning": ["21", 0]}},
        "9": {"class_type": "SaveImage", "inputs": {"images": ["32", 0]}},
        "32": {"class_type": "VAEDecode", "inputs": {"samples": ["30", 0]}},
    }
    recipe = recipes.read(file(files.text_png(prompt=json.dumps(graph))))
    assert (recipe.prompt, recipe.negative, recipe.request.seed) == ("make it night", "", 2)


def test_comfyui_takes_the_sampler_of_what_was_saved(file, files):
    other = {"inputs": CORE["3"]["inputs"] | {"seed": 1, "positive": ["7", 0]}, "class_type": "KSampler"}
    recipe = recipes.read(file(files.text_png(prompt=json.dumps({"1": other} | CORE))))
    assert recipe.request.seed == 156680208700286


def test_comfyui_drawn_only(file, files):
    recipe = recipes.read(file(files.text_png(workflow=json.dumps(WORKFLOW))))
    assert (recipe.prompt, recipe.negative, recipe.request.seed, recipe.request.size) == ("a lake", "fog", 7, "1024x1024")
    assert recipe.request.model == "sdxl.safetensors"
    assert ("Steps", "25") in recipe.facts


def test_comfyui_drawn_with_a_lora_bypassed(file, files):
    def with_mode(mode: int) -> str:
        lora = {"id": 10, "type": "LoraLoaderModelOnly", "mode": mode, "inputs": [{"name": "model", "link": 1}], "widgets_values": ["x.safetensors", 0.5]}
        links = [*WORKFLOW["links"], [20, 10, 0, 3, 0, "MODEL"]]
        sampler = WORKFLOW["nodes"][0] | {"inputs": [{"name": "model", "link": 20}, *WORKFLOW["nodes"][0]["inputs"][1:]]}
        return json.dumps(WORKFLOW | {"nodes": [sampler, *WORKFLOW["nodes"][1:], lora], "links": links})

    for mode, facts in ((0, {"LoRA 1": "x.safetensors × 0.5"}), (4, {})):
        recipe = recipes.read(file(files.text_png(workflow=with_mode(mode))))
        assert recipe.request.model == "sdxl.safetensors"
        assert {name: value for name, value in recipe.facts if "LoRA" in name} == facts


def test_comfyui_without_a_sampler(file, files):
    graph = {
        "1": {"class_type": "GeminiImageNode", "inputs": {"prompt": "a fox", "model": "gemini-3-pro-image", "seed": 9}},
        "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0]}},
    }
    recipe = recipes.read(file(files.text_png(prompt=json.dumps(graph))))
    assert (recipe.prompt, recipe.request.model, recipe.request.seed) == ("a fox", "gemini-3-pro-image", 9)


def test_comfyui_in_circles(file, files):
    graph = {
        "1": {"class_type": "KSampler", "inputs": {"positive": ["2", 0], "negative": ["1", 0], "model": ["1", 0], "seed": ["3", 0], "latent_image": ["1", 0]}},
        "2": {"class_type": "ConditioningCombine", "inputs": {"conditioning_1": ["2", 0], "conditioning_2": ["1", 0]}},
        "3": {"class_type": "PrimitiveInt", "inputs": {"value": ["3", 0]}},
    }
    recipe = recipes.read(file(files.text_png(prompt=json.dumps(graph))))
    assert (recipe.prompt, recipe.request.seed) == ("", None)


def test_comfyui_in_webp(file, files, tmp_path):
    """As SaveAnimatedWEBP writes it: Model and Make of the first EXIF directory."""
    exif = Image.Exif()
    exif[0x0110] = f"prompt:{json.dumps(CORE)}"
    exif[0x010F] = f"workflow:{json.dumps(WORKFLOW)}"
    recipe = recipes.read(file(files.encoded("WEBP", exif=exif)))
    assert recipe.prompt == "a glass bottle, galaxy inside, 银河"


def test_infotext_beside_a_graph_counts(file, files, infotext):
    recipe = recipes.read(file(files.text_png(parameters=infotext, prompt=json.dumps(CORE))))
    assert recipe.tool == "AUTOMATIC1111"


INVOKE = {
    "generation_mode": "sdxl_txt2img", "positive_prompt": "a cat on a skateboard", "negative_prompt": "blurry", "width": 1024, "height": 1024, "seed": 42,
    "rand_device": "cpu", "cfg_scale": 7.5, "steps": 30, "scheduler": "euler", "loras": [{"model": {"name": "detail", "key": "k"}, "weight": 0.75}],
    "model": {"key": "f1", "hash": "blake3:1", "name": "dreamshaper-xl", "base": "sdxl", "type": "main"}, "controlnets": [], "app_version": "5.4.2",
}  # fmt: skip


@pytest.mark.parametrize("model", [{"name": "dreamshaper-xl", "base": "sdxl"}, {"model_name": "dreamshaper-xl", "base_model": "sdxl"}])
def test_invokeai(file, files, model):
    recipe = recipes.read(file(files.text_png(invokeai_metadata=json.dumps(INVOKE | {"model": model}), invokeai_graph="{}")))
    assert (recipe.tool, recipe.version, recipe.prompt, recipe.negative) == ("InvokeAI", "5.4.2", "a cat on a skateboard", "blurry")
    assert (recipe.request.seed, recipe.request.size, recipe.request.model) == (42, "1024x1024", "dreamshaper-xl")
    assert dict(recipe.facts)["loras"] == "detail × 0.75"
    assert "controlnets" not in dict(recipe.facts)
    assert set(recipe.foreign) == {"generation_mode", "rand_device", "cfg_scale", "steps", "scheduler", "loras"}


@pytest.mark.parametrize("prompt", ["a fox [fog]", [{"prompt": "a fox [fog]", "weight": 1.0}]])
def test_invokeai_2(file, files, prompt):
    said = {
        "model": "stable diffusion", "model_weights": "stable-diffusion-1.5", "model_hash": "cc6cb2", "app_id": "invoke-ai/InvokeAI", "app_version": "2.3.0",
        "image": {"prompt": prompt, "steps": 50, "cfg_scale": 7.5, "threshold": 0, "height": 512, "width": 768, "seed": 2937258351, "type": "txt2img",
                  "postprocessing": None, "sampler": "k_lms", "variations": []},
    }  # fmt: skip
    recipe = recipes.read(file(files.text_png(sd_metadata=json.dumps(said), Dream='"a fox" -s 1')))
    assert (recipe.version, recipe.prompt) == ("2.3.0", "a fox [fog]")
    assert (recipe.request.seed, recipe.request.size, recipe.request.model) == (2937258351, "768x512", "stable-diffusion-1.5")
    assert ("sampler", "k_lms") in recipe.facts


def test_invokeai_1(file, files):
    recipe = recipes.read(file(files.text_png(Dream='"a \\"red\\" fox" -s 50 -S 1234 -W 512 -H 640 -C 7.5 -A k_lms')))
    assert (recipe.prompt, recipe.request.seed, recipe.request.size) == ('a "red" fox', 1234, "512x640")
    assert recipe.foreign == ("steps", "cfg_scale", "sampler")


SWARM = {
    "sui_image_params": {
        "prompt": "a photo of a cat", "model": "OfficialStableDiffusion/sd_xl_base_1.0", "seed": "1", "steps": 20, "cfgscale": "7.0", "aspectratio": "1:1",
        "width": 1024, "height": 768, "automaticvae": True, "negativeprompt": "dog", "loras": ["a", "b"], "images": 3, "swarm_version": "0.9.3.1",
    },
    "sui_extra_data": {"date": "2024-11-13", "generation_time": "6.11 (prep) and 4.84 (gen) seconds"},
    "sui_models": [],
}  # fmt: skip


def test_swarmui(file, files):
    text = json.dumps(SWARM, indent=2)
    exif = files.user_comment(b"UNICODE\x00" + text.encode("utf-16-le"), "<")
    for data in (files.text_png(parameters=text), files.jpeg((0xE1, b"Exif\x00\x00" + exif)), files.webp((b"EXIF", exif))):
        recipe = recipes.read(file(data))
        assert (recipe.tool, recipe.version, recipe.prompt, recipe.negative) == ("SwarmUI", "0.9.3.1", "a photo of a cat", "dog")
        assert (recipe.request.seed, recipe.request.size, recipe.request.count) == (1, "1024x768", 3)
        assert recipe.request.model == "OfficialStableDiffusion/sd_xl_base_1.0"
        assert ("generation_time", "6.11 (prep) and 4.84 (gen) seconds") in recipe.facts
        assert recipe.foreign == ("steps", "cfgscale", "aspectratio", "automaticvae", "loras")


FOOOCUS = {
    "adm_guidance": "(1.5, 0.8, 0.3)", "base_model": "juggernautXL_v8Rundiffusion", "base_model_hash": "aeb7e9e689", "full_negative_prompt": ["x"],
    "full_prompt": ["cinematic still a fox"], "guidance_scale": 4, "lora_combined_1": "sd_xl_offset : 0.1", "loras": [["sd_xl_offset", 0.1, "4852686128"]],
    "metadata_scheme": "fooocus", "negative_prompt": "fog", "performance": "Speed", "prompt": "ein Fuchs", "resolution": "(1152, 896)", "sampler": "dpmpp_2m",
    "scheduler": "karras", "seed": "7812309", "sharpness": 2, "steps": 30, "styles": "['Fooocus V2']", "vae": "Default (model)", "version": "Fooocus v2.5.5",
}  # fmt: skip


def test_fooocus(file, files):
    exif = Image.Exif()  # as its get_exif does
    exif[0x9286], exif[0x0131], exif[0x927C] = json.dumps(FOOOCUS), "Fooocus v2.5.5", "fooocus"
    for data in (
        files.text_png(parameters=json.dumps(FOOOCUS), fooocus_scheme="fooocus"),
        files.text_png(parameters=json.dumps(FOOOCUS)),
        files.encoded("JPEG", exif=exif),
        files.encoded("WEBP", exif=exif),
    ):
        recipe = recipes.read(file(data))
        assert (recipe.tool, recipe.version, recipe.prompt, recipe.negative) == ("Fooocus", "2.5.5", "ein Fuchs", "fog")
        assert (recipe.request.seed, recipe.request.size, recipe.request.model) == (7812309, "1152x896", "juggernautXL_v8Rundiffusion")
        assert "styles" in recipe.foreign


def test_fooocus_resolution_is_never_run(file, files):
    said = FOOOCUS | {"resolution": "__import__('os').system('false') or (64, 64)"}
    assert recipes.read(file(files.text_png(parameters=json.dumps(said)))).request.size == "auto"


def test_fooocus_in_the_other_scheme(file, files, infotext):
    exif = Image.Exif()
    exif[0x9286], exif[0x927C] = infotext.replace("Version: v1.10.1", "Version: Fooocus v2.5.5"), "a1111"
    recipe = recipes.read(file(files.encoded("JPEG", exif=exif)))
    assert (recipe.tool, recipe.request.seed) == ("Fooocus", 965400086)


def test_json_of_no_one_known(file, files):
    for text in ('{"a": 1}', "{}", '{"prompt": "x"}', '{"sui_image_params": 3}'):
        assert recipes.read(file(files.text_png(parameters=text))) is None
    for key in ("prompt", "workflow", "invokeai_metadata", "sd_metadata", "Dream"):
        for text in ("", "x", "[]", "{}", '{"1": 2}', '{"nodes": 1, "links": 2}', '{"image": 1}'):
            assert recipes.read(file(files.text_png(**{key: text}))) is None


def test_xmp_words(file, files, infotext):
    """Draw Things and others write into XMP; an infotext there counts, a photographer's title does not."""
    xmp = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:description><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:description>
 </rdf:Description></rdf:RDF></x:xmpmeta>"""
    words = infotext.replace("<", "&lt;").replace(">", "&gt;").encode()
    assert recipes.read(file(files.webp((b"XMP ", xmp % words)))).request.seed == 965400086
    assert recipes.read(file(files.webp((b"XMP ", xmp % b"A fox, seen in winter")))) is None
