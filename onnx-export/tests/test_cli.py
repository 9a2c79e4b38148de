import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from latent_diffusion_export.cli import COMMANDS, main
from latent_diffusion_export.folders import written_whole
from latent_diffusion_export.training import restore


@pytest.mark.parametrize("command", COMMANDS)
def test_help_names_the_command(command, capsys):
    with pytest.raises(SystemExit) as exit:
        main([command, "--help"])
    assert exit.value.code == 0
    assert command in capsys.readouterr().out


def test_error_is_one_line_and_exit_code_1(capsys, tmp_path):
    with pytest.raises(SystemExit) as exit:
        main(["export", "no folder", str(tmp_path)])
    assert exit.value.code == 1
    assert capsys.readouterr().err == "error: no folder does not exist, and is not of the form owner/name of a hub id\n"


def test_brackets_in_messages_are_brackets(capsys, tmp_path):
    with pytest.raises(SystemExit):
        main(["export", "a [/folder] [red]b", str(tmp_path)])
    assert "a [/folder] [red]b does not exist" in capsys.readouterr().err


def test_defining_the_operators_says_nothing():
    """onnxscript writes its warnings to the user's screen when a module with operators is imported."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    result = subprocess.run([sys.executable, "-c", "import latent_diffusion_export.onnx_graph.operators"], env=environment,
                            capture_output=True, text=True, timeout=300)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_control_characters_in_messages_never_reach_the_terminal(capsys, tmp_path):
    (tmp_path / "model_index.json").write_text('{"_class_name": "a\\u001b[31mb\\u0007\\u009b"}')
    with pytest.raises(SystemExit):
        main(["export", str(tmp_path), str(tmp_path / "out")])
    assert r"a\x1b[31mb\x07\x9b" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_one_line(capsys, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SystemExit) as exit:
        main(["train", "data", "shapes", str(tmp_path / "file/shapes"), "--count", "1"])
    assert exit.value.code == 1
    message = capsys.readouterr().err
    assert message.startswith("error: ") and message.count("\n") == 1 and str(tmp_path / "file") in message


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a process is ended without a signal")
def test_a_polite_kill_leaves_nothing_half_written(tmp_path, monkeypatch):
    def killed(folder, out):
        with written_whole(out):
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(60)

    monkeypatch.setattr(restore, "restore", killed)
    with pytest.raises(SystemExit) as exit:
        main(["train", "restore", "model", str(tmp_path / "out")])
    assert exit.value.code == 128 + signal.SIGTERM and not list(tmp_path.iterdir())
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
