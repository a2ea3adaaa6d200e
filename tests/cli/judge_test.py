"""`autoj judge` on the fake engine: records, resume, refusals, exit codes, what a terminal sees: judge_test.py AUTOJ"""
import fcntl, json, os, pty, resource, select, signal, sqlite3, subprocess, sys, unittest

from program_case import AUTOJ, ROOT, ProgramCase

PAIRS = os.path.join(ROOT, "examples", "pairs.jsonl")
RESPONSES = os.path.join(ROOT, "examples", "responses.jsonl")
GOOD = '{"id": "ok", "query": "q", "response_1": "x", "response_2": "y"}\n'


class JudgeTest(ProgramCase):
    command = ("judge",)

    def fake(self, *args, **more):
        return self.run_autoj(*args, "--engine", "fake", **more)

    def read(self, path):
        with open(path, encoding="utf-8") as f:
            return f.read()

    def test_a_pipe_gets_records_in_the_order_of_the_input(self):
        code, out, err = self.fake(PAIRS)
        self.assertEqual(code, 0, err)
        ids = [r["id"] for r in self.records(self.read(PAIRS))]
        records = self.records(out)
        self.assertEqual([r["id"] for r in records], ids)
        for r in records:
            self.assertEqual([o["order"] for o in r["orders"]], ["given", "swapped"])
            given, swapped = (o["verdict"] for o in r["orders"])
            self.assertEqual(r["verdict"], given if given == swapped else "inconsistent")
            self.assertAlmostEqual(sum(p for p in r["probabilities"].values() if p is not None), 1)
            best = max((p, k) for k, p in r["probabilities"].items() if p is not None)[1]
            self.assertEqual(r["averaged"], best)
            p = [o["probabilities"]["first"] for o in r["orders"]]
            q = [o["probabilities"]["second"] for o in r["orders"]]
            first, second = (p[0] * p[1]) ** 0.5, (q[0] * q[1]) ** 0.5
            self.assertAlmostEqual(r["probabilities"]["first"], first / (first + second))

    def test_single_responses_are_rated(self):
        code, out, err = self.fake(RESPONSES)
        self.assertEqual(code, 0, err)
        for r in self.records(out):
            self.assertEqual((r["verdict"], len(r["orders"])), ("rated", 1))
            self.assertIn(r["rating"], range(1, 11))
            self.assertEqual(len(r["probabilities"]), 10)

    def test_many_responses_select_one(self):
        code, out, err = self.fake(self.write(json.dumps({"query": "q", "responses": ["a", "b", "c"]})), "--mode", "written")
        r = self.records(out)[0]
        self.assertEqual((code, r["verdict"]), (0, "selected"), err)
        best = max(r["responses"], key=lambda x: (x["rating"], x["logprob"]))
        self.assertEqual(r["responses"][r["selected"]]["rating"], best["rating"])

    def test_what_is_asked_of_a_gpu_is_not_left_to_the_cpu(self):
        machine = json.loads(subprocess.run([AUTOJ, "doctor", "--json"], capture_output=True, check=True).stdout)
        if machine["gpus"]:
            self.skipTest("there is a GPU")
        words = "no GPU that this build can use" if machine["gpu_build"] else "-DAUTOJ_GPU=cuda"
        model = self.write("GGUF", "x.gguf")
        for flags in (["--gpu-layers", "1"], ["--split-mode", "layer"], ["--split-mode", "none", "--main-gpu", "0"], ["--tensor-split", "3,1"]):
            self.expect_refused(2, f"{flags[0]}: ", *flags, PAIRS, "--model", model)
            self.expect_refused(2, words, *flags, PAIRS, "--model", model)
            self.assertEqual(self.fake(*flags, PAIRS)[0], 0)
        for flags in (["--main-gpu", "0"], ["--split-mode", "none", "--tensor-split", "1"]):
            self.expect_refused(2, "--split-mode none", *flags, PAIRS, "--model", model)

    def test_gpu_flags_that_mean_nothing(self):
        for flags in (["--split-mode", "column"], ["--main-gpu", "-1"], ["--tensor-split", "1,0"], ["--tensor-split=-1"], ["--tensor-split", "nan"]):
            self.expect_refused(2, flags[0].partition("=")[0], PAIRS, *flags)

    def test_label_and_meta_are_kept(self):
        item = {"id": 7, "query": "q", "response": "x", "label": {"a": 1}, "source": "web", "scenario": "joke"}
        _, out, _ = self.fake(self.write(json.dumps(item)))
        r = self.records(out)[0]
        self.assertEqual((r["id"], r["label"], r["meta"], r["scenario"]), ("7", {"a": 1}, {"source": "web"}, "joke"))

    def test_modes(self):
        for mode in ("written", "guided", "scored"):
            code, out, err = self.fake(PAIRS, "--mode", mode)
            self.assertEqual(code, 0, err)
            order = self.records(out)[0]["orders"][0]
            self.assertEqual(order["text"] == "", mode == "scored")
            self.assertEqual(order["probabilities"] is None, mode != "scored")
        self.assertIn("mode guided", self.fake(PAIRS, "--mode", "guided")[2])

    def test_guided_decides_what_a_text_leaves_open(self):
        path = self.write(json.dumps({"query": "AUTOJ-VAGUE", "response_1": "x", "response_2": "y"}))
        code, out, _ = self.fake(path, "--mode", "written")
        self.assertEqual((code, self.records(out)[0]["verdict"]), (1, "unreadable"))
        code, out, _ = self.fake(path, "--mode", "guided")
        order = self.records(out)[0]["orders"][0]
        self.assertEqual(code, 0)
        self.assertIn(order["verdict"], ("first", "second", "tie"))
        self.assertTrue(order["text"].startswith("Both have their merits."))
        self.assertIn("final decision is", order["text"])

    def test_failures_are_named_and_only_they_are_tried_again(self):
        lines = [{"id": w, "query": w, "response_1": "x", "response_2": "y"} for w in ("AUTOJ-FAIL", "AUTOJ-LONG", "fine")]
        path = self.write("\n".join(map(json.dumps, lines)))
        code, out, err = self.fake(path)
        self.assertEqual(code, 1)
        self.assertEqual([r["verdict"] for r in self.records(out)][:2], ["failed", "too_long"])
        self.assertIn("2 of 6", self.fake(path)[2].replace("4 of 6 judgments are there", "2 of 6"))
        self.assertIn("4 of 6 judgments are there", self.fake(path)[2])

    def test_a_finished_run_does_nothing_and_gives_the_same(self):
        first = self.fake(PAIRS, "--run", self.path("run"))
        second = self.fake(PAIRS, "--run", self.path("run"))
        self.assertEqual(second[1], first[1])
        self.assertIn("20 of 20 judgments are there", second[2])

    def test_without_run_the_state_folder_keeps_it(self):
        self.fake(PAIRS)
        self.assertEqual(len(os.listdir(self.path("state", "autoj", "runs"))), 1)
        self.assertIn("20 of 20 judgments are there", self.fake(PAIRS)[2])
        self.assertNotIn("are there", self.fake(PAIRS, "--mode", "written")[2])
        self.assertEqual(len(os.listdir(self.path("state", "autoj", "runs"))), 2)

    def test_a_run_knows_the_command_that_made_it(self):
        self.fake(PAIRS, "--run", self.path("run"))
        db = sqlite3.connect(self.path("run", "run.db"))
        facts = dict(db.execute("SELECT key, value FROM meta"))
        db.close()
        self.assertEqual(facts["fact:command"], f"{AUTOJ} judge {PAIRS} --run {self.path('run')} --engine fake")
        self.assertEqual((facts["setting:mode"], facts["setting:wrapper"]), ("scored", "chat"))

    def test_export_gives_the_records_of_a_run(self):
        for source in (PAIRS, RESPONSES):
            run = self.path(os.path.basename(source))
            judged = self.fake(source, "--run", run)[1]
            done = subprocess.run([AUTOJ, "export", run], capture_output=True, env=self.env, timeout=60)
            self.assertEqual((done.returncode, done.stdout.decode(), done.stderr), (0, judged, b""))
        done = subprocess.run([AUTOJ, "export", run, "--output", self.path("out")], capture_output=True, env=self.env, timeout=60)
        self.assertEqual((done.returncode, done.stdout, self.read(self.path("out"))), (0, b"", judged))

    def test_a_run_is_read_again_by_another_rule(self):
        run = self.path("run")
        judged = self.records(self.fake(PAIRS, "--run", run, "--mode", "written")[1])
        read = lambda protocol: subprocess.run([AUTOJ, "read", run, "--protocol", protocol], capture_output=True, env=self.env, timeout=60)
        done = read("autoj-pairwise")
        again = self.records(done.stdout.decode())
        self.assertEqual([(r["id"], r["verdict"]) for r in again], [(r["id"], r["verdict"]) for r in judged])
        rule = self.write("name: mine\nkind: pairwise\nlanguage: en\nwrapper: none\ntemplate: '{response}{response_another}'\n"
                          "verdict: {type: choice, after: [nothing like it], first: [a], second: [b]}\n", "mine.yaml")
        done = read(rule)
        self.assertEqual(done.returncode, 1)
        self.assertEqual({r["verdict"] for r in self.records(done.stdout.decode())}, {"unreadable"})
        self.assertEqual(read("autoj-single").returncode, 3)

    def test_export_of_what_is_not_whole_or_no_run(self):
        run, source = self.path("run"), self.write(GOOD)
        self.fake(source, "--run", run)
        with sqlite3.connect(os.path.join(run, "run.db")) as database:
            database.execute("DELETE FROM judgments WHERE \"order\" = 'swapped'")
        done = subprocess.run([AUTOJ, "export", run], capture_output=True, env=self.env, timeout=60)
        self.assertEqual((done.returncode, done.stdout), (1, b""))
        self.assertIn(b"1 item(s) are not judged yet", done.stderr)
        done = subprocess.run([AUTOJ, "export", self.dir], capture_output=True, env=self.env, timeout=60)
        self.assertEqual(done.returncode, 3)
        self.assertIn(b"there is no run of autoj", done.stderr)

    def test_a_second_process_on_a_run_is_refused(self):
        run, source = self.path("run"), self.write(GOOD)
        self.fake(source, "--run", run)
        with open(os.path.join(run, "lock"), "rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            code, out, err = self.fake(source, "--run", run)
            self.assertEqual((code, out), (6, ""))
            self.assertIn("another process works on this run", err)
        self.assertEqual(self.fake(source, "--run", run)[0], 0)

    def test_added_lines_are_judged(self):
        path = self.write(GOOD)
        self.fake(path, "--run", self.path("run"))
        self.write(GOOD + GOOD.replace("ok", "new"))
        code, out, err = self.fake(path, "--run", self.path("run"))
        self.assertEqual((code, len(self.records(out))), (0, 2), err)
        self.assertIn("2 of 4 judgments are there", err)

    def test_a_run_made_otherwise_is_refused(self):
        path = self.write(GOOD)
        self.fake(path, "--run", self.path("run"), "--mode", "written")
        for flags, word in ((["--max-tokens", "7"], "max_tokens"), (["--temperature", "0.5"], "temperature"),
                            (["--seed", "3"], "seed"), (["--ignore-eos"], "ignore_eos"), (["--top-p", "0.5"], "top_p"),
                            (["--wrapper", "none"], "wrapper"), (["--protocol", "mtbench-pairwise"], "protocol")):
            code, _, err = self.fake(path, "--run", self.path("run"), "--mode", "written", *flags)
            self.assertEqual(code, 3, flags)
            self.assertIn(word, err)
        code, _, err = self.fake(path, "--run", self.path("run"), "--mode", "guided")
        self.assertEqual(code, 3)
        self.assertIn("guided", err)
        code, _, err = self.fake(self.write(GOOD.replace('"q"', '"Q"')), "--run", self.path("run"), "--mode", "written")
        self.assertEqual(code, 3)
        self.assertIn('"ok"', err)

    def test_bad_input_is_found_before_anything_is_done(self):
        for text, word in ((GOOD + "{", ":2"), (GOOD + GOOD, "line 1"), ("", "empty"), (GOOD + '{"query": "q"}', ":2"),
                           ('{"query": "q", "response_1": "\xff"}', "response_2")):
            code, out, err = self.fake(self.write(text), "--run", self.path("run"))
            self.assertEqual((code, out), (3, ""), err)
            self.assertIn(word, err)
            self.assertFalse(os.path.exists(self.path("run")))

    def test_skip_bad_goes_on_and_counts(self):
        code, out, err = self.fake(self.write(GOOD + "{\n" + GOOD.replace("ok", "b")), "--skip-bad")
        self.assertEqual((code, [r["id"] for r in self.records(out)]), (1, ["ok", "b"]), err)
        self.assertIn("in.jsonl:2", err)

    def test_standard_input_is_resumed_by_its_content(self):
        code, out, err = self.fake("-", stdin=GOOD.encode())
        self.assertEqual((code, len(self.records(out))), (0, 1), err)
        self.assertIn("2 of 2 judgments are there", self.fake("-", stdin=GOOD.encode())[2])
        self.assertNotIn("are there", self.fake("-", stdin=GOOD.replace("ok", "b").encode())[2])
        spooled = [os.path.join(d, f) for d, _, fs in os.walk(self.path("state")) for f in fs if f == "input.jsonl"]
        self.assertEqual(sorted(map(self.read, spooled)), sorted([GOOD, GOOD.replace("ok", "b")]))

    def test_output_and_json(self):
        code, out, err = self.fake(PAIRS, "--output", self.path("out.jsonl"))
        self.assertEqual((code, out), (0, ""), err)
        self.assertEqual(len(self.records(self.read(self.path("out.jsonl")))), 10)
        code, out, _ = self.fake(PAIRS, "--json")
        whole = json.loads(out)
        self.assertEqual((code, len(whole["items"]), whole["summary"]["items"]), (0, 10, 10))

    def test_a_run_ends_at_its_cost_and_goes_on_with_more(self):
        run = ["--run", self.path("run"), "--prices", self.write("fake: {prompt: 10000, completion: 0}\n", "prices.yaml")]
        code, out, err = self.fake(PAIRS, *run, "--max-cost", "3")
        self.assertEqual(code, 1, err)
        self.assertRegex(err, r"\nstopped at \$[3-9]\.\d\d, the limit; [1-9] of 20 judgments are made; the same command with a "
                              r"higher --max-cost goes on\n$")
        code, out, err = self.fake(PAIRS, *run, "--json")
        self.assertEqual(code, 0, err)
        summary = json.loads(out)["summary"]
        self.assertRegex(err, r"cost      \$\d+\.\d\d \(\d+\.\d\d in prompts, 0\.00 written\)")
        self.assertAlmostEqual(summary["cost"]["total"], summary["tokens"]["prompt"] / 100)
        with sqlite3.connect(self.path("run", "run.db")) as database:
            facts = dict(database.execute("SELECT key, value FROM meta"))
        self.assertAlmostEqual(float(facts["fact:cost"]), summary["cost"]["total"])
        self.assertEqual(int(facts["fact:prompt_tokens"]), summary["tokens"]["prompt"])
        for flags, exit, word in ((["--max-cost", "1"], 2, "--prices"), (["--prices", "/none.yaml"], 3, "/none.yaml"),
                                  ([*run[2:3], self.write("other: {prompt: 1, completion: 1}", "p.yaml"), "--max-cost", "1"], 3, "it has other")):
            code, _, err = self.fake(PAIRS, *flags)
            self.assertEqual(code, exit, err)
            self.assertIn(word, err)

    def test_a_program_reads_the_log(self):
        events = lambda err: [json.loads(line) for line in err.splitlines()]
        code, out, err = self.fake(PAIRS, "--log-format", "json")
        self.assertEqual((code, len(self.records(out))), (0, 10))
        log = events(err)
        self.assertEqual([log[0]["event"], log[-1]["event"]], ["started", "finished"])
        self.assertRegex(log[0]["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
        self.assertEqual((log[0]["judgments"], log[-1]["exit"], log[-1]["end"], log[-1]["summary"]["items"]), (20, 0, "all", 10))
        code, _, err = self.fake(self.write(GOOD + "{\n"), "--skip-bad", "--log-format=json")
        self.assertEqual((code, events(err)[0]["event"], events(err)[-1]["exit"]), (1, "warning", 1))
        for flags, kind, exit in (([self.path("none")], "input", 3), ([PAIRS, "--mode", "x"], "usage", 2)):
            code, _, err = self.fake(*flags, "--log-format", "json")
            log = events(err)
            self.assertEqual((code, len(log), log[0]["event"], log[0]["kind"], log[0]["exit"]), (exit, 1, "error", kind, exit))

    def test_quiet_says_nothing(self):
        self.assertEqual(self.fake(PAIRS, "--quiet")[2], "")

    def test_limit(self):
        self.assertEqual(len(self.records(self.fake(PAIRS, "--limit", "3")[1])), 3)

    def test_places_that_cannot_be_written(self):
        os.mkdir(self.path("other"))
        self.write("x", "other/notes.txt")
        self.write("x", "file")
        for flags in (["--output", self.path("none", "out.jsonl")], ["--output", self.dir], ["--run", self.path("other")],
                      ["--run", self.path("file")], ["--run", "/proc/none"]):
            code, _, err = self.fake(PAIRS, *flags)
            self.assertEqual(code, 6, (flags, err))
        self.assertEqual(os.listdir(self.path("other")), ["notes.txt"])

    def test_a_newer_run_is_left_alone(self):
        self.fake(PAIRS, "--run", self.path("run"))
        db = sqlite3.connect(self.path("run", "run.db"))
        db.execute("PRAGMA user_version = 99")
        db.close()
        code, _, err = self.fake(PAIRS, "--run", self.path("run"))
        self.assertEqual(code, 6)
        self.assertIn("newer", err)

    def test_a_full_disk_is_said_and_loses_nothing(self):
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (40960, 40960))
        many = self.write("".join(GOOD.replace("ok", f"i{i}") for i in range(400)))
        code, _, err = self.fake(many, "--run", self.path("run"), preexec_fn=lambda: (limit(), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)))
        self.assertEqual(code, 6, err)
        code, out, err = self.fake(many, "--run", self.path("run"))
        self.assertEqual((code, len(self.records(out))), (0, 400), err)

    def test_a_reader_that_goes_away_is_no_crash(self):
        many = self.write("".join(GOOD.replace("ok", f"i{i}") for i in range(3000)))
        p = subprocess.Popen([AUTOJ, "judge", many, "--engine", "fake"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.env)
        p.stdout.close()
        err = p.stderr.read().decode()
        p.stderr.close()
        self.assertIn(p.wait(timeout=60), (6, -signal.SIGPIPE), err)

    def test_unusable_flags(self):
        for flags, code, word in ((["--mode", "gided"], 2, "mode"), (["--modell", "x"], 2, "--model"), (["--engine", "fake", "--protocol", "autoj-pairwis"], 2, "autoj-pairwise"),
                                  (["--temperature", "nan"], 2, "finite"), (["--top-p", "inf"], 2, "finite"), (["--model", "GAIR/autoj-13b"], 4, "hub"), (["--model", "http://localhost:1/v1", "--patience", "0"], 5, "is the server running"),
                                  (["--model", self.dir], 4, "folder"), (["--model", PAIRS], 4, "GGUF"), (["--engine", "fake", "--protocol", "/none.yaml"], 3, "/none.yaml")):
            got, _, err = self.run_autoj(PAIRS, *flags)
            self.assertEqual(got, code, (flags, err))
            self.assertIn(word, err)

    def on_a_terminal(self, *words):
        pid, fd = pty.fork()
        if pid == 0:
            os.execve(AUTOJ, [AUTOJ, *words], self.env)
        seen = b""
        while select.select([fd], [], [], 30)[0]:
            try:
                data = os.read(fd, 4096)
            except OSError:
                break
            if not data:
                break
            seen += data
        os.waitpid(pid, 0)
        return seen.decode()

    def test_a_terminal_gets_a_table_and_no_raw_escapes(self):
        hostile = {"id": "a\x1b[31mb", "query": "q\x1b]0;title\x07", "response_1": "x\x1b[2J", "response_2": "y"}
        text = self.on_a_terminal("judge", self.write(json.dumps(hostile)), "--engine", "fake", "--mode", "written")
        self.assertIn("\\x1b[31mb", text)
        self.assertIn("verdict", text)
        for raw in ("\x1b[31mb", "\x1b]0;", "\x1b[2J", "\x07"):
            self.assertNotIn(raw, text)

    def test_a_terminal_gets_the_first_rows_of_many(self):
        many = self.write("".join(GOOD.replace("ok", f"i{i}") for i in range(503)))
        lines = self.on_a_terminal("judge", many, "--engine", "fake", "--quiet").replace("\r", "").splitlines()
        self.assertEqual(len(lines), 502)
        self.assertIn("i499", lines[500])
        self.assertEqual(lines[501], "and 3 more: --output FILE, or `autoj export`, writes them all")

    def test_json_on_a_terminal_is_escaped_and_means_the_same(self):
        hostile = {"id": "a\u009b31m\u202eb中", "query": "q\u009b2J", "response_1": "x\x7f", "response_2": "y"}
        path = self.write(json.dumps(hostile, ensure_ascii=False))
        for words in (["judge", path, "--engine", "fake", "--json"], ["render", path]):
            text = self.on_a_terminal(*words)
            for raw in ("\u009b", "\u202e", "\x7f"):
                self.assertNotIn(raw, text)
            record = json.loads(text[text.index('{"i'):].splitlines()[0])
            self.assertEqual((record["items"][0] if "items" in record else record)["id"], hostile["id"])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
