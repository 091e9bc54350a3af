"""Where the npm packages with GitHub's contracts are, and what to do when they are not."""

from pathlib import Path

_PACKAGES = Path(__file__).parent / "node_modules" / "@octokit"


def contract_text(package: str, file: str) -> str:
    """The text of a file of one of the packages that package.json names.

    Args:
        package: Without its scope: `graphql-schema`, `openapi`.
        file: Its path in the package.

    Raises:
        FileNotFoundError: The packages are not installed; the message says how to do that.
    """
    try:
        return (_PACKAGES / package / file).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise FileNotFoundError(
            f"@octokit/{package} is not installed: run `make setup`, or "
            "`.venv/bin/npm ci --prefix sandbox/github --ignore-scripts`"
        ) from None
