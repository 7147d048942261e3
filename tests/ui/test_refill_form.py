"""What a recipe fills in is what the form offers, for every model of every gateway here."""

import pytest

from studio.core.fit import fit
from studio.core.recipe import STUDIO, Recipe
from studio.core.refill import refill
from studio.core.request import Request
from studio.gateways import discover
from studio.ui.form import values_of
from studio.ui.view.form import spec

OFFERS = [(gateway, model) for gateway in discover() for model in gateway.models if "generate" in model.tasks]
ASKED = (
    Request(prompt="a fox"),
    Request(prompt="a fox", size="832x1216", seed=965_400_086_123, count=9),
    Request(prompt="a fox", size="64x4096", seed=3),
    Request(prompt="a fox", aspect="7:4", size="4K", count=8, thinking="low", temperature=1.5, top_k=5, max_tokens=900_000),
    Request(prompt="a fox", aspect="1:8", size="512", quality="hd", background="transparent", format="webp", compression=5, moderation="low", image_only=True),
)


@pytest.mark.parametrize(("gateway", "model"), OFFERS, ids=lambda each: getattr(each, "name", None) or each.id)
@pytest.mark.parametrize("asked", ASKED)
def test_every_value_is_offered(gateway, model, asked):
    result = refill(Recipe(tool=STUDIO, request=asked), (gateway,), gateway=gateway.name, model=model.id)
    assert (result.fits.gateway, result.fits.model) == (gateway.name, model.id)
    values = values_of(result.fits)
    fields = {field["name"]: field for field in spec(model, values, "en")["fields"]}
    for name, value in values.items():
        if value in ("", "auto", "1", "both") or name == "output":
            continue
        field = fields[name]
        if "options" in field:
            assert value in [option["value"] for option in field["options"]], name
        elif field["kind"] == "number":
            assert field["min"] <= float(value) <= field["max"], name
    assert fit(result.fits, gateway).notes == ()  # nothing is left for it to adjust
