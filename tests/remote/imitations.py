"""What an OpenAI-compatible server, vLLM (0.16) and llama-server answer, in their own words, with the toy model behind.

Each imitation takes a request (method, path, body) and gives an Answer; it knows nothing of HTTP or of faults.
"""
import dataclasses, json, time

import toy_model as toy

CREATED = 1700000000


@dataclasses.dataclass
class Answer:
    body: object  # the JSON of the whole answer
    status: int = 200
    events: list = None  # instead of `body`: the data of each server-sent event, as text
    headers: dict = dataclasses.field(default_factory=dict)


@dataclasses.dataclass
class Ask:
    """A request for a text, whatever route it came by."""
    prompt: str
    prompt_tokens: int
    max_tokens: int
    stream: bool = False
    usage: bool = False  # a last event that tells it
    logprobs: int = -1  # so many alternatives; -1: none
    as_ids: bool = False  # tokens are named "token_id:7"
    schema: dict = None
    choices: list = None
    prompt_ids: list = None
    prompt_logprobs: int = -1
    ignore_eos: bool = False


@dataclasses.dataclass
class Reply:
    """What the model says to it. `twist`: how a server may answer oddly, and yet well-formed."""
    tokens: list
    finish: str
    ask: Ask
    twist: str = ""

    def pieces(self):
        """The tokens in portions for events, each with its text; characters are never cut."""
        portion = []
        for token in self.tokens:
            portion.append(token)
            raw = b"".join(map(toy.piece_of, portion))
            try:
                text = raw.decode("utf-8")
            except UnicodeDecodeError:
                continue
            if len(portion) >= toy.EVENT:
                yield portion, text
                portion = []
        if portion:
            yield portion, b"".join(map(toy.piece_of, portion)).decode("utf-8", "surrogateescape")

    def text(self):
        return "".join(text for _, text in self.pieces())


