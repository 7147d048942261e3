"""The tab Gateways: who there is at the left, one of them with its key and models, what the doctor found, and the form that adds another."""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from studio.ui.widgets.gateways import gateway_card, gateway_doctor, gateway_list, gateway_new


@dataclass(frozen=True, kw_only=True)
class Gates:
    """The tab's components."""

    ways: Any
    card: Any
    doctor: Any
    new: Any

    @property
    def all(self) -> list[Any]:
        """Everything that shows a gateway."""
        return [self.ways, self.card, self.doctor, self.new]


def build() -> Gates:
    """List and page."""
    with gr.Row(elem_id="gateways", elem_classes="frame", equal_height=True):
        with gr.Column(elem_id="gateways-list", elem_classes="col-list", min_width=0):
            ways = gateway_list(None, "gateway-list")
        with gr.Column(elem_id="gateways-page", min_width=0), gr.Column(elem_classes="gateway-grid", min_width=0):
            card = gateway_card(None, "gateway-card")
            doctor = gateway_doctor(None, "gateway-doctor")
            new = gateway_new(None, "gateway-add")
    return Gates(ways=ways, card=card, doctor=doctor, new=new)
