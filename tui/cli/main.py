"""The command line: open the lab, or run an experiment into the terminal or a pipe.

Output goes to stdout and messages to stderr. The exit code is 0 for a run that was carried out, also
if it diverged, 2 for input that cannot be used, and 1 for a fault of gdlab's own; each with one line
that says why. A lab that a signal ends has 128 and its number.
"""

from __future__ import annotations

import gc
import io
import sys

from tui.cli.output import NobodyReadsError, check, discard, occupy_closed, put, tell


def version(distribution: str) -> str:
    """The installed version of `distribution`."""
    from importlib import metadata  # slow to import, and only this needs it

    return metadata.version(distribution)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; without a command, `gdlab` opens the lab."""
    occupy_closed()
    given = sys.argv[1:] if arguments is None else arguments
    try:
        if given == ["--version"]:
            put(f"gdlab {version('gdlab')}")
            _flush()
        else:
            _run(given)
    except (BrokenPipeError, NobodyReadsError):
        discard(sys.stdout)
    except KeyboardInterrupt:
        sys.exit(130)
    except (OSError, RecursionError, ValueError) as trouble:
        from tui.cli.messages import error_message

        if isinstance(trouble, OSError):
            discard(sys.stdout)
        _refuse(error_message(trouble))
    except Exception as fault:
        import traceback

        from tui.cli.messages import crash_message

        tell(crash_message("".join(traceback.format_exception(fault))))
        sys.exit(1)


def _run(given: list[str]) -> None:
    if not given:
        gc.disable()  # as in open_lab, but before the first imports
    from tui.cli.messages import in_language  # slow to import, and --version does not need it

    if others := in_language(given):
        _command(others)
    else:
        # Plain `gdlab` is the most common call, and does not need the slow command line parser.
        from tui.cli.launch import open_lab

        open_lab()


def _command(given: list[str]) -> None:
    import typer

    from tui.cli.commands import LAB, app
    from tui.cli.messages import usage

    if isinstance(sys.stdout, io.TextIOWrapper):
        # Characters that the output's encoding lacks are written as question marks.
        sys.stdout.reconfigure(errors="replace")
    names = [command.name for command in app.registered_commands]
    arguments = given if given[0] in [*names, "--help"] else [LAB, *given]
    try:
        app(arguments, prog_name="gdlab", standalone_mode=False)
        if arguments[0] != LAB:
            _flush()
    except typer.TyperException as trouble:
        _refuse(usage(trouble, arguments))


def _flush() -> None:
    check()
    sys.stdout.flush()


def _refuse(message: str) -> None:
    tell(message)
    sys.exit(2)


if __name__ == "__main__":
    main()
