#include "model/default_model.h"

#include <cstdlib>
#include <filesystem>
#include <vector>

namespace autoj {
namespace {

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

std::optional<std::string> FindDefaultModel() {
  std::string cache = Environment("XDG_CACHE_HOME");
  if (cache.empty()) {
    cache = Environment("HOME") + "/.cache";
  }
  for (const std::string& folder : {Environment("AUTOJ_MODELS"), cache + "/autoj/models"}) {
    std::filesystem::path path = std::filesystem::path(folder) / "SmolLM2-135M-Instruct.Q4_1.gguf";
    std::error_code ignored;
    if (!folder.empty() && std::filesystem::is_regular_file(path, ignored)) {
      return path.string();
    }
  }
  return std::nullopt;
}

}  // namespace autoj
