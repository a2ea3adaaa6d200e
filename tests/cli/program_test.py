"""The real program: what it writes, where, and its exit codes: program_test.py AUTOJ"""
import hashlib, json, os, pathlib, re, subprocess, sys, tempfile, unittest

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
    '{"query": "q", "query": "r", "response": "x"}': '"query" is given twice',
    '{"query": "q", "response": "x", "criteria": ["c"]}': "criteria",
    '{"query": "q", "response": "x", "meta": "m"}': '"meta" must be an object',
    '{"query": "q", "response": "x", "k": 1, "meta": {"k": 2}}': '"k" stands both',
    '{"query": "q", "dialogue": [{"role": "user", "content": "c"}], "response": "x"}': "both",
    '{"dialogue": [], "response": "x"}': "at least one turn",
    '{"dialogue": {"role": "user", "content": "c"}, "response": "x"}': "must be a list",
    '{"dialogue": ["c"], "response": "x"}': "must be an object",
    '{"dialogue": [{"content": "c"}], "response": "x"}': "role",
    '{"dialogue": [{"role": "system", "content": "c"}], "response": "x"}': "role",
    '{"dialogue": [{"role": 1, "content": "c"}], "response": "x"}': "role",
    '{"dialogue": [{"role": "user"}], "response": "x"}': "content",
    '{"dialogue": [{"role": "user", "content": [1]}], "response": "x"}': "content",
    '{"dialogue": [{"role": "user", "content": "c", "text": "c"}], "response": "x"}': "both",
    '{"dialogue": [{"role": "user", "content": "c", "name": "n"}], "response": "x"}': '"name"',
    '{"dialogue": [{"role": "assistant", "content": "c"}], "response": "x"}': "must end with a user",
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
    HEAD + 'template: "{response}"\nverdict: {type: choice, first: [a], second: [b]}\n': "single",
    HEAD + 'template: "{response}"\nverdict: {type: choice, first: [a]}\n': "second",
    HEAD + 'template: "{response}"\n' + VERDICT + "name: m\n": '"name" is given twice',
    HEAD + 'template: "{response}"\n' + VERDICT + "---\nname: m\n": "more text follows",
    HEAD + 'template: "{response}"\n' + VERDICT + "]\nstop: end\n": "YAML",
    HEAD + 'template: "{response}"\n' + VERDICT + "? [a]\n: b\n": "key",
    HEAD + 'template: "{response}"\n' + VERDICT + "stop: now\n": "stop",
    HEAD + 'template: "{response}"\n' + VERDICT + 'system: "{criterion}"\n': "did you mean {criteria}",
    HEAD + 'template: "{response}"\n' + VERDICT + "system: [a]\n": "text",
    HEAD + 'template: "{response}"\n' + VERDICT + 'system: "{response_another}"\n': "no {response_another}",
    HEAD + 'template: "{response}"\n' + VERDICT + "decision: yes\n": "must be a map",
    HEAD + 'template: "{response}"\n' + VERDICT + "decision: {}\n": '"lead" is missing',
    HEAD + 'template: "{response}"\n' + VERDICT + 'decision: {lead: "R:", led: x}\n': "did you mean",
    HEAD + 'template: "{response}"\n' + VERDICT + 'decision: {lead: "R: "}\n': "is the beginning of",
    HEAD + 'template: "{response}"\n' + VERDICT + 'decision: {lead: "S: ", alternatives: {1: "1.", 2: "2."}}\n': "reads",
    HEAD + 'template: "{response}"\n' + VERDICT + 'decision: {lead: "R: ", alternatives: {1: "1."}}\n': "two",
    HEAD + 'template: "{response}"\n' + VERDICT + 'decision: {lead: "R: ", alternatives: {good: "1."}}\n': "not a rating",
    HEAD + 'template: "{response}"\n' + VERDICT + 'scored: {lead: "", ask: "?", alternatives: {1: a, 2: b}}\n': "together",
    HEAD + 'template: "{response}"\n' + VERDICT + 'scored: {lead: "", ask: "?", keep_until: E, alternatives: {1: a, 2: b}}\n': "once",
    HEAD + 'template: "{response}"\nverdict: {type: rating, after: ["R:"], scale: [-1, 10]}\n': "below zero",
    HEAD + 'template: "{response}"\nverdict: {type: rating, after: ["R:"], scale: [1, .inf]}\n': "scale",
    HEAD + 'template: "{response}"\nverdict: {type: json, scale: [1, 10]}\n': "field",
    HEAD + 'template: "{response}"\nverdict: {type: json, field: "", scale: [1, 10]}\n': "empty",
    HEAD + 'template: "{response}"\nverdict: {type: json, field: f}\n': "either",
    HEAD + 'template: "{response}"\nverdict: {type: json, field: f, scale: [1, 2], first: [a]}\n': "either",
    HEAD + 'template: "{response}"\nverdict: {type: json, field: f, first: [a], second: [b]}\n': "single",
    HEAD + 'template: "{response}"\nverdict: {type: json, field: f, after: [a], scale: [1, 2]}\n': "unknown key",
    ',["': "more text follows",  # a file on which a YAML reader may hang
    HEAD + 'tempate: "{response}"\n' + VERDICT: "did you mean",
    HEAD + 'template: [a]\n' + VERDICT: "text",
}

