"""What must be true of the tree as a whole: tree.py ROOT BUILD"""
import collections, json, pathlib, re, subprocess, sys, unittest

ROOT, BUILD = map(pathlib.Path, sys.argv[1:])
LIMITS = {".h": 250, ".cc": 600}  # lines; a file is split in the change that crosses its limit


def tracked(*patterns):
    return [path for pattern in patterns for folder in ("src", "include", "tests", "examples") for path in ROOT.glob(f"{folder}/{pattern}")]


class Tree(unittest.TestCase):
    def test_no_file_is_over_its_limit(self):
        for path in tracked("**/*.h", "**/*.cc"):
            lines = len(path.read_text(encoding="utf-8").splitlines())
            self.assertLessEqual(lines, LIMITS[path.suffix], path)

    def test_no_two_headers_define_the_same_type(self):
        # The linker would take either one's functions for both, and say nothing.
        defined = collections.defaultdict(list)
        for path in tracked("**/*.h"):
            for name in re.findall(r"^(?:class|struct|enum class|enum) (\w+)[^;\n]*\{$", path.read_text(encoding="utf-8"), re.M):
                defined[name].append(str(path))
        self.assertIn("Item", defined)
        self.assertEqual({name: paths for name, paths in defined.items() if len(paths) > 1}, {})

    def test_every_test_in_cxx_is_built(self):
        commands = json.loads((BUILD / "compile_commands.json").read_text())
        built = {command["file"] for command in commands}
        tests = tracked("**/*_test.cc")
        self.assertTrue(tests)
        self.assertEqual([str(path) for path in tests if str(path) not in built], [])

    def test_every_test_in_python_is_run(self):
        shown = subprocess.run(["ctest", "--show-only=json-v1"], cwd=BUILD, capture_output=True, text=True, check=True)
        commands = [word for test in json.loads(shown.stdout)["tests"] for word in test.get("command", [])]
        tests = [*tracked("**/*_test.py"), *ROOT.glob("tests/guards/*.py")]
        self.assertEqual([str(path) for path in tests if str(path) not in commands], [])

    def test_the_readme_has_the_two_commands(self):
        lines = [line.split("#")[0].strip() for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines()]
        for command in ("./run judge examples/pairs.jsonl", "./run tests"):
            self.assertIn(command, lines)


unittest.main(argv=sys.argv[:1])
