"""What README.md and docs/ show is run, on the fake engine where a model would judge: docs_test.py AUTOJ"""
import os, re, shutil, subprocess, sys, tempfile, unittest

AUTOJ = os.path.abspath(sys.argv[1])
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def blocks(name):
    """The indented blocks of a page, each as its lines."""
    with open(os.path.join(ROOT, name), encoding="utf-8") as file:
        text = file.read()
    return [[line[4:] for line in block.splitlines()] for block in re.findall(r"(?:^    .*\n)+", text, re.MULTILINE)]


class Docs(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.dir)
        shutil.copytree(os.path.join(ROOT, "examples"), os.path.join(self.dir, "examples"))
        os.makedirs(os.path.join(self.dir, "bin"))
        os.symlink(AUTOJ, os.path.join(self.dir, "bin", "autoj"))
        self.env = dict(os.environ, PATH=os.path.join(self.dir, "bin") + ":" + os.environ["PATH"],
                        XDG_STATE_HOME=os.path.join(self.dir, "state"), XDG_CACHE_HOME=os.path.join(self.dir, "cache"))

    def shell(self, command):
        done = subprocess.run(["bash", "-c", command], cwd=self.dir, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
        return done.returncode, done.stdout.decode()

    def test_the_transcript_of_read_in_the_readme(self):
        lines = next(block for block in blocks("README.md") if block[0].startswith("$ printf"))
        commands = [line[2:].replace("./run ", "autoj ") for line in lines if line.startswith("$ ")]
        code, out = self.shell("; ".join(commands))
        self.assertEqual(code, 1)
        self.assertEqual(out.splitlines(), [line for line in lines if not line.startswith("$ ")])

    def test_the_commands_of_judging(self):
        commands = [line for block in blocks("docs/judging.md") for line in block if line.startswith("autoj judge examples/")]
        self.assertTrue(commands)
        for number, command in enumerate(commands):
            code, out = self.shell(f"{command} --engine fake --run run{number} && autoj export run{number}")
            self.assertEqual(code, 0, out)

    def test_the_commands_of_shards(self):
        commands = next(block for block in blocks("docs/shards.md") if block[0].startswith("autoj judge"))
        self.assertEqual(len(commands), 3)
        for command in commands:
            code, out = self.shell(command.split("#")[0].rstrip() + (" --engine fake" if command.startswith("autoj judge") else ""))
            self.assertEqual(code, 0, (command, out))
        self.assertIn("2 runs merged: 10 items", out)

    def test_the_commands_of_selection(self):
        commands = [line for block in blocks("docs/selection.md") for line in block if line.startswith(("autoj select examples/", "autoj eval "))]
        self.assertEqual(len(commands), 7)
        for command in commands:
            command = command.split("#")[0].rstrip()
            # Without probabilities the fake engine's comparisons are mostly undecided.
            flags = " --engine fake" + ("" if "tournament" in command else " --mode written") if command.startswith("autoj select") else ""
            code, out = self.shell(command + flags)
            self.assertEqual(code, 0, (command, out))
        self.assertIn("with style held equal", out)

    def test_the_commands_of_evaluation(self):
        commands = next(block for block in blocks("docs/evaluation.md") if block[0].startswith("autoj eval pairwise"))
        self.assertEqual(len(commands), 5)
        for command in commands:
            fake = command.startswith("autoj judge") and "--model" not in command
            code, out = self.shell(command.split("#")[0].rstrip() + (" --engine fake" if fake else ""))
            self.assertEqual(code, 0, (command, out))

    def test_the_commands_of_critiques(self):
        commands = next(block for block in blocks("docs/critiques.md") if block[0].startswith("autoj eval critique"))
        self.assertEqual(len(commands), 2)
        for command in commands:
            code, out = self.shell(command + (" --engine fake" if "--reference" in command else ""))
            self.assertEqual(code, 0, (command, out))
            self.assertIn("shown second", out)

    def test_the_commands_of_the_leaderboard(self):
        commands = next(block for block in blocks("docs/leaderboard.md") if "autoj leaderboard my-run" in block[1])
        self.assertEqual(len(commands), 3)
        for command in commands:
            command = command.split("#")[0].rstrip() + (" --engine fake" if command.startswith("autoj judge") else "")
            code, out = self.shell(command)
            self.assertEqual(code, 0, (command, out))
        self.assertTrue(os.path.exists(os.path.join(self.dir, "board.html")))

    def test_the_commands_of_the_classifier(self):
        commands = next(block for block in blocks("docs/classifier.md") if block[0].startswith("autoj classify"))
        self.assertEqual(len(commands), 2)
        for command in commands:
            code, out = self.shell(command.split("#")[0].rstrip() + (" --engine fake" if "llm" in command else ""))
            self.assertEqual(code, 0, (command, out))

    def test_the_commands_of_protocols(self):
        commands = next(block for block in blocks("docs/protocols.md") if block[0].startswith("autoj protocol list"))
        self.assertEqual(len(commands), 5)
        self.shell("cp examples/responses.jsonl items.jsonl")
        for command in commands:
            command = command.split("#")[0].rstrip() + (" --engine fake" if command.startswith("autoj judge") else "")
            # A shipped protocol in English alone is shown here: the items' languages are not its matter.
            command += " --skip-bad; [ $? -le 1 ]" if "items.jsonl" in command else ""
            code, out = self.shell(command)
            self.assertEqual(code, 0, (command, out))

    def test_the_commands_of_training_data(self):
        commands = next(block for block in blocks("docs/training-data.md") if block[0].startswith("autoj data build"))
        self.assertEqual(len(commands), 6)
        for command in commands:
            command = command.split("#")[0].replace("--teacher http://host:8000/v1", "--engine fake")
            code, out = self.shell(command)
            self.assertEqual(code, 0, (command, out))
        self.assertTrue(os.path.getsize(os.path.join(self.dir, "trl", "data", "train.jsonl")))


    def test_the_commands_of_scenarios(self):
        commands = [line for block in blocks("docs/scenarios.md") for line in block if line.startswith("autoj ")]
        self.assertEqual(len(commands), 10)
        os.mkdir(os.path.join(self.dir, "mine"))
        with open(os.path.join(ROOT, "docs/scenarios.md"), encoding="utf-8") as page:
            own = re.search(r"```yaml\n(.*?)```", page.read(), re.DOTALL).group(1)
        with open(os.path.join(self.dir, "mine", "planning.yaml"), "w", encoding="utf-8") as file:
            file.write(own)
        for command in commands:
            command = command.split("#")[0].rstrip()
            code, out = self.shell(command + (" --engine fake" if command.startswith("autoj judge") else ""))
            self.assertEqual(code, 0, (command, out))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
