"""JSONPath as RFC 9535 has it: the library python-jsonpath, made stricter.

Its strict mode knows no regular expressions but those of the functions `match` and `search`, which
are Python's; here they are RE2's. A few things of other dialects pass the strict mode too.
"""

import re
from typing import Any, override

from jsonpath import JSONPath, JSONPathEnvironment, JSONPathError
from jsonpath.filter import (
    BaseExpression,
    FilterExpressionLiteral,
    FunctionExtension,
    InfixExpression,
    ListLiteral,
    Nil,
    PrefixExpression,
    StringLiteral,
    walk,
)
from jsonpath.function_extensions import ExpressionType, FilterFunction
from jsonpath.selectors import Filter

from tagboat.core.file_editors.limits import DEEPEST
from tagboat.core.file_editors.path_language.counted_data import CountedList
from tagboat.core.re2_pattern import compile_re2

# What the library raises by mistake, such as at `$[1e2]`, besides its own errors.
LIBRARY_ERRORS = (
    *(JSONPathError, ValueError, TypeError, ArithmeticError),
    *(LookupError, AssertionError, RecursionError),
)
_LOGICAL = (InfixExpression, PrefixExpression)


def compile_jsonpath(text: str) -> JSONPath:
    """Read a JSONPath.

    Raises:
        ValueError: It is none, or has a regular expression that is none.
    """
    try:
        compiled = _ENVIRONMENT.compile(text)
    except LIBRARY_ERRORS as error:
        raise ValueError(f"{text!r} is not a JSONPath of RFC 9535: {said(error)}") from error
    if not isinstance(compiled, JSONPath):
        raise ValueError(f"{text!r} is several JSONPaths; write one")  # noqa: TRY004 - a text is wrong
    _check(compiled, text)
    return compiled


def said(error: Exception) -> str:
    """What the library says, in one line; its own text shows the path in several."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if not isinstance(error, JSONPathError):
        return str(error)
    words = re.sub(
        "TOKEN_[A-Z_]+",
        lambda kind: kind[0].removeprefix("TOKEN_").replace("_", " ").lower(),
        str(error.message),
    )
    return f"{words} in column {error.token.index + 1}" if error.token else words


def _check(compiled: JSONPath, text: str) -> None:
    selectors = [selector for segment in compiled.segments for selector in segment.selectors]
    filters = [selector for selector in selectors if isinstance(selector, Filter)]
    for node in (node for one in filters for node in walk(one.expression)):
        if _is_foreign(node):
            raise ValueError(
                f"{text!r} is not a JSONPath of RFC 9535: it has <>, a list, or compares what is no"
                " value"
            )
        if isinstance(node, FunctionExtension) and node.name in _REGEX_FUNCTIONS:
            pattern = node.args[1]
            if isinstance(pattern, StringLiteral):
                compile_re2(pattern.value)


def _is_foreign(node: BaseExpression) -> bool:
    """Whether the RFC has no such expression: `a <> b`, `[1]`, `a == b == c`, `!'a'`."""
    if isinstance(node, InfixExpression) and not node.logical:
        operands = (node.left, node.right)
        return node.operator == "<>" or any(isinstance(one, _LOGICAL) for one in operands)
    negated = node.right if isinstance(node, PrefixExpression) else None
    return isinstance(node, ListLiteral) or isinstance(negated, FilterExpressionLiteral | Nil)


class _RegexFunction(FilterFunction):
    """`match` and `search`: no pattern, no match."""

    arg_types = [ExpressionType.VALUE, ExpressionType.VALUE]  # noqa: RUF012 - as the library has it
    return_type = ExpressionType.LOGICAL

    def __init__(self, *, whole: bool) -> None:
        self._whole = whole

    @override
    def __call__(self, value: object, pattern: object) -> bool:
        if not isinstance(value, str) or not isinstance(pattern, str):
            return False
        try:
            compiled = compile_re2(pattern)
        except ValueError:
            return False
        return bool(compiled.fullmatch(value) if self._whole else compiled.search(value))


_REGEX_FUNCTIONS = {"match": _RegexFunction(whole=True), "search": _RegexFunction(whole=False)}


class _Environment(JSONPathEnvironment):
    max_recursion_depth = 2 * DEEPEST + 2

    def __init__(self) -> None:
        super().__init__(strict=True)
        self.function_extensions |= _REGEX_FUNCTIONS

    @override
    def getitem(self, obj: Any, key: Any) -> Any:
        """What a name, an index or a slice leads to; the library takes text for a list."""
        if isinstance(obj, str):
            return ()
        if isinstance(obj, CountedList) and isinstance(key, slice):
            return obj.sliced(key)
        return super().getitem(obj, key)


_ENVIRONMENT = _Environment()
