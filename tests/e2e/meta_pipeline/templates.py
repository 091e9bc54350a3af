"""The example's pipeline template, changed in the ways that the tests need."""

from sandbox.example_application import EXAMPLE, with_stage

PIPELINE = (EXAMPLE / "pipeline.yaml").read_text()


def without(*resources: str) -> bytes:
    """The template without some of its resources."""
    text = PIPELINE
    for name in resources:
        start = text.index(f"  {name}:\n")
        end = text.index("\n\n", start) + 2
        text = text[:start] + text[end:]
    return text.encode()


def with_a_role_elsewhere() -> bytes:
    """The template with another stage, and a role that it may not make, for its path is another."""
    start = PIPELINE.index("  CommitRole:\n")
    role = PIPELINE[start : PIPELINE.index("\n\n", start)]
    elsewhere = role.replace("CommitRole", "Another").replace("/application-pipeline/", "/else/")
    text = with_stage().decode().replace("\nOutputs:", f"\n{elsewhere}\n\nOutputs:")
    return text.encode()
