"""The list of commands: every command once, in an officer's order, as each says of itself."""

import importlib
import pkgutil

import click
import pytest

from console import commands
from console.main import cli
from tests.console.conftest import Call

NAMES = [module.name for module in pkgutil.iter_modules(commands.__path__)]


def test_every_command_is_listed_once(call: Call) -> None:
    lines = call("--help").out.splitlines()
    rows = [line for line in lines if line.startswith("  ") and not line.startswith("   ")]
    listed = [words[0] for line in rows if (words := line.split()) and words[0] in NAMES]
    assert sorted(listed) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_command_is_listed_with_its_own_first_line(name: str) -> None:
    command = importlib.import_module(f"console.commands.{name}").command
    formatter = click.HelpFormatter(width=1_000)
    cli.format_commands(click.Context(cli), formatter)
    assert f"{name}  " in formatter.getvalue()
    assert (command.help or "").splitlines()[0] in formatter.getvalue()
