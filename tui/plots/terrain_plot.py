"""The terrain: the curve or the level lines of a surface, and the ball on it."""

from __future__ import annotations

from textual.content import Content

from tui.lab.charts.axes import linear_axis
from tui.lab.charts.chart import Chart, Series, dot
from tui.lab.session.frame import Frame
from tui.lab.session.terrains import terrain_of
from tui.plots.plot import Plot


class TerrainPlot(Plot):
    """Stub until the picture is merged."""

    def chart(self, frame: Frame) -> Chart:
        curve = terrain_of(frame.experiment)
        low, high = curve.box[0]
        xs = [low + (high - low) * i / 100 for i in range(101)]
        ys = [curve.cost((x,)) for x in xs]
        return Chart(
            linear_axis(low, high, self.columns, "first"),
            linear_axis(min(ys), max(ys), self.rows, upright=True),
            (Series("line", tuple(xs), tuple(ys)),),
            (dot("here", (frame.step.params[0], frame.step.cost)),),
        )

    def title(self, frame: Frame, chart: Chart) -> Content:
        return Content("Terrain")

    def reading(self, frame: Frame, x: float, y: float) -> Content:
        return Content("")
