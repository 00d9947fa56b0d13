"""The command line: where output goes, exit codes, languages, JSON, and one line for every mistake."""

import csv
import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from samspil.cli.app import app
from samspil.cli.blocks import blocks
from samspil.cli.compiling import Waiting
from samspil.cli.progress import Lines, time_left
from samspil.cli.session import Language, Session, plain
from samspil.cli.table import aligned
from samspil.cli.texts import texts
from samspil.cli.usual import usual
from samspil.experiments import settings
from samspil.model.parameters import registry
from samspil.reports.words import words
from samspil.runs import Progress
from samspil.scenarios import library

from .line_kernel import LineKernel

pytestmark = pytest.mark.usefixtures("few_figures")

MORE = "name: more\nextends: current-policy\nlevers: {benefit_realisation: 0.8}\n"
SMALL = ["--draws", "2", "--replicates", "1", "--workers", "1"]
HEAVY = ("numpy", "xarray", "pandas", "numba", "matplotlib", "rich", "yaml", "samspil.runs", "samspil.scenarios")


@pytest.fixture(autouse=True)
def line(monkeypatch, tmp_path):
    monkeypatch.setattr("samspil.runs.kernel._shipped", LineKernel())
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def more(tmp_path):
    file = tmp_path / "more.yaml"
    file.write_text(MORE, encoding="utf-8")
    return str(file)


@pytest.fixture
def undrawn(monkeypatch):
    monkeypatch.setattr("samspil.reports.write_report", lambda *_: None, raising=False)


def run(*arguments, code=0):
    found = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert found.exit_code == code, (found.stdout, found.stderr, found.exception)
    return found


def python(*lines):
    return subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=False, timeout=120
    )


def test_help_loads_nothing_heavy():
    found = python(
        "import sys; sys.argv = ['samspil', '--help']",
        "from samspil.cli import main",
        "try: main()",
        "except SystemExit as end: code = end.code",
        f"print(code, [name for name in {HEAVY!r} if name in sys.modules])",
    )
    assert found.stdout.splitlines()[-1] == "0 []"


def test_help_says_the_usual_sizes_that_the_settings_have(monkeypatch):
    """As they are read, not as they were typed: other settings, another help."""
    real = settings.word
    monkeypatch.setattr(settings, "word", lambda name: f"{real(name)}7" if real(name).isdigit() else real(name))
    for command, options in usual().items():
        told = " ".join(run(*command.split(), "--help").stdout.split())
        for option, text in options.items():
            names = re.findall(r"{(\w+)}", text)
            values = {name: settings.word(name) for name in names if name != "fte_value"} | {"fte_value": "500000"}
            assert f"default: ({text.format_map(values)})" in told, (command, option)


def test_every_command_with_draws_says_how_many_it_usually_takes():
    import typer

    commands = {name: each for name, each in typer.main.get_command(app).commands.items() if hasattr(each, "params")}
    with_draws = {
        name
        for name, each in commands.items()
        if any(option.name == "draws" and option.default is None for option in each.params)
    }
    assert len(with_draws) > 9
    assert {name for name in with_draws if "draws" not in usual().get(name, {})} == set()


def test_help_lists_the_commands_of_the_contract():
    told = run("--help").stdout
    for name in (
        "forecast",
        "run",
        "scenarios",
        "populations",
        "compare",
        "evidence",
        "sensitivity",
        "verify",
        "estimate",
    ):
        assert re.search(rf"^  {name} ", told, re.MULTILINE)
    assert "--install-completion" in told


@pytest.mark.parametrize(
    "command",
    [
        "forecast",
        "run",
        "compare",
        "sensitivity",
        "verify",
        "estimate",
        "scenarios show",
        "populations synth",
        "evidence list",
    ],
)
def test_every_command_has_the_options_of_all(command):
    told = run(*command.split(), "--help").stdout
    assert all(option in told for option in ("--json", "--quiet", "--lang", "--debug"))


def test_common_options_may_stand_before_the_command():
    assert json.loads(run("--json", "evidence", "show", "depth_ceiling").stdout)["name"] == "depth_ceiling"
    assert "kommuner" in run("--lang", "da", "populations", "list").stdout


def test_results_go_to_stdout_and_the_rest_to_stderr(more):
    found = run("forecast", "current-policy", more, *SMALL, "--no-side-tests", "--to", "out")
    assert "P(target)" in found.stdout
    assert "report: out/report.en.html" in found.stderr.replace("\\", "/")
    assert "report.en.html" not in found.stdout


def test_quiet_says_nothing_beside_the_result(more):
    assert run("run", more, "--quiet").stderr == ""


def test_forecast_writes_the_folder_of_the_contract_and_prints_the_summary(more):
    found = run("forecast", "current-policy", more, *SMALL, "--no-side-tests", "--to", "out", "--json")
    assert json.loads(found.stdout) == json.loads(Path("out/summary.json").read_text(encoding="utf-8"))
    names = {"results.zarr", "summary.json", "table.csv", "table.xlsx", "parts.csv", "run.json"}
    names |= {f"report.{lang}.{kind}" for lang in ("en", "da") for kind in ("html", "pdf")}
    assert names <= {path.name for path in Path("out").iterdir()}
    told = json.loads(Path("out/run.json").read_text(encoding="utf-8"))
    assert told["command"].startswith("samspil")
    assert told["references"] == {"current-policy": "current-policy", "more": more}


