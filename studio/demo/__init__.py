"""The gateway inside: the wire of real image gateways on a loopback port, a renderer behind it, and every way that an answer can go wrong."""
