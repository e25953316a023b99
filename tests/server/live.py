"""A running malmoi-serve against its description, its promises and attacks.

Each test_ function starts what it needs and fails by assertion. Requests are
sent by hand where a client library would be too polite.
"""
import base64
import contextlib
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

MALMOI = sys.argv[1]
ROOT = os.getcwd()
ROUNDS = int(os.environ.get("MALMOI_ROUNDS", "8"))
DESCRIPTION = json.load(open("docs/openapi.json", encoding="utf-8"))


class Server:
    """One server over one memory in a folder of its own."""

    def __init__(self, folder, *options, db="w.db"):
        self.folder = folder
        self.log = open(os.path.join(folder, "log"), "ab")
        self.tmp = os.path.join(folder, "tmp")  # its own: others run beside it
        os.makedirs(self.tmp, exist_ok=True)
        self.process = subprocess.Popen(
            [MALMOI, "serve", "-d", os.path.join(folder, db), "--port", "0",
             *options],
            stdout=subprocess.PIPE, stderr=self.log, env=dict(os.environ, TMPDIR=self.tmp))
        line = self.process.stdout.readline().decode()
        assert line.startswith("malmoi: http://"), "no server: " + line
        self.port = int(line.rsplit(":", 1)[1].strip().rstrip("/"))
        self.token = self.csrf = None

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)

    def ask(self, method, path, body=None, headers=None, raw=False,
            connection=None):
        """Status and JSON (or bytes)."""
        head = dict(headers or {})
        if self.token:
            head.setdefault("Authorization", "Bearer " + self.token)
        elif method != "GET" and "X-CSRF-Token" not in head:
            if self.csrf is None:
                self.csrf = ""
                self.csrf = self.ask("GET", "/api/v1/session")[1]["csrf"]
            head["X-CSRF-Token"] = self.csrf
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body)
            head.setdefault("Content-Type", "application/json")
        if isinstance(body, str):
            body = body.encode()
        c = connection or self.connect()
        c.request(method, path, body, head)
        answer = c.getresponse()
        data = answer.read()
        self.headers = answer.headers
        if not connection:
            c.close()
        return answer.status, data if raw else json.loads(data)

    def send(self, text):
        """The bytes that come back for these bytes."""
        with socket.create_connection(("127.0.0.1", self.port), 20) as s:
            s.sendall(text.encode() if isinstance(text, str) else text)
            answer = b""
            with contextlib.suppress(ConnectionError):
                while chunk := s.recv(65536):
                    answer += chunk
                    if b"\r\n\r\n" in answer:
                        break
        return answer

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(20)
        self.process.stdout.close()
        self.log.close()
        return code


@contextlib.contextmanager
def serving(*options, aligned=True):
    folder = tempfile.mkdtemp(prefix="malmoi-live-")
    try:
        if aligned:
            subprocess.run(
                [MALMOI, "align", "-q", "-d", os.path.join(folder, "w.db"),
                 ROOT + "/data/samples/defence.en.txt",
                 ROOT + "/data/samples/defence.ko.txt"],
                check=True, stdout=subprocess.DEVNULL)
        server = Server(folder, *options)
        try:
            yield server
        finally:
            if server.process.poll() is None:
                code = server.stop()
                assert code == 0, f"stopped with {code}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# ---- the description ----

