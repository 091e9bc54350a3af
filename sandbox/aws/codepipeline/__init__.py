"""CodePipeline in the local AWS: its API, and an executor that runs what pipelines declare.

Each execution runs in a thread, each action with temporary credentials of the pipeline's role or of
its own: what the role may not do fails it. Actions use the other services of the sandbox by their
APIs: artifacts are in S3, stacks in CloudFormation, functions in Lambda. `Pipelines` keeps it all,
until `stop`; `CodePipeline` answers requests.

What is not as in AWS: the continuation of a job comes sooner; events come at once and in order;
old versions of a pipeline are not kept.

Refused, with a text that says so (HTTP 501): types of action that `action_types` does not list,
polling, clones in place of archives, PARALLEL, other regions, stores by region, blockers,
conditions but checks of variables before a stage is entered, rollback, outbound transitions, pull
requests as triggers; other operations.
"""

from sandbox.aws.codepipeline.api import CodePipeline
from sandbox.aws.codepipeline.pushes import pushed
from sandbox.aws.codepipeline.service import Pipelines
from sandbox.aws.codepipeline.started_by_rules import start_by_rule

__all__ = ["CodePipeline", "Pipelines", "pushed", "start_by_rule"]
