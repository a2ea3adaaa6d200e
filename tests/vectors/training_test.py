"""`autoj data` on the released training rows: training_test.py AUTOJ DATA   (exit 77: the data is not here)"""
import json, os, subprocess, sys, tempfile

AUTOJ, DATA = sys.argv[1:]
if not os.path.isdir(DATA):
    print("skipped: the released data is not here")
    sys.exit(77)
ROWS = os.path.join(DATA, "training", "single_traindata.jsonl")
EVAL_P = os.path.join(DATA, "test", "testdata_pairwise.jsonl")


def data(*words):
    done = subprocess.run([AUTOJ, "data", *words], capture_output=True, timeout=300)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


check = json.loads(data("check", ROWS, "--json"))
found = {one["name"]: one["count"] for one in check["findings"]}
assert (check["rows"], check["good"]) == (960, True)
assert found == {"empty_response": 1, "repeated_message": 3, "scenario_alias": 27, "full_stop": 42}, found

stats = json.loads(data("stats", ROWS, "--json"))
scores = {one["rating"]: one["rows"] for one in stats["ratings"]}
assert scores == {1: 29, 2: 137, 3: 178, 4: 210, 5: 128, 5.5: 3, 6: 234, 6.5: 7, 7: 27, 8: 4, 10: 3}, scores
assert stats["sources"] == {"chatbot_arena": 960} and len(stats["scenarios"]) == 57, stats["sources"]

with tempfile.TemporaryDirectory() as folder:
    released = lines(ROWS)
    data("export", ROWS, "--for", "axolotl", "--output", folder)
    chats = [row["messages"] for row in lines(os.path.join(folder, "train.jsonl"))]
    assert [(chat[0]["content"], chat[1]["content"]) for chat in chats[::2]] == [(row["usrmsg"], row["target_output"]) for row in released]
    assert chats[::2] == chats[1::2]

    # Eval-P's prompts are known by their fingerprints alone; the rows that are trained on hold some of them.
    out, dropped = os.path.join(folder, "out.jsonl"), os.path.join(folder, "dropped.jsonl")
    metas = [row["meta"] for row in lines(os.path.join(DATA, "training", "single_noscenario.jsonl"))]
    prompts = {row["prompt"] for row in lines(EVAL_P)}
    inputs = os.path.join(folder, "in.jsonl")
    with open(inputs, "w", encoding="utf-8") as file:
        file.writelines(json.dumps({"id": str(n), "query": meta["prompt"], "response": meta["response"], "scenario": meta["scenario"]}) + "\n" for n, meta in enumerate(metas))
    os.environ["XDG_STATE_HOME"] = os.path.join(folder, "state")
    build = ["--engine", "fake", "--per-scenario", "0", "--max-chars", "0", "--language", "any", "--output", out, "--dropped", dropped, "--json"]
    report = json.loads(data("build", "single", "--input", inputs, *build))
    contaminated = {int(row["id"]) for row in lines(dropped) if row["reason"] == "contaminated"}
    same = {n for n, meta in enumerate(metas) if meta["prompt"] in prompts}
    assert report["dropped"]["empty_response"] == 1, report["dropped"]
    missed = {n for n in same - contaminated if metas[n]["response"]}
    assert not missed, missed
    near = contaminated - same
    print(f"of 960 rows {len(same)} have a prompt of Eval-P, {len(near)} more one that is nearly the same; {report['made']} made, dropped: {report['dropped']}")

    # Eval-P itself gives no training row at all.
    report = json.loads(data("build", "pairwise", "--input", EVAL_P, *build))
    left = {name: count for name, count in report["dropped"].items() if name not in ("contaminated", "empty_response")}
    assert (report["read"], report["made"], left) == (1392, 0, {}), report["dropped"]