def fits(value, schema, where):
    """Asserts that `value` has the described form, and nothing more."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return fits(value, DESCRIPTION["components"]["schemas"][name], where)
    if "enum" in schema:
        assert value in schema["enum"], f"{where}: {value!r}"
        return None
    kinds = {"object": dict, "array": list, "string": str, "integer": int,
             "number": (int, float), "boolean": bool}
    kind = kinds[schema["type"]]
    assert isinstance(value, kind), f"{where} is {value!r}"
    if schema["type"] == "object" and "properties" in schema:
        for name in schema.get("required", []):
            assert name in value, f"{where} has no '{name}'"
        for name, member in value.items():
            assert name in schema["properties"], f"{where}.{name} is not told"
            fits(member, schema["properties"][name], f"{where}.{name}")
    if schema["type"] == "array":
        for i, item in enumerate(value):
            fits(item, schema["items"], f"{where}[{i}]")
    return None


def described(method, path, status):
    operation = DESCRIPTION["paths"][path][method.lower()]
    responses = operation["responses"]
    answer = responses.get(str(status)) or responses[f"{status // 100}XX"]
    if "$ref" in answer:
        answer = DESCRIPTION["components"]["responses"]["Error"]
    return answer["content"]["application/json"].get("schema")


def strike_a_name(ask):
    """A name that is struck is rejected, what is left approved; undo parts nothing."""
    def names(whole):
        return [[t["text"] for t in l["terms"]] for l in whole["concept"]["languages"]]

    candidates = ask("GET", "/candidates", query={"limit": 100})["candidates"]
    named = next(c for c in candidates
                 if all(len(l["terms"]) > 1 for l in c["concept"]["languages"]))
    before, number = names(named), named["concept"]["id"]
    lang = named["concept"]["languages"][1]["lang"]
    change = ask("POST", "/concepts/{id}/decision",
                 {"review": "approved", "version": named["version"],
                  "strike": [{"lang": lang, "text": before[1][-1]}]}, id=number)
    assert change["id"] == number
    whole = ask("GET", "/concepts/{id}", id=number)
    assert whole["concept"]["review"] == "approved"
    assert names(whole) == [before[0], before[1][:-1]]
    found = ask("GET", "/concepts", query={"status": "rejected", "limit": 1000})["concepts"]
    assert any(before[1][-1] in [t["text"] for l in c["languages"] for t in l["terms"]]
               for c in found)
    ask("POST", "/undo", {"change": change["change"]})
    whole = ask("GET", "/concepts/{id}", id=number)
    assert whole["concept"]["review"] == "proposed" and names(whole) == before


def test_description():
    """Every address answers in the form that is described."""
    with serving() as s:
        seen = set()

        def ask(method, template, body=None, query=None, want=200, **ids):
            path = template.format(**ids)
            target = "/api/v1" + path
            if query:
                target += "?" + urllib.parse.urlencode(query)
            status, answer = s.ask(method, target, body)
            assert status == want, f"{method} {target}: {status} {answer}"
            schema = described(method, template, status)
            if schema:
                fits(answer, schema, f"{method} {template}")
            seen.add((method.lower(), template))
            return answer

        ask("GET", "/health")
        ask("GET", "/openapi.json")
        ask("GET", "/session")
        ask("POST", "/session", {"token": "mm_no"}, want=401)
        ask("DELETE", "/session")
        ask("GET", "/formats")
        ask("GET", "/stats")
        hits = ask("GET", "/lookup", query={"q": "ㅂㅂㅎㄱㅅ"})["hits"]
        assert hits[0]["term"] == "북방한계선" and hits[0]["how"] == "initials"
        for typed in ("qnrqkdgksrPtjs", "bukbang hangyeseon", "Nothern Limit Lne"):
            assert ask("GET", "/lookup", query={"q": typed})["hits"], typed
        assert ask("GET", "/lookup", query={"q": "북방하", "typing": 1})["hits"]
        ask("GET", "/lookup", query={"q": ""}, want=400)
        ask("GET", "/lookup", query={"q": "x", "limit": "many"}, want=400)
        for path in ("/lookup", "/concepts", "/candidates"):
            ask("GET", path, query={"q": "x", "status": "aproved"}, want=400)
            ask("GET", path, query={"q": "x", "status": "forbidden"})
        segment = "South Korea, U.S. agree to upgrade combined exercises"
        m = ask("GET", "/match", query={"q": segment, "source": "en",
                                        "target": "ko", "min": 50})["matches"]
        assert m and m[0]["target_lang"] == "ko"
        many = ask("POST", "/match", {"source": "en", "target": "ko", "min": 50,
                                      "segments": [segment, "nothing like it"]})
        assert [bool(x["matches"]) for x in many["segments"]] == [True, False]
        hit = ask("GET", "/concord", query={"q": "한계선"})["hits"][0]
        start, end = hit["places"][0]
        assert hit["text"][start:end] == "한계선"
        text = "그는 북방한계선을 넘었다."
        term = ask("POST", "/annotate", {"text": text, "lang": "ko",
                                         "target": "en"})["terms"][0]
        at = term["start"]
        assert text[at:at + term["length"]] == "북방한계선"
        found = ask("POST", "/check", {"source": "en", "target": "ko",
                                       "segments": [{"source": "It cost 30 dollars.",
                                                     "target": "그것은 40달러였다."}]})
        assert any(f["segment"] == 1 for f in found["findings"])
        candidates = ask("GET", "/candidates", query={"limit": 5})["candidates"]
        confidences = [c["concept"]["confidence"] for c in candidates]
        assert confidences == sorted(confidences, reverse=True)
        first = candidates[0]
        change = ask("POST", "/concepts/{id}/decision",
                     {"review": "approved", "version": first["version"]},
                     id=first["concept"]["id"])
        whole = ask("GET", "/concepts/{id}", id=first["concept"]["id"])
        assert whole["version"] == change["change"]
        assert whole["concept"]["review"] == "approved"
        ask("POST", "/undo", {"change": change["change"]})
        whole = ask("GET", "/concepts/{id}", id=first["concept"]["id"])
        assert whole["concept"]["review"] == "proposed"
        strike_a_name(ask)
        for kind, plural in (("concept", "concepts"), ("unit", "units")):
            made = ask("POST", f"/{plural}",
                       {"texts": [{"lang": "en", "text": "gathering words"},
                                  {"lang": "ko", "text": "말모이"}],
                        "set": ["field=lexicography"]}, want=201)
            one = f"/{plural}/{{id}}"
            seen_now = ask("GET", one, id=made["id"])
            assert seen_now["version"] == made["version"]
            assert seen_now[kind]["field"] == "lexicography"
            ask("PATCH", one, {"set": ["ko=말 모이"],
                               "version": made["version"]}, id=made["id"])
            ask("PATCH", one, {"set": ["ko=다른 것"],
                               "version": made["version"]}, want=409, id=made["id"])
            ask("PATCH", one, {"set": ["nonsense"]}, want=400, id=made["id"])
            ask("DELETE", one, id=made["id"])
            ask("GET", one, want=404, id=made["id"])
            page = ask("GET", f"/{plural}", query={"limit": 3})
            rest = ask("GET", f"/{plural}", query={"limit": 3,
                                                   "above": page["next"]})
            assert not {r["id"] for r in page[plural]} & {r["id"] for r in rest[plural]}
        assert hits[0]["concept"]["id"] > 0
        document = ask("GET", "/documents")["documents"][0]
        assert ask("GET", "/documents/{change}", change=document["change"])["units"]
        ask("GET", "/history")
        uploads = []
        for side in ("en", "ko"):
            data = open(f"{ROOT}/data/samples/economy.{side}.txt", "rb").read()
            status, kept = s.ask("POST", f"/api/v1/uploads?name=economy.{side}.txt", data)
            assert status == 201
            fits(kept, described("POST", "/uploads", 201), "uploads")
            uploads.append(kept["upload"])
        seen.add(("post", "/uploads"))
        order = ask("POST", "/align", {"a": uploads[0], "b": uploads[1]}, want=202)
        job = follow(s, order["job"])
        assert job["state"] == "done" and job["result"]["beads"], job
        fits(job, described("GET", "/jobs/{id}", 200), "jobs")
        assert job["result"]["name_a"] == "economy.en.txt"
        for bead in job["result"]["beads"]:
            assert all(bead[flag] in (True, False)
                       for flag in ("crossed", "loose", "joined")), bead
        seen.add(("get", "/jobs/{id}"))
        tsv = "concept\ten\tko\nc1\tferry\t여객선\n".encode()
        _, kept = s.ask("POST", "/api/v1/uploads?name=terms.tsv", tsv)
        order = ask("POST", "/import", {"upload": kept["upload"]}, want=202)
        job = follow(s, order["job"])
        assert job["state"] == "done" and job["concepts"] == 1, job
        fits(job, described("GET", "/jobs/{id}", 200), "jobs")
        ask("DELETE", "/jobs/{id}", id=order["job"])
        assert ask("GET", "/lookup", query={"q": "여객선", "builtin": 0})["hits"]
        status, tbx = s.ask("GET", "/api/v1/export?format=tbx", raw=True)
        assert status == 200 and b"conceptEntry" in tbx
        assert "attachment" in s.headers["Content-Disposition"]
        seen.add(("get", "/export"))
        told = {(m, p) for p, ms in DESCRIPTION["paths"].items() for m in ms}
        assert told == seen, f"not tried: {told - seen}"


def follow(s, number):
    for _ in range(600):
        job = s.ask("GET", f"/api/v1/jobs/{number}")[1]
        if job["state"] not in ("waiting", "running"):
            return job
        time.sleep(0.05)
    raise AssertionError("a job without end")


# ---- who may ----

def test_forgery():
    """What a page elsewhere can make a browser send is refused."""
    with serving() as s:
        decision = json.dumps({"review": "rejected"})
        path = "/api/v1/concepts/1/decision"
        own = f"http://127.0.0.1:{s.port}"
        csrf = s.ask("GET", "/api/v1/session")[1]["csrf"]
        plain = {"Content-Type": "application/json"}
        good = {**plain, "X-CSRF-Token": csrf}
        for name, head in {
            "no token": {**plain, "X-CSRF-Token": ""},
            "wrong token": {**plain, "X-CSRF-Token": "0" * 64},
            "foreign origin": {**good, "Origin": "http://evil.example"},
            "null origin": {**good, "Origin": "null"},
            "other port": {**good, "Origin": "http://127.0.0.1:1"},
            "foreign host": {**good, "Host": "evil.example"},
            "host that begins like ours": {**good, "Host": "localhost.evil.example"},
            "cross-site": {**good, "Sec-Fetch-Site": "cross-site"},
            "text/plain": {**good, "Content-Type": "text/plain"},
            "form": {**good, "Content-Type": "application/x-www-form-urlencoded"},
        }.items():
            status, _ = s.ask("POST", path, decision, head)
            assert status == 403, f"{name}: {status}"
        status, _ = s.ask("GET", "/api/v1/stats", headers={"Host": "evil.example"})
        assert status == 403
        status, _ = s.ask("GET", "/api/v1/concepts/1")
        assert _["concept"]["review"] == "proposed"
        status, _ = s.ask("POST", path, decision,
                          {**good, "Origin": own, "Sec-Fetch-Site": "same-origin"})
        assert status == 200
        for name in ("Access-Control-Allow-Origin",):
            assert name not in s.headers
        s.ask("GET", "/", raw=True)
        policy = s.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert s.headers["X-Content-Type-Options"] == "nosniff"


def test_tokens():
    """Rights hold; hashes alone are kept; the log has no token."""
    with serving() as s:
        db = os.path.join(s.folder, "w.db")

        def token(name, rights):
            return subprocess.run(
                [MALMOI, "token", "-d", db, "add", name, "--rights", rights],
                check=True, capture_output=True, text=True).stdout.strip()

        reader, reviewer = token("reader", "read"), token("reviewer", "review")
        writer = token("writer", "write")
        kept = open(db + ".tokens", encoding="utf-8").read()
        assert reader not in kept and oct(os.stat(db + ".tokens").st_mode)[-3:] == "600"
        assert s.ask("GET", "/api/v1/stats")[0] == 401
        assert s.ask("GET", "/api/v1/health")[0] == 200
        decide = ("POST", "/api/v1/concepts/2/decision", {"review": "approved"})
        add = ("POST", "/api/v1/concepts", {"texts": [{"lang": "en", "text": "x"}]})
        for who, expected in ((reader, (200, 403, 403)), (reviewer, (200, 200, 403)),
                              (writer, (200, 403, 201))):
            s.token = who
            got = (s.ask("GET", "/api/v1/stats")[0], s.ask(*decide)[0], s.ask(*add)[0])
            assert got == expected, got
        s.token = "mm_" + "A" * 43
        assert s.ask("GET", "/api/v1/stats")[0] == 401
        s.token = None
        # a cookie alone reads; it changes nothing without the CSRF token
        status, session = s.ask("POST", "/api/v1/session", {"token": reviewer})
        cookie = s.headers["Set-Cookie"]
        assert status == 200 and "HttpOnly" in cookie and "SameSite=Strict" in cookie
        cookie = cookie.split(";")[0]
        decide = decide[:2] + ({"review": "rejected"},)
        assert s.ask("GET", "/api/v1/stats", headers={"Cookie": cookie})[0] == 200
        head = {"Cookie": cookie, "X-CSRF-Token": "0" * 64}
        assert s.ask(*decide, headers=head)[0] == 403
        head["X-CSRF-Token"] = session["csrf"]
        assert s.ask(*decide, headers=head)[0] == 200
        # clients that know an address and nothing else
        unit = "/tmserver/en/ko/unit/a"
        assert s.ask("GET", unit)[0] == 401
        assert s.ask("GET", f"/t/{reader}{unit}")[0] == 200
        assert s.ask("PUT", f"/t/{reader}{unit}", {"target": "b"})[0] == 403
        form = f"q=a&source=en&target=ko&api_key={reader}"
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        assert s.ask("POST", "/translate", form, kind)[0] == 200
        assert s.ask("POST", "/translate", form[:-1], kind)[0] == 401
        assert s.ask("GET", f"/translate?q=a&langpair=en|ko&key={reader}")[0] == 404
        subprocess.run([MALMOI, "token", "-d", db, "remove", "reader"], check=True)
        s.token = reader
        assert s.ask("GET", "/api/v1/stats")[0] == 401
        s.stop()
        lines = open(os.path.join(s.folder, "log"), encoding="utf-8").read().splitlines()
        assert len(lines) > 20
        for line in lines:
            entry = json.loads(line)
            assert {"time", "client", "method", "target", "status", "ms"} <= set(entry)
            assert reader not in line and reviewer not in line
        assert any(json.loads(line).get("user") == "writer" for line in lines)


def test_others_address():
    """Nobody is let in from elsewhere to write without a token."""
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run([MALMOI, "serve", "-d", folder + "/w.db", "--port", "0",
                              "--address", "0.0.0.0"], capture_output=True, text=True,
                             timeout=20)
        assert run.returncode == 2 and "token" in run.stderr, run


def test_read_only():
    with serving("--read-only") as s:
        assert s.ask("GET", "/api/v1/lookup?q=NLL")[0] == 200
        for method, path, body in (
                ("POST", "/api/v1/concepts/1/decision", {"review": "approved"}),
                ("POST", "/api/v1/undo", {}), ("PUT", "/tmserver/en/ko/unit/a", {"target": "b"})):
            assert s.ask(method, path, body)[0] == 403, path


# ---- malformed and hostile ----

def test_malformed():
    with serving(aligned=False) as s:
        host = f"Host: localhost:{s.port}\r\n"
        post = f"POST /api/v1/undo HTTP/1.1\r\n{host}Content-Type: application/json\r\n"
        cases = {
            "no host": ("GET / HTTP/1.1\r\n\r\n", 400),
            "two hosts": (f"GET / HTTP/1.1\r\n{host}{host}\r\n", 400),
            "two lengths": (post + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400),
            "length and chunks": (post + "Content-Length: 2\r\nTransfer-Encoding: chunked"
                                  "\r\n\r\n0\r\n\r\n", 400),
            "chunks and length": (post + "Transfer-Encoding: chunked\r\nContent-Length: 2"
                                  "\r\n\r\n0\r\n\r\n", 400),
            "ten gigabytes": (post + "Content-Length: 10000000000\r\n\r\n", 413),
            "negative length": (post + "Content-Length: -1\r\n\r\n", 400),
            "NUL in the path": (f"GET /assets/%00 HTTP/1.1\r\n{host}\r\n", 400),
            "overlong slash": (f"GET /assets/%c0%af HTTP/1.1\r\n{host}\r\n", 400),
            "bad escape": (f"GET /assets/%zz HTTP/1.1\r\n{host}\r\n", 400),
            "up and out": (f"GET /assets/..%2f..%2fetc%2fpasswd HTTP/1.1\r\n{host}\r\n", 404),
            "up and out, plainly": (f"GET /../../etc/passwd HTTP/1.1\r\n{host}\r\n", 404),
            "no such method": (f"BREW / HTTP/1.1\r\n{host}\r\n", 405),
            "wrong method": (f"DELETE /api/v1/stats HTTP/1.1\r\n{host}\r\n", 405),
            "rubbish": ("\x16\x03\x01\x02\x00\x01\r\n\r\n", 0),
            "a long target": (f"GET /{'a' * 100000} HTTP/1.1\r\n{host}\r\n", 0),
        }
        for name, (text, want) in cases.items():
            answer = s.send(text)
            status = int(answer[9:12]) if answer[:5] == b"HTTP/" else 0
            assert status < 500 or (want == 0 and status in (501, 505)), f"{name}: {answer!r}"
            if want:
                assert status == want, f"{name}: {answer[:200]!r}"
        for name, body in {"no JSON": "{", "twice the same": '{"change":1,"change":2}',
                           "deep": "[" * 100000, "bad UTF-8": b'{"a":"\xff"}',
                           "lone surrogate": '{"a":"\\ud800"}', "NUL": '{"a":"\\u0000"}'}.items():
            status, _ = s.ask("POST", "/api/v1/undo", body, {"Content-Type": "application/json"})
            assert status == 400, f"{name}: {status}"
        chunked = (post + f"X-CSRF-Token: {s.csrf}\r\nTransfer-Encoding: chunked\r\n\r\n"
                   + "10000\r\n" + "a" * 65536 + "\r\n")
        with socket.create_connection(("127.0.0.1", s.port), 20) as c:
            with contextlib.suppress(ConnectionError):
                c.sendall(chunked.encode())
                for _ in range(40):
                    c.sendall(b"10000\r\n" + b"a" * 65536 + b"\r\n")
                c.sendall(b"0\r\n\r\n")
            assert b" 413 " in c.recv(4096)
        assert s.ask("GET", "/api/v1/health")[0] == 200


def test_slow():
    """400 slow clients hold a socket each and keep nobody waiting."""
    with serving("--quiet") as s:
        slow = []
        for _ in range(400):
            c = socket.create_connection(("127.0.0.1", s.port), 20)
            c.sendall(b"GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
            slow.append(c)
        stop = threading.Event()

        def drip():
            while not stop.wait(1):
                for c in slow:
                    with contextlib.suppress(OSError):
                        c.sendall(b"a")

        dripping = threading.Thread(target=drip)
        dripping.start()
        worst = 0
        for _ in range(50):
            began = time.monotonic()
            assert s.ask("GET", "/api/v1/lookup?q=NLL")[0] == 200
            worst = max(worst, time.monotonic() - began)
        assert worst < 1, f"{worst:.2f} s"
        began = time.monotonic()
        slow[0].settimeout(15)
        with contextlib.suppress(ConnectionError):
            assert slow[0].recv(100) == b"", "a slow request was answered"
        waited = time.monotonic() - began
        assert waited < 12, f"a slow request was held for {waited:.0f} s"
        stop.set()
        dripping.join()
        for c in slow:
            c.close()
        print(f"  400 slow connections: 50 look-ups, the slowest {worst * 1000:.0f} ms")


def test_rate():
    with serving("--rate", "20", aligned=False) as s:
        c = s.connect()
        statuses = [s.ask("GET", "/api/v1/health", connection=c)[0] for _ in range(80)]
        assert 429 in statuses and statuses.count(200) >= 40, statuses
        assert s.headers["Retry-After"]


# ---- texts come back as they went in ----

def nasty():
    """200 strings that have broken something somewhere."""
    base = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "javascript:alert(1)",
            "' OR '1'='1", "'; DROP TABLE concept; --", "%s%n%x", "../../etc/passwd", "{{7*7}}",
            "${7*7}", "\u202eevil\u202c", "\u200b", "\ufeff가", "뷁쀍", "ㅂㅂㅎ", "한글", "한글".encode().decode(),
            "한글", "👩‍👩‍👧‍👦", "Ω≈ç√", "漢字", "=cmd|' /C calc'!A0", "@SUM(1)", "-1+1", "+1", "\\", "\"",
            "a\tb", "a\nb", "&lt;b&gt;", "&#39;", "]]>", "<!--", "--><b>", "\x7f", "null", "NaN", "0", "-0",
            "1e999", "true", "[]", "{}", "\u2028\u2029", "\u0600\u06dd", "ﷺ", "‮‭", "a" * 500]
    wraps = ["{}", "x{}", "{}가", "<b>{}</b>", "{}'\"{}"]
    return [w.replace("{}", b) for w in wraps for b in base][:200]


def test_injection():
    with serving(aligned=False) as s:
        texts = nasty()
        assert len(texts) == 200
        c = s.connect()
        ids = []
        for text in texts:
            status, made = s.ask("POST", "/api/v1/units", {
                "texts": [{"lang": "en", "text": text}, {"lang": "ko", "text": text}]}, connection=c)
            assert status == 201, f"{text!r}: {made}"
            ids.append(made["id"])
        for number, text in zip(ids, texts):
            unit = s.ask("GET", f"/api/v1/units/{number}", connection=c)[1]["unit"]
            assert [v["text"] for v in unit["variants"]] == [text, text], repr(text)
        for text in texts[:50]:
            status, page = s.ask("GET", "/?q=" + urllib.parse.quote(text), raw=True, connection=c)
            assert status == 200
            body = re.sub(rb'<script type="module" src="/assets/page.js"></script>', b"", page)
            assert b"<script" not in body and b"onerror=alert(1)>" not in body, repr(text)
        c.close()


# ---- conflicts, and what survives ----

def test_conflict():
    """Of two who decide on what they saw, the second is shown the first's."""
    with serving() as s:
        seen = s.ask("GET", "/api/v1/concepts/3")[1]
        path = "/api/v1/concepts/3/decision"
        assert s.ask("POST", path, {"review": "approved", "version": seen["version"]})[0] == 200
        status, answer = s.ask("POST", path, {"review": "rejected", "version": seen["version"]})
        assert status == 409
        fits(answer, DESCRIPTION["components"]["schemas"]["Conflict"], "conflict")
        assert answer["concept"]["review"] == "approved" and answer["theirs"]["kind"] == "decide"
        status, _ = s.ask("POST", "/api/v1/concepts/4/decision",
                          {"review": "approved", "strike": [{"lang": "en", "text": "no such"}]})
        assert status == 400
        # another process counts as well
        db = os.path.join(s.folder, "w.db")
        seen = s.ask("GET", "/api/v1/concepts/4")[1]
        subprocess.run([MALMOI, "edit", "-q", "-d", db, "4", "field=sea"], check=True,
                       stdout=subprocess.DEVNULL)
        status, _ = s.ask("POST", "/api/v1/concepts/4/decision",
                          {"review": "approved", "version": seen["version"]})
        assert status == 409


