"""The real program: what it writes, where, and its exit codes: program_test.py AUTOJ"""
import json, os, re, subprocess, sys, tempfile, textwrap, unittest

AUTOJ = os.path.abspath(sys.argv[1])
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def run(*args, stdin=b""):
    done = subprocess.run([AUTOJ, *args], input=stdin, capture_output=True, timeout=60)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def render(text, *flags):
    return run("render", "-", *flags, stdin=text if isinstance(text, bytes) else text.encode())


GOOD = '{"id": "ok", "query": "q", "response_1": "x", "response_2": "y"}\n'

# what is on the second line -> a word of the message
BAD_LINES = {
    '{"id": "a", "query": "q"': "JSON",
    "[1]": "object",
    '"text"': "object",
    "null": "object",
    '{"id": "a"}': "query",
    '{"query": "q"}': "no response",
    '{"query": "q", "response_1": "x"}': "response_2",
    '{"query": "q", "response_2": "x"}': "response_1",
    '{"query": "q", "response 1": "x"}': "response_2",
    '{"query": 5, "response": "x"}': "query",
    '{"query": ["q"], "response": "x"}': "query",
    '{"query": "q", "response": 5}': "response",
    '{"query": "q", "response": {}}': "response",
    '{"query": "q", "response_1": "x", "response_2": 2}': "response_2",
    '{"query": "q", "prompt": "q", "response": "x"}': "both",
    '{"query": "q", "response": "x", "response_1": "y", "response_2": "z"}': "one of",
    '{"query": "q", "response_1": "x", "response 1": "y", "response_2": "z"}': "both",
    '{"query": "q", "responses": []}': "responses",
    '{"query": "q", "responses": "x"}': "responses",
    '{"query": "q", "responses": [1]}': "strings",
    '{"query": "q", "response": null}': "no response",
    '{"query": null, "response": "x"}': "query",
    '{"id": "ok", "query": "q", "response": "x"}': "line 1",
    '{"id": 1.5, "query": "q", "response": "x"}': "id",
    '{"id": {}, "query": "q", "response": "x"}': "id",
    '{"id": true, "query": "q", "response": "x"}': "id",
    '{"query": "q", "response": "x", "language": "fr"}': "language",
    '{"query": "q", "response": "x", "language": 1}': "language",
    '{"query": "q", "response": "x", "reference": 1}': "reference",
    '{"query": "q", "response": "x", "rubric": []}': "rubric",
    '{"query": "q", "response": "x", "scenario": 3}': "scenario",
    '{"query": "q", "response": "\\ud800"}': "JSON",
    '{"query": "q",, "response": "x"}': "JSON",
    "{'query': 'q'}": "JSON",
    '{"query": "q", "response": "x"} trailing': "JSON",
    '{"query": "q", "response": NaN}': "JSON",
    "[" * 5000: "JSON",
}

# the whole protocol file -> a word of the message
VERDICT = 'verdict: {type: rating, after: ["R:"], scale: [1, 10]}\n'
HEAD = "name: n\nkind: single\nlanguage: en\nwrapper: none\n"
BAD_PROTOCOLS = {
    "": "map",
    "- a\n": "map",
    "a: [": "YAML",
    "name: n\n": "kind",
    HEAD.replace("single", "triple") + 'template: "{response}"\n' + VERDICT: "kind",
    HEAD.replace("en\n", "fr\n") + 'template: "{response}"\n' + VERDICT: "language",
    HEAD.replace("none", "chatty") + 'template: "{response}"\n' + VERDICT: "wrapper",
    HEAD + VERDICT: "template",
    HEAD + 'template: "{respons}"\n' + VERDICT: "did you mean {response}",
    HEAD + 'template: "no field"\n' + VERDICT: "needs {response}",
    HEAD + 'template: "{response}{response_another}"\n' + VERDICT: "no {response_another}",
    HEAD + 'template: "{response}"\n': "verdict",
    HEAD + 'template: "{response}"\nverdict: {type: guess}\n': "type",
    HEAD + 'template: "{response}"\nverdict: {type: rating, after: ["R:"]}\n': "scale",
    HEAD + 'template: "{response}"\nverdict: {type: rating, after: ["R:"], scale: [10, 1]}\n': "scale",
    HEAD + 'template: "{response}"\nverdict: {type: rating, after: ["R:"], scale: [a, b]}\n': "numbers",
    HEAD + 'template: "{response}"\nverdict: {type: rating, scale: [1, 10]}\n': "guess",
    HEAD + 'template: "{response}"\nverdict: {type: rating, after: [""], scale: [1, 10]}\n': "empty",
    HEAD + 'template: "{response}"\nverdict: {type: choice, after: [d]}\n': "first",
    HEAD + 'template: "{response}"\nverdict: {type: choice, first: [""]}\n': "empty",
    HEAD + 'template: "{response}"\nverdict: {type: choice, first: [a]}\n': "single",
    HEAD + 'tempate: "{response}"\n' + VERDICT: "did you mean",
    HEAD + 'template: [a]\n' + VERDICT: "text",
}

