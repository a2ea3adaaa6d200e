"""What the tests of the real program share: a folder of their own, and the program in it."""
import json, os, shutil, subprocess, sys, tempfile, unittest

AUTOJ = os.path.abspath(sys.argv[1])
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class ProgramCase(unittest.TestCase):
    command = ()  # what run_autoj's words follow

    def setUp(self):
        self.dir = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.dir)
        self.env = dict(os.environ, XDG_STATE_HOME=self.path("state"), XDG_CACHE_HOME=self.path("cache"))

    def path(self, *names):
        return os.path.join(self.dir, *names)

    def write(self, text, name="in.jsonl"):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        return self.path(name)

    def write_rows(self, name, rows):
        return self.write("".join(json.dumps(row) + "\n" for row in rows), name)

    def records(self, text):
        return [json.loads(line) for line in text.splitlines()]

    def run_autoj(self, *args, stdin=b"", **more):
        """Its exit code, standard output and error."""
        done = subprocess.run([AUTOJ, *self.command, *args], input=stdin, capture_output=True, env=self.env, cwd=self.dir, timeout=60, **more)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def expect_refused(self, exit_code, words, *args):
        code, out, err = self.run_autoj(*args)
        self.assertEqual((code, out), (exit_code, ""), err)
        self.assertIn(words, err)