def test_killed():
    """kill -9 under 8 clients: every decision that was answered is there."""
    folder = tempfile.mkdtemp(prefix="malmoi-live-")
    decided, lock = {}, threading.Lock()
    try:
        subprocess.run([MALMOI, "align", "-q", "-d", folder + "/w.db",
                        ROOT + "/data/samples/defence.en.txt", ROOT + "/data/samples/defence.ko.txt"],
                       check=True, stdout=subprocess.DEVNULL)
        rng = random.Random(7737)
        rows = []
        for _ in range(ROUNDS):
            s = Server(folder, "--quiet")
            s.ask("DELETE", "/api/v1/session")  # fetches the CSRF token
            # as they are at first: what was rejected is listed no more
            rows = rows or [c["id"] for c in s.ask("GET", "/api/v1/concepts?limit=500")[1]["concepts"]]
            failed = []

            def client(mine):
                c = s.connect()
                while True:
                    number = mine[rng.randrange(len(mine))]
                    review = rng.choice(["approved", "rejected"])
                    # what was sent and not answered may be either way
                    with lock:
                        was = decided.pop(number, None)
                    try:
                        status, _ = s.ask("POST", f"/api/v1/concepts/{number}/decision",
                                          {"review": review}, connection=c)
                    except (OSError, http.client.HTTPException):
                        return
                    if status != 200:
                        failed.append((number, status))
                        return
                    del was
                    with lock:
                        decided[number] = review

            clients = [threading.Thread(target=client, args=(rows[i::8],)) for i in range(8)]
            for t in clients:
                t.start()
            time.sleep(rng.uniform(0.05, 0.4))
            s.process.send_signal(signal.SIGKILL)
            s.process.wait()
            s.process.stdout.close()
            for t in clients:
                t.join()
            assert not failed, failed[:3]
            check = Server(folder, "--quiet")
            for number, review in decided.items():
                now = check.ask("GET", f"/api/v1/concepts/{number}")[1]["concept"]["review"]
                assert now == review, f"concept {number}: {now}, answered {review}"
            assert check.stop() == 0
        assert decided, "nothing was decided"
        print(f"  killed {ROUNDS} times; {len(decided)} decisions held at the last")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_stop():
    """SIGTERM: what was begun is answered, nothing is left behind."""
    with serving() as s:
        assert os.listdir(s.tmp), "no folder for uploads"
        answers = []
        ask = threading.Thread(target=lambda: answers.append(s.ask("GET", "/api/v1/candidates?limit=500")[0]))
        ask.start()
        time.sleep(0.02)
        assert s.stop() == 0
        ask.join()
        assert answers in ([200], [503], []), answers
        assert not os.listdir(s.tmp), os.listdir(s.tmp)


