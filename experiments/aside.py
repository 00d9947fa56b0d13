"""What moves an answer and is no draw, beside its spread: the level of potentials, and numbers that err together."""

from .records import Beside, Moved, Policy, Spread, Summary


def with_beside(summary: Summary) -> Summary:
    """The summary with ``beside`` of every policy whose spread is split: mean FTE by the target's date at every level
    of potentials and at every common shift that was run, and how many standard deviations of single runs that is from
    the headline's."""
    policies = {name: _with(summary, name, policy) for name, policy in summary["scenarios"].items()}
    return {**summary, "scenarios": policies}


def _with(summary: Summary, name: str, policy: Policy) -> Policy:
    by, level = summary["target"]["by"], summary["potentials"]
    headline = policy["potentials"][level]
    spread = headline.get("split")
    usual = headline["fte"].get(by)
    if spread is None or usual is None:
        return policy
    levels = {each: _moved(outcome["fte"][by], usual, spread["sd"]) for each, outcome in policy["potentials"].items()}
    together = {
        f"{shift['share']:g}": _moved(shift["fte"], usual, spread["sd"])
        for record in summary["optimism"]
        if (record["scenario"], record["potentials"], record["by"]) == (name, level, by)
        for shift in record["shifts"]
    }
    beside: Beside = {"levels": levels, "together": together}
    return {**policy, "beside": beside}


def _moved(fte: Spread, usual: Spread, sd: float) -> Moved:
    if fte["mean"] is None or usual["mean"] is None:
        return {"fte": None, "deviations": None}
    return {"fte": fte["mean"], "deviations": (fte["mean"] - usual["mean"]) / sd}
