"""`autoj data`: rows of preferences to training rows, with the fake engine and with a server as the teacher: data_test.py AUTOJ"""
import json, os, shutil, signal, sqlite3, subprocess, sys, tempfile, time, unittest, urllib.request

AUTOJ = os.path.abspath(sys.argv[1])
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SERVER = os.path.join(ROOT, "tests", "remote", "faulty_server.py")
EXAMPLE = os.path.join(ROOT, "examples", "preferences.jsonl")
NOUNS = "harbour lantern meadow orchard compass violin glacier pepper saddle window candle ladder basket copper falcon marble needle pillow ribbon tunnel".split()
SCENARIOS = ["open_question", "planning", "math_reasoning", "chitchat"]


def pair(n, **more):
    noun = NOUNS[n % len(NOUNS)]
    return {"id": f"p{n}", "query": f"What does a {noun} number {n} mean to people?", "response_1": f"The {noun} is {n} times old.",
            "response_2": f"Nobody knows {n} such {noun}s.", "label": n % 3, "scenario": SCENARIOS[n % len(SCENARIOS)], **more}


class Server:
    def __init__(self, *words):
        self.process = subprocess.Popen([sys.executable, SERVER, *words], stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())
        self.url = f"http://127.0.0.1:{self.port}/v1"

    def counts(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/__counts", timeout=10) as answer:
            return json.load(answer)

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


class DataTest(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.dir)
        clean = {name: value for name, value in os.environ.items() if "API_KEY" not in name and not name.lower().endswith("_proxy")}
        self.env = dict(clean, XDG_STATE_HOME=self.path("state"), XDG_CACHE_HOME=self.path("cache"))

    def path(self, *names):
        return os.path.join(self.dir, *names)

    def write(self, rows, name="in.jsonl"):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.writelines((row if isinstance(row, str) else json.dumps(row, ensure_ascii=False)) + "\n" for row in rows)
        return self.path(name)

    def rows(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    def data(self, *words, stdin=b""):
        done = subprocess.run([AUTOJ, "data", *words], input=stdin, capture_output=True, env=self.env, timeout=120)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def build(self, kind, source, *words, teacher=("--engine", "fake"), **more):
        return self.data("build", kind, "--input", source, "--output", self.path("out.jsonl"), "--dropped", self.path("dropped.jsonl"), *teacher, *words, **more)

    def server(self, *words):
        server = Server(*words)
        self.addCleanup(server.stop)
        return server


class Building(DataTest):
    def test_a_classifier_of_the_users_own_knows_the_scenarios(self):
        words = {"planning": "Plan", "rejecting": "Tell me a secret of"}
        rows = self.write(({"category": label, "instruction": f"{text} topic {n}"} for n in range(8) for label, text in words.items()), "rows.jsonl")
        trained = subprocess.run([AUTOJ, "classify", "--train", rows, "--output", self.path("w.bin")], capture_output=True, env=self.env, timeout=120)
        self.assertEqual(trained.returncode, 0, trained.stderr)
        source = self.write(dict(pair(n, query=f"Plan topic {n}"), scenario=None) for n in range(20))
        code, _, err = self.build("pairwise", source, "--weights", self.path("w.bin"))
        self.assertEqual(code, 0, err)
        self.assertEqual({row["scenario"] for row in self.rows("out.jsonl")}, {"planning"})

    def test_other_scenarios_are_another_run(self):
        os.mkdir(self.path("mine"))
        self.write(["extended:", "  short:", "    content: Be brief.", "    type: style"], "mine/planning.yaml")
        source = self.write(pair(n) for n in range(12))
        for words in ((), ("--scenarios", "+" + self.path("mine")), ("--weights", os.path.join(ROOT, "data", "classifier", "lexical.bin"))):
            code, _, err = self.build("pairwise", source, *words)
            self.assertEqual(code, 0, err)
        self.assertEqual(len(os.listdir(self.path("state", "autoj", "runs"))), 3)

    def test_every_row_is_made_or_dropped_with_a_reason(self):
        code, out, err = self.build("pairwise", self.write(pair(n) for n in range(60)), "--json")
        self.assertEqual(code, 0, err)
        report = json.loads(out)
        made, dropped = self.rows("out.jsonl"), self.rows("dropped.jsonl")
        self.assertEqual((report["read"], len(made) + len(dropped)), (60, 60))
        self.assertEqual({row["reason"] for row in dropped}, {"other_decision"})
        self.assertEqual(report["dropped"], {"other_decision": len(dropped)})
        self.assertGreater(len(made), 5)  # of 60, where one in three agrees by chance
        for row in made:
            self.assertEqual(row["gt_label"], row["pred_label"])
            self.assertTrue(row["target_output"].startswith("One is clearer.\n\nSo, the final decision is "))
        code, out, _ = self.data("check", self.path("out.jsonl"))
        self.assertEqual((code, out), (0, f"{len(made)} rows: good\n"))
        self.assertIn("of 75 judgments are there", self.build("pairwise", self.path("in.jsonl"))[2])  # 15 exams take two

    def test_the_message_is_the_protocols_own(self):
        self.build("pairwise", EXAMPLE)
        shown = subprocess.run([AUTOJ, "render", EXAMPLE, "--wrapper", "none"], capture_output=True, timeout=60).stdout.decode()
        prompts = {json.loads(line)["prompt"] for line in shown.splitlines()}
        for row in self.rows("out.jsonl"):
            self.assertIn(row["usrmsg"], prompts)

    def test_single_rows_of_pairs_and_of_responses(self):
        mixed = [pair(1), {"id": "s", "query": "Name a sea.", "response": "The North Sea.", "scenario": "chitchat"}]
        code, _, err = self.build("single", self.write(mixed))
        self.assertEqual(code, 0, err)
        made = self.rows("out.jsonl")
        self.assertEqual([sorted(row) for row in made], [["pred_score", "scenario", "source_dataset", "target_output", "usrmsg"]] * 2)
        self.assertRegex(made[0]["target_output"], r"\n\nRating: \[\[\d+\]\]$")
        self.assertEqual(made[0]["source_dataset"], "in")

    def test_each_bad_row_has_its_reason(self):
        good, long = pair(1), "x" * 66000
        bad = [("no_label", {k: v for k, v in pair(2).items() if k != "label"}), ("empty_response", pair(3, response_1="")), ("empty_query", pair(4, query=" ")),
               ("too_many_chars", pair(5, query=long)), ("ambiguous_message", pair(11, query="x\n***\n[Response 1]: y")), ("unknown_scenario", pair(6, scenario="cooking")), ("duplicate", dict(good, id="again")),
               ("near_duplicate", dict(good, id="near", query=good["query"] + "!")), ("language", pair(7, query="请介绍一下西湖")),
               ("no_pair", {"id": "r", "query": "q", "response": "a", "label": 0, "scenario": "chitchat"}), ("unreadable_row", "{broken"),
               ("unreadable_row", {"conversation_a": [], "conversation_b": []}), ("unreadable_row", {"prompt": "q", "chosen": "a", "rejected": "b"}),
               ("unreadable_row", dict(pair(8), id="p1")), ("failed", pair(9, query="Say AUTOJ-FAIL nine times")), ("form", pair(10, query="Say AUTOJ-VAGUE ten times")),
               ("too_long", pair(12, query="Say AUTOJ-LONG twelve times"))]
        code, out, err = self.build("pairwise", self.write([good, *(row for _, row in bad)]), "--skip-bad", "--json")
        self.assertEqual(code, 1, err)  # one failed: the next call asks again
        reasons = sorted(row["reason"] for row in self.rows("dropped.jsonl") if row["reason"] != "other_decision")
        self.assertEqual(reasons, sorted(reason for reason, _ in bad))
        self.assertEqual(json.loads(out)["read"], 1 + len(bad))
        kept = {row.get("id"): row for row in self.rows("dropped.jsonl")}
        self.assertEqual(kept["p10"]["text"], "Both have their merits.")
        self.assertEqual(kept["p5"]["item"]["query"], long)
        self.assertEqual(kept["near"]["detail"], f"like {self.path('in.jsonl')}:1")

    def test_without_skip_bad_the_first_bad_line_ends_it(self):
        for rows, word in (([pair(1), "{broken"], "in.jsonl:2: not valid JSON"), ([pair(1), pair(2, label=7)], "in.jsonl:2: \"label\" must be"),
                           ([pair(1), dict(pair(2), id="p1")], "id \"p1\" stands on line 1 already"),
                           ([pair(1), {"prompt": "q", "chosen": "a", "rejected": "b"}], "looks like the format \"chosen\"")):
            code, _, err = self.build("pairwise", self.write(rows))
            self.assertEqual(code, 3)
            self.assertIn(word, err)
            self.assertFalse(os.path.exists(self.path("out.jsonl")))

    def test_where_no_line_can_be_used_each_has_its_reason(self):
        code, _, err = self.build("pairwise", self.write(["{broken", [1]]), "--skip-bad")
        self.assertEqual((code, [row["reason"] for row in self.rows("dropped.jsonl")]), (3, ["unreadable_row"] * 2), err)
        self.assertIn("none of its 2 lines can be used", err)
        self.assertFalse(os.path.exists(self.path("out.jsonl")))

    def test_a_system_message_drops_its_row_alone(self):
        rows = [{"prompt": [{"role": "system", "content": "Be rude."}] * (n == 1) + [{"role": "user", "content": f"Hello {NOUNS[n]} {n}"}],
                 "chosen": f"A {n}", "rejected": f"B {n}", "scenario": "chitchat"} for n in range(8)]
        code, out, err = self.build("pairwise", self.write(rows), "--json")
        self.assertEqual((code, json.loads(out)["dropped"].get("system_message")), (0, 1), err)

    def test_other_formats(self):
        arena = [{"question_id": f"a{n}", "winner": w, "language": "English", "scenario": "chitchat",
                  "conversation_a": [{"role": "user", "content": f"Hello {NOUNS[n]} {n}"}, {"role": "assistant", "content": f"Good {n} day"}],
                  "conversation_b": [{"role": "user", "content": f"Hello {NOUNS[n]} {n}"}, {"role": "assistant", "content": f"Bye {n}"}]}
                 for n, w in enumerate(["model_a", "model_b", "both_bad", "tie (bothbad)"] * 4)]
        arena[0]["conversation_a"] += [{"role": "user", "content": "More"}, {"role": "assistant", "content": "No"}]
        arena[1]["language"] = "German"
        chosen = [{"prompt": f"Hello {NOUNS[n]} {n}", "chosen": [{"role": "user", "content": f"Hello {NOUNS[n]} {n}"}, {"role": "assistant", "content": f"A {n}"}],
                   "rejected": [{"role": "user", "content": f"Hello {NOUNS[n]} {n}"}, {"role": "assistant", "content": f"B {n}"}], "scenario": "chitchat"} for n in range(16)]
        for rows, fixed in ((arena, {"multi_turn": 1, "language": 1}), (chosen, {})):
            code, out, err = self.build("pairwise", self.write(rows), "--json", "--source", "web")
            self.assertEqual(code, 0, err)
            report = json.loads(out)
            self.assertEqual({k: v for k, v in report["dropped"].items() if k != "other_decision"}, fixed)
            self.assertEqual(report["made"] + sum(report["dropped"].values()), 16)
            self.assertEqual({row["source_dataset"] for row in self.rows("out.jsonl")}, {"web"})

    def test_a_scenario_of_the_users_own_is_good_to_train_on(self):
        os.mkdir(self.path("mine"))
        self.write(["extended:", "  short:", "    content: Be brief.", "    type: style"], "mine/tarot.yaml")
        code, _, err = self.build("pairwise", self.write(pair(n, scenario="tarot") for n in range(12)), "--scenarios", "+" + self.path("mine"))
        self.assertEqual((code, {row["scenario"] for row in self.rows("out.jsonl")}), (0, {"tarot"}), err)
        code, out, _ = self.data("check", self.path("out.jsonl"))
        self.assertEqual(code, 0, out)
        self.assertIn("the scenario is none of Auto-J's 58", out)
        self.assertEqual(self.data("export", self.path("out.jsonl"), "--for", "trl", "--output", self.path("trl"))[0], 0)

    def test_the_cap_holds_for_each_scenario(self):
        code, out, _ = self.build("pairwise", self.write(pair(n) for n in range(40)), "--per-scenario", "3", "--json")
        report = json.loads(out)
        self.assertEqual((code, report["dropped"]["over_cap"]), (0, 28))
        self.assertEqual({one["chosen"] for one in report["scenarios"].values()}, {3})

    def test_a_test_set_is_left_out(self):
        rows = [pair(n) for n in range(8)]
        tests = self.write([{"prompt": rows[0]["query"]}, {"query": rows[1]["query"].upper()}, {"query": rows[2]["query"]}], "tests.jsonl")
        rows[2]["query"] = f"Hello there, and good morning! {rows[2]['query']} Thank you very much for your help."
        code, _, err = self.data("fingerprint", tests, "--output", self.path("tests.txt"))
        self.assertEqual(code, 0, err)
        for against in (tests, self.path("tests.txt")):
            _, out, err = self.build("pairwise", self.write(rows), "--against", against, "--json")
            self.assertEqual(json.loads(out)["dropped"].get("contaminated"), 3, err)

    def test_chinese_rows_are_asked_in_chinese(self):
        rows = [pair(n, query=f"请用一百字介绍{place}的历史和美食", response_1=f"{place}的历史很长，美食很多，值得一去。", response_2=f"不知道{place}在哪里，没有去过那里。")
                for n, place in enumerate(["西湖", "泰山", "故宫", "黄山", "长城", "漓江", "敦煌", "鼓浪屿", "九寨沟", "布达拉宫", "乌镇", "平遥"])]
        code, _, err = self.build("pairwise", self.write(rows), "--language", "zh")
        self.assertEqual(code, 0, err)
        self.assertTrue(self.rows("out.jsonl"))
        for row in self.rows("out.jsonl"):
            self.assertIn("[用户问询]", row["usrmsg"])
            self.assertIn("\n\n所以，最终决定是", row["target_output"])

    def test_usage(self):
        for words, code in ((("build", "triple"), 2), (("build", "pairwise", "--input", EXAMPLE), 2), (("stats", "no/such/file"), 3), (("chek",), 2)):
            self.assertEqual(self.data(*words)[0], code, words)
        self.assertEqual(self.build("pairwise", EXAMPLE, "--max-cost", "1")[0], 2)
        self.assertEqual(self.build("pairwise", EXAMPLE, "--format", "arean")[0], 2)


class Teachers(DataTest):
    def test_killed_it_loses_nothing_and_asks_nothing_twice(self):
        server = self.server("--like", "openai", "--latency", "15")
        source = self.write(pair(n) for n in range(40))
        words = ["data", "build", "pairwise", "--input", source, "--teacher", server.url, "--model-name", "toy", "--parallel", "2", "--per-scenario", "0"]
        calm = subprocess.run([AUTOJ, *words, "--run", self.path("calm"), "--output", self.path("calm.jsonl")], capture_output=True, env=self.env, timeout=120)
        self.assertEqual(calm.returncode, 0, calm.stderr.decode())
        kills, before = 0, sum(server.counts()["answered"].values())
        for goal in (5, 15, 35, 45):
            run = subprocess.Popen([AUTOJ, *words, "--run", self.path("storm"), "--output", self.path("storm.jsonl")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self.env)
            while run.poll() is None and sum(server.counts()["answered"].values()) - before < goal:
                time.sleep(0.005)
            kills += run.poll() is None
            run.send_signal(signal.SIGKILL)
            run.wait()
        self.assertGreaterEqual(kills, 3)
        asked = sum(server.counts()["asked"].values()) - before
        end = subprocess.run([AUTOJ, *words, "--run", self.path("storm"), "--output", self.path("storm.jsonl")], capture_output=True, env=self.env, timeout=120)
        self.assertEqual(end.returncode, 0, end.stderr.decode())
        found = {}
        for name in ("calm", "storm"):
            with sqlite3.connect(self.path(name, "run.db")) as db:
                found[name] = sorted(db.execute("SELECT id, response, attempt, prompt_hash, text FROM judgments").fetchall())
        self.assertEqual(found["storm"], found["calm"])
        self.assertEqual(len(found["storm"]), 50)  # 10 of the 40 are exams
        self.assertEqual(self.rows("storm.jsonl"), self.rows("calm.jsonl"))
        # What was on its way when it was killed is asked again, at most two each time.
        again = sum(server.counts()["asked"].values()) - before
        self.assertLessEqual(again, 50 + 2 * kills)
        self.assertGreaterEqual(again, asked)

    def test_the_cost_is_counted_and_ends_it(self):
        server = self.server("--like", "openai")
        prices = self.write(["toy: {prompt: 1000, completion: 1000}"], "prices.yaml")
        teacher = ("--teacher", server.url, "--model-name", "toy", "--parallel", "1", "--prices", prices)
        source = self.write(pair(n) for n in range(30))
        code, out, err = self.build("pairwise", source, "--max-cost", "5", "--json", teacher=teacher)
        report = json.loads(out)
        self.assertEqual(code, 1, err)
        self.assertGreaterEqual(report["cost"], 5)
        self.assertGreater(report["unfinished"], 0)
        code, out, err = self.build("pairwise", source, "--max-cost", "5000", "--json", teacher=teacher)
        self.assertEqual((code, json.loads(out)["unfinished"]), (0, 0), err)

    def test_what_a_server_refuses_is_dropped_with_its_words(self):
        server = self.server("--like", "openai")
        rows = [pair(1, query="FAULT=refusal one"), pair(5, query="FAULT=empty-text five"), pair(9, query="FAULT=too-long nine")]
        code, _, err = self.build("pairwise", self.write(rows), teacher=("--teacher", server.url, "--model-name", "toy"))
        reasons = {row["id"]: row["reason"] for row in self.rows("dropped.jsonl")}
        self.assertEqual((code, reasons), (1, {"p1": "refused", "p5": "empty_answer", "p9": "too_long"}), err)
        self.assertEqual(self.rows("out.jsonl"), [])

    def test_a_bad_hour_is_tried_again(self):
        server = self.server("--like", "openai")
        teacher = ("--teacher", server.url, "--model-name", "toy")
        source = self.write([pair(1, query="FAULT=empty-text one"), pair(5, query="FAULT=refusal five"), pair(9)])
        asked = []
        for words in ((), (), ("--retry", "empty_answer"), ("--retry", "empty_answer,refused")):
            before = sum(server.counts()["asked"].values())
            self.build("pairwise", source, *words, teacher=teacher)
            asked.append(sum(server.counts()["asked"].values()) - before)
        self.assertEqual(asked, [3, 0, 1, 2])
        self.assertEqual(self.build("pairwise", source, "--retry", "over_cap", teacher=teacher)[0], 2)

    def test_what_is_spent_gives_whole_rows(self):
        server = self.server("--like", "openai")
        prices = self.write(["toy: {prompt: 1000, completion: 1000}"], "prices.yaml")
        source = self.write({"id": f"s{n}", "query": f"Tell me of the {NOUNS[n]}.", "response": f"It is a {NOUNS[n]}.", "scenario": "chitchat"} for n in range(12))
        code, out, err = self.build("single", source, "--max-cost", "6", "--json", teacher=("--teacher", server.url, "--model-name", "toy", "--parallel", "1", "--prices", prices))
        report = json.loads(out)
        self.assertEqual(code, 1, err)
        self.assertGreater(report["unfinished"], 0)
        self.assertGreater(report["made"] + sum(report["dropped"].values()), 0)

    def test_a_teacher_that_is_not_there(self):
        code, _, err = self.build("pairwise", EXAMPLE, teacher=("--teacher", "http://127.0.0.1:9/v1", "--model-name", "toy", "--patience", "0"))
        self.assertIn(code, (1, 5), err)


class Files(DataTest):
    def setUp(self):
        super().setUp()
        self.build("pairwise", self.write(pair(n) for n in range(40)))
        self.made = self.rows("out.jsonl")

    def test_check_names_faults(self):
        broken = [dict(self.made[0], target_output="Nothing."), dict(self.made[1], usermsg=""), dict(self.made[2], gt_label=5)]
        code, out, _ = self.data("check", self.write(broken, "broken.jsonl"))
        self.assertEqual(code, 3)
        self.assertIn("fault: 2 row(s): no training row", out)
        self.assertIn("broken.jsonl:2: unknown field \"usermsg\"; did you mean \"usrmsg\"?", out)
        code, out, _ = self.data("check", self.path("broken.jsonl"), "--json")
        self.assertEqual((code, json.loads(out)["good"]), (3, False))

    def test_stats_as_numbers_and_as_a_page(self):
        code, out, err = self.data("stats", self.path("out.jsonl"), "--json", "--html", self.path("page.html"))
        self.assertEqual(code, 0, err)
        stats = json.loads(out)
        self.assertEqual((stats["rows"], sum(stats["labels"])), (len(self.made), len(self.made)))
        self.assertEqual(stats["characters"]["output"]["max"], max(len(row["target_output"]) for row in self.made))
        with open(self.path("page.html"), encoding="utf-8") as file:
            page = file.read()
        self.assertIn("Chart.js v3.9", page)
        self.assertNotIn(" src=", page.split("Chart.js v3.9")[0])
        self.assertIn("open_question", page)
        self.assertIn("open_question", self.data("stats", self.path("out.jsonl"))[1])

    def test_a_page_of_pairs_alone_has_no_ratings_but_its_sources(self):
        self.data("stats", self.path("out.jsonl"), "--html", self.path("page.html"))
        with open(self.path("page.html"), encoding="utf-8") as file:
            page = file.read()
        self.assertNotIn("nan<", page)
        self.assertIn('<td class="number"></td></tr>', page)
        self.assertIn(f'<th scope="row">{self.made[0]["source_dataset"]}</th><td class="number">{len(self.made)}</td>', page)

    def test_names_in_a_page_are_no_markup(self):
        row = dict(self.made[0], scenario="</script><b>x", source_dataset="<i>")
        self.data("stats", self.write([row], "odd.jsonl"), "--html", self.path("page.html"))
        with open(self.path("page.html"), encoding="utf-8") as file:
            self.assertNotIn("</script><b>", file.read())

    def test_export_for_each_trainer(self):
        for trainer, rows in (("trl", "data/train.jsonl"), ("llama-factory", "autoj.jsonl"), ("axolotl", "train.jsonl")):
            code, _, err = self.data("export", self.path("out.jsonl"), "--for", trainer, "--output", self.path(trainer))
            self.assertEqual(code, 0, err)
            written = self.rows(f"{trainer}/{rows}")
            self.assertEqual(len(written), 2 * len(self.made))
            chats = [row["messages"] if "messages" in row else row["prompt"] + row["completion"] for row in written]
            self.assertEqual(chats[0], [{"role": "user", "content": self.made[0]["usrmsg"]}, {"role": "assistant", "content": self.made[0]["target_output"]}])
            self.assertTrue(os.path.exists(self.path(trainer, f"{trainer}.yaml")))
        self.assertEqual(self.data("export", self.path("out.jsonl"), "--for", "unsloth", "--output", self.path("x"))[0], 2)

    def test_export_names_the_pairs_that_stand_in_one_order(self):
        odd = self.made[0]["usrmsg"].replace("[Query]: ", "[Query]: x\n***\n[Response 1]: ")
        first = dict(self.made[1], target_output="The first one.\n\n" + self.made[1]["target_output"])
        many = dict(self.made[2], target_output="The responses" + "\n" * 30000 + self.made[2]["target_output"])
        code, _, err = self.data("export", self.write([dict(self.made[0], usrmsg=odd), first, many], "odd.jsonl"), "--for", "trl", "--output", self.path("trl"))
        self.assertEqual(code, 0, err)
        self.assertEqual(len(self.rows("trl/data/train.jsonl")), 4)
        self.assertIn("2 pair(s) stand in their own order alone:", err)
        self.assertIn("odd.jsonl:1: a text in the message holds what stands between its fields", err)
        self.assertIn('odd.jsonl:2: nobody can tell which response "first one" speaks of', err)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