def test_forecast_tells_none_of_n_with_its_bound_and_says_sentences():
    told = run("forecast", "current-policy", *SMALL, "--no-side-tests", "--to", "out").stdout
    assert "none of 2".replace(" ", "") in told.replace("\u00a0", " ").replace(" ", "")
    assert re.search(r"^current-policy +measured", told, re.MULTILINE)
    assert told.count("\n  ") >= 5


def test_forecast_prints_money_on_the_row_of_its_level(undrawn):
    told = run("forecast", "current-policy", *SMALL, "--no-side-tests", "--to", "out").stdout
    table = re.findall(r"^(?:current-policy)? +((measured|estimated|assumed) .*\d%.*)$", told, re.MULTILINE)
    rows = {level: line.rstrip() for line, level in table}
    assert re.search(r"\b30 +not meaningful$", rows["estimated"])
    assert not any(rows[level].endswith("meaningful") for level in ("measured", "assumed"))


@pytest.mark.parametrize(("lang", "told"), [("en", "Settings changed:"), ("da", "Ændrede indstillinger:")])
def test_changed_settings_stand_where_the_answer_is_read(undrawn, more, lang, told):
    changed = ["--set", "depth_ceiling=0.5", "--set", "outreach=1", "--lang", lang]
    lines = run("forecast", "current-policy", *SMALL, *changed, "--no-side-tests", "--to", "out").stdout.splitlines()
    since = {"en": "from 2027-05", "da": "fra 2027-05"}[lang]
    assert f"{told} depth_ceiling=0.5, outreach=1 {since}" in lines
    lines = run("compare", "current-policy", more, *SMALL, *changed).stdout.splitlines()
    assert lines[1] == f"{told} depth_ceiling=0.5, outreach=1 {since}"
    assert told not in run("compare", "current-policy", more, *SMALL, "--lang", lang).stdout


def test_a_lever_that_is_set_tells_the_months_from_which_it_is(more):
    """As the code has it: each policy from its own start, of a composition from that of its first."""
    from samspil.scenarios import load
    from samspil.scenarios.documents.levels import weights

    compared = ["compare", "co-creation+start-2029", "start-2029", *SMALL, "--set", "outreach=3", "--set-b", "broker=2"]
    lines = run(*compared).stdout.splitlines()
    assert lines[1:3] == [
        "Settings changed: outreach=3 from 2027-05 (co-creation+start-2029), 2029-05 (start-2029+broker=2)",
        "Settings of B alone: broker=2 from 2029-05",
    ]
    (table,) = load("start-2029", ["outreach=3"]).lever_table("outreach", ["Midtjylland"]).T
    assert (table[88:] == 3.0).all()
    assert (table[:88] == load("start-2029").lever_table("outreach", ["Midtjylland"])[:88, 0]).all()
    last = load("full-portfolio", ["outreach={set: 3, from: 2031-01}"]).levers["outreach"][-1]
    assert weights(last).nonzero()[0][0] == 12 * 9


def test_set_b_stands_before_set_and_answers_for_its_own_mistakes(more):
    both = ["compare", more, more, *SMALL, "--set", "outreach=1", "--json"]
    assert json.loads(run(*both, "--set-b", "outreach=2").stdout)["b"] == "more+outreach=2"
    for wrong in ("outreech=2", "outreach=99", "outreach"):
        assert run(*both, "--set-b", wrong, code=2).stderr.startswith("samspil: --set-b: ")
        assert run("run", more, "--set", wrong, code=2).stderr.startswith("samspil: --set: ")


SIZED = "benefit-realisation:x20"


@pytest.mark.parametrize(
    "arguments",
    [
        ["scenarios", "show", SIZED],
        ["scenarios", "diff", SIZED],
        ["scenarios", "check", SIZED],
        ["run", SIZED],
        ["compare", "current-policy", SIZED, *SMALL],
        ["rank", SIZED, *SMALL],
        ["forecast", SIZED, *SMALL, "--no-side-tests", "--to", "out"],
    ],
    ids=lambda arguments: arguments[0] + arguments[1],
)
def test_a_size_that_a_range_ends_is_told_wherever_it_is_run_or_shown(undrawn, arguments):
    found = run(*arguments, "--lang", "da")
    assert f"{SIZED}: ved enden af spændet: Gevinstrealisering." in found.stdout + found.stderr
    assert "ved enden" not in run("scenarios", "show", "benefit-realisation:x1.2", "--lang", "da").stdout


def test_what_an_analysis_was_asked_with_is_told_again_from_its_folder(undrawn):
    run("rank", SIZED, *SMALL, "--set", "outreach=3", "--to", "ranked")
    told = run("show", "ranked").stdout
    assert "Settings changed: outreach=3 from 2027-05" in told
    assert f"{SIZED}: at the end of the range: Benefit realisation." in told


def test_a_policy_that_changes_what_has_been_is_noticed_and_none_of_the_library(tmp_path, more):
    Path("early.yaml").write_text(f"{MORE}start: 2025-01\n".replace("more", "early"), encoding="utf-8")
    found = run("scenarios", "check", "early.yaml", more, *library())
    noticed = [line for line in found.stdout.splitlines() if "what has already been" in line]
    assert len(noticed) == 1
    assert noticed[0].startswith("  early: ")
    assert "from 2025-01 on" in noticed[0]


