#include "model/default_model.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "autoj/error.h"
#include "base/file.h"
#include "model/model_error.h"

namespace autoj {
namespace {

namespace fs = std::filesystem;
constexpr const char* kFile = "SmolLM2-135M-Instruct.Q4_1.gguf";

// "owner/name", as the hub spells a model.
bool IsHubName(const std::string& word) {
  return std::count(word.begin(), word.end(), '/') == 1 && word.front() != '/' &&
         word.front() != '.' && word.back() != '/';
}

}  // namespace

std::optional<std::string> FindDefaultModel() {
  std::error_code ignored;
  std::vector<fs::path> folders;
  if (const char* models = std::getenv("AUTOJ_MODELS"); models != nullptr && *models != '\0') {
    folders.emplace_back(models);
  }
  folders.push_back(fs::path(CacheFolder()) / "models");
  folders.push_back(fs::read_symlink("/proc/self/exe", ignored).parent_path());
  for (const fs::path& folder : folders) {
    if (fs::is_regular_file(folder / kFile, ignored)) {
      return (folder / kFile).string();
    }
  }
  return std::nullopt;
}

std::string ResolveModel(const std::string& word) {
  if (word.empty() || word == "default") {
    std::optional<std::string> path = FindDefaultModel();
    if (!path) {
      throw Error(
          ErrorKind::kModel,
          "the default model is not here; scripts/fetch model brings it, AUTOJ_MODELS names "
          "the folder that holds it, --model FILE.gguf takes another");
    }
    return *path;
  }
  if (word.rfind("http://", 0) == 0 || word.rfind("https://", 0) == 0) {
    FailModel(word, "this build has no remote engine yet; give a .gguf file");
  }
  std::error_code ignored;
  if (!word.ends_with(".gguf") && !fs::exists(word, ignored) && IsHubName(word)) {
    FailModel(word,
              "this build cannot load a model from the hub yet; download its .gguf file and give "
              "its path");
  }
  return word;
}

}  // namespace autoj