# ---- other programs' protocols, as their clients send them ----

def test_tmserver():
    """Weblate's tmserver machinery and Virtaal's tmclient (from their source)."""
    with serving() as s:
        text = "South Korea, U.S. agree to upgrade combined exercises on Northern Limit Line defense"
        # weblate/machinery/tmserver.py: GET languages/, then the unit
        status, langs = s.ask("GET", "/tmserver/languages/")
        assert status == 200 and "ko" in langs["targetLanguages"] and "en" in langs["sourceLanguages"]
        path = "/tmserver/en/ko/unit/" + urllib.parse.quote(text[:500].encode(), safe="")
        status, found = s.ask("GET", path, headers={"User-Agent": "Weblate/5.4", "Accept": "*/*"})
        assert status == 200 and isinstance(found, list) and found
        for row in found:
            assert isinstance(row["quality"], int) and row["quality"] <= 100
            assert row["source"] and row["target"]
        # codes in lower case with an underscore
        assert s.ask("GET", path.replace("/en/", "/en_us/"))[0] == 200
        # virtaal/support/tmclient.py: PUT of {"source", "target"}, then found
        unit = {"source": "Save the file.", "target": "파일을 저장하십시오."}
        put = "/tmserver/en/ko/unit/" + urllib.parse.quote(unit["source"])
        status, said = s.ask("PUT", put, json.dumps(unit), raw=True)
        assert status == 200, said
        found = s.ask("GET", put + "?min_similarity=75&max_candidates=3")[1]
        assert found[0]["target"] == unit["target"] and found[0]["quality"] == 100
        # amaGama: the text as a parameter, slashes in the text
        found = s.ask("GET", "/tmserver/en/ko/unit/?source=" + urllib.parse.quote("Save the file."))[1]
        assert found[0]["target"] == unit["target"]
        assert s.ask("GET", "/tmserver/en/ko/unit/and%2For")[0] == 200
        status, _ = s.ask("POST", "/tmserver/en/ko/store/menu.po", [
            {"source": "Open", "target": "열기"}, {"source": "Close", "target": "닫기"}], raw=True)
        assert status == 200
        assert s.ask("GET", "/tmserver/en/ko/unit/Close")[1][0]["target"] == "닫기"
        assert s.ask("GET", "/tmserver/en/ko/unit/Nothing%20like%20it")[1] == []


