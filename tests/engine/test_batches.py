"""Which rows an update uses: each once an epoch, in an order that only the seed decides."""

from array import array
from itertools import islice, pairwise, permutations
from math import isqrt
from random import Random

import pytest

from gdengine import Dataset, Experiment, History, LinearRegression, descend
from gdengine.optimizers.sgd import SGD
from gdengine.runs.batches import MOST_ROWS_SHUFFLED, FullBatch, MiniBatch, single

NOISY = Dataset([i / 10 for i in range(-20, 30)], [1.5 * i / 10 + (i * i) % 7 / 5 for i in range(-20, 30)])


def _epoch(batch, epoch, n):
    each = batch.updates_per_epoch(n)
    return [row for k in range(epoch * each, (epoch + 1) * each) for row in batch.rows(k, n)]


@pytest.mark.parametrize("n", [1, 2, 3, 10, MOST_ROWS_SHUFFLED, MOST_ROWS_SHUFFLED + 1, 1089, 5000, 10_007])
@pytest.mark.parametrize("size", [1, 32, 20_000])
def test_each_epoch_uses_every_row_once(n, size):
    batch = MiniBatch(size, seed=3)
    for epoch in (0, 1, 17):
        assert sorted(_epoch(batch, epoch, n)) == list(range(n))


@pytest.mark.parametrize("n", [100, 5000])
def test_epochs_and_seeds_have_their_own_order(n):
    orders = {tuple(_epoch(MiniBatch(32, seed=seed), epoch, n)) for seed in range(5) for epoch in range(5)}
    assert len(orders) == 25


def test_the_last_batch_of_an_epoch_has_what_is_left():
    batch = MiniBatch(4)
    assert batch.updates_per_epoch(10) == 3
    assert [len(batch.rows(k, 10)) for k in range(6)] == [4, 4, 2, 4, 4, 2]
    assert [batch.epoch(k, 10) for k in range(6)] == [0, 0, 0, 1, 1, 1]
    assert len(MiniBatch(100).rows(0, 10)) == 10


def test_without_reshuffling_the_order_is_the_data_s_own():
    batch = MiniBatch(4, reshuffle=False, seed=9)
    assert [batch.rows(k, 10) for k in range(4)] == [(0, 1, 2, 3), (4, 5, 6, 7), (8, 9), (0, 1, 2, 3)]


def test_the_orders_are_these_on_every_python():
    assert [MiniBatch(10, seed=1).rows(epoch, 10) for epoch in range(2)] == ORDERS_OF_TEN
    assert MiniBatch(6, seed=1).rows(0, 1_000_000) == FIRST_OF_A_MILLION
    assert MiniBatch(6, seed=1).rows(10**12, 1_000_000) == LATE_OF_A_MILLION


ORDERS_OF_TEN = [(2, 6, 5, 1, 0, 7, 4, 8, 3, 9), (5, 3, 8, 7, 9, 0, 4, 2, 6, 1)]
FIRST_OF_A_MILLION = (424570, 205616, 264041, 201942, 422310, 265516)
LATE_OF_A_MILLION = (366578, 819459, 180690, 514115, 92094, 527985)


def _chi_square(counts, expected):
    return sum((count - expected) ** 2 / expected for count in counts)


def test_all_orders_of_three_rows_come_equally_often():
    batch = MiniBatch(3, seed=0)
    seen = [batch.rows(epoch, 3) for epoch in range(6000)]
    counts = [seen.count(order) for order in permutations(range(3))]
    # 5 degrees of freedom: 20.5 is passed by chance once in 1000.
    assert _chi_square(counts, 1000) < 20.5


