"""Auto-J's released data against the program: autoj_test.py AUTOJ DATA   (exit 77: the data is not here)"""
import json, os, re, subprocess, sys

AUTOJ, DATA = sys.argv[1:]
if not os.path.isdir(DATA):
    print("skipped: the released data is not here")
    sys.exit(77)


def rows(name):
    with open(os.path.join(DATA, name), encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def run(items, *args):
    text = "".join(json.dumps(item) + "\n" for item in items).encode()
    done = subprocess.run([AUTOJ, args[0], "-", *args[1:]], input=text, capture_output=True, timeout=300)
    assert done.returncode in (0, 1), done.stderr.decode()
    return [json.loads(line) for line in done.stdout.decode().split("\n") if line]


def prompts():
    train, meta = rows("training/single_traindata.jsonl"), rows("training/single_noscenario.jsonl")
    items = [{"query": m["meta"]["prompt"], "response": m["meta"]["response"]} for m in meta]
    got = run(items, "render", "--protocol", "autoj-single", "--language", "en")
    assert [g["prompt"] for g in got] == [f"[INST] {t['usrmsg']} [/INST]" for t in train]
    return len(got)


def pairs():
    with open(os.path.join(DATA, "prompts/en_pairwise_tie.txt"), encoding="utf-8", newline="") as file:
        template = file.read()
    data, want = rows("test/testdata_pairwise.jsonl"), []
    for row in data:
        one, two = row["response 1"], row["response 2"]
        for a, b in ((one, two), (two, one)):
            values = {"prompt": row["prompt"], "response": a, "response_another": b}
            filled = re.sub(r"\{(prompt|response|response_another)\}", lambda m: values[m.group(1)], template)
            want.append(f"[INST] {filled} [/INST]")
    got = run(data, "render", "--protocol", "autoj-pairwise", "--language", "en", "--orders", "both")
    assert [g["prompt"] for g in got] == want
    return len(got)


def ratings():
    train = rows("training/single_traindata.jsonl")
    got = run(train, "read", "--field", "target_output", "--protocol", "autoj-single", "--language", "en")
    assert [g["rating"] for g in got] == [t["pred_score"] for t in train]
    critiques = rows("test/testdata_critique.jsonl")
    got = run(critiques, "read", "--field", "critiques.autoj", "--protocol", "autoj-single", "--language", "en")
    assert [i for i, g in enumerate(got) if g["verdict"] != "rated"] == [185]
    return len(train) + len(got)


for check in (prompts, pairs, ratings):
    print(f"{check.__name__}: {check()} hold")
