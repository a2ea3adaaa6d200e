"""What deploy/ holds: linted, checked against schemas, and the batch scripts run with stand-ins. deploy_test.py ROOT [AUTOJ]

A linter that is not installed is skipped and named. In CI: yamllint, shellcheck, python3-yaml, docker-compose (Debian), and
kubernetes-validate (PyPI).
"""
import contextlib, importlib.util, os, pathlib, re, shutil, signal, subprocess, sys, tempfile, time, unittest

ROOT = pathlib.Path(sys.argv[1])
AUTOJ = sys.argv[2] if len(sys.argv) > 2 else None
DEPLOY = ROOT / "deploy"
YAML = sorted([*DEPLOY.glob("*.yaml"), *DEPLOY.glob("kubernetes/*.yaml")])
SCRIPTS = sorted(DEPLOY.glob("slurm/*.sbatch"))
LINT = "{extends: default, rules: {line-length: {max: 140}, document-start: disable, braces: {max-spaces-inside: 0}, comments: {min-spaces-from-content: 1}}}"


def has(module):
    return importlib.util.find_spec(module) is not None


def run(*words, **more):
    return subprocess.run(list(map(str, words)), capture_output=True, text=True, timeout=120, **more)


def documents(path):
    import yaml

    return [document for document in yaml.safe_load_all(path.read_text(encoding="utf-8")) if document]


class Linted(unittest.TestCase):
    def test_there_is_something(self):
        self.assertGreaterEqual(len(YAML), 3)
        self.assertGreaterEqual(len(SCRIPTS), 2)

    @unittest.skipUnless(shutil.which("yamllint"), "yamllint is not installed")
    def test_yamllint(self):
        done = run("yamllint", "--strict", "-d", LINT, *YAML)
        self.assertEqual((done.returncode, done.stdout), (0, ""))

    def test_bash(self):
        for path in SCRIPTS:
            self.assertEqual(run("bash", "-n", path).stderr, "")

    @unittest.skipUnless(shutil.which("shellcheck"), "shellcheck is not installed")
    def test_shellcheck(self):
        done = run("shellcheck", "--shell=bash", *SCRIPTS)
        self.assertEqual((done.returncode, done.stdout), (0, ""))

    @unittest.skipUnless(shutil.which("shellcheck") and has("yaml"), "shellcheck or python3-yaml is not installed")
    def test_shellcheck_in_the_pods(self):
        for document in documents(DEPLOY / "kubernetes" / "judge.yaml"):
            for container in document["spec"].get("template", {}).get("spec", {}).get("containers", []):
                done = subprocess.run(["shellcheck", "--shell=bash", "-"], input=container["args"][0], capture_output=True, text=True)
                self.assertEqual((done.returncode, done.stdout), (0, ""))


