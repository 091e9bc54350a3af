"""Messages of commits as Tagboat writes them."""

from tagboat.core import commit_message
from tagboat.core.changes import Change
from tests.image_pushes import image_push

OWN_MESSAGE = commit_message.compose(
    [
        Change(
            rule="web",
            environment="",
            push=image_push(),
            file="f",
            place="",
            old="0",
            new="1",
            message="To 1",
        )
    ]
)
OWN = OWN_MESSAGE.text
