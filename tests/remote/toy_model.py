"""A model that is none, for the servers of these tests: everything it says depends on its prompt alone.

It writes what autoj's own fake engine writes. Its tokenizer is reversible and the same in every process: a token is a
byte or one of a few words, longest first. What comes next is a distribution drawn from the hash of what was before;
twenty tokens, among them what judges decide by, have nearly all of it.
"""
import functools, hashlib, math, re

BOS = 1
SPECIAL = ["<|im_start|>", "<|im_end|>"]
FAVOURED = [*"1234567890", " ", " Response", "Response", " Tie", "Tie", "回应", "平局", "A", "B", "C"]
WORDS = [" the", " final", " decision", " is", " better", " response", " clearer", "One", "So", "Rating", ": [[", "]]", "最终决定是", "评分",
         " of", " and", " to", " in", " that", " you", " are", " data", " user", " query", "***\n", "assistant", " instructions"]
FIRST_WORD = 300
TABLE = [*SPECIAL, *(word for word in FAVOURED if len(word.encode()) > 1), *WORDS]
IDS = {**{bytes([b]): 3 + b for b in range(256)}, **{word.encode(): FIRST_WORD + n for n, word in enumerate(TABLE)}}
BYTES = {number: piece for piece, number in IDS.items()}
WORD = re.compile("|".join(map(re.escape, sorted(TABLE, key=len, reverse=True))) + "|.", re.DOTALL)
VOCABULARY = len(IDS)
EVENT = 6  # tokens that a stream's event carries


def tokenize(text, special=True):
    """`special`: <|im_start|> is a control token; else it is spelled out."""
    tokens = []
    for piece in WORD.findall(text):
        encoded = piece.encode("utf-8", "surrogateescape")
        whole = encoded in IDS and (special or piece not in SPECIAL)
        tokens += [IDS[encoded]] if whole else [IDS[bytes([b])] for b in encoded]
    return tokens


def piece_of(token):
    return BYTES.get(token, b"")


def detokenize(tokens):
    return b"".join(map(piece_of, tokens)).decode("utf-8", "replace")


def render_chat(messages, begin=True):
    """ChatML. `begin`: the assistant's turn begins; else the last message is left open, to be continued."""
    turns = []
    for number, message in enumerate(messages):
        content = message.get("content") or ""
        if isinstance(content, list):
            content = "".join(part.get("text", "") for part in content)
        is_open = not begin and number == len(messages) - 1
        turns.append(f"<|im_start|>{message['role']}\n{content}" + ("" if is_open else "<|im_end|>\n"))
    return "".join(turns) + ("<|im_start|>assistant\n" if begin else "")


def draw(text, count):
    return int(hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:8], 16) % count


def write(prompt):
    if "AUTOJ-VAGUE" in prompt:
        return "Both have their merits."
    choice, rating = draw(prompt, 3), 1 + draw(prompt, 10)
    english, chinese = ["Response 1", "Response 2", "Tie"][choice], ["回应1", "回应2", "平局"][choice]
    return f"One is clearer. So, the final decision is {english}. 最终决定是{chinese}。 评分: [[{rating}]] Rating: [[{rating}]]"


def fill(schema, prompt):
    """A value that a JSON schema allows."""
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][draw(prompt, len(schema["enum"]))]
    kind = schema.get("type", "string")
    if kind == "object":
        return {name: fill(part, prompt) for name, part in schema.get("properties", {}).items()}
    if kind == "array":
        return [fill(schema.get("items", {}), prompt)]
    if kind in ("integer", "number"):
        low, high = schema.get("minimum", 1), schema.get("maximum", 10)
        return low + draw(prompt, int(high - low) + 1)
    return {"string": "One is clearer.", "boolean": True, "null": None}[kind]


@functools.lru_cache(maxsize=4096)
def _favoured(prefix_hash):
    weights = {}
    for word in FAVOURED:
        number = int.from_bytes(hashlib.sha256(prefix_hash + word.encode()).digest()[:4], "big")
        weights[IDS[word.encode()]] = -5 * number / 2**32
    rest = -14.0
    total = math.log(sum(map(math.exp, weights.values())) + (VOCABULARY - len(weights)) * math.exp(rest))
    ranked = sorted(((weight - total, token) for token, weight in weights.items()), key=lambda pair: (-pair[0], pair[1]))
    return {token: logprob for logprob, token in ranked}, rest - total


class Next:
    """The distribution of the token behind a text."""

    def __init__(self, text):
        raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
        self.favoured, self.rest = _favoured(hashlib.sha256(raw).digest())

    def logprob(self, token):
        return self.favoured.get(token, self.rest)

    def best(self):
        return next(iter(self.favoured))

    def top(self, count):
        """The `count` likeliest, as (token, logprob)."""
        more = [(token, self.rest) for token in IDS.values() if token not in self.favoured] if count > len(self.favoured) else []
        return [*self.favoured.items(), *more][:count]
