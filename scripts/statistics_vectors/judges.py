#!/usr/bin/env python3
"""Makes tests/vectors/statistics/judges.json: statistics by the libraries that the field trusts, which src/metrics must match.

Needs numpy, scipy, statsmodels, scikit-learn and krippendorff; what they were is in the file. NaN is written as null.
"""
import importlib.metadata, json, math, pathlib

import krippendorff
import numpy
from scipy import stats
from sklearn.metrics import classification_report, cohen_kappa_score, confusion_matrix
from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from draws import draw_clusters

OUTPUT = pathlib.Path(__file__).resolve().parent.parent.parent / "tests" / "vectors" / "statistics" / "judges.json"
LIBRARIES = ("numpy", "scipy", "statsmodels", "scikit-learn", "krippendorff")


def exact_share():
    cases = [(0, 1), (1, 1), (0, 20), (20, 20), (7, 20), (765, 1392), (1, 100_000), (123_456_789, 1_000_000_000)]
    return [{"count": k, "of": n, "low": low, "high": high}
            for k, n in cases for low, high in [proportion_confint(k, n, alpha=0.05, method="beta")]]


def percentiles(random):
    cases = [[3.0], [1.0, 2.0], list(random.normal(size=39)), list(random.normal(size=41)), [5.0] * 7]
    return [{"replicates": case, "low": numpy.percentile(case, 2.5), "high": numpy.percentile(case, 97.5)} for case in cases]


def mcnemar_exact():
    cases = [(0, 1), (0, 6), (1, 9), (148, 120), (120, 148), (51, 50), (5000, 5300), (1_000_000, 1_004_000)]
    return [{"only_a": a, "only_b": b, "p": mcnemar([[0, a], [b, 0]], exact=True).pvalue} for a, b in cases]


def holm():
    cases = [[0.01, 0.04, 0.03, 0.005], [0.2], [0.6, 0.9, 0.6], [0.0, 1.0, 0.02, 0.02, 0.5]]
    return [{"p": case, "adjusted": multipletests(case, method="holm")[1]} for case in cases]


def smallest_detectable():
    cases = [(0.0119, 0.05, 0.8), (1.0, 0.01, 0.9), (2.5, 0.05, 0.5)]
    return [{"standard_error": error, "alpha": alpha, "power": power,
             "difference": (stats.norm.ppf(1 - alpha / 2) + stats.norm.ppf(power)) * error} for error, alpha, power in cases]