@pytest.mark.parametrize(("lang", "told"), [("en", "Take at least"), ("da", "Tag mindst")])
def test_few_draws_are_said_on_both_sides(undrawn, more, lang, told):
    """A forecast asks for what bounds the probability of the target; a comparison tells no such thing."""
    few = ["--replicates", "1", "--workers", "1", "--lang", lang]
    forecast = ["forecast", "current-policy", *few, "--no-side-tests", "--to", "out"]
    for command, least in ((forecast, 299), (["compare", "current-policy", more, *few], 20)):
        found = run(*command, "--draws", "19")
        assert f"{told} {least}" in found.stderr
        assert f"{told} {least}" in found.stdout
        found = run(*command, "--draws", "20", *(["--resume"] if command is forecast else []))
        assert told not in found.stderr + found.stdout


def test_a_difference_that_is_not_told_says_how_many_draws_would_tell_it(capsys):
    from samspil.cli.commands.compare import _needed

    def gap(mean, half):
        return {"mean_difference": mean, "low": mean - half, "high": mean + half}

    of = {"2030-12": gap(-2.0, 4.0), "2035-12": gap(9.0, 4.0)}
    _needed(Session(lang=Language.en), {"differences": of, "draws": 40}, words("en").numbers)
    told = capsys.readouterr().out.replace("\u00a0", " ")
    assert told.startswith("December 2030: the difference is not told from zero in 40 draws (± 4)")
    assert "some 160 draws would tell it" in told  # half of the half-width
    assert "2035" not in told


@pytest.mark.parametrize("width", [80, 100])
def test_a_narrow_terminal_gets_blocks_with_whole_numbers(monkeypatch, undrawn, width):
    monkeypatch.setattr("samspil.cli.table.sys", SimpleNamespace(stdout=SimpleNamespace(isatty=lambda: True)))
    monkeypatch.setenv("COLUMNS", str(width))
    more = ["current-policy", "full-portfolio", *SMALL, "--no-side-tests", "--to", "out"]
    told = run("forecast", *more).stdout.split("\ndraws: ")[1]
    blocks_of = told.split("Number of draws")[0].splitlines()
    assert "current-policy" in blocks_of
    assert "full-portfolio" in blocks_of
    assert all(len(line) <= width for line in blocks_of)
    assert "…" not in "".join(blocks_of)
    table = json.loads(Path("out/summary.json").read_text(encoding="utf-8"))["scenarios"]["current-policy"]
    middle = table["potentials"]["assumed"]["fte"]["2030-12"]["p50"]
    assert words("en").numbers.rounded(middle, None) in "\n".join(blocks_of)


def test_blocks_break_text_and_never_a_number():
    rows = [["a", "some text that is longer than its place", "1,234,567,890,123,456,789"]]
    lines = blocks(["name", "text", "number"], rows, frozenset({0, 1}), 32)
    assert "1,234,567,890,123,456,789" in lines[-1]
    assert all(len(line) <= 32 for line in lines)


def test_forecast_speaks_danish():
    told = run("forecast", "current-policy", *SMALL, "--no-side-tests", "--to", "out", "--lang", "da").stdout
    assert "scenarie" in told
    assert "sæt antagelser" in told
    assert "årsværk" in told


