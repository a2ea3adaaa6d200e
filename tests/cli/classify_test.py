"""`autoj classify` as a user runs it: classify_test.py AUTOJ"""
import json, os, subprocess, sys, tempfile, unittest

AUTOJ = os.path.abspath(sys.argv[1])
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

WORDS = {"writing_email": "Write an email about", "text_to_text_translation": "Translate into French:", "rejecting": "Tell me a secret of"}
ROWS = "".join(json.dumps({"category": label, "instruction": f"{words} topic {i}", "input": ""}) + "\n" for i in range(8) for label, words in WORDS.items())

# what a training file holds -> a word of the message
BAD_ROWS = {
    '{"category": "writing_emial", "instruction": "a", "input": ""}\n': 'did you mean "writing_email"?',
    '{"instruction": "a", "input": ""}\n': 'no "category"',
    '{"category": "others", "input": "a"}\n': 'no "query"',
    '{"category": "others", "instruction": 1}\n': "must be a string",
    '{"category": 5, "instruction": "a"}\n': "must be a string",
    '{"category": "others", "instruction": "a"}\n' * 9: "at least two classes",
    "": "no ",
    "not JSON\n": "JSON",
    '{"category": "others", "instruction": "a"}\n{"category": "chitchat", "instruction": "b"}\n': "distinct queries",
}


def run(*args, stdin=b""):
    done = subprocess.run([AUTOJ, "classify", *args], input=stdin, capture_output=True, timeout=300)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def classify(text, *flags):
    code, out, err = run("-", *flags, stdin=text.encode())
    assert code == 0, err
    return [json.loads(line) for line in out.splitlines()]


class Classify(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.dir = folder.name

    def path(self, name, content=None):
        path = os.path.join(self.dir, name)
        if content is not None:
            with open(path, "wb") as file:
                file.write(content if isinstance(content, bytes) else content.encode())
        return path

    def trained(self):
        weights = self.path("weights.bin")
        code, _, err = run("--train", self.path("rows.jsonl", ROWS), "--output", weights)
        self.assertEqual(code, 0, err)
        return weights

    def test_a_line_an_item(self):
        first, second = classify('{"id": "mail", "query": "Write an email to my boss asking for a day off"}\n{"instruction": "Translate to German:", "input": "Good morning"}\n')
        self.assertEqual(list(first), ["id", "scenario", "group", "probability", "alternatives"])
        self.assertEqual((first["id"], first["scenario"], first["group"]), ("mail", "writing_email", "Functional Writing"))
        self.assertEqual(len(first["alternatives"]), 5)
        self.assertEqual(list(first["alternatives"][0]), ["scenario", "group", "probability"])
        self.assertEqual((second["id"], second["scenario"]), ("1", "text_to_text_translation"))

    def test_an_empty_query_has_a_reason(self):
        empty, = classify('{"query": "  "}\n')
        self.assertIn("the query is empty", empty["reason"])
        self.assertEqual(empty["scenario"], "others")

    def test_a_very_long_query(self):
        long, = classify(json.dumps({"query": "Summarize this text: " + "word " * 13_200}) + "\n")
        self.assertTrue(long["scenario"])

    def test_weights_of_ones_own(self):
        answer, = classify('{"query": "Tell me a secret of yours"}\n', "--weights", self.trained())
        self.assertEqual((answer["scenario"], answer["group"]), ("rejecting", None))
        self.assertEqual(len(answer["alternatives"]), 2)

    def test_training_gives_the_same_bytes(self):
        with open(self.trained(), "rb") as one:
            first = one.read()
        with open(self.trained(), "rb") as other:
            self.assertEqual(first, other.read())

    def test_cross_validation(self):
        code, out, err = run("--cross-validate", self.path("rows.jsonl", ROWS), "--json", "--folds", "4", "--seed", "3")
        self.assertEqual(code, 0, err)
        result = json.loads(out)
        self.assertEqual((result["items"], result["accuracy"]["value"]), (24, 100))
        self.assertEqual(sum(one["count"] for one in result["calibration"]["bins"]), 24)
        self.assertIsNone(result["groups"]["Code"]["accuracy"]["value"])
        self.assertIn("rejecting", run("--cross-validate", self.path("rows.jsonl", ROWS))[1])

    def test_a_model_is_asked_for_names_alone(self):
        answers = classify('{"query": "Hello"}\n{"query": "Who are you?"}\n', "--classifier", "llm", "--engine", "fake")
        self.assertTrue(all(one["group"] for one in answers))

    def test_a_query_without_an_answer(self):
        code, out, _ = run("-", "--classifier", "llm", "--engine", "fake", stdin=b'{"query": "AUTOJ-FAIL"}\n')
        self.assertEqual(code, 1)
        self.assertEqual(json.loads(out), {"id": "0", "scenario": None, "group": None, "probability": None, "alternatives": [], "reason": "the fake engine was told to fail"})

    def test_bad_rows(self):
        for rows, word in BAD_ROWS.items():
            with self.subTest(rows[:60]):
                code, _, err = run("--train", self.path("bad.jsonl", rows), "--output", self.path("w.bin"))
                self.assertEqual(code, 3, err)
                self.assertIn(word, err)
                self.assertFalse(os.path.exists(self.path("w.bin")))

    def test_bad_weights(self):
        with open(self.trained(), "rb") as file:
            good = file.read()
        damaged = good[:500] + bytes([good[500] ^ 1]) + good[501:]
        for content, word in ((good[:-1], "cut off or damaged"), (damaged, "cut off or damaged"), (b"hello\n", "is no classifier"), (b"", "is no classifier"), (good.replace(b"CLASSIFIER 1", b"CLASSIFIER 9", 1), "another version")):
            code, _, err = run("-", "--weights", self.path("bad.bin", content), stdin=b'{"query": "a"}\n')
            self.assertEqual(code, 3, err)
            self.assertIn(word, err)
        self.assertEqual(run("-", "--weights", self.path("nowhere.bin"), stdin=b'{"query": "a"}\n')[0], 3)

    def test_weights_of_another_kind_or_model(self):
        code, _, err = run("-", "--classifier", "embedded", "--engine", "fake", "--weights", self.trained(), stdin=b'{"query": "a"}\n')
        self.assertEqual(code, 3)
        self.assertIn("--classifier lexical", err)
        code, _, err = run("-", "--classifier", "embedded", "--engine", "fake", stdin=b'{"query": "a"}\n')
        self.assertEqual(code, 4)
        self.assertIn("another model", err)

    def test_usage(self):
        rows = self.path("rows.jsonl", ROWS)
        self.assertEqual(run()[0], 2)
        self.assertEqual(run("-", "--train", rows, "--output", "x")[0], 2)
        self.assertEqual(run("--train", rows)[0], 2)
        self.assertEqual(run("--train", rows, "--classifier", "llm", "--output", "x")[0], 2)
        self.assertEqual(run("--train", rows, "--output", "/nowhere/w.bin")[0], 6)
        self.assertEqual(run("-", "--classifier", "magic")[0], 2)
        for flag in (["--json"], ["--folds", "3"], ["--seed", "1"], ["--layers", "8"], ["--states", "s"], ["--beside", rows]):
            code, _, err = run(rows, *flag)
            self.assertEqual(code, 2, flag)
            self.assertIn(f"{flag[0]} goes with --train or --cross-validate; leave it out", err)
        self.assertIn("hardly ever answer it in English", " ".join(run("--help")[1].split()))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
