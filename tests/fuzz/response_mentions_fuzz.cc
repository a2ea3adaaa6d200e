#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "pipeline/response_mentions.h"

// Twice gives the text again, whatever it is, and what is unclear is so both times.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  autoj::ExchangedMentions once = autoj::ExchangeMentions(text);
  autoj::ExchangedMentions twice = autoj::ExchangeMentions(once.text);
  if (twice.text != text || twice.unclear.empty() != once.unclear.empty()) {
    std::abort();
  }
  return 0;
}
