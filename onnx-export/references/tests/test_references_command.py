import re

import pytest

from latent_diffusion_references import EXTRA_KINDS, KINDS
from latent_diffusion_references.cli import main


def test_help_names_the_kinds(capsys):
    with pytest.raises(SystemExit) as exit:
        main(["--help"])
    assert exit.value.code == 0
    words = set(re.findall(r"[\w-]+", capsys.readouterr().out))
    assert {*KINDS, *EXTRA_KINDS} <= words


def test_unknown_kind_is_one_line_and_exit_code_1(capsys, tmp_path):
    with pytest.raises(SystemExit) as exit:
        main([str(tmp_path / "new"), "nonsense", "a [/folder] [red]b"])
    assert exit.value.code == 1
    assert "unknown reference kind a [/folder] [red]b, nonsense" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_only_the_named_kinds_are_written_into_a_new_folder(tmp_path):
    with pytest.raises(SystemExit) as exit:
        main([str(tmp_path / "new"), "torch_math"])
    assert exit.value.code == 0
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["torch_math.safetensors"]