def test_apertium():
    """OmegaT's Apertium connector (from its source), and Weblate's."""
    with serving() as s:
        s.ask("PUT", "/tmserver/en/ko/unit/Print", {"target": "인쇄"}, raw=True)
        status, answer = s.ask("GET", "/translate?q=Print&markUnknown=no&langpair=en%7Cko&key=bwuxb5jS+VwSJ8mLz1qMfmMrDGA",
                               headers={"User-Agent": "Java/11", "Accept": "text/html, image/gif, */*; q=.2"})
        assert status == 200 and answer["responseStatus"] == 200
        assert answer["responseData"]["translatedText"] == "인쇄"
        assert answer["responseDetails"] is None
        status, answer = s.ask("GET", "/translate?q=Something+else+altogether&langpair=eng%7Ckor")
        assert status == 404 and answer["responseStatus"] == 404 and answer["responseDetails"]
        pairs = s.ask("GET", "/listPairs")[1]["responseData"]
        assert {"sourceLanguage": "en", "targetLanguage": "ko"} in pairs
        # a term, when it is approved
        assert s.ask("GET", "/translate?q=Northern+Limit+Line&langpair=en|ko".replace("|", "%7C"))[1][
            "responseData"]["translatedText"] == "북방한계선"


def test_libretranslate():
    """weblate/machinery/libretranslate.py."""
    with serving() as s:
        s.ask("PUT", "/tmserver/en/ko/unit/Print", {"target": "인쇄"}, raw=True)
        codes = [x["code"] for x in s.ask("GET", "/languages")[1]]
        assert "en" in codes and "ko" in codes
        form = urllib.parse.urlencode({"api_key": "", "q": "Print", "source": "en", "target": "ko"})
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        assert s.ask("POST", "/translate", form, kind)[1] == {"translatedText": "인쇄"}
        assert s.ask("POST", "/translate", {"q": "Print", "source": "auto", "target": "ko"})[1][
            "translatedText"] == "인쇄"
        assert s.ask("POST", "/translate", {"q": "Not there", "source": "en", "target": "ko"})[1][
            "translatedText"] == "Not there"