AUTOJ_PROMPTS = [
    ("autoj-pairwise", "en", "e4968d0c06e62233c7d671cef157acabfb88615d785a0871e54045c3e75f077d"),
    ("autoj-pairwise", "zh", "3c4eda544d189d062ed9689900580c81c2e9a2081e8bad104b8f783a9f62657a"),
    ("autoj-single", "en", "d641a030c5f25aff94ac2d9a5abf0b685a2a84d66a4f24585b28299f26c4f60f"),
    ("autoj-single", "zh", "d7e34ff962e1ca00de153cedc100ce04a8148e3c76e37560953ba7341c395f87"),
]

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
    ("read", "x", "--field", "f", "--protocol", "/nowhere.yaml"): (3, "No such file"),
    ("protocol",): (2, "subcommand"),
    ("protocol", "lst"): (2, 'did you mean "list"'),
    ("protocol", "show"): (2, "name"),
    ("protocol", "show", "mtbench-singel"): (2, 'did you mean "mtbench-single"'),
    ("protocol", "show", "json-single", "--langage", "en"): (2, "--language"),
    ("protocol", "show", "json-single", "--language", "zh"): (2, "--language"),
    ("protocol", "check"): (2, "files"),
    ("protocol", "check", "/nowhere.yaml"): (3, "No such file"),
    ("protocol", "check", "/"): (3, "folder"),
    ("protocol", "check", __file__): (3, "program_test.py:"),
    (): (2, "subcommand"),
}


