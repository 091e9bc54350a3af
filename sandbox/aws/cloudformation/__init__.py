"""CloudFormation in the local AWS: an engine of its own, not moto's.

A template goes through SAM's own transform (`sam_transform`), is checked and its conditions decided
(`wanted`), is compared to the stack (`changes`), and is carried out or rolled back (`deployment`,
`rollback`). Resources are made by calling the API of their own service (`services`), so that what a
service refuses fails the stack: with the rights of the stack's service role if it has one, which
also has to let the handlers read (`handler_reads`). Properties are checked against the published
schemas (`schemas`), which say too what a change of them replaces.

What is not as in AWS: the work on a stack is done when the call that begins it is answered.

Refused, with a text that says so (HTTP 501): types of resource that `resource_types` does not list,
and properties that they do not keep; transforms other than SAM's, `Rules`, `Hooks`, exports and
imports, dynamic references, creation and update policies, snapshots, parameters that are looked up
in Systems Manager; notifications, drift, stack sets, imports, updates without rollback, change sets
of nested stacks and with values of properties, a replacement with a new `UpdateReplacePolicy`;
`Fn::GetAZs`, `Fn::Cidr`, `Fn::Transform` and language extensions.
"""
