"""Figures: each states what it found with its number, can be read on a phone and in print, and shows its numbers."""

import copy
import csv
import functools
import io
import itertools
import re

import matplotlib.text
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from samspil.experiments.observed import Outcome
from samspil.reports import gallery as galleries
from samspil.reports import style
from samspil.reports.figures import fan, funnel, milestones, places, policies, replayed
from samspil.reports.formats import HARD_SPACE, rounded
from samspil.reports.gallery import BODY, exhibit, finding, gallery, numbers, numbers_csv
from samspil.reports.rows import Numbers
from samspil.reports.view import view
from samspil.reports.words import LANGUAGES, table

from . import fake_results
from .fake_results import CASES, MANY, Size, lose_every_run

WORDS = table()
STEPS = ("potential", "hosts", "depth", "realised", "cashed", "sustained")
SHARES = ("coverage_mean", "kpi_implementation", "kpi_cocreation", "kpi_relations", "trust_mean", "knowledge_mean")
SHARES += ("slots_binding",)
LONG = ("current-policy", "no-partnerships", "full-portfolio-with-a-long-name")


@pytest.fixture(autouse=True)
def coarse(monkeypatch):
    """Draw with few pixels: most of the time goes into them."""
    monkeypatch.setitem(style.PAGE, "dpi", 40)


def told(size=None, lang="en", change=None):
    ds, summary = made_up(size or Size(), change)
    return view(ds, whole(copy.deepcopy(summary)), lang, fake_results.infos(ds))


@functools.cache
def made_up(size, change):
    ds = fake_results.results(size)
    for name in SHARES:
        ds[name] = ds[name].clip(0.0, 1.0)
    if change is not None:
        change(ds)
    return ds, fake_results.summary(ds)


def whole(summary):
    """With what only runs of the shipped fit have: observations that it misses, and traces of partnerships."""
    trace = {"hosts_a_solution": 0.04}
    missed = {"name": "second_host_share", "title": {"en": "A second host", "da": "Endnu et sygehus"}, "unit": "share"}
    missed |= {"observed": 0.28, "deviation": 0.13, "low": 0.15, "high": 0.41, "simulated": 0.6, "agreeing": 0}
    evidence = {"published": "2026-02", "seen": "2026-11", "origin": "2026-11", "policies_from": "2027-05"}
    return summary | {
        "outside": [missed | {"fte": 900.0, "fte_agreeing": None}],
        "partnering": {"traces": dict.fromkeys(summary["scenarios"], trace)},
        "evidence": evidence,
    }


def plain(text):
    return text.replace(HARD_SPACE, " ")


def lose_runs(ds, where):
    for name in ds.data_vars:
        if {"scenario", "draw"} <= set(ds[name].dims) and ds[name].dtype.kind == "f":
            ds[name][where] = np.nan
    ds["failed"][where] = True


# --- every figure of every forecast


@pytest.mark.parametrize("case", CASES)
def test_every_figure_of_every_case_is_drawn_and_told(case):
    size, change = CASES[case]
    shown = told(size, "da", change=change)
    for narrow in (False, True) if change is lose_every_run else (False,):
        for draw in gallery(shown, narrow).values():
            draw(shown)
    for name in gallery(shown):
        made = exhibit(shown, name)
        assert re.search(r"\d|Ing?en|Intet|–", made.title), name
        assert made.title in made.alternative
        assert not re.search(r"\bnan\b|\binf\b|None", " ".join(vars(made).values())), name
        shown_numbers = numbers(shown, name)
        assert all(len(row.cells) + 1 == len(shown_numbers.heads) for row in shown_numbers.rows), name


def test_the_body_has_its_figures_in_their_order():
    assert list(gallery(told()))[: len(BODY)] == list(BODY)
    assert set(BODY) <= set(gallery(told(), narrow=True))


def test_a_figure_is_left_out_where_there_is_nothing_to_compare():
    alone = told(Size(2, 1, scenarios=("mine",), levels=("estimated",)))
    assert {"fans", "policies"}.isdisjoint(gallery(alone))
    assert {"fans", "policies", "mechanisms", "reverse-2030-12"} <= set(gallery(told()))
    del alone.summary["outside"]
    assert "replayed" not in gallery(alone)


