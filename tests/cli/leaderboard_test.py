"""`autoj leaderboard`, and `autoj eval` of classifiers and raters, on the fake engine: leaderboard_test.py AUTOJ"""
import csv, io, json, os, sys, unittest

from program_case import ProgramCase


class LeaderboardTest(ProgramCase):
    def judge(self, name, pairs=20, labels=True, model=("--engine", "fake"), **more):
        items = [{"query": f"q{i // 2}", "response_1": f"x{i}", "response_2": f"longer y{i}", **({"label": i % 3} if labels else {}), **more}
                 for i in range(pairs)]
        code, _, err = self.run_autoj("judge", self.write_rows("pairs.jsonl", items), *model, "--run", self.path(name))
        self.assertEqual(code, 0, err)
        return self.path(name)

    def test_the_published_rows(self):
        code, out, err = self.run_autoj("leaderboard", "--format", "json")
        self.assertEqual(code, 0, err)
        tables = json.loads(out)["tables"]
        self.assertEqual([t["definition"] for t in tables], ["both_orders", "given_order", "best_order"])
        rows = {row["name"]: row for row in tables[0]["rows"]}
        self.assertEqual((rows["GPT-4"]["agreement"]["value"], rows["GPT-4"]["consistency"]["value"]), (62.28, 86.28))
        self.assertEqual(rows["the longer response"]["kind"], "no model")
        self.assertNotIn("SFR-Judge-70B", rows)

    def test_a_run_stands_in_every_form(self):
        run = self.judge("my-run")
        code, out, err = self.run_autoj("leaderboard", run, "--definition", "both_orders", "--format", "json")
        self.assertEqual(code, 0, err)
        own = json.loads(out)["tables"][1]
        self.assertRegex(own["data"], "^pairs [0-9a-f]{8}$")
        row = next(row for row in own["rows"] if row["kind"] == "own run")
        self.assertLessEqual(row["agreement"]["low"], row["agreement"]["value"])
        code, out, _ = self.run_autoj("eval", "pairwise", "--run", run, "--json")
        self.assertEqual(json.loads(out)["overall"]["agreement"]["value"], row["agreement"]["value"])
        self.assertIn("own run", self.run_autoj("leaderboard", run)[1])
        self.assertIn("| own run |", self.run_autoj("leaderboard", run, "--format", "markdown")[1])
        lines = list(csv.DictReader(io.StringIO(self.run_autoj("leaderboard", run, "--format", "csv")[1])))
        self.assertIn(("both_orders", "own run", run), {(r["definition"], r["kind"], r["judge"]) for r in lines})

    def test_a_definition_without_rows_is_told(self):
        code, out, err = self.run_autoj("leaderboard", "--definition", "random_order")
        self.assertEqual((code, out, err), (0, "", "autoj: nothing was published under random_order, and no run is given\n"))
        run = self.judge("my-run", model=("--model", "baseline:longer"))
        code, out, err = self.run_autoj("leaderboard", run, "--definition", "averaged_orders", "--format", "json")
        self.assertEqual((code, json.loads(out)), (0, {"tables": []}))
        self.assertIn("the runs have no number under it", err)
        self.assertEqual(self.run_autoj("leaderboard", run, "--definition", "random_order")[2], "")

    def test_the_page_is_one_file_in_which_names_are_no_markup(self):
        run = self.judge("<img src=x onerror=alert(1)>")
        code, out, err = self.run_autoj("leaderboard", os.path.basename(run), "--format", "html", "--output", self.path("page.html"))
        self.assertEqual((code, out), (0, ""), err)
        with open(self.path("page.html"), encoding="utf-8") as file:
            page = file.read()
        self.assertIn("&lt;img src=x", page)
        self.assertNotIn("<img", page)
        self.assertIn("Chart.js", page)
        for outside in ("<script src", "<link rel=\"stylesheet", "url("):
            self.assertNotIn(outside, page)

    def test_what_is_refused(self):
        run = self.judge("unlabelled", labels=False)
        for code, words, *args in ((2, "did you mean \"both_orders\"?", "--definition", "both_order"), (3, "label", run),
                                   (3, "nowhere", self.path("nowhere")), (2, "--format", "--format", "pdf"),
                                   (6, "none", "--output", self.path("none/page.html"))):
            got, out, err = self.run_autoj("leaderboard", *args)
            self.assertEqual((got, out), (code, ""), (args, err))
            self.assertIn(words, err)

    def test_agreement_of_a_run_and_its_labels(self):
        run = self.judge("my-run")
        labels = self.write_rows("labels.jsonl", [{"label": i % 3} for i in range(20)])
        code, out, err = self.run_autoj("eval", "agreement", run, labels, "--json", "--resamples", "200")
        self.assertEqual(code, 0, err)
        report = json.loads(out)
        self.assertEqual((report["kind"], report["units"], report["prompts"]), ("verdicts", 20, 10))
        self.assertEqual([r["units"] for r in report["raters"]], [20, 20])
        self.assertEqual(report["pairs"][0]["units"], 20 - report["raters"][0]["undecided"])
        self.assertEqual(set(report["statistics"]), {"cohen_kappa", "fleiss_kappa", "krippendorff_alpha"})
        code, out, _ = self.run_autoj("eval", "agreement", run, labels, "--resamples", "200")
        self.assertIn("krippendorff_alpha", out)

    def test_agreement_of_what_cannot_be_compared(self):
        ratings = self.write_rows("ratings.jsonl", [{"rating": 5}] * 3)
        labels = self.write_rows("labels.jsonl", [{"label": 0}] * 3)
        short = self.write_rows("short.jsonl", [{"label": 0}] * 2)
        for code, words, *files in ((3, "they cannot be compared", labels, ratings), (3, "no ids", labels, short), (2, "at least two", labels)):
            got, out, err = self.run_autoj("eval", "agreement", *files)
            self.assertEqual((got, out), (code, ""), err)
            self.assertIn(words, err)

    def test_a_classifier(self):
        truth = self.write_rows("truth.jsonl", [{"category": name} for name in ("default", "ranking", "ranking", "chitchat")])
        predicted = self.write_rows("predicted.jsonl", [{"output": name} for name in ("others", "ranking", "chitchat", "chitchat")])
        code, out, err = self.run_autoj("eval", "classifier", "--data", truth, "--predictions", predicted, "--json")
        self.assertEqual(code, 0, err)
        report = json.loads(out)
        self.assertEqual(report["accuracy"]["value"], 75)
        self.assertAlmostEqual(report["macro_f1"]["value"], 100 * (1 + 2 / 3 + 2 / 3) / 3)
        self.assertEqual(report["confusion"], {"classes": ["chitchat", "others", "ranking"], "matrix": [[1, 0, 0], [0, 1, 0], [1, 0, 1]]})
        code, out, _ = self.run_autoj("eval", "classifier", "--data", truth, "--predictions", predicted)
        self.assertIn("ranking taken for chitchat", out)
        code, _, err = self.run_autoj("eval", "classifier", "--data", truth, "--predictions", self.write_rows("p.jsonl", [{"output": "x"}]))
        self.assertEqual(code, 3)
        self.assertIn("has 1 lines", err)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
