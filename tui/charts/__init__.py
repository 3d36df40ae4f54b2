"""From a frame to what is drawn: pure data, as many points as there are columns to show them."""

from tui.charts.axes import LABEL_WIDTH, told_apart
from tui.charts.chart import Axis, Chart, Role, Series
from tui.charts.cost import cost_chart, expected_cost
from tui.charts.fit import fit_chart, line_in_sight, nearest_point
from tui.charts.landscape import here_in_sight, landscape_chart

__all__ = [
    "LABEL_WIDTH",
    "Axis",
    "Chart",
    "Role",
    "Series",
    "cost_chart",
    "expected_cost",
    "fit_chart",
    "here_in_sight",
    "landscape_chart",
    "line_in_sight",
    "nearest_point",
    "told_apart",
]
