"""What the tabs are made of where gradio has nothing that fits: each file bridges `gr.HTML` to one custom element of `assets/`."""
