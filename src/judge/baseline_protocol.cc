#include "judge/baseline_protocol.h"

namespace autoj {

Protocol BaselineProtocol(const std::string& baseline, const std::string& language) {
  constexpr const char* kAll = "{dialogue}\n{response}\n{response_another}";
  Protocol protocol;
  protocol.name = baseline;
  protocol.kind = ProtocolKind::kPairwise;
  protocol.language = language;
  protocol.prompt = Template(kAll);
  protocol.text = baseline + "\n" + kAll;
  return protocol;
}

}  // namespace autoj