def test_interrupted_forecast_says_so_in_a_line_and_goes_on(monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("samspil.reports.write_report", interrupted, raising=False)
        found = run("forecast", "current-policy", *SMALL, "--no-side-tests", "--to", "out", "--quiet", code=1)
    assert found.stderr.splitlines() == [
        "samspil: stopped; what is finished is kept in out, and the same command with --resume goes on"
    ]
    assert not Path("out/run.json").exists()
    run("forecast", "current-policy", *SMALL, "--no-side-tests", "--to", "out", code=2)
    run("forecast", "current-policy", *SMALL, "--no-side-tests", "--to", "out", "--resume")
    assert Path("out/run.json").exists()


def test_run_prints_years_and_writes_netcdf(more):
    import xarray as xr

    found = run("run", more, "--to", "here/run.nc")
    assert found.stdout.splitlines()[1].split()[0] == "2022"
    with xr.open_dataset("here/run.nc") as ds:
        assert ds.attrs["seed"] == 1
        assert "freed_fte" in ds
    told = json.loads(run("run", more, "--json", "--draw", 3, "--potentials", "assumed").stdout)
    assert told["potentials"] == "assumed"
    assert len(told["freed_fte"]) == len(told["year"]) == 14


def test_a_netcdf_file_that_changed_is_not_read(more):
    import xarray as xr

    from samspil.model.errors import UserError
    from samspil.runs import open_results

    run("run", more, "--to", "run.nc")
    assert "checksum is right" in run("verify", "run.nc").stdout
    with xr.open_dataset("run.nc") as whole:
        whole.load()
        # Another program may pack it anew; what it holds is the same.
        whole.to_netcdf("packed.nc", encoding={"freed_fte": {"zlib": True}})
        whole.assign(freed_fte=25 * whole["freed_fte"]).to_netcdf("times.nc")
        whole.assign_attrs(seed=2).to_netcdf("seed.nc")
        whole.drop_vars("cost_mdkk").to_netcdf("less.nc")
        content = Path("run.nc").read_bytes()
        place = content.index(whole["freed_fte"].values.astype("<f8").tobytes()) + 8 * 100 + 3
    Path("flipped.nc").write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
    assert run("verify", "packed.nc", "--lang", "da").stdout.startswith("Filen indeholder")
    for damaged in ("times.nc", "seed.nc", "less.nc", "flipped.nc"):
        assert "has changed" in run("verify", damaged, code=2).stderr
        with pytest.raises(UserError, match="has changed"):
            open_results(damaged)
    # A part that a user saves is a file of its own.
    open_results("run.nc")[["freed_fte"]].to_netcdf("part.nc")
    assert list(open_results("part.nc").data_vars) == ["freed_fte"]
    assert "no checksum" in run("verify", "part.nc", code=2).stderr


def test_settings_change_a_lever_and_a_parameter():
    def last(*more):
        return json.loads(run("run", "current-policy", "--json", *more).stdout)["freed_fte"][-1]

    assert last("--set", "benefit_realisation=1") > last()
    thin, thick = (last("--set", f"depth_ceiling={value}") for value in (0.4, 0.6))
    assert thick == pytest.approx(1.5 * thin)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["run", "curent-policy"], "current-policy"),
        (["run", "../etc/passwd"], "'../etc/passwd': No such file or directory"),
        (["run", "<b>x</b>"], "'<b>x</b>': No such file"),
        (["run", "current-policy", "--set", "depth_ceilingg=1"], "depth_ceiling"),
        (["run", "current-policy", "--set", "outreach=99"], "outreach"),
        (["run", "current-policy", "--set", "outreach"], "NAME=VALUE"),
        (["run", "current-policy", "--set", "nonsense=3"], "'nonsense' is not the name of a lever"),
        (["evidence", "show", "ADOPTION_BY_OTHERS"], "nearest known is adoption_by_others"),
        (["run", "current-policy", "--to", "."], "folder"),
        (["evidence", "show", "depth_ceilingg"], "depth_ceiling"),
        (["evidence", "list", "--grade", "mesured"], "measured"),
        (["compare", "current-policy", "current-policy", *SMALL], "twice"),
        (["forecast", "current-policy", *SMALL, "--scheduler", "tcp://x:1"], "no Dask scheduler answers"),
        (["verify", "nowhere"], "nowhere: there is no such file or folder"),
        (["populations", "check", "nowhere"], "nowhere"),
        (["scenarios", "show", "no/such.yaml"], "'no/such.yaml': there is no such file"),
        (["scenarios", "new", "Bad Name"], "not a scenario name"),
        (["scenarios", "new", "x" * 300], "not a scenario name"),
        (["scenarios", "new", "mine", "--to", "x" * 300], "File name too long"),
        (["run", "x" * 300 + ".yaml"], "there is no such file"),
        (["populations", "check", "x" * 300], "no population and no folder"),
        (["run", "current-policy", "--draw", "1000000000"], "not a whole number from 0 to 100000"),
        (["forecast", "current-policy", "--draws", "1" + 22 * "0"], "not a whole number from 1 to 100000"),
        (["run", "current-policy", "--set", "target.fte=10.000"], "write 10000"),
        (["run", "current-policy", "--set", "engageable_share=60"], "0 to 1 share (evidence: 0.4 to 0.9)"),
        (["run", "a\x1b[2J"], "a\\x1b[2J"),
    ],
)
def test_a_mistake_is_told_in_one_line_with_code_two(arguments, told):
    found = run(*arguments, "--quiet", code=2)
    assert found.stdout == ""
    assert len(found.stderr.splitlines()) == 1
    assert told in found.stderr
    assert "Traceback" not in found.stderr


def test_a_wrong_name_is_told_before_the_engine_is_loaded(monkeypatch):
    """A slip of the pen waited seconds, behind a line about draws."""
    monkeypatch.setitem(sys.modules, "samspil.experiments", None)
    found = run("forecast", "current-policy", "current-polic", "--draws", 2, code=2)
    assert len(found.stderr.splitlines()) == 1
    assert "nearest known: current-policy" in found.stderr


@pytest.mark.parametrize(
    "arguments", [["forcast"], ["forecast", "--draws", "0"], ["run"], ["run", "current-policy", "--sed", "1"]]
)
def test_wrong_usage_ends_with_two(arguments):
    found = run(*arguments, code=2)
    assert len(found.stderr.splitlines()) == 1
    assert "--help tells how" in found.stderr


@pytest.mark.parametrize(
    ("option", "written", "told"),
    [
        ("--draws", "10.000", "has a mark for thousands: write 10000"),
        ("--draws", "1,000", "has a mark for thousands: write 1000"),
        ("--draws", "1e3", "is not a whole number"),
        ("--seed", "-1", "-1 is out of range; allowed: 0 or more"),
        ("--equal-cost", "1.250", "may mean thousands: write 1250, or 1.2500 if it is a decimal"),
        ("--equal-cost", "0,5", "has a comma: write 0.5"),
        ("--equal-cost", "nan", "'nan' is neither an amount nor a or b"),
        ("--equal-cost", "c", "'c' is neither an amount nor a or b"),
        ("--equal-cost", "-5", "-5 is out of range; allowed: 0 or more"),
    ],
)
def test_numbers_of_options_are_written_plainly(option, written, told):
    """`--draws 10.000` was ten draws."""
    found = run("compare", "current-policy", "full-portfolio", option, written, code=2)
    assert f"Invalid value for '{option}': " in found.stderr
    assert told in found.stderr


