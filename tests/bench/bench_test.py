"""scripts/bench with stand-ins for autoj and llama-server: what it asks of them, and what it prints. bench_test.py ROOT"""
import os, pathlib, re, subprocess, sys, tempfile, unittest

ROOT = pathlib.Path(sys.argv[1])

AUTOJ = """#!/usr/bin/env python3
import json, os, sys
words = sys.argv[1:]
open(os.environ["CALLS"], "a").write(" ".join(words) + "\\n")
if words == ["model", "where"]:
    print(__file__)
elif words[:2] == ["render", "--help"]:
    print("--form")
elif words[0] == "render":
    for line in open(words[1]):
        for order in ("given", "swapped"):
            print(json.dumps({"order": order, "prompt": json.loads(line)["query"]}))
else:
    new = int(words[words.index("--max-tokens") + 1]) if "--max-tokens" in words else 0
    new -= new and int(os.environ["SHORT"])
    with open(words[words.index("--output") + 1], "w") as file:
        for line in open(words[1]):
            order = {"finish": "length", "prompt_tokens": 7, "completion_tokens": new}
            print(json.dumps({"id": json.loads(line)["id"], "orders": [order, order]}), file=file)
"""
SERVER = """#!/usr/bin/env python3
import http.server, json, os, sys
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"
    def answer(self, value):
        text = json.dumps(value).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(text)
    def do_GET(self):
        self.answer({"status": "ok"})
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        open(os.environ["CALLS"], "a").write(self.path + " " + json.dumps(body, sort_keys=True) + "\\n")
        if self.path == "/tokenize":
            self.answer({"tokens": body["content"].split()})
        else:
            self.answer({"tokens_evaluated": 7, "tokens_predicted": body["n_predict"]})
    def log_message(self, *_):
        pass
open(os.environ["CALLS"], "a").write("server " + " ".join(sys.argv[1:]) + "\\n")
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[sys.argv.index("--port") + 1])), Handler).serve_forever()
"""


class Bench(unittest.TestCase):
    def bench(self, *words, short=0):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            for name, text in (("autoj", AUTOJ), ("server", SERVER)):
                (folder / name).write_text(text)
                (folder / name).chmod(0o755)
            calls = folder / "calls"
            env = {**os.environ, "AUTOJ": str(folder / "autoj"), "AUTOJ_LLAMA_SERVER": str(folder / "server"),
                   "CALLS": str(calls), "SHORT": str(short)}
            done = subprocess.run([ROOT / "scripts" / "bench", "--quick", "--input", ROOT / "examples" / "pairs.jsonl", *words],
                                  env=env, capture_output=True, text=True, timeout=100)
            return done, calls.read_text()

    def test_both_modes(self):
        done, calls = self.bench()
        self.assertEqual(done.returncode, 0, done.stderr)
        for mode, new in (("written", 64), ("scored", 4)):
            table = done.stdout[done.stdout.index(f"\n{mode} "):]
            self.assertRegex(table, r"autoj +\d+\.\d +\d+\.\d+ +28 ")
            self.assertRegex(table, rf"llama-server +\d+\.\d +\d+\.\d+ +28 +{new} ")
            self.assertRegex(table, r"autoj / llama-server: \d+\.\d\d \(1\.\d wanted; rounds: \d+\.\d\d\)")
        self.assertIn("--mode written --parallel 4", calls)
        self.assertIn("--max-tokens 16 --ignore-eos", calls)
        self.assertRegex(calls, r"render \S+ .*--form scored")
        self.assertEqual(len(re.findall(r'/completion .*"ignore_eos": true, "n_predict": 16', calls)), 4 + 4 + 4)
        self.assertEqual(len(re.findall(r'/completion .*"n_predict": 1, "n_probs": 10', calls)), 4 + 4 + 4)
        self.assertEqual(sorted(re.findall(r"--flash-attn (\w+)", calls))[:2], ["off", "off"])

    def test_unequal_work_is_refused(self):
        done, _ = self.bench("--modes", "written", short=1)
        self.assertEqual(done.returncode, 1)
        self.assertIn("not all wrote exactly 64 new tokens", done.stderr)


unittest.main(argv=sys.argv[:1])