class Schemas(unittest.TestCase):
    @unittest.skipUnless(has("kubernetes_validate") and has("yaml"), "kubernetes-validate or python3-yaml is not installed")
    def test_kubernetes(self):
        import kubernetes_validate

        version = kubernetes_validate.latest_version()
        for path in DEPLOY.glob("kubernetes/*.yaml"):
            for document in documents(path):
                kubernetes_validate.validate(document, version, strict=True)

    @unittest.skipUnless(shutil.which("docker-compose"), "docker-compose is not installed")
    def test_compose(self):
        done = run("docker-compose", "-f", DEPLOY / "compose.yaml", "config", "--quiet")
        self.assertEqual(done.returncode, 0, done.stderr)

    @unittest.skipUnless(has("yaml"), "python3-yaml is not installed")
    def test_compose_by_hand(self):
        services = documents(DEPLOY / "compose.yaml")[0]["services"]
        ports = [port for service in services.values() for port in service["ports"]]
        devices = [d for s in services.values() for r in s["deploy"]["resources"]["reservations"]["devices"] for d in r["device_ids"]]
        self.assertEqual(len(set(ports)), len(services))
        self.assertEqual(len(set(devices)), len(services))
        self.assertTrue(all(port.startswith("127.0.0.1:") for port in ports))

    @unittest.skipUnless(has("yaml"), "python3-yaml is not installed")
    def test_kubernetes_by_hand(self):
        """What belongs together across the files has one name, and the client names each server."""
        vllm, judge = (documents(DEPLOY / "kubernetes" / name) for name in ("vllm.yaml", "judge.yaml"))
        kinds = {document["kind"]: document for document in vllm + judge}
        stateful, service, job = kinds["StatefulSet"], kinds["Service"], kinds["Job"]
        name, labels = stateful["metadata"]["name"], stateful["spec"]["template"]["metadata"]["labels"]
        for selector in (service["spec"]["selector"], stateful["spec"]["selector"]["matchLabels"], kinds["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"]):
            self.assertEqual(selector, labels)
        self.assertEqual(stateful["spec"]["serviceName"], service["metadata"]["name"])
        script = job["spec"]["template"]["spec"]["containers"][0]["args"][0]
        named = re.findall(rf"http://{name}-(\d+)\.{service['metadata']['name']}:(\d+)/v1", script)
        self.assertEqual(named, [(str(n), str(service["spec"]["ports"][0]["port"])) for n in range(stateful["spec"]["replicas"])])
        served = next(word.split("=")[1] for word in stateful["spec"]["template"]["spec"]["containers"][0]["args"] if "served-model-name" in word)
        self.assertIn(f"--model-name {served} ", script)
        for document in (stateful, job):
            spec = document["spec"]["template"]["spec"]
            offered = {volume["name"] for volume in spec["volumes"]}
            self.assertEqual({mount["name"] for container in spec["containers"] for mount in container["volumeMounts"]}, offered)

    @unittest.skipUnless(AUTOJ and os.path.exists(AUTOJ), "autoj is not built")
    def test_the_flags_of_autoj_exist(self):
        """Whatever deploy/ and docs/scale.md tell autoj to do, it can."""
        shown = run(AUTOJ, "judge", "--help").stdout
        if "--shard" not in shown or "--model-name" not in shown:
            self.skipTest("this autoj has no --shard or --model-name yet")
        for path in [*YAML, *SCRIPTS, ROOT / "docs" / "scale.md"]:
            text = re.sub(r"\\\n\s*", "", path.read_text(encoding="utf-8"))
            for line in re.findall(r"autoj judge ([^\n&]*)", text):
                for flag in re.findall(r"(?<!\S)(--[a-z-]+)", line.split("#")[0]):
                    self.assertIn(flag, shown, path)
        merge = run(AUTOJ, "merge", "--help").stdout
        for flag in re.findall(r"(?<!\S)(--[a-z-]+)", re.search(r"^autoj merge (.*)$", (DEPLOY / "slurm" / "merge.sbatch").read_text(encoding="utf-8"), re.M)[1]):
            self.assertIn(flag, merge)


STAND_IN = "#!/usr/bin/env bash\necho \"${0##*/} $*\" >>\"$STATE/calls\"\n"
STAND_INS = {
    "vllm": STAND_IN + "[ ! -e \"$STATE/broken\" ] || exit 1\nexec sleep 60\n",
    "curl": "#!/usr/bin/env bash\n[ -e \"$STATE/ready\" ]\n",
    "scontrol": STAND_IN,
    "sleep": "#!/usr/bin/env bash\nexec /bin/sleep \"$(case $1 in 2) echo 0.05 ;; *) echo \"$1\" ;; esac)\"\n",
    "hostname": "#!/usr/bin/env bash\necho gpu7\n",
    # Ends with the status that the test names; told to wait, it does until SIGTERM, as autoj does.
    "autoj": STAND_IN + "if [ \"$(cat \"$STATE/status\")\" = wait ]; then trap 'exit 130' TERM; touch \"$STATE/judging\"; for _ in {1..600}; do /bin/sleep 0.02; done; fi\n"
             "exit \"$(cat \"$STATE/status\")\"\n",
}


