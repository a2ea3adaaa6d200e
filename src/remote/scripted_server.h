#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace autoj {

/// One connection, seen by the server. For tests alone.
class ServerConnection {
 public:
  explicit ServerConnection(int socket) : socket_(socket) {}

  /// The next request with its body; "" where the client has gone.
  std::string Read() {
    size_t head = std::string::npos;
    while ((head = come_.find("\r\n\r\n")) == std::string::npos) {
      if (!Receive()) {
        return "";
      }
    }
    size_t length = head + 4;
    if (size_t at = come_.find("Content-Length: "); at < head) {
      length += std::stoul(come_.substr(at + 16));
    }
    while (come_.size() < length) {
      if (!Receive()) {
        return "";
      }
    }
    std::string request = come_.substr(0, length);
    come_.erase(0, length);
    return request;
  }

  void ReadSome() { Receive(); }

  void Send(std::string_view bytes) {
    while (!bytes.empty()) {
      ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) {
        return;
      }
      bytes.remove_prefix(static_cast<size_t>(sent));
    }
  }

  void Answer(std::string_view body, std::string_view headers = "") {
    Send(fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n{}\r\n{}", body.size(), headers,
                     body));
  }

  /// Closing sends a reset.
  void WillReset() {
    linger now = {1, 0};
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  }

 private:
  bool Receive() {
    std::array<char, 65536> bytes;
    ssize_t count = recv(socket_, bytes.data(), bytes.size(), 0);
    come_.append(bytes.data(), static_cast<size_t>(std::max<ssize_t>(count, 0)));
    return count > 0;
  }

  int socket_;
  std::string come_;
};

/// What a test asks of 127.0.0.1 goes over no proxy of this machine.
inline void ForgetProxies() {
  for (const char* name : {"http_proxy", "https_proxy", "all_proxy", "HTTPS_PROXY", "ALL_PROXY"}) {
    unsetenv(name);
  }
}

/// A server on 127.0.0.1: each connection is a thread that follows `script`, and is closed at its
/// end. For tests alone.
class ScriptedServer {
 public:
  explicit ScriptedServer(std::function<void(ServerConnection&)> script)
      : script_(std::move(script)) {
    sockaddr_in address = Loopback();
    socklen_t size = sizeof address;
    listener_ = socket(AF_INET, SOCK_STREAM, 0);
    EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(listener_, 1024), 0);
    EXPECT_EQ(getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
    acceptor_ = std::jthread([this] { Accept(); });
  }
  ~ScriptedServer() {
    shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    {
      std::lock_guard lock(mutex_);
      for (int open : open_) {
        shutdown(open, SHUT_RDWR);
      }
    }
    connections_.clear();
    close(listener_);
  }

  /// A script that gives one answer for each request.
  static std::function<void(ServerConnection&)> Always(std::string answer) {
    return [answer = std::move(answer)](ServerConnection& connection) {
      while (!connection.Read().empty()) {
        connection.Send(answer);
      }
    };
  }
  static sockaddr_in Loopback() {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
  }

  int Port() const { return port_; }
  std::string Url(std::string_view path = "/", std::string_view scheme = "http") const {
    return fmt::format("{}://127.0.0.1:{}{}", scheme, port_, path);
  }
  int Accepted() const { return accepted_; }

 private:
  void Accept() {
    for (int socket = 0; (socket = accept(listener_, nullptr, nullptr)) >= 0;) {
      ++accepted_;
      std::lock_guard lock(mutex_);
      open_.push_back(socket);
      connections_.emplace_back([this, socket] {
        ServerConnection connection(socket);
        script_(connection);
        std::lock_guard closing(mutex_);
        std::erase(open_, socket);
        close(socket);
      });
    }
  }

  std::function<void(ServerConnection&)> script_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<int> accepted_ = 0;
  std::mutex mutex_;
  std::vector<int> open_;
  std::vector<std::jthread> connections_;
  std::jthread acceptor_;
};

}  // namespace autoj