def test_t5memory():
    with serving() as s:
        entry = {"source": "Open the valve.", "target": "밸브를 여십시오.", "sourceLang": "en-GB",
                 "targetLang": "ko-KR", "documentName": "a.xlf", "segmentNumber": 1,
                 "markupTable": "OTMXUXLF", "type": "Manual", "author": "kim"}
        assert s.ask("POST", "/t5memory", {"name": "plant", "sourceLang": "en-GB"})[1]["name"] == "plant"
        assert s.ask("POST", "/t5memory/plant/entry", entry)[1]["ReturnValue"] == 0
        assert {"name": "plant"} in s.ask("GET", "/t5memory")[1]["tms"]
        assert s.ask("GET", "/t5memory/plant/status")[1]["tmxImportStatus"] == "available"
        fuzzy = {"source": "Open the valves.", "sourceLang": "en-GB", "targetLang": "ko-KR",
                 "documentName": "a.xlf", "segmentNumber": 1, "markupTable": "OTMXUXLF", "context": ""}
        found = s.ask("POST", "/t5memory/plant/fuzzysearch", fuzzy)[1]
        assert found["NumOfFoundProposals"] == 1 and found["results"][0]["target"] == entry["target"]
        assert 50 <= found["results"][0]["matchRate"] <= 100
        assert s.ask("POST", "/t5memory/other/fuzzysearch", fuzzy)[1]["NumOfFoundProposals"] == 0
        search = {"searchString": "valve", "searchType": "Source", "numResults": 5, "searchPosition": ""}
        found = s.ask("POST", "/t5memory/plant/concordancesearch", search)[1]
        assert found["results"][0]["source"] == entry["source"]
        status, tmx = s.ask("GET", "/t5memory/plant", headers={"Accept": "application/xml"}, raw=True)
        assert status == 200 and "밸브를" in tmx.decode()
        assert s.ask("POST", "/t5memory/plant/entrydelete", entry)[1]["ReturnValue"] == 0
        assert s.ask("POST", "/t5memory/plant/fuzzysearch", fuzzy)[1]["NumOfFoundProposals"] == 0


