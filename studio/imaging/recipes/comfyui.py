"""ComfyUI's graphs: the words, the seed and the model of a picture, found by walking back from the node that saved it.

`prompt` holds what was run: `{"3": {"class_type": "KSampler", "inputs": {"seed": 1, "positive": ["6", 0]}}}`, where a list of two names a node and its output.
`workflow` holds what was drawn: `nodes` with `type`, `inputs` and `widgets_values`, and `links` of six. PNG carries both as texts, animated WebP in EXIF as
`prompt:{…}` and `workflow:{…}`. Sources: comfyanonymous/ComfyUI, nodes.py (SaveImage, KSampler), comfy_extras/nodes_images.py (SaveAnimatedWEBP) and
comfy_extras/nodes_custom_sampler.py (guiders, RandomNoise), read at 065c1df0; docs.comfy.org, workflow JSON 0.4 and 1.0.

Anyone can write a node, so this goes by the names of inputs and not by a list of nodes. Every walk is bounded in steps and meets each node once.
"""

from collections import deque
from collections.abc import Iterator
from typing import Any

from studio.core.recipe import Recipe
from studio.core.request import Request
from studio.imaging.recipes.graph import Graph, Link, Node, drawn, ran
from studio.imaging.recipes.text import PROMPT, clean, facts, integer, line, loads, seeded, sized

_TEXTS = ("text", "text_g", "text_l", "clip_l", "t5xxl", "prompt", "positive_prompt", "positive", "string", "string_a", "string_b", "value")
_MODELS = ("ckpt_name", "unet_name", "model_name", "gguf_name", "model")
_NOT_WORDS = ("clip", "model", "vae", "image", "pixels", "latent", "samples", "mask", "control_net", "style_model", "switch")
_SHOWN = (
    ("Steps", ("steps",)),
    ("CFG", ("cfg",)),
    ("Guidance", ("guidance",)),
    ("Sampler", ("sampler_name",)),
    ("Scheduler", ("scheduler",)),
    ("Denoise", ("denoise",)),
)
_STEPS, _MOST = 2_000, 64


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
    found = next(((node, words) for node in way for name in _TEXTS[:7] if (words := _text(graph, node, name))), None)
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


def _words(graph: Graph, sampler: Node, side: str) -> str:
    """All that the conditioning of one side says, in order, each text once."""
    first = sampler.links.get(side) or sampler.links.get("guider")
    found: list[str] = []
    seen: set[Link] = set()
    waiting = [first] if first else []
    for _ in range(_STEPS // 10):
        if not waiting:
            break
        link = waiting.pop()
        node = graph.get(link[0])
        if node is None or link in seen or "zeroout" in node.kind.lower():
            continue
        seen.add(link)
        if not node.links.keys() & {"positive", "negative"}:
            found += [text for name in _TEXTS if (text := _text(graph, node, name).strip())]
        waiting += reversed(_onward(node, link[1], side))
    return "\n".join(dict.fromkeys(found))


def _onward(node: Node, slot: int, side: str) -> list[Link]:
    """The inputs that conditioning may come by: of a node with both sides the one that its output belongs to; of a guider the one that is asked for."""
    if node.links.keys() & {"positive", "negative"}:
        name = side if "guider" in node.kind.lower() else ("positive", "negative")[slot == 1]
        return [node.links[name]] if name in node.links else []
    if side == "negative" and "guider" in node.kind.lower():
        return []
    return [link for name, link in node.links.items() if name not in _TEXTS and not name.startswith(_NOT_WORDS)]


def _text(graph: Graph, node: Node, name: str, met: set[str] | None = None, far: int = 24) -> str:
    """What an input says, through nodes that pass words on, choose between them or put them together. Each node is met once, none farther than `far`."""
    value = node.values.get(name)
    link = node.links.get(name)
    if isinstance(value, str) or link is None:
        return value if isinstance(value, str) else ""
    met = set() if met is None else met
    source = graph.get(link[0])
    if source is None or link[0] in met or len(met) >= _MOST or not far:
        return ""
    met.add(link[0])
    if source.kind == "StringConcatenate":
        between = source.values.get("delimiter")
        parts = [_text(graph, source, each, met, far - 1) for each in ("string_a", "string_b")]
        return (between if isinstance(between, str) else "").join(part for part in parts if part)[:PROMPT]
    names = [*_TEXTS, *(each for each in list(source.links)[:8] if each not in _TEXTS and not each.startswith(_NOT_WORDS))]
    return next((text for each in names if (text := _text(graph, source, each, met, far - 1))), "")


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


def _value(graph: Graph, node: Node, name: str, depth: int = 4) -> Any:
    """What an input holds, through primitives that only pass it on."""
    if name in node.values:
        return node.values[name]
    link = node.links.get(name)
    if link is None or link[0] not in graph or not depth:
        return None
    source = graph[link[0]]
    return next((value for key in (name, "value", "string", "text", "int", "float") if (value := _value(graph, source, key, depth - 1)) is not None), None)
