"""Lambda in the local AWS: its API, the real runtime, and event source mappings.

How `sandbox.aws.server` uses it::

    functions = Functions()
    functions.install()        # after moto's reset, before the first request of any service
    http_server.start()
    functions.start(url)       # the endpoint that functions and pollers talk to
    ...
    functions.stop()           # first: it ends all processes and delivers the last logs
    http_server.stop()

Functions are made by the API alone (`CreateFunction`, `PublishLayerVersion`,
`CreateEventSourceMapping`), so CloudFormation calls that. They run in AWS's own runtime interface
emulator with awslambdaric, each with the environment, layers, timeout and role that are deployed;
pollers follow the deployed mappings. Requests of functions, pollers and of the delivery of logs are
signed with temporary credentials of the execution role (`sts_backends`), and reach the server like
everyone's, so that its permissions are asked and its log counts them.

What is not as in AWS, because one machine is not AWS:

- The runtime is that of the Python which runs the sandbox (3.13), on this machine's architecture,
  whatever `Architectures` says: packages with binaries for another one fail to load, as they must.
- Memory is measured and reported, not limited. /tmp is shared. /var/task, /var/runtime and /opt
  are elsewhere; the environment names them as in AWS.
- Python starts without `site`, which would add what is installed beside it: `exit` and `quit` are
  not built in. `HOME` is set, to a folder that does not exist.
- The emulator knows no account: `context.invoked_function_arn` has 012345678912. It sets
  `AWS_LAMBDA_FUNCTION_TIMEOUT`, and counts initialization towards the timeout.
- A mapping without MaximumConcurrency stays at five batches at once, and one batch is gathered at a
  time. At most 20 environments of a function run; invocations beyond that wait.

Refused, with a text that says so (HTTP 501): versions, aliases, container images, other runtimes,
VPCs, dead-letter queues and destinations of functions, tracing, file systems, SnapStart, signing,
function URLs; sources other than standard queues, filters, customer keys; other operations.
"""

from sandbox.aws.functions.event_sources.following import Waiting
from sandbox.aws.functions.invoked_by_services import invoke_as_service
from sandbox.aws.functions.runtime.invocation import Invocation
from sandbox.aws.functions.service import Functions

__all__ = ["Functions", "Invocation", "Waiting", "invoke_as_service"]
