#!/usr/bin/env python3
"""A server that imitates an OpenAI-compatible one, vLLM or llama-server, and misbehaves as real ones do.

    faulty_server.py [--like vllm] [--faults 0.3] [--kinds reset,429,...] [--seed 1] [--latency MS] [--slots N] [--key KEY]

Listens on 127.0.0.1 (--port, default: a free one) and prints the port as its first line. What it answers depends on the
prompt alone (toy_model.py), so a run with faults can be compared with one without. Whether a POST meets a fault, and
which, depends on --seed, its text and how often that text was asked before: the same run meets the same faults, whatever
the order. At most --most in a row hit one text, so that a client that tries again comes through.

A prompt that holds FAULT=kind meets that kind always; FAULT=kind*2 the first two times. --list names all kinds.

What a client is expected to do:
  - TRANSIENT kinds are no answer, or none that can be trusted: try again.
  - HARMLESS kinds are whole answers in unusual clothes: take them. `double` repeats the events that may come twice without
    a change of meaning (role, finish, usage, [DONE]). A repeated event with text is not among them: all events of a stream
    have the same id and no number, so no client can tell it from a model that repeats itself.
  - LASTING kinds are the server's word on this request: no second try, and a verdict with its reason.

It is a proxy too: a whole address in place of a path is answered as if it were the path, CONNECT is a way through.

GET /__counts tells what was asked and answered, by a hash of the prompt (KEY_OF in this file); POST /__set {"faults": 0}
changes an option while it runs.
"""
import argparse, asyncio, collections, hashlib, json, logging, os, re, signal, socket, ssl, struct, sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import imitations

TRANSIENT = ["reset", "reset-next", "half", "half-reset", "429", "500", "502", "503", "hang", "stall", "no-done", "error-200", "error-stream", "long-length",
             "short-length", "html-200", "html-502", "empty-choices", "wrong-json", "deep-json", "not-http"]
HARMLESS = ["drip", "double", "comments", "crlf", "close", "utf8"]
LASTING = ["refusal", "content-filter", "filter-400", "too-long", "too-long-old", "too-long-passed", "too-long-openai", "too-long-llama", "too-long-max-tokens",
           "empty-text", "repeat-400", "repeat-text", "sure", "400", "403", "html-403", "404", "413", "422", "401", "hostile-400", "redirect", "flood", "no-logprobs"]
