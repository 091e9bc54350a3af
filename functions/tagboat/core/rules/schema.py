"""The rules file as people write it. Unknown keys are errors: a slip is not ignored."""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

# A description completes "it has to be ..." where somebody wrote something else.
_Text = Annotated[str, Meta(pattern=r"\S", description="text that is not empty")]
_Line = Annotated[
    str, Meta(pattern=r"^(?=.*\S)[^\r\n]+\Z", description="one line of text that is not empty")
]


class WrittenAuthor(Struct, frozen=True, forbid_unknown_fields=True):
    """`author`: who commits are by."""

    name: Annotated[
        str, Meta(pattern=r"^[^<>\r\n]+\Z", description="one line of text without < and >")
    ]
    email: Annotated[
        str,
        Meta(pattern=r"^[^<>\s]+@[^<>\s]+\Z", description="an address such as team@example.com"),
    ]


class WrittenTarget(Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of `targets`: the whole file is the value."""

    file: _Text
    value: _Text = "$IMAGE_TAG"


class WrittenRule(Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of `rules`."""

    name: _Line
    image: _Text
    targets: Annotated[
        list[WrittenTarget], Meta(min_length=1, description="a list of at least one target")
    ]
    tags: _Text = ".+"
    policy: Literal["newest-build"] = "newest-build"
    environment: Annotated[str, Meta(pattern=r"^[^\r\n]*\Z", description="one line of text")] = ""


class WrittenFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The rules file. Each rule is checked on its own, so that all errors are found at once."""

    version: Literal[1]
    rules: list[Any]
    author: WrittenAuthor | None = None
    commit_message: _Text | None = None
