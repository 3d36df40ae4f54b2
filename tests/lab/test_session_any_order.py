"""Whatever is done in whatever order: the session's promises hold."""

from __future__ import annotations

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

import gdengine as gd
from tui.lab.files import recipe
from tui.lab.session.clock import SPEEDS
from tui.lab.session.frame import Frame
from tui.lab.session.session import Session

NUMBERS = st.floats(-1e6, 1e6) | st.sampled_from([0.0, 1e300, -1e300, 5e-324])
RATES = st.floats(0.0, 10.0) | st.sampled_from([0.1, 0.5, 13 / 30, 1e300])
SETTINGS = st.one_of(
    st.tuples(st.just("learning_rate"), RATES),
    st.tuples(st.just("update"), st.sampled_from(gd.UPDATE_ORDERS)),
    st.tuples(st.just("gradient_scale"), st.sampled_from(gd.GRADIENT_SCALES)),
    st.tuples(st.sampled_from(["w1", "w0"]), NUMBERS),
    st.tuples(st.just("max_steps"), st.integers(1, 10_000)),
    st.tuples(
        st.just("optimizer"),
        st.sampled_from(
            [gd.sgd(), gd.sgd(0.9), gd.sgd(0.5, nesterov=True), gd.adam(), gd.rmsprop(), gd.adagrad()]
        ),
    ),
    st.tuples(
        st.just("schedule"),
        st.sampled_from([0.1, gd.Exponential(0.1, 0.9), gd.Cosine(0.2, 30), gd.ReduceOnPlateau(0.3)]),
    ),
    st.tuples(st.just("batch"), st.sampled_from([gd.FullBatch(), gd.MiniBatch(1), gd.MiniBatch(2, seed=3)])),
    st.tuples(
        st.just("stop"),
        st.sampled_from([None, gd.GradientNorm(1e-3), gd.Cycle() | gd.CostTolerance(1e-6, 3)]),
    ),
)