TMX = """<?xml version="1.0"?><tmx version="1.4"><header creationtool="x" creationtoolversion="1"
 segtype="sentence" o-tmf="x" adminlang="en" srclang="en" datatype="plaintext"/><body>
<tu><prop type="project">theirs</prop><tuv xml:lang="en-GB"><seg>Close the hatch.</seg></tuv>
<tuv xml:lang="ko-KR"><seg>해치를 닫으십시오.</seg></tuv></tu></body></tmx>"""


def form_of(data, file="memory.tmx", mark="----------------------------x7"):
    """A form as translate5's HTTP client sends it: JSON, then the file."""
    head = f'--{mark}\r\nContent-Disposition: form-data; name="'
    return (head + 'json_data"\r\nContent-Type: application/json\r\n\r\n{"framingTags": "none"}\r\n'
            + head + f'file"; filename="{file}"\r\nContent-Length: {len(data)}\r\n\r\n').encode() \
        + data + f"\r\n--{mark}--\r\n".encode(), {"Content-Type": f"multipart/form-data; boundary={mark}"}


def imported(s, name):
    for _ in range(200):
        state = s.ask("GET", f"/t5memory/{name}/status")[1]
        if state["tmxImportStatus"] != "import":
            return state
        assert state["importTime"] == "not finished"
        time.sleep(0.02)
    raise AssertionError("the import does not end")


def test_t5memory_import():
    """Services/OpenTM2/HttpApi.php: importMemory() and importMemoryAsFile()."""
    with serving() as s:
        fuzzy = {"source": "Close the hatch.", "sourceLang": "en-GB", "targetLang": "ko-KR",
                 "documentName": "a.xlf", "segmentNumber": 1, "markupTable": "OTMXUXLF", "context": ""}
        assert s.ask("POST", "/t5memory/", {"name": "deck", "sourceLang": "en-GB"})[1]["name"] == "deck"
        tmx = {"tmxData": base64.b64encode(TMX.encode()).decode(), "framingTags": "none"}
        status, said = s.ask("POST", "/t5memory/deck/import", tmx)
        assert status == 201 and said["ReturnValue"] == 0, said
        state = imported(s, "deck")
        assert state["tmxImportStatus"] == "available" and state["segmentsImported"] == 1, state
        body, kind = form_of(TMX.encode())
        assert s.ask("POST", "/t5memory/stern/importtmx", body, kind)[0] == 201
        state = imported(s, "stern")
        assert state["tmxImportStatus"] == "available" and state["segmentsImported"] == 1, state
        for name in ("deck", "stern"):  # the memory that it was sent to, whatever the file says
            found = s.ask("POST", f"/t5memory/{name}/fuzzysearch", fuzzy)[1]
            assert found["NumOfFoundProposals"] == 1, (name, found)
            assert found["results"][0]["target"] == "해치를 닫으십시오."
            status, out = s.ask("GET", f"/t5memory/{name}/", headers={"Accept": "application/xml"}, raw=True)
            assert status == 200 and "해치를 닫으십시오." in out.decode()
        assert s.ask("POST", "/t5memory/theirs/fuzzysearch", fuzzy)[1]["NumOfFoundProposals"] == 0
        # what is no TMX is told by the status, and leaves nothing
        body, kind = form_of(b"<tmx><body>")
        assert s.ask("POST", "/t5memory/bad/importtmx", body, kind)[0] == 201
        state = imported(s, "bad")
        assert state["tmxImportStatus"] == "failed" and state["ErrorMsg"].startswith("'import.tmx': "), state
        assert state["segmentsImported"] == 0, state
        assert s.ask("GET", "/t5memory/deck/status")[1]["tmxImportStatus"] == "available"
        for bad in ({"tmxData": "?"}, {"tmxData": ""}, {}, "{", ["x"]):
            assert s.ask("POST", "/t5memory/deck/import", bad)[0] == 400, bad
        whole, kind = form_of(TMX.encode())
        for cut in (b"", b"--", b"--x\r\n", b"\r\n", whole[:120], whole[:-40]):
            assert s.ask("POST", "/t5memory/deck/importtmx", cut, kind)[0] == 400, cut
        answer = s.ask("POST", "/t5memory", {"name": "x", "sourceLang": "en", "data": "UEsDBA=="})
        assert answer[0] == 400 and "import TMX" in answer[1]["error"]["message"]


def test_tmserver_file():
    """translate/services/tmserver.py, upload_store(): the file as the body."""
    with serving() as s:
        po = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Weigh anchor"\nmsgstr "닻을 올려라"\n'
        status, said = s.ask("PUT", "/tmserver/en/ko/store/deck/menu.po", po, raw=True)
        assert status == 200 and said == b"added 1 units from deck/menu.po", said
        found = s.ask("GET", "/tmserver/en/ko/unit/Weigh%20anchor")[1]
        assert found[0]["target"] == "닻을 올려라" and found[0]["quality"] == 100
        assert s.ask("PUT", "/tmserver/en/ko/store/hatch.tmx", TMX, raw=True)[0] == 200
        assert s.ask("GET", "/tmserver/en/ko/unit/Close%20the%20hatch.")[1][0]["target"] == "해치를 닫으십시오."
        status, said = s.ask("PUT", "/tmserver/en/ko/store/broken.tmx", "<tmx><body>")
        assert status == 422 and said["error"]["message"].startswith("'broken.tmx': "), said



