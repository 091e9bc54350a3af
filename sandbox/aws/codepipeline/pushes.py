"""A push through a connection, and the pipelines that it starts."""

from sandbox.aws.codepipeline.declaration import source_actions
from sandbox.aws.codepipeline.executions import Declared
from sandbox.aws.codepipeline.service import Pipelines
from sandbox.aws.codepipeline.triggers import CONNECTION, starts
from sandbox.git_moves import Move
from sandbox.git_repository import GitRepository

_BRANCHES = "refs/heads/"


def pushed(
    pipelines: Pipelines, connection: str, full_name: str, git: GitRepository, move: Move
) -> None:
    """Start the pipelines whose sources are this repository, as their triggers say.

    Each takes the commit that was pushed, and the branch that it was pushed to.
    """
    with pipelines.engine.changed:
        for pipeline in pipelines.pipelines.values():
            for name, action in source_actions(pipeline.declaration).items():
                if _is_of(action, connection, full_name) and starts(
                    pipeline.declaration, action, move, lambda: changed_files(git, move)
                ):
                    assert move.new is not None
                    branch = move.reference.removeprefix(_BRANCHES)
                    is_branch = move.reference.startswith(_BRANCHES)
                    pipelines.start(
                        pipeline,
                        ("WebhookV2", connection),
                        overrides={name: move.new},
                        branches={name: branch} if is_branch else {},
                    )


def changed_files(git: GitRepository, move: Move) -> list[str]:
    """The paths whose content differs before and after, the old and the new ones of what moved."""
    before = git.files(move.old) if move.old else {}
    after = git.files(move.new) if move.new else {}
    return sorted(
        path for path in before.keys() | after.keys() if before.get(path) != after.get(path)
    )


def _is_of(action: Declared, connection: str, full_name: str) -> bool:
    if action["actionTypeId"]["provider"] != CONNECTION:
        return False
    given = action["configuration"]
    where = (given["ConnectionArn"], given["FullRepositoryId"].lower())
    return where == (connection, full_name.lower())
