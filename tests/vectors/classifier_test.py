"""The shipped classifier against the rows that it was learnt from: classifier_test.py AUTOJ DATA   (exit 77: the data is not here)"""
import hashlib, json, os, subprocess, sys, tempfile

AUTOJ, DATA = sys.argv[1:]
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ROWS = os.path.join(DATA, "classifier", "traindata.jsonl")
BESIDE = os.path.join(ROOT, "data", "classifier", "chinese.jsonl")
if not os.path.isfile(ROWS):
    print("skipped: the released data is not here")
    sys.exit(77)


def classify(*args):
    done = subprocess.run([AUTOJ, "classify", *args], capture_output=True, timeout=1800)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


with tempfile.TemporaryDirectory() as folder:
    weights = os.path.join(folder, "lexical.bin")
    classify("--train", ROWS, "--beside", BESIDE, "--output", weights)
    assert digest(weights) == digest(os.path.join(ROOT, "data", "classifier", "lexical.bin")), "the shipped weights are not what --train gives"

result = json.loads(classify("--cross-validate", ROWS, "--beside", BESIDE, "--json"))
accuracy = result["accuracy"]["value"]
assert result["items"] == 2383, result["items"]
assert accuracy >= 54, accuracy
assert result["calibration"]["ece"]["value"] < 0.05, result["calibration"]["ece"]

chinese = os.path.join(ROOT, "examples", "queries.zh.jsonl")
with open(chinese, encoding="utf-8") as file:
    truth = [json.loads(line)["scenario"] for line in file]
answers = [json.loads(line)["scenario"] for line in classify(chinese).splitlines()]
right = sum(one == other for one, other in zip(truth, answers, strict=True))
print(f"cross-validated accuracy {accuracy:.2f} %; in Chinese {right} of {len(truth)}")
