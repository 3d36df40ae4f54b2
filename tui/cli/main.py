"""The command line: open the lab, or run an experiment into the terminal or a pipe.

Output goes to stdout and messages to stderr. The exit code is 0 for a run that was carried out, also
if it diverged, and 2 for input that cannot be used, with one line that says why.
"""

from __future__ import annotations

import io
import os
import sys


def version(distribution: str) -> str:
    """The installed version of `distribution`."""
    from importlib import metadata  # slow to import, and only this needs it

    return metadata.version(distribution)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; without a command, `gdlab` opens the lab."""
    given = sys.argv[1:] if arguments is None else arguments
    if given == ["--version"]:
        print(f"gdlab {version('gdlab')}")
        return
    from tui.cli.messages import error_message, in_language  # slow to import, and --version does not need it

    try:
        if others := in_language(given):
            _command(others)
        else:
            # Plain `gdlab` is the most common call, and does not need the slow command line parser.
            from tui.cli.launch import open_lab

            open_lab()
    except BrokenPipeError:
        _drop_the_rest()  # the reader has seen enough: gdlab run | head
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as trouble:
        _drop_the_rest()
        _refuse(error_message(trouble))
    except (RecursionError, ValueError) as trouble:
        _refuse(error_message(trouble))


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
        if sys.stdout is not None:
            sys.stdout.flush()
    except typer.TyperException as trouble:
        _refuse(usage(trouble, arguments))


def _drop_the_rest() -> None:
    """Discard unprinted output, which Python would otherwise try to write again, and fail, at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _refuse(message: str) -> None:
    line = "".join(letter if letter.isprintable() else "?" for letter in " ".join(message.split()))
    print(f"gdlab: {line}", file=sys.stderr)
    sys.exit(2)


if __name__ == "__main__":
    main()