def put_into(whole, part):
    """A protocol with the keys of `part` in place of its own; a decision only where the part has one."""
    def top(text):
        return {block.split(":")[0]: block for block in re.findall(r"(?m)^\w+:.*\n(?:(?:  .*)?\n)*", text)}
    keys = {**top(whole), **top(part)}
    if "decision:" not in part:
        keys.pop("decision", None)
    return "".join(keys.values())


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

    def test_every_protocol_of_the_documentation(self):
        """Whole ones as they stand; a part is put into the whole one that it fits."""
        with open(os.path.join(ROOT, "docs", "protocols.md"), encoding="utf-8") as page:
            blocks = re.findall(r"(?ms)^```yaml\n(.*?)^```$", page.read())
        wholes = [block for block in blocks if block.startswith("name:")]
        self.assertEqual((len(wholes), len(blocks) > 8), (2, True))
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "mine.yaml")
            for block in blocks:
                texts = [block] if block in wholes else [put_into(whole, block) for whole in wholes]
                tried = []
                for text in texts:
                    with open(path, "w", encoding="utf-8") as file:
                        file.write(text)
                    tried.append(run("protocol", "check", path))
                self.assertIn(0, [code for code, _, _ in tried], (block, tried))
            with open(path, "w", encoding="utf-8") as file:
                file.write(wholes[0])
            code, out, err = render('{"query": "q", "response": "x", "reference": "r"}', "--protocol", path)
            self.assertEqual(code, 0, err)
            self.assertIn("Question: q\nReference: r\nAnswer: x", json.loads(out)["prompt"])
            code, out, _ = run("read", "-", "--field", "t", "--protocol", path, stdin=b'{"t": "Score: 4"}')
            self.assertEqual(json.loads(out)["rating"], 4)

    def test_the_documentation_lists_what_is_shipped(self):
        code, out, _ = run("protocol", "list", "--json")
        listed = {(p["name"], p["language"]): p for p in json.loads(out)["protocols"]}
        with open(os.path.join(ROOT, "docs", "protocols.md"), encoding="utf-8") as page:
            rows = re.findall(r"(?m)^\| ((?:autoj|critique|divide|json|mtbench|prometheus)-[^|]*) \| (\w+) \|[^|]*\| ([^|]*?) ?\|$", page.read())
        told = {}
        for name, kind, needs in rows:
            languages = re.findall(r"\b(en|zh)\b", name) or ["en"]
            told.update({(name.split(" ")[0], language): (kind, needs) for language in languages})
        self.assertEqual(told, {key: (p["kind"], ", ".join(p["needs"])) for key, p in listed.items()})

    def test_a_shipped_protocol_can_be_copied(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "copy.yaml")
            code, out, err = run("protocol", "show", "autoj-pairwise", "--language", "zh")
            self.assertEqual(code, 0, err)
            with open(path, "w", encoding="utf-8") as file:
                file.write(out)
            code, said, err = run("protocol", "check", path)
            self.assertEqual(code, 0, err)
            self.assertIn('"autoj-pairwise", pairwise, zh', said)
            self.assertEqual(render(GOOD, "--language", "zh")[1], render(GOOD, "--protocol", path)[1])

    def test_the_templates_of_autoj_are_untouched(self):
        """Auto-J's prompts are wire constants; their hashes were taken when they were proved on its released data."""
        item = json.dumps({"query": "q", "response_1": "x", "response_2": "y"})
        for protocol, language, want in AUTOJ_PROMPTS:
            code, out, err = render(item, "--protocol", protocol, "--language", language)
            self.assertEqual(code, 0, err)
            prompt = json.loads(out.split("\n")[0])["prompt"]
            self.assertEqual(hashlib.sha256(prompt.encode()).hexdigest(), want, (protocol, language))

    def test_a_single_protocol_shows_the_responses_one_by_one(self):
        code, out, err = render('{"id": "a", "query": "q", "responses": ["x", "y", "z"]}')
        self.assertEqual(code, 0, err)
        records = [json.loads(line) for line in out.split("\n") if line]
        self.assertEqual([(r["id"], r["order"], r["response"]) for r in records], [("a", "given", i) for i in range(3)])
        self.assertIn("[Response]: y\n", records[1]["prompt"])
        _, out, _ = render('{"query": "q", "response": "x"}')
        self.assertNotIn("response", json.loads(out))

    def test_wrappers(self):
        item = '{"query": "q", "response": "x"}'
        prompts = [json.loads(render(item, "--wrapper", wrapper)[1])["prompt"] for wrapper in ("autoj", "none")]
        self.assertEqual(prompts[0], f"[INST] {prompts[1]} [/INST]")
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "chat.yaml")
            with open(path, "w", encoding="utf-8") as file:
                file.write(HEAD.replace("none", "chat") + 'template: "{response}"\n' + VERDICT)
            code, out, err = render(item, "--protocol", path)
            self.assertEqual((code, out), (2, ""))
            self.assertIn("--model", err)
            self.assertEqual(json.loads(render(item, "--protocol", path, "--wrapper", "none")[1])["prompt"], "x")

    def test_skip_bad_goes_on_and_counts(self):
        text = GOOD + 'broken\n{"query": "q"}\n{"query": "q", "response_1": "x", "response_2": "y"}\n' + '{"query": "q", "response": "x"}\n'
        code, out, err = render(text, "--skip-bad", "--protocol", "autoj-pairwise", "--orders", "given")
        self.assertEqual(code, 1, err)
        self.assertEqual([json.loads(line)["id"] for line in out.split("\n") if line], ["ok", "3"])
        for line in (2, 3, 5):
            self.assertIn(f"input:{line}:", err)
        self.assertIn("3 line(s) skipped", err)
        code, out, err = render("broken\n", "--skip-bad")
        self.assertEqual((code, out), (3, ""))
        texts = b'{"t": "[[A]]"}\n{"u": 1}\n'
        code, out, err = run("read", "-", "--field", "t", "--protocol", "mtbench-pairwise", "--skip-bad", stdin=texts)
        self.assertEqual((code, json.loads(out)["verdict"]), (1, "first"), err)
        self.assertIn("1 line(s) skipped", err)

    def test_a_position_that_meets_an_id_is_refused(self):
        for text in ('{"id": "1", "query": "q", "response": "x"}\n{"query": "q", "response": "x"}',
                     '{"query": "q", "response": "x"}\n{"id": 0, "query": "q", "response": "x"}'):
            code, out, err = render(text)
            self.assertEqual((code, out), (3, ""))
            self.assertIn("give every line an id", err)
        code, _, err = run("read", "-", "--field", "t", "--protocol", "autoj-single", stdin=b'{"id": "1", "t": ""}\n{"t": ""}')
        self.assertEqual(code, 3)
        self.assertIn("give every line an id", err)

    def test_a_dialogue(self):
        turns = [{"role": "user", "content": "Name a prime."}, {"role": "assistant", "content": "Nine."}, {"role": "user", "text": "Sure?"}]
        item = json.dumps({"dialogue": turns, "response": "No."})
        code, out, err = render(item, "--protocol", "json-single")
        self.assertEqual(code, 0, err)
        self.assertIn("User: Name a prime.\n\nAssistant: Nine.\n\nUser: Sure?", json.loads(out)["prompt"])

    def test_wrong_shape_names_the_item(self):
        code, _, err = render('{"id": "ok", "query": "q", "response": "x"}', "--protocol", "autoj-pairwise")
        self.assertEqual(code, 3)
        self.assertIn('input:1: item "ok" has 1 response(s)', err)

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

    def test_no_output_is_an_input_or_another_output(self):
        with tempfile.TemporaryDirectory() as folder:
            def path(name, text):
                with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                    file.write(text)
                return os.path.join(folder, name)
            pair = {"query": "What is a harbour?", "response_1": "A port.", "response_2": "A boat.", "label": 0, "scenario": "open_question"}
            training = {"usrmsg": "u", "target_output": "t", "gt_label": 0, "pred_label": 0, "scenario": "open_question", "source_dataset": "s"}
            critique = {"scenario": "joke", "prompt": "p", "response": "r", "critiques": {"auto-j": "c"}}
            prefs, rows, tasks = (path(f"{name}.jsonl", json.dumps(row) + "\n") for name, row in (("prefs", pair), ("train", training), ("tasks", critique)))
            prices, model, link, fresh = path("prices.yaml", "fake: {prompt: 1, completion: 1}\n"), path("model.gguf", "GGUF"), os.path.join(folder, "link.jsonl"), os.path.join(folder, "new.jsonl")
            os.symlink("prefs.jsonl", link)
            for name, file in (("linked", "train.jsonl"), ("recipe", "zero3.json")):
                os.mkdir(os.path.join(folder, name))
                os.symlink(rows, os.path.join(folder, name, file))
            done = run("judge", prefs, "--engine", "fake", "--run", os.path.join(folder, "run"))
            self.assertEqual(done[0], 0, done)
            database = os.path.join(folder, "run", "run.db")
            files = ("--protocol", "--criteria", "--weights", "--api-key-file", "--headers", "--ca-file")
            before = {name: pathlib.Path(name).read_bytes() for name in (prefs, rows, tasks, prices, model, database)}
            build = ("data", "build", "pairwise", "--input", prefs, "--engine", "fake")
            for words in (("judge", prefs, "--engine", "fake", "--output", prefs), ("judge", prefs, "--engine", "fake", "--output", link),
                          ("judge", prefs, "--engine", "fake", "--prices", prices, "--output", prices), ("select", prefs, "--engine", "fake", "--output", prefs),
                          *(("judge", prefs, "--engine", "fake", flag, prices, "--output", prices) for flag in files),
                          *((*build, flag, prices, "--output", prices) for flag in files[2:]), (*build, "--weights", prices, "--output", fresh, "--dropped", prices),
                          ("classify", prefs, "--api-key-file", prices, "--output", prices), ("judge", prefs, "--model", model, "--output", model),
                          ("classify", prefs, "--output", os.path.join(folder, "run", "..", "prefs.jsonl")), ("classify", "--train", prefs, "--output", prefs),
                          (*build, "--output", prefs), (*build, "--output", fresh, "--dropped", prefs), (*build, "--output", fresh, "--dropped", fresh),
                          (*build, "--output", fresh, "--dropped", os.path.join(folder, ".", "new.jsonl")), (*build, "--output", rows, "--against", rows),
                          ("data", "export", rows, "--for", "axolotl", "--output", folder), ("data", "export", rows, "--for", "trl", "--output", folder),
                          *(("data", "export", rows, "--for", "axolotl", "--output", os.path.join(folder, name)) for name in ("linked", "recipe")),
                          ("data", "stats", rows, "--html", rows), ("data", "fingerprint", prefs, "--output", prefs),
                          ("export", os.path.dirname(database), "--output", database), ("leaderboard", os.path.dirname(database), "--output", database),
                          ("merge", os.path.dirname(database), "--run", os.path.join(folder, "both"), "--output", database),
                          ("eval", "critique", "--data", tasks, "--reference", tasks, "--engine", "fake", "--output", tasks)):
                code, out, err = run(*words)
                self.assertEqual((code, out), (2, ""), (words, err))
                self.assertIn("which it would overwrite; name another path", err, words)
            self.assertEqual({name: pathlib.Path(name).read_bytes() for name in before}, before)
            self.assertFalse(os.path.exists(fresh))
            self.assertEqual(run(*build, "--output", "/dev/null", "--dropped", "/dev/null")[0], 0)

    def test_a_full_disk_is_said(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([AUTOJ, "render", "-"], input=GOOD.encode(), stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 6)
        self.assertIn(b"standard output", done.stderr)


unittest.main(argv=sys.argv[:1])
