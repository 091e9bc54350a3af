"""Files that were made to harm, edited one after the other: `python -m tests.hostile`.

Each has to be edited or refused with an error of ours; who starts this gives it little memory and
time, so that a hang or a blow-up ends it.
"""

import sys
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tagboat.core.errors import InvalidRules, TargetError
from tagboat.core.plan import plan
from tagboat.core.rules.load import load_rules
from tagboat.core.selection import select
from tagboat.core.snapshot import File, Snapshot
from tests.image_pushes import image_push
from tests.rule_sets import DEFAULTS, rule, rules

MARK = '# {"$imagepolicy": "flux:web:tag"}'
LAUGHS = "a0: &a0 v1\n" + "".join(
    f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 40)
)
CHAIN = "a0: &a0 {t: v1}\n" + "".join(f"a{i}: &a{i} {{<<: *a{i - 1}}}\n" for i in range(1, 20_000))

YAML: Mapping[str, str] = {
    "nested lists": "a: " + "[" * 200_000,
    "nested mappings": "a: " + "{a: " * 200_000,
    "nested blocks": "".join(" " * n + "a:\n" for n in range(1_500)),
    "a billion laughs": LAUGHS,
    "a chain of merges": CHAIN,
    "directives": "%TAG !a! !a\n" * 100_000 + "---\na: v1\n",
    "directives behind carriage returns": "%x\r" * 200_000 + "---\na: v1\n",
    "documents": "---\na: v1\n" * 200_000,
    "keys": "".join(f"k{n}: 1\n" for n in range(200_000)) + "a: v1\n",
    "empty keys": "? \n" * 200_000,
    "anchors": "".join(f"k{n}: &x{n} 1\n" for n in range(100_000)) + "a: v1\n",
    "a long line": "a: [" + "v1, " * 500_000 + "v1]\n",
    "a long key": "k" * 3_000_000 + ": v1\na: v1\n",
    "a long text": "a: '" + "x\n " * 500_000 + "'\n",
    "a long plain text": "a: x" + "\n x" * 300_000 + "\n",
    "comments": "# c\n" * 500_000 + "a: v1\n",
    "markers": f"a: v1 {MARK}\n" * 50_000,
    "markers in a line": f"a: v1 {MARK * 50_000}\n",
    "open quotes": "a: '" * 300_000,
    "colons": ":" * 300_000,
    "half characters": "a: v1\nb: '\\ud800'\n",
    "images": "images:\n" + "- {name: x, newTag: v1}\n" * 50_000,
}
JSON: Mapping[str, str] = {
    "nested lists": "[" * 500_000,
    "nested objects": '{"a":' * 300_000,
    "keys": "{" + ",".join(f'"k{n}": 1' for n in range(200_000)) + ', "a": "v1"}',
    "the same key": "{" + '"a": 1,' * 200_000 + '"a": "v1"}',
    "a long text": '{"a": "' + "x" * 5_000_000 + '"}',
    "a long number": '{"a": ' + "1" * 1_000_000 + "}",
    "comments": "/* " * 300_000 + "*/" + '{"a": "v1"}',
    "open comments": "/*" * 500_000,
    "escapes": '{"a": "' + "\\\\" * 1_000_000 + '"}',
}
YAML_TARGETS: tuple[Mapping[str, Any], ...] = (
    {"yaml": "a"},
    {"yaml": "a39[0][0]", "aliases": "allow"},
    {"yaml": "$..[?@.t=='x'].t", "matches": "all"},
    {"helm": "a"},
    {"kustomize": "web", "missing": "add"},
    {"marker": "flux:web"},
)
JSON_TARGETS: tuple[Mapping[str, Any], ...] = ({"json": "a"}, {"json": "$..[?@.a==1]..a"})
REGEX: Mapping[str, tuple[str, str]] = {
    "nested repeats": ("(?<image_tag>(?:a+)+)$", "a" * 1_000_000 + "!"),
    "many matches": ("(?<image_tag>x?)", "y" * 1_000_000),
    "matches that look at the rest": ("(?s)(?<image_tag>a)(?:.*zzz)?", "a" * 1_000_000),
    "alternatives": ("(?<image_tag>(?:a|a|a|a)*b)", "a" * 1_000_000),
}
RULES: Mapping[str, str] = {
    "nested lists": "version: 1\nrules: " + "[" * 200_000,
    "a billion laughs": LAUGHS + "version: 1\nrules: [*a39]\n",
    "mistakes": "version: 1\nrules:\n" + "- {x: 1}\n" * 100_000,
    "patterns": "version: 1\nrules:\n" + "- {name: a, image: b, tags: '(x{500}){2}'}\n" * 20_000,
    "globs": "version: 1\nrules:\n" + "- {name: a, image: '{a,b}{a,b}{a,b}{a,b}*'}\n" * 20_000,
    "a long name": f"version: 1\nrules: [{{name: {'x' * 1_500_000}}}]",
}


def cases() -> Iterator[tuple[str, Mapping[str, Any], str]]:
    """The name of each, the target, and the text of its file."""
    for name, text in YAML.items():
        yield from ((f"yaml, {name}", target, text) for target in YAML_TARGETS)
    for name, text in JSON.items():
        yield from ((f"json, {name}", target, text) for target in JSON_TARGETS)
    for name, (pattern, text) in REGEX.items():
        yield f"regex, {name}", {"regex": pattern}, text


def main() -> None:
    """Edit every file and load all rules; say which one is next."""
    push = image_push("v2")
    for name, target, text in cases():
        sys.stdout.write(f"{name}: {target}\n")
        sys.stdout.flush()
        selection = select([push], rules(rule(targets=[{"file": "f"} | dict(target)])))
        content = text.encode(errors="surrogatepass")
        made = plan(selection, Snapshot("main", "1", {"f": File(content)}))
        (outcome,) = made.outcomes
        assert outcome.error is None or isinstance(outcome.error, TargetError)
        assert len(outcome.reason) < 5_000
    for name, text in RULES.items():
        sys.stdout.write(f"rules, {name}\n")
        sys.stdout.flush()
        with pytest.raises(InvalidRules) as caught:
            load_rules(text, ".tagboat.yaml", DEFAULTS)
        assert len(str(caught.value)) < 50_000


if __name__ == "__main__":
    main()
