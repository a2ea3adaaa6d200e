#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "autoj/error.h"
#include "autoj/item.h"
#include "protocol/protocol.h"

namespace {

autoj::Item FullItem(size_t responses) {
  autoj::Item item;
  item.query = "{prompt}";
  item.responses.assign(responses, "{response}");
  item.reference = item.rubric = item.criteria = "x";
  return item;
}

}  // namespace

// Any file is refused as an input error, or is a protocol that can be used.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    autoj::Protocol protocol = autoj::ParseProtocol(text, "fuzz");
    bool pair = protocol.kind == autoj::ProtocolKind::kPairwise;
    autoj::Item item = FullItem(pair ? 2 : 1);
    autoj::Shown shown{item, autoj::Order::kSwapped};
    for (size_t i = 0; i < protocol.steps.size(); ++i) {
      autoj::RenderStep(protocol, autoj::Form::kFull, i, shown);
      shown.texts[protocol.steps[i].name] = "{prompt}";
    }
    autoj::RenderMessage(protocol, autoj::Form::kFull, shown);
    if (protocol.scored) {
      autoj::RenderMessage(protocol, autoj::Form::kScored, shown);
    }
    autoj::ReadVerdict(protocol.verdict, text);
    autoj::IsVerdictComplete(protocol.verdict, text);
  } catch (const autoj::Error& e) {
    if (e.kind() != autoj::ErrorKind::kInput) {
      std::abort();
    }
  }
  return 0;
}
