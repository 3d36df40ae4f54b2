"""gdengine: gradient descent, one step at a time, with the theory that predicts it.

A cost E(w) says how badly the parameters w fit. Its gradient ∇E points where E grows fastest,
so a step against it makes the cost smaller, if the step is not too long:

    w ← w − learning rate · ∇E(w)

How long is too long is the whole art. Ten lines show it:

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

1. What is descended. LinearRegression fits a line to a Dataset (PRESETS, line, noisy,
   standardise; read_csv, preview and parse_rows for your own). Curve("x**4 - 4*x**2 + x") and
   Surface take a typed formula and know its minima; TERRAINS are ten that teach. The autodiff
   shows how a computer finds a gradient: Node, variable, backward, formula_tape, regression_tape.
2. How. An Experiment holds all that decides a run: the objective, the start, an optimizer (sgd
   with momentum and Nesterov, adagrad, rmsprop, adam, adamw, nadam, adadelta), the learning
   rate (a number, a Schedule or ReduceOnPlateau), the update order, the Batch, a StopRule.
3. The run. `descend` yields one Step at a time; a History remembers them all, goes to any, and
   forks. `arithmetic` writes one update out, term by term, to be checked by hand.
4. Why. `theory` knows before the first step what a learning rate will do: the limit, the best
   rate, the cost at any step. `diagnose` says what a run does, in facts; `sweep` compares many
   rates or optimizers, `range_test` guesses a good rate where theory has no word.

Parameters are tuples of floats, ordered as `objective.names`; rows and steps count from 0 in
numbers, from 1 in messages. Optimizers' numbers are torch's. What cannot be used is refused
with a ValueError that names the argument, what it got and what it takes; a number that is no
longer finite ends a run, and never raises. It needs nothing but the standard library, and knows
no screen and no language.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from gdengine import theory
from gdengine.arithmetic import Arithmetic, Partial, Term, arithmetic
from gdengine.batches import Batch, FullBatch, MiniBatch, single
from gdengine.critical_points import CriticalPoint, Kind
from gdengine.curves import Curve, Surface
from gdengine.data import PRESETS, Dataset, Scaling, article, line, noisy, standardise
from gdengine.descent import UPDATE_ORDERS, Experiment, LearningRate, UpdateOrder, descend
from gdengine.diagnosis import Diagnosis, diagnose
from gdengine.history import History
from gdengine.objectives import GRADIENT_SCALES, GradientScale, LinearRegression, Objective
from gdengine.observation import Verdict
from gdengine.optimizers import SGD, Optimizer, sgd
from gdengine.schedules import (
    Constant,
    Cosine,
    Exponential,
    InverseScaling,
    Joined,
    ReduceOnPlateau,
    Schedule,
    StepDecay,
    WarmUp,
)
from gdengine.step import Params, State, Status, Step
from gdengine.stopping import REASONS, AnyOf, CostTolerance, Cycle, GradientNorm, StopRule, WallTime
from gdengine.sweep import RangeTest, Trial, geometric, range_test, sweep
from gdengine.theory import Forecast, LocalLimit, forecast

if TYPE_CHECKING:
    from gdengine.adaptive import (
        Adadelta,
        Adagrad,
        Adam,
        AdamW,
        NAdam,
        RMSprop,
        adadelta,
        adagrad,
        adam,
        adamw,
        nadam,
        rmsprop,
    )
    from gdengine.autodiff import Node, Tape, backward, formula_tape, regression_tape, variable
    from gdengine.csv_reading import Preview, preview, read_csv
    from gdengine.expressions import Formula, FormulaError, parse
    from gdengine.pasted_rows import parse_rows
    from gdengine.starts import random_start
    from gdengine.terrains import TERRAINS
    from gdengine.text_files import DataError, Trouble

_LATER = {
    "Adadelta": "adaptive",
    "Adagrad": "adaptive",
    "Adam": "adaptive",
    "AdamW": "adaptive",
    "NAdam": "adaptive",
    "RMSprop": "adaptive",
    "adadelta": "adaptive",
    "adagrad": "adaptive",
    "adam": "adaptive",
    "adamw": "adaptive",
    "nadam": "adaptive",
    "rmsprop": "adaptive",
    "Node": "autodiff",
    "Tape": "autodiff",
    "backward": "autodiff",
    "formula_tape": "autodiff",
    "regression_tape": "autodiff",
    "variable": "autodiff",
    "Preview": "csv_reading",
    "preview": "csv_reading",
    "read_csv": "csv_reading",
    "Formula": "expressions",
    "FormulaError": "expressions",
    "parse": "expressions",
    "parse_rows": "pasted_rows",
    "random_start": "starts",
    "TERRAINS": "terrains",
    "DataError": "text_files",
    "Trouble": "text_files",
}
"""Names whose modules are imported when they are first asked for, so that an import takes half the time."""


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATER})


__all__ = [
    "GRADIENT_SCALES",
    "PRESETS",
    "REASONS",
    "SGD",
    "TERRAINS",
    "UPDATE_ORDERS",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "AnyOf",
    "Arithmetic",
    "Batch",
    "Constant",
    "Cosine",
    "CostTolerance",
    "CriticalPoint",
    "Curve",
    "Cycle",
    "DataError",
    "Dataset",
    "Diagnosis",
    "Experiment",
    "Exponential",
    "Forecast",
    "Formula",
    "FormulaError",
    "FullBatch",
    "GradientNorm",
    "GradientScale",
    "History",
    "InverseScaling",
    "Joined",
    "Kind",
    "LearningRate",
    "LinearRegression",
    "LocalLimit",
    "MiniBatch",
    "NAdam",
    "Node",
    "Objective",
    "Optimizer",
    "Params",
    "Partial",
    "Preview",
    "RMSprop",
    "RangeTest",
    "ReduceOnPlateau",
    "Scaling",
    "Schedule",
    "State",
    "Status",
    "Step",
    "StepDecay",
    "StopRule",
    "Surface",
    "Tape",
    "Term",
    "Trial",
    "Trouble",
    "UpdateOrder",
    "Verdict",
    "WallTime",
    "WarmUp",
    "adadelta",
    "adagrad",
    "adam",
    "adamw",
    "arithmetic",
    "article",
    "backward",
    "descend",
    "diagnose",
    "forecast",
    "formula_tape",
    "geometric",
    "line",
    "nadam",
    "noisy",
    "parse",
    "parse_rows",
    "preview",
    "random_start",
    "range_test",
    "read_csv",
    "regression_tape",
    "rmsprop",
    "sgd",
    "single",
    "standardise",
    "sweep",
    "theory",
    "variable",
]
