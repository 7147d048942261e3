"""ComfyUI's graphs: the words, the seed and the model of a picture, found by walking back from the node that saved it.

`prompt` holds what was run: `{"3": {"class_type": "KSampler", "inputs": {"seed": 1, "positive": ["6", 0]}}}`, where a list of two names a node and its output.
`workflow` holds what was drawn: `nodes` with `type`, `inputs` and `widgets_values`, and `links` of six. PNG carries both as texts, animated WebP in EXIF as
`prompt:{…}` and `workflow:{…}`. Sources: comfyanonymous/ComfyUI, nodes.py (SaveImage, KSampler), comfy_extras/nodes_images.py (SaveAnimatedWEBP) and
comfy_extras/nodes_custom_sampler.py (guiders, RandomNoise), read at 065c1df0; docs.comfy.org, workflow JSON 0.4 and 1.0.

Anyone can write a node, so this goes by the names of inputs and not by a list of nodes. Every walk is bounded in steps and meets each node once.
"""

from collections import deque
from collections.abc import Iterator
from typing import Any, NamedTuple

from studio.core.recipe import Recipe
from studio.core.request import Request
from studio.imaging.recipes.graph import Graph, Node, drawn, ran
from studio.imaging.recipes.text import clean, facts, integer, line, loads, seeded, sized

_TEXTS = ("text", "text_g", "text_l", "clip_l", "t5xxl", "prompt", "positive_prompt", "positive", "string", "string_a", "string_b", "value")
_MODELS = ("ckpt_name", "unet_name", "model_name", "gguf_name", "model")
_NOT_WORDS = frozenset({"clip", "model", "vae", "image", "images", "pixels", "latent_image", "samples", "mask", "control_net", "style_model"})
_SHOWN = (
    ("Steps", ("steps",)),
    ("CFG", ("cfg",)),
    ("Guidance", ("guidance",)),
    ("Sampler", ("sampler_name",)),
    ("Scheduler", ("scheduler",)),
    ("Denoise", ("denoise",)),
)
_STEPS = 2_000


def read(prompt: str, workflow: str) -> Recipe | None:
    """The recipe in a graph; None where neither text is one."""
    graph = ran(loads(prompt)) or drawn(loads(workflow))
    if not graph:
        return None
    sampler = _sampler(graph)
    if sampler is None:
        return _without_sampler(graph)
    positive, negative = _words(graph, sampler, "positive"), _words(graph, sampler, "negative")
    near = [sampler, *_around(graph, sampler)]
    model, loras = _model(graph, sampler)
    seed = next((seed for node in near for name in ("seed", "noise_seed") if (seed := seeded(_value(graph, node, name))) is not None), None)
    size = next((size for node in _back(graph, sampler, ("latent_image", "latent", "samples")) if (size := _size(graph, node)) != "auto"), "auto")
    said: dict[str, Any] = {"Seed": seed, "Size": "" if size == "auto" else size, "Model": model}
    for title, names in _SHOWN:
        said[title] = next((value for node in near for name in names if (value := _value(graph, node, name)) not in (None, "")), None)
    said |= {f"LoRA {number}": lora for number, lora in enumerate(loras, 1)}
    shown = facts(said)
    return Recipe(
        tool="ComfyUI",
        request=Request(prompt=clean(positive), seed=seed, size=size, model=line(model)),
        negative=clean(negative),
        facts=shown,
        foreign=tuple(name for name, _ in shown if name not in ("Seed", "Size", "Model")),
    )


def _sampler(graph: Graph) -> Node | None:
    """The sampler nearest to what was saved, else the first there is."""
    samplers = [node for node in graph.values() if _samples(node)]
    ends = [node for node in graph.values() if "save" in node.kind.lower() or "preview" in node.kind.lower()]
    return next((found for end in ends for found in _back(graph, end) if _samples(found)), samplers[0] if samplers else None)


def _samples(node: Node) -> bool:
    return bool(node.links.keys() & {"positive", "guider"}) and bool(node.links.keys() & {"latent_image", "latent", "model", "sigmas", "samples"})