def test_many_scenarios():
    shown = told(Size(2, 1, scenarios=MANY, levels=("estimated",)))
    for name in ("policies", "milestones"):
        gallery(shown)[name](shown)


# --- what a title states


def fte(shown, name, date="2030-12"):
    """The median of a scenario as it is told: rounded to what its error allows."""
    spread = shown.result(name)["fte"][date]
    return shown.words.numbers.rounded(spread["p50"], (spread.get("errors") or {}).get("p50"))


def set_middle(shown, name, value, date="2030-12"):
    shown.result(name)["fte"][date] |= {"p50": value, "errors": {"p50": 1.0}}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_fan_states_the_headline_and_how_far_it_is_to_the_target(lang):
    shown = told(lang=lang)
    assert fte(shown, shown.baseline) in finding(shown, "fan")
    for value, key in ((519.0, "short"), (12_000.0, "reached"), (-40.0, "lost")):
        set_middle(shown, shown.baseline, value)
        share = shown.words.numbers.percent(rounded(value, 1.0) / 10_000.0)
        text = finding(shown, "fan")
        assert share in text
        assert fte(shown, shown.baseline) in text
        known = {"scenario": shown.title(shown.baseline), "target": shown.words.numbers.amount(10_000.0)}
        start = WORDS[f"finding.fan.{key}"][lang].split("{fte}")[0].format(**known)
        assert text.startswith(start)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_title_of_the_policies_turns_where_the_data_turn(lang):
    shown = told(lang=lang)
    best = shown.summary["ranking"][0]["name"]
    text = finding(shown, "policies")
    assert text.startswith({"en": "Even ", "da": "Selv "}[lang])
    assert fte(shown, best) in text
    set_middle(shown, best, 11_000.0)
    assert not finding(shown, "policies").startswith({"en": "Even ", "da": "Selv "}[lang])
    assert "110" in finding(shown, "policies")
    shown.summary["ranking"].insert(0, {"name": shown.baseline, "mean": 1.0, "first": 1.0})
    none = {"en": "No scenario frees more than ", "da": "Intet scenarie frigør mere end "}[lang]
    assert finding(shown, "policies").startswith(none + shown.title(shown.baseline))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_scenario_reaches_the_target_is_said_only_where_none_does(lang):
    shown = told(lang=lang)
    none = {"en": "No scenario reaches 10,000", "da": "Intet scenarie når 10.000"}[lang]
    runs = max(float(shown.at(name, "2030-12").max()) for name in shown.scenarios)
    assert finding(shown, "milestones").startswith(none)
    assert shown.words.numbers.amount(runs) in finding(shown, "milestones")
    high = told(Size(middle=6000), lang)
    hits = {name: int((high.at(name, "2030-12") >= 10_000).sum()) for name in high.scenarios}
    name = max(hits, key=hits.get)
    of = {"en": f"{hits[name]} of 12 simulations", "da": f"{hits[name]} af 12 simulationer"}[lang]
    assert hits[name] > 0
    assert of in finding(high, "milestones")
    assert high.title(name) in finding(high, "milestones")


def test_a_thousand_keeps_its_zeros_in_the_file():
    text = style.svg(gallery(told(lang="da"))["fan"](told(lang="da")), bare=True).decode()
    assert ">mål 10.000<" in text.replace(HARD_SPACE, " ")
    assert not re.search(r' d="[^"]*\d\.\d{3}', text)


def test_milestones_are_counts_of_runs_that_agree_with_the_summary():
    shown = told()
    for name, level in itertools.product(shown.scenarios, milestones.levels(shown)):
        for year in ("2030", "2035"):
            counted = milestones.count(shown, name, float(level), f"{year}-12")
            assert counted.hits / counted.of == pytest.approx(
                shown.summary["milestones"][name][shown.level][level][year]["p"]
            )
    texts = " ".join(texts_of(gallery(shown)["milestones"](shown)))
    assert re.search(r"\b12 of 12\b", texts)
    assert "in none of 12 simulations of any scenario" in texts
    years = [month[:4] for month in milestones.shown_months(shown)]
    assert {"2030", "2035"} <= set(years)
    assert len(years) == style.LIMIT["milestone_years"]


