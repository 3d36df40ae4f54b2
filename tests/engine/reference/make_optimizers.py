"""Writes optimizers.json: what torch.optim makes of three regressions, for those without torch.

    python tests/engine/reference/make_optimizers.py

Everything is float64 on the CPU; made with torch 2.13.
"""

import json
from pathlib import Path

import torch

FILE = Path(__file__).with_name("optimizers.json")

STEPS = (1, 2, 3, 10, 25, 50)

DATA = {
    "article": {"x": [0, 1, 3], "y": [-1, 1, 5], "start": [1, 0]},
    "noisy": {
        "x": [-2, -1.6, -1.1, -0.7, -0.2, 0.3, 0.6, 1.2, 1.7, 2.1],
        "y": [4.2, 3.1, 3.4, 1.9, 1.6, 0.2, 0.7, -1.4, -1.1, -2.9],
        "start": [3, -2],
    },
    "shifted": {
        "x": [101, 103.5, 104, 98.2, 97, 100.4, 95.5],
        "y": [52, 49.9, 55.1, 47, 46.2, 50.3, 49],
        "start": [-1, 4],
    },
}

OPTIONS = {
    "SGD": [
        {},
        {"momentum": 0.9},
        {"momentum": 0.9, "dampening": 0.5},
        {"momentum": 0.9, "nesterov": True},
        {"weight_decay": 0.1},
        {"momentum": 0.5, "nesterov": True, "weight_decay": 0.1},
        {"momentum": 0.8, "dampening": 0.9, "weight_decay": 0.2},
    ],
    "Adagrad": [
        {},
        {"lr_decay": 0.1},
        {"weight_decay": 0.1},
        {"initial_accumulator_value": 1.0},
        {"lr_decay": 0.01, "weight_decay": 0.2, "initial_accumulator_value": 0.5, "eps": 1e-3},
    ],
    "RMSprop": [
        {},
        {"alpha": 0.9, "eps": 1e-2},
        {"momentum": 0.9},
        {"centered": True},
        {"weight_decay": 0.1, "momentum": 0.5},
        {"alpha": 0.95, "weight_decay": 0.1, "momentum": 0.9, "centered": True},
        {"alpha": 0.3, "centered": True},
    ],
    "Adam": [
        {},
        {"betas": [0.5, 0.9]},
        {"betas": [0.3, 0.99], "eps": 1e-2},
        {"betas": [0.0, 0.9]},
        {"amsgrad": True},
        {"weight_decay": 0.1},
        {"betas": [0.8, 0.5], "weight_decay": 0.1, "amsgrad": True},
    ],
    "AdamW": [
        {},
        {"weight_decay": 0.0},
        {"weight_decay": 0.5},
        {"betas": [0.8, 0.5], "weight_decay": 0.1, "amsgrad": True},
    ],
    "NAdam": [
        {},
        {"betas": [0.5, 0.9], "eps": 1e-2},
        {"weight_decay": 0.1},
        {"momentum_decay": 0.1, "weight_decay": 0.01},
    ],
    "Adadelta": [{}, {"rho": 0.5}, {"weight_decay": 0.1}, {"rho": 0.95, "eps": 1e-2, "weight_decay": 0.01}],
}

RATES = {
    "SGD": {"article": 0.03, "noisy": 0.03, "shifted": 1e-5},
    "Adagrad": {"article": 0.5, "noisy": 0.5, "shifted": 0.1},
    "RMSprop": {"article": 0.01, "noisy": 0.01, "shifted": 0.003},
    "Adadelta": {"article": 1.0, "noisy": 1.0, "shifted": 1.0},
}
OTHER_RATES = {"article": 0.05, "noisy": 0.05, "shifted": 0.01}


def torch_run(data, optimizer, options, learning_rate, steps):
    """The params after each of `steps` updates, by autograd on the mean squared error."""
    before = torch.get_default_dtype()
    # NAdam keeps a product in the default dtype.
    torch.set_default_dtype(torch.float64)
    try:
        x, y = torch.tensor(data["x"], dtype=torch.float64), torch.tensor(data["y"], dtype=torch.float64)
        w = torch.tensor(data["start"], dtype=torch.float64, requires_grad=True)
        made = getattr(torch.optim, optimizer)([w], lr=learning_rate, foreach=False, **options)
        found = []
        for _ in range(steps):
            made.zero_grad()
            ((w[0] * x + w[1] - y) ** 2).mean().backward()
            made.step()
            found.append(w.tolist())
        return found
    finally:
        torch.set_default_dtype(before)


def main():
    runs = []
    for optimizer, choices in OPTIONS.items():
        for options in choices:
            for name, data in DATA.items():
                rate = RATES.get(optimizer, OTHER_RATES)[name]
                params = torch_run(data, optimizer, options, rate, max(STEPS))
                runs.append(
                    {
                        "optimizer": optimizer,
                        "options": options,
                        "data": name,
                        "learning_rate": rate,
                        "params": [params[step - 1] for step in STEPS],
                    }
                )
    lines = ",\n".join("  " + json.dumps(run) for run in runs)
    FILE.write_text(
        f'{{"torch": {json.dumps(torch.__version__)}, "steps": {json.dumps(STEPS)},\n'
        f'"data": {json.dumps(DATA)},\n"runs": [\n{lines}\n]}}\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
