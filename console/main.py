"""The command line `netpatrol` (docs/contracts/cli.md): finds its commands, answers with its exit codes."""

import ast
import importlib
import pkgutil
import sys
import traceback
from pathlib import Path

import click

from config.errors import ExitCode, NetpatrolError
from config.settings import get_code_version
from console import commands
from console.output import say
from console.session import Session, pass_session
from console.text import Words, clean

_SECTIONS = {
    "采集 / capture": ("crawl", "patrol", "site", "extract", "corroborate", "history"),
    "识别和核查 / read and check": ("inspect", "check", "authority", "read", "picture", "reread"),
    "线索和案件 / leads and cases": ("search", "show", "review", "case", "ask", "inbox", "group"),
    "证据 / evidence": ("bundle", "verify", "ledger", "stamp", "key", "hold", "purge"),
    "系统 / the system": (
        *("demo", "doctor", "serve", "worker", "user", "office", "index", "kibana"),
        *("records", "store", "backup", "restore"),
    ),
}


class _Commands(click.Group):
    """The commands in `console/commands`, loaded only when asked for: each starts fast, their list too."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands in the order of an officer's work, with what their sources say of them."""
        widest = max(map(len, self.list_commands(ctx)))
        for section, names in _SECTIONS.items():
            with formatter.section(section):
                formatter.write_dl([(name.ljust(widest), _read_short_help(name)) for name in names])

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted(module.name for module in pkgutil.iter_modules(commands.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command called `cmd_name`."""
        if cmd_name not in self.list_commands(ctx):
            return None
        found: click.Command = importlib.import_module(f"console.commands.{cmd_name}").command
        return found


def _read_short_help(name: str) -> str:
    """The first line that a command says of itself, from its source: importing all takes seconds."""
    source = Path(commands.__path__[0], f"{name}.py").read_text(encoding="utf-8")
    found = (node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef))
    told = next((ast.get_docstring(node) for node in found if node.name == "command"), None)
    return (told or "").partition("\n")[0]


@click.group(
    cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@click.option("-w", "--workspace", type=click.Path(path_type=Path), help="工作区 / the workspace folder.")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="语言 / language of text for people.")
@click.version_option(get_code_version(), prog_name="netpatrol")
@pass_session
def cli(session: Session, workspace: Path | None, lang: str | None) -> None:
    """网巡：网络交易线索的采集、固证、识别、核查、检索与共享。

    Sealed evidence, explained findings and measured leads for inspecting online shops.
    """
    session.workspace_option, session.lang_option = workspace, lang


def main(args: list[str] | None = None) -> None:
    """Run a command and leave with its exit code; an error is one line, never a traceback."""
    sys.exit(run(args))


def run(args: list[str] | None = None) -> int:
    """Run a command and return its exit code."""
    session = Session()
    try:
        result = cli.main(args=args, prog_name="netpatrol", standalone_mode=False, obj=session)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has enough
        return ExitCode.DONE
    except (Exception, KeyboardInterrupt) as exc:  # noqa: BLE001 -- the last line: no traceback reaches a user
        text, code = _explain(exc, session.error_words)
        say(text)
        return code
    return int(result) if isinstance(result, int) else ExitCode.DONE


def _explain(exc: BaseException, words: Words) -> tuple[str, ExitCode]:
    """The one line for an error, and its exit code."""
    match exc:
        case click.exceptions.Abort() | KeyboardInterrupt():
            return words("interrupted"), ExitCode.INTERRUPTED
        case click.exceptions.NoArgsIsHelpError():
            return exc.format_message(), ExitCode.USAGE
        case click.ClickException():
            context = exc.ctx if isinstance(exc, click.UsageError) else None
            command = context.command_path if context is not None else "netpatrol"
            said = words.explain(exc.format_message())
            return words("usage_error", message=said, command=command), ExitCode.USAGE
        case NetpatrolError():
            return words("error", message=words.explain(exc)), exc.exit_code
    facts = {"kind": type(exc).__name__, "message": exc, "path": _write_report()}
    return words("internal_error", **facts), ExitCode.INCOMPLETE


def _write_report() -> str:
    report = Path("netpatrol-error.txt")
    try:
        report.write_text(
            clean(traceback.format_exc().replace("\n", "⏎")).replace("⏎", "\n"), encoding="utf-8"
        )
    except OSError:
        return "-"
    return str(report)