def test_the_staircase_names_the_loss_whose_removal_wins_most_else_the_largest():
    shown = told()
    stairs = shown.summary["staircase"][shown.baseline]["2030-12"]
    for origin in stairs.values():
        origin |= {
            "potential": 500.0,
            "hosts": 450.0,
            "depth": 100.0,
            "realised": 90.0,
            "cashed": 80.0,
            "sustained": 75.0,
        }
    text = finding(shown, "staircase")
    assert "Of 1,000 FTE" in text
    assert "150 are left" in text
    assert "15%" in text
    assert "removing one loss wins back most: places without it (350)" in text
    shown.summary["recoverable"] = {}
    assert "used only in part (700)" in finding(shown, "staircase")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_is_drawn_that_is_below_half_an_fte(lang):
    shown = told(lang=lang)
    stairs = shown.summary["staircase"][shown.baseline]["2030-12"]
    for place, origin in enumerate(stairs.values()):
        origin |= dict(zip(STEPS, [50.0, 49.9, 30.0, 20.0, 10.0, 5.0] if not place else [0.0] * 6, strict=True))
    won = shown.summary["recoverable"][shown.baseline]["2030-12"]
    for place, each in enumerate(won.values()):
        each["mean"] = 0.3 if place == 0 else 12.0
    figure = gallery(shown)["staircase"](shown)
    green = to_hex(style.COLOUR["gain_light"])
    bars = [patch for patch in figure.axes[0].patches if to_hex(patch.get_facecolor()) == green]
    assert [bar.get_width() for bar in bars] == [12.0] * 4
    texts = " ".join(texts_of(figure))
    assert WORDS["label.lost_nothing"][lang].split("{")[0] in texts
    assert WORDS["label.won_nothing"][lang] in texts
    # one axis, so that what is won back has the scale of what is left
    assert len(figure.axes) == 1


def test_misses_stand_first_and_their_number_is_the_summarys():
    shown = told()
    rows = replayed.replays(shown)
    assert [row.missed for row in rows] == sorted((row.missed for row in rows), reverse=True)
    assert finding(shown, "replayed") == f"The model does not reproduce 1 of {len(rows)} observations of the past"
    assert texts_of(gallery(shown)["replayed"](shown))[2:][0] != ""
    shown.summary["outside"] = []
    assert finding(shown, "replayed").startswith(f"The model reproduces all {len(rows)} observations")
    assert not any(row.missed for row in replayed.replays(told_again(shown)))


def told_again(shown):
    return view(shown.ds, shown.summary, shown.words.lang)


def test_the_weakest_link_is_the_smallest_share_and_reach_is_none():
    shown = told()
    *links, reach = funnel.steps(shown)
    assert reach.name == funnel.REACH
    assert funnel.weakest(shown) == min(links, key=lambda step: step.share)
    assert reach.share < min(step.share for step in links)
    assert f"is used in {shown.words.numbers.amount(reach.through)} places" in finding(shown, "funnel")
    shown.summary["partnering"] = None
    assert "places" not in finding(shown, "funnel")


def test_places_add_up_and_no_single_municipality_is_named():
    ds, summary = made_up(Size(), None)
    ds = ds.assign_coords(municipality_group=("municipality", ["capital", "rural"]))
    shown = view(ds, copy.deepcopy(summary), "en")
    parts = places.told(shown)
    whole_mean = shown.result(shown.baseline)["fte"]["2030-12"]["mean"]
    for by in ("sector", "region"):
        assert sum(each.fte["mean"] for each in parts if each.by == by) == pytest.approx(whole_mean, rel=1e-5)
    assert [each.title for each in parts if each.by == "group"] == ["capital", "rural"]
    texts = " ".join(texts_of(gallery(shown)["places"](shown))) + numbers_csv(shown, "places")
    assert not any(str(name) in texts for name in ds["municipality"].values)
    most = max(each.fte["mean"] for each in parts if each.by == "sector")
    assert shown.words.numbers.percent(most / whole_mean) in finding(shown, "places")