def test_text_of_others_does_nothing_to_the_terminal(capsys):
    session = Session()
    session.result("a\x1b[2J\u202eb\tc\nd")
    session.table(["x"], [["\x9b2J"]])
    session.note("\x07")
    session.wrong(["\x1b]0;title\x07"])
    told = capsys.readouterr()
    assert told.out == "a\\x1b[2J\\u202eb\tc\nd\nx\n\\x9b2J\n"
    assert told.err == "\\x07\nsamspil: \\x1b]0;title\\x07\n"


@pytest.mark.parametrize(("lang", "told"), [("en", "the disk is full: make room"), ("da", "disken er fuld: gør plads")])
def test_a_full_disk_while_something_is_drawn_is_told_in_a_line(monkeypatch, lang, told):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("samspil.runs.trajectory.simulate", full)
    found = run("run", "current-policy", "--quiet", "--lang", lang, code=1)
    (line,) = found.stderr.splitlines()
    assert line.startswith(f"samspil: {told}")


def test_a_bug_is_a_line_and_code_one_and_a_traceback_on_demand(monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError("seven by nought")

    monkeypatch.setattr("samspil.runs.trajectory.simulate", broken)
    found = run("run", "current-policy", "--quiet", code=1)
    assert found.stderr.splitlines() == ["samspil: failed: ZeroDivisionError: seven by nought (--debug shows where)"]
    assert "Traceback" in run("run", "current-policy", "--debug", code=1).stderr


def test_a_full_disk_is_a_failure_and_not_a_mistake(monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("samspil.runs.files.os.replace", full)
    found = run("run", "current-policy", "--to", "run.nc", "--quiet", code=1)
    assert "disk is full" in found.stderr
    assert list(Path.cwd().iterdir()) == []


def test_an_unwritable_folder_is_told_before_anything_runs():
    Path("file").touch()
    found = run("forecast", "current-policy", *SMALL, "--to", "file/inside", "--quiet", code=2)
    assert len(found.stderr.splitlines()) == 1
    assert "cannot be written" in found.stderr


def test_scenarios_list_names_the_whole_library():
    told = json.loads(run("scenarios", "list", "--json").stdout)
    assert [each["name"] for each in told] == list(library())
    assert all(each["title"]["da"] and each["decider"]["en"] for each in told if each["name"] != "current-policy")
    lines = run("scenarios", "list").stdout.splitlines()
    assert len(lines) == len(told) + 1


def test_scenarios_show_resolved_loads_to_the_same_digest(tmp_path):
    text = run("scenarios", "show", "full-portfolio", "--resolved").stdout
    (tmp_path / "whole.yaml").write_text(text, encoding="utf-8")
    digests = [
        json.loads(run("scenarios", "show", name, "--json").stdout)["digest"]
        for name in ("full-portfolio", "whole.yaml")
    ]
    assert digests[0] == digests[1]


def test_scenarios_new_check_diff_and_run():
    run("scenarios", "new", "my-policy")
    assert "right" in run("scenarios", "check", "my-policy.yaml").stdout
    run("scenarios", "diff", "my-policy.yaml")
    run("run", "my-policy.yaml")
    run("scenarios", "new", "my-policy", code=2)


def test_scenarios_check_tells_every_problem_of_every_file(tmp_path, more):
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("name: wrong\nlevres: {outreach: 2}\nlevers: {outreech: 2, broker: 99}\n", encoding="utf-8")
    found = run("scenarios", "check", str(wrong), more, code=2)
    assert len(found.stderr.splitlines()) == 3
    assert "more" in found.stdout
    told = json.loads(run("scenarios", "check", str(wrong), "--json", code=2).stdout)
    assert [each["ok"] for each in told] == [False]


@pytest.mark.parametrize(("lang", "told"), [("en", "held against"), ("da", "holdt op mod")])
def test_diff_says_which_is_held_against_which(more, lang, told):
    lines = run("scenarios", "diff", more, "full-portfolio", "--lang", lang).stdout.splitlines()
    assert lines[0].startswith(f"{more} {told} full-portfolio")
    assert lines[1].startswith("  ")


def test_evidence_list_in_a_pipe_is_not_cut():
    assert "…" not in run("evidence", "list").stdout


def test_schema_is_json_schema():
    assert "$schema" in json.loads(run("scenarios", "schema").stdout)


def test_synthetic_population_is_written_and_read_back():
    run("populations", "synth", "--municipalities", 12, "--companies", 100, "--to", "small")
    told = json.loads(run("populations", "check", "./small", "--json").stdout)
    assert told[0]["municipalities"] == 12
    run("populations", "synth", "--municipalities", 12, "--companies", 100, "--to", "small", code=2)


def test_populations_tell_what_hospitals_are_multiplied_by():
    assert "denmark: sygehusenes egne tal gange 1,08" in run("populations", "check", "denmark", "--lang", "da").stdout
    (told,) = json.loads(run("populations", "list", "--json").stdout)
    assert told["hospital_scale"] == pytest.approx(1.0786, abs=1e-4)


def test_compare_prints_differences(more):
    told = run("compare", "current-policy", more, *SMALL).stdout
    assert "more" in told
    assert "…" in told
    assert json.loads(run("compare", "current-policy", more, *SMALL, "--json").stdout)["b"] == "more"


def test_a_kept_comparison_is_told_again_and_as_a_table(more, tmp_path):
    kept = tmp_path / "kept"
    told = run("compare", "current-policy", more, *SMALL, "--lang", "da", "--region", "midt", "--to", kept).stdout
    assert run("show", kept, "--lang", "da").stdout == told
    heads, *rows = csv.reader(
        run("show", kept, "--csv", "excel-da").stdout.lstrip("\ufeff").splitlines(), delimiter=";"
    )
    measured = {row[heads.index("af hvad")] for row in rows}
    assert {"frigjorte årsværk", "frigjorte årsværk på sygehuse"} < measured
    assert not [cell for row in rows for cell in row if "MDKK" in cell]
    (kept / "compare.json").write_text('{"a": 1}', encoding="utf-8")
    assert "holds no comparison" in run("show", kept, code=2).stderr


@pytest.mark.parametrize(("lang", "mark", "reason"), [("en", ".", "cannot take"), ("da", ",", "kan ikke koste")])
def test_compare_at_equal_cost_names_the_sizes_or_ends_with_2(more, lang, mark, reason):
    command = ["compare", "current-policy", more, *SMALL, "--lang", lang, "--equal-cost"]
    found = run(*command, 1000, code=2)
    assert reason in found.stderr
    assert found.stdout == ""
    proposed = re.search(r"--equal-cost ([0-9.]+)", found.stderr)
    assert proposed
    assert run(*command, proposed[1]).stdout  # what is proposed works
    told = run(*command, 30).stdout
    (size,) = set(re.findall(r"^more:x([0-9.]+) ", told, re.MULTILINE))
    assert f"more:x{size} (more × {size.replace('.', mark)}): 30 " in told
    assert "2027" in told.splitlines()[-2]  # the money in the table is of other years than the equal money
    # No line, and no row, has the policy's numbers under its own name.
    assert not re.findall(r"^more(?!:x)", told, re.MULTILINE)


def test_sensitivity_prints_the_answer_ten_numbers_and_a_verdict():
    command = ("sensitivity", "current-policy", "--method", "morris", "--size", 2, "--workers", 1)
    found = run(*command, "--to", "out")
    rows = found.stdout.splitlines()
    assert "freed FTE hang most on Mean ceiling of depth of use" in rows[0]
    assert rows[3].startswith("depth_ceiling")
    assert "Too small to rely on: a size of 2" in found.stdout
    assert {"sensitivity.nc", "sensitivity.csv", "sensitivity.png"} <= {path.name for path in Path("out").iterdir()}
    again = run("sensitivity", "--from", "out")
    assert again.stdout == found.stdout
    everything = run("sensitivity", "--from", "out", "--all", "--lang", "da").stdout
    assert len(everything.splitlines()) > 2 * 190
    assert "afhænger frigjorte årsværk mest af" in everything
    assert "exchange_rate" not in found.stdout
    # The names are those that --set takes.
    with Path("out/sensitivity.csv").open(encoding="utf-8") as lines:
        names = {row["id"] for row in csv.DictReader(lines)}
    assert {name for name in names if "*" not in name} - {"chance"} <= set(registry())
    assert "a SCENARIO is missing" in run("sensitivity", code=2).stderr


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--draws", 45), "--draws: --method sobol makes a design of its own"),
        (("--method", "morris", "--draws", 45), "--draws: --method morris makes"),
        (("--method", "given", "--draws", 45, "--size", 60), "--draws and --size are the same"),
        (("--replicates", 3), "--replicates: this command makes one run of each draw"),
        (("--from", "out", "--draws", 45), "--draws: nothing is run here"),
        (("--from", "out", "--size", 45), "--size: nothing is run here"),
    ],
)
def test_sensitivity_refuses_sizes_that_it_does_not_heed(given, said):
    found = run("sensitivity", "current-policy", *given, code=2)
    assert said in found.stderr
    assert found.stdout == ""


