#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>

#include "autoj/error.h"
#include "base/json_lines.h"
#include "base/text.h"

// Any input is read, or refused as an input error; skipping its bad lines never finds more lines
// than it has.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  size_t good = 0;
  size_t bad = 0;
  try {
    std::istringstream in(text);
    autoj::ReadJsonLines(
        in, "in",
        [&](const autoj::JsonLine& at, nlohmann::json&& object) {
          good += object.is_object() && at.position == good + bad ? 1 : 0;
        },
        [&](const std::string& error) {
          bad += autoj::FindInvalidUtf8(error) == std::string::npos ? 1 : 0;
        });
  } catch (const autoj::Error& e) {
    if (e.kind() != autoj::ErrorKind::kInput || good != 0) {
      std::abort();
    }
  }
  return 0;
}
