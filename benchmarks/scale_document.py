"""`python -m benchmarks.scale_document`: docs/scale.md, from docs/benchmarks.md."""

from collections.abc import Iterator

from benchmarks.scale import (
    HOUR,
    MILLION,
    ROOT,
    Host,
    Rates,
    Stack,
    hosts,
    per_million,
    per_stack,
    stack,
)
from benchmarks.scale_inputs import ASSUMED, LIMITS, PRICES, PRICES_OF, Assumed
from benchmarks.table import Table

_CONCURRENCY = next(limit.most for limit in LIMITS if limit.name.startswith("Lambda"))


def document(benchmarks: str) -> str:
    """The whole page, from docs/benchmarks.md."""
    return "\n\n".join(_chapters(hosts(benchmarks), stack(), ASSUMED)) + "\n"


def _chapters(measured: list[Host], of: Stack, assumed: Assumed) -> Iterator[str]:
    yield f"""\
# Scale

Written by `python -m benchmarks.scale_document`; do not edit. This is a simulation on paper of
{assumed.repos:,} infra repos and {assumed.pushes / MILLION:.0f} million pushes a month: arithmetic
on what was measured ([benchmarks.md](benchmarks.md)), on prices and limits that others publish, and
on what is assumed."""
    yield f"## What it is computed from\n\n{_inputs(measured, of, assumed)}"
    yield f"## Rates and concurrency\n\n{_rates(measured, assumed)}"
    yield f"## Limits\n\n{_limits(assumed)}"
    yield f"## Cost\n\n{_costs(measured, of, assumed)}"
    yield f"## Where it bends first\n\n{_bends(measured, of, assumed)}"


def _inputs(measured: list[Host], of: Stack, assumed: Assumed) -> str:
    table = Table(["Input", "value", "from"])
    for host in measured:
        said = f"{host.handler_ms:.0f} ms, {host.hops} requests"
        table.add(f"a warm update on {host.name}", said, "measured")
    table.add("a stack", f"{of.metrics} metrics, {of.alarms} alarms", "template.yaml, report.py")
    for name, value, why in assumed.told():
        table.add(name, value, why)
    prices = Table(["Price", "dollars"])
    for name, price in PRICES.items():
        prices.add(name, f"{price:.10f}".rstrip("0").rstrip("."))
    return f"{table}\n\n{PRICES_OF}\n\n{prices}"


def _rates(measured: list[Host], assumed: Assumed) -> str:
    rates = Rates(assumed)
    table = Table(["While people work", "on average", "at the peak"])
    pushes = [rates.average, rates.average * assumed.peak]
    table.add("pushes a second, all infra repos", *(f"{one:.1f}" for one in pushes))
    for window in (assumed.window, *assumed.longer_windows):
        updates = [rates.updates(window, peak=peak) * HOUR for peak in (False, True)]
        title = f"updates an hour of one infra repo, window {window:.0f} s"
        table.add(title, *(f"{one:,.0f}" for one in updates))
    for host in measured:
        running = [
            rates.updates(assumed.window, peak=peak) * assumed.repos * host.seconds(assumed)
            for peak in (False, True)
        ]
        title = f"functions at the same time, {host.name} ({host.seconds(assumed) * 1000:.0f} ms)"
        table.add(title, *(f"{one:.1f}" for one in running))
    return str(table)


def _limits(assumed: Assumed) -> str:
    rates = Rates(assumed)
    table = Table(["Limit", "is", "infra repos within it at the peak"])
    for limit in LIMITS:
        for window in (assumed.window, *assumed.longer_windows) if limit.windows else (None,):
            title = limit.name if window is None else f"{limit.name}, window {window:.0f} s"
            used = limit.of_repo(rates.updates(window or assumed.window, peak=True))
            table.add(title, f"{limit.most:,} {limit.unit}", f"{limit.most / used:,.0f}")
    sources = "\n".join(f"- {limit.name}: {limit.source}" for limit in LIMITS)
    return f"{table}\n\n{sources}\n- CodeCommit publishes no limit on its API's requests."


def _costs(measured: list[Host], of: Stack, assumed: Assumed) -> str:
    names = list(per_million(measured[0], assumed, 1))
    table = Table(["Dollars for a million pushes", *names, "together"])
    for host in measured:
        for fan_out in (1, *assumed.stacks_of_account):
            found = per_million(host, assumed, fan_out)
            stacks = "1 stack" if fan_out == 1 else f"{fan_out} stacks"
            title = f"{host.name}, {stacks} in the account"
            table.add(title, *(f"{one:,.2f}" for one in [*found.values(), sum(found.values())]))
    fixed = per_stack(assumed, of)
    standing = Table(["Dollars a month", "a stack", f"{assumed.repos:,} stacks"])
    for name, price in fixed.items():
        standing.add(name, f"{price:.2f}", f"{price * assumed.repos:,.0f}")
    total = sum(fixed.values())
    standing.add("together", f"{total:.2f}", f"{total * assumed.repos:,.0f}")
    return f"{table}\n\n{standing}"


def _bends(measured: list[Host], of: Stack, assumed: Assumed) -> str:
    fixed = per_stack(assumed, of)
    stands, parts = sum(fixed.values()), fixed["metrics"] + fixed["dashboard"]
    a_million = stands * assumed.repos * MILLION / assumed.pushes
    github, many = measured[1], assumed.stacks_of_account[-1]
    alone, among = (sum(per_million(github, assumed, one).values()) for one in (1, many))
    content = next(limit for limit in LIMITS if limit.windows)
    within = content.most / content.of_repo(Rates(assumed).updates(assumed.window, peak=True))
    return f"""\
1. **What stands still costs most**: {a_million:,.0f} dollars for a million pushes, where the pushes
   themselves cost {alone:.2f} on GitHub. Metrics and the dashboard are {parts / stands:.0%} of it;
   `Dashboard=no` saves {PRICES["dashboard"]:.2f} dollars a month for each stack.
2. **Stacks of one account**: every stack gets every push of its account and region, and ignores
   those of others. With {many} stacks a million pushes cost {among:,.0f} dollars on GitHub instead
   of {alone:.2f}: give teams accounts of their own, or fewer stacks.
3. **One identity on GitHub**: at the peak, one token or App is enough for {within:.1f} infra repos
   with a window of {assumed.window:.0f} s. Give infra repos identities of their own, or raise
   `BatchingWindow`. Until then pushes come back later, and more of them become one commit.
4. **Concurrency** comes last: `MaximumConcurrency` is 2 for each stack, of {_CONCURRENCY:,} that an
   account begins with."""


def main() -> None:
    """Write the page."""
    benchmarks = (ROOT / "docs/benchmarks.md").read_text()
    (ROOT / "docs/scale.md").write_text(document(benchmarks))


if __name__ == "__main__":
    main()
