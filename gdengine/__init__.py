"""gdengine: gradient descent, one step at a time, with the theory that predicts it.

    import gdengine as gd

    data = gd.Dataset(x=(0, 1, 3), y=(-1, 1, 5))
    objective = gd.LinearRegression(data, gradient_scale="sum")
    experiment = gd.Experiment(
        objective, start=(1.0, 0.0), learning_rate=0.1, update="sequential", max_steps=20
    )
    for step in gd.descend(experiment):
        print(step.index, step.params, step.cost)

    gd.theory.learning_rate_limit(experiment)  # 13/30: from there on it does not converge
    gd.diagnose(gd.History(experiment))        # what it does, as facts

It needs nothing but the standard library, and knows no screen and no language.
"""

from gdengine import theory
from gdengine.data import Dataset, article
from gdengine.descent import UPDATE_ORDERS, Experiment, UpdateOrder, descend
from gdengine.diagnosis import Diagnosis, Verdict, diagnose
from gdengine.history import History
from gdengine.objectives import GRADIENT_SCALES, GradientScale, LinearRegression
from gdengine.optimizers import SGD, Optimizer, sgd
from gdengine.step import Params, State, Status, Step
from gdengine.theory import Forecast, forecast

__all__ = [
    "GRADIENT_SCALES",
    "SGD",
    "UPDATE_ORDERS",
    "Dataset",
    "Diagnosis",
    "Experiment",
    "Forecast",
    "GradientScale",
    "History",
    "LinearRegression",
    "Optimizer",
    "Params",
    "State",
    "Status",
    "Step",
    "UpdateOrder",
    "Verdict",
    "article",
    "descend",
    "diagnose",
    "forecast",
    "sgd",
    "theory",
]
