"""Tokens as an adapter gets them."""


class HeldToken:
    """A token that is known by the value it had, until it is asked for anew."""

    def __init__(self, value: str) -> None:
        self.known = self.now = value

    def get(self) -> str:
        return self.known

    def renew(self) -> str:
        self.known = self.now
        return self.known
