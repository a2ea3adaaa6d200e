#include "remote/event_stream.h"

#include <algorithm>
#include <utility>

namespace autoj {
namespace {

// In windows, so that a search for one kind of end passes over few of the other.
size_t FindEndOfLine(std::string_view bytes) {
  constexpr size_t kWindow = 256;
  for (size_t at = 0; at < bytes.size(); at += kWindow) {
    std::string_view window = bytes.substr(at, kWindow);
    size_t end = std::min(window.find('\n'), window.find('\r'));
    if (end != std::string_view::npos) {
      return at + end;
    }
  }
  return std::string_view::npos;
}

}  // namespace

EventStream::EventStream(std::function<bool(std::string_view data)> sink)
    : sink_(std::move(sink)) {}

EventStream::State EventStream::Feed(std::string_view bytes) {
  while (state_ == State::kMore && !bytes.empty()) {
    if (std::exchange(after_cr_, false) && bytes.front() == '\n') {
      bytes.remove_prefix(1);  // the second half of a CRLF
      continue;
    }
    size_t end = FindEndOfLine(bytes);
    std::string_view piece = bytes.substr(0, end);
    if (line_.size() + piece.size() > kMostBytes) {
      state_ = State::kTooLarge;
    } else if (end == std::string_view::npos) {
      line_.append(piece);
      break;
    } else {
      after_cr_ = bytes[end] == '\r';
      bytes.remove_prefix(end + 1);
      // Most lines come whole, and need no copy.
      std::string begun = std::exchange(line_, {});
      state_ = TakeLine(begun.empty() ? piece : std::string_view(begun.append(piece)));
    }
  }
  return state_;
}

EventStream::State EventStream::TakeLine(std::string_view line) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  constexpr std::string_view kField = "data";
  if (std::exchange(first_line_, false) && line.starts_with(kByteOrderMark)) {
    line.remove_prefix(kByteOrderMark.size());
  }
  if (line.empty()) {
    return !std::exchange(has_data_, false) || sink_(data_) ? State::kMore : State::kStopped;
  }
  std::string_view name = line.substr(0, line.find(':'));
  if (name != kField) {
    return State::kMore;
  }
  line.remove_prefix(name.size() + (name.size() < line.size() ? 1 : 0));
  line.remove_prefix(line.starts_with(' ') ? 1 : 0);
  if (!std::exchange(has_data_, true)) {
    data_.assign(line);
  } else if (data_.size() + 1 + line.size() <= kMostBytes) {
    data_.append(1, '\n').append(line);
  } else {
    return State::kTooLarge;
  }
  return State::kMore;
}

}  // namespace autoj
