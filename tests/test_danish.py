"""The command line speaks Danish to who asks for it, or whose machine is set to it: help, and what is wrong."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from samspil.cli.app import app
from samspil.cli.spoken import LANGUAGES, of_the_machine, spoken
from samspil.cli.texts import text, texts
from samspil.cli.usage import FRAME, SAID, paragraphs, translations
from samspil.model.messages import one_dot

METAVARS = ("[OPTIONS]", "COMMAND [ARGS]...")
HELP_OPTION = "Show this message and exit."
WRONG = {
    ("run",): "Argumentet 'SCENARIE' mangler;",
    ("run", "a", "b", "c"): "Der er flere argumenter end ventet (b c)",
    ("run", "a", "--set"): "Tilvalget '--set' skal have en værdi;",
    ("run", "a", "--json=1"): "Tilvalget '--json' tager ingen værdi;",
    ("run", "a", "--drow", "1"): "Tilvalget findes ikke: --drow (mulige: --draw",
    ("run", "a", "--xyzzy", "1"): "Tilvalget findes ikke: --xyzzy",
    ("run", "a", "--seed", "x"): "Ugyldig værdi for '--seed': 'x' er ikke et helt tal",
    ("run", "a", "--seed", "1.000"): "Ugyldig værdi for '--seed': '1.000' har tusindtalsskilletegn: skriv 1000",
    ("run", "a", "--seed", "-1"): "Ugyldig værdi for '--seed': -1 ligger uden for det tilladte; tilladt: 0 eller mere",
    ("scenarios", "new", "a", "--to", "no/such/a.yaml"): "kan ikke skrives: filen eller mappen findes ikke",
    ("show", "a", "--year", "20.30"): "Ugyldig værdi for '--year': '20.30' er ikke et helt tal",
    ("run", "a", "--potentials", "x"): "Ugyldig værdi for '--potentials': 'x' er ingen af 'measured', 'estimated'",
    ("forecats",): "Kommandoen 'forecats' findes ikke. Mente du 'forecast'?",
    ("xyzzy",): "Kommandoen 'xyzzy' findes ikke;",
    (
        "run",
        "nope",
    ): "scenarie: 'nope' er hverken et scenarie i biblioteket eller en fil; tilladt: et navn",
    ("run", "current-policy", "--set", "target.fte=10.000"): "kan betyde tusinder: skriv 10000, eller 10.0000",
    ("run", "current-policy", "--set", "brokr=1"): "nærmeste kendte: broker",
    ("run", "current-policy-without:nope"): "'nope' i 'current-policy-without:nope' er hverken",
    ("run", "current-policy", "--set", "broker=100"): "tilladt: 0 til 12 introduktioner om måneden",
    ("run", "current-policy", "--set", "broker=1 dogs"): "har den forkerte enhed 'dogs'; tilladt: 0 til 12",
    ("forecast", "current-policy", "current-policy"): "current-policy er angivet to gange",
    ("populations", "check", "nope"): "befolkning: name = 'nope': er hverken en befolkning eller en mappe",
    ("evidence", "list", "--grade", "maesured"): "evidensgrad: 'maesured' kendes ikke; det nærmeste kendte er measured",
    ("evidence", "show", "engageable_shar"): "kendes ikke; det nærmeste kendte er engageable_share",
    ("run", "benefit-realisation:x2,5"): "'benefit-realisation:x2,5': har komma: skriv 2.5 med punktum",
    ("run", "benefit-realisation:X2"): "er en størrelse, som intet scenarie har; tilladt: 0.01 til 100, som i a:x0.5",
    ("forecast", "no-such.yaml"): "'no-such.yaml': filen findes ikke",
    ("estimate", "no/such"): "'no/such': filen eller mappen findes ikke",
    ("show", "nope"): "nope: filen eller mappen findes ikke",
    ("publish", "nope"): "nope: filen eller mappen findes ikke",
    ("show", ".", "--by", "ned"): "'ned' kendes ikke; tilladt: region, sector, group, need,",
    ("compare", "a", "b", "c"): "ventet (c); samspil forecast og samspil rank tager flere scenarier; samspil compare",
    ("verify", "a", "b"): "ventet (b); samspil verify --help",
    ("challenge", "depth_ceiling=9"): "parametre: depth_ceiling: 9 er ikke muligt; tilladt: 0 til 1 andel",
    ("run", "current-policy", "--draw", "1000000000"): "sæt antagelser nr.: 1000000000 er ikke et helt tal fra 0 til",
    ("rank", "current-policy", "current-policy", "--draws", "2"): "samspil: current-policy er angivet to gange",
    ("compare", "current-policy", "co-creation", "--equal-cost", "0"): "samspil: --equal-cost: 0.0 er hverken et",
    ("forecast", "--lang", "dk"): "Ugyldig værdi for '--lang' (miljøvariabel: 'SAMSPIL_LANG'): 'dk' er ingen af",
}


def danish(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["--lang", "da", *arguments])


def commands(command: Any, path: str = "samspil") -> Iterator[tuple[str, Any]]:
    yield path, command
    for name, below in getattr(command, "commands", {}).items():
        yield from commands(below, f"{path} {name}")


def helps() -> dict[str, str]:
    """Everything that any help tells, with where."""
    found = {part: path for path, each in commands(typer.main.get_command(app)) for part in paragraphs(each.help or "")}
    for path, each in commands(typer.main.get_command(app)):
        for parameter in each.params:
            for part in filter(None, (getattr(parameter, "help", None), parameter.metavar)):
                found[" ".join(part.split())] = f"{path} {parameter.name}"
    return found


def test_every_help_is_there_in_danish_and_no_other() -> None:
    told = helps()
    assert not {part: where for part, where in told.items() if part not in translations()}
    assert not set(translations()) - {*told, *FRAME, *METAVARS, HELP_OPTION}


def test_help_is_danish_down_to_its_frame() -> None:
    told = danish("run", "--help").stdout
    for part in (
        "Brug: samspil run [TILVALG]",
        "Argumenter:",
        "Tilvalg:",
        "[påkrævet]",
        "[standard: 1",
        "Vis denne hjælp.",
    ):
        assert part in told
    assert "(NAVN=VÆRDI: 25-300, PÅSTAND: 60" in " ".join(danish("challenge", "--help").stdout.split())
    english = CliRunner().invoke(app, ["run", "--help"]).stdout
    assert "Usage: samspil run [OPTIONS]" in english  # a call in Danish leaves nothing behind


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_what_is_wrong_is_told_in_danish(arguments: tuple[str, ...]) -> None:
    found = danish(*arguments)
    assert found.exit_code == 2
    told = " ".join(found.stderr.split())
    assert WRONG[arguments] in told
    assert not re.search(r"\b(Usage|Error|Invalid|allowed|nearest|known|is not|env var|parameters|equal cost)\b", told)


def test_every_usage_error_has_a_trial_and_both_languages() -> None:
    assert all(set(LANGUAGES) <= set(texts()[key]) for key in SAID)


@pytest.mark.parametrize(
    ("line", "word"),
    {
        "run cu": "current-policy",
        "run current-policy+co-c": "current-policy+co-creation",
        "forecast full-portfolio-without:opi-p": "full-portfolio-without:opi-pool",
        "run a --set brok": "broker=",
        "run a --set target.f": "target.fte=",
        "evidence show engageable": "engageable_share",
        "evidence list --group ado": "adopt",
        "evidence list --grade meas": "measured",
        "fore": "forecast",
    }.items(),
)
def test_names_are_completed(line: str, word: str) -> None:
    words = f"samspil {line}"
    asked = {"_SAMSPIL_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    assert word in CliRunner().invoke(app, [], env=asked, prog_name="samspil").stdout.splitlines()


def test_the_machine_is_heard_and_the_option_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "SAMSPIL_LANG"):
        monkeypatch.delenv(name, raising=False)
    assert of_the_machine() == "en"
    monkeypatch.setenv("LANG", "da_DK.UTF-8")
    assert (of_the_machine(), spoken(["run"])) == ("da", "da")
    assert "Brug:" in CliRunner().invoke(app, ["--help"]).stdout
    assert "er hverken" in CliRunner().invoke(app, ["run", "nope"]).stderr
    assert "neither" in CliRunner().invoke(app, ["run", "nope", "--lang", "en"]).stderr
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert spoken(["run"]) == "en"
    monkeypatch.setenv("SAMSPIL_LANG", "da")
    assert spoken(["run"]) == "da"
    assert spoken(["run", "--lang=en"]) == "en"
    assert spoken(["run", "--", "--lang", "en"]) == "da"


def test_no_abbreviation_ends_a_sentence_with_two_dots() -> None:
    share = {"share": "2,6 pct.", "scored": "3", "level": "90 pct."}
    assert text("compare.equal", "da", budget="1", baseline="b", tolerance="2,6 pct.").count("..") == 0
    assert ".." not in text("score.coverage", "da", **share)
    assert one_dot("2,6 pct... og mere") == "2,6 pct... og mere"


def test_what_frozen_forecasts_speak_of_is_named_in_danish() -> None:
    told = danish("score").stdout
    assert "før december 2026, hvor den udtaler sig om Frigjorte årsværk" in told.replace("\u00a0", " ")
    assert "freed_fte" not in told
