"""Auto-J's released data against the program: autoj_test.py AUTOJ DATA   (exit 77: the data is not here)"""
import json, os, re, subprocess, sys, tempfile

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


def critique_prompts():
    wanted, got = [], []
    for language, data, reference in (("en", "testdata_critique", "reference_chatgpt_critique"),
                                      ("zh", "zh_testdata_critique", "zh_reference_chatgpt_critique")):
        with open(os.path.join(DATA, f"prompts/{language}_critique_judge.txt"), encoding="utf-8", newline="") as file:
            template = file.read()
        items = []
        for row, other in zip(rows(f"test/{data}.jsonl"), rows(f"test/{reference}.jsonl")):
            values = {"prompt": row["prompt"], "response": row["response"], "feedback1": "mine {response}", "feedback2": other["output"]}
            wanted.append(re.sub(r"\{(prompt|response|feedback1|feedback2)\}", lambda m: values[m.group(1)], template))
            items.append({"prompt": row["prompt"], "critiqued": row["response"], "response 1": values["feedback1"], "response 2": values["feedback2"]})
        got += run(items, "render", "--protocol", "critique-judge", "--language", language, "--orders", "given")
    assert [g["prompt"] for g in got] == wanted
    return len(got)


def ratings():
    train = rows("training/single_traindata.jsonl")
    got = run(train, "read", "--field", "target_output", "--protocol", "autoj-single", "--language", "en")
    assert [g["rating"] for g in got] == [t["pred_score"] for t in train]
    critiques = rows("test/testdata_critique.jsonl")
    got = run(critiques, "read", "--field", "critiques.autoj", "--protocol", "autoj-single", "--language", "en")
    assert [i for i, g in enumerate(got) if g["verdict"] != "rated"] == [185]
    return len(train) + len(got)


# The published table of Eval-P: agreement and consistency over both orders, agreement of a single one.
EVAL_P = {
    "Summarization": (45.83, 73.61, 56.94),
    "Exam Questions": (38.89, 69.44, 41.67),
    "Code": (47.50, 75.83, 54.17),
    "Rewriting": (49.17, 74.17, 57.50),
    "Creative Writing": (59.72, 87.04, 63.43),
    "Functional Writing": (61.67, 81.67, 68.33),
    "General Communication": (55.21, 92.36, 57.29),
    "NLP Tasks": (57.58, 86.36, 62.12),
}
DEFINITIONS = {
    "both_orders": 54.96, "given_order": 59.99, "swapped_order": 60.63, "best_order": 60.63, "random_order": 60.31, "inconsistent_as_tie": 61.85,
    "both_orders_without_ties": 73.21, "given_order_without_ties": 78.90, "swapped_order_without_ties": 79.69,
}
BASELINES = {"longer": (52.95, 52.95), "shorter": (21.26, 21.26), "first": (0, 37.36), "tie": (26.80, 26.80), "majority": (45.69, 45.69), "random": (11.11, 33.33)}

RULES = {"longer": "the longer response", "shorter": "the shorter response", "first": "always the first", "tie": "always tie", "majority": "the scenario's most frequent label"}


def evaluate(*args):
    data, outputs = os.path.join(DATA, "test/testdata_pairwise.jsonl"), os.path.join(DATA, "outputs")
    files = ("--predictions", f"{outputs}/pairwise_example_output.jsonl", "--swapped", f"{outputs}/pairwise_exchange_example_output.jsonl")
    done = subprocess.run([AUTOJ, "eval", "pairwise", "--data", data, *files, *args, "--json"], capture_output=True, timeout=300)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def tables():
    shown = lambda estimate: round(estimate["value"], 2)
    both, single = evaluate(), evaluate("--type", "single")
    assert (shown(both["overall"]["agreement"]), shown(both["overall"]["consistency"]), shown(single["overall"]["agreement"])) == (54.96, 83.41, 59.99)
    for group, want in EVAL_P.items():
        got = both["groups"][group]
        assert (shown(got["agreement"]), shown(got["consistency"]), shown(single["groups"][group]["agreement"])) == want, group
    assert {name: shown(both["definitions"][name]) for name in DEFINITIONS} == DEFINITIONS
    assert {name: (shown(both["baselines"][name]["agreement"]), shown(both["baselines"][name]["given_order"])) for name in BASELINES} == BASELINES
    assert (both["prompts"], both["outcomes"]["inconsistent"]) == (1182, 231)
    longer = both["comparisons"][0]
    assert (longer["with"], shown(longer["difference"]), round(longer["mcnemar"], 3)) == ("baseline:longer", 2.01, 0.099)
    assert longer["difference"]["low"] < 0 < longer["difference"]["high"] and longer["holm"] > 0.05
    return both["items"]


def leaderboard():
    """A run over Eval-P is known as one: it stands beside the published rows."""
    with tempfile.TemporaryDirectory() as folder:
        data = os.path.join(DATA, "test/testdata_pairwise.jsonl")
        judge = [AUTOJ, "judge", data, "--model", "baseline:longer", "--run", os.path.join(folder, "run"), "--output", "/dev/null", "--quiet"]
        subprocess.run(judge, check=True, timeout=300)
        board = [AUTOJ, "leaderboard", os.path.join(folder, "run"), "--format", "json"]
        tables = json.loads(subprocess.run(board, check=True, capture_output=True, timeout=300).stdout)["tables"]
    assert {table["data"] for table in tables} == {"Eval-P"}
    computed = evaluate()
    shown = lambda estimate: [estimate[end] and round(estimate[end], 2) for end in ("value", "low", "high")]
    for table, key in zip(tables, ("agreement", "given_order")):
        rows = {row["name"]: shown(row["agreement"]) for row in table["rows"]}
        for rule, name in RULES.items():
            assert rows[name] == shown(computed["baselines"][rule][key]), (table["definition"], name, rows[name])
    ours = next(row for row in tables[2]["rows"] if row["name"] == "Auto-J 13B")
    assert shown(ours["agreement"]) == shown(computed["definitions"]["best_order"]), ours
    for table in tables[:2]:
        shown = {row["name"] if row["kind"] != "own run" else "mine": round(row["agreement"]["value"], 2) for row in table["rows"]}
        assert shown["mine"] == shown["the longer response"] == 52.95
    return sum(len(table["rows"]) for table in tables)


for check in (prompts, pairs, critique_prompts, ratings, tables, leaderboard):
    print(f"{check.__name__}: {check()} hold")
