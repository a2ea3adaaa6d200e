#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "remote/event_stream.h"

namespace {

void Require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

// The events of `text` in pieces of `size` bytes; none is wanted behind the first `wanted`.
std::vector<std::string> EventsOf(std::string_view text, size_t size, size_t wanted) {
  std::vector<std::string> events;
  autoj::EventStream stream([&](std::string_view data) {
    Require(events.size() < wanted);
    events.emplace_back(data);
    return events.size() < wanted;
  });
  while (!text.empty()) {
    autoj::EventStream::State state = stream.Feed(text.substr(0, size));
    Require((state == autoj::EventStream::State::kStopped) == (events.size() == wanted));
    text.remove_prefix(std::min(size, text.size()));
  }
  return events;
}

}  // namespace

// The same events come out whatever the pieces, and no line has an end within it. The first byte
// is the size of the pieces, the second how many events are wanted.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) {
    return 0;
  }
  std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  size_t wanted = data[1] + size_t{1};
  std::vector<std::string> events = EventsOf(text, size, wanted);
  Require(events == EventsOf(text, data[0] % 16 + size_t{1}, wanted));
  Require(events == EventsOf(text, 1, wanted));
  for (const std::string& event : events) {
    Require(event.find('\r') == std::string::npos && event.size() < text.size());
  }
  return 0;
}
