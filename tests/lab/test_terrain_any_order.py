"""On terrains, whatever is done in whatever order: the session's promises hold, and all can be drawn."""

from __future__ import annotations

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

import gdengine as gd
from tests.thorough import cases
from tui.lab.by_hand.pages import by_hand
from tui.lab.charts.cost_chart import cost_chart
from tui.lab.charts.curve_chart import curve_chart
from tui.lab.charts.surface_chart import surface_chart
from tui.lab.files.session_file import SessionFile
from tui.lab.session import terrains
from tui.lab.session.fates import Fates, strip_of
from tui.lab.session.frame import Frame
from tui.lab.session.session import Session
from tui.lab.wording.happening import happening
from tui.lab.wording.settings import settings as settings_of
from tui.lab.wording.slope import slope_sentence

FORMULAS = ["log(x)", "1/x", "abs(x)", "x**(1/3)", "tan(x)", "0*x + 1", "1e200*x**4", "x**x", "x - x**3"]
GROUNDS = [*gd.TERRAINS.values(), *(gd.Curve(text, (-3, 3), 0.7) for text in FORMULAS)]
RATES = st.floats(0.0, 20.0) | st.sampled_from([0.1, 1.0, 12.6, 1e300])
CHANGES = st.one_of(
    st.tuples(st.just("learning_rate"), RATES),
    st.tuples(st.sampled_from(["x", "y"]), st.floats(-20, 20) | st.just(0.0)),
    st.tuples(st.just("max_steps"), st.integers(1, 10_000)),
    st.tuples(st.just("update"), st.sampled_from(gd.UPDATE_ORDERS)),
    st.tuples(
        st.just("optimizer"),
        st.sampled_from([gd.sgd(), gd.sgd(0.9), gd.sgd(0.5, nesterov=True), gd.adam(), gd.rmsprop()]),
    ),
    st.tuples(st.just("schedule"), st.sampled_from([0.1, gd.Cosine(0.2, 30), gd.ReduceOnPlateau(0.3)])),
    st.tuples(st.just("stop"), st.sampled_from([None, gd.GradientNorm(1e-3), gd.Cycle()])),
)


class AnyOrder(RuleBasedStateMachine):
    """Rules are what a user can do on Terrain; what is refused must leave all as it was."""

    def __init__(self) -> None:
        super().__init__()
        ground = gd.TERRAINS["three valleys"]
        self.session = Session(gd.Experiment(ground, ground.starts[0], learning_rate=0.1))

    @property
    def frame(self) -> Frame:
        return self.session.frame()

    def attempt(self, change: object, *arguments: object) -> None:
        """Change the session; then undo returns exactly, and redo too."""
        before = self.frame
        assert callable(change)
        try:
            change(*arguments)
        except ValueError:
            assert self.frame.run == before.run
            assert (self.frame.index, self.frame.undoable) == (before.index, before.undoable)
            return
        after = self.frame
        if after.run.history is before.run.history:
            return
        self.session.undo()
        assert self.frame.run.history is before.run.history
        assert repr(self.frame.step) == repr(before.step)
        assert (self.frame.ghosts, self.frame.seed) == (before.ghosts, before.seed)
        self.session.redo()
        assert self.frame.run.history is after.run.history
        assert repr(self.frame.step) == repr(after.step)

    @rule(ground=st.sampled_from(GROUNDS))
    def open(self, ground: gd.Curve | gd.Surface) -> None:
        self.attempt(self.session.change, lambda state: terrains.opened(state, ground))
        assert self.frame.experiment.objective == ground
        assert (self.frame.index, self.frame.ghosts) == (0, ())

    @rule(steps=st.integers(1, 40))
    def forward(self, steps: int) -> None:
        before = self.frame
        self.session.forward(steps)
        assert self.frame.index == before.index + steps or self.frame.step.status is gd.Status.NONFINITE

    @rule(steps=st.integers(1, 40))
    def back_and_on_again(self, steps: int) -> None:
        before = self.frame
        self.session.back(steps)
        self.session.forward(before.index - self.frame.index)
        assert repr(self.frame.step) == repr(before.step)

    @rule(index=st.integers(0, 60))
    def seek(self, index: int) -> None:
        self.session.seek(index)

    @rule(change=CHANGES)
    def set(self, change: tuple[str, object]) -> None:
        name, value = change
        if name != "y" or len(self.frame.names) > 1:
            self.attempt(self.session.set, name, value)

    @rule(direction=st.sampled_from([-1, 1]))
    def nudge(self, direction: int) -> None:
        self.attempt(self.session.nudge_learning_rate, direction)

    @rule(right=st.integers(-3, 3), up=st.integers(-3, 3))
    def move_the_start(self, right: int, up: int) -> None:
        self.attempt(self.session.change, terrains.start_moved((right, up)))

    @rule()
    def random_start(self) -> None:
        self.attempt(self.session.start_at_random)

    @rule()
    def restart(self) -> None:
        self.attempt(self.session.restart)

    @precondition(lambda self: self.frame.undoable)
    @rule()
    def undo(self) -> None:
        self.session.undo()

    @rule(name=st.sampled_from(["log_scale", "follow", "fates_by_start"]), times=st.integers(-2, 2))
    def look(self, name: str, times: int) -> None:
        self.session.look(lambda looks: looks.toggled(name).zoomed(times).turned(1, 3))

    @rule(columns=st.integers(10, 120), rows=st.integers(3, 40))
    def draw(self, columns: int, rows: int) -> None:
        frame = self.frame
        curve = isinstance(frame.experiment.objective, gd.Curve)
        (curve_chart if curve else surface_chart)(frame, columns, rows)
        cost_chart(frame, columns, rows)
        if curve:
            assert slope_sentence(frame, columns)
        assert by_hand(frame, columns, rows)
        assert happening(frame).text
        assert settings_of(frame)

    @rule(cells=st.integers(2, 60))
    def fates(self, cells: int) -> None:
        found = Fates()
        found.ask(strip_of(self.frame.experiment, cells, self.frame.looks.fates_by_start))
        found.work(0.0)

    @rule()
    def keep(self) -> None:
        file = SessionFile(mode="terrain")
        file.save(self.session.saved())
        assert file.load() == self.session.saved()

    @invariant()
    def the_start_is_in_the_domain_and_the_frame_whole(self) -> None:
        frame = self.frame
        box = terrains.terrain_of(frame.experiment).box
        assert all(low <= at <= high for at, (low, high) in zip(frame.experiment.start, box, strict=True))
        assert 0 <= frame.index <= frame.newest
        assert frame.step.index == frame.index
        assert frame.points is None
        assert all(ghost.history is not frame.run.history for ghost in frame.ghosts)


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(
    max_examples=cases(160), stateful_step_count=40, deadline=None, derandomize=True
)
