"""The servers of these tests are what they claim to be: a strict client takes each harmless answer, refuses each transient
one, and is told each lasting one. Needs no autoj. imitations_test.py
"""
import http.client, json, os, subprocess, sys, unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import faulty_server, toy_model as toy


class Fault(Exception):
    pass


def text_of_events(body):
    """Reads a stream as a careful client does: no finish, no answer."""
    text, finish, usage = "", None, None
    for line in body.replace(b"\r\n", b"\n").split(b"\n"):
        if not line.startswith(b"data:"):
            continue
        data = line[5:].strip()
        if data == b"[DONE]":
            break
        try:
            event = json.loads(data.decode("utf-8", "replace"))
        except (ValueError, RecursionError) as error:
            raise Fault("no JSON") from error
        if "error" in event:
            raise Fault("an error in the stream")
        usage = event.get("usage") or usage
        if not event:
            raise Fault("an empty event")
        if "content" in event:  # llama-server's own route
            text += event["content"]
            finish = event.get("stop_type") or finish
            if event["stop"]:
                usage = {"completion_tokens": event["tokens_predicted"]}
        for choice in event.get("choices", []):
            text += choice.get("text") or (choice.get("delta") or {}).get("content") or ""
            finish = choice.get("finish_reason") or finish
    if finish is None or usage is None:
        raise Fault("the stream ended early")
    return text


