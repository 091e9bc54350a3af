"""Texts with variables, as `value`, `extract` and `commit_message` have them."""

import re


def escaped(text: str) -> str:
    """A text that stands for itself in a template."""
    return text.replace("$", "$$")


def variable(name: str, behind: str = "") -> str:
    """A variable, with braces if what stands behind it would be taken for a part of its name."""
    return f"${{{name}}}" if re.match(r"\w", behind, re.ASCII) else f"${name}"
