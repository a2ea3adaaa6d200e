#include "remote/curl_multi.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <mutex>

#include <fmt/format.h>

#include "autoj/error.h"

namespace autoj {
namespace {

using std::chrono::milliseconds;

constexpr size_t kMostEvents = 256;  // a round; what is left comes with the next
constexpr milliseconds kLongestWait = std::chrono::hours(1);

TimePoint Now() { return std::chrono::steady_clock::now(); }

void StartLibrary() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

template <typename Value>
void Set(CURLM* multi, CURLMoption option, Value value) {
  if (CURLMcode code = curl_multi_setopt(multi, option, value); code != CURLM_OK) {
    throw Error(ErrorKind::kInternal, fmt::format("libcurl: {}", curl_multi_strerror(code)));
  }
}

int MillisecondsTo(TimePoint then) {
  auto left = std::chrono::ceil<milliseconds>(then - Now());
  return static_cast<int>(std::clamp(left, milliseconds(0), kLongestWait).count());
}

int ToCurl(uint32_t events) {
  return ((events & EPOLLIN) != 0 ? CURL_CSELECT_IN : 0) |
         ((events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0) |
         ((events & (EPOLLERR | EPOLLHUP)) != 0 ? CURL_CSELECT_ERR : 0);
}

uint32_t ToEpoll(int what) {
  return ((what & CURL_POLL_IN) != 0 ? static_cast<uint32_t>(EPOLLIN) : 0U) |
         ((what & CURL_POLL_OUT) != 0 ? static_cast<uint32_t>(EPOLLOUT) : 0U);
}

}  // namespace

CurlMulti::CurlMulti(size_t connections) : epoll_(epoll_create1(EPOLL_CLOEXEC)) {
  StartLibrary();
  multi_.reset(curl_multi_init());
  if (epoll_ < 0 || !multi_) {
    throw Error(ErrorKind::kInternal, "no network: epoll or libcurl cannot be set up");
  }
  Set(multi_.get(), CURLMOPT_SOCKETFUNCTION, &CurlMulti::OnSocket);
  Set(multi_.get(), CURLMOPT_SOCKETDATA, this);
  Set(multi_.get(), CURLMOPT_TIMERFUNCTION, &CurlMulti::OnTimer);
  Set(multi_.get(), CURLMOPT_TIMERDATA, this);
  long most = static_cast<long>(std::clamp<size_t>(connections, 1, INT_MAX));
  Set(multi_.get(), CURLMOPT_MAXCONNECTS, most);
  Set(multi_.get(), CURLMOPT_MAX_TOTAL_CONNECTIONS, most);
}

CurlMulti::~CurlMulti() {
  multi_.reset();  // takes its sockets out of the set
  if (epoll_ >= 0) {
    close(epoll_);
  }
}

bool CurlMulti::Add(const EasyHandle& easy) {
  return curl_multi_add_handle(multi_.get(), easy.get()) == CURLM_OK;
}

void CurlMulti::Remove(const EasyHandle& easy) {
  curl_multi_remove_handle(multi_.get(), easy.get());
}

bool CurlMulti::Turn(TimePoint until) {
  if (turning_) {
    throw Error(ErrorKind::kInternal, "HttpClient::Poll from within HttpReceiver::Data");
  }
  std::array<epoll_event, kMostEvents> events = {};
  int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()),
                         MillisecondsTo(std::min(until, timer_)));
  if (count < 0 && errno != EINTR) {
    throw Error(ErrorKind::kInternal, fmt::format("epoll: {}", std::strerror(errno)));
  }
  turning_ = true;
  CURLMcode code = CURLM_OK;
  for (int i = 0; i < count && code == CURLM_OK; ++i) {
    const epoll_event& event = events[static_cast<size_t>(i)];
    code = Act(event.data.fd, ToCurl(event.events));
  }
  if (code == CURLM_OK && timer_ <= Now()) {
    timer_ = TimePoint::max();
    code = Act(CURL_SOCKET_TIMEOUT, 0);
  }
  turning_ = false;
  if (code != CURLM_OK) {
    throw Error(ErrorKind::kInternal, fmt::format("libcurl: {}", curl_multi_strerror(code)));
  }
  return count >= 0;
}

std::optional<std::pair<CURL*, CURLcode>> CurlMulti::NextEnded() {
  int left = 0;
  while (CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg == CURLMSG_DONE) {
      return std::pair(message->easy_handle, message->data.result);
    }
  }
  return std::nullopt;
}

CURLMcode CurlMulti::Act(curl_socket_t socket, int what) {
  int running = 0;
  return curl_multi_socket_action(multi_.get(), socket, what, &running);
}

// What is returned is 0 always: libcurl gives up all transfers at anything else. One that cannot
// be watched ends by its time limit.
int CurlMulti::OnSocket(CURL*, curl_socket_t socket, int what, void* self, void* known) {
  CurlMulti& multi = *static_cast<CurlMulti*>(self);
  multi.Watch(socket, what, known != nullptr);
  if (what != CURL_POLL_REMOVE) {
    curl_multi_assign(multi.multi_.get(), socket, self);
  }
  return 0;
}

void CurlMulti::Watch(curl_socket_t socket, int what, bool is_known) {
  epoll_event event = {};
  event.data.fd = socket;
  event.events = ToEpoll(what);
  if (what == CURL_POLL_REMOVE) {
    epoll_ctl(epoll_, EPOLL_CTL_DEL, socket, nullptr);
  } else if (epoll_ctl(epoll_, is_known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &event) != 0) {
    // The other way round: a number that was closed and given out again.
    epoll_ctl(epoll_, is_known ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, socket, &event);
  }
}

int CurlMulti::OnTimer(CURLM*, long wait, void* self) {
  static_cast<CurlMulti*>(self)->timer_ = wait < 0 ? TimePoint::max() : Now() + milliseconds(wait);
  return 0;
}

}  // namespace autoj
