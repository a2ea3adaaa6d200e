#include "model/model_error.h"

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/text.h"

namespace autoj {

void FailModel(const std::string& path, const std::string& what) {
  throw Error(ErrorKind::kModel, fmt::format("model {}: {}", EscapeForTerminal(path), what));
}

}  // namespace autoj
