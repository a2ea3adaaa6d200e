"""scripts/bench_client with stand-ins for autoj and the server: what it asks of them, and what it prints. bench_client_test.py ROOT"""
import json, os, pathlib, re, subprocess, sys, tempfile, unittest

ROOT = pathlib.Path(sys.argv[1])

AUTOJ = """#!/usr/bin/env python3
import os, sys, time
words = sys.argv[1:]
open(os.environ["CALLS"], "a").write(" ".join(words) + " lines " + str(sum(1 for _ in open(words[1]))) + "\\n")
open(os.environ["FIRST"], "w").write(str(time.monotonic()))
sys.exit(int(os.environ["CODE"]))
"""
SERVER = """#!/usr/bin/env python3
import json, os, signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
print(4711, flush=True)
signal.sigwait([signal.SIGTERM])
first = float(open(os.environ["FIRST"]).read())
print(json.dumps({"texts": 14, "requests": 16, "connections": 2, "most_open": 2, "first": first, "last": first + 0.5}))
"""


class BenchClient(unittest.TestCase):
    def bench(self, *words, code=0):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            for name, text in (("autoj", AUTOJ), ("server", SERVER)):
                (folder / name).write_text(text)
                (folder / name).chmod(0o755)
            env = {**os.environ, "AUTOJ": str(folder / "autoj"), "AUTOJ_INSTANT_SERVER": str(folder / "server"), "CALLS": str(folder / "calls"),
                   "FIRST": str(folder / "first"), "CODE": str(code)}
            words = [*words, "--json", str(folder / "out.json")]
            done = subprocess.run([sys.executable, ROOT / "scripts" / "bench_client", *words], capture_output=True, text=True, env=env, timeout=60)
            told = json.loads((folder / "out.json").read_text()) if done.returncode == 0 else None
            return done, (folder / "calls").read_text().splitlines(), told

    def test_both_modes_at_each_size(self):
        done, calls, told = self.bench("--pairs", "7,9")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual([re.search(r"--mode (\w+) .* lines (\d+)", call).groups() for call in calls], [("written", "7"), ("scored", "7"), ("written", "9"), ("scored", "9")])
        self.assertTrue(all("--model http://127.0.0.1:4711/v1 " in call for call in calls))
        self.assertEqual([(row["mode"], row["pairs"], row["requests"]) for row in told["results"]][:2], [("written", 7, 16), ("scored", 7, 16)])
        for row in told["results"]:
            self.assertTrue(0 < row["first_ms"] < 60000 and row["peak_mb"] > 1 and abs(row["asking"] - 0.5) < 1e-3, row)
        line = next(line for line in done.stdout.splitlines() if line.startswith("written"))
        self.assertEqual(line.split()[4], "28")  # 14 judgments in half a second

    def test_a_run_that_fails_is_no_result(self):
        done, _, _ = self.bench("--pairs", "3", code=5)
        self.assertEqual(done.returncode, 1)
        self.assertIn("autoj ended with 5", done.stderr)


unittest.main(argv=sys.argv[:1])
