"""The site of the docs: equations say what the code says, contents are whole, and nothing comes from another host."""

import ast
import re
from types import SimpleNamespace

import pytest
from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml

from docs.generate import equations
from docs.generate.code import ROOT
from docs.generate.names import PACKAGES, names_of
from docs.generate.steps import equations as written
from docs.generate.typeset import latex
from docs.site import names
from docs.site.contents import parts
from docs.site.mathematics import block
from docs.site.offline import foreign


def typeset(code: str) -> str:
    """An expression in LaTeX, without what only makes brackets grow."""
    return latex(ast.parse(code, mode="eval").body).replace(r"\left", "").replace(r"\right", "")


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("a + b * c", r"a + b \cdot c"),
        ("(a + b) * c", r"(a + b) \cdot c"),
        ("a - (b - c)", "a - (b - c)"),
        ("a - b - c", "a - b - c"),
        ("a * (b + c) / d", r"\frac{a \cdot (b + c)}{d}"),
        ("a / (b / c)", r"\frac{a}{\frac{b}{c}}"),
        ("-(a + b)", "-(a + b)"),
        ("a * -b", r"a \cdot (-b)"),
        ("(a + b) ** 2", "(a + b)^{2}"),
        ("math.exp(-rate * t)", r"e^{-\text{rate} \cdot t}"),
        ("1.0 - math.pow(a + b, c)", "1 - (a + b)^{c}"),
        ("int(x + 0.5)", r"\lfloor x + 0.5 \rfloor"),
        (
            "x if now.switches.money > 0.0 else 0.0",
            r"\begin{cases} x & \text{if } \text{switch money} > 0 \\ 0 & \text{otherwise} \end{cases}",
        ),
        ("world.pressure[world.first_host + host]", r"\text{pressure}_{\text{host}}"),
        ("ties.trust_at(state.ties, now, a, place)", r"\text{trust at}(a, \text{place})"),
        ("uniform(now.key, GATE, name, attempt * 4)", r"\text{uniform}(\text{gate})"),
        ("1e-9 * a", r"1 \cdot 10^{-9} \cdot a"),
    ],
)  # fmt: skip
def test_an_expression_is_what_python_makes_of_it(code: str, told: str) -> None:
    assert typeset(code) == told


def test_steps_conditions_and_results_are_told_in_order() -> None:
    body = ["if a < 0:", "  return 0.0", "rate = p.rate", "rate *= a", "for k in range(3):", "  a += k", "return rate"]
    code = "\n  ".join(["def f(a):", *body])
    (function,) = ast.parse(code).body
    assert isinstance(function, ast.FunctionDef)
    assert written(function).replace(" \\\\\n", "\n").splitlines()[1:-1] == [
        r"f &= 0 & \text{if } a < 0",
        r"\text{rate} &\leftarrow \text{rate} \cdot a",
        r"a &\leftarrow a + k & \text{for each } k",
        r"f &= \text{rate}",
    ]


def test_every_equation_of_the_page_is_of_a_function_there_is_and_can_be_shown() -> None:
    page = (ROOT / "docs/equations.md").read_text(encoding="utf-8")
    shown = re.findall(r"^\$\$\n(.*?)\n\$\$", page, re.DOTALL | re.MULTILINE)
    assert len(shown) == sum(len(row["functions"].split()) for row in equations.facts.rows_of(equations.CHOSEN)) > 30
    for each in shown:
        assert tex2mathml(each, as_block=True).startswith("<math")
    with pytest.raises(LookupError, match=r"equations\.csv: model/rules/adopt\.py has no gone"):
        equations.function_at("rules/adopt.gone")


def test_a_formula_is_shown_without_a_script() -> None:
    writer = SimpleNamespace(body=[])
    with pytest.raises(nodes.SkipNode):
        block(writer, nodes.math_block("", r"\frac{a}{b}"))
    (shown,) = writer.body
    assert "<mfrac>" in shown
    assert "<script" not in shown


@pytest.mark.parametrize("package", PACKAGES)
def test_every_public_name_has_an_entry_on_the_site(package: str) -> None:
    page = [(ROOT / f"docs/api/{package}.md").read_text(encoding="utf-8")]
    names.add(None, f"docs/api/{package}", page)
    told = re.findall(r"^\.\. auto(?:function|class|exception):: samspil\.(\S+)$", page[0], re.MULTILINE)
    assert told == [f"{package}.{name}" for name in names_of(package)]


def test_contents_have_every_page_once() -> None:
    index = (ROOT / "docs/index.md").read_text(encoding="utf-8")
    listed = [(ROOT / "docs" / page).resolve() for _, pages in parts(index) for page in pages]
    pages = [*(ROOT / "docs").glob("*.md"), *(ROOT / "notebooks").glob("*.ipynb")]
    top = [ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "CHANGELOG")]
    wanted = [path for path in [*pages, *top, ROOT / "docs/decisions/README.md"] if path.stem != "index"]
    assert sorted(listed) == sorted(path.with_suffix("") for path in wanted)


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("a.html", '<script src="https://cdn.example/x.js"></script>', "a.html: https://cdn.example/x.js"),
        ("a.html", '<link rel="stylesheet" href="//fonts.example/x.css">', "a.html: //fonts.example/x.css"),
        ("a.css", "body { background: url(https://a.example/x.png) }", "a.css: url(http..."),
        ("a.html", '<a href="https://example.org">there</a><script src="x.js"></script>', None),
    ],
)
def test_what_a_page_would_fetch_from_elsewhere_is_found(tmp_path, name: str, text: str, found: str | None) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert foreign(tmp_path) == ([found] if found else [])