TWISTS = ("double", "utf8", "refusal", "content-filter", "empty-choices", "empty-text", "no-logprobs")
PAGE = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n"
DEEP = "[" * 10000 + "]" * 10000
STATUS = {200: "OK", 307: "Temporary Redirect", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 413: "Payload Too Large",
          422: "Unprocessable Entity", 429: "Too Many Requests", 500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable"}
STORM = 0.05  # seconds for which a 429 is the answer to everything else too

# The words of servers for a prompt that does not fit: vLLM's of several years, OpenAI's, llama-server's.
TOO_LONG = {
    "too-long": ("This model's maximum context length is 4096 tokens. However, your request has 5000 input tokens. Please reduce the length of the input messages.",
                 {"type": "BadRequestError", "param": "input_tokens", "code": 400}),
    "too-long-old": ("This model's maximum context length is 4096 tokens. However, you requested 5024 tokens (4000 in the messages, 1024 in the completion). "
                     "Please reduce the length of the messages or completion.", {"type": "BadRequestError", "param": None, "code": 400}),
    "too-long-passed": ("You passed 4097 input tokens and requested 1 output tokens. However, the model's context length is only 4096 tokens, resulting in a maximum "
                        "input length of 4095 tokens. Please reduce the length of the input prompt. (parameter=input_tokens, value=4097)",
                        {"type": "BadRequestError", "param": "input_tokens", "code": 400}),
    "too-long-max-tokens": ("'max_tokens' or 'max_completion_tokens' is too large: 1024. This model's maximum context length is 4096 tokens and your request has 4000 "
                            "input tokens (1024 > 4096 - 4000).", {"type": "BadRequestError", "param": "max_tokens", "code": 400}),
    "too-long-openai": ("This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens. Please reduce the length of the messages.",
                        {"type": "invalid_request_error", "param": "messages", "code": "context_length_exceeded"}),
    "too-long-llama": ("request (5000 tokens) exceeds the available context size (4096 tokens), try increasing it",
                       {"type": "exceed_context_size_error", "code": 400, "n_prompt_tokens": 5000, "n_ctx": 4096}),
}


def dump(value):
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogateescape")


def key_of(text):
    """By what /__counts names a prompt: of a chat, its last user message; of tokens, their JSON."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def text_of(body):
    """What a request is about, to draw its faults and to count it by."""
    if not isinstance(body, dict):
        return ""
    if "messages" in body:
        return "\n".join(str(message.get("content")) for message in body["messages"])
    value = body.get("prompt", body.get("content", body.get("tokens", "")))
    return value if isinstance(value, str) else json.dumps(value)


class Gone(Exception):
    """The connection is over."""


class Connection:
    """HTTP/1.1 on one connection, and every way to break it."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer
        self.reset_at_next = False

    async def request(self):
        line = await self.reader.readline()
        if not line:
            raise Gone
        if self.reset_at_next:
            self.reset()
        method, path, _ = line.decode("latin-1").split(" ", 2)
        headers = {}
        while (line := await self.reader.readline()) not in (b"\r\n", b"\n", b""):
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.strip().lower()] = value.strip()
        if headers.get("expect"):
            self.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = await self.reader.readexactly(int(headers.get("content-length", 0)))
        return method, path, headers, body

    async def send(self, *pieces, pause=None):
        for piece in pieces:
            self.writer.write(piece)
            if pause is not None:
                await self.writer.drain()
                await asyncio.sleep(pause)
        await self.writer.drain()

    def reset(self):
        if not self.writer.is_closing():  # else the client was faster
            self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.writer.transport.abort()
        raise Gone

    def close(self):
        self.writer.close()
        raise Gone

    async def until_client_leaves(self):
        while await self.reader.read(4096):
            pass
        self.close()


def head(status, kind, *, length=None, more=()):
    lines = [f"HTTP/1.1 {status} {STATUS.get(status, 'Status')}", f"Content-Type: {kind}"]
    lines += [f"Content-Length: {length}"] if length is not None else ["Transfer-Encoding: chunked"]
    return ("\r\n".join([*lines, *(f"{name}: {value}" for name, value in more)]) + "\r\n\r\n").encode("latin-1")


def chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


