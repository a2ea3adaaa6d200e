"""`autoj eval critique` on the fake engine: comparisons, --fix, what is refused; and a killed one: critique_test.py AUTOJ"""
import json, subprocess, sys, unittest

from program_case import AUTOJ, ProgramCase

SCENARIOS = ["ranking", "chitchat", "no_such_scenario"]


class CritiqueTest(ProgramCase):
    command = ("eval", "critique")

    def setUp(self):
        super().setUp()
        self.data = self.write_rows("data.jsonl", [self.task(i) for i in range(12)])
        self.reference = self.write_rows("reference.jsonl", [{"output": f"their critique {i}"} for i in range(12)])

    def read(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    def task(self, i, word=""):
        return {"scenario": SCENARIOS[i % 3], "prompt": f"prompt {i} {word}", "response": f"response {i}",
                "critiques": {"autoj": f"our critique {i}", "other": f"another {i}"}}

    def compare(self, *args, data=None):
        return self.run_autoj("--data", data or self.data, "--reference", self.reference, "--engine", "fake", *args)

    def score(self, name, *args):
        return self.run_autoj("--data", self.data, "--comparisons", self.path(name), *args)

    def test_comparisons_are_made_written_and_scored(self):
        code, out, err = self.compare("--output", self.path("out.jsonl"), "--json", "--seed", "3")
        self.assertEqual(code, 0, err)
        report = json.loads(out)
        rows = self.read("out.jsonl")
        self.assertEqual([r["meta"]["prompt"] for r in rows], [f"prompt {i} " for i in range(12)])
        self.assertEqual({r["meta"]["exchange"] for r in rows}, {True, False})
        won = sum(r["output"][0] == ("B" if r["meta"]["exchange"] else "A") for r in rows)
        tied = sum(r["output"][0] == "C" for r in rows)
        overall = report["overall"]
        self.assertEqual([overall[k]["count"] for k in ("win", "tie", "lose")], [won, tied, 12 - won - tied])
        self.assertEqual(report["groups"]["null"]["items"], 4)
        self.assertEqual(report["by_position"]["second"]["items"], sum(r["meta"]["exchange"] for r in rows))
        self.assertEqual((report["items"], report["unreadable"]), (12, 0))
        again = json.loads(self.score("out.jsonl", "--json")[1])
        self.assertEqual(again, report)

    def test_the_prompt_shows_the_drawn_order(self):
        self.compare("--output", self.path("out.jsonl"), "--run", self.path("run"))
        done = subprocess.run([AUTOJ, "export", self.path("run")], capture_output=True, timeout=60)
        records = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual({(r["protocol"], len(r["orders"])) for r in records}, {("critique-judge", 1)})
        exchange = {r["meta"]["id"]: r["meta"]["exchange"] for r in self.read("out.jsonl")}
        self.assertEqual({r["id"]: r["meta"]["exchange"] for r in records}, exchange)

    def test_the_same_command_asks_nothing_again(self):
        self.compare("--output", self.path("a.jsonl"))
        code, _, err = self.compare("--output", self.path("b.jsonl"))
        self.assertIn("12 of 12 judgments are there", err)
        self.assertEqual(self.read("a.jsonl"), self.read("b.jsonl"))
        self.assertNotIn("are there", self.compare("--seed", "9")[2])
        self.assertNotIn("are there", self.compare("--judge-critiques", "critiques.other")[2])

    def test_costs_are_told_where_prices_are(self):
        with open(self.path("prices.yaml"), "w", encoding="utf-8") as file:
            file.write("fake: {prompt: 10, completion: 100}\n")
        self.compare("--output", self.path("out.jsonl"), "--prices", self.path("prices.yaml"))
        self.assertTrue(all(r["cost"] > 0 for r in self.read("out.jsonl")))

    def test_failed_rows_are_filled_in_later(self):
        words = {2: "AUTOJ-FAIL", 5: "AUTOJ-LONG", 7: "AUTOJ-VAGUE"}
        data = self.write_rows("hard.jsonl", [self.task(i, words.get(i, "")) for i in range(12)])
        code, out, err = self.compare("--output", self.path("out.jsonl"), "--json", data=data)
        self.assertEqual(code, 1, err)
        self.assertEqual(json.loads(out)["unreadable"], 3)
        self.assertLess(json.loads(out)["bounds"]["worst"], json.loads(out)["bounds"]["best"])
        rows = self.read("out.jsonl")
        self.assertEqual((rows[2]["output"], rows[2]["finish_reason"]), ("Failed!", "fail"))
        self.assertIn("told to fail", rows[2]["meta"]["reason"])
        self.assertIn("tokens", rows[5]["meta"]["reason"])
        self.assertEqual(rows[7]["output"], "Both have their merits.")
        # A file of the reference's scripts knows no prompts: its rows are filled in by another try.
        old = [{"output": r["output"], "cost": 0.1, "finish_reason": r["finish_reason"], "meta": {"exchange": r["meta"]["exchange"]}}
               for r in rows]
        old[2]["output"], old[5]["output"] = None, ""  # however a failed row is written
        self.write_rows("old.jsonl", old)
        code, out, err = self.score("old.jsonl", "--json")
        self.assertEqual((code, json.loads(out)["unreadable"]), (1, 3), err)
        code, out, err = self.compare("--fix", self.path("old.jsonl"), "--json")
        self.assertEqual((code, json.loads(out)["unreadable"]), (0, 0), err)
        self.assertIn("judged    3 judgments", err)
        fixed = self.read("old.jsonl")
        for i, (before, after) in enumerate(zip(old, fixed)):
            self.assertEqual(before == after, i not in words, i)
            self.assertEqual(before["meta"]["exchange"], after["meta"]["exchange"])
        code, _, err = self.compare("--fix", self.path("old.jsonl"), "--output", self.path("copy.jsonl"))
        self.assertEqual((code, err), (0, ""))
        self.assertEqual(self.read("copy.jsonl"), fixed)

    def test_a_fix_keeps_to_its_file(self):
        self.compare("--output", self.path("out.jsonl"), "--seed", "3")
        fix = ["--data", self.data, "--reference", self.reference, "--engine", "fake", "--fix", self.path("out.jsonl")]
        self.expect_refused(3, "its order was drawn from seed 3, not 4", *fix, "--seed", "4")
        self.expect_refused(3, "compares other critiques", *fix, "--judge-critiques", "critiques.other")
        other = self.write_rows("other.jsonl", [self.task(i + 1) for i in range(12)])
        self.expect_refused(3, "has another scenario than", *fix[:0], "--data", other, *fix[2:])
        short = self.write_rows("short.jsonl", [self.task(i) for i in range(11)])
        short_reference = self.write_rows("short_reference.jsonl", [{"output": "x"}] * 11)
        self.expect_refused(3, "has 12 lines", "--data", short, "--reference", short_reference, *fix[4:])

    def test_what_is_refused(self):
        good = ["--data", self.data, "--reference", self.reference, "--engine", "fake"]
        data = lambda *records: self.write_rows("bad.jsonl", records)
        self.expect_refused(2, "give --reference", "--data", self.data)
        self.expect_refused(2, "--data is required", "--reference", self.reference)
        self.expect_refused(2, "writes nothing", *good[:4], "--model", "baseline:longer")
        self.expect_refused(2, "excludes", *good, "--comparisons", self.reference)
        self.expect_refused(2, "requires --reference", "--data", self.data, "--fix", self.reference)
        self.expect_refused(3, "no text at", *good, "--judge-critiques", "critiques.none")
        self.expect_refused(3, "has 1 lines", "--data", self.data, "--reference", data({"output": "x"}))
        empty = data(*[{"output": "x"}] * 11 + [{"output": " "}])
        self.expect_refused(3, "bad.jsonl:12: the critique at \"output\" is empty", "--data", self.data, "--reference", empty)
        twice = data(dict(self.task(0), id="a"), dict(self.task(1), id="a"))
        self.expect_refused(3, "bad.jsonl:2: id \"a\" stands on line 1 already", "--data", twice, "--reference", self.reference)
        self.expect_refused(3, "missing.jsonl", "--data", self.path("missing.jsonl"), "--reference", self.reference)
        self.expect_refused(6, "none", *good, "--output", self.path("none/out.jsonl"))
        rows = [{"output": "A: x", "meta": {"exchange": False}}] * 12
        for bad, words in (({"output": "A: x", "meta": {}}, "no \"meta\": {\"exchange\""), ({"meta": {"exchange": True}}, "no \"output\""),
                           ({"output": "A: x", "meta": {"exchange": True, "scenario": "joke"}}, "has another scenario")):
            comparisons = data(*rows[:4], bad, *rows[5:])
            self.expect_refused(3, "bad.jsonl:5", "--data", self.data, "--comparisons", comparisons)
            self.expect_refused(3, words, "--data", self.data, "--comparisons", comparisons)

    def test_what_cannot_be_read_is_counted(self):
        outputs = ["A: x", "B: x", "C: x", "A: or B:", "neither", "\nA: x", "a: x", "Failed!"] + ["A: x"] * 4
        self.write_rows("rows.jsonl", [{"output": text, "meta": {"exchange": i == 1}} for i, text in enumerate(outputs)])
        code, out, err = self.score("rows.jsonl")
        self.assertEqual(code, 1, err)
        overall = next(line for line in out.splitlines() if line.startswith("overall")).split()
        self.assertEqual(overall[1:6], ["12", "6", "1", "0", "5"])
        self.assertIn("5 comparison(s) cannot be read: had they been lost or won, 50.00 or 91.67 % would be won.", out)

    def test_a_killed_evaluation_goes_on(self):
        data = self.write_rows("many.jsonl", [self.task(i) for i in range(3000)])
        reference = self.write_rows("references.jsonl", [{"output": f"their critique {i}"} for i in range(3000)])
        command = [AUTOJ, "eval", "critique", "--data", data, "--reference", reference, "--engine", "fake",
                   "--run", self.path("run"), "--output", self.path("out.jsonl"), "--log-format", "json"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=self.env) as process:
            for line in process.stderr:
                if json.loads(line)["event"] == "started":
                    process.kill()
                    break
        done = subprocess.run(command, capture_output=True, env=self.env, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(self.read("out.jsonl")), 3000)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