class Slurm(unittest.TestCase):
    """The batch scripts on this machine, with stand-ins for vLLM, autoj and Slurm."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.state = self.folder / "state"
        for name in ("bin", "state", "model"):
            (self.folder / name).mkdir()
        for name, text in STAND_INS.items():
            (self.folder / "bin" / name).write_text(text)
            (self.folder / "bin" / name).chmod(0o755)
        (self.state / "ready").touch()
        self.env = {"PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}", "STATE": str(self.state), "HOME": str(self.folder), "INPUT": "in.jsonl",
                    "MODEL": str(self.folder / "model"), "RUNS": str(self.folder / "runs"), "SERVERS": str(self.folder / "servers"),
                    "SLURM_ARRAY_TASK_ID": "3", "SLURM_ARRAY_TASK_COUNT": "8", "SLURM_ARRAY_JOB_ID": "70", "SLURM_JOB_ID": "73"}

    def start(self, name, status="0"):
        (self.state / "status").write_text(status)
        # Its own session, as a job has: signals meet what they are meant for.
        return subprocess.Popen(["bash", DEPLOY / "slurm" / name], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=self.env, start_new_session=True)

    def finish(self, process):
        try:
            _, err = process.communicate(timeout=30)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # a stand-in that was left behind; a session of this test's own
        return process.returncode, err

    def calls(self):
        return (self.state / "calls").read_text().splitlines()

    def wait_for(self, path):
        deadline = time.monotonic() + 20
        while not path.exists():
            self.assertLess(time.monotonic(), deadline, path)
            time.sleep(0.01)

    def test_a_shard_is_judged_and_the_server_ends(self):
        for status, wanted in (("0", 0), ("1", 0), ("3", 3), ("5", 5)):
            code, err = self.finish(self.start("judge_array.sbatch", status))
            self.assertEqual(code, wanted, err)
        # Both are started in the background: either may be the first.
        served, judged = (next(call for call in self.calls() if call.startswith(name)) for name in ("vllm", "autoj"))
        port = re.search(r"--port (\d+)", served)[1]
        self.assertIn(f"--model http://127.0.0.1:{port}/v1 --model-name model --shard 3/8 ", judged)
        self.assertNotIn("scontrol", "".join(self.calls()))

    def test_before_the_time_is_over_it_is_queued_again(self):
        process = self.start("judge_array.sbatch", "wait")
        self.wait_for(self.state / "judging")
        process.send_signal(signal.SIGTERM)
        code, err = self.finish(process)
        self.assertEqual((code, self.calls()[-1]), (0, "scontrol requeue 70_3"), err)

    def test_also_before_the_server_is_ready(self):
        (self.state / "ready").unlink()
        process = self.start("judge_array.sbatch")
        self.wait_for(self.state / "calls")
        process.send_signal(signal.SIGTERM)
        code, err = self.finish(process)
        self.assertEqual((code, self.calls()[-1]), (0, "scontrol requeue 70_3"), err)

    def test_a_server_that_does_not_come_up_is_said(self):
        (self.state / "ready").unlink()
        (self.state / "broken").touch()
        code, err = self.finish(self.start("judge_array.sbatch"))
        self.assertEqual(code, 4)
        self.assertIn("before it was ready", err)

    def test_a_server_is_named_while_it_is_up(self):
        (self.folder / "servers.key").write_text("a key\n")
        process = self.start("serve.sbatch")
        address = self.folder / "servers" / "70-3"
        self.wait_for(address)
        time.sleep(0.05)
        self.assertRegex(address.read_text(), r"^http://gpu7:\d+/v1\n$")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(self.finish(process)[0], 143)
        self.assertFalse(address.exists())
        self.assertNotIn("a key", "".join(self.calls()))

    def test_no_server_without_a_key(self):
        code, err = self.finish(self.start("serve.sbatch"))
        self.assertEqual(code, 2)
        self.assertIn("no key", err)


unittest.main(argv=sys.argv[:1])
