// A server that costs nothing: it answers OpenAI's completions routes at once, so that what is
// measured is the client. One thread, epoll, loopback alone. Prints its port; on SIGTERM, one line
// of JSON with what it saw. See scripts/bench_client.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace {

volatile std::sig_atomic_t g_stop = 0;

double Now() {  // the clock of Python's time.monotonic(), so that both sides' times compare
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

struct Seen {
  double first = 0;  // when the first text was asked for, and the last
  double last = 0;
  long texts = 0;
  long requests = 0;
  long connections = 0;
  int open = 0;
};

std::string Http(std::string_view type, std::string_view body) {
  return "HTTP/1.1 200 OK\r\nContent-Type: " + std::string(type) +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

constexpr std::string_view kText =
    "One is clearer. So, the final decision is Response 1. Rating: [[7]]";
constexpr std::string_view kUsage =
    R"("usage":{"prompt_tokens":400,"completion_tokens":20,"total_tokens":420})";
// What judges decide by, by number (see Tokenize: a digit's token is its byte and 3) and by name.
constexpr std::string_view kTop =
    R"({"token_id:52":-0.5,"token_id:53":-1.2,"token_id:54":-4,"1":-0.5,"2":-1.2,"3":-4})";

std::string Event(std::string_view object, std::string_view choices, std::string_view more = "") {
  return R"(data: {"id":"x","object":")" + std::string(object) +
         R"(","created":1,"model":"instant","choices":[)" + std::string(choices) + "]" +
         (more.empty() ? "" : ",") + std::string(more) + "}\n\n";
}

// The answers, made once: a text whole and as a stream, for both routes.
struct Answers {
  std::string models =
      Http("application/json",
           R"({"object":"list","data":[{"id":"instant","object":"model","created":1,)"
           R"("owned_by":"vllm","max_model_len":32768}]})");
  std::string version = Http("application/json", R"({"version":"0.16.0"})");
  std::string not_found =
      "HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: "
      "22\r\n\r\n{\"detail\":\"Not Found\"}";
  std::string text, text_stream, chat, chat_stream;

  Answers() {
    std::string quoted = "\"" + std::string(kText) + "\"";
    std::string logprobs =
        R"({"text_offset":[0],"token_logprobs":[-0.5],"tokens":["token_id:52"],"top_logprobs":[)" +
        std::string(kTop) + "]}";
    std::string done = "data: [DONE]\n\n";
    text = Http(
        "application/json",
        R"({"id":"x","object":"text_completion","created":1,"model":"instant","choices":[{"index":0,"text":)" +
            quoted + R"(,"logprobs":)" + logprobs + R"(,"finish_reason":"stop"}],)" +
            std::string(kUsage) + "}");
    chat = Http(
        "application/json",
        R"({"id":"x","object":"chat.completion","created":1,"model":"instant","choices":[{"index":0,"message":{"role":"assistant","content":)" +
            quoted + R"(},"logprobs":null,"finish_reason":"stop"}],)" + std::string(kUsage) + "}");
    std::string half = "\"One is clearer. So, the final decision \"";
    std::string rest = "\"is Response 1. Rating: [[7]]\"";
    std::string kind = "text_completion";
    text_stream = Http(
        "text/event-stream",
        Event(kind, R"({"index":0,"text":)" + half + R"(,"logprobs":null,"finish_reason":null})") +
            Event(kind, R"({"index":0,"text":)" + rest + R"(,"logprobs":)" + logprobs +
                            R"(,"finish_reason":"stop"})") +
            Event(kind, "", kUsage) + done);
    kind = "chat.completion.chunk";
    chat_stream = Http(
        "text/event-stream",
        Event(kind,
              R"({"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null})") +
            Event(kind, R"({"index":0,"delta":{"content":)" + half + R"(},"finish_reason":null})") +
            Event(kind, R"({"index":0,"delta":{"content":)" + rest + R"(},"finish_reason":null})") +
            Event(kind, R"({"index":0,"delta":{},"finish_reason":"stop"})") +
            Event(kind, "", kUsage) + done);
  }
};

// The strings that follow a name in a JSON text, one behind the other, escapes as they stand.
std::string StringsOf(std::string_view json, std::string_view name) {
  std::string found;
  for (size_t at = 0; (at = json.find(name, at)) != std::string_view::npos;) {
    at = json.find('"', at + name.size());
    for (++at; at < json.size() && json[at] != '"'; ++at) {
      found += json[at];
      if (json[at] == '\\' && at + 1 < json.size()) {
        found += json[++at];
      }
    }
  }
  return found;
}

// A token is a run of letters or any other byte: what is put behind a text changes no token of it.
std::string Tokenize(std::string_view body) {
  std::string text = StringsOf(body, "\"prompt\":");
  if (text.empty()) {
    text = StringsOf(body, "\"content\":");
  }
  std::string list = "1";
  int count = 1;
  for (size_t at = 0; at < text.size(); ++count) {
    size_t end = at;
    unsigned long hash = 5381;
    while (end < text.size() && std::isalpha(static_cast<unsigned char>(text[end])) != 0) {
      hash = hash * 33 + static_cast<unsigned char>(text[end++]);
    }
    bool is_word = end > at + 1;
    list += "," + std::to_string(is_word ? 300 + hash % 30000
                                         : 3UL + static_cast<unsigned char>(text[at]));
    at = is_word ? end : at + 1;
  }
  return Http("application/json", R"({"count":)" + std::to_string(count) +
                                      R"(,"max_model_len":32768,"tokens":[)" + list +
                                      R"(],"token_strs":null})");
}

