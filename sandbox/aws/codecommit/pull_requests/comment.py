"""A comment on a pull request."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True)
class Comment:
    """A general comment on what a pull request changes, from one commit to another."""

    before: str
    after: str
    content: str
    author: str
    """The ARN of who wrote it."""
    token: str | None
    """The `clientRequestToken` that it was posted with."""
    id: str = field(default_factory=lambda: f"{secrets.token_hex(16)}:{secrets.token_hex(16)}")
    created: datetime = field(default_factory=lambda: datetime.now(UTC))

    def shown(self) -> dict[str, Any]:
        """`Comment` of the API Reference."""
        return {
            "commentId": self.id,
            "content": self.content,
            "creationDate": self.created,
            "lastModifiedDate": self.created,
            "authorArn": self.author,
            "deleted": False,
            "clientRequestToken": self.token,
        }
