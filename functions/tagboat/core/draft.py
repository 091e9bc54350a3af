"""The files of a snapshot while rules write to them, one after the other."""

from collections import ChainMap, Counter, defaultdict
from collections.abc import Iterator, Mapping, MutableMapping, Sequence

from tagboat.core.errors import FileMissing, RulesContradict
from tagboat.core.globs import Glob
from tagboat.core.rules.target import Target
from tagboat.core.selection import Chosen
from tagboat.core.snapshot import Snapshot
from tagboat.core.target_edit import TargetEdit, difference, edit_target
from tagboat.core.what_stays import why_it_stays

type _Texts = MutableMapping[str, str]


class Draft:
    """What the rules have written so far."""

    def __init__(self, snapshot: Snapshot, *, checked: bool) -> None:
        """Begin with what was read.

        Args:
            snapshot: The files.
            checked: Whether rules that contradict each other are refused, which takes time to see.
        """
        self._snapshot = snapshot
        self._checked = checked
        self._texts: dict[str, str] = {}
        self._edits: defaultdict[tuple[int, str], list[TargetEdit]] = defaultdict(list)
        """The edits of each push and file."""

    def write(self, chosen: Chosen) -> list[TargetEdit]:
        """Write a rule's targets, all or none, into files that others may have changed already.

        Raises:
            TargetError: One of them cannot be written.
        """
        texts: ChainMap[str, str] = ChainMap({}, self._texts)
        edits = list(self._written(chosen, texts))
        if self._checked:
            self._refuse_contradictions(chosen, edits, texts)
        self._texts.update(texts.maps[0])
        for edit in edits:
            self._edits[id(chosen.candidate.push), edit.file].append(edit)
        return edits

    @property
    def texts(self) -> Mapping[str, str]:
        """The texts of the files that rules have written to, as they are now."""
        return self._texts

    def _text(self, path: str, texts: Mapping[str, str]) -> str:
        return texts[path] if path in texts else self._snapshot.file(path).text(path)

    def _written(self, chosen: Chosen, texts: _Texts) -> Iterator[TargetEdit]:
        pairs = list(self._pairs(chosen))
        stays = self._stays(chosen, pairs, texts)
        for target, path in pairs:
            text = self._text(path, texts)
            kept = None if target.tells(chosen.rule.told_by) else stays.get(path, stays.get(""))
            edit, texts[path] = edit_target(chosen, target, path, text, kept=kept)
            yield edit

    def _pairs(self, chosen: Chosen) -> Iterator[tuple[Target, str]]:
        """The targets of a rule, each with the files that it is in.

        Raises:
            TargetError: A path leads out of the repository, or there is no such file.
        """
        for target in chosen.rule.targets:
            for path in self._paths(target, target.files(chosen.candidate.variables)):
                try:
                    self._snapshot.file(path)
                except FileMissing:
                    if target.optional:
                        continue
                    raise
                yield target, path

    def _paths(self, target: Target, files: str | Glob) -> Sequence[str]:
        if isinstance(files, str):
            return [files]
        paths = self._snapshot.paths(files)
        if not paths and not target.optional:
            raise FileMissing(
                f"no file matches {files.text}. Add one, mend the rule's file, or write 'missing:"
                " skip'."
            )
        return paths

    def _stays(
        self, chosen: Chosen, pairs: Sequence[tuple[Target, str]], texts: Mapping[str, str]
    ) -> Mapping[str, str | None]:
        """Why what is there stays, by file, for targets whose values do not tell; "" is any file.

        A digest alone does not tell its version: it goes with the tag that stands beside it.
        """
        told_by = chosen.rule.told_by
        if all(target.tells(told_by) for target, _ in pairs):
            return {}
        stays: dict[str, str | None] = {}
        for target, path in pairs:
            if target.tells(told_by):
                text = self._text(path, texts)
                places = target.editor.find(text, path, chosen.candidate.variables)
                stays[path] = stays.get(path) or why_it_stays(chosen, target, places)
        first = next(((path, why) for path, why in stays.items() if why is not None), None)
        return stays if first is None else {**stays, "": f"{first[1]} in {first[0]}"}

    def _refuse_contradictions(
        self, chosen: Chosen, edits: Sequence[TargetEdit], texts: Mapping[str, str]
    ) -> None:
        """Refuse a rule that wants another value of one push where it, or an earlier one, writes.

        Raises:
            RulesContradict: There is such a place.
        """
        files = Counter(edit.file for edit in edits)
        push = id(chosen.candidate.push)
        earlier = [edit for file in files for edit in self._edits.get((push, file), ())]
        for edit in [*earlier, *(edit for edit in edits if files[edit.file] > 1)]:
            found = difference(edit, texts[edit.file])
            if found is None:
                continue
            same = edit.chosen is chosen
            who = "another target of it" if same else f"rule '{edit.chosen.rule.name}'"
            raise RulesContradict(
                f"{who} writes {found.wanted!r} of the same push to {edit.file}"
                f"{f' at {found.where}' if found.where else ''}, and this rule {found.there!r}. Let"
                " one of them name another place."
            )
