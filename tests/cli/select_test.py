"""`autoj select`, `autoj eval selection` and `autoj eval style` with the real program: select_test.py AUTOJ"""
import json, os, random, re, signal, sqlite3, subprocess, sys, unittest

from program_case import AUTOJ, ROOT, ProgramCase

EXAMPLES = os.path.join(ROOT, "examples")
CANDIDATES = os.path.join(EXAMPLES, "candidates.jsonl")
LONGER = ["--by", "tournament", "--model", "baseline:longer"]
FAKE = ["--engine", "fake", "--mode", "written"]


def lines(rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


class Select(ProgramCase):
    def select(self, *args, **more):
        return self.run_autoj("select", *args, **more)

    def test_by_rating_the_best_wins_and_says_by_how_much(self):
        code, out, err = self.select(CANDIDATES, *FAKE)
        self.assertEqual(code, 0, err)
        records = self.records(out)
        self.assertEqual([r["id"] for r in records], ["boil-egg", "rhyme", "sort"])
        for r in records:
            self.assertEqual((r["verdict"], r["by"], len(r["responses"])), ("selected", "rating", 4))
            ranked = sorted(r["responses"], key=lambda x: (-x["rating"], -x["logprob"], x["response"]))
            best, next_best = ranked[:2]
            self.assertEqual((r["selected"], r["runner_up"]), (best["response"], next_best["response"]))
            self.assertEqual(r["margin"], best["rating"] - next_best["rating"])
            self.assertEqual(r["decided_by"], "rating" if r["margin"] > 0 else "logprob" if best["logprob"] > next_best["logprob"] else "position")
            self.assertTrue(r["reason"].startswith(f"rated {best['rating']}"), r["reason"])
        self.assertEqual(sum(r["decided_by"] != "rating" for r in records), 1)  # a tie is among them
        self.assertIn("selected  3 of 3 items", err)

    def test_two_responses_are_rated_too(self):
        code, out, err = self.select(self.write(lines([{"query": "q", "response_1": "x", "response_2": "y"}])), *FAKE)
        self.assertEqual(code, 0, err)
        self.assertEqual(self.records(out)[0]["protocol"], "autoj-single")

    def test_criteria_are_shown_and_told(self):
        for by in ("rating", "tournament"):
            code, out, err = self.select(CANDIDATES, "--engine", "fake", "--mode", "scored", "--by", by, "--criteria", "planning", "--json")
            self.assertEqual(code, 0, err)
            whole = json.loads(out)
            self.assertEqual([r["criteria"]["scenario"] for r in whole["items"]], ["planning"] * 3)
            self.assertEqual(whole["summary"]["judged"]["criteria"]["sources"], {"flag": 3 if by == "rating" else whole["summary"]["comparisons"]["made"]})

    def test_without_a_rating_there_is_no_winner(self):
        path = self.write(lines([{"query": "q", "responses": ["x", "AUTOJ-VAGUE"]}, {"query": "q", "responses": ["x", "y"]}]))
        code, out, err = self.select(path, *FAKE)
        self.assertEqual(code, 1, err)
        vague, fine = self.records(out)
        self.assertEqual((vague["verdict"], vague["selected"], vague["decided_by"]), ("unreadable", None, None))
        self.assertTrue(vague["reason"].startswith("response 1: "), vague["reason"])
        self.assertEqual(fine["verdict"], "selected")

    def test_a_tournament_takes_one_comparison_less_than_responses(self):
        items = [{"id": str(n), "query": f"q{n}", "responses": ["x" * (1 + (7 * i + n) % 11) for i in range(n)]} for n in range(2, 11)]
        code, out, err = self.select(self.write(lines(items)), *LONGER)
        self.assertEqual(code, 0, err)
        for item, r in zip(items, self.records(out)):
            lengths = list(map(len, item["responses"]))
            self.assertEqual((r["id"], r["selected"]), (item["id"], lengths.index(max(lengths))))
            self.assertEqual((r["decided_by"], r["compared"]), ("both_orders", len(lengths) - 1))
            self.assertEqual(r["all_pairs"], len(lengths) * (len(lengths) - 1) // 2)
            for c in r["comparisons"]:
                winner = c["first"] if c["verdict"] == "first" else c["second"]
                self.assertEqual((c["winner"], len(c["orders"])), (winner, 2))
        made = sum(n - 1 for n in range(2, 11))
        self.assertIn(f"compared  {made} of 165 pairs of responses, {165 - made} saved", err)

    def test_inconsistent_comparisons_are_decided_by_log_odds_and_marked(self):
        code, out, err = self.select(CANDIDATES, "--by", "tournament", "--engine", "fake", "--json")
        self.assertEqual(code, 0, err)
        whole = json.loads(out)
        compared = [c for r in whole["items"] for c in r["comparisons"]]
        self.assertEqual({c["decided_by"] for c in compared}, {"both_orders", "log_odds"})
        for c in compared:
            self.assertEqual(c["decided_by"] == "log_odds", c["verdict"] == "inconsistent")
            likelier = max(("first", "second"), key=lambda side: c["probabilities"][side])
            self.assertEqual(c["winner"], c[likelier])
        for r in whole["items"]:
            self.assertEqual(r["decided_by"] == "log_odds", any(c["decided_by"] == "log_odds" for c in r["comparisons"]))
        self.assertEqual(whole["summary"]["comparisons"], {"made": 9, "all_pairs": 18, "saved": 9})

    def test_without_probabilities_more_comparisons_decide_or_nothing_does(self):
        code, out, err = self.select(CANDIDATES, "--by", "tournament", *FAKE)
        self.assertEqual(code, 1, err)
        records = self.records(out)
        self.assertEqual([(r["verdict"], r["decided_by"]) for r in records],
                         [("selected", "more_comparisons"), ("inconsistent", None), ("selected", "more_comparisons")])
        for r in records:
            self.assertTrue(all(c["decided_by"] in ("both_orders", None) for c in r["comparisons"]))
            self.assertEqual(r["selected"] is None, "could not be told apart" in r["reason"])

    def test_orders_given_is_told(self):
        code, out, err = self.select(CANDIDATES, *LONGER, "--orders", "given")
        self.assertEqual(code, 0, err)
        for r in self.records(out):
            self.assertEqual((r["decided_by"], [len(c["orders"]) for c in r["comparisons"]]), ("one_order", [1, 1, 1]))

    def test_standard_input_is_read_again_for_each_round(self):
        with open(CANDIDATES, "rb") as f:
            text = f.read()
        code, out, err = self.select("-", *LONGER, stdin=text)
        self.assertEqual(code, 0, err)
        self.assertEqual([r["selected"] for r in self.records(out)], [0, 1, 2])

    def test_a_finished_tournament_does_nothing_and_gives_the_same(self):
        first = self.select(CANDIDATES, *LONGER)
        second = self.select(CANDIDATES, *LONGER)
        self.assertEqual(first[:2], second[:2])
        self.assertIn("nothing was left to judge; 18 judgments from earlier calls", second[2])

    def test_added_items_are_judged(self):
        path = self.write(lines([{"id": "a", "query": "q", "responses": ["x", "xx", "xxx"]}]))
        self.assertEqual(self.select(path, *LONGER)[0], 0)
        path = self.write(lines([{"id": "b", "query": "q", "responses": ["y", "yy"]}, {"id": "a", "query": "q", "responses": ["x", "xx", "xxx"]}]))
        code, out, err = self.select(path, *LONGER)
        self.assertEqual([r["id"] for r in self.records(out)], ["b", "a"])
        self.assertIn("judged    2 judgments", err)

    def test_kill_9_loses_nothing(self):
        random.seed(5)
        path = self.write(lines([{"id": f"i{n}", "query": f"q{n}", "responses": [f"{n} {i} {random.random()}" for i in range(4)]} for n in range(300)]))

        def command(run):
            return ["select", path, "--by", "tournament", "--engine", "fake", "--run", self.path(run), "--output", self.path(run + ".jsonl"), "--quiet"]

        def judged(run):
            try:
                with sqlite3.connect(self.path(run, "run.db")) as db:
                    return db.execute("SELECT count(*) FROM judgments").fetchone()[0]
            except sqlite3.OperationalError:  # nothing there yet
                return 0

        self.assertEqual(self.run_autoj(*command("calm"))[0], 0)
        total = judged("calm")
        self.assertGreaterEqual(total, 300 * 3 * 2)
        for wanted in (total // 5, total // 2, total * 5 // 6):  # two in the first round, one in the second
            process = subprocess.Popen([AUTOJ, *command("storm")], env=self.env)
            while judged("storm") < wanted and process.poll() is None:
                pass
            process.send_signal(signal.SIGKILL)
            process.wait()
        self.assertEqual(self.run_autoj(*command("storm"))[0], 0)
        texts = []
        for run in ("calm", "storm"):
            self.assertEqual(judged(run), total)
            with open(self.path(run + ".jsonl"), encoding="utf-8") as f:
                texts.append([[r["id"], r["selected"], r["decided_by"], r["reason"]] for r in map(json.loads, f)])
        self.assertEqual(texts[0], texts[1])

    def test_a_run_stopped_by_its_cost_is_partial(self):
        prices = self.write("fake: {prompt: 10000, completion: 0}\n", "prices.yaml")
        flags = [CANDIDATES, "--by", "tournament", "--engine", "fake", "--prices", prices]
        code, out, err = self.select(*flags, "--max-cost", "10")
        self.assertEqual(code, 1, err)
        self.assertLess(len(self.records(out)), 3)
        self.assertIn("higher --max-cost goes on", err)
        self.assertEqual(self.select(*flags)[0], 0)

    def test_a_failing_comparison_leaves_its_item_open(self):
        path = self.write(lines([{"id": "a", "query": "q", "responses": ["x", "AUTOJ-FAIL", "y"]}, {"id": "b", "query": "q", "responses": ["x", "y"]}]))
        code, out, err = self.select(path, "--by", "tournament", "--engine", "fake")
        self.assertEqual(code, 1, err)
        self.assertEqual([r["verdict"] for r in self.records(out)], ["failed", "selected"])

    def test_what_cannot_be_selected_from(self):
        one = lines([{"id": "a", "query": "q", "response": "x"}])
        two = lines([{"id": "b", "query": "q", "responses": ["x", "y"]}])
        for by in ("rating", "tournament"):
            flags = ["--by", by, *FAKE]
            self.expect_refused(3, 'in.jsonl:1: item "a" has one response', "select", self.write(one), *flags)
            self.expect_refused(3, 'id "b" stands on line 1 already', "select", self.write(two + two), *flags)
            code, out, err = self.select(self.write(one + two), *flags, "--skip-bad", "--run", self.path("run" + by))
            self.assertEqual(([r["id"] for r in self.records(out)], code), (["b"], 1), err)
            self.assertEqual(err.count("(skipped)"), 1, err)
            self.assertIn("skipped   1 line of the input", err)
        self.expect_refused(2, "autoj-single rates single responses", "select", CANDIDATES, "--by", "tournament", "--protocol", "autoj-single", *FAKE)
        self.expect_refused(2, "autoj-pairwise compares two responses", "select", CANDIDATES, "--protocol", "autoj-pairwise", *FAKE)
        self.expect_refused(2, "cannot be sharded", "select", CANDIDATES, *LONGER, "--shard", "1/2")
        self.expect_refused(2, "--by tournament takes it", "select", CANDIDATES, "--model", "baseline:longer")
        self.expect_refused(2, "--by", "select", CANDIDATES, "--by", "lot", *FAKE)

    def test_a_run_of_something_else_is_refused(self):
        self.assertEqual(self.run_autoj("judge", CANDIDATES, *FAKE, "--run", self.path("run"))[0], 0)
        code, _, err = self.select(CANDIDATES, "--by", "tournament", *FAKE, "--run", self.path("run"))
        self.assertEqual(code, 3, err)
        self.assertIn("scheme: the run has no such setting, this call asks for tournament", err)


class EvalSelection(ProgramCase):
    ROW = {"scenario": "s", "prompt": "p", "outputs": {"llama": {"outputs": ["a", "b", "c"], "logprobs": [-3, -1, -2],
           "scores": {"autoj": [7, 7, 5], "gpt-4": [2, 6, 10]}}}}

    def rows(self, **changes):
        """A file of one row whose base model has these keys in place of its own."""
        row = json.loads(json.dumps(self.ROW))
        row["outputs"]["llama"].update(changes)
        return self.write(lines([row]))

    def evaluate(self, *args):
        code, out, err = self.run_autoj("eval", "selection", *args, "--json")
        self.assertEqual(err, "")
        return code, json.loads(out)

    def test_rows(self):
        for logprobs in ([-3, -1, -2], {"autoj": [-3, -1, -2], "gpt-4": [0, -5, -5]}):
            code, whole = self.evaluate("--data", self.rows(logprobs=logprobs), "--quality", "gpt-4", "--n", "1,2,3")
            self.assertEqual((code, whole["judge"], whole["all"]["responses"]), (0, "autoj", 3))
            picked = {n: [part[key]["value"] for key in ("picked", "random", "oracle", "all")] for n, part in whole["all"]["best_of"].items()}
            self.assertEqual(picked, {"1": [2, 2, 2, 6], "2": [6, 4, 6, 6], "3": [6, 6, 10, 6]})
        code, whole = self.evaluate("--data", self.rows(), "--quality", "autoj", "--judge", "gpt-4", "--n", "3")
        self.assertEqual(whole["all"]["best_of"]["3"]["picked"]["value"], 5)

    def test_without_logprobs_the_earlier_one_wins(self):
        row = json.loads(json.dumps(self.ROW))
        del row["outputs"]["llama"]["logprobs"]
        _, whole = self.evaluate("--data", self.write(lines([row])), "--quality", "gpt-4", "--n", "3")
        self.assertEqual(whole["all"]["best_of"]["3"]["picked"]["value"], 2)

    def test_numbers_against_a_plain_computation(self):
        random.seed(2)
        rows = []
        for n in range(30):
            outputs = {}
            for base in ("llama", "vicuna"):
                quality = [random.randint(1, 10) for _ in range(8)]
                outputs[base] = {"outputs": ["x"] * 8, "logprobs": [random.uniform(-9, 0) for _ in range(8)],
                                 "scores": {"judge": [min(10, max(1, q + random.randint(-3, 3))) for q in quality], "truth": quality}}
            rows.append({"prompt": f"p{n}", "outputs": outputs})
        code, whole = self.evaluate("--data", self.write(lines(rows)), "--quality", "truth", "--n", "8")
        self.assertEqual((code, sorted(whole["sources"])), (0, ["llama", "vicuna"]))

        def mean(values):
            return sum(values) / len(values)

        for base in ("llama", "vicuna"):
            part, picks, x, y = whole["sources"][base], [], [], []
            for row in rows:
                one = row["outputs"][base]
                best = max(range(8), key=lambda i: (one["scores"]["judge"][i], one["logprobs"][i]))
                picks.append(one["scores"]["truth"][best])
                x += one["scores"]["judge"]
                y += one["scores"]["truth"]
            best_of = part["best_of"]["8"]
            self.assertAlmostEqual(best_of["picked"]["value"], mean(picks))
            self.assertAlmostEqual(best_of["random"]["value"], mean(y))
            self.assertAlmostEqual(best_of["advantage"]["value"], mean(picks) - mean(y))
            mx, my = mean(x), mean(y)
            r = sum((a - mx) * (b - my) for a, b in zip(x, y)) / (sum((a - mx) ** 2 for a in x) * sum((b - my) ** 2 for b in y)) ** 0.5
            pearson = part["correlations"]["pearson"]
            self.assertAlmostEqual(pearson["value"], r)
            self.assertLess(pearson["low"], r)
            self.assertGreater(pearson["high"], r)
        self.assertIsNone(whole["systems"]["correlations"]["pearson"]["value"])  # two systems say nothing
        rating = whole["systems"]["systems"][0]["rating"]
        self.assertTrue(rating["low"] < rating["value"] < rating["high"])
        shown = self.run_autoj("eval", "selection", "--data", self.path("in.jsonl"), "--quality", "truth", "--n", "8")[1]
        for column in ("quality of picks", "over random", "random", "oracle", "all"):
            self.assertIn(f"  {column}", shown)
        self.assertEqual(len(re.findall(r"(?m)^vicuna: best of 8( +-?[0-9.]+ \[-?[0-9.]+, -?[0-9.]+\])+$", shown)), 2)

    def test_a_run(self):
        self.assertEqual(self.run_autoj("select", CANDIDATES, *FAKE, "--run", self.path("run"))[0], 0)
        code, whole = self.evaluate("--run", self.path("run"), "--quality-field", "meta.quality")
        self.assertEqual((code, whole["all"]["responses"], list(whole["all"]["best_of"])), (0, 12, ["4"]))
        with open(CANDIDATES, encoding="utf-8") as f:
            quality = {r["id"]: r["quality"] for r in map(json.loads, f)}
        picked = [quality[r["id"]][r["selected"]] for r in self.records(self.run_autoj("select", CANDIDATES, *FAKE, "--run", self.path("run"))[1])]
        self.assertAlmostEqual(whole["all"]["best_of"]["4"]["picked"]["value"], sum(picked) / 3)
        code, out, err = self.run_autoj("eval", "selection", "--run", self.path("run"), "--quality-field", "meta.quality")
        self.assertEqual(code, 0, err)
        self.assertIn("over random", out)

    def test_a_tournament(self):
        cup = ["--run", self.path("cup")]
        self.assertEqual(self.run_autoj("select", CANDIDATES, "--model", "baseline:longer", "--by", "tournament", *cup)[0], 0)
        args = [*cup, "--items", CANDIDATES, "--quality-field", "meta.quality"]
        code, whole = self.evaluate(*args)
        with open(CANDIDATES, encoding="utf-8") as file:
            items = [json.loads(line) for line in file]
        quality = [item["quality"] for item in items]
        longest = [max(range(4), key=lambda i: len(item["responses"][i])) for item in items]
        best_of = whole["all"]["best_of"]["4"]
        self.assertEqual((code, whole["by"], best_of["picks"], whole["all"]["unrated"]), (0, "tournament", 3, 0))
        want = {"picked": [q[i] for q, i in zip(quality, longest)], "oracle": map(max, quality), "random": [sum(q) / 4 for q in quality]}
        for name, values in want.items():
            self.assertAlmostEqual(best_of[name]["value"], sum(values) / 3)
        self.assertLess(best_of["advantage"]["low"], best_of["advantage"]["high"])
        self.assertIsNone(whole["all"]["correlations"]["pearson"]["value"])
        out = self.run_autoj("eval", "selection", *args)[1]
        self.assertIn("all: best of 4", out)
        self.assertNotIn("Pearson", out)
        self.expect_refused(2, "not of the first N; leave --n out", "eval", "selection", *args, "--n", "2")
        fewer = self.write(lines([{**item, "responses": item["responses"][:2], "quality": item["quality"][:2]} for item in items]), "fewer.jsonl")
        self.expect_refused(3, "has 2 responses, of which the run compared number", "eval", "selection", *cup, "--items", fewer, "--quality-field", "meta.quality")

    def test_a_tournament_without_a_winner_counts_in_no_mean(self):
        path = self.write(lines([{"query": "q", "responses": ["xx", "yy"], "quality": [1, 2]}, {"query": "r", "responses": ["x", "yyy"], "quality": [1, 2]}]))
        cup = ["--run", self.path("cup")]
        self.assertEqual(self.run_autoj("select", path, "--model", "baseline:longer", "--by", "tournament", *cup)[0], 1)
        code, whole = self.evaluate(*cup, "--items", path, "--quality-field", "meta.quality")
        self.assertEqual((code, whole["all"]["sets"], whole["all"]["best_of"]["2"]["picks"]), (1, 2, 1))
        self.assertIn("1 sets have no winner: they count in no mean\n", self.run_autoj("eval", "selection", *cup, "--items", path, "--quality-field", "meta.quality")[1])
        changed = self.write(lines([{"query": "q", "responses": ["xx", "zz"], "quality": [1, 2]}]), "changed.jsonl")
        self.expect_refused(3, 'changed.jsonl:1: item "0" has other responses than those that the run compared as "0#0-1"', "eval", "selection", *cup, "--items", changed, "--quality-field", "meta.quality")
        for name, item, words in (("query", {"query": "p", "responses": ["xx", "yy"], "quality": [1, 2]}, 'item "0" has another query than the one that the run compared as "0#0-1"'),
                                  ("other", {"id": "x", "query": "q", "responses": ["xx", "yy"], "quality": [1, 2]}, "none of its comparisons is of the items of"),
                                  ("twins", {"id": "x", "query": "q", "responses": ["xx", "xx"], "quality": [1, 2]}, "none of its comparisons is of the items of")):
            other = self.write(lines([item]), name + ".jsonl")
            self.expect_refused(3, words, "eval", "selection", *cup, "--items", other, "--quality-field", "meta.quality")
        more = self.write(lines([{"query": query, "responses": texts, "quality": [1, 2]} for query, texts in (("q", ["xx", "yy"]), ("r", ["x", "yyy"]), ("s", ["a", "b"]))]), "more.jsonl")
        code, whole = self.evaluate(*cup, "--items", more, "--quality-field", "meta.quality")
        self.assertEqual((code, whole["missing"]), (1, 1))
        with sqlite3.connect(self.path("cup", "run.db")) as run:
            run.execute("UPDATE items SET id = 'x' WHERE id = '0#0-1'")
        run.close()
        self.expect_refused(3, '"x" is no comparison of a tournament', "eval", "selection", *cup, "--items", path, "--quality-field", "meta.quality")

    def test_a_half_finished_run_is_partial(self):
        prices = self.write("fake: {prompt: 10000, completion: 0}\n", "prices.yaml")
        run = ["--run", self.path("run")]
        self.assertEqual(self.run_autoj("select", CANDIDATES, *FAKE, *run, "--prices", prices, "--max-cost", "6")[0], 1)
        code, out, _ = self.run_autoj("eval", "selection", *run, "--quality-field", "meta.quality")
        self.assertEqual(code, 1)
        self.assertRegex(out, r"PARTIAL: [12] of 3 items are not judged yet")
        code, whole = self.evaluate(*run, "--quality-field", "meta.quality")
        self.assertEqual(code, 1)
        self.assertIn(whole["missing"], (1, 2))

    def test_responses_without_a_rating_are_told(self):
        code, whole = self.evaluate("--data", self.rows(scores={"autoj": [None, 7, 5], "gpt-4": [2, 6, 10]}), "--quality", "gpt-4", "--n", "1,3")
        self.assertEqual((code, whole["all"]["unrated"]), (1, 1))
        self.assertEqual((whole["all"]["best_of"]["1"]["picks"], whole["all"]["best_of"]["1"]["picked"]["value"]), (0, None))
        out = self.run_autoj("eval", "selection", "--data", self.path("in.jsonl"), "--quality", "gpt-4", "--n", "1,3")[1]
        self.assertIn("1 sets have no rating among the first 1: they count in no mean of the best of 1\n", out)
        self.assertNotIn("among the first 3", out)

    def test_systems(self):
        systems = [{"system": f"s{n}", "rating": n, "reference": n * n} for n in range(1, 6)]
        code, whole = self.evaluate("--systems", self.write(lines(systems)))
        self.assertEqual((code, len(whole["systems"])), (0, 5))
        self.assertEqual(whole["systems"][0]["rating"], {"value": 1, "low": None, "high": None})  # given, not computed
        self.assertAlmostEqual(whole["correlations"]["spearman"]["value"], 1)
        self.assertAlmostEqual(whole["correlations"]["pearson"]["value"], 0.98110491)

    def test_bad_input(self):
        both = {"autoj": [7, 7, 5], "gpt-4": [2, 6, 10]}
        cases = [(3, '"scores" of "autoj" has 2 numbers, for 3 outputs', {"scores": {**both, "autoj": [1, 2]}}),
                 (3, '"logprobs" has 4 numbers, for 3 outputs', {"logprobs": [1, 2, 3, 4]}),
                 (3, "must hold numbers, found string", {"scores": {**both, "autoj": [1, "2", 3]}}),
                 (3, "not valid JSON", {"scores": {**both, "autoj": [1, float("nan"), 3]}}),
                 (3, 'output 1 of base model "llama" has no quality by "gpt-4"', {"scores": {**both, "gpt-4": [2, None, 10]}}),
                 (3, 'has no "gpt-4"; it has "autoj", "gpt-5"', {"scores": {"autoj": [7, 7, 5], "gpt-5": [2, 6, 10]}}),
                 (2, "--judge says it", {"scores": {**both, "other": [1, 2, 3]}}),
                 (3, "nothing to select from", {"outputs": ["a"]})]
        for code, words, changes in cases:
            self.expect_refused(code, words, "eval", "selection", "--data", self.rows(**changes), "--quality", "gpt-4")
        rows = self.rows()
        for code, words, flags in ((3, "3 responses, and the best of 4 is asked for", ["--n", "2,4"]), (2, "the best of 0 is nothing", ["--n", "0"]),
                                   (3, 'has no "autojj"; it has "autoj", "gpt-4"', ["--judge", "autojj"]), (2, "--n", ["--n", "-1"])):
            self.expect_refused(code, words, "eval", "selection", "--data", rows, "--quality", "gpt-4", *flags)
        self.expect_refused(3, "at least one base model", "eval", "selection", "--data", self.write(lines([{"prompt": "p", "outputs": {}}])), "--quality", "x")
        self.expect_refused(3, 'id "a" stands on line 1 already', "eval", "selection", "--data", self.write(lines([{"id": "a", **self.ROW}] * 2)), "--quality", "gpt-4")
        self.expect_refused(2, "--data needs --quality", "eval", "selection", "--data", rows)
        self.expect_refused(2, "--run needs --quality-field", "eval", "selection", "--run", self.dir)
        self.expect_refused(2, "--items is the input of a tournament's --run", "eval", "selection", "--data", rows, "--quality", "gpt-4", "--items", rows)
        self.expect_refused(2, "give one of", "eval", "selection")
        self.expect_refused(2, "give one of", "eval", "selection", "--data", rows, "--run", self.dir)

    def test_runs_that_are_of_something_else(self):
        pairs = os.path.join(EXAMPLES, "pairs.jsonl")
        self.assertEqual(self.run_autoj("judge", pairs, *FAKE, "--run", self.path("pairs"))[0], 0)
        self.expect_refused(3, "compared as a pair, where each response must be rated", "eval", "selection", "--run", self.path("pairs"), "--quality-field", "meta.quality")
        self.assertIn(self.run_autoj("select", CANDIDATES, *FAKE, "--by", "tournament", "--run", self.path("cup"))[0], (0, 1))
        self.expect_refused(3, "a run of a tournament, which holds comparisons and no quality; give the file of its items by --items", "eval", "selection", "--run", self.path("cup"), "--quality-field", "meta.quality")
        self.assertEqual(self.run_autoj("select", CANDIDATES, *FAKE, "--run", self.path("rated"))[0], 0)
        self.expect_refused(3, "no run of a tournament: it has its items itself; leave --items out", "eval", "selection", "--run", self.path("rated"), "--items", CANDIDATES, "--quality-field", "meta.quality")
        for name, quality, words in (("short", [1], "has 1 numbers, for 2 responses"), ("text", [1, "2"], "must hold numbers, found string"),
                                     ("gap", [1, None], "must hold numbers, found null"), ("none", None, '"meta.quality" is missing')):
            path = self.write(lines([{"query": "q", "responses": ["x", "y"], "quality": quality}]))
            self.assertEqual(self.run_autoj("select", path, *FAKE, "--run", self.path(name))[0], 0)
            self.expect_refused(3, words, "eval", "selection", "--run", self.path(name), "--quality-field", "meta.quality")


class EvalStyle(ProgramCase):
    FIELDS = ["--first-field", "meta.model_1", "--second-field", "meta.model_2"]
    PAIRS = os.path.join(EXAMPLES, "named_pairs.jsonl")
    VERDICTS = os.path.join(EXAMPLES, "named_verdicts.jsonl")

    def test_who_wins_by_length_loses_where_length_is_equal(self):
        code, out, err = self.run_autoj("eval", "style", "--data", self.PAIRS, "--predictions", self.VERDICTS, *self.FIELDS, "--json")
        self.assertEqual(code, 0, err)
        whole = json.loads(out)
        ada, bo = whole["competitors"]["ada"], whole["competitors"]["bo"]
        self.assertAlmostEqual(ada["raw"]["value"], 100 * 10 / 18, delta=0.1)  # the penalty takes a little
        self.assertLess(ada["controlled"]["value"], 40)
        self.assertAlmostEqual(ada["controlled"]["value"] + bo["controlled"]["value"], 100)
        self.assertGreater(whole["coefficients"]["length"]["low"], 0)
        self.assertIsNone(whole["coefficients"]["headers"]["value"])
        code, out, _ = self.run_autoj("eval", "style", "--data", self.PAIRS, "--predictions", self.VERDICTS, *self.FIELDS)
        self.assertEqual([line.split()[0] for line in out.splitlines()[3:5]], ["bo", "ada"])

    def test_who_never_met_is_not_ranked(self):
        pair = lambda i, one, other: {"query": f"q{i}", "response_1": "x" * (i % 3 + 1), "response_2": "xx", "meta": {"model_1": one, "model_2": other}}
        pairs = [pair(i, "ada", "bo") for i in range(6)] + [pair(i, "cy", "di") for i in range(6, 12)] + [pair(12, "cy", "eve")]
        args = ("--data", self.write(lines(pairs), "pairs.jsonl"), "--predictions", self.write('{"output": 0}\n' * 5 + '{"output": 1}\n' * 8, "said.jsonl"), *self.FIELDS)
        code, out, err = self.run_autoj("eval", "style", *args, "--json")
        self.assertEqual(code, 0, err)
        whole = json.loads(out)
        self.assertEqual({name: one["group"] for name, one in whole["competitors"].items()}, {"ada": 1, "bo": 1, "cy": 2, "di": 2, "eve": 2})
        self.assertIsNone(whole["competitors"]["eve"]["raw"]["low"])  # a single prompt
        self.assertIsNotNone(whole["competitors"]["eve"]["raw"]["value"])
        self.assertEqual(whole["prior_deviation"], 10)
        out = self.run_autoj("eval", "style", *args)[1]
        self.assertIn("2 groups have never met", out)
        self.assertEqual([line.split()[1] for line in out.splitlines()[3:8]], ["1", "1", "2", "2", "2"])

    def test_a_run(self):
        self.assertEqual(self.run_autoj("judge", self.PAIRS, "--model", "baseline:longer", "--run", self.path("run"))[0], 0)
        code, out, err = self.run_autoj("eval", "style", "--run", self.path("run"), *self.FIELDS, "--json")
        self.assertEqual(code, 0, err)
        self.assertEqual(json.loads(out)["comparisons"], 18)
        self.assertGreater(json.loads(out)["competitors"]["ada"]["raw"]["value"], 70)

    def test_verdicts_that_are_none_are_told(self):
        with open(self.VERDICTS, encoding="utf-8") as f:
            verdicts = f.read().replace('{"output": 0}', '{"output": -1}', 1)
        code, out, err = self.run_autoj("eval", "style", "--data", self.PAIRS, "--predictions", self.write(verdicts), *self.FIELDS)
        self.assertEqual(code, 1, err)
        self.assertIn("1 pairs have no verdict", out)

    def test_bad_input(self):
        self.expect_refused(2, "--second-field", "eval", "style", "--run", self.dir, "--first-field", "meta.model_1")
        self.expect_refused(2, "give --run", "eval", "style", *self.FIELDS)
        self.expect_refused(2, "--predictions needs --data", "eval", "style", "--predictions", self.VERDICTS, *self.FIELDS)
        self.expect_refused(2, "belong to --predictions", "eval", "style", "--run", self.dir, "--data", self.PAIRS, *self.FIELDS)
        self.expect_refused(3, "there is no run", "eval", "style", "--run", self.dir, *self.FIELDS)
        self.expect_refused(3, '"meta.model" is missing', "eval", "style", "--data", self.PAIRS, "--predictions", self.VERDICTS, "--first-field", "meta.model", "--second-field", "meta.model_2")
        self.expect_refused(3, 'both responses are by', "eval", "style", "--data", self.PAIRS, "--predictions", self.VERDICTS, "--first-field", "meta.model_1", "--second-field", "meta.model_1")
        self.expect_refused(3, "1 verdicts, for 18 items", "eval", "style", "--data", self.PAIRS, "--predictions", self.write('{"output": 0}\n'), *self.FIELDS)
        self.assertEqual(self.run_autoj("select", CANDIDATES, *FAKE, "--run", self.path("run"))[0], 0)
        self.expect_refused(3, "rated response by response", "eval", "style", "--run", self.path("run"), *self.FIELDS)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
