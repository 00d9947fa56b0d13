"""Options that several commands share."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from samspil.model.messages import say
from samspil.model.potentials import LEVELS

from . import completing

Level = StrEnum("Level", LEVELS)


class Sheet(StrEnum):
    """Forms of CSV beside the plain one."""

    excel_da = "excel-da"


Changed = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="NAME=VALUE",
        autocompletion=completing.settings,
        help="Set a lever, a parameter, a rule or target.KEY; may be repeated. A lever then stands there from the "
        "month in which the policy (of a+b the first) starts, or as soon after as what it costs can be had, on to the "
        "end and in all regions; what the policy itself does with it holds until then. Another month: "
        "'NAME={set: VALUE, from: 2029-01}'.",
    ),
]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Seed of everything random.")]
Scheduler = Annotated[
    str | None,
    typer.Option("--scheduler", metavar="ADDRESS", help="Run on the Dask cluster of this scheduler, not on threads."),
]
# Whoever gives a file of such a name to `--to` wants a table.
TABLES = (".csv", ".json", ".nc", ".txt", ".xlsx", ".yaml")


def a_folder(path: Path | None) -> Path | None:
    """The folder that `--to` names.

    Raises:
        typer.BadParameter: it is a file, or is called as one.
    """
    if path is not None and not path.is_dir() and (path.is_file() or path.suffix.lower() in TABLES):
        raise typer.BadParameter(say("to-is-a-folder", path=path, name=path.with_suffix(".csv").name))
    return path


Folder = Annotated[
    Path | None,
    typer.Option("--to", metavar="DIR", help="Folder to write.", show_default=False, callback=a_folder),
]
Csv = Annotated[
    Sheet | None,
    typer.Option("--csv", help="As CSV for a Danish Excel: semicolons, decimal commas, Danish heads."),
]
CsvBeside = Annotated[
    Sheet | None,
    typer.Option("--csv", help="Also as CSV for a Danish Excel: semicolons, decimal commas, Danish heads."),
]
Replace = Annotated[bool, typer.Option("--replace", help="Put this in the place of what is finished there.")]


@dataclass(frozen=True)
class Runs:
    """How many runs, with which settings, on how many threads."""

    draws: Annotated[int | None, typer.Option("--draws", min=1, help="Draws of the uncertain numbers.")] = None
    replicates: Annotated[int | None, typer.Option("--replicates", min=1, help="Runs of each draw.")] = None
    seed: Seed = 1
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Threads; every core if not given.")] = None
    scheduler: Scheduler = None
    potentials: Annotated[Level | None, typer.Option("--potentials", help="Level of the catalogue's potentials.")] = (
        None
    )
    changed: Changed = None
    prior: Annotated[bool, typer.Option("--prior", help="Draw from the priors, as if nothing had been fitted.")] = False

    stale_posterior: Annotated[
        bool,
        typer.Option(
            "--stale-posterior",
            help="Draw from the shipped fit although rules, priors or observations have changed since.",
        ),
    ] = False

    def drawn(self) -> Any:
        """As many draws as a forecast has."""
        return self.draw(self.size()[0])

    def draw(self, number: int) -> Any:
        """Draws: from the posterior, or from the prior where those are asked for.

        Raises:
            UserError: both are asked for, or the posterior cannot be drawn from.
        """
        from samspil.model.errors import UserError
        from samspil.runs.fitted import draws_of

        if self.prior and self.stale_posterior:
            raise UserError(say("prior-stale-posterior-give-one"))
        return draws_of(number, self.seed, self.prior, self.stale_posterior)

    @property
    def base(self) -> str:
        """What numbers are that draws do not name (see `experiments.Asking`)."""
        return "prior" if self.prior else "stale" if self.stale_posterior else "posterior"

    def scenario(self, reference: str, more: Sequence[str] = ()) -> Any:
        """A scenario from a name, a composition or a file, with the settings of `--set`; further ones (`--set-b`) hold
        before those, and are a part of its name, so that nobody takes it for another."""
        from samspil.scenarios import load

        if not more:
            return load(reference, self.changed or [])
        from samspil.scenarios.documents.overrides import overlay, set_name

        overlay(more, "--set-b")  # what is wrong with them is told by the option that gave them
        again = {set_name(setting) for setting in more}
        found = load(reference, [*(each for each in self.changed or [] if set_name(each) not in again), *more])
        title = {language: ", ".join([text, *more]) for language, text in found.title.items()}
        return replace(found, name="+".join([found.name, *more]), title=title)

    @property
    def threads(self) -> int:
        """Threads to run on.

        Raises:
            UserError: a cluster is asked for, of what runs here alone.
        """
        from samspil.model.errors import UserError

        if self.scheduler is not None:
            raise UserError(say("only-local-threads"))
        return self.cores

    def once(self) -> None:
        """Refuse what a command does not heed that makes one run of each draw, on local threads.

        Raises:
            UserError: a cluster or replicates are asked for, or both the prior and the stale posterior.
        """
        from samspil.model.errors import UserError

        if self.threads and (self.replicates or 1) > 1:
            raise UserError(say("one-run-of-each-draw"))
        if self.prior and self.stale_posterior:
            raise UserError(say("prior-stale-posterior-give-one"))

    def none(self) -> None:
        """Refuse what asks for runs of their own where none is made.

        Raises:
            UserError: draws, replicates, other settings or another origin of draws are asked for.
        """
        from samspil.model.errors import UserError

        asked = {"--draws": self.draws, "--replicates": self.replicates, "--set": self.changed}
        asked |= {"--scheduler": self.scheduler, "--prior": self.prior, "--stale-posterior": self.stale_posterior}
        given = [option for option, value in asked.items() if value]
        if given:
            raise UserError(say("nothing-is-run", options=", ".join(given)))

    @property
    def cores(self) -> int:
        """Local threads, wherever runs are made."""
        from samspil.experiments.asking import all_cores

        return self.workers or all_cores()

    def asking(self, report: Any = None, kept: Any = None) -> Any:
        """How side questions are run (see `experiments.Asking`): on threads or on a cluster.

        Args:
            report: told how far the runs are.
            kept: answers that were had before.
        """
        from samspil.experiments import Asking
        from samspil.runs.progress import silent

        told = report or silent
        return Asking(self.seed, self.level(), self.cores, told, kept, self.base, self.scheduler)

    def size(self) -> tuple[int, int]:
        """Draws and replicates: as given, or as many as a forecast has."""
        from samspil.experiments import settings

        return self.draws or settings.count("draws"), self.replicates or settings.count("replicates")

    def level(self) -> str:
        """The potentials level: as given, or the one that headlines are told at."""
        from samspil.experiments import settings

        return settings.word("headline_level") if self.potentials is None else self.potentials.value


@dataclass(frozen=True)
class Until:
    """When a forecast is large enough."""

    precision: Annotated[
        float | None,
        typer.Option(
            "--precision",
            metavar="SHARE",
            min=0.001,
            max=0.5,
            help="As many draws as make 90 % intervals of mean FTE and of probabilities at most so wide either way.",
        ),
    ] = None
    minutes: Annotated[
        float | None,
        typer.Option("--minutes", min=0.01, help="As many draws as there is time for, side tests counted."),
    ] = None

    def checked(self, runs: Runs) -> bool:
        """Whether either is asked for.

        Raises:
            UserError: so are draws.
        """
        from samspil.model.errors import UserError

        if self.precision is None and self.minutes is None:
            return False
        if runs.draws is not None:
            raise UserError(say("draws-or-precision"))
        return True
