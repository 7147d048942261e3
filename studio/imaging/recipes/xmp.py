"""XMP packets: what they say, the mark that a picture was made by a model, and that mark put into a packet that is there already.

Sources: XMP part 1, 7 (RDF) and 7.3.2 (the packet wrapper); IPTC Photo Metadata 2025.1, Digital Source Type, whose terms are at
cv.iptc.org/newscodes/digitalsourcetype. A packet is somebody else's XML: one with a document type is not read, so there are no entities to grow, and nothing it
names is ever fetched.
"""

import re
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from studio.core.request import Task

IPTC = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
EXIF = "http://ns.adobe.com/exif/1.0/"
DC = "http://purl.org/dc/elements/1.1/"
XMP = "http://ns.adobe.com/xap/1.0/"
STUDIO = "https://github.com/image-studio/image-studio/ns/recipe/1/"
"""Ours: one property, `Recipe`, that holds the JSON of `ours.py`."""
_TERMS = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RESOURCE = f"{_RDF} resource"
_MADE_BY_MODELS = ("trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "compositeSynthetic", "algorithmicMedia")
_CLOSING = re.compile(rb"</([A-Za-z_][\w.-]*):RDF\s*>\s*(?=</[\w.:-]+>|<\?xpacket|\Z)")
_LONGEST, _DEEPEST, _MOST = 1_000_000, 64, 2_000

Properties = dict[tuple[str, str], str]


def properties(packet: bytes) -> Properties | None:
    """What a packet says, by namespace and name, nested ones too, the first of each; None where it is no XML that can be read."""
    if len(packet) > _LONGEST:
        return None
    found: Properties = {}
    stack: list[str] = []
    words: list[str] = []

    def opens(name: str, attributes: dict[str, str]) -> None:
        stack.append(name)
        words.append("")
        if len(stack) > _DEEPEST or len(found) > _MOST:
            raise _TooMuch
        for key, value in attributes.items():
            put(name if key == _RESOURCE else key, value)

    def says(text: str) -> None:
        if words:
            words[-1] += text

    def closes(name: str) -> None:
        stack.pop()
        text = words.pop().strip()
        outer = next((each for each in reversed(stack) if not each.startswith(_RDF)), "")
        if text:
            put(outer if name.startswith(_RDF) else name, text)

    def refuses(*_: object) -> None:
        raise _TooMuch

    def put(key: str, value: str) -> None:
        space, _, name = key.rpartition(" ")
        found.setdefault((space, name), value)

    reader = expat.ParserCreate(namespace_separator=" ")
    reader.StartElementHandler, reader.CharacterDataHandler, reader.EndElementHandler = opens, says, closes
    reader.StartDoctypeDeclHandler = reader.EntityDeclHandler = refuses
    reader.buffer_text = True
    try:
        reader.Parse(packet.strip(b"\x00 \r\n\t"), True)
    except (expat.ExpatError, _TooMuch, ValueError, LookupError):
        return None
    return found


def source_type(said: Properties | None) -> str:
    """The last word of the digital source type that a packet declares (`trainedAlgorithmicMedia`), empty where it declares none."""
    value = (said or {}).get((IPTC, "DigitalSourceType"), "")
    return value.rsplit("/", 1)[-1][:80] if re.fullmatch(r"[\w:/.#-]{1,200}", value) else ""


def term(task: Task) -> str:
    """What a picture of a task is: made whole by a model, or something that was there and was changed by one. The same as Krita AI Diffusion chooses."""
    return "trainedAlgorithmicMedia" if task == "generate" else "compositeWithTrainedAlgorithmicMedia"


def packet(mark: str, *, tool: str = "", recipe: str = "") -> bytes:
    """A packet of its own: the mark, and where they are given the tool and our own JSON."""
    return f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">\n <rdf:RDF xmlns:rdf="{_RDF}">\n'.encode() + (
        f'{_description("rdf", "", mark, tool, recipe)} </rdf:RDF>\n</x:xmpmeta>\n<?xpacket end="w"?>'.encode()
    )


def merged(old: bytes, mark: str, *, tool: str = "", recipe: str = "") -> bytes | None:
    """The packet `old` with what is new put in behind all that it says. A mark that already names a model's work stays as its maker wrote it. None where it can
    not be done: broken, in UTF-16, or declaring another kind of source, a camera's for one."""
    said = properties(old)
    end = list(_CLOSING.finditer(old))
    if said is None or len(end) != 1 or (STUDIO, "Recipe") in said:
        return None
    there = source_type(said)
    if there and there not in _MADE_BY_MODELS:
        return None
    tool = "" if (XMP, "CreatorTool") in said else tool
    new = _description(end[0][1].decode("ascii"), said.get((_RDF, "about"), ""), "" if there else mark, tool, recipe)
    whole = old[: end[0].start()] + new.encode() + old[end[0].start() :]
    now = properties(whole)
    return whole if source_type(now) and (now or {}).get((STUDIO, "Recipe"), "") == recipe else None  # it may have gone into a comment


def _description(prefix: str, about: str, mark: str, tool: str, recipe: str) -> str:
    """One rdf:Description; every one in a packet is about the same thing. JSON is written in ASCII, so that no character in it is not one of XML."""
    said = [f' xmlns:Iptc4xmpExt="{IPTC}" Iptc4xmpExt:DigitalSourceType="{_TERMS}{mark}"'] if mark else []
    said += [f' xmlns:xmp="{XMP}" xmp:CreatorTool={quoteattr(tool)}'] if tool else []
    said += [f' xmlns:studio="{STUDIO}" studio:Recipe={quoteattr(recipe)}'] if recipe else []
    return f"  <{prefix}:Description {prefix}:about={quoteattr(about)}\n  " + "\n  ".join(said) + "/>\n" if said else ""


class _TooMuch(Exception):
    """Deeper or longer than anything that is meant, or with entities."""
