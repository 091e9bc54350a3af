"""What a benchmark has to say."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.table import Table


@dataclass(frozen=True)
class Section:
    """A benchmark's figures and what they mean: one chapter of docs/benchmarks.md."""

    title: str
    measured: str
    """What was done, and what each column is."""
    tables: Sequence[Table]
    findings: Sequence[str] = ()
    """Sentences made from the figures."""
    not_measured: Sequence[str] = ()
    """What nobody may read out of them."""

    def __str__(self) -> str:
        parts = [f"## {self.title}", self.measured, *map(str, self.tables)]
        if self.findings:
            parts.append(_listed(self.findings))
        if self.not_measured:
            parts += ["Not measured:", _listed(self.not_measured)]
        return "\n\n".join(parts)


def _listed(sentences: Sequence[str]) -> str:
    return "\n".join(f"- {sentence}" for sentence in sentences)
