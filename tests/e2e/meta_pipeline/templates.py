"""The example's pipeline template, changed in the ways that the tests need."""

from tests.e2e.meta_pipeline.meta import EXAMPLE, Meta

PIPELINE = (EXAMPLE / "pipeline.yaml").read_text()


def with_stage(name: str = "Check") -> bytes:
    """The template with another stage before the last, which deploys as that one does."""
    start = PIPELINE.index("        - Name: Prod\n")
    prod = PIPELINE[start : PIPELINE.index("\n\n", start) + 1]
    check = prod.replace("Name: Prod", f"Name: {name}").replace("shop-prod", "shop-check")
    return PIPELINE.replace(prod, check + prod).encode()


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


def pipeline_of(meta: Meta) -> str:
    outputs = meta.described("shop-pipeline")["Outputs"]
    (name,) = [one["OutputValue"] for one in outputs if one["OutputKey"] == "PipelineName"]
    return str(name)