class Imitations(unittest.TestCase):
    def server(self, *words):
        process = subprocess.Popen([sys.executable, os.path.join(HERE, "faulty_server.py"), *words], stdout=subprocess.PIPE, text=True)
        self.addCleanup(lambda: (process.kill(), process.wait(), process.stdout.close()))
        return int(process.stdout.readline())

    def post(self, port, path, body, timeout=0.25):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        try:
            connection.request("POST", path, json.dumps(body))
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise Fault(str(error)) from error
        finally:
            connection.close()

    def ask(self, port, path, prompt, stream):
        body = {"model": "toy", "prompt": prompt, "max_tokens": 1000, "n_predict": 1000, "stream": stream, "stream_options": {"include_usage": True}}
        if "chat" in path:
            body["messages"] = [{"role": "user", "content": body.pop("prompt")}]
        status, answer = self.post(port, path, body)
        if status != 200:
            return status, answer
        if stream:
            return 200, text_of_events(answer)
        try:
            whole = json.loads(answer.decode("utf-8", "replace"))
            if "content" in whole:
                return 200, whole["content"]
            choice = whole["choices"][0]
            return 200, choice["text"] if "text" in choice else choice["message"]["content"]
        except (ValueError, KeyError, IndexError, RecursionError, TypeError) as error:
            raise Fault("no answer in it") from error

    def each(self):
        for like in ("openai", "vllm", "llama-server"):
            port = self.server("--like", like)
            for path in ("/v1/completions", "/v1/chat/completions", *(["/completion"] if like == "llama-server" else [])):
                for stream in (False, True):
                    yield port, like, path, stream

    def expected(self, path, prompt):
        return toy.write(toy.render_chat([{"role": "user", "content": prompt}]) if "chat" in path else prompt)

    def test_harmless_faults_are_answers(self):
        for port, like, path, stream in self.each():
            for kind in ("", *faulty_server.HARMLESS):
                with self.subTest(like=like, path=path, stream=stream, kind=kind):
                    prompt = f"FAULT={kind} question" if kind else "question"
                    status, text = self.ask(port, path, prompt, stream)
                    wanted = self.expected(path, prompt)
                    self.assertEqual((status, text), (200, "A\ufffd\ufffd. " + wanted if kind == "utf8" else wanted))

    def test_transient_faults_are_none(self):
        for port, like, path, stream in self.each():
            for kind in set(faulty_server.TRANSIENT) - {"reset-next"}:
                with self.subTest(like=like, path=path, stream=stream, kind=kind):
                    try:
                        status, answer = self.ask(port, path, f"FAULT={kind} question", stream)
                    except Fault:
                        continue
                    self.assertIn(status, (429, 500, 502, 503), answer)

    def test_a_fault_may_last_for_some_tries(self):
        port = self.server()
        for wanted in (500, 500, 200):
            self.assertEqual(self.ask(port, "/v1/completions", "FAULT=500*2", True)[0], wanted)

    def test_a_reset_at_the_next_request(self):
        port = self.server()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        body = json.dumps({"model": "toy", "prompt": "FAULT=reset-next", "max_tokens": 100})
        connection.request("POST", "/v1/completions", body)
        self.assertEqual(connection.getresponse().read()[:1], b"{")
        with self.assertRaises((ConnectionError, http.client.RemoteDisconnected)):
            connection.request("POST", "/v1/completions", body)
            connection.getresponse()
        connection.close()

    def test_lasting_faults_are_told(self):
        port = self.server("--like", "openai")
        for kind in (*faulty_server.TOO_LONG, "filter-400", "400"):
            status, body = self.ask(port, "/v1/chat/completions", f"FAULT={kind}", False)
            self.assertEqual(status, 400)
            self.assertIn("message", json.loads(body)["error"])

    def test_the_same_run_meets_the_same_faults(self):
        seen = []
        for order in (range(60), reversed(range(60))):
            port = self.server("--faults", "0.5", "--seed", "5", "--kinds", "500,503,html-200")
            met = {}
            for n in order:
                try:
                    met[n] = self.ask(port, "/v1/completions", f"question {n}", False)[0]
                except Fault:
                    met[n] = "fault"
            seen.append(met)
        self.assertEqual(seen[0], seen[1])
        self.assertGreater(len(set(seen[0].values())), 3)

    def test_tokens_are_reversible_and_scores_are_probabilities(self):
        for text in ("So, the final decision is Response 1", "回应2 最终决定是 😀 \n\n[[7]]", "<|im_start|>user\nx<|im_end|>"):
            self.assertEqual(toy.detokenize(toy.tokenize(text)), text)
        self.assertEqual(len(toy.tokenize("<|im_start|>")), 1)
        self.assertGreater(len(toy.tokenize("<|im_start|>", False)), 1)
        import math

        following = toy.Next("a text")
        self.assertAlmostEqual(sum(math.exp(following.logprob(token)) for token in toy.BYTES), 1, places=6)
        self.assertEqual(following.top(20)[0][0], following.best())

    def test_a_context_that_is_too_small_is_told_in_each_servers_words(self):
        for like, words in (("openai", "context_length_exceeded"), ("vllm", "Please reduce the length of the input"), ("llama-server", "exceed_context_size_error")):
            port = self.server("--like", like, "--context", "64")
            status, body = self.post(port, "/v1/completions", {"model": "toy", "prompt": "xyz" * 100, "max_tokens": 16})
            self.assertEqual(status, 400)
            self.assertIn(words, body.decode())

    def test_scores_of_tokens(self):
        port = self.server("--like", "vllm")
        tokens = json.loads(self.post(port, "/tokenize", {"model": "toy", "prompt": "Which? Response "})[1])["tokens"]
        self.assertEqual(tokens[0], toy.BOS)
        body = {"model": "toy", "prompt": tokens, "max_tokens": 1, "logprobs": 20, "return_tokens_as_token_ids": True, "prompt_logprobs": 1}
        choice = json.loads(self.post(port, "/v1/completions", body)[1])["choices"][0]
        top = choice["logprobs"]["top_logprobs"][0]
        self.assertEqual(len(top), 20)
        self.assertIn(f"token_id:{toy.IDS[b'1']}", top)
        self.assertEqual(len(choice["prompt_logprobs"]), len(tokens))
        port = self.server("--like", "llama-server")
        answer = json.loads(self.post(port, "/completion", {"prompt": "Which? Response ", "n_predict": 1, "n_probs": 20})[1])
        ours = {entry["id"]: entry["logprob"] for entry in answer["completion_probabilities"][0]["top_logprobs"]}
        self.assertAlmostEqual(ours[toy.IDS[b"1"]], top[f"token_id:{toy.IDS[b'1']}"])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
