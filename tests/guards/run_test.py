"""./run with stand-ins for the package system, the downloads and cmake: run_test.py ROOT"""
import fcntl, os, pathlib, shutil, signal, subprocess, sys, tempfile, unittest

ROOT = pathlib.Path(sys.argv[1])

# Every stand-in writes its call down; $KILL_AT names the call at which everything is killed.
STAND_IN = """#!/usr/bin/env bash
printf '%s\\n' "${0##*/} $*" >>"$STATE/calls"
if [ "$(wc -l <"$STATE/calls")" = "${KILL_AT:-}" ]; then kill -9 0; fi
"""
CMAKE = STAND_IN + """
case "$*" in
  "--preset release"*)
    mkdir -p build/release
    echo "CMAKE_HOME_DIRECTORY:INTERNAL=$PWD" >build/release/CMakeCache.txt
    case "$*" in *DEVELOPER=ON*) echo AUTOJ_DEVELOPER:BOOL=ON >>build/release/CMakeCache.txt ;; esac
    touch build/release/build.ninja ;;
  *llama_build) mkdir -p build/llama/k/src/llama_build-stamp && touch build/llama/k/src/llama_build-stamp/llama_build-done ;;
  --build*)
    if [ -e "$STATE/broken" ]; then echo "error: src/x.cc is broken"; exit 1; fi
    printf '#!/bin/sh\\necho "program $*"\\n' >build/release/autoj
    chmod +x build/release/autoj ;;
esac
"""
FETCH = STAND_IN + """
[ "${2:-}" = --where ] || touch "$STATE/$1"
[ -e "$STATE/$1" ] && echo "$STATE/$1"
"""
PACKAGES = """#!/usr/bin/env bash
for package in "$@"; do
  case "$package" in -*) ;; *) grep -qxF "$package" "$STATE/lacking" 2>/dev/null || echo "installed $package" ;; esac
done
"""