class Server:
    def __init__(self, args):
        self.args = args
        self.like = imitations.IMITATIONS[args.like](args.models, args.context, args.key, args.lacks)
        self.routes = self.like.routes()
        self.asked = collections.Counter()
        self.answered = collections.Counter()  # whole answers to a text, however they were clothed
        self.faults = collections.Counter()
        self.paths = collections.Counter()
        self.row = collections.Counter()  # faults in a row that a text met
        self.tries = collections.Counter()
        self.in_flight = self.most_in_flight = self.authorized = self.double_bos = self.connections = self.proxied = self.done = 0
        self.storm_until = 0.0

    # --- what is told of it ---

    def counts(self):
        return {"paths": self.paths, "asked": self.asked, "answered": self.answered, "faults": self.faults, "authorized": self.authorized,
                "most_in_flight": self.most_in_flight, "in_flight": self.in_flight, "double_bos": self.double_bos, "connections": self.connections,
                "proxied": self.proxied, "billed": self.like.billed}

    # --- one connection ---

    async def serve(self, reader, writer):
        self.connections += 1
        connection = Connection(reader, writer)
        try:
            while True:
                method, path, headers, raw = await connection.request()
                if path.startswith("/__"):
                    await self.control(connection, path, raw)
                    continue
                await self.handle(connection, method, path, headers, raw)
                if headers.get("connection", "").lower() == "close":
                    connection.close()
        except (Gone, ConnectionError, asyncio.IncompleteReadError, ValueError):
            writer.close()

    async def control(self, connection, path, raw):
        if path == "/__set":
            for name, value in json.loads(raw).items():
                setattr(self.args, name, value)
            self.like.key = self.args.key
        await self.send_whole(connection, 200, dump(self.counts()))

    async def handle(self, connection, method, path, headers, raw):
        if method == "CONNECT":
            return await self.connect(connection, path)
        if path.startswith("http://"):
            self.proxied += 1
            path = "/" + path.split("/", 3)[3]
        path, _, query = path.partition("?")
        connection.authorization = headers.get("authorization", "")
        self.paths[f"{method} {path}"] += 1
        # Only what this test calls a key is told; whoever reads the counts sees no more than a number.
        self.authorized += any(name in headers for name in ("authorization", "api-key", "x-api-key", "x-secret"))
        if self.args.redirect:
            return await self.send_whole(connection, 307, b"", more=[("Location", self.args.redirect + path)])
        if self.args.key and self.like.is_guarded(path) and not self.like.is_authorized(headers):
            return await self.send_answer(connection, self.like.unauthorized(headers.get("authorization", "")))
        if self.args.loading > 0:
            self.args.loading -= 1
            return await self.send_answer(connection, self.like.error(503, "Loading model", "unavailable_error"))
        if status := self.args.get_status if method == "GET" else self.args.post_status:
            return await self.send_answer(connection, self.like.error(status, f"status {status} by order", "error"))
        route = self.routes.get((method, path))
        if route is None or not query.startswith(self.args.query):
            return await self.send_answer(connection, imitations.Answer({"detail": "Not Found"}, 404))
        if method == "GET":
            return await self.send_answer(connection, route({}, ""))
        try:
            body = json.loads(raw)
        except ValueError:
            return await self.send_answer(connection, self.like.error(400, "the body is no JSON", "BadRequestError"))
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            await self.post(connection, path, body, route)
        finally:
            self.in_flight -= 1

    async def connect(self, connection, target):
        """The way through to a server on this machine."""
        self.proxied += 1
        reader, writer = await asyncio.open_connection("127.0.0.1", int(target.rpartition(":")[2]))
        await connection.send(b"HTTP/1.1 200 Connection established\r\n\r\n")

        async def pass_on(source, sink):
            while data := await source.read(1 << 16):
                sink.write(data)
                await sink.drain()
            sink.close()

        await asyncio.gather(pass_on(connection.reader, writer), pass_on(reader, connection.writer))
        raise Gone

    async def post(self, connection, path, body, route):
        text = text_of(body)
        name = key_of(text)
        is_text = path.endswith(("/completions", "/completion"))
        if is_text:
            self.asked[name] += 1
            self.note_bos(body.get("prompt"))
        if self.args.slots and self.in_flight > self.args.slots:
            return await self.refuse(connection, 429)
        if self.args.latency and is_text:
            await asyncio.sleep(self.args.latency / 1000)
        kind = self.fault(path, text)
        twist = kind if kind in TWISTS else ""
        answer = route(body, twist)
        if kind and is_text:
            self.faults[kind] += 1
        is_whole = kind in ("", *HARMLESS, "reset-next")
        self.row[path + name] = 0 if is_whole else self.row[path + name] + 1
        if is_whole and is_text and answer.status == 200:
            self.answered[name] += 1
        await self.deliver(connection, kind, answer, path)
        self.done += is_text
        if self.args.die_after and self.done >= self.args.die_after:
            await asyncio.sleep(0.01)
            os._exit(9)

    def note_bos(self, prompt):
        if isinstance(prompt, list) and prompt and isinstance(prompt[0], int):
            self.double_bos += prompt.count(imitations.toy.BOS) > 1

    def fault(self, path, text):
        """The kind of fault that this request meets, or ""."""
        args = self.args
        tries = self.tries[path + text]
        self.tries[path + text] += 1
        if isinstance(text, str) and (marked := re.search(r"FAULT=([a-z0-9-]+)(?:\*(\d+))?", self.plain(text))):
            is_text = path.endswith(("/completions", "/completion"))
            return marked[1] if is_text and tries < int(marked[2] or 1 << 30) else ""
        if not args.faults or self.row[path + key_of(text)] >= args.most:
            return ""
        if asyncio.get_running_loop().time() < self.storm_until:
            return "storm"
        number = int.from_bytes(hashlib.sha256(f"{args.seed} {path} {tries} {text}".encode("utf-8", "surrogateescape")).digest()[:8], "big")
        if number / 2**64 >= args.faults:
            return ""
        return args.kinds[number % 9973 % len(args.kinds)]

    def plain(self, text):
        """Tokens are read back, so that a mark is seen in them as well."""
        if text.startswith("["):
            try:
                parts = json.loads(text)
            except ValueError:
                return text
            return "".join(part if isinstance(part, str) else imitations.toy.detokenize([part]) for part in parts)
        return text

    # --- answers, and what becomes of them ---

    async def send_whole(self, connection, status, data, kind="application/json", more=()):
        await connection.send(head(status, kind, length=len(data), more=more) + data)

    async def send_answer(self, connection, answer):
        if answer.events is None:
            data = b"" if answer.body is None else dump(answer.body)
            return await self.send_whole(connection, answer.status, data, more=answer.headers.items())
        await connection.send(head(200, "text/event-stream; charset=utf-8"), *map(chunk, self.wire(answer)), b"0\r\n\r\n")

    def wire(self, answer, end="\n"):
        return [f"data: {event}{end}{end}".encode("utf-8", "surrogateescape") for event in answer.events]

    async def refuse(self, connection, status, message="too many requests"):
        wait = self.args.retry_after[self.faults[str(status)] % len(self.args.retry_after)]
        more = [] if wait == "" else [("Retry-After", wait)]
        await self.send_whole(connection, status, dump({"error": {"message": message, "type": "overloaded", "param": None, "code": status}}), more=more)

    async def deliver(self, connection, kind, answer, path):
        """Sends the answer, or what the fault makes of it."""
        special = getattr(self, "fault_" + kind.replace("-", "_"), None) if kind else None
        if special:
            await special(connection, answer)
        elif kind in TOO_LONG:
            message, more = TOO_LONG[kind]
            await self.send_whole(connection, 400, dump({"error": {"message": message, **more}}))
        elif kind.isdigit():
            await self.send_whole(connection, int(kind), dump({"error": {"message": f"status {kind} by order", "type": "error", "param": None, "code": int(kind)}}))
        else:
            await self.send_answer(connection, answer)  # none, or a twist that is in the answer already

    async def fault_reset(self, connection, _):
        connection.reset()

    async def fault_reset_next(self, connection, answer):
        connection.reset_at_next = True
        await self.send_answer(connection, answer)

    async def send_half(self, connection, answer):
        if answer.events is None:
            data = dump(answer.body)
            return await connection.send(head(200, "application/json", length=len(data)), data[: len(data) // 2])
        pieces = [chunk(piece) for piece in self.wire(answer)]
        await connection.send(head(200, "text/event-stream"), *pieces[: len(pieces) // 2], pieces[len(pieces) // 2][:9])

    async def fault_half(self, connection, answer):
        await self.send_half(connection, answer)
        connection.close()

    async def fault_half_reset(self, connection, answer):
        await self.send_half(connection, answer)
        await asyncio.sleep(0.01)  # else the reset overtakes what was sent
        connection.reset()

    async def fault_stall(self, connection, answer):
        await self.send_half(connection, answer)
        await connection.until_client_leaves()

    async def fault_hang(self, connection, _):
        await connection.until_client_leaves()

    async def fault_no_done(self, connection, answer):
        """A stream that ends in good order, but too early: without a finish."""
        if answer.events is None:
            return await self.fault_half(connection, answer)
        pieces = self.wire(answer)
        await connection.send(head(200, "text/event-stream"), *map(chunk, pieces[: len(pieces) // 3 + 1]), b"0\r\n\r\n")

    async def fault_429(self, connection, _):
        self.storm_until = max(self.storm_until, asyncio.get_running_loop().time() + (STORM if self.args.faults else 0))
        await self.refuse(connection, 429)

    async def fault_storm(self, connection, _):
        await self.refuse(connection, 429)

    async def fault_503(self, connection, _):
        await self.refuse(connection, 503, "the engine is overloaded")

    async def fault_html_200(self, connection, _):
        await self.send_whole(connection, 200, PAGE.encode(), "text/html")

    async def fault_html_502(self, connection, _):
        await self.send_whole(connection, 502, PAGE.encode(), "text/html")

    async def fault_html_403(self, connection, _):
        """A gateway's filter, which answers in the server's place."""
        await self.send_whole(connection, 403, PAGE.replace("502 Bad Gateway", "403 Forbidden").encode(), "text/html")

    async def fault_error_200(self, connection, answer):
        body = {"error": {"message": "the engine has died", "type": "InternalServerError", "param": None, "code": 500}}
        await self.send_answer(connection, imitations.Answer(body, events=None if answer.events is None else [json.dumps(body), "[DONE]"]))

    async def fault_error_stream(self, connection, answer):
        """As vLLM tells an error once it has begun: an event among the others."""
        if answer.events is None:
            return await self.fault_error_200(connection, answer)
        error = json.dumps({"error": {"message": "EngineCore encountered an issue", "type": "InternalServerError", "param": None, "code": 500}})
        await self.send_answer(connection, imitations.Answer(None, events=[*answer.events[: len(answer.events) // 2], error, "[DONE]"]))

    async def fault_long_length(self, connection, answer):
        """The length promises more than comes."""
        data = dump(answer.body) if answer.events is None else b"".join(self.wire(answer)[:-2])
        kind = "application/json" if answer.events is None else "text/event-stream"
        await connection.send(head(200, kind, length=len(data) + 100), data)
        connection.close()

    async def fault_short_length(self, connection, answer):
        data = dump(answer.body) if answer.events is None else b"".join(self.wire(answer))
        kind = "application/json" if answer.events is None else "text/event-stream"
        await connection.send(head(200, kind, length=len(data) * 2 // 3) + data)

    async def fault_wrong_json(self, connection, answer):
        if answer.events is None:
            return await self.send_whole(connection, 200, dump(answer.body)[:-9])
        middle = len(answer.events) // 2
        await self.send_answer(connection, imitations.Answer(None, events=[*answer.events[:middle], answer.events[middle][:-7], *answer.events[middle + 1:]]))

    async def fault_deep_json(self, connection, answer):
        if answer.events is None:
            return await self.send_whole(connection, 200, ('{"choices": ' + DEEP + "}").encode())
        await self.send_answer(connection, imitations.Answer(None, events=['{"choices": ' + DEEP + "}", *answer.events]))

    async def fault_not_http(self, connection, _):
        await connection.send(b"\x15\x03\x01\x00\x02\x02\x46 this is not HTTP\r\n\r\n")
        connection.close()

    async def fault_drip(self, connection, answer):
        if answer.events is None:
            data = dump(answer.body)
            data = head(200, "application/json", length=len(data)) + data
        else:
            data = head(200, "text/event-stream") + b"".join(map(chunk, self.wire(answer))) + b"0\r\n\r\n"
        step = len(data) // 40 + 1
        await connection.send(*(data[at: at + step] for at in range(0, len(data), step)), pause=0.002)

    async def fault_comments(self, connection, answer):
        if answer.events is None:
            return await self.send_answer(connection, answer)
        odd = [b": ping\n\n", b"\n", b"retry: 1000\n\n"]
        pieces = [b":" + b" " * 2048 + b"\n\n"]
        for number, piece in enumerate(self.wire(answer)):
            pieces += [odd[number % 3], b"event: message\nid: %d\n" % number + piece]
        await connection.send(head(200, "text/event-stream"), *map(chunk, pieces), b"0\r\n\r\n")

    async def fault_crlf(self, connection, answer):
        if answer.events is None:
            return await self.send_answer(connection, answer)
        await connection.send(head(200, "text/event-stream"), *map(chunk, self.wire(answer, "\r\n")), b"0\r\n\r\n")

    async def fault_close(self, connection, answer):
        """A kept connection that is not kept after all."""
        await self.send_answer(connection, answer)
        connection.close()

    async def fault_filter_400(self, connection, _):
        await self.send_answer(connection, self.like.filtered())

    async def fault_401(self, connection, _):
        await self.send_answer(connection, self.like.unauthorized(""))

    async def fault_hostile_400(self, connection, _):
        """A message that would take a terminal over, and would fill it."""
        await self.send_whole(connection, 400, dump({"error": {"message": "\x1b[2J\x1b]0;mine\x07 by order " + "x" * 200000, "type": "error", "code": 400}}))

    async def fault_flood(self, connection, answer):
        """A text without end."""
        piece = {"choices": [{"index": 0, "text": "x" * 8000, "delta": {"content": "x" * 8000}, "finish_reason": None}], "content": "x" * 8000, "stop": False}
        data = chunk(f"data: {json.dumps(piece)}\n\n".encode())
        await connection.send(head(200, "text/event-stream"))
        while True:
            await connection.send(data)

    async def fault_repeat_400(self, connection, _):
        """What it got, behind many words."""
        message = "by order " + "x" * 260 + " " + connection.authorization
        await self.send_whole(connection, 400, dump({"error": {"message": message, "type": "error", "code": 400}}))

    async def fault_repeat_text(self, connection, answer):
        answer.events = [event.replace("One", connection.authorization) for event in answer.events]
        await self.send_answer(connection, answer)

    async def fault_sure(self, connection, answer):
        """Log-probabilities that are none."""
        text = re.sub(r'("logprob": |"(?:token_id:)?[^" ]*": )-[0-9.e-]+', r"\g<1>900", json.dumps(answer.body))
        await self.send_whole(connection, 200, text.encode())

    async def fault_redirect(self, connection, _):
        await self.send_whole(connection, 307, b"", more=[("Location", "http://127.0.0.1:9/elsewhere")])


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words = lambda text: text.split(",")
    parser.add_argument("--like", choices=list(imitations.IMITATIONS), default="openai")
    parser.add_argument("--models", type=words, default=["toy"], help="the names that it offers, with commas between them")
    parser.add_argument("--context", type=int, default=1 << 15, help="tokens that prompt and text may have")
    parser.add_argument("--key", default="", help="every request must bring it")
    parser.add_argument("--lacks", type=words, default=[], help="what it does not take: logprobs, logprobs-403, schema, choices, form (a schema changes nothing), temperature, max_tokens, more-logprobs")
    parser.add_argument("--faults", type=float, default=0.0, help="share of the requests that meet a fault")
    parser.add_argument("--kinds", type=words, default=[*TRANSIENT, *HARMLESS])
    parser.add_argument("--most", type=int, default=3, help="faults in a row that a text meets at most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--latency", type=float, default=0, help="milliseconds before each text")
    parser.add_argument("--slots", type=int, default=0, help="requests at once; 429 for what is above")
    parser.add_argument("--retry-after", type=words, default=["0", "0", "", "1"], help="what a 429 or 503 asks for, by turns")
    parser.add_argument("--redirect", default="", help="every request is sent on to this address")
    parser.add_argument("--die-after", type=int, default=0, help="end without a word after so many texts")
    parser.add_argument("--loading", type=int, default=0, help="so many requests meet a server that still loads its model")
    parser.add_argument("--get-status", type=int, default=0, help="the answer to every GET")
    parser.add_argument("--post-status", type=int, default=0, help="the answer to every POST")
    parser.add_argument("--query", default="", help="with what the query of every request must begin")
    parser.add_argument("--tls", default="", help="speak TLS, with the key and certificate of this file")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--list", action="store_true", help="name the kinds of faults")
    args = parser.parse_args()
    unknown = set(args.kinds) - {*TRANSIENT, *HARMLESS, *LASTING}
    if unknown:
        parser.error(f"no such kind: {', '.join(sorted(unknown))}")
    return args


async def main():
    args = arguments()
    if args.list:
        for title, kinds in (("transient", TRANSIENT), ("harmless", HARMLESS), ("lasting", LASTING)):
            print(f"{title}: {' '.join(kinds)}")
        return
    logging.getLogger("asyncio").setLevel(logging.ERROR)  # clients that leave are no news here
    tls = None
    if args.tls:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(args.tls)
    listener = await asyncio.start_server(Server(args).serve, "127.0.0.1", args.port, limit=1 << 20, backlog=1024, ssl=tls)
    print(listener.sockets[0].getsockname()[1], flush=True)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, lambda: os._exit(0))
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
