"""Apps to compare the lab with: python -m … naive | number; each shows one step more at every n."""

from __future__ import annotations

import sys

from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.widgets import DataTable, RichLog, Static
from textual_plotext import PlotextPlot

import gdengine as gd


class Naive(App[None]):
    """A table, a log and two plots as anybody would write them."""

    CSS = "Horizontal { height: 1fr; }"
    BINDINGS = [("n", "step"), ("q", "quit")]

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield DataTable()
            yield PlotextPlot(id="costs")
        with Horizontal():
            yield RichLog()
            yield PlotextPlot(id="line")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("x", "y", "f(x)", "error")
        objective = gd.LinearRegression(gd.article(), "sum")
        self.run_ = gd.History(gd.Experiment(objective, (1.0, 0.0), learning_rate=0.1, update="sequential"))

    def action_step(self) -> None:
        self.run_.extend(1)
        step, data = self.run_.at(len(self.run_) - 1), gd.article()
        w1, w0 = step.params
        table = self.query_one(DataTable).clear()
        for x, y in zip(data.x, data.y, strict=True):
            table.add_row(x, y, f"{w1 * x + w0:.2f}", f"{w1 * x + w0 - y:.2f}")
        self.query_one(RichLog).write(f"{step.index} {w1:.4f} {w0:.4f} {step.cost:.5f}")
        costs, line = self.query_one("#costs", PlotextPlot), self.query_one("#line", PlotextPlot)
        costs.plt.clear_data()
        costs.plt.plot(self.run_.costs(0, len(self.run_)))
        line.plt.clear_data()
        line.plt.scatter(data.x, data.y)
        line.plt.plot([0, 3], [w0, 3 * w1 + w0])
        costs.refresh()
        line.refresh()


class Number(App[None]):
    """One number, painted again at each key: the least that Textual takes."""

    BINDINGS = [("n", "step"), ("q", "quit")]
    shown = 0

    def compose(self) -> ComposeResult:
        yield Static("0")

    def action_step(self) -> None:
        self.shown += 1
        self.query_one(Static).update(str(self.shown))


if __name__ == "__main__":
    {"naive": Naive, "number": Number}[sys.argv[1]]().run()
