#!/usr/bin/env python3
"""Makes tests/vectors/statistics/probabilities.json: what scikit-learn, statsmodels and scipy say of forecasts and of
logistic regressions, which src/metrics must match.

Needs numpy, scipy, statsmodels and scikit-learn; what they were is in the file. NaN is written as null.
"""
import importlib.metadata, json, math, pathlib, re

import numpy
import statsmodels.api
from scipy import optimize, special
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, log_loss

from draws import draw_clusters

OUTPUT = pathlib.Path(__file__).resolve().parent.parent.parent / "tests" / "vectors" / "statistics" / "probabilities.json"
LIBRARIES = ("numpy", "scipy", "statsmodels", "scikit-learn")

# Source: A. Agresti, Categorical Data Analysis, American League 1987: wins of the first over the second.
BASEBALL_TEAMS = ["Milwaukee", "Detroit", "Toronto", "New York", "Boston", "Cleveland", "Baltimore"]
BASEBALL_WINS = [[0, 7, 9, 7, 7, 9, 11], [6, 0, 7, 5, 11, 9, 9], [4, 6, 0, 7, 7, 8, 12], [6, 8, 6, 0, 6, 7, 10],
                 [6, 2, 6, 7, 0, 7, 12], [4, 4, 5, 6, 6, 0, 6], [2, 4, 1, 3, 1, 7, 0]]


def forecasts(random, count, sharpness, ties):
    """A judge that is too sure: what it says is its true belief, sharpened."""
    belief = random.normal(size=(count, 3))
    belief[:, 2] = belief[:, 2] - 1 if ties else -math.inf
    truth = [int(random.choice(3, p=special.softmax(row))) for row in belief]
    p = numpy.round(special.softmax(belief * sharpness, axis=1), 4)
    p[:, 0] = numpy.round(1 - p[:, 1] - p[:, 2], 4)
    return p, numpy.array(truth)


def bin_numbers(confidence, right, bins):
    edges = numpy.arange(bins + 1) / bins
    place = numpy.minimum(numpy.digitize(confidence, edges) - 1, bins - 1)
    inside = [place == i for i in range(bins)]
    mean = lambda values, chosen: values[chosen].mean() if chosen.any() else math.nan
    return [{"count": chosen.sum(), "confidence": mean(confidence, chosen), "accuracy": mean(right, chosen)} for chosen in inside]


def temperature(p, truth):
    with numpy.errstate(divide="ignore"):
        logs = numpy.log(p)
    possible = numpy.isfinite(logs[numpy.arange(len(truth)), truth])
    logs, truth = logs[possible], truth[possible]
    loss = lambda t: numpy.mean(special.logsumexp(logs / t, axis=1) - logs[numpy.arange(len(truth)), truth] / t)
    found = optimize.minimize_scalar(lambda log_t: loss(math.exp(log_t)), bounds=(math.log(0.01), math.log(100)), method="bounded",
                                     options={"xatol": 1e-12})
    return math.exp(found.x)


def calibration(random):
    cases = []
    for count, sharpness, ties, bins in [(150, 2.0, True, 10), (80, 0.5, True, 7), (60, 3.0, False, 10)]:
        p, truth = forecasts(random, count, sharpness, ties)
        confidence, right = p.max(axis=1), (p.argmax(axis=1) == truth).astype(float)
        table = bin_numbers(confidence, right, bins)
        ece = sum(row["count"] * abs(row["accuracy"] - row["confidence"]) for row in table if row["count"]) / count
        cases.append({"probabilities": p, "truth": truth, "bins": table, "ece": ece,
                      "log_loss": log_loss(truth, numpy.clip(p, 1e-15, 1), labels=[0, 1, 2]),
                      "brier": brier_score_loss(truth, p, labels=[0, 1, 2], scale_by_half=False),
                      "temperature": temperature(p, truth)})
    return cases


def isotonic(random):
    smooth = random.uniform(size=60)
    coarse = numpy.round(random.uniform(size=80), 1)
    cases = [(smooth, random.uniform(size=60) < smooth**2), (coarse, random.uniform(size=80) < coarse),
             (numpy.array([0.2, 0.5, 0.9]), numpy.array([1, 1, 0])), (numpy.array([0.5]), numpy.array([1]))]
    asked = numpy.linspace(0, 1, 41)
    return [{"confidence": x, "right": y.astype(int), "asked": asked,
             "fitted": IsotonicRegression(out_of_bounds="clip").fit(x, y).predict(asked)} for x, y in cases]


