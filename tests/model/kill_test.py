"""Judging with the default model, killed twenty times by kill -9, then finished: kill_test.py AUTOJ
Nothing lost, nothing judged twice, each with the same prompt, the same verdicts and texts as in an undisturbed run."""
import json, os, random, signal, sqlite3, subprocess, sys, tempfile, time

AUTOJ = os.path.abspath(sys.argv[1])
KILLS = 20
random.seed(11)

items = [{"id": f"i{n}", "query": f"Name {n + 2} animals that live in the sea.", "response_1": "Whale, seal, crab, squid.", "response_2": f"There are {n} of them."} for n in range(20)]


def rows(run):
    db = sqlite3.connect(os.path.join(run, "run.db"))
    found = db.execute('SELECT id, "order", response, attempt, prompt_hash, outcome, text FROM judgments').fetchall()
    db.close()
    return found


def count(run):
    try:
        with sqlite3.connect(os.path.join(run, "run.db")) as db:
            return db.execute("SELECT count(*) FROM judgments").fetchone()[0]
    except sqlite3.OperationalError:  # nothing there yet
        return 0


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "in.jsonl")
    with open(path, "w") as f:
        f.write("\n".join(map(json.dumps, items)))

    def command(name):
        return [AUTOJ, "judge", path, "--mode", "guided", "--max-tokens", "12", "--parallel", "1",
                "--run", os.path.join(folder, name), "--output", os.path.join(folder, name + ".jsonl")]

    calm = subprocess.run(command("calm"), capture_output=True, text=True)
    if calm.returncode == 4 and "default model is not here" in calm.stderr:
        print("skipped: the default model is not here; scripts/fetch model brings it")
        sys.exit(77)
    assert calm.returncode == 0, calm.stderr
    # By turns at a random moment of the start, and as soon as something new is judged: 40 judgments last for 20 kills.
    for kill in range(KILLS):
        before = count(os.path.join(folder, "storm"))
        p = subprocess.Popen(command("storm"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + random.random()
        while p.poll() is None and (time.monotonic() < deadline if kill % 2 == 0 else count(os.path.join(folder, "storm")) == before):
            pass
        assert p.poll() is None, f"the run was finished after {kill} kills"
        p.send_signal(signal.SIGKILL)
        p.wait()
    end = subprocess.run(command("storm"), capture_output=True, text=True)
    assert end.returncode == 0, end.stderr
    records = {name: [json.loads(line) for line in open(os.path.join(folder, name + ".jsonl"))] for name in ("calm", "storm")}
    assert [r["id"] for r in records["storm"]] == [i["id"] for i in items]
    found = {name: rows(os.path.join(folder, name)) for name in ("calm", "storm")}
    assert len(found["storm"]) == 40 and all(row[3] == 1 for row in found["storm"]), "judged twice or lost"
    prompts = {name: {row[:3]: row[4] for row in found[name]} for name in found}
    assert prompts["calm"] == prompts["storm"], "another prompt"
    differ = [row[:3] for row in found["calm"] if row not in found["storm"]]
    print(f"{KILLS} kills, {len(found['storm'])} judgments, {len(differ)} differ")
    assert not differ, differ
