"""Everything the lab can do from the keyboard: one table for keys, footer, help and palette."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tui.language import _N


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do: `name` is that of the action, on the lab's screen unless it says app.; `keys`
    are in Textual's spelling, the first the one that is shown, as `symbol`; `label` is short, `help`
    says what it does. `rank` orders the footer (0: not in it): where room is short, the last go first.
    """

    name: str
    keys: tuple[str, ...]
    symbol: str
    label: str
    help: str
    group: str
    rank: int = 0

    @property
    def command(self) -> str:
        """The action as anything in the app can run it."""
        return self.name if self.name.startswith("app.") else f"screen.{self.name}"


MOVE: Final = _N("Moving")
TRY: Final = _N("Trying")
DATA: Final = _N("Data")
LOOK: Final = _N("Looking")

ACTIONS: Final = (
    Action("play", ("space",), "space", _N("play"), _N("Play, or pause"), MOVE, 1),
    Action("step(1)", ("right", "n"), "→", _N("step"), _N("One step on"), MOVE, 2),
    Action("step(-1)", ("left", "b"), "←", _N("back"), _N("One step back"), MOVE, 3),
    Action("step(10)", ("right_square_bracket", "pagedown"), "]", _N("10 on"), _N("Ten steps on"), MOVE, 9),
    Action("step(-10)", ("left_square_bracket", "pageup"), "[", _N("10 back"), _N("Ten steps back"), MOVE),
    Action(
        "leap(1)",
        ("right_curly_bracket",),
        "}",
        _N("tenth on"),
        _N("A tenth of the run on"),
        MOVE,
    ),
    Action("leap(-1)", ("left_curly_bracket",), "{", _N("tenth back"), _N("A tenth of the run back"), MOVE),
    Action("first", ("home", "0"), "home", _N("start"), _N("To the start"), MOVE, 12),
    Action("newest", ("end", "dollar_sign"), "end", _N("newest"), _N("To the newest step"), MOVE, 13),
    Action("speed(1)", ("plus", "equals_sign"), "+", _N("faster"), _N("Play faster"), MOVE),
    Action("speed(-1)", ("minus",), "-", _N("slower"), _N("Play slower"), MOVE),
    Action("restart", ("r",), "r", _N("restart"), _N("Begin again from the same start"), TRY, 4),
    Action("nudge(-1)", ("comma",), ",", _N("lr −"), _N("Lower the learning rate a little"), TRY, 7),
    Action("nudge(1)", ("full_stop",), ".", _N("lr +"), _N("Raise the learning rate a little"), TRY, 8),
    Action("edit('learning_rate')", ("l",), "l", _N("type lr"), _N("Type the learning rate"), TRY, 5),
    Action("cycle('optimizer')", ("o",), "o", _N("optimizer"), _N("Change the optimizer"), TRY),
    Action("cycle('update')", ("u",), "u", _N("order"), _N("Change the update order"), TRY),
    Action("cycle('gradient_scale')", ("s",), "s", _N("scale"), _N("Change the gradient scale"), TRY),
    Action("edit('w1')", ("w",), "w", _N("start"), _N("Type the start weights"), TRY),
    Action("edit('max_steps')", ("m",), "m", _N("steps"), _N("Type the planned number of steps"), TRY),
    Action("unfold", ("M",), "M", _N("more"), _N("All settings, or the first few"), TRY),
    Action("undo", ("z",), "z", _N("undo"), _N("Take the last change back"), TRY),
    Action("redo", ("Z",), "Z", _N("redo"), _N("Make it again"), TRY),
    Action(
        "give_up",
        ("escape",),
        "esc",
        _N("leave"),
        _N("Leave the fields, and take back what was refused"),
        TRY,
    ),
    Action("select(1)", ("down", "j"), "↓", _N("row"), _N("Select the next row of the data"), DATA),
    Action("select(-1)", ("up", "k"), "↑", _N("row"), _N("Select the row before"), DATA),
    Action("delete_point", ("d",), "d", _N("delete"), _N("Delete the selected point"), DATA),
    Action("log_scale", ("g",), "g", _N("log"), _N("Cost on a log axis, or a linear one"), LOOK, 10),
    Action("least_squares", ("y",), "y", _N("best line"), _N("The line that fits best, or not"), LOOK),
    Action("zoom(1)", ("i",), "i", _N("zoom in"), _N("Enlarge the landscape"), LOOK),
    Action("zoom(-1)", ("I",), "I", _N("zoom out"), _N("Reduce the landscape"), LOOK),
    Action("follow", ("f",), "f", _N("follow"), _N("Keep the landscape's middle here, or not"), LOOK),
    Action("clear_ghosts", ("c",), "c", _N("clear"), _N("Clear the curves of earlier runs"), LOOK),
    Action("view(1)", ("v",), "v", _N("view"), _N("The next view, on a small screen"), LOOK),
    Action("view(-1)", ("V",), "V", _N("view"), _N("The view before, on a small screen"), LOOK),
    Action("app.language", ("L",), "L", "한/En", _N("English or Korean"), LOOK, 14),
    Action("app.theme", ("T",), "T", _N("theme"), _N("Dark or light"), LOOK, 15),
    Action("app.picture", ("P",), "P", _N("picture"), _N("Save a picture of the screen (SVG)"), LOOK),
    Action("app.palette", ("ctrl+p", "colon"), "^p", _N("actions"), _N("Find any action by its name"), LOOK),
    Action("app.help", ("question_mark", "f1"), "?", _N("help"), _N("What keys and panels are for"), LOOK, 6),
    Action("app.quit", ("q", "ctrl+q"), "q", _N("quit"), _N("Leave the lab"), LOOK, 11),
)
"""In the order in which the help lists them."""
