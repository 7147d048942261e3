"""The OpenAI Images wire of the demo gateway (PROTOCOLS.md section 5): its faces, what they take, how they answer and how they say no."""