class Run(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.tree, self.bin, self.state = self.folder / "tree", self.folder / "bin", self.folder / "state"
        for folder in ("tree/src", "tree/include", "tree/data", "tree/cmake", "tree/scripts", "bin", "state"):
            (self.folder / folder).mkdir(parents=True)
        for name in ("CMakeLists.txt", "CMakePresets.json", "src/a.cc"):
            (self.tree / name).write_text("")
        shutil.copy(ROOT / "run", self.tree / "run")
        self.stand_in(self.bin / "cmake", CMAKE)
        self.stand_in(self.bin / "ctest", STAND_IN + 'echo "100% tests passed"\n')
        self.stand_in(self.bin / "apt-get", STAND_IN)
        self.stand_in(self.bin / "dpkg", STAND_IN)
        self.stand_in(self.bin / "dpkg-query", PACKAGES)
        self.stand_in(self.bin / "id", "#!/bin/sh\necho ${USER_ID:-0}\n")
        self.stand_in(self.tree / "scripts" / "fetch", FETCH)

    def stand_in(self, path, text):
        path.write_text(text)
        path.chmod(0o755)

    def environment(self, **more):
        return {"PATH": f"{self.bin}:{os.environ['PATH']}", "HOME": str(self.folder), "STATE": str(self.state), **more}

    def run_it(self, *words, **more):
        return subprocess.run(["./run", *words], cwd=self.tree, env=self.environment(**more), capture_output=True, text=True,
                              start_new_session=True, timeout=60)

    def calls(self):
        path = self.state / "calls"
        calls = path.read_text().splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return [call for call in calls if not call.endswith("--where")]

    def test_from_nothing_to_the_program(self):
        done = self.run_it("judge", "a  b")
        self.assertEqual((done.returncode, done.stdout), (0, "program judge a  b\n"), done.stderr)
        self.assertEqual(self.calls(), ["fetch llama", "fetch model", "cmake --preset release -DAUTOJ_DEVELOPER=OFF",
                                        "cmake --build --preset release --target llama_build",
                                        "cmake --build --preset release --target autoj autoj_shared"])
        for line in ("[1/5] fetching the source of llama.cpp (77 MB)", "[5/5] building autoj and libautoj: done in "):
            self.assertIn(line, done.stderr)

    def test_the_second_call_goes_straight_to_the_program(self):
        self.run_it("build")
        self.calls()
        done = self.run_it("--help")
        self.assertEqual((done.stdout, done.stderr, self.calls()), ("program --help\n", "", []))

    def test_a_changed_source_builds_again(self):
        self.run_it("build")
        self.calls()
        (self.tree / "src" / "b.cc").write_text("")
        done = self.run_it("judge")
        self.assertEqual(self.calls(), ["cmake --build --preset release --target autoj autoj_shared"])
        self.assertIn("program judge", done.stdout)

    def test_a_failed_build_is_shown_and_not_run(self):
        (self.state / "broken").touch()
        done = self.run_it("judge")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("src/x.cc is broken", done.stderr)
        self.assertIn("the whole log is in build/log/autoj.log", done.stderr)
        (self.state / "broken").unlink()
        self.assertEqual(self.run_it("judge").stdout, "program judge\n")

    def test_without_root_it_names_the_line_and_changes_nothing(self):
        (self.state / "lacking").write_text("libfmt-dev\npatch\n")
        before = sorted(self.tree.rglob("*"))
        done = self.run_it("judge", USER_ID="1000")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertEqual(done.stderr.splitlines()[-1],
                         "sudo apt-get update && sudo apt-get install -y --no-install-recommends libfmt-dev patch")
        self.assertEqual((sorted(self.tree.rglob("*")), self.calls()), (before, []))

    def test_root_installs_what_is_missing(self):
        (self.state / "lacking").write_text("libfmt-dev\n")
        self.assertEqual(self.run_it("build").returncode, 0)
        self.assertEqual(self.calls()[:3], ["dpkg --configure -a", "apt-get update -q",
                                            "apt-get install -y -q --no-install-recommends libfmt-dev"])

    def test_killed_anywhere_it_goes_on(self):
        (self.state / "lacking").write_text("libfmt-dev\n")
        self.run_it("judge")
        points = len((self.state / "calls").read_text().splitlines())
        self.assertGreaterEqual(points, 8)
        for at in range(1, points + 1):
            with self.subTest(at=at):
                shutil.rmtree(self.tree / "build", ignore_errors=True)
                for name in ("llama", "model", "calls"):
                    (self.state / name).unlink(missing_ok=True)
                self.assertEqual(self.run_it("judge", KILL_AT=str(at)).returncode, -signal.SIGKILL)
                self.calls()
                self.assertEqual(self.run_it("judge").stdout, "program judge\n")

    def test_two_at_once_take_turns(self):
        holder = os.open(self.tree, os.O_RDONLY)
        fcntl.flock(holder, fcntl.LOCK_EX)
        waiting = subprocess.Popen(["./run", "judge"], cwd=self.tree, env=self.environment(), stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True)
        self.assertIn("another ./run is at work here", waiting.stderr.readline())
        self.assertEqual(self.calls(), [])
        os.close(holder)
        self.assertEqual(waiting.communicate(timeout=60)[0], "program judge\n")

    def test_tests_end_with_what_ctest_says(self):
        self.run_it("judge")
        self.calls()
        done = self.run_it("tests")
        self.assertEqual((done.returncode, done.stdout), (0, "100% tests passed\n"), done.stderr)
        self.assertEqual(self.calls(), ["cmake --preset release -DAUTOJ_DEVELOPER=ON",
                                        "cmake --build --preset release --target all", "ctest --preset release"])

    def test_a_build_of_another_folder_is_made_again(self):
        self.run_it("build")
        self.tree = self.tree.rename(self.folder / "moved")
        (self.tree / "src" / "b.cc").write_text("")
        self.calls()
        self.assertEqual(self.run_it("judge").stdout, "program judge\n")
        self.assertIn("cmake --preset release -DAUTOJ_DEVELOPER=OFF", self.calls())

    def test_doctor_and_bench_with_arguments_go_to_the_program(self):
        self.assertEqual(self.run_it("doctor", "--model", "m").stdout, "program doctor --model m\n")
        self.assertIn("program             build/release/autoj, up to date", self.run_it("doctor").stdout)
        self.assertEqual(self.run_it("clean").returncode, 0)
        self.assertFalse((self.tree / "build").exists())


unittest.main(argv=sys.argv[:1])