def logistic_data(random, rows):
    x = numpy.column_stack([numpy.ones(rows), numpy.round(random.normal(size=rows), 3), numpy.round(random.normal(size=rows) * 50, 1)])
    clusters = numpy.sort(random.integers(0, rows // 4, size=rows))
    clusters = numpy.unique(clusters, return_inverse=True)[1]
    pull = numpy.round(random.normal(size=rows), 3)[clusters]
    y = random.uniform(size=rows) < special.expit(x @ [0.3, 0.8, -0.01] + pull)
    return x, y.astype(float), clusters


def logistic(random):
    x, y, clusters = logistic_data(random, 120)
    tied = numpy.where(random.uniform(size=120) < 0.2, 0.5, y)
    weights = numpy.round(random.uniform(0.2, 3, size=120), 2)
    model = statsmodels.api.Logit(y, x)
    fit, robust = model.fit(disp=0, tol=1e-14), model.fit(disp=0, tol=1e-14, cov_type="cluster", cov_kwds={"groups": clusters})
    family = statsmodels.api.families.Binomial()
    generalised = lambda outcome, **more: statsmodels.api.GLM(outcome, x, family=family, **more).fit(tol=1e-14).params
    ridge = LogisticRegression(C=1 / 2.5, fit_intercept=False, tol=1e-12, max_iter=10_000, solver="newton-cholesky").fit(x, y)
    return {"x": x, "y": y, "tied": tied, "weights": weights, "clusters": clusters, "coefficients": fit.params,
            "covariance": fit.cov_params(), "cluster_covariance": robust.cov_params(),
            "tied_coefficients": generalised(tied), "weighted_coefficients": generalised(y, var_weights=weights),
            "ridge": 2.5, "ridge_coefficients": ridge.coef_[0]}


def bradley_terry():
    """Against the last team, whose strength is 0."""
    pairs = [(i, j) for i in range(7) for j in range(7) if i != j]
    x = numpy.array([[(team == i) - (team == j) for team in range(6)] for i, j in pairs], dtype=float)
    wins = numpy.array([BASEBALL_WINS[i][j] for i, j in pairs], dtype=float)
    fit = statsmodels.api.GLM(numpy.ones(len(pairs)), x, family=statsmodels.api.families.Binomial(), var_weights=wins).fit(tol=1e-14)
    strengths = [*fit.params, 0.0]
    beats = special.expit(numpy.subtract.outer(strengths, strengths))
    rates = [numpy.delete(row, i).mean() for i, row in enumerate(beats)]
    return {"teams": BASEBALL_TEAMS, "wins": BASEBALL_WINS, "strengths": strengths, "win_rates": rates}


def style(random):
    """Strengths and style together, with the penalty that ControlStyle documents."""
    rows, competitors, ridge = 200, 4, 0.01
    pairs = numpy.array([random.choice(competitors, size=2, replace=False) for _ in range(rows)])
    counts = lambda: numpy.column_stack([random.integers(50, 2000, rows), random.poisson(1, rows), random.poisson(4, rows), random.poisson(2, rows)])
    first, second = counts(), counts()
    total = first + second
    z = numpy.divide(first - second, total, out=numpy.zeros(total.shape), where=total > 0)
    z /= numpy.sqrt((z**2).mean(axis=0))
    who = numpy.zeros((rows, competitors))
    who[numpy.arange(rows), pairs[:, 0]], who[numpy.arange(rows), pairs[:, 1]] = 1, -1
    x = numpy.hstack([who, z])
    p = special.expit(x @ [0.6, 0.2, -0.3, -0.5, 0.9, 0.1, -0.3, 0.4])
    won = numpy.where(random.uniform(size=rows) < 0.1, 0.5, random.uniform(size=rows) < p)

    def fit(columns):  # A tie is half a comparison won and half a one lost.
        model = LogisticRegression(C=1 / ridge, fit_intercept=False, tol=1e-12, max_iter=10_000, solver="newton-cholesky")
        return model.fit(numpy.vstack([columns, columns]), [1] * rows + [0] * rows, sample_weight=[*won, *(1 - won)]).coef_[0]

    def rates(b):
        beats = special.expit(numpy.subtract.outer(b[:competitors], b[:competitors]))
        return [numpy.delete(row, i).mean() for i, row in enumerate(beats)]

    return {"pairs": pairs, "won": won, "first": first, "second": second, "raw_win_rates": rates(fit(who)),
            "controlled_win_rates": rates(fit(x)), "coefficients": fit(x)[competitors:]}


def style_features(random):
    """The patterns of arena-hard's style control, on texts without code blocks."""
    texts = ["".join(random.choice(list("##***__-+1. \n\n\tab标"), size=80)) + "\n" for _ in range(150)]
    count = lambda pattern, text: len(re.findall(pattern, text, re.MULTILINE))
    return [{"text": text, "headers": count(r"^#{1,6}\s", text), "lists": count(r"^\s*\d+\.\s", text) + count(r"^\s*[-*+]\s", text),
             "bold": count(r"\*\*[^*\n]+\*\*", text) + count(r"__[^_\n]+__", text)} for text in texts]


def interval(replicates):
    low, high = numpy.nanpercentile(replicates, [2.5, 97.5])
    return {"low": low, "high": high}


def resampled(random):
    """Intervals by clusters, each replicate computed from the rows that were drawn, with all fits made anew."""
    rows, seed, resamples = 150, 5, 400
    p, truth = forecasts(random, rows, 2.0, True)
    clusters = numpy.unique(numpy.sort(random.integers(0, 90, size=rows)), return_inverse=True)[1]
    drawn = [numpy.repeat(numpy.arange(rows), times[clusters]) for times in draw_clusters(clusters.max() + 1, resamples, seed)]
    confidence, right = p.max(axis=1), p.argmax(axis=1) == truth
    mean = lambda values: values.mean() if len(values) else math.nan
    steps = numpy.unique(confidence)
    curve = []
    for threshold in steps[:: len(steps) // 7]:
        decided = confidence >= threshold
        curve.append({"threshold": threshold, "decided": decided.sum(), "coverage": interval([decided[i].mean() for i in drawn]),
                      "accuracy": interval([mean(right[i][decided[i]]) for i in drawn])})
    place = numpy.minimum((confidence * 5).astype(int), 4)
    bins = [{"bin": b, "accuracy": interval([mean(right[i][place[i] == b]) for i in drawn])} for b in range(2, 5)]
    return {"probabilities": p, "truth": truth, "clusters": clusters, "seed": seed, "resamples": resamples, "curve": curve,
            "bins": bins, "temperature": interval([temperature(p[i], truth[i]) for i in drawn])}


def few(random):
    """So few forecasts, and so little in them, that resamples reach the hottest temperature."""
    rows, seed, resamples = 40, 3, 400
    p, truth = forecasts(random, rows, 3.0, False)
    truth = numpy.where(random.random(rows) < 0.6, truth, 1 - truth)
    drawn = [numpy.repeat(numpy.arange(rows), times) for times in draw_clusters(rows, resamples, seed)]
    return {"probabilities": p, "truth": truth, "clusters": numpy.arange(rows), "seed": seed, "resamples": resamples,
            "temperature": interval([temperature(p[i], truth[i]) for i in drawn])}


def sweep(random):
    """Auto-J's sweep of tie thresholds, and of resamples each with its own best one."""
    rows, seed, resamples = 80, 11, 300
    difference = numpy.round(random.normal(size=rows), 2)
    label = numpy.where(random.random(rows) < 0.3, numpy.sign(difference), random.integers(-1, 2, size=rows))
    clusters = numpy.unique(numpy.sort(random.integers(0, 50, size=rows)), return_inverse=True)[1]
    drawn = [numpy.repeat(numpy.arange(rows), times[clusters]) for times in draw_clusters(clusters.max() + 1, resamples, seed)]
    thresholds = numpy.arange(201) / 100
    right = numpy.where(numpy.abs(difference) <= thresholds[:, None], 0, numpy.sign(difference)) == label
    agreement = numpy.array([right[:, i].mean(axis=1) for i in drawn])
    return {"difference": difference, "label": label, "clusters": clusters, "seed": seed, "resamples": resamples,
            "agreement": [{"value": right[t].mean(), **interval(agreement[:, t])} for t in range(201)],
            "best": {"value": right.mean(axis=1).max(), **interval(agreement.max(axis=1))}}


def plain(value):
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, numpy.ndarray)):
        return [plain(inner) for inner in value]
    if isinstance(value, (int, numpy.integer, str)):
        return value if isinstance(value, str) else int(value)
    number = float(value)
    return (int(number) if number.is_integer() else number) if math.isfinite(number) else None


def main():
    random = numpy.random.default_rng(20231009)
    vectors = {
        "made_by": {library: importlib.metadata.version(library) for library in LIBRARIES},
        "calibration": calibration(random), "isotonic": isotonic(random), "logistic": logistic(random),
        "bradley_terry": bradley_terry(), "style": style(random), "style_features": style_features(random),
        "resampled": resampled(random), "sweep": sweep(random), "few": few(random),
    }
    lines = [f"{json.dumps(name)}: {json.dumps(plain(value))}" for name, value in vectors.items()]
    OUTPUT.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