def test_every_other_title_has_its_number():
    shown = told()
    number = shown.words.numbers
    drivers = shown.summary["drivers"]["parameters"][0]
    assert number.rounded(drivers["low"], drivers["low_se"]) in finding(shown, "tornado")
    pace = shown.summary["pace"]["scenarios"][shown.baseline]
    assert number.figures(pace["times_best"], 2) in finding(shown, "pace")
    assert "2 of 5 mechanisms" in finding(shown, "mechanisms")
    assert "8 numbers at once" in finding(shown, "reverse-2030-12")
    medians = [shown.result(name)["fte"]["2035-12"]["p50"] for name in shown.scenarios]
    assert fte(shown, shown.scenarios[int(np.argmin(medians))], "2035-12") in finding(shown, "fans")
    shown.summary["reverse_test"][0]["reached"] = False
    assert "not shown to be reached even" in finding(shown, "reverse-2030-12")
    last = shown.summary["optimism"][0]["shifts"][-1]
    last["fte"]["p50"] = 800.0
    assert finding(shown, "together").startswith("Even with")
    assert "800 of 10,000" in finding(shown, "together")


@pytest.mark.parametrize("name", ["fan", "milestones", "policies", "staircase", "tornado"])
def test_a_figure_stands_under_the_title_of_its_exhibit(name):
    shown = told()
    assert plain(exhibit(shown, name).title) in map(plain, texts_of(gallery(shown)[name](shown)))


# --- the fan


def test_the_fan_passes_through_the_headline_and_is_smooth_between():
    shown = told()
    bands = fan.bands(shown, shown.baseline)
    at = shown.months.index("2030-12")
    spread = shown.result(shown.baseline)["fte"]["2030-12"]
    assert bands.values[:, at] == pytest.approx([spread[key] for key in ("p05", "p25", "p50", "p75", "p95")])
    jagged = np.random.default_rng(1).normal(0.0, 50.0, len(shown.months))
    jagged[[place for place, month in enumerate(shown.months) if month.endswith("-12")]] = 0.0
    shown.ds["freed_fte"][:] = shown.ds["freed_fte"].values + jagged
    fresh = view(shown.ds, shown.summary, "en")
    noisy = fan.bands(fresh, fresh.baseline).values
    shown.ds["freed_fte"][:] = shown.ds["freed_fte"].values - jagged
    assert noisy[:, 12:] == pytest.approx(bands.values[:, 12:], abs=1e-6)


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("middle", [40.0, 30_000.0])
def test_the_target_and_2030_are_in_view_on_linear_axes(middle, narrow):
    shown = told(Size(middle=middle))
    figure = gallery(shown, narrow)["fan"](shown)
    assert all(axes.get_yscale() == axes.get_xscale() == "linear" for axes in figure.axes)
    assert any(axes.get_ylim()[0] < 10_000 < axes.get_ylim()[1] for axes in figure.axes)
    assert all(2031.0 in axes.get_xticks() for axes in figure.axes)
    texts = texts_of(figure)
    spread = shown.result(shown.baseline)["fte"]["2030-12"]
    assert any(text.startswith(f"2030: {fte(shown, shown.baseline)} (") for text in texts), spread
    assert any(text.startswith("today") for text in texts)


def test_what_was_counted_stands_in_the_fan(monkeypatch):
    shown = told()
    assert "No running national count" in exhibit(shown, "fan").note
    seen = [Outcome("freed_fte", "2025-12", 123.0, 20.0, "made up"), Outcome("adoptions", "2025-12", 5.0, 1.0, "")]
    monkeypatch.setattr("samspil.reports.figures.fan.outcomes", lambda: seen)
    assert "Squares: what was counted" in exhibit(shown, "fan").note
    lines = gallery(shown)["fan"](shown).axes[0].lines
    assert [(line.get_xdata()[0], line.get_ydata()[0]) for line in lines if line.get_marker() == "s"] == [
        (pytest.approx(2026.0), 123.0)
    ]


