"""The shipped criteria beside the released ones: criteria_test.py AUTOJ DATA   (exit 77: the data is not here)"""
import json, os, re, subprocess, sys

AUTOJ, DATA = sys.argv[1:]
if not os.path.isdir(DATA):
    print("skipped: the released data is not here")
    sys.exit(77)
THEIRS = os.path.join(DATA, "criteria")
LONGEST = 5  # words in a row that both may have: what the language itself makes people say alike


def scenarios(*more):
    done = subprocess.run([AUTOJ, "criteria", "list", "--json", *more], capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    return {one["name"]: one for one in json.loads(done.stdout)["scenarios"]}


def distinct(all_of_them):
    return {(one["name"], one["content"]) for scenario in all_of_them.values() for one in scenario["criteria"]}


def words(text):
    return re.findall(r"\w+", text.lower())


def runs(text, length):
    row = words(text)
    return {tuple(row[at: at + length]) for at in range(len(row) - length + 1)}


def longest_shared_run(ours, theirs):
    length = 0
    while set().union(*(runs(text, length + 1) for text in ours)) & set().union(*(runs(text, length + 1) for text in theirs)):
        length += 1
    return length


theirs, ours = scenarios("--scenarios", THEIRS), scenarios()
assert (len(theirs), len(distinct(theirs))) == (58, 332), (len(theirs), len(distinct(theirs)))
assert theirs.keys() == ours.keys(), theirs.keys() ^ ours.keys()
assert len(distinct(ours)) >= 332, len(distinct(ours))
fewer = [name for name in theirs if len(ours[name]["criteria"]) < len(theirs[name]["criteria"])]
assert not fewer, fewer
shared = longest_shared_run([content for _, content in distinct(ours)], [content for _, content in distinct(theirs)])
assert shared <= LONGEST, shared
with open(os.path.join(DATA, "scenarios.json"), encoding="utf-8") as file:
    descriptions = json.load(file)["descriptions"]
told = longest_shared_run([one["description"] for one in ours.values()], list(descriptions.values()))
assert told <= LONGEST, told
print(f"{len(distinct(ours))} criteria of our own; longest run of words shared: {shared} (descriptions: {told})")
