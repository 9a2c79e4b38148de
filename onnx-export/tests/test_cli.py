import pytest

from latent_diffusion_export.cli import COMMANDS, main


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