def answer_of_model(ask, twist):
    if twist == "no-logprobs":
        ask = dataclasses.replace(ask, logprobs=-1)
    if ask.choices:
        text = ask.choices[toy.draw(ask.prompt, len(ask.choices))]
    elif ask.schema:
        text = json.dumps(toy.fill(ask.schema, ask.prompt), ensure_ascii=False)
    elif ask.max_tokens <= 1:
        return Reply([toy.Next(ask.prompt).best()][: ask.max_tokens], "length", ask, twist)
    else:
        text = toy.write(ask.prompt)
    if twist == "utf8":  # behind what a grammar holds: what comes before would change it
        text = text + " A\udcff\udcc3." if ask.choices or ask.schema else "A\udcff\udcc3. " + text
    if twist == "empty-text":
        text = ""
    if twist == "content-filter":
        text = "One is"
    tokens = toy.tokenize(text)
    if ask.ignore_eos:
        tokens = (tokens * (1 + ask.max_tokens // max(1, len(tokens))))[: ask.max_tokens]
    if len(tokens) > ask.max_tokens or ask.ignore_eos:
        return Reply(tokens[: ask.max_tokens], "length", ask, twist)
    return Reply(tokens, "content_filter" if twist == "content-filter" else "stop", ask, twist)


def spelled(token):
    return toy.piece_of(token).decode("utf-8", "replace")


class OpenAi:
    """The API as OpenAI documents it; nothing of any server's own."""
    name = "openai"

    def __init__(self, models, context, key, lacks=()):
        self.models, self.context, self.key, self.lacks = models, context, key, lacks
        self.billed = {"prompt": 0, "completion": 0}

    # --- routes ---

    def routes(self):
        return {("GET", "/v1/models"): self.list_models, ("POST", "/v1/completions"): self.completions,
                ("POST", "/v1/chat/completions"): self.chat}

    def is_guarded(self, path):
        return True

    def is_authorized(self, headers):
        return headers.get("authorization") == f"Bearer {self.key}"

    def list_models(self, _, __):
        return Answer({"object": "list", "data": [self.card(name) for name in self.models]})

    def card(self, name):
        return {"id": name, "object": "model", "created": CREATED, "owned_by": "system"}

    def completions(self, body, twist):
        prompt = body.get("prompt", "")
        ids = prompt if isinstance(prompt, list) else None
        if ids and isinstance(ids[0], str):
            prompt, ids = ids[0], None
        text = toy.detokenize(ids) if ids is not None else prompt
        ask = Ask(text, len(ids) if ids is not None else len(toy.tokenize(text)) + 1, self.limit(body, 16), **self.common(body))
        count = body.get("logprobs")
        ask.logprobs = count if count is not None else -1
        ask.prompt_ids = ids
        return self.reply(body, ask, twist, self.text_body, self.text_events)

    def chat(self, body, twist):
        open_end = bool(body.get("continue_final_message"))
        text = toy.render_chat(body.get("messages", []), not open_end)
        ask = Ask(text, len(toy.tokenize(text)), self.limit(body, 4096), **self.common(body))
        ask.logprobs = (body.get("top_logprobs") or 0) if body.get("logprobs") else -1
        return self.reply(body, ask, twist, self.chat_body, self.chat_events)

    def limit(self, body, usual):
        value = body.get("max_completion_tokens", body.get("max_tokens"))
        return usual if value is None else value

    def common(self, body):
        form = {} if "form" in self.lacks else body.get("response_format") or {}
        return {"stream": bool(body.get("stream")), "usage": bool((body.get("stream_options") or {}).get("include_usage")),
                "schema": (form.get("json_schema") or {}).get("schema")}

    def reply(self, body, ask, twist, whole, events):
        model = body.get("model")
        if model not in self.models:
            return self.unknown_model(model)
        if refused := self.refused(body, ask):
            return refused
        if self.is_too_long(ask):
            return self.too_long(ask)
        reply = answer_of_model(ask, twist)
        self.billed["prompt"] += ask.prompt_tokens
        self.billed["completion"] += len(reply.tokens)
        return Answer(None, events=events(reply)) if ask.stream else Answer(whole(reply))

    def refused(self, body, ask):
        """In OpenAI's own words, where they are known."""
        if ask.logprobs >= 0 and "logprobs" in self.lacks:
            return self.error(400, "logprobs is not supported by this model", "invalid_request_error")
        if ask.logprobs >= 0 and "logprobs-403" in self.lacks:
            return self.error(403, "You are not allowed to request logprobs from this model.", "invalid_request_error")
        if ask.choices and "choices" in self.lacks:
            return self.error(400, "guided decoding (structured_outputs, response_format) is disabled on this server", "BadRequestError")
        if ask.schema and "schema" in self.lacks:
            return self.error(400, "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.", "invalid_request_error", param="response_format")
        if "temperature" in self.lacks and body.get("temperature", 1) != 1:
            return self.error(400, f"Unsupported value: 'temperature' does not support {body['temperature']} with this model. Only the default (1) value is supported.",
                              "invalid_request_error", "unsupported_value", "temperature")
        if "temperature" in self.lacks and "top_p" in body:
            return self.error(400, "Unsupported parameter: 'top_p' is not supported with this model.", "invalid_request_error", "unsupported_parameter", "top_p")
        if "max_tokens" in self.lacks and "max_tokens" in body:
            return self.error(400, "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.", "invalid_request_error",
                              "unsupported_parameter", "max_tokens")
        return None

    # --- shapes ---

    def head(self, kind, with_id):
        return {"id": with_id, "object": kind, "created": CREATED, "model": self.models[0]}

    def usage(self, reply):
        prompt, written = reply.ask.prompt_tokens, len(reply.tokens)
        return {"prompt_tokens": prompt, "completion_tokens": written, "total_tokens": prompt + written,
                "prompt_tokens_details": {"cached_tokens": 16 * (prompt // 32)}}

    def text_logprobs(self, reply, tokens, before):
        if reply.ask.logprobs < 0:
            return None
        word = (lambda token: f"token_id:{token}") if reply.ask.as_ids else spelled
        tops, own, offsets, at = [], [], [], before
        for token in tokens:
            following = toy.Next(reply.ask.prompt.encode("utf-8", "surrogateescape") + at)
            own.append(following.logprob(token))
            tops.append({word(t): p for t, p in [*following.top(reply.ask.logprobs), (token, following.logprob(token))]})
            offsets.append(len(at))
            at += toy.piece_of(token)
        return {"text_offset": offsets, "token_logprobs": own, "tokens": [word(token) for token in tokens], "top_logprobs": tops}

    def chat_logprobs(self, reply, tokens, before):
        if reply.ask.logprobs < 0:
            return None
        content, at = [], before
        for token in tokens:
            following = toy.Next(reply.ask.prompt.encode("utf-8", "surrogateescape") + at)
            entry = lambda t, p: {**self.named(t), "logprob": p, "bytes": list(toy.piece_of(t))}
            content.append({**entry(token, following.logprob(token)), "top_logprobs": [entry(t, p) for t, p in following.top(reply.ask.logprobs)]})
            at += toy.piece_of(token)
        return {"content": content}

    def named(self, token):
        return {"token": spelled(token)}

    def text_body(self, reply):
        choice = {"index": 0, "text": reply.text(), "logprobs": self.text_logprobs(reply, reply.tokens, b""), "finish_reason": reply.finish}
        return {**self.head("text_completion", "cmpl-1"), "choices": [] if reply.twist == "empty-choices" else [choice], "usage": self.usage(reply)}

    def chat_body(self, reply):
        message = {"role": "assistant", "content": reply.text(), "refusal": None}
        if reply.twist == "refusal":
            message = {"role": "assistant", "content": None, "refusal": "I can't help with that."}
        choice = {"index": 0, "message": message, "logprobs": self.chat_logprobs(reply, reply.tokens, b""), "finish_reason": reply.finish}
        return {**self.head("chat.completion", "chatcmpl-1"), "choices": [] if reply.twist == "empty-choices" else [choice], "usage": self.usage(reply)}

    def stream(self, reply, head, portions):
        """`portions`: choices, the last of which says the finish. Those that may come twice without a change of meaning do, if asked."""
        twice = lambda event: [event] * (2 if reply.twist == "double" else 1)
        dump = lambda **more: json.dumps({**head, **more}, ensure_ascii=False)
        events = []
        for number, choice in enumerate(portions):
            if reply.twist == "empty-choices":
                break
            empty = not (choice.get("text") or (choice.get("delta") or {}).get("content"))
            event = dump(choices=[choice])
            events += twice(event) if empty and number in (0, len(portions) - 1) else [event]
        if reply.ask.usage:
            events += twice(dump(choices=[], usage=self.usage(reply)))
        return events + twice("[DONE]")

    def text_events(self, reply):
        portions, before = [], b""
        for tokens, text in reply.pieces():
            portions.append({"index": 0, "text": text, "logprobs": self.text_logprobs(reply, tokens, before), "finish_reason": None})
            before += b"".join(map(toy.piece_of, tokens))
        portions.append({"index": 0, "text": "", "logprobs": None, "finish_reason": reply.finish})
        return self.stream(reply, self.head("text_completion", "cmpl-1"), portions)

    first_content = ""  # of a chat's first event, beside the role

    def chat_events(self, reply):
        portions, before = [{"index": 0, "delta": {"role": "assistant", "content": self.first_content}, "logprobs": None, "finish_reason": None}], b""
        if reply.twist == "refusal":
            portions.append({"index": 0, "delta": {"refusal": "I can't help with that."}, "logprobs": None, "finish_reason": None})
        else:
            for tokens, text in reply.pieces():
                portions.append({"index": 0, "delta": {"content": text}, "logprobs": self.chat_logprobs(reply, tokens, before), "finish_reason": None})
                before += b"".join(map(toy.piece_of, tokens))
        portions.append({"index": 0, "delta": {}, "logprobs": None, "finish_reason": reply.finish})
        return self.stream(reply, self.head("chat.completion.chunk", "chatcmpl-1"), portions)

    # --- errors ---

    def error(self, status, message, kind, code=None, param=None):
        return Answer({"error": {"message": message, "type": kind, "param": param, "code": code}}, status)

    def unknown_model(self, model):
        return self.error(404, f"The model `{model}` does not exist or you do not have access to it.", "invalid_request_error", "model_not_found")

    def unauthorized(self, received):
        """Shows what was received: the real one stars most of it out, a proxy of one's own may not."""
        return self.error(401, f"Incorrect API key provided: {received.removeprefix('Bearer ')}. You can find your API key at https://platform.openai.com/account/api-keys.", "invalid_request_error", "invalid_api_key")

    def is_too_long(self, ask):
        return ask.prompt_tokens + ask.max_tokens > self.context

    def too_long(self, ask):
        message = (f"This model's maximum context length is {self.context} tokens. However, you requested {ask.prompt_tokens + ask.max_tokens} tokens "
                   f"({ask.prompt_tokens} in the messages, {ask.max_tokens} in the completion). Please reduce the length of the messages or completion.")
        return self.error(400, message, "invalid_request_error", "context_length_exceeded", "messages")

    def overloaded(self):
        return self.error(429, "Rate limit reached for requests", "requests", "rate_limit_exceeded")

    def filtered(self):
        """Azure's way of a refusal."""
        message = "The response was filtered due to the prompt triggering Azure OpenAI's content management policy."
        return self.error(400, message, None, "content_filter", "prompt")


class Vllm(OpenAi):
    name = "vllm"
    most_logprobs = 3  # where it lacks more than a few (--max-logprobs)

    def refused(self, body, ask):
        if "more-logprobs" in self.lacks and ask.logprobs > self.most_logprobs:
            return self.error(400, f"Requested sample logprobs of {ask.logprobs}, which is greater than max allowed: {self.most_logprobs}", "BadRequestError")
        return super().refused(body, ask)

    def routes(self):
        return {**super().routes(), ("GET", "/version"): lambda *_: Answer({"version": "0.16.0"}), ("GET", "/health"): lambda *_: Answer(None),
                ("POST", "/tokenize"): self.tokenize, ("POST", "/detokenize"): lambda body, _: Answer({"prompt": toy.detokenize(body["tokens"])})}

    def is_guarded(self, path):
        return path.startswith("/v1")

    def card(self, name):
        return {"id": name, "object": "model", "created": CREATED, "owned_by": "vllm", "root": "/models/" + name, "parent": None,
                "max_model_len": self.context, "permission": []}

    def tokenize(self, body, _):
        if "messages" in body:
            text = toy.render_chat(body["messages"], not body.get("continue_final_message"))
            tokens = ([toy.BOS] if body.get("add_special_tokens", False) else []) + toy.tokenize(text)
        else:
            tokens = ([toy.BOS] if body.get("add_special_tokens", True) else []) + toy.tokenize(body["prompt"])
        return Answer({"count": len(tokens), "max_model_len": self.context, "tokens": tokens, "token_strs": None})

    def common(self, body):
        wanted = body.get("structured_outputs") or {}
        more = {"choices": wanted.get("choice"), "as_ids": bool(body.get("return_tokens_as_token_ids")), "ignore_eos": bool(body.get("ignore_eos"))}
        given = super().common(body)
        given["schema"] = given["schema"] or wanted.get("json")
        count = body.get("prompt_logprobs")
        return {**given, **more, "prompt_logprobs": -1 if count is None else count}

    def usage(self, reply):
        told = super().usage(reply)
        if not told["prompt_tokens_details"]["cached_tokens"]:
            told["prompt_tokens_details"] = None
        return told

    def text_body(self, reply):
        whole = super().text_body(reply)
        if whole["choices"]:
            whole["choices"][0].update(stop_reason=None, token_ids=None, prompt_logprobs=self.prompt_logprobs(reply.ask), prompt_token_ids=None)
        return whole

    def prompt_logprobs(self, ask):
        if ask.prompt_logprobs < 0:
            return None
        tokens = ask.prompt_ids or toy.tokenize(ask.prompt)
        rows, before = [None], toy.piece_of(tokens[0])
        for token in tokens[1:]:
            following = toy.Next(before)
            ranked = [*enumerate(following.top(ask.prompt_logprobs), 1), (len(following.favoured) + 1, (token, following.logprob(token)))]
            rows.append({str(t): {"logprob": p, "rank": rank, "decoded_token": spelled(t)} for rank, (t, p) in reversed(ranked)})
            before += toy.piece_of(token)
        return rows

    def text_events(self, reply):
        return self.join_finish(reply, super().text_events(reply), {"usage": None} if reply.ask.usage else {})

    def chat_events(self, reply):
        return self.join_finish(reply, super().chat_events(reply), {})

    def join_finish(self, reply, events, more):
        """The finish stands in the event of the last text, as vLLM does it. `more`: what all events but the last have."""
        parsed = [json.loads(event) for event in events if event != "[DONE]"]
        parsed = [{**event, **more} if event["choices"] else event for event in parsed]
        at = next((n for n, event in enumerate(parsed) if event["choices"] and event["choices"][0]["finish_reason"]), 0)
        has_text = at > 0 and (parsed[at - 1]["choices"][0].get("text") or parsed[at - 1]["choices"][0].get("delta", {}).get("content"))
        if has_text and reply.twist != "double":
            parsed[at - 1]["choices"][0].update(finish_reason=parsed[at]["choices"][0]["finish_reason"], stop_reason=None)
            del parsed[at]
        return [*(json.dumps(event, ensure_ascii=False) for event in parsed), *(event for event in events if event == "[DONE]")]

    def error(self, status, message, kind, code=None, param=None):
        return Answer({"error": {"message": message, "type": kind, "param": param, "code": status}}, status)

    def unknown_model(self, model):
        return self.error(404, f"The model `{model}` does not exist.", "NotFoundError", param="model")

    def unauthorized(self, _):
        return Answer({"error": "Unauthorized"}, 401)

    def too_long(self, ask):
        if ask.max_tokens > self.context:  # the missing space is vLLM's own
            message = f"max_tokens={ask.max_tokens}cannot be greater than max_model_len=max_total_tokens={self.context}. Please request fewer output tokens. (parameter=max_tokens, value={ask.max_tokens})"
            return self.error(400, message, "BadRequestError", param="max_tokens")
        most = self.context - ask.max_tokens  # vLLM counts one further at most: what it tells is not the prompt's size
        told = min(ask.prompt_tokens, most + 1)
        message = (f"You passed {told} input tokens and requested {ask.max_tokens} output tokens. However, the model's context length is only {self.context} tokens, resulting in a "
                   f"maximum input length of {most} tokens. Please reduce the length of the input prompt. (parameter=input_tokens, value={told})")
        return self.error(400, message, "BadRequestError", param="input_tokens")


class LlamaServer(OpenAi):
    name = "llama-server"
    first_content = None

    def routes(self):
        native = {("GET", "/props"): self.props, ("GET", "/health"): lambda *_: Answer({"status": "ok"}), ("GET", "/models"): self.list_models,
                  ("POST", "/tokenize"): self.tokenize, ("POST", "/apply-template"): self.apply_template, ("POST", "/completion"): self.completion,
                  ("POST", "/detokenize"): lambda body, _: Answer({"content": toy.detokenize(body["tokens"])})}
        return {**super().routes(), **native}

    def is_guarded(self, path):
        return path not in ("/health", "/v1/health")

    def card(self, name):
        return {"id": name, "aliases": [], "tags": [], "object": "model", "created": int(time.time()), "owned_by": "llamacpp",
                "meta": {"vocab_type": 2, "n_vocab": toy.VOCABULARY, "n_ctx": self.context, "n_ctx_train": self.context, "n_params": 1, "size": 1}}

    def props(self, _, __):
        return Answer({"default_generation_settings": {"params": {}, "n_ctx": self.context}, "total_slots": 4, "model_alias": self.models[0],
                       "model_path": f"/models/{self.models[0]}.gguf", "chat_template": "{% for m in messages %}{{ m }}{% endfor %}",
                       "bos_token": "", "eos_token": "<|im_end|>", "build_info": "b0-toy", "is_sleeping": False})

    def tokenize(self, body, _):
        tokens = self.ids_of(body.get("content", ""), body.get("parse_special", True), body.get("add_special", False))
        if body.get("with_pieces"):
            return Answer({"tokens": [{"id": token, "piece": self.piece(token)} for token in tokens]})
        return Answer({"tokens": tokens})

    def piece(self, token):
        raw = toy.piece_of(token)
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            return list(raw)

    def ids_of(self, content, special, begin):
        parts = content if isinstance(content, list) else [content]
        tokens = [toy.BOS] if begin and not (parts and isinstance(parts[0], int)) else []
        for part in parts:
            tokens += toy.tokenize(part, special) if isinstance(part, str) else [part]
        return tokens

    def apply_template(self, body, _):
        messages = body["messages"]
        is_open = bool(messages) and messages[-1]["role"] == "assistant"
        return Answer({"prompt": toy.render_chat(messages, not is_open)})

    def completion(self, body, twist):
        ids = self.ids_of(body["prompt"], True, True)
        count = 0 if "logprobs" in self.lacks else body.get("n_probs") or 0  # no real one lacks them
        grammar = body.get("grammar", "").removeprefix("root ::= ")
        limit = body.get("n_predict", -1)
        ask = Ask(toy.detokenize(ids), len(ids), 1 << 20 if limit < 0 else limit, stream=bool(body.get("stream")), logprobs=count if count else -1,
                  schema=body.get("json_schema"), choices=[json.loads(word) for word in grammar.split(" | ")] if grammar else None, prompt_ids=ids, ignore_eos=bool(body.get("ignore_eos")))
        return self.reply({"model": self.models[0]}, ask, twist, self.native_body, self.native_events)

    def reply(self, body, ask, twist, whole, events):
        return super().reply({**body, "model": self.models[0]}, ask, twist, whole, events)  # it has one model, whatever it is called

    def named(self, token):
        return {"id": token, "token": spelled(token)}

    def text_logprobs(self, reply, tokens, before):
        return self.chat_logprobs(reply, tokens, before)

    def text_events(self, reply):
        """The usage stands in the event of the finish; there is none for itself."""
        events = super().text_events(reply)
        usage = next((event for event in events if event != "[DONE]" and "usage" in json.loads(event)), None)
        if usage is None or reply.twist == "empty-choices":
            return events
        joined = lambda event: {**json.loads(event), "usage": json.loads(usage)["usage"]}
        told = [json.dumps(joined(e), ensure_ascii=False) if e != "[DONE]" and json.loads(e)["choices"] and json.loads(e)["choices"][0]["finish_reason"] else e for e in events]
        return [event for event in told if event != usage]

    def native_body(self, reply):
        whole = {"index": 0, "content": reply.text(), "tokens": [], "id_slot": 0, "stop": True, "model": self.models[0], "tokens_predicted": len(reply.tokens),
                 "tokens_evaluated": reply.ask.prompt_tokens, "generation_settings": {}, "prompt": reply.ask.prompt, "has_new_line": False, "truncated": False,
                 "stop_type": {"stop": "eos", "length": "limit"}.get(reply.finish, "none"), "stopping_word": "", "tokens_cached": reply.ask.prompt_tokens,
                 "timings": {"cache_n": 16 * (reply.ask.prompt_tokens // 32), "prompt_n": reply.ask.prompt_tokens, "predicted_n": len(reply.tokens)}}
        if reply.twist == "empty-choices":
            return {}
        if reply.ask.logprobs >= 0 and not reply.ask.stream:
            whole["completion_probabilities"] = self.chat_logprobs(reply, reply.tokens, b"")["content"]
        return whole

    def native_events(self, reply):
        events, before, count = [], b"", 0
        if reply.twist == "empty-choices":
            return ["{}"]
        for tokens, text in reply.pieces():
            count += len(tokens)
            part = {"index": 0, "content": text, "tokens": tokens, "stop": False, "id_slot": 0, "tokens_predicted": count, "tokens_evaluated": reply.ask.prompt_tokens}
            if reply.ask.logprobs >= 0:
                part["completion_probabilities"] = self.chat_logprobs(reply, tokens, before)["content"]
            before += b"".join(map(toy.piece_of, tokens))
            events.append(json.dumps(part, ensure_ascii=False))
        last = json.dumps({**self.native_body(reply), "content": "", "tokens": []}, ensure_ascii=False)
        return events + [last] * (2 if reply.twist == "double" else 1)

    def error(self, status, message, kind, code=None, param=None):
        return Answer({"error": {"code": status, "message": message, "type": kind}}, status)

    def unauthorized(self, _):
        return self.error(401, "Invalid API Key", "authentication_error")

    def overloaded(self):
        return self.error(503, "Loading model", "unavailable_error")

    def is_too_long(self, ask):
        return ask.prompt_tokens >= self.context

    def too_long(self, ask):
        answer = self.error(400, f"request ({ask.prompt_tokens} tokens) exceeds the available context size ({self.context} tokens), try increasing it", "exceed_context_size_error")
        answer.body["error"].update(n_prompt_tokens=ask.prompt_tokens, n_ctx=self.context)
        return answer


class Azure(OpenAi):
    """OpenAI's API at Azure: the first model is the deployment, and the path names it. Models are not listed."""
    name = "azure"

    def routes(self):
        base = f"/openai/deployments/{self.models[0]}"
        return {("POST", base + "/completions"): self.completions, ("POST", base + "/chat/completions"): self.chat}

    def is_authorized(self, headers):
        return headers.get("api-key") == self.key and "authorization" not in headers

    def stream(self, reply, head, portions):
        checked = {"hate": {"filtered": False, "severity": "safe"}, "violence": {"filtered": False, "severity": "safe"}}
        first = {"choices": [], "created": 0, "id": "", "model": "", "object": "", "prompt_filter_results": [{"prompt_index": 0, "content_filter_results": checked}]}
        return [json.dumps(first), *super().stream(reply, head, [{**portion, "content_filter_results": {}} for portion in portions])]

    def unauthorized(self, _):
        return Answer({"error": {"code": "401", "message": "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an "
                                 "active subscription and use a correct regional API endpoint for your resource."}}, 401)

    def filtered(self):
        answer = super().filtered()
        answer.body["error"].update(status=400, innererror={"code": "ResponsibleAIPolicyViolation", "content_filter_result": {"hate": {"filtered": True, "severity": "high"}}})
        return answer


IMITATIONS = {kind.name: kind for kind in (OpenAi, Vllm, LlamaServer, Azure)}
