"""Installs a build, builds examples/hello_judge against it as a stranger would, and runs it: hello_test.py ROOT BUILD"""
import os, pathlib, re, subprocess, sys, tempfile

ROOT, BUILD = map(pathlib.Path, sys.argv[1:])


def call(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\nexit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


with tempfile.TemporaryDirectory() as folder:
    prefix, build = pathlib.Path(folder, "prefix"), pathlib.Path(folder, "build")
    call("cmake", "--install", BUILD, "--prefix", prefix)
    assert re.fullmatch(r"autoj \d+\.\d+\.\d+\n", call(prefix / "bin" / "autoj", "--version"))

    public = {path.name for path in (ROOT / "include" / "autoj").iterdir()}
    assert {path.name for path in (prefix / "include" / "autoj").iterdir()} == public

    library = next(prefix.rglob("libautoj.so"))
    exported = [line.split()[0] for line in call("nm", "-D", "--defined-only", "-f", "posix", library).splitlines()]
    strangers = [name for name in exported if "5autoj" not in name]  # namespace autoj, as compilers spell it
    assert exported and not strangers, strangers

    call("cmake", "-G", "Ninja", "-S", ROOT / "examples" / "hello_judge", "-B", build, f"-DCMAKE_PREFIX_PATH={prefix}")
    call("cmake", "--build", build)
    printed = call(build / "hello_judge", "--fake")
    print(printed)
    assert re.match(r"hello: (first|second|tie|inconsistent)\n", printed), printed
    chances = [float(value) for value in re.findall(r"^  (?:first|second|tie) (\S+)$", printed, re.M)]
    assert len(chances) >= 2 and abs(sum(chances) - 1) < 1e-3, printed

source = (ROOT / "examples" / "hello_judge" / "hello_judge.cc").read_text()
assert len(source.splitlines()) < 60
