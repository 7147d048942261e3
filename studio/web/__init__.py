"""The ASGI app around the mounted page: splash, guard, our own routes."""
