"""The actions of the lab: one table for keys, footer, help and palette."""

from __future__ import annotations

from typing import Final, NamedTuple

from tui.lab.keys.key_names import shown_key
from tui.lab.text.language import _N

FIT: Final = "fit"
"""The mode in which a line is fitted to points."""

TERRAIN: Final = "terrain"
"""The mode in which a curve or a surface is descended."""

MODES: Final = (FIT, TERRAIN)
"""The modes of the lab, in the order of their tabs and keys."""


class Action(NamedTuple):
    """Something that a key does.

    `id` is its name in a user's file of keys, and never changes; `name` is that of the Textual action,
    of the lab's screen unless it begins with "app."; `keys` are in Textual's spelling, and the first is
    the one shown; `label` is short, `help` says what it does. `rank` is the place in the footer, from 1
    (0: not in it): if there is too little room, the last ones are left out. Two actions may share a key
    if there is no mode that has both.
    """

    id: str
    name: str
    keys: tuple[str, ...]
    label: str
    help: str
    group: str
    rank: int = 0
    modes: tuple[str, ...] = MODES

    @property
    def symbol(self) -> str:
        """The key as it is shown."""
        return shown_key(self.keys[0])

    @property
    def command(self) -> str:
        """The action as Textual runs it from anywhere in the app."""
        return self.name if self.name.startswith("app.") else f"screen.{self.name}"


MOVE: Final = _N("Moving")
TRY: Final = _N("Trying")
DATA: Final = _N("Data")
LOOK: Final = _N("Looking")

