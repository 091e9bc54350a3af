"""From `deliver` as people wrote it to the terms of a pull request, with every part checked."""

import re

from msgspec import Struct

from tagboat.core.pull_requests.proposal import MergeMethod
from tagboat.core.pull_requests.terms import Terms
from tagboat.core.pull_requests.wording import WordingTemplates
from tagboat.core.rules.known import Known
from tagboat.core.rules.mistakes import Location, Mistakes
from tagboat.core.rules.schema import WrittenDelivery, WrittenPullRequest
from tagboat.core.variables import RULE_VARIABLES, Template

_BRANCHES = {
    "rule": "tagboat/$BRANCH/$RULE",
    "environment": "tagboat/$BRANCH/$ENVIRONMENT",
    "all": "tagboat/$BRANCH/all",
}
_IN_BRANCHES = RULE_VARIABLES | {"BRANCH"}
_LONGEST_BRANCH = 100
"""Characters: CodeCommit's limit, the lowest there is."""
_LONGEST_LABEL = 50
"""Characters: GitHub's limit, the lowest there is."""
# "git-check-ref-format", and of what it allows only what no host, shell or URL stumbles over.
_NO_BRANCH = re.compile(r"^[/.-]|//|\.\.|/\.|[/.]$|\.lock(/|$)|[^A-Za-z0-9._/+=@-]|@\{|^@$")
_TABLE = re.compile(r"\$(?:CHANGES\b|\{CHANGES\})")


class Written(Struct, frozen=True):
    """What somebody wrote as `deliver`, and where: in the rule, or for all rules of the file."""

    delivery: str | WrittenDelivery
    at: Location

    @property
    def pull_request(self) -> WrittenPullRequest | None:
        """The settings of a pull request; None where commits are wanted."""
        if isinstance(self.delivery, WrittenDelivery):
            return self.delivery.pull_request
        return WrittenPullRequest() if self.delivery == "pull_request" else None


def build_terms(written: Written, base: str, known: Known, mistakes: Mistakes) -> Terms | None:
    """Check how a rule delivers.

    Args:
        written: `deliver`.
        base: The branch that pull requests go to.
        known: The variables of the rule.
        mistakes: Where every mistake is noted.

    Returns:
        The terms of its pull request; None where it commits, or there is a mistake.
    """
    settings = written.pull_request
    if settings is None:
        return None
    before = len(mistakes)
    at = (*written.at, "pull_request") if isinstance(written.delivery, WrittenDelivery) else ()
    terms = _Builder(settings, at or written.at, base, known, mistakes).build()
    return terms if len(mistakes) == before else None


class _Builder(Struct, frozen=True):
    written: WrittenPullRequest
    at: Location
    base: str
    known: Known
    mistakes: Mistakes

    def build(self) -> Terms:
        written = self.written
        return Terms(
            branch=self._branch(),
            group="" if written.branch else written.group,
            wording=WordingTemplates(
                title=self._template(written.title or "", "title"),
                above=self._template(self._body[0], "body"),
                below=self._template(self._body[1], "body"),
                labels=tuple(
                    self._label(label, index) for index, label in enumerate(written.labels)
                ),
            ),
            reviewers=tuple(written.reviewers),
            assignees=tuple(written.assignees),
            draft=written.draft,
            auto_merge=self._auto_merge(),
        )

    @property
    def _body(self) -> tuple[str, str]:
        """The body above and below the table, which stands last where it is not named."""
        above, *below = _TABLE.split(self.written.body or "")
        if len(below) > 1:
            self.mistakes.add((*self.at, "body"), "$CHANGES is there more than once")
        return above, below[0] if below else ""

    def _branch(self) -> str:
        text = self.written.branch or _BRANCHES[self.written.group]
        at = (*self.at, "branch" if self.written.branch else "group")
        if "$ENVIRONMENT" in text and not self.known.own["ENVIRONMENT"]:
            self.mistakes.add(at, "the rule has no environment; add one, or choose another group")
            return ""
        with self.mistakes.at(at):
            template = Template(text, _IN_BRANCHES)
            values = {**self.known.own, "BRANCH": self.base}
            branch = template.expand({name: _slug(values[name]) for name in _IN_BRANCHES})
            if _NO_BRANCH.search(branch) or len(branch) > _LONGEST_BRANCH:
                raise ValueError(
                    f"{branch!r} is not the name of a branch: letters, digits and . _ / + = @ -"
                    f" such as tagboat/web, at most {_LONGEST_BRANCH} characters"
                )
            return branch
        return ""

    def _template(self, text: str, key: str) -> Template:
        with self.mistakes.at((*self.at, key)):
            return Template(text, self.known.in_messages())
        return Template("", None)

    def _label(self, text: str, index: int) -> Template:
        with self.mistakes.at((*self.at, "labels", index)):
            template = Template(text, self.known.in_messages())
            if len(self.known.sample(template)) > _LONGEST_LABEL or "," in text:
                raise ValueError(
                    f"{text!r} is not a label: at most {_LONGEST_LABEL} characters, and no comma"
                )
            return template
        return Template("", None)

    def _auto_merge(self) -> MergeMethod | None:
        method = self.written.auto_merge
        if method is not None and self.written.draft:
            what = "a draft does not merge; remove 'draft' or 'auto_merge'"
            self.mistakes.add((*self.at, "auto_merge"), what)
        return None if method is None else MergeMethod(method)


def _slug(text: str) -> str:
    """A rule's, an environment's or a branch's name as a part of a branch's, without a slash."""
    return re.sub(r"[^A-Za-z0-9._+=-]+", "-", text).strip("-.")