// The answer to a whole request; counts what it was.
std::string Answer(const Answers& answers, std::string_view head, std::string_view body,
                   Seen& seen) {
  ++seen.requests;
  std::string_view path = head.substr(head.find(' ') + 1);
  path = path.substr(0, path.find(' '));
  bool is_chat = path.ends_with("/chat/completions");
  if (is_chat || path.ends_with("/completions")) {
    seen.last = Now();
    seen.first = seen.texts == 0 ? seen.last : seen.first;
    ++seen.texts;
    bool streams = body.find("\"stream\":true") != std::string_view::npos ||
                   body.find("\"stream\": true") != std::string_view::npos;
    if (is_chat) {
      return streams ? answers.chat_stream : answers.chat;
    }
    return streams ? answers.text_stream : answers.text;
  }
  if (path.ends_with("/models")) {
    return answers.models;
  }
  if (path == "/version") {
    return answers.version;
  }
  return path == "/tokenize" ? Tokenize(body) : answers.not_found;
}

struct Connection {
  std::string in;
  std::string out;
};

size_t LengthOf(std::string_view head) {
  std::string lower(head);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  size_t at = lower.find("\r\ncontent-length:");
  if (at == std::string::npos) {
    return 0;
  }
  size_t digits = lower.find_first_of("0123456789", at);
  size_t length = 0;
  std::from_chars(lower.data() + digits, lower.data() + lower.size(), length);
  return length;
}

// Takes whole requests off what came in and puts their answers into what goes out.
void Work(Connection& connection, const Answers& answers, Seen& seen) {
  std::string_view in = connection.in;
  while (true) {
    size_t end = in.find("\r\n\r\n");
    if (end == std::string_view::npos) {
      break;
    }
    std::string_view head = in.substr(0, end + 2);
    size_t length = LengthOf(head);
    if (in.size() < end + 4 + length) {
      break;
    }
    connection.out += Answer(answers, head, in.substr(end + 4, length), seen);
    in.remove_prefix(end + 4 + length);
  }
  connection.in.erase(0, connection.in.size() - in.size());
}

// Reads, works, writes. False: the connection is over.
bool Move(int fd, Connection& connection, const Answers& answers, Seen& seen) {
  char buffer[1 << 16];
  while (true) {
    ssize_t got = read(fd, buffer, sizeof buffer);
    if (got == 0) {
      return false;
    }
    if (got < 0) {
      break;  // nothing more for now, or an error that the write below meets as well
    }
    connection.in.append(buffer, static_cast<size_t>(got));
  }
  Work(connection, answers, seen);
  while (!connection.out.empty()) {
    ssize_t put = send(fd, connection.out.data(), connection.out.size(), MSG_NOSIGNAL);
    if (put < 0) {
      return errno == EAGAIN;
    }
    connection.out.erase(0, static_cast<size_t>(put));
  }
  return true;
}

int Listen() {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* general = reinterpret_cast<sockaddr*>(&address);
  if (fd < 0 || bind(fd, general, size) != 0 || listen(fd, 4096) != 0 ||
      getsockname(fd, general, &size) != 0) {
    std::perror("instant_server");
    _exit(1);
  }
  std::printf("%d\n", ntohs(address.sin_port));
  std::fflush(stdout);
  return fd;
}

void Watch(int poll, int fd) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.fd = fd;
  epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
}

}  // namespace

int main() {
  struct sigaction action {};
  action.sa_handler = [](int) { g_stop = 1; };
  sigaction(SIGTERM, &action, nullptr);  // no SA_RESTART: epoll_wait returns
  Answers answers;
  Seen seen;
  std::unordered_map<int, Connection> connections;
  int listener = Listen();
  int poll = epoll_create1(0);
  Watch(poll, listener);
  epoll_event events[256];
  while (g_stop == 0) {
    int count = epoll_wait(poll, events, 256, 1000);
    for (int i = 0; i < count; ++i) {
      int fd = events[i].data.fd;
      if (fd != listener) {
        if (!Move(fd, connections[fd], answers, seen)) {
          connections.erase(fd);
          close(fd);
        }
        continue;
      }
      int made = 0;
      while ((made = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK)) >= 0) {
        int one = 1;
        setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        connections[made];
        Watch(poll, made);
        ++seen.connections;
        seen.open = std::max(seen.open, static_cast<int>(connections.size()));
      }
    }
  }
  std::printf(
      R"({"texts":%ld,"requests":%ld,"connections":%ld,"most_open":%d,"first":%.6f,"last":%.6f})"
      "\n",
      seen.texts, seen.requests, seen.connections, seen.open, seen.first, seen.last);
  return 0;
}
