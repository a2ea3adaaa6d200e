"""Judges the same pairs with the local engine and with a server of the same weights, in both orders, and compares.

    agreement_test.py AUTOJ [--pairs 8] [--model FILE.gguf] [--server URL] [--input PAIRS.jsonl] [ARGUMENTS OF autoj judge]

Without --server a llama-server that scripts/bench has built is started on 127.0.0.1; without one the test is skipped. At
least 95 % of the judgments must have the same verdict, and each that differs must be a near-tie: its two likeliest
alternatives closer than a factor of 1.25 on one side at least (the rounding of two programs moves a log-odds by that much).
"""
import argparse, glob, json, math, os, signal, socket, subprocess, sys, tempfile, time, urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NEAR = math.log(1.25)


def skip(why):
    print("skipped:", why)
    sys.exit(77)


def start(program, model):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ["--model", model, "--host", "127.0.0.1", "--port", str(port), "--parallel", "8", "--ctx-size", str(8 * 8192), "--no-kv-unified", "--no-webui"]
    server = subprocess.Popen([program, *words], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2) as answer:
                if answer.status == 200:
                    return server, f"http://127.0.0.1:{port}/v1"
        except OSError:
            pass
        if server.poll() is not None:
            break
        time.sleep(0.1)
    server.kill()
    sys.exit("llama-server did not come up")


def take_pairs(source, count, target):
    with open(source, encoding="utf-8") as file, open(target, "w", encoding="utf-8") as out:
        for number, line in enumerate(file):
            if number == count:
                break
            record = json.loads(line)
            first, second = (record.get(f"response_{n}", record.get(f"response {n}")) for n in "12")
            out.write(json.dumps({"id": str(number), "query": record.get("query", record.get("prompt")), "response_1": first, "response_2": second}, ensure_ascii=False) + "\n")


def judge(autoj, pairs, model, run, more):
    words = [autoj, "judge", pairs, "--model", model, "--mode", "scored", "--run", run, "--quiet", *more]
    began = time.monotonic()
    done = subprocess.run(words, stdout=subprocess.PIPE)
    if done.returncode not in (0, 1):
        sys.exit(f"autoj ended with {done.returncode}")
    orders = {}
    for line in done.stdout.decode().splitlines():
        record = json.loads(line)
        for order in record["orders"]:
            orders[record["id"], order["order"]] = order
    return orders, time.monotonic() - began


def log_odds(order):
    named = sorted((value for value in order["probabilities"].values() if value is not None), reverse=True)
    return math.log(named[0] / named[1])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("autoj")
    parser.add_argument("--pairs", type=int, default=8)
    parser.add_argument("--model", default="")
    parser.add_argument("--server", default="")
    parser.add_argument("--input", default=os.path.join(ROOT, "..", "shared", "data", "autoj", "test", "testdata_pairwise.jsonl"))
    args, more = parser.parse_known_args()
    if not os.path.exists(args.input):
        skip(f"{args.input} is not there")
    model = args.model or subprocess.run([args.autoj, "model", "where"], capture_output=True, text=True).stdout.strip()
    if not os.path.isfile(model):
        skip("the default model is not there")
    server = None
    if not args.server:
        programs = glob.glob(os.path.join(ROOT, "build", "llama-server", "*", "bin", "llama-server"))
        if not programs:
            skip("scripts/bench has not built a llama-server")
        server, args.server = start(programs[0], model)
    try:
        with tempfile.TemporaryDirectory() as folder:
            pairs = os.path.join(folder, "pairs.jsonl")
            take_pairs(args.input, args.pairs, pairs)
            local, local_time = judge(args.autoj, pairs, model, os.path.join(folder, "local"), more)
            remote, remote_time = judge(args.autoj, pairs, args.server, os.path.join(folder, "remote"), more)
    finally:
        if server:
            server.send_signal(signal.SIGTERM)
            server.wait()
    wrong = compare(local, remote)
    print(f"local {local_time:.1f} s, server {remote_time:.1f} s")
    sys.exit(1 if wrong else 0)


def compare(local, remote):
    if local.keys() != remote.keys():
        sys.exit("not the same judgments on both sides")
    known = [key for key in local if local[key]["probabilities"] and remote[key]["probabilities"]]
    differing = [key for key in local if local[key]["verdict"] != remote[key]["verdict"]]
    gaps = [abs(local[key]["probabilities"]["first"] - remote[key]["probabilities"]["first"]) for key in known]
    wrong = []
    for key in differing:
        both = key in known
        odds = min(log_odds(local[key]), log_odds(remote[key])) if both else math.inf
        print(f"{key[0]} {key[1]}: local {local[key]['verdict']}, server {remote[key]['verdict']}; "
              f"log-odds {log_odds(local[key]):.3f} and {log_odds(remote[key]):.3f}" if both else f"{key}: {local[key]} {remote[key]}")
        if odds > NEAR:
            wrong.append(key)
    same = len(local) - len(differing)
    print(f"{same} of {len(local)} judgments alike; P(first) differs by {sum(gaps) / len(gaps):.4f} on average, {max(gaps):.4f} at most")
    if same < 0.95 * len(local):
        wrong.append("fewer than 95 % alike")
    if wrong:
        print("not near-ties:", wrong)
    return wrong


if __name__ == "__main__":
    main()
