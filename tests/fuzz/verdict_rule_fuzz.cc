#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "autoj/verdict.h"
#include "base/text.h"
#include "protocol/protocol.h"

namespace {

std::vector<autoj::Protocol> LoadAll() {
  std::vector<autoj::Protocol> all;
  for (const std::string& name : autoj::ShippedProtocolNames()) {
    for (const std::string& language : autoj::ShippedProtocolLanguages(name)) {
      all.push_back(autoj::LoadProtocol(name, language));
    }
  }
  return all;
}

void Require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

// What a verdict must look like, whatever the text was.
void Check(const autoj::VerdictRule& rule, const autoj::Verdict& verdict) {
  bool rates = rule.type == autoj::VerdictRule::Type::kRating;
  bool rated = verdict.outcome == autoj::Outcome::kRated;
  Require(rated == verdict.rating.has_value());
  if (rated) {
    Require(rates && *verdict.rating >= rule.low && *verdict.rating <= rule.high);
  } else if (verdict.outcome == autoj::Outcome::kUnreadable) {
    Require(!verdict.reason.empty());
  } else {
    Require(!rates && autoj::IsVerdict(verdict.outcome));
  }
  Require(autoj::FindInvalidUtf8(verdict.reason) == std::string::npos);
}

// Where generation would stop, at the first text with a complete verdict, nothing that could have
// come behind it changes what is read.
void CheckStop(const autoj::VerdictRule& rule, const std::string& text) {
  size_t length = 0;
  while (length <= text.size() && !autoj::IsVerdictComplete(rule, text.substr(0, length))) {
    ++length;
  }
  if (length > text.size()) {
    return;
  }
  std::string begun = text.substr(0, length);
  autoj::Verdict stopped = autoj::ReadVerdict(rule, begun);
  Require(autoj::IsVerdict(stopped.outcome));
  for (const char* more : {"0", " ", "/", "or ", "]", "}", "\n"}) {
    autoj::Verdict later = autoj::ReadVerdict(rule, begun + more);
    Require(later.outcome == stopped.outcome && later.rating == stopped.rating);
  }
}

}  // namespace

// The first byte picks the protocol.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr size_t kLongestBegun = 256;  // every beginning is read
  static const std::vector<autoj::Protocol> protocols = LoadAll();
  if (size == 0) {
    return 0;
  }
  const autoj::VerdictRule& rule = protocols[data[0] % protocols.size()].verdict;
  std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  Check(rule, autoj::ReadVerdict(rule, text));
  CheckStop(rule, text.substr(0, kLongestBegun));
  return 0;
}