BAD_CALLS = {
    ("rendr", "x"): (2, "render"),
    ("juge", "x"): (2, "unknown command"),
    ("render",): (2, "input"),
    ("render", "x", "--protcol", "y"): (2, "--protocol"),
    ("render", "x", "--language", "fr"): (2, "language"),
    ("render", "x", "--orders", "none"): (2, "orders"),
    ("render", "x", "--wrapper", "chatty"): (2, "wrapper"),
    ("render", "/nowhere/x.jsonl"): (3, "No such file"),
    ("render", "/"): (3, "folder"),
    ("render", "x", "--wrapper", "chat"): (2, "--model"),
    ("render", "x", "--wrapper", "chat", "--model", "/nowhere.gguf"): (4, "no such file"),
    ("render", "x", "--wrapper", "chat", "--model", "/"): (4, "folder"),
    ("render", "x", "--wrapper", "chat", "--model", __file__): (4, "not a GGUF"),
    ("read", "x", "--field", "f"): (2, "protocol"),
    ("read", "/nowhere", "--field", "f", "--protocol", "autoj-single"): (3, "No such file"),
    (): (2, "subcommand"),
}


class Program(unittest.TestCase):
    def test_bad_lines(self):
        for bad, word in BAD_LINES.items():
            with self.subTest(bad=bad[:60]):
                code, out, err = render(GOOD + bad + "\n")
                self.assertEqual((code, out), (3, ""), err)
                self.assertIn("input:2:", err)
                self.assertIn(word, err)

    def test_bad_bytes(self):
        for bad in (b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xe4\xb8"):
            code, out, err = render(b'{"query": "' + bad + b'", "response": "x"}\n')
            self.assertEqual((code, out), (3, ""))
            self.assertIn("UTF-8", err)
        for empty in (b"", b"\n\n", b"\xef\xbb\xbf"):
            code, out, err = render(empty)
            self.assertEqual(code, 3)
            self.assertIn("empty", err)

    def test_bad_protocols(self):
        with tempfile.TemporaryDirectory() as folder:
            for text, word in BAD_PROTOCOLS.items():
                with self.subTest(text=text):
                    path = os.path.join(folder, "p.yaml")
                    with open(path, "w", encoding="utf-8") as file:
                        file.write(text)
                    code, out, err = render('{"query": "q", "response": "x"}', "--protocol", path)
                    self.assertEqual((code, out), (3, ""), err)
                    self.assertIn("p.yaml:", err)
                    self.assertIn(word, err)

    def test_bad_calls(self):
        for call, (want, word) in BAD_CALLS.items():
            with self.subTest(call=call):
                code, out, err = run(*call)
                self.assertEqual((code, out), (want, ""), err)
                self.assertIn(word, err)

    def test_unknown_protocol_suggests(self):
        code, _, err = render(GOOD, "--protocol", "autoj-pairwize")
        self.assertEqual(code, 2)
        self.assertIn("autoj-pairwise", err)

    def test_a_protocol_that_is_not_there_in_the_language(self):
        code, _, err = render(GOOD, "--protocol", "mtbench-pairwise", "--language", "zh")
        self.assertEqual(code, 2)
        self.assertIn("--language", err)

    def test_an_item_without_what_the_protocol_shows(self):
        item = {"query": "q", "response": "x", "reference": "r"}
        code, _, err = render(json.dumps(item), "--protocol", "prometheus-absolute", "--language", "en")
        self.assertEqual(code, 3)
        self.assertIn('has no "rubric"', err)
        code, out, _ = render(json.dumps({**item, "rubric": "{reference}"}), "--protocol", "prometheus-absolute")
        self.assertEqual(code, 0)
        self.assertIn("Reference answer:\nr\n\nRubric:\n{reference}\n", json.loads(out)["prompt"])

    def test_the_examples_render(self):
        for name, prompts in (("pairs", 20), ("responses", 10)):
            code, out, err = run("render", os.path.join(ROOT, "examples", name + ".jsonl"))
            self.assertEqual((code, len(out.rstrip("\n").split("\n"))), (0, prompts), err)

    def test_the_protocol_of_the_documentation(self):
        with open(os.path.join(ROOT, "docs", "protocols.md"), encoding="utf-8") as page:
            block = re.search(r"(?m)^    name:(?:.*\n|\n)(?:    .*\n|\n)*", page.read()).group()
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "mine.yaml")
            with open(path, "w", encoding="utf-8") as file:
                file.write(textwrap.dedent(block))
            code, out, err = render('{"query": "q", "response": "x", "reference": "r"}', "--protocol", path)
            self.assertEqual(code, 0, err)
            self.assertIn("Question: q\nReference: r\nAnswer: x", json.loads(out)["prompt"])
            code, out, _ = run("read", "-", "--field", "t", "--protocol", path, stdin=b'{"t": "Score: 4"}')
            self.assertEqual(json.loads(out)["rating"], 4)

    def test_wrong_shape_names_the_item(self):
        code, _, err = render(GOOD, "--protocol", "autoj-single")
        self.assertEqual(code, 3)
        self.assertIn('input:1: item "ok"', err)

    def test_accepts_bom_crlf_blank_lines_and_no_final_newline(self):
        text = b'\xef\xbb\xbf{"query": "q", "response": ""}\r\n\r\n{"id": 7, "query": "q", "response": "x"}'
        code, out, err = render(text)
        self.assertEqual(code, 0, err)
        self.assertEqual([json.loads(line)["id"] for line in out.split("\n") if line], ["0", "7"])

    def test_a_line_of_ten_megabytes(self):
        response = "word " * 2_000_000
        code, out, err = render(json.dumps({"query": "q", "response": response}))
        self.assertEqual(code, 0, err)
        self.assertIn(response, json.loads(out)["prompt"])

    def test_language_follows_the_query(self):
        code, out, _ = render(json.dumps({"query": "请写一首关于春天的诗", "response": "spring"}))
        self.assertEqual(code, 0)
        self.assertIn("[用户问询]: 请写", json.loads(out)["prompt"])

    def test_escapes_never_reach_the_terminal(self):
        code, _, err = render('{"id": "\\u001b[31m", "query": "q"}\n{"id": "\\u001b[31m", "query": "q", "response": "x"}')
        self.assertEqual(code, 3)
        code, _, err = render('{"id": "\\u001b]0;x\\u0007", "query": "q", "response": "x"}\n' * 2)
        self.assertEqual(code, 3)
        self.assertNotIn("\x1b", err)
        self.assertIn("\\x1b", err)

    def test_read_counts_and_exit_code(self):
        text = '{"text": "Rating: [[7]]"}\n{"text": "no rating"}\n'.encode()
        code, out, err = run("read", "-", "--field", "text", "--protocol", "autoj-single", stdin=text)
        records = [json.loads(line) for line in out.split("\n") if line]
        self.assertEqual(code, 1)
        self.assertEqual([(r["verdict"], r["rating"]) for r in records], [("rated", 7), ("unreadable", None)])
        self.assertIn("1 unreadable", err)

    def test_read_follows_dots(self):
        text = '{"critiques": {"autoj": "Rating: [[4]]"}}'.encode()
        code, out, err = run("read", "-", "--field", "critiques.autoj", "--protocol", "autoj-single", stdin=text)
        self.assertEqual((code, json.loads(out)["rating"]), (0, 4), err)
        code, out, err = run("read", "-", "--field", "critiques.other", "--protocol", "autoj-single", stdin=text)
        self.assertEqual(code, 3)
        self.assertIn("input:1:", err)

    def test_a_full_disk_is_said(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([AUTOJ, "render", "-"], input=GOOD.encode(), stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 6)
        self.assertIn(b"standard output", done.stderr)


unittest.main(argv=sys.argv[:1])
