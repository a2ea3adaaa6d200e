"""`autoj eval pairwise` on files and runs: numbers, partial runs, refusals: eval_test.py AUTOJ"""
import json, os, sys, unittest

from program_case import ROOT, ProgramCase

PAIRS = os.path.join(ROOT, "examples", "labelled_pairs.jsonl")
GIVEN = os.path.join(ROOT, "examples", "predictions.jsonl")
SWAPPED = os.path.join(ROOT, "examples", "predictions_swapped.jsonl")
PAIR = '{"query": "q", "response_1": "x", "response_2": "y", "label": 0}\n'


class EvalPairwise(ProgramCase):
    def evaluate(self, *args):
        return self.run_autoj("eval", "pairwise", *args)

    def json(self, *args, code=0):
        got, out, err = self.evaluate(*args, "--json", "--resamples", "500")
        self.assertEqual(got, code, err)
        return json.loads(out)

    def judge(self, *args, pairs=PAIRS, run="run"):
        code, _, err = self.run_autoj("judge", pairs, "--run", self.path(run), "--quiet", *args)
        self.assertIn(code, (0, 1), err)
        return self.path(run)

    def has_interval(self, estimate):
        self.assertLess(estimate["low"], estimate["high"])
        self.assertLessEqual(estimate["low"], estimate["value"] + 1e-9)
        self.assertGreaterEqual(estimate["high"], estimate["value"] - 1e-9)

    def refused(self, code, words, *args):
        got, out, err = self.evaluate(*args)
        self.assertEqual((got, out), (code, ""), err)
        self.assertIn(words, err)

    def test_both_orders_of_files(self):
        result = self.json("--data", PAIRS, "--predictions", GIVEN, "--swapped", SWAPPED)
        self.assertEqual((result["items"], result["prompts"], result["missing"]), (12, 12, 0))
        agreement = result["overall"]["agreement"]
        self.assertAlmostEqual(agreement["value"], 100 * 8 / 12)
        self.assertAlmostEqual(agreement["best"], 100 * 9 / 12)
        self.assertLess(agreement["low"], agreement["value"])
        self.assertEqual(result["overall"]["consistency"]["value"], 75)
        self.assertEqual(result["outcomes"]["unreadable"], 1)
        self.assertEqual(sum(result["outcomes"].values()), 12)
        self.assertEqual(len(result["groups"]), 8)
        self.assertIsNone(result["groups"]["Code"]["agreement"]["value"])
        self.assertEqual(result["groups"]["Exam Questions"]["agreement"]["value"], 75)
        self.assertEqual(list(result["scenarios"]), ["post_summarization", "math_reasoning", "writing_email"])
        self.assertEqual(len(result["definitions"]), 14)
        self.assertIsNone(result["definitions"]["averaged_orders"]["value"])
        self.assertNotIn("SFR-Judge", result["definitions"]["best_order"]["note"])  # that is of other pairs
        self.assertAlmostEqual(result["baselines"]["tie"]["agreement"]["value"], 25)
        self.assertAlmostEqual(result["baselines"]["random"]["agreement"]["value"], 100 / 9)
        self.assertEqual(result["comparisons"][0]["with"], "baseline:longer")
        self.assertIsNone(result["probabilities"])
        self.assertIsNone(result["scores"])

    def test_one_order(self):
        for flags in ((), ("--type", "single"), ("--swapped", SWAPPED, "--type", "single")):
            result = self.json("--data", PAIRS, "--predictions", GIVEN, *flags)
            self.assertEqual(result["type"], "single")
            self.assertAlmostEqual(result["overall"]["agreement"]["value"], 100 * 10 / 12)
            self.assertIsNone(result["overall"]["consistency"]["value"])

    def test_the_table_says_what_is_not_significant(self):
        code, out, err = self.evaluate("--data", PAIRS, "--predictions", GIVEN, "--swapped", SWAPPED)
        self.assertEqual((code, err), (0, ""))
        for words in ("12 labelled pairs, 12 prompts; agreement: both orders give the label", "Exam Questions", "inconsistent_as_tie", "baseline:longer",
                      "Not significantly different from ", "1 without a verdict count as wrong: decided otherwise, agreement would be 66.67 to 75.00"):
            self.assertIn(words, out)
        for words in (r"baseline:longer +\d+\.\d\d \[", r"In one order alone: first \d+\.\d\d \[.*, random 33\.33\.\n"):
            self.assertRegex(out, words)
        self.assertNotIn("math_reasoning", out)
        self.assertIn("math_reasoning", self.evaluate("--data", PAIRS, "--predictions", GIVEN, "--by", "scenario")[1])

    def test_the_same_seed_gives_the_same_bytes(self):
        args = ("--data", PAIRS, "--predictions", GIVEN, "--json", "--seed", "7")
        self.assertEqual(self.evaluate(*args), self.evaluate(*args))
        self.assertNotEqual(self.evaluate(*args)[1], self.evaluate(*args[:-1], "8")[1])

    def test_a_run_brings_its_labels_and_probabilities(self):
        run = self.judge("--engine", "fake", "--mode", "scored")
        result = self.json("--run", run)
        self.assertEqual((result["items"], result["missing"], result["probabilities"]["forecasts"]), (12, 0, 12))
        self.assertIsNotNone(result["definitions"]["averaged_orders"]["value"])
        self.assertEqual(len(result["probabilities"]["raw"]["bins"]), 10)
        curve = result["probabilities"]["abstention"]["curve"]
        self.assertEqual(curve[0]["decided"], 12)
        for point in curve:
            self.has_interval(point["coverage"])
        self.has_interval(curve[0]["accuracy"])
        for bin in result["probabilities"]["raw"]["bins"]:
            self.assertEqual(list(bin["accuracy"]), ["value", "low", "high"])
        same = self.json("--run", run, "--data", PAIRS)
        self.assertEqual(same, result)

    def test_a_baseline_judges_as_any_judge(self):
        run = self.judge("--model", "baseline:longer")
        result = self.json("--run", run, "--data", PAIRS)
        for key in ("agreement", "given_order"):
            shown = result["overall"]["agreement"] if key == "agreement" else result["definitions"]["given_order"]
            self.assertEqual(result["baselines"]["longer"][key]["value"], shown["value"])
        self.assertEqual(result["comparisons"][0]["difference"]["value"], 0)
        self.assertEqual(result["overall"]["consistency"]["value"], 100)

    def test_a_baseline_is_no_model(self):
        for args, words in ((("--model", "baseline:longr"), 'did you mean "longer"?'), (("--model", "baseline:tie", "--mode", "scored"), "--mode says how a model is asked"),
                            (("--model", "baseline:tie", "--criteria", "auto"), "--criteria says how a model is asked"), (("--model", "baseline:tie", "--scenarios", "mine"), "--scenarios says how a model is asked")):
            code, _, err = self.run_autoj("judge", PAIRS, *args)
            self.assertEqual(code, 2)
            self.assertIn(words, err)
        single = self.write('{"query": "q", "response": "x"}\n', "single.jsonl")
        code, _, err = self.run_autoj("judge", single, "--model", "baseline:tie")
        self.assertEqual(code, 3)
        self.assertIn('single.jsonl:1: item "0" has 1 response(s), baseline:tie needs 2', err)

    def test_other_judges_are_compared(self):
        run = self.judge("--model", "baseline:longer")
        result = self.json("--data", PAIRS, "--predictions", GIVEN, "--swapped", SWAPPED, "--against", run, "--against", f"{GIVEN},{SWAPPED}")
        self.assertEqual([c["with"] for c in result["comparisons"][-2:]], [run, GIVEN])
        longer, own = result["comparisons"][0], result["comparisons"][-1]
        self.assertEqual({k: longer[k] for k in ("difference", "mcnemar")}, {k: result["comparisons"][-2][k] for k in ("difference", "mcnemar")})
        self.assertEqual((own["difference"]["value"], own["mcnemar"], own["only_this"]), (0, 1, 0))
        self.assertEqual(own["holm"], 1)

    def test_a_half_finished_run_is_partial(self):
        run = self.judge("--engine", "fake", "--limit", "5")
        result = self.json("--run", run, "--data", PAIRS, code=1)
        self.assertEqual((result["items"], result["missing"]), (5, 7))
        code, out, _ = self.evaluate("--run", run, "--data", PAIRS)
        self.assertEqual(code, 1)
        self.assertIn("PARTIAL: 7 of 12 pairs are not judged yet", out)
        self.assertEqual(self.evaluate("--data", PAIRS, "--predictions", GIVEN, "--swapped", SWAPPED, "--against", run)[0], 1)

    def test_scores(self):
        lines = "".join(f'{{"score": {s}}}\n' for pair in range(12) for s in (pair % 3, 1))
        result = self.json("--data", PAIRS, "--scores", self.write(lines, "scores.jsonl"))
        scores = result["scores"]
        self.assertEqual(len(scores["sweep"]["agreement"]), 201)
        tuned = scores["tuned_on_the_test_set"]["agreement"]
        self.assertEqual(max(one["value"] for one in scores["sweep"]["agreement"]), tuned["value"])
        self.has_interval(tuned)
        self.assertEqual(scores["cross_validated"]["value"], result["overall"]["agreement"]["value"])
        out = self.evaluate("--data", PAIRS, "--scores", self.path("scores.jsonl"))[1]
        self.assertIn("tuned on the test set itself", out)

    def test_names_are_safe_on_a_terminal_and_chinese_is_fine(self):
        item = json.loads(PAIR) | {"scenario": "写信\x1b[2J"}
        data = self.write(json.dumps(item) + "\n", "data.jsonl")
        predictions = self.write('{"output": 0}\n', "预测.jsonl")
        code, out, err = self.evaluate("--data", data, "--predictions", predictions, "--by", "scenario")
        self.assertEqual(code, 0, err)
        self.assertIn("写信\\x1b[2J", out)
        self.assertIn("预测.jsonl", out)

    def test_flags_that_do_not_fit(self):
        data = ("--data", PAIRS)
        for words, args in {
            "--swapped is the second file of --predictions": (*data, "--swapped", SWAPPED),
            "give the judge to evaluate by one of --predictions, --run and --scores": data,
            "by one of --predictions": (*data, "--predictions", GIVEN, "--scores", GIVEN),
            "--data is needed": ("--predictions", GIVEN),
            "--type": (*data, "--predictions", GIVEN, "--type", "triple"),
            "--by": (*data, "--predictions", GIVEN, "--by", "colour"),
            "--resamples": (*data, "--predictions", GIVEN, "--resamples", "1"),
            "--wanted-accuracy": (*data, "--predictions", GIVEN, "--wanted-accuracy", "80"),
            'did you mean "--predictions"': (*data, "--prediction", GIVEN),
        }.items():
            self.refused(2, words, *args)

    def test_seeds_and_counts_that_are_none(self):
        style = ("--first-field", "meta.a", "--second-field", "meta.b")
        commands = (("judge", PAIRS), ("select", PAIRS), ("leaderboard",), ("eval", "pairwise"), ("eval", "critique", "--data", PAIRS),
                    ("eval", "classifier", "--data", PAIRS, "--predictions", GIVEN), ("eval", "agreement", PAIRS), ("eval", "selection"), ("eval", "style", *style))
        for command in commands:
            for seed in ("-1", "18446744073709551616", "1.5", "x", ""):
                code, out, err = self.run_autoj(*command, f"--seed={seed}")
                self.assertEqual((code, out), (2, ""), (command, seed))
                self.assertIn("--seed", err)
            self.assertIn("-1 is no whole number from 0 to 18446744073709551615", self.run_autoj(*command, "--seed", "-1")[2])
        self.expect_refused(2, "--limit: -1 is no whole number", "judge", PAIRS, "--limit", "-1")

    def test_files_that_do_not_fit(self):
        data = self.write(PAIR * 2, "data.jsonl")
        bad = {
            '{"output": 0}\n': "predictions.jsonl: 1 verdicts, where ",
            '{"output": 0}\n' * 3: "predictions.jsonl: 3 verdicts, where ",
            '{"output": 0}\n{"output": 4}\n': 'predictions.jsonl:2: "output" must be the integer 0',
            '{"output": 0}\n{"output": 1.0}\n': "found 1.0",
            '{"output": 0}\n{"output": "Tie"}\n': '"output" is a text',
            '{"output": 0}\n{"verdict": "tie"}\n': ":2: this is a record of `autoj judge`",
            '{"output": 0}\n{}\n': ':2: no "output"',
            '{"output": 0}\nnull\n': ":2: expected a JSON object",
            '{"output": 0}\n{"output": NaN}\n': ":2: not valid JSON",
            "": "empty: no JSON line",
        }
        for text, words in bad.items():
            self.refused(3, words, "--data", data, "--predictions", self.write(text, "predictions.jsonl"))
        self.refused(3, "nothing.jsonl: ", "--data", data, "--predictions", self.path("nothing.jsonl"))
        self.refused(3, "is a folder", "--data", data, "--predictions", self.dir)
        good = self.write('{"output": 0}\n' * 2, "good.jsonl")
        self.refused(3, "bad.jsonl: 1 verdicts", "--data", data, "--predictions", good, "--swapped", self.write('{"output": 0}\n', "bad.jsonl"))
        self.refused(3, "--type both needs two", "--data", data, "--predictions", good, "--type", "both")
        self.refused(3, "judged in one order", "--data", data, "--predictions", good, "--swapped", self.write('{"output": 1}\n' * 2, "other.jsonl"), "--against", good)

    def test_one_file_as_both_orders(self):
        both = ("--data", PAIRS, "--predictions", GIVEN, "--swapped")
        with open(GIVEN, encoding="utf-8") as f:
            copy = self.write(f.read(), "copy.jsonl")
        os.symlink(GIVEN, self.path("link.jsonl"))
        self.refused(3, "predictions.jsonl: the same file as the verdicts on the given order; name the file of the swapped order, or leave it out", *both, GIVEN)
        self.refused(3, "link.jsonl: the same file", *both, self.path("link.jsonl"))
        self.refused(3, "copy.jsonl: the same content", *both, copy)
        self.refused(3, "the same content", "--data", PAIRS, "--predictions", GIVEN, "--against", f"{GIVEN},{copy}")
        ties = [self.write('{"output": 2}\n' * 12, name) for name in ("ties.jsonl", "ties_swapped.jsonl")]  # what a judge may well say
        self.assertEqual(self.json("--data", PAIRS, "--predictions", ties[0], "--swapped", ties[1])["outcomes"]["tie"], 12)

    def test_data_that_does_not_fit(self):
        predictions = self.write('{"output": 0}\n', "predictions.jsonl")
        bad = {
            PAIR.replace("0}", "3}"): ':1: "label" must be 0 (first)',
            PAIR.replace("0}", '"null"}'): 'found "null"',
            PAIR.replace("0}", "0.0}"): "found 0.0",
            PAIR.replace(', "label": 0', ""): ':1: no "label"',
            PAIR.replace('"response_1": "x", "response_2"', '"response"'): ":1: 1 response, where a pair has two",
            PAIR.replace("{", '{"id": 1, ') * 2: ':2: id "1" stands on line 1 already',
            "\n": "empty: no JSON line",
        }
        for text, words in bad.items():
            self.refused(3, words, "--data", self.write(text, "data.jsonl"), "--predictions", predictions)

    def test_scores_that_do_not_fit(self):
        data = self.write(PAIR, "data.jsonl")
        bad = {
            '{"score_1": "1", "score_2": 0}\n': '"score_1" must be a finite number, found "1"',
            '{"score_1": NaN, "score_2": 0}\n': "not valid JSON",
            '{"score_1": 1e999, "score_2": 0}\n': "not valid JSON",
            '{"score": 1}\n': "the last pair has only one",
            '{"score": 1}\n{"score_1": 1, "score_2": 0}\n': ":2: \"score\" and \"score_1\" stand in one file",
            '{"score_1": 1, "score_2": 0}\n' * 2: "2 verdicts, where ",
        }
        for text, words in bad.items():
            self.refused(3, words, "--data", data, "--scores", self.write(text, "scores.jsonl"))

    def test_runs_that_do_not_fit(self):
        run = self.judge("--engine", "fake")
        other = self.write(PAIR * 12, "other.jsonl")
        self.refused(3, 'item "0": has other texts than in ', "--run", run, "--data", other)
        with open(PAIRS, encoding="utf-8") as f:
            few = self.write("".join(f.readlines()[:3]), "few.jsonl")
        self.refused(3, 'item "3": is not in ', "--run", run, "--data", few)
        bare = self.judge("--engine", "fake", pairs=self.write(PAIR.replace(', "label": 0', ""), "bare.jsonl"), run="bare")
        self.refused(3, 'item "0": no label; --data names the file', "--run", bare)
        single = self.judge("--engine", "fake", pairs=self.write('{"query": "q", "response": "x", "label": 1}\n', "single.jsonl"), run="single")
        self.refused(3, 'item "0": 1 response, where a pair has two', "--run", single)
        rated = self.judge("--engine", "fake", "--protocol", "autoj-single", run="rated")
        self.refused(3, "was rated by itself", "--run", rated)
        self.refused(3, "", "--run", self.path("nothing"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