def _without_sampler(graph: Graph) -> Recipe:
    """A graph that only calls a service, or whose sampler has another shape: the first words on the way back from what was saved."""
    ends = [node for node in graph.values() if "save" in node.kind.lower() or "preview" in node.kind.lower()]
    way = [node for end in ends for node in _back(graph, end)] or list(graph.values())
    found = next(((node, words) for node in way for name in _TEXTS[:7] if isinstance(words := _value(graph, node, name), str) and words), None)
    node = found[0] if found else Node("", {}, {})
    model = next((value for name in _MODELS if isinstance(value := node.values.get(name), str)), "")
    seed = seeded(_value(graph, node, "seed"))
    shown = facts({"Node": node.kind, "Seed": seed, "Model": model})
    request = Request(prompt=clean(found[1]) if found else "", seed=seed, model=line(model))
    return Recipe(tool="ComfyUI", request=request, facts=shown, foreign=("Node",) if node.kind else ())


def _around(graph: Graph, sampler: Node) -> list[Node]:
    """What a custom sampler is put together from, and what stands between it and its words (FluxGuidance)."""
    names = ("noise", "guider", "sigmas", "sampler", "positive", "conditioning")
    return list(_back(graph, sampler, names))


def _back(graph: Graph, start: Node, names: tuple[str, ...] = ()) -> Iterator[Node]:
    """Nodes on the way back, nearest first, each once. `names` are the inputs that are followed, all where none is named."""
    seen: set[str] = set()
    waiting = deque([start])
    for _ in range(_STEPS):
        if not waiting:
            return
        node = waiting.popleft()
        for name, (where, _) in node.links.items():
            if (not names or name in names) and where not in seen and where in graph:
                seen.add(where)
                waiting.append(graph[where])
                yield graph[where]


class _Place(NamedTuple):
    node: Node
    slot: int


def _words(graph: Graph, sampler: Node, side: str) -> str:
    """All that the conditioning of one side says, in order, each text once."""
    links = sampler.links.get(side) or sampler.links.get("guider")
    found: list[str] = []
    seen: set[tuple[str, int]] = set()
    waiting = [links] if links else []
    for _ in range(_STEPS):
        if not waiting:
            break
        where, slot = waiting.pop()
        node = graph.get(where)
        if node is None or (where, slot) in seen or "zeroout" in node.kind.lower():
            continue
        seen.add((where, slot))
        said = [value for name in _TEXTS if name in node.values and isinstance(value := node.values[name], str) and value.strip()]
        if said and not node.links.keys() & {"positive", "negative"}:
            found += said
        waiting += reversed(_onward(node, slot, side))
    return "\n".join(dict.fromkeys(text.strip() for text in found))


def _onward(node: Node, slot: int, side: str) -> list[tuple[str, int]]:
    """The inputs that words may come by: of a node with both sides the one that its output belongs to; of a guider the one that is asked for."""
    if node.links.keys() & {"positive", "negative"}:
        name = side if "guider" in node.kind.lower() else ("positive", "negative")[min(slot, 1)]
        return [node.links[name]] if name in node.links else []
    if side == "negative" and "guider" in node.kind.lower():
        return []
    return [link for name, link in node.links.items() if name not in _NOT_WORDS]


def _model(graph: Graph, sampler: Node) -> tuple[str, list[str]]:
    """The checkpoint and the LoRAs on the way to it."""
    loras: list[str] = []
    for node in _back(graph, sampler, ("model", "guider", "unet", "lora_stack")):
        if isinstance(lora := node.values.get("lora_name"), str):
            strength = node.values.get("strength_model", node.values.get("strength"))
            loras.append(f"{lora} × {strength:g}" if isinstance(strength, int | float) else lora)
        for name in _MODELS:
            if isinstance(model := node.values.get(name), str):
                return model, loras
    return "", loras


def _size(graph: Graph, node: Node) -> str:
    return sized(integer(_value(graph, node, "width")), integer(_value(graph, node, "height")))


def _value(graph: Graph, node: Node, name: str, depth: int = 8) -> Any:
    """What an input holds, through primitives that only pass it on."""
    if name in node.values:
        return node.values[name]
    link = node.links.get(name)
    if link is None or link[0] not in graph or not depth:
        return None
    source = graph[link[0]]
    return next((value for key in (name, "value", "string", "text", "int", "float") if (value := _value(graph, source, key, depth - 1)) is not None), None)
