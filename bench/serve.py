"""Look-ups and matches at a steady pace: RATE a second from 4 connections.

    bench/serve.py ADDRESS QUERIES SECONDS RATE

Prints how many were answered and the time each took from when it was due, so
that waiting counts; MISSED when one in a hundred took longer than a look-up may
take as a process (10 ms), or one failed.
"""
import http.client
import sys
import threading
import time
import urllib.parse

host, port = sys.argv[1].split(":")
queries = [line.rstrip("\n") for line in open(sys.argv[2], encoding="utf-8")]
seconds, rate = float(sys.argv[3]), float(sys.argv[4])
terms = ["ferry", "북방한계선", "ㅂㅂㅎㄱㅅ", "Northern Limit Line", "qnrqkdgksrPtjs", "NLL"]
took, failed = [], []


def client(number, clients=4):
    c = http.client.HTTPConnection(host, int(port), timeout=30)
    begin = time.monotonic()
    for i in range(number, int(seconds * rate), clients):
        due = begin + i / rate
        time.sleep(max(0, due - time.monotonic()))
        q = urllib.parse.quote(terms[i % len(terms)] if i % 2 else queries[i % len(queries)])
        c.request("GET", "/api/v1/lookup?limit=5&q=" + q if i % 2
                  else "/api/v1/match?source=en&target=ko&q=" + q)
        answer = c.getresponse()
        answer.read()
        took.append(time.monotonic() - due)
        if answer.status != 200:
            failed.append(answer.status)


threads = [threading.Thread(target=client, args=(n,)) for n in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
took.sort()
missed = failed or took[int(.99 * (len(took) - 1))] > .01
print(f"{len(took)} answered, {len(failed)} failed, {len(took) / seconds:.0f} a second; "
      + ", ".join(f"p{int(p * 100)} {took[int(p * (len(took) - 1))] * 1000:.1f} ms" for p in (.5, .95, .99))
      + f", slowest {took[-1] * 1000:.0f} ms" + (" MISSED" if missed else ""))