def null_standard_error(random):
    """Of a mean of paired differences, were it 0: by the clusters' sums, and by McNemar's discordant pairs."""
    differences = numpy.clip(numpy.round(random.normal(1e6, 1, size=30) - 1e6), -1, 1)
    cases = [(differences, numpy.arange(30) // 3, numpy.add.reduceat(differences, range(0, 30, 3))), (differences, numpy.arange(30), differences)]
    return [{"differences": d, "clusters": c, "standard_error": numpy.linalg.norm(sums) / len(d)} for d, c, sums in cases]


def cluster_draws():
    clusters, resamples, seed = 7, 20, 12345
    return {"clusters": clusters, "resamples": resamples, "seed": seed, "times": draw_clusters(clusters, resamples, seed)}


def correlations(random):
    ratings = random.integers(1, 11, size=60).astype(float)
    cases = [
        ([1.0, 2.0], [5.0, 3.0]),
        ([1.0, 2.0, 3.0, 4.0], [1.0, 4.0, 9.0, 16.0]),
        (list(random.normal(size=25)), list(random.normal(size=25))),
        (list(ratings), list(numpy.clip(ratings + random.integers(-3, 4, size=60), 1, 10))),  # many ties
        ([1e9, 1e9 + 1, 1e9 + 2, 1e9 + 4], [0.1, 0.1, 0.3, 0.1]),
        ([1.0, 1.0, 2.0, 2.0], [1.0, 2.0, 1.0, 2.0]),
    ]
    return [{"x": x, "y": y, "pearson": stats.pearsonr(x, y)[0], "spearman": stats.spearmanr(x, y)[0],
             "kendall": stats.kendalltau(x, y)[0]} for x, y in cases]


def raters(random, units, raters, categories, noise, silent=0.0):
    """Ratings of one truth with noise; None where a rater is silent."""
    truth = random.integers(0, categories, size=units)
    drawn = numpy.where(random.random((units, raters)) < noise, random.integers(0, categories, size=(units, raters)), truth[:, None])
    quiet = random.random((units, raters)) < silent
    return [[None if quiet[u, r] else int(drawn[u, r]) for r in range(raters)] for u in range(units)]


def cohen(random):
    cases = [[[0, 0], [1, 1], [2, 2], [0, 1], [4, 2]], [[0, 1], [1, 0]], raters(random, 50, 2, 3, 0.4), raters(random, 80, 2, 10, 0.6)]
    return [{"ratings": case, **{distance: cohen_kappa_score(*zip(*case), labels=list(range(10)), weights=weights)
                                 for distance, weights in (("nominal", None), ("linear", "linear"), ("quadratic", "quadratic"))}}
            for case in cases]


def fleiss(random):
    cases = [[[0, 0, 1], [1, 1, 1]], raters(random, 40, 3, 3, 0.5), raters(random, 25, 7, 5, 0.8)]
    return [{"ratings": case, "nominal": fleiss_kappa(aggregate_raters(numpy.array(case))[0])} for case in cases]


def alpha(random):
    known = [[1, 1, None, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2], [1, 2, 3, 4], [4, 4, 4, 4], [1, 1, 2, 1],
             [2, 2, 2, 2], [None, 5, 5, 5], [None, None, 1, 1], [None, 3, None, None]]  # Krippendorff's own example
    cases = [known, raters(random, 40, 3, 4, 0.5, silent=0.3), raters(random, 30, 2, 10, 0.5), [[0, 7], [7, 0], [1, 1], [3, 4]]]

    def measure(case, level):
        data = numpy.array([[numpy.nan if r is None else r for r in unit] for unit in case], dtype=float).T
        return krippendorff.alpha(reliability_data=data, level_of_measurement=level)

    return [{"ratings": case, "nominal": measure(case, "nominal"), "quadratic": measure(case, "interval"),
             "ordinal": measure(case, "ordinal")} for case in cases]


def classification(random):
    names = numpy.array(["code", "email", "poem", "recipe", "summary"])
    truth = random.integers(0, 4, size=90)  # a summary is predicted, but never true
    predicted = numpy.where(random.random(90) < 0.4, random.choice([0, 1, 3, 4], size=90), truth)
    cases = [(["a"], ["a"]), (["a", "a"], ["b", "a"]), (["b", "a"], ["a", "b"]),
             ([str(n) for n in names[truth]], [str(n) for n in names[predicted]])]
    vectors = []
    for true, said in cases:
        classes = sorted(set(true) | set(said))
        report = classification_report(true, said, output_dict=True, zero_division=numpy.nan)
        f1 = classification_report(true, said, output_dict=True, zero_division=0)
        vectors.append({
            "truth": true, "predicted": said, "accuracy": sum(t == s for t, s in zip(true, said)) / len(true),
            "macro_f1": f1["macro avg"]["f1-score"], "weighted_f1": f1["weighted avg"]["f1-score"],
            "classes": [{"name": name, "precision": report[name]["precision"], "recall": report[name]["recall"],
                         "f1": f1[name]["f1-score"], "support": int(f1[name]["support"])} for name in classes],
            "confusion": confusion_matrix(true, said, labels=classes)})
    return vectors


def plain(value):
    """`value` as JSON can hold it."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, numpy.ndarray)):
        return [plain(inner) for inner in value]
    if isinstance(value, (float, numpy.floating)):
        return None if math.isnan(value) else float(value)
    return int(value) if isinstance(value, numpy.integer) else value


def main():
    random = numpy.random.default_rng(20231009)
    vectors = {
        "made_by": {name: importlib.metadata.version(name) for name in LIBRARIES},
        "exact_share": exact_share(),
        "percentiles": percentiles(random),
        "mcnemar_exact": mcnemar_exact(),
        "holm": holm(),
        "smallest_detectable": smallest_detectable(),
        "null_standard_error": null_standard_error(random),
        "cluster_draws": cluster_draws(),
        "correlations": correlations(random),
        "cohen_kappa": cohen(random),
        "fleiss_kappa": fleiss(random),
        "krippendorff_alpha": alpha(random),
        "classification": classification(random),
    }
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    sections = ",\n".join(f"{json.dumps(name)}: {json.dumps(plain(value))}" for name, value in vectors.items())
    OUTPUT.write_text(f"{{\n{sections}\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
