// The answer reader on arbitrary bytes: as events and as one object, in two pieces.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "remote/answer.h"
#include "remote/failure.h"

namespace {

void Read(bool streams, std::string_view body) {
  autoj::AnswerReader reader(streams, [](const std::string& text) { return text.size() < 1000; });
  size_t half = body.size() / 2;
  if (reader.Feed(body.substr(0, half))) {
    reader.Feed(body.substr(half));
  }
  autoj::HttpOutcome outcome;
  outcome.end = autoj::HttpEnd::kComplete;
  outcome.status = 200;
  if (std::optional<autoj::AnswerFault> fault = reader.End()) {
    autoj::FailureOf(*fault, outcome);
  }
  outcome.status = 400;
  autoj::FindFailure(outcome, std::string(body));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view body(reinterpret_cast<const char*>(data),
                        size);  // NOLINT: the fuzzer's own type
  Read(true, body);
  Read(false, body);
  return 0;
}