ACTIONS: Final = (
    Action("fit", "app.mode('fit')", ("1",), _N("Fit"), _N("The Fit lab: a line through points"), MOVE),
    Action("terrain", "app.mode('terrain')", ("2",), _N("Terrain"), _N("Terrain: a ball on a curve"), MOVE),
    Action("play", "play", ("space",), _N("play"), _N("Play, or pause"), MOVE, 1),
    Action("step", "step(1)", ("right", "n"), _N("step"), _N("One step on"), MOVE, 2),
    Action("back", "step(-1)", ("left", "b"), _N("back"), _N("One step back"), MOVE, 3),
    Action(
        "ten-on", "step(10)", ("right_square_bracket", "pagedown"), _N("10 on"), _N("Ten steps on"), MOVE, 12
    ),
    Action(
        "ten-back", "step(-10)", ("left_square_bracket", "pageup"), _N("10 back"), _N("Ten steps back"), MOVE
    ),
    Action(
        "tenth-on", "leap(1)", ("right_curly_bracket",), _N("tenth on"), _N("A tenth of the run on"), MOVE
    ),
    Action(
        "tenth-back",
        "leap(-1)",
        ("left_curly_bracket",),
        _N("tenth back"),
        _N("A tenth of the run back"),
        MOVE,
    ),
    Action("start", "first", ("home", "0"), _N("start"), _N("To the start"), MOVE, 15),
    Action("newest", "newest", ("end", "dollar_sign"), _N("newest"), _N("To the newest step"), MOVE, 16),
    Action("faster", "speed(1)", ("plus", "equals_sign"), _N("faster"), _N("Play faster"), MOVE),
    Action("slower", "speed(-1)", ("minus",), _N("slower"), _N("Play slower"), MOVE),
    Action("restart", "restart", ("r",), _N("restart"), _N("Begin again from the same start"), TRY, 4),
    Action("try-it", "take_suggestion", ("t",), _N("try it"), _N("Do what the lab suggests"), TRY, 7),
    Action("lower-rate", "nudge(-1)", ("comma",), _N("lr −"), _N("Lower the learning rate a little"), TRY, 8),
    Action(
        "raise-rate", "nudge(1)", ("full_stop",), _N("lr +"), _N("Raise the learning rate a little"), TRY, 9
    ),
    Action("type-rate", "edit('learning_rate')", ("l",), _N("type lr"), _N("Type the learning rate"), TRY, 5),
    Action("optimizer", "cycle('optimizer')", ("o",), _N("optimizer"), _N("Change the optimizer"), TRY),
    Action("update-order", "cycle('update')", ("u",), _N("order"), _N("Change the update order"), TRY),
    Action(
        "gradient-scale",
        "cycle('gradient_scale')",
        ("s",),
        _N("scale"),
        _N("Change the gradient scale"),
        TRY,
        modes=(FIT,),
    ),
    Action("type-start", "edit('start')", ("w",), _N("start"), _N("Type the start weights"), TRY),
    Action(
        "type-steps", "edit('max_steps')", ("m",), _N("steps"), _N("Type the planned number of steps"), TRY
    ),
    Action("all-settings", "unfold", ("M",), _N("more"), _N("All settings, or the first few"), TRY),
    Action("random-start", "random_start", ("S",), _N("random start"), _N("Start from a random place"), TRY),
    Action(
        "start-left",
        "move_start(-1, 0)",
        ("less_than_sign",),
        _N("start ←"),
        _N("Move the start to the left"),
        TRY,
        modes=(TERRAIN,),
    ),
    Action(
        "start-right",
        "move_start(1, 0)",
        ("greater_than_sign",),
        _N("start →"),
        _N("Move the start to the right"),
        TRY,
        modes=(TERRAIN,),
    ),
    Action(
        "start-up",
        "move_start(0, 1)",
        ("up",),
        _N("start ↑"),
        _N("Move the start up, on a surface"),
        TRY,
        modes=(TERRAIN,),
    ),
    Action(
        "start-down",
        "move_start(0, -1)",
        ("down",),
        _N("start ↓"),
        _N("Move the start down, on a surface"),
        TRY,
        modes=(TERRAIN,),
    ),
    Action("undo", "undo", ("z",), _N("undo"), _N("Take the last change back"), TRY, 10),
    Action("redo", "redo", ("Z",), _N("redo"), _N("Make it again"), TRY),
    Action("last-session", "resume", ("R",), _N("go on"), _N("Go on with the last session"), TRY),
    Action(
        "leave",
        "give_up",
        ("escape",),
        _N("leave"),
        _N("Leave the fields, and take back what was refused"),
        TRY,
    ),
    Action(
        "next-row",
        "select(1)",
        ("down", "j"),
        _N("row"),
        _N("Select the next row of the data"),
        DATA,
        modes=(FIT,),
    ),
    Action(
        "previous-row", "select(-1)", ("up", "k"), _N("row"), _N("Select the row before"), DATA, modes=(FIT,)
    ),
    Action("add-point", "add_point", ("a",), _N("add"), _N("Add a point"), DATA, modes=(FIT,)),
    Action("edit-point", "edit_point", ("e",), _N("edit"), _N("Edit the selected point"), DATA, modes=(FIT,)),
    Action(
        "delete-point",
        "delete_point",
        ("d",),
        _N("delete"),
        _N("Delete the selected point"),
        DATA,
        modes=(FIT,),
    ),
    Action(
        "data",
        "data_menu",
        ("D",),
        _N("data"),
        _N("Presets, noise, standardise, paste rows"),
        DATA,
        modes=(FIT,),
    ),
    Action("open", "open_file", ("O",), _N("open"), _N("Open a CSV file"), DATA, modes=(FIT,)),
    Action(
        "terrains", "terrain_menu", ("D",), _N("terrains"), _N("Choose a terrain"), DATA, 7, modes=(TERRAIN,)
    ),
    Action(
        "formula",
        "formula",
        ("F",),
        _N("formula"),
        _N("Type a formula to descend"),
        DATA,
        9,
        modes=(TERRAIN,),
    ),
    Action(
        "log-axis",
        "look('log_scale')",
        ("g",),
        _N("log"),
        _N("Cost on a log axis, or a linear one"),
        LOOK,
        13,
    ),
    Action(
        "best-line",
        "look('least_squares')",
        ("y",),
        _N("best line"),
        _N("The line that fits best, or not"),
        LOOK,
        modes=(FIT,),
    ),
    Action("zoom-in", "zoom(1)", ("i",), _N("zoom in"), _N("Enlarge the landscape"), LOOK),
    Action("zoom-out", "zoom(-1)", ("I",), _N("zoom out"), _N("Reduce the landscape"), LOOK),
    Action(
        "follow",
        "look('follow')",
        ("f",),
        _N("follow"),
        _N("Keep the landscape's middle here, or not"),
        LOOK,
    ),
    Action(
        "whole-run",
        "look('whole')",
        ("F",),
        _N("whole run"),
        _N("The whole run in view, or not"),
        LOOK,
        modes=(FIT,),
    ),
    Action(
        "reset-view",
        "reset_view",
        ("H",),
        _N("reset view"),
        _N("Landscape and fit as they were framed at first"),
        LOOK,
    ),
    Action(
        "arrows",
        "look('arrows')",
        ("N",),
        _N("arrows"),
        _N("Against the gradient, and straight to the minimum, or not"),
        LOOK,
        modes=(FIT,),
    ),
    Action(
        "squares",
        "look('squares')",
        ("Q",),
        _N("squares"),
        _N("Squared errors as squares, or not"),
        LOOK,
        modes=(FIT,),
    ),
    Action(
        "fates-way",
        "look('fates_by_start')",
        ("E",),
        _N("starts"),
        _N("Fates over the starts, or the rates"),
        LOOK,
        modes=(TERRAIN,),
    ),
    Action("by-hand", "hand(1)", ("h",), _N("by hand"), _N("The next page of “By hand”"), LOOK),
    Action("clear-ghosts", "clear_ghosts", ("c",), _N("clear"), _N("Clear the curves of earlier runs"), LOOK),
    Action("next-panel", "panel(1)", ("tab",), _N("panel"), _N("To the next panel"), LOOK),
    Action("previous-panel", "panel(-1)", ("shift+tab",), _N("panel"), _N("To the panel before"), LOOK),
    Action("maximise", "maximise", ("x",), _N("enlarge"), _N("The panel in focus large, or back"), LOOK, 14),
    Action("next-view", "view(1)", ("v",), _N("view"), _N("The next view, on a small screen"), LOOK),
    Action("previous-view", "view(-1)", ("V",), _N("view"), _N("The view before, on a small screen"), LOOK),
    Action("language", "app.language", ("L",), "한/En", _N("English or Korean"), LOOK, 17),
    Action("theme", "app.theme", ("T",), _N("theme"), _N("The next theme"), LOOK, 18),
    Action("ascii", "app.ascii", ("A",), "ASCII", _N("Draw with plain ASCII signs, or not"), LOOK),
    Action("picture", "app.picture", ("P",), _N("picture"), _N("Save a picture of the screen (SVG)"), LOOK),
    Action(
        "palette", "app.palette", ("ctrl+p", "colon"), _N("actions"), _N("Find any action by its name"), LOOK
    ),
    Action(
        "help", "app.help", ("question_mark", "f1"), _N("help"), _N("What keys and panels are for"), LOOK, 6
    ),
    Action("quit", "app.quit", ("q", "ctrl+q"), _N("quit"), _N("Leave the lab"), LOOK, 11),
)
"""In the order in which the help lists them."""
