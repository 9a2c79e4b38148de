"""The kit for GPUs goes on where it stopped, but never takes results of another command for its own."""

import importlib
import json
import sys
from pathlib import Path

import pytest

KIT = Path(__file__).parents[2] / "benchmarks" / "gpu"
NEVER = float("inf")


@pytest.fixture
def kit(monkeypatch):
    """The kit's modules, which lie in no package; their names are free again afterwards."""
    monkeypatch.syspath_prepend(str(KIT))
    names = ("device_memory", "parts", "runner", "report", "kit")
    yield {name: importlib.import_module(name) for name in names}
    for name in names:
        sys.modules.pop(name, None)


def run(kit, out, code, *arguments, again=False, **options):
    part = kit["parts"].Part("part", [sys.executable, "-c", code, str(out / "part.jsonl"), *arguments], 60, about={"kind": "x"}, **options)
    kit["runner"].run_part(part, out, {}, "cpu", NEVER, again)
    return json.loads((out / "part.part.json").read_text())


ADD_A_LINE = "import sys; open(sys.argv[1], 'a').write('line\\n'); print('said', *sys.argv[2:])"


def test_a_part_is_done_once_for_each_command(kit, tmp_path, capsys):
    first = run(kit, tmp_path, ADD_A_LINE, "--provider", "cpu")
    assert first["state"] == "done" and first["command"][-2:] == ["--provider", "cpu"]
    run(kit, tmp_path, ADD_A_LINE, "--provider", "cpu")
    assert (tmp_path / "part.jsonl").read_text() == "line\n" and "done before" in capsys.readouterr().out
    (tmp_path / "part.json").write_text("{}")
    run(kit, tmp_path, ADD_A_LINE, "--provider", "cuda")
    assert (tmp_path / "part.jsonl").read_text() == "line\n" and not (tmp_path / "part.json").exists()
    assert (tmp_path / "part.log").read_text() == "said --provider cuda\n"
    run(kit, tmp_path, ADD_A_LINE, "--provider", "cuda", again=True)
    assert (tmp_path / "part.jsonl").read_text() == "line\n"


def test_a_part_that_failed_goes_on_and_tells_its_own_error(kit, tmp_path):
    fails_at_first = ("import sys, os; done = os.path.exists(sys.argv[1]); open(sys.argv[1], 'a').write('line\\n'); "
                      "print('quiet' if done else 'FirstError'); sys.exit(1)")
    assert run(kit, tmp_path, fails_at_first)["why"] == "FirstError"
    assert run(kit, tmp_path, fails_at_first)["why"] == "quiet"
    assert (tmp_path / "part.jsonl").read_text() == "line\n" * 2


def test_devices_are_numbered_as_their_memory_is_looked_at(kit):
    assert kit["kit"].environment()["CUDA_DEVICE_ORDER"] == "PCI_BUS_ID"


@pytest.mark.parametrize("machine, folder", [("x86_64", "linux-x64"), ("aarch64", "linux-arm64")])
def test_carried_libraries_go_where_the_machine_looks_for_them(kit, tmp_path, monkeypatch, machine, folder):
    monkeypatch.setattr("platform.machine", lambda: machine)
    app = tmp_path / "app"
    for file in (app / "LatentDiffusion.Gpu.dll", app / "dotnet/dotnet", tmp_path / "native/libonnxruntime.so"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("")
    kit["kit"].program(app)
    assert (app / "runtimes" / folder / "native/libonnxruntime.so").is_symlink()
