"""What is stored is what was written: every byte has a checksum, and runs made again are held against the arrays."""

import json
import shutil

import numpy as np
import pytest
import zarr

from samspil.model.errors import UserError
from samspil.runs import checksums, encode, kernel, open_results, run_ensemble, verify
from samspil.runs.provenance import FORMAT

from .fake_kernel import FakeKernel

STORE = "results.zarr"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernel, "_shipped", FakeKernel(fails=frozenset({(1, 1)})))
        folder = tmp_path_factory.mktemp("made")
        run_ensemble(["current-policy", "full-portfolio"], draws=4, replicates=2, to=folder)
    return folder


@pytest.fixture
def results(made, tmp_path, monkeypatch):
    monkeypatch.setattr(kernel, "_shipped", FakeKernel(fails=frozenset({(1, 1)})))
    shutil.copytree(made, tmp_path / "out")
    return tmp_path / "out"


def chunk(results, name="freed_fte"):
    return next((results / STORE / name).glob("c.*"))


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def scale(results, factor, name="freed_fte"):
    """Write a variable anew by the library, every chunk a valid one."""
    write(results, name, lambda values: values * factor)


def write(results, name, change):
    # The library leaves out chunks without a number, which would be found as missing.
    with zarr.config.set({"array.write_empty_chunks": True}):
        array = zarr.open_group(results / STORE, mode="r+")[name]
        array[:] = change(array[:])


def sign(results):
    """Checksums of whatever lies there now."""
    (results / STORE / checksums.FILE).unlink()
    checksums.write(results / STORE, {})


DAMAGE = {
    "flipped": lambda out: flip(chunk(out)),
    "truncated": lambda out: chunk(out, "adoptions").write_bytes(b""),
    "missing": lambda out: chunk(out).unlink(),
    "missing failures": lambda out: chunk(out, "failed").unlink(),
    "rewritten": lambda out: scale(out, 25.0),
    "metadata": lambda out: flip(out / STORE / "freed_fte" / "zarr.json"),
    "drawn otherwise": lambda out: flip(out / STORE / "parameters" / "c" / "0" / "0"),
    "no checksums": lambda out: (out / STORE / checksums.FILE).unlink(),
    "no line": lambda out: (out / STORE / checksums.FILE).write_text(""),
    "added": lambda out: (out / STORE / "adoptions" / "c.9.9.9.0").touch(),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_told_in_one_line_and_nothing_is_read(results, damage):
    assert open_results(results)["freed_fte"].size
    DAMAGE[damage](results)
    for read in (open_results, verify):
        with pytest.raises(UserError, match=r"damaged and not read|cannot be read") as caught:
            read(results)
        assert len(caught.value.lines) == 1


def test_a_missing_chunk_is_named_and_is_no_run_that_failed(results):
    path = chunk(results)
    path.unlink()
    with pytest.raises(UserError, match=f"freed_fte/{path.name} is missing"):
        open_results(results)
    with pytest.raises(UserError, match=f"freed_fte/{path.name} is missing"):
        open_results(results, check=False)


def test_a_chunk_that_its_checksums_leave_out_is_missed_too(results):
    path = chunk(results)
    path.unlink()
    sign(results)
    with pytest.raises(UserError, match="is missing"):
        open_results(results)


def test_what_a_file_browser_leaves_is_harmless(results):
    for name in (".DS_Store", "adoptions/.DS_Store", "Thumbs.db"):
        (results / STORE / name).touch()
    open_results(results)


def test_the_checksums_are_what_b2sum_writes(results):
    line = (results / STORE / checksums.FILE).read_text().splitlines()[0]
    told, name = line.split("  ")
    assert told == checksums.digest((results / STORE / name).read_bytes())
    # The empty input, from the specification's reference code with 16 bytes of output.
    assert checksums.digest(b"") == "cae66941d9efbd404e4d88758ea67670"


@pytest.mark.parametrize("name", ["freed_fte", "adoptions", "cost_mdkk"])
def test_verify_compares_what_is_stored_and_not_only_digests(results, name):
    assert verify(results, sample=16).same_bits
    scale(results, 25.0, name)
    sign(results)
    verdict = verify(results, sample=16)
    assert not verdict.agrees
    assert not verdict.same_bits
    assert {run.worst for run in verdict.runs if not run.agrees} == {name}
    # The one draw that failed has no numbers to differ.
    assert sum(not run.agrees for run in verdict.runs) == 14


def test_verify_takes_the_headline_to_the_last_bit(results):
    write(results, "freed_fte", lambda values: np.nextafter(values, np.inf))
    sign(results)
    assert not verify(results, sample=16).agrees


def test_verify_finds_a_run_that_is_said_to_have_failed(results):
    array = zarr.open_group(results / STORE, mode="r+")["failed"]
    array[0, 0, 0] = True
    sign(results)
    verdict = verify(results, sample=16)
    assert [run.worst for run in verdict.runs if not run.agrees] == ["failed"]


def test_verify_counts_the_files_it_tested(results):
    listed = len((results / STORE / checksums.FILE).read_text().splitlines())
    assert verify(results, sample=1).files == listed


def attribute(results, **told):
    path = results / STORE / "zarr.json"
    group = json.loads(path.read_text(encoding="utf-8"))
    group["attributes"] |= told
    path.write_text(json.dumps(group), encoding="utf-8")


def test_results_without_checksums_are_read_and_their_chunks_counted(results):
    attribute(results, format="samspil-results/1")
    (results / STORE / checksums.FILE).unlink()
    assert int(open_results(results)["failed"].sum()) == 2
    assert verify(results, sample=2).notes == ("format: samspil-results/1 has no checksums",)
    chunk(results).unlink()
    with pytest.raises(UserError, match="is missing"):
        open_results(results)


def test_results_of_the_format_that_rounded_all_alike_are_read_and_hold_their_own_against_runs_made_again(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(kernel, "_shipped", FakeKernel())
    with monkeypatch.context() as then:
        then.setattr(encode, "COARSE_BITS", encode.FINE_BITS)
        run_ensemble(["current-policy"], draws=4, replicates=2, to=tmp_path)
    attribute(tmp_path, format="samspil-results/2")
    sign(tmp_path)
    assert open_results(tmp_path)["freed_fte"].shape[:3] == (1, 4, 2)
    assert verify(tmp_path, sample=2).same_bits
    attribute(tmp_path, format=FORMAT)
    sign(tmp_path)
    assert not verify(tmp_path, sample=2).agrees


def test_another_format_is_refused_with_the_version_that_reads_it(results):
    attribute(results, format="samspil-results/9", version="3.0", commit="abcdef0123456789")
    with pytest.raises(UserError, match=r"'samspil-results/9'.*version 3\.0 of Samspil \(commit abcdef012345\)"):
        open_results(results)
