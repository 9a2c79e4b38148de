import pytest

from latent_diffusion_export.cli import COMMANDS, main


@pytest.mark.parametrize("command", COMMANDS)
def test_help_names_the_command(command, capsys):
    with pytest.raises(SystemExit) as exit:
        main([command, "--help"])
    assert exit.value.code == 0
    assert command in capsys.readouterr().out


def test_unknown_reference_kind_is_one_line_and_exit_code_1(capsys, tmp_path):
    with pytest.raises(SystemExit) as exit:
        main(["references", str(tmp_path), "nonsense"])
    assert exit.value.code == 1
    assert "unknown reference kind nonsense" in capsys.readouterr().err


def test_brackets_in_messages_are_brackets(capsys, tmp_path):
    with pytest.raises(SystemExit):
        main(["references", str(tmp_path), "a [/folder] [red]b"])
    assert "unknown reference kind a [/folder] [red]b" in capsys.readouterr().err


def test_control_characters_in_messages_never_reach_the_terminal(capsys, tmp_path):
    (tmp_path / "model_index.json").write_text('{"_class_name": "a\\u001b[31mb\\u0007\\u009b"}')
    with pytest.raises(SystemExit):
        main(["export", str(tmp_path), str(tmp_path / "out")])
    assert r"a\x1b[31mb\x07\x9b" in capsys.readouterr().err
