"""An ImageUpdateAutomation's author, message and place: "Flux: Image Update Automations"."""

import re

from msgspec import Struct

from tagboat.converters.authors import author_of
from tagboat.converters.base import Comment, Gap, to_do
from tagboat.converters.flux.resources import Resource
from tagboat.converters.foreign_yaml import Data, at, is_true, text_at
from tagboat.converters.templates import escaped
from tagboat.core.commit_message import Author

_USUAL_BRANCH = "main"
_OBJECT = re.compile(r"\{\{-?\s*\.AutomationObject\s*-?\}\}")
_VALUE = re.compile(r"\{\{-?\s*\.Values\.(\w+)\s*-?\}\}")


class Automation(Struct, frozen=True):
    """What an automation says of commits."""

    namespace: str | None
    folder: str
    """From the root; empty for the root itself."""
    author: Author | None
    message: str | None

    def updates(self, namespace: str | None) -> bool:
        """Whether it is for the policies of a namespace; one that is not known may be any."""
        return None in (self.namespace, namespace) or self.namespace == namespace

    def reaches(self, file: str) -> bool:
        """Whether it edits a file."""
        return not self.folder or file.startswith(f"{self.folder}/")


def automation(resource: Resource) -> tuple[Automation, Gap]:
    """Convert an automation; the gap has what is to be said of it."""
    spec = resource.spec
    commit = at(spec, "git", "commit")
    message, untold = _message(resource, commit)
    name, email = text_at(commit, "author", "name"), text_at(commit, "author", "email")
    author = author_of(name, email)
    if author is None and at(commit, "author") is not None:
        untold.append(to_do(f"its author, {name} <{email}>, cannot be one; write author"))
    path = text_at(spec, "update", "path") or ""
    folder = "/".join(part for part in path.split("/") if part not in ("", "."))
    converted = Automation(resource.namespace, folder, author, message)
    return converted, Gap(resource.source, (*untold, *_comments(spec)))


def _message(resource: Resource, commit: Data) -> tuple[str | None, list[Comment]]:
    """The message, if it is one text for every commit."""
    template = text_at(commit, "messageTemplate")
    if not template or not template.strip():
        return None, []
    values = at(commit, "messageTemplateValues")
    name = "/".join(part for part in (resource.namespace, resource.name) if part)
    filled = _OBJECT.sub(lambda _: name, template.strip("\n"))
    filled = _VALUE.sub(lambda found: text_at(values, found[1]) or found[0], filled)
    if "{{" not in filled:
        return escaped(filled), []
    text = (
        "its messageTemplate is Go's; write commit_message with variables such as"
        f" $DESTINATION_FILE, $OLD_TAG and $IMAGE_TAG instead. It was: {template}"
    )
    return None, [to_do(text)]


def _comments(spec: Data) -> list[Comment]:
    found: list[Comment] = []
    if is_true(spec, "suspend"):
        found.append(to_do("it was suspended; its rules write as soon as they are committed"))
    if at(spec, "policySelector") is not None:
        found.append(
            to_do("its policySelector is not converted; leave out rules it did not select")
        )
    if at(spec, "git", "commit", "signingKey") is not None:
        found.append(to_do("its commits were signed by a signingKey; those of Tagboat are not"))
    checkout = text_at(spec, "git", "checkout", "ref", "branch") or _USUAL_BRANCH
    push = text_at(spec, "git", "push", "branch")
    if push is not None and push != checkout:
        found.append(to_do(f"it pushed to the branch {push}; name it in the parameter Branch"))
    if at(spec, "git", "push", "refspec") is not None:
        found.append(to_do("it pushed to a refspec; Tagboat commits to the parameter Branch"))
    if at(spec, "git", "push", "options") is not None:
        found.append(to_do("its push options, such as for merge requests, are not converted"))
    return found