def test_together():
    """Eight readers and a writer of everything at once: nothing fails, and each
    reader finds what the writer was told, after an import within some seconds. Built with -fsanitize=thread and
    run with TSAN_OPTIONS=log_path=..., this is what looks for races."""
    end = time.monotonic() + max(2, ROUNDS / 4)
    bad = []
    with serving("--readers", "8") as s:
        csrf = {"X-CSRF-Token": s.ask("GET", "/api/v1/session")[1]["csrf"]}
        done = [0]
        paths = ["/api/v1/lookup?q=ㅂㅂㅎㄱㅅ", "/api/v1/lookup?q=bukbang&typing=1", "/api/v1/lookup?q=國防",
                 "/api/v1/match?source=en&target=ko&q=South+Korea+and+the+U.S.+agree",
                 "/api/v1/match?source=ko&target=en&q=한미+연합훈련", "/api/v1/concord?q=Korea",
                 "/tmserver/en/ko/unit/Unit%20number%201%20of%20many", "/t5memory/p/status",
                 "/translate?q=Northern+Limit+Line&langpair=en%7Cko", "/api/v1/units?limit=20",
                 "/api/v1/concepts?limit=20", "/api/v1/candidates", "/api/v1/history", "/api/v1/stats"]

        def reader(k):
            pick = random.Random(k)
            c = s.connect()
            while time.monotonic() < end and not bad:
                if pick.random() < 0.15:
                    status = s.ask("POST", "/api/v1/annotate", {"text": "북방한계선에서 여객선이", "lang": "ko"},
                                   csrf, connection=c, raw=True)[0]
                else:
                    path = urllib.parse.quote(pick.choice(paths), safe="/?&=%+")
                    status = s.ask("GET", path, connection=c, raw=True)[0]
                if status != 200:
                    bad.append((status, path))
                if done[0] and pick.random() < 0.2:
                    said = done[0]
                    patience = time.monotonic() + 15  # behind an import the reader answers by what it knew
                    found = []
                    while not [row for row in found if row["target"] == f"단위 {said}번"]:
                        if time.monotonic() > patience:
                            bad.append(("not found", said, found))
                            break
                        found = s.ask("GET", f"/tmserver/en/ko/unit/Unit%20number%20{said}%20of%20many",
                                      connection=c)[1]

        def writer():
            i = 0
            while (i < 4 or time.monotonic() < end) and not bad:
                i += 1
                s.ask("PUT", "/tmserver/en/ko/unit/x", json.dumps(
                    {"source": f"Unit number {i} of many", "target": f"단위 {i}번"}), csrf, raw=True)
                done[0] = i
                if i % 10 == 3:
                    s.ask("POST", "/api/v1/concepts", {"set": [f"en=term {i}", f"ko=용어 {i}"]}, csrf)
                if i % 20 == 5:
                    rows = "".join(f"c{j}\tword {i} {j}\t낱말 {i} {j}\n" for j in range(300))
                    kept = s.ask("POST", "/api/v1/uploads?name=t.tsv", "concept\ten\tko\n" + rows, csrf)[1]
                    job = follow(s, s.ask("POST", "/api/v1/import", {"upload": kept["upload"]}, csrf)[1]["job"])
                    if job["state"] != "done" or job["concepts"] != 300:
                        bad.append(job)
                if i % 30 == 7:
                    tmx = base64.b64encode(TMX.encode()).decode()
                    s.ask("POST", "/t5memory/p/import", {"tmxData": tmx}, csrf)

        def guarded(work, *arguments):
            try:
                work(*arguments)
            except Exception as fault:
                bad.append(repr(fault))

        threads = [threading.Thread(target=guarded, args=(reader, k)) for k in range(8)]
        threads.append(threading.Thread(target=guarded, args=(writer,)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not bad, bad[:3]
        assert done[0] > 3


def test_page():
    """Look-up works without JavaScript, in both languages."""
    with serving() as s:
        for ui, word in (("ko", "검토"), ("en", "Review")):
            status, page = s.ask("GET", f"/?ui={ui}&q=" + urllib.parse.quote("북방한계선"), raw=True)
            text = page.decode()
            assert status == 200 and f'<html lang="{ui}">' in text and word in text
            assert "Northern Limit Line" in text and "{{" not in text
            assert not re.search(r'(src|href)="(https?:)?//', text), "an outside address"
        assert 'lang="ko"' in s.ask("GET", "/", headers={"Accept-Language": "ko-KR,ko;q=0.9"},
                                    raw=True)[1].decode()[:60]
        for name in ("page.css", "page.js", "malmoi.svg", "words-en.json", "words-ko.json"):
            status, data = s.ask("GET", "/assets/" + name, raw=True)
            assert status == 200 and len(data) > 200, name
        words = [dict(json.loads(s.ask("GET", f"/assets/words-{ui}.json", raw=True)[1])) for ui in ("en", "ko")]
        assert words[0].keys() == words[1].keys() and all(words[1].values())
        script = s.ask("GET", "/assets/page.js", raw=True)[1].decode()
        assert len(script) < 40000
        for banned in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert banned not in script, banned
        for key in set(re.findall(r"\bt\('([a-z_]+)'", script)):
            assert key in words[0], f"no word '{key}'"


def main():
    wanted = sys.argv[2:]
    tests = [(n, f) for n, f in globals().items() if n.startswith("test_")
             and (not wanted or n[5:] in wanted)]
    failed = 0
    for name, run in tests:
        began = time.monotonic()
        try:
            run()
            print(f"ok   {name} ({time.monotonic() - began:.1f} s)", flush=True)
        except Exception as fault:  # each failure is told, and the next is tried
            failed += 1
            print(f"FAIL {name}: {type(fault).__name__}: {str(fault)[:600]}", flush=True)
            if os.environ.get("MALMOI_TRACE"):
                import traceback
                traceback.print_exc()
    print(f"{len(tests) - failed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
