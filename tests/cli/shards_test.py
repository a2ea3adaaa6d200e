"""`autoj judge --shard` and `autoj merge` on the fake engine: shards_test.py AUTOJ"""
import json, os, sys, unittest

from program_case import ROOT, ProgramCase

PAIRS = os.path.join(ROOT, "examples", "pairs.jsonl")


class Shards(ProgramCase):
    def shard(self, number, of=3, **more):
        code, out, err = self.run_autoj("judge", PAIRS, "--engine", "fake", "--shard", f"{number}/{of}", "--run", self.path(f"shard-{number}"))
        self.assertEqual(code, 0, err)
        return self.path(f"shard-{number}"), [json.loads(line)["id"] for line in out.splitlines()]

    def test_three_machines_judge_what_one_would(self):
        whole = self.run_autoj("judge", PAIRS, "--engine", "fake", "--run", self.path("whole"))[1]
        runs, ids = zip(*(self.shard(number) for number in (1, 2, 3)))
        self.assertEqual(sorted(sum(ids, [])), sorted(json.loads(line)["id"] for line in whole.splitlines()))
        code, out, err = self.run_autoj("merge", *runs, "--run", self.path("merged"), "--output", self.path("out.jsonl"))
        self.assertEqual((code, out, err), (0, "", "3 runs merged: 10 items\n"))
        with open(self.path("out.jsonl")) as file:
            merged = [json.loads(line) for line in file]
        expected = [json.loads(line) for line in whole.splitlines()]
        for record in merged + expected:
            for order in record["orders"]:
                order.pop("seconds")
        self.assertEqual(merged, expected)
        self.assertIn("20 of 20 judgments are there", self.run_autoj("judge", PAIRS, "--engine", "fake", "--run", self.path("merged"))[2])
        self.assertEqual(self.run_autoj("read", self.path("merged"), "--protocol", "autoj-pairwise")[1].count("\n"), 10)

    def test_a_program_reads_what_became_of_a_merge(self):
        run, ids = self.shard(1)
        code, out, err = self.run_autoj("merge", run, "--run", self.path("merged"), "--log-format", "json")
        log = [json.loads(line) for line in err.splitlines()]
        self.assertEqual((code, out, log[-1]["event"], log[-1]["exit"]), (1, "", "finished", 1))
        self.assertEqual((log[-1]["items"], log[-1]["missing_shards"], log[-1]["unfinished"]), (len(ids), [2, 3], 0))
        code, out, err = self.run_autoj("merge", self.path("none"), "--run", self.path("other"), "--log-format", "json")
        log = [json.loads(line) for line in err.splitlines()]
        self.assertEqual((code, len(log), log[0]["event"], log[0]["exit"]), (3, 1, "error", 3))

    def test_what_is_missing_is_said(self):
        runs = [self.shard(number, 8)[0] for number in (1, 3, 4, 6, 7, 8)]
        code, _, err = self.run_autoj("merge", *runs, "--run", self.path("merged"))
        self.assertEqual(code, 1)
        self.assertIn("shards 2 and 5 of 8 are missing\n", err)

    def test_shards_stay_where_they_are_when_lines_move(self):
        before = self.shard(2)[1]
        with open(PAIRS) as file:
            lines = file.readlines()
        moved = self.path("pairs.jsonl")
        with open(moved, "w") as file:
            file.writelines(reversed(lines))
        code, out, err = self.run_autoj("judge", moved, "--engine", "fake", "--shard", "2/3", "--run", self.path("shard-2"))
        self.assertEqual((code, [json.loads(line)["id"] for line in out.splitlines()]), (0, before[::-1]), err)
        self.assertIn("nothing was left to judge", err)

    def test_the_name_of_a_run_tells_its_shard(self):
        self.run_autoj("judge", PAIRS, "--engine", "fake", "--shard", "2/3")
        self.assertRegex(os.listdir(self.path("state", "autoj", "runs"))[0], r"^pairs-2of3-[0-9a-f]{12}$")

    def test_what_cannot_be_done(self):
        run = self.shard(1)[0]
        for words, code, said in ((["judge", PAIRS, "--engine", "fake", "--shard", "4/3"], 2, "no shard"),
                                  (["judge", PAIRS, "--engine", "fake", "--shard", "2/3", "--run", run], 3, "shard: the run has 1/3, this call asks for 2/3"),
                                  (["merge", run, self.dir, "--run", self.path("m")], 3, "no run of autoj"),
                                  (["merge", run, "--run", run], 3, "holds a run"),
                                  (["merge", run], 2, "--run")):
            got, _, err = self.run_autoj(*words)
            self.assertEqual(got, code, (words, err))
            self.assertIn(said, err)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
