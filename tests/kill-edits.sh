#!/usr/bin/env python3
"""kill -9 of add, edit, undo, remove and backup at random moments: what was told
to be done is there afterwards, what was not is there whole or not at all, and
memory and backup are sound. KILLS (40) by environment; more take longer.
    tests/kill-edits.sh PROGRAM"""
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

program = os.path.abspath(sys.argv[1])
kills = int(os.environ.get("KILLS", "40"))
work = tempfile.mkdtemp()
env = dict(os.environ, LC_ALL="C.UTF-8", LOGNAME="kim", MALMOI_DB="w.db", XDG_DATA_HOME="/nonexistent")
random.seed(7)


def run(*words, wait=30.0):
    """What it printed and whether it came to its end; killed after `wait`."""
    child = subprocess.Popen([program, *words], cwd=work, env=env, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
    try:
        out, err = child.communicate(timeout=wait)
    except subprocess.TimeoutExpired:
        child.kill()
        out, err = child.communicate()
    return child.returncode, out.decode(), err.decode()


def fail(text):
    print("FAIL", text)
    shutil.rmtree(work)
    sys.exit(1)


told = {}      # change number: what it said
ids = []
killed = 0
began = time.monotonic()
run("add", "-q", "--json", "first", "첫째")
usual = max(time.monotonic() - began, 0.01)  # the moments lie about this long
for i in range(kills):
    action = i % 5
    words = [["add", "-q", "--json", f"word {i}", f"낱말 {i}"],
             ["edit", "-q", "--json", str(ids[-1] if ids else 1), f"field=f{i}"],
             ["undo", "-q", "--json"],
             ["remove", "-q", "--json", str(ids[0] if len(ids) > 3 else 1)],
             ["backup", "-q", "copy.db"]][action]
    rc, out, _ = run(*words, wait=random.uniform(0.001, 2 * usual))
    killed += rc == -9
    if out.endswith("\n") and action < 4 and rc == 0:
        row = json.loads(out)
        if row["change"]:
            told[row["change"]] = words
            if action == 0:
                ids.append(row["id"])
    for memory in ("w.db", "copy.db"):
        if os.path.exists(os.path.join(work, memory)):
            rc, out, err = run("doctor", "-d", memory)
            if rc != 0:
                fail(f"after {words}: {out}{err}")
    rc, out, err = run("history", "--json", "-n", "0")
    there = {json.loads(line)["change"]: json.loads(line) for line in out.splitlines()}
    for number, said in told.items():
        if number not in there:
            fail(f"change {number} ({said}) was told and is lost")
        if said[0] == "add" and f"concept {said[3]} |" not in there[number]["what"]:
            fail(f"change {number} is not what was told: {there[number]}")
shutil.rmtree(work)
print(f"kill-edits: {kills} runs, {killed} killed, {len(told)} changes told, none lost")