# --- money


def test_a_price_is_that_of_the_summary_in_million_dkk():
    shown = told()
    shown.summary["scenarios"]["full-portfolio"]["cost_per_fte"] = 5_000_000.0
    shown.summary["scenarios"]["no-partnerships"]["cost_per_fte"] = None
    assert policies.price(shown, "full-portfolio") == pytest.approx(5.0)
    rows = {row[0]: row[-1] for row in policies.numbers(shown).rows}
    assert rows["Full portfolio"] == pytest.approx(5.0)
    assert rows["No partnerships"] != rows["No partnerships"]


# --- numbers under a figure


@pytest.mark.parametrize("lang", LANGUAGES)
def test_numbers_stand_as_text_on_the_page_and_whole_in_the_csv(lang):
    shown = told(lang=lang)
    for name in gallery(shown):
        table_of, rows = numbers(shown, name), list(csv.reader(io.StringIO(numbers_csv(shown, name))))
        assert table_of.rows, name
        assert len(rows) == len(table_of.rows) + 1
        assert [row[0] for row in rows[1:]] == [row.head for row in table_of.rows]
        assert len(set(rows[0])) == len(rows[0]), name
        assert not any(cell in ("nan", "None") for row in rows for cell in row)
    rows = list(csv.reader(io.StringIO(numbers_csv(shown, "policies"))))
    first = shown.result(shown.baseline)["fte"]["2030-12"]["p50"]
    assert float(rows[1][1]) == first


def test_a_title_that_looks_like_a_formula_stays_text_in_the_csv():
    told_rows = Numbers("c", ["a", "b"], ["text", "amount"], [["=1+1", -3.0], ["@x", None]])
    assert told_rows.csv() == "a,b\n'=1+1,-3.0\n'@x,\n"


# --- reading them


def texts_of(figure):
    return [" ".join(text.get_text().split()) for text in figure.findobj(matplotlib.text.Text) if text.get_text()]


def drawn(figure):
    """Texts of a figure that are drawn: tick labels beyond the axis' limits exist but are not."""
    figure.draw_without_rendering()
    hidden = {id(label) for axes in figure.axes for label in _beyond(axes)}
    for text in figure.findobj(matplotlib.text.Text):
        if text.get_text().strip() and text.get_visible() and id(text) not in hidden:
            yield text


def _beyond(axes):
    """Labels of ticks that are not drawn."""
    for axis, ends in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
        for tick in axis.majorTicks:
            if not axes.axison or not min(ends) <= tick.get_loc() <= max(ends):
                yield from (tick.label1, tick.label2)


