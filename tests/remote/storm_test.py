"""2,000 pairs on two servers of which nearly a third of all requests meet a fault: all are judged, none twice, none is lost,
and the verdicts are those of a calm run. Then the same with autoj killed in the middle, again and again. storm_test.py AUTOJ
"""
import collections, json, os, random, shutil, signal, sqlite3, subprocess, sys, tempfile, time, unittest, urllib.request

AUTOJ = os.path.abspath(sys.argv[1])
HERE = os.path.dirname(os.path.abspath(__file__))
ITEMS = 2000
FAULTS = "0.3"
KILLS = 5
LIMIT = 120  # seconds that one run may take


class Server:
    def __init__(self, *words):
        command = [sys.executable, os.path.join(HERE, "faulty_server.py"), "--like", "vllm", *words]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())
        self.url = f"http://127.0.0.1:{self.port}/v1"

    def counts(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/__counts", timeout=30) as answer:
            return json.load(answer)

    def end(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


class Storm(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.dir)
        clean = {name: value for name, value in os.environ.items() if "API_KEY" not in name and not name.lower().endswith("_proxy")}
        self.env = dict(clean, XDG_STATE_HOME=self.path("state"), XDG_CACHE_HOME=self.path("cache"))
        with open(self.path("in.jsonl"), "w", encoding="utf-8") as file:
            for n in range(ITEMS):
                file.write(json.dumps({"id": f"i{n}", "query": f"Question {n}: what is {n} times 7?", "response_1": f"{7 * n}.", "response_2": "Many."}) + "\n")

    def path(self, *names):
        return os.path.join(self.dir, *names)

    def servers(self, *words):
        both = [Server("--seed", str(seed), *words) for seed in (1, 2)]
        for server in both:
            self.addCleanup(server.end)
        return both

    def command(self, servers, name):
        flags = ["--mode", "written", "--parallel", "32", "--connect-timeout", "2", "--first-byte-timeout", "0.7", "--timeout", "2", "--patience", "30", "--max-failures", "200"]
        return [AUTOJ, "judge", self.path("in.jsonl"), "--model", ",".join(s.url for s in servers), *flags, "--run", self.path(name), "--output", self.path(name + ".jsonl")]

    def judge(self, servers, name):
        began = time.monotonic()
        done = subprocess.run(self.command(servers, name), capture_output=True, text=True, env=self.env, timeout=LIMIT)
        print(f"{name}: {time.monotonic() - began:.1f} s", flush=True)
        self.assertEqual(done.returncode, 0, done.stderr[-3000:])

    def verdicts(self, name):
        with open(self.path(name + ".jsonl"), encoding="utf-8") as file:
            records = [json.loads(line) for line in file]
        self.assertEqual([record["id"] for record in records], [f"i{n}" for n in range(ITEMS)])
        return {record["id"]: (record["verdict"], [order["verdict"] for order in record["orders"]]) for record in records}

    def kept(self, name):
        """Of each judgment that was kept: how often, and the attempt's number."""
        database = sqlite3.connect(self.path(name, "run.db"))
        rows = database.execute('SELECT id, "order", response, attempt, outcome FROM judgments').fetchall()
        database.close()
        return rows

    def assert_all_once(self, name, calm):
        rows = self.kept(name)
        self.assertEqual(len(rows), 2 * ITEMS)
        self.assertEqual(len({row[:3] for row in rows}), 2 * ITEMS)
        self.assertEqual({row[3] for row in rows}, {1}, "something was judged twice")
        self.assertEqual(self.verdicts(name), calm)

    def test_storm(self):
        self.judge(self.servers(), "calm")
        calm = self.verdicts("calm")
        self.assertEqual({order for _, orders in calm.values() for order in orders}, {"first", "second", "tie"})
        self.storm(calm)
        self.storm_with_kills(calm)

    def storm(self, calm):
        servers = self.servers("--faults", FAULTS)
        self.judge(servers, "storm")
        self.assert_all_once("storm", calm)
        counts = [server.counts() for server in servers]
        met = sum((collections.Counter(count["faults"]) for count in counts), collections.Counter())
        asked = sum((collections.Counter(count["asked"]) for count in counts), collections.Counter())
        answered = sum((collections.Counter(count["answered"]) for count in counts), collections.Counter())
        print(f"storm: {sum(asked.values())} requests, faults {dict(met)}", flush=True)
        self.assertEqual(len(asked), 2 * ITEMS)
        self.assertGreater(sum(met.values()), sum(asked.values()) / 4)
        again = {name: count for name, count in answered.items() if count > 1}
        self.assertEqual(again, {}, "a whole answer was asked for again")

    def storm_with_kills(self, calm):
        random.seed(7)
        servers = self.servers("--faults", FAULTS)
        deadline = time.monotonic() + LIMIT
        for kill in range(KILLS):
            process = subprocess.Popen(self.command(servers, "killed"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self.env)
            before = self.count("killed")
            wanted = before + random.randrange(50, 300)
            while process.poll() is None and self.count("killed") < wanted:
                self.assertLess(time.monotonic(), deadline, "it does not go on")
                time.sleep(0.02)
            self.assertIsNone(process.poll(), f"finished before kill {kill + 1}")
            process.send_signal(signal.SIGKILL)
            process.wait()
        self.judge(servers, "killed")
        self.assert_all_once("killed", calm)

    def count(self, name):
        try:
            database = sqlite3.connect(f"file:{self.path(name, 'run.db')}?mode=ro", uri=True)
        except sqlite3.OperationalError:
            return 0
        try:
            return database.execute("SELECT count(*) FROM judgments").fetchone()[0]
        except sqlite3.OperationalError:  # nothing there yet
            return 0
        finally:
            database.close()


if __name__ == "__main__":
    shown = subprocess.run([AUTOJ, "judge", "--help"], capture_output=True, text=True, timeout=60).stdout
    if "--model-name" not in shown:
        print("skipped: this autoj knows no servers yet (`autoj judge --help` shows no --model-name)")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1])