def test_sensitivity_of_given_draws_makes_as_many_as_are_asked_for():
    command = ("sensitivity", "current-policy", "--method", "given", "--prior", "--json")
    for more in (("--draws", 45), ("--size", 45), ("--draws", 45, "--replicates", 1)):
        assert json.loads(run(*command, *more).stdout)["attrs"]["draws"] == 45


@pytest.mark.slow
def test_sensitivity_and_worth_of_a_forecast_run_nothing(monkeypatch):
    command = ("forecast", "current-policy", "full-portfolio", "--draws", 60, "--replicates", 1, "--no-side-tests")
    run(*command, "--to", "out")
    monkeypatch.setattr("samspil.runs.engine.run", None)
    assert "Mean ceiling of depth of use" in run("sensitivity", "--from", "out").stdout.splitlines()[0]
    assert "guess" in run("sensitivity", "guess", "--from", "out", code=2).stderr
    assert "no design" in run("sensitivity", "--from", "out", "--method", "pawn", code=2).stderr
    told = run("evidence", "value", "out", "--to", "worth").stdout
    assert "Mean ceiling of depth of use" in told
    assert {"value-of-evidence.nc", "value-of-evidence.csv"} <= {path.name for path in Path("worth").iterdir()}
    assert "is there already" in run("evidence", "value", "out", "--to", "worth", code=2).stderr
    assert run("evidence", "value", "out", "--lang", "da", "--by", "topic").stdout.startswith("Valgt efter årsværk")
    assert json.loads(run("evidence", "value", "out", "--json").stdout)["attrs"]["draws"] == 60


