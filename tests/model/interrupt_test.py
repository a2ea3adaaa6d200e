"""Ctrl-C while the default model judges: interrupt_test.py AUTOJ
The first one finishes what is in flight, the second drops it; nothing is lost, and the next call goes on."""
import json, os, signal, sqlite3, subprocess, sys, tempfile, unittest

AUTOJ = os.path.abspath(sys.argv[1])
ITEMS = [{"id": f"i{n}", "query": f"Count to {n + 20}.", "response_1": "1, 2, 3 ...", "response_2": "No."} for n in range(12)]


class InterruptTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.run_folder = os.path.join(folder.name, "run")
        self.input = os.path.join(folder.name, "in.jsonl")
        with open(self.input, "w", encoding="utf-8") as file:
            file.write("\n".join(map(json.dumps, ITEMS)))

    def start(self, *flags):
        words = [AUTOJ, "judge", self.input, "--run", self.run_folder, "--parallel", "2", *flags]
        return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def judgments(self):
        try:
            with sqlite3.connect(os.path.join(self.run_folder, "run.db")) as database:
                return database.execute("SELECT count(*) FROM judgments").fetchone()[0]
        except sqlite3.OperationalError:
            return 0

    def wait_for_the_first(self, process):
        while self.judgments() == 0:
            self.assertIsNone(process.poll(), "ended before anything was judged")

    def test_the_first_finishes_what_is_in_flight_and_the_next_call_goes_on(self):
        process = self.start("--mode", "guided", "--max-tokens", "16")
        self.wait_for_the_first(process)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=300)
        self.assertEqual(process.returncode, 130, err)
        self.assertIn("interrupted: ", err)
        there = self.judgments()
        self.assertLess(there, 24)
        process = self.start("--mode", "guided", "--max-tokens", "16")
        out, err = process.communicate(timeout=600)
        self.assertEqual(process.returncode, 0, err)
        self.assertIn(f"{there} of 24 judgments are there", err)
        self.assertEqual([json.loads(line)["id"] for line in out.splitlines()], [item["id"] for item in ITEMS])
        self.assertEqual(self.judgments(), 24)

    def test_the_second_drops_it(self):
        process = self.start("--mode", "written", "--max-tokens", "2000", "--ignore-eos")
        for line in process.stderr:
            if line.startswith("loading"):
                break
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=300)
        self.assertEqual((process.returncode, out), (130, ""), err)
        self.assertIn("nothing, it was interrupted", err)
        self.assertEqual(self.judgments(), 0)


if subprocess.run([AUTOJ, "model", "where"], capture_output=True).returncode != 0:
    print("skipped: the default model is not here; scripts/fetch model brings it")
    sys.exit(77)
unittest.main(argv=sys.argv[:1])