@pytest.mark.parametrize("n", [MOST_ROWS_SHUFFLED, 10_000])
def test_the_row_at_a_place_is_uniform_over_epochs(n):
    batch, bins = MiniBatch(20), 20
    for place in (0, 1, n // 2 // 20):
        counts = [0] * bins
        for epoch in range(2000):
            counts[batch.rows(epoch * batch.updates_per_epoch(n) + place, n)[7] * bins // n] += 1
        # 19 degrees of freedom: 43.8 is passed by chance once in 1000.
        assert _chi_square(counts, 100) < 43.8


def test_neighbours_in_a_large_order_are_unrelated():
    n, bins = 100_000, 10
    order = _epoch(MiniBatch(1000, seed=5), 0, n)
    for lag in (1, 2, 316, 317):
        counts = [0] * (bins * bins)
        for here, there in zip(order, order[lag:], strict=False):
            counts[here * bins // n * bins + there * bins // n] += 1
        # 99 degrees of freedom: 148.2 is passed by chance once in 1000.
        assert _chi_square(counts, (n - lag) / 100) < 148.2
    steps = [0] * bins
    for here, there in pairwise(order):
        steps[(there - here) % n * bins // n] += 1
    assert _chi_square(steps, (n - 1) / bins) < 27.9


def place_by_place(seed, epoch, n):
    """The order of `n` rows, each walked alone through the four moves of the grid."""
    chance, width = Random((seed << 64) + epoch), isqrt(n - 1) + 1
    height = -(-n // width)
    moves = [[int(chance.random() * most) for _ in range(count)]
             for count, most in ((width, height), (height, width)) * 2]  # fmt: skip

    def moved(row):
        y, x = divmod(row, width)
        y = (y + moves[0][x]) % height
        x = (x + moves[1][y]) % width
        y = (y + moves[2][x]) % height
        x = (x + moves[3][y]) % width
        return y * width + x

    order = []
    for place in range(n):
        row = moved(place)
        while row >= n:
            row = moved(row)
        order.append(row)
    return order


@pytest.mark.parametrize("n", [1025, 1056, 1057, 1088, 1089, 1090, 2026, 5003])
@pytest.mark.parametrize("size", [1, 32, 777])
def test_a_large_order_computed_at_once_is_the_one_computed_place_by_place(n, size):
    for seed, epoch in ((0, 0), (3, 1), (n, 10**9)):
        assert _epoch(MiniBatch(size, seed=seed), epoch, n) == place_by_place(seed, epoch, n)


@pytest.mark.parametrize("n", [5, 40_000])
@pytest.mark.parametrize("count", [1, 2, 32])
def test_the_gradient_over_rows_is_the_plain_loop_s_to_the_bit(n, count):
    chance = Random(n + count)
    data = Dataset([chance.gauss(2, 1) for _ in range(n)], [chance.gauss(0, 3) for _ in range(n)])
    for _ in range(50):
        w1, w0 = chance.gauss(0, 1), chance.gauss(0, 1)
        rows = [chance.randrange(n) for _ in range(count)]
        slant = residuals = 0.0
        for row in rows:
            residual = w1 * data.x[row] + w0 - data.y[row]
            slant += residual * data.x[row]
            residuals += residual
        found = LinearRegression(data, "sum").gradient_over((w1, w0), rows)
        assert found == (slant, residuals)


def _many(n):
    chance = Random(n)
    return Dataset([chance.gauss(2, 1) for _ in range(n)], [chance.gauss(0, 3) for _ in range(n)])


@pytest.mark.parametrize("n", [32_769, 33_124, 33_307, 40_000])
@pytest.mark.parametrize("reshuffle", [True, False])
def test_far_rows_come_with_their_own_points(n, reshuffle):
    data, batch = _many(n), MiniBatch(97, reshuffle=reshuffle, seed=6)
    each, kinds = batch.updates_per_epoch(n), set()
    for first in (0, each - 2, 5):
        for k, (rows, x, y) in enumerate(islice(batch.points_from(first, data), each + 3), start=first):
            assert rows == batch.rows(k, n)
            assert tuple(x) == tuple(data.x[row] for row in rows)
            assert tuple(y) == tuple(data.y[row] for row in rows)
            kinds.add(type(x))
    assert kinds == ({array, tuple} if reshuffle else {array}), "copied in an epoch's order, and not at once"


@pytest.mark.parametrize("update", ["simultaneous", "sequential"])
@pytest.mark.parametrize("optimizer", [SGD(), SGD(momentum=0.9)])
def test_a_run_over_far_rows_is_the_plain_loop_s_to_the_bit(update, optimizer):
    objective = LinearRegression(_many(33_000))
    experiment = Experiment(
        objective, (1.0, 0.0), optimizer, learning_rate=0.01, batch=MiniBatch(64, seed=2), update=update
    )
    params, state = experiment.start, optimizer.init(experiment.start)
    for step in islice(descend(experiment), 1, 1100):
        assert step.rows == experiment.batch.rows(step.index - 1, 33_000)
        gradient = objective.gradient_over(params, step.rows)
        if update == "sequential":
            delta, _ = optimizer.update(gradient, state, params, 0.01)
            new = (params[0] + delta[0], params[1])
            gradient = (gradient[0], objective.gradient_over(new, step.rows)[1])
        delta, state = optimizer.update(gradient, state, params, 0.01)
        params = (params[0] + delta[0], params[1] + delta[1])
        assert step.params == params


@pytest.mark.parametrize("scale", ["exact", "mean", "sum"])
def test_cost_and_gradient_over_all_rows_are_the_full_ones(scale):
    objective = LinearRegression(NOISY, scale)
    rows = range(len(NOISY))
    assert objective.gradient_over((0.3, -2.0), rows) == pytest.approx(objective.gradient((0.3, -2.0)))
    assert objective.cost_over((0.3, -2.0), rows) == pytest.approx(objective.cost((0.3, -2.0)))


@pytest.mark.parametrize("scale", ["exact", "mean", "sum"])
def test_the_batch_s_own_number_of_rows_scales_its_gradient(scale):
    rows = (4, 0, 31)
    part = LinearRegression(Dataset([NOISY.x[r] for r in rows], [NOISY.y[r] for r in rows]), scale)
    whole = LinearRegression(NOISY, scale)
    assert whole.gradient_over((0.3, -2.0), rows) == pytest.approx(part.gradient((0.3, -2.0)))
    assert whole.cost_over((0.3, -2.0), rows) == pytest.approx(part.cost((0.3, -2.0)))


@pytest.mark.parametrize("update", ["simultaneous", "sequential"])
def test_an_update_uses_the_gradient_of_the_rows_that_its_step_names(update):
    objective = LinearRegression(NOISY)
    experiment = Experiment(
        objective, (1.0, 0.0), learning_rate=0.1, batch=MiniBatch(8, seed=2), max_steps=30, update=update
    )
    steps = list(descend(experiment))
    assert steps[0].rows == ()
    assert steps[0].epoch == 0
    for before, step in pairwise(steps):
        assert step.rows == experiment.batch.rows(before.index, len(NOISY))
        assert step.epoch == before.index // 7
        g1, g0 = objective.gradient_over(before.params, step.rows)
        if update == "sequential":
            g0 = objective.gradient_over((step.params[0], before.params[1]), step.rows)[1]
        assert step.delta == (-0.1 * g1, -0.1 * g0)
        assert (step.cost, step.gradient) == objective.evaluate(step.params)


def test_a_full_batch_names_no_rows_and_counts_each_update_as_an_epoch():
    steps = list(descend(Experiment(LinearRegression(NOISY), (1.0, 0.0), max_steps=3)))
    assert [(step.epoch, step.rows) for step in steps] == [(0, ()), (0, ()), (1, ()), (2, ())]


def test_agrees_with_torch_on_the_same_rows():
    torch = pytest.importorskip("torch")
    experiment = Experiment(LinearRegression(NOISY), (1.0, 0.0), learning_rate=0.05, batch=MiniBatch(7))
    x, y = torch.tensor(NOISY.x, dtype=torch.float64), torch.tensor(NOISY.y, dtype=torch.float64)
    w = torch.tensor([1.0, 0.0], dtype=torch.float64, requires_grad=True)
    made = torch.optim.SGD([w], lr=0.05)
    for step in islice(descend(experiment), 1, 60):
        made.zero_grad()
        rows = list(step.rows)
        ((w[0] * x[rows] + w[1] - y[rows]) ** 2).mean().backward()
        made.step()
        assert step.params == pytest.approx(w.tolist(), rel=1e-12)


def test_a_far_step_is_reached_without_the_epochs_before():
    history = History(
        Experiment(LinearRegression(NOISY), (1.0, 0.0), learning_rate=0.01, batch=single(seed=4))
    )
    history.extend(1000)
    assert history.at(777).rows == single(seed=4).rows(776, len(NOISY))


def test_batches_compare_by_their_settings():
    assert FullBatch() == FullBatch() != MiniBatch(1)
    assert single() == MiniBatch(1) != MiniBatch(1, seed=1)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: MiniBatch(0), "size: 0 is not a whole number of at least 1"),
        (lambda: MiniBatch(3.0), "size: 3.0 is not a whole number of at least 1"),
        (lambda: MiniBatch(3, seed=-1), "seed: -1 is not a whole number of at least 0"),
        (lambda: MiniBatch(3, reshuffle="no"), "reshuffle: 'no' is neither True nor False"),
        (lambda: Experiment(LinearRegression(NOISY), (1, 0), batch=32), "batch: 32 is neither"),
    ],
)
def test_nonsense_is_refused_by_name(make, message):
    with pytest.raises(ValueError, match=message):
        make()