def test_estimate_tells_time_disk_and_precision():
    told = run("estimate", "current-policy", "--draws", 100, "--replicates", 2).stdout
    assert "Of these 600 are the forecast's own" in told
    assert "side tests" in told
    assert "current-policy: mean FTE ±" in told
    told = json.loads(run("estimate", "current-policy", "--draws", 100, "--no-side-tests", "--json").stdout)
    assert told["runs_in_all"] == told["runs"]["ensemble"] == 300
    assert told["upper_if_none"] == pytest.approx(0.0295, abs=1e-4)


def test_a_precision_or_a_time_says_how_many_draws():
    told = run("estimate", "current-policy", "--precision", 0.2, "--no-side-tests").stdout
    assert "precise to 20%" in told
    told = run("--lang", "da", "estimate", "current-policy", "--minutes", 1, "--no-side-tests").stdout
    assert "sæt antagelser" in told
    both = run("forecast", "current-policy", "--precision", 0.2, "--draws", 5, "--to", "out", code=2).stderr
    assert "give one or the other" in both
    assert not Path("out").exists()


def test_verify_makes_runs_again_also_with_settings(more):
    settings = ["--set", "benefit_realisation=0.5", "--no-side-tests"]
    run("forecast", "current-policy", more, *SMALL, *settings, "--to", "out")
    assert "same bits" in run("verify", "out").stdout
    assert json.loads(run("verify", "out", "--sample", 2, "--json").stdout)["same_bits"] is True


def test_every_text_is_in_both_languages_with_the_same_places():
    for key, text in texts().items():
        places = [sorted(re.findall(r"{(\w+)}", text[language])) for language in ("en", "da")]
        assert places[0] == places[1], key
        assert text["en"], key
        assert text["da"], key


def test_every_text_that_is_asked_for_exists():
    folder = Path(__file__).parent.parent / "cli"
    code = "\n".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py"))
    assert set(re.findall(r"say\(\s*[\"']([\w.]+)[\"']", code)) <= set(texts())


def test_aligned_columns_put_numbers_to_the_right():
    lines = aligned(["name", "FTE"], [["a", "1"], ["long name", "1 000"]], frozenset({0}))
    assert lines == ["name         FTE", "a              1", "long name  1 000"]


def test_json_has_no_number_that_json_lacks():
    assert plain({"a": float("nan"), 2: [float("inf"), 1.5]}) == {"a": None, "2": [None, 1.5]}


def test_time_left_is_as_rough_as_it_is_known():
    session = Session(lang=Language.en)
    assert [time_left(session, seconds) for seconds in (12.3, 200.0, 9000.0)] == ["12 s", "3 min", "2 h"]


def test_piped_progress_is_a_line_now_and_then(capsys, monkeypatch):
    now = iter(range(0, 1000, 4))
    monkeypatch.setattr("samspil.cli.progress.time.monotonic", lambda: next(now))
    tell = Lines(Session())
    for done in range(1, 11):
        tell("ensemble", Progress("running", done, 10, 10.0 - done, 0))
    tell("ensemble", Progress("finished", 10, 10, 0.0, 1))
    lines = capsys.readouterr().err.splitlines()
    assert 3 <= len(lines) <= 5
    assert lines[-1] == "forecast: 10 runs, 1 failed"


@pytest.mark.parametrize(("empty", "seconds", "times"), [(True, 9.0, 1), (False, 9.0, 0), (False, 0.0, 1)])
def test_compiling_is_told_on_a_new_machine_or_when_it_is_felt(monkeypatch, empty, seconds, times):
    monkeypatch.setattr("samspil.cli.compiling.nothing_compiled", lambda: empty)
    monkeypatch.setattr("samspil.cli.compiling.SECONDS_UNTOLD", seconds)
    told = []
    waiting = Waiting(lambda: told.append("compiling"))
    waiting.start()
    waiting.start()
    time.sleep(0.2)
    waiting.stop()
    assert len(told) == times


