"""`autoj criteria`, and `autoj judge` with criteria and with steps, on the fake engine: criteria_test.py AUTOJ"""
import json, os, shutil, signal, sqlite3, subprocess, sys, tempfile, unittest

AUTOJ = os.path.abspath(sys.argv[1])
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ONE = "extended:\n  brief:\n    content: Short.\n    type: style\n"
SYSTEM = 'name: p\nkind: single\nlanguage: en\nwrapper: none\nsystem: "Be fair."\ntemplate: "{response}"\nverdict: {type: rating, after: ["R:"], scale: [1, 9]}\n'
PLACE = SYSTEM.replace("Be fair.", "Look at this: {criteria}")
PLAN = {"id": "p", "query": "Plan a day in Rome.", "response": "Walk.", "scenario": "planning"}
CODE = {"id": "c", "query": "Sort a list in C.", "response": "qsort", "scenario": "code_generation"}


class CriteriaTest(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.dir)
        self.env = dict(os.environ, XDG_STATE_HOME=self.path("state"), XDG_CACHE_HOME=self.path("cache"))

    def path(self, *names):
        return os.path.join(self.dir, *names)

    def write(self, name, text):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        return self.path(name)

    def items(self, *items):
        return self.write("in.jsonl", "".join(json.dumps(item) + "\n" for item in items))

    def run_autoj(self, *args):
        done = subprocess.run([AUTOJ, *args], capture_output=True, env=self.env, timeout=60)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def judge(self, *args):
        return self.run_autoj("judge", *args, "--engine", "fake", "--mode", "written", "--wrapper", "none")

    def prompts(self, *args):
        code, out, err = self.run_autoj("render", *args, "--wrapper", "none")
        self.assertEqual(code, 0, err)
        return [json.loads(line) for line in out.splitlines()]

    def message(self, name, *more):
        code, out, err = self.run_autoj("criteria", "render", name, *more)
        self.assertEqual(code, 0, err)
        return out.rstrip("\n")

    # --- autoj criteria ---

    def test_list_show_render(self):
        code, out, _ = self.run_autoj("criteria", "list", "--json")
        listed = {one["name"]: one for one in json.loads(out)["scenarios"]}
        self.assertEqual((code, len(listed)), (0, 58))
        code, out, _ = self.run_autoj("criteria", "show", "planning", "--json")
        self.assertEqual(json.loads(out), listed["planning"])
        code, table, _ = self.run_autoj("criteria", "list")
        self.assertIn("planning  ", table)
        code, shown, _ = self.run_autoj("criteria", "show", "planning", "--language", "zh")
        self.assertEqual(code, 0)
        message = self.message("planning")
        for criterion in listed["planning"]["criteria"]:
            self.assertIn(f"{criterion['name']}: {criterion['content']}", message)
        self.assertNotEqual(message, self.message("planning", "--language", "zh"))

    def test_check(self):
        self.write("mine/tarot.yaml", ONE)
        code, out, _ = self.run_autoj("criteria", "check", self.path("mine"))
        self.assertEqual((code, out.split(": ", 1)[1]), (0, "good: 1 scenarios (1 not among Auto-J's), 1 distinct criteria\n"))
        self.write("mine/tarot.yaml", ONE.replace("style", "stile"))
        code, _, err = self.run_autoj("criteria", "check", self.path("mine"))
        self.assertEqual(code, 3)
        self.assertIn('tarot.yaml:4: unknown type "stile"; did you mean "style"?', err)

    def test_check_names_every_faulty_file(self):
        self.write("mine/basics/b.yaml", "kind:\n  content: Kind.\n  type: basics\n")
        for name in ("tarot", "runes"):
            self.write(f"mine/{name}.yaml", "b: !include basics/b.yaml\n")
        self.write("mine/dice.yaml", "extended:\n  a:\n    content: x\n")
        code, out, err = self.run_autoj("criteria", "check", self.path("mine"))
        self.assertEqual((code, out, len(err.splitlines())), (3, "", 2), err)
        self.assertIn('b.yaml:3: unknown type "basics"', err)  # in two scenarios, told once
        self.assertIn('dice.yaml:3: "type" is missing', err)

    def test_one_folder_of_several_that_belong_together(self):
        self.write("all/basics/b.yaml", "kind:\n  content: Kind.\n  type: basic\n")
        self.write("all/specials/planning.yaml", "b: !include ./elsewhere/x/basics/b.yaml\n")
        for path in ("all", "all/specials"):
            code, out, err = self.run_autoj("criteria", "check", self.path(path))
            self.assertEqual(code, 0, err)
        code, out, err = self.judge(self.items(PLAN), "--criteria", self.path("all", "specials", "planning.yaml"))
        self.assertEqual(code, 0, err)
        self.assertEqual(json.loads(out)["criteria"]["names"], ["kind"])

    # --- what the judge is shown ---

    def test_without_the_flag_nothing_is_shown(self):
        path = self.items(PLAN, CODE)
        self.assertEqual(self.prompts(path), self.prompts(path, "--criteria", "none"))
        code, out, err = self.judge(path)
        self.assertEqual(code, 0, err)
        self.assertNotIn('"criteria"', out)

    def test_a_system_message_or_the_protocols_own_place(self):
        path = self.items(PLAN)
        plain, shown = self.prompts(path)[0]["prompt"], self.prompts(path, "--criteria", "auto")[0]["prompt"]
        self.assertEqual(shown, self.message("planning") + "\n\n" + plain)
        code, out, _ = self.run_autoj("render", path, "--criteria", "auto", "--wrapper", "autoj")
        self.assertEqual(json.loads(out)["prompt"], f"[INST] <<SYS>>\n{self.message('planning')}\n<</SYS>>\n\n{plain} [/INST]")
        place = self.write("place.yaml", PLACE)
        for more in ([], ["--criteria", "auto"]):  # the place alone asks for criteria
            self.assertEqual(self.prompts(path, "--protocol", place, *more)[0]["prompt"], f"Look at this: {self.message('planning')}\n\nWalk.")
        own = self.items({**PLAN, "criteria": "Be {brief}."})
        self.assertEqual(self.prompts(own, "--protocol", place)[0]["prompt"], "Look at this: Be {brief}.\n\nWalk.")

    def test_in_the_language_of_the_prompt(self):
        path = self.items({**PLAN, "query": "请为罗马的一天制定计划。"})
        self.assertTrue(self.prompts(path, "--criteria", "auto")[0]["prompt"].startswith(self.message("planning", "--language", "zh")))

    def test_a_record_says_what_was_shown(self):
        path = self.items(PLAN, CODE)
        code, out, err = self.judge(path, "--criteria", "auto", "--json")
        self.assertEqual(code, 0, err)
        whole = json.loads(out)
        plan = whole["items"][0]["criteria"]
        self.assertEqual((plan["scenario"], plan["group"], plan["source"], plan["probability"]), ("planning", "General Communication", "item", None))
        listed = json.loads(self.run_autoj("criteria", "show", "planning", "--json")[1])
        self.assertEqual(plan["names"], [one["name"] for one in listed["criteria"]])
        self.assertEqual([group["group"] for group in whole["summary"]["groups"]], ["Code", "General Communication"])
        self.assertEqual([one["scenario"] for one in whole["summary"]["scenarios"]], ["code_generation", "planning"])
        self.assertEqual(whole["summary"]["criteria"], {"sources": {"item": 2}, "without": 0, "unknown_scenarios": 0})
        self.assertRegex(err, r"(?m)^groups +items +rated +mean\nCode  .*\nGeneral Communication  .*\nverdicts ")
        code, out, _ = self.judge(path, "--criteria", "chitchat")
        record = json.loads(out.splitlines()[0])
        self.assertEqual((record["scenario"], record["criteria"]["scenario"], record["criteria"]["source"]), ("planning", "chitchat", "flag"))

    def test_an_evaluation_tells_what_the_run_classified(self):
        pair = {"response_1": "one", "response_2": "two"}
        path = self.items({"id": "m", "query": "Write an email to my landlord about the broken heating", "label": 0, **pair},
                          {"id": "c", "query": "Sort a list in C.", "label": 1, "scenario": "code_generation", **pair})
        code, _, err = self.judge(path, "--criteria", "auto", "--run", self.path("run"))
        self.assertIn(code, (0, 1), err)
        code, out, err = self.run_autoj("eval", "pairwise", "--run", self.path("run"), "--json")
        self.assertEqual(code, 0, err)
        told = json.loads(out)
        self.assertEqual((told["classified"], list(told["scenarios"])), ({"scenarios": 1, "groups": 1}, ["code_generation", "writing_email"]))
        self.assertEqual(told["groups"]["Functional Writing"]["items"], 1)
        table = self.run_autoj("eval", "pairwise", "--run", self.path("run"))[1]
        self.assertIn("1 of the pairs name no scenario: the run's classifier found their group\n", table)

    def test_an_empty_scenario_is_none(self):
        record = json.loads(self.judge(self.items(dict(PLAN, scenario="")), "--criteria", "auto")[1].splitlines()[0])
        self.assertIsNone(record["scenario"])
        self.assertNotIn("none that is known", record["criteria"]["reason"] or "")

    def test_a_file_for_all_items(self):
        code, out, err = self.judge(self.items(PLAN), "--criteria", self.write("mine.yaml", ONE))
        self.assertEqual(code, 0, err)
        self.assertEqual(json.loads(out)["criteria"]["names"], ["brief"])

    def test_resume_refuses_other_criteria(self):
        path, run = self.items(PLAN), ["--run", self.path("run")]
        self.write("mine/planning.yaml", ONE)
        mine = ["--criteria", "auto", "--scenarios", self.path("mine")]
        self.assertEqual(self.judge(path, *run, *mine)[0], 0)
        code, _, err = self.judge(path, *run, *mine)
        self.assertEqual(code, 0)
        self.assertIn("nothing was left to judge", err)
        for other in (["--criteria", "planning", *mine[2:]], ["--criteria", "auto"], []):
            code, _, err = self.judge(path, *run, *other)
            self.assertEqual(code, 3, err)
            self.assertIn("was made otherwise", err)
        self.write("mine/planning.yaml", ONE.replace("Short.", "Shorter."))
        code, _, err = self.judge(path, *run, *mine)
        self.assertEqual(code, 3)
        self.assertIn("scenarios: the run has sha256:", err)

    def test_too_long_is_an_outcome_as_ever(self):
        long = self.write("long.yaml", ONE.replace("Short.", "AUTOJ-LONG"))
        code, out, _ = self.judge(self.items(PLAN), "--criteria", long)
        self.assertEqual((code, json.loads(out)["verdict"]), (1, "too_long"))

    def test_bad_input(self):
        path, code_only = self.items(PLAN), self.path("few")
        self.write("few/code_generation.yaml", ONE)
        self.write("bad/planning.yaml", "extended:\n  a:\n    content: x\n")
        system = self.write("system.yaml", SYSTEM)
        cases = (
            (["--criteria", "planing"], 2, 'unknown scenario "planing"; did you mean "planning"?'),
            (["--criteria", "Planning"], 2, 'did you mean "planning"?'),
            (["--criteria", "nothing like it"], 2, "`autoj criteria list` names them all"),
            (["--criteria", self.path("none.yaml")], 3, "none.yaml"),
            (["--criteria", self.path("bad", "planning.yaml")], 3, 'planning.yaml:3: "type" is missing'),
            (["--criteria", self.path("few")], 3, "few"),
            (["--scenarios", code_only], 2, "give --criteria auto"),
            (["--scenarios", code_only, "--criteria", "none"], 2, "give --criteria auto"),
            (["--scenarios", code_only, "--criteria", self.path("few", "code_generation.yaml")], 2, "give --criteria auto"),
            (["--scenarios", self.path("none"), "--criteria", "auto"], 3, "--scenarios takes a folder"),
            (["--scenarios", self.path("bad"), "--criteria", "auto"], 3, "planning.yaml:3"),
            (["--scenarios", code_only, "--criteria", "planning"], 2, 'unknown scenario "planning"'),
            (["--scenarios", code_only, "--criteria", "auto"], 3, 'in.jsonl:1: item "p" is of the scenario "planning", which'),
            (["--classifier", "embedded"], 2, "give --criteria auto"),
            (["--weights", path, "--criteria", "planning"], 2, "give --criteria auto"),
            (["--weights", path, "--criteria", "auto", "--classifier", "llm"], 2, "--classifier"),
            (["--protocol", system, "--criteria", "auto"], 2, "protocol p has a system message of its own"),
        )
        for flags, want, words in cases:
            for command in (self.judge, lambda *args: self.run_autoj("render", *args)):
                code, out, err = command(path, *flags)
                self.assertEqual((code, out), (want, ""), (flags, err))
                self.assertIn(words, err)
        self.assertEqual([files for _, _, files in os.walk(self.path("state")) if files], [])  # no run is left behind

    def test_an_item_that_lacks_its_scenario_can_be_left_out(self):
        self.write("few/code_generation.yaml", ONE)
        code, out, err = self.judge(self.items(PLAN, CODE), "--criteria", "auto", "--scenarios", self.path("few"), "--skip-bad")
        self.assertEqual((code, [json.loads(line)["id"] for line in out.splitlines()]), (1, ["c"]), err)

    def test_a_classifier_of_the_users_own(self):
        words = {"writing_email": "Write an email about", "rejecting": "Tell me a secret of"}
        rows = self.write("rows.jsonl", "".join(json.dumps({"category": label, "instruction": f"{text} topic {i}"}) + "\n" for i in range(8) for label, text in words.items()))
        weights = self.path("w.bin")
        code, _, err = self.run_autoj("classify", "--train", rows, "--output", weights)
        self.assertEqual(code, 0, err)
        path = self.items({"id": "m", "query": "Write an email about topic 3", "response": "Hi."})
        run = ["--run", self.path("run"), "--criteria", "auto"]
        code, out, err = self.judge(path, *run, "--classifier", "lexical", "--weights", weights)
        self.assertEqual(code, 0, err)
        shown = json.loads(out)["criteria"]
        self.assertEqual((shown["scenario"], shown["source"]), ("writing_email", "classified"))
        self.assertGreater(shown["probability"], 0.9)  # of two classes
        code, _, err = self.judge(path, *run)
        self.assertEqual(code, 3)
        self.assertIn("classifier: the run has lexical sha256:", err)
        with open(weights, "ab") as file:
            file.write(b"x")
        code, _, err = self.judge(path, "--criteria", "auto", "--weights", weights)
        self.assertEqual(code, 3)
        self.assertIn("w.bin is cut off or damaged", err)

    def test_an_item_whose_class_has_no_criteria(self):
        code, out, err = self.judge(self.items({**PLAN, "scenario": "rejecting"}), "--criteria", "auto")
        self.assertEqual(code, 0, err)
        shown = json.loads(out)["criteria"]
        self.assertEqual((shown["scenario"], shown["group"], shown["source"], shown["hash"], shown["reason"]),
                         ("rejecting", None, "item", None, 'there are no criteria for "rejecting"'))
        self.assertNotIn("not known", err)

    # --- steps ---

    def test_divide_and_conquer(self):
        path = self.items(PLAN)
        rendered = self.prompts(path, "--protocol", "divide-and-conquer")
        self.assertEqual([one.get("step") for one in rendered], ["unaided", "aided", None])
        self.assertEqual([self.message("planning") in one["prompt"] for one in rendered], [False, True, False])
        shared = os.path.commonprefix([one["prompt"] for one in rendered])
        self.assertIn("[Response]: Walk.\n***\n[END DATA]", shared)
        for mode in ("written", "guided", "scored"):
            code, out, err = self.run_autoj("judge", path, "--engine", "fake", "--protocol", "divide-and-conquer", "--mode", mode)
            self.assertEqual(code, 0, err)
            record = json.loads(out)
            self.assertEqual((record["verdict"], record["criteria"]["source"]), ("rated", "item"))
            (order,) = record["orders"]
            self.assertEqual([(step["step"], step["finish"]) for step in order["steps"]], [("unaided", "stop"), ("aided", "stop")])
            self.assertEqual(bool(order["text"]), mode != "scored")

    def test_what_one_call_has_written_the_next_one_uses(self):
        run = self.path("run")
        flags = [self.items(PLAN), "--protocol", "divide-and-conquer", "--run", run]
        self.assertEqual(self.judge(*flags)[0], 0)
        whole = self.run_autoj("export", run)[1]
        for steps in (2, 1, 0):  # as a kill leaves it: only these are there
            with sqlite3.connect(os.path.join(run, "run.db")) as database:
                database.execute("DELETE FROM judgments WHERE step = 0 OR step > ?", (steps,))
                before = database.execute("SELECT step, text, rowid FROM judgments ORDER BY step").fetchall()
            self.assertEqual(len(before), steps)
            code, out, err = self.judge(*flags)
            self.assertEqual(code, 0, err)
            with sqlite3.connect(os.path.join(run, "run.db")) as database:
                after = database.execute("SELECT step, text, rowid FROM judgments WHERE step BETWEEN 1 AND ? ORDER BY step", (steps,)).fetchall()
                self.assertEqual(database.execute("SELECT count(*) FROM judgments").fetchone(), (3,))
            self.assertEqual(before, after)
            self.assertEqual(self.run_autoj("export", run)[1], whole)

    def test_killed_again_and_again_nothing_is_lost(self):
        run = self.path("run")
        many = self.items(*({**PLAN, "id": str(i), "query": f"Plan day {i}."} for i in range(400)))
        command = [AUTOJ, "judge", many, "--engine", "fake", "--protocol", "divide-and-conquer", "--mode", "written", "--run", run, "--quiet"]
        counts = [0]
        for _ in range(3):
            running = subprocess.Popen(command, env=self.env, stdout=subprocess.DEVNULL)
            while running.poll() is None and self.count(run) <= counts[-1] + 50:
                pass
            running.send_signal(signal.SIGKILL)
            running.wait()
            counts.append(self.count(run))
        self.assertEqual(counts, sorted(counts))
        code, out, _ = self.run_autoj(*command[1:])
        self.assertEqual((code, len(out.splitlines()), self.count(run)), (0, 400, 1200))
        self.assertTrue(all(len(json.loads(line)["orders"][0]["steps"]) == 2 for line in out.splitlines()))

    @staticmethod
    def count(run):
        try:
            with sqlite3.connect(f"file:{run}/run.db?mode=ro", uri=True) as database:
                return database.execute("SELECT count(*) FROM judgments").fetchone()[0]
        except sqlite3.OperationalError:  # not made yet
            return 0


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
