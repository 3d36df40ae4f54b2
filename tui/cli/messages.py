"""Error messages of the command line, and the choice of their language."""

from __future__ import annotations

import errno

import gdengine as gd
from tui.lab.files import crash_report, preferences
from tui.lab.text.language import LANGUAGES, _, language_of_locale, set_language
from tui.lab.wording.refusals import in_words


def in_language(arguments: list[str]) -> list[str]:
    """Set the language that --lang asks for, at any position; returns the other arguments.

    Without --lang the language is the one chosen in the lab, else the locale's. Raises gd.Refused for
    an unknown language.
    """
    set_language(preferences.load().language or language_of_locale())
    others, asked, coming = list[str](), "", iter(arguments)
    for argument in coming:
        option, equals, value = argument.partition("=")
        if option != "--lang":
            others.append(argument)
        elif equals:
            asked = value
        elif (following := next(coming, None)) is not None:
            asked = following
        else:
            others.append(argument)  # the parser refuses --lang without a value
    if asked and asked not in LANGUAGES:
        raise gd.Refused("--lang", asked, gd.refusals.OneOf(tuple(LANGUAGES)))
    if asked:
        set_language(asked)
    return others


def error_message(trouble: Exception) -> str:
    """One sentence about the error that ended the command."""
    match trouble:
        case RecursionError():
            return _("The recipe is nested too deeply.")
        case OSError():
            from tui.lab.wording.file_troubles import reason  # not at the top: the lab starts without it

            why = reason(errno.errorcode.get(trouble.errno or 0, ""))
            return _("The output cannot be written: {why}").format(why=why)
        case ValueError():
            return in_words(trouble, whole_paths=True)
    return str(trouble)


def crash_message(trace: str, kept: bool = False) -> str:
    """One sentence about a fault of gdlab's own with the traceback `trace`, which goes into a report.

    With `kept` it says that the session is kept.
    """
    try:
        place = str(crash_report.write(trace))
    except OSError:
        place = trace.strip().rpartition("\n")[2]  # the error itself, where no report can be written
    if kept:
        return _("A fault of its own ended the lab. The session is kept; the report is in {path}").format(
            path=place
        )
    return _("A fault of its own ended gdlab; the report is in {path}").format(path=place)


def usage(trouble: Exception, arguments: list[str]) -> str:
    """The parser's error about `arguments`, translated where we have a sentence for it.

    The exceptions are distinguished by class name, because their classes are not public.
    """
    option = getattr(trouble, "option_name", "")
    match type(trouble).__name__:
        case "NoSuchOption" if near := getattr(trouble, "possibilities", None):
            return _("No such option: {option}. Did you mean {near}?").format(
                option=option, near=", ".join(sorted(near))
            )
        case "NoSuchOption":
            return _("No such option: {option}").format(option=option)
        case "BadOptionUsage" if any(argument.startswith(f"{option}=") for argument in arguments):
            return _("{option} takes no value.").format(option=option)
        case "BadOptionUsage":
            return _("{option} needs a value.").format(option=option)
        case "UsageError" if context := getattr(trouble, "ctx", None):
            return _("{command}: there are more arguments than it takes.").format(
                command=context.command_path
            )
    return str(trouble)
