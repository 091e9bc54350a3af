"""The environment of every git process of the sandbox: the same on every machine."""

import os


def hermetic_environment() -> dict[str, str]:
    """Variables for a git process that reads no one's configuration and asks nobody anything.

    A repository may belong to another user (a container's volume): `safe.directory` is honoured
    only from protected configuration, which the `GIT_CONFIG_COUNT` variables are (git-config,
    "SCOPES").
    """
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LC_ALL": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "safe.directory",
        "GIT_CONFIG_VALUE_0": "*",
    }
