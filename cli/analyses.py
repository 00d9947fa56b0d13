"""What an analysis found, as it is asked for: on the screen, as JSON or as a table, at once or from its folder."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .options import Sheet
from .session import Language, Session

if TYPE_CHECKING:
    import xarray as xr

# The module of `commands` that tells each analysis, by the name of its file. A module has `printed`, `as_plain` where
# JSON is not the whole Dataset, and `sheet_of` where there is a table.
MODULES = {
    "plan": "plan",
    "rank": "rank",
    "attribute": "attribute",
    "sensitivity": "sensitivity",
    "discover": "discover",
    "signposts": "signposts",
    "challenge": "challenge",
    "value-of-evidence": "measuring",
}


def tell(session: Session, name: str, found: xr.Dataset, csv: Sheet | None = None, to: Path | None = None) -> None:
    """Tell what an analysis found.

    Args:
        session: how to speak.
        name: of the analysis, one of `MODULES`.
        found: its Dataset.
        csv: as a table instead.
        to: the folder that it lies in.

    Raises:
        UserError: a table is asked for where there is none.
    """
    from samspil.model.errors import UserError
    from samspil.model.messages import say

    of: Any = import_module(f"samspil.cli.commands.{MODULES[name]}")
    if csv is not None and not hasattr(of, "sheet_of"):
        raise UserError(say("analysis-has-no-table", name=name))
    if session.as_json:
        session.emit(of.as_plain(found) if hasattr(of, "as_plain") else found.to_dict())
    elif csv is not None:
        from .sheets import print_excel_da

        print_excel_da(of.sheet_of(Session(lang=Language.da), found), name)
    else:
        of.printed(session, found, to)


def analyses_in(path: Path) -> list[Path]:
    """The files of analyses that a path means: itself, or those in the folder."""
    if path.is_dir():
        return [path / f"{name}.nc" for name in MODULES if (path / f"{name}.nc").is_file()]
    return [path] if path.is_file() and path.stem in MODULES and path.suffix == ".nc" else []


def show(session: Session, paths: list[Path], csv: Sheet | None) -> None:
    """Tell again what analyses found, from their files, one after the other; nothing is run.

    Raises:
        UserError: a file is damaged, or no table can be made of it; or a table is asked for of several.
    """
    from samspil.experiments.signed import read
    from samspil.experiments.stale import stale_analysis
    from samspil.model.errors import UserError
    from samspil.model.messages import say

    from .caveats import say_outdated

    if (csv is not None or session.as_json) and len(paths) > 1:
        raise UserError(say("one-table-at-a-time", paths=", ".join(map(str, paths))))
    for path in paths:
        found = read(path)
        say_outdated(session, path, stale_analysis(found.attrs))
        tell(session, path.stem, found, csv, path.parent)
        if path != paths[-1]:
            session.result()