def test_a_warm_cache_is_not_told_as_compiling(monkeypatch, undrawn, tmp_path):
    from samspil.model import caching

    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "cache"))
    command = ["forecast", "current-policy", *SMALL, "--no-side-tests", "--to"]
    assert "compiling" in run(*command, "cold").stderr
    for source in (caching.MODEL / "rules").glob("*.py"):
        caching.place_of(source).mkdir(parents=True, exist_ok=True)
    assert "compiling" not in run(*command, "warm").stderr


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ")
def test_ctrl_c_ends_with_a_line_and_no_traceback(tmp_path):
    code = (
        # What starts the tests in the background may have told its children to ignore it.
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "import sys, samspil.runs.kernel as seam; from tests.line_kernel import LineKernel\n"
        "import time\n"
        "class Slow(LineKernel):\n"
        "    def batch(self, *given):\n"
        "        time.sleep(1.0); return super().batch(*given)\n"
        "seam._shipped = Slow()\n"
        f"to = {str(tmp_path / 'out')!r}\n"
        "sys.argv = ['samspil', 'forecast', 'current-policy', '--draws', '500', '--workers', '1', '--to', to]\n"
        "print('ready', flush=True)\n"
        "from samspil.cli import main; main()\n"
    )
    root = Path(__file__).parent.parent
    child = subprocess.Popen(
        [sys.executable, "-c", code], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    journal = tmp_path / "out" / "results.partial" / "journal.jsonl"
    with child:
        for _ in range(600):
            time.sleep(0.1)
            if journal.exists() and len(journal.read_text().splitlines()) > 1:
                break
        child.send_signal(signal.SIGINT)
        _, told = child.communicate(timeout=120)
    assert child.returncode == 1
    assert "stopped" in told
    assert "Traceback" not in told
    assert not (tmp_path / "out" / "run.json").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("forecast", "current-policy", "current-policy"), "current-policy is given twice"),
        (("run", "current-policy", "--to", "run.csv"), "ends in .nc"),
        (("scenarios", "new", "full-portfolio"), "is a scenario of the library"),
        (("scenarios", "check", "norway.yaml"), "is no population and no folder"),
    ],
)
def test_what_would_fail_later_is_told_at_once(tmp_path, arguments, told):
    Path("norway.yaml").write_text("title: Norway\npopulation: norway\n", encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    found = run(*arguments, code=2)
    assert told in found.stderr
    assert len(found.stderr.strip().splitlines()) == 1
    assert sorted(tmp_path.iterdir()) == before


def test_a_central_run_says_what_it_is(more):
    assert "of the posterior's centre" in run("run", more).stdout
    assert "need not lie in the middle" in run("run", more, "--prior").stdout
    assert "centre" not in run("run", more, "--draw", 1).stdout


CHECKED = {
    "recovery": [{"name": "outreach_company", "inside": 0.9, "error": 0.7, "hump": 1.0}],
    "coverage": {
        model: {"alone": {"points": 17, "inside": 16, "share": 16 / 17, "low": 0.71, "high": 0.99}}
        for model in ("fit", "prior")
    },
    "conflict": {"joint": 0.83},
    "misfit": {"own": 9.0, "rarity": 0.4},
    "moved": {"noticed": 0.75},
    "models": [{"model": name, "crps": 7.1, "log": -3.9} for name in ("agents", "straight line", "Bass", "mean field")],
}


@pytest.mark.parametrize("language", ["en", "da"])
def test_the_checks_of_a_fit_are_told(monkeypatch, tmp_path, language):
    monkeypatch.setattr("samspil.calibration.auditing.audit", lambda folder, workers: CHECKED)
    told = run("validate", "--fit", tmp_path, "--lang", language).stdout.replace("\N{NO-BREAK SPACE}", " ")
    assert "outreach_company" in told
    assert "16" in told
    assert ("75%" if language == "en" else "75 pct.") in told
    assert json.loads(run("validate", "--fit", tmp_path, "--json").stdout) == CHECKED


REFUSED = """
import sys
from typer.testing import CliRunner
from samspil.cli.app import app

for line in sys.stdin.read().splitlines():
    found = CliRunner().invoke(app, line.split())
    assert found.exit_code == 2, (line, found.output, found.exception)
    assert not {"numba", "scipy", "SALib"} & set(sys.modules), line
"""
MISTAKES = (
    "compare current-policy nope",
    "sensitivity nope",
    "sensitivity --from nowhere",
    "signposts nope",
    "signposts --from nowhere",
    "rank nope",
    "attribute nope",
    "discover nope --level 1000",
    "report nowhere",
    "explain target --from nowhere",
    "show nowhere",
    "estimate nope",
    "evidence value nowhere",
    "plan --budget 1000000000",
    "forecast nope",
    "explain nope --from .",
    "show . --by ned",
    "forecast current-policy --to {held}",
    "run benefit-realisation:x2,5",
)


def test_mistakes_are_told_before_anything_that_takes_seconds_is_loaded(tmp_path) -> None:
    (tmp_path / "run.json").write_text('{"digests": {"scenarios": {"current-policy": "of-another-day"}}}')
    mistakes = "\n".join(MISTAKES).format(held=tmp_path)
    told = subprocess.run([sys.executable, "-c", REFUSED], input=mistakes, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr


def test_parts_are_asked_for_by_the_words_of_the_help_in_either_language() -> None:
    from samspil.cli.commands.show import part_of
    from samspil.cli.usage import translations
    from samspil.experiments.breakdown import BY

    assert [part_of(name) for name in BY] == list(BY)
    danish = translations()["region, sector, group, need, origin, regime or payer."]
    told = dict(re.findall(r"(\w+) \((\w+)\)", danish))
    assert set(told) == {"group", "need", "origin", "payer"}
    assert [part_of(word.capitalize()) for word in told.values()] == list(told)


def test_a_danish_sheet_has_danish_units(capsys):
    from samspil.cli.commands.show import _as_sheet
    from samspil.experiments.breakdown import Part

    _as_sheet([Part("current-policy", "payer", "state", 2030, "million DKK a year", 1.0, 1.0, 1.0, 1.0)])
    told = capsys.readouterr().out
    assert "mio. kr. om året" in told
    assert "DKK" not in told