def behind(text):
    """The colour that a text stands on: the topmost bar or cell that holds its middle, else the paper."""
    box = text.get_window_extent()
    middle = ((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2)
    fills = [patch for patch in (text.axes.patches if text.axes is not None else []) if isinstance(patch, Rectangle)]
    over = [patch for patch in fills if patch.get_window_extent().contains(*middle)]
    return over[-1].get_facecolor() if over else style.COLOUR["paper"]


def printed(text, wide):
    """Points of a text where its figure of `wide` inches fills a printed column."""
    return text.get_size() * style.STYLE["print"]["column_inches"] / wide


def on_a_phone(text, wide):
    """Pixels of a text where its figure of `wide` inches fills a phone's column."""
    return text.get_size() / 72 * style.STYLE["phone"]["column_pixels"] / wide


@pytest.mark.parametrize(
    ("lang", "middle", "narrow"), [("en", 40.0, False), ("da", 30_000.0, False), ("da", 900.0, True)]
)
def test_every_text_is_on_the_page_large_enough_and_stands_out(lang, middle, narrow):
    shown = told(Size(middle=middle, scenarios=LONG), lang)
    for name, draw in gallery(shown, narrow).items():
        with style.look():
            figure = draw(shown)
            wide, high = figure.bbox.width, figure.bbox.height
            for text in drawn(figure):
                box, told_of = text.get_window_extent(), (name, text.get_text())
                assert min(box.x0, box.y0, wide - box.x1, high - box.y1) > -1, told_of
                assert style.contrast(text.get_color(), behind(text)) >= style.STYLE["least_contrast"], told_of
                if narrow:
                    assert on_a_phone(text, wide / figure.dpi) > style.STYLE["phone"]["least_pixels"] - 0.1, told_of
                else:
                    assert printed(text, wide / figure.dpi) >= style.STYLE["print"]["least_points"], told_of


def test_contrast_is_that_of_the_standard():
    assert style.contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert style.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("share", np.linspace(0.0, 1.0, 11))
def test_one_of_black_and_white_can_be_read_on_any_heat(share):
    fill = (share, share, share)
    assert style.contrast(style.readable(fill), fill) >= style.STYLE["least_contrast"]


def test_svg_holds_real_text_with_fonts_to_fall_back_on():
    shown = told()
    figure = gallery(shown)["policies"](shown)
    content = style.svg(figure).decode()
    assert "Full portfolio</text>" in content
    assert "'DejaVu Sans', Verdana" in content
    assert 'font-family: "' not in content
    title = exhibit(shown, "policies").title
    first = style.wrap(title, style.inner_width(), style.SIZE["title"], "bold")[0]
    bare = style.svg(figure, bare=True).decode()
    assert first in content
    assert first not in bare
    high = [float(re.search(r'height="([\d.]+)pt"', each)[1]) for each in (content, bare)]
    assert high[1] < high[0] - 40
    # a figure is as it was after its bare form was made
    assert first in style.svg(figure).decode()


def test_same_figure_same_bytes(tmp_path):
    shown = told()
    draw = gallery(shown)["fan"]
    first = style.save(draw(shown), tmp_path / "a", "fan")
    second = style.save(draw(shown), tmp_path / "b", "fan")
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes()
    assert b"<dc:date>" not in first[1].read_bytes()


def test_a_narrow_figure_is_drawn_by_the_same_function():
    shown = told()
    every = gallery(shown, narrow=True)
    for name, draw in ((name, every[name]) for name in ("fan", "policies", "places")):
        assert draw(shown).get_size_inches()[0] == pytest.approx(style.PAGE["narrow"]), name
        assert draw.args[0] is galleries.plans(shown)[name].draw
    assert not shown.narrow


def test_the_marks_of_a_counting_do_not_hide_each_other():
    axes = gallery(shown := told())["countings"](shown).axes[0]
    first, second = (line.get_ydata() for line in axes.lines if len(line.get_ydata()) > 2)
    assert (abs(np.subtract(first, second)) > 0.2).all()


def test_names_in_the_countings_are_whole():
    shown = told(Size(scenarios=LONG))
    assert not [text for text in texts_of(gallery(shown)["countings"](shown)) if "…" in text]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("name", "apart"), [("exceedance", 0.1), ("fans", 0.2)])
def test_tick_labels_of_neighbouring_panels_stand_apart(lang, name, apart):
    shown = told(Size(middle=900, scenarios=tuple(f"policy-{number}" for number in range(7))), lang)
    with style.look():
        figure = gallery(shown)[name](shown)
        ticks = {text for axes in figure.axes if axes.axison for text in axes.get_xticklabels()}
        boxes = [text.get_window_extent() for text in drawn(figure) if text in ticks]
    for one, other in itertools.combinations(boxes, 2):
        if abs(one.y0 - other.y0) < 1:
            assert max(one.x0, other.x0) - min(one.x1, other.x1) > apart * figure.dpi


def test_labels_are_spread_in_their_order():
    moved = style.spread([5.0, 5.1, 0.0, 9.9], 1.0, 0.0, 10.0)
    assert moved[2] < moved[0] < moved[1] < moved[3]
    assert min(np.diff(sorted(moved))) >= 1.0 - 1e-9
    assert max(moved) <= 10.0
