#!/usr/bin/env python3
"""Runs the README's examples: each line "$ malmoi ..." of a console block is
run in one folder with the samples, and what it prints must hold the lines that
the README shows below it ("..." stands for any lines left out; confidences and
ids aside)."""
import os, re, subprocess, sys, tempfile, shutil

program = os.path.abspath(sys.argv[1])
root = os.getcwd()
blocks = re.findall(r"```console\n(.*?)```", open("README.md", encoding="utf-8").read(), re.S)
if not blocks:
    sys.exit("README.md has no console block")

work = tempfile.mkdtemp()
os.symlink(program, os.path.join(work, "malmoi"))
shutil.copytree(os.path.join(root, "data/samples"), os.path.join(work, "samples"))
env = dict(os.environ, PATH=work + ":" + os.environ["PATH"], LC_ALL="C.UTF-8",
           LANGUAGE="en", NO_COLOR="1", XDG_DATA_HOME=work)
env.pop("MALMOI_DB", None)
def plain(line):
    """A confidence and an id may change with the tables; what is found may not."""
    return re.sub(r"proposed \d\.\d+, \d+", "proposed P, ID", line.rstrip())

failed = run = 0
for block in blocks:
    for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
        command, _, shown = part.partition("\n")
        if not re.match(r"(malmoi|printf|echo|cat|cd) ", command):
            continue
        run += 1
        got = subprocess.run(["sh", "-c", command], cwd=work, env=env, text=True,
                             capture_output=True, stdin=subprocess.DEVNULL)
        lines = (got.stdout + got.stderr).splitlines()
        at = 0
        for want in (l for l in shown.splitlines() if l.strip() and l.strip() != "..."):
            hits = [i for i in range(at, len(lines)) if plain(lines[i]) == plain(want)]
            if not hits:
                print(f"FAIL $ {command}\n  not printed: {want}\n  " + "\n  ".join(lines[:12]))
                failed += 1
                break
            at = hits[0] + 1
shutil.rmtree(work)
print(f"readme: {run - failed} passed, {failed} failed")
sys.exit(bool(failed))
