"""The session file: what is kept of a session, so that the next start can resume it.

It is written atomically, and its content is checked when it is read: an invalid file counts as
no file, and is set aside.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import gdengine as gd
from tui.lab.files import atomic, bounded, points_file, recipe, recipe_writing
from tui.lab.keys.actions import FIT
from tui.lab.session.clock import SPEEDS
from tui.lab.session.frame import MOST_ZOOM, Looks
from tui.lab.session.saved import SavedSession, Stretch
from tui.lab.session.state import PointsSource
from tui.lab.text.clean import cleaned

FORMAT_VERSION: Final = 1
"""The version of the format; a file of another version is not read."""

MOST_PAGES: Final = 100
"""The highest page number of the arithmetic by hand that is accepted."""

LARGEST_COUNT: Final = 1_000_000_000
"""The highest number of steps, or of anything else counted, that is accepted."""


class SessionFile:
    """The file of a mode, in `folder`; several labs may use it, and the one that saves last wins."""

    def __init__(self, folder: Path | None = None, mode: str = FIT) -> None:
        if folder is None:
            from platformdirs import user_state_path

            folder = user_state_path("gdlab", appauthor=False)
        name = "session" if mode == FIT else f"session.{mode}"
        self.path = folder / f"{name}.json"
        self.previous = folder / f"{name}.previous.json"
        self.damaged: Path | None = None
        """Where the last file is that could not be used and was set aside."""
        self._points = points_file.PointWriter(folder)
        self._recipes: dict[int, tuple[gd.Experiment, dict[str, Any]]] = {}

    def save(self, kept: SavedSession) -> None:
        """Replace the content of the file by `kept`; raises OSError if it cannot be written."""
        sets = list({id(data): data for part in kept.stretches if (data := _data(part))}.values())
        places = {id(data): place for place, data in enumerate(sets)}
        known, self._recipes = self._recipes, {}
        for _first, experiment, *_memory in kept.stretches:
            key = id(experiment)
            self._recipes[key] = known.get(key) or (experiment, _recipe(experiment))
        content = {
            "gdlab": FORMAT_VERSION,
            "stretches": [
                {
                    "first": part.first,
                    "recipe": self._recipes[id(part.experiment)][1],
                    "data": places.get(id(_data(part))),
                    "state": part.state,
                    "plateau": part.plateau,
                }
                for part in kept.stretches
            ],
            "data": self._points.entries(sets),
            **{name: getattr(kept, name) for name in ("index", "newest", "planned", "speed", "seed")},
            **asdict(kept.source or PointsSource()),
            "looks": asdict(kept.looks),
        }
        import json  # not at the top: the lab starts without it

        atomic.write(self.path, json.dumps(content))
        self._points.tidy()

    def load(self) -> SavedSession | None:
        """The session saved last; None if there is no file, or an invalid one, which is set aside."""
        import json

        try:
            content = bounded.read(self.path, points_file.MOST_SESSION_BYTES)
            return _understood(json.loads(content), self.path.parent)
        except FileNotFoundError as missing:
            if str(missing.filename) != str(self.path):  # the file is there, but not the one of its points
                self.damaged = bounded.set_aside(self.path)
        except Exception:
            # A damaged file can raise almost any exception.
            self.damaged = bounded.set_aside(self.path)
        return None

    def set_aside(self) -> None:
        """Copy the content of the file to that of the previous session, before it is overwritten."""
        try:
            content = bounded.read(self.path, points_file.MOST_SESSION_BYTES)
        except FileNotFoundError:
            return
        except OSError:
            self.damaged = bounded.set_aside(self.path)
            return
        atomic.write(self.previous, content)


def _data(part: Stretch) -> gd.Dataset | None:
    objective = part.experiment.objective
    return objective.data if isinstance(objective, gd.LinearRegression) else None


def _recipe(experiment: gd.Experiment) -> dict[str, Any]:
    """The recipe without its points, which several stretches may share."""
    objective = experiment.objective
    written = recipe_writing.scale_tree(objective) if isinstance(objective, gd.LinearRegression) else None
    return recipe_writing.tree(experiment, written)


# Reading: invalid content raises an exception of any kind.


def _understood(content: Mapping[str, Any], folder: Path) -> SavedSession:
    _must(content["gdlab"] == FORMAT_VERSION)
    newest = _count(content["newest"])
    sets = points_file.read_sets(content["data"], folder)
    stretches = tuple(_stretches(content["stretches"], sets))
    firsts = [part.first for part in stretches]
    _must(firsts[0] == 0 and firsts[-1] <= newest)
    _must(all(earlier < later for earlier, later in pairwise(firsts)))
    index, speed, name = _count(content["index"]), content["speed"], content["name"]
    _must(index <= newest and speed in SPEEDS)
    _must(isinstance(name, str) and len(name) <= 1000)
    return SavedSession(
        stretches=stretches,
        index=index,
        newest=newest,
        planned=_count(content["planned"]),
        source=PointsSource(cleaned(name), _scaling(content["scaling"])) if sets else None,
        seed=None if content.get("seed") is None else _count(content["seed"]),
        looks=_looks(content["looks"]),
        speed=float(speed),
    )


def _stretches(parts: Sequence[Mapping[str, Any]], sets: Sequence[gd.Dataset]) -> list[Stretch]:
    regressions: dict[tuple[int, object], gd.LinearRegression] = {}
    found = []
    for part in parts:
        objective = _regression(part, sets, regressions) if sets else None
        experiment = recipe.experiment(part["recipe"], objective=objective)
        _must(isinstance(experiment.objective, gd.LinearRegression) == bool(sets))
        state, plateau = _tuple(part["state"]), _tuple(part["plateau"])
        _check_memory(experiment, state, plateau)
        found.append(Stretch(_count(part["first"]), experiment, state, plateau))
    return found


def _regression(
    part: Mapping[str, Any],
    sets: Sequence[gd.Dataset],
    made: dict[tuple[int, object], gd.LinearRegression],
) -> gd.LinearRegression:
    """The regression of a stretch; regressions on the same points share their sums through `made`."""
    place, scale = _count(part["data"]), part["recipe"]["objective"].get("gradient_scale", "sum")
    made[place, scale] = found = (
        made.get((place, scale))
        or next((known.rescaled(scale) for (other, _), known in made.items() if other == place), None)
        or gd.LinearRegression(sets[place], scale)
    )
    return found


def _check_memory(experiment: gd.Experiment, state: gd.State, plateau: gd.State) -> None:
    """Raise an exception if no update can be made with this memory of optimizer and learning rate."""
    optimizer, rate, start = experiment.optimizer, experiment.learning_rate, experiment.start
    _must(_alike(state, optimizer.init(start)))
    _must(_alike(plateau, rate.init() if isinstance(rate, gd.ReduceOnPlateau) else ()))
    optimizer.update((0.0,) * len(start), state, start, 0.1)


def _alike(given: object, model: object) -> bool:
    """Whether both have the same structure and types, and all counts are acceptable."""
    if isinstance(given, tuple) and isinstance(model, tuple):
        return len(given) == len(model) and all(map(_alike, given, model))
    return type(given) is type(model) and (type(given) is not int or 0 <= given <= LARGEST_COUNT)


def _scaling(given: Mapping[str, Any] | None) -> gd.Scaling | None:
    if given is None:
        return None
    _must(all(type(value) in (int, float) and math.isfinite(value) for value in given.values()))
    _must(given["x_spread"] > 0.0 and given["y_spread"] > 0.0)
    return gd.Scaling(**given)


def _looks(given: Mapping[str, Any]) -> Looks:
    defaults = asdict(Looks())
    _must(all(type(value) is type(defaults[name]) for name, value in given.items()))
    _must(abs(given["zoom"]) <= MOST_ZOOM and 0 <= given["hand"] <= MOST_PAGES)
    return Looks(**given)


def _tuple(given: Any) -> Any:
    return tuple(map(_tuple, given)) if isinstance(given, list) else given


def _count(given: Any) -> int:
    _must(type(given) is int and 0 <= given <= LARGEST_COUNT)
    return int(given)


def _must(holds: bool) -> None:
    if not holds:
        raise ValueError("this is not what was written")
