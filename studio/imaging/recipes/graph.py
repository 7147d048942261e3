"""A ComfyUI graph as nodes that name what they hold and where the rest comes from: the same for a graph that was run and for one that was drawn.

Of a drawn graph only the values of widgets are there, without names. A newer file names those that can be linked; for the nodes of nearly every graph the names
are known (`_WIDGETS`, from comfyanonymous/ComfyUI nodes.py and comfy_extras, read at 065c1df0); the values of others are left out.
"""

from dataclasses import dataclass
from typing import Any

Link = tuple[str, int]
_MOST = 5_000
_IDLE = (2, 4)
"""The modes of a node that is muted or bypassed: it says nothing, and what comes in goes on."""
_SEED = ("seed", "control_after_generate")
_WIDGETS: dict[str, tuple[str, ...]] = {
    "CLIPTextEncode": ("text",),
    "KSampler": (*_SEED, "steps", "cfg", "sampler_name", "scheduler", "denoise"),
    "KSamplerAdvanced": ("add_noise", "noise_seed", "control_after_generate", "steps", "cfg", "sampler_name", "scheduler"),
    "CheckpointLoaderSimple": ("ckpt_name",),
    "UNETLoader": ("unet_name",),
    "UnetLoaderGGUF": ("unet_name",),
    "LoraLoader": ("lora_name", "strength_model", "strength_clip"),
    "LoraLoaderModelOnly": ("lora_name", "strength_model"),
    "EmptyLatentImage": ("width", "height", "batch_size"),
    "EmptySD3LatentImage": ("width", "height", "batch_size"),
    "RandomNoise": ("noise_seed",),
    "BasicScheduler": ("scheduler", "steps", "denoise"),
    "KSamplerSelect": ("sampler_name",),
    "FluxGuidance": ("guidance",),
    "CLIPTextEncodeFlux": ("clip_l", "t5xxl", "guidance"),
    "CFGGuider": ("cfg",),
    "PrimitiveNode": ("value",),
    "PrimitiveString": ("value",),
    "PrimitiveStringMultiline": ("value",),
}


@dataclass(frozen=True, slots=True)
class Node:
    """`kind` is the class; `values` what it holds itself, `links` the node and output that its other inputs come from, both by the name of the input."""

    kind: str
    values: dict[str, Any]
    links: dict[str, Link]


Graph = dict[str, Node]


def ran(said: dict[str, Any]) -> Graph:
    """The graph of a `prompt`; empty where it is none."""
    graph: Graph = {}
    for name, node in list(said.items())[:_MOST]:
        match node:
            case {"class_type": str(kind), "inputs": dict(inputs)}:
                links = {key: link for key, value in inputs.items() if (link := _link(value))}
                graph[name] = Node(kind, {key: value for key, value in inputs.items() if key not in links}, links)
            case _:
                continue
    return graph


def drawn(said: dict[str, Any]) -> Graph:
    """The graph of a `workflow`; empty where it is none."""
    nodes, lines = said.get("nodes"), said.get("links")
    if not isinstance(nodes, list) or not isinstance(lines, list):
        return {}
    wires = {wire: source for line in lines[: _MOST * 4] if (found := _wire(line)) for wire, source in (found,)}
    graph: Graph = {}
    for node in nodes[:_MOST]:
        match node:
            case {"id": int() | str() as name, "type": str(kind)}:
                graph[str(name)] = Node(kind, {} if node.get("mode") in _IDLE else _held(kind, node), _wired(node, wires))
            case _:
                continue
    return graph


def _link(value: Any) -> Link | None:
    match value:
        case [str() | int() as name, int(slot)] if not isinstance(name, bool):
            return str(name), slot
        case _:
            return None


def _wire(line: Any) -> tuple[int, Link] | None:
    """A link by its number: a list of six (0.4) or an object (1.0)."""
    match line:
        case [int(number), int() | str() as name, int(slot), *_]:
            return number, (str(name), slot)
        case {"id": int(number), "origin_id": int() | str() as name, "origin_slot": int(slot)}:
            return number, (str(name), slot)
        case _:
            return None


def _wired(node: dict[str, Any], wires: dict[int, Link]) -> dict[str, Link]:
    inputs = node.get("inputs")
    links: dict[str, Link] = {}
    for each in inputs if isinstance(inputs, list) else []:
        match each:
            case {"name": str(name), "link": int(number)} if number in wires:
                links[name] = wires[number]
            case _:
                continue
    return links


def _held(kind: str, node: dict[str, Any]) -> dict[str, Any]:
    values = node.get("widgets_values")
    if isinstance(values, dict):
        return values
    return dict(zip(_WIDGETS.get(kind, ()), values, strict=False)) if isinstance(values, list) else {}
