"""What is wrong is told by messages of the catalogue, and every message is there in both languages."""

import ast
import pickle
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from samspil.model.errors import UserError
from samspil.model.messages import LANGUAGES, MINUS, catalogue, figure, joined, say
from samspil.reports.formats import MINUS as WRITTEN
from samspil.scenarios import differences, load, loads

from .test_house import ROOT

FOLDERS = ("model", "scenarios", "runs", "calibration", "experiments", "reports", "cli")
# These say what is wrong, by their name or as a method, and which of their arguments are texts that people read.
TELLERS = {
    "UserError": slice(0, None),
    "BadParameter": slice(0, 1),
    "Problem": slice(4, 6),
    "problem": slice(1, 3),
    "add": slice(2, 4),
    "refuse": slice(2, 3),
    "_refuse_last": slice(3, 5),
    "_note": slice(3, 5),
    "wrong": slice(0, 2),
    "one_of": slice(1, 2),
}
READ_BY_PEOPLE = ("message", "allowed")
HELD = (*READ_BY_PEOPLE, "fault", "hint")
WORD = re.compile(r"[A-Za-z]{2,}")


def trees() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield getattr(node.func, "id", getattr(node.func, "attr", "")), node


def sentences(node: ast.AST) -> Iterator[str]:
    """Words that a text of the code tells as they stand, however it is put together; those of messages are none."""
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("say", "getattr", "shown"):
        return
    if isinstance(node, ast.Subscript):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value and WORD.search(node.value):
        yield node.value
    for part in ast.iter_child_nodes(node):
        yield from sentences(part)


def keys(tree: ast.AST) -> Iterator[tuple[str, set[str]]]:
    """Keys of messages, each with what is filled in, of files that speak by the catalogue.

    The command line has texts of its own beside it.
    """
    sources = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    if not sources & {"messages", "samspil.model.messages"}:
        return
    for name, call in calls(tree):
        if name == "say" and isinstance(call.func, ast.Name) and isinstance(call.args[0], ast.Constant):
            yield str(call.args[0].value), {str(keyword.arg) for keyword in call.keywords}


def assigned(tree: ast.AST) -> Iterator[ast.AST]:
    """What is put into variables of such names first."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in HELD:
            yield node.value


def glued(node: ast.AST) -> bool:
    """Whether a text is put together so that messages in it would be told in English only."""
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add))


def places(text: str) -> set[str]:
    """What is filled in; marks for thousands and decimals may differ, as both may be in doubt in Danish."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_messages_say_the_same_in_both_languages() -> None:
    for key, row in catalogue().items():
        assert all(row[language] for language in LANGUAGES), key
        assert places(row["en"]) == places(row["da"]), key


def test_every_message_that_code_tells_is_in_the_catalogue_and_filled_in() -> None:
    for file, tree in trees():
        for key, given in keys(tree):
            assert key in catalogue(), f"{file}: {key}"
            assert given == places(catalogue()[key]["en"]), f"{file}: {key}"


def test_every_message_is_told_somewhere() -> None:
    code = "\n".join(ast.dump(tree) for _, tree in trees())
    assert not [key for key in catalogue() if f"Constant(value='{key}')" not in code]


def test_what_is_wrong_is_told_by_messages_and_not_in_english_alone() -> None:
    found = []
    for file, tree in trees():
        found += [f"{file}: {said}" for value in assigned(tree) for said in sentences(value)]
        for name, call in calls(tree):
            texts = [*call.args[TELLERS[name]]] if name in TELLERS else []
            texts += [
                each.value for each in call.keywords if each.arg in READ_BY_PEOPLE and name in (*TELLERS, "replace")
            ]
            found += [f"{file}:{call.lineno}: {said}" for text in texts for said in sentences(text)]
            found += [f"{file}:{call.lineno}: use `joined`" for text in texts if name != "add" and glued(text)]
    assert not found


def test_the_search_finds_a_sentence() -> None:
    tree = ast.parse("raise UserError(f'{file}: ' + ('is bad' if bad else say('is-empty')))")
    assert [said for _, call in calls(tree) for text in call.args for said in sentences(text)] == ["is bad"]


def test_a_message_is_english_to_python_and_danish_on_demand(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("levers:\n  brokr: 1\n  broker: 50\n", encoding="utf-8")
    with pytest.raises(UserError) as caught:
        load(path)
    first, second = caught.value.lines
    assert "unknown lever" in first
    assert "nearest known: broker" in first
    assert "ukendt virkemiddel" in first.told("da")
    assert "nærmeste kendte: broker" in first.told("da")
    assert "tilladt: 0 til 12 introduktioner om måneden" in second.told("da")
    with pytest.raises(UserError) as caught:
        load("current-policy", ["broker=1 dogs"])
    # What may be written is told as it is written.
    assert "tilladt: 0 til 12 introductions a month" in caught.value.lines[0].told("da")


def test_messages_within_messages_are_told_in_one_language_and_survive_pickling() -> None:
    told = joined("x: ", say("is-not", what=say("a-programme")), by="")
    assert told == "x: is not a programme"
    again = pickle.loads(pickle.dumps(told))
    assert (again, again.told("da")) == (told, "x: er ikke et program")


def test_told_numbers_have_one_minus_sign() -> None:
    mine = loads("{name: mine, levers: {outreach: {add: -0.25}}}")
    lines = [
        figure(-0.121),
        *differences(mine, load("current-policy")),
        *differences(mine, load("current-policy"), "da"),
    ]
    assert WRITTEN == MINUS
    assert all(MINUS in line and not re.search(r"-\d[.,]\d", line) for line in lines)
    assert figure(-0.121).told("da") == f"{MINUS}0,121"
