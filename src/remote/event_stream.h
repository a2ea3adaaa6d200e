#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace autoj {

/// Takes a stream of server-sent events (text/event-stream) apart: bytes in, in pieces of any size;
/// the data of each event out. CR, LF and CRLF end lines; comments, ids and event names are passed
/// over; several "data:" lines of an event are joined with a line feed. What stands behind the last
/// empty line is an unfinished event and is never given.
class EventStream {
 public:
  /// `sink` gets the data of an event; false: no more is wanted.
  explicit EventStream(std::function<bool(std::string_view data)> sink);

  enum class State {
    kMore,      ///< All is well.
    kStopped,   ///< The sink wanted no more.
    kTooLarge,  ///< A line or an event of more than `kMostBytes`.
  };
  /// All bytes that are there so far; a state other than kMore is final, and what follows is not
  /// looked at.
  State Feed(std::string_view bytes);

  static constexpr size_t kMostBytes = 16 << 20;

 private:
  State TakeLine(std::string_view line);

  std::function<bool(std::string_view)> sink_;
  std::string line_;  // begun, not ended yet
  std::string data_;  // of the event so far
  bool has_data_ = false;
  bool after_cr_ = false;
  bool first_line_ = true;  // may begin with a BOM
  State state_ = State::kMore;
};

}  // namespace autoj