class AnyOrder(RuleBasedStateMachine):
    """Rules are what a user can do; what the engine refuses must leave all as it was."""

    def __init__(self) -> None:
        super().__init__()
        self.session = Session(recipe.article())
        self.seen = 0

    @property
    def frame(self) -> Frame:
        return self.session.frame()

    def attempt(self, change: object, *arguments: object) -> bool:
        before = self.frame
        assert callable(change)
        try:
            change(*arguments)
        except ValueError as refusal:
            said = str(refusal)
        else:
            return True
        after = self.frame
        assert said
        assert (after.index, after.experiment, after.run) == (before.index, before.experiment, before.run)
        assert after.undoable == before.undoable
        return False

    @rule(steps=st.integers(1, 40))
    def forward(self, steps: int) -> None:
        before = self.frame
        self.session.forward(steps)
        reached = self.frame.index - before.index
        assert reached == steps or self.frame.step.status is gd.Status.NONFINITE

    @rule(steps=st.integers(1, 40))
    def back_and_on_again(self, steps: int) -> None:
        before = self.frame
        self.session.back(steps)
        self.session.forward(before.index - self.frame.index)
        assert repr(self.frame.step) == repr(before.step)

    @rule(index=st.integers(-10, 200))
    def seek(self, index: int) -> None:
        self.session.seek(index)
        assert self.frame.index == max(0, min(index, self.frame.newest))

    @rule(tenths=st.sampled_from([-1, 1]))
    def leap(self, tenths: int) -> None:
        self.session.leap(tenths)

    @rule(seconds=st.sampled_from([0.001, 0.1, 1.0]), notches=st.integers(-3, 3))
    def play(self, seconds: float, notches: int) -> None:
        self.session.change_speed(notches)
        self.session.toggle_play()
        # At full speed the run is as long as the machine is fast; a run should be the same each time.
        if self.frame.speed != SPEEDS[-1]:
            self.session.advance(seconds)
        self.session.pause()

    @rule(setting=SETTINGS)
    def set(self, setting: tuple[str, object]) -> None:
        name, value = setting
        if self.attempt(self.session.set, name, value) and name in ("update", "optimizer", "batch", "stop"):
            assert getattr(self.frame.experiment, name) == value

    @rule(direction=st.sampled_from([-1, 1]))
    def nudge(self, direction: int) -> None:
        self.attempt(self.session.nudge_learning_rate, direction)

    @rule()
    def restart(self) -> None:
        before = self.frame
        self.session.restart()
        assert self.frame.experiment == before.experiment or before.experiment.max_steps != before.planned
        assert self.frame.index == 0

    @rule(x=NUMBERS, y=NUMBERS)
    def add_a_point_and_take_it_back(self, x: float, y: float) -> None:
        before = self.frame
        if self.attempt(self.session.add_point, x, y):
            assert (self.frame.fit.data.x[-1], self.frame.fit.data.y[-1]) == (x, y)
            assert self.frame.fit.selected == len(before.fit.data)
            self.session.undo()
            assert self.frame.fit.data == before.fit.data
            assert repr(self.frame.step) == repr(before.step)

    @rule(row=st.integers(0, 20), x=NUMBERS, y=NUMBERS)
    def move_a_point(self, row: int, x: float, y: float) -> None:
        row %= len(self.frame.fit.data)
        if self.attempt(self.session.move_point, row, x, y):
            assert (self.frame.fit.data.x[row], self.frame.fit.data.y[row]) == (x, y)

    @rule(row=st.integers(0, 20))
    def delete_a_point(self, row: int) -> None:
        count = len(self.frame.fit.data)
        if self.attempt(self.session.delete_point, row % count):
            assert len(self.frame.fit.data) == count - 1
        else:
            assert count == 1

    @rule(name=st.sampled_from(sorted(gd.PRESETS)))
    def open_a_preset(self, name: str) -> None:
        if self.attempt(self.session.open_data, gd.PRESETS[name](), name):
            assert self.frame.fit.data == gd.PRESETS[name]()
            assert (self.frame.fit.name, self.frame.index) == (name, 0)

    @rule(seed=st.integers(0, 5))
    def noise(self, seed: int) -> None:
        self.attempt(self.session.add_noise, 0.1, seed)

    @rule()
    def standardise(self) -> None:
        self.attempt(self.session.standardise)

    @rule(row=st.none() | st.integers(-3, 50))
    def select(self, row: int | None) -> None:
        self.session.select(row)

    @precondition(lambda self: self.frame.undoable)
    @rule()
    def undo_and_redo(self) -> None:
        before = self.frame
        self.session.undo()
        self.session.redo()
        after = self.frame
        assert after.run.history is before.run.history
        assert (after.index, after.planned, after.fit.name) == (before.index, before.planned, before.fit.name)

    @rule()
    def undo(self) -> None:
        self.session.undo()

    @rule()
    def redo(self) -> None:
        self.session.redo()

    @rule(times=st.integers(-3, 3))
    def look(self, times: int) -> None:
        self.session.look(lambda looks: looks.zoomed(times))
        self.session.look(lambda looks: looks.toggled("log_scale"))
        self.session.look(lambda looks: looks.toggled("least_squares"))
        self.session.look(lambda looks: looks.toggled("follow"))

    @rule()
    def clear(self) -> None:
        self.session.clear_ghosts()
        assert self.frame.ghosts == ()

    @invariant()
    def the_frame_is_whole(self) -> None:
        frame = self.frame
        assert 0 <= frame.index <= frame.newest
        assert frame.step.index == frame.index
        assert frame.run.length == len(frame.run.history)
        assert frame.diagnosis.index == frame.index
        assert frame.fit.selected is None or 0 <= frame.fit.selected < len(frame.fit.data)
        assert all(0 < k <= frame.newest for k in frame.run.history.changes if k)
        assert all(ghost.history is not frame.run.history for ghost in frame.ghosts)
        assert frame.revision >= self.seen
        self.seen = frame.revision


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=60, stateful_step_count=60, deadline=None, derandomize=True)
